"""Tables to take away over HTTP, in every format, and the code that loads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import IO
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request, send_file

from dashboard.export.code import plotly_code, python_code, r_code
from dashboard.export.downloads import metadata, view_table
from dashboard.export.figure import MOST_ROWS, figure
from dashboard.export.formats import FORMATS, Format, TooLargeError, check_size
from dashboard.export.progress import programme_table, progress_table
from dashboard.export.tables import Table
from dashboard.export.views import View, view
from dashboard.export.whole import whole_table
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query, resolve, to_query

AT_ONCE = 3
"""Large tables that a process makes at a time; with four threads one is left for pages."""
SMALL = 200_000
"""Fields of a table that is made at once and sent with its length and a validator."""

_SECONDS = 20
_TEXT = "text/plain; charset=utf-8"
_JSON = "application/json"


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class _Links:
    """Addresses that a table names."""

    page: str
    csv: str


def register(
    api: Blueprint,
    release_for: Callable[[str | None], Release],
    refusal: Callable[[int, str], Response],
    page_address: Callable[[str, str], str],
) -> None:
    """Add the addresses of tables to the interface.

    Parameters
    ----------
    api : flask.Blueprint
        The interface; its error handler answers for what cannot be answered.
    release_for : callable
        Opens the release that a view names, or the one that is served.
    refusal : callable
        Makes the answer to what cannot be answered, of its status and one sentence.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.
    """
    slots = BoundedSemaphore(AT_ONCE)

    @api.errorhandler(_Refused)
    def refused(error: _Refused) -> Response:
        answer = refusal(error.status, str(error))
        if error.status == 429:
            answer.headers["Retry-After"] = str(_SECONDS)
        return answer

    @api.errorhandler(TooLargeError)
    def too_large(error: TooLargeError) -> Response:
        return refusal(413, str(error))

    def asked() -> tuple[ViewState, Release, bool]:
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        scope = request.args.get("scope", "view")
        if scope not in {"view", "all"}:
            raise _Refused(400, _("scope is view or all."))
        return state, release_for(state.release), scope == "all"

    def addresses(name: str, state: ViewState, page: str, whole: bool) -> _Links:
        query = to_query(state)
        more = urlencode({"scope": "all"}) if whole else ""
        own = "&".join(one for one in (query, more) if one)
        return _Links(page_address(query, page), page_address(own, f"api/v1/{name}.csv"))

    def sent(table: Table, name: str) -> Response:
        form = FORMATS.get(name)
        if form is None or (form.spatial and table.shapes is None):
            raise _Refused(404, _("There is no table of the form {name}.").format(name=name))
        check_size(table, form)
        if request.method == "HEAD":
            # Whether it would be made is known without making it.
            return _attached(b"", table, form)
        if table.fields <= SMALL:
            return _attached(_whole(table, form), table, form)
        if not slots.acquire(blocking=False):
            words = _("Too many large tables are being made. Ask again in half a minute.")
            raise _Refused(429, words)
        return _in_slot(table, form, slots)

    @api.get("/view.<name>")
    def view_file(name: str) -> Response:
        state, release, whole = asked()
        resolved, _more = resolve(state, release.index)
        shown = view(release, resolved)
        if shown is None:
            raise _Refused(404, _("The release holds no survey."))
        frozen = _chosen(resolved, release)
        links = addresses("view", frozen, "map", whole)
        if name == "plotly.json":
            return _figure(shown, links.page)
        if name == "plotly.py":
            address = page_address(to_query(frozen), "api/v1/view.plotly.json")
            return _plain(plotly_code(metadata(shown, links.page), address))
        link = page_address(to_query(resolved), "map")
        table = (
            whole_table(shown, link, page_address("", f"api/v1/releases/{release.id}/files/"))
            if whole
            else view_table(shown, link)
        )
        return _snippet(name, table, links.csv) or sent(table, name)

    @api.get("/progress.<name>")
    def progress_file(name: str) -> Response:
        state, release, whole = asked()
        table = progress_table(release, state, page_address(to_query(state), ""), whole=whole)
        links = addresses("progress", _counted(state, release), "", whole)
        return _snippet(name, table, links.csv) or sent(table, name)

    @api.get("/programme.<name>")
    def programme_file(name: str) -> Response:
        _state, release, _whole = asked()
        query = to_query(ViewState(release=release.id))
        table = programme_table(release, page_address(query, ""))
        address = page_address(query, "api/v1/programme.csv")
        return _snippet(name, table, address) or sent(table, name)


def _chosen(state: ViewState, release: Release) -> ViewState:
    """Return what of a view its figures depend on, of this release for ever."""
    return ViewState(
        release=release.id, stratum=state.stratum, analyte=state.analyte,
        statistic=state.statistic, by=state.by, level=state.level, countries=state.countries,
        region=state.region, date=state.date, classes=state.classes, breaks=state.breaks,
        rescale=state.rescale, ramp=state.ramp,
    )  # fmt: skip


def _counted(state: ViewState, release: Release) -> ViewState:
    """Return what of a view of progress its table depends on, of this release for ever."""
    return ViewState(
        release=release.id, surveys=state.surveys, level=state.level, date=state.date,
        countries=state.countries, region=state.region, columns=state.columns, sort=state.sort,
    )  # fmt: skip


def _snippet(name: str, table: Table, address: str) -> Response | None:
    makers = {"py": python_code, "R": r_code}
    return _plain(makers[name](table, address)) if name in makers else None


def _plain(body: str | bytes, kind: str = _TEXT) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _figure(shown: View, link: str) -> Response:
    if shown.most_rows > MOST_ROWS:
        words = _(
            "The figure would have up to {rows} outlines or points; {most} are drawn at most. "
            "Choose larger cells or countries."
        )
        raise _Refused(413, words.format(rows=f"{shown.most_rows:,}", most=f"{MOST_ROWS:,}"))
    return _plain(orjson.dumps(figure(shown, link)), _JSON)


def _whole(table: Table, form: Format) -> bytes:
    if form.parts is not None:
        return b"".join(form.parts(table))
    with _written(table, form) as file:
        return file.read()


def _in_slot(table: Table, form: Format, slots: BoundedSemaphore) -> Response:
    """Return a large table: sent as it is made, or from a file that is gone when it is sent."""
    if form.parts is not None:
        held = ExitStack()
        held.callback(slots.release)
        answer = _attached(_until_sent(table, form, held), table, form)
        # For clients that go before the first part is asked for.
        answer.call_on_close(held.close)
        return answer
    try:
        file = _written(table, form)
    finally:
        slots.release()
    return send_file(
        file, mimetype=form.media, as_attachment=True, download_name=_name(table, form), max_age=0
    )


def _until_sent(table: Table, form: Format, held: ExitStack) -> Iterator[bytes]:
    assert form.parts is not None
    # Closing it a second time does nothing.
    with held:
        yield from form.parts(table)


def _written(table: Table, form: Format) -> IO[bytes]:
    """Write a table to the disk and return it opened; its name is gone already."""
    assert form.write is not None
    with TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "table"
        form.write(table, path.with_suffix(f".{form.ending}"))
        return path.with_suffix(f".{form.ending}").open("rb")


def _attached(body: bytes | Iterator[bytes], table: Table, form: Format) -> Response:
    answer = Response(body, content_type=form.media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(table, form)}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _name(table: Table, form: Format) -> str:
    return f"{table.name}.{form.ending}"
