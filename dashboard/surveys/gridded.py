"""Rasters as tables: where their pixels lie, and files of one grid side by side.

A pixel, or a block of pixels, is a record at its centre.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.cells import Cells, Column
from dashboard.surveys.checks import Checks, quoted
from dashboard.surveys.features import AREA, GEOMETRY, to_degrees
from dashboard.surveys.formats import RawTable

Floats = NDArray[np.float64]

OVERLAP = 0.01
"""Share of the smaller raster from which two overlap: frames of tiles may share a pixel."""


@dataclass(frozen=True)
class Layout:
    """Where the pixels of a raster lie, or square blocks of them.

    Attributes
    ----------
    crs : str
        Reference system, WKT.
    transform : tuple of 6 float
        Affine, from columns and rows of pixels to the reference system:
        x = a·column + b·row + c, y = d·column + e·row + f.
    shape : (int, int)
        Rows and columns of pixels.
    block : int
        Pixels along the side of a block; 1 for single pixels.
    """

    crs: str
    transform: tuple[float, float, float, float, float, float]
    shape: tuple[int, int]
    block: int = 1

    @property
    def blocks(self) -> tuple[int, int]:
        """Rows and columns of blocks, those cut by the edge included."""
        return math.ceil(self.shape[0] / self.block), math.ceil(self.shape[1] / self.block)

    def at(self, row: Floats, column: Floats) -> tuple[Floats, Floats]:
        """Return x and y of places given in rows and columns of pixels from the corner."""
        a, b, c, d, e, f = self.transform
        return a * column + b * row + c, d * column + e * row + f

    def centres(self, number: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Return x and y of the middle of blocks, which are counted row by row from 0."""
        middles = []
        for position, whole in zip(np.divmod(number, self.blocks[1]), self.shape, strict=True):
            start = position * self.block
            middles.append((start + np.minimum(start + self.block, whole)) / 2)
        return self.at(middles[0], middles[1])

    def block_km2(self) -> float:
        """Return the area of a block in the middle of the raster, km²; NaN off the Earth."""
        row, column = (side / 2 for side in self.shape)
        corners = np.array([[0, 0, 1, 1], [0, 1, 1, 0]]) * float(self.block)
        lon, lat = to_degrees(self.crs, *self.at(row + corners[0], column + corners[1]))
        if not np.isfinite([lon, lat]).all():
            return math.nan
        area, _length = pyproj.Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
        return abs(float(area)) / 1e6

    def box(self) -> shapely.Geometry:
        """Return the frame of the raster in its reference system."""
        rows, columns = (float(n) for n in self.shape)
        x, y = self.at(np.array([0, 0, rows, rows]), np.array([0, columns, columns, 0]))
        return shapely.Polygon(np.stack([x, y], axis=1))


@dataclass(frozen=True, eq=False)
class Raster:
    """Bands of a file that share a layout.

    Attributes
    ----------
    file : str
        Name as the recipe gives it.
    layout : Layout
        Where the values lie.
    bands : dict of str to ndarray of float32 or float64, shape (number of blocks,)
        Values row by row; NaN for nothing.
    units : dict of str to str
        Units that the file states.
    """

    file: str
    layout: Layout
    bands: dict[str, NDArray[np.floating]]
    units: dict[str, str] = field(default_factory=dict)


def raster_tables(
    rasters: Sequence[Raster], kin: Callable[[str], Hashable], checks: Checks
) -> list[RawTable]:
    """Return rasters as tables: those of one layout side by side, others one below the other.

    Parameters
    ----------
    rasters : sequence of Raster
        In the order of the recipe.
    kin : callable
        What the files, by name, must have in common to stand side by side: the strata that
        take them.
    checks : Checks
        Takes columns that two files of a layout have, and tiles that overlap.

    Returns
    -------
    list of RawTable
        Rows are the numbers of the blocks from 1, row by row from the first pixel; those
        without any value are left out.
    """
    groups: dict[Hashable, list[Raster]] = {}
    for raster in rasters:
        groups.setdefault((raster.layout, kin(raster.file)), []).append(raster)
    _check_tiles(rasters, kin, checks)
    return [_side_by_side(group, checks) for group in groups.values()]


def _side_by_side(rasters: list[Raster], checks: Checks) -> RawTable:
    layout = rasters[0].layout
    bands: dict[str, NDArray[np.floating]] = {}
    units: dict[str, str] = {}
    for raster in rasters:
        for name in sorted(bands.keys() & raster.bands.keys()):
            expected = _("a column that no other file of the same grid and strata has")
            checks.error(raster.file, None, name, quoted(name), expected)
        bands |= raster.bands
        units |= raster.units
    filled = np.zeros(math.prod(layout.blocks), dtype=bool)
    for values in bands.values():
        filled |= np.isfinite(values)
    number = np.flatnonzero(filled)
    cells = {name: _column(values[number]) for name, values in bands.items()}
    lon, lat = to_degrees(layout.crs, *layout.centres(number))
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    cells |= {
        title: _column(np.where(lost, np.nan, value))
        for title, value in zip(GEOMETRY, (lon, lat), strict=True)
    }
    cells[AREA] = _column(np.full(len(number), layout.block_km2()))
    return RawTable(rasters[0].file, number + 1, Cells(cells), units, {})


def _column(values: NDArray[np.floating]) -> Column:
    return Column.encoded(pa.array(values).dictionary_encode())


def _check_tiles(
    rasters: Sequence[Raster], kin: Callable[[str], Hashable], checks: Checks
) -> None:
    """Report rasters of different layouts that have a band in common and overlap."""
    for i, one in enumerate(rasters):
        for other in rasters[:i]:
            common = sorted(one.bands.keys() & other.bands.keys())
            apart = one.layout == other.layout or kin(one.file) != kin(other.file)
            if not common or apart or one.layout.crs != other.layout.crs:
                continue
            first, second = one.layout.box(), other.layout.box()
            shared = shapely.intersection(first, second).area
            if shared > OVERLAP * min(first.area, second.area):
                found = _("covers ground that {file} covers too").format(file=other.file)
                expected = _("each place once: tiles beside each other, or a stratum for each")
                checks.error(one.file, None, common[0], found, expected)
