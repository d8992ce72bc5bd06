"""A story on the screen, ``/present/<name>``, and its speaker's view below that address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import get_app, html, register_page
from flask import request

from dashboard.catalog.stories import Story
from dashboard.components.present_page import find_story, story_body, unknown_story
from dashboard.export.story import renewed
from dashboard.i18n import _
from dashboard.pages.present import stories
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query
from dashboard.web import site
from dashboard.web.asking import Asked

SPEAKER = "speaker"


def found(_served: Release, name: str) -> tuple[str, str] | None:
    """Return name and title of the story that a path means; None where there is none."""
    return find_story(stories(), name)


def story(name: str) -> Story | None:
    """Return a story by name; None for one that its link holds."""
    return stories().get(name)


def body(asked: Asked, store: ReleaseStore, prefix: str, _root: str) -> str:
    """Return the body of the page as HTML.

    An address that names a release is taken at its word also for scenes whose own is gone.
    """
    parts = request.path.rstrip("/").split("/")
    speaking = len(parts) > 1 and parts[-1] == SPEAKER and parts[-2] != "present"
    name = parts[-2] if speaking else parts[-1]
    place = SPEAKER if speaking else "stage"
    known = stories().get(name)
    if known and asked.state.release:
        known = renewed(known, store.get, asked.state.release)
    return story_body(known, prefix, site.kept(asked.state), place=place)


def layout(story_of_path: str = "", **query: Any) -> html.Div:
    """Return what to look at where the path names no story; the others are sent whole."""
    state, _notices = from_query(urlencode(query, doseq=True))
    app: Any = get_app()  # type: ignore[no-untyped-call]
    known = stories()
    if find_story(known, story_of_path):
        return html.Div()
    return unknown_story(known, app.settings.prefix, site.kept(state))


for _module, _template, _script in (
    (__name__, "/present/<story_of_path>", "present.mjs"),
    (f"{__name__}_{SPEAKER}", f"/present/<story_of_path>/{SPEAKER}", "speaker.mjs"),
):
    register_page(  # type: ignore[no-untyped-call]
        _module,
        path_template=_template,
        name=_("Present"),
        title=_("Present"),
        description=_("Stories of live maps for halls, stands and links"),
        layout=layout,
        body=body,
        find=found,
        story=story,
        bare=True,
        shares=_script == "present.mjs",
        modules=(_script,),
    )
