"""The parts below the map of the progress page: their frames, which callbacks and scripts fill.

The frames stay while their contents change, so that Dash never takes down what a reader
stands on; numbers come as data in stores, and assets/dash_progress_parts.js draws them.
"""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.attributes import extra
from dashboard.i18n import _


def progress_parts() -> html.Div:
    """Return all parts in their order."""
    return html.Div(
        [
            # The query of the figures without the chosen countries, and without the metric too.
            dcc.Store(id="ranking-query"),
            dcc.Store(id="figures-query"),
            _part("ranking", _("Countries compared"), [_drawn("ranking")]),
            _part("growth", _("Growth through time"), _growth()),
            _part("matrix", _("Elements"), [_drawn("matrix")]),
            _part("table", _("All countries"), [_drawn("table")]),
            _part("reported", _("Reported beside measured"), [html.Div(id="reported-body")]),
            _part("training", _("Training"), [html.Div(id="training-body")]),
        ],
        className="progress-parts",
    )


def _part(name: str, title: str, content: list[Any]) -> html.Section:
    return html.Section(
        [html.H2(title, id=f"{name}-title"), *content],
        id=f"progress-{name}",
        className="progress-part",
        **extra(aria_labelledby=f"{name}-title"),
    )


def _drawn(name: str) -> html.Div:
    """Return a store of numbers and the element that the scripts draw them into."""
    stores = [dcc.Store(id=f"{name}-{what}") for what in ("data", "drawn")]
    return html.Div([*stores, html.Div(id=f"progress-{name}-body")])


def _growth() -> list[Any]:
    counts = [
        {"label": _("Samples"), "value": "samples"},
        {"label": _("Cells covered"), "value": "covered_cells"},
    ]
    places = [
        {"label": _("Countries"), "value": "countries"},
        {"label": _("Regions"), "value": "regions"},
    ]
    return [
        dcc.Store(id="progress-growth-wanted"),
        html.Div(
            [
                _choice("growth-count", _("Count"), counts),
                _choice("growth-places", _("By"), places),
            ],
            className="part-controls",
        ),
        html.Div(id="growth-charts", className="growth-charts"),
        html.P(id="growth-words", className="summary"),
        html.P(id="burnup-words", className="summary"),
        html.Details(
            [html.Summary(_("Growth as a table")), html.Div(id="growth-table")],
            className="table-twin",
        ),
    ]


def _choice(id: str, label: str, options: list[dict[str, str]]) -> html.Fieldset:
    return html.Fieldset(
        [
            html.Legend(label),
            dbc.RadioItems(id=id, options=options, value=options[0]["value"], inline=True),
        ],
        className="field",
    )


def growth_charts() -> list[html.Figure]:
    """Return the places of the two charts; Plotly comes with them."""
    from dashboard.charts.distributions import CONFIG

    charts = (
        (
            "growth-chart",
            _("By place"),
            _("Cumulative growth; the table below has its figures"),
        ),
        (
            "burnup-chart",
            _("All together, against the target"),
            _("Share against the target; the text below says it in words"),
        ),
    )
    return [
        html.Figure(
            [
                html.Figcaption(title),
                html.Div(
                    dcc.Graph(id=id, figure={}, config=CONFIG, responsive=True, className="chart"),
                    role="img",
                    **extra(aria_label=words),
                ),
                html.Div(className="time-cursor", hidden=True),
            ],
            className="chart-frame",
        )
        for id, title, words in charts
    ]
