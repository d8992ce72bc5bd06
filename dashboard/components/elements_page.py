"""The Dash part of the page of elements together: controls, and the places of the figures."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.bar_frame import country_chips
from dashboard.components.elements_bar import elements_bar, texts
from dashboard.components.elements_parts import elements_parts
from dashboard.components.elements_picker import elements_dialog
from dashboard.components.lookup import Record
from dashboard.components.page_frame import page_frame
from dashboard.state import ViewState
from dashboard.state_together import resolve_together


def elements_page(index: Record | None, query: str) -> html.Div:
    """Return the page.

    Parameters
    ----------
    index : mapping or None
        Release index (docs/interfaces.md, section 4); None without a release.
    query : str
        The query of the address.
    """
    return page_frame("elements", index, query, resolve_together, _parts, texts)


def _parts(index: Record, state: ViewState) -> Sequence[Any]:
    return (
        # What the browser's own callbacks have heard of the view.
        dcc.Store(id="elements-view"),
        dcc.Store(id="elements-cells"),
        elements_bar(index, state),
        country_chips(),
        elements_parts(),
        elements_dialog(),
    )
