"""Pictures as they are asked for: each drawn once, few at a time, the last ones kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

WAITING = 2
"""Drawings that wait for the one at work. With it they take three of a worker's threads, so that
one is left for everything else."""
KEPT_BYTES = 32 * 2**20
"""Pictures kept in each process."""


class BusyError(Exception):
    """As many pictures are being drawn as a process draws and lets wait."""


class Studio:
    """Makes and keeps pictures.

    Parameters
    ----------
    waiting : int
        How many may wait while one is drawn.
    kept_bytes : int
        Memory for pictures that were asked for before, the last used ones first.
    """

    def __init__(self, waiting: int = WAITING, kept_bytes: int = KEPT_BYTES) -> None:
        self._places = threading.BoundedSemaphore(1 + waiting)
        self._work = threading.Lock()
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._kept_lock = threading.Lock()
        self._room = kept_bytes
        self._held = 0

    def picture(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the picture of a key, made now or kept from before.

        Parameters
        ----------
        key : hashable
            All that the picture depends on.
        make : callable
            Draws it.

        Raises
        ------
        BusyError
            If too many wait already.
        """
        found = self._find(key)
        if found is not None:
            return found
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            with self._work:
                # Whoever was before may have drawn the same.
                found = self._find(key)
                if found is None:
                    found = make()
                    self._keep(key, found)
                return found
        finally:
            self._places.release()

    def _find(self, key: Hashable) -> bytes | None:
        with self._kept_lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, picture: bytes) -> None:
        if len(picture) > self._room:
            return
        with self._kept_lock:
            self._kept[key] = picture
            self._held += len(picture)
            while self._held > self._room:
                _oldest, gone = self._kept.popitem(last=False)
                self._held -= len(gone)
