"""What all parts of the HTTP interface are given, and the forms of their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, request

from dashboard.api import gone
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query

IMMUTABLE = "public, max-age=31536000, immutable"
"""How long an answer is kept whose address names a release: for ever."""


class Refused(Exception):
    """What is asked for is not given: status of the answer, and words for the reader.

    Parameters
    ----------
    status : int
    message : str
    wait : int, optional
        Seconds after which the reader may ask again.
    """

    def __init__(self, status: int, message: str, wait: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait


@dataclass(frozen=True)
class Interface:
    """What all parts of the interface are given.

    Attributes
    ----------
    api : flask.Blueprint
        Takes the addresses; its error handlers answer for what is refused.
    store : ReleaseStore
        Opens releases.
    page_address : callable
        Makes a full address from a query and a path under the prefix.
    """

    api: Blueprint
    store: ReleaseStore
    page_address: Callable[[str, str], str]

    def release_of(self, identity: str) -> Release:
        """Return the release of an address whose answer never changes.

        Raises
        ------
        GoneError
            If it is not kept.
        """
        return gone.release_of(self.store, identity)

    def release_for(self, identity: str | None) -> Release:
        """Return the release that a view names, or the one that is served.

        Raises
        ------
        GoneError
            If the release is named and not kept.
        Refused
            If there is none at all.
        """
        release = gone.release_for(self.store, identity)
        if release is None:
            raise Refused(503, _("There is no release yet: python -m dashboard build"))
        return release

    def asked(self) -> tuple[Release, ViewState]:
        """Return the release and the view that the query of the request names."""
        state, _notices = from_query(request.query_string.decode("utf-8", "replace"))
        return self.release_for(state.release), state


def refusal(error: Refused) -> Response:
    """Return the answer to what is refused."""
    made = json_answer({"error": str(error)}, status=error.status)
    if error.wait is not None:
        made.headers["Retry-After"] = str(error.wait)
    return made


def binary_answer(body: bytes) -> Response:
    """Return planes, which never change."""
    made = Response(body, mimetype="application/octet-stream")
    made.headers["Cache-Control"] = IMMUTABLE
    return made


def json_answer(content: Any, cache: str = "no-cache", status: int = 200) -> Response:
    """Return content as JSON; what is not given is kept by nobody."""
    # Columns of a table are no whole pieces of memory, which orjson takes as lists only.
    body = orjson.dumps(content, np.ndarray.tolist, orjson.OPT_SERIALIZE_NUMPY)
    made = Response(body, status=status, mimetype="application/json")
    made.headers["Cache-Control"] = cache if status == 200 else "no-store"
    return made
