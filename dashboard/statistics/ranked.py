"""Results of many groups in ascending order, and what is found there by rank: values, counts.

All groups are searched side by side, so that many small ones take no longer than a few large ones.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State
from dashboard.statistics.censored import ascending, is_ascending

ROUNDING = 1e-9
"""Share by which two numbers that should be equal may differ: 2.9999999 is the third rank."""


class Ranked(NamedTuple):
    """Results of g groups, one group after the other, ascending within each.

    Attributes
    ----------
    values : ndarray of float64, shape (n,)
        Limits as values, limits before values at them; 0 below an unknown limit.
    below : ndarray of bool, shape (n,)
        True where the value is a detection limit.
    starts, n, censored, unknown, above : ndarray of int64, shape (g,)
        Where each group begins; its results, those below detection, of these those whose
        limit is unknown, and those above the upper limit.
    limit, cap : ndarray of float64, shape (g,)
        Highest detection limit and lowest upper limit; NaN without one.
    """

    values: NDArray[np.float64]
    below: NDArray[np.bool_]
    starts: NDArray[np.int64]
    n: NDArray[np.int64]
    censored: NDArray[np.int64]
    unknown: NDArray[np.int64]
    above: NDArray[np.int64]
    limit: NDArray[np.float64]
    cap: NDArray[np.float64]


def ranked(values: ArrayLike, state: ArrayLike, counts: ArrayLike) -> Ranked:
    """Return the results of groups in ascending order.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values of all groups, one group after the other; the limit where `state` is below
        or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes; others than measured, below and above are left out.
    counts : array_like of int, shape (g,)
        Values of each group.

    Raises
    ------
    ValueError
        If the arrays do not fit together.
    """
    values, codes = np.asarray(values, dtype=np.float64), np.asarray(state)
    count = np.asarray(counts, dtype=np.int64)
    if values.shape != codes.shape or values.size != count.sum():
        msg = f"{values.shape} values, {codes.shape} states and counts of {count.sum()}"
        raise ValueError(msg)
    if codes.size and codes.max() > State.ABOVE:
        kept = codes <= State.ABOVE
        count = np.diff(np.searchsorted(np.flatnonzero(kept), np.cumsum(count)), prepend=0)
        values, codes = values[kept], codes[kept]
    below, ends = codes == State.BELOW, np.cumsum(count)

    def groups_of(at: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.asarray(np.searchsorted(ends, at, side="right"))

    hidden, over = np.flatnonzero(below), np.flatnonzero(codes == State.ABOVE)
    lost = hidden[np.isnan(values[hidden])]
    limit, cap = np.full(count.size, np.nan), np.full(count.size, np.nan)
    np.fmax.at(limit, groups_of(hidden), values[hidden])
    np.fmin.at(cap, groups_of(over), values[over])
    censored, unknown, above = (
        np.bincount(groups_of(one), minlength=count.size) for one in (hidden, lost, over)
    )
    if lost.size:
        # The lowest possible, so that ranks are right.
        values = values.copy()
        values[lost] = 0.0
    if not is_ascending(values, below, count):
        order = ascending(values, below, np.repeat(np.arange(count.size), count))
        # Sorting leaves each result in its group.
        values, below = values[order], below[order]
    return Ranked(values, below, ends - count, count, censored, unknown, above, limit, cap)


def at_probability(groups: Ranked, scaled: NDArray[np.float64], p: float) -> NDArray[np.float64]:
    """Return the quantile of each group, of type 7 of Hyndman & Fan (1996).

    Parameters
    ----------
    groups : Ranked
    scaled : ndarray of float64, shape (n,)
        Values of the groups on any scale, ascending within each.
    p : float
        0 to 1.

    Returns
    -------
    ndarray of float64, shape (g,)
        NaN of an empty group.
    """
    if not scaled.size:
        return np.full(groups.n.shape, np.nan)
    position = np.maximum(groups.n - 1, 0) * p
    lower = np.floor(position + ROUNDING).astype(np.int64)
    share = np.maximum(position - lower, 0.0)
    upper = np.minimum(lower + 1, np.maximum(groups.n - 1, 0))
    last = scaled.size - 1
    low = scaled[np.minimum(groups.starts + lower, last)]
    high = scaled[np.minimum(groups.starts + upper, last)]
    return np.where(groups.n > 0, low + share * (high - low), np.nan)


def deviation(
    groups: Ranked,
    scaled: NDArray[np.float64],
    median: NDArray[np.float64],
    rank: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the absolute deviation from the median at a rank of each group, from 0.

    The rank + 1 values nearest to the median are neighbours: of all runs of so many
    ascending values, theirs has the nearest farther end. One end comes nearer from run to
    run and the other goes away, so that the run is found by halving.

    Parameters
    ----------
    groups : Ranked
    scaled : ndarray of float64, shape (n,)
        Values of the groups on any scale, ascending within each.
    median : ndarray of float64, shape (g,)
        On that scale.
    rank : ndarray of int64, shape (g,)

    Returns
    -------
    ndarray of float64, shape (g,)
        NaN where there is no value at all.
    """
    if not scaled.size:
        return np.full(groups.n.shape, np.nan)
    last = scaled.size - 1
    reach = np.maximum(rank, 0)

    def ends(start: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        at = groups.starts + start
        low, high = scaled[np.minimum(at, last)], scaled[np.minimum(at + reach, last)]
        return median - low, high - median

    first, end = np.zeros_like(groups.n), np.maximum(groups.n - 1 - reach, 0)
    most = end
    for _step in range(int(groups.n.max()).bit_length()):
        half = (first + end) // 2
        down, up = ends(half)
        over = up >= down
        end = np.where(over, half, end)
        first = np.where(over | (first >= end), first, np.minimum(half + 1, most))
    found = np.maximum(*ends(first))
    return np.minimum(found, np.maximum(*ends(np.maximum(first - 1, 0))))


def count_up_to(
    groups: Ranked, scaled: NDArray[np.float64], bound: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return how many values of each group are not above a bound of its own.

    Parameters
    ----------
    groups : Ranked
    scaled : ndarray of float64, shape (n,)
        Values of the groups on any scale, ascending within each.
    bound : ndarray of float64, shape (g,)
        On that scale; NaN counts none.

    Returns
    -------
    ndarray of int64, shape (g,)
    """
    first, end = np.zeros_like(groups.n), groups.n
    if scaled.size:
        for _step in range(int(groups.n.max()).bit_length()):
            half = (first + end) // 2
            value = scaled[np.minimum(groups.starts + half, scaled.size - 1)]
            under = (first < end) & (value <= bound)
            end = np.where((first < end) & ~under, half, end)
            first = np.where(under, half + 1, first)
    return first
