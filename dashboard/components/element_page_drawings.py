"""Drawings of the page of an element: boxes of all strata, distribution and thresholds of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from dash import html

from dashboard.catalog.counts import results_text
from dashboard.catalog.printing import figure_text, number_text, share_text
from dashboard.catalog.states import State
from dashboard.charts.element_axis import Axis, axis, tick_row
from dashboard.charts.element_boxes import box, extent
from dashboard.charts.element_curves import curve_drawing, histogram_drawing
from dashboard.components.element_parts import below_text, table, with_unit
from dashboard.components.lookup import Record, kind_label
from dashboard.components.place_links import PlaceLinks
from dashboard.i18n import _, ngettext
from dashboard.release.element import StratumDetail, StratumResults, is_logarithmic
from dashboard.statistics.thresholds import Threshold, threshold_name


def shared_axis(found: Sequence[StratumResults], analyte: str) -> Axis | None:
    """Return the axis on which all strata of an analyte are drawn."""
    values = [value for one in found for value in extent(one.figures)]
    return axis(values, is_logarithmic(analyte, min(values, default=0.0)))


def boxes(
    found: Sequence[StratumResults], analyte: Record, crust: float | None, links: PlaceLinks
) -> list[Any]:
    """Return the box plot of each stratum, survey by survey, on one axis.

    Parameters
    ----------
    found : sequence of StratumResults
    analyte : mapping
        `id` and `unit`.
    crust : float or None
        Upper continental crust, drawn behind all boxes.
    links : PlaceLinks
    """
    scale = shared_axis(found, analyte["id"])
    if scale is None:
        return [html.P(_("No result has a known place on an axis."))]
    parts: list[Any] = []
    for _survey, group in groupby(_by_survey(found), key=lambda one: one.survey["id"]):
        own = list(group)
        kind = kind_label(own[0].survey)
        parts.append(
            html.Div(
                [
                    html.H3(
                        [
                            own[0].survey["title"],
                            html.Span(kind, className="badge-plain") if kind else None,
                        ]
                    ),
                    html.Ul(
                        [_box_row(one, scale, analyte, crust, links) for one in own],
                        className="element-boxes",
                    ),
                ],
                className="element-survey",
            )
        )
    title = with_unit(analyte["id"], analyte["unit"])
    foot = html.Div([html.Span(), tick_row(scale, title)], className="element-axis")
    key = _(
        "Box: quartiles and median; whiskers: 1.5 box lengths; dots: least and greatest result"
    )
    if any(one.censored for one in found):
        key += "; " + _("hatched: below detection, as high as its share")
    if crust:
        key += "; " + _("dashed line: upper continental crust")
    return [
        html.Div([*parts, foot], className="element-drawing"),
        html.P(f"{key}.", className="hint"),
    ]


def _by_survey(found: Sequence[StratumResults]) -> list[StratumResults]:
    """Return strata with those of one survey together, surveys in their first one's order."""
    order: dict[str, int] = {}
    for one in found:
        order.setdefault(one.survey["id"], len(order))
    return sorted(found, key=lambda one: order[one.survey["id"]])


def _box_row(
    one: StratumResults, scale: Axis, analyte: Record, crust: float | None, links: PlaceLinks
) -> html.Li:
    name = one.stratum["title"]
    counts = _("{results}, {below} below detection").format(
        results=results_text(one.n), below=below_text(one.n, one.censored)
    )
    label = html.Div(
        [
            html.A(
                name,
                href=links.map(one.stratum["id"], analyte["id"]),
                title=_("Map of this stratum"),
            ),
            html.Span(counts, className="hint"),
        ]
    )
    return html.Li([label, box(one.figures, scale, name, one.censored / one.n, crust)])


def distribution(one: StratumResults, detail: StratumDetail) -> list[Any]:
    """Return histogram and cumulative curve with the thresholds, and their table."""
    if not one.samples:
        text = _("The owner shares results of cells and countries only, none of samples.")
        return [html.P(text, className="hint")]
    unit = one.analyte["unit"]
    found = detail.thresholds
    known = [name for name, each in found.items() if each.state == State.MEASURED]
    values = [found[name].value for name in known]
    drawn = detail.histogram
    ends = [] if drawn is None else [float(drawn.edges[0]), float(drawn.edges[-1])]
    logarithmic = bool(ends) and is_logarithmic(one.analyte["id"], ends[0])
    scale = axis(
        [*ends, *(value for value in values if ends and value <= 3 * ends[1])], logarithmic
    )
    if drawn is None or scale is None:
        return [html.P(_("No result has a known place on an axis."), className="hint")]
    marks = [
        (number, value)
        for number, value in enumerate(values, 1)
        if scale.low <= value <= scale.high
    ]
    title = with_unit(one.analyte["id"], unit)
    unknown = (
        [
            html.P(
                ngettext(
                    "{n} result below a limit that is not known is not drawn.",
                    "{n} results below a limit that is not known are not drawn.",
                    drawn.unknown,
                ).format(n=number_text(drawn.unknown)),
                className="hint",
            )
        ]
        if drawn.unknown
        else []
    )
    curve = []
    if detail.curve is not None and detail.curve.values.size:
        curve = [
            html.Div(
                [
                    html.H4(_("Cumulative distribution")),
                    curve_drawing(detail.curve, scale, marks),
                    tick_row(scale, title),
                ]
            )
        ]
    return [
        html.Div(
            [
                html.Div(
                    [
                        html.H4(_("Histogram")),
                        histogram_drawing(drawn, scale, marks),
                        tick_row(scale, title),
                        *unknown,
                    ]
                ),
                *curve,
                threshold_table(found, known, one.n, unit),
            ],
            className="element-curves",
        )
    ]


def threshold_table(
    thresholds: Mapping[str, Threshold], known: Sequence[str], n: int, unit: str
) -> html.Div:
    """Return the thresholds, each with the results beyond it.

    Parameters
    ----------
    thresholds : mapping of str to Threshold
        By the ids of `dashboard.statistics.thresholds`.
    known : sequence of str
        Those that are drawn, in the order of their numbers.
    n : int
        All results.
    unit : str
    """
    heads = (
        (_("No."), ""),
        (_("Threshold"), ""),
        (with_unit(_("Value"), unit), "number"),
        (_("Results above it"), "number"),
    )
    rows = [
        html.Tr(
            [
                html.Td(str(known.index(name) + 1) if name in known else "–"),
                html.Th(threshold_name(name), scope="row"),
                *(html.Td(text, className="number") for text in _threshold(one, n)),
            ]
        )
        for name, one in thresholds.items()
    ]
    return table(_("Upper thresholds"), heads, rows, "element-thresholds")


def _threshold(one: Threshold, n: int) -> tuple[str, str]:
    if one.state != State.MEASURED:
        words = figure_text(one.value, one.state)
        return (words if one.state != State.TOO_FEW else _("cannot be given")), "–"
    share = share_text(100 * one.exceeding / n)
    return figure_text(one.value, one.state), f"{number_text(one.exceeding)} ({share} %)"
