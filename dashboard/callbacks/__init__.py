"""Callbacks: thin edges between Dash and pure functions."""

from dash import Dash

from dashboard.callbacks import details, distribution, view
from dashboard.release.store import ReleaseStore


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register all callbacks of the map page.

    Parameters
    ----------
    app : Dash
        The application.
    releases : ReleaseStore
        Where the Python callbacks read.
    """
    view.register(app)
    details.register(app, releases)
    distribution.register(app, releases)
