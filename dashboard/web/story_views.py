"""Whether the views of a story are there: pages, and what a release has of them."""

from __future__ import annotations

from dashboard.catalog.problems import Problem, quoted
from dashboard.catalog.stories import Story
from dashboard.components.element_page import find_analyte
from dashboard.export.links import page_of
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.web import asking

_ELEMENT = "element"


def problems_of(story: Story, store: ReleaseStore) -> list[Problem]:
    """Return what the scenes of a story ask for that would not be shown as asked.

    Parameters
    ----------
    story : Story
    store : ReleaseStore
        With a release.
    """
    made = []
    for number, scene in enumerate(story.scenes, 1):
        for found, expected in _faults(scene.view, store):
            column = _("scene {number}: ").format(number=number) + "view"
            made.append(Problem(f"{story.name}.toml", None, column, found, expected))
    return made


def _faults(view: str, store: ReleaseStore) -> list[tuple[str, str]]:
    page = page_of(view)
    if page is None:
        return [(quoted(view), _("a page with a map, or of an element"))]
    kind, code = page
    asked = asking.read(store, "" if kind == _ELEMENT else kind, code, view.partition("?")[2])
    if asked is None:
        return []
    element = kind == _ELEMENT
    known = find_analyte(asked.release, code) is not None if element else bool(asked.kind)
    missing = [] if known else [(quoted(view), _("a place or element of the release"))]
    return missing + [
        (quoted(f"{one.key}={one.value}"), one.message)
        for one in asked.notices
        # The page of an element reads its survey by itself.
        if not element or one.key not in {"el", "s"}
    ]
