"""The Dash part of the page of elements together: controls, and the places of the figures."""

from dash import dcc, html

from dashboard.components.bar import country_chips
from dashboard.components.details_panel import explain
from dashboard.components.elements_bar import elements_bar, texts_element
from dashboard.components.elements_parts import elements_parts
from dashboard.components.elements_picker import elements_dialog
from dashboard.components.lookup import Record
from dashboard.i18n import _
from dashboard.state import from_query
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
    if index is None or not index["strata"]:
        return html.Div(explain(_("There are no data to show.")), className="elements-page")
    state, _notices = resolve_together(from_query(query)[0], index)
    return html.Div(
        [
            dcc.Store(id="view", data=state.as_json()),
            # What the browser's own callbacks have heard of the view.
            dcc.Store(id="elements-view"),
            dcc.Store(id="elements-cells"),
            elements_bar(index, state),
            country_chips(),
            elements_parts(),
            elements_dialog(),
            html.Div(id="toast", className="toast-line", role="status"),
            texts_element(),
        ],
        className="elements-page",
    )
