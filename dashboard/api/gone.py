"""Answers about releases that are not kept: what was asked for, and where the newest has it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, unquote_plus

import orjson
from flask import Response, request

from dashboard.api.plain import plain_answer
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import SIMULATED, ReleaseStore

RELATION = "latest-version"
"""Link relation of the newest version of what an address names (RFC 5829, section 3.2)."""

_ROOT = "/api/v1/"
# Everything that may stand in a path or query as it is (RFC 3986), and escapes.
_AS_IT_IS = "/?:@!$&'()*+,;=-._~%"


class GoneError(Exception):
    """An address names a release that is not kept; the message is for readers.

    Parameters
    ----------
    identity : str
        As the address has it.
    message : str, optional
        Why, where it is not that the release is kept no longer.
    """

    def __init__(self, identity: str, message: str = "") -> None:
        if identity == SIMULATED:
            message = message or _("There is no simulated campaign on this server.")
        gone = _("The release {id} is not kept here any more.").format(id=identity)
        super().__init__(message or gone)
        self.identity = identity


def release_for(store: ReleaseStore, identity: str | None) -> Release | None:
    """Return the release that a query names, or the one that is served; None without any.

    Raises
    ------
    GoneError
        If the release is named and not kept.
    """
    release = store.get(identity) if identity else store.current()
    if release is None and identity:
        raise GoneError(identity)
    return release


def release_of(store: ReleaseStore, identity: str) -> Release:
    """Return the release of an address whose answer never changes.

    Raises
    ------
    GoneError
        If it is not kept; also for the name that the simulated campaign has in queries, as
        what that stands for does change.
    """
    if identity == SIMULATED and store.get(identity):
        message = _(
            "Parts of a release are found under its id; “{name}” stands for whichever campaign "
            "is the newest."
        )
        raise GoneError(identity, message.format(name=identity))
    release = None if identity == SIMULATED else store.get(identity)
    if release is None:
        raise GoneError(identity)
    return release


def answer(
    error: GoneError, store: ReleaseStore, page_address: Callable[[str, str], str]
) -> Response:
    """Return the answer 404 that leads on: the newest release and the same address with it.

    Browsers get a page, all others JSON; both the header ``Link``.

    Parameters
    ----------
    error : GoneError
        What was asked for, by the request at hand.
    store : ReleaseStore
        Knows the newest release.
    page_address : callable
        Makes a full address from a query and a path under the prefix.
    """
    named = store.get(SIMULATED) if error.identity == SIMULATED else None
    newest = named or store.current()
    moved = newest and same_with(newest.id, error.identity)
    content: dict[str, object] = {"error": str(error)}
    address = ""
    if newest and moved:
        address = page_address(moved[1], moved[0])
        content["latest"] = {"release": newest.id, "address": address}
    if "text/html" in request.headers.get("Accept", ""):
        link = (_("The same of the newest release"), address) if address else None
        made = plain_answer(404, _("Not Found"), [str(error)], link=link)
    else:
        made = Response(orjson.dumps(content), 404, mimetype="application/json")
    if address:
        made.headers["Link"] = f'<{address}>; rel="{RELATION}"'
    made.headers["Cache-Control"] = "no-store"
    return made


def same_with(newest: str, gone: str) -> tuple[str, str] | None:
    """Return path under the prefix and query of the request, with another release.

    Parameters
    ----------
    newest : str
        Id of the release to name.
    gone : str
        The one that is named.

    Returns
    -------
    tuple of (str, str) or None
        None where the address does not name it (a story may).
    """
    path = _ROOT[1:] + request.path.partition(_ROOT)[2]
    parts = request.query_string.decode("utf-8", "replace").split("&")
    if (request.view_args or {}).get("identity") == gone:
        path = path.replace(f"/releases/{gone}/", f"/releases/{newest}/", 1)
    elif gone in request.args.getlist("release"):
        others = [one for one in parts if unquote_plus(one.partition("=")[0]) != "release"]
        parts = [f"release={newest}", *(one for one in others if one)]
    else:
        return None
    return quote(path, safe="/:@!$&'()*+,;=~"), quote("&".join(parts), safe=_AS_IT_IS)
