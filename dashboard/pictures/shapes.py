"""Shapes of a pane in design pixels of its frame: polygons, pixels, lines and marks.

Planar views go on beyond the seam: what crosses it is drawn on both sides, and the outline of
the world, which everything is clipped by, does the cutting. On the globe what lies behind the
limb is moved onto it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.pictures.camera import Camera
from dashboard.pictures.land import CUT, Land
from dashboard.pictures.projections import orthographic, wrap
from dashboard.pictures.scene import (
    CROSS,
    DASHES,
    DOTS,
    HATCH,
    RAIN,
    RINGS,
    TICKS,
    Pane,
    Units,
)

Floats = NDArray[np.float64]

_STEPS = 180
_EDGE_POINTS = 4
_BAND_PIXELS = 400_000
_LIMB_STEP = 2.0
PERIOD = 8.0
"""Design pixels after which a mark repeats."""


def outline(camera: Camera) -> Floats:
    """Return the edge of the world, closed, shape (n, 2)."""
    planar = camera.planar
    if planar is None:
        turn = np.linspace(0, 2 * np.pi, 2 * _STEPS + 1)
        return np.column_stack(camera.place(np.cos(turn), np.sin(turn)))
    lat = np.linspace(-90, 90, _STEPS + 1)
    x, y = 180 * planar.a(lat), planar.y(lat) - camera.y0
    xs = np.concatenate([x, -x[::-1], x[:1]])
    ys = np.concatenate([y, y[::-1], y[:1]])
    return np.column_stack(camera.place(xs, ys))


def land_paths(camera: Camera, land: Land, country: int) -> list[Floats]:
    """Return the rings of a country that may be in sight, closed, for even-odd filling."""
    own = land.rings_of(country)
    if not own:
        return []
    seen = camera.window.touches(land.ring_box[own])
    rings = [land.rings[i] for i, one in zip(own, seen.tolist(), strict=True) if one]
    return [path for ring in rings for path in _projected_ring(camera, ring)]


def _projected_ring(camera: Camera, ring: Floats) -> list[Floats]:
    lon, lat = ring.T
    planar = camera.planar
    if planar is None:
        return _on_globe(camera, lon, lat)
    a, y = planar.a(lat), planar.y(lat) - camera.y0
    away = lon - camera.lon
    away = away - 360 * np.round((away.min() + away.max()) / 720)
    found = []
    for turn in (-360.0, 0.0, 360.0):
        if (away + turn).max() >= -180 and (away + turn).min() <= 180:
            found.append(np.column_stack(camera.place((away + turn) * a, y)))
    return found


def _on_globe(camera: Camera, lon: Floats, lat: Floats) -> list[Floats]:
    """Return a ring with what lies behind the limb moved onto it; nothing if all does."""
    x, y, z = orthographic(lon, lat, camera.lon, camera.lat)
    hidden = z < 0
    if hidden.all():
        return []
    if hidden.any():
        x, y = _to_limb(x, y, z)
    return [np.column_stack(camera.place(x, y))]


def _to_limb(x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats]:
    """Move hidden points to the nearest of the limb, and follow it where it is left far apart."""
    reach = np.maximum(np.hypot(x, y), 1e-12)
    hidden = z < 0
    x, y = np.where(hidden, x / reach, x), np.where(hidden, y / reach, y)
    turn = np.degrees(np.arctan2(y, x))
    both = hidden[:-1] & hidden[1:]
    step = wrap(np.diff(turn))
    parts = np.where(both, np.maximum(1, np.ceil(np.abs(step) / _LIMB_STEP)), 1).astype(int)
    if parts.max(initial=1) == 1:
        return x, y
    xs, ys = [x[:1]], [y[:1]]
    for i in range(len(parts)):
        if parts[i] > 1:
            along = np.radians(turn[i] + step[i] * np.arange(1, parts[i]) / parts[i])
            xs.append(np.cos(along))
            ys.append(np.sin(along))
        xs.append(x[i + 1 : i + 2])
        ys.append(y[i + 1 : i + 2])
    return np.concatenate(xs), np.concatenate(ys)


def cells_in_sight(camera: Camera, units: Units) -> NDArray[np.int64]:
    """Return the positions of the cells that may be in sight."""
    box = np.column_stack(list(grid.bounds(units.keys, units.level))).reshape(-1, 4)
    seen = camera.window.touches(box)
    if camera.planar is None:
        lon, lat = grid.centre(units.keys, units.level)
        radius = np.radians(2.0 * 1.5 / 2**units.level)
        seen &= orthographic(lon, lat, camera.lon, camera.lat)[2] > -np.sin(radius)
    return np.flatnonzero(seen)


def cell_polygons(
    camera: Camera, units: Units, which: NDArray[np.int64]
) -> tuple[list[Floats], NDArray[np.int64]]:
    """Return outlines of cells and whose they are; one across the seam has two.

    Parameters
    ----------
    camera : Camera
    units : Units
        Cells.
    which : ndarray of int64
        Positions in `units`.
    """
    polygons: list[Floats] = []
    owner: list[int] = []
    west, south, east, north = grid.bounds(units.keys[which], units.level)
    share = np.linspace(0, 1, _EDGE_POINTS + 1)
    planar = camera.planar
    for i, at in enumerate(which.tolist()):
        lon, lat = _ring(west[i], south[i], east[i], north[i], share)
        if planar is None:
            found = _on_globe(camera, lon, lat)
        else:
            away = lon - camera.lon
            away -= 360 * np.round((away[0] + away.max()) / 720)
            a, y = planar.a(lat), planar.y(lat) - camera.y0
            found = [np.column_stack(camera.place(away * a, y))]
            if np.abs(away).max() > 180:
                other = away - 360 * np.sign(away[np.abs(away).argmax()])
                found.append(np.column_stack(camera.place(other * a, y)))
        polygons += found
        owner += [at] * len(found)
    return polygons, np.array(owner, dtype=np.int64)


def _ring(w: float, s: float, e: float, n: float, share: Floats) -> tuple[Floats, Floats]:
    """Return a cell's outline: parallels and meridians are curves, so edges are divided."""
    lon = np.concatenate(
        [w + (e - w) * share, np.full(share.size, e), e - (e - w) * share, np.full(share.size, w)]
    )
    lat = np.concatenate(
        [np.full(share.size, s), s + (n - s) * share, np.full(share.size, n), n - (n - s) * share]
    )
    return lon, lat


