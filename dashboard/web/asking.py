"""What the address of a page asked for, fitted to a release that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import dashboard
from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.elements import elements
from dashboard.catalog.metrics import metrics_json
from dashboard.components import shell
from dashboard.components.elements_bar import presets_json
from dashboard.components.map_texts import map_texts
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import SIMULATED, ReleaseStore
from dashboard.state import Notice, ViewState, fields_json, from_query
from dashboard.state_panes import panes, resolve_panes
from dashboard.state_progress import resolve_progress
from dashboard.state_resolve import resolve
from dashboard.state_together import resolve_together
from dashboard.web import site

Fit = Callable[[ViewState, Mapping[str, Any]], tuple[ViewState, tuple[Notice, ...]]]
"""Fits a state to a release index; the notices say what is not shown as asked."""


@dataclass(frozen=True)
class Asked:
    """A view of a release.

    Attributes
    ----------
    kind : str
        Kind of page with a map (`dashboard.web.site.KINDS`); empty for the others, and
        where the path names no country or region.
    release : Release
        What is shown.
    state : ViewState
        Fitted to the release. `release` is as the address has it.
    notices : tuple of Notice
        What was asked and is not shown as asked.
    live : str or None
        How links that follow new releases name this one: `simulated`, or not at all.
    real : bool
        Whether there are real data to go back to from simulated ones.
    trial : bool
        Whether there is a simulated campaign beside the real data shown.
    """

    kind: str
    release: Release
    state: ViewState
    notices: tuple[Notice, ...]
    live: str | None
    real: bool
    trial: bool


def read(store: ReleaseStore, kind: str, code: str, query: str) -> Asked | None:
    """Read what a page is asked for; never raises.

    Parameters
    ----------
    store : ReleaseStore
    kind : str
        Kind of page (`dashboard.web.site.kind_of`).
    code : str
        Country or region of the path; empty where it has none.
    query : str
        The query of the address.

    Returns
    -------
    Asked or None
        None where there is no release to show.
    """
    state, notices = from_query(query)
    current = store.current()
    release = store.get(state.release) if state.release else current
    if release is None and current is not None:
        message = _(
            "There is no simulated campaign on this server; release {shown} is shown."
            if state.release == SIMULATED
            else "Release {asked}, which the link was made from, is no longer kept; "
            "release {shown} is shown."
        ).format(asked=state.release, shown=current.id)
        notices += (Notice("release", state.release or "", message),)
        state, release = replace(state, release=None), current
    if release is None:
        return None
    if kind in {site.COUNTRY, site.REGION}:
        placed = site.place(kind, code, state, release.index)
        kind, state = (kind, placed) if placed else ("", state)
    state, more = _fit(kind)(state, release.index)
    simulated = bool(release.index["simulated"])
    real = current is not None and not current.index["simulated"]
    campaign = store.get(SIMULATED)
    return Asked(
        kind=kind,
        release=release,
        state=state,
        notices=notices + more,
        live=SIMULATED if simulated and real and campaign is not None else None,
        real=real,
        trial=not simulated and campaign is not None,
    )


def _fit(kind: str) -> Fit:
    """Return how a kind of page fits a state to a release."""
    if kind == site.COMPARE:
        return resolve_panes
    if kind == site.ELEMENTS:
        return resolve_together
    return resolve_progress if kind and kind not in site.RESULTS else resolve


def map_config(asked: Asked, api: str) -> dict[str, Any]:
    """Return what the modules of a page with a map read (docs/interfaces.md, sections 7, 10)."""
    release = asked.release
    own: dict[str, Any] = {} if asked.kind in site.RESULTS else {"metrics": metrics_json()}
    if asked.kind == site.ELEMENTS:
        own = together_config(release)
    return own | {
        "page": asked.kind,
        "api": api,
        # Class breaks and percentiles come with the vectors; progress needs no analytes.
        "index": release.slim_index if asked.kind in site.RESULTS else places_index(release.index),
        "fields": fields_json(),
        "view": asked.state.as_json(),
        "notices": [notice.as_json() for notice in asked.notices],
        "live": asked.live,
        "policy": disclaimer(),
        "version": dashboard.__version__,
        # The English text is the key: only other ones need to travel.
        "texts": {key: text for key, text in map_texts().items() if key != text},
    }


def together_config(release: Release) -> dict[str, Any]:
    """Return what the page of elements together reads besides: levels, lists, symbols."""
    return {
        "together": {id: stratum.together_level for id, stratum in release.strata.items()},
        "presets": presets_json(),
        "symbols": list(elements()),
    }


def places_index(index: Mapping[str, Any]) -> dict[str, Any]:
    """Return a release index without the analytes of its strata."""
    strata = [
        {key: value for key, value in stratum.items() if key != "analytes"}
        for stratum in index["strata"]
    ]
    return {**index, "strata": strata}


def preloads(asked: Asked, api: str) -> tuple[str, ...]:
    """Return the addresses of what the map of a page fetches first."""
    if asked.kind == site.COMPARE:
        views = panes(asked.state)
        shown = views if asked.state.mode == "panes" else views[:2]
        index = asked.release.index
        found = [one for view in shown for one in shell.critical_addresses(view, index, api)]
        return tuple(dict.fromkeys(found))
    if asked.kind == site.ELEMENTS:
        return _together_preloads(asked, api)
    if asked.kind in site.RESULTS:
        return shell.critical_addresses(asked.state, asked.release.index, api)
    return shell.progress_addresses(asked.state, api)


def _together_preloads(asked: Asked, api: str) -> tuple[str, ...]:
    state = asked.state
    stratum = asked.release.strata.get(state.stratum or "")
    boundaries = f"{api}boundaries/world-110m.bin"
    if stratum is None:
        return (boundaries,)
    level = stratum.together_level if state.level == "auto" else int(state.level)
    base = f"{api}strata/{state.stratum}/"
    return boundaries, f"{base}level-{level}.bin", f"{base}{_together_vector(state, level)}"


def _together_vector(state: ViewState, level: int) -> str:
    """Return the address of what the map shows, as `vectorPath` in elements-data.mjs writes it."""
    if state.together == "element":
        date = f"?date={state.date}" if state.date else ""
        return f"{state.analyte}/level-{level}.bin{date}"
    asked = [f"map={state.together}"]
    if state.elements:
        asked.append(f"els={'~'.join(state.elements)}")
    elif state.preset:
        asked.append(f"list={state.preset}")
    if state.together == "component" and state.component != "1":
        asked.append(f"pc={state.component}")
    if state.together == "anomalies" and state.threshold != "p98":
        asked.append(f"thr={state.threshold}")
    return f"together/level-{level}.bin?{'&'.join(asked)}"
