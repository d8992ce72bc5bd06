"""The page of comparison over HTTP: figures of countries, their tables, and the maps."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Any

from flask import Response, request

from dashboard.api.interface import Interface, Refused, json_answer
from dashboard.api.tables import Tables
from dashboard.compare.answer import answer
from dashboard.compare.choice import choice_of
from dashboard.export.compare import PARTS, compare_table
from dashboard.export.panes import Levelled, levellings, panes_table, shown_views
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState, to_query
from dashboard.state_panes import resolve_panes


def register(interface: Interface, tables: Tables) -> None:
    """Add the addresses of comparisons to the interface.

    Parameters
    ----------
    interface : Interface
    tables : Tables
        Sends them.
    """

    def asked() -> tuple[Release, ViewState]:
        release, state = interface.asked()
        return release, resolve_panes(state, release.index)[0]

    @interface.api.get("/compare.json")
    def compare() -> Response:
        found = answer(*asked())
        if found is None:
            raise Refused(404, _("The release holds no survey."))
        return json_answer(found)

    @interface.api.get("/compare.<kind>")
    def compare_file(kind: str) -> Response:
        part = request.args.get("part", PARTS[0])
        if part not in PARTS:
            raise Refused(400, _("part is one of {names}.").format(names=", ".join(PARTS)))
        release, state = asked()
        choice = choice_of(release, state)
        if choice is None:
            raise Refused(404, _("The release holds no survey."))
        frozen = replace(state, release=release.id)
        link = interface.page_address(to_query(frozen), "compare")
        table = compare_table(release, choice, part, link)
        table = tables.cited(table, release, "compare", "", state)
        return tables.answer(table, kind, ("compare", f"{to_query(frozen)}&part={part}"))

    @interface.api.get("/panes.json")
    def panes_json() -> Response:
        release, state = asked()
        if state.stratum is None:
            raise Refused(404, _("The release holds no survey."))
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
        return json_answer(body)

    @interface.api.get("/panes.<name>")
    def panes_file(name: str) -> Response:
        release, state = asked()
        frozen = to_query(replace(state, release=release.id))
        table = panes_table(release, state, interface.page_address(frozen, "compare"))
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
