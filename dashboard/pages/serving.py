"""Where page layouts find the release that is served."""

from flask import current_app

from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore

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
