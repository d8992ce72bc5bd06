"""Whether the views of a story are there: pages, and what a release has of them."""

from __future__ import annotations

import re

from dashboard.catalog.problems import Problem, quoted
from dashboard.catalog.stories import Story
from dashboard.components.element_page import find_analyte
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.web import asking, site

_ELEMENT = "element"
_PATH = re.compile(r"/(?:(map|compare|elements)|(country|region|element)/([^/]+))?")


def page_of(view: str) -> tuple[str, str] | None:
    """Return the kind of page that a view names, and the code of its path.

    None where it names no page that can be shown in a frame.

    Examples
    --------
    >>> page_of("/country/LAO?m=stage")
    ('country', 'LAO')
    >>> page_of("/about") is None
    True
    """
    found = _PATH.fullmatch(view.partition("?")[0])
    if found is None:
        return None
    return found[1] or found[2] or site.PROGRESS, found[3] or ""


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
