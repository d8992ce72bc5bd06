"""Sharing over HTTP: links, words and citations of a view, QR codes, oEmbed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from xml.sax.saxutils import escape as xml_escape

import segno
from flask import Response, request

from dashboard.api.interface import Interface, Refused, json_answer
from dashboard.api.share_story import SharedStory, shared_story
from dashboard.catalog.stories import Story
from dashboard.export import citation
from dashboard.export.links import (
    EMBEDDED,
    PAGES,
    frozen_query,
    is_view,
    live_query,
    page_path,
    picture_query,
)
from dashboard.export.words import Told, told
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import SIMULATED, ReleaseStore
from dashboard.state import ViewState, from_query

LONGEST_LINK = 2_000
"""Characters that a QR code is made of: more are no link that a phone could read."""
FRAME = (800, 600)
"""Width and height of an embedded page in CSS pixels, where nobody asks for less."""
THUMBNAIL = (400, 300)
"""Size of the picture ``im_type=thumbnail``."""

_CITATIONS: Mapping[str, tuple[Callable[[citation.Cited], str], str]] = {
    "txt": (citation.plain, "text/plain; charset=utf-8"),
    "bib": (citation.bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (citation.ris, "application/x-research-info-systems; charset=utf-8"),
    "json": (citation.csl, "application/vnd.citationstyles.csl+json; charset=utf-8"),
}

PageAddress = Callable[[str, str], str]


@dataclass(frozen=True)
class Shared:
    """A view that somebody shares.

    Attributes
    ----------
    release : Release
        The release it shows.
    page, code, path : str
        Kind of page, what its path names, and the path under the prefix.
    state : ViewState
        As read from the address.
    live : str or None
        How live links name the release.
    """

    release: Release
    page: str
    code: str
    path: str
    state: ViewState
    live: str | None

    @property
    def told(self) -> Told:
        """The words for the view."""
        return told(self.release, self.page, self.code, self.state)

    @property
    def queries(self) -> dict[str, str]:
        """The queries of the live and of the frozen link."""
        return {
            "live": live_query(self.release, self.page, self.state, self.live),
            "frozen": frozen_query(self.release, self.page, self.state),
        }


def register(interface: Interface, stories: Callable[[], Mapping[str, Story]]) -> None:
    """Add the addresses of sharing to the interface.

    Parameters
    ----------
    interface : Interface
    stories : callable
        Returns the server's stories by name.
    """

    def asked_story() -> SharedStory | None:
        return shared_story(interface, stories, lambda one: _live_name(interface.store, one))

    def asked() -> Shared:
        page, code = request.args.get("page", "map"), request.args.get("code", "")
        if page not in PAGES:
            raise Refused(400, _("page is one of {names}.").format(names=", ".join(PAGES)))
        release, state = interface.asked()
        found = _shared(interface.store, release, page, code, state)
        if found is None:
            raise Refused(404, _("There is no such page."))
        return found

    @interface.api.get("/share.json")
    def share() -> Response:
        if (story := asked_story()) is not None:
            return json_answer(story.told(tuple(_CITATIONS), FRAME))
        return json_answer(_share(asked(), interface.page_address))

    @interface.api.get("/cite.<kind>")
    def cite(kind: str) -> Response:
        if kind not in _CITATIONS:
            names = ", ".join(_CITATIONS)
            raise Refused(404, _("Citations come as {names}.").format(names=names))
        today = dt.datetime.now(dt.UTC).date()
        story = asked_story()
        made = story.cited(today) if story else _cited(asked(), interface.page_address, today)
        write, media = _CITATIONS[kind]
        answer = Response(write(made), content_type=media)
        answer.headers["Content-Disposition"] = f'inline; filename="{made.key}.{kind}"'
        # It names the day.
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @interface.api.get("/qr.svg")
    def qr() -> Response:
        address = request.args.get("url", "")
        if not address:
            view = asked()
            kind = "frozen" if request.args.get("link") == "frozen" else "live"
            address = interface.page_address(view.queries[kind], view.path)
        # Codes of other sites would speak in this site's name.
        if not _is_own(address, interface.page_address) or len(address) > LONGEST_LINK:
            message = _("url is an address of this site of at most {most} characters.")
            raise Refused(400, message.format(most=LONGEST_LINK))
        answer = Response(qr_svg(address), mimetype="image/svg+xml")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @interface.api.get("/oembed")
    def oembed() -> Response:
        form = request.args.get("format", "json")
        if form not in {"json", "xml"}:
            raise Refused(501, _("format is json or xml."))
        view = _of_address(interface, request.args.get("url", ""))
        if view is None or view.page not in EMBEDDED:
            raise Refused(404, _("url is no address of this site that can be embedded."))
        try:
            room = [
                int(request.args.get(name, most))
                for name, most in zip(("maxwidth", "maxheight"), FRAME, strict=True)
            ]
        except ValueError:
            room = [0, 0]
        if min(room) < 1:
            raise Refused(400, _("maxwidth and maxheight are whole numbers of pixels."))
        # As large as fits, in the shape of the frame.
        scale = min(1, *(have / most for have, most in zip(room, FRAME, strict=True)))
        width, height = (max(1, int(side * scale)) for side in FRAME)
        answer = _oembed(view, width, height, interface.page_address)
        if form == "json":
            return json_answer(answer)
        lines = "".join(f"<{k}>{xml_escape(str(v))}</{k}>" for k, v in answer.items())
        head = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
        return Response(f"{head}\n<oembed>{lines}</oembed>\n", content_type="text/xml")


def frame_code(address: str, title: str, width: int = FRAME[0], height: int = FRAME[1]) -> str:
    """Return the HTML that shows a page within another: loaded late, as wide as its place."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" loading="lazy" '
        f'width="{width}" height="{height}" style="border:0;width:100%;max-width:{width}px;'
        f'height:auto;aspect-ratio:{width}/{height}" '
        "allowfullscreen></iframe>"
    )


