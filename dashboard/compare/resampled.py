"""Medians and means of groups by cells: weighted, and resampled cell by cell.

:mod:`dashboard.statistics.bootstrap` gives intervals of one group. Here the resamples
themselves are kept, so that a ratio or difference of two groups has an interval too, and
cells can be given the same weight.
"""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.kept import kept
from dashboard.statistics.bootstrap import FEWEST_CELLS, REPLICATES, SEED
from dashboard.statistics.censored import FEWEST
from dashboard.statistics.moments import weighted_mean

# Standard errors on either side in which a resampled median is looked for: the percentiles that
# intervals end at lie at two.
_WINDOW = 4
# Values there that are told apart; more are taken together by equal numbers, so that a step is a
# tenth of a standard error.
_EDGES = 80
# Cells up to which they are drawn; of more, resampled medians follow from a normal share.
_MOST_DRAWN = 512
# Cell numbers up to which values are counted, which is faster than to sort them.
_COUNTED = 2**17
# Draws that are kept: at most 98 MB, of real surveys about two.
_KEPT = 192

COMPUTING = Lock()
"""Held while the cells of many groups are resampled. Each takes many short calls of numpy, which
give up the interpreter and wait for it again: four requests at once take twice as long as one by
one."""


class Resampled(NamedTuple):
    """A median with those of resamples, of shape (r,): NaN with too few cells."""

    estimate: float
    found: NDArray[np.float64]

    def limits(self, level: float = 0.95) -> tuple[float, float]:
        """Return the percentile interval (Efron & Tibshirani 1993, ch. 13); NaN where none is."""
        if np.isnan(self.found).any():
            return np.nan, np.nan
        low, high = percentile_interval(self.found, level)
        return float(low), float(high)


class Medians:
    """Medians of one group in which every sample, or every cell, counts the same.

    Each is resampled when it is asked for: tables need the one, and pairs the other.

    Attributes
    ----------
    cells : int
        Cells that are resampled.
    """

    def __init__(self, values: NDArray[np.float64], cells: NDArray[Any], stream: int) -> None:
        self._code, self._sizes = _numbered(cells)
        self._values, self._stream = values, stream
        self.cells = int(self._sizes.size)

    @cached_property
    def plain(self) -> Resampled:
        """The median of all values, each counted once."""
        return _resampled(self._values, np.ones(self._values.size), self._drawn())

    @cached_property
    def declustered(self) -> Resampled:
        """The median in which a value weighs 1 / (values in its cell)."""
        return _resampled(self._values, self._weights(), self._drawn())

    def mean(self, below: NDArray[np.bool_]) -> float:
        """Return the Kaplan–Meier mean in which every cell counts the same.

        Parameters
        ----------
        below : ndarray of bool, shape (n,)
            True where the value is a limit.

        Returns
        -------
        float
            NaN below 20 results, with an unknown limit, or with more than 70 % of the results,
            or of their weight, below detection.
        """
        # Where a limit is unknown, the value is missing or the lowest of all.
        if self._values.size < FEWEST["mean"] or not np.isfinite(self._values).all():
            return float("nan")
        return weighted_mean(self._values, below, self._weights())

    def _weights(self) -> NDArray[np.float64]:
        return np.asarray((1.0 / self._sizes)[self._code])

    def _drawn(self) -> _Cells:
        return _Cells(self._code, self._sizes, self._stream)


