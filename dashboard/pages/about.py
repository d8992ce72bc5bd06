"""The methods page."""

from typing import Any
from urllib.parse import urlencode

from dash import html, register_page

from dashboard.components.about_examples import examples_section
from dashboard.components.about_page import about_page
from dashboard.i18n import _
from dashboard.pages.serving import address, release
from dashboard.state import from_query

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/about",
    name=_("About"),
    title=_("About the map"),
    description=_("Methods, value states, class schemes, boundaries, surveys and licences"),
    order=9,
)


def layout(**query: Any) -> html.Article:
    """Return the page for a query, which Dash gives as keywords."""
    state = from_query(urlencode(query, doseq=True))[0]
    served = release(state.release)
    index = served.index if served else None
    examples = examples_section(index, lambda path: address(path, state))
    return about_page(index, address("/about/methods", state), examples)
