"""Tables as answers: in every format, with how to cite them, a few large ones at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import IO

from flask import Response, request, send_file

from dashboard.api.interface import Refused
from dashboard.export.citation import cited, view_line
from dashboard.export.code import python_code, r_code
from dashboard.export.formats import FORMATS, Format, check_size
from dashboard.export.links import frozen_query, page_path
from dashboard.export.tables import Table
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query
from dashboard.state_fields import FIELDS
from dashboard.state_panes import resolve_panes
from dashboard.state_progress import resolve_progress
from dashboard.state_resolve import resolve
from dashboard.state_together import resolve_together

AT_ONCE = 3
"""Large tables that a process makes at a time; with four threads one is left for pages."""
SMALL = 200_000
"""Fields of a table that is made at once and sent with its length."""
SMALL_WORKBOOK = 20_000
"""The same of workbooks, whose rows take some ten times as long to write."""

TEXT = "text/plain; charset=utf-8"

_SECONDS = 20
_LONGEST = 1_000
"""Characters of what is said of an address that cannot be answered as asked."""
_KEYS = frozenset(field.key for field in FIELDS)
_FITS = {
    "map": resolve,
    "progress": resolve_progress,
    "country": resolve_progress,
    "region": resolve_progress,
    "compare": resolve_panes,
    "elements": resolve_together,
}
_SNIPPETS = {"py": python_code, "R": r_code}


class Tables:
    """Sends tables; all addresses of a process share how many large ones are made at a time.

    Parameters
    ----------
    page_address : callable
        Makes a full address from a query and a path under the prefix.
    """

    def __init__(self, page_address: Callable[[str, str], str]) -> None:
        self._slots = BoundedSemaphore(AT_ONCE)
        self._page_address = page_address

    def answer(self, table: Table, form: str, own: tuple[str, str]) -> Response:
        """Return a table in a format, or code that loads it.

        Parameters
        ----------
        table : Table
        form : str
            A key of `FORMATS`, ``py`` or ``R``.
        own : pair of str
            Path of the table under the interface and query, which name it for ever.

        Raises
        ------
        Refused, TooLargeError
            If there is no such form of it, it is too large, or too many are being made.
        """
        if form in _SNIPPETS:
            path, query = own
            address = self._page_address(query, f"api/v1/{path}.csv")
            return plain(_SNIPPETS[form](table, address))
        found = FORMATS.get(form)
        if found is None or (found.spatial and table.shapes is None):
            raise Refused(404, _("There is no table of the form {name}.").format(name=form))
        check_size(table, found)
        if request.method == "HEAD":
            # Whether it would be made is known without making it.
            return _attached(b"", table, found)
        if table.fields <= (SMALL_WORKBOOK if form == "xlsx" else SMALL):
            return _attached(_whole(table, found), table, found)
        if not self._slots.acquire(blocking=False):
            words = _("Too many large tables are being made. Ask again in half a minute.")
            raise Refused(429, words, _SECONDS)
        return _in_slot(table, found, self._slots)

    def cited(
        self, table: Table, release: Release, page: str, code: str, state: ViewState
    ) -> Table:
        """Return a table that says how its view and the surveys in it are cited.

        Where it does not hold what the address asks for, such as an element that the stratum
        does not have, it says so as well (`not_as_asked`).

        Parameters
        ----------
        table : Table
        release : Release
            The release that it is of.
        page, code : str
            As of :func:`dashboard.export.words.told`.
        state : ViewState
            The view.
        """
        path = page_path(page, code) or ""
        link = self._page_address(frozen_query(release, page, state), path)
        day = dt.datetime.now(dt.UTC).date()
        found = cited(release, page, code, state, link, day)
        about = dict(table.about)
        # A page has several tables: its title is not that of each.
        found = replace(found, title=about.get("title", found.title))
        told = {"cite_as": view_line(found)}
        if unmet := _unmet(release, page):
            # Not the figures that were asked for: whoever loads the file must read it.
            about = {"not_as_asked": unmet} | about
            about = {"title": about.pop("title")} | about if "title" in about else about
        if found.surveys:
            told["citation"] = " | ".join(one.citation for one in found.surveys)
            about.pop("citation", None)
        return replace(table, about=_before("licence" if "licence" in about else "release",
                                            told, about))  # fmt: skip


def _unmet(release: Release, page: str) -> str:
    """Return what the address asks for and is not in the answer, as the page says it.

    Unknown parts of the address are not told: of a table it has some that no page has.
    """
    state, notices = from_query(request.query_string.decode("utf-8", "replace"))
    _fitted, unfit = _FITS[page](state, release.index) if page in _FITS else (state, ())
    said = " ".join(one.message for one in (*notices, *unfit) if one.key in _KEYS)
    # It repeats what the address said, which may be what no workbook and no comment can hold.
    kept = "".join(
        letter if letter.isprintable() else " " if letter.isspace() else "\ufffd"
        for letter in said
    )
    return kept if len(kept) <= _LONGEST else f"{kept[:_LONGEST]}…"


def _before(key: str, told: dict[str, str], about: dict[str, str]) -> dict[str, str]:
    """Return metadata with more of them before a key, at the end where it is not there."""
    found: dict[str, str] = {}
    for name, text in about.items():
        if name == key:
            found |= told
        found[name] = text
    return found | told


def plain(body: str | bytes, kind: str = TEXT) -> Response:
    """Return a text that is asked for anew each time."""
    answer = Response(body, content_type=kind)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


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
