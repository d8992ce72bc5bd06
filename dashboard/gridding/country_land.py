"""How much land of each country lies in cells of any level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.gridding.land import NOBODY

# A piece that fills its cell but for so little (of the cell's area in degrees) is all of it:
# clipping rounds in the last digits.
_WHOLE = 1 - 1e-9


class CountryLand(NamedTuple):
    """Land of countries in cells of one level: a row a cell and country, ascending by both.

    `country` is ISO 3166-1 alpha-3; `centre` says whose land holds the cell's centre.
    """

    cell: NDArray[np.int64]
    country: NDArray[np.str_]
    km2: NDArray[np.float64]
    centre: NDArray[np.bool_]


class _Pieces(NamedTuple):
    """Land of countries in cells while going down the levels.

    `shape` is None where the country fills the cell. A cell that straddles 180° has its
    pieces, and those of the cells in it, in longitudes up to 360 − west.
    """

    cell: NDArray[np.int64]
    country: NDArray[np.int64]
    shape: NDArray[np.object_]


class LandOverlay:
    """The overlay of countries and the grid, worked out where and as finely as asked for.

    What cells of level 0 hold is kept, so that surveys of the same countries share it.

    Parameters
    ----------
    polygons : mapping of str to shapely.Geometry
        Land of each country, WGS 84 degrees, −180…180.
    """

    def __init__(self, polygons: Mapping[str, shapely.Geometry]) -> None:
        self._names = np.array([*sorted(polygons), NOBODY])
        parts, owners = [], []
        for i, name in enumerate(sorted(polygons)):
            own = shapely.get_parts(polygons[name])
            parts.append(own)
            owners.append(np.full(len(own), i))
        self._parts = np.concatenate([np.empty(0, dtype=object), *parts])
        self._owner = np.concatenate([np.empty(0, dtype=np.int64), *owners])
        self._tree = shapely.STRtree(self._parts)
        self._known: dict[int, list[tuple[int, Any]]] = {}

    def of_cells(self, cells: Mapping[int, NDArray[np.int64]]) -> dict[int, CountryLand]:
        """Return the land of each country in given cells.

        Cells within one country are found without clipping; the others are clipped once
        at level 0, and each finer cell from what its parent holds.

        Parameters
        ----------
        cells : mapping of int to ndarray of int64, shape (c,)
            Cell numbers by level.

        Returns
        -------
        dict of int to CountryLand
            By the same levels. Cells without land have no row.
        """
        wanted = {level: np.unique(number) for level, number in cells.items()}
        needed = {level: wanted.get(level, _NONE) for level in range(max(wanted, default=0) + 1)}
        for level in sorted(needed, reverse=True)[:-1]:
            needed[level - 1] = np.union1d(needed[level - 1], needed[level] >> 2)
        pieces = self._top(needed[0])
        found = {}
        for level in sorted(needed):
            if level:
                pieces = _descend(pieces, needed[level], level)
            if level in wanted:
                found[level] = self._measured(pieces, wanted[level], level)
        return found

    def owned(self, top: NDArray[np.int64]) -> dict[str, list[int]]:
        """Return how many finer cells have their centre on each country's land.

        Goes down only where a border or a coast runs.

        Parameters
        ----------
        top : ndarray of int64, shape (c,)
            All land cells of level 0.

        Returns
        -------
        dict of str to list of int
            Cells of levels 1 to 5 by country, without those that have none.
        """
        levels = np.arange(1, grid.FINEST_LEVEL + 1)
        counts = np.zeros((len(self._names), levels.size), dtype=np.int64)
        pieces = self._top(top)
        for level in range(grid.FINEST_LEVEL + 1):
            if level:
                children = (np.unique(pieces.cell)[:, None] * 4 + np.arange(4)).ravel()
                pieces = _descend(pieces, children, level)
                centred = self._measured(pieces, children, level).centre
                np.add.at(counts[:, level - 1], pieces.country[centred], 1)
            whole = shapely.is_missing(pieces.shape)
            below = levels > level
            within = np.where(below, 4 ** np.maximum(levels - level, 0), 0)
            held = np.bincount(pieces.country[whole], minlength=len(self._names))
            counts += held[:, None] * within
            pieces = _kept(pieces, ~whole)
        return {
            str(name): count
            for name, count in zip(self._names, counts.tolist(), strict=True)
            if any(count)
        }

    def _top(self, number: NDArray[np.int64]) -> _Pieces:
        """Return what cells of level 0 hold."""
        self._clip(number[~np.isin(number, list(self._known))])
        rows = [(cell, *piece) for cell in number.tolist() for piece in self._known[cell]]
        shapes = np.empty(len(rows), dtype=object)
        shapes[:] = [shape for _cell, _country, shape in rows]
        return _Pieces(
            np.array([cell for cell, _country, _shape in rows], dtype=np.int64),
            np.array([country for _cell, country, _shape in rows], dtype=np.int64),
            shapes,
        )

    def _clip(self, number: NDArray[np.int64]) -> None:
        """Find out what some cells of level 0 hold."""
        box = grid.bounds(number)
        parts: dict[tuple[int, int], list[Any]] = {}
        # The part of a cell beyond 180° lies at −180°.
        for turn in (0, 360):
            rectangles = shapely.box(box.west - turn, box.south, box.east - turn, box.north)
            cell, part = self._tree.query(rectangles)
            order = np.argsort(part, kind="stable")
            cell, part = cell[order], part[order]
            ends = np.append(np.flatnonzero(np.diff(part)) + 1, part.size)
            start = 0
            for end in ends[part.size == 0 :].tolist():
                near, shape = cell[start:end], self._parts[part[start]]
                owner = int(self._owner[part[start]])
                shapely.prepare(shape)
                inside = shapely.contains(shape, rectangles[near])
                for c in near[inside].tolist():
                    parts.setdefault((c, owner), []).append(None)
                partly = near[~inside]
                pieces = _by_rows(shape, rectangles[partly])
                if turn:
                    pieces = shapely.transform(pieces, _turned)
                for c, piece in zip(partly.tolist(), pieces, strict=True):
                    if shapely.area(piece) > 0:
                        parts.setdefault((c, owner), []).append(piece)
                start = end
        self._known |= {int(n): [] for n in number}
        for (c, owner), found in sorted(parts.items()):
            held = None if None in found else shapely.geometrycollections(_polygons(found))
            self._known[int(number[c])].append((owner, held))

    def _measured(self, pieces: _Pieces, number: NDArray[np.int64], level: int) -> CountryLand:
        cell, country, shape = _kept(pieces, np.isin(pieces.cell, number))
        km2 = grid.area_km2(cell, level)
        partly = np.flatnonzero(~shapely.is_missing(shape))
        km2[partly] = np.minimum(_true_areas(shape[partly]), km2[partly])
        lon, lat = _centres(cell[partly], level)
        centre = np.ones(cell.size, dtype=bool)
        centre[partly] = shapely.intersects_xy(shape[partly], lon, lat)
        # Of two countries whose border runs through the centre the first counts.
        holders = np.flatnonzero(centre)
        centre[holders[1:][cell[holders[1:]] == cell[holders[:-1]]]] = False
        return CountryLand(cell, self._names[country], km2, centre)


_NONE = np.empty(0, dtype=np.int64)


def _by_rows(shape: shapely.Geometry, boxes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the parts of a polygon in boxes; first by rows, so that none meets a continent.

    `shapely.clip_by_rect` would be quicker, but gives the wrong side of some coasts.
    """
    pieces = np.empty(len(boxes), dtype=object)
    rows = shapely.bounds(boxes)[:, 1]
    west, _south, east, _north = shapely.bounds(shape)
    for south in np.unique(rows).tolist():
        here = np.flatnonzero(rows == south)
        band = shape
        if here.size > 1:
            north = shapely.bounds(boxes[here[0]])[3]
            band = shapely.intersection(shape, shapely.box(west - 1, south, east + 1, north))
        pieces[here] = shapely.intersection(band, boxes[here])
    return pieces


