"""Where samples were taken: coordinates and country."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.countries import countries
from dashboard.i18n import _
from dashboard.surveys.angles import angles
from dashboard.surveys.checks import ROWS_NAMED, Checks, Severity, nearest, quoted
from dashboard.surveys.features import GEOMETRY
from dashboard.surveys.findings import warn_rows
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.reader import Table
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.recipe_file import NAME
from dashboard.surveys.wordings import numbers

Floats = NDArray[np.float64]

# A point so near the stated country is not reported: boundaries of 1 : 50 million
# are off by some kilometres.
AWAY_KM = 10.0


def text_column(table: Table, name: str, key: str, checks: Checks) -> NDArray[np.object_] | None:
    """Return a column by name, or None with the nearest name reported.

    Parameters
    ----------
    table : Table
        All records.
    name : str
        Column name.
    key : str
        Key path of the recipe that names it.
    checks : Checks
        Takes the problem.
    """
    if name in table.cells:
        return table.cells[name]
    found = _("no column “{name}”").format(name=name)
    checks.error(NAME, None, key, found, nearest(name, table.cells))
    return None


def coordinates(recipe: Recipe, table: Table, checks: Checks) -> tuple[Floats, Floats]:
    """Return WGS84 coordinates of all records.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems: unreadable numbers,
        positions off the Earth or outside the reference system, and 0°, 0°.

    Returns
    -------
    lon, lat : ndarray of float64, shape (n,)
        Degrees, −180 ≤ lon < 180; NaN where wrong.
    """
    size = len(table.rows)
    nowhere = np.full(size, np.nan)
    names, system = recipe.columns.pair, recipe.columns.crs
    keys = ("longitude", "latitude") if recipe.columns.longitude else ("x", "y")
    if not any(names):
        if GEOMETRY[0] not in table.cells:
            expected = _("longitude and latitude, or x and y: the files have no points")
            checks.error(NAME, None, "columns", _("no coordinates"), expected)
            return nowhere, nowhere.copy()
        names, system = GEOMETRY, "EPSG:4326"
    read = []
    for name, key in zip(names, keys, strict=True):
        text = text_column(table, name, f"columns.{key}", checks)
        if text is None:
            return nowhere, nowhere.copy()
        # Metres are numbers; degrees may have minutes, seconds and a letter.
        axes: dict[str, Literal["EW", "NS"]] = {"longitude": "EW", "latitude": "NS"}
        value = angles(text, axes[key]) if key in axes else numbers(text)
        report_rows(table, np.isnan(value), name, _("a coordinate"), checks)
        read.append(value)
    x, y = read
    given = np.isfinite(x) & np.isfinite(y)
    lon, lat = nowhere, nowhere.copy()
    for key, named, here in _systems(recipe, table, system, checks):
        try:
            crs = pyproj.CRS.from_user_input(named)
            transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except pyproj.exceptions.ProjError:
            expected = _("a reference system such as EPSG:4326 or EPSG:32635")
            checks.error(NAME, None, key, quoted(named), expected)
            continue
        there = given & here
        if crs.is_geographic:
            wrong = there & (np.abs(y) > 90)
            report_rows(table, wrong, names[1], _("a latitude between −90 and 90"), checks)
            off = there & ((x < -180) | (x > 360))
            report_rows(table, off, names[0], _("a longitude between −180 and 180"), checks)
            there &= ~(wrong | off)
        lon[there], lat[there] = transform.transform(x[there], y[there])
        lost = there & ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90))
        report_rows(table, lost, names[0], _("a place that the reference system covers"), checks)
        lon[lost] = lat[lost] = np.nan
    null = np.isfinite(lon) & (np.abs(lon) < 1e-6) & (np.abs(lat) < 1e-6)
    report_rows(table, null, names[0], _("a place; 0°, 0° stands for a missing position"), checks)
    lon = (lon + 180.0) % 360.0 - 180.0
    return lon, lat


def _systems(
    recipe: Recipe, table: Table, system: str, checks: Checks
) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Yield reference systems, the key of the recipe that names each, and whose rows it is.

    Rows whose text stands for none are reported, and are no system's; those without any
    text are of `columns.crs` where the recipe has it.
    """
    column = recipe.columns.crs_column
    if column is None:
        yield "columns.crs", system, np.ones(len(table.rows), dtype=bool)
        return
    text = text_column(table, column, "columns.crs_column", checks)
    if text is None:
        return
    codes = recipe.columns.crs_codes
    known = np.isin(text, list(codes))
    plain = (text == "") & ("crs" in recipe.columns.model_fields_set)
    report_rows(
        table, ~(known | plain), column, _("a text that columns.crs_codes explains"), checks
    )
    if plain.any():
        yield "columns.crs", system, plain
    for word, meant in codes.items():
        yield f"columns.crs_codes.{word}", meant, text == word


