"""The page of an element or parameter: what surveys found, stratum by stratum, to be printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.counts import countries_text, samples_text, strata_text
from dashboard.catalog.elements import elements
from dashboard.catalog.printing import figure_text, listed, number_text
from dashboard.catalog.states import State
from dashboard.charts.element_axis import hatching
from dashboard.components.attributes import extra
from dashboard.components.country_parts import footer, section
from dashboard.components.document_links import report_links
from dashboard.components.element_page_drawings import boxes, distribution
from dashboard.components.element_page_map import map_picture
from dashboard.components.element_page_references import citations, downloads, references
from dashboard.components.element_page_tables import (
    cell_table,
    country_tables,
    method_table,
    statistic_table,
)
from dashboard.components.element_parts import below_text, chooser
from dashboard.components.place_links import PlaceLinks
from dashboard.components.place_names import nearest
from dashboard.i18n import _, ngettext
from dashboard.release.element import (
    StratumDetail,
    StratumResults,
    analyte_names,
    default_stratum,
    detail_of,
    results_of,
)
from dashboard.release.release import Release
from dashboard.state_resolve import stratum_name

_MOST_SPANS = 3
"""Strata whose range of countries' medians the summary tells."""


def element_title(release: Release, analyte: str) -> str:
    """Return the heading of an analyte's page: ``Copper (Cu)``, ``pH``."""
    name = _(analyte_names(release)[analyte])
    return name if name == analyte else f"{name} ({analyte})"


def find_analyte(release: Release, typed: str) -> str | None:
    """Return the analyte that a symbol, id or name means in any case, None for none."""
    names = analyte_names(release)
    if typed in names:
        return typed
    text = typed.strip().casefold()
    by_text = {name.casefold(): identity for identity, name in names.items()}
    by_text |= {identity.casefold(): identity for identity in names}
    return by_text.get(text)


def unknown_element(release: Release, typed: str, links: PlaceLinks) -> html.Div:
    """Return that there is no such element, and which ones are like it."""
    names = analyte_names(release)
    said = _(
        "There is no element or parameter “{typed}”. Pages of elements have their symbol, "
        "such as Cu for copper."
    )
    items = [
        html.Li(html.A(element_title(release, one), href=links.element(one)))
        for one in nearest(typed, names)
    ]
    return html.Div(
        [
            html.H1(_("Page not found")),
            html.P(said.format(typed=typed[:40])),
            html.Ul(items, **extra(aria_label=_("Pages of similar names"))),
            html.P(html.A(_("See how far the mapping has come"), href=links.world())),
        ],
        className="prose",
    )


def element_page(
    release: Release,
    analyte: str,
    stratum: str | None,
    links: PlaceLinks,
    address: str,
    day: dt.date,
    notices: Sequence[str] = (),
) -> html.Article:
    """Return the page, whole: it needs no script.

    Parameters
    ----------
    release : Release
    analyte : str
        One of :func:`~dashboard.release.element.analyte_names`.
    stratum : str or None
        The stratum whose distribution, countries and cells are shown; one that has no
        results of the analyte gives the default.
    links : PlaceLinks
    address : str
        Full address of the page, for the foot of printed ones.
    day : datetime.date
        Of access.
    notices : sequence of str
        What was asked and is not shown as asked.
    """
    found = results_of(release, analyte)
    title = element_title(release, analyte)
    index = release.index
    parts: list[Any] = [
        *(html.P(text, className="callout", role="status") for text in notices),
        html.H1(title),
        html.Div([html.P(text) for text in summary(release, analyte)], className="place-summary"),
        _asked_elsewhere(release, stratum, found, title),
    ]
    if found:
        parts += _measured(release, analyte, stratum, links)
    parts.append(section("references", _("References"), references(analyte, found, index)))
    if found:
        methods = [method_table(found, index)]
        parts += [
            section("methods", _("How it was determined"), methods),
            section("citations", _("How to cite the surveys"), [citations(found)]),
            section(
                "downloads",
                _("Downloads"),
                [
                    report_links(links, "element", analyte),
                    downloads(analyte, found, index, links),
                ],
            ),
        ]
    parts.append(footer(address, index, day))
    return html.Article(
        [hatching(), _neighbours(analyte, links), html.Div(parts, className="place-parts")],
        className="element-page",
    )


