"""The list of stories to present, ``/present``, sent whole by the server."""

from __future__ import annotations

from typing import Any

from dash import get_app, html, register_page

from dashboard.catalog.stories import Story, read_stories
from dashboard.components.present_page import stories_page
from dashboard.export.story import gone_releases
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.web import site
from dashboard.web.asking import Asked
from dashboard.web.markup import to_html
from dashboard.web.opening import release_notice

layout = html.Div()
"""Dash makes nothing of the page."""


def stories() -> dict[str, Story]:
    """Return the stories of the server's folder by name, as the files are now."""
    app: Any = get_app()  # type: ignore[no-untyped-call]
    return read_stories(app.settings.stories)[0]


def body(asked: Asked, store: ReleaseStore, prefix: str, _root: str) -> str:
    """Return the page as HTML."""
    known = stories()
    gone = {name: gone_releases(story, store.get) for name, story in known.items()}
    page = stories_page(known, prefix, site.kept(asked.state), gone, store.current_id())
    return release_notice(asked) + to_html(page)


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
