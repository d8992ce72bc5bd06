"""Projections of the unit sphere, the twin of assets/gridmap/projections.mjs.

Longitudes are given relative to the centre of the projection; x grows eastwards, y northwards.
Pseudocylindrical projections are x = Δλ · a(φ), y = y(φ): beyond Δλ = ±180° they go on, so that
what crosses the seam needs no cutting but the outline of the world as a clip.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_RADIAN = np.pi / 180
_ROOT3 = np.sqrt(3.0)
# Equal Earth: B. Šavrič, T. Patterson & B. Jenny (2018), "The Equal Earth map projection",
# Int. J. Geographical Information Science 33(3), 454–465, doi:10.1080/13658816.2018.1504949.
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_NEWTON_STEPS = 12


def wrap(longitude: ArrayLike) -> Floats:
    """Return longitudes in −180…180 (180 itself becomes −180)."""
    lon = np.asarray(longitude, dtype=np.float64)
    return np.asarray(lon - 360 * np.floor((lon + 180) / 360), dtype=np.float64)


class Planar(Protocol):
    """A pseudocylindrical projection.

    Attributes
    ----------
    half_width, half_height : float
        Of the world, in units of the sphere's radius.
    """

    half_width: float
    half_height: float

    def a(self, latitude: ArrayLike) -> Floats:
        """Return the length of a degree of longitude at latitudes in degrees."""
        ...

    def y(self, latitude: ArrayLike) -> Floats:
        """Return the height of parallels."""
        ...

    def latitude(self, y: ArrayLike) -> Floats:
        """Return the latitudes in degrees at heights."""
        ...


class EqualEarth:
    """The Equal Earth projection (equal-area)."""

    def __init__(self) -> None:
        self.half_height = float(self._height(np.pi / 3))
        self.half_width = 180 * float(self.a(0.0))

    @staticmethod
    def _height(t: Any) -> Any:
        t2 = t * t
        return t * (_A[0] + _A[1] * t2 + t2**3 * (_A[2] + _A[3] * t2))

    @staticmethod
    def _slope(t: Any) -> Any:
        t2 = t * t
        return _A[0] + 3 * _A[1] * t2 + t2**3 * (7 * _A[2] + 9 * _A[3] * t2)

    @staticmethod
    def _parametric(latitude: ArrayLike) -> Floats:
        sine = np.sin(np.asarray(latitude, dtype=np.float64) * _RADIAN)
        return np.asarray(np.arcsin(_ROOT3 / 2 * sine), dtype=np.float64)

    def a(self, latitude: ArrayLike) -> Floats:
        """Return the length of a degree of longitude at latitudes in degrees."""
        t = self._parametric(latitude)
        return np.asarray(2 * _ROOT3 * np.cos(t) * _RADIAN / (3 * self._slope(t)))

    def y(self, latitude: ArrayLike) -> Floats:
        """Return the height of parallels."""
        return np.asarray(self._height(self._parametric(latitude)), dtype=np.float64)

    def latitude(self, y: ArrayLike) -> Floats:
        """Return the latitudes in degrees at heights, by Newton's iteration (§ 3.3)."""
        height = np.asarray(y, dtype=np.float64)
        t = height / _A[0]
        for _step in range(_NEWTON_STEPS):
            t = t - (self._height(t) - height) / self._slope(t)
        return np.asarray(np.arcsin(np.clip(2 * np.sin(t) / _ROOT3, -1, 1)) / _RADIAN)


class PlateCarree:
    """Equirectangular, true to scale on the equator (Snyder 1987, USGS PP 1395, ch. 12)."""

    half_width = float(np.pi)
    half_height = float(np.pi / 2)

    def a(self, latitude: ArrayLike) -> Floats:
        """Return the length of a degree of longitude, the same at all latitudes."""
        return np.full(np.shape(np.asarray(latitude)), _RADIAN)

    def y(self, latitude: ArrayLike) -> Floats:
        """Return the height of parallels."""
        return np.asarray(np.asarray(latitude, dtype=np.float64) * _RADIAN)

    def latitude(self, y: ArrayLike) -> Floats:
        """Return the latitudes in degrees at heights."""
        return np.asarray(np.asarray(y, dtype=np.float64) / _RADIAN)


PLANAR: Mapping[str, Planar] = MappingProxyType(
    {"equal-earth": EqualEarth(), "plate-carree": PlateCarree()}
)
"""By the state's names; the one that is missing, `globe`, is orthographic."""


def orthographic(
    longitude: ArrayLike, latitude: ArrayLike, lon0: float, lat0: float
) -> tuple[Floats, Floats, Floats]:
    """Return x, y and height over the screen of places on the globe.

    Snyder (1987), USGS PP 1395, eqs 20-3 and 20-4; the height is the cosine of the distance
    from the centre (eq. 5-3), negative on the far side.
    """
    lon = (np.asarray(longitude, dtype=np.float64) - lon0) * _RADIAN
    lat = np.asarray(latitude, dtype=np.float64) * _RADIAN
    sine, cosine = np.sin(lat), np.cos(lat)
    sin0, cos0 = np.sin(lat0 * _RADIAN), np.cos(lat0 * _RADIAN)
    x = cosine * np.sin(lon)
    y = cos0 * sine - sin0 * cosine * np.cos(lon)
    z = sin0 * sine + cos0 * cosine * np.cos(lon)
    return x, y, z


def inverse_orthographic(
    x: ArrayLike, y: ArrayLike, lon0: float, lat0: float
) -> tuple[Floats, Floats]:
    """Return longitude (−180…180) and latitude, NaN beside the globe (eqs 20-14, 20-15)."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    rest = 1 - x * x - y * y
    z = np.sqrt(np.where(rest < 0, np.nan, rest))
    sin0, cos0 = np.sin(lat0 * _RADIAN), np.cos(lat0 * _RADIAN)
    lat = np.arcsin(np.clip(y * cos0 + z * sin0, -1, 1)) / _RADIAN
    lon = lon0 + np.arctan2(x, z * cos0 - y * sin0) / _RADIAN
    return wrap(lon), np.asarray(lat, dtype=np.float64)
