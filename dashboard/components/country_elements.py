"""Elements of a country: small periodic table, medians, and neighbours for comparison."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.catalog.counts import results_text, samples_text
from dashboard.catalog.metrics import METRICS, value
from dashboard.catalog.printing import figure_text, number_text, share_text
from dashboard.catalog.quantities import FigureValues
from dashboard.catalog.states import State
from dashboard.components.attributes import extra
from dashboard.components.details_panel import scrolling
from dashboard.components.lookup import Record, kind_label
from dashboard.components.place_links import PlaceLinks
from dashboard.i18n import _, ngettext
from dashboard.progress.profile import (
    BELOW,
    DATA,
    NONE,
    Comparison,
    ElementResults,
    Middle,
    Share,
    counts,
)
from dashboard.progress.summary import statuses
from dashboard.state_resolve import stratum_name

WIDEST = 4.0
"""Ratio, and its inverse, at the ends of the bars."""

MOST_IN_ONE = 12
"""Rows of medians beyond which they are shown in two tables."""

FEW = 3
"""Results below which a median says little and is marked."""


def element_table(found: Mapping[str, ElementResults], links: PlaceLinks) -> list[Any]:
    """Return the 76 elements in their places, each with a mark of what there is.

    Parameters
    ----------
    found : mapping of str to ElementResults
        By symbol.
    links : PlaceLinks
    """
    n = statuses(found)
    key = [
        (DATA, _("results above detection: {n}").format(n=n[DATA])),
        (BELOW, _("only below detection: {n}").format(n=n[BELOW])),
        (NONE, _("no result: {n}").format(n=n[NONE])),
    ]
    return [
        html.Ul(
            [_element(one, links) for one in found.values()],
            className="mini-table",
            **extra(aria_label=_("Periodic table of the programme's elements")),
        ),
        html.Ul(
            [
                html.Li([html.Span(_MARKS[status], className=f"mini-key mini-{status}"), text])
                for status, text in key
            ],
            className="mini-legend",
        ),
    ]


_MARKS = {DATA: "●", BELOW: "<", NONE: "–"}


def _element(one: ElementResults, links: PlaceLinks) -> html.Li:
    element = one.element
    words = {
        DATA: results_text(one.n)
        + (_(", {n} below detection").format(n=number_text(one.censored)) if one.censored else ""),
        BELOW: ngettext(
            "{n} result, below detection", "{n} results, all below detection", one.n
        ).format(n=number_text(one.n)),
        NONE: _("no result"),
    }
    said = f"{_(element.name)}: {words[one.status]}"
    content = [
        html.Span(element.symbol, className="symbol"),
        html.Span(_MARKS[one.status], className="there", **extra(aria_hidden="true")),
        html.Span(said, className="visually-hidden"),
    ]
    inner: Any = (
        html.A(content, href=links.map(one.stratum, element.symbol))
        if one.stratum
        # No map would show anything: the element's page says where it was determined.
        else html.A(content, href=links.element(element.symbol))
    )
    place = {"gridRow": element.row, "gridColumn": element.column}
    return html.Li(inner, className=f"mini-{one.status}", style=place, title=said)


def median_tables(
    tables: Sequence[tuple[Share, Sequence[Comparison]]],
    index: Record,
    name: str,
    links: PlaceLinks,
) -> list[Any]:
    """Return for each stratum the medians of a country beside all samples and upper crust.

    The first is open, if it is of a survey. Nothing is compared across strata.
    """
    parts: list[Any] = []
    for share, rows in tables:
        if rows:
            title = ": ".join(
                filter(None, (kind_label(share.survey), stratum_name(share.stratum, index)))
            )
            n = samples_text(share.sites)
            hint = (
                _("{n}, all of the stratum").format(n=n)
                if is_alone(rows)
                else _("{n} of {whole} in the stratum").format(
                    n=n, whole=number_text(share.stratum["samples"])
                )
            )
            parts.append(
                html.Details(
                    [
                        html.Summary([html.Span(title), html.Span(hint, className="hint")]),
                        _medians(share, rows, name, links),
                    ],
                    className="fold",
                    open=not parts and counts(share.survey),
                )
            )
    return parts


def _medians(share: Share, rows: Sequence[Comparison], name: str, links: PlaceLinks) -> html.Div:
    # Where a country has all samples of a stratum, only the crust is a comparison.
    alone = is_alone(rows)
    texts = [(_("Element"), ""), (name, "number")]
    if not alone:
        texts += [(_("All samples"), "number"), (_("Ratio to all samples"), "")]
    texts += [(_("Upper crust"), "number"), (_("Ratio to crust"), "" if alone else "number")]
    heads = [html.Th(text, scope="col", className=kind) for text, kind in texts]
    # Two tables beside each other where there is room, on paper above all.
    half = -(-len(rows) // 2) if len(rows) > MOST_IN_ONE else len(rows)
    caption = _("Medians within one stratum")
    return html.Div(
        [
            scrolling(
                html.Table(
                    [
                        html.Caption(caption, className="visually-hidden"),
                        html.Thead(html.Tr(heads)),
                        html.Tbody([_median_row(share, row, alone, links) for row in part]),
                    ],
                    className="data-table median-table",
                ),
                caption,
            )
            for part in (rows[:half], rows[half:])
            if part
        ],
        className="halves",
    )


def is_alone(rows: Sequence[Comparison]) -> bool:
    """Return whether all results of a stratum are the country's own."""
    return all(row.country.n == row.everywhere.n for row in rows)


