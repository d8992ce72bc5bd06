"""Kaplan–Meier moments of groups of left-censored values: mean, spread, skewness, kurtosis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.statistics.censored import MOST_CENSORED, ascending

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


class _Runs(NamedTuple):
    """Stretches of ascending values of one group that are all detected, or all limits.

    At risk at the k-th value are k, as left-censored are all values and limits up to it: or
    their weights. The product of 1 − 1 / k over a stretch is a quotient of two counts, and each
    of its values has the same mass, times its weight.

    Attributes
    ----------
    begin, group : ndarray of int64, shape (r,)
        First value, and group, of each stretch.
    mass : ndarray of float64, shape (r,)
        Of each of its values: 0 of limits.
    low : ndarray of int64, shape (g,)
        The lowest value of each group; 0 of one without values.
    left : ndarray of float64, shape (g,)
        Mass that is left at the lowest value.
    """

    begin: NDArray[np.int64]
    group: NDArray[np.int64]
    mass: NDArray[np.float64]
    low: NDArray[np.int64]
    left: NDArray[np.float64]

    def mean(
        self, values: NDArray[np.float64], weights: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the mean of values in each group, by their mass; 0 of one without values."""
        if not values.size:
            return np.zeros(self.left.size)
        weighed = values if weights is None else values * weights
        sums = self.mass * np.add.reduceat(weighed, self.begin)
        held = self.left * values[self.low]
        return np.asarray(held + np.bincount(self.group, sums, minlength=held.size))


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
    own, below, count = _in_order(values, censored, counts)
    runs, given = _runs(below, count), _given(below, count) & _known(own, count)
    with np.errstate(invalid="ignore", over="ignore"):
        mean = runs.mean(own)
        own -= np.repeat(mean, count)
        own *= own
        square = runs.mean(own)
    sd = _sample_sd(square, count)
    return GroupMoments(np.where(given, mean, np.nan), np.where(given, sd, np.nan))


def weighted_mean(
    values: NDArray[np.float64], below: NDArray[np.bool_], weights: NDArray[np.float64]
) -> float:
    """Return the Kaplan–Meier mean of left-censored values that do not weigh the same.

    At a value are at risk the weights of all values and limits up to it (weighted risk sets:
    Xie & Liu 2005, Statistics in Medicine 24:3089–3110).

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        In the order of :func:`ascending`.
    below : ndarray of bool, shape (n,)
        True where the value is a limit.
    weights : ndarray of float64, shape (n,)
        Positive.

    Returns
    -------
    float
        NaN without values, with a missing one, or with more than :data:`MOST_CENSORED` of them,
        or of their weight, below detection.
    """
    counts = np.array([values.size])
    known = _given(below, counts) & _known(values, counts)
    if not known[0] or weights[below].sum() > MOST_CENSORED * weights.sum():
        return float("nan")
    return float(_runs(below, counts, weights).mean(values, weights)[0])


