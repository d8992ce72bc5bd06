"""What one release holds that another does not: from the tables of both, samples unread.

The numbers of the samples are read where a stratum has another file of samples; their
results never are, so that the answer comes at once for releases of any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.release.diff import Lists, Median, Side, countries_of, lists, medians
from dashboard.release.release import Release, Stratum

NOTEWORTHY = 5.0
"""Medians that move by more than so many % are listed."""

_SAMPLES = "samples.parquet"
_NO_CELLS = pa.table({"cell": pa.array([], pa.uint32()), "state": pa.array([], pa.uint8())})


@dataclass(frozen=True)
class StratumChanges:
    """What changed in a stratum.

    Attributes
    ----------
    id, survey : str
        Of the stratum and of its survey.
    kind : {"new", "removed", "changed"}
        Whether both releases have it.
    before, after : int
        Number of routine samples.
    samples : Lists or None
        Numbers of samples added and removed, duplicates included; None where a release
        does not hold them.
    cells, countries, analytes : Lists
        Ids of covered cells of level 0, countries and analytes gained and lost.
    results : tuple of (str, int, int)
        Analytes of both with another number of results, before and after.
    medians : tuple of Median
        Those that moved, the largest change first.
    """

    id: str
    survey: str
    kind: str
    before: int
    after: int
    samples: Lists | None
    cells: Lists
    countries: Lists
    analytes: Lists
    results: tuple[tuple[str, int, int], ...]
    medians: tuple[Median, ...]


@dataclass(frozen=True)
class Changes:
    """What changed from one release to a later one.

    Attributes
    ----------
    before, after : str
        Ids of the releases.
    surveys : Lists
        Ids of the surveys that came and that went.
    facts : tuple of (str, str, Any, Any)
        Survey, key of the index, value before and after, of surveys in both.
    strata : tuple of StratumChanges
        Those that changed.
    same : tuple of str
        Ids of the strata that did not.
    """

    before: str
    after: str
    surveys: Lists
    facts: tuple[tuple[str, str, Any, Any], ...]
    strata: tuple[StratumChanges, ...]
    same: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything changed that readers of figures see."""
        return bool(self.facts or self.strata)


def changes(before: Release, after: Release, share: float = NOTEWORTHY) -> Changes:
    """Compare two releases.

    Parameters
    ----------
    before, after : Release
    share : float
        Medians that moved by more than so many % are listed.
    """
    facts = tuple(
        (identity, key, before.surveys[identity].get(key), value)
        for identity, record in after.surveys.items()
        if identity in before.surveys
        for key, value in record.items()
        # What an older release does not say at all has not changed.
        if before.surveys[identity].get(key, value) != value
    )
    strata, same = [], []
    for identity in sorted(before.strata.keys() | after.strata.keys()):
        if _unchanged(before, after, identity):
            same.append(identity)
            continue
        found = _changed(identity, before.strata.get(identity), after.strata.get(identity), share)
        if found is None:
            same.append(identity)
        else:
            strata.append(found)
    return Changes(
        before=before.id,
        after=after.id,
        surveys=lists(list(before.surveys), list(after.surveys)),
        facts=facts,
        strata=tuple(strata),
        same=tuple(same),
    )


def _unchanged(before: Release, after: Release, identity: str) -> bool:
    """Return whether both releases have the same files of a stratum."""
    old, new = (
        {name: digest for name, digest in one.manifest["files"].items() if name.startswith(start)}
        for start in (f"strata/{identity}/",)
        for one in (before, after)
    )
    return bool(old) and old == new


def _changed(
    identity: str, old: Stratum | None, new: Stratum | None, share: float
) -> StratumChanges | None:
    """Return what changed in a stratum; None where only its files are written otherwise."""
    known = new or old
    if known is None:
        return None
    left, right = _side(old), _side(new)
    counts = [
        {name: int(one["n"]) for name, one in side.analytes.items()} if side else {}
        for side in (old, new)
    ]
    found = StratumChanges(
        id=identity,
        survey=known.record["survey"],
        kind="new" if old is None else "removed" if new is None else "changed",
        before=old.record["samples"] if old else 0,
        after=new.record["samples"] if new else 0,
        samples=_samples(old, new),
        cells=lists(_cells(old), _cells(new)),
        countries=lists(countries_of(left), countries_of(right)),
        analytes=lists(list(left.units), list(right.units)),
        results=tuple(
            (name, counts[0][name], count)
            for name, count in counts[1].items()
            if counts[0].get(name, count) != count
        ),
        medians=medians(left, right, share),
    )
    parts = (found.cells, found.countries, found.analytes, found.samples or Lists((), ()))
    touched = found.before != found.after or found.results or found.medians
    if found.kind == "changed" and not touched and not any(p.gained or p.lost for p in parts):
        return None
    return found


def _side(stratum: Stratum | None) -> Side:
    if stratum is None:
        return Side(pd.DataFrame(), pa.table({"country": pa.array([], pa.string())}), {})
    units = {name: one["unit"] for name, one in stratum.analytes.items()}
    return Side(pd.DataFrame(), stratum.countries, units)


def _samples(old: Stratum | None, new: Stratum | None) -> Lists | None:
    numbers: list[list[str]] = []
    for stratum in (old, new):
        path = stratum.folder / _SAMPLES if stratum else None
        if path is None:
            numbers.append([])
        elif not path.is_file():
            return None
        else:
            numbers.append(pq.read_table(path, columns=["sample"])["sample"].to_pylist())
    return lists(*numbers)


def _cells(stratum: Stratum | None) -> list[str]:
    table = stratum.cells(0) if stratum and 0 in stratum.levels else _NO_CELLS
    covered = table["state"].to_numpy() != State.PLANNED
    return list(grid.cell_id(table["cell"].to_numpy()[covered]))
