"""Kaplan–Meier moments of groups of left-censored values: mean, spread, skewness, kurtosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.statistics.censored import MOST_CENSORED, ascending

# Values in a matrix of groups: 8 MB of float64.
_MATRIX = 2**20
# Values of a group from which it is taken by itself: padding would copy more than it spares.
_ALONE = 2**16
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
    """Groups of similar size, one in a row of ascending values: the mass of each, 0 outside."""

    group: NDArray[np.int64]
    at: NDArray[np.int64] | slice
    inside: NDArray[np.bool_] | None
    mass: NDArray[np.float64]
    size: NDArray[np.int64]

    def of(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values of the rows, 0 outside."""
        if self.inside is None:
            return values[None, self.at]
        return np.where(self.inside, values[self.at], 0.0)


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
    mean, sd = np.full(count.size, np.nan), np.full(count.size, np.nan)
    for rows in _masses(below, count, _known(own, count)):
        mean[rows.group], square = _spread(rows.of(own), rows.mass)
        sd[rows.group] = _sample_sd(square, rows.size)
    return GroupMoments(mean, sd)


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
    found = [GroupShape(*(np.full(counts.size, np.nan) for _ in range(4))) for _ in scales]
    known = np.logical_and.reduce([_known(one, counts) for one in scales])
    # The mass of a value is the same on each scale, and most of the work.
    for rows in _masses(below, counts, known):
        for values, shape in zip(scales, found, strict=True):
            own = _shape(rows.of(values), rows)
            for column, moment in zip(shape, own, strict=True):
                column[rows.group] = moment
    return found


def _shape(values: NDArray[np.float64], rows: _Rows) -> GroupShape:
    """Return the moments of each row."""
    mean, square = _spread(values, rows.mass)
    centred = values - mean[:, None]
    constant = np.sqrt(square) <= _CONSTANT * np.abs(mean)
    spread = np.where(constant, np.nan, np.sqrt(square))
    n = rows.size.astype(np.float64)
    squared = centred * centred
    weighted = squared * rows.mass
    g1 = np.einsum("ij,ij->i", weighted, centred) / spread**3
    g2 = np.einsum("ij,ij->i", weighted, squared) / spread**4 - 3
    with np.errstate(divide="ignore", invalid="ignore"):
        third = np.where(n > 2, np.sqrt(n * (n - 1)) / (n - 2), np.nan)
        fourth = np.where(n > 3, (n - 1) / ((n - 2) * (n - 3)), np.nan)
    kurtosis = ((n + 1) * g2 + 6) * fourth
    return GroupShape(mean, _sample_sd(square, rows.size), g1 * third, kurtosis)


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
    missing = np.isnan(values)
    if not missing.any():
        return np.ones(counts.size, dtype=bool)
    group = np.repeat(np.arange(counts.size), counts)
    return np.asarray(np.bincount(group, missing, minlength=counts.size) == 0)


def _masses(
    below: NDArray[np.bool_], counts: NDArray[np.int64], known: NDArray[np.bool_]
) -> Iterator[_Rows]:
    """Yield the Kaplan–Meier mass of every value, of groups for which moments are given."""
    starts = np.cumsum(counts) - counts
    hidden = np.concatenate([[0], np.cumsum(below)])
    share = (hidden[starts + counts] - hidden[starts]) / np.maximum(counts, 1)
    given = np.flatnonzero((counts > 0) & known & (share <= MOST_CENSORED))
    for row in given[counts[given] >= _ALONE]:
        own = slice(int(starts[row]), int(starts[row] + counts[row]))
        yield _Rows(np.array([row]), own, None, _mass(below[None, own]), counts[[row]])
    # Groups of similar size lie in the rows of a matrix, padded at the upper end.
    given = given[counts[given] < _ALONE]
    width = 2 ** np.ceil(np.log2(counts[given])).astype(np.int64)
    for size in np.unique(width).tolist():
        same, place = given[width == size], np.arange(size)
        at_once = max(1, _MATRIX // size)
        for first in range(0, same.size, at_once):
            rows = same[first : first + at_once]
            inside = place < counts[rows, None]
            at = np.minimum(starts[rows, None] + place, below.size - 1)
            yield _Rows(rows, at, inside, _mass(below[at] | ~inside), counts[rows])


def _mass(below: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mass of the ascending values of each row."""
    # At risk at the k-th value are k: left-censored are all values and limits up to it.
    at_risk = np.arange(1, below.shape[1] + 1)
    surviving = np.broadcast_to(1 - 1 / at_risk, below.shape).copy()
    surviving[below] = 1.0
    # F(x−): product over the detected values at and above x, from the top down.
    falling = surviving[:, ::-1]
    below_each = np.cumprod(falling, axis=1, out=falling)[:, ::-1]
    lowest = below_each[:, 0].copy()
    mass = np.empty_like(surviving)
    np.subtract(below_each[:, 1:], below_each[:, :-1], out=mass[:, :-1])
    mass[:, -1] = 1 - below_each[:, -1]
    mass[:, 0] += lowest
    return mass


def _spread(
    values: NDArray[np.float64], mass: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and mean square deviation of each row."""
    mean = np.einsum("ij,ij->i", values, mass)
    centred = values - mean[:, None]
    return mean, np.einsum("ij,ij,ij->i", centred, centred, mass)


def _sample_sd(square: NDArray[np.float64], count: NDArray[np.int64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = np.where(count > 1, count / (count - 1), np.nan)
    return np.sqrt(square * divisor)
