"""The HTTP interface: immutable parts of releases, and views to take away (GET only)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import isfinite, nan
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.api import (
    compare,
    documents,
    exports,
    files,
    gone,
    panes,
    pictures,
    progress,
    share,
    together,
)
from dashboard.api.tables import Tables
from dashboard.catalog.stories import Story
from dashboard.details.places import cell_details, country_details
from dashboard.i18n import _
from dashboard.release import vectors
from dashboard.release.chunks import Chunk
from dashboard.release.partial_levels import chunk_table, summary_planes
from dashboard.release.release import Release, SamplesWithheld, Stratum
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query, resolve

IMMUTABLE = "public, max-age=31536000, immutable"
_BINARY = "application/octet-stream"
# More than any scheme has.
_MOST_BREAKS = 24


class _Refused(Exception):
    """A request that cannot be answered: status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


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

    def refusal(status: int, message: str) -> Response:
        return _json({"error": message}, status=status)

    @api.errorhandler(_Refused)
    def refused(error: _Refused) -> Response:
        return refusal(error.status, str(error))

    @api.errorhandler(gone.GoneError)
    def release_is_gone(error: gone.GoneError) -> Response:
        return gone.answer(error, store, page_address)

    @api.errorhandler(SamplesWithheld)
    def withheld(error: SamplesWithheld) -> Response:
        return refusal(404, str(error))

    def release_of(identity: str) -> Release:
        return gone.release_of(store, identity)

    @api.get("/releases/<identity>/index.json")
    def index(identity: str) -> Response:
        return _json(release_of(identity).index, cache=IMMUTABLE)

    @api.get("/releases/<identity>/manifest.json")
    def manifest(identity: str) -> Response:
        return _json(release_of(identity).manifest, cache=IMMUTABLE)

    @api.get("/releases/<identity>/grid.bin", defaults={"name": "grid.bin"})
    @api.get("/releases/<identity>/boundaries/<name>.bin")
    def part(identity: str, name: str) -> Response:
        own = name if name == "grid.bin" else f"boundaries/{name}.bin"
        body = release_of(identity).blob(own)
        if body is None:
            raise _Refused(404, _("The release has no part {name}.").format(name=own))
        return _binary(body)

    @api.get("/releases/<identity>/strata/<stratum>/level-<level>.bin")
    def level_cells(identity: str, stratum: str, level: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum)
        return _binary(vectors.level_planes(release, own, _level(own, level)))

    @api.get("/releases/<identity>/strata/<stratum>/sites.bin")
    def sites(identity: str, stratum: str) -> Response:
        release = release_of(identity)
        return _binary(vectors.sites_planes(release, _stratum(release, stratum)))

    @api.get("/releases/<identity>/strata/<stratum>/<analyte>/<name>.bin")
    def vector(identity: str, stratum: str, analyte: str, name: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum, analyte)
        statistic, date = _statistic(), _date()
        if name == "countries":
            return _binary(vectors.countries_planes(release, own, analyte, statistic, date))
        if name == "sites":
            return _binary(vectors.site_values_planes(own, analyte))
        level = _level(own, name.removeprefix("level-"))
        return _binary(vectors.cells_planes(own, analyte, level, statistic, date))

    @api.get("/releases/<identity>/strata/<stratum>/level-<level>/chunks.bin")
    def chunks(identity: str, stratum: str, level: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum)
        return _binary(chunk_table(release, own, _level(own, level)))

    @api.get("/releases/<identity>/strata/<stratum>/level-<level>/chunks/<name>.bin")
    def chunk_cells(identity: str, stratum: str, level: str, name: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum)
        number = _level(own, level)
        return _binary(vectors.level_planes(release, own, number, _chunk(own, number, name)))

    @api.get("/releases/<identity>/strata/<stratum>/<analyte>/level-<level>/chunks/<name>.bin")
    def chunk_vector(identity: str, stratum: str, analyte: str, level: str, name: str) -> Response:
        own = _stratum(release_of(identity), stratum, analyte)
        number = _level(own, level)
        chunk = _chunk(own, number, name)
        return _binary(vectors.cells_planes(own, analyte, number, _statistic(), _date(), chunk))

    @api.get("/releases/<identity>/strata/<stratum>/<analyte>/level-<level>/summary.bin")
    def summary(identity: str, stratum: str, analyte: str, level: str) -> Response:
        release = release_of(identity)
        own = _stratum(release, stratum, analyte)
        number, countries, breaks = _level(own, level), _countries(release), _breaks()
        return _binary(
            summary_planes(release, own, analyte, number, _statistic(), _date(), countries, breaks)
        )

    @api.get("/cell.json")
    def cell() -> Response:
        state, release = _state(store)
        details = cell_details(release, state)
        if details is None:
            raise _Refused(404, _("The address names no cell."))
        return _json(details)

    @api.get("/countries.json")
    def countries() -> Response:
        state, release = _state(store)
        return _json(country_details(release, state))

    def release_for(identity: str | None) -> Release:
        return _release(store, identity)

    files.register(api, release_of, refusal)
    progress.register(api, release_of, release_for, refusal)
    tables = Tables(api, refusal, page_address)
    compare.register(api, tables, release_for, refusal, page_address)
    together.register(api, tables, release_of, release_for, refusal, page_address)
    panes.register(api, tables, release_for, refusal, page_address)
    exports.register(api, tables, release_for, page_address)
    pictures.register(api, release_for, refusal, page_address)
    documents.register(api, store, stories, release_for, refusal, page_address)
    share.register(api, store, lambda identity: _release(store, identity), refusal, page_address)
    return api


