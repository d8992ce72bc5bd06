"""Callbacks that run in the browser, between the controls and the map (assets/dash_view.js)."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard.components.map_page import QUERIES

NAMESPACE = "view"

CONTROLS = (
    "statistic",
    "by",
    "level",
    "classes",
    "breaks",
    "rescale",
    "ramp",
    "projection",
    "region",
    "theme",
    "date",
)
"""Ids of the controls whose value is a field of the view."""


def register(app: Dash) -> None:
    """Register the callbacks.

    The store ``view`` mirrors the map's view. Controls ask the map for a change, the
    map answers through the store, and the controls follow it: one direction.
    """
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    connect(ClientsideFunction(NAMESPACE, "start"), Output("view", "data"), Input("view", "id"))
    connect(
        ClientsideFunction(NAMESPACE, "choose"),
        *[Input(control, "value") for control in CONTROLS],
        prevent_initial_call=True,
    )
    connect(ClientsideFunction(NAMESPACE, "sync"), Input("view", "data"))
    connect(
        ClientsideFunction(NAMESPACE, "details"),
        *[Output(query, "data") for query in QUERIES],
        Input("view", "data"),
        *[State(query, "data") for query in QUERIES],
        prevent_initial_call=True,
    )
