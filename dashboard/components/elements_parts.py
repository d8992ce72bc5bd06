"""The parts below the map of elements together: frames, which callbacks and scripts fill.

The frames stay while their contents change. A part is asked for once it comes near: its store
`<name>-query` is empty until then.
"""

from typing import Any

from dash import dcc, html

from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.components.controls import select
from dashboard.components.elements_bar import threshold_choices
from dashboard.i18n import _

PARTS = ("heat", "spider", "biplot", "correlation", "pair", "anomalies")
"""Ids of the parts, in their order on the page."""

CHARTS = ("spider", "biplot", "pair")
"""Those that Plotly draws."""


def elements_parts() -> html.Div:
    """Return all parts in their order."""
    return html.Div(
        [
            html.P(id="preset-words", className="summary", role="status"),
            html.Div(
                [
                    html.Span(id="cells-words"),
                    html.Button(
                        _("Clear the chosen cells"),
                        type="button",
                        className="button",
                        **extra(data_does="clear-cells"),
                    ),
                ],
                id="cells-line",
                className="cells-line",
                role="status",
                hidden=True,
            ),
            _part(
                "heat",
                _("Countries and elements"),
                [
                    select("reference", _("Divided by"), references(), None),
                    select("order", _("Order"), orders(), None),
                ],
                [
                    dcc.Store(id="heat-data"),
                    dcc.Store(id="heat-drawn"),
                    html.Div(id="heat-body"),
                ],
            ),
            _part("spider", _("Spider diagram"), [], _chart("spider", _("Ratios as a table"))),
            _part(
                "biplot",
                _("Biplot of centred log-ratios"),
                [],
                _chart("biplot", _("Loadings as a table")),
                _choosing(),
            ),
            _part(
                "correlation",
                _("Correlation of log-ratios"),
                [],
                [
                    dcc.Store(id="correlation-data"),
                    dcc.Store(id="correlation-drawn"),
                    html.Div(id="correlation-body"),
                ],
                _("Choose a number to see the pair below."),
            ),
            _part(
                "pair",
                _("A pair of elements"),
                [
                    select("pair-x", _("First element (x)"), (), None),
                    select("pair-y", _("Second element (y)"), (), None),
                ],
                _chart("pair", _("Figures as a table")),
                _choosing(),
            ),
            _part(
                "anomalies",
                _("Anomalous cells"),
                [select("anomaly-threshold", _("Threshold"), threshold_choices(), None)],
                [dcc.Store(id="anomalies-rows"), html.Div(id="anomalies-table")],
            ),
        ],
        className="progress-parts elements-parts",
    )


def _choosing() -> str:
    return _("Draw a rectangle around points to choose their cells; a click or tap chooses one.")


def references() -> tuple[choices.Choice, ...]:
    """Return what medians can be divided by."""
    return (
        choices.Choice("stratum", _("The stratum's median")),
        choices.Choice("crust", _("Upper continental crust")),
    )


def orders() -> tuple[choices.Choice, ...]:
    """Return the orders of elements and countries."""
    return (
        choices.Choice("clustered", _("Alike beside each other")),
        choices.Choice("periodic", _("Atomic number, names")),
    )


def _part(
    name: str, title: str, controls: list[Any], content: list[Any], note: str = ""
) -> html.Section:
    return html.Section(
        [
            dcc.Store(id=f"{name}-query"),
            html.H2(title, id=f"{name}-title"),
            *([html.Div(controls, className="part-controls")] if controls else []),
            html.P(id=f"{name}-words", className="summary"),
            *([html.P(note, className="hint")] if note else []),
            *content,
            html.P(
                html.A(_("These figures as CSV"), id=f"{name}-csv", href="#csv"),
                className="part-links",
            ),
        ],
        id=f"together-{name}",
        className="progress-part together-part",
        **extra(aria_labelledby=f"{name}-title", data_part=name),
    )


def _chart(name: str, twin: str) -> list[Any]:
    return [
        dcc.Store(id=f"{name}-near"),
        dcc.Store(id=f"{name}-rows"),
        html.Div(
            html.Div(id=f"{name}-frame", className="chart-place"),
            className=f"chart-scroll chart-scroll-{name}",
            # Forty elements are wider than a phone.
            **(
                extra(role="region", tabIndex="0", aria_label=_("Chart of the spider diagram"))
                if name == "spider"
                else {}
            ),
        ),
        html.Details(
            [html.Summary(twin), html.Div(id=f"{name}-table")],
            className="table-twin",
        ),
    ]


def chart_frame(name: str) -> html.Div:
    """Return the place of a chart; Plotly comes with it.

    Parameters
    ----------
    name : str
        One of :data:`CHARTS`.
    """
    from dashboard.charts.distributions import CONFIG

    words = {
        "spider": _("Spider diagram; the table below has its figures"),
        "biplot": _("Biplot; the text above says what it shows, the table below has loadings"),
        "pair": _("Scatter of two elements; the text above says what it shows"),
    }
    config: Any = {**CONFIG, "doubleClick": False}
    graph = dcc.Graph(
        id=f"{name}-chart",
        figure={},
        config=config,
        responsive=True,
        className="chart",
    )
    return html.Div(graph, role="img", className="chart-height", **extra(aria_label=words[name]))
