"""Views of the page of comparison through link, page, vectors, picture, tables and JSON."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from flask.testing import FlaskClient
from numpy.typing import NDArray

from benchmarks.round_trip import results
from benchmarks.round_trip.reading import near, same, table, through_link
from dashboard.catalog.states import State, state_label
from dashboard.export.panes import shown_views
from dashboard.export.views import shown_level
from dashboard.pictures.scenes import scene_of
from dashboard.release.release import Release
from dashboard.release.vectors import STATISTICS
from dashboard.state import ViewState
from dashboard.state_panes import resolve_panes


def random_state(release: Release, chance: random.Random) -> ViewState:
    """Return a view of the page that a link can ask a release for, frozen to it."""
    first = results.random_state(release, chance)
    # Named, as the page's links to downloads name what the screen decides.
    level = str(chance.choice(release.strata[first.stratum or ""].levels))
    return replace(
        first,
        level=level,
        muted=(),
        pane2=_difference(release, first, chance),
        pane3=_difference(release, first, chance) if chance.random() < 0.3 else (),
        mode=chance.choice(("panes", "panes", "swipe", "difference", "ratio")),
        common=chance.choice(("auto", "shared", "own")),
        levelled=chance.random() < 0.2,
    )


def _difference(release: Release, first: ViewState, chance: random.Random) -> tuple[str, ...]:
    strata = release.index["strata"]
    own = next(one for one in strata if one["id"] == first.stratum)
    kind = chance.choice(("el", "s", "stat", "c"))
    if kind == "el":
        return (f"el.{chance.choice(own['analytes'])['id']}",)
    if kind == "s":
        return (f"s.{chance.choice(strata)['id']}",)
    if kind == "stat":
        return (f"stat.{chance.choice(STATISTICS)}",)
    return (f"c.{'-'.join(chance.sample(release.countries, 2))}",)


def round_trip(client: FlaskClient, release: Release, state: ViewState) -> Counter[str]:
    """Follow a view everywhere; return how much of what was compared.

    Raises
    ------
    AssertionError
        With the link and what differs.
    """
    query, where, fitted = through_link(client, release, "compare", state, resolve_panes)
    rows = table(client, "panes", query)
    assert rows is not None, f"{where}: no table of the maps"
    told = client.get(f"/api/v1/panes.json?{query}").get_json()["panes"]
    views = shown_views(fitted)
    same(where, "number of panes", len(told), len(views))
    drawn = [results.drawn_of(client, release, _of_size(release, view)) for view in views]
    for number, (one, own) in enumerate(zip(drawn, told, strict=False), start=1):
        _pane(where, rows, number, one, (own["levelling"] or {}).get("factor"))
    _contrast(where, rows, fitted.mode)
    scene = scene_of(release, "compare", "", state, results.SIZE)
    assert scene is not None, f"{where}: no picture"
    if len(scene.panes) == len(drawn):
        for number, (pane, one) in enumerate(zip(scene.panes, drawn, strict=True), start=1):
            same(where, f"places of picture {number}", sorted(pane.units.keys.tolist()),
                 sorted(one.number.tolist()))  # fmt: skip
            _pictured(where, pane, one, (told[number - 1]["levelling"] or {}).get("factor"))
    compared = Counter(views=1, rows=len(rows), panes=len(drawn))
    compared["statistics"] = _statistics(client, where, query)
    return compared


def _of_size(release: Release, view: ViewState) -> ViewState:
    """Return a pane with the size of its cells: another where it lacks that of the page."""
    return replace(view, level=str(shown_level(view, release.strata[view.stratum or ""])))


def _pane(
    where: str, rows: pd.DataFrame, number: int, drawn: results.Drawn, factor: float | None
) -> None:
    """Compare a map as the browser draws it with its columns of the table."""
    key = "cell" if "cell" in rows else "country"
    own = pd.Series(range(len(drawn.keys)), index=drawn.keys).reindex(rows[key])
    there = own.notna().to_numpy()
    at = own[there].astype(int).to_numpy()
    states = [state_label(State(code)) for code in drawn.state[at].tolist()]
    same(where, f"states of map {number}", rows[f"state_{number}"][there].tolist(), states)
    values = np.where(np.isfinite(drawn.value), drawn.value, np.nan).astype(float)[at]
    near(where, f"values of map {number}", rows[f"value_{number}"][there], values * (factor or 1))


def _contrast(where: str, rows: pd.DataFrame, mode: str) -> None:
    """Compute difference or ratio again from the two columns that it is of."""
    if mode not in rows:
        return
    first, second = (rows[f"value_{k}"].astype(float).to_numpy() for k in (1, 2))
    own = rows[f"{mode}_state"].to_numpy() == state_label(State.MEASURED)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = second - first if mode == "difference" else second / first
    found = rows[mode].astype(float).to_numpy()[own]
    # Values have seven digits, of which a difference of near ones keeps fewer.
    scale = np.maximum(np.abs(first), np.abs(second))[own]
    room = 2e-6 * (scale if mode == "difference" else np.abs(expected[own]))
    apart = np.abs(found - expected[own]) > room + 1e-30
    same(where, f"{mode} of the values", found[apart].tolist(), expected[own][apart].tolist())


def _pictured(where: str, pane: Any, drawn: results.Drawn, factor: float | None) -> None:
    """Compare the classes of a picture with the values drawn: ascending, states apart."""
    order = np.argsort(drawn.number, kind="stable")
    entry = pane.units.entry[np.argsort(pane.units.keys, kind="stable")]
    state, value = drawn.state[order], drawn.value[order] * np.float32(factor or 1)
    groups = np.array([*(one.group for one in pane.entries), ""])
    measured = state == State.MEASURED
    same(where, "measured places have a class", (groups[entry[measured]] == "class").tolist(),
         [True] * int(measured.sum()))  # fmt: skip
    ranked: NDArray[np.float32] = value[measured]
    keys = np.array([*(int(one.key) if one.key.isdigit() else -1 for one in pane.entries), -1])
    classes = keys[entry[measured]][np.argsort(ranked, kind="stable")]
    same(where, "classes ascend with the values", bool((np.diff(classes) >= 0).all()), True)


def _statistics(client: FlaskClient, where: str, query: str) -> int:
    """Compare the statistics and pairs of groups as JSON with their tables; return how many."""
    answer = client.get(f"/api/v1/compare.json?{query}")
    rows = table(client, "compare", f"{query}&part=statistics")
    if answer.status_code != 200 or rows is None:
        same(where, "status of the comparison", (answer.status_code, rows is None), (404, True))
        return 0
    content = answer.get_json()
    shown = {one["name"]: one for one in content["groups"]}
    own = rows[rows["name"].isin(shown)]
    groups = [shown[name] for name in own["name"]]
    near(where, "numbers of results", own["n"], [one["n"] for one in groups])
    for name in ("median", "q1", "mean", "p98", "cell_median", "median_low"):
        told = [one["statistics"][name]["value"] for one in groups]
        near(where, f"{name} of groups", own[name], told)
    pairs = table(client, "compare", f"{query}&part=pairs")
    if pairs is not None and len(pairs) and content["pairs"]:
        ids = content["pairs"]["ids"]
        names = zip(pairs["first"], pairs["second"], strict=True)
        place = [(ids.index(a), ids.index(b)) for a, b in names]
        for name in ("delta", "p", "p_holm"):
            told = [content["pairs"][name][i][j] for i, j in place]
            near(where, f"{name} of pairs", pairs[name], told)
    return len(groups)
