"""Robust regression on order statistics for values below one or several limits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

FEWEST_DETECTED = 3
"""Measured values below which no line is fitted."""

MOST_CENSORED = 0.8
"""Share of limits beyond which nothing is estimated (Helsel 2012, table 6.11)."""


class Ros(NamedTuple):
    """What :func:`ros` estimates.

    Attributes
    ----------
    modelled : ndarray of float64, shape (n,)
        Measured values as they are, and an estimate for each limit; which of the results
        below one limit has which estimate means nothing. NaN where there is none.
    positions : ndarray of float64, shape (n,)
        Plotting positions, 0 to 1, for a probability plot.
    mean, sd, median : float
        Of the modelled values.
    intercept, slope : float
        Of the line, of natural logarithms over standard normal quantiles.
    correlation : float
        Between both, of measured values: how straight the probability plot is.
    dropped : int
        Limits above the highest measured value, which say nothing.
    """

    modelled: NDArray[np.float64]
    positions: NDArray[np.float64]
    mean: float
    sd: float
    median: float
    intercept: float
    slope: float
    correlation: float
    dropped: int


def ros(values: ArrayLike, censored: ArrayLike) -> Ros:
    """Estimate what lies below detection from a line through the measured values.

    Robust ROS (Helsel & Cohn 1988, Water Resources Research 24:1997–2004; Helsel 2012,
    Statistics for censored environmental data using Minitab and R, 2nd ed., ch. 6):
    plotting positions allow for several limits, the logarithms of measured values are
    regressed on their normal quantiles, and the line gives values to the limits only, so
    that no back-transformation of moments is needed. It is a second opinion beside
    Kaplan–Meier (:mod:`dashboard.statistics.moments`), and gives the low tail that
    Kaplan–Meier leaves open; it needs the logarithms to be roughly normal.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Measured values, and the detection limit for censored ones; missing ones are
        left out.
    censored : array_like of bool, shape (n,)
        True where the value is a limit.

    Returns
    -------
    Ros
        All NaN with fewer than :data:`FEWEST_DETECTED` distinct measured values, or with
        a share of limits above :data:`MOST_CENSORED`.

    Raises
    ------
    ValueError
        If the two differ in shape, or a value is not positive.
    """
    # Imported where it is used: the server starts without it.
    from scipy import special

    values, below = np.asarray(values, dtype=np.float64), np.asarray(censored, dtype=bool)
    if values.shape != below.shape:
        msg = f"{values.shape} values, but {below.shape} marks of censoring"
        raise ValueError(msg)
    if (values <= 0).any():
        msg = "regression on logarithms needs positive values"
        raise ValueError(msg)
    detected = ~below & ~np.isnan(values)
    highest = values[detected].max() if detected.any() else np.inf
    dropped = below & (values > highest)
    kept = np.flatnonzero(~np.isnan(values) & ~dropped)
    modelled, positions = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    few = np.unique(values[detected]).size < FEWEST_DETECTED
    if few or below[kept].mean() > MOST_CENSORED:
        none = np.nan
        return Ros(modelled, positions, none, none, none, none, none, none, int(dropped.sum()))
    positions[kept] = plotting_positions(values[kept], below[kept])
    score = special.ndtri(positions)
    x, y = score[detected], np.log(values[detected])
    x0, y0 = x - x.mean(), y - y.mean()
    slope = float(x0 @ y0 / (x0 @ x0))
    intercept = float(y.mean() - slope * x.mean())
    modelled[kept] = np.where(below, np.exp(intercept + slope * score), values)[kept]
    found = modelled[kept]
    return Ros(
        modelled,
        positions,
        float(found.mean()),
        float(found.std(ddof=1)),
        float(np.median(found)),
        intercept,
        slope,
        float(x0 @ y0 / np.sqrt((x0 @ x0) * (y0 @ y0))),
        int(dropped.sum()),
    )


def plotting_positions(values: ArrayLike, censored: ArrayLike) -> NDArray[np.float64]:
    """Return the plotting positions of Helsel & Cohn (1988) for several limits.

    The probability of exceeding each limit is found from the highest down; measured
    values between two limits share the probability between them evenly (Weibull), and
    so do the results below a limit that below it. A measured value at a limit counts as
    above it only, as in the paper; R package NADA counts it on both sides. Without
    censoring, as in NADA, positions are those of R's ``ppoints``: (k − a) / (n + 1 − 2a)
    with a = 3/8 up to ten values and 1/2 above.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Measured values and limits, none missing.
    censored : array_like of bool, shape (n,)
        True where the value is a limit.

    Returns
    -------
    ndarray of float64, shape (n,)
        Probabilities of not exceeding, between 0 and 1.
    """
    values, below = np.asarray(values, dtype=np.float64), np.asarray(censored, dtype=bool)
    n = values.size
    positions = np.empty(n)
    if not below.any():
        a = 3 / 8 if n <= 10 else 1 / 2
        positions[np.argsort(values, kind="stable")] = (np.arange(1, n + 1) - a) / (n + 1 - 2 * a)
        return positions
    limits, at_limit = np.unique(values[below], return_counts=True)
    detected = np.flatnonzero(~below)
    detected = detected[np.argsort(values[detected], kind="stable")]
    ascending = values[detected]
    # Measured values at or above each limit, and all results known to lie below it.
    first = np.searchsorted(ascending, limits)
    between = np.diff(first, append=ascending.size)
    under = first + np.cumsum(at_limit)
    # Not exceeding a limit: of those below the next one, the share below this one.
    reached = under + between
    share = np.divide(under, reached, out=np.ones(limits.size), where=reached > 0)
    not_exceeding = np.cumprod(share[::-1])[::-1]
    bounds = np.concatenate([[0.0], not_exceeding, [1.0]])
    starts = np.concatenate([[0], first])
    sizes = np.diff(starts, append=ascending.size)
    stratum = np.repeat(np.arange(sizes.size), sizes)
    rank = np.arange(1, ascending.size + 1) - starts[stratum]
    width = np.diff(bounds)
    positions[detected] = bounds[stratum] + width[stratum] * rank / (sizes[stratum] + 1)
    lost = np.flatnonzero(below)
    lost = lost[np.argsort(values[lost], kind="stable")]
    owner = np.repeat(np.arange(limits.size), at_limit)
    order = np.arange(1, lost.size + 1) - (np.cumsum(at_limit) - at_limit)[owner]
    positions[lost] = not_exceeding[owner] * order / (at_limit[owner] + 1)
    return positions