def cell_outline(camera: Camera, number: int, level: int) -> list[Floats]:
    """Return the outline of one cell, for stroking."""
    w, s, e, n = (float(v) for v in grid.bounds(number, level))
    return lines(camera, [np.column_stack(_ring(w, s, e, n, np.linspace(0, 1, 9)))])


class CellLookup:
    """Finds the cell of a set that lies at a place, in a few steps for millions of places.

    Two tables as in the browser (`CellSet` of grid.mjs): the level-0 parent gives a block, the
    quadrants in it a slot.
    """

    def __init__(self, units: Units) -> None:
        level = self._level = units.level
        keys = units.keys
        parents, block = np.unique(keys >> (2 * level), return_inverse=True)
        self._block = np.zeros(grid.cell_count(0), dtype=np.int32)
        # Block 0 is empty, so that absent parents need no test.
        self._block[parents] = np.arange(1, parents.size + 1) << (2 * level)
        self._slots = np.full((parents.size + 1) << (2 * level), -1, dtype=np.int32)
        digits = keys & ((1 << (2 * level)) - 1)
        self._slots[((block + 1) << (2 * level)) + digits] = np.arange(keys.size)

    def at(self, lon: Floats, lat: Floats) -> NDArray[np.int32]:
        """Return positions in the set, −1 for none; places may be NaN. A point on an edge
        belongs to the cell east or north of it."""
        level, columns, first = self._level, *_rows()
        size = 1 << level
        known = np.isfinite(lon)
        up = (np.where(np.isfinite(lat), lat, 0.0) + 90) * (size / grid.ROW_HEIGHT)
        last = 2 * grid.ROWS * size - 1
        row = last - np.clip(np.floor(up).astype(np.int32), 0, last)
        count = columns[row >> level]
        turn = np.where(known, lon, 0.0) / 360
        turn = turn - np.floor(turn)
        column = np.minimum((turn * (count * size)).astype(np.int32), count * size - 1)
        column0 = (column >> level) + (count >> 1)
        column0 = np.where(column0 >= count, column0 - count, column0)
        slot = self._block[first[row >> level] + column0]
        if level:
            mask = size - 1
            slot = slot + 2 * _SPREAD[row & mask] + _SPREAD[column & mask]
        found = self._slots[slot]
        return np.where(known, found, -1)


_SPREAD = np.array(
    [sum(((n >> bit) & 1) << (2 * bit) for bit in range(grid.FINEST_LEVEL)) for n in range(32)],
    dtype=np.int32,
)
"""The bits of a number with a zero before each: rows and columns become quadrant digits."""


