"""Titles of maps of results: of one, of several side by side, of elements together.

The scripts of the map write the same (assets/gridmap/shown.mjs, compare-words.mjs). A title can
be told without computing what takes long: heads of pages have it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.catalog.printing import day_text
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_resolve import stratum_name
from dashboard.together.choice import Unusable, choice_of
from dashboard.together.maps import cell_map
from dashboard.together.titles import cell_map_title

Record = Mapping[str, Any]

_NAMED = 3
"""Countries that are named of each map."""


def statistic_words(statistic: str) -> str:
    """Return the words for a statistic within a title (`statisticLabel` of the map)."""
    return {
        "median": _("median"),
        "mean": _("mean"),
        "min": _("minimum"),
        "max": _("maximum"),
        "q1": _("lower quartile"),
        "q3": _("upper quartile"),
        "p5": _("5th percentile"),
        "p95": _("95th percentile"),
        "n": _("number of results"),
        "censored": _("share below detection"),
    }[statistic]


def analyte_label(analyte: Record) -> str:
    """Return the name of an analyte with its symbol: ``Copper (Cu)``, ``pH``."""
    name, identity = analyte["name"], analyte["id"]
    return f"{name} ({identity})" if name and name != identity else str(identity)


def map_title(state: ViewState, stratum: Record, analyte: Record) -> str:
    """Return the title of a map of results, as `titleOf` of assets/gridmap/shown.mjs writes it.

    Parameters
    ----------
    state : ViewState
        Resolved against the release.
    stratum, analyte : mapping
        Their records in the index.
    """
    sites = state.by != "countries" and state.level == "sites"
    statistic = None if sites else state.statistic
    unit = {"n": "", "censored": "%"}.get(statistic or "", analyte["unit"])
    parts = [
        analyte_label(analyte),
        statistic_words(statistic) if statistic else _("samples"),
        "" if unit == analyte["id"] else unit,
    ]
    if state.date:
        day = day_text(dt.date.fromisoformat(state.date))
        parts.append(_("collected up to {date}").format(date=day))
    return ", ".join(part for part in parts if part)


def pane_names(
    index: Record, views: Sequence[tuple[ViewState, tuple[Record, Record]]]
) -> list[str]:
    """Return what tells maps apart: title, stratum, countries, without what all have.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    views : sequence of (ViewState, (mapping, mapping))
        Each map resolved, with the records of its stratum and analyte.
    """
    countries = {one["id"]: one["name"] for one in index["countries"]}
    columns: list[list[str]] = [[], [], []]
    for view, (stratum, analyte) in views:
        columns[0].append(map_title(view, stratum, analyte))
        columns[1].append(stratum_name(stratum, index))
        more = " …" if len(view.countries) > _NAMED else ""
        columns[2].append(", ".join(countries[one] for one in view.countries[:_NAMED]) + more)
    apart = [column for column in columns if len(set(column)) > 1]
    found = [", ".join(filter(None, parts)) for parts in zip(*apart, strict=True)]
    return [name or title for name, title in zip(found or columns[0], columns[0], strict=True)]


def compare_title(
    index: Record, mode: str, views: Sequence[tuple[ViewState, tuple[Record, Record]]]
) -> str:
    """Return the title of maps side by side (`compareTitle` of compare-words.mjs).

    What all maps show, or each of them; of a contrast which minus which.

    Parameters
    ----------
    index, views
        As of :func:`pane_names`.
    mode : str
        Of the state; anything but a contrast is side by side.
    """
    titles = [map_title(view, *records) for view, records in views]
    common = titles[0] if len(set(titles)) == 1 else ""
    contrasts = {
        "difference": _("Map 2 minus map 1: {second} − {first}"),
        "ratio": _("Map 2 divided by map 1: {second} ÷ {first}"),
    }
    if mode not in contrasts or len(views) < 2:
        return common or " | ".join(titles)
    first, second = pane_names(index, views)[:2]
    said = contrasts[mode].format(first=first, second=second)
    return f"{common}. {said}" if common else said


def together_title(release: Release, state: ViewState) -> str:
    """Return the title of a map of elements together.

    Parameters
    ----------
    release : Release
    state : ViewState
        Resolved for the page; of a stratum.
    """
    if state.together == "element":
        stratum = release.strata[state.stratum or ""]
        analyte = stratum.analytes[state.analyte or ""]
        return map_title(replace(state, statistic="median", by="cells"), stratum.record, analyte)
    choice = choice_of(release, state)
    if state.together != "composite":
        return cell_map_title(choice, state.together)
    try:
        return cell_map(release, choice, "composite").title
    except Unusable:
        return cell_map_title(choice, "composite")
