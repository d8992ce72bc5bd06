"""The progress page, which is the start page."""

from typing import Any
from urllib.parse import urlencode

from dash import html, register_page

from dashboard.components.progress_page import progress_page
from dashboard.i18n import _
from dashboard.pages.serving import release
from dashboard.state import from_query

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/",
    name=_("Progress"),
    title=_("How far the mapping has come"),
    description=_(
        "Progress of international geochemical mapping by country, region, scale and element, "
        "measured from the data and as reported"
    ),
    order=0,
)


def layout(**query: Any) -> html.Div:
    """Return the page for a query, which Dash gives as keywords."""
    text = urlencode(query, doseq=True)
    served = release(from_query(text)[0].release)
    return progress_page(served.index if served else None, text)
