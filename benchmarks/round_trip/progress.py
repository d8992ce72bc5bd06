"""Views of progress through link, page, planes, picture, JSON and tables."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from flask.testing import FlaskClient
from numpy.typing import NDArray

from benchmarks.round_trip import results
from benchmarks.round_trip.reading import (
    json_of,
    near,
    page_view,
    planes_of,
    same,
    table,
    through_link,
)
from dashboard.catalog.days import DAY_ZERO
from dashboard.catalog.metrics import METRICS
from dashboard.pictures.scenes import scene_of
from dashboard.release.release import Release
from dashboard.state import ViewState, to_query
from dashboard.state_progress import resolve_progress

COUNTED = (
    "covered_cells", "complete_cells", "analysed_cells", "planned_cells", "land_cells", "samples",
    "reported_samples", "covered_km2", "area_km2",
)  # fmt: skip
"""Figures that JSON and tables call alike."""


def random_state(release: Release, chance: random.Random) -> ViewState:
    """Return a view of progress that a link can ask a release for, frozen to it."""
    first = results.random_state(release, chance)
    surveys = [one["id"] for one in release.index["surveys"] if one["kind"] == "survey"]
    days = [day for one in release.index["strata"] for day in one["dates"]] or ["2000-01-01"]
    maybe = chance.random
    return replace(
        ViewState(release=release.id),
        surveys=tuple(chance.sample(surveys, chance.randint(1, len(surveys))))
        if maybe() < 0.4
        else (),
        by=chance.choice(("cells", "countries")),
        metric=chance.choice(tuple(METRICS)),
        level=chance.choice(("auto", "0", "1", "2")),
        countries=first.countries,
        region=first.region,
        date=chance.choice(days) if maybe() < 0.5 else None,
        projection=first.projection,
        viewport=first.viewport,
        theme=first.theme,
    )


def round_trip(client: FlaskClient, release: Release, state: ViewState) -> Counter[str]:
    """Follow a view everywhere, and the pages of its first country and region.

    Raises
    ------
    AssertionError
        With the link and what differs.
    """
    query, where, fitted = through_link(client, release, "", state, resolve_progress)
    content = client.get(f"/api/v1/progress.json?{query}").get_json()
    figures = {one["id"]: one["figures"] for one in content["countries"]}
    rows = table(client, "progress", f"{query}&scope=all")
    assert rows is not None, f"{where}: no table"
    known = rows["iso3"].isin(figures).to_numpy()
    for name in COUNTED:
        told = [figures[one][name] for one in rows["iso3"][known]]
        near(where, f"{name} of countries", rows[name][known], told)
    same(where, "countries of the table", sorted(figures), sorted(rows["iso3"]))
    assert table(client, "progress", query) is not None
    cells = _cells(client, release, fitted, content)
    for name, own in cells.items():
        counted = Counter(own.tolist())
        named = {id: counted.get(number, 0) for number, id in enumerate(release.countries)}
        by_country = {id: one[name] for id, one in figures.items()}
        same(where, f"{name} of the planes", {id: named[id] for id in by_country}, by_country)
    scene = scene_of(release, "progress", "", state, results.SIZE)
    assert scene is not None, f"{where}: no picture"
    if fitted.by == "cells":
        _picture(where, scene.panes[0], content)
    for country in state.countries[:1]:
        _place(client, release, "country", country, state)
    return Counter(views=1, rows=len(rows), cells=sum(one.size for one in cells.values()))


def _cells(
    client: FlaskClient, release: Release, state: ViewState, content: Any
) -> dict[str, NDArray[np.uint16]]:
    """Return the countries of the cells covered and analysed by the day that is shown."""
    level = content["level"]
    asked = {"sv": "~".join(state.surveys)} if state.surveys else {}
    address = f"/api/v1/releases/{release.id}/progress/level-{level}.bin"
    planes = planes_of(client, address, asked)
    told = content["date"] or content["as_of"]
    if told is None:
        return {}
    day = (dt.date.fromisoformat(told) - DAY_ZERO).days
    return {
        f"{name}_cells": planes["country"][planes[first] <= day]
        for name, first in (("covered", "first"), ("analysed", "analysed"))
    }


def _picture(where: str, pane: Any, content: Any) -> None:
    """Compare the counts of the legend with the figures; those of a chosen place are its own."""
    counts = {one.key: one.count or 0 for one in pane.entries}
    total = content["total"]
    covered = sum(counts.get(key, 0) for key in ("2", "3", "4", "5"))
    same(where, "covered cells of the picture", covered, total["covered_cells"])
    analysed = sum(counts.get(key, 0) for key in ("4", "5"))
    same(where, "analysed cells of the picture", analysed, total["analysed_cells"])


def _place(client: FlaskClient, release: Release, page: str, code: str, state: ViewState) -> None:
    """Compare the page of a country with the figures of the world."""
    own = replace(state, countries=(), region=None)
    query = to_query(own)
    where = f"/{page}/{code}?{query}"
    shown, _notices = resolve_progress(replace(own, countries=(code,)), release.index)
    same(where, "the view of the page", page_view(client, f"{page}/{code}", query), json_of(shown))
    world = client.get(f"/api/v1/progress.json?{query}").get_json()
    place = client.get(f"/api/v1/progress.json?{to_query(shown)}").get_json()
    of_world = next(one["figures"] for one in world["countries"] if one["id"] == code)
    told = {name: place["total"][name] for name in COUNTED}
    same(where, "figures of the country", told, {name: of_world[name] for name in COUNTED})
