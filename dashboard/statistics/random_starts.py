"""Halves of samples that lie close together, grown from many random subsets at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SAMPLE = 600
"""Samples that halves are grown on where there are more (Rousseeuw & Van Driessen 1999, § 3.3)."""

# Subsets that are drawn: 500, as R's robustbase, of up to 20 dimensions. Each takes time in
# proportion to the square of the dimensions; of surveys with 30 to 54 elements 100 to 200 end at
# determinants as low as 500 do.
_MOST_DRAWS, _FEWEST_DRAWS, _EFFORT = 500, 100, 200_000
# One in so many goes on after its first half.
_GO_ON = 5
_BATCH = 50
# Share of the mean variance added to all directions: a small subset may have flat ones.
_FLAT = 1e-9
_SINGULAR = 1e-12


def random_halves(x: NDArray[np.float64], kept: int, seed: int) -> list[NDArray[np.int64]]:
    """Return the halves with the least covariance determinants that random subsets lead to.

    Subsets of p + 1 samples, enough for a covariance, are led by concentration steps
    (Rousseeuw & Van Driessen 1999, Technometrics 41:212–223) to the (n + p + 1) / 2 samples
    nearest to their centre. Those with the lowest determinants after one step take the next
    ones, as FAST-MCD does with the best of each of its groups.

    Parameters
    ----------
    x : ndarray of float64, shape (n, p)
        Without missing values, n > p.
    kept : int
        How many halves are wanted.
    seed : int
        Of the random subsets: the same data give the same halves.

    Returns
    -------
    list of ndarray of int64
        Rows of `x` (of at most :data:`SAMPLE` of them), the least determinant first.
    """
    n, p = x.shape
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.permutation(n)[:SAMPLE])
    growth = _Growth(x[rows])
    draws = min(_MOST_DRAWS, max(_FEWEST_DRAWS, _EFFORT // p**2))
    found: list[_Moments] = []
    for first in range(0, draws, _BATCH):
        order = np.argsort(rng.random((min(_BATCH, draws - first), rows.size)), axis=1)
        found.append(growth.step(growth.small(order[:, : p + 1])))
    best = _lowest(found, max(kept, draws // _GO_ON))
    parts = [slice(first, first + _BATCH) for first in range(0, len(best[0]), _BATCH)]
    best = _lowest([growth.step((best[0][part], best[1][part])) for part in parts], kept)
    return [rows[np.sort(half)] for half in growth.nearest(best)]


_Moments = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Centres, shape (b, p), and covariances, shape (b, p, p)."""


class _Growth:
    """Concentration steps of many subsets of m samples.

    Moments are sums of products of two coordinates, and a squared Mahalanobis distance is a
    sum of such products, too. With the products set out once, steps of all subsets are two
    multiplications of matrices, which takes a fraction of the time of a step for each.
    """

    def __init__(self, y: NDArray[np.float64]) -> None:
        m, p = y.shape
        y = y - y.mean(axis=0)
        # Distances do not depend on the axes; alike ones keep the sums exact.
        values, vectors = np.linalg.eigh(y.T @ y / (m - 1))
        y = y @ (vectors / np.sqrt(np.maximum(values, _SINGULAR * values[-1])))
        self._half = (m + p + 1) // 2
        self._upper = np.triu_indices(p)
        i, j = self._upper
        self._count = np.where(i == j, 1.0, 2.0)
        self._place = np.empty((p, p), dtype=np.int64)
        self._place[i, j] = self._place[j, i] = np.arange(i.size)
        self._rows = y
        columns = np.ascontiguousarray(y.T)
        products = np.empty((i.size + p, m))
        starts = np.append(0, np.cumsum(np.arange(p, 0, -1)))
        for k, (start, stop) in enumerate(pairwise(starts.tolist())):
            np.multiply(columns[k], columns[k:], out=products[start:stop])
        products[i.size :] = columns
        self._products = products.T

    def small(self, subsets: NDArray[np.int64]) -> _Moments:
        """Return the moments of small subsets, given as positions, shape (b, k)."""
        y = self._rows[subsets]
        centre = y.mean(axis=1)
        y = y - centre[:, None]
        return centre, np.matmul(y.transpose(0, 2, 1), y) / (subsets.shape[1] - 1)

    def moments(self, subsets: NDArray[np.int64]) -> _Moments:
        """Return the moments of halves, given as positions, shape (b, k)."""
        size = subsets.shape[1]
        member = np.zeros((len(subsets), len(self._products)))
        np.put_along_axis(member, subsets, 1.0, axis=1)
        sums = member @ self._products / size
        products, centre = np.split(sums, [self._count.size], axis=1)
        scatter = products[:, self._place] - centre[:, :, None] * centre[:, None, :]
        return centre, scatter * (size / (size - 1))

    def nearest(self, moments: _Moments) -> NDArray[np.int64]:
        """Return the half of the samples nearest to each centre, as positions."""
        centre, scatter = moments
        p = centre.shape[1]
        flat = _FLAT * np.trace(scatter, axis1=1, axis2=2) / p
        inverse = np.linalg.inv(scatter + flat[:, None, None] * np.eye(p))
        linear = -2 * np.einsum("bij,bj->bi", inverse, centre)
        # But for a constant of each subset, which changes no order.
        weights = np.hstack([inverse[:, *self._upper] * self._count, linear])
        distance = weights @ self._products.T
        return np.argpartition(distance, self._half - 1, axis=1)[:, : self._half]

    def step(self, moments: _Moments) -> _Moments:
        """Return the moments of the halves nearest to the centres."""
        return self.moments(self.nearest(moments))


def _lowest(found: list[_Moments], count: int) -> _Moments:
    """Return the moments with the lowest determinants."""
    centre, scatter = (np.concatenate(one) for one in zip(*found, strict=True))
    _sign, logarithm = np.linalg.slogdet(scatter)
    best = np.argsort(logarithm, kind="stable")[:count]
    return centre[best], scatter[best]
