"""The Dash part of the page of comparison: bar, figures below the maps, dialog of elements."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.bar_frame import country_chips
from dashboard.components.compare_bar import compare_bar, texts
from dashboard.components.compare_parts import compare_parts
from dashboard.components.element_picker import element_picker
from dashboard.components.lookup import Record
from dashboard.components.page_frame import page_frame
from dashboard.state import ViewState
from dashboard.state_panes import resolve_panes


def compare_page(index: Record | None, query: str) -> html.Div:
    """Return the page.

    Parameters
    ----------
    index : mapping or None
        Release index (docs/interfaces.md, section 4); None without a release.
    query : str
        The query of the address.
    """
    return page_frame("compare", index, query, resolve_panes, _parts, texts)


def _parts(index: Record, state: ViewState) -> Sequence[Any]:
    return (
        # What the figures depend on, as a query; it changes only when they may.
        dcc.Store(id="compare-query"),
        compare_bar(index, state),
        country_chips(),
        compare_parts(),
        element_picker(index),
    )
