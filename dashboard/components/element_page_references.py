"""References on the page of an element: upper crust, critical minerals, citations, downloads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from dash import html

from dashboard.catalog.critical import critical_lists, lists_of
from dashboard.catalog.elements import elements, parameters
from dashboard.catalog.printing import figure_text, number_text
from dashboard.catalog.states import State
from dashboard.catalog.tables import source
from dashboard.components.downloads import format_links
from dashboard.components.element_parts import table, with_unit
from dashboard.components.lookup import Record
from dashboard.components.place_links import PlaceLinks
from dashboard.components.survey_facts import outside_link
from dashboard.i18n import _
from dashboard.release.element import StratumResults
from dashboard.state_resolve import stratum_name
from dashboard.statistics.enrichment import crust, geoaccumulation, ratio


def references(analyte: str, found: Sequence[StratumResults], index: Record) -> list[Any]:
    """Return what the catalogue knows: upper crust, critical-mineral lists, or what it means."""
    parameter = parameters().get(analyte)
    if parameter is not None:
        origin = source(parameter.source)
        return [html.P([f"{parameter.description}. ", outside_link(origin.citation, origin.url)])]
    element = elements().get(analyte)
    if element is None:
        return [html.P(_("The catalogue has no reference for it."))]
    return [
        _crust(analyte),
        *_over_crust(analyte, found, index),
        html.H3(_("Lists of critical minerals")),
        *_critical(analyte),
    ]


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


def _over_crust(analyte: str, found: Sequence[StratumResults], index: Record) -> list[Any]:
    """Return each stratum's median over the upper crust, and its geoaccumulation index."""
    background = crust(analyte)
    known = [one for one in found if one.figure("median").state <= State.ABOVE]
    if not known or not math.isfinite(background):
        return []
    heads = (
        (_("Stratum"), ""),
        (_("Median"), "number"),
        (_("Median over crust"), "number"),
        (_("Geoaccumulation index"), "number"),
    )
    rows = []
    for one in known:
        value, state = one.figure("median")
        figures = (ratio(value, background), geoaccumulation(value, background))
        rows.append(
            html.Tr(
                [
                    html.Th(stratum_name(one.stratum, index), scope="row"),
                    html.Td(figure_text(value, state), className="number"),
                    *(
                        html.Td(_beside_crust(float(each), state), className="number")
                        for each in figures
                    ),
                ]
            )
        )
    caption = with_unit(_("Medians over the upper crust"), elements()[analyte].unit)
    told = _(
        "Ratios to an average of rocks: bedrock, weathering and life alone make soils differ from "
        "it (Reimann & de Caritat 2005), and partial digestions find less than the total content. "
        "The index is log₂ of the median over 1.5 times the crust (Müller 1969)."
    )
    return [table(caption, heads, rows, "element-over-crust"), html.P(told, className="hint")]


def _beside_crust(value: float, state: int) -> str:
    """Return a ratio as printed; a dash where the limit that it would stand below is not known."""
    short = float(f"{value:.3g}")
    return figure_text(short, state) if math.isfinite(short) else "–"


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
