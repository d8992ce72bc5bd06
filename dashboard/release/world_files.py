"""The files of a release that all strata share: grid, countries and boundaries."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from dashboard import grid
from dashboard.catalog import boundaries
from dashboard.gridding.land import NOBODY, land_cells
from dashboard.planes import pack
from dashboard.release import index
from dashboard.release.progress_files import country_sizes
from dashboard.release.stratum_files import World

DETAILS = ("world-110m", "world-50m")
FINEST = f"{DETAILS[-1]}.bin"
"""File of the boundaries that results are gridded by."""


def read_world(boundary_folder: Path) -> World:
    """Return countries and land, measured on the finest boundaries of a folder."""
    finest = boundaries.read(boundary_folder / FINEST)
    polygons = finest.polygons()
    return World(polygons, land_cells(polygons), tuple(finest.countries))


def write_world(world: World, boundary_folder: Path, folder: Path) -> dict[str, Any]:
    """Write the files and return what the release index says of countries and regions.

    Parameters
    ----------
    world : World
        Countries and land.
    boundary_folder : Path
        Folder with the boundary set.
    folder : Path
        Where the files go.
    """
    (folder / "boundaries").mkdir()
    for detail in DETAILS:
        shutil.copyfile(boundary_folder / f"{detail}.bin", folder / "boundaries" / f"{detail}.bin")
    finest = boundaries.read(boundary_folder / FINEST)
    sizes = country_sizes(boundary_folder, finest, world.land)
    places = index.places(world.countries, sizes)
    (folder / "grid.bin").write_bytes(_grid_planes(world))
    _write_grid(world, folder / "grid.parquet")
    _write_countries(world, places["countries"], folder / "countries.parquet")
    return places


def _grid_planes(world: World) -> bytes:
    position = {name: i for i, name in enumerate(world.countries)}
    none = 65535
    return pack(
        {
            "cell": world.land.cell.astype(np.uint16),
            "country": np.array(
                [position.get(c, none) for c in world.land.country.tolist()], dtype=np.uint16
            ),
            "land": np.maximum(1, np.round(world.land.share * 255)).astype(np.uint8),
        },
        country_none=none,
    )


def _write_grid(world: World, path: Path) -> None:
    """Write all cells of level 0 as GeoParquet; a cell over 180° has two parts."""
    number = np.arange(grid.cell_count())
    box = grid.bounds(number)
    share = np.zeros(number.size)
    share[world.land.cell] = world.land.share
    country = np.full(number.size, NOBODY, dtype=object)
    country[world.land.cell] = world.land.country
    lon, lat = grid.centre(number)
    shapes = shapely.box(box.west, box.south, np.minimum(box.east, 180.0), box.north)
    for i in np.flatnonzero(box.east > 180).tolist():
        beyond = shapely.box(-180, box.south[i], box.east[i] - 360, box.north[i])
        shapes[i] = shapely.MultiPolygon([shapes[i], beyond])
    frame = geopandas.GeoDataFrame(
        {
            "cell": grid.cell_id(number),
            "number": number.astype(np.uint32),
            "level": np.zeros(number.size, dtype=np.uint8),
            **box._asdict(),
            "centre_lon": lon,
            "centre_lat": lat,
            "area_km2": grid.area_km2(number),
            "country": country,
            "land_share": share,
        },
        geometry=shapes,
        crs="OGC:CRS84",
    )
    frame.to_parquet(path, index=False)


def _write_countries(world: World, places: Sequence[Mapping[str, Any]], path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {
            "iso3": [p["id"] for p in places],
            "name": [p["name"] for p in places],
            "region": [p["region"] for p in places],
            "subregion": [p["subregion"] for p in places],
            "area_km2": [p["area_km2"] for p in places],
            "land_cells": [p["cells"][0] for p in places],
        },
        geometry=[world.polygons.get(p["id"]) for p in places],
        crs="OGC:CRS84",
    )
    frame.to_parquet(path, index=False)
