"""Concentration–area breaks: where the log–log plot of area over concentration bends.

Cheng, Agterberg & Ballantyne (1994, Journal of Geochemical Exploration 51:109–130):
the area A(≥ c) with concentrations of at least c follows a power law within a
population, so that straight pieces of log A over log c separate background from
anomalies. The breaks are found here by segmented regression.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.statistics.declustering import effective_size

MOST_BREAKS = 3
"""Breaks looked for: background, two ranges of anomalies and extremes, as papers show."""

FEWEST = 100
"""Values above the detection limit below which no break is looked for."""

# Points of the curve, evenly spaced in log c: values crowd in the middle of a distribution,
# and would decide alone where each counted.
_POINTS = 100
# Values at and above the last point: the end of the curve hangs on single samples.
_TAIL = 10
# Fewest points of a straight piece.
_PIECE = 6
# Residual, as a share of the sampling variance of log A summed over the points, that a
# straight curve has: of power-law samples of 300 to 20,000, 95 % stay below 0.6 to 0.9.
# Information criteria take neighbouring points of a cumulative curve as independent, and
# never have enough breaks.
_STRAIGHT = 0.75
_STEPS = 30
_CLOSE = 1e-6


class ConcentrationArea(NamedTuple):
    """A concentration–area plot with its straight pieces.

    Attributes
    ----------
    concentration, area : ndarray of float64, shape (p,)
        Points of the curve: share of the area with at least that concentration.
    breaks : ndarray of float64, shape (b,)
        Concentrations at which the pieces meet, ascending; none where the curve is
        straight, or there are too few values.
    slopes : ndarray of float64, shape (b + 1,)
        Exponents of the pieces, empty without points.
    fitted : ndarray of float64, shape (p,)
        Areas on the pieces.
    """

    concentration: NDArray[np.float64]
    area: NDArray[np.float64]
    breaks: NDArray[np.float64]
    slopes: NDArray[np.float64]
    fitted: NDArray[np.float64]


def concentration_area(
    values: ArrayLike, limit: float = np.nan, weights: ArrayLike | None = None
) -> ConcentrationArea:
    """Return the concentration–area curve with its breaks.

    The curve is taken at 100 points evenly spaced in log c, from just above the
    detection limit (or the lowest value) to the concentration that ten samples reach.
    Straight pieces that meet are fitted by least squares to log A over log c: the best
    breaks among every third point are found by trying all combinations, and moved off
    the points by the iterations of Muggeo (2003, Statistics in Medicine 22:3055–3071),
    which R package segmented uses, too. The fewest breaks are taken, up to
    :data:`MOST_BREAKS`, that leave no more than what the sampling of a straight curve
    leaves: the area reached by few samples is uncertain, and wanders.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Concentrations of samples, or of cells of equal area; limits count as values. Those
        missing or not positive are left out of the curve.
    limit : float
        Highest detection limit: the curve starts above it, as what lies below is unknown.
    weights : array_like of float, shape (n,), optional
        Area that each value stands for; alike by default.

    Returns
    -------
    ConcentrationArea
        Without breaks with fewer than :data:`FEWEST` values above the limit.
    """
    x, y, noise = _curve(values, limit, weights)
    if not x.size:
        return ConcentrationArea(*[np.array([])] * 5)
    found = _line(x, y, np.array([]))
    if found[2] > _STRAIGHT * noise:
        for start in _starts(x, y):
            found = _polish(x, y, start)
            if found[2] <= _STRAIGHT * noise:
                break
    breaks, coefficients, _residual = found
    fitted = _design(x, breaks) @ coefficients
    return ConcentrationArea(10**x, 10**y, 10**breaks, np.cumsum(coefficients[1:]), 10**fitted)


def _curve(
    values: ArrayLike, limit: float, weights: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return log concentrations, logs of the share of area, and their summed variance.

    Empty of too few values.
    """
    values = np.asarray(values, dtype=np.float64).ravel()
    area = np.ones(values.size) if weights is None else np.asarray(weights, dtype=np.float64)
    kept = np.isfinite(values) & (values > 0)
    order = np.argsort(values[kept], kind="stable")
    values, area = values[kept][order], area[kept][order]
    first = int(np.searchsorted(values, limit, side="right")) if np.isfinite(limit) else 0
    if values.size - first < FEWEST or values[first] >= values[-_TAIL]:
        return np.array([]), np.array([]), 0.0
    x = np.linspace(np.log10(values[first]), np.log10(values[-_TAIL]), _POINTS)
    # Area at and above each value, and 0 at last; a point on a value counts it.
    over = np.append(np.cumsum(area[::-1])[::-1], 0.0)
    share = over[np.searchsorted(values, 10 ** (x - 1e-12))] / over[0]
    # Of the logarithm of a binomial share, to first order.
    variance = (1 - share) / (effective_size(area) * share) / np.log(10) ** 2
    return x, np.log10(share), float(variance.sum())


