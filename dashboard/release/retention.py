"""Which releases are kept: the newest, those in use, and for ever those that are pinned.

Nothing is deleted but by `prune`, which an operator asks for. A release that is served, or is
the simulated campaign, or is pinned is never deleted, however old it is; nor is what cannot be
read as a release, since nobody knows what it is.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.release.kept import Kept, kept_releases
from dashboard.release.store import CURRENT, SIMULATED, is_id

PINS = "pinned"
"""Name of the file of pinned releases: a line each with id, day and note, between tabs."""


class RetentionError(ValueError):
    """A release that cannot be pinned or let go; the message says why."""


@dataclass(frozen=True)
class Pin:
    """A release that is kept for ever.

    Attributes
    ----------
    day : str
        When it was pinned, ``YYYY-MM-DD``.
    note : str
        Why, in the operator's words; empty where they gave none.
    """

    day: str
    note: str


@dataclass(frozen=True)
class Standing:
    """Whether a release is kept, and why.

    Attributes
    ----------
    release : Kept
    served, campaign, newest : bool
        It is the one served; the simulated campaign; among the newest of its sort.
    pin : Pin or None
    """

    release: Kept
    served: bool
    campaign: bool
    newest: bool
    pin: Pin | None

    @property
    def is_kept(self) -> bool:
        """Whether `prune` leaves it."""
        return self.served or self.campaign or self.newest or self.pin is not None


def pins(folder: Path) -> Mapping[str, Pin]:
    """Return the pinned releases of a folder by id; also those that are not there."""
    try:
        lines = (folder / PINS).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found = {}
    for line in lines:
        identity, day, note = [*line.split("\t", 2), "", ""][:3]
        if is_id(identity):
            found[identity] = Pin(day, note)
    return found


def pin(folder: Path, identity: str, note: str = "", day: dt.date | None = None) -> None:
    """Keep a release for ever.

    Parameters
    ----------
    folder : Path
        Folder of releases.
    identity : str
        Of a release that is there; pinned again, it takes the new note.
    note : str
        Why: the paper that cites it.
    day : datetime.date, optional
        Today by default.

    Raises
    ------
    RetentionError
        If there is no such release.
    """
    if not any(one.id == identity for one in kept_releases(folder)):
        message = f"there is no release {identity} in {folder}"
        raise RetentionError(message)
    when = day or dt.datetime.now(dt.UTC).date()
    _write(folder, {**pins(folder), identity: Pin(when.isoformat(), " ".join(note.split()))})


def unpin(folder: Path, identity: str) -> None:
    """Keep a release no longer than others; nothing is deleted.

    Raises
    ------
    RetentionError
        If it is not pinned.
    """
    known = dict(pins(folder))
    if identity not in known:
        message = f"release {identity} is not pinned"
        raise RetentionError(message)
    del known[identity]
    _write(folder, known)


def standings(folder: Path, newest: int) -> tuple[Standing, ...]:
    """Return all releases of a folder, the newest first, with what keeps them.

    Parameters
    ----------
    folder : Path
        Folder of releases.
    newest : int
        How many are kept for their youth, of real and of simulated ones each: campaigns that
        are tried out do not push real releases out.

    Raises
    ------
    OSError
        If a pointer or the file of pins is there and cannot be read: nothing may be deleted then.
    """
    pinned = pins(folder)
    served, campaign = (_named(folder, pointer) for pointer in (CURRENT, SIMULATED))
    seen = {True: 0, False: 0}
    found = []
    for one in kept_releases(folder):
        seen[one.simulated] += 1
        found.append(
            Standing(
                release=one,
                served=one.id == served,
                campaign=one.id == campaign,
                newest=seen[one.simulated] <= newest,
                pin=pinned.get(one.id),
            )
        )
    return tuple(found)


def prune(folder: Path, newest: int) -> tuple[str, ...]:
    """Delete the releases that nothing keeps.

    Parameters
    ----------
    folder, newest
        As of :func:`standings`.

    Returns
    -------
    tuple of str
        Ids of those deleted. A server that has one open goes on with the answer at hand and
        then says that the release is not kept any more.
    """
    gone = []
    for one in standings(folder, newest):
        identity = one.release.id
        # Looked up again: a build may have switched to it, or somebody pinned it meanwhile.
        used = {_named(folder, CURRENT), _named(folder, SIMULATED), *pins(folder)}
        if one.is_kept or identity in used:
            continue
        # Out of sight in one step: no server ever opens half a release.
        aside = folder / f".gone-{identity}-{os.getpid()}"
        (folder / identity).rename(aside)
        shutil.rmtree(aside)
        gone.append(identity)
    return tuple(gone)


def _named(folder: Path, pointer: str) -> str:
    try:
        return (folder / pointer).read_text("ascii", errors="replace").strip()
    except FileNotFoundError:
        return ""


def _write(folder: Path, known: Mapping[str, Pin]) -> None:
    lines = [f"{identity}\t{one.day}\t{one.note}\n" for identity, one in sorted(known.items())]
    beside = folder / f".{PINS}-{os.getpid()}"
    try:
        beside.write_text("".join(lines), "utf-8")
        beside.replace(folder / PINS)
    finally:
        # Nothing is left of what a full disk did not take.
        beside.unlink(missing_ok=True)
