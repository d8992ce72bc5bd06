"""Principal components of compositions that a few strange samples do not turn.

The minimum covariance determinant (MCD; Rousseeuw 1984, JASA 79:871–880) is the
mean and covariance of the half of the samples that lie closest together. It is
computed in isometric log-ratios, where a covariance can be inverted, and shown
in centred ones, which belong to elements (Filzmoser, Hron & Reimann 2009,
Environmetrics 20:621–632).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.statistics.compositions import clr, clr_inverse, ilr_basis
from dashboard.statistics.random_starts import random_halves

OUTLYING = 0.975
"""Quantile of χ² beyond which the robust distance of a sample is outlying
(Rousseeuw & van Zomeren 1990, JASA 85:633–639)."""

SEED = 20_241
"""Seed of the random subsets: the same data give the same components."""

MOST_SAMPLES = 20_000
"""Samples, drawn with :data:`SEED`, that components are estimated from where there are more."""

FEWEST_PER_DIMENSION = 5
"""Samples for each dimension that an MCD needs (Rousseeuw & van Zomeren 1990: n / p > 5)."""

# Concentration steps of every start, those of the best ones, and how many these are
# (selective iteration; Rousseeuw & Van Driessen 1999, Technometrics 41:212–223, § 3.3).
_FIRST_STEPS = 2
_MOST_STEPS = 200
_BEST = 2
# Random starts that are tried.
_KEPT = 10
# A covariance is singular whose smallest eigenvalue may be below this share of the largest.
_SINGULAR = 1e-12
_MAD = 1.4826


class Singular(ValueError):
    """More than half of the samples lie in a space of fewer dimensions."""


class RobustCovariance(NamedTuple):
    """Location and scatter from :func:`mcd`.

    Attributes
    ----------
    location : ndarray of float64, shape (p,)
    covariance : ndarray of float64, shape (p, p)
        Reweighted and consistent for normal data.
    distance : ndarray of float64, shape (n,)
        Robust (Mahalanobis) distance of each sample.
    outlying : ndarray of bool, shape (n,)
        Distance beyond the square root of χ²'s :data:`OUTLYING` quantile.
    half : ndarray of bool, shape (n,)
        Samples of the half with the least determinant.
    log_determinant : float
        Logarithm of that determinant, raw, which is what was minimised.
    """

    location: NDArray[np.float64]
    covariance: NDArray[np.float64]
    distance: NDArray[np.float64]
    outlying: NDArray[np.bool_]
    half: NDArray[np.bool_]
    log_determinant: float


class Components(NamedTuple):
    """Principal components of d parts in centred log-ratios, from :func:`robust_pca`.

    Attributes
    ----------
    centre : ndarray of float64, shape (d,)
        Composition at the centre, closed to one.
    loadings : ndarray of float64, shape (d, d − 1)
        Columns of length one that sum to zero; the largest entry is positive.
    eigenvalues : ndarray of float64, shape (d − 1,)
        Variances of the scores, descending.
    scores : ndarray of float64, shape (n, d − 1)
    covariance : ndarray of float64, shape (d, d)
        Of centred log-ratios, for the variation matrix and correlations.
    distance, outlying : ndarray, shape (n,)
        See :class:`RobustCovariance`.
    robust : bool
        False where there were too few samples, or half of them lie in fewer
        dimensions, and the ordinary covariance was used: say so on the figure.
    """

    centre: NDArray[np.float64]
    loadings: NDArray[np.float64]
    eigenvalues: NDArray[np.float64]
    scores: NDArray[np.float64]
    covariance: NDArray[np.float64]
    distance: NDArray[np.float64]
    outlying: NDArray[np.bool_]
    robust: bool

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of the total variance in each component, shape (d − 1,)."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())


def mcd(x: ArrayLike, view: ArrayLike | None = None) -> RobustCovariance:
    """Return the minimum covariance determinant estimate of location and scatter.

    Concentration steps (Rousseeuw & Van Driessen 1999) start from random subsets
    of p + 1 samples, drawn with :data:`SEED`
    (:func:`~dashboard.statistics.random_starts.random_halves`), and from five rough but robust
    estimates, as Hubert, Rousseeuw & Verdonck (2012, Journal of Computational and
    Graphical Statistics 21:618–637) propose for their DetMCD: with forty elements no
    random subset of forty-one samples is free of outliers, with ten the random ones
    come lower. As rough estimates the median absolute deviation stands in for Qn, and
    OGK is left out. Raw estimate of (n + p + 1) / 2 samples, then one reweighting step,
    both with the consistency factor of Croux & Haesbroeck (1999, Journal of
    Multivariate Analysis 71:161–190). The correction for small samples is left out: it
    scales all variances alike.

    Parameters
    ----------
    x : array_like of float, shape (n, p)
        Without missing values.
    view : array_like of float, shape (n, q), q ≥ p
        Coordinates of the same samples from which starts are made, by default `x`. With
        centred log-ratios the starts do not depend on the basis of isometric ones.

    Returns
    -------
    RobustCovariance

    Raises
    ------
    Singular
        If half of the samples lie in fewer than p dimensions.
    ValueError
        If there are fewer than :data:`FEWEST_PER_DIMENSION` samples for each dimension.
    """
    x = np.asarray(x, dtype=np.float64)
    n, p = x.shape
    if n < FEWEST_PER_DIMENSION * p:
        msg = f"{n} samples are too few for {p} dimensions"
        raise ValueError(msg)
    h = (n + p + 1) // 2
    orders = [*_starts(x, view), *_grown(x)]
    # From fewer than h: halves grown to h before rest in shallower minima.
    starts = [_concentrate(x, order[: (n + 1) // 2], h, _FIRST_STEPS) for order in orders]
    starts.sort(key=lambda start: start[1])
    half, least = min(
        (_concentrate(x, start[0], h, _MOST_STEPS) for start in starts[:_BEST]),
        key=lambda end: end[1],
    )
    centre, scatter = _moments(x[half])
    raw = np.sqrt(_distance(x, centre, scatter * _consistency(p, h / n)))
    centre, scatter = _moments(x[raw <= _cutoff(p)])
    scatter = scatter * _consistency(p, OUTLYING)
    distance = np.sqrt(_distance(x, centre, scatter))
    chosen = np.zeros(n, dtype=bool)
    chosen[half] = True
    return RobustCovariance(centre, scatter, distance, distance > _cutoff(p), chosen, least)


def robust_pca(parts: ArrayLike) -> Components:
    """Return robust principal components of compositions in centred log-ratios.

    Filzmoser, Hron & Reimann (2009): :func:`mcd` of the isometric log-ratios,
    eigenvectors led back to centred ones. Neither the basis nor the order of
    parts changes the result. Of more than :data:`MOST_SAMPLES` samples a random choice
    gives the components, on which all have scores and distances.

    Parameters
    ----------
    parts : array_like of float, shape (n, d)
        Positive, in one unit, complete: see
        :func:`~dashboard.statistics.compositions.subcomposition` and
        :func:`~dashboard.statistics.compositions.multiplicative_replacement`.
        At least three samples and two parts.

    Returns
    -------
    Components

    Raises
    ------
    ValueError
        If a part is not positive, or there are too few samples or parts.
    """
    coordinates = clr(parts)
    if coordinates.ndim != 2 or len(coordinates) < 3:
        msg = "principal components need at least three samples"
        raise ValueError(msg)
    basis = ilr_basis(coordinates.shape[1])
    x = coordinates @ basis
    rows = np.sort(np.random.default_rng(SEED).permutation(len(x))[:MOST_SAMPLES])
    try:
        found = mcd(x[rows], coordinates[rows])
    except ValueError:
        robust = False
        centre, scatter = _moments(x)
        distance = np.full(len(x), np.nan)
    else:
        robust = True
        centre, scatter = found.location, found.covariance
        distance = np.sqrt(_distance(x, centre, scatter))
    eigenvalues, vectors = np.linalg.eigh(scatter)
    eigenvalues = np.maximum(eigenvalues[::-1], 0)
    loadings = basis @ vectors[:, ::-1]
    largest = np.abs(loadings).argmax(axis=0)
    loadings = loadings * np.sign(loadings[largest, np.arange(loadings.shape[1])])
    middle = basis @ centre
    return Components(
        clr_inverse(middle),
        loadings,
        eigenvalues,
        (coordinates - middle) @ loadings,
        basis @ scatter @ basis.T,
        distance,
        distance > _cutoff(x.shape[1]),
        robust,
    )


def _starts(x: NDArray[np.float64], view: ArrayLike | None) -> Iterator[NDArray[np.int64]]:
    """Yield orders of the samples, from the middle outwards, by rough robust estimates."""
    from scipy import special

    n, p = x.shape
    view = x if view is None else np.asarray(view, dtype=np.float64)
    centre = np.median(view, axis=0)
    scale = _scale(view - centre)
    z = (view - centre) / scale
    ranks = np.empty_like(z)
    np.put_along_axis(ranks, z.argsort(axis=0), np.arange(1.0, n + 1)[:, None], axis=0)
    norm = np.linalg.norm(z, axis=1)
    middle = z[np.argsort(norm)[: (n + 1) // 2]]
    rough = (
        np.tanh(z),
        ranks,
        special.ndtri((ranks - 1 / 3) / (n + 1 / 3)),
        z / np.maximum(norm, 1e-300)[:, None],
        middle,
    )
    for data in rough:
        matrix = np.cov(data, rowvar=False).reshape(z.shape[1], z.shape[1])
        deviation = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
        _values, vectors = np.linalg.eigh(matrix / np.outer(deviation, deviation))
        # Directions without spread, as the sum of centred log-ratios, are last here.
        scores = z @ vectors[:, ::-1][:, :p]
        scores = scores - np.median(scores, axis=0)
        yield np.argsort(((scores / _scale(scores)) ** 2).sum(axis=1), kind="stable")


def _grown(x: NDArray[np.float64]) -> Iterator[NDArray[np.int64]]:
    """Yield orders of the samples, from the middle outwards, by halves of random origin."""
    for half in random_halves(x, _KEPT, SEED):
        yield np.argsort(_distance(x, *_moments(x[half])), kind="stable")


def _scale(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the MAD of each column, or its standard deviation where half are tied."""
    scale = _MAD * np.median(np.abs(centred), axis=0)
    scale = np.where(scale > 0, scale, centred.std(axis=0))
    return np.where(scale > 0, scale, 1.0)


