"""Contents relative to the upper continental crust, or to another background.

These are ratios. They say how a content compares with an average of rocks, and nothing
about where it comes from: Reimann & de Caritat (2000, Environmental Science & Technology
34:5084–5091; 2005, Science of the Total Environment 337:91–107) show that soils differ
from the crust severalfold by weathering, biology and bedrock alone, so that neither is
worded as pollution here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.elements import elements
from dashboard.catalog.states import State

REFERENCES = ("Al", "Ti", "Sc", "Fe", "Zr")
"""Elements usual as the reference of a double ratio, as weathering moves them little."""

IGEO_BOUNDS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0)
"""Bounds between Müller's classes 0 to 6."""

_IGEO_FACTOR = 1.5


def crust(symbol: str) -> float:
    """Return an element's content in the upper continental crust, in its reporting unit.

    Parameters
    ----------
    symbol : str
        An element of the catalogue; others, such as pH, have no content.

    Returns
    -------
    float
        Rudnick & Gao (2003, Treatise on Geochemistry 3:1–64), as element, converted from
        the oxide where that is printed; NaN where the source has none (C, Te, Rh).
    """
    element = elements().get(symbol)
    return np.nan if element is None or element.crust is None else element.crust.value


def ratio(values: ArrayLike, background: ArrayLike) -> NDArray[np.float64]:
    """Return contents as multiples of a background: the concentration coefficient.

    Parameters
    ----------
    values : array_like of float, any shape
        Contents in the unit of the background. A limit gives the limit of the ratio, of
        the same state.
    background : array_like of float
        Broadcast against `values`: :func:`crust`, or a stratum's median.

    Returns
    -------
    ndarray of float64
        NaN where the background is missing or not positive.
    """
    below = np.asarray(background, dtype=np.float64)
    return np.asarray(values, dtype=np.float64) / np.where(below > 0, below, np.nan)


def double_ratio(
    values: ArrayLike,
    state: ArrayLike,
    reference: ArrayLike,
    reference_state: ArrayLike,
    background: float,
    reference_background: float,
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return the ratio to a background over that of a reference element in the same sample.

    (x / x_ref) in the sample over (x / x_ref) in the background, which is called the
    enrichment factor (Zoller, Gladney & Duce 1974, Science 183:198–200). The reference
    takes out dilution by quartz, carbonate or organic matter.

    Parameters
    ----------
    values, state : array_like, shape (n,)
        Contents and state codes of the element.
    reference, reference_state : array_like, shape (n,)
        The same of the reference element, such as one of :data:`REFERENCES`.
    background, reference_background : float
        Contents of both in the background, each in the unit of its values.

    Returns
    -------
    ratio : ndarray of float64, shape (n,)
    state : ndarray of uint8, shape (n,)
        A content below detection makes the ratio lie below; a reference below detection
        makes it lie above. ``UNDETERMINED`` where one was not determined, or where both
        together leave it open.

    Raises
    ------
    ValueError
        If the arrays differ in shape.
    """
    upper, lower = ratio(values, background), ratio(reference, reference_background)
    codes, other = np.asarray(state), np.asarray(reference_state)
    if not upper.shape == lower.shape == codes.shape == other.shape:
        msg = f"shapes {upper.shape}, {codes.shape}, {lower.shape} and {other.shape} differ"
        raise ValueError(msg)
    found = ratio(upper, lower)
    # 0 measured, 1 the ratio lies below, 2 above: the reference works the other way round.
    flipped = np.select(
        [other == State.BELOW, other == State.ABOVE, other == State.MEASURED],
        [State.ABOVE, State.BELOW, State.MEASURED],
        State.UNDETERMINED,
    )
    result = np.where(codes == State.MEASURED, flipped, codes)
    opposed = (codes != flipped) & (codes != State.MEASURED) & (flipped != State.MEASURED)
    lost = opposed | (codes > State.ABOVE) | (flipped > State.ABOVE) | np.isnan(found)
    result = np.where(lost, State.UNDETERMINED, result)
    return np.where(lost, np.nan, found), result.astype(np.uint8)


def geoaccumulation(values: ArrayLike, background: ArrayLike) -> NDArray[np.float64]:
    """Return the geoaccumulation index log₂(x / 1.5 B).

    Müller (1969, GeoJournal 2:108–118); the
    factor 1.5 allows for the natural scatter of the background.

    Parameters
    ----------
    values : array_like of float, any shape
        Contents in the unit of the background; a limit gives the limit of the index.
    background : array_like of float
        Broadcast against `values`.

    Returns
    -------
    ndarray of float64
        NaN where a content or the background is missing or not positive.
    """
    times = ratio(values, background) / _IGEO_FACTOR
    return np.log2(times, out=np.full(times.shape, np.nan), where=times > 0)


def geoaccumulation_class(index: ArrayLike) -> NDArray[np.int8]:
    """Return Müller's class of an index: 0 up to 0, 1 up to 1, … 6 above 5; −1 of a missing one.

    The classes are numbers here: their customary names speak of pollution, which a ratio
    to a background does not show.
    """
    index = np.asarray(index, dtype=np.float64)
    found = np.searchsorted(np.array(IGEO_BOUNDS), index, side="left")
    return np.where(np.isnan(index), -1, found).astype(np.int8)
