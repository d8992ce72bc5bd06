"""Statistics of groups with values below (or above) what the laboratory can determine.

The rules are those of docs/methods: a quantile computed with limits as values
that does not exceed the group's highest detection limit is itself below that
limit; means come from Kaplan–Meier up to 70 % censored values, and are not given
beyond (Antweiler & Taylor 2008, Environmental Science & Technology 42:3732–3738).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State

MOST_CENSORED = 0.7
"""Share of values below detection beyond which no mean is given."""

QUANTILES = {
    "min": 0.0,
    "p5": 0.05,
    "q1": 0.25,
    "median": 0.5,
    "q3": 0.75,
    "p95": 0.95,
    "max": 1.0,
}
"""Statistics that are quantiles, with their probabilities."""

FEWEST = {"min": 1, "median": 1, "max": 1, "q1": 8, "q3": 8, "p5": 20, "p95": 20, "mean": 20}
"""Fewest results for which a statistic of a group is given."""


def ascending(
    values: NDArray[np.float64], below: NDArray[np.bool_], group: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the order of values by group, ascending within it, limits before values at them.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    below : ndarray of bool, shape (n,)
        True where the value is a limit.
    group : ndarray of int64, shape (n,)
        Group of each value, from 0.

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    # A value measured at a limit is not below it: limits come one rounding step before.
    ranked = values.copy()
    ranked[below] = np.nextafter(values[below], -np.inf)
    later = group[1:] > group[:-1]
    if (later | ((group[1:] == group[:-1]) & (ranked[1:] >= ranked[:-1]))).all():
        return np.arange(values.size)
    order = np.argsort(ranked)
    if not group.any():
        return order
    # Numbers of 16 bits are sorted by counting.
    small = group.size == 0 or group.max() < 2**16
    number = group[order].astype(np.uint16 if small else np.int64)
    return np.asarray(order[np.argsort(number, kind="stable")])


def is_ascending(
    values: NDArray[np.float64], below: NDArray[np.bool_], counts: NDArray[np.int64]
) -> bool:
    """Return whether values are in the order of :func:`ascending`; not where one is missing.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Values of all groups, one group after the other.
    below : ndarray of bool, shape (n,)
        True where the value is a limit.
    counts : ndarray of int64, shape (g,)
        Values of each group.
    """
    rising = values[1:] >= values[:-1]
    # At equal values limits come first.
    change = np.flatnonzero(below[1:] & ~below[:-1])
    rising[change] = values[change + 1] > values[change]
    begin = np.cumsum(counts)
    rising[begin[(begin > 0) & (begin < values.size)] - 1] = True
    return bool(rising.all())


def states(
    statistic: str,
    value: ArrayLike,
    *,
    n: ArrayLike,
    censored: ArrayLike,
    unknown: ArrayLike,
    above: ArrayLike,
    limit: ArrayLike,
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return what a statistic of groups prints: its value and its state.

    Parameters
    ----------
    statistic : str
        A key of :data:`QUANTILES`, or ``"mean"``.
    value : array_like of float, shape (g,)
        The statistic of each group, computed with limits as values and values
        below an unknown limit as the lowest.
    n, censored, unknown, above : array_like of int, shape (g,)
        Results, those below detection, of these those whose limit is unknown,
        and those above the upper limit.
    limit : array_like of float, shape (g,)
        Highest detection limit of each group, NaN without one.

    Returns
    -------
    value : ndarray of float64, shape (g,)
        The value, or the limit it lies below or above, or NaN.
    state : ndarray of uint8, shape (g,)
        :class:`~dashboard.catalog.states.State` codes.
    """
    if statistic in QUANTILES:
        probability = QUANTILES[statistic]
        counts = {"n": n, "censored": censored, "unknown": unknown, "above": above}
        return quantile_states(probability, FEWEST[statistic], value, limit=limit, **counts)
    return few_states(value, n, FEWEST[statistic])


def quantile_states(
    probability: float,
    fewest: int,
    value: ArrayLike,
    *,
    n: ArrayLike,
    censored: ArrayLike,
    unknown: ArrayLike,
    above: ArrayLike,
    limit: ArrayLike,
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return what a quantile of groups prints: as :func:`states`, for any probability.

    Parameters
    ----------
    probability : float
        0 to 1.
    fewest : int
        Fewest results for which it is given.
    value, n, censored, unknown, above, limit : array_like, shape (g,)
        As of :func:`states`.

    Returns
    -------
    value : ndarray of float64, shape (g,)
    state : ndarray of uint8, shape (g,)
    """
    value = np.array(value, dtype=np.float64)
    n, censored, unknown, above = (
        np.asarray(a, dtype=np.int64) for a in (n, censored, unknown, above)
    )
    limit = np.asarray(limit, dtype=np.float64)
    state = np.full(value.shape, State.MEASURED, dtype=np.uint8)
    position = (n - 1) * probability
    below = (censored > 0) & (value <= limit)
    value = np.where(below, limit, value)
    state[below] = State.BELOW
    lost = (unknown > 0) & (np.floor(position) < unknown)
    value[lost] = np.where(np.isfinite(limit), limit, np.nan)[lost]
    state[lost] = State.BELOW
    over = (above > 0) & (np.ceil(position) > n - 1 - above)
    state[over] = State.ABOVE
    value[n < fewest] = np.nan
    state[n < fewest] = State.TOO_FEW
    value[n == 0] = np.nan
    state[n == 0] = State.UNDETERMINED
    return value, state


def few_states(
    value: ArrayLike, n: ArrayLike, fewest: int
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return what a statistic of groups prints that is measured, or not given at all.

    Parameters
    ----------
    value : array_like of float, shape (g,)
        NaN where it cannot be given, because of too few results or too many limits.
    n : array_like of int, shape (g,)
        Results.
    fewest : int
        Fewest results for which it is given.

    Returns
    -------
    value : ndarray of float64, shape (g,)
    state : ndarray of uint8, shape (g,)
    """
    value, n = np.array(value, dtype=np.float64), np.asarray(n, dtype=np.int64)
    state = np.full(value.shape, State.MEASURED, dtype=np.uint8)
    few = (n < fewest) | np.isnan(value)
    value[few] = np.nan
    state[few] = State.TOO_FEW
    value[n == 0] = np.nan
    state[n == 0] = State.UNDETERMINED
    return value, state
