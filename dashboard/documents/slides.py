"""Views and stories as slides (PPTX): native words, pictures of 300 dots an inch, sources."""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pptx import Presentation
from pptx.presentation import Presentation as Deck

from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.printing import day_text
from dashboard.catalog.stories import Story
from dashboard.components.element_page import element_title, find_analyte, summary
from dashboard.documents import slide_parts as parts
from dashboard.export.citation import Survey, cited
from dashboard.export.links import frozen_query, is_view, live_query, page_path
from dashboard.export.words import told
from dashboard.i18n import _
from dashboard.pictures.drawing import draw
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.release.element import results_of
from dashboard.release.release import Release
from dashboard.state import ViewState

DPI = 300
_CSS = 96
_HEAD = 92.0
"""Design pixels of a picture's own title, which a slide has in its native words."""


@dataclass(frozen=True)
class SlideView:
    """What one slide shows.

    Attributes
    ----------
    release : Release
    page, code : str
        As of :func:`dashboard.export.words.told`.
    state : ViewState
        As read from the address.
    title, caption, notes : str
        Of the story; empty for the view's own words.
    """

    release: Release
    page: str
    code: str
    state: ViewState
    title: str = ""
    caption: str = ""
    notes: str = ""


def view_slides(view: SlideView, root: str, live: str | None, day: dt.date) -> bytes | None:
    """Return one view as a slide with its sources on a second one.

    Parameters
    ----------
    view : SlideView
    root : str
        Full address of the site with its prefix and a slash.
    live : str or None
        How links that follow new releases name the release.
    day : datetime.date
        Of access.

    Returns
    -------
    bytes or None
        None where there is no such view.
    """
    if not _is_shown(view):
        return None
    deck = _deck(told(view.release, view.page, view.code, view.state).title)
    _finish(deck, [view], root, live, day)
    return _saved(deck)


def story_slides(
    story: Story, views: Sequence[SlideView], root: str, live: str | None, day: dt.date
) -> bytes:
    """Return a story as slides: its title, a slide a scene, and the sources.

    Parameters
    ----------
    story : Story
    views : sequence of SlideView
        Of its scenes; those that show nothing are left out.
    root, live, day
        As of :func:`view_slides`.
    """
    deck = _deck(story.title)
    first = views[0].release if views else None
    said = _release_words(first) if first else ""
    simulated = any(one.release.index["simulated"] for one in views)
    address = f"{root}present/{story.name}"
    parts.title_slide(deck, story.title, story.description, said, address, simulated)
    _finish(deck, [one for one in views if _is_shown(one)], root, live, day)
    return _saved(deck)


def _is_shown(view: SlideView) -> bool:
    if view.page == "element":
        return find_analyte(view.release, view.code) is not None
    known = view.page in {"map", "progress", "compare", "elements", "country", "region"}
    return known and is_view(view.release, view.page, view.code)


def _deck(title: str) -> Deck:
    deck = Presentation()
    deck.slide_width, deck.slide_height = parts.WIDTH, parts.HEIGHT
    properties = deck.core_properties
    properties.title, properties.author = title, _("Chemical Earth dashboard")
    properties.subject, properties.keywords = _("Geochemical mapping"), ""
    properties.last_modified_by = properties.author
    return deck


def _finish(
    deck: Deck, views: Sequence[SlideView], root: str, live: str | None, day: dt.date
) -> None:
    surveys: dict[str, Survey] = {}
    releases: dict[str, Release] = {}
    for view in views:
        link = f"{root}{page_path(view.page, view.code)}?"
        frozen = link + frozen_query(view.release, view.page, view.state)
        source = cited(view.release, view.page, view.code, view.state, frozen, day)
        surveys |= {one.id: one for one in source.surveys}
        releases[view.release.id] = view.release
        follows = link + live_query(view.release, view.page, view.state, live)
        _add(deck, view, frozen, _notes(view, source.surveys, frozen, follows.rstrip("?")))
    made = [_release_words(one) for one in releases.values()]
    simulated = any(one.index["simulated"] for one in releases.values())
    parts.sources_slide(deck, surveys.values(), [*made, disclaimer()], root, simulated)


def _add(deck: Deck, view: SlideView, link: str, notes: str) -> None:
    release, state = view.release, view.state
    words = told(release, view.page, view.code, state)
    simulated = bool(release.index["simulated"])
    head = parts.Head(
        title=view.title or words.title,
        caption=view.caption or ("" if view.title else words.description),
        simulated=simulated,
        foot=_release_words(release),
        link=link,
        notes=notes,
    )
    if view.page == "element":
        _add_element(deck, view, head)
        return
    room = parts.room_below(head)
    size = _size(room)
    try:
        scene = scene_of(release, view.page, view.code, state, size)
    except FileNotFoundError:
        scene = None
    if scene is None:
        parts.words_slide(deck, head, [words.description])
        return
    # Title and warnings are native words of the slide.
    body = draw(replace(scene, warnings=()), "png", link)
    # A drawing of this size holds 300 MB, in cycles that would wait for several scenes.
    gc.collect()
    named = scene.title if scene.title != head.title else ""
    line = " – ".join(filter(None, (named, scene.subtitle)))
    alt = f"{scene.title}. {words.description}"
    warnings = [one for one in scene.warnings if not simulated or one != _("Simulated data")]
    crop = _HEAD * size.unit / size.height
    parts.picture_slide(deck, head, parts.Shown(body, alt, line, tuple(warnings), crop))


def _size(room: parts.Box) -> Size:
    """Return the size of a picture that fills a box once its head is cut off."""
    wide = room.width / parts.INCH * _CSS
    high = room.height / parts.INCH * _CSS
    # The head is as high as the type is large, which depends on width and height.
    size = Size(round(wide), round(high))
    for _step in range(4):
        size = Size(round(wide), round(high + _HEAD * size.unit))
    return replace(size, scale=DPI / _CSS)


def _add_element(deck: Deck, view: SlideView, head: parts.Head) -> None:
    """Add the slide of an element's page: its summary and the figures of each stratum."""
    release = view.release
    analyte = find_analyte(release, view.code) or view.code
    found = results_of(release, analyte)
    title = head.title if view.title else element_title(release, analyte)
    said = replace(head, title=title, caption=head.caption if view.title else "")
    lines = list(summary(release, analyte))
    if not found:
        parts.words_slide(deck, said, lines)
        return
    heads, rows = parts.statistics(found, release.index)
    parts.table_slide(deck, said, lines if not view.caption else [], heads, rows)


def _notes(view: SlideView, surveys: Sequence[Survey], frozen: str, live: str) -> str:
    """Return the notes of a slide: the speaker's, then sources, citations and links."""
    lines = [view.notes] if view.notes else []
    if view.release.index["simulated"]:
        lines.append(_("Simulated data: measured nowhere."))
    lines += [
        _("Source: {citation} Licence: {licence}.").format(
            citation=one.citation, licence=one.licence
        )
        for one in surveys
    ]
    lines += [
        _release_words(view.release),
        _("This view, frozen: {link}").format(link=frozen),
        _("Live: {link}").format(link=live),
    ]
    return "\n".join(lines)


def _release_words(release: Release) -> str:
    day = dt.date.fromisoformat(release.index["made"][:10])
    text = _("Chemical Earth dashboard, release {release} of {date}")
    return text.format(release=release.id, date=day_text(day))


def _saved(deck: Deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()
