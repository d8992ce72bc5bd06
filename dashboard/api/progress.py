"""Progress over HTTP: figures of a view, and what the map plays through time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.progress.answer import answer
from dashboard.progress.choice import Choice, choice_of
from dashboard.progress.planes import country_planes, level_planes
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query

IMMUTABLE = "public, max-age=31536000, immutable"

_PLANES: Mapping[str, Callable[[Release, Choice], bytes]] = MappingProxyType(
    {"level": level_planes, "countries": country_planes}
)
_LEVELS = frozenset(str(level) for level in range(len(LEVEL_KM)))


def register(
    api: Blueprint,
    release_of: Callable[[str], Release],
    release_for: Callable[[str | None], Release],
    refused: Callable[[int, str], Response],
) -> None:
    """Add the addresses of progress to the interface.

    Parameters
    ----------
    api : flask.Blueprint
        The interface; its error handler answers for what cannot be answered.
    release_of : callable
        Opens a release by the id of an address of an immutable part.
    release_for : callable
        Opens the release that a view names, or the one that is served.
    refused : callable
        Makes the answer to what cannot be answered, of its status and one sentence.
    """

    def asked() -> tuple[Release, ViewState]:
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        return release_for(state.release), state

    @api.get("/progress.json")
    def progress() -> Response:
        release, state = asked()
        return _json(answer(release, state), "no-cache")

    @api.get("/releases/<identity>/progress/<unit>-<level>.bin")
    def played(identity: str, unit: str, level: str) -> Response:
        release = release_of(identity)
        if unit not in _PLANES or level not in _LEVELS:
            return refused(404, _("There is no such part."))
        surveys = request.args.get("sv", "")
        state, notices = from_query(f"lvl={level}&sv={surveys}" if surveys else f"lvl={level}")
        if notices:
            return refused(400, notices[0].message)
        return _binary(_PLANES[unit](release, choice_of(release, state)))

    @api.get("/releases/<identity>/programme.json")
    def programme(identity: str) -> Response:
        return _json(release_of(identity).programme, IMMUTABLE)


def _binary(body: bytes) -> Response:
    response = Response(body, mimetype="application/octet-stream")
    response.headers["Cache-Control"] = IMMUTABLE
    return response


def _json(content: Any, cache: str) -> Response:
    response = Response(orjson.dumps(content), mimetype="application/json")
    response.headers["Cache-Control"] = cache
    return response