def _state(store: ReleaseStore) -> tuple[ViewState, Release]:
    state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
    release = _release(store, state.release)
    resolved, _more = resolve(state, release.index)
    return resolved, release


def _release(store: ReleaseStore, identity: str | None) -> Release:
    """Return the release that an address names, or the one that is served."""
    release = gone.release_for(store, identity)
    if release is None:
        raise _Refused(503, _("There is no release yet: python -m dashboard build"))
    return release


def _stratum(release: Release, identity: str, analyte: str | None = None) -> Stratum:
    if identity not in release.strata:
        raise _Refused(404, _("There is no stratum {id}.").format(id=identity))
    stratum = release.strata[identity]
    if analyte is not None and analyte not in stratum.analytes:
        message = _("{stratum} has no {analyte}.").format(stratum=identity, analyte=analyte)
        raise _Refused(404, message)
    return stratum


def _level(stratum: Stratum, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise _Refused(404, _("There is no such part."))
    if int(text) not in stratum.levels:
        raise _Refused(404, _("The stratum has no cells of level {level}.").format(level=text))
    return int(text)


def _chunk(stratum: Stratum, level: int, name: str) -> Chunk:
    found = next((one for one in stratum.chunks(level) if one.name == name), None)
    if found is None:
        raise _Refused(404, _("There is no such part."))
    return found


def _countries(release: Release) -> list[str]:
    listed = request.args.get("c", "")
    chosen = listed.split("~") if listed else []
    unknown = [one for one in chosen if one not in release.country_index]
    if unknown:
        message = _("There is no country {id}.").format(id=unknown[0])
        raise _Refused(400, message)
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
        raise _Refused(400, most)
    return breaks


def _statistic() -> str:
    statistic = request.args.get("stat", vectors.STATISTICS[0])
    if statistic not in vectors.STATISTICS:
        message = _("stat is one of {names}.").format(names=", ".join(vectors.STATISTICS))
        raise _Refused(400, message)
    return statistic


def _date() -> dt.date | None:
    text = request.args.get("date")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise _Refused(400, _("date is a day such as 2009-06-30.")) from error
    # One spelling only: every other would be another address of the same answer.
    if day.isoformat() != text:
        raise _Refused(400, _("date is a day such as 2009-06-30."))
    return day


def _binary(body: bytes) -> Response:
    response = Response(body, mimetype=_BINARY)
    response.headers["Cache-Control"] = IMMUTABLE
    return response


def _json(content: Any, status: int = 200, cache: str = "no-cache") -> Response:
    body = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    response = Response(body, status=status, mimetype="application/json")
    response.headers["Cache-Control"] = cache if status == 200 else "no-store"
    return response
