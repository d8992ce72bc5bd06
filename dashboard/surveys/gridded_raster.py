"""Rasters read: GeoTIFF and NetCDF, in bounded memory.

Pixels finer than the cells of the finest level are put together in square blocks of about
that size, each with the mean of its pixels: the content of an area is the mean of the
contents of its parts (change of support; Journel and Huijbregts 1978, Mining Geostatistics,
chapter II). Pixels are read window by window, so that a raster of any size needs the memory
of its blocks only.

rasterio (GDAL, with its NetCDF driver) is loaded when a raster is opened: serving, and
surveys in tables, do without it.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyproj
from numpy.typing import NDArray

from dashboard import grid
from dashboard.i18n import _, ngettext
from dashboard.surveys.checks import Checks, quoted
from dashboard.surveys.features import opened
from dashboard.surveys.gridded import Layout, Raster
from dashboard.surveys.recipe import FilePart
from dashboard.surveys.recipe_file import NAME

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

GEOTIFF = frozenset({".tif", ".tiff"})
NETCDF = frozenset({".nc", ".nc4", ".cdf"})
RASTERS = GEOTIFF | NETCDF

MOST_BLOCKS = 4_000_000
"""Blocks in the frame of one raster; where pixels of 5 km are more, blocks are larger."""
WINDOW_PIXELS = 4_000_000
"""Pixels read at a time: about 100 MB with their mask and sums."""

# Types of at most seven digits, which a mean keeps too.
_SHORT = frozenset({"float32", "int8", "uint8", "int16", "uint16"})


class Band(NamedTuple):
    """One band of an open raster, and the column that it becomes."""

    name: str
    source: DatasetReader
    number: int


def read_raster(path: Path, name: str, part: FilePart, checks: Checks) -> list[Raster]:
    """Read a raster.

    Parameters
    ----------
    path : Path
        GeoTIFF or NetCDF.
    name : str
        Name to report problems under.
    part : FilePart
        Its `crs` and `nodata` hold where the file states none.
    checks : Checks
        Takes what is wrong: a file that is no raster, no position or reference system, bands
        without values.

    Returns
    -------
    list of Raster
        One for each layout in the file. A column is named by the variable (NetCDF), by the
        file if it has one band, else by the band's description or ``band 2``.
    """
    keys = {"header_row", "unit_row", "limit_row", "first_row", "join", "sheet"}
    wrong = sorted(keys & part.model_fields_set)
    for key in wrong:
        checks.error(name, None, key, _("a key for tables"), _("no such key for a raster"))
    if wrong:
        return []
    return opened(lambda: _read(path, name, part, checks), path, name, checks) or []


def _read(path: Path, name: str, part: FilePart, checks: Checks) -> list[Raster]:
    from rasterio.errors import NotGeoreferencedWarning

    made: dict[Layout, Raster] = {}
    with ExitStack() as stack, warnings.catch_warnings():
        # Said in the words of the check.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        bands = _bands(path, stack)
        placed = [band for band in bands if not band.source.transform.is_identity]
        if not placed:
            found = _("no position") if bands else _("no bands")
            expected = _("a regular grid with the place of its corner and the size of its pixels")
            checks.error(name, None, None, found, expected)
        for band in placed:
            layout = _layout(band.source, name, part, checks)
            if layout is None:
                return []
            values = _values(band, layout, name, part, checks)
            raster = made.setdefault(layout, Raster(name, layout, {}))
            raster.bands[band.name] = values
            unit = band.source.units[band.number - 1] or band.source.tags(band.number).get("units")
            if unit:
                raster.units[band.name] = unit
    return list(made.values())


def _bands(path: Path, stack: ExitStack) -> list[Band]:
    """Return the bands of a file, which stay open as long as the stack."""
    import rasterio

    # The driver is named, so that a text file with the suffix cannot lead elsewhere.
    if path.suffix.lower() in GEOTIFF:
        file = stack.enter_context(rasterio.open(path, driver="GTiff"))
        if file.count == 1:
            return [Band(path.stem, file, 1)]
        names = [d or f"band {i}" for i, d in enumerate(file.descriptions, start=1)]
        return [Band(n.strip(), file, i) for i, n in enumerate(names, start=1)]
    file = stack.enter_context(rasterio.open(path, driver="netCDF"))
    opened_ = [
        stack.enter_context(rasterio.open(s, driver="netCDF")) for s in file.subdatasets
    ] or [file]
    bands = []
    for source in opened_:
        for i in source.indexes:
            variable = source.tags(i).get("NETCDF_VARNAME", path.stem)
            bands.append(Band(variable if source.count == 1 else f"{variable} {i}", source, i))
    return bands


def _layout(source: DatasetReader, name: str, part: FilePart, checks: Checks) -> Layout | None:
    """Return where the blocks of a raster lie, None where that is not known."""
    if source.crs is not None:
        number = source.crs.to_epsg()
        # Programs write the same system in different words.
        crs = f"EPSG:{number}" if number else source.crs.to_wkt()
    elif part.crs is not None:
        try:
            crs = pyproj.CRS.from_user_input(part.crs).to_wkt()
        except pyproj.exceptions.CRSError:
            expected = _("a reference system such as EPSG:4326 or EPSG:32635")
            checks.error(NAME, None, "files.crs", quoted(part.crs), expected)
            return None
    elif _in_degrees(source):
        crs = pyproj.CRS("EPSG:4326").to_wkt()
    else:
        expected = _("one in the file, or crs of the file in the recipe, such as EPSG:3035")
        checks.error(name, None, "crs", _("no reference system"), expected)
        return None
    # Files of one grid written by different programs differ in the last digits.
    a, b, c, d, e, f = (float(f"{v:.11g}") for v in source.transform[:6])
    layout = Layout(crs, (a, b, c, d, e, f), (source.height, source.width))
    side = math.sqrt(layout.block_km2())
    if not math.isfinite(side):
        found = _("corners off the reference system")
        expected = _("a place that the reference system covers")
        checks.error(name, None, "crs", found, expected)
        return None
    # Diagonals of blocks no longer than a cell's side: however the raster is turned, each
    # cell holds the centre of a block.
    block = max(1, int(grid.LEVEL_KM[-1] / (math.sqrt(2) * side)))
    least = math.ceil(math.sqrt(source.height * source.width / MOST_BLOCKS))
    if least > block:
        found = _("{count} pixels").format(count=f"{source.height * source.width:,}")
        expected = _("at most {count}; put together in blocks of {side} × {side} pixels")
        expected = expected.format(count=f"{MOST_BLOCKS:,}", side=least)
        checks.warn(name, None, None, found, expected)
        block = least
    return Layout(layout.crs, layout.transform, layout.shape, block)


def _in_degrees(source: DatasetReader) -> bool:
    """Whether axes of a NetCDF file are latitude and longitude, which it says by their units.

    CF Conventions 1.11, sections 4.1 and 4.2.
    """
    units = {text for key, text in source.tags().items() if key.endswith("#units")}
    return bool(units & {"degrees_north", "degree_north", "degrees_N", "degree_N", "degreesN"})


def _values(
    band: Band, layout: Layout, name: str, part: FilePart, checks: Checks
) -> NDArray[np.floating]:
    """Return the values of a band by block, NaN for nothing."""
    source, i = band.source, band.number - 1
    scale, offset = source.scales[i], source.offsets[i]
    kind = np.float32 if source.dtypes[i] in _SHORT else np.float64
    values = np.full(layout.blocks, np.nan, dtype=kind)
    strange = 0
    for rows, columns in _windows(layout):
        pixels, there = _window(band, layout, rows, columns, part.nodata)
        if layout.block > 1:
            strange += int(np.count_nonzero(there & (pixels * scale + offset <= 0)))
        shape = (rows.stop - rows.start, layout.block, columns.stop - columns.start, layout.block)
        count = there.reshape(shape).sum(axis=(1, 3))
        total = np.where(there, pixels, 0.0).reshape(shape).sum(axis=(1, 3))
        with np.errstate(invalid="ignore"):
            values[rows, columns] = np.where(count > 0, total / count * scale + offset, np.nan)
    if not np.isfinite(values).any():
        found = _("nothing but nodata")
        checks.error(name, None, band.name, found, _("pixels with values"))
    if strange:
        found = ngettext(
            "{count} pixel of zero or less", "{count} pixels of zero or less", strange
        ).format(count=f"{strange:,}")
        expected = _("means of contents above zero, or nodata of the file in the recipe")
        checks.error(name, None, band.name, found, expected)
    return values.ravel()


def _windows(layout: Layout) -> Iterator[tuple[slice, slice]]:
    """Yield rows and columns of blocks that are read at a time."""
    rows, columns = layout.blocks
    most = max(1, WINDOW_PIXELS // layout.block**2)
    wide = min(columns, most)
    high = max(1, most // wide)
    for top in range(0, rows, high):
        for left in range(0, columns, wide):
            yield slice(top, min(top + high, rows)), slice(left, min(left + wide, columns))


def _window(
    band: Band, layout: Layout, rows: slice, columns: slice, nodata: float | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the pixels of some blocks, filled up to whole blocks, and which have a value."""
    from rasterio.windows import Window

    block = layout.block
    top, left = rows.start * block, columns.start * block
    high = min(rows.stop * block, layout.shape[0]) - top
    wide = min(columns.stop * block, layout.shape[1]) - left
    read = band.source.read(band.number, window=Window(left, top, wide, high), masked=True)
    there = ~np.ma.getmaskarray(read) & np.isfinite(read.data)
    if nodata is not None:
        there &= read.data != nodata
    full = ((rows.stop - rows.start) * block, (columns.stop - columns.start) * block)
    edge = [(0, whole - part) for whole, part in zip(full, read.shape, strict=True)]
    return np.pad(read.data.astype(np.float64), edge), np.pad(there, edge)
