"""The list of stories to present, ``/present``, sent whole by the server."""

from __future__ import annotations

from typing import Any

from dash import get_app, html, register_page

from dashboard.catalog.stories import Story, read_stories
from dashboard.components.present_page import stories_page
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.web import site
from dashboard.web.asking import Asked
from dashboard.web.markup import to_html

layout = html.Div()
"""Dash makes nothing of the page."""


def stories() -> dict[str, Story]:
    """Return the stories of the server's folder by name, as the files are now."""
    app: Any = get_app()  # type: ignore[no-untyped-call]
    return read_stories(app.settings.stories)[0]


def body(asked: Asked, _store: ReleaseStore, prefix: str, _root: str) -> str:
    """Return the page as HTML."""
    return to_html(stories_page(stories(), prefix, site.kept(asked.state)))


register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/present",
    name=_("Present"),
    title=_("Present"),
    description=_("Stories of live maps for halls, stands and links"),
    order=7,
    body=body,
    modules=("tray.mjs",),
)
