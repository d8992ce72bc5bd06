"""Intervals from resampled cells: samples of one cell are not independent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

REPLICATES = 999
"""Resamples (Davison & Hinkley 1997, Bootstrap methods and their application)."""

FEWEST_CELLS = 8
"""Cells below which no interval is given: percentile intervals of fewer are too narrow."""

SEED = 20_220_915
"""Seed of the resampling: the same data give the same interval."""

# Counts held at once.
_BLOCK = 2**22
# Standard errors on either side in which a resampled quantile is looked for first.
_WINDOW = 6


class Interval(NamedTuple):
    """Estimates with percentile intervals, each of shape (q,); `cells` were resampled."""

    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    cells: int


def bootstrap_quantiles(
    values: ArrayLike, cells: ArrayLike, at: ArrayLike, level: float = 0.95
) -> Interval:
    """Return quantiles of type 7 with intervals from resampling whole cells.

    The cells are drawn with replacement, each with all its samples (cluster
    bootstrap: Davison & Hinkley 1997, § 3.8; Field & Welsh 2007, Journal of the
    Royal Statistical Society B 69:369–390), because neighbouring samples are alike
    and resampling them one by one would give intervals too narrow. The limits are
    percentiles of the resampled quantiles (Efron & Tibshirani 1993, ch. 13).

    Time grows with resamples × cells, and with the samples near the quantiles only.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Missing ones are left out; limits count as values.
    cells : array_like of int, shape (n,)
        Cell number of each sample.
    at : array_like of float, shape (q,)
        Probabilities, 0 to 1.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        Limits NaN with fewer than :data:`FEWEST_CELLS` cells.

    Raises
    ------
    ValueError
        If values and cells differ in shape.
    """
    known, code, count = _prepare(values, cells)
    probability = np.atleast_1d(np.asarray(at, dtype=np.float64))
    missing = np.full(probability.shape, np.nan)
    if not known.size:
        return Interval(missing, missing, missing, 0)
    order = np.argsort(known, kind="stable")
    known, code = known[order], code[order]
    estimate = np.quantile(known, probability)
    if count < FEWEST_CELLS:
        return Interval(estimate, missing, missing, count)
    windows = [_window(code, p, count) for p in probability.tolist()]
    widest = max((stop - start for start, stop in windows), default=1)
    found = np.concatenate(
        [
            np.column_stack(
                [
                    _quantiles(known, code, times, p, window)
                    for p, window in zip(probability.tolist(), windows, strict=True)
                ]
            )
            for times in _draws(count, widest)
        ]
    )
    return Interval(estimate, *_limits(found, level), count)


def bootstrap_mean(values: ArrayLike, cells: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean with an interval from resampling cells: see :func:`bootstrap_quantiles`.

    Of logarithms, the limits' exponentials are those of the geometric mean.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Missing ones are left out.
    cells : array_like of int, shape (n,)
        Cell number of each sample.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        Of shape (1,).

    Raises
    ------
    ValueError
        If values and cells differ in shape.
    """
    known, code, count = _prepare(values, cells)
    missing = np.full(1, np.nan)
    if not known.size:
        return Interval(missing, missing, missing, 0)
    estimate = np.array([known.mean()])
    if count < FEWEST_CELLS:
        return Interval(estimate, missing, missing, count)
    sums, sizes = np.bincount(code, known), np.bincount(code)
    drawn = _draws(count, 1)
    found = np.concatenate([(times @ sums) / (times @ sizes) for times in drawn])
    return Interval(estimate, *_limits(found[:, None], level), count)


def _prepare(
    values: ArrayLike, cells: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    known, number = np.asarray(values, dtype=np.float64), np.asarray(cells)
    if known.shape != number.shape:
        msg = f"{known.shape} values, but {number.shape} cells"
        raise ValueError(msg)
    kept = ~np.isnan(known)
    distinct, code = np.unique(number[kept], return_inverse=True)
    return known[kept], code, distinct.size


def _draws(cells: int, width: int) -> Iterator[NDArray[np.int32]]:
    """Yield how often each cell was drawn, in blocks of resamples for `width` counts each."""
    rng = np.random.default_rng(SEED)
    left = REPLICATES
    while left:
        size = min(left, max(1, _BLOCK // max(width, cells)))
        drawn = rng.integers(0, cells, (size, cells)) + np.arange(size)[:, None] * cells
        times = np.bincount(drawn.ravel(), minlength=size * cells)
        yield times.reshape(size, cells).astype(np.int32)
        left -= size


def _window(code: NDArray[np.int64], p: float, cells: int) -> tuple[int, int]:
    """Return the ranks between which a resampled quantile almost certainly lies.

    The share below the quantile is a ratio of sums over cells; its standard error is
    that of the residuals of cells (Cochran 1977, Sampling techniques, § 6.3).
    """
    rank = p * code.size
    sizes = np.bincount(code, minlength=cells)
    residual = np.bincount(code[: int(rank)], minlength=cells) - p * sizes
    margin = _WINDOW * float(np.sqrt((residual**2).sum())) + float(sizes.max())
    return max(0, int(rank - margin)), min(code.size, int(rank + margin) + 2)


def _quantiles(
    values: NDArray[np.float64],
    code: NDArray[np.int64],
    times: NDArray[np.int32],
    p: float,
    window: tuple[int, int],
) -> NDArray[np.float64]:
    """Return a quantile of ascending values for each row of times a cell was drawn."""
    start, stop = window
    cells, rows = times.shape[1], np.arange(len(times))
    before = times @ np.bincount(code[:start], minlength=cells)
    total = times @ np.bincount(code, minlength=cells)
    upto = np.cumsum(times[:, code[start:stop]], axis=1, dtype=np.int64) + before[:, None]
    position = p * (total - 1)
    lower = np.floor(position).astype(np.int64)
    upper = np.minimum(lower + 1, total - 1)
    # One search over all rows: each is moved beyond the end of the one before.
    offset = rows * (int(total.max()) + 1)
    flat, first = (upto + offset[:, None]).ravel(), rows * (stop - start)
    low, high = (
        values[
            np.clip(np.searchsorted(flat, k + offset, side="right") - first + start, 0, stop - 1)
        ]
        for k in (lower, upper)
    )
    found = low + (position - lower) * (high - low)
    outside = (lower < before) | (upper >= upto[:, -1])
    if outside.any():
        found[outside] = _quantiles(values, code, times[outside], p, (0, values.size))
    return np.asarray(found)


def _limits(
    found: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
