"""Intervals of quantiles from order statistics: no distribution is assumed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Ranks(NamedTuple):
    """Ranks of the order statistics that bound an interval, from 1; 0 where there is none."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]


def median_ranks(n: ArrayLike, level: float = 0.95) -> Ranks:
    """Return which of n ascending values bound the interval of the median.

    The number of values below the median is binomial (n, ½). The interval from the
    j-th lowest to the j-th highest value covers the median with probability
    1 − 2 P(B ≤ j − 1), and the largest j is taken for which this is not below `level`
    (Conover 1999, Practical nonparametric statistics, 3rd ed., § 3.2; R package rgr,
    ``gx.stats``, does the same with ``qbinom``). It needs independent samples; see
    :mod:`dashboard.statistics.bootstrap` where they lie close together.

    Parameters
    ----------
    n : array_like of int, any shape
        Numbers of values.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Ranks
        Of the shape of `n`; 0 where there are too few values for the level: fewer
        than six for 95 %.

    Raises
    ------
    ValueError
        If the level is not between 0 and 1.
    """
    # Imported where it is used: the server starts without it.
    from scipy import special

    if not 0 < level < 1:
        msg = f"confidence level {level} is not between 0 and 1"
        raise ValueError(msg)
    n = np.asarray(n, dtype=np.int64)
    tail, size = (1 - level) / 2, np.maximum(n, 1)
    # The binomial quantile: the inverse in real numbers, rounded up, is one too high
    # where rounding errors lift it over a whole number.
    rank = np.maximum(np.ceil(special.bdtrik(tail, size, 0.5)), 0)
    lower = np.maximum(rank - 1, 0)
    rank = np.where((rank > 0) & (special.bdtr(lower, size, 0.5) >= tail), lower, rank)
    rank = np.where(n > 0, rank, 0).astype(np.int64)
    return Ranks(rank, np.where(rank > 0, n - rank + 1, 0))


def median_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of the median of values: see :func:`median_ranks`.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Missing ones are left out; limits count as values.
    level : float
        Confidence level.

    Returns
    -------
    low, high : float
        NaN where there are too few values.
    """
    kept = np.sort(np.asarray(values, dtype=np.float64))
    kept = kept[~np.isnan(kept)]
    low, high = median_ranks(kept.size, level)
    if not low:
        return np.nan, np.nan
    return float(kept[low - 1]), float(kept[high - 1])
