"""The callback between the maps of the page of comparison and its bar (assets/dash_compare.js)."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

NAMESPACE = "compare"


def register(app: Dash) -> None:
    """Register the callback: the view goes to the bar and to the query of the figures.

    `dashboard.callbacks.view` gives the store ``view`` its first value, on every page with a map.
    """
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    connect(
        ClientsideFunction(NAMESPACE, "sync"),
        Output("compare-query", "data"),
        Input("view", "data"),
        State("compare-query", "data"),
    )
