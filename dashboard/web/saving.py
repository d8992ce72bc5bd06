"""The address that saves a story for offline, ``/api/v1/offline.html``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, request

from dashboard.api import gone
from dashboard.catalog.stories import OWN, Story
from dashboard.catalog.story_links import LONGEST_TEXT, decode_story
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query
from dashboard.web import errors, offline, site
from dashboard.web.bundles import BundleSource

AT_ONCE = 2
"""Files that one process makes at the same time: each asks the server for a hundred parts."""
_SECONDS = 5


def blueprint(
    store: ReleaseStore,
    stories: Callable[[], Mapping[str, Story]],
    own: Mapping[str, BundleSource],
    address: Callable[[str, str], str],
    prefix: str,
) -> Blueprint:
    """Return the route of saved stories, below ``/api/v1``.

    ``?story=<name>`` is a story of the server, ``?s=<text>`` one that the address holds
    (`dashboard.catalog.story_links`); ``release`` and ``lang`` are of scenes that name none.

    Parameters
    ----------
    store : ReleaseStore
    stories : callable
        Returns the stories of the server by name.
    own : mapping of str to BundleSource
        The application's own files.
    address : callable
        Makes the full address of a page from a query and its path under the prefix.
    prefix : str
        Path prefix of the server.
    """
    routes = Blueprint("saving", __name__, url_prefix="/api/v1")
    slots = BoundedSemaphore(AT_ONCE)

    @routes.errorhandler(gone.GoneError)
    def release_is_gone(error: gone.GoneError) -> Response:
        return gone.answer(error, store, address)

    @routes.get("/offline.html")
    def saved() -> Response:
        story = _asked(stories)
        if isinstance(story, Response):
            return story
        state, _notices = from_query(request.query_string.decode(errors="replace"))
        if gone.release_for(store, state.release) is None:
            return errors.answer(503, _("No data have been built yet"), _("Nothing to save."))
        if request.method == "HEAD":
            return Response(mimetype="text/html")
        if not slots.acquire(blocking=False):
            busy = errors.answer(
                429, _("Too Many Requests"), _("Other stories are being saved. Ask again soon.")
            )
            busy.headers["Retry-After"] = str(_SECONDS)
            return busy
        try:
            html = offline.story_file(
                story,
                store,
                {name: source.get() for name, source in own.items() if name != "start"},
                offline.Asking(_asking(request.host_url), address, prefix),
                kept=site.kept(state),
            )
        except offline.OfflineError as fault:
            return errors.answer(413, _("Too large"), str(fault))
        finally:
            slots.release()
        answer = Response(html, mimetype="text/html")
        answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(story)}"'
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    return routes


def _asked(stories: Callable[[], Mapping[str, Story]]) -> Story | Response:
    text = request.args.get("s", "")
    if len(text) > LONGEST_TEXT:
        said = _("The story is too long for an address. Save it with shorter captions.")
        return errors.answer(413, _("Too large"), said)
    if text:
        found = decode_story(text)
        said = _("s holds no story that can be read.")
        return found or errors.answer(400, _("Bad Request"), said)
    known = stories().get(request.args.get("story", ""))
    said = _("There is no such story on this server.")
    return known or errors.answer(404, _("Not Found"), said)


def _asking(host: str) -> Callable[[str], bytes | None]:
    """Return how the server is asked for its own pages and parts, as a browser would."""
    client = current_app.test_client()

    def get(address: str) -> bytes | None:
        answer = client.get(address, base_url=host, follow_redirects=True, buffered=True)
        return answer.data if answer.status_code == 200 else None

    return get


def _file_name(story: Story) -> str:
    if story.name and story.name != OWN:
        return f"{story.name}.html"
    plain = unicodedata.normalize("NFKD", story.title).encode("ascii", "ignore").decode().lower()
    words = "".join(one if one.isalnum() else " " for one in plain).split()
    return f"{'-'.join(words)[:60].strip('-') or 'story'}.html"
