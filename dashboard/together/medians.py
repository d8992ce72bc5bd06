"""Medians of groups of cells under the rules of censored data, and ratios of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.statistics.censored import FEWEST, QUANTILES, ascending, quantile_states
from dashboard.statistics.enrichment import ratio

_WHY = (State.WITHHELD, State.UNDETERMINED, State.TOO_FEW, State.AWAITING, State.PLANNED)


class Medians(NamedTuple):
    """Medians of G groups and E elements, each array of shape (G, E)."""

    value: NDArray[np.float64]
    state: NDArray[np.uint8]
    n: NDArray[np.int64]


def group_medians(
    values: NDArray[np.float64], state: NDArray[np.uint8], group: NDArray[np.int64], count: int
) -> Medians:
    """Return the median of every group and column.

    Quantiles of type 7 with the limits of `dashboard.statistics.censored`: a median at or
    below the highest detection limit of its group is below that limit.

    Parameters
    ----------
    values : ndarray of float64, shape (n, E)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : ndarray of uint8, shape (n, E)
        State codes.
    group : ndarray of int64, shape (n,)
        Group of each row, 0 to `count` − 1; −1 for none.
    count : int
        Number of groups.

    Returns
    -------
    Medians
        A group without results says why: the first of withheld, not determined, awaiting
        and planned that any of its rows has.
    """
    width = values.shape[1]
    owner = np.where(group >= 0, group, count)[:, None] * width + np.arange(width)
    size = count * width
    inside = np.broadcast_to((group >= 0)[:, None], values.shape)
    kept = inside & (state <= State.ABOVE)
    own, codes, raw = owner[kept], state[kept], values[kept]
    below, above = codes == State.BELOW, codes == State.ABOVE
    unknown = below & np.isnan(raw)
    limit = np.full(size, np.nan)
    np.fmax.at(limit, own[below], raw[below])
    filled = np.where(unknown, 0.0, raw)
    order = ascending(filled, below, own)
    n = np.bincount(own, minlength=size)
    starts = np.cumsum(n) - n
    sorted_values = np.append(filled[order], np.nan)
    low = np.minimum(starts + np.maximum(n - 1, 0) // 2, sorted_values.size - 1)
    high = np.minimum(starts + n // 2, sorted_values.size - 1)
    middle = np.where(n > 0, (sorted_values[low] + sorted_values[high]) / 2, np.nan)
    value, found = quantile_states(
        QUANTILES["median"],
        FEWEST["median"],
        middle,
        n=n,
        censored=np.bincount(own[below], minlength=size),
        unknown=np.bincount(own[unknown], minlength=size),
        above=np.bincount(own[above], minlength=size),
        limit=limit,
    )
    empty = n == 0
    why = np.full(size, State.PLANNED, dtype=np.uint8)
    for one in reversed(_WHY):
        why[np.unique(owner[inside & (state == one)])] = one
    found = np.where(empty, why, found).astype(np.uint8)
    shape = (count, width)
    return Medians(value.reshape(shape), found.reshape(shape), n.reshape(shape))


def over(
    values: NDArray[np.float64],
    state: NDArray[np.uint8],
    reference: NDArray[np.float64],
    reference_state: NDArray[np.uint8],
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return values over references, with states.

    A value below detection makes the ratio lie below, a reference below detection makes it
    lie above; where both together leave it open it is not determined.

    Parameters
    ----------
    values, state : ndarray, any shape
        Values and state codes.
    reference, reference_state : ndarray
        The same of the references, broadcast against them.

    Returns
    -------
    ratio : ndarray of float64
        NaN without a positive reference.
    state : ndarray of uint8
    """
    found = ratio(values, reference)
    code, other = np.broadcast_arrays(state, reference_state)
    result = code.astype(np.uint8)
    opposite = np.where(other == State.BELOW, State.ABOVE, State.BELOW)
    bounded = (other == State.BELOW) | (other == State.ABOVE)
    held = code <= State.ABOVE
    result = np.where(held & bounded & (code == State.MEASURED), opposite, result)
    open_ = held & bounded & (code != State.MEASURED) & (code != opposite)
    open_ |= held & (other > State.ABOVE)
    open_ |= held & np.isnan(found) & (result != State.BELOW)
    result = np.where(open_, State.UNDETERMINED, result).astype(np.uint8)
    return np.where(result <= State.ABOVE, found, np.nan), result
