"""The page of comparison."""

from typing import Any
from urllib.parse import urlencode

from dash import html, register_page

from dashboard.components.compare_page import compare_page
from dashboard.i18n import _
from dashboard.pages.serving import release
from dashboard.state import from_query

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/compare",
    name=_("Compare"),
    title=_("Compare"),
    description=_(
        "Up to four maps side by side, of elements, surveys, statistics, dates and countries, "
        "with difference, ratio and distributions"
    ),
    order=2,
)


def layout(**query: Any) -> html.Div:
    """Return the page for a query, which Dash gives as keywords."""
    text = urlencode(query, doseq=True)
    served = release(from_query(text)[0].release)
    return compare_page(served.index if served else None, text)
