"""The callback between the map of the progress page and its controls (assets/dash_progress.js)."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

NAMESPACE = "progress"


def register(app: Dash) -> None:
    """Register the callback: the map's view goes to the controls and to the query of its figures.

    `dashboard.callbacks.view` gives the store ``view`` its first value, on every page with a map.
    """
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    connect(
        ClientsideFunction(NAMESPACE, "sync"),
        Output("progress-query", "data"),
        Input("view", "data"),
        State("progress-query", "data"),
    )
