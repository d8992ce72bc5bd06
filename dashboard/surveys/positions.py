"""Whether samples lie where and when they can: slips of coordinates, places and dates."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.checks import ROWS_NAMED, Checks
from dashboard.surveys.features import GEOMETRY
from dashboard.surveys.findings import warn_rows
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.samples import Reading
from dashboard.surveys.wordings import numbers

Floats = NDArray[np.float64]

# Boundaries of 1 : 50 million are off by some kilometres, and coastal samples lie off them.
NEAR_KM = 20.0


def check_positions(reading: Reading, overlay: Overlay, checks: Checks) -> None:
    """Report coordinates and dates that are possible but do not fit the survey.

    Parameters
    ----------
    reading : Reading
        The survey as far as it could be read.
    overlay : Overlay
        Countries.
    checks : Checks
        Takes the warnings.
    """
    recipe = reading.survey.recipe
    _check_axes(reading, checks)
    for id_ in reading.survey.columns:
        here = (reading.survey.samples["stratum"] == id_).to_numpy()
        samples, files = reading.survey.samples[here], reading.files[here]
        _check_extent(recipe, samples, files, overlay, checks)
        _check_same_place(recipe, samples, files, checks)
    _check_years(reading, checks)


def _axes(recipe: Recipe) -> str:
    """Return the names of both coordinates, those of the files' geometry where none is named."""
    pair = recipe.columns.pair
    return ", ".join(pair if all(pair) else GEOMETRY)


def _check_axes(reading: Reading, checks: Checks) -> None:
    """Report a latitude column that holds longitudes, known from values beyond 90°."""
    columns = reading.survey.recipe.columns
    table = reading.table
    lon = table.cells.get(columns.longitude or "")
    lat = table.cells.get(columns.latitude or "")
    if lon is None or lat is None:
        return
    east, north = numbers(lon), numbers(lat)
    beyond = np.abs(north) > 90
    if beyond.any() and not (np.abs(east[np.isfinite(east)]) > 90).any():
        found = _("values up to {most}").format(most=f"{np.nanmax(np.abs(north)):g}")
        expected = _("latitudes; are longitude and latitude swapped?")
        checks.warn(table.name, None, columns.latitude, found, expected)


def _expected(recipe: Recipe, samples: pd.DataFrame) -> NDArray[np.object_]:
    """Return the countries in which each sample may lie, as frozen sets; empty for any."""
    extent = frozenset(recipe.extent.countries)
    if recipe.columns.country is None:
        return np.array([extent] * len(samples) + [None], dtype=object)[:-1]
    sets: Mapping[object, frozenset[str]] = {
        code: frozenset({code}) if isinstance(code, str) else extent
        for code in samples["country"].unique()
    }
    return np.array([sets[code] for code in samples["country"]] + [None], dtype=object)[:-1]


def _check_extent(
    recipe: Recipe,
    samples: pd.DataFrame,
    files: NDArray[np.object_],
    overlay: Overlay,
    checks: Checks,
) -> None:
    """Report points outside the survey's countries, and what slip would explain them."""
    lon, lat = samples["lon"].to_numpy(dtype=float), samples["lat"].to_numpy(dtype=float)
    wanted = _expected(recipe, samples)
    within = max(NEAR_KM, recipe.columns.country_within_km)
    every = frozenset().union(*wanted) if len(wanted) else frozenset()
    if not every:
        return
    inside = overlay.only(every).locate(lon, lat, within)
    off = np.array([bool(w) and c not in w for w, c in zip(wanted, inside, strict=True)])
    # A point just across a border lies in a neighbour and still near its own country.
    other = np.flatnonzero(off & (inside != None))  # noqa: E711 – element by element
    off[other] = ~overlay.lie_in(lon[other], lat[other], wanted[other], within)
    off &= np.isfinite(lon) & np.isfinite(lat)
    slip = _slips(recipe, lon, lat, off, wanted, overlay)
    rows = samples["row"].to_numpy(dtype=np.int64)
    explained = np.array([bool(s) for s in slip], dtype=bool)
    at = np.flatnonzero(off & explained)
    if len(at):
        found = [_point(lon[i], lat[i]) for i in at[:ROWS_NAMED]]
        warn_rows(checks, files[at], rows[at], _axes(recipe), found, [slip[i] for i in at])
    at = np.flatnonzero(off & ~explained)
    if len(at) and recipe.columns.country is None:
        # With a country column, the reader has already named these with their distance.
        found = [_away(lon[i], lat[i], wanted[i], overlay) for i in at[:ROWS_NAMED]]
        expected = _("a point in the survey's extent, {names}")
        expected = expected.format(names=", ".join(sorted(every)))
        warn_rows(checks, files[at], rows[at], _axes(recipe), found, expected)
    extent = set(recipe.extent.countries)
    stranger = np.array([isinstance(c, str) and c not in extent for c in samples["country"]])
    if extent and recipe.columns.country is not None and stranger.any():
        at = np.flatnonzero(stranger)
        found = list(samples["country"].to_numpy(dtype=object)[at])
        expected = _("a country of extent.countries")
        warn_rows(checks, files[at], rows[at], recipe.columns.country, found, expected)