@lru_cache(maxsize=256)
def qr_svg(text: str) -> bytes:
    """Return a text as a QR code (ISO/IEC 18004), an SVG without a size of its own.

    Error correction M, so that it is still read where 15 % are hidden, and the quiet zone of
    four modules that the standard asks for. Dark on white in every theme: many readers find no
    inverted codes.
    """
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=False)
    code.save(
        out, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, xmldecl=False,
        title=text,
    )  # fmt: skip
    return out.getvalue()


def _shared(
    store: ReleaseStore, release: Release, page: str, code: str, state: ViewState
) -> Shared | None:
    path = page_path(page, code)
    if path is None or not is_view(release, page, code):
        return None
    return Shared(release, page, code, path, state, _live_name(store, release))


def _live_name(store: ReleaseStore, release: Release) -> str | None:
    """Return how live links name a release: the campaign beside real data needs its name."""
    simulated = bool(release.index["simulated"])
    current = store.current() if simulated else None
    beside = current is not None and not current.index["simulated"]
    return SIMULATED if beside else None


def _cited(view: Shared, page_address: PageAddress, day: dt.date) -> citation.Cited:
    # What is cited has no theme.
    bare = replace(view.state, theme="auto", table=False)
    link = page_address(frozen_query(view.release, view.page, bare), view.path)
    return citation.cited(view.release, view.page, view.code, view.state, link, day)


def _of_address(interface: Interface, address: str) -> Shared | None:
    """Return the view of a full address of this site; None for any other address."""
    if not _is_own(address, interface.page_address):
        return None
    root = urlsplit(interface.page_address("", "")).path
    parts = urlsplit(address)
    path = unquote(f"{parts.path}/".removeprefix(root)).strip("/")
    page, code = _page_of(path.removeprefix("embed/"))
    state, _notices = from_query(parts.query)
    # As on the page: a release that is gone is answered by the newest.
    release = (
        interface.store.get(state.release) if state.release else None
    ) or interface.release_for(None)
    return _shared(interface.store, release, page, code, state) if page else None


def _page_of(path: str) -> tuple[str, str]:
    """Return page and code of a path under the prefix; empty where there is no such page."""
    for page in PAGES:
        if page_path(page) == path:
            return page, ""
    page, _slash, code = path.partition("/")
    return (page, code) if code and page_path(page, code) and "/" not in code else ("", "")


def _is_own(address: str, page_address: PageAddress) -> bool:
    """Return whether an address is of this site, under its public name or the one asked by."""
    public = page_address("", "")
    roots = (public, request.host_url.rstrip("/") + urlsplit(public).path)
    printable = address.isprintable() and " " not in address
    return printable and any(f"{address}/".startswith(one) for one in roots)


def _share(view: Shared, page_address: PageAddress) -> dict[str, Any]:
    words, embeds = view.told, view.page in EMBEDDED
    state = view.state
    told_of = {"page": view.page} | ({"code": view.code} if view.code else {})
    frozen = f"{urlencode(told_of)}&{view.queries['frozen']}"
    return {
        "release": view.release.id,
        "simulated": bool(view.release.index["simulated"]),
        "title": words.title,
        "description": words.description,
        "sentence": words.sentence,
        "links": {kind: page_address(q, view.path) for kind, q in view.queries.items()},
        "embeds": {kind: page_address(q, f"embed/{view.path}") for kind, q in view.queries.items()}
        if embeds
        else None,
        "frame": FRAME,
        "cite": {kind: page_address(frozen, f"api/v1/cite.{kind}") for kind in _CITATIONS},
        "language": state.language,
    }


def _oembed(view: Shared, width: int, height: int, page_address: PageAddress) -> dict[str, Any]:
    """Return the answer of oEmbed 1.0 (https://oembed.com), type ``rich``."""
    kind = "frozen" if view.state.release == view.release.id else "live"
    title = view.told.title
    address = page_address(view.queries[kind], f"embed/{view.path}")
    state = view.state if kind == "frozen" else replace(view.state, release=view.live)
    picture = picture_query(view.release, view.page, view.code, state, "thumbnail")
    # The thumbnail keeps to the bounds, too (section 2.3.4.1): without room there is none.
    fits = width >= THUMBNAIL[0] and height >= THUMBNAIL[1]
    thumbnail = {
        "thumbnail_url": page_address(picture, "api/v1/picture.png"),
        "thumbnail_width": THUMBNAIL[0],
        "thumbnail_height": THUMBNAIL[1],
    }
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": _("Chemical Earth dashboard"),
        "provider_url": page_address("", ""),
        "cache_age": 3600,
        **(thumbnail if fits else {}),
        "html": frame_code(address, title, width, height),
        "width": width,
        "height": height,
    }
