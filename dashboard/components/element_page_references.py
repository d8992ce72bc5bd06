"""References on the page of an element: upper crust, critical minerals, citations, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from dash import html

from dashboard.catalog.critical import critical_lists, lists_of
from dashboard.catalog.elements import elements, parameters
from dashboard.catalog.printing import number_text
from dashboard.catalog.tables import source
from dashboard.components.downloads import format_links
from dashboard.components.lookup import Record
from dashboard.components.place_links import PlaceLinks
from dashboard.components.survey_facts import outside_link
from dashboard.i18n import _
from dashboard.release.element import StratumResults
from dashboard.state_resolve import stratum_name


def references(analyte: str) -> list[Any]:
    """Return what the catalogue knows: upper crust, critical-mineral lists, or what it means."""
    parameter = parameters().get(analyte)
    if parameter is not None:
        origin = source(parameter.source)
        return [html.P([f"{parameter.description}. ", outside_link(origin.citation, origin.url)])]
    element = elements().get(analyte)
    if element is None:
        return [html.P(_("The catalogue has no reference for it."))]
    return [_crust(analyte), html.H3(_("Lists of critical minerals")), *_critical(analyte)]


def _crust(analyte: str) -> html.P:
    element = elements()[analyte]
    crust = element.crust
    if crust is None:
        return html.P(_("The catalogue has no content of the upper continental crust for it."))
    origin = source(crust.source)
    spread = f" ± {number_text(crust.two_sigma)} (2σ)" if crust.two_sigma else ""
    printed = _("published as {figure}").format(figure=crust.printed)
    return html.P(
        [
            html.Strong(f"{number_text(crust.value)}{spread} {element.unit}"),
            " ",
            _("in the upper continental crust, total content"),
            f" ({printed}): ",
            outside_link(origin.citation, origin.url),
        ]
    )


def _critical(analyte: str) -> list[Any]:
    member = {one.id for one in lists_of(analyte)}
    items, absent = [], []
    for one in critical_lists():
        if one.id not in member:
            absent.append(one.name)
            continue
        entry = next(entry for entry in one.entries if analyte in entry.symbols)
        group = entry.group or (entry.name if entry.name != elements()[analyte].name else "")
        words = _(", as “{entry}”").format(entry=group) if group else ""
        items.append(html.Li([outside_link(one.name, source(one.source).url), words]))
    parts: list[Any] = [html.Ul(items)] if items else []
    if absent:
        parts.append(
            html.P(_("Not on: {lists}.").format(lists="; ".join(absent)), className="hint")
        )
    return parts


def citations(found: Sequence[StratumResults]) -> html.Ul:
    """Return how each survey is cited, and under which licence it may be used."""
    surveys = {one.survey["id"]: one.survey for one in found}
    return html.Ul(
        [
            html.Li(
                [
                    survey["citation"],
                    " ",
                    outside_link(survey["licence"], survey["licence_url"]),
                ]
            )
            for survey in surveys.values()
        ],
        className="element-citations",
    )


def downloads(
    analyte: str, found: Sequence[StratumResults], index: Record, links: PlaceLinks
) -> html.Div:
    """Return the tables that can be taken away: the page's, and cells and samples by stratum."""
    tables = [
        format_links(
            _("Statistics by stratum"), partial(links.own_table, "element", analyte, "statistics")
        ),
        format_links(
            _("Countries by stratum"), partial(links.own_table, "element", analyte, "countries")
        ),
    ]
    for one in found:
        stratum, name = one.stratum["id"], stratum_name(one.stratum, index)
        kinds = [("0", _("{stratum}: cells of 160 km"))]
        if one.samples:
            kinds.append(("sites", _("{stratum}: samples")))
        tables += [
            format_links(
                words.format(stratum=name),
                partial(links.table, stratum, one.analyte["id"], level),
                spatial=True,
            )
            for level, words in kinds
        ]
    return html.Div(tables, className="downloads")