def country_codes(
    recipe: Recipe, table: Table, lon: Floats, lat: Floats, overlay: Overlay, checks: Checks
) -> NDArray[np.object_]:
    """Return the country of all records: of the column, by overlay where it is empty.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems: unknown codes, and points
        more than 10 km away from the stated country (a warning with the distance).
    lon, lat : ndarray of float64, shape (n,)
        WGS84 degrees.
    overlay : Overlay
        Boundaries.

    Returns
    -------
    ndarray of object, shape (n,)
        ISO 3166-1 alpha-3 codes; None for points at sea and unknown codes.
    """
    columns = recipe.columns
    found_in = located(recipe, lon, lat, overlay)
    if columns.country is None:
        return found_in
    text = text_column(table, columns.country, "columns.country", checks)
    if text is None:
        return found_in
    known = set(countries())
    codes, words = pd.factorize(text)
    meant = [columns.country_codes.get(str(w), str(w)) for w in words]
    valid = np.array([m in known for m in meant], dtype=bool)[codes]
    empty = text == ""
    expected = _("an ISO 3166-1 alpha-3 code, or a line in columns.country_codes")
    report_rows(table, ~valid & ~empty, columns.country, expected, checks)
    stated = np.array(meant, dtype=object)[codes]
    stated[empty] = found_in[empty]
    stated[~valid & ~empty] = None
    other = np.flatnonzero(valid & (stated != found_in) & np.isfinite(lon))
    wanted = np.array([*(frozenset({code}) for code in stated[other]), None], dtype=object)[:-1]
    at = other[~overlay.lie_in(lon[other], lat[other], wanted, AWAY_KM)]
    if len(at):
        found = [
            _away(float(lon[i]), float(lat[i]), stated[i], found_in[i], overlay)
            for i in at[:ROWS_NAMED]
        ]
        expected = _("a point in its country")
        warn_rows(checks, table.files[at], table.rows[at], columns.country, found, expected)
    return stated


def _away(lon: float, lat: float, country: str, found_in: str | None, overlay: Overlay) -> str:
    """Say how far a point lies from the stated country, and where."""
    km = overlay.distance_km(lon, lat, country)
    where = _("in {country}").format(country=found_in) if found_in else _("at sea")
    text = _("{country}, but the point lies {km} km away, {where}")
    return text.format(country=country, km="…" if np.isinf(km) else round(km), where=where)


def located(
    recipe: Recipe, longitude: ArrayLike, latitude: ArrayLike, overlay: Overlay
) -> NDArray[np.object_]:
    """Return countries by overlay: those of the survey's extent first, then any.

    A site near a border belongs to the country that sampled it, also where the
    boundaries of 1 : 50 million draw it on the other side.

    Parameters
    ----------
    recipe : Recipe
        Its extent, and how far out at sea a point may lie.
    longitude, latitude : array_like of float, shape (n,)
        WGS84 degrees.
    overlay : Overlay
        Boundaries.

    Returns
    -------
    ndarray of object, shape (n,)
        ISO 3166-1 alpha-3 codes, None where no country is near enough.
    """
    lon = np.asarray(longitude, dtype=np.float64)
    lat = np.asarray(latitude, dtype=np.float64)
    within = recipe.columns.country_within_km
    if not recipe.extent.countries:
        return overlay.locate(lon, lat, within)
    inside = overlay.only(recipe.extent.countries)
    found = inside.locate(lon, lat, within)
    other = np.array([code is None for code in found], dtype=bool)
    if other.any():
        found[other] = overlay.locate(lon[other], lat[other], within)
    return found


def report_rows(
    table: Table,
    where: NDArray[np.bool_],
    column: str | None,
    expected: str,
    checks: Checks,
    severity: Severity = "error",
) -> None:
    """Report the same fault in the rows of a mask, with what stands in the column."""
    at = np.flatnonzero(where)
    if len(at):
        found = table.cells[column][at] if column else np.full(len(at), "", dtype=object)
        checks.rows(table.files[at], table.rows[at], column, found, expected, severity)
