"""The Dash part of the map page: bar, time, details, dialogs."""

from dash import dcc, html

from dashboard.components.bar import bar, country_chips, texts_element, time_slider
from dashboard.components.details_panel import details_panel, explain
from dashboard.components.element_picker import element_picker
from dashboard.components.lookup import Record
from dashboard.components.survey_facts import survey_dialog
from dashboard.i18n import _
from dashboard.state import from_query, resolve

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
    if index is None or not index["strata"]:
        return html.Div(explain(_("There are no data to show.")), className="map-page")
    state, _notices = resolve(from_query(query)[0], index)
    return html.Div(
        [
            dcc.Store(id="view", data=state.as_json()),
            *[dcc.Store(id=query) for query in QUERIES],
            bar(index, state),
            country_chips(),
            time_slider(index, state),
            details_panel(),
            element_picker(index),
            survey_dialog(),
            html.Div(id="toast", className="toast-line", role="status"),
            texts_element(),
        ],
        className="map-page",
    )