def _median_row(share: Share, row: Comparison, alone: bool, links: PlaceLinks) -> html.Tr:
    symbol, unit = row.analyte["id"], row.analyte["unit"]
    address = links.map(share.stratum["id"], symbol)
    crust = number_text(row.crust) if row.crust is not None else _("no figure")
    page = links.element(symbol, share.stratum["id"])
    name: list[Any] = [html.A(symbol, href=page), " ", html.Span(unit, className="unit")]
    own = html.A(_middle(row.country), href=address, title=_("Map of the element here"))
    cells = [html.Th(name, scope="row"), html.Td(own, className="number")]
    if alone:
        cells += [html.Td(crust, className="number"), html.Td(_ratio_bar(row.to_crust))]
        return html.Tr(cells)
    cells += [
        html.Td(_middle(row.everywhere), className="number"),
        html.Td(_ratio_bar(row.to_everywhere)),
        html.Td(crust, className="number"),
        html.Td(ratio_text(row.to_crust), className="number"),
    ]
    return html.Tr(cells)


def _middle(middle: Middle) -> list[Any]:
    text = figure_text(middle.value, middle.state)
    if middle.state in {State.MEASURED, State.BELOW, State.ABOVE} and middle.n < FEW:
        few = ngettext("of {n} result", "of {n} results", middle.n).format(n=middle.n)
        return [text, html.Span(f" {few}", className="hint")]
    return [text]


def ratio_text(ratio: float | None) -> str:
    """Return a ratio with two significant digits, a dash where there is none."""
    return "–" if ratio is None else f"× {number_text(float(f'{ratio:.2g}'))}"


def bar_span(ratio: float) -> tuple[float, float]:
    """Return where the bar of a ratio begins and how long it is, in % of its room.

    The middle is a ratio of 1; the ends are four times as much and a quarter (`WIDEST`),
    beyond which the bar is no longer.
    """
    end = 50 + 50 * max(-1.0, min(1.0, math.log10(ratio) / math.log10(WIDEST)))
    return min(50.0, end), abs(end - 50)


