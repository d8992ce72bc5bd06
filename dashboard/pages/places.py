"""What the pages of countries and regions have in common."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlencode

from dash import get_app, html
from flask import request

from dashboard.components.attributes import extra
from dashboard.components.place_links import PlaceLinks
from dashboard.components.place_names import known_places, nearest
from dashboard.components.unbroken import tied
from dashboard.i18n import _
from dashboard.pages.serving import release
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_progress import resolve_progress

Page = Callable[[Release, ViewState, str, PlaceLinks, str], Any]


def place_layout(kind: str, code: str, query: Mapping[str, Any], page: Page) -> Any:
    """Return the page of a country or region, or what to look at instead.

    Parameters
    ----------
    kind : str
        ``"country"`` or ``"region"``.
    code : str
        As the path has it. It beats the query: its name in the path template is one
        that no query uses.
    query : mapping
        The query as Dash gives it.
    page : callable
        Makes the page from release, state, code, links and the page's full address.
    """
    state, _notices = from_query(urlencode(query, doseq=True))
    served = release(state.release)
    app: Any = get_app()  # type: ignore[no-untyped-call]
    prefix = app.settings.prefix
    if served is None:
        return html.P(_("There are no data to show."), className="hint")
    places = known_places(served.index, kind)
    links = PlaceLinks(prefix, state.release, state.language)
    if code not in places:
        return unknown_place(kind, unquote(code), places, links)
    state, _notices = resolve_progress(state, served.index)
    here = {"countries": (code,)} if kind == "country" else {"chosen_region": code}
    links = PlaceLinks(prefix, state.release, state.language, **here)
    host = app.settings.public_url or request.host_url.rstrip("/")
    # What is printed names its release: the link on paper opens the figures on paper.
    shown = ViewState(
        release=served.id, surveys=state.surveys, date=state.date, language=state.language
    )
    address = f"{host}{prefix}{kind}/{code}?{to_query(shown)}"
    return tied(page(served, state, code, links, address))


def unknown_place(kind: str, code: str, places: Mapping[str, str], links: PlaceLinks) -> html.Div:
    """Return that there is no such country or region, and which ones are like it."""
    said = (
        _(
            "There is no country or territory “{code}”. Pages of countries have the three letters "
            "of ISO 3166-1, such as LAO for Laos."
        )
        if kind == "country"
        else _(
            "There is no region “{code}”. Pages of regions have the number of UN M49, such as "
            "150 for Europe."
        )
    )
    address = links.country if kind == "country" else links.region
    items = [
        html.Li(html.A(f"{places[one]} ({one})", href=address(one)))
        for one in nearest(code, places)
    ]
    return html.Div(
        [
            html.H1(_("Page not found")),
            html.P(said.format(code=code[:40])),
            html.Ul(items, **extra(aria_label=_("Pages of similar names"))),
            html.P(html.A(_("See how far the mapping has come"), href=links.world())),
        ],
        className="prose",
    )
