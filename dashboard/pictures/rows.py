"""What a map of results shows, as rows: cells, countries or samples, as the browser has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.export.views import shown_level
from dashboard.grid import Box
from dashboard.pictures.land import box_of, boxes_of
from dashboard.pictures.scene import NO_COUNTRY, chosen_positions
from dashboard.planes import unpack
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows, country_rows, site_values_planes, sites_planes
from dashboard.state import ViewState

_NO_DATE = np.iinfo(np.int32).min


@dataclass(frozen=True, eq=False)
class Rows:
    """What is shown, one row a cell, country or sample.

    Attributes
    ----------
    kind, level, keys, country, lon, lat
        As in `Units`.
    value : ndarray of float32, shape (n,)
    state : ndarray of uint8, shape (n,)
        State codes.
    """

    kind: str
    level: int
    keys: NDArray[np.int64]
    country: NDArray[np.int64]
    value: NDArray[np.float32]
    state: NDArray[np.uint8]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def view_boxes(release: Release, stratum: Stratum, state: ViewState) -> list[Box]:
    """Return the bounds of what a view is about: its selection, else where there are samples."""
    chosen = chosen_positions(release, state.countries, state.region)
    if state.by == "countries":
        rows = countries_of(release, stratum, state)
    elif state.level == "sites":
        rows = sites_of(release, stratum, state)
    else:
        level = shown_level(state, stratum)
        whole = level not in stratum.record["chunked"]
        if whole and not chosen and stratum.extent:
            return [stratum.extent]
        # Of a level that comes in chunks the browser knows the cells of level 0 first.
        rows = cells_of(release, stratum, state, level if whole else stratum.levels[0])
    sampled = rows.state != State.PLANNED
    if not chosen:
        return row_boxes(release, rows, sampled if sampled.any() else np.ones_like(sampled))
    own = sampled & np.isin(rows.country, chosen)
    empty = sorted(set(chosen) - set(rows.country[own].tolist()))
    return row_boxes(release, rows, own) + boxes_of(release, empty)


def row_boxes(release: Release, rows: Rows, kept: NDArray[np.bool_]) -> list[Box]:
    """Return the bounds of rows."""
    keys = rows.keys[kept]
    if rows.kind == "countries":
        found = [box_of(release, country) for country in keys.tolist()]
        return [box for box in found if box is not None]
    if rows.kind == "sites":
        lon, lat = rows.lon[kept], rows.lat[kept]
        edges = np.column_stack([lon, lat, lon, lat])
    else:
        edges = np.column_stack(list(grid.bounds(keys, rows.level)))
    return [(w, s, e, n) for w, s, e, n in edges.tolist()]


def _day(state: ViewState) -> dt.date | None:
    return dt.date.fromisoformat(state.date) if state.date else None


def cells_of(release: Release, stratum: Stratum, state: ViewState, level: int) -> Rows:
    """Return the cells of a level."""
    found = cell_rows(stratum, state.analyte or "", level, state.statistic, _day(state))
    return Rows(
        "cells",
        level,
        found.keys.astype(np.int64),
        release.country_numbers(found.countries).astype(np.int64),
        found.value.astype(np.float32),
        found.state,
        np.zeros(0),
        np.zeros(0),
    )


def countries_of(release: Release, stratum: Stratum, state: ViewState) -> Rows:
    """Return the countries that have results."""
    found = country_rows(stratum, state.analyte or "", state.statistic, _day(state))
    number = [release.country_index.get(key, NO_COUNTRY) for key in found.keys.tolist()]
    position = np.array(number, dtype=np.int64)
    own = position != NO_COUNTRY
    return Rows(
        "countries",
        0,
        position[own],
        position[own],
        found.value[own].astype(np.float32),
        found.state[own],
        np.zeros(0),
        np.zeros(0),
    )


def sites_of(release: Release, stratum: Stratum, state: ViewState) -> Rows:
    """Return the samples of a view as the browser has them."""
    places = unpack(sites_planes(release, stratum)).planes
    values = unpack(site_values_planes(stratum, state.analyte or "")).planes
    day = _day(state)
    kept = np.ones(places["lon"].size, dtype=bool)
    if day is not None:
        last = (day - dt.date(1970, 1, 1)).days
        kept = (places["date"] != _NO_DATE) & (places["date"] <= last)
    return Rows(
        "sites",
        0,
        np.flatnonzero(kept),
        places["country"][kept].astype(np.int64),
        values["value"][kept],
        values["state"][kept],
        places["lon"][kept].astype(np.float64),
        places["lat"][kept].astype(np.float64),
    )
