"""Weights by cell, so that a densely sampled area does not outweigh the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def cell_weights(
    cells: ArrayLike, group: ArrayLike | None = None, area: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return cell-declustering weights: every occupied cell counts the same.

    A sample weighs 1 / (samples in its cell), or the area of the cell over them
    (Journel 1983, Mathematical Geology 15:445–468; Deutsch 1989, Computers &
    Geosciences 15:325–332). Deutsch looks for the cell size that gives the lowest
    mean and averages over origins of the grid; here cells are those of the
    programme's grid, in which five samples each were planned, and stay what they are
    on the map.

    Parameters
    ----------
    cells : array_like of int, shape (n,)
        Cell number of each sample, all of one level.
    group : array_like of int, shape (n,), optional
        Country or other group in which cells are counted; by default all are one.
    area : array_like of float, shape (n,), optional
        Area (or land) of the cell of each sample, in any unit. All alike by default.

    Returns
    -------
    ndarray of float64, shape (n,)
        Mean one in each group, so that weights of samples that are spread evenly
        are one.

    Raises
    ------
    ValueError
        If the arrays differ in shape, or an area is not positive.
    """
    number = np.asarray(cells, dtype=np.int64)
    owner = np.zeros_like(number) if group is None else np.asarray(group, dtype=np.int64)
    size = np.ones(number.shape) if area is None else np.asarray(area, dtype=np.float64)
    if owner.shape != number.shape or size.shape != number.shape:
        msg = f"{number.size} cells, but {owner.size} groups and {size.size} areas"
        raise ValueError(msg)
    if not (size > 0).all():
        msg = "the area of a cell is positive"
        raise ValueError(msg)
    _groups, owner = np.unique(owner, return_inverse=True)
    _cells, number = np.unique(number, return_inverse=True)
    _pairs, pair = np.unique(owner * max(_cells.size, 1) + number, return_inverse=True)
    weight = size / np.bincount(pair)[pair] if pair.size else size
    count = np.bincount(owner)
    return np.asarray(weight * (count / np.bincount(owner, weight))[owner])


def effective_size(weights: ArrayLike) -> float:
    """Return (Σw)² / Σw²: samples of equal weight that would say as much (Kish 1965)."""
    weights = np.asarray(weights, dtype=np.float64)
    square = float((weights**2).sum())
    return float(weights.sum()) ** 2 / square if square else 0.0


def weighted_quantiles(
    values: ArrayLike, weights: ArrayLike, at: ArrayLike
) -> NDArray[np.float64]:
    """Return weighted quantiles that are those of type 7 where all weights are alike.

    Akinshin (2023, arXiv:2304.07265): the mean of the weighted distribution
    function over a window as wide as one sample of the effective size. Chosen over
    ``numpy.quantile(weights=…)``, which knows only the step function (type 1), so that
    declustered and plain quantiles differ by the weights alone. A weight of zero is as if
    the sample were not there.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Missing ones are left out. Detection limits count as values: whether a
        quantile lies below one is for the caller to say.
    weights : array_like of float, shape (n,)
        Not negative.
    at : array_like of float, shape (q,)
        Probabilities, 0 to 1.

    Returns
    -------
    ndarray of float64, shape (q,)
        NaN where nothing has weight.

    Raises
    ------
    ValueError
        If the arrays differ in shape, or a weight is negative or missing.
    """
    known = np.asarray(values, dtype=np.float64)
    weight = np.asarray(weights, dtype=np.float64)
    probability = np.atleast_1d(np.asarray(at, dtype=np.float64))
    if known.shape != weight.shape:
        msg = f"{known.shape} values, but {weight.shape} weights"
        raise ValueError(msg)
    if not (weight >= 0).all():
        msg = "weights are not negative"
        raise ValueError(msg)
    kept = ~np.isnan(known) & (weight > 0)
    known, weight = known[kept], weight[kept]
    if not known.size:
        return np.full(probability.shape, np.nan)
    order = np.argsort(known, kind="stable")
    known, weight = known[order], weight[order] / weight.sum()
    size = effective_size(weight)
    edges = np.concatenate([[0.0], np.cumsum(weight)])
    edges[-1] = 1.0
    start = probability * (size - 1) / size
    return np.array([np.diff(np.clip((edges - s) * size, 0, 1)) @ known for s in start])
