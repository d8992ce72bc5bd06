"""Addresses of views: where a page lies, and the query that brings a view back, live or frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from dashboard.export.words import fitted_state
from dashboard.release.release import Release
from dashboard.state import ViewState, to_query
from dashboard.state_resolve import default_analyte

_PATHS = {
    "progress": "",
    "map": "map",
    "compare": "compare",
    "elements": "elements",
    "data": "data",
    "about": "about",
    "methods": "about/methods",
    "present": "present",
}
_CODED = ("country", "region", "element")

PAGES = (*_PATHS, *_CODED)
"""Pages whose views can be shared, by the names that the interface takes as ``page``."""

EMBEDDED = ("map", "progress", "country", "region", "compare", "elements", "element")
"""Pages that have a form without header and bar, under ``/embed/``."""

_FRAMED = re.compile(r"/(?:(map|compare|elements)|(country|region|element)/([^/]+))?")

_LOOKS: dict[str, Any] = {"theme": "auto", "table": False}


def page_path(page: str, code: str = "") -> str | None:
    """Return the path of a page under the prefix; None where there is no such page.

    Parameters
    ----------
    page : str
        One of `PAGES`.
    code : str
        Country, region or analyte of the pages that are of one.

    Examples
    --------
    >>> page_path("country", "FIN"), page_path("progress"), page_path("country")
    ('country/FIN', '', None)
    """
    if page in _CODED:
        return f"{page}/{quote(code, safe='')}" if code else None
    return _PATHS.get(page)


def page_of(view: str) -> tuple[str, str] | None:
    """Return the kind of page that a view names, and the code of its path.

    None where it names no page that can be shown in a frame.

    Examples
    --------
    >>> page_of("/country/LAO?m=stage")
    ('country', 'LAO')
    >>> page_of("/about") is None
    True
    """
    found = _FRAMED.fullmatch(view.partition("?")[0])
    if found is None:
        return None
    return found[1] or found[2] or "progress", found[3] or ""


def is_view(release: Release, page: str, code: str) -> bool:
    """Return whether a release has the page: the country, region or analyte that it is of."""
    if page == "country":
        return any(one["id"] == code for one in release.index["countries"])
    if page == "region":
        places = release.index["countries"]
        return any(code in {one["region"], one["subregion"]} for one in places)
    return page_path(page, code) is not None


def live_query(release: Release, page: str, state: ViewState, name: str | None = None) -> str:
    """Return the query of a link that follows new releases.

    Parameters
    ----------
    release : Release
        The release that is shown.
    page : str
        One of `PAGES`.
    state : ViewState
        The view.
    name : str, optional
        How live links name the release: ``simulated``; by default not at all.
    """
    return to_query(replace(_own(release, page, state), release=name))


def frozen_query(release: Release, page: str, state: ViewState) -> str:
    """Return the query of a link that shows this release for as long as it is kept."""
    return to_query(replace(_own(release, page, state), release=release.id))


def canonical_query(release: Release, page: str, state: ViewState) -> str:
    """Return the shortest query of a view, for ``rel=canonical``: one address for one content.

    Defaults are left out, also those of the release, and what only changes the looks. The
    release stays where the link is frozen.
    """
    own = replace(_own(release, page, state), release=state.release, **_LOOKS)
    if own.stratum is not None and own.release is None:
        own = _without_defaults(own, release.index)
    return to_query(own)


def picture_query(release: Release, page: str, code: str, state: ViewState, kind: str) -> str:
    """Return the query of the picture that stands for a view in previews.

    An element's page is pictured by the map of the element; pages without a map by the map of
    progress.

    Parameters
    ----------
    release, page, code, state
        As of :func:`dashboard.export.words.told`.
    kind : str
        ``im_type`` of docs/interfaces.md, section 13.
    """
    if page == "element":
        strata = release.index["strata"]
        own = [s for s in strata if any(a["id"] == code and a["n"] for a in s["analytes"])]
        ids = [one["id"] for one in own]
        if ids:
            wanted = state.stratum if state.stratum in ids else ids[0]
            page = "map"
            state = ViewState(release=state.release, stratum=wanted, analyte=code)
    if page not in EMBEDDED or page == "element":
        page, state = "progress", ViewState(release=state.release)
    asked = {"page": page} | ({"code": code} if page in {"country", "region"} else {})
    own_query = canonical_query(release, page, state)
    parts = [urlencode(asked), own_query, f"im_type={kind}"]
    return "&".join(one for one in parts if one)


def _own(release: Release, page: str, state: ViewState) -> ViewState:
    """Return a view fitted to its release, without what the path says."""
    fitted = fitted_state(release, page, state)
    if page == "country":
        return replace(fitted, countries=(), region=None)
    if page == "region":
        return replace(fitted, region=None, countries=())
    return fitted


def _without_defaults(state: ViewState, index: Mapping[str, Any]) -> ViewState:
    stratum = next((one for one in index["strata"] if one["id"] == state.stratum), None)
    if stratum is None:
        return state
    if state.analyte == default_analyte(stratum, index):
        state = replace(state, analyte=None)
    if state.stratum == index["defaults"]["stratum"]:
        state = replace(state, stratum=None)
    return state