def _ratio_bar(ratio: float | None) -> Any:
    text = html.Span(ratio_text(ratio), className="ratio-text")
    if ratio is None:
        return html.Span(text, className="median-ratio")
    start, length = bar_span(ratio)
    bar = html.Span(
        html.Span(style={"insetInlineStart": f"{start:.1f}%", "width": f"{length:.1f}%"}),
        className="ratio-bar more" if ratio > 1 else "ratio-bar",
        **extra(aria_hidden="true"),
    )
    return html.Span([text, bar], className="median-ratio")


@dataclass(frozen=True)
class Neighbour:
    """A row of the comparison.

    Attributes
    ----------
    iso3, name : str
    figures : mapping
        Measured figures at level 0.
    sites : int
        Samples in the stratum compared.
    medians : mapping of str to Middle
        By analyte id; empty without samples.
    """

    iso3: str
    name: str
    figures: FigureValues
    sites: int
    medians: Mapping[str, Middle]


def neighbour_table(
    rows: Sequence[Neighbour],
    stratum: Record | None,
    title: str,
    analytes: Sequence[Record],
    links: PlaceLinks,
) -> list[Any]:
    """Return countries side by side: share covered, samples, and medians within one stratum.

    Parameters
    ----------
    rows : sequence of Neighbour
        The country itself first.
    stratum : mapping or None
        Record of the stratum compared; None where nobody has samples.
    title : str
        Its name.
    analytes : sequence of mapping
        Records of the elements shown.
    links : PlaceLinks
    """
    everyone = [row.iso3 for row in rows]
    heads = [html.Th(_("Country"), scope="col")]
    heads += [
        html.Th(text, scope="col", className="number")
        for text in (_("Cells covered"), _("Area covered"))
    ]
    if stratum:
        heads.append(html.Th(_("Samples"), scope="col", className="number"))
        heads += [
            html.Th(
                [
                    html.A(one["id"], href=links.map(stratum["id"], one["id"], everyone)),
                    html.Span(f" {one['unit']}", className="unit"),
                ],
                scope="col",
                className="number",
            )
            for one in analytes
        ]
    caption = (
        _("Cells of 160 km and area: all surveys. Samples and medians: {stratum}.").format(
            stratum=title
        )
        if stratum
        else _("Cells of 160 km and area, all surveys.")
    )
    body = [_neighbour_row(row, i == 0, stratum, analytes, links) for i, row in enumerate(rows)]
    table = html.Table(
        [html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="data-table neighbour-table",
    )
    return [html.P(caption, className="hint"), scrolling(table, _("Neighbours"))]


def _neighbour_row(
    row: Neighbour,
    own: bool,
    stratum: Record | None,
    analytes: Sequence[Record],
    links: PlaceLinks,
) -> html.Tr:
    name: Any = html.Strong(row.name) if own else html.A(row.name, href=links.country(row.iso3))
    cells: list[Any] = [html.Th(name, scope="row")]
    cells += [
        html.Td(of_whole(metric, row.figures), className="number")
        for metric in ("covered", "area")
    ]
    if stratum:
        cells.append(html.Td(number_text(row.sites), className="number"))
        if row.medians:
            cells += [
                html.Td(_middle(row.medians[one["id"]]), className="number") for one in analytes
            ]
        elif analytes:
            cells.append(
                html.Td(
                    _("no samples in this stratum"), colSpan=len(analytes), className="number hint"
                )
            )
    return html.Tr(cells)


def of_whole(metric: str, figures: FigureValues) -> str:
    """Return a share as printed: ``20 of 22 (91 %)``, or why there is none."""
    rule = METRICS[metric]
    part, whole = figures[rule.numerator or ""], figures[rule.denominator or ""]
    if whole == 0 and rule.denominator == "land_cells":
        return _("no cell of its own")
    if part is None or not whole:
        return "–"
    unit = " km²" if rule.denominator == "area_km2" else ""
    return _("{part} of {whole} ({share}\u00a0%)").format(
        part=number_text(round(part)),
        whole=number_text(round(whole)) + unit,
        share=share_text(value(rule, figures)),
    )
