"""The order of rows and columns of a heat map that puts what is alike side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def row_distance(matrix: ArrayLike) -> NDArray[np.float64]:
    """Return root-mean-square differences of all pairs of rows over the columns both have.

    Parameters
    ----------
    matrix : array_like of float, shape (n, m)
        On a scale where differences mean the same everywhere, such as logarithms.
        NaN where there is no value.

    Returns
    -------
    ndarray of float64, shape (n, n)
        Symmetric; rows without a common column are as far apart as the farthest
        pair that has one.
    """
    matrix = np.asarray(matrix, dtype=np.float64)
    known = (~np.isnan(matrix)).astype(np.float64)
    centre = np.nansum(matrix) / max(known.sum(), 1.0)
    filled = np.where(known > 0, matrix - centre, 0.0)
    common = known @ known.T
    square = filled**2 @ known.T
    square = np.maximum(square + square.T - 2 * filled @ filled.T, 0)
    distance = np.sqrt(square / np.maximum(common, 1))
    distance[common == 0] = distance.max(initial=0.0)
    np.fill_diagonal(distance, 0)
    return np.asarray(distance)


def leaf_order(distance: ArrayLike, method: str = "average") -> list[int]:
    """Return the order of the leaves of a clustering in which neighbours are alike.

    Hierarchical clustering with the leaves turned so that distances of neighbours
    add up to the least (Bar-Joseph, Gifford & Jaakkola 2001, Bioinformatics
    17:S22–S29), by scipy.

    Parameters
    ----------
    distance : array_like of float, shape (n, n)
        Symmetric: :func:`row_distance`, or the square root of the variation matrix.
    method : str
        ``"average"`` where pairs were compared over different columns, ``"ward"``
        for Euclidean distances, as the square root of the variation matrix is.

    Returns
    -------
    list of int
        Each of 0 … n − 1 once; the end with the lower number comes first, so that
        the order does not depend on the direction it was built in.

    Raises
    ------
    ValueError
        If the matrix is not square, or a distance is missing.
    """
    distance = np.asarray(distance, dtype=np.float64)
    if distance.ndim != 2 or distance.shape[0] != distance.shape[1]:
        msg = f"distances of all pairs are square, not {distance.shape}"
        raise ValueError(msg)
    if np.isnan(distance).any():
        msg = "a distance is missing"
        raise ValueError(msg)
    n = len(distance)
    if n < 3:
        return list(range(n))
    # Imported where it is used: the server starts without it.
    from scipy.cluster import hierarchy

    condensed = distance[np.triu_indices(n, 1)]
    order = hierarchy.leaves_list(hierarchy.linkage(condensed, method, optimal_ordering=True))
    leaves = [int(leaf) for leaf in order]
    return leaves if leaves[0] < leaves[-1] else leaves[::-1]
