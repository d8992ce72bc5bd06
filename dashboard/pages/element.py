"""The page of an element or parameter, ``/element/Cu``, sent whole by the server."""

import datetime as dt
from contextlib import nullcontext
from functools import lru_cache
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlencode

from dash import get_app, html, register_page
from flask import request

from dashboard.components.element_page import (
    element_page,
    element_title,
    find_analyte,
    unknown_element,
)
from dashboard.components.place_links import PlaceLinks
from dashboard.components.unbroken import tied
from dashboard.i18n import _
from dashboard.pages.serving import release
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query, to_query
from dashboard.web.asking import Asked
from dashboard.web.markup import to_html


def found(served: Release, typed: str) -> tuple[str, str] | None:
    """Return the id and title of the analyte that a path means; None where there is none."""
    analyte = find_analyte(served, typed)
    return (analyte, element_title(served, analyte)) if analyte else None


def body(asked: Asked, _store: ReleaseStore, prefix: str, root: str) -> str:
    """Return the page as HTML."""
    served: Release = asked.release
    # Fitted to the release, the stratum would be another than the one asked for.
    state, _notices = from_query(request.query_string.decode(errors="replace"))
    analyte = request.path.rsplit("/", 1)[-1]
    links = PlaceLinks(prefix, asked.state.release, asked.state.language)
    # What is printed names its release: the link on paper opens the figures on paper.
    frozen = ViewState(release=served.id, stratum=state.stratum, language=links.language)
    address = f"{root}element/{analyte}?{to_query(frozen)}"
    # What anybody may write into an address is not kept.
    made = _kept if state.stratum in {None, *served.strata} else _made
    notices = tuple(one.message for one in asked.notices if one.key == "release")
    if notices:
        made = _made
    day = dt.datetime.now(dt.UTC).date()
    return made(served, analyte, state.stratum, links, address, day, notices)


# A page is thousands of short steps, for which threads would take the interpreter from each other:
# of four pages at once the last is there three times as soon if they are made one by one.
_MAKING = Lock()
# Samples of a stratum from which arrays take longer than steps, and those let others go on.
_LARGE = 200_000


def _made(
    served: Release,
    analyte: str,
    stratum: str | None,
    links: PlaceLinks,
    address: str,
    day: dt.date,
    notices: tuple[str, ...],
) -> str:
    large = any(one.record["samples"] >= _LARGE for one in served.strata.values())
    with nullcontext() if large else _MAKING:
        return to_html(tied(element_page(served, analyte, stratum, links, address, day, notices)))


_kept = lru_cache(maxsize=128)(_made)


def layout(symbol_of_path: str = "", **query: Any) -> Any:
    """Return what to look at where the path names no element; the others are sent whole."""
    state, _notices = from_query(urlencode(query, doseq=True))
    served = release(state.release)
    typed = unquote(symbol_of_path)
    if served is None or find_analyte(served, typed) is not None:
        return html.Div()
    app: Any = get_app()  # type: ignore[no-untyped-call]
    links = PlaceLinks(app.settings.prefix, state.release, state.language)
    return unknown_element(served, typed, links)


register_page(  # type: ignore[no-untyped-call]
    __name__,
    path_template="/element/<symbol_of_path>",
    name=_("Element"),
    title=_("Element"),
    description=_("What geochemical surveys found of an element, survey by survey"),
    body=body,
    find=found,
)