def _point(lon: float, lat: float) -> str:
    return _("{lat}° latitude, {lon}° longitude").format(lat=f"{lat:.4f}", lon=f"{lon:.4f}")


def _away(lon: float, lat: float, wanted: frozenset[str], overlay: Overlay) -> str:
    """Say where a point lies and how far from the countries it should lie in."""
    km = min(overlay.distance_km(lon, lat, code) for code in wanted)
    country = overlay.locate(np.array([lon]), np.array([lat]), 0.0)[0]
    where = _("in {country}").format(country=country) if country else _("at sea")
    text = _("{point}, {where}, {km} km away")
    return text.format(point=_point(lon, lat), where=where, km="…" if np.isinf(km) else round(km))


def _slips(
    recipe: Recipe,
    lon: Floats,
    lat: Floats,
    off: NDArray[np.bool_],
    wanted: NDArray[np.object_],
    overlay: Overlay,
) -> list[str]:
    """Return for points that are off which slip would put them right, empty where none does."""
    told = [""] * len(lon)
    if recipe.columns.x is not None:
        # Eastings and northings turned into degrees no longer show their signs and order.
        return told
    variants = (
        (lat, lon, _("longitude and latitude look swapped")),
        (-lon, lat, _("the sign of the longitude looks wrong")),
        (lon, -lat, _("the sign of the latitude looks wrong")),
        (-lon, -lat, _("the signs of both coordinates look wrong")),
    )
    for x, y, words in variants:
        possible = off & (np.abs(y) <= 90) & (np.abs(x) <= 180)
        at = np.flatnonzero(possible)
        for i, code in zip(at, overlay.locate(x[at], y[at], NEAR_KM), strict=True):
            if code in wanted[i] and not told[i]:
                told[i] = _("a point in {country}: {slip}").format(country=code, slip=words)
    return told


def _check_same_place(
    recipe: Recipe, samples: pd.DataFrame, files: NDArray[np.object_], checks: Checks
) -> None:
    """Report routine samples of a stratum that lie at exactly the same place."""
    if recipe.survey.kind == "compilation":
        return  # Published analyses often give one position for an outcrop.
    routine = samples["routine"].to_numpy(dtype=bool) & samples["lon"].notna().to_numpy()
    places = samples[routine].groupby(["lon", "lat"], sort=False)["row"]
    first = places.transform("first").to_numpy(dtype=np.int64)
    rows = samples["row"].to_numpy(dtype=np.int64)[routine]
    again = samples[routine].duplicated(["lon", "lat"]).to_numpy()
    at = np.flatnonzero(again)
    if len(at):
        found = [_("the same place as row {row}").format(row=first[i]) for i in at[:ROWS_NAMED]]
        expected = _("a place of its own, or a mark in columns.duplicate_of")
        warn_rows(checks, files[routine][at], rows[at], _axes(recipe), found, expected)


def _check_years(reading: Reading, checks: Checks) -> None:
    """Report dates outside the years that the survey states, by row."""
    recipe = reading.survey.recipe
    name = recipe.columns.date
    samples = reading.survey.samples
    date = samples["date"]
    first, last = recipe.survey.years
    outside = (date.notna() & ((date.dt.year < first) | (date.dt.year > last))).to_numpy()
    at = np.flatnonzero(outside)
    if name is not None and len(at):
        found = [f"{day:%Y-%m-%d}" for day in date.iloc[at[:ROWS_NAMED]]]
        expected = _("a date from {first} to {last}, the survey's years")
        expected = expected.format(first=first, last=last)
        rows = samples["row"].to_numpy(dtype=np.int64)
        warn_rows(checks, reading.files[at], rows[at], name, found, expected)
