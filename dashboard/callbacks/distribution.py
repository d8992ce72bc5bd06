"""The distribution chart, made when the reader first asks for it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from dash import Dash, Input, Output, dcc, html, no_update
from numpy.typing import NDArray

from dashboard.callbacks.details import COUNTRY_QUERY
from dashboard.callbacks.reading import Asked, read
from dashboard.catalog.states import State
from dashboard.charts.distributions import CONFIG, distributions
from dashboard.components.attributes import extra
from dashboard.details.places import country_values
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore

# More curves than this cannot be told apart.
MOST_GROUPS = 7


def groups(asked: Asked) -> Mapping[str, NDArray[np.float64]]:
    """Return the results of each chosen country by its name.

    Limits stand as values; results below an unknown limit have none and are left
    out.
    """
    found = {}
    for country, (values, states) in country_values(asked.release, asked.state).items():
        results = np.asarray(values, dtype=np.float64)[np.asarray(states) <= State.ABOVE]
        found[asked.release.country_names[country]] = results[~np.isnan(results)]
    return dict(list(found.items())[:MOST_GROUPS])


def figure(releases: ReleaseStore, query: Any) -> Any:
    """Return the figure of a view; an empty one where there is nothing to draw."""
    asked = read(releases, query)
    if asked is None:
        return distributions({}, "", "")
    return distributions(groups(asked), asked.analyte["id"], asked.analyte["unit"])


def note(releases: ReleaseStore, query: Any) -> str:
    """Return what must be said below the chart."""
    asked = read(releases, query)
    text = _("Results below detection are drawn at their limits.")
    if asked is not None and not asked.stratum.tells_samples(asked.analyte["id"]):
        return _("The owner shares results of cells and countries only, none of samples.")
    if asked is not None and len(asked.state.countries) > MOST_GROUPS:
        text += " " + _("The first {n} countries are drawn.").format(n=MOST_GROUPS)
    return text


def chart(opened: Any) -> tuple[Any, Any]:
    """Return the chart's place, and that its button goes: Plotly comes with the first chart."""
    if opened != 1:
        return no_update, no_update
    graph = dcc.Graph(
        id="distribution-chart",
        figure={},
        config=CONFIG,
        responsive=True,
        className="distribution-chart",
    )
    words = _("Box plots and cumulative curves; the table above has their figures")
    figure_part = html.Div(graph, role="img", **extra(aria_label=words))
    return [figure_part, html.P(id="distribution-note", className="hint")], True


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks."""
    app.callback(
        Output("distribution", "children"),
        Output("distribution-open", "hidden"),
        Input("distribution-open", "n_clicks"),
        prevent_initial_call=True,
    )(chart)

    @app.callback(
        Output("distribution-chart", "figure"),
        Output("distribution-note", "children"),
        COUNTRY_QUERY,
        Input("distribution-chart", "id"),
    )
    def draw(query: Any, _id: Any) -> tuple[Any, str]:
        return figure(releases, query), note(releases, query)