_Fit = tuple[NDArray[np.float64], NDArray[np.float64], float]


def _starts(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return the best one, two … breaks among every third point, all combinations tried."""
    places = np.arange(_PIECE, x.size - _PIECE + 1, _PIECE // 2)
    basis = _design(x - x.mean(), x[places] - x.mean())
    products, answers = basis.T @ basis, basis.T @ y
    found = []
    for number in range(1, MOST_BREAKS + 1):
        chosen = _choices(places.size, number)
        at = np.hstack([np.tile([0, 1], (len(chosen), 1)), chosen + 2])
        wanted = answers[at]
        solved = np.linalg.solve(products[at[:, :, None], at[:, None, :]], wanted[..., None])
        # The least residual is where most is explained.
        explained = np.einsum("ij,ij->i", wanted, solved[..., 0])
        found.append(x[places[chosen[explained.argmax()]]])
    return found


@cache
def _choices(size: int, number: int) -> NDArray[np.int64]:
    """Return all choices of so many places that are no neighbours, one in a row."""
    chosen = np.array(list(combinations(range(size), number)))
    return np.asarray(chosen[(np.diff(chosen, axis=1) > 1).all(axis=1)])


def _polish(x: NDArray[np.float64], y: NDArray[np.float64], breaks: NDArray[np.float64]) -> _Fit:
    """Move breaks off the points until the pieces fit best (Muggeo 2003)."""
    best = _line(x, y, breaks)
    for _step in range(_STEPS):
        # Linear in the change of slope and the shift of a break at once.
        jumps = -(x[:, None] > breaks).astype(np.float64)
        design = np.hstack([_design(x, breaks), jumps])
        solved = np.linalg.lstsq(design, y, rcond=None)[0]
        bends, shifts = solved[2 : 2 + breaks.size], solved[2 + breaks.size :]
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = breaks + shifts / bends
        pieces = np.diff(np.searchsorted(x, np.nan_to_num(moved)), prepend=0, append=x.size)
        if not np.isfinite(moved).all() or (pieces < _PIECE).any():
            break
        fit = _line(x, y, moved)
        done = np.abs(moved - breaks).max() < _CLOSE
        best, breaks = min(best, fit, key=lambda f: f[2]), moved
        if done:
            break
    return best


def _line(x: NDArray[np.float64], y: NDArray[np.float64], breaks: NDArray[np.float64]) -> _Fit:
    """Fit pieces that meet at breaks: their coefficients and the residual sum of squares."""
    design = _design(x, breaks)
    coefficients = np.asarray(np.linalg.lstsq(design, y, rcond=None)[0], dtype=np.float64)
    return breaks, coefficients, float(((y - design @ coefficients) ** 2).sum())


def _design(x: NDArray[np.float64], breaks: NDArray[np.float64]) -> NDArray[np.float64]:
    bends = np.maximum(x[:, None] - breaks, 0.0)
    return np.hstack([np.ones((x.size, 1)), x[:, None], bends])
