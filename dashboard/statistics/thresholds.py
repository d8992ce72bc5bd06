"""Upper thresholds of a distribution side by side: none of them is the right one.

Reimann, Filzmoser & Garrett (2005, Science of the Total Environment 346:1–16) compare
them: mean ± 2 SD is left out, as they advise, because the outliers looked for inflate it;
median + 2 MAD flags most, the box plot fits few outliers best, percentiles flag a fixed
share whether there are outliers or not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.statistics.censored import FEWEST
from dashboard.statistics.describe import describe
from dashboard.statistics.fractal import concentration_area
from dashboard.statistics.summary import Figure, prepare

THRESHOLDS = (
    "p97_5",
    "p98",
    "median_mad",
    "log_median_mad",
    "fence",
    "log_fence",
    "fractal",
)
"""Ids of the thresholds, in the order of tables."""

DEVIATIONS = 2.0
"""MADs above the median (Reimann, Filzmoser & Garrett 2005)."""


class Threshold(NamedTuple):
    """A threshold with its state, and the results above it that are known to be."""

    value: float
    state: State
    exceeding: int


def threshold_name(threshold: str) -> str:
    """Return the words for a threshold.

    Raises
    ------
    KeyError
        If it is none of :data:`THRESHOLDS`.
    """
    return {
        "p97_5": _("97.5th percentile"),
        "p98": _("98th percentile"),
        "median_mad": _("Median + 2 MAD"),
        "log_median_mad": _("Median + 2 MAD, of logarithms"),
        "fence": _("Upper inner fence of the box plot"),
        "log_fence": _("Upper inner fence of the box plot, of logarithms"),
        "fractal": _("Highest break of the concentration–area plot"),
    }[threshold]


def thresholds(values: ArrayLike, state: ArrayLike) -> dict[str, Threshold]:
    """Return every threshold of one group of results.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes.

    Returns
    -------
    dict of str to Threshold
        By the ids of :data:`THRESHOLDS`. ``TOO_FEW`` where a threshold cannot be given:
        too few results, too many of them below detection, or (``fractal``) no break.
        Nothing exceeds a threshold that is not measured.
    """
    codes = np.asarray(state)
    values = np.asarray(values, dtype=np.float64)
    figures = describe(values, codes, moments=False).group(0)
    group = prepare(values, codes)
    n = group.filled.size
    # An upper limit hides where the curve ends.
    breaks = np.array([]) if group.above else concentration_area(group.filled, group.limit).breaks
    raw = figures["median"].value + DEVIATIONS * figures["mad"].value
    logarithmic = np.nan
    if figures["log_mad"].state == State.MEASURED:
        # With an even number of values, the median of logarithms is not that of the values.
        logs = np.log10(np.maximum(group.filled, np.finfo(float).tiny))
        logarithmic = 10 ** (np.median(logs) + DEVIATIONS * figures["log_mad"].value)
    found = {
        "p97_5": figures["p97_5"],
        "p98": figures["p98"],
        "median_mad": _figure(raw, n),
        "log_median_mad": _figure(logarithmic, n),
        "fence": figures["fence_high"],
        "log_fence": figures["log_fence_high"],
        "fractal": _figure(float(breaks[-1]) if breaks.size else np.nan, n),
    }
    known = values[(codes == State.MEASURED) | (codes == State.ABOVE)]
    return {
        name: Threshold(
            figure.value,
            figure.state,
            int((known > figure.value).sum()) if figure.state == State.MEASURED else 0,
        )
        for name, figure in found.items()
    }


def _figure(value: float, n: int) -> Figure:
    if not n:
        return Figure(np.nan, State.UNDETERMINED)
    if n < FEWEST["q3"] or not np.isfinite(value):
        return Figure(np.nan, State.TOO_FEW)
    return Figure(float(value), State.MEASURED)
