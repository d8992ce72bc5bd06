"""Elements together as plain records: what the interface sends as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dashboard.catalog.critical import critical_lists
from dashboard.grid import LEVEL_KM
from dashboard.release.element import Histogram
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_resolve import stratum_name
from dashboard.state_together import resolve_together
from dashboard.statistics.summary import Figure
from dashboard.statistics.thresholds import threshold_name
from dashboard.together.anomalies import anomalies
from dashboard.together.choice import Choice, choice_of
from dashboard.together.components import components
from dashboard.together.composite import Composite
from dashboard.together.correlation import correlation
from dashboard.together.heat import heat
from dashboard.together.maps import CellMap, cell_map
from dashboard.together.pair import pair
from dashboard.together.spider import spider
from dashboard.together.table import UNIT


def answer(release: Release, state: ViewState, part: str) -> dict[str, Any]:
    """Return a part of the page of elements together.

    Parameters
    ----------
    release : Release
        An opened release.
    state : ViewState
        What the address says; what the release does not have is told in `notices`.
    part : str
        One of :data:`PARTS`.

    Returns
    -------
    dict
        What is taken together, then the fields of the part's record. Arrays stay arrays.

    Raises
    ------
    Unusable
        If the part cannot be given of these elements.
    KeyError
        If there is no such part.
    """
    make = _MAKERS[part]
    state, notices = resolve_together(state, release.index)
    choice = choice_of(release, state)
    return {
        **_head(release, choice),
        "part": part,
        "notices": [one.as_json() for one in notices],
        **make(release, choice),
    }


def _head(release: Release, choice: Choice) -> dict[str, Any]:
    """Return what is taken together: stratum, cells, elements, and what is left out."""
    record = release.strata[choice.stratum].record
    preset = next((one for one in critical_lists() if one.id == choice.preset), None)
    return {
        "release": release.id,
        "simulated": release.index["simulated"],
        "stratum": choice.stratum,
        "stratum_name": stratum_name(record, release.index),
        "survey": record["survey"],
        "level": choice.level,
        "km": LEVEL_KM[choice.level],
        "unit": UNIT,
        "asked": list(choice.elements),
        "preset": (
            {"id": preset.id, "name": preset.name, "year": preset.year} if preset else None
        ),
        "date": choice.date.isoformat() if choice.date else None,
        "countries_chosen": None if choice.countries is None else sorted(choice.countries),
        "left_out": reasons(choice.left_out),
    }


def reasons(left_out: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what is left out as a list of `element` and `reason`."""
    return [{"element": symbol, "reason": why} for symbol, why in left_out.items()]


def scale_of(found: Composite) -> dict[str, Any]:
    """Return the scale of a composite: what its triangle legend prints."""
    return {
        "elements": list(found.elements),
        "centre": found.centre.tolist(),
        "spread": found.spread,
        "edges": found.edges,
    }


def about_map(found: CellMap) -> dict[str, Any]:
    """Return what a map shows, without its numbers."""
    about = {
        "id": found.id,
        "name": found.name,
        "title": found.title,
        "unit": found.unit,
        "breaks": dict(found.breaks),
        "percentiles": found.percentiles,
        "parts": list(found.parts),
        "missing": reasons(found.missing),
        "words": list(found.words),
    }
    return about | ({"scale": scale_of(found.composite)} if found.composite else {})


def _heat(release: Release, choice: Choice) -> dict[str, Any]:
    found = heat(release, choice)
    return {
        "countries": found.countries,
        "names": found.names,
        "elements": found.elements,
        "value": found.value,
        "state": found.state,
        "n": found.n,
        "median": found.median,
        "median_state": found.median_state,
        "references": found.references,
        "reference_state": found.reference_state,
        "reference": found.reference,
        "unsampled": found.unsampled,
        "left_out": reasons(found.left_out),
    }


def _spider(release: Release, choice: Choice) -> dict[str, Any]:
    found = spider(release, choice)
    return {
        "elements": found.elements,
        "crust": found.crust,
        "lines": [one._asdict() for one in found.lines],
        "left_out": reasons(found.left_out),
    }


def _components(release: Release, choice: Choice) -> dict[str, Any]:
    found = components(release, choice)
    return {
        "elements": found.elements,
        "cells": found.cells,
        "countries": found.countries.tolist(),
        "chosen": found.chosen.tolist(),
        "scores": found.scores,
        "loadings": found.loadings,
        "explained": found.explained,
        "robust": found.robust,
        "replaced": found.replaced,
        "left_out": reasons(found.left_out),
        "words": found.words,
    }


def _correlation(release: Release, choice: Choice) -> dict[str, Any]:
    found = correlation(release, choice)
    return {
        "elements": found.elements,
        "value": found.value,
        "variation": found.variation,
        "n": found.n,
        "robust": found.robust,
        "left_out": reasons(found.left_out),
        "words": found.words,
    }


def _pair(release: Release, choice: Choice) -> dict[str, Any]:
    found = pair(release, choice)
    names = ("id", "name", "unit", "number")
    return {
        "x": {name: found.x[name] for name in names},
        "y": {name: found.y[name] for name in names},
        "cells": found.cells,
        "countries": found.countries.tolist(),
        "chosen": found.chosen.tolist(),
        "x_values": found.x_values,
        "y_values": found.y_values,
        "x_state": found.x_state,
        "y_state": found.y_state,
        "x_marginal": _marginal(found.x_marginal),
        "y_marginal": _marginal(found.y_marginal),
        "ratio": {name: _figure(one) for name, one in found.ratio.items()},
        "censored": found.censored,
        "variation": found.variation,
        "correlation": found.correlation,
        "words": found.words,
    }


def _marginal(found: Histogram | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "edges": found.edges,
        "measured": found.measured,
        "below": found.below,
        "unknown": found.unknown,
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {"value": one.value, "state": int(one.state)}


def _anomalies(release: Release, choice: Choice) -> dict[str, Any]:
    found = anomalies(release, choice)
    return {
        "threshold": found.threshold,
        "threshold_name": threshold_name(found.threshold),
        "limits": {symbol: one.value for symbol, one in found.limits.items()},
        "exceeding": found.exceeding,
        "rows": [
            {**row._asdict(), "above": [one._asdict() for one in row.above]} for row in found.rows
        ],
        "sampled": found.cells,
        "samples": found.samples,
        "left_out": reasons(found.left_out),
    }


def _map_of(kind: str) -> Callable[[Release, Choice], dict[str, Any]]:
    def make(release: Release, choice: Choice) -> dict[str, Any]:
        found = cell_map(release, choice, kind)
        more = {"rgb": found.composite.rgb} if found.composite else {}
        return {
            "cells": found.cells,
            "value": found.value,
            "state": found.state,
            "n": found.n,
            "censored": found.censored,
            **more,
            **about_map(found),
            "left_out": reasons(found.missing),
        }

    return make


_MAKERS: Mapping[str, Callable[[Release, Choice], dict[str, Any]]] = MappingProxyType(
    {
        "heat": _heat,
        "spider": _spider,
        "components": _components,
        "correlation": _correlation,
        "pair": _pair,
        "index": _map_of("index"),
        "anomalies": _anomalies,
        "composite": _map_of("composite"),
    }
)

PARTS = tuple(_MAKERS)
"""Ids of the parts that have numbers to take away."""
