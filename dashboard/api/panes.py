"""The maps of the page of comparison over HTTP: their table, and how they are levelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.api.tables import Refused, Tables
from dashboard.export.panes import Levelled, levellings, panes_table, shown_views
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
    """Add ``panes.json`` and the table ``panes`` to the interface.

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
        return release, resolve_panes(state, release.index)[0]

    @api.get("/panes.json")
    def panes_json() -> Response:
        release, state = asked()
        if state.stratum is None:
            return refused(404, _("The release holds no survey."))
        body = {
            "release": release.id,
            "mode": state.mode,
            "panes": [
                {
                    "stratum": pane.stratum,
                    "analyte": pane.analyte,
                    "statistic": pane.statistic,
                    "date": pane.date,
                    "levelling": _levelling_json(own),
                }
                for pane, own in zip(shown_views(state), levellings(release, state), strict=True)
            ],
        }
        response = Response(orjson.dumps(body), mimetype="application/json")
        response.headers["Cache-Control"] = "no-cache"
        return response

    @api.get("/panes.<name>")
    def panes_file(name: str) -> Response:
        release, state = asked()
        frozen = to_query(replace(state, release=release.id))
        table = panes_table(release, state, page_address(frozen, "compare"))
        if table is None:
            raise Refused(404, _("The release holds no survey."))
        table = tables.cited(table, release, "compare", "", state)
        return tables.answer(table, name, ("panes", frozen))


def _levelling_json(own: Levelled | None) -> dict[str, Any] | None:
    """Return a levelling as JSON; null for numbers that could not be told."""
    if own is None:
        return None
    numbers = own.found._asdict()
    known = {name: one if isfinite(one) else None for name, one in numbers.items()}
    return known | {"proportional": own.found.proportional, "note": own.note}
