"""Tables of the page of an element: statistics, countries by median, highest cells, methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.counts import results_text
from dashboard.catalog.names import within
from dashboard.catalog.printing import figure_text, number_text
from dashboard.catalog.states import State
from dashboard.charts.element_axis import Axis, axis
from dashboard.charts.element_boxes import interval
from dashboard.components.element_parts import (
    below_text,
    interval_text,
    place_text,
    table,
    with_unit,
)
from dashboard.components.lookup import Record
from dashboard.components.place_links import PlaceLinks
from dashboard.components.survey_facts import limit_text, years
from dashboard.i18n import _
from dashboard.release.element import (
    FEWEST_RANKED,
    CountryResults,
    StratumDetail,
    StratumResults,
    is_logarithmic,
)
from dashboard.state_resolve import stratum_name

MOST_IN_ONE = 14
"""Countries beyond which they are shown in two tables beside each other."""

_STATISTICS = (
    *("min", "p5", "q1", "median", "interval", "q3", "p95", "p98", "max"),
    *("mean", "sd", "gmean", "mad"),
)


def statistic_table(found: Sequence[StratumResults], index: Record, unit: str) -> html.Div:
    """Return the statistics of each stratum with their states, a row a stratum."""
    # pH is a logarithm already: a geometric mean of it means nothing.
    shown = [one for one in _STATISTICS if one != "gmean" or unit != "pH"]
    heads = [
        (_("Stratum"), ""),
        (_("Results"), "number"),
        (_("Below detection"), "number"),
        *((_statistic_name(one), "number") for one in shown),
    ]
    rows = [
        html.Tr(
            [
                html.Th(stratum_name(one.stratum, index), scope="row"),
                html.Td(number_text(one.n), className="number"),
                html.Td(below_text(one.n, one.censored), className="number"),
                *(html.Td(_statistic(one, name), className="number") for name in shown),
            ]
        )
        for one in found
    ]
    return table(with_unit(_("Statistics by stratum"), unit), heads, rows, "element-statistics")


def _statistic_name(name: str) -> str:
    return {
        "min": _("Min"),
        "p5": "P5",
        "q1": "P25",
        "median": _("Median"),
        "interval": _("95 % interval"),
        "q3": "P75",
        "p95": "P95",
        "p98": "P98",
        "max": _("Max"),
        "mean": _("Mean"),
        "sd": _("SD"),
        "gmean": _("Geometric mean"),
        "mad": "MAD",
    }[name]


def _statistic(one: StratumResults, name: str) -> str:
    if name == "interval":
        return interval_text(one.figure("median_low"), one.figure("median_high"))
    figure = one.figure(name)
    return "–" if figure.state == State.TOO_FEW else figure_text(*figure)


def country_tables(one: StratumResults, names: Mapping[str, str], links: PlaceLinks) -> list[Any]:
    """Return the countries of a stratum by median, and those that are not ranked, with why."""
    if not one.is_survey:
        text = _(
            "Published analyses are no systematic sample of a country: countries are not ranked."
        )
        return [html.P(text)]
    ranked = one.ranked
    rest = [each for each in one.countries.values() if not each.is_ranked]
    parts: list[Any] = []
    scale = axis(
        [
            figure.value
            for each in ranked
            for figure in (each.low, each.median, each.high)
            if figure.state <= State.ABOVE
        ],
        is_logarithmic(one.analyte["id"], min((e.median.value for e in ranked), default=0.0)),
    )
    if len(ranked) == 1 and not rest:
        text = _("All results are from {country}.").format(
            country=within(ranked[0].iso3, names[ranked[0].iso3])
        )
        return [html.P(text)]
    if scale is not None:
        half = -(-len(ranked) // 2) if len(ranked) > MOST_IN_ONE else len(ranked)
        unit = one.analyte["unit"]
        parts.append(
            html.Div(
                [
                    _country_table(first, part, one, unit, scale, names, links)
                    for first, part in ((1, ranked[:half]), (half + 1, ranked[half:]))
                    if part
                ],
                className="halves",
            )
        )
    if rest:
        told = "; ".join(
            _("{country} ({results}, median {median})").format(
                country=names.get(each.iso3, each.iso3),
                results=results_text(each.n),
                median=figure_text(*each.median),
            )
            for each in sorted(rest, key=lambda each: names.get(each.iso3, each.iso3))
        )
        text = _(
            "Not ranked, with fewer than {fewest} results or a median that is not above "
            "detection: {countries}."
        )
        parts.append(html.P(text.format(fewest=FEWEST_RANKED, countries=told), className="hint"))
    return parts


def _country_table(
    first: int,
    part: Sequence[CountryResults],
    one: StratumResults,
    unit: str,
    scale: Axis,
    names: Mapping[str, str],
    links: PlaceLinks,
) -> html.Div:
    median = with_unit(_("Median"), unit)
    heads = (
        (_("Rank"), "number"),
        (_("Country"), ""),
        (_("Results"), "number"),
        (median, "number"),
        (_("95 % interval"), "number"),
        (_("Median in its interval"), "drawn"),
    )
    rows = [
        html.Tr(
            [
                html.Td(str(rank), className="number"),
                html.Th(
                    html.A(names.get(each.iso3, each.iso3), href=links.country(each.iso3)),
                    scope="row",
                ),
                html.Td(number_text(each.n), className="number"),
                html.Td(
                    html.A(
                        figure_text(*each.median),
                        href=links.map(one.stratum["id"], one.analyte["id"], (each.iso3,)),
                    ),
                    className="number",
                ),
                html.Td(interval_text(each.low, each.high), className="number"),
                html.Td(interval(each.low, each.median, each.high, scale), className="drawn"),
            ]
        )
        for rank, each in enumerate(part, first)
    ]
    return table(_("Countries by median"), heads, rows, "element-countries")


def cell_table(one: StratumResults, detail: StratumDetail, links: PlaceLinks) -> list[Any]:
    """Return the cells of 160 km with the highest medians; each leads to its map."""
    if not detail.cells:
        return [html.P(_("No cell has a median above detection."))]
    unit, stratum, analyte = one.analyte["unit"], one.stratum["id"], one.analyte["id"]
    median = with_unit(_("Median"), unit)
    heads = (
        (_("Cell"), ""),
        (_("Centre"), ""),
        (_("Country"), ""),
        (median, "number"),
        (_("Results"), "number"),
        (_("Percentile"), "number"),
    )
    rows = [
        html.Tr(
            [
                html.Th(
                    html.A(
                        cell.id, href=links.cell(stratum, analyte, cell.id, cell.lon, cell.lat)
                    ),
                    scope="row",
                ),
                html.Td(place_text(cell.lon, cell.lat)),
                html.Td(cell.country or _("no country")),
                html.Td(figure_text(*cell.median), className="number"),
                html.Td(number_text(cell.n), className="number"),
                html.Td(
                    "–" if cell.percentile is None else f"P{cell.percentile}", className="number"
                ),
            ]
        )
        for cell in detail.cells
    ]
    return [table(_("Cells with the highest medians"), heads, rows, "element-cells")]


def method_table(found: Sequence[StratumResults], index: Record) -> html.Div:
    """Return how each stratum was sampled and analysed, with its detection limits."""
    names = (
        *(_("Stratum"), _("Medium"), _("Depth"), _("Size fraction")),
        *(_("Digestion"), _("Method"), _("Detection limit"), _("Years")),
    )
    heads = [(name, "") for name in names]
    rows = [
        html.Tr(
            [
                html.Th(stratum_name(one.stratum, index), scope="row"),
                *(
                    html.Td(text or "–")
                    for text in (
                        one.stratum["medium"],
                        one.stratum["depth"],
                        one.stratum["fraction"],
                        one.analyte["digestion"] or one.stratum["digestion"],
                        _method(one),
                        _limit(one),
                        years(one.survey["years"]),
                    )
                ),
            ]
        )
        for one in found
    ]
    return table(_("Media, methods and detection limits"), heads, rows, "element-methods")


def _method(one: StratumResults) -> str:
    method = one.analyte["method"] or one.stratum["method"]
    form = one.analyte["form_note"]
    told = _("reported as {form}").format(form=form) if form else ""
    return ", ".join(filter(None, (method, told, one.analyte.get("note"))))


def _limit(one: StratumResults) -> str:
    limit = one.analyte["limit"]
    return f"{limit_text(limit)} {one.analyte['unit']}".strip() if limit else limit_text(limit)
