"""Where and when samples were taken: coordinates, country, date, status."""

import datetime as dt

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from dashboard.catalog.countries import countries
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.surveys.censoring import numbers
from dashboard.surveys.checks import Checks, nearest, quoted
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.reader import Table
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.recipe_file import NAME

Floats = NDArray[np.float64]

# A point so near the stated country is not reported: boundaries of 1 : 50 million
# are off by some kilometres.
AWAY_KM = 10.0
FIRST_YEAR = 1850


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
    names = recipe.columns.pair
    keys = ("longitude", "latitude") if recipe.columns.longitude else ("x", "y")
    read = []
    for name, key in zip(names, keys, strict=True):
        text = text_column(table, name, f"columns.{key}", checks)
        if text is None:
            return nowhere, nowhere.copy()
        value = numbers(text)
        _rows(table, np.isnan(value), name, _("a coordinate"), checks)
        read.append(value)
    x, y = read
    try:
        crs = pyproj.CRS.from_user_input(recipe.columns.crs)
        transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError:
        expected = _("a reference system such as EPSG:4326 or EPSG:32635")
        checks.error(NAME, None, "columns.crs", quoted(recipe.columns.crs), expected)
        return nowhere, nowhere.copy()
    given = np.isfinite(x) & np.isfinite(y)
    if crs.is_geographic:
        wrong = given & (np.abs(y) > 90)
        _rows(table, wrong, names[1], _("a latitude between −90 and 90"), checks)
        off = given & ((x < -180) | (x > 360))
        _rows(table, off, names[0], _("a longitude between −180 and 180"), checks)
        given &= ~(wrong | off)
    lon, lat = nowhere, nowhere.copy()
    lon[given], lat[given] = transform.transform(x[given], y[given])
    lost = given & ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90))
    _rows(table, lost, names[0], _("a place that the reference system covers"), checks)
    lon[lost] = lat[lost] = np.nan
    null = given & ~lost & (np.abs(lon) < 1e-6) & (np.abs(lat) < 1e-6)
    _rows(table, null, names[0], _("a place; 0°, 0° stands for a missing position"), checks)
    lon = (lon + 180.0) % 360.0 - 180.0
    return lon, lat


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
    located = _located(recipe, lon, lat, overlay)
    if columns.country is None:
        return located
    text = text_column(table, columns.country, "columns.country", checks)
    if text is None:
        return located
    known = set(countries())
    codes, words = pd.factorize(text)
    meant = [columns.country_codes.get(str(w), str(w)) for w in words]
    valid = np.array([m in known for m in meant], dtype=bool)[codes]
    empty = text == ""
    expected = _("an ISO 3166-1 alpha-3 code, or a line in columns.country_codes")
    _rows(table, ~valid & ~empty, columns.country, expected, checks)
    stated = np.array(meant, dtype=object)[codes]
    stated[empty] = located[empty]
    stated[~valid & ~empty] = None
    for i in np.flatnonzero(valid & (stated != located) & np.isfinite(lon)):
        away = overlay.distance_km(float(lon[i]), float(lat[i]), str(stated[i]))
        if away > AWAY_KM:
            found = _("{country}, but the point lies {km} km away, {where}").format(
                country=stated[i],
                km="…" if np.isinf(away) else round(away),
                where=_("in {country}").format(country=located[i]) if located[i] else _("at sea"),
            )
            checks.warn(
                str(table.files[i]),
                int(table.rows[i]),
                columns.country,
                found,
                _("a point in its country"),
            )
    return stated


def _located(recipe: Recipe, lon: Floats, lat: Floats, overlay: Overlay) -> NDArray[np.object_]:
    """Return countries by overlay: those of the survey's extent first, then any.

    A site near a border belongs to the country that sampled it, also where the
    boundaries of 1 : 50 million draw it on the other side.
    """
    within = recipe.columns.country_within_km
    if not recipe.extent.countries:
        return overlay.locate(lon, lat, within)
    inside = overlay.only(recipe.extent.countries)
    located = inside.locate(lon, lat, within)
    other = np.array([code is None for code in located], dtype=bool)
    if other.any():
        located[other] = overlay.locate(lon[other], lat[other], within)
    return located


