"""Pictures of views over HTTP: PNG, SVG and PDF."""

from __future__ import annotations

import hashlib

from flask import Response, request

from dashboard.api.interface import IMMUTABLE, Interface, Refused
from dashboard.i18n import _
from dashboard.pictures.drawing import KINDS, draw
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import TooLargeError, asked_size
from dashboard.pictures.studio import BusyError, Studio
from dashboard.release.store import is_id
from dashboard.state import to_query

RETRY_AFTER = 5
"""Seconds after which a turned away reader may try again."""

_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


class _NoMapError(Exception):
    """The address names no page, place or survey that there is a map of."""


def register(interface: Interface) -> None:
    """Add the address of pictures to the interface.

    Parameters
    ----------
    interface : Interface
    """
    studio = Studio()

    @interface.api.get("/picture.<kind>")
    def picture(kind: str) -> Response:
        if kind not in KINDS:
            raise Refused(404, _("Pictures are {names}.").format(names=", ".join(KINDS)))
        try:
            size = asked_size(request.args, kind)
        except ValueError as error:
            status = 413 if isinstance(error, TooLargeError) else 400
            raise Refused(status, str(error)) from error
        release, state = interface.asked()
        page, code = request.args.get("page") or "map", request.args.get("code", "")
        query = to_query(state)
        link = interface.page_address(query, _path(page, code))

        def make() -> bytes:
            scene = scene_of(release, page, code, state, size)
            if scene is None:
                raise _NoMapError
            return draw(scene, kind, link)

        try:
            body = studio.picture((release.id, kind, page, code, query, size, link), make)
        except _NoMapError:
            raise Refused(404, _("There is no map to make a picture of.")) from None
        except FileNotFoundError:
            raise Refused(404, _("The release has no boundaries to draw.")) from None
        except BusyError:
            busy = _("Many pictures are being drawn. Try again in {n} seconds.")
            raise Refused(429, busy.format(n=RETRY_AFTER), RETRY_AFTER) from None
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