def _turned(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(xy + np.array([360.0, 0.0]), dtype=np.float64)


def _kept(pieces: _Pieces, rows: NDArray[np.bool_]) -> _Pieces:
    return _Pieces(pieces.cell[rows], pieces.country[rows], pieces.shape[rows])


def _descend(pieces: _Pieces, number: NDArray[np.int64], level: int) -> _Pieces:
    """Return what cells hold, from what their parents hold."""
    start = np.searchsorted(pieces.cell, number >> 2, side="left")
    count = np.searchsorted(pieces.cell, number >> 2, side="right") - start
    cell = np.repeat(number, count)
    offset = np.arange(cell.size) - np.repeat(np.cumsum(count) - count, count)
    above = np.repeat(start, count) + offset
    shape = pieces.shape[above]
    partly = np.flatnonzero(~shapely.is_missing(shape))
    kept = np.ones(cell.size, dtype=bool)
    west, south, east, north = _boxes(cell[partly], level)
    bounds = shapely.bounds(shape[partly])
    apart = (bounds[:, 0] >= east) | (bounds[:, 2] <= west)
    apart |= (bounds[:, 1] >= north) | (bounds[:, 3] <= south)
    kept[partly[apart]] = False
    full = _WHOLE * (east - west) * (north - south)
    near = np.flatnonzero(~apart)
    boxes = shapely.box(west[near], south[near], east[near], north[near])
    inner = shapely.intersection(shape[partly[near]], boxes)
    sizes = shapely.area(inner)
    kept[partly[near]] = sizes > 0
    for i, piece, size in zip(near.tolist(), inner, sizes.tolist(), strict=True):
        whole = size >= full[i]
        shape[partly[i]] = None if whole else shapely.geometrycollections(_polygons([piece]))
    return _Pieces(cell[kept], pieces.country[above][kept], shape[kept])


def _polygons(shapes: list[Any]) -> list[Any]:
    """Return the polygons among parts of geometries: clipping leaves lines and points, too."""
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return list(parts[shapely.get_dimensions(parts) == 2])


def _boxes(number: NDArray[np.int64], level: int) -> tuple[NDArray[np.float64], ...]:
    """Return bounds of cells; beyond 180° in a cell of level 0 that straddles it."""
    box = grid.bounds(number, level)
    top = grid.bounds(number >> (2 * level))
    turn = np.where((top.east > 180) & (box.west < 0), 360.0, 0.0)
    return box.west + turn, box.south, box.east + turn, box.north


def _centres(
    number: NDArray[np.int64], level: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = _boxes(number, level)
    return (west + east) / 2, (south + north) / 2


def _true_areas(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return areas in the cylindrical equal-area plane, km²."""

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([np.radians(xy[:, 0]), grid.authalic(xy[:, 1])])

    sizes = shapely.area(shapely.transform(shapes, project))
    return np.asarray(sizes * grid.EQUAL_AREA_SCALE, dtype=np.float64)
