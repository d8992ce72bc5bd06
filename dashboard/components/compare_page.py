"""The Dash part of the page of comparison: bar, figures below the maps, dialog of elements."""

from dash import dcc, html

from dashboard.components.bar import country_chips
from dashboard.components.compare_bar import compare_bar, texts_element
from dashboard.components.compare_parts import compare_parts
from dashboard.components.details_panel import explain
from dashboard.components.element_picker import element_picker
from dashboard.components.lookup import Record
from dashboard.i18n import _
from dashboard.state import from_query
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
    if index is None or not index["strata"]:
        return html.Div(explain(_("There are no data to show.")), className="compare-page")
    state, _notices = resolve_panes(from_query(query)[0], index)
    return html.Div(
        [
            dcc.Store(id="view", data=state.as_json()),
            # What the figures depend on, as a query; it changes only when they may.
            dcc.Store(id="compare-query"),
            compare_bar(index, state),
            country_chips(),
            compare_parts(),
            element_picker(index),
            html.Div(id="toast", className="toast-line", role="status"),
            texts_element(),
        ],
        className="compare-page",
    )
