"""Progress over HTTP: figures of a view, and what the map plays through time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Response, request

from dashboard.api.interface import IMMUTABLE, Interface, Refused, binary_answer, json_answer
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.progress.answer import answer
from dashboard.progress.choice import Choice, choice_of
from dashboard.progress.planes import country_planes, level_planes
from dashboard.release.release import Release
from dashboard.state import from_query

_PLANES: Mapping[str, Callable[[Release, Choice], bytes]] = MappingProxyType(
    {"level": level_planes, "countries": country_planes}
)
_LEVELS = frozenset(str(level) for level in range(len(LEVEL_KM)))


def register(interface: Interface) -> None:
    """Add the addresses of progress to the interface.

    Parameters
    ----------
    interface : Interface
    """

    @interface.api.get("/progress.json")
    def progress() -> Response:
        release, state = interface.asked()
        return json_answer(answer(release, state))

    @interface.api.get("/releases/<identity>/progress/<unit>-<level>.bin")
    def played(identity: str, unit: str, level: str) -> Response:
        release = interface.release_of(identity)
        if unit not in _PLANES or level not in _LEVELS:
            raise Refused(404, _("There is no such part."))
        surveys = request.args.get("sv", "")
        state, notices = from_query(f"lvl={level}&sv={surveys}" if surveys else f"lvl={level}")
        if notices:
            raise Refused(400, notices[0].message)
        return binary_answer(_PLANES[unit](release, choice_of(release, state)))

    @interface.api.get("/releases/<identity>/programme.json")
    def programme(identity: str) -> Response:
        return json_answer(interface.release_of(identity).programme, IMMUTABLE)
