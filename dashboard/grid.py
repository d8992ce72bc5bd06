"""The global grid: cells of about 160 km, compatible with the IUGS Global Terrestrial Network.

Level 0 has rows of 1.5° of latitude counted from the equator. Row *r* of either
hemisphere is divided into ``round(250 · cos(1.5° · (r − 2)))`` columns counted
east and west from Greenwich; 250 is 40,000 km / 160 km. The rule is *generated
and GTN-compatible*: no publication states the one used for the published cells,
so it was fitted to the 788 site ids of the FOREGS atlas (Salminen et al. 2005),
of which it reproduces 735. Where a row has an odd number of columns, one cell
straddles 180° and is counted with the eastern ones.

Finer levels halve both sides of a cell: 80, 40, 20, 10 and 5 km. A cell *number*
is its position in grid order (rows from north to south, in a row from west to
east) times ``4 ** level`` plus its quadrant digits read in base 4, so that the
parent of a cell is ``number // 4``. See docs/interfaces.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

ROW_HEIGHT = 1.5
"""Latitude of one row of level 0, degrees."""
ROWS = 60
"""Rows in one hemisphere."""
LEVEL_KM = (160, 80, 40, 20, 10, 5)
"""Nominal side of a cell by level, km."""
FINEST_LEVEL = len(LEVEL_KM) - 1

Box = tuple[float, float, float, float]
"""West, south, east (beyond 180 over the antimeridian), north, degrees."""
WIDEST_BOX = 300.0
"""A box of more degrees is the whole world, which then keeps Greenwich in its middle."""

# WGS 84 (NIMA TR8350.2): semi-major axis in km and first eccentricity.
_A = 6378.137
_E2 = 0.00669437999014
_E = float(np.sqrt(_E2))

_ID = re.compile(r"^([NS])(\d{2})([EW])(\d{2,3})(?:\.([0-3]{1,5}))?$")


class Bounds(NamedTuple):
    """Bounds of cells in degrees; `east` exceeds 180 where a cell straddles the antimeridian."""

    west: NDArray[np.float64]
    south: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]


class _Rows(NamedTuple):
    """The 120 rows of level 0 from north to south."""

    columns: NDArray[np.int64]
    first: NDArray[np.int64]
    south: NDArray[np.float64]


def columns(row: int) -> int:
    """Return the number of cells in a row.

    Parameters
    ----------
    row : int
        Row counted from the equator, 1 to 60, the same in both hemispheres.

    Returns
    -------
    int
        Number of columns around the globe.

    Raises
    ------
    ValueError
        If there is no such row.
    """
    if not 1 <= row <= ROWS:
        msg = f"row {row} is not one of 1 to {ROWS}"
        raise ValueError(msg)
    return round(250 * float(np.cos(np.radians(ROW_HEIGHT * (row - 2)))))


@lru_cache(maxsize=1)
def _rows() -> _Rows:
    northern = [columns(r) for r in range(ROWS, 0, -1)]
    count = np.array(northern + northern[::-1], dtype=np.int64)
    first = np.concatenate([[0], np.cumsum(count)])
    south = 90 - ROW_HEIGHT * np.arange(1, 2 * ROWS + 1, dtype=np.float64)
    return _Rows(count, first, south)


def cell_count(level: int = 0) -> int:
    """Return the number of cells of the whole globe, land and sea, at a level."""
    return int(_rows().first[-1]) << (2 * _level(level))


def _level(level: int) -> int:
    if not 0 <= level <= FINEST_LEVEL:
        msg = f"level {level} is not one of 0 to {FINEST_LEVEL}"
        raise ValueError(msg)
    return level


def cell_at(longitude: ArrayLike, latitude: ArrayLike, level: int = 0) -> NDArray[np.int64]:
    """Return the number of the cell that holds each point.

    A point on an edge belongs to the cell east or north of it, the North Pole
    to the northernmost row.

    Parameters
    ----------
    longitude, latitude : array_like of float
        Degrees; longitude may lie in −180…360.
    level : int
        0 (about 160 km) to 5 (about 5 km).

    Returns
    -------
    ndarray of int64
        Cell numbers, −1 where a coordinate is missing or out of range.

    Raises
    ------
    ValueError
        If there is no such level.
    """
    _level(level)
    lon = np.asarray(longitude, dtype=np.float64)
    lat = np.asarray(latitude, dtype=np.float64)
    lon, lat = np.broadcast_arrays(lon, lat)
    good = (np.abs(lat) <= 90) & (lon >= -180) & (lon <= 360)
    lon = np.where(good, lon, 0.0)
    lat = np.where(good, lat, 0.0)
    rows, steps = _rows(), 1 << level
    # The same arithmetic as in the browser (assets/gridmap/grid.mjs), so that a point on an edge
    # lies in the same cell there. From the south, as an edge belongs to the row north of it.
    from_south = np.floor((lat + 90) / ROW_HEIGHT * steps).astype(np.int64)
    fine_row = 2 * ROWS * steps - 1 - np.minimum(from_south, 2 * ROWS * steps - 1)
    row = fine_row >> level
    count = rows.columns[row]
    # Columns of the level, counted eastwards from Greenwich around the globe.
    turn = np.mod(lon, 360.0) / 360
    fine = np.minimum(np.floor(turn * (count * steps)).astype(np.int64), count * steps - 1)
    number = rows.first[row] + ((fine >> level) + count // 2) % count
    for bit in range(level - 1, -1, -1):
        number = number * 4 + ((fine_row >> bit) & 1) * 2 + ((fine >> bit) & 1)
    return np.where(good, number, -1)


def bounds(number: ArrayLike, level: int = 0) -> Bounds:
    """Return the bounds of cells.

    Parameters
    ----------
    number : array_like of int
        Cell numbers.
    level : int
        Their level.

    Returns
    -------
    Bounds
        West, south, east and north in degrees, each of the shape of `number`.
        West lies in −180…180; east is at most 180 but for a cell that straddles
        the antimeridian.

    Raises
    ------
    ValueError
        If a number or the level does not exist.
    """
    numbers = _checked(number, level)
    rows = _rows()
    top = numbers >> (2 * level)
    row = np.searchsorted(rows.first, top, side="right") - 1
    width = 360.0 / rows.columns[row]
    column = top - rows.first[row] - rows.columns[row] // 2
    west = column * width
    south = rows.south[row]
    height = ROW_HEIGHT
    for bit in range(level - 1, -1, -1):
        digit = (numbers >> (2 * bit)) & 3
        width = width / 2
        height /= 2
        west = west + (digit & 1) * width
        south = south + np.where(digit < 2, height, 0.0)
    east = west + width
    beyond = west >= 180
    return Bounds(
        np.where(beyond, west - 360, west),
        south,
        np.where(beyond, east - 360, east),
        south + height,
    )


def centre(number: ArrayLike, level: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitude (−180…180) and latitude of the cells' centres, degrees."""
    box = bounds(number, level)
    lon = (box.west + box.east) / 2
    return np.where(lon > 180, lon - 360, lon), (box.south + box.north) / 2


