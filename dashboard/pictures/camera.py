"""View ⇄ picture, the twin of assets/gridmap/camera.mjs and levels.mjs.

At zoom 0 the whole world fits the frame, each step of 1 doubles the scale.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.grid import LEVEL_KM, Box
from dashboard.pictures.projections import (
    PLANAR,
    Floats,
    Planar,
    inverse_orthographic,
    orthographic,
    wrap,
)

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 (Moritz 2000, Geodetic Reference System 1980)."""

WORLD: Box = (-180.0, -60.0, 180.0, 85.0)

_FILL = 0.97
_MOST_ZOOM = 13.0
_MOST_FITTED_ZOOM = 9.0
_FINE_FROM = 6.0
_READABLE = 9.0
_ROOMY = 60.0
_RADIAN = np.pi / 180


@dataclass(frozen=True)
class Window:
    """Bounds that surely hold all that is in sight: `half` degrees to either side of `lon`."""

    lon: float
    half: float
    south: float
    north: float

    def touches(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which boxes (west, south, east, north), shape (n, 4), can be in sight."""
        seen = (boxes[:, 3] >= self.south) & (boxes[:, 1] <= self.north)
        if self.half >= 180:
            return np.asarray(seen)
        beside = np.zeros(len(boxes), dtype=bool)
        for turn in (-360.0, 0.0, 360.0):
            beside |= (boxes[:, 2] + turn >= self.lon - self.half) & (
                boxes[:, 0] + turn <= self.lon + self.half
            )
        return np.asarray(seen & beside)


@dataclass(frozen=True)
class Camera:
    """A view in a frame.

    Attributes
    ----------
    projection : str
        `equal-earth`, `globe` or `plate-carree`.
    lon, lat, zoom : float
        Centre in degrees, and scale.
    width, height : float
        Of the frame, pixels.
    """

    projection: str
    lon: float
    lat: float
    zoom: float
    width: float
    height: float

    @property
    def planar(self) -> Planar | None:
        """The pseudocylindrical projection; None for the globe."""
        return PLANAR.get(self.projection)

    @cached_property
    def scale(self) -> float:
        """Pixels per radius of the sphere."""
        return _fit_scale(self.projection, self.width, self.height) * float(2**self.zoom)

    @cached_property
    def y0(self) -> float:
        """Height of the centre in the projection."""
        return float(self.planar.y(self.lat)) if self.planar else 0.0

    def to_screen(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Return pixels of places; NaN on the far side of the globe."""
        if self.planar:
            x = wrap(np.asarray(longitude, dtype=np.float64) - self.lon) * self.planar.a(latitude)
            y = self.planar.y(latitude) - self.y0
        else:
            x, y, z = orthographic(longitude, latitude, self.lon, self.lat)
            x = np.where(z < 0, np.nan, x)
        return self.place(x, y)

    def place(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return pixels of units of the projection, whose y counts from the centre."""
        return (
            np.asarray(self.width / 2 + np.asarray(x) * self.scale, dtype=np.float64),
            np.asarray(self.height / 2 - np.asarray(y) * self.scale, dtype=np.float64),
        )

    def to_geo(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return longitude and latitude of pixels; NaN beyond the world."""
        across = (np.asarray(x, dtype=np.float64) - self.width / 2) / self.scale
        up = (self.height / 2 - np.asarray(y, dtype=np.float64)) / self.scale + self.y0
        if self.planar is None:
            return inverse_orthographic(across, up, self.lon, self.lat)
        inside = np.abs(up) <= self.planar.half_height
        lat = self.planar.latitude(np.where(inside, up, 0.0))
        away = across / self.planar.a(lat)
        inside = inside & (np.abs(away) <= 180)
        lon = np.where(inside, wrap(self.lon + away), np.nan)
        return lon, np.where(inside, lat, np.nan)

    @cached_property
    def pixels_per_km(self) -> float:
        """At the centre, the geometric mean of both directions."""
        local: float = 1.0
        if self.planar:
            at, step = min(89.0, max(-89.0, self.lat)), 0.01
            rise = float(self.planar.y(at + step) - self.planar.y(at - step))
            north = rise / (2 * step * _RADIAN)
            east = float(self.planar.a(at)) / (np.cos(at * _RADIAN) * _RADIAN)
            local = float(np.sqrt(north * east))
        return self.scale * local / EARTH_RADIUS_KM

    def east_pixels_per_km(self, latitude: float) -> float:
        """Return the scale along a parallel of a planar view."""
        at = min(89.0, max(-89.0, latitude))
        if self.planar is None:
            return self.scale / EARTH_RADIUS_KM
        east = float(self.planar.a(at)) / (np.cos(at * _RADIAN) * _RADIAN)
        return float(self.scale * east / EARTH_RADIUS_KM)

    @property
    def pixels_per_degree(self) -> float:
        """On the equator of the projection."""
        return self.scale * _RADIAN

    @property
    def is_fine(self) -> bool:
        """Whether the coarse boundaries would look coarse."""
        return self.pixels_per_degree >= _FINE_FROM

    def cell_pixels(self, level: int) -> float:
        """Return the width of a cell of a level at the centre."""
        return LEVEL_KM[level] * self.pixels_per_km

    @cached_property
    def window(self) -> Window:
        """Bounds that surely hold everything in sight."""
        if self.planar:
            limit = self.planar.half_height
            reach = self.height / 2 / self.scale
            north = float(self.planar.latitude(min(limit, self.y0 + reach)))
            south = float(self.planar.latitude(max(-limit, self.y0 - reach)))
            narrow = max(1e-9, min(float(self.planar.a(north)), float(self.planar.a(south))))
            return Window(
                self.lon, min(180.0, self.width / 2 / (self.scale * narrow)), south, north
            )
        if np.hypot(self.width, self.height) / 2 >= 0.95 * self.scale:
            return Window(self.lon, 180.0, -90.0, 90.0)
        steps = 16
        x, y = np.meshgrid(
            np.linspace(0, self.width, steps + 1), np.linspace(0, self.height, steps + 1)
        )
        lon, lat = self.to_geo(x, y)
        south, north = float(lat.min()), float(lat.max())
        half = float(np.abs(wrap(lon - self.lon)).max()) * (1 + 2 / steps) + 0.01
        margin = (north - south) / steps + 0.01
        for pole in (-90.0, 90.0):
            py = float(self.to_screen(self.lon, pole)[1])
            if (
                np.isfinite(self.to_screen(self.lon, pole)[0])
                and abs(py - self.height / 2) <= self.height * 0.55
            ):
                half = 180.0
                south, north = (south, 90.0) if pole > 0 else (-90.0, north)
        return Window(
            self.lon, min(180.0, half), max(-90.0, south - margin), min(90.0, north + margin)
        )


def _fit_scale(projection: str, width: float, height: float) -> float:
    planar = PLANAR.get(projection)
    half_width, half_height = (planar.half_width, planar.half_height) if planar else (1.0, 1.0)
    return _FILL * min(max(1.0, width) / (2 * half_width), max(1.0, height) / (2 * half_height))


def clamped(camera: Camera) -> Camera:
    """Return a camera with its view in range, and the world kept in the frame."""
    zoom = min(_MOST_ZOOM, max(0.0, camera.zoom))
    lat = min(90.0, max(-90.0, camera.lat))
    planar = camera.planar
    if planar:
        # Up to a tenth of the frame may lie beyond a pole.
        scale = _fit_scale(camera.projection, camera.width, camera.height) * 2**zoom
        room = max(0.0, planar.half_height - 0.4 * camera.height / scale)
        y = float(planar.y(lat))
        if zoom < 0.01:
            lat = 0.0
        elif abs(y) > room:
            lat = float(planar.latitude(np.sign(y) * room))
    return replace(camera, lon=float(wrap(camera.lon)), lat=lat, zoom=zoom)


def fitted(
    box: Box, projection: str, width: float, height: float, padding: float = 0.06
) -> Camera:
    """Return the camera that shows geographic bounds.

    Parameters
    ----------
    box : tuple of float
        West, south, east (may exceed 180), north, degrees.
    projection : str
        One of the state's.
    width, height : float
        Of the frame, pixels.
    padding : float
        Share of the frame left free at each side.
    """
    west, south, east, north = box
    lon, half = float(wrap((west + east) / 2)), min(180.0, (east - west) / 2)
    planar = PLANAR.get(projection)
    lats = np.linspace(south, north, 9)
    if planar:
        low, high = float(planar.y(south)), float(planar.y(north))
        lat = float(planar.latitude((low + high) / 2))
        across, along = 2 * half * float(planar.a(lats).max()), high - low
    else:
        lat = (south + north) / 2
        whole = clamped(Camera(projection, lon, lat, 0.0, width, height))
        if half > 90 or north - south > 150:
            return whole
        x, y, z = orthographic(
            lon + np.array([-half, -half / 2, 0, half / 2, half]), lats[:, None], lon, lat
        )
        if (z < 0).any():
            return whole
        across, along = 2 * float(np.abs(x).max()), 2 * float(np.abs(y).max())
    free = 1 - 2 * padding
    unit = _fit_scale(projection, width, height)
    scale = min(width * free / max(across, 1e-6), height * free / max(along, 1e-6))
    # A single site or tiny territory is shown with its surroundings.
    zoom = min(float(np.log2(scale / unit)), _MOST_FITTED_ZOOM)
    return clamped(Camera(projection, lon, lat, zoom, width, height))


def choose_level(
    wanted: str,
    levels: Sequence[int],
    finest: int,
    pixels: Callable[[int], float],
    samples: bool,
) -> int | None:
    """Return the level that a browser shows in a frame of the same size; None for samples.

    Parameters
    ----------
    wanted : str
        Level of the state: `auto`, a number or `sites`.
    levels : sequence of int
        Levels of the stratum, ascending.
    finest : int
        Finest level that still shows results and not single sites.
    pixels : callable
        Width in pixels of a cell of a level.
    samples : bool
        Whether the release holds results of samples, and few enough to be shown at once.
    """
    offered = [level for level in levels if level <= finest]
    if not offered:
        return 0
    if wanted == "sites" and samples:
        return None
    if wanted.isdigit():
        return int(wanted) if int(wanted) in offered else offered[-1]
    if samples and pixels(offered[-1]) > _ROOMY:
        return None
    readable = [level for level in offered if pixels(level) >= _READABLE]
    return readable[-1] if readable else offered[0]
