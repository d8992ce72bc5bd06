"""Tables of views to take away over HTTP, and the code that loads them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import orjson
from flask import Response, request

from dashboard.api.interface import Interface, Refused
from dashboard.api.tables import Tables, plain
from dashboard.export.code import plotly_code
from dashboard.export.downloads import metadata, view_table
from dashboard.export.links import is_view
from dashboard.export.pages import PARTS, element_table, place_table
from dashboard.export.progress import programme_table, progress_table
from dashboard.export.views import View, view
from dashboard.export.whole import whole_table
from dashboard.i18n import _
from dashboard.pictures.plotly_figure import MOST_ROWS, figure
from dashboard.release.element import analyte_names
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_progress import resolve_progress
from dashboard.state_resolve import resolve

_JSON = "application/json"


@dataclass(frozen=True)
class _Links:
    """The page that shows a table; path and query that name the table for ever."""

    page: str
    own: tuple[str, str]


def register(interface: Interface, tables: Tables) -> None:
    """Add the addresses of tables to the interface.

    Parameters
    ----------
    interface : Interface
    tables : Tables
        Sends them.
    """

    def asked() -> tuple[ViewState, Release, bool]:
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        scope = request.args.get("scope", "view")
        if scope not in {"view", "all"}:
            raise Refused(400, _("scope is view or all."))
        return state, interface.release_for(state.release), scope == "all"

    def addresses(name: str, state: ViewState, page: str, whole: bool) -> _Links:
        query = to_query(state)
        more = urlencode({"scope": "all"}) if whole else ""
        own = "&".join(one for one in (query, more) if one)
        return _Links(interface.page_address(query, page), (name, own))

    @interface.api.get("/view.<name>")
    def view_file(name: str) -> Response:
        state, release, whole = asked()
        resolved, _more = resolve(state, release.index)
        shown = view(release, resolved)
        if shown is None:
            raise Refused(404, _("The release holds no survey."))
        frozen = _chosen(resolved, release)
        links = addresses("view", frozen, "map", whole)
        if name == "plotly.json":
            return _figure(shown, links.page)
        if name == "plotly.py":
            address = interface.page_address(to_query(frozen), "api/v1/view.plotly.json")
            return plain(plotly_code(metadata(shown, links.page), address))
        link = interface.page_address(to_query(resolved), "map")
        table = (
            whole_table(
                shown, link, interface.page_address("", f"api/v1/releases/{release.id}/files/")
            )
            if whole
            else view_table(shown, link)
        )
        table = tables.cited(table, release, "map", "", resolved)
        return tables.answer(table, name, links.own)

    @interface.api.get("/progress.<name>")
    def progress_file(name: str) -> Response:
        state, release, whole = asked()
        table = progress_table(
            release, state, interface.page_address(to_query(state), ""), whole=whole
        )
        links = addresses("progress", _counted(state, release), "", whole)
        table = tables.cited(table, release, "progress", "", state)
        return tables.answer(table, name, links.own)

    @interface.api.get("/programme.<name>")
    def programme_file(name: str) -> Response:
        _state, release, _whole = asked()
        query = to_query(ViewState(release=release.id))
        table = programme_table(release, interface.page_address(query, ""))
        return tables.answer(table, name, ("programme", query))

    def of_page(page: str, name: str) -> Response:
        state, release, _whole = asked()
        code = request.args.get("code", "")
        part = request.args.get("part", PARTS[page][0])
        if part not in PARTS[page]:
            raise Refused(400, _("part is one of {names}.").format(names=", ".join(PARTS[page])))
        known = code in analyte_names(release) if page == "element" else is_view(
            release, page, code
        )  # fmt: skip
        if not known:
            raise Refused(404, _("The release has nothing of “{code}”.").format(code=code[:40]))
        if page != "element":
            state, _notices = resolve_progress(state, release.index)
        frozen = ViewState(release=release.id, surveys=state.surveys, date=state.date)
        link = interface.page_address(to_query(frozen), f"{page}/{code}")
        table = (
            element_table(release, code, part, link)
            if page == "element"
            else place_table(release, state, page, code, part, link)
        )
        table = tables.cited(table, release, page, code, state)
        query = urlencode({"code": code, "part": part})
        return tables.answer(table, name, (page, f"{query}&{to_query(frozen)}"))

    for page in PARTS:
        interface.api.add_url_rule(
            f"/{page}.<name>", f"{page}_file", of_page, methods=["GET"], defaults={"page": page}
        )


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


def _figure(shown: View, link: str) -> Response:
    if shown.most_rows > MOST_ROWS:
        words = _(
            "The figure would have up to {rows} outlines or points; {most} are drawn at most. "
            "Choose larger cells or countries."
        )
        raise Refused(413, words.format(rows=f"{shown.most_rows:,}", most=f"{MOST_ROWS:,}"))
    return plain(orjson.dumps(figure(shown, link)), _JSON)
