"""The empirical cumulative distribution of results that are partly below detection."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State
from dashboard.statistics.summary import prepare


class Ecdf(NamedTuple):
    """A distribution as steps.

    Attributes
    ----------
    values : ndarray of float64, shape (k,)
        Distinct measured values, ascending.
    cumulative : ndarray of float64, shape (k,)
        Share of the population at or below each of them.
    below : float
        Share below the lowest of them: where it lies there is not known.
    n : int
        Results, with those below and above limits.
    """

    values: NDArray[np.float64]
    cumulative: NDArray[np.float64]
    below: float
    n: int


def ecdf(values: ArrayLike, state: ArrayLike) -> Ecdf:
    """Return the Kaplan–Meier estimate of the cumulative distribution.

    The product-limit estimator (Kaplan & Meier 1958, JASA 53:457–481) for results
    below one or several limits: F just below a measured value is F at it times
    (r − d) / r, with r results known to lie at or below it, d of them at it (Helsel
    2012, Statistics for censored environmental data using Minitab and R, 2nd ed.,
    ch. 6; a value at a limit counts as above it). Without limits it is the ordinary
    step function k / n. Results above an upper limit count as high, and the curve
    ends where the lowest of their limits leaves open what lies between.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes; others than measured, below and above are left out.

    Returns
    -------
    Ecdf
        Without steps where nothing was measured. Results below an unknown limit
        count as lower than all others.
    """
    group = prepare(values, state)
    codes = np.asarray(state)
    codes = codes[codes <= State.ABOVE]
    detected = np.sort(group.filled[codes == State.MEASURED])
    n = group.filled.size
    steps, events = np.unique(detected, return_counts=True)
    if not steps.size:
        return Ecdf(steps, steps, 1.0 if n else np.nan, n)
    limits = np.sort(group.filled[group.below])
    at_risk = np.searchsorted(detected, steps, side="right")
    at_risk = at_risk + np.searchsorted(limits, steps, side="right")
    factor = (at_risk - events) / at_risk
    caps = group.filled[codes == State.ABOVE]
    top = (n - caps.size) / n
    # F at a step: what is left after all steps above it.
    after = top * np.cumprod(factor[::-1])[::-1]
    cumulative = np.append(after[1:], top)
    if caps.size:
        kept = steps < caps.min()
        steps, cumulative = steps[kept], cumulative[kept]
        if not steps.size:
            return Ecdf(steps, cumulative, np.nan, n)
    return Ecdf(steps, cumulative, float(after[0]), n)


def shares(curve: Ecdf, at: ArrayLike) -> NDArray[np.float64]:
    """Return the share of the population at or below values.

    Parameters
    ----------
    curve : Ecdf
    at : array_like of float, any shape

    Returns
    -------
    ndarray of float64, shape of `at`
        NaN below the lowest measured value where results below detection lie there,
        and beyond the end of a curve that an upper limit cuts.
    """
    at = np.asarray(at, dtype=np.float64)
    lowest = 0.0 if curve.below == 0 else np.nan
    # The last step is the whole only where no upper limit hides what lies above.
    last = curve.cumulative[-1] if curve.cumulative.size else np.nan
    found = np.concatenate([[lowest], curve.cumulative])[
        np.searchsorted(curve.values, at, side="right")
    ]
    if not last >= 1 - 1e-12:
        end = curve.values[-1] if curve.values.size else -np.inf
        found = np.where(at > end, np.nan, found)
    return np.where(np.isnan(at), np.nan, found)


def quantiles(curve: Ecdf, at: ArrayLike) -> NDArray[np.float64]:
    """Return the lowest values that shares of the population lie at or below.

    With several limits these can lie below the highest of them: the Kaplan–Meier
    quantiles of Helsel (2012), as ``quantile`` of ``cenfit`` in R package NADA gives.

    Parameters
    ----------
    curve : Ecdf
    at : array_like of float, any shape
        Probabilities, 0 to 1.

    Returns
    -------
    ndarray of float64, shape of `at`
        NaN where they lie below detection, or beyond the end of the curve.
    """
    at = np.asarray(at, dtype=np.float64)
    if not curve.values.size:
        return np.full(at.shape, np.nan)
    # A share that the steps' products miss by rounding is reached.
    place = np.searchsorted(curve.cumulative, at - 1e-12)
    found = curve.values[np.minimum(place, curve.values.size - 1)]
    hidden = (at <= curve.below - 1e-12) | (at < 0) | ((curve.below > 0) & (at == 0))
    return np.where(hidden | (place >= curve.values.size) | np.isnan(at), np.nan, found)