def percentile_interval(
    resamples: ArrayLike, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the percentile interval of each row of resamples.

    Quantiles are of type 7 (Hyndman & Fan 1996), as ``numpy.quantile`` has them; sorting rows of
    a thousand is many times faster than its partition.

    Parameters
    ----------
    resamples : array_like of float, shape (..., r)
        Without NaN.
    level : float

    Returns
    -------
    low, high : ndarray of float64, shape (...)
    """
    ascending = np.sort(np.asarray(resamples, dtype=np.float64), axis=-1)

    def at(p: float) -> NDArray[np.float64]:
        place = p * (ascending.shape[-1] - 1)
        first = int(place)
        below = ascending[..., first]
        above = ascending[..., min(first + 1, ascending.shape[-1] - 1)]
        # Medians below an unknown limit stand at minus infinity, and so does what is next to them.
        with np.errstate(invalid="ignore"):
            gap = np.where(np.isneginf(below), 0.0, above - below)
        return np.asarray(below + (place - first) * gap)

    return at((1 - level) / 2), at((1 + level) / 2)


class _Cells(NamedTuple):
    """Cells of ascending values, and the stream of random numbers they are drawn by."""

    code: NDArray[np.unsignedinteger[Any]]
    sizes: NDArray[np.int64]
    stream: int


def resampled_medians(values: ArrayLike, cells: ArrayLike, stream: int = 0) -> Medians:
    """Return medians with those of resamples of whole cells.

    Cells are drawn with replacement, each with all its samples (cluster bootstrap: Davison &
    Hinkley 1997, Bootstrap methods and their application, § 3.8; Field & Welsh 2007, Journal
    of the Royal Statistical Society B 69:369–390). The median is the middle of the values at
    which the weighted distribution function reaches and passes one half; with equal weights
    that is the usual median. Declustered, a sample weighs 1 / (samples in its cell) (Journel
    1983, Mathematical Geology 15:445–468).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Ascending; limits count as values.
    cells : array_like of int, shape (n,)
        Cell number of each value.
    stream : int
        Of random numbers, which are the same for as many cells: groups with different streams
        are resampled independently, as the ratio of their medians asks for.

    Returns
    -------
    Medians
        Without resamples where there are fewer than
        :data:`~dashboard.statistics.bootstrap.FEWEST_CELLS` cells. Of groups with more than
        80 values near the median, neighbours are taken together: resampled medians
        are then right to a tenth of their standard error. Of more than 512 cells the share
        of a resample below the median is as good as normal, and resampled medians are the
        values at shares drawn so (Woodruff 1952, Journal of the American Statistical
        Association 47:635–646).

    Raises
    ------
    ValueError
        If the two differ in shape.
    """
    known, number = np.asarray(values, dtype=np.float64), np.asarray(cells)
    if known.shape != number.shape:
        msg = f"{known.shape} values, but {number.shape} cells"
        raise ValueError(msg)
    return Medians(known, number, stream)


def _resampled(known: NDArray[np.float64], weight: NDArray[np.float64], own: _Cells) -> Resampled:
    """Return the weighted median of ascending values, and of each resample of their cells."""
    none = np.full(REPLICATES, np.nan)
    if not known.size:
        return Resampled(np.nan, none)
    upto = np.cumsum(weight)
    total = float(upto[-1])
    estimate = float(_middle(known, upto[:, None], np.array([total]))[0])
    count = own.sizes.size
    if count < FEWEST_CELLS:
        return Resampled(estimate, none)
    sums = np.bincount(own.code, weight)
    # The share below the median is a ratio of sums over cells; its standard error is that
    # of the residuals of cells (Cochran 1977, Sampling techniques, § 6.3).
    half = min(int(np.searchsorted(upto, total / 2)) + 1, known.size)
    residual = np.bincount(own.code[:half], weight[:half], minlength=count) - sums / 2
    error = float(np.sqrt((residual**2).sum()))
    if count > _MOST_DRAWN:
        normal = np.random.default_rng([SEED, own.stream]).standard_normal(REPLICATES)
        at = np.searchsorted(upto, total / 2 + error * normal)
        return Resampled(estimate, known[np.minimum(at, known.size - 1)])
    margin = _WINDOW * error + float(sums.max())
    start, stop = np.searchsorted(upto, [total / 2 - margin, total / 2 + margin]).tolist()
    stop = min(stop + 2, known.size)
    places = np.linspace(start, stop, min(_EDGES, stop - start) + 1).round().astype(np.int64)
    edges = np.unique(places)
    # Row 0 is what lies before the window, the others what lies before each further edge.
    row = np.zeros(stop, dtype=np.int64)
    row[start:] = np.searchsorted(edges, np.arange(start, stop), side="right")
    counts = np.bincount(row * count + own.code[:stop], weight[:stop], edges.size * count)
    reached = np.cumsum(counts.reshape(edges.size, count), axis=0)[1:]
    drawn = np.vstack([reached, sums]).astype(np.float32) @ _draws(own.stream, count).astype(
        np.float32
    )
    at = (edges[:-1] + edges[1:] - 1) // 2
    return Resampled(estimate, _middle(known[at], drawn[:-1], drawn[-1]))


def _numbered(cells: NDArray[Any]) -> tuple[NDArray[np.unsignedinteger[Any]], NDArray[np.int64]]:
    """Return the number of the cell of each value, from 0 in order, and the values of each."""
    if not cells.size or cells.min() < 0 or cells.max() >= max(_COUNTED, cells.size):
        _distinct, code, sizes = np.unique(cells, return_inverse=True, return_counts=True)
        return code.astype(np.uint32), sizes
    times = np.bincount(cells)
    held = times > 0
    number = np.cumsum(held) - 1
    # Kept for as long as the medians are, and of a million values.
    small = np.uint16 if number[-1] < 2**16 else np.uint32
    return number.astype(small)[cells], times[held]


@kept(_KEPT)
def _draws(stream: int, cells: int) -> NDArray[np.uint8]:
    """Return how often each cell was drawn in each resample, shape (cells, resamples).

    Kept, as analytes of one stratum mostly lie in the same cells of a country.
    """
    rng = np.random.default_rng([SEED, stream])
    drawn = rng.integers(0, cells, (cells, REPLICATES), dtype=np.uint32).astype(np.int64)
    place = drawn * REPLICATES + np.arange(REPLICATES)
    times = np.bincount(place.ravel(), minlength=cells * REPLICATES)
    # A cell drawn more than 255 times among as many draws as cells does not happen (Poisson, 1).
    return times.astype(np.uint8).reshape(cells, REPLICATES)


def _middle(
    values: NDArray[np.float64], upto: NDArray[np.floating], total: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the weighted median of each column of cumulative weights of ascending values."""
    last = len(upto) - 1
    # Rounding of sums must not decide which of two values is the middle.
    slack = 1e-5 if upto.dtype == np.float32 else 1e-12
    half = total / 2
    low = np.add.reduce(upto < half * (1 - slack), axis=0, dtype=np.intp)
    high = np.add.reduce(upto <= half * (1 + slack), axis=0, dtype=np.intp)
    first, second = (values[np.minimum(one, last)] for one in (low, high))
    return np.asarray((first + second) / 2)