def area_km2(number: ArrayLike, level: int = 0) -> NDArray[np.float64]:
    """Return the true areas of cells on the WGS 84 ellipsoid, km².

    The area between two parallels and two meridians is
    ``a² (1 − e²) Δλ/2 · (q(φ₂) − q(φ₁)) / (1 − e²)`` with the authalic function
    *q* of Snyder (1987), Map projections: a working manual, USGS Professional
    Paper 1395, eq. 3-12.
    """
    box = bounds(number, level)
    return (
        _A**2 / 2 * np.radians(box.east - box.west) * (authalic(box.north) - authalic(box.south))
    )


def authalic(latitude: ArrayLike) -> NDArray[np.float64]:
    """Return Snyder's authalic function *q* of a geodetic latitude (dimensionless).

    In a cylindrical equal-area projection *y* is proportional to *q*, so that
    cells stay rectangles and areas are true.
    """
    sine = np.sin(np.radians(np.asarray(latitude, dtype=np.float64)))
    es = _E * sine
    return (1 - _E2) * (sine / (1 - es**2) + np.arctanh(es) / _E)


EQUAL_AREA_SCALE = _A**2 / 2
"""km² per radian of longitude and unit of :func:`authalic`."""


def cell_id(number: ArrayLike, level: int = 0) -> list[str]:
    """Return the published ids, such as ``N24E15`` or ``N24E15.2`` at level 1.

    Raises
    ------
    ValueError
        If a number or the level does not exist.
    """
    numbers = np.atleast_1d(_checked(number, level))
    rows = _rows()
    top = numbers >> (2 * level)
    row = np.searchsorted(rows.first, top, side="right") - 1
    column = top - rows.first[row] - rows.columns[row] // 2
    names = []
    for n, r, c in zip(numbers.tolist(), row.tolist(), column.tolist(), strict=True):
        north = f"N{ROWS - r:02d}" if r < ROWS else f"S{r - ROWS + 1:02d}"
        east = f"E{c + 1:02d}" if c >= 0 else f"W{-c:02d}"
        digits = "".join(str((n >> (2 * b)) & 3) for b in range(level - 1, -1, -1))
        names.append(north + east + ("." + digits if digits else ""))
    return names


