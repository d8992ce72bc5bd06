"""The releases folder: which release is served, and the older ones that links still name."""

from __future__ import annotations

import logging
import os
import re
import threading
from pathlib import Path

from dashboard.release.manifest import MANIFEST, ReleaseError
from dashboard.release.release import Release

CURRENT = "current"
"""Name of the file that names the release that is served."""
SIMULATED = "simulated"
"""Name of the file that names the simulated campaign beside it; also its name in addresses."""
MOST_OPEN = 8
"""Releases kept open at once, so that old links do not make a server grow."""
_ID = re.compile(r"[0-9a-f]{12}")

log = logging.getLogger(__name__)


def open_current(releases: Path) -> Release | None:
    """Open the release that is served now; None where there is none."""
    return ReleaseStore(releases).current()


def switch(releases: Path, identity: str, pointer: str = CURRENT) -> None:
    """Let a release be the one that a pointer file names, in one step."""
    beside = releases / f".{pointer}-{os.getpid()}"
    beside.write_text(identity + "\n", encoding="ascii")
    beside.replace(releases / pointer)


def is_id(name: str) -> bool:
    """Return whether a name is one that releases have."""
    return _ID.fullmatch(name) is not None


class ReleaseStore:
    """Opens releases of a folder; each once.

    A release that cannot be opened is logged and not served: the one served
    before goes on.
    """

    def __init__(self, releases: Path) -> None:
        self.folder = releases
        self._open: dict[str, Release] = {}
        self._bad: dict[str, float] = {}
        self._named: dict[str, tuple[tuple[int, int], Release]] = {}
        self._lock = threading.Lock()

    def current(self) -> Release | None:
        """Return the release to serve; notices at once when another was switched in."""
        return self._follow(CURRENT)

    def current_id(self) -> str:
        """Return the id of the release to serve; empty without one."""
        release = self.current()
        return release.id if release else ""

    def _follow(self, pointer: str) -> Release | None:
        """Return the release that a pointer file names, or named while it could be read."""
        try:
            status = (self.folder / pointer).stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            known = self._named.get(pointer)
            if known and known[0] == stamp and _is_kept(known[1]):
                return known[1]
            identity = (self.folder / pointer).read_text(encoding="ascii", errors="replace")
        except OSError:
            return self._last(pointer)
        release = self._by_id(identity.strip())
        if release is not None:
            # Only then: a folder that is still being copied is looked for again.
            self._named[pointer] = (stamp, release)
        return self._last(pointer)

    def _last(self, pointer: str) -> Release | None:
        known = self._named.get(pointer)
        return known[1] if known and _is_kept(known[1]) else None

    def get(self, identity: str) -> Release | None:
        """Return a release by its id, or the simulated campaign by the name `SIMULATED`.

        None if it is not kept or cannot be opened.
        """
        return self._follow(SIMULATED) if identity == SIMULATED else self._by_id(identity)

    def _by_id(self, identity: str) -> Release | None:
        if not is_id(identity):
            return None
        # Without the lock: nobody waits while another release is hashed.
        opened = self._open.get(identity)
        if opened is not None and _is_kept(opened):
            return opened
        with self._lock:
            opened = self._open.get(identity)
            if opened is not None:
                if _is_kept(opened):
                    return opened
                del self._open[identity]
            folder = self.folder / identity
            try:
                changed = folder.stat().st_mtime
            except OSError:
                return None
            if self._bad.get(identity) == changed:
                return None
            try:
                release = Release(folder)
                if release.id != identity:
                    message = f"the folder holds release {release.id}"
                    raise ReleaseError(message)
                self._open[identity] = release
                self._close_oldest()
            except (ReleaseError, OSError, KeyError, ValueError) as error:
                log.error("release %s cannot be opened: %s", identity, error)
                self._bad[identity] = changed
                return None
            return self._open[identity]

    def _close_oldest(self) -> None:
        """Let go of releases that only old links name, the longest open first."""
        served = [release for _stamp, release in self._named.values()]
        for identity, release in list(self._open.items()):
            if len(self._open) <= MOST_OPEN:
                return
            if not any(release is one for one in served):
                del self._open[identity]


def _is_kept(release: Release) -> bool:
    """Return whether an operator has left a release where it was opened."""
    return (release.folder / MANIFEST).is_file()
