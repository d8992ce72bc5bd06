"""Elements together over HTTP: figures of a view, and vectors for the map."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Response, request

from dashboard.api.interface import Interface, Refused, binary_answer, json_answer, refusal
from dashboard.api.tables import Tables
from dashboard.export.together import together_table
from dashboard.i18n import _
from dashboard.state import from_query, to_query
from dashboard.state_together import resolve_together
from dashboard.together.answer import PARTS, answer
from dashboard.together.choice import Unusable, choice_of
from dashboard.together.planes import map_planes

VECTOR_KEYS = frozenset({"map", "el", "els", "list", "pc", "thr"})
"""What the address of a vector may say; everything else changes nothing in it."""


def register(interface: Interface, tables: Tables) -> None:
    """Add the addresses of elements together to the interface.

    Parameters
    ----------
    interface : Interface
    tables : Tables
        Sends them.
    """

    @interface.api.errorhandler(Unusable)
    def unusable(error: Unusable) -> Response:
        return refusal(Refused(404, str(error)))

    @interface.api.get("/together/<part>.json")
    def together(part: str) -> Response:
        if part not in PARTS:
            raise Refused(404, _("There is no such part."))
        release, state = interface.asked()
        return json_answer(answer(release, state, part))

    @interface.api.get("/together/<part>.<name>")
    def together_file(part: str, name: str) -> Response:
        if part not in PARTS:
            raise Refused(404, _("There is no such part."))
        release, state = interface.asked()
        frozen = to_query(replace(state, release=release.id))
        table = together_table(release, state, part, interface.page_address(frozen, "elements"))
        table = tables.cited(table, release, "elements", "", state)
        return tables.answer(table, name, (f"together/{part}", frozen))

    @interface.api.get("/releases/<identity>/strata/<stratum>/together/level-<level>.bin")
    def together_vector(identity: str, stratum: str, level: str) -> Response:
        release = interface.release_of(identity)
        own = release.strata.get(stratum)
        if own is None:
            raise Refused(404, _("There is no stratum {id}.").format(id=stratum))
        if not (level.isascii() and level.isdigit() and int(level) in own.levels):
            raise Refused(404, _("There is no such part."))
        query = request.query_string.decode("utf-8", "replace")
        more = {key for key, _text in parse_qsl(query, errors="replace")} - VECTOR_KEYS
        if more:
            message = _("“{key}” is no part of this address.").format(key=min(more))
            raise Refused(400, message)
        state, notices = from_query(f"s={stratum}&lvl={level}&{query}")
        state, unfit = resolve_together(state, release.index)
        if notices or unfit:
            raise Refused(400, (*notices, *unfit)[0].message)
        return binary_answer(map_planes(release, choice_of(release, state), state.together))
