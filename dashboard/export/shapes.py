"""Geometries of rows that are taken away: cells, countries, samples; WGS 84."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.release.release import Release


def cell_shapes(rows: pa.RecordBatch) -> NDArray[Any]:
    """Return the polygons of cells from their bounds."""
    return cell_shapes_of(*(_floats(rows, one) for one in ("west", "south", "east", "north")))


def cell_shapes_of(
    west: NDArray[np.float64],
    south: NDArray[np.float64],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
) -> NDArray[Any]:
    """Return the polygons of cells; two parts where one straddles 180° (RFC 7946, 3.1.9).

    Parameters
    ----------
    west, south, east, north : ndarray, shape (n,)
        Bounds in degrees; `east` exceeds 180 where the cell straddles it.
    """
    found = np.array(shapely.box(west, south, np.minimum(east, 180), north), dtype=object)
    for i in np.flatnonzero(east > 180):
        rest = shapely.box(-180, south[i], east[i] - 360, north[i])
        found[i] = shapely.MultiPolygon([found[i], rest])
    return found


def named_cell_shapes(rows: pa.RecordBatch) -> NDArray[Any]:
    """Return the polygons of cells of one level from their ids in the column ``cell``."""
    known = [grid.parse_id(one) for one in rows["cell"].to_pylist()]
    if not known:
        return np.empty(0, dtype=object)
    numbers = np.array([number for number, _level in known])
    return cell_shapes_of(*grid.bounds(numbers, known[0][1]))


def point_shapes(rows: pa.RecordBatch) -> NDArray[Any]:
    """Return the places of samples."""
    return np.asarray(shapely.points(_floats(rows, "lon"), _floats(rows, "lat")), dtype=object)


def area_shapes(release: Release) -> Callable[[pa.RecordBatch], NDArray[Any]]:
    """Return what gives the outlines of rows' countries, None where there is no outline."""

    def shapes(rows: pa.RecordBatch) -> NDArray[Any]:
        known = country_shapes(release)
        found = np.empty(rows.num_rows, dtype=object)
        found[:] = [known.get(code) for code in rows[rows.schema.names[0]].to_pylist()]
        return found

    return shapes


@lru_cache(maxsize=2)
def country_shapes(release: Release) -> Mapping[str, Any]:
    """Return the countries' outlines by code, three decimals of a degree (some 100 m)."""
    frame = geopandas.read_parquet(release.folder / "countries.parquet")
    rounded = shapely.set_precision(frame.geometry.to_numpy(), 0.001, mode="pointwise")
    return {
        iso3: shape
        for iso3, shape in zip(frame["iso3"], rounded, strict=True)
        if shape is not None and not shape.is_empty
    }


def _floats(rows: pa.RecordBatch, name: str) -> NDArray[np.float64]:
    return np.asarray(rows[name].to_numpy(zero_copy_only=False), dtype=np.float64)