def _measured(
    release: Release, analyte: str, stratum: str | None, links: PlaceLinks
) -> list[html.Section]:
    found, index = results_of(release, analyte), release.index
    record = found[0].analyte
    element = elements().get(analyte)
    crust = element.crust.value if element and element.crust else None
    known = {one.stratum["id"]: one for one in found}
    shown = known.get(stratum or "") or known[default_stratum(found) or ""]
    detail = detail_of(release, shown.stratum["id"], analyte)
    name = stratum_name(shown.stratum, index)
    apart = _(
        "Strata differ in medium, depth, size fraction, digestion or method. They stand side by "
        "side and are not compared: a partial digestion finds less than total analysis. Each "
        "leads to its map."
    )
    return [
        section("surveys", _("Results by survey"), boxes(found, record, crust, links), apart),
        section(
            "statistics",
            _("Statistics"),
            [statistic_table(found, index, record["unit"])],
            _(
                "“<” is a detection limit: the figure lies below it. Mean and standard deviation "
                "are by Kaplan–Meier, and are not given above 70 % below detection. The "
                "interval of the median is from order statistics. MAD includes the factor 1.4826."
            ),
        ),
        section(
            "stratum",
            _("In one stratum: {stratum}").format(stratum=name),
            [
                chooser(found, shown.stratum["id"], index, links),
                html.P(
                    html.A(
                        _("Map of {element}, {stratum}").format(
                            element=record["name"], stratum=name
                        ),
                        href=links.map(shown.stratum["id"], analyte),
                        className="button button-primary",
                    )
                ),
                map_picture(shown, name, links, stratum == shown.stratum["id"]),
                html.H3(_("Distribution and thresholds")),
                *distribution(shown, detail),
                *_about_thresholds(detail),
            ],
        ),
        section(
            "countries",
            _("Countries by median"),
            country_tables(shown, release.country_names, links),
            _(
                "{stratum}. Intervals that overlap do not tell countries apart; samples of a "
                "country count alike, however densely they lie."
            ).format(stratum=name),
        ),
        section(
            "cells",
            _("Highest cells"),
            cell_table(shown, detail, links),
            _("{stratum}. Cells of 160 km by median; percentiles are of its samples.").format(
                stratum=name
            ),
        ),
    ]


def _about_thresholds(detail: StratumDetail) -> list[html.P]:
    """Return how thresholds are to be read, where there are any."""
    if all(one.state != State.MEASURED for one in detail.thresholds.values()):
        return []
    text = _(
        "Thresholds differ, so they are shown together (Reimann, Filzmoser & Garrett 2005). "
        "None of them is a limit of harm."
    )
    return [html.P(text, className="hint")]


def _asked_elsewhere(
    release: Release, stratum: str | None, found: Sequence[StratumResults], title: str
) -> html.P | None:
    """Return a notice where the address names a stratum that has no results."""
    if stratum is None or any(one.stratum["id"] == stratum for one in found):
        return None
    opened = release.strata.get(stratum)
    text = (
        _("{stratum} has no results of {element}.").format(
            stratum=stratum_name(opened.record, release.index), element=title
        )
        if opened
        else _("This release has no stratum “{stratum}”.").format(stratum=stratum[:60])
    )
    return html.P(text, className="callout", role="status")


def _neighbours(analyte: str, links: PlaceLinks) -> html.Nav | None:
    """Return the links to the elements before and after in the periodic table."""
    symbols = list(elements())
    if analyte not in symbols:
        return None
    at = symbols.index(analyte)
    near = (("‹ ", at - 1, ""), ("", at + 1, " ›"))
    items = [
        html.Li(
            html.A(
                f"{before}{_(elements()[symbols[i]].name)}{after}", href=links.element(symbols[i])
            )
        )
        for before, i, after in near
        if 0 <= i < len(symbols)
    ]
    return html.Nav(html.Ul(items), className="element-near", **extra(aria_label=_("Elements")))


