"""The page of a country: what was sampled and found there, to be linked to and printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.catalog.printing import capitalised, listed
from dashboard.components.country_elements import (
    Neighbour,
    element_table,
    median_tables,
    neighbour_table,
)
from dashboard.components.country_parts import (
    breadcrumbs,
    downloads,
    footer,
    measured,
    reported,
    section,
    stages,
    survey_cards,
)
from dashboard.components.document_links import report_links
from dashboard.components.place_links import PlaceLinks
from dashboard.components.progress_training import training
from dashboard.i18n import _
from dashboard.progress.figures import figures_by_country
from dashboard.progress.place import (
    Place,
    country_place,
    neighbours_of,
)
from dashboard.progress.profile import Share, comparisons, medians, samples_by_country, shares
from dashboard.progress.summary import survey_name
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_resolve import stratum_name

COMPARED = ("Cu", "Zn", "Pb", "Ni", "As", "Cr", "Co", "Fe", "Al", "Ca")
"""Elements for the comparison with neighbours, the preferred first."""

MOST_COMPARED = 4

MANY_STATEMENTS = 8
"""Reported statements beyond which they take the whole width of a printed page."""


def country_page(
    release: Release, state: ViewState, iso3: str, links: PlaceLinks, address: str
) -> html.Article:
    """Return the page below the map.

    Parameters
    ----------
    release : Release
    state : ViewState
        Which surveys and day count (the fields `surveys` and `date`).
    iso3 : str
        A country of the release.
    links : PlaceLinks
    address : str
        Full address of the page, for the foot of printed ones.
    """
    place = country_place(release, state, iso3)
    index, name = release.index, place.name
    tables = [
        (share, comparisons(release.strata[share.stratum["id"]], iso3)) for share in place.shares
    ]
    figures = measured(place.levels, place.as_of, counted_surveys(place), links)
    told = sum(one["country"] == iso3 for one in release.programme["statements"])
    parts: list[Any] = [
        html.Div(
            [
                section("measured", _("Measured"), figures),
                *_reported(release, iso3, name),
            ],
            className="side-by-side much" if told > MANY_STATEMENTS else "side-by-side",
        ),
        section(
            "elements",
            _("The programme's 76 elements"),
            element_table(place.elements, links),
            _("Results of surveys from the country's own samples. Each leads to its map."),
        ),
        section("neighbours", _("Neighbours"), _neighbours(place, iso3, links)),
    ]
    shown = median_tables(tables, index, name, links)
    if shown:
        parts.append(
            section(
                "medians",
                _("Medians"),
                shown,
                _(
                    "Median of the country's samples against all samples of the same stratum, "
                    "and against the upper continental crust (Rudnick & Gao), which is total "
                    "content: a partial digestion such as aqua regia finds less."
                ),
            )
        )
    if place.shares:
        parts.append(
            section(
                "surveys",
                _("Surveys and how to cite them"),
                [survey_cards(place.shares, links)],
            )
        )
    if not index["simulated"]:
        courses = training(release.programme, [iso3], {iso3: name})
        parts.append(section("training", _("Training"), courses))
    parts += [
        section(
            "downloads",
            _("Downloads"),
            [report_links(links, "country", iso3), downloads(place, "country", iso3, links)],
        ),
        html.Div(id="toast", className="toast-line", role="status"),
        footer(address, index, dt.datetime.now(dt.UTC).date()),
    ]
    crumbs = breadcrumbs(_regions(release, iso3, links), name)
    return html.Article([crumbs, html.Div(parts, className="place-parts")], className="place-page")


def _reported(release: Release, iso3: str, name: str) -> list[html.Section]:
    """Return what is reported and the stages; a made-up campaign has nothing real beside it."""
    title = _("Reported")
    if release.index["simulated"]:
        text = _("What is really reported is not shown beside simulated data.")
        return [section("reported", title, [html.P(text)])]
    found = reported(release.programme, iso3, name)
    return [section("reported", title, found), _stages(release, iso3)]


def _stages(release: Release, iso3: str) -> html.Section:
    steps = stages(release.programme, iso3)
    return section(
        "stages",
        _("Stages, as reported"),
        steps or [html.P(_("No stage of work was found reported."))],
        _("Stages belong to a scale of work and may run side by side.") if steps else "",
    )


def counted_surveys(place: Place) -> str:
    """Return the names of the surveys that have samples of a place; empty for none."""
    names = dict.fromkeys(survey_name(one.survey) for one in place.surveyed)
    return listed(names) if names else ""


def _regions(release: Release, iso3: str, links: PlaceLinks) -> Sequence[tuple[str, str]]:
    country = next(one for one in release.index["countries"] if one["id"] == iso3)
    names = {one["id"]: one["name"] for one in release.index["regions"]}
    codes = dict.fromkeys((country["region"], country["subregion"]))
    regions = [(names[code], links.region(code)) for code in codes if code in names]
    return [(_("World"), links.world()), *regions]


def _neighbours(place: Place, iso3: str, links: PlaceLinks) -> list[Any]:
    release = place.release
    others = neighbours_of(release, iso3)
    if not others:
        text = _("{name} shares no land border with a country of the boundary set.")
        return [html.P(capitalised(text.format(name=place.said)))]
    everyone = (iso3, *others)
    share = place.surveyed[0] if place.surveyed else _shared(place, others)
    stratum = release.strata[share.stratum["id"]] if share else None
    analytes: list[Any] = []
    found: dict[str, Any] = {}
    sites = dict.fromkeys(everyone, 0)
    if stratum:
        analytes = [stratum.analytes[one] for one in COMPARED if one in stratum.analytes]
        analytes = analytes[:MOST_COMPARED]
        found = {one["id"]: medians(stratum, one["id"], everyone) for one in analytes}
        sites |= samples_by_country(stratum)
    figures = figures_by_country(release, place.choice)
    rows = [
        Neighbour(
            one,
            release.country_names[one],
            figures[one],
            sites[one],
            {symbol: by[one] for symbol, by in found.items() if one in by},
        )
        for one in everyone
    ]
    title = stratum_name(stratum.record, release.index) if stratum else ""
    return neighbour_table(rows, stratum.record if stratum else None, title, analytes, links)


def _shared(place: Place, others: Sequence[str]) -> Share | None:
    """Return the stratum that most of the neighbours' samples are in."""
    found = shares(place.release, others)
    return next((one for one in found if one.stratum["id"] in place.counted), None)
