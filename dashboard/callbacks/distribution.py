"""The distribution chart, made when the reader first asks for it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from dash import Dash, Input, Output, dcc, no_update
from numpy.typing import NDArray

from dashboard.api.details import country_values
from dashboard.callbacks.details import QUERY
from dashboard.callbacks.reading import Asked, read
from dashboard.catalog.states import State
from dashboard.charts.distributions import CONFIG, distributions
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


def note(releases: ReleaseStore, query: Any, opened: Any) -> str:
    """Return what must be said below the chart; nothing while it is closed."""
    asked = read(releases, query) if opened else None
    if asked is None:
        return ""
    text = _("Results below detection are drawn at their limits.")
    if len(asked.state.countries) > MOST_GROUPS:
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
    return graph, True


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks."""
    opened = Input("distribution-open", "n_clicks")
    app.callback(
        Output("distribution", "children"),
        Output("distribution-open", "hidden"),
        opened,
        prevent_initial_call=True,
    )(chart)

    @app.callback(Output("distribution-chart", "figure"), QUERY, Input("distribution-chart", "id"))
    def draw(query: Any, _id: Any) -> Any:
        return figure(releases, query)

    @app.callback(Output("distribution-note", "children"), QUERY, opened)
    def say(query: Any, clicks: Any) -> str:
        return note(releases, query, clicks)
