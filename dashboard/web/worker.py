"""The service worker, ``<prefix>sw.js``: what browsers keep, to open without a network.

The worker's own text is assets/offline/; the server writes before it which version, release and
files it is of, so that a new release or version is another worker (docs/offline.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response

import dashboard
from dashboard.i18n import _
from dashboard.web import modules
from dashboard.web.bundles import BundleSource

REGISTER = "register.mjs"
"""The module of pages that starts the worker."""

_ENTRY = "sw.mjs"

# Takes the worker and all that it has kept out of browsers that have one.
_STOPPED = """self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  const own = [`pages ${PREFIX} `, `files ${PREFIX} `];
  const isOwn = (name) => own.some((one) => `${name} `.startsWith(one));
  const gone = (await caches.keys()).filter(isOwn);
  await Promise.all(gone.map((name) => caches.delete(name)));
  await self.registration.unregister();
})()));
"""


def blueprint(
    own: Mapping[str, BundleSource],
    release: Callable[[], str],
    prefix: str,
    *,
    on: bool,
) -> Blueprint:
    """Return the route of the worker, which stands at the root of the prefix: its scope.

    Parameters
    ----------
    own : mapping of str to BundleSource
        All bundles whose addresses have a hash, `offline` among them.
    release : callable
        Returns the id of the release that is served, empty without one.
    prefix : str
        Path prefix of the server.
    on : bool
        Whether there is a worker; else one that removes itself and what was kept.
    """
    routes = Blueprint("worker", __name__)

    @routes.get("/sw.js")
    def worker() -> Response:
        text = script(own, release(), prefix) if on else stopped(prefix)
        answer = Response(text, mimetype="text/javascript")
        # Asked for with every visit: a change has to reach browsers at once.
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Service-Worker-Allowed"] = prefix
        answer.add_etag()
        return answer

    return routes


def stopped(prefix: str) -> str:
    """Return the worker of a server that wants none."""
    return f"const PREFIX = {json.dumps(prefix)};\n{_STOPPED}"


def script(own: Mapping[str, BundleSource], release: str, prefix: str) -> str:
    """Return the worker of a release: equal texts for equal releases and files."""
    digests = sorted(source.get().digest for source in own.values())
    made = {
        "prefix": prefix,
        "version": dashboard.__version__,
        "release": release,
        "digests": digests,
        "style": own["style"].get().address(prefix, "style.css"),
        "texts": {
            "offline": _("Offline"),
            "server": _("This needs the server, which cannot be reached without a network."),
            "unvisited": _("This page was not opened before, so that nothing of it is kept here."),
            "kept": _("Pages that were opened before"),
        },
    }
    joined = modules.join(own["offline"].get().files, _ENTRY).decode()
    return f"self.SITE = {json.dumps(made, ensure_ascii=False)};\n{joined}\n"


def page_config(index: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page says of itself without a network (assets/offline/register.mjs).

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    """
    texts = {
        "release": _("Offline: showing release {release} as of {day}."),
        "nearest": _("This view was not opened before; parts of it may be missing."),
        "parts": _("Downloads, and charts that were not opened before, need the server."),
        "back": _("The network is back."),
        "reload": _("Reload the page"),
    }
    return {"release": index["release"], "day": str(index["made"])[:10], "texts": texts}