def shape_groups(values: ArrayLike, censored: ArrayLike, counts: ArrayLike) -> GroupShape:
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

    Returns
    -------
    GroupShape
        NaN as in :func:`kaplan_meier_groups`; skewness and kurtosis also with
        fewer than three and four values, or without spread.
    """
    own, below, count = _in_order(values, censored, counts)
    return shapes_of_scales([own], below, count)[0]


def shapes_of_scales(
    scales: Sequence[NDArray[np.float64]], below: NDArray[np.bool_], counts: NDArray[np.int64]
) -> list[GroupShape]:
    """Return what :func:`shape_groups` does of values on several scales, such as logarithms.

    Parameters
    ----------
    scales : sequence of ndarray of float64, shape (n,)
        The same values on each scale, in the order of :func:`ascending`.
    below : ndarray of bool, shape (n,)
        True where the value is a limit.
    counts : ndarray of int64, shape (g,)
        Values of each group.

    Returns
    -------
    list of GroupShape
        One of each scale; NaN for a group with a missing value on any.
    """
    known = np.logical_and.reduce([_known(one, counts) for one in scales])
    given = known & _given(below, counts)
    # The mass of a value is the same on each scale.
    runs = _runs(below, counts)
    shapes = [_shape(one, runs, counts) for one in scales]
    return [GroupShape(*(np.where(given, one, np.nan) for one in shape)) for shape in shapes]


def _shape(values: NDArray[np.float64], runs: _Runs, counts: NDArray[np.int64]) -> GroupShape:
    """Return the moments of each group."""
    n = counts.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mean = runs.mean(values)
        centred = values - np.repeat(mean, counts)
        power = centred * centred
        square = runs.mean(power)
        power *= centred
        cube = runs.mean(power)
        power *= centred
        constant = np.sqrt(square) <= _CONSTANT * np.abs(mean)
        spread = np.where(constant, np.nan, np.sqrt(square))
        g1, g2 = cube / spread**3, runs.mean(power) / spread**4 - 3
        third = np.where(n > 2, np.sqrt(n * (n - 1)) / (n - 2), np.nan)
        fourth = np.where(n > 3, (n - 1) / ((n - 2) * (n - 3)), np.nan)
    kurtosis = ((n + 1) * g2 + 6) * fourth
    return GroupShape(mean, _sample_sd(square, counts), g1 * third, kurtosis)


def _in_order(
    values: ArrayLike, censored: ArrayLike, counts: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return values and marks in the order of :func:`ascending`, and the counts."""
    own = np.asarray(values, dtype=np.float64)
    below = np.asarray(censored, dtype=bool)
    count = np.asarray(counts, dtype=np.int64)
    order = ascending(own, below, np.repeat(np.arange(count.size), count))
    return own[order], below[order], count


def _known(values: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each group has all its values."""
    missing = np.flatnonzero(np.isnan(values))
    known = np.ones(counts.size, dtype=bool)
    known[np.searchsorted(np.cumsum(counts), missing, side="right")] = False
    return known


def _given(below: NDArray[np.bool_], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for which groups moments are given: values, and not too many of them limits."""
    limits = np.searchsorted(np.flatnonzero(below), np.cumsum(counts))
    share = np.diff(limits, prepend=0) / np.maximum(counts, 1)
    return np.asarray((counts > 0) & (share <= MOST_CENSORED))


def _runs(
    below: NDArray[np.bool_],
    counts: NDArray[np.int64],
    weights: NDArray[np.float64] | None = None,
) -> _Runs:
    """Return the Kaplan–Meier mass of the ascending values of groups; weights are of one group."""
    ends = np.cumsum(counts)
    starts = ends - counts
    held = np.flatnonzero(counts)
    edge = np.zeros(below.size, dtype=bool)
    np.not_equal(below[1:], below[:-1], out=edge[1:])
    edge[starts[held]] = True
    begin = np.flatnonzero(edge)
    group = np.searchsorted(ends, begin, side="right")
    detected = ~below[begin]
    end = np.append(begin[1:], below.size)[: begin.size]
    risk = None if weights is None else np.concatenate([[0.0], np.cumsum(weights)])
    before, upto = (one - starts[group] if risk is None else risk[one] for one in (begin, end))
    # What a stretch leaves to those below it, and in the end that times what all above it leave:
    # each step of the loop doubles over how many stretches the product goes.
    left = np.where(detected, before / upto, 1.0)
    step, most = 1, int(np.bincount(group, minlength=1).max())
    while step < most:
        left[:-step] *= np.where(group[step:] == group[:-step], left[step:], 1.0)
        step *= 2
    reached = np.append(np.where(group[1:] == group[:-1], left[1:], 1.0), 1.0)[: left.size]
    mass = np.where(detected, reached / upto, 0.0)
    lowest = np.zeros(counts.size)
    lowest[held] = left[np.searchsorted(begin, starts[held])]
    return _Runs(begin, group, mass, np.where(counts > 0, starts, 0), lowest)


def _sample_sd(square: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = np.where(count > 1, count / (count - 1), np.nan)
    return np.sqrt(square * divisor)
