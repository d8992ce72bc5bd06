"""Mistakes in results that are published as a grid."""

import warnings

import geopandas
import numpy as np
import shapely
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from tests.mistakes.base import Group, R
from tests.surveys_maker import HEAD

# 2° by 2° of pixels of half a degree in FIN; 20 by 20 of a hundredth.
COARSE = np.arange(1, 17, dtype="f4").reshape(4, 4)
FINE = np.full((20, 20), 5, dtype="f4")
HALF = Affine(0.5, 0, 10, 0, -0.5, 2)
HUNDREDTH = Affine(0.01, 0, 10, 0, -0.01, 1)
MISSING = -9999.0
T, P = "Cu.tif", "cells.geojson"


def tif(pixels: np.ndarray, place: Affine | None = HALF, crs: str | None = "EPSG:4326") -> bytes:
    """Return a GeoTIFF of one band."""
    rows, columns = pixels.shape
    profile = {"driver": "GTiff", "height": rows, "width": columns, "count": 1}
    profile |= {"dtype": pixels.dtype, "crs": crs, "nodata": MISSING}
    if place is not None:
        profile["transform"] = place
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile() as memory:
            with memory.open(**profile) as file:
                file.write(pixels, 1)
            return bytes(memory.read())


def polygons(*shapes: shapely.Geometry) -> str:
    """Return GeoJSON with a value for each shape."""
    frame = geopandas.GeoDataFrame(
        {"Cu": [10.0 * (i + 1) for i in range(len(shapes))]}, geometry=list(shapes), crs=4326
    )
    return str(frame.to_json())


def grid(
    path: str,
    *,
    kind: str = "gridded",
    file: str = "",
    analytes: str = "Cu = {}",
    unit: str = "mg/kg",
) -> str:
    """Return a recipe of a published grid."""
    given = f'unit = "{unit}"\n' if unit else ""
    return (
        f'{HEAD}kind = "{kind}"\n[[files]]\npath = "{path}"\n{file}[columns]\n'
        f'[[strata]]\nmedium = "topsoil"\n{given}[strata.analytes]\n{analytes}\n'
    )


def in_grids() -> Group:
    """Return the mistakes in published grids."""
    group = Group("In published grids")
    add = group.add
    box = shapely.box
    add(
        "A raster in a survey of samples",
        (T, None, None),
        "a raster",
        "gridded",
        recipe=grid(T, kind="survey"),
        files={T: tif(COARSE)},
    )
    add(
        "Polygons in a survey of samples",
        (P, None, "geometry"),
        "Polygon",
        "gridded",
        recipe=grid(P, kind="survey"),
        files={P: polygons(box(10, 0, 11, 1))},
    )
    add(
        "A text file called a GeoTIFF",
        (T, None, None),
        "not recognized",
        "damaged",
        recipe=grid(T),
        files={T: "x,y,Cu\n"},
    )
    add(
        "A text file called a NetCDF",
        ("a.nc", None, None),
        "not recognized",
        "damaged",
        recipe=grid("a.nc"),
        files={"a.nc": "x,y,Cu\n"},
    )
    add(
        "A raster without a position",
        (T, None, None),
        "no position",
        "regular grid",
        recipe=grid(T),
        files={T: tif(COARSE, None)},
    )
    add(
        "A raster without a reference system",
        (T, None, "crs"),
        "no reference system",
        "EPSG:3035",
        recipe=grid(T),
        files={T: tif(COARSE, crs=None)},
    )
    add(
        "A raster in a reference system that is none",
        (R, None, "files.crs"),
        "EPSG:1",
        "such as",
        recipe=grid(T, file='crs = "EPSG:1"\n'),
        files={T: tif(COARSE, crs=None)},
    )
    add(
        "A band that is not there",
        (R, None, "strata[1].analytes.Zn"),
        "no column",
        "known names",
        recipe=grid(T, analytes="Zn = {}"),
        files={T: tif(COARSE)},
    )
    add(
        "A raster whose unit nobody states",
        (R, None, "strata[1].analytes.Cu.unit"),
        "",
        "mg/kg",
        recipe=grid(T, unit=""),
        files={T: tif(COARSE)},
    )
    add(
        "A raster of nothing but nodata",
        (T, None, "Cu"),
        "nothing but nodata",
        "values",
        recipe=grid(T),
        files={T: tif(np.full((4, 4), MISSING, dtype="f4"))},
    )
    zeros = FINE.copy()
    zeros[:2] = 0
    add(
        "Zeros for nodata in fine pixels",
        (T, None, "Cu"),
        "40 pixels of zero",
        "nodata",
        recipe=grid(T),
        files={T: tif(zeros, HUNDREDTH)},
    )
    coarse = COARSE.copy()
    coarse[1, 2] = 0
    add(
        "Zeros for nodata in coarse pixels",
        (T, 7, "Cu"),
        "0",
        "",
        recipe=grid(T),
        files={T: tif(coarse)},
    )
    add(
        "A header row of a raster",
        (T, None, "header_row"),
        "a key for tables",
        "no such key",
        recipe=grid(T, file="header_row = 2\n"),
        files={T: tif(COARSE)},
    )
    add(
        "A nodata value of a file of polygons",
        (P, None, "nodata"),
        "for rasters",
        "no such key",
        recipe=grid(P, file="nodata = -1\n"),
        files={P: polygons(box(10, 0, 11, 1))},
    )
    add(
        "Tiles that overlap",
        ("b/Cu.tif", None, "Cu"),
        "a/Cu.tif",
        "each place once",
        recipe=grid("*/Cu.tif"),
        files={"a/Cu.tif": tif(COARSE), "b/Cu.tif": tif(COARSE, Affine(0.5, 0, 11, 0, -0.5, 2))},
    )
    add(
        "Two files of one grid with the same band",
        ("b/Cu.tif", None, "Cu"),
        "Cu",
        "no other file",
        recipe=grid("*/Cu.tif"),
        files={"a/Cu.tif": tif(COARSE), "b/Cu.tif": tif(COARSE)},
    )
    bow = shapely.Polygon([(10, 0), (11, 1), (11, 0), (10, 1)])
    add(
        "A polygon that crosses itself",
        (P, 2, "geometry"),
        "Self-intersection",
        "valid polygon",
        recipe=grid(P),
        files={P: polygons(box(12, 0, 13, 1), bow)},
    )
    add(
        "A line among polygons",
        (P, 2, "geometry"),
        "LineString",
        "a polygon",
        recipe=grid(P),
        files={P: polygons(box(12, 0, 13, 1), shapely.LineString([(10, 0), (11, 1)]))},
    )
    add(
        "Polygons that overlap",
        (P, 2, "geometry"),
        "row 1",
        "beside each other",
        recipe=grid(P),
        files={P: polygons(box(10, 0, 11, 1), box(10.5, 0, 11.5, 1))},
        warning=True,
    )
    return group
