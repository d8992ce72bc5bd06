"""Views of elements together through link, page, vector, picture, tables and JSON."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from flask.testing import FlaskClient
from numpy.typing import NDArray

from benchmarks.round_trip import results
from benchmarks.round_trip.reading import near, planes_of, same, table, through_link
from dashboard import grid
from dashboard.catalog.critical import critical_lists
from dashboard.catalog.states import State, state_label
from dashboard.pictures.scenes import scene_of
from dashboard.planes import unpack
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_together import resolve_together
from dashboard.statistics.thresholds import THRESHOLDS

_TABLES = {"index": "index", "composite": "composite"}


def random_state(release: Release, chance: random.Random) -> ViewState:
    """Return a view of the page that a link can ask a release for, frozen to it."""
    first = results.random_state(release, chance)
    stratum = release.strata[first.stratum or ""]
    symbols = [one for one in stratum.analytes if len(one) <= 2]
    maybe = chance.random
    chosen = maybe() < 0.6 and len(symbols) >= 2
    lists = [one.id for one in critical_lists()]
    levels = [one for one in stratum.levels if one not in stratum.record.get("chunked", [])]
    return replace(
        first,
        statistic="median",
        by="cells",
        level=chance.choice(("auto", "auto", *map(str, levels))),
        muted=(),
        elements=tuple(chance.sample(symbols, min(len(symbols), chance.randint(2, 8))))
        if chosen
        else (),
        preset=chance.choice(lists) if not chosen and maybe() < 0.4 else None,
        together=chance.choice(("component", "index", "anomalies", "composite", "element")),
        component=chance.choice(("1", "1", "2", "4")),
        reference=chance.choice(("stratum", "crust")),
        order=chance.choice(("clustered", "periodic")),
        threshold=chance.choice(tuple(THRESHOLDS)),
    )


def round_trip(client: FlaskClient, release: Release, state: ViewState) -> Counter[str]:
    """Follow a view everywhere; return how much of what was compared.

    Raises
    ------
    AssertionError
        With the link and what differs.
    """
    query, where, fitted = through_link(client, release, "elements", state, resolve_together)
    compared = Counter(views=1)
    drawn = _drawn(client, release, fitted)
    scene = scene_of(release, "elements", "", state, results.SIZE)
    same(where, "whether there is a picture", scene is None, drawn is None)
    if drawn is not None and scene is not None:
        _picture(where, scene.panes[0], drawn)
        compared["rows"] = drawn["cell"].size
        if fitted.together in _TABLES:
            _cells(client, where, query, fitted, drawn)
    compared["parts"] = sum(
        (_heat(client, where, query), _correlation(client, where, query),
         _components(client, where, query, drawn, fitted), _pair(client, where, query))
    )  # fmt: skip
    return compared


def _drawn(client: FlaskClient, release: Release, state: ViewState) -> dict[str, Any] | None:
    """Return the planes that the browser draws; None where there is no such map."""
    stratum = release.strata[state.stratum or ""]
    level = stratum.together_level if state.level == "auto" else int(state.level)
    base = f"/api/v1/releases/{release.id}/strata/{state.stratum}"
    cells = planes_of(client, f"{base}/level-{level}.bin", {})
    if state.together == "element":
        asked = {"date": state.date} if state.date else {}
        own = planes_of(client, f"{base}/{state.analyte}/level-{level}.bin", asked)
        return {**cells, **own, "level": level}
    told = {
        "map": state.together,
        "els": "~".join(state.elements),
        "list": state.preset if not state.elements else None,
        "pc": state.component if state.together == "component" else None,
        "thr": state.threshold if state.together == "anomalies" else None,
    }
    asked = {key: text for key, text in told.items() if text}
    address = f"{base}/together/level-{level}.bin"
    found = planes_of(client, address, asked)
    if "refused" in unpack(client.get(address, query_string=asked).data).header:
        # The page says why, and no cell has a value.
        measured = int((found["state"] == State.MEASURED).sum())
        same(address, "cells with a value of a refused map", measured, 0)
        return None
    return {**cells, **found, "level": level}


def _picture(where: str, pane: Any, drawn: dict[str, Any]) -> None:
    """Compare places, states, classes and colours of the picture with the vector."""
    same(where, "places of the picture", pane.units.keys.tolist(), drawn["cell"].tolist())
    keys = np.array([*(one.key for one in pane.entries), ""])[pane.units.entry]
    measured = drawn["state"] == State.MEASURED
    names = np.array([one.name.lower() for one in State])[drawn["state"]]
    listed = np.isin(names, [one.key for one in pane.entries])
    expected = np.where(listed, names, "")[~measured]
    same(where, "states of the picture", keys[~measured].tolist(), expected.tolist())
    if "red" in drawn:
        return
    classes: NDArray[np.int64] = keys[measured].astype(np.int64)
    order = np.argsort(drawn["value"][measured], kind="stable")
    same(where, "classes ascend with the values", bool((np.diff(classes[order]) >= 0).all()), True)


def _cells(
    client: FlaskClient, where: str, query: str, state: ViewState, drawn: dict[str, Any]
) -> None:
    """Compare the table of a map with its vector."""
    rows = table(client, f"together/{_TABLES[state.together]}", query)
    assert rows is not None, f"{where}: no table"
    names = grid.cell_id(drawn["cell"].astype(np.int64), drawn["level"])
    at = rows["cell"].map({name: row for row, name in enumerate(names)}).to_numpy()
    near(where, "values of the table", rows["value"], drawn["value"][at])
    states = [state_label(State(code)) for code in drawn["state"][at].tolist()]
    same(where, "states of the table", rows["state"].tolist(), states)
    same(where, "elements of the table", rows["elements"].tolist(), drawn["n"][at].tolist())
    for colour in {"red", "green", "blue"} & set(drawn):
        same(where, f"{colour} of the table", rows[colour].tolist(), drawn[colour][at].tolist())


def _part(client: FlaskClient, where: str, query: str, part: str) -> tuple[Any, Any] | None:
    """Return a part as JSON and as a table; None where both are refused."""
    answer = client.get(f"/api/v1/together/{part}.json?{query}")
    rows = table(client, f"together/{part}", query)
    same(where, f"whether there is {part}", answer.status_code == 200, rows is not None)
    return (answer.get_json(), rows) if rows is not None else None


def _heat(client: FlaskClient, where: str, query: str) -> int:
    found = _part(client, where, query, "heat")
    if found is None:
        return 0
    content, rows = found
    column = {name: k for k, name in enumerate(content["elements"])}
    line = {name: k for k, name in enumerate(content["countries"])}
    at = [(line[a], column[b]) for a, b in zip(rows["country"], rows["element"], strict=True)]
    for name, key in (("log2_ratio", "value"), ("cells", "n"), ("median", "median")):
        near(where, f"{name} of heat", rows[name], [content[key][i][j] for i, j in at])
    references = [content["references"][j] for _i, j in at]
    near(where, "references of heat", rows["reference"], references)
    return 1


def _correlation(client: FlaskClient, where: str, query: str) -> int:
    found = _part(client, where, query, "correlation")
    if found is None:
        return 0
    content, rows = found
    place = {name: k for k, name in enumerate(content["elements"])}
    at = [(place[a], place[b]) for a, b in zip(rows["x"], rows["y"], strict=True)]
    for name, key in (("correlation", "value"), ("variation", "variation")):
        near(where, f"{name} of the matrix", rows[name], [content[key][i][j] for i, j in at])
    return 1


def _components(
    client: FlaskClient, where: str, query: str, drawn: dict[str, Any] | None, state: ViewState
) -> int:
    found = _part(client, where, query, "components")
    if found is None:
        return 0
    content, rows = found
    for name, key in (("explained", "explained"), ("loading", "loadings"), ("score", "scores")):
        numbers = np.atleast_2d(np.array(content[key], dtype=float))
        for k in range(numbers.shape[1]):
            near(where, f"{name} {k + 1}", rows.loc[rows["row"] == name, f"pc{k + 1}"],
                 numbers[:, k])  # fmt: skip
    if drawn is not None and state.together == "component":
        at = np.searchsorted(drawn["cell"], content["cells"])
        scores = np.array(content["scores"], dtype=float)[:, int(state.component) - 1]
        near(where, "scores of the map", drawn["value"][at], scores)
    return 1


def _pair(client: FlaskClient, where: str, query: str) -> int:
    found = _part(client, where, query, "pair")
    if found is None:
        return 0
    content, rows = found
    for axis in ("x", "y"):
        near(where, f"{axis} of the pair", rows[content[axis]["id"]], content[f"{axis}_values"])
    return 1
