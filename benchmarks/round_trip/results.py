"""Views of the map of results through link, page, vectors, picture and files."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from flask.testing import FlaskClient
from numpy.typing import NDArray

from benchmarks.round_trip.reading import (
    RELATIVE,
    plain,
    planes_of,
    read_back,
    same,
    through_link,
)
from dashboard import grid
from dashboard.catalog.states import State, state_label
from dashboard.export.views import chosen_countries
from dashboard.pictures import legend
from dashboard.pictures.scene import Pane
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.planes import unpack
from dashboard.release.release import Release
from dashboard.release.vectors import STATISTICS
from dashboard.state import ViewState, to_query
from dashboard.state_resolve import resolve

FORMS = ("csv", "parquet", "geojson", "xlsx")
"""Formats that are read back."""
MOST_ROWS = 2_000
"""Rows up to which GeoJSON and workbooks are read back too: they take long to read."""

SIZE = Size(1200, 630)
"""Of pictures."""

_NO_DATE = np.iinfo(np.int32).min
_KEYS = {"cells": "cell", "countries": "country", "sites": "sample"}


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the browser draws of a view, from the planes that it asks for.

    Attributes
    ----------
    keys : list of str
        Ids of cells, countries or samples, in the order of the planes.
    number : ndarray of int64, shape (n,)
        As the picture numbers them.
    country : ndarray of str, shape (n,)
        Empty for none.
    value : ndarray of float32, shape (n,)
    state : ndarray of uint8, shape (n,)
    """

    keys: list[str]
    number: NDArray[np.int64]
    country: NDArray[np.str_]
    value: NDArray[np.float32]
    state: NDArray[np.uint8]


