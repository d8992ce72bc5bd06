"""Two elements of a stratum against each other, with marginals and their ratio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.release.element import Histogram, histogram
from dashboard.release.release import Release
from dashboard.statistics.describe import describe
from dashboard.statistics.summary import Figure
from dashboard.together.choice import Choice, Unusable
from dashboard.together.components import estimate
from dashboard.together.correlation import FEWEST_PARTS, correlation
from dashboard.together.medians import over
from dashboard.together.table import CellTable, cell_table

RATIO_FIGURES = ("median", "median_low", "median_high", "q1", "q3", "p5", "p95")
"""Statistics of the ratio x / y that are given."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Contents of two elements in the cells where both were determined.

    Attributes
    ----------
    x, y : mapping
        Records of the release index; values here are in mg/kg whatever their unit.
    cells : ndarray of uint32, shape (n,)
    countries : ndarray of str, shape (n,)
    chosen : ndarray of bool, shape (n,)
        Cells that countries, region and date choose.
    x_values, y_values : ndarray of float64, shape (n,)
        mg/kg; the limit where the state is below or above.
    x_state, y_state : ndarray of uint8, shape (n,)
    x_marginal, y_marginal : Histogram or None
        Of all these cells.
    ratio : mapping of str to Figure
        Statistics of x / y by :data:`RATIO_FIGURES`, each with its state; below detection
        one bounds the ratio, both leave it open.
    censored : int
        Cells in which one of them, or both, are below detection.
    variation : float
        var(ln(x / y)) of the cells in which both were measured; NaN of fewer than two.
    correlation : float
        Of log-ratios, within the chosen elements where both are among them
        (:func:`~dashboard.together.correlation.correlation`); NaN otherwise.
    words : tuple of str
        What must be said with it.
    """

    x: Mapping[str, Any]
    y: Mapping[str, Any]
    cells: NDArray[np.uint32]
    countries: NDArray[np.str_]
    chosen: NDArray[np.bool_]
    x_values: NDArray[np.float64]
    y_values: NDArray[np.float64]
    x_state: NDArray[np.uint8]
    y_state: NDArray[np.uint8]
    x_marginal: Histogram | None
    y_marginal: Histogram | None
    ratio: Mapping[str, Figure]
    censored: int
    variation: float
    correlation: float
    words: tuple[str, ...]


def pair(release: Release, choice: Choice) -> Pair:
    """Return two elements of a stratum against each other.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Its `pair`; the ratio is of all cells of the stratum.

    Raises
    ------
    Unusable
        If the stratum has fewer than two elements.
    """
    if not choice.pair:
        raise Unusable(_("A pair needs two elements; this stratum has fewer."))
    first, second = choice.pair
    both = Choice(
        choice.stratum,
        choice.level,
        choice.pair,
        countries=choice.countries,
        date=choice.date,
    )
    table = cell_table(release, both)
    table = table.part(np.asarray((table.state <= State.ABOVE).all(axis=1)))
    x, x_state = table.column(first)
    y, y_state = table.column(second)
    ratio, ratio_state = over(x, x_state, y, y_state)
    figures = describe(ratio, ratio_state, moments=False).group(0)
    records = release.strata[choice.stratum].analytes
    related, words = _related(release, choice)
    below = (table.state == State.BELOW).any(axis=1)
    return Pair(
        records[first],
        records[second],
        table.cells,
        table.countries,
        table.chosen,
        x,
        y,
        x_state,
        y_state,
        histogram(x, x_state, first),
        histogram(y, y_state, second),
        {name: figures[name] for name in RATIO_FIGURES},
        int(below.sum()),
        _variation(table),
        related,
        words,
    )


def _variation(table: CellTable) -> float:
    measured = (table.state == State.MEASURED).all(axis=1) & (table.values > 0).all(axis=1)
    if measured.sum() < 2:
        return float("nan")
    logs = np.log(table.values[measured])
    return float(np.var(logs[:, 0] - logs[:, 1], ddof=1))


def _related(release: Release, choice: Choice) -> tuple[float, tuple[str, ...]]:
    """Return the pair's correlation within the chosen elements, and what to say of it."""
    try:
        used = estimate(release, choice).elements
    except Unusable as error:
        return float("nan"), (str(error),)
    outside = [one for one in choice.pair if one not in used]
    if outside:
        message = _("No correlation: {names} is not among the elements taken together.")
        return float("nan"), (message.format(names=", ".join(outside)),)
    if len(used) < FEWEST_PARTS:
        return float("nan"), (_("Correlations of log-ratios need at least three elements."),)
    found = correlation(release, choice)
    i, j = (found.elements.index(one) for one in choice.pair)
    return float(found.value[i, j]), (found.words[0],)
