"""Where a survey means to sample: countries, polygons, planned cells and sites."""

import csv
from collections.abc import Mapping
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard import grid
from dashboard.i18n import _
from dashboard.surveys.checks import Checks, nearest
from dashboard.surveys.recipe_survey import ExtentPart

# Cells keep off their neighbours by about 0.1 m, so that the extent touches only them.
_GAP = 1e-6
SITE_COLUMNS = ("id", "longitude", "latitude")


def planned_extent(
    extent: ExtentPart, folder: Path, countries: Mapping[str, BaseGeometry]
) -> BaseGeometry | None:
    """Return the area that a survey means to cover.

    Parameters
    ----------
    extent : ExtentPart
        The recipe's words: files of polygons and of cells go before countries, which
        ``bounds`` may cut. Planned sites are samples and no area.
    folder : Path
        The recipe's folder, which holds the files.
    countries : mapping of str to shapely geometry
        Land by ISO 3166-1 alpha-3 code, in degrees.

    Returns
    -------
    shapely geometry or None
        Polygons in WGS84 degrees; None where the recipe states no extent.
    """
    stated = []
    if extent.polygons:
        frame = geopandas.read_file(folder / extent.polygons).to_crs(4326)
        stated.append(shapely.make_valid(shapely.union_all(frame.geometry.to_numpy())))
    if extent.cells:
        records = _records(folder / extent.cells, extent.cells, ("cell",), Checks())
        stated += [box for _row, (cell,) in records for box in _boxes(cell)]
    if stated:
        return shapely.union_all(stated)
    parts = [
        part
        for code in extent.countries
        if code in countries
        for part in shapely.get_parts(countries[code])
    ]
    if extent.bounds is not None:
        cut = (shapely.clip_by_rect(part, *extent.bounds) for part in parts)
        parts = [
            piece
            for clipped in cut
            for piece in shapely.get_parts(clipped)
            if shapely.get_type_id(piece) == shapely.GeometryType.POLYGON and not piece.is_empty
        ]
    return shapely.MultiPolygon(parts) if parts else None


def check_extent(extent: ExtentPart, folder: Path, checks: Checks) -> None:
    """Report files of the extent that are not there or cannot be understood.

    Parameters
    ----------
    extent : ExtentPart
        The recipe's words.
    folder : Path
        The recipe's folder.
    checks : Checks
        Takes missing files, missing columns, and what is no cell of the grid.
    """
    for key in ("polygons", "cells", "sites"):
        name = getattr(extent, key)
        if name and not (folder / name).is_file():
            found = _("no file “{name}”").format(name=name)
            expected = _("a file beside the recipe")
            checks.error("survey.toml", None, f"extent.{key}", found, expected)
    if extent.cells and (folder / extent.cells).is_file():
        for row, (cell,) in _records(folder / extent.cells, extent.cells, ("cell",), checks):
            try:
                grid.parse_id(cell)
            except ValueError as error:
                expected = _("a cell of the global grid, such as N24E15 or N24E15.2")
                checks.error(extent.cells, row, "cell", str(error), expected)


def planned_sites(extent: ExtentPart, folder: Path, checks: Checks) -> pd.DataFrame:
    """Return the planned sites of a survey.

    Parameters
    ----------
    extent, folder, checks
        As in `check_extent`.

    Returns
    -------
    DataFrame
        ``sample`` (id), ``lon``, ``lat`` (WGS84 degrees), ``row`` in the file; empty
        without a file of sites. Sites that cannot be used are left out and reported.
    """
    sites: dict[str, tuple[float, float, int]] = {}
    if extent.sites and (folder / extent.sites).is_file():
        for row, values in _records(folder / extent.sites, extent.sites, SITE_COLUMNS, checks):
            name, x, y = values
            try:
                lon, lat = float(x), float(y)
            except ValueError:
                lon = lat = np.nan
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                expected = _("longitude and latitude in degrees")
                checks.error(extent.sites, row, None, f"{x}, {y}", expected)
            elif not name or name in sites:
                expected = _("each site number once")
                checks.error(extent.sites, row, "id", name or _("empty"), expected)
            else:
                sites[name] = (lon, lat, row)
    made = pd.DataFrame.from_dict(sites, orient="index", columns=["lon", "lat", "row"])
    return made.rename_axis("sample").reset_index().astype({"sample": "str", "row": np.int64})


def _records(
    path: Path, name: str, wanted: tuple[str, ...], checks: Checks
) -> list[tuple[int, tuple[str, ...]]]:
    """Return the row number and the wanted columns of each record of a small CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        titles = list(reader.fieldnames or [])
        missing = [title for title in wanted if title not in titles]
        for title in missing:
            found = _("no column “{name}”").format(name=title)
            checks.error(name, 1, title, found, nearest(title, titles))
        if missing:
            return []
        return [
            (reader.line_num, tuple((record[title] or "").strip() for title in wanted))
            for record in reader
        ]


def _boxes(cell: str) -> list[BaseGeometry]:
    """Return the area of a cell: two boxes where it straddles 180°."""
    number, level = grid.parse_id(cell)
    west, south, east, north = (float(side) for side in grid.bounds(number, level))
    inner = (west + _GAP, south + _GAP, east - _GAP, north - _GAP)
    if east <= 180:
        return [shapely.box(*inner)]
    return [
        shapely.box(inner[0], inner[1], 180.0, inner[3]),
        shapely.box(-180.0, inner[1], inner[2] - 360, inner[3]),
    ]
