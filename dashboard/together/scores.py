"""U-scores: where values stand among others, below detection and all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State


def u_scores(values: ArrayLike, state: ArrayLike) -> NDArray[np.float64]:
    """Return the share of the others that are surely lower less that surely higher.

    The U-score of a censored value (Helsel 2012, Statistics for censored environmental data
    using Minitab and R, ch. 12; ``uscores`` of R package NADA2) counts the values that are
    known to be lower less those known to be higher; pairs of which that cannot be said,
    such as < 1 and < 3, or < 3 and 2, count for neither. Here over n − 1, so that it does
    not depend on how many there are: −1 lowest of all, 0 in the middle, 1 highest. A limit
    that is not known is taken to be the lowest known value or limit.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes; others than measured, below and above have no score.

    Returns
    -------
    ndarray of float64, shape (n,)
        −1 to 1; NaN where there is no result.
    """
    values = np.asarray(values, dtype=np.float64)
    codes = np.asarray(state)
    kept = codes <= State.ABOVE
    own, code = values[kept], codes[kept]
    lowest = np.min(own[~np.isnan(own)], initial=np.inf)
    own = np.where(np.isnan(own), lowest, own)
    below, above = code == State.BELOW, code == State.ABOVE
    # A value measured at a limit is higher than one below it.
    high = np.where(below, np.nextafter(own, -np.inf), np.where(above, np.inf, own))
    low = np.where(above, np.nextafter(own, np.inf), np.where(below, -np.inf, own))
    lower = np.searchsorted(np.sort(high), low, side="left")
    higher = own.size - np.searchsorted(np.sort(low), high, side="right")
    scores = np.full(values.shape, np.nan)
    scores[kept] = (lower - higher) / max(own.size - 1, 1)
    return scores