def _concentrate(
    x: NDArray[np.float64], subset: NDArray[np.int64], h: int, steps: int
) -> tuple[NDArray[np.int64], float]:
    """Take the h samples nearest to the centre of the last ones until they are the same.

    Each step lowers the determinant (Rousseeuw & Van Driessen 1999, theorem 1).
    """
    least = np.inf
    centre, root = _root(*_moments(x[subset]))
    for _step in range(steps):
        subset = np.argpartition(_squares(x, centre, root), h - 1)[:h]
        centre, root = _root(*_moments(x[subset]))
        log_determinant = -2 * float(np.log(np.diag(root)).sum())
        if log_determinant >= least - 1e-12 * max(abs(least), 1) and np.isfinite(least):
            break
        least = log_determinant
    return np.sort(subset), least


def _moments(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    centre = x.mean(axis=0)
    centred = x - centre
    return centre, centred.T @ centred / (len(x) - 1)


def _distance(
    x: NDArray[np.float64], centre: NDArray[np.float64], scatter: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return squared Mahalanobis distances; raise Singular where there are none."""
    return _squares(x, *_root(centre, scatter))


def _root(
    centre: NDArray[np.float64], scatter: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the centre, and the inverse of the Cholesky factor of the scatter."""
    try:
        root = np.linalg.inv(np.linalg.cholesky(scatter))
    except np.linalg.LinAlgError:
        root = np.full_like(scatter, np.inf)
    # The sum of squares is the trace of the inverse: the smallest eigenvalue is at least 1 / it,
    # and the largest at most the trace of the scatter.
    if not (root**2).sum() * np.trace(scatter) < 1 / _SINGULAR:
        msg = "half of the samples lie in fewer dimensions"
        raise Singular(msg)
    return centre, root


def _squares(
    x: NDArray[np.float64], centre: NDArray[np.float64], root: NDArray[np.float64]
) -> NDArray[np.float64]:
    scores = (x - centre) @ root.T
    return np.asarray(np.einsum("ij,ij->i", scores, scores))


def _cutoff(p: int) -> float:
    """Return the distance beyond which a sample is outlying."""
    # Imported where it is used: the server starts without it.
    from scipy import special

    return float(np.sqrt(special.chdtri(p, 1 - OUTLYING)))


def _consistency(p: int, kept: float) -> float:
    """Return the factor that makes a covariance of the central share consistent."""
    from scipy import special

    quantile = special.chdtri(p, 1 - kept)
    return float(kept / special.chdtr(p + 2, quantile))