def summary(release: Release, analyte: str) -> tuple[str, ...]:
    """Return what there is of an analyte in a few sentences."""
    found = results_of(release, analyte)
    title = element_title(release, analyte)
    surveys = [one for one in found if one.is_survey]
    texts = [_determined(title, surveys) if surveys else _absent(release, analyte, title)]
    texts += [_span(one, release) for one in _widest(surveys)]
    published = sum(one.n for one in found if not one.is_survey)
    if published:
        text = ngettext(
            "A compilation of published analyses has {n} more result, which counts apart.",
            "Compilations of published analyses have {n} more results, which count apart.",
            published,
        )
        texts.append(text.format(n=number_text(published)))
    return tuple(texts)


def samples_of(found: Sequence[StratumResults]) -> int:
    """Return the samples with a result, each once.

    One sample may be analysed in several size fractions and by several methods, each of
    them a stratum; of the strata of one survey, medium and depth the largest counts.
    """
    most: dict[tuple[str, str, str], int] = {}
    for one in found:
        key = (one.survey["id"], one.stratum["medium"], one.stratum["depth"])
        most[key] = max(most.get(key, 0), one.n)
    return sum(most.values())


def _determined(title: str, surveys: Sequence[StratumResults]) -> str:
    names = dict.fromkeys(one.survey["short"] or one.survey["title"] for one in surveys)
    countries = {iso3 for one in surveys for iso3 in one.countries}
    n, censored = sum(one.n for one in surveys), sum(one.censored for one in surveys)
    samples = samples_of(surveys)
    text = ngettext(
        "{element} was determined in {samples} from {countries}, in {strata} of {surveys}; "
        "{below} of the {n} result is below detection.",
        "{element} was determined in {samples} from {countries}, in {strata} of {surveys}; "
        "{below} of the {n} results are below detection.",
        n,
    )
    return text.format(
        element=title,
        samples=samples_text(samples),
        countries=countries_text(len(countries)),
        strata=strata_text(len(surveys)),
        surveys=listed(names),
        below=below_text(n, censored),
        n=number_text(n),
    )


def _absent(release: Release, analyte: str, title: str) -> str:
    if analyte in elements():
        text = _(
            "No survey of this release has results of {element}. It is one of the 76 elements "
            "that the programme sets out to determine in every cell of 160 km."
        )
    else:
        text = _("No survey of this release has results of {element}.")
    return text.format(element=title)


def _widest(surveys: Sequence[StratumResults]) -> Sequence[StratumResults]:
    """Return the strata in which at least two countries can be ranked, most countries first."""
    found = [one for one in surveys if len(one.ranked) > 1]
    return sorted(found, key=lambda one: -len(one.ranked))[:_MOST_SPANS]


def _span(one: StratumResults, release: Release) -> str:
    names: Mapping[str, str] = release.country_names
    high, low = one.ranked[0], one.ranked[-1]
    unit = one.analyte["unit"] if one.analyte["unit"] != "pH" else ""
    if figure_text(*low.median) == figure_text(*high.median):
        text = _("Within {stratum}, the medians of {n} countries are all {value}.")
        return text.format(
            stratum=stratum_name(one.stratum, release.index),
            n=len(one.ranked),
            value=f"{figure_text(*high.median)} {unit}".strip(),
        )
    text = _(
        "Within {stratum}, the medians of {n} countries range from {low} {unit} ({lowest}) to "
        "{high} {unit} ({highest})."
    )
    return (
        text.format(
            stratum=stratum_name(one.stratum, release.index),
            n=len(one.ranked),
            low=figure_text(*low.median),
            lowest=names[low.iso3],
            high=figure_text(*high.median),
            highest=names[high.iso3],
            unit=unit,
        )
        .replace("  ", " ")
        .replace(" )", ")")
    )
