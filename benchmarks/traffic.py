"""What a page transfers: every request with its bytes and times, as the browser counts them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Page

KINDS = (
    "page",
    "style",
    "modules",
    "geometry",
    "vector",
    "other parts",
    "Dash",
    "charts",
    "callbacks",
    "icon",
    "else",
)

CRITICAL = ("page", "style", "modules", "geometry", "vector")
"""What the first map needs."""


@dataclass
class Transfer:
    """One request.

    Attributes
    ----------
    path : str
        Path and query.
    kind : str
        One of `KINDS`.
    sent, done : float
        Seconds on the browser's monotonic clock; `done` is None while it runs.
    size : int
        Bytes over the wire, heads of the answer included; 0 from a cache.
    received : list of (float, int)
        Clock and bytes of each piece.
    status : int
        0 without an answer.
    """

    path: str
    kind: str
    sent: float
    done: float | None = None
    size: int = 0
    status: int = 0
    cached: bool = False
    received: list[tuple[float, int]] = field(default_factory=list)

    def bytes_until(self, moment: float) -> int:
        """Return the bytes that had come by a moment."""
        if self.done is not None and self.done <= moment:
            return self.size
        return sum(size for when, size in self.received if when <= moment)


def kind_of(path: str, resource: str = "") -> str:
    """Return the kind of a request by its path (docs/interfaces.md §5)."""
    bare = urlsplit(path).path
    last = bare.rsplit("/", 1)[-1]
    if "/_dash-update-component" in bare:
        return "callbacks"
    if "plotly" in last or "async-graph" in last:
        return "charts"
    if "/_dash-" in bare or bare.startswith("/assets/") or "/start/" in bare:
        return "Dash"
    if "/api/" in bare:
        return _part(bare)
    for mark, kind in (("/gridmap/", "modules"), ("icon", "icon"), ("/style/", "style")):
        if mark in bare:
            return kind
    return "page" if resource == "Document" else "else"


def _part(path: str) -> str:
    """Return the kind of a part of the release: values change with the element, places do not."""
    pieces = path.partition("/strata/")[2].split("/")
    progress = re.search(r"/progress/(level|countries)-\d\.bin$", path)
    if len(pieces) == 3 or progress:
        return "vector"
    geometry = path.endswith(("/grid.bin", "/sites.bin")) or "/boundaries/" in path
    return "geometry" if geometry or pieces[-1].startswith("level-") else "other parts"


class Recorder:
    """Records the requests of one page.

    Parameters
    ----------
    context : BrowserContext
    page : Page
        Has not been anywhere yet.
    network : mapping, optional
        Arguments of ``Network.emulateNetworkConditions``.
    """

    def __init__(
        self, context: BrowserContext, page: Page, network: Mapping[str, Any] | None = None
    ) -> None:
        self.transfers: dict[str, Transfer] = {}
        self.offset: float | None = None
        session: CDPSession = context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.requestServedFromCache", self._kept)
        session.on("Network.dataReceived", self._data)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._failed)
        session.send("Network.enable")
        if network:
            session.send("Network.emulateNetworkConditions", dict(network))

    def _sent(self, event: dict[str, Any]) -> None:
        if self.offset is None:
            # Wall clock less monotonic clock, to place the page's own times.
            self.offset = event["wallTime"] - event["timestamp"]
        address = urlsplit(event["request"]["url"])
        if address.scheme not in {"http", "https"}:
            return
        path = address.path + (f"?{address.query}" if address.query else "")
        kind = kind_of(path, event.get("type", ""))
        self.transfers[event["requestId"]] = Transfer(path, kind, event["timestamp"])

    def _answered(self, event: dict[str, Any]) -> None:
        if transfer := self.transfers.get(event["requestId"]):
            answer = event["response"]
            transfer.status = answer["status"]
            transfer.cached = bool(answer.get("fromDiskCache") or answer.get("fromPrefetchCache"))
            transfer.received.append((event["timestamp"], int(answer["encodedDataLength"])))

    def _kept(self, event: dict[str, Any]) -> None:
        # Out of the page's own memory: nothing was asked of anybody.
        self.transfers.pop(event["requestId"], None)

    def _data(self, event: dict[str, Any]) -> None:
        if transfer := self.transfers.get(event["requestId"]):
            transfer.received.append((event["timestamp"], int(event["encodedDataLength"])))

    def _finished(self, event: dict[str, Any]) -> None:
        if transfer := self.transfers.get(event["requestId"]):
            transfer.done = event["timestamp"]
            transfer.size = 0 if transfer.cached else int(event["encodedDataLength"])

    def _failed(self, event: dict[str, Any]) -> None:
        if transfer := self.transfers.get(event["requestId"]):
            transfer.done = event["timestamp"]

    def moment(self, epoch_ms: float) -> float:
        """Return the monotonic clock at a wall-clock time in ms since 1970."""
        if self.offset is None:
            raise RuntimeError("nothing was requested yet")
        return epoch_ms / 1000 - self.offset

    def all(self) -> list[Transfer]:
        """Return the requests so far, in the order they were sent."""
        return sorted(self.transfers.values(), key=lambda one: one.sent)

    def unfinished(self) -> int:
        """Return how many requests still run."""
        return sum(one.done is None for one in self.transfers.values())


def by_kind(transfers: Sequence[Transfer], moment: float | None = None) -> dict[str, list[int]]:
    """Return requests and bytes by kind, of those sent before a moment if one is given."""
    found: dict[str, list[int]] = {}
    for one in transfers:
        if moment is not None and one.sent > moment:
            continue
        entry = found.setdefault(one.kind, [0, 0])
        entry[0] += 1
        entry[1] += one.size if moment is None else one.bytes_until(moment)
    return {kind: found[kind] for kind in KINDS if kind in found}
