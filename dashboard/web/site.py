"""Which page an address means, what kind of page it is, and the links between pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.components import shell
from dashboard.state import ViewState, to_query

Record = Mapping[str, Any]

MAP, PROGRESS, COUNTRY, REGION = "map", "progress", "country", "region"
COMPARE, ELEMENTS = "compare", "elements"
RESULTS = (MAP, COMPARE, ELEMENTS)
"""Pages with maps of results; the others show progress."""

KINDS = (*RESULTS, PROGRESS, COUNTRY, REGION)
"""Pages with a map, by the names of their modules; `config.page` of docs/interfaces.md."""


def find_page(path: str, pages: Sequence[Record]) -> Record | None:
    """Return the registered page of a path, None where there is none.

    Unlike Dash's own search, a placeholder of a path template stands for one
    part of the path and not for several.
    """
    for page in _listed(pages):
        if page.get("path_template"):
            if path_variables(path, page) is not None:
                return page
        elif path == ("/" + page["path"].strip("/")):
            return page
    return None


def path_variables(path: str, page: Record) -> dict[str, str] | None:
    """Return what stands in a path for the placeholders of a page's template.

    Empty for a page without placeholders, None where the path does not fit.
    """
    template = (page.get("path_template") or "").rstrip("/")
    if not template:
        return {}
    parts = re.split(r"<([^<>]+)>", template)
    names = parts[1::2]
    # Texts and names take turns; the placeholders become groups between the texts.
    found = re.fullmatch("([^/]+)".join(map(re.escape, parts[::2])), path)
    return dict(zip(names, found.groups(), strict=True)) if found else None


def kind_of(page: Record | None) -> str:
    """Return what kind of page with a map this is; empty for the others."""
    name = str(page["module"]).rsplit(".", 1)[-1] if page else ""
    return name if name in KINDS else ""


def place(kind: str, code: str, state: ViewState, index: Record) -> ViewState | None:
    """Return a state with the country or region of the path; None where there is no such.

    The path beats the query (docs/interfaces.md, section 10).
    """
    if kind == COUNTRY:
        known = any(one["id"] == code for one in index["countries"])
        return replace(state, countries=(code,), region=None) if known else None
    known = any(code in {one["region"], one["subregion"]} for one in index["countries"])
    return replace(state, region=code, countries=()) if known else None


def kept(state: ViewState) -> str:
    """Return the query that links between pages carry on: release and language."""
    return to_query(ViewState(release=state.release, language=state.language))


def with_query(address: str, query: str) -> str:
    """Return an address with a query, without a question mark where that is empty."""
    return f"{address}?{query}" if query else address


def nav_links(
    pages: Sequence[Record], current: Record | None, prefix: str, query: str = ""
) -> list[shell.NavLink]:
    """Return the header's links: all pages that need no further word in their path.

    Parameters
    ----------
    pages : sequence of mapping
        Dash's registered pages, in their order.
    current : mapping or None
        The page that is open.
    prefix : str
        Path prefix of the server.
    query : str
        What the links carry on.
    """
    return [
        shell.NavLink(
            page["name"], with_query(prefix + page["path"].strip("/"), query), page is current
        )
        for page in _listed(pages)
        # Pages below another one are reached from there.
        if not page.get("path_template") and "/" not in page["path"].strip("/")
    ]


def _listed(pages: Sequence[Record]) -> list[Record]:
    return [page for page in pages if page["module"].split(".")[-1] != "not_found_404"]
