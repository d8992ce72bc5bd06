"""The Dash part of the progress page: controls, and the places of ranking, charts and tables."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dashboard.components.lookup import Record
from dashboard.components.page_frame import page_frame
from dashboard.components.progress_bar import progress_bar, texts
from dashboard.components.progress_parts import progress_parts
from dashboard.state import ViewState
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
    return page_frame("progress", index, query, resolve_progress, _parts, texts)


def _parts(index: Record, state: ViewState) -> Sequence[Any]:
    return (
        # What the figures depend on, as a query; it changes only when they do.
        dcc.Store(id="progress-query"),
        progress_bar(index, state),
        progress_parts(),
    )
