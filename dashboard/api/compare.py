"""The comparison of countries over HTTP: all of it as numbers, and its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import orjson
from flask import Blueprint, Response, request

from dashboard.api.tables import Refused, Tables
from dashboard.compare.answer import answer
from dashboard.compare.choice import choice_of
from dashboard.export.compare import PARTS, compare_table
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_panes import resolve_panes


def register(
    api: Blueprint,
    tables: Tables,
    release_for: Callable[[str | None], Release],
    refused: Callable[[int, str], Response],
    page_address: Callable[[str, str], str],
) -> None:
    """Add the addresses of comparisons to the interface.

    Parameters
    ----------
    api : flask.Blueprint
        The interface; its error handler answers for what cannot be answered.
    tables : Tables
        Sends them.
    release_for : callable
        Opens the release that a view names, or the one that is served.
    refused : callable
        Makes the answer to what cannot be answered, of its status and one sentence.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.
    """

    def asked() -> tuple[Release, ViewState]:
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        release = release_for(state.release)
        state, _notices = resolve_panes(state, release.index)
        return release, state

    @api.get("/compare.json")
    def compare() -> Response:
        found = answer(*asked())
        if found is None:
            return refused(404, _("The release holds no survey."))
        return _sent(orjson.dumps(found), "application/json")

    @api.get("/compare.<kind>")
    def compare_file(kind: str) -> Response:
        part = request.args.get("part", PARTS[0])
        if part not in PARTS:
            raise Refused(400, _("part is one of {names}.").format(names=", ".join(PARTS)))
        release, state = asked()
        choice = choice_of(release, state)
        if choice is None:
            raise Refused(404, _("The release holds no survey."))
        frozen = replace(state, release=release.id)
        link = page_address(to_query(frozen), "compare")
        table = compare_table(release, choice, part, link)
        table = tables.cited(table, release, "compare", "", state)
        return tables.answer(table, kind, ("compare", f"{to_query(frozen)}&part={part}"))


def _sent(body: bytes, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Cache-Control"] = "no-cache"
    return response
