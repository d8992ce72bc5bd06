"""Which cells of the global grid are land, how much of it, and whose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard import grid

NOBODY = ""
"""Country of a cell that no boundary claims."""
# A little less, for land that clipping has rounded.
_HALF = 0.4999
# Points looked up at a time: a geometry each takes some 100 bytes.
_POINTS = 2**18


class LandCells(NamedTuple):
    """Cells that touch land, in grid order."""

    cell: NDArray[np.int64]
    country: NDArray[np.str_]
    share: NDArray[np.float64]


def land_cells(polygons: Mapping[str, shapely.Geometry], level: int = 0) -> LandCells:
    """Return all cells that touch land, with their country and land share.

    A cell belongs to the country that holds its centre; if the centre is at sea,
    to the country with most of its land (the rule of the FOREGS sampling for
    cells shared by countries).

    Parameters
    ----------
    polygons : mapping of str to shapely.Geometry
        Land of each country, WGS 84 degrees, −180…180.
    level : int
        Level of the cells.

    Returns
    -------
    LandCells
        Shares of the true area, in 0…1.
    """
    cells: list[NDArray[np.int64]] = []
    owners: list[NDArray[np.int64]] = []
    areas: list[NDArray[np.float64]] = []
    names = sorted(polygons)
    for index, name in enumerate(names):
        cell, area = _areas(polygons[name], level)
        cells.append(cell)
        areas.append(area)
        owners.append(np.full(cell.size, index))
    cell = np.concatenate(cells)
    owner = np.concatenate(owners)
    area = np.concatenate(areas)
    number, inverse = np.unique(cell, return_inverse=True)
    share = np.bincount(inverse, weights=area) / grid.area_km2(number, level)
    # The country with most of the cell's land: the last of each group when sorted by area.
    order = np.lexsort((area, inverse))
    last = np.flatnonzero(np.diff(inverse[order], append=-1))
    most = owner[order][last]
    centre = owner_of_points(*grid.centre(number, level), [polygons[n] for n in names])
    holder = np.where(centre >= 0, centre, most)
    return LandCells(number, np.array(names)[holder], np.minimum(share, 1.0))


def countries_of_cells(
    number: NDArray[np.int64], level: int, polygons: Mapping[str, shapely.Geometry]
) -> NDArray[np.str_]:
    """Return the country of given cells by the rule of :func:`land_cells`.

    Parameters
    ----------
    number : ndarray of int64, shape (c,)
        Cell numbers of `level`.
    level : int
        Their level.
    polygons : mapping of str to shapely.Geometry
        Land of each country.

    Returns
    -------
    ndarray of str, shape (c,)
        :data:`NOBODY` for a cell without land.
    """
    names = sorted(polygons)
    shapes = [polygons[name] for name in names]
    owner = owner_of_points(*grid.centre(number, level), shapes)
    at_sea = np.flatnonzero(owner < 0)
    boxes = grid.bounds(number[at_sea], level)
    rectangles = shapely.box(*boxes)
    # The part of a cell beyond 180° lies at −180°.
    beyond = shapely.box(boxes.west - 360, boxes.south, boxes.east - 360, boxes.north)
    most = np.zeros(at_sea.size)
    tree = shapely.STRtree(shapes)
    for part in (rectangles, beyond):
        cell, candidate = tree.query(part, predicate="intersects")
        for c, p in zip(cell.tolist(), candidate.tolist(), strict=True):
            area = _plane_area(shapely.intersection(shapes[p], part[c]))
            if area > most[c]:
                most[c] = area
                owner[at_sea[c]] = p
    return np.where(owner >= 0, np.array([*names, NOBODY])[owner], NOBODY)


def on_land(area: shapely.Geometry, polygons: Mapping[str, shapely.Geometry]) -> shapely.Geometry:
    """Return the part of an area that is land of any country."""
    near = [p for p in polygons.values() if shapely.intersects(p, area)]
    return shapely.intersection(area, shapely.union_all(near))


def planned_cells(
    extent: shapely.Geometry,
    level: int,
    land: LandCells,
    polygons: Mapping[str, shapely.Geometry],
) -> NDArray[np.int64]:
    """Return the numbers of the cells that a survey of an area means to sample, ascending.

    Those whose centre it holds, as with countries. At level 0, where every land
    cell counts however little land it has, a cell with its centre at sea is
    planned if the area holds at least half of its land; at finer levels such
    slivers of coast are not called missing.

    Parameters
    ----------
    extent : shapely.Geometry
        Land that the survey covers, WGS 84 degrees.
    level : int
        Level of the cells.
    land : LandCells
        Land cells of level 0.
    polygons : mapping of str to shapely.Geometry
        Land of each country.
    """
    touched, held = _areas(extent, 0)
    shapes = list(shapely.get_parts(extent))
    if level:
        # All cells of the level there: a cell whose centre the extent holds is one of them.
        # In turn, for a continent has millions at the finest level.
        within = np.arange(4**level)
        turns = np.array_split(touched, max(1, touched.size * within.size // _POINTS))
        there = ((some[:, None] * 4**level + within).ravel() for some in turns)
        kept = [c[owner_of_points(*grid.centre(c, level), shapes) >= 0] for c in there]
        return np.concatenate(kept)
    lon, lat = grid.centre(touched)
    planned = owner_of_points(lon, lat, shapes) >= 0
    share = np.zeros(grid.cell_count())
    share[land.cell] = land.share
    whole = grid.area_km2(touched) * share[touched]
    at_sea = owner_of_points(lon, lat, list(polygons.values())) < 0
    planned |= at_sea & (whole > 0) & (held >= _HALF * whole)
    return touched[planned]


def owner_of_points(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    polygons: list[shapely.Geometry],
) -> NDArray[np.int64]:
    """Return the index of the polygon that holds each point, −1 where none does."""
    tree = shapely.STRtree(polygons)
    result = np.full(np.shape(longitude), -1, dtype=np.int64)
    for start in range(0, result.size, _POINTS):
        some = slice(start, start + _POINTS)
        result[some] = _owners(longitude[some], latitude[some], polygons, tree)
    return result


def _owners(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    polygons: list[shapely.Geometry],
    tree: shapely.STRtree,
) -> NDArray[np.int64]:
    point, polygon = tree.query(shapely.points(longitude, latitude))
    result = np.full(np.shape(longitude), -1, dtype=np.int64)
    order = np.argsort(polygon, kind="stable")
    point = point[order]
    ends = np.searchsorted(polygon[order], np.arange(len(polygons) + 1))
    # In reverse, so that the first of several holders (a shared line) is kept.
    for i in np.flatnonzero(np.diff(ends))[::-1].tolist():
        near = point[ends[i] : ends[i + 1]]
        # Prepared, a polygon answers for many points without walking its whole outline.
        shapely.prepare(polygons[i])
        held = shapely.intersects_xy(polygons[i], longitude[near], latitude[near])
        result[near[held]] = i
    return result


def _areas(
    geometry: shapely.Geometry, level: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return cells that a geometry touches and the area in each, km².

    Works in the cylindrical equal-area plane, where cells are rectangles and
    planar areas are true; first by rows, so that no clip sees a whole continent.
    `shapely.clip_by_rect` would be quicker, but gives the wrong side of some coasts.
    """
    parts = shapely.get_parts(geometry)
    found: list[int] = []
    area: list[float] = []
    steps = 1 << level
    height = grid.ROW_HEIGHT / steps
    for part in parts:
        west, south, east, north = part.bounds
        for r in range(int(np.floor((south + 90) / height)), int(np.ceil((north + 90) / height))):
            low, high = r * height - 90, (r + 1) * height - 90
            band = shapely.intersection(part, shapely.box(west - 1, low, east + 1, high))
            if band.is_empty:
                continue
            _row(band, (low, high), level, found, area)
    numbers = np.array(found, dtype=np.int64)
    unique, inverse = np.unique(numbers, return_inverse=True)
    total = np.bincount(inverse, weights=np.array(area), minlength=unique.size)
    return unique, total.astype(np.float64)


def _row(
    band: shapely.Geometry,
    latitudes: tuple[float, float],
    level: int,
    found: list[int],
    area: list[float],
) -> None:
    """Add the cells of one row that a band of land touches."""
    low, high = latitudes
    middle = (low + high) / 2
    for piece in shapely.get_parts(band):
        west, _, east, _ = piece.bounds
        position = west
        while position < east:
            number = int(grid.cell_at(position, middle, level))
            box = grid.bounds(number, level)
            left, right = float(box.west), float(box.east)
            if left > position:  # a cell over 180°, met from −180°
                left, right = left - 360, right - 360
            size = _plane_area(shapely.intersection(piece, shapely.box(left, low, right, high)))
            if size > 0:
                found.append(number)
                area.append(size)
            position = right + 1e-9


def _plane_area(geometry: shapely.Geometry) -> float:
    """Return the area of a lon–lat geometry in the cylindrical equal-area plane, km²."""
    if geometry.is_empty:
        return 0.0

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([np.radians(xy[:, 0]), grid.authalic(xy[:, 1])])

    return float(shapely.area(shapely.transform(geometry, project))) * grid.EQUAL_AREA_SCALE
