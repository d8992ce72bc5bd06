"""Which releases are kept, without opening them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson

from dashboard.release import manifest
from dashboard.release.manifest import MANIFEST, ReleaseError
from dashboard.release.release import INDEX
from dashboard.release.store import is_id


@dataclass(frozen=True)
class Kept:
    """A release that is kept.

    Attributes
    ----------
    id : str
        Its id.
    made : str
        When it was made, ISO 8601 in UTC.
    simulated : bool
        Whether its data are made up.
    audience : str
        Whom it is for; empty where it does not say.
    surveys, samples : int
        How many surveys it has, and routine samples in all their strata.
    """

    id: str
    made: str
    simulated: bool
    audience: str
    surveys: int
    samples: int


def kept_releases(folder: Path) -> tuple[Kept, ...]:
    """Return the releases of a folder, the newest first.

    Parameters
    ----------
    folder : Path
        Folder of releases. What cannot be read is left out; its files are not compared
        with their hashes before it is opened.
    """
    found = []
    for path in folder.glob(f"*/{MANIFEST}"):
        if not is_id(path.parent.name):
            continue
        try:
            one = _read(path.parent, path.stat().st_mtime_ns)
        except (ReleaseError, OSError, KeyError, TypeError, ValueError):
            continue
        if one.id == path.parent.name:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.made, one.id), reverse=True))


def before(identity: str, kept: tuple[Kept, ...]) -> Kept | None:
    """Return the release before another: the newest older one of the same sort.

    Simulated releases follow simulated ones, and those of an audience others of it.

    Parameters
    ----------
    identity : str
        Of the later release.
    kept : tuple of Kept
        All that are kept.
    """
    this = next((one for one in kept if one.id == identity), None)
    if this is None:
        return None
    older = [
        one
        for one in kept
        if (one.made, one.id) < (this.made, this.id)
        and one.simulated == this.simulated
        # Releases of before did not say whom they are for.
        and (one.audience == this.audience or "" in {one.audience, this.audience})
    ]
    return max(older, key=lambda one: (one.made, one.id), default=None)


@lru_cache(maxsize=512)
def _read(folder: Path, _changed: int) -> Kept:
    about = manifest.read(folder)
    index = orjson.loads((folder / INDEX).read_bytes())
    return Kept(
        id=about["release"],
        made=about["made"],
        simulated=bool(index["simulated"]),
        audience=str(about.get("audience") or ""),
        surveys=len(index["surveys"]),
        samples=sum(stratum["samples"] for stratum in index["strata"]),
    )