def random_state(release: Release, chance: random.Random) -> ViewState:
    """Return a view of the map that a link can ask a release for, frozen to it."""
    index = release.index
    stratum = chance.choice(index["strata"])
    analyte = chance.choice(stratum["analytes"])
    sampled = sorted(set(release.strata[stratum["id"]].countries["country"].to_pylist()) & set(
        release.countries
    ))  # fmt: skip
    own = chance.random() < 0.2
    bounds = sorted({float(f"{chance.lognormvariate(1, 3):.3g}") for _one in range(5)})
    parts = {one[part] for one in index["countries"] for part in ("region", "subregion")}
    regions = sorted(parts - {None})
    maybe = chance.random

    def several(values: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(chance.sample(values, min(len(values), chance.randint(1, most))))

    classes = ("percentile", "tukey", "log", "quantile", "fractal")
    sides = ("cells", "cells", "countries")
    muted = ("0", "1", "5", "below", "planned", "outside", "undetermined", "too_few")
    return ViewState(
        release=release.id,
        stratum=stratum["id"],
        analyte=analyte["id"],
        statistic=chance.choice(STATISTICS) if maybe() < 0.6 else "median",
        by=chance.choice(sides),
        level=chance.choice(("auto", "auto", "sites", "sites", *map(str, stratum["levels"]))),
        countries=several(sampled if maybe() < 0.8 and sampled else release.countries, 4)
        if maybe() < 0.4
        else (),
        region=chance.choice(regions) if maybe() < 0.15 else None,
        date=chance.choice(stratum["dates"]) if stratum["dates"] and maybe() < 0.3 else None,
        classes="own" if own else chance.choice(classes),
        breaks=tuple(bounds) if own else (),
        rescale=maybe() < 0.2,
        ramp=chance.choice(("viridis", "cividis", "batlow", "lajolla", "traditional")),
        muted=several(muted, 3) if maybe() < 0.2 else (),
        projection=chance.choice(("equal-earth", "equal-earth", "globe", "plate-carree")),
        viewport=(
            round(chance.uniform(-180, 180), 2),
            round(chance.uniform(-80, 80), 2),
            round(chance.uniform(0, 8), 2),
        )
        if maybe() < 0.3
        else None,
        theme=chance.choice(("auto", "light", "dark", "contrast")),
    )


def round_trip(
    client: FlaskClient, release: Release, state: ViewState, most: int = MOST_ROWS
) -> Counter[str]:
    """Follow a view of the map everywhere; return how much of what was compared.

    Parameters
    ----------
    client : FlaskClient
        Of the application that serves the release.
    release : Release
        The release that the view is frozen to.
    state : ViewState
        As a link says it.
    most : int
        Rows up to which all :data:`FORMS` are read back.

    Raises
    ------
    AssertionError
        With the link and what differs.
    """
    _query, where, fitted = through_link(client, release, "map", state, resolve)
    scene = scene_of(release, "map", "", state, SIZE)
    assert scene is not None, f"{where}: no picture"
    pane = scene.panes[0]
    shown = replace(fitted, level=_level(fitted, pane))
    drawn = drawn_of(client, release, shown)
    selected = _selected(release, fitted, drawn)
    same(where, "places of the picture", sorted(pane.units.keys.tolist()),
          sorted(drawn.number.tolist()))  # fmt: skip
    bounds = _bounds(release, shown, drawn.value[selected & (drawn.state == 0)])
    entry = _entries(drawn, bounds)
    _picture(where, pane, drawn, entry)
    compared = Counter(views=1, rows=int(selected.sum()))
    compared += _files(client, to_query(shown), drawn, selected, most)
    _legend(where, release, pane, entry[selected], shown)
    return compared


def drawn_of(client: FlaskClient, release: Release, state: ViewState) -> Drawn:
    """Return what the browser draws of a resolved view whose size of cells is said."""
    base = f"/api/v1/releases/{release.id}/strata/{state.stratum}"
    unit = "countries" if state.by == "countries" else state.level
    name = {"countries": "countries", "sites": "sites"}.get(unit, f"level-{unit}")
    asked = {"stat": state.statistic, "date": state.date}
    if name == "sites":
        # Samples of a day are chosen in the browser.
        asked = {}
    told = {key: text for key, text in asked.items() if text and text != "median"}
    own = planes_of(client, f"{base}/{state.analyte}/{name}.bin", told)
    places = own if name == "countries" else planes_of(client, f"{base}/{name}.bin", {})
    names = np.array([*release.countries, ""])
    kept = np.ones(own["value"].size, dtype=bool)
    if name == "sites" and state.date:
        last = (dt.date.fromisoformat(state.date) - dt.date(1970, 1, 1)).days
        kept = (places["date"] != _NO_DATE) & (places["date"] <= last)
    country = names[np.minimum(places["country"].astype(np.int64), names.size - 1)]
    if name == "countries":
        keys, number = country.tolist(), places["country"].astype(np.int64)
    elif name == "sites":
        keys, number = places["ids"], np.arange(kept.size)
    else:
        number = places["cell"].astype(np.int64)
        keys = grid.cell_id(number, int(state.level)) if number.size else []
    return Drawn(
        [key for key, known in zip(keys, kept.tolist(), strict=True) if known],
        number[kept], country[kept], own["value"][kept], own["state"][kept],
    )  # fmt: skip


def _level(state: ViewState, pane: Pane) -> str:
    """Return the size of cells that is on screen, as the page's links to downloads name it."""
    if state.by == "countries" or state.level != "auto":
        return state.level
    return "sites" if pane.units.kind == "sites" else str(pane.units.level)


def _selected(release: Release, state: ViewState, drawn: Drawn) -> NDArray[np.bool_]:
    chosen = chosen_countries(release, state)
    if chosen is None:
        return np.ones(len(drawn.keys), dtype=bool)
    return np.isin(drawn.country, sorted(chosen))


def _bounds(release: Release, state: ViewState, values: NDArray[np.float32]) -> list[float]:
    analyte = release.strata[state.stratum or ""].analytes[state.analyte or ""]
    samples = state.level == "sites" and state.by != "countries"
    statistic = None if samples else state.statistic
    return legend.breaks_of(analyte, state, statistic, values)[0]


def _entries(drawn: Drawn, bounds: list[float]) -> NDArray[np.str_]:
    """Return the entry of the legend that each place belongs to: its class, or its state."""
    states = np.array([one.name.lower() for one in State])
    classes = legend.classified(drawn.value, bounds).astype(str)
    return np.where(drawn.state == State.MEASURED, classes, states[drawn.state])


def _picture(where: str, pane: Pane, drawn: Drawn, entry: NDArray[np.str_]) -> None:
    keys = np.array([*(one.key for one in pane.entries), ""])
    of_picture = np.argsort(pane.units.keys, kind="stable")
    of_browser = np.argsort(drawn.number, kind="stable")
    told = keys[pane.units.entry][of_picture]
    # A state that stands for no place that is counted has no line in the legend.
    expected = np.where(np.isin(entry, keys), entry, "")[of_browser]
    same(where, "classes and states of the picture", told.tolist(), expected.tolist())


def _files(
    client: FlaskClient, query: str, drawn: Drawn, selected: NDArray[np.bool_], most: int
) -> Counter[str]:
    where = f"/map?{query}"
    expected = [key for key, own in zip(drawn.keys, selected.tolist(), strict=True) if own]
    values = np.where(np.isfinite(drawn.value), drawn.value, np.nan).astype(np.float64)[selected]
    words = [state_label(State(one)) for one in drawn.state[selected].tolist()]
    first: pd.DataFrame | None = None
    compared: Counter[str] = Counter()
    for form in FORMS if len(expected) <= most else FORMS[:2]:
        with client.get(f"/api/v1/view.{form}?{query}") as answer:
            assert answer.status_code == 200, f"{query}: {form} {answer.status_code}"
            rows = read_back(form, answer.data)
        compared[form] += 1
        if first is None:
            key = next(name for name in _KEYS.values() if name in rows)
            same(where, f"places of {form}", rows[key].tolist(), expected)
            same(where, f"states of {form}", rows["state"].tolist(), words)
            near = np.isclose(rows["value"], values, rtol=RELATIVE, atol=0, equal_nan=True)
            same(where, f"values of {form}", rows["value"][~near].tolist(), values[~near].tolist())
            first = rows
        else:
            for name in first:
                same(where, f"{name} of {form}", *(plain(one[name]) for one in (rows, first)))
    return compared


def _legend(
    where: str, release: Release, pane: Pane, entry: NDArray[np.str_], state: ViewState
) -> None:
    """Compare the counts of the legend with the rows of the files, which `entry` is of."""
    counted = Counter(entry.tolist())
    chosen = chosen_countries(release, state)
    for one in pane.entries:
        rows = counted.pop(one.key, 0)
        if one.key != "outside":
            same(where, f"count of {one.label}", one.count, rows)
        elif one.count is not None:
            everywhere = _everywhere(release, pane) if chosen is None else pane.units.keys.size
            same(where, f"count of {one.label}", one.count, everywhere - pane.units.keys.size)
    same(where, "entries of the legend", dict(counted), {})
    if pane.histogram is not None:
        measured = sum(n for key, n in Counter(entry.tolist()).items() if key.isdigit())
        same(where, "values in the histogram", int(pane.histogram.counts.sum()), measured)


def _everywhere(release: Release, pane: Pane) -> int:
    """Return how many countries, or land cells of level 0 and cells with samples, there are."""
    if pane.units.kind == "countries":
        return len(release.countries)
    land = unpack(release.blob("grid.bin") or b"").planes["cell"]
    return int(np.union1d(land, pane.units.keys).size)
