"""Documents over HTTP: reports of pages (PDF), views and stories as slides (PPTX)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

from flask import Response, request

from dashboard.api.interface import Interface, Refused
from dashboard.catalog.stories import Scene, Story
from dashboard.export.links import page_of
from dashboard.export.story import renewed
from dashboard.i18n import _
from dashboard.pictures.studio import BusyError, Studio
from dashboard.release.release import Release
from dashboard.release.store import SIMULATED
from dashboard.state import ViewState, from_query, to_query

RETRY_AFTER = 10
"""Seconds after which a turned away reader may try again."""
MOST_SCENES = 30
"""Scenes of a story that are made into slides; each is a picture of up to a second."""

_PDF = "application/pdf"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class _NothingError(Exception):
    """The address names nothing that there is a document of."""


def register(interface: Interface, stories: Callable[[], Mapping[str, Story]]) -> None:
    """Add the addresses of documents to the interface.

    Parameters
    ----------
    interface : Interface
    stories : callable
        Returns the server's stories by name.
    """
    # One is made while one waits: with the pictures they leave a thread of four to the rest.
    studio = Studio(waiting=1)

    def answer(key: Hashable, make: Callable[[], bytes | None], kind: str, name: str) -> Response:
        """Make a document, or say why there is none."""

        def made() -> bytes:
            body = make()
            if body is None:
                raise _NothingError
            return body

        try:
            body = studio.picture(key, made)
        except _NothingError:
            raise Refused(404, _("There is nothing to make a document of.")) from None
        except BusyError:
            busy = _("Many documents are being made. Try again in {n} seconds.")
            raise Refused(429, busy.format(n=RETRY_AFTER), RETRY_AFTER) from None
        found = Response(body, content_type=kind)
        found.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        # Documents name the day they were made: what is cited is cited with a day of access.
        found.headers["Cache-Control"] = "no-cache"
        found.set_etag(hashlib.sha256(body).hexdigest()[:32])
        found.make_conditional(request)
        return found

    @interface.api.get("/report.pdf")
    def report_pdf() -> Response:
        # Servers that make no documents need not wait for the libraries.
        from dashboard.documents.reports import PAGES, report

        page, code = request.args.get("page", ""), request.args.get("code", "")
        if page not in PAGES:
            message = _("There are reports of {names}.").format(names=", ".join(PAGES))
            raise Refused(404, message)
        state, release, root, day = _asked()
        key = ("report", release.id, page, code, to_query(state), root, day)
        name = f"{_safe(page)}-{_safe(code)}-{release.id}.pdf"
        return answer(key, lambda: report(release, page, code, state, root, day), _PDF, name)

    @interface.api.get("/slides.pptx")
    def slides_pptx() -> Response:
        from dashboard.documents.slides import SlideView, story_slides, view_slides

        state, release, root, day = _asked()
        named = request.args.get("story")
        if named is None:
            page, code = request.args.get("page") or "map", request.args.get("code", "")
            view = SlideView(release, page, code, state)
            key: Hashable = ("view", release.id, page, code, to_query(state), root, day)
            name = f"{_safe(page)}{'-' if code else ''}{_safe(code)}-{release.id}.pptx"
            live = _live(release)
            return answer(key, lambda: view_slides(view, root, live, day), _PPTX, name)
        story = stories().get(named)
        if story is None:
            raise Refused(404, _("There is no such story on this server."))
        if state.release:
            story = renewed(story, interface.store.get, release.id)
        if len(story.scenes) > MOST_SCENES:
            message = _("A story of more than {n} scenes is not made into slides.")
            raise Refused(413, message.format(n=MOST_SCENES))
        views = [_scene(one, state, release) for one in story.scenes]

        def make() -> bytes:
            shown = [
                SlideView(opened, page, code, seen, scene.title, scene.caption, scene.notes)
                for scene, (page, code, seen, opened) in zip(story.scenes, views, strict=True)
            ]
            return story_slides(story, shown, root, _live(release), day)

        opened = tuple(one[3].id for one in views)
        key = ("story", story, opened, state.language, root, day)
        return answer(key, make, _PPTX, f"{story.name}-{release.id}.pptx")

    def _asked() -> tuple[ViewState, Release, str, dt.date]:
        release, state = interface.asked()
        return state, release, interface.page_address("", ""), dt.datetime.now(dt.UTC).date()

    def _scene(
        scene: Scene, asked: ViewState, release: Release
    ) -> tuple[str, str, ViewState, Release]:
        """Return page, code, state and release of a scene; it may name a release of its own."""
        page, code = page_of(scene.view) or ("", "")
        state, _notices = from_query(scene.view.partition("?")[2])
        opened = interface.release_for(state.release) if state.release else release
        return page, code, replace(state, language=asked.language), opened

    def _live(release: Release) -> str | None:
        current = interface.store.current()
        simulated = interface.store.get(SIMULATED)
        same = current is not None and current.id == release.id
        return SIMULATED if simulated and simulated.id == release.id and not same else None


def _safe(text: str) -> str:
    """Return what may stand in the name of a file."""
    return "".join(letter for letter in text if letter.isascii() and letter.isalnum())[:20]
