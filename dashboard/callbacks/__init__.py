"""Callbacks: thin edges between Dash and pure functions."""

from dash import Dash

from dashboard.callbacks import (
    compare,
    compare_view,
    details,
    distribution,
    progress_charts,
    progress_view,
    together,
    view,
)
from dashboard.release.store import ReleaseStore


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks of all pages.

    Parameters
    ----------
    app : Dash
        The application.
    releases : ReleaseStore
        Where the Python callbacks read.
    """
    view.register(app)
    progress_view.register(app)
    compare_view.register(app)
    progress_charts.register(app, releases)
    details.register(app, releases)
    distribution.register(app, releases)
    compare.register(app, releases)
    together.register(app, releases)
