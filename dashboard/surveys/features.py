"""Files with typed columns to data frames: geographic features, Parquet, R data.

The points of a file with geometry become two columns, `GEOMETRY`, in WGS84 degrees.
"""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import rdata
import shapely
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.checks import Checks, fault_of, nearest
from dashboard.surveys.recipe import FilePart

T = TypeVar("T")
Flatten = Callable[[pd.DataFrame, str, Checks], pd.DataFrame | None]

GEOMETRY = ("geometry longitude", "geometry latitude")
"""Columns made of a file's points: WGS84 degrees."""
AREA = "geometry km²"
"""Column made of the areas of polygons and pixels."""
ROW_NAMES = "row names"
"""Column made of the row names of an R data frame, where these are more than numbers."""

FEATURES = frozenset({".gpkg", ".geojson", ".json", ".shp"})
PARQUET = frozenset({".parquet", ".geoparquet", ".pq"})
R_DATA = frozenset({".rda", ".rdata", ".rds"})
TYPED = FEATURES | PARQUET | R_DATA

# A Shapefile is several files of one name; these hold values, encoding and system.
_COMPANIONS = (".dbf", ".shx", ".prj", ".cpg")


def read_frame(
    path: Path, name: str, part: FilePart, checks: Checks, flat: Flatten
) -> pd.DataFrame | None:
    """Read a file with typed columns.

    Parameters
    ----------
    path : Path
        GeoPackage, GeoJSON, Shapefile, GeoParquet, rda, RData or rds.
    name : str
        Name to report problems under.
    part : FilePart
        What the recipe says of the file; `sheet` names a layer or an R object.
    checks : Checks
        Takes what is wrong.
    flat : callable
        Turns the geometries of a frame into columns: `points`, or of published grids
        `dashboard.surveys.gridded_polygons.polygons`.

    Returns
    -------
    DataFrame or None
        Values as they are typed, without geometry; None if the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in FEATURES:
        return opened(lambda: _features(path, name, part, checks, flat), path, name, checks)
    if suffix in PARQUET:
        return opened(lambda: flat(geopandas.read_parquet(path), name, checks), path, name, checks)
    return opened(lambda: _r_data(path, name, part, checks), path, name, checks)


def opened(read: Callable[[], T], path: Path, name: str, checks: Checks) -> T | None:
    """Return what a file holds, None if it is damaged; then `checks` says so.

    Parameters
    ----------
    read : callable
        Reads the file.
    path : Path
        The file.
    name : str
        Name to report problems under.
    checks : Checks
        Takes what is wrong.
    """
    try:
        return read()
    except (OSError, EOFError, ValueError, KeyError, TypeError, RuntimeError) as error:
        # Damaged files end in any of these; pyogrio's and pyarrow's own errors are among them.
        found = fault_of(error, path)
        checks.error(name, None, None, found, _("a file that opens; is it damaged?"))
        return None


def companions(path: Path) -> list[Path]:
    """Return the files that belong to a file: those of a Shapefile, else none."""
    if path.suffix.lower() != ".shp":
        return []
    beside = {p.suffix.lower(): p for p in path.parent.glob(f"{path.stem}.*")}
    return [beside[suffix] for suffix in _COMPANIONS if suffix in beside]


def _features(
    path: Path, name: str, part: FilePart, checks: Checks, flat: Flatten
) -> pd.DataFrame | None:
    layers = [str(row[0]) for row in pyogrio.list_layers(path)]
    if part.sheet is not None and part.sheet not in layers:
        found = _("no layer “{layer}”").format(layer=part.sheet)
        checks.error(name, None, None, found, nearest(part.sheet, layers))
        return None
    frame = pyogrio.read_dataframe(path, layer=part.sheet or layers[0])
    return flat(frame, name, checks)


def to_degrees(
    crs: object, x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return WGS84 longitude and latitude of places; infinite off the reference system."""
    transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = transform.transform(x, y)
    return np.asarray(lon), np.asarray(lat)