def parse_id(text: str) -> tuple[int, int]:
    """Return number and level of a cell id.

    Raises
    ------
    ValueError
        If the text is no cell id or the row has no such column.
    """
    match = _ID.match(text)
    if not match:
        msg = f"{text!r} is no cell id such as N24E15 or N24E15.2"
        raise ValueError(msg)
    hemisphere, row_text, side, column_text, digits = match.groups()
    row, column = int(row_text), int(column_text)
    count = columns(row)
    most = (count + 1) // 2 if side == "E" else count // 2
    if not 1 <= column <= most:
        msg = f"row {hemisphere}{row_text} has columns {side}01 to {side}{most:02d}, not {column}"
        raise ValueError(msg)
    index = ROWS - row if hemisphere == "N" else ROWS + row - 1
    offset = column - 1 if side == "E" else -column
    number = int(_rows().first[index]) + count // 2 + offset
    for digit in digits or "":
        number = number * 4 + int(digit)
    return number, len(digits or "")


def parent(number: ArrayLike, levels: int = 1) -> NDArray[np.int64]:
    """Return the numbers of the cells that hold these, `levels` levels up."""
    return np.asarray(number, dtype=np.int64) >> (2 * levels)


def _checked(number: ArrayLike, level: int) -> NDArray[np.int64]:
    numbers = np.asarray(number, dtype=np.int64)
    if numbers.size and (numbers.min() < 0 or numbers.max() >= cell_count(level)):
        msg = f"cell numbers of level {level} run from 0 to {cell_count(level) - 1}"
        raise ValueError(msg)
    return numbers


def joined(boxes: Sequence[Box] | NDArray[np.float64]) -> Box | None:
    """Return the smallest box around boxes: the widest gap in longitude stays outside.

    Parameters
    ----------
    boxes : sequence of tuple, or ndarray of shape (n, 4)
        West, south, east (may exceed 180), north, degrees.

    Returns
    -------
    tuple of float or None
        As `boxes`; −180° to 180° where it is wider than :data:`WIDEST_BOX`. None for no box.

    Examples
    --------
    >>> joined([(170.0, -20.0, 175.0, -10.0), (-178.0, -15.0, -175.0, 0.0)])
    (170.0, -20.0, 185.0, 0.0)
    """
    west, south, east, north = np.array(boxes, dtype=np.float64).reshape(-1, 4).T
    if not west.size:
        return None
    low, high = float(south.min()), float(north.max())
    order = np.argsort(np.mod(west, 360), kind="stable")
    starts = np.mod(west, 360)[order]
    ends = starts + np.minimum(360, (east - west)[order])
    reach = np.maximum.accumulate(np.concatenate([[ends.max() - 360], ends[:-1]]))
    widest = int(np.argmax(starts - reach))
    width = 360 - max(0.0, float((starts - reach)[widest]))
    if width > WIDEST_BOX:
        return (-180.0, low, 180.0, high)
    start = float(starts[widest])
    first = start - 360 if start > 180 else start
    return (first, low, first + width, high)
