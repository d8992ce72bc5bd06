"""Stories as something to share: their words, and how they are cited.

A story is cited like a view (`dashboard.export.citation`), with the surveys of all its scenes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from dashboard.catalog.stories import Story
from dashboard.export.citation import Cited, Survey, cited, shown_surveys, survey_of
from dashboard.export.links import is_view, page_of
from dashboard.export.words import Told, site_name
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import SIMULATED
from dashboard.state import ViewState, from_query


@dataclass(frozen=True)
class SceneView:
    """What a scene shows.

    Attributes
    ----------
    release : Release
    page, code : str
        Kind of page, and what its path names.
    state : ViewState
        As read from the scene's address.
    """

    release: Release
    page: str
    code: str
    state: ViewState


def story_told(story: Story | None, *, simulated: bool) -> Told:
    """Return the words for a story; None is one that the server is not told.

    Parameters
    ----------
    story : Story or None
    simulated : bool
        Whether its scenes show made-up data, as the address asks for.
    """
    title = (story.title if story else "") or _("A story of your own")
    description = (story.description if story else "") or _(
        "A story of live maps, to present, to play and to read."
    )
    mark = mark_of(simulated)
    return Told(title, f"{mark}{description}", f"{mark}{title}.", site_name())


def mark_of(simulated: bool) -> str:
    """Return what stands before the words for made-up data; nothing for measured ones."""
    return f"{_('Simulated data, measured nowhere.')} " if simulated else ""


def scene_views(
    story: Story, release: Release, opened: Callable[[str], Release | None]
) -> list[SceneView]:
    """Return what the scenes of a story show; scenes without a page that is there are left out.

    Parameters
    ----------
    story : Story
    release : Release
        Shown by scenes that name none, and by those whose release is not kept.
    opened : callable
        Returns a release by its id, None where it is not kept.
    """
    views = []
    for scene in story.scenes:
        page, code = page_of(scene.view) or ("", "")
        state, _notices = from_query(scene.view.partition("?")[2])
        own = (opened(state.release) if state.release else None) or release
        if page and is_view(own, page, code):
            views.append(SceneView(own, page, code, state))
    return views


def cited_story(
    release: Release, story: Story, views: list[SceneView], link: str, day: dt.date
) -> Cited:
    """Return what is cited of a story: it, and the surveys that any of its scenes shows.

    Parameters
    ----------
    release : Release
        That of the scenes that name none.
    story : Story
    views : list of SceneView
        Of its scenes.
    link : str
        Full address of the story, frozen to the release.
    day : datetime.date
        Day of access.
    """
    surveys: dict[str, Survey] = {}
    for one in views:
        shown = shown_surveys(one.release, one.page, one.code, one.state)
        records = one.release.index["surveys"]
        surveys |= {record["id"]: survey_of(record) for record in records if record["id"] in shown}
    whole = cited(release, "present", "", ViewState(), link, day)
    notes = list(whole.notes)
    if not notes and any(one.release.index["simulated"] for one in views):
        notes.append(_("Some of its scenes show simulated data: measured nowhere."))
    if others := sorted({one.release.id for one in views} - {release.id}):
        frozen = _("Some of its scenes show release {releases}.")
        notes.append(frozen.format(releases=", ".join(others)))
    title = story_told(story, simulated=False).title
    return replace(whole, title=title, surveys=tuple(surveys.values()), notes=tuple(notes))


def gone_releases(
    story: Story, opened: Callable[[str], Release | None]
) -> dict[str, tuple[int, ...]]:
    """Return the releases that scenes were made from and that are not kept any more.

    Parameters
    ----------
    story : Story
    opened : callable
        As of :func:`scene_views`.

    Returns
    -------
    dict of str to tuple of int
        Numbers of the scenes, from 1, by the id of the release. The simulated campaign is not
        among them: its name is not that of one release.
    """
    found: dict[str, tuple[int, ...]] = {}
    for number, scene in enumerate(story.scenes, 1):
        named = _gone(scene.view, opened)
        if named:
            found[named] = (*found.get(named, ()), number)
    return found


def renewed(story: Story, opened: Callable[[str], Release | None], release: str) -> Story:
    """Return a story whose scenes of releases that are gone name another one.

    They say nothing of the one that is gone: for readers who have chosen the other.

    Parameters
    ----------
    story : Story
    opened : callable
        As of :func:`scene_views`.
    release : str
        Id of the one to name.
    """
    scenes = tuple(
        replace(one, view=_named(one.view, release)) if _gone(one.view, opened) else one
        for one in story.scenes
    )
    return replace(story, scenes=scenes)


def _gone(view: str, opened: Callable[[str], Release | None]) -> str:
    state, _notices = from_query(view.partition("?")[2])
    named = state.release
    return named if named and named != SIMULATED and opened(named) is None else ""


def _named(view: str, release: str) -> str:
    path, _mark, query = view.partition("?")
    others = [one for one in query.split("&") if one.partition("=")[0] != "release"]
    return f"{path}?{'&'.join([f'release={release}', *others])}"
