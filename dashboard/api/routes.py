"""The HTTP interface: immutable parts of releases, and views to take away (GET only)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import isfinite, nan

from flask import Blueprint, Response, request

from dashboard.api import (
    compare,
    documents,
    exports,
    files,
    gone,
    pictures,
    progress,
    share,
    together,
)
from dashboard.api.interface import (
    IMMUTABLE,
    Interface,
    Refused,
    binary_answer,
    json_answer,
    refusal,
)
from dashboard.api.tables import Tables
from dashboard.catalog.stories import Story
from dashboard.details.places import cell_details, country_details
from dashboard.export.formats import TooLargeError
from dashboard.i18n import _
from dashboard.release import vectors
from dashboard.release.chunks import Chunk
from dashboard.release.partial_levels import chunk_table, summary_planes
from dashboard.release.release import Release, SamplesWithheld, Stratum
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState
from dashboard.state_resolve import resolve

# More than any scheme has.
_MOST_BREAKS = 24


def blueprint(
    store: ReleaseStore,
    page_address: Callable[[str, str], str],
    stories: Callable[[], Mapping[str, Story]] = dict,
) -> Blueprint:
    """Return the interface over a folder of releases.

    Parameters
    ----------
    store : ReleaseStore
        Opens releases.
    page_address : callable
        Makes the full address of a page from a query string and its path under the
        prefix; downloads name it.
    stories : callable
        Returns the server's stories by name.

    Returns
    -------
    flask.Blueprint
        To be registered under the path prefix; its own addresses begin with
        ``/api/v1``.
    """
    api = Blueprint("api", __name__, url_prefix="/api/v1")

    interface = Interface(api, store, page_address)
    release_of = interface.release_of

    @api.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        return refusal(error)

    @api.errorhandler(TooLargeError)
    def too_large(error: TooLargeError) -> Response:
        return refusal(Refused(413, str(error)))

    @api.errorhandler(gone.GoneError)
    def release_is_gone(error: gone.GoneError) -> Response:
        return gone.answer(error, store, page_address)

    @api.errorhandler(SamplesWithheld)
    def withheld(error: SamplesWithheld) -> Response:
        return refusal(Refused(404, str(error)))

    @api.get("")
    @api.get("/", defaults={"_address": ""})
    @api.get("/<path:_address>")
    def nothing(_address: str = "") -> Response:
        # Otherwise the pages would answer, with a page.
        listed = page_address("", "data")
        raise Refused(404, _("There is no such address; {page} lists them.").format(page=listed))

    @api.get("/releases/<identity>/index.json")
    def index(identity: str) -> Response:
        return json_answer(release_of(identity).index, cache=IMMUTABLE)

    @api.get("/releases/<identity>/manifest.json")
    def manifest(identity: str) -> Response:
        return json_answer(release_of(identity).manifest, cache=IMMUTABLE)

    @api.get("/releases/<identity>/grid.bin", defaults={"name": "grid.bin"})
    @api.get("/releases/<identity>/boundaries/<name>.bin")
    def part(identity: str, name: str) -> Response:
        own = name if name == "grid.bin" else f"boundaries/{name}.bin"
        body = release_of(identity).blob(own)
        if body is None:
            raise Refused(404, _("The release has no part {name}.").format(name=own))
        return binary_answer(body)

    @api.get("/releases/<identity>/strata/<stratum>/level-<level>.bin")
    def level_cells(identity: str, stratum: str, level: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum)
        return binary_answer(vectors.level_planes(release, own, _level(own, level)))

    @api.get("/releases/<identity>/strata/<stratum>/sites.bin")
    def sites(identity: str, stratum: str) -> Response:
        release = release_of(identity)
        return binary_answer(vectors.sites_planes(release, _stratum(release, stratum)))

    @api.get("/releases/<identity>/strata/<stratum>/<analyte>/<name>.bin")
    def vector(identity: str, stratum: str, analyte: str, name: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum, analyte)
        statistic, date = _statistic(), _date()
        if name == "countries":
            return binary_answer(vectors.countries_planes(release, own, analyte, statistic, date))
        if name == "sites":
            return binary_answer(vectors.site_values_planes(own, analyte))
        level = _level(own, name.removeprefix("level-"))
        return binary_answer(vectors.cells_planes(own, analyte, level, statistic, date))

    @api.get("/releases/<identity>/strata/<stratum>/level-<level>/chunks.bin")
    def chunks(identity: str, stratum: str, level: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum)
        return binary_answer(chunk_table(release, own, _level(own, level)))

    @api.get("/releases/<identity>/strata/<stratum>/level-<level>/chunks/<name>.bin")
    def chunk_cells(identity: str, stratum: str, level: str, name: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum)
        number = _level(own, level)
        return binary_answer(vectors.level_planes(release, own, number, _chunk(own, number, name)))

    @api.get("/releases/<identity>/strata/<stratum>/<analyte>/level-<level>/chunks/<name>.bin")
    def chunk_vector(identity: str, stratum: str, analyte: str, level: str, name: str) -> Response:
        own = _stratum(release_of(identity), stratum, analyte)
        number = _level(own, level)
        chunk = _chunk(own, number, name)
        return binary_answer(
            vectors.cells_planes(own, analyte, number, _statistic(), _date(), chunk)
        )

    @api.get("/releases/<identity>/strata/<stratum>/<analyte>/level-<level>/summary.bin")
    def summary(identity: str, stratum: str, analyte: str, level: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum, analyte)
        number, countries, breaks = _level(own, level), _countries(release), _breaks()
        return binary_answer(
            summary_planes(release, own, analyte, number, _statistic(), _date(), countries, breaks)
        )

    @api.get("/cell.json")
    def cell() -> Response:
        state, release = _resolved(interface)
        details = cell_details(release, state)
        if details is None:
            raise Refused(404, _("The address names no cell."))
        return json_answer(details)

    @api.get("/countries.json")
    def countries() -> Response:
        state, release = _resolved(interface)
        return json_answer(country_details(release, state))

    tables = Tables(page_address)
    files.register(interface)
    progress.register(interface)
    compare.register(interface, tables)
    together.register(interface, tables)
    exports.register(interface, tables)
    pictures.register(interface)
    documents.register(interface, stories)
    share.register(interface, stories)
    return api


def _resolved(interface: Interface) -> tuple[ViewState, Release]:
    release, state = interface.asked()
    return resolve(state, release.index)[0], release


def _stratum(release: Release, identity: str, analyte: str | None = None) -> Stratum:
    if identity not in release.strata:
        raise Refused(404, _("There is no stratum {id}.").format(id=identity))
    stratum = release.strata[identity]
    if analyte is not None and analyte not in stratum.analytes:
        message = _("{stratum} has no {analyte}.").format(stratum=identity, analyte=analyte)
        raise Refused(404, message)
    return stratum


def _level(stratum: Stratum, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise Refused(404, _("There is no such part."))
    if int(text) not in stratum.levels:
        raise Refused(404, _("The stratum has no cells of level {level}.").format(level=text))
    return int(text)


def _chunk(stratum: Stratum, level: int, name: str) -> Chunk:
    found = next((one for one in stratum.chunks(level) if one.name == name), None)
    if found is None:
        raise Refused(404, _("There is no such part."))
    return found


def _countries(release: Release) -> list[str]:
    listed = request.args.get("c", "")
    chosen = listed.split("~") if listed else []
    unknown = [one for one in chosen if one not in release.country_index]
    if unknown:
        message = _("There is no country {id}.").format(id=unknown[0])
        raise Refused(400, message)
    return chosen


def _breaks() -> list[float]:
    listed = request.args.get("br", "")
    try:
        breaks = [float(one) for one in listed.split("~")] if listed else []
    except ValueError:
        breaks = [nan]
    ascending = all(low < high for low, high in pairwise(breaks))
    if len(breaks) > _MOST_BREAKS or not ascending or not all(map(isfinite, breaks)):
        most = _("br is at most {most} ascending numbers joined by ~.").format(most=_MOST_BREAKS)
        raise Refused(400, most)
    return breaks


def _statistic() -> str:
    statistic = request.args.get("stat", vectors.STATISTICS[0])
    if statistic not in vectors.STATISTICS:
        message = _("stat is one of {names}.").format(names=", ".join(vectors.STATISTICS))
        raise Refused(400, message)
    return statistic


def _date() -> dt.date | None:
    text = request.args.get("date")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused(400, _("date is a day such as 2009-06-30.")) from error
    # One spelling only: every other would be another address of the same answer.
    if day.isoformat() != text:
        raise Refused(400, _("date is a day such as 2009-06-30."))
    return day
