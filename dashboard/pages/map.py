"""The map page."""

from typing import Any
from urllib.parse import urlencode

from dash import html, register_page

from dashboard.components.map_page import map_page
from dashboard.i18n import _
from dashboard.pages.serving import release
from dashboard.state import from_query

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/map",
    name=_("Map"),
    title=_("Map"),
    description=_("Results of geochemical surveys by element, grid cell and country"),
    order=1,
)


def layout(**query: Any) -> html.Div:
    """Return the page for a query, which Dash gives as keywords."""
    text = urlencode(query, doseq=True)
    served = release(from_query(text)[0].release)
    return map_page(served.index if served else None, text)
