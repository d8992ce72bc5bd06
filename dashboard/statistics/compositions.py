"""Elements as parts of a whole: log-ratios, and what is computed from them.

Concentrations of one sample are parts of a constant sum, so that their raw or
logged correlations depend on what else was determined (Aitchison 1986, The
statistical analysis of compositional data; Filzmoser, Hron & Reimann 2009,
Science of the Total Environment 407:6100–6108). Ratios do not. All functions
take parts in *one* unit and element form, all positive; the sum of a row is free.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State

FRACTION = 0.65
"""Share of the detection limit put for values below it (Martín-Fernández et al. 2003)."""

MOST_REPLACED = 0.3
"""Share of values below detection beyond which a part is left out: replaced values
distort covariances then (Martín-Fernández et al. 2003 found them sound up to about 10 %;
Palarea-Albaladejo & Martín-Fernández 2013, Analytica Chimica Acta 764:32–43)."""

FEWEST_DETERMINED = 0.5
"""Share of samples in which a part must have been determined to be used."""

WHOLE = 1e6
"""Sum of all parts of a sample, mg/kg."""


class Subcomposition(NamedTuple):
    """Parts and samples that can be used together, from :func:`subcomposition`.

    Attributes
    ----------
    parts : ndarray of bool, shape (d,)
        Parts that are used.
    rows : ndarray of bool, shape (n,)
        Samples in which all of them were determined.
    determined, below : ndarray of float64, shape (d,)
        For every part, the share of samples in which it was determined, and of
        these results the share below detection: the reasons of what is left out.
    """

    parts: NDArray[np.bool_]
    rows: NDArray[np.bool_]
    determined: NDArray[np.float64]
    below: NDArray[np.float64]


class Ternary(NamedTuple):
    """Centre and spread of three parts, which :func:`ternary` uses for every sample."""

    centre: NDArray[np.float64]
    spread: float


def closure(parts: ArrayLike, total: float = 1.0) -> NDArray[np.float64]:
    """Scale the last axis to a sum of `total` (Aitchison 1986, § 2.4)."""
    parts = np.asarray(parts, dtype=np.float64)
    return np.asarray(parts * (total / parts.sum(axis=-1, keepdims=True)))


def clr(parts: ArrayLike) -> NDArray[np.float64]:
    """Return centred log-ratios: logarithms less their mean (Aitchison 1986, § 4.6).

    Parameters
    ----------
    parts : array_like of float, shape (…, d)
        Positive.

    Returns
    -------
    ndarray of float64, shape (…, d)
        Each row sums to zero.

    Raises
    ------
    ValueError
        If a part is missing, zero or negative: zeros have no logarithm, and what
        they mean must have been decided before.
    """
    parts = np.asarray(parts, dtype=np.float64)
    if not (parts > 0).all():
        msg = "log-ratios need positive parts without missing ones"
        raise ValueError(msg)
    logs = np.log(parts)
    return np.asarray(logs - logs.mean(axis=-1, keepdims=True))


def clr_inverse(coordinates: ArrayLike, total: float = 1.0) -> NDArray[np.float64]:
    """Return the composition, closed to `total`, that has these centred log-ratios."""
    coordinates = np.asarray(coordinates, dtype=np.float64)
    # The largest is taken off first, so that no exponential overflows.
    return closure(np.exp(coordinates - coordinates.max(axis=-1, keepdims=True)), total)


def ilr_basis(d: int) -> NDArray[np.float64]:
    """Return the orthonormal contrasts of Egozcue et al. (2003, Mathematical Geology 35:279–300).

    Coordinate i compares the geometric mean of the first i parts with part i + 1:
    sqrt(i / (i + 1)) ln(g(x₁ … xᵢ) / xᵢ₊₁).

    Parameters
    ----------
    d : int
        Number of parts, at least two.

    Returns
    -------
    ndarray of float64, shape (d, d − 1)
        Columns of length one that sum to zero: ``clr(x) @ ilr_basis(d)`` are the
        coordinates, ``z @ ilr_basis(d).T`` leads back.

    Raises
    ------
    ValueError
        If there are fewer than two parts.
    """
    if d < 2:
        msg = f"a composition has at least two parts, not {d}"
        raise ValueError(msg)
    i = np.arange(1, d)
    basis = np.triu(np.ones((d, d - 1))) / i
    basis[i, i - 1] = -1
    return np.asarray(basis * np.sqrt(i / (i + 1)))


def ilr(parts: ArrayLike) -> NDArray[np.float64]:
    """Return isometric log-ratio coordinates in :func:`ilr_basis`, shape (…, d − 1)."""
    coordinates = clr(parts)
    return np.asarray(coordinates @ ilr_basis(coordinates.shape[-1]))


def ilr_inverse(coordinates: ArrayLike, total: float = 1.0) -> NDArray[np.float64]:
    """Return the composition, closed to `total`, that has these isometric log-ratios."""
    coordinates = np.asarray(coordinates, dtype=np.float64)
    return clr_inverse(coordinates @ ilr_basis(coordinates.shape[-1] + 1).T, total)


def subcomposition(values: ArrayLike, state: ArrayLike) -> Subcomposition:
    """Choose the parts and samples of a stratum that log-ratios can be computed from.

    Parts determined in too few samples (:data:`FEWEST_DETERMINED`), too often below
    detection (:data:`MOST_REPLACED`) or with a value that is not positive are left
    out, then samples that lack one of the others.

    Parameters
    ----------
    values : array_like of float, shape (n, d)
        Values; the limit where `state` is below or above, NaN where unknown.
    state : array_like of int, shape (n, d)
        State codes.

    Returns
    -------
    Subcomposition
        Of no samples and no parts where nothing is left.
    """
    values = np.asarray(values, dtype=np.float64)
    codes = np.asarray(state)
    known = (codes <= State.ABOVE) & ~(np.isnan(values) & (codes != State.BELOW))
    below = codes == State.BELOW
    count = known.sum(axis=0)
    determined = count / max(len(values), 1)
    share = (below & known).sum(axis=0) / np.maximum(count, 1)
    positive = ~((values <= 0) & known).any(axis=0)
    parts = (determined >= FEWEST_DETERMINED) & (share <= MOST_REPLACED) & positive
    rows = known[:, parts].all(axis=1) & parts.any()
    return Subcomposition(parts, rows, determined, share)


def multiplicative_replacement(
    values: ArrayLike, state: ArrayLike, total: float = WHOLE, fraction: float = FRACTION
) -> NDArray[np.float64]:
    """Put a share of the detection limit for values below it, and keep all other ratios.

    Martín-Fernández, Barceló-Vidal & Pawlowsky-Glahn (2003, Mathematical Geology
    35:253–278): δ = `fraction` × limit for the values below detection, the others
    times 1 − Σδ / `total`, so that ratios between determined parts, and therefore
    the covariance of subcompositions without replaced values, are untouched. Each
    value has its own limit. Parts that were not determined are the rest up to `total`.

    Parameters
    ----------
    values : array_like of float, shape (n, d)
        Values; the limit where `state` is below; NaN where unknown.
    state : array_like of int, shape (n, d)
        State codes. Above an upper limit the limit is used as the value.
    total : float
        Sum of the whole in the unit of the values: 1,000,000 mg/kg.
    fraction : float
        Share of the limit, between 0 and 1.

    Returns
    -------
    ndarray of float64, shape (n, d)
        An unknown limit is taken to be the lowest known value or limit of the part,
        and stays NaN where there is none.

    Raises
    ------
    ValueError
        If the arrays differ in shape, or what is put for values below detection
        leaves nothing for the others.
    """
    values = np.array(values, dtype=np.float64)
    codes = np.asarray(state)
    if values.shape != codes.shape:
        msg = f"{values.shape} values, but {codes.shape} states"
        raise ValueError(msg)
    below = codes == State.BELOW
    known = (codes <= State.ABOVE) & ~np.isnan(values)
    lowest = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    lowest[np.isinf(lowest)] = np.nan
    limit = np.where(np.isnan(values), lowest, values)
    put = np.where(below, fraction * limit, 0.0)
    rest = 1 - np.nansum(put, axis=-1, keepdims=True) / total
    if (rest <= 0).any():
        msg = f"the limits of a sample add up to more than its total of {total:g}"
        raise ValueError(msg)
    return np.where(below, put, values * rest)


def clr_covariance(parts: ArrayLike) -> NDArray[np.float64]:
    """Return the covariance of centred log-ratios, divisor n − 1 (Aitchison 1986, § 4.6).

    Parameters
    ----------
    parts : array_like of float, shape (n, d)
        Positive; at least two samples.

    Returns
    -------
    ndarray of float64, shape (d, d)
        Rows and columns sum to zero, so its rank is at most d − 1.

    Raises
    ------
    ValueError
        If there are fewer than two samples.
    """
    coordinates = clr(parts)
    if len(coordinates) < 2:
        msg = "a covariance needs at least two samples"
        raise ValueError(msg)
    coordinates = coordinates - coordinates.mean(axis=0)
    return np.asarray(coordinates.T @ coordinates / (len(coordinates) - 1))


def variation_matrix(covariance: ArrayLike) -> NDArray[np.float64]:
    """Return var(ln(xᵢ / xⱼ)) of all pairs of parts (Aitchison 1986, definition 4.4).

    Parameters
    ----------
    covariance : array_like of float, shape (d, d)
        Of centred log-ratios: :func:`clr_covariance`, or the robust one of
        :func:`~dashboard.statistics.robust.robust_pca`.

    Returns
    -------
    ndarray of float64, shape (d, d)
        Small where two parts are proportional. That of a subcomposition is a part
        of it, unlike any matrix of correlations.
    """
    covariance = np.asarray(covariance, dtype=np.float64)
    variance = np.diag(covariance)
    variation = variance[:, None] + variance - covariance - covariance.T
    return np.asarray(np.maximum(variation, 0))


def total_variance(variation: ArrayLike) -> float:
    """Return Σ tᵢⱼ / (2 d), the trace of the clr covariance (Aitchison 1986, § 4.8)."""
    variation = np.asarray(variation, dtype=np.float64)
    return float(variation.sum() / (2 * len(variation)))


def log_ratio_correlation(covariance: ArrayLike) -> NDArray[np.float64]:
    """Return the correlation of parts in symmetric balances.

    Kynčlová, Hron & Filzmoser (2017, Mathematical Geosciences 49:777–796): two
    orthonormal coordinates that hold, in the same way, all relative information
    on either part with respect to all others, xᵢ against xⱼ^α (∏ x_rest)^β. They
    are linear in the centred log-ratios of the two parts, so all pairs follow
    from one covariance. Chosen over correlations of centred log-ratios, which
    their zero sum pulls towards −1 / (d − 1), and over proportionality, which
    knows no negative relations between ratios of different spread.

    Parameters
    ----------
    covariance : array_like of float, shape (d, d)
        Of centred log-ratios, of at least three parts.

    Returns
    -------
    ndarray of float64, shape (d, d)
        −1 to 1; NaN where a part does not vary against the others. As ``corCoDa``
        of R package robCompositions. They depend on the parts chosen, as any
        correlation of parts of a whole does: name the subcomposition.

    Raises
    ------
    ValueError
        If there are fewer than three parts: two are −1 by definition.
    """
    covariance = np.asarray(covariance, dtype=np.float64)
    d = len(covariance)
    if d < 3:
        msg = f"symmetric balances need at least three parts, not {d}"
        raise ValueError(msg)
    root = d - 1 + np.sqrt(d * (d - 2))
    alpha, beta = 1 / root, (np.sqrt(d - 2) + np.sqrt(d)) / (np.sqrt(d - 2) * root)
    # ln of the product of the rest is −(clrᵢ + clrⱼ) in centred log-ratios.
    own, other = 1 + beta, beta - alpha
    variance = np.diag(covariance)[:, None]
    joint = own * other * (variance + variance.T) + (own**2 + other**2) * covariance
    single = own**2 * variance + other**2 * variance.T + 2 * own * other * covariance
    scale = np.sqrt(np.maximum(single * single.T, 0))
    correlation = np.full((d, d), np.nan)
    np.divide(joint, scale, out=correlation, where=scale > 1e-14 * max(variance.max(), 1e-300))
    correlation[np.diag_indices(d)] = np.where(variance[:, 0] > 0, 1.0, np.nan)
    return np.asarray(np.clip(correlation, -1, 1))


def ternary_scale(parts: ArrayLike) -> Ternary:
    """Return centre (closed geometric mean) and spread of three parts of a stratum.

    Parameters
    ----------
    parts : array_like of float, shape (n, 3)
        Positive.

    Returns
    -------
    Ternary
        The spread is the square root of the total variance over the dimension
        (metric standard deviation; Pawlowsky-Glahn & Egozcue 2001, Stochastic
        Environmental Research and Risk Assessment 15:384–398); 1 without any.
    """
    coordinates = clr(parts)
    centre = clr_inverse(coordinates.mean(axis=0))
    if len(coordinates) < 2:
        return Ternary(centre, 1.0)
    dimension = coordinates.shape[1] - 1
    spread = float(np.sqrt(coordinates.var(axis=0, ddof=1).sum() / dimension))
    return Ternary(centre, spread if spread > 0 else 1.0)


def ternary(parts: ArrayLike, scale: Ternary) -> NDArray[np.float64]:
    """Return shares of three parts, centred and scaled so that they fill the triangle.

    Perturbation by the inverse of the centre, then powering by 1 / spread (von
    Eynatten, Pawlowsky-Glahn & Egozcue 2002, Mathematical Geology 34:249–257):
    raw shares of, say, Fe, Cu and Au lie all in one corner.

    Parameters
    ----------
    parts : array_like of float, shape (n, 3)
        Positive.
    scale : Ternary
        From :func:`ternary_scale` of the whole stratum, so that a choice of samples
        changes no colour.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        Rows sum to one; the centre has a third each.
    """
    return clr_inverse((clr(parts) - clr(scale.centre)) / scale.spread)
