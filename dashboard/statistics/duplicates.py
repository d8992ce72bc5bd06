"""Precision of a survey from its field duplicates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST_PAIRS = 5
"""Pairs from which on a figure of them is given: that of fewer says next to nothing."""


def variation(sums: NDArray[np.float64], counts: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the median over elements of the relative standard deviation in pairs, %.

    The average coefficient of variation of Stanley and Lawie (2007),
    doi:10.2113/gsemg.16.3-4.267: 100 · √(2/n · Σ ((a − b) / (a + b))²).

    Parameters
    ----------
    sums, counts : ndarray, shape (…, e)
        Of pairs of each element.

    Returns
    -------
    ndarray of float64, shape (…)
        NaN where no element has `FEWEST_PAIRS` pairs.
    """
    enough = counts >= FEWEST_PAIRS
    each = 100 * np.sqrt(2 * np.maximum(sums, 0) / np.where(enough, counts, 1))
    ordered = np.sort(np.where(enough, each, np.nan), axis=-1)
    number = enough.sum(axis=-1)
    # NaN sorts last: the middle of the others.
    low = np.take_along_axis(ordered, np.maximum(number - 1, 0)[..., None] // 2, axis=-1)
    high = np.take_along_axis(ordered, number[..., None] // 2, axis=-1)
    middle: NDArray[np.float64] = ((low + high) / 2)[..., 0]
    return np.where(number > 0, middle, np.nan)
