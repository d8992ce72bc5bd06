"""The page of a region: its totals, its countries side by side, its surveys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.metrics import METRICS, metric_name
from dashboard.catalog.printing import number_text
from dashboard.catalog.quantities import FigureValues
from dashboard.components.attributes import extra
from dashboard.components.country_elements import element_table, of_whole
from dashboard.components.country_page import counted_surveys
from dashboard.components.country_parts import (
    breadcrumbs,
    downloads,
    footer,
    measured,
    section,
    survey_cards,
)
from dashboard.components.details_panel import scrolling
from dashboard.components.document_links import report_links
from dashboard.components.place_links import PlaceLinks
from dashboard.components.place_summary import scale_names
from dashboard.components.progress_reported import definition_link
from dashboard.i18n import _
from dashboard.progress.figures import figures_by_country
from dashboard.progress.place import Place, region_place
from dashboard.release.release import Release
from dashboard.state import ViewState

SHOWN = ("covered", "complete", "area", "samples", "elements")
"""Metrics of the table of countries."""


def region_page(
    release: Release, state: ViewState, code: str, links: PlaceLinks, address: str
) -> html.Article:
    """Return the page below the map; parameters as for a country's page."""
    place = region_place(release, state, code)
    surveys = counted_surveys(place)
    parts = [
        _parts(release, code, links),
        section("measured", _("Measured"), measured(place.levels, place.as_of, surveys, links)),
        section(
            "countries",
            _("Countries"),
            [_countries(place, links)],
            _("Cells of 160 km. Countries add up to the region."),
        ),
        section(
            "elements", _("The programme's 76 elements"), element_table(place.elements, links)
        ),
    ]
    if place.shares:
        cards = [survey_cards(place.shares, links)]
        parts.append(section("surveys", _("Surveys and how to cite them"), cards))
    parts += [
        section(
            "downloads",
            _("Downloads"),
            [report_links(links, "region", code), downloads(place, "region", code, links)],
        ),
        html.Div(id="toast", className="toast-line", role="status"),
        footer(address, release.index, dt.datetime.now(dt.UTC).date()),
    ]
    crumbs = breadcrumbs(_parents(release, code, links), place.name)
    return html.Article([crumbs, html.Div(parts, className="place-parts")], className="place-page")


def _parents(release: Release, code: str, links: PlaceLinks) -> Sequence[tuple[str, str]]:
    names = {one["id"]: one["name"] for one in release.index["regions"]}
    above = {one["region"] for one in release.index["countries"] if one["subregion"] == code}
    return [
        (_("World"), links.world()),
        *((names[one], links.region(one)) for one in sorted(above - {code}) if one in names),
    ]


def _parts(release: Release, code: str, links: PlaceLinks) -> Any:
    names = {one["id"]: one["name"] for one in release.index["regions"]}
    inside = {one["subregion"] for one in release.index["countries"] if one["region"] == code}
    listed = sorted((names[one], one) for one in inside - {code} if one in names)
    if not listed:
        return None
    items: list[Any] = []
    for name, one in listed:
        items += (
            [" · ", html.A(name, href=links.region(one))]
            if items
            else [html.A(name, href=links.region(one))]
        )
    return html.P(items, className="region-parts")


def _countries(place: Place, links: PlaceLinks) -> html.Div:
    release = place.release
    reported = _stages(release)
    # A column of dashes would take the room of the others.
    stages = {one: reported[one] for one in place.countries if one in reported}
    figures = figures_by_country(release, place.choice)
    heads = [html.Th(_("Country"), scope="col")]
    heads += [
        html.Th(
            [metric_name(METRICS[one]), " ", definition_link(links.methods, one)],
            scope="col",
            className="number",
            **extra(aria_label=metric_name(METRICS[one])),
        )
        for one in SHOWN
    ]
    if stages:
        heads.append(
            html.Th(
                [_("Stage reported"), " ", definition_link(links.methods, "stage")],
                scope="col",
                **extra(aria_label=_("Stage reported")),
            )
        )
    listed = sorted(place.countries, key=lambda one: release.country_names[one])
    rows = [
        html.Tr(
            [
                html.Th(html.A(release.country_names[one], href=links.country(one)), scope="row"),
                *_cells(figures[one]),
                *([html.Td(stages.get(one, "–"))] if stages else []),
            ]
        )
        for one in listed
    ]
    totals = html.Tr(
        [
            html.Th(_("All of {name}").format(name=place.said), scope="row"),
            *_cells(place.levels[0]),
            *([html.Td("")] if stages else []),
        ]
    )
    table = html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody(rows), html.Tfoot(totals)],
        className="data-table country-table",
    )
    return scrolling(table, _("Countries"))


def _cells(figures: FigureValues) -> list[html.Td]:
    return [html.Td(_figure(one, figures), className="number") for one in SHOWN]


def _figure(metric: str, figures: FigureValues) -> str:
    rule = METRICS[metric]
    if metric == "elements" or not rule.is_share:
        return number_text(figures[rule.numerator or ""] or 0)
    return of_whole(metric, figures)


def _stages(release: Release) -> Mapping[str, str]:
    """Return the furthest stage reported of each country, at each scale."""
    names = {one["id"]: one["name"] for one in release.programme["stages"]}
    scales = scale_names()
    found: dict[str, list[str]] = {}
    for one in release.programme["status"]:
        said = f"{_(names[one['stage']])}, {scales[one['scale']]}"
        found.setdefault(one["country"], []).append(said)
    return {country: "; ".join(said) for country, said in found.items()}
