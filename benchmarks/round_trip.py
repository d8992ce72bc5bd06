"""Random views through link, page, picture and files: the same numbers everywhere.

``python -m benchmarks.round_trip --states 10000`` draws views of the map of results from what a
release has, and follows each from its link to the page's view, the vectors that the browser
draws, the picture of the server (drawn as data), and the files of the view. Places, values,
states, classes and the counts of the legend must agree. What does not is printed with the link
that shows it, and the command ends with 1. Parts of a run are told apart by ``--seed``.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import python_calamine
from flask.testing import FlaskClient
from numpy.typing import NDArray

from benchmarks.common import Row, add_releases, arguments, report
from dashboard import grid
from dashboard import settings as settings_of
from dashboard.catalog.states import State, state_label
from dashboard.export.views import chosen_countries
from dashboard.pictures import legend
from dashboard.pictures.scene import Pane
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.planes import unpack
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.release.vectors import STATISTICS
from dashboard.server import create_app
from dashboard.state import ViewState, from_query, resolve, to_query

FORMS = ("csv", "parquet", "geojson", "xlsx")
"""Formats that are read back."""
MOST_ROWS = 2_000
"""Rows up to which GeoJSON and workbooks are read back too: they take long to read."""

_SIZE = Size(1200, 630)
_CONFIG = re.compile(
    r'<script type="application/json" id="gridmap-config">(.*?)</script>', re.DOTALL
)
_NO_DATE = np.iinfo(np.int32).min
_KEYS = {"cells": "cell", "countries": "country", "sites": "sample"}
# Seven significant digits are off by half a unit of the last at most; single precision by less.
_RELATIVE = 6e-7


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
    query = to_query(state)
    read, notices = from_query(query)
    _same(query, "the link as it is read", (read, notices), (state, ()))
    fitted, _notices = resolve(read, release.index)
    _same(query, "the view of the page", _page_view(client, query), json_of(fitted))
    scene = scene_of(release, "map", "", state, _SIZE)
    assert scene is not None, f"{query}: no picture"
    pane = scene.panes[0]
    shown = replace(fitted, level=_level(fitted, pane))
    drawn = drawn_of(client, release, shown)
    selected = _selected(release, fitted, drawn)
    _same(query, "places of the picture", sorted(pane.units.keys.tolist()),
          sorted(drawn.number.tolist()))  # fmt: skip
    bounds = _bounds(release, shown, drawn.value[selected & (drawn.state == 0)])
    entry = _entries(drawn, bounds)
    _picture(query, pane, drawn, entry)
    compared = Counter(views=1, rows=int(selected.sum()))
    compared += _files(client, to_query(shown), drawn, selected, most)
    _legend(query, release, pane, entry[selected], shown)
    return compared


def json_of(state: ViewState) -> dict[str, Any]:
    """Return a state as the page carries it."""
    found: dict[str, Any] = json.loads(json.dumps(state.as_json()))
    return found


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
    own = _planes(client, f"{base}/{state.analyte}/{name}.bin", told)
    places = own if name == "countries" else _planes(client, f"{base}/{name}.bin", {})
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


def _planes(client: FlaskClient, address: str, asked: dict[str, str]) -> dict[str, Any]:
    answer = client.get(address, query_string=asked)
    assert answer.status_code == 200, f"{address} {asked}: {answer.status_code}"
    found = unpack(answer.data)
    return {**found.planes, **({"ids": found.header["ids"]} if "ids" in found.header else {})}


def _page_view(client: FlaskClient, query: str) -> Any:
    answer = client.get(f"/map?{query}")
    assert answer.status_code == 200, f"{query}: page {answer.status_code}"
    found = _CONFIG.search(answer.text)
    assert found is not None, f"{query}: page without view"
    return json.loads(found[1])["view"]


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


def _bounds(release: Release, state: ViewState, values: NDArray[Any]) -> list[float]:
    analyte = release.strata[state.stratum or ""].analytes[state.analyte or ""]
    samples = state.level == "sites" and state.by != "countries"
    statistic = None if samples else state.statistic
    return legend.breaks_of(analyte, state, statistic, values)[0]


def _entries(drawn: Drawn, bounds: list[float]) -> NDArray[np.str_]:
    """Return the entry of the legend that each place belongs to: its class, or its state."""
    states = np.array([one.name.lower() for one in State])
    classes = legend.classified(drawn.value, bounds).astype(str)
    return np.where(drawn.state == State.MEASURED, classes, states[drawn.state])


def _picture(query: str, pane: Pane, drawn: Drawn, entry: NDArray[np.str_]) -> None:
    keys = np.array([*(one.key for one in pane.entries), ""])
    of_picture = np.argsort(pane.units.keys, kind="stable")
    of_browser = np.argsort(drawn.number, kind="stable")
    told = keys[pane.units.entry][of_picture]
    # A state that stands for no place that is counted has no line in the legend.
    expected = np.where(np.isin(entry, keys), entry, "")[of_browser]
    _same(query, "classes and states of the picture", told.tolist(), expected.tolist())


def _files(
    client: FlaskClient, query: str, drawn: Drawn, selected: NDArray[np.bool_], most: int
) -> Counter[str]:
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
            _same(query, f"places of {form}", rows[key].tolist(), expected)
            _same(query, f"states of {form}", rows["state"].tolist(), words)
            near = np.isclose(rows["value"], values, rtol=_RELATIVE, atol=0, equal_nan=True)
            _same(
                query, f"values of {form}", rows["value"][~near].tolist(), values[~near].tolist()
            )
            first = rows
        else:
            for name in first:
                _same(query, f"{name} of {form}", *(_plain(one[name]) for one in (rows, first)))
    return compared


def _plain(values: pd.Series) -> list[Any]:
    return [None if one is None or one != one else one for one in values.tolist()]


def read_back(form: str, body: bytes) -> pd.DataFrame:
    """Return key, value, state and printed value of the rows of a file."""
    if form == "csv":
        text = body.decode()
        head = text[: text.index("\n", text.rindex("\n# ") + 1) + 1] if "\n# " in text else ""
        names = text[len(head) : text.index("\n", len(head))].split(",")
        texts = [one for one in names if one in {*_KEYS.values(), "state", "text"}]
        found = pd.read_csv(
            io.StringIO(text[len(head) :]), usecols=[*texts, "value"], keep_default_na=False,
            na_values={"value": [""]}, dtype={**dict.fromkeys(texts, str), "value": float},
        )  # fmt: skip
        for name in texts:
            # The apostrophe that keeps spreadsheets from computing a text.
            found[name] = found[name].str.replace(r"^'(?=[=+@\t-])", "", regex=True)
    elif form == "parquet":
        found = pq.read_table(io.BytesIO(body)).to_pandas()
    elif form == "geojson":
        features = json.loads(body)["features"]
        found = pd.DataFrame([one["properties"] for one in features])
    else:
        book = python_calamine.load_workbook(io.BytesIO(body))
        heads, *rows = book.get_sheet_by_index(0).to_python()
        found = pd.DataFrame(rows, columns=heads)
    if found.empty:
        found = found.reindex(columns=[*_KEYS.values(), "state", "text", "value"])
    key = next(name for name in ("cell", "sample", "country") if name in found)
    kept = found[[key, "state", "text", "value"]]
    return kept.assign(value=pd.to_numeric(kept["value"]).astype(float), **{
        name: kept[name].fillna("").astype(object) for name in (key, "state", "text")
    })  # fmt: skip


def _legend(
    query: str, release: Release, pane: Pane, entry: NDArray[np.str_], state: ViewState
) -> None:
    """Compare the counts of the legend with the rows of the files, which `entry` is of."""
    counted = Counter(entry.tolist())
    chosen = chosen_countries(release, state)
    for one in pane.entries:
        rows = counted.pop(one.key, 0)
        if one.key != "outside":
            _same(query, f"count of {one.label}", one.count, rows)
        elif one.count is not None:
            everywhere = _everywhere(release, pane) if chosen is None else pane.units.keys.size
            _same(query, f"count of {one.label}", one.count, everywhere - pane.units.keys.size)
    _same(query, "entries of the legend", dict(counted), {})
    if pane.histogram is not None:
        measured = sum(n for key, n in Counter(entry.tolist()).items() if key.isdigit())
        _same(query, "values in the histogram", int(pane.histogram.counts.sum()), measured)


def _everywhere(release: Release, pane: Pane) -> int:
    """Return how many countries, or land cells of level 0 and cells with samples, there are."""
    if pane.units.kind == "countries":
        return len(release.countries)
    land = unpack(release.blob("grid.bin") or b"").planes["cell"]
    return int(np.union1d(land, pane.units.keys).size)


def _same(query: str, what: str, found: Any, expected: Any) -> None:
    if found == expected:
        return
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        apart = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
        message = f"{len(apart)} of {len(found)}, first {apart[:3]}"
    elif isinstance(found, dict) and isinstance(expected, dict):
        names = sorted(found.keys() | expected.keys())
        both = {name: (found.get(name), expected.get(name)) for name in names}
        message = str({name: pair for name, pair in both.items() if pair[0] != pair[1]})[:400]
    else:
        message = f"{str(found)[:200]} is not {str(expected)[:200]}"
    raise AssertionError(f"/map?{query}\n  {what}: {message}")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the check."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--states", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    chosen = parser.parse_args(argv)
    store = ReleaseStore(chosen.releases)
    release = store.current()
    if release is None:
        raise SystemExit(f"There is no release in {chosen.releases}.")
    environment = {"RELEASES": str(chosen.releases)}
    client = create_app(settings_of.read(environment), store).server.test_client()
    chance = random.Random(chosen.seed)
    began = time.monotonic()
    compared: Counter[str] = Counter()
    faults: list[str] = []
    for _turn in range(chosen.states):
        try:
            compared += round_trip(client, release, random_state(release, chance))
        except AssertionError as fault:
            faults.append(str(fault))
            print(fault, flush=True)
    row: Row = {
        "release": release.id,
        "seed": chosen.seed,
        "states": chosen.states,
        "differ": len(faults),
        "rows": compared["rows"],
        **{form: compared[form] for form in FORMS},
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    report("Round trip", [("Views through link, page, picture and files", [row])], chosen.json)
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