@lru_cache(maxsize=1)
def _rows() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return columns, and number of the first cell, of the rows from north to south."""
    northern = [grid.columns(row) for row in range(grid.ROWS, 0, -1)]
    count = np.array(northern + northern[::-1], dtype=np.int32)
    first = np.concatenate([[0], np.cumsum(count)[:-1]]).astype(np.int32)
    return count, first


def cell_pixels(camera: Camera, units: Units, width: int, height: int) -> NDArray[np.uint8]:
    """Return the cells as pixels, transparent where there is none, shape (height, width, 4).

    A pixel is of the cell that holds its centre, so that a picture costs its pixels however
    many cells there are; some rows at a time bound the memory.
    """
    lookup = CellLookup(units)
    colours = np.vstack([units.colours, np.zeros((1, 3), dtype=np.uint8)])
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    x = (np.arange(width) + 0.5) * camera.width / width
    band = max(1, _BAND_PIXELS // width)
    for top in range(0, height, band):
        rows = np.arange(top, min(height, top + band))
        y = (rows + 0.5) * camera.height / height
        found = lookup.at(*camera.to_geo(x[None, :], y[:, None]))
        pixels[rows, :, :3] = colours[found]
        pixels[rows, :, 3] = np.where(found >= 0, 255, 0)
    return pixels


def lines(camera: Camera, geographic: Iterable[Floats]) -> list[Floats]:
    """Return lines in pixels, broken at the seam and the limb."""
    found = []
    for points in geographic:
        lon, lat = points.T
        x, y = camera.to_screen(lon, lat)
        good = np.isfinite(x)
        cut = ~good[1:] | ~good[:-1]
        if camera.planar is not None:
            cut |= np.abs(np.diff(wrap(lon - camera.lon))) > 180
        for part in np.split(np.column_stack([x, y]), np.flatnonzero(cut) + 1):
            clean = part[np.isfinite(part[:, 0])]
            if len(clean) > 1:
                found.append(clean)
    return found


def land_lines(camera: Camera, land: Land, kind: int) -> list[Floats]:
    """Return coast (`COAST`) or borders (`BORDER`) that may be in sight."""
    own = np.flatnonzero((land.arc_kind == kind) & camera.window.touches(land.arc_box))
    return lines(camera, (land.arcs[i] for i in own))


def country_lines(camera: Camera, land: Land, countries: Sequence[int]) -> list[Floats]:
    """Return the outlines of countries."""
    arcs = {
        int(arc) for c in countries for ring in land.rings_of(c) for arc in land.ring_arcs[ring]
    }
    own = [arc for arc in sorted(arcs) if land.arc_kind[arc] != CUT]
    return lines(camera, (land.arcs[i] for i in own))


_GRATICULE_STEPS = (30, 20, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
_GRATICULE_PIXELS = 90.0


def graticule(camera: Camera) -> list[Floats]:
    """Return meridians and parallels about 100 pixels apart."""
    wide = [one for one in _GRATICULE_STEPS if one * camera.pixels_per_degree >= _GRATICULE_PIXELS]
    step = float(wide[-1] if wide else _GRATICULE_STEPS[0])
    seen = camera.window
    samples, half = 60, min(seen.half, 179.999)
    if seen.half >= 180:
        numbers = np.arange(round(360 / step))
    else:
        numbers = np.arange(
            np.ceil((seen.lon - half) / step), np.floor((seen.lon + half) / step) + 1
        )
    lat = np.linspace(seen.south, seen.north, samples + 1)
    found = [np.column_stack([np.full(lat.size, m * step), lat]) for m in numbers]
    lon = seen.lon + np.linspace(-half, half, 2 * samples + 1)
    parallels = np.arange(np.ceil(seen.south / step), np.floor(seen.north / step) + 1) * step
    found += [np.column_stack([lon, np.full(lon.size, p)]) for p in parallels if abs(p) < 90]
    return lines(camera, found)


def visible_territories(camera: Camera, pane: Pane) -> NDArray[np.int64]:
    """Return the countries too small to see, those that no cell covers, shown by a round mark."""
    lon, lat = pane.land.labels.T
    x, y = camera.to_screen(lon, lat)
    with np.errstate(invalid="ignore"):
        seen = (x >= 0) & (y >= 0) & (x <= camera.width) & (y <= camera.height)
    seen &= pane.land.too_small(camera)
    if pane.units.kind == "cells":
        seen &= CellLookup(pane.units).at(np.where(seen, lon, np.nan), lat) < 0
    return np.flatnonzero(seen)


# The marks of marks.mjs within a tile of 8 × 8 pixels: width of the stroke, and segments
# x1, y1, x2, y2.
_TILES: dict[int, tuple[float, tuple[tuple[float, float, float, float], ...]]] = {
    DOTS: (2.2, ((2, 2, 2.01, 2), (6, 6, 6.01, 6))),
    TICKS: (1.1, ((2.5, 0, 2.5, 4), (6.5, 4, 6.5, 8))),
    HATCH: (1.3, ((0, 8, 4, 4), (4, 4, 8, 0))),
    CROSS: (1.1, ((0, 8, 4, 4), (4, 4, 8, 0), (0, 0, 4, 4), (4, 4, 8, 8))),
    DASHES: (1.1, ((0, 2.5, 4, 2.5), (4, 6.5, 8, 6.5))),
    RAIN: (1.1, ((4.5, 0, 4.5, 4), (4.5, 4, 4.5, 8))),
    RINGS: (
        1.0,
        tuple(
            (
                4 + 2.2 * np.cos(k * np.pi / 5),
                4 + 2.2 * np.sin(k * np.pi / 5),
                4 + 2.2 * np.cos((k + 1) * np.pi / 5),
                4 + 2.2 * np.sin((k + 1) * np.pi / 5),
            )
            for k in range(10)
        ),
    ),
}


def mark_segments(mark: int, width: float, height: float) -> tuple[Floats, float]:
    """Return the segments of a mark over a frame, shape (n, 2, 2), and the width of the stroke."""
    stroke, tile = _TILES[mark]
    x, y = np.arange(0, width, PERIOD), np.arange(0, height, PERIOD)
    corner = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 1, 1, 2)
    pieces = np.array(tile, dtype=np.float64).reshape(1, -1, 2, 2)
    return (corner + pieces).reshape(-1, 2, 2), stroke
