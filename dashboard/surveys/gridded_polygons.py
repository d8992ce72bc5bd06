"""Polygons with values as records of a table: each at a point inside it, with its area."""

import geopandas
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from dashboard.catalog.boundaries import geodesic_area_km2
from dashboard.i18n import _
from dashboard.surveys.checks import Checks
from dashboard.surveys.features import AREA, GEOMETRY, points, to_degrees

OVERLAP = 0.01
"""Share of the smaller polygon from which two overlap: outlines digitised twice differ less."""


def polygons(frame: pd.DataFrame, name: str, checks: Checks) -> pd.DataFrame | None:
    """Turn the polygons of a frame into points inside them, with their areas.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Values with polygons, or with points in the middle of cells.
    name : str
        Name to report problems under.
    checks : Checks
        Takes what is wrong: no reference system, other geometries, invalid polygons; and
        polygons that overlap, as nested catchments do, as warnings.

    Returns
    -------
    DataFrame or None
        Without geometry; `GEOMETRY` are longitude and latitude, `AREA` the geodesic area in
        km². None where it cannot be used.
    """
    if not isinstance(frame, geopandas.GeoDataFrame):
        return frame
    kinds = frame.geometry.geom_type
    if kinds.isin(["Point", "MultiPoint"]).all() and len(kinds):
        return points(frame, name, checks)
    if frame.crs is None:
        expected = _("a reference system in the file, such as a .prj beside a Shapefile")
        checks.error(name, None, "geometry", _("no reference system"), expected)
        return None
    geometry = frame.geometry.to_numpy()
    there = np.isin(shapely.get_type_id(geometry), (3, 6)) & ~shapely.is_empty(geometry)
    at = np.flatnonzero(~there)
    if len(at):
        found = [_("nothing") if g is None or g.is_empty else g.geom_type for g in geometry[at]]
        _rows(name, at, found, _("a polygon for each value"), checks)
        return None
    at = np.flatnonzero(~shapely.is_valid(geometry))
    if len(at):
        expected = _("a valid polygon; repair it, such as by “Fix geometries” in QGIS")
        _rows(name, at, list(shapely.is_valid_reason(geometry[at])), expected, checks)
        return None
    _check_overlaps(geometry, name, checks)
    inside = shapely.point_on_surface(geometry)
    crs = frame.crs.to_wkt()
    lon, lat = to_degrees(crs, shapely.get_x(inside), shapely.get_y(inside))
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    found_at = np.isfinite(lon) & np.isfinite(lat)
    for title, value in zip(GEOMETRY, (lon, lat), strict=True):
        plain[title] = np.where(found_at, value, np.nan)
    plain[AREA] = _areas(geometry, crs)
    return plain


def _rows(
    name: str, at: NDArray[np.intp], found: list[str], expected: str, checks: Checks
) -> None:
    checks.rows(np.full(len(at), name, dtype=object), at + 1, "geometry", found, expected)


def _check_overlaps(geometry: NDArray[np.object_], name: str, checks: Checks) -> None:
    first, second = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    once = first > second
    first, second = first[once], second[once]
    shared = shapely.area(shapely.intersection(geometry[first], geometry[second]))
    smaller = np.minimum(shapely.area(geometry[first]), shapely.area(geometry[second]))
    over = np.flatnonzero(shared > OVERLAP * smaller)
    if not len(over):
        return
    order = over[np.argsort(first[over], kind="stable")]
    rows, other = first[order] + 1, second[order] + 1
    found = [_("overlaps the polygon of row {row}").format(row=row) for row in other]
    expected = _("polygons beside each other: the ground of both counts twice")
    files = np.full(len(rows), name, dtype=object)
    checks.rows(files, rows, "geometry", found, expected, "warning")


def _areas(geometry: NDArray[np.object_], crs: str) -> NDArray[np.float64]:
    """Return geodesic areas, km²."""
    transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    degrees = shapely.transform(geometry, transform.transform, interleaved=False)
    parts, whole = shapely.get_parts(degrees, return_index=True)
    areas = np.zeros(len(geometry))
    np.add.at(areas, whole, [geodesic_area_km2(part) for part in parts])
    return areas
