"""Where page layouts find the release that is served."""

from dash import get_relative_path
from flask import current_app

from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, to_query

EXTENSION = "releases"
"""Key of the `ReleaseStore` in `Flask.extensions`; the server puts it there."""


def releases() -> ReleaseStore | None:
    """Return the store of the running server, None where it has none."""
    return current_app.extensions.get(EXTENSION) if current_app else None


def release(identity: str | None = None) -> Release | None:
    """Return the release of an id, else the current one; None where there is none."""
    store = releases()
    if store is None:
        return None
    return (store.get(identity) if identity else None) or store.current()


def address(path: str, state: ViewState) -> str:
    """Return the address of another page; release and language stay as they are."""
    kept = to_query(ViewState(release=state.release, language=state.language))
    page = str(get_relative_path(path))  # type: ignore[no-untyped-call]
    return f"{page}?{kept}" if kept else page
