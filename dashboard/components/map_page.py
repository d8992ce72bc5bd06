"""The Dash part of the map page: bar, time, details, dialogs."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.bar import bar, texts, time_slider
from dashboard.components.bar_frame import country_chips
from dashboard.components.details_panel import details_panel
from dashboard.components.element_picker import element_picker
from dashboard.components.lookup import Record
from dashboard.components.page_frame import page_frame
from dashboard.components.survey_facts import survey_dialog
from dashboard.state import ViewState
from dashboard.state_resolve import resolve

QUERIES = ("cell-query", "country-query", "stratum-query")
"""Ids of the stores that hold what the server is asked of a view, empty for nothing."""


def map_page(index: Record | None, query: str) -> html.Div:
    """Return the page.

    Parameters
    ----------
    index : mapping or None
        Release index (docs/interfaces.md, section 4); None without a release.
    query : str
        The query of the address.
    """
    return page_frame("map", index, query, resolve, _parts, texts)


def _parts(index: Record, state: ViewState) -> Sequence[Any]:
    return (
        *[dcc.Store(id=query) for query in QUERIES],
        bar(index, state),
        country_chips(),
        time_slider(index, state),
        details_panel(),
        element_picker(index),
        survey_dialog(),
    )
