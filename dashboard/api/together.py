"""Elements together over HTTP: figures of a view, and vectors for the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import numpy as np
import orjson
from flask import Blueprint, Response, request

from dashboard.api.tables import Tables
from dashboard.export.together import together_table
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_together import resolve_together
from dashboard.together.answer import PARTS, answer
from dashboard.together.choice import Unusable, choice_of
from dashboard.together.planes import map_planes

IMMUTABLE = "public, max-age=31536000, immutable"

VECTOR_KEYS = frozenset({"map", "el", "els", "list", "pc", "thr"})
"""What the address of a vector may say; everything else changes nothing in it."""


def register(
    api: Blueprint,
    tables: Tables,
    release_of: Callable[[str], Release],
    release_for: Callable[[str | None], Release],
    refused: Callable[[int, str], Response],
    page_address: Callable[[str, str], str],
) -> None:
    """Add the addresses of elements together to the interface.

    Parameters
    ----------
    api : flask.Blueprint
        The interface; its error handler answers for what cannot be answered.
    tables : Tables
        Sends them.
    release_of : callable
        Opens a release by the id of an address of an immutable part.
    release_for : callable
        Opens the release that a view names, or the one that is served.
    refused : callable
        Makes the answer to what cannot be answered, of its status and one sentence.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.
    """

    @api.errorhandler(Unusable)
    def unusable(error: Unusable) -> Response:
        return refused(404, str(error))

    def asked() -> tuple[Release, ViewState]:
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        return release_for(state.release), state

    @api.get("/together/<part>.json")
    def together(part: str) -> Response:
        if part not in PARTS:
            return refused(404, _("There is no such part."))
        release, state = asked()
        found = answer(release, state, part)
        # Columns of a table are no whole pieces of memory, which it takes as lists only.
        body = orjson.dumps(found, np.ndarray.tolist, orjson.OPT_SERIALIZE_NUMPY)
        response = Response(body, mimetype="application/json")
        response.headers["Cache-Control"] = "no-cache"
        return response

    @api.get("/together/<part>.<name>")
    def together_file(part: str, name: str) -> Response:
        if part not in PARTS:
            return refused(404, _("There is no such part."))
        release, state = asked()
        frozen = to_query(replace(state, release=release.id))
        table = together_table(release, state, part, page_address(frozen, "elements"))
        table = tables.cited(table, release, "elements", "", state)
        return tables.answer(table, name, (f"together/{part}", frozen))

    @api.get("/releases/<identity>/strata/<stratum>/together/level-<level>.bin")
    def together_vector(identity: str, stratum: str, level: str) -> Response:
        release = release_of(identity)
        own = release.strata.get(stratum)
        if own is None:
            return refused(404, _("There is no stratum {id}.").format(id=stratum))
        if not (level.isascii() and level.isdigit() and int(level) in own.levels):
            return refused(404, _("There is no such part."))
        query = request.query_string.decode("utf-8", "replace")
        more = {key for key, _text in parse_qsl(query, errors="replace")} - VECTOR_KEYS
        if more:
            message = _("“{key}” is no part of this address.").format(key=min(more))
            return refused(400, message)
        state, notices = from_query(f"s={stratum}&lvl={level}&{query}")
        state, unfit = resolve_together(state, release.index)
        if notices or unfit:
            return refused(400, (*notices, *unfit)[0].message)
        body = map_planes(release, choice_of(release, state), state.together)
        response = Response(body, mimetype="application/octet-stream")
        response.headers["Cache-Control"] = IMMUTABLE
        return response
