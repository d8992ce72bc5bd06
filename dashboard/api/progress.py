"""Progress over HTTP: figures of a view, and what the map plays through time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.progress.answer import answer
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query

IMMUTABLE = "public, max-age=31536000, immutable"


def register(
    api: Blueprint,
    release_of: Callable[[str], Release],
    release_for: Callable[[str | None], Release],
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
    """

    def asked() -> tuple[Release, ViewState]:
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        return release_for(state.release), state

    @api.get("/progress.json")
    def progress() -> Response:
        release, state = asked()
        return _json(answer(release, state), "no-cache")

    @api.get("/releases/<identity>/programme.json")
    def programme(identity: str) -> Response:
        return _json(release_of(identity).programme, IMMUTABLE)


def _json(content: Any, cache: str) -> Response:
    response = Response(orjson.dumps(content), mimetype="application/json")
    response.headers["Cache-Control"] = cache
    return response
