"""Reports of countries, regions and elements: what their pages say, as a document to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from reportlab.platypus import Flowable, Paragraph

from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.metrics import METRICS, metric_definition, metric_name
from dashboard.components.country_page import country_page
from dashboard.components.element_page import element_page, element_title, find_analyte
from dashboard.components.place_links import PlaceLinks
from dashboard.components.place_summary import place_summary
from dashboard.components.region_page import region_page
from dashboard.documents.figure import MapFigure, Placed, map_figure
from dashboard.documents.flow import Flow, Heading, bound
from dashboard.documents.paper import Imprint, paper
from dashboard.documents.styles import TEXT_WIDTH, text_style
from dashboard.export.citation import cited, plain
from dashboard.export.links import frozen_query, page_path
from dashboard.export.words import told
from dashboard.i18n import _
from dashboard.release.element import default_stratum, results_of
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_progress import resolve_progress

PAGES = ("country", "region", "element")
"""Pages that have a report."""

_PLACE_METRICS = ("covered", "complete", "analysed", "area", "samples", "censored", "precision")


@dataclass(frozen=True)
class _Content:
    """A page to be printed: its title, words before the map, the map's view, and its parts."""

    title: str
    opening: Sequence[str]
    view: tuple[str, str, ViewState]
    article: Any


def report(
    release: Release, page: str, code: str, state: ViewState, root: str, day: dt.date
) -> bytes | None:
    """Return the report of a page as a PDF.

    Parameters
    ----------
    release : Release
    page : str
        One of `PAGES`.
    code : str
        Country, region or analyte.
    state : ViewState
        As read from the address; it is fitted to the release here.
    root : str
        Full address of the site with its prefix and a slash; links of the report begin with it.
    day : datetime.date
        Of access, for citations.

    Returns
    -------
    bytes or None
        None where the release has no such page.
    """
    link = f"{root}{page_path(page, code)}?{frozen_query(release, page, state)}"
    content = _content(release, page, code, state, root, link, day)
    if content is None:
        return None
    kind, place, view = content.view
    figure = map_figure(release, kind, place, view, link) if kind else None
    flow = Flow()
    story = [
        *_opening(flow, content, figure),
        *_definitions(flow, page),
        *_conditions(flow, release, plain(cited(release, page, code, state, link, day))),
    ]
    imprint = Imprint(
        title=content.title,
        subject=told(release, page, code, state).description,
        author=_("Chemical Earth dashboard"),
        language=state.language,
        link=link,
        release=release.id,
        made=dt.date.fromisoformat(release.index["made"][:10]),
        simulated=bool(release.index["simulated"]),
    )
    return paper(bound(story), imprint, figure)


def _content(
    release: Release, page: str, code: str, state: ViewState, root: str, link: str, day: dt.date
) -> _Content | None:
    links = PlaceLinks(root, release.id, state.language)
    if page == "element":
        return _element(release, code, state, links, link, day)
    places = release.index["countries"]
    if page == "country" and code in release.country_index:
        state, links = replace(state, countries=(code,), region=None), _for(links, code)
    elif page == "region" and any(code in (one["region"], one["subregion"]) for one in places):
        state = replace(state, countries=(), region=code)
        links = replace(links, chosen_region=code)
    else:
        return None
    fitted, _notices = resolve_progress(state, release.index)
    title, sentences = place_summary(release, fitted)
    make = country_page if page == "country" else region_page
    article = make(release, fitted, code, links, link)
    return _Content(title, sentences, (page, code, state), article)


def _for(links: PlaceLinks, country: str) -> PlaceLinks:
    return replace(links, countries=(country,))


def _element(
    release: Release, typed: str, state: ViewState, links: PlaceLinks, link: str, day: dt.date
) -> _Content | None:
    analyte = find_analyte(release, typed)
    if analyte is None:
        return None
    article = element_page(release, analyte, state.stratum, links, link, day)
    found = results_of(release, analyte)
    shown = state.stratum if _has(found, state.stratum) else default_stratum(found)
    view = replace(state, stratum=shown, analyte=analyte)
    kind = "map" if shown else ""
    return _Content(element_title(release, analyte), (), (kind, "", view), article)


def _has(found: Iterable[Any], stratum: str | None) -> bool:
    return any(one.stratum["id"] == stratum for one in found)


def _opening(flow: Flow, content: _Content, figure: MapFigure | None) -> list[Flowable]:
    """Return title, summary, map, and the parts of the page."""
    parts = flow.of(content.article)
    words = [Paragraph(escape(one, quote=False), text_style(9.5)) for one in content.opening]
    if content.opening:
        parts = [flow.heading(content.title, 1), *words, *parts]
    # The map follows the summary: what stands before the second heading, or before the
    # first part of the page.
    heads = [i for i, one in enumerate(parts) if isinstance(one, Heading)]
    at = 1 + len(words) if words else heads[1] if len(heads) > 1 else len(parts)
    picture: list[Flowable] = [Placed(figure, TEXT_WIDTH)] if figure else []
    return [*parts[:at], *picture, *parts[at:]]


def _definitions(flow: Flow, page: str) -> list[Flowable]:
    """Return what the measured figures mean; a report is read without the page of methods."""
    if page == "element":
        return []
    made: list[Flowable] = [flow.heading(_("How it is counted"), 2)]
    for one in _PLACE_METRICS:
        name, said = metric_name(METRICS[one]), metric_definition(METRICS[one])
        text = f"<b>{escape(name)}</b>: {escape(said, quote=False)}"
        made.append(Paragraph(text, text_style(8.0)))
    return made


def _conditions(flow: Flow, release: Release, citation: str) -> list[Flowable]:
    """Return how the report is cited, and what it must not be read without."""
    texts = [disclaimer()]
    if release.index["simulated"]:
        texts.insert(0, _("Simulated data: measured nowhere."))
    return [
        flow.heading(_("How to cite this page"), 2),
        *(
            Paragraph(escape(line, quote=False), text_style(8.0))
            for line in citation.splitlines()
            if line.strip()
        ),
        flow.heading(_("Boundaries and conditions"), 2),
        *(Paragraph(escape(one, quote=False), text_style(8.0)) for one in texts),
    ]
