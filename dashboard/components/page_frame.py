"""The Dash part of every page with a bar: the view, what the page has, and words for scripts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.bar_frame import texts_element
from dashboard.components.details_panel import explain
from dashboard.components.lookup import Record
from dashboard.i18n import _
from dashboard.state import Notice, ViewState, from_query

Resolve = Callable[[ViewState, Record], tuple[ViewState, Sequence[Notice]]]


def page_frame(
    name: str,
    index: Record | None,
    query: str,
    resolve: Resolve,
    parts: Callable[[Record, ViewState], Sequence[Any]],
    texts: Callable[[], Mapping[str, Any]],
) -> html.Div:
    """Return the Dash part of a page; without data, the reason.

    Parameters
    ----------
    name : str
        Names its class, ``<name>-page``.
    index : mapping or None
        Release index (docs/interfaces.md, section 4); None without a release.
    query : str
        The query of the address.
    resolve : callable
        Fits a view to the index.
    parts : callable
        Makes what the page has, of the index and the view fitted to it.
    texts : callable
        The words that the page's scripts need.
    """
    made = f"{name}-page"
    if index is None or not index["strata"]:
        return html.Div(explain(_("There are no data to show.")), className=made)
    state, _notices = resolve(from_query(query)[0], index)
    return html.Div(
        [
            dcc.Store(id="view", data=state.as_json()),
            *parts(index, state),
            html.Div(id="toast", className="toast-line", role="status"),
            texts_element(texts()),
        ],
        className=made,
    )
