"""The figures below the maps of the page of comparison: frames that callbacks fill.

The frames stay while their contents change; each is filled when it comes near
(assets/dash_compare_parts.js), so that a reader of the maps waits for none of them.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.charts.distributions import CONFIG
from dashboard.components.attributes import extra
from dashboard.i18n import _

CHARTS = ("boxes", "ecdf", "ridges", "quantiles")
"""Parts with a chart, in their order."""

TABLES = ("statistics", "pairs")
"""Parts with tables alone, after them."""


def compare_parts() -> html.Div:
    """Return all parts in their order."""
    titles = _titles()
    return html.Div(
        [
            dcc.Store(id="compare-columns", data=4),
            html.Div(id="compare-about", className="compare-about"),
            *(_part(name, titles[name], _chart_frame(name)) for name in CHARTS),
            *(_part(name, titles[name], [html.Div(id=f"compare-{name}-body")]) for name in TABLES),
        ],
        className="compare-parts",
    )


def _titles() -> dict[str, str]:
    return {
        "boxes": _("Box plots"),
        "ecdf": _("Cumulative distributions"),
        "ridges": _("Densities"),
        "quantiles": _("Quantiles against all results"),
        "statistics": _("Statistics"),
        "pairs": _("Differences"),
    }


def table_title(name: str) -> str:
    """Return the line that opens the table of a chart."""
    return {
        "boxes": _("Box plots as a table"),
        "ecdf": _("Shares above percentiles as a table"),
        "ridges": _("Densities as a table"),
        "quantiles": _("Quantiles as a table"),
    }[name]


def _part(name: str, title: str, content: list[Any]) -> html.Section:
    return html.Section(
        [
            dcc.Store(id=f"compare-{name}-wanted"),
            html.H2(title, id=f"compare-{name}-title"),
            *content,
        ],
        id=f"compare-{name}",
        className="compare-part",
        **extra(aria_labelledby=f"compare-{name}-title", data_compare_part=name),
    )


def _chart_frame(name: str) -> list[Any]:
    return [
        html.P(_notes()[name], className="hint"),
        html.P(id=f"compare-{name}-words", className="summary"),
        html.Div(id=f"compare-{name}-place", className="compare-place"),
        html.Div(id=f"compare-{name}-table"),
    ]


def _notes() -> dict[str, str]:
    """Return how each chart is read."""
    return {
        "boxes": _(
            "Box: quartiles; its waist: median with 95 % interval; whiskers: up to 1.5 box "
            "lengths, on the axis that is drawn; circles: results beyond. Grey area: below the "
            "highest detection limit. Right: results and the share of them below detection."
        ),
        "ecdf": _(
            "Share of results at or below each value, by Kaplan–Meier where results "
            "are below detection."
        ),
        "ridges": _(
            "Smoothed densities of the measured results, all on one scale; the area is the "
            "share that was measured. The bandwidth is Silverman’s."
        ),
        "quantiles": _(
            "Each point is one quantile of a country beside the same one of all results of the "
            "stratum. Above the line the country is higher."
        ),
    }


def chart_of(name: str) -> html.Figure:
    """Return the place of a chart; Plotly comes with the first one."""
    words = _("{title}; text and table have its figures").format(title=_titles()[name])
    graph = dcc.Graph(
        id=f"compare-{name}-chart",
        figure={},
        config=CONFIG,
        responsive=True,
        className="chart compare-chart",
    )
    return html.Figure(
        html.Div(graph, role="img", **extra(aria_label=words)), className="chart-frame"
    )


def copy_button(name: str) -> html.Button:
    """Return a button that copies the table of a part, for a spreadsheet."""
    return html.Button(
        _("Copy the table"),
        type="button",
        className="button",
        **extra(
            data_copies_table=f"compare-{name}-body",
            data_copied=_("Copied: paste it into a spreadsheet."),
            data_by_hand=_("The table is selected: copy it by keyboard."),
        ),
    )


def downloads(name: str, address: str) -> html.P:
    """Return the links that take the numbers of a part away.

    Parameters
    ----------
    name : str
        ``statistics`` or ``pairs``.
    address : str
        Of the interface with the query, without the format: ``…/compare.{kind}?…``.
    """
    links = [
        html.A("CSV", href=address.format(kind="csv") + f"&part={name}", download=""),
        html.A("XLSX", href=address.format(kind="xlsx") + f"&part={name}", download=""),
        html.A("JSON", href=address.format(kind="json")),
    ]
    parts: list[Any] = [copy_button(name)]
    for link in links:
        parts += [" ", link]
    return html.P(parts, className="compare-downloads")


def about(title: str, warnings: list[str]) -> list[Any]:
    """Return what is compared, and what must be known before."""
    return [
        html.H2(_("Distributions by country"), className="compare-title"),
        html.P(title, className="compare-subject"),
        html.Ul([html.Li(one) for one in warnings], className="compare-warnings")
        if warnings
        else None,
    ]