def dates(
    recipe: Recipe, table: Table, checks: Checks, today: dt.date | None = None
) -> NDArray[np.datetime64]:
    """Return the sampling dates of all records.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems: dates that cannot be
        read, in the future, or before 1850 (errors); outside the survey's years
        (one warning).
    today : date, optional
        The last possible date.

    Returns
    -------
    ndarray of datetime64[s], shape (n,)
        NaT where there is none.
    """
    size = len(table.rows)
    none = np.full(size, np.datetime64("NaT", "s"))
    name = recipe.columns.date
    if name is None:
        return none
    text = text_column(table, name, "columns.date", checks)
    if text is None:
        return none
    series = pd.Series(text, dtype=object)
    given = (text != "") & ~np.isin(text, recipe.missing.texts + recipe.missing.no_sample)
    # Spreadsheets give true dates, written as ISO here, whatever the format of the texts.
    parsed = pd.to_datetime(
        series.where(given), format="ISO8601", errors="coerce", utc=True
    ).dt.tz_localize(None)
    if recipe.columns.date_format:
        other = pd.to_datetime(
            series.where(given & parsed.isna().to_numpy()),
            format=recipe.columns.date_format,
            errors="coerce",
        )
        parsed = parsed.fillna(other)
    date = parsed.to_numpy().astype("datetime64[s]")
    expected = (
        _("a date written {format}").format(format=recipe.columns.date_format)
        if recipe.columns.date_format
        else _("a date such as 2009-07-31, or columns.date_format in the recipe")
    )
    _rows(table, given & np.isnat(date), name, expected, checks)
    last = np.datetime64(today or dt.datetime.now(dt.UTC).date(), "s")
    wrong = (date > last) | (date < np.datetime64(f"{FIRST_YEAR}-01-01", "s"))
    _rows(table, wrong, name, _("a date of sampling, not in the future"), checks)
    date[wrong] = np.datetime64("NaT", "s")
    first_year, last_year = recipe.survey.years
    start = np.datetime64(f"{first_year}-01-01", "s")
    end = np.datetime64(f"{last_year + 1}-01-01", "s")
    outside = (date < start) | (date >= end)
    if outside.any():
        span = f"{np.min(date[outside])!s:.10} … {np.max(date[outside])!s:.10}"
        found = _("{count} dates outside the survey's years ({span})")
        checks.warn(
            table.name,
            None,
            name,
            found.format(count=int(outside.sum()), span=span),
            f"{first_year}–{last_year}",
        )
    return date


def statuses(recipe: Recipe, table: Table, checks: Checks) -> NDArray[np.int8]:
    """Return the state of all records: 0 reported, 4 awaiting results, 5 planned.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems: texts that
        ``columns.status_codes`` does not explain.

    Returns
    -------
    ndarray of int8, shape (n,)
        `State` codes; all reported without a status column.
    """
    state = np.zeros(len(table.rows), dtype=np.int8)
    name = recipe.columns.status
    text = text_column(table, name, "columns.status", checks) if name else None
    if text is None:
        return state
    meant = {"reported": State.MEASURED, "awaiting": State.AWAITING, "planned": State.PLANNED}
    known = np.zeros(len(text), dtype=bool)
    for word, status in recipe.columns.status_codes.items():
        here = text == word
        known |= here
        state[here] = meant[status]
    _rows(table, ~known, name, _("a text that columns.status_codes explains"), checks)
    return state


def _rows(
    table: Table, where: NDArray[np.bool_], column: str | None, expected: str, checks: Checks
) -> None:
    at = np.flatnonzero(where)
    if len(at):
        found = table.cells[column][at] if column else np.full(len(at), "", dtype=object)
        checks.rows(table.files[at], table.rows[at], column, found, expected)
