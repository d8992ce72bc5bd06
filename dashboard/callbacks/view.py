"""Callbacks that run in the browser, between the controls and the map (assets/dash_view.js)."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard.components.map_page import QUERIES

NAMESPACE = "view"


def register(app: Dash) -> None:
    """Register the callbacks.

    The store ``view`` mirrors the map's view. A reader's change of a control goes to
    the map, the map answers through the store, and the controls follow it: one
    direction.
    """
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    connect(ClientsideFunction(NAMESPACE, "start"), Output("view", "data"), Input("view", "id"))
    connect(ClientsideFunction(NAMESPACE, "sync"), Input("view", "data"))
    connect(
        ClientsideFunction(NAMESPACE, "details"),
        *[Output(query, "data") for query in QUERIES],
        Input("view", "data"),
        *[State(query, "data") for query in QUERIES],
        prevent_initial_call=True,
    )
