"""The page of elements together."""

from typing import Any
from urllib.parse import urlencode

from dash import html, register_page

from dashboard.components.elements_page import elements_page
from dashboard.i18n import _
from dashboard.pages.serving import release
from dashboard.state import from_query

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/elements",
    name=_("Elements"),
    title=_("Elements together"),
    description=_(
        "Several elements of one survey taken together: components of log-ratios, an additive "
        "index, anomalies, composites, heat map, spider diagram and pairs"
    ),
    order=3,
)


def layout(**query: Any) -> html.Div:
    """Return the page for a query, which Dash gives as keywords."""
    text = urlencode(query, doseq=True)
    served = release(from_query(text)[0].release)
    return elements_page(served.index if served else None, text)
