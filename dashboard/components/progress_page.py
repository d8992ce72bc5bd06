"""The Dash part of the progress page: controls, and the places of ranking, charts and tables."""

from dash import dcc, html

from dashboard.components.details_panel import explain
from dashboard.components.lookup import Record
from dashboard.components.progress_bar import progress_bar, texts_element
from dashboard.components.progress_parts import progress_parts
from dashboard.i18n import _
from dashboard.state import from_query
from dashboard.state_progress import resolve_progress


def progress_page(index: Record | None, query: str) -> html.Div:
    """Return the page.

    Parameters
    ----------
    index : mapping or None
        Release index (docs/interfaces.md, section 4); None without a release.
    query : str
        The query of the address.
    """
    if index is None or not index["strata"]:
        return html.Div(explain(_("There are no data to show.")), className="progress-page")
    state, _notices = resolve_progress(from_query(query)[0], index)
    return html.Div(
        [
            dcc.Store(id="view", data=state.as_json()),
            # What the figures depend on, as a query; it changes only when they do.
            dcc.Store(id="progress-query"),
            progress_bar(index, state),
            progress_parts(),
            html.Div(id="toast", className="toast-line", role="status"),
            texts_element(),
        ],
        className="progress-page",
    )
