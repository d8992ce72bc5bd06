"""Pictures of views over HTTP: PNG, SVG and PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, request

from dashboard.i18n import _
from dashboard.pictures.drawing import KINDS, draw
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import asked_size
from dashboard.pictures.studio import BusyError, Studio
from dashboard.release.release import Release
from dashboard.release.store import is_id
from dashboard.state import from_query, to_query

IMMUTABLE = "public, max-age=31536000, immutable"
RETRY_AFTER = 5
"""Seconds after which a turned away reader may try again."""

_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


class _NoMapError(Exception):
    """The address names no page, place or survey that there is a map of."""


def register(
    api: Blueprint,
    release_for: Callable[[str | None], Release],
    refused: Callable[[int, str], Response],
    page_address: Callable[[str, str], str],
) -> None:
    """Add the address of pictures to the interface.

    Parameters
    ----------
    api : flask.Blueprint
        The interface; its error handler answers for what cannot be answered.
    release_for : callable
        Opens the release that a view names, or the one that is served.
    refused : callable
        Makes the answer to what cannot be answered, of its status and one sentence.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.
    """
    studio = Studio()

    @api.get("/picture.<kind>")
    def picture(kind: str) -> Response:
        if kind not in KINDS:
            return refused(404, _("Pictures are {names}.").format(names=", ".join(KINDS)))
        try:
            size = asked_size(request.args, kind)
        except ValueError as error:
            return refused(400, str(error))
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        release = release_for(state.release)
        page, code = request.args.get("page") or "map", request.args.get("code", "")
        query = to_query(state)
        link = page_address(query, _path(page, code))

        def make() -> bytes:
            scene = scene_of(release, page, code, state, size)
            if scene is None:
                raise _NoMapError
            return draw(scene, kind, link)

        try:
            body = studio.picture((release.id, kind, page, code, query, size, link), make)
        except _NoMapError:
            return refused(404, _("There is no map to make a picture of."))
        except FileNotFoundError:
            return refused(404, _("The release has no boundaries to draw."))
        except BusyError:
            busy = _("Many pictures are being drawn. Try again in {n} seconds.")
            answer = refused(429, busy.format(n=RETRY_AFTER))
            answer.headers["Retry-After"] = str(RETRY_AFTER)
            return answer
        answer = Response(body, content_type=_TYPES[kind])
        frozen = state.release is not None and is_id(state.release)
        answer.headers["Cache-Control"] = IMMUTABLE if frozen else "no-cache"
        answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
        answer.make_conditional(request)
        return answer


def _path(page: str, code: str) -> str:
    """Return the path of a page under the prefix."""
    if page == "progress":
        return ""
    return f"{page}/{code}" if code else page
