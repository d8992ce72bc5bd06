"""The statistics of one group of results: a country, a stratum, a cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.statistics.censored import FEWEST, QUANTILES, states
from dashboard.statistics.moments import Moments, kaplan_meier

STATISTICS = (*QUANTILES, "mean")


class Figure(NamedTuple):
    """A statistic with its state; `value` is the limit where it lies below or above one."""

    value: float
    state: State


class Summary(NamedTuple):
    """Counts and statistics of one group of results."""

    n: int
    censored: int
    figures: dict[str, Figure]
    sd: float


class Group(NamedTuple):
    """Results of a group prepared for computing: see :func:`prepare`."""

    filled: NDArray[np.float64]
    below: NDArray[np.bool_]
    unknown: int
    above: int
    limit: float


def statistic_label(statistic: str) -> str:
    """Return the words for a statistic of docs/interfaces.md, section 5."""
    return {
        "min": _("Minimum"),
        "p5": "P5",
        "q1": _("Lower quartile"),
        "median": _("Median"),
        "q3": _("Upper quartile"),
        "p95": "P95",
        "max": _("Maximum"),
        "mean": _("Mean (Kaplan–Meier where below detection)"),
        "n": _("Results"),
        "censored": _("Below detection"),
    }[statistic]


def prepare(values: ArrayLike, state: ArrayLike) -> Group:
    """Keep the results of a group and put numbers where limits are unknown.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes; others than measured, below and above are left out.

    Returns
    -------
    Group
        `filled` has 0 where a value lies below an unknown limit: the lowest
        possible, so that ranks are right.
    """
    values = np.asarray(values, dtype=np.float64)
    codes = np.asarray(state)
    kept = codes <= State.ABOVE
    values, codes = values[kept], codes[kept]
    below = codes == State.BELOW
    unknown = below & np.isnan(values)
    limits = values[below & ~unknown]
    return Group(
        np.where(unknown, 0.0, values),
        below,
        int(unknown.sum()),
        int((codes == State.ABOVE).sum()),
        float(limits.max()) if limits.size else np.nan,
    )


def summarise(values: ArrayLike, state: ArrayLike) -> Summary:
    """Return the statistics of a group of results under the rules of censored data.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes.

    Returns
    -------
    Summary
        Quantiles of type 7 and the Kaplan–Meier mean and standard deviation,
        each with its state.
    """
    group = prepare(values, state)
    n = group.filled.size
    moments = mean_of(group)
    figures = {}
    for name in STATISTICS:
        if not n:
            raw = np.nan
        elif name == "mean":
            raw = moments[0]
        else:
            raw = float(np.quantile(group.filled, QUANTILES[name]))
        value, code = states(
            name,
            [raw],
            n=[n],
            censored=[int(group.below.sum())],
            unknown=[group.unknown],
            above=[group.above],
            limit=[group.limit],
        )
        figures[name] = Figure(float(value[0]), State(int(code[0])))
    return Summary(n, int(group.below.sum()), figures, moments[1])


def mean_of(group: Group) -> Moments:
    """Return mean and standard deviation of a group, NaN where none can be given.

    None is given below 20 results, above 70 % censored ones, or where a limit
    is unknown or values lie above an upper limit.
    """
    if group.filled.size < FEWEST["mean"] or group.unknown or group.above:
        return Moments(np.nan, np.nan)
    return kaplan_meier(group.filled, group.below)
