"""Statistics of groups with values below (or above) what the laboratory can determine.

The rules are those of docs/methods: a quantile computed with limits as values
that does not exceed the group's highest detection limit is itself below that
limit; means come from Kaplan–Meier up to 70 % censored values, and are not given
beyond (Antweiler & Taylor 2008, Environmental Science & Technology 42:3732–3738).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

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


# Values in a matrix of groups: 8 MB of float64.
_MATRIX = 2**20
# Spread below this share of the mean is rounding, not shape.
_CONSTANT = 1e-12


class Moments(NamedTuple):
    """Mean and standard deviation; NaN where they cannot be given."""

    mean: float
    sd: float


class GroupMoments(NamedTuple):
    """Mean and standard deviation of each group; NaN where they cannot be given."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]


class GroupShape(NamedTuple):
    """Moments of each group; NaN where they cannot be given."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    skewness: NDArray[np.float64]
    kurtosis: NDArray[np.float64]


class _Rows(NamedTuple):
    """Groups of similar size, one in a row: ascending values and their mass, 0 outside."""

    group: NDArray[np.int64]
    values: NDArray[np.float64]
    mass: NDArray[np.float64]
    size: NDArray[np.int64]


def kaplan_meier(values: ArrayLike, censored: ArrayLike) -> Moments:
    """Return the Kaplan–Meier mean and standard deviation of left-censored values.

    Values are flipped at their maximum so that "below a limit" becomes "after a
    time" (Helsel 2012, Statistics for censored environmental data using Minitab
    and R, ch. 6), the product-limit estimator of Kaplan & Meier (1958, JASA
    53:457–481) gives each detected value its mass, and moments are those of that
    distribution. Mass left below the lowest detected value is put at the lowest
    limit (Efron's convention), so a mean is never lower than the data allow.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Detected values, and the detection limit for censored ones.
    censored : array_like of bool, shape (n,)
        True where the value is a limit.

    Returns
    -------
    Moments
        The standard deviation has the divisor n − 1 without censoring, so that
        it agrees with the ordinary one then.

    Raises
    ------
    ValueError
        If the two differ in shape.
    """
    values = np.asarray(values, dtype=np.float64)
    below = np.asarray(censored, dtype=bool)
    if values.shape != below.shape:
        msg = f"{values.shape} values, but {below.shape} marks of censoring"
        raise ValueError(msg)
    moments = kaplan_meier_groups(values, below, [values.size])
    return Moments(float(moments.mean[0]), float(moments.sd[0]))


def kaplan_meier_groups(values: ArrayLike, censored: ArrayLike, counts: ArrayLike) -> GroupMoments:
    """Return what :func:`kaplan_meier` does for many groups at once.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values of all groups, one group after the other.
    censored : array_like of bool, shape (n,)
        True where the value is a limit.
    counts : array_like of int, shape (g,)
        Values of each group.

    Returns
    -------
    GroupMoments
        NaN for a group without values, with a missing one, or with more than
        :data:`MOST_CENSORED` below detection.
    """
    size = len(np.asarray(counts))
    mean, sd = np.full(size, np.nan), np.full(size, np.nan)
    for rows in _masses(values, censored, counts):
        mean[rows.group], square = _spread(rows)
        sd[rows.group] = _sample_sd(square, rows.size)
    return GroupMoments(mean, sd)


def shape_groups(
    values: ArrayLike, censored: ArrayLike, counts: ArrayLike, *, ordered: bool = False
) -> GroupShape:
    """Return mean, standard deviation, skewness and kurtosis of many groups at once.

    Moments are those of the Kaplan–Meier distribution, as of :func:`kaplan_meier`.
    Skewness is G₁ and kurtosis the excess G₂ of Joanes & Gill (1998, The
    Statistician 47:183–189), type 2 of R package e1071: what SAS, SPSS and
    spreadsheets print, and unbiased for normal data.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values of all groups, one group after the other.
    censored : array_like of bool, shape (n,)
        True where the value is a limit.
    counts : array_like of int, shape (g,)
        Values of each group.
    ordered : bool
        The values are in the order of :func:`ascending` already.

    Returns
    -------
    GroupShape
        NaN as in :func:`kaplan_meier_groups`; skewness and kurtosis also with
        fewer than three and four values, or without spread.
    """
    size = len(np.asarray(counts))
    mean, sd, skewness, kurtosis = (np.full(size, np.nan) for _ in range(4))
    for rows in _masses(values, censored, counts, ordered):
        centre, square = _spread(rows)
        mean[rows.group], sd[rows.group] = centre, _sample_sd(square, rows.size)
        centred = rows.values - centre[:, None]
        constant = np.sqrt(square) <= _CONSTANT * np.abs(centre)
        spread = np.where(constant, np.nan, np.sqrt(square))
        n = rows.size.astype(np.float64)
        squared = centred * centred
        weighted = squared * rows.mass
        g1 = np.einsum("ij,ij->i", weighted, centred) / spread**3
        g2 = np.einsum("ij,ij->i", weighted, squared) / spread**4 - 3
        with np.errstate(divide="ignore", invalid="ignore"):
            third = np.where(n > 2, np.sqrt(n * (n - 1)) / (n - 2), np.nan)
            fourth = np.where(n > 3, (n - 1) / ((n - 2) * (n - 3)), np.nan)
        skewness[rows.group] = g1 * third
        kurtosis[rows.group] = ((n + 1) * g2 + 6) * fourth
    return GroupShape(mean, sd, skewness, kurtosis)


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
    # A value measured at a limit is not below it: limits come one rounding step earlier.
    ranked = np.where(below, np.nextafter(values, -np.inf), values)
    if _is_ascending(ranked, group):
        return np.arange(values.size)
    order = np.argsort(ranked)
    # Numbers of 16 bits are sorted by counting.
    small = group.size == 0 or group.max() < 2**16
    number = group[order].astype(np.uint16 if small else np.int64)
    return np.asarray(order[np.argsort(number, kind="stable")])


def _is_ascending(values: NDArray[np.float64], group: NDArray[np.int64]) -> bool:
    """Return whether groups ascend, and values within them; not where a value is missing."""
    later = group[1:] > group[:-1]
    within = (group[1:] == group[:-1]) & (values[1:] >= values[:-1])
    return bool((later | within).all())


def _masses(
    values: ArrayLike, censored: ArrayLike, counts: ArrayLike, ordered: bool = False
) -> Iterator[_Rows]:
    """Yield the Kaplan–Meier mass of every value, of groups for which moments are given."""
    values = np.asarray(values, dtype=np.float64)
    below = np.asarray(censored, dtype=bool)
    count = np.asarray(counts, dtype=np.int64)
    group = np.repeat(np.arange(count.size), count)
    if not ordered:
        order = ascending(values, below, group)
        values, below = values[order], below[order]
    starts = np.cumsum(count) - count
    share = np.bincount(group, below, minlength=count.size) / np.maximum(count, 1)
    missing = np.bincount(group, np.isnan(values), minlength=count.size) > 0
    given = np.flatnonzero((count > 0) & ~missing & (share <= MOST_CENSORED))
    # Groups of similar size lie in the rows of a matrix, padded at the upper end.
    width = 2 ** np.ceil(np.log2(count[given])).astype(np.int64)
    for size in np.unique(width).tolist():
        same, place = given[width == size], np.arange(size)
        at_once = max(1, _MATRIX // size)
        for first in range(0, same.size, at_once):
            rows = same[first : first + at_once]
            inside = place < count[rows, None]
            at = np.minimum(starts[rows, None] + place, values.size - 1)
            mass = _mass(below[at] | ~inside)
            yield _Rows(rows, np.where(inside, values[at], 0.0), mass, count[rows])


def _mass(below: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mass of the ascending values of each row."""
    # At risk at the k-th value are k: left-censored are all values and limits up to it.
    at_risk = np.arange(1, below.shape[1] + 1)
    surviving = np.where(below, 1.0, 1 - 1 / at_risk)
    # F(x−): product over the detected values at and above x, from the top down.
    below_each = np.cumprod(surviving[:, ::-1], axis=1)[:, ::-1]
    mass = np.diff(below_each, axis=1, append=1.0)
    mass[:, 0] += below_each[:, 0]
    return mass


def _spread(rows: _Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and mean square deviation of each row."""
    mean = np.einsum("ij,ij->i", rows.values, rows.mass)
    centred = rows.values - mean[:, None]
    return mean, np.einsum("ij,ij,ij->i", centred, centred, rows.mass)


def _sample_sd(square: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = np.where(count > 1, count / (count - 1), np.nan)
    return np.sqrt(square * divisor)


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
