"""The page of definitions."""

from typing import Any
from urllib.parse import urlencode

from dash import html, register_page

from dashboard.components.methods_page import methods_page
from dashboard.i18n import _
from dashboard.pages.serving import address, release
from dashboard.state import from_query

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/about/methods",
    name=_("Methods"),
    title=_("How progress is counted"),
    description=_("Every metric, rule, denominator, symbol and stage of progress in plain words"),
    order=10,
)


def layout(**query: Any) -> html.Article:
    """Return the page for a query, which Dash gives as keywords."""
    state = from_query(urlencode(query, doseq=True))[0]
    served = release(state.release)
    targets = served.programme["targets"] if served else []
    return methods_page(targets, address("/about", state))