def points(frame: pd.DataFrame, name: str, checks: Checks) -> pd.DataFrame | None:
    """Turn the points of a frame into two columns, `GEOMETRY`.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Values, with a point for each or without geometry.
    name : str
        Name to report problems under.
    checks : Checks
        Takes other geometries, and that there is no reference system.

    Returns
    -------
    DataFrame or None
        Without geometry; None where it cannot be used.
    """
    if not isinstance(frame, geopandas.GeoDataFrame):
        return frame
    placed = frame.geometry
    kinds = set(placed.dropna().geom_type)
    if kinds - {"Point", "MultiPoint"}:
        found = ", ".join(sorted(kinds))
        expected = _("a point for each sample; polygons with values are of kind “gridded”")
        checks.error(name, None, "geometry", found, expected)
        return None
    if placed.crs is None:
        expected = _("a reference system in the file, such as a .prj beside a Shapefile")
        checks.error(name, None, "geometry", _("no reference system"), expected)
        return None
    geometry = placed.to_numpy()
    many = np.flatnonzero(shapely.get_num_geometries(geometry) > 1)
    if len(many):
        files = np.full(len(many), name, dtype=object)
        texts = [str(geometry[i]) for i in many]
        checks.rows(files, many + 1, "geometry", texts, _("one point for each sample"))
        return None
    single = shapely.get_geometry(geometry, 0)
    lon, lat = to_degrees(placed.crs, shapely.get_x(single), shapely.get_y(single))
    plain = pd.DataFrame(frame.drop(columns=placed.name))
    # A sample without a point has empty cells, which the check of coordinates names.
    there = np.isfinite(lon) & np.isfinite(lat)
    for title, value in zip(GEOMETRY, (lon, lat), strict=True):
        plain[title] = np.where(there, value, np.nan)
    return plain


def _r_data(path: Path, name: str, part: FilePart, checks: Checks) -> pd.DataFrame | None:
    classes: dict[str | bytes, Any] = {
        **rdata.conversion.DEFAULT_CLASS_MAP,
        "data.frame": _data_frame,
        "Date": lambda days, _attributes: _since_1970(days, "D"),
        "POSIXct": lambda seconds, _attributes: _since_1970(seconds, "s"),
    }
    with warnings.catch_warnings():
        # Of classes it does not know, such as tibble's besides data.frame.
        warnings.simplefilter("ignore")
        if path.suffix.lower() == ".rds":
            objects = {"": rdata.read_rds(path, constructor_dict=classes)}
        else:
            objects = rdata.read_rda(path, constructor_dict=classes)
    frames = {str(k): v for k, v in objects.items() if isinstance(v, pd.DataFrame)}
    names = ", ".join(frames)
    if part.sheet is not None and part.sheet not in frames:
        found = _("no data frame “{name}”").format(name=part.sheet)
        checks.error(name, None, None, found, nearest(part.sheet, frames))
        return None
    if part.sheet is None and len(frames) != 1:
        found = _("{count} data frames").format(count=len(frames))
        expected = _("one, or its name as sheet: {names}").format(names=names or _("none"))
        checks.error(name, None, None, found, expected)
        return None
    return frames[part.sheet] if part.sheet else next(iter(frames.values()))


def _data_frame(columns: Mapping[str, Any], attributes: Mapping[str, Any]) -> pd.DataFrame:
    """Make a frame of R's vectors; row names other than numbers become a column."""
    made = {str(title): _vector(values) for title, values in columns.items()}
    named = attributes["row.names"]
    # R keeps default row names as c(NA, -n).
    if not np.ma.is_masked(named) and np.asarray(named).dtype.kind == "U":
        made = {ROW_NAMES: np.asarray(named, dtype=object), **made}
    return pd.DataFrame(made)


def _vector(values: Any) -> Any:
    """Return a vector in a form that keeps its missing values apart."""
    if isinstance(values, np.ma.MaskedArray):
        return pd.array(values.tolist())
    if isinstance(values, np.ndarray) and values.dtype.kind == "U":
        return values.astype(object)
    return values


def _since_1970(count: Any, unit: Literal["D", "s"]) -> NDArray[np.datetime64]:
    """Return R's dates, counted from 1970-01-01, NaT where missing."""
    number = np.ma.filled(np.ma.asarray(count, dtype=np.float64), np.nan)
    known = np.isfinite(number)
    made = np.full(len(number), np.datetime64("NaT", "s"))
    made[known] = np.floor(number[known]).astype(np.int64).astype(f"datetime64[{unit}]")
    return made
