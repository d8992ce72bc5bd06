"""Class breaks of a choropleth, computed once from a stratum's routine samples.

Breaks are the inner bounds of classes, ascending; a value equal to a break
belongs to the class above it. Tied breaks collapse, and a break that no value
lies below is dropped, so that no class is empty by construction.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.statistics.fractal import concentration_area

PERCENTILES = (2.0, 5.0, 25.0, 50.0, 75.0, 95.0, 98.0)
"""Percentile classes of the Geological Survey of Canada (``map.eda8`` of R package rgr)."""

SCHEMES = ("percentile", "tukey", "log", "quantile", "fractal")

_QUANTILE_CLASSES = 8
_SIGNIFICANT = 4
_CURVE = 101
# Values come in single precision from the map's vectors.
_SLACK = 1e-6
_FEWEST_LOG_BREAKS = 4
_LOG_STEPS: tuple[tuple[float, ...], ...] = (
    (1,),
    (1, 3),
    (1, 2, 5),
    (1, 1.5, 2, 3, 5, 7),
    tuple(float(f"{10 ** (i / 20):.1e}") for i in range(20)),
)


def percentiles(values: ArrayLike, at: ArrayLike) -> NDArray[np.float64]:
    """Return type-7 percentiles (Hyndman & Fan 1996, The American Statistician 50:361–365).

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Missing values are left out.
    at : array_like of float
        Percentages, 0 to 100.

    Returns
    -------
    ndarray of float64, shape of `at`
        NaN where there is no value.
    """
    kept = _finite(values)
    at = np.asarray(at, dtype=np.float64)
    if not kept.size:
        return np.full(at.shape, np.nan)
    return np.asarray(np.percentile(kept, at), dtype=np.float64)


def percentile_breaks(values: ArrayLike) -> list[float]:
    """Return breaks at percentiles 2, 5, 25, 50, 75, 95 and 98."""
    return collapse(percentiles(values, PERCENTILES), values)


def quantile_breaks(values: ArrayLike, classes: int = _QUANTILE_CLASSES) -> list[float]:
    """Return breaks that put the same number of samples into each class."""
    return collapse(percentiles(values, np.arange(1, classes) * 100 / classes), values)


def tukey_breaks(values: ArrayLike) -> list[float]:
    """Return the six bounds of Tukey's box plot on logarithms.

    Outer fence, inner fence and hinge on either side (Q1 − 3H, Q1 − 1.5H, Q1,
    Q3, Q3 + 1.5H, Q3 + 3H with H = Q3 − Q1), as ``map.eda7`` of R package rgr
    does with ``logx = TRUE``; after Tukey (1977), Exploratory data analysis.
    Quartiles are of type 7. Values that are not positive are used as they are,
    without logarithms.
    """
    kept = _finite(values)
    if not kept.size:
        return []
    logarithmic = bool((kept > 0).all())
    scaled = np.log10(kept) if logarithmic else kept
    q1, q3 = np.percentile(scaled, [25, 75])
    spread = q3 - q1
    bounds = np.array(
        [q1 - 3 * spread, q1 - 1.5 * spread, q1, q3, q3 + 1.5 * spread, q3 + 3 * spread]
    )
    return collapse(10**bounds if logarithmic else bounds, kept)


def log_breaks(values: ArrayLike) -> list[float]:
    """Return round breaks on a logarithmic scale between P2 and P98.

    The coarsest of these steps that gives at least four breaks: whole decades,
    1–3, 1–2–5, 1–1.5–2–3–5–7, twentieths of a decade rounded to two digits.
    """
    kept = _finite(values)
    kept = kept[kept > 0]
    if not kept.size:
        return []
    low, high = np.percentile(kept, [2, 98])
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    breaks: list[float] = []
    for steps in _LOG_STEPS:
        bounds = np.array([step * 10.0**power for power in powers for step in steps])
        breaks = collapse(bounds[(bounds >= low) & (bounds <= high)], kept)
        if len(breaks) >= _FEWEST_LOG_BREAKS:
            break
    return breaks


def collapse(breaks: ArrayLike, values: ArrayLike) -> list[float]:
    """Round breaks, merge tied ones and drop those that no value lies below or at.

    Breaks are rounded to four significant digits, as the field prints them.
    """
    kept = _finite(values)
    rounded = np.unique(round_significant(_finite(breaks)))
    if not kept.size:
        return []
    return [float(b) for b in rounded if kept.min() < b <= kept.max()]


def fractal_breaks(values: ArrayLike, limit: float = np.nan) -> list[float]:
    """Return the breaks of the concentration–area plot, where there are any.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Missing values are left out; samples count as equal areas.
    limit : float
        Highest detection limit, above which breaks are looked for; NaN without one.

    See Also
    --------
    dashboard.statistics.fractal.concentration_area
    """
    return collapse(concentration_area(values, limit).breaks, values)


def all_breaks(values: ArrayLike, limit: float = np.nan) -> dict[str, list[float]]:
    """Return the breaks of every scheme, keyed by its name.

    Parameters
    ----------
    values : array_like of float, shape (n,)
    limit : float
        Highest detection limit, NaN without one.
    """
    return {
        "percentile": percentile_breaks(values),
        "tukey": tukey_breaks(values),
        "log": log_breaks(values),
        "quantile": quantile_breaks(values),
        "fractal": fractal_breaks(values, limit),
    }


def classify(values: ArrayLike, breaks: ArrayLike) -> NDArray[np.int64]:
    """Return the class of each value, 0 for the lowest, −1 for a missing one."""
    values = np.asarray(values, dtype=np.float64)
    classes = np.searchsorted(np.asarray(breaks, dtype=np.float64), values, side="right")
    return np.where(np.isnan(values), -1, classes)


def percentile_rank(curve: ArrayLike, value: float) -> int | None:
    """Return the percentile that a value reaches, in whole percent.

    The same rule as in the map's tooltip: of tied percentiles the middle one,
    between two the lower.

    Parameters
    ----------
    curve : array_like of float, shape (101,)
        P0 … P100, ascending; another length gives None.
    value : float
        Missing ones give None.
    """
    rank = int(percentile_ranks(curve, [value])[0])
    return None if rank < 0 else rank


def percentile_ranks(curve: ArrayLike, values: ArrayLike) -> NDArray[np.int64]:
    """Return what :func:`percentile_rank` does for each of many values, −1 for None.

    Parameters
    ----------
    curve : array_like of float, shape (101,)
        P0 … P100, ascending.
    values : array_like of float, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    points = np.asarray(curve, dtype=np.float64)
    value = np.asarray(values, dtype=np.float64)
    if points.size != _CURVE:
        return np.full(value.shape, -1, dtype=np.int64)
    known = np.isfinite(value)
    value = np.where(known, value, 0.0)
    slack = np.abs(value) * _SLACK
    below = np.searchsorted(points, value - slack, side="left")
    up_to = np.searchsorted(points, value + slack, side="right")
    between = np.clip(below - 1, 0, _CURVE - 1)
    return np.where(known, np.where(up_to > below, (below + up_to - 1) // 2, between), -1)


def round_significant(values: ArrayLike, digits: int = _SIGNIFICANT) -> NDArray[np.float64]:
    """Round to a number of significant digits."""
    flat = np.atleast_1d(np.asarray(values, dtype=np.float64))
    return np.array([float(f"{v:.{digits - 1}e}") for v in flat.tolist()], dtype=np.float64)


def _finite(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]
