"""In how many cells of each country each of the 76 elements has a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.catalog.days import NEVER
from dashboard.catalog.elements import elements
from dashboard.progress.choice import Choice, places_of
from dashboard.progress.union import determined
from dashboard.release.release import Release

NO_STRATUM = 255
"""Best stratum of an element that has no value."""


@dataclass(frozen=True)
class ElementCells:
    """Cells with a value, by country and element.

    Attributes
    ----------
    countries : tuple of str
        Countries that own a cell with any value, ascending.
    cells : ndarray of int64, shape (c, 76)
        Their own cells with a value, elements in order of atomic number.
    best : ndarray of uint8, shape (c, 76)
        Position of the stratum with most of these cells; `NO_STRATUM` without any.
    world : ndarray of int64, shape (76,)
        The same of all countries.
    world_best : ndarray of uint8, shape (76,)
    """

    countries: tuple[str, ...]
    cells: NDArray[np.int64]
    best: NDArray[np.uint8]
    world: NDArray[np.int64]
    world_best: NDArray[np.uint8]


@lru_cache(maxsize=16)
def chosen_element_cells(release: Release, choice: Choice) -> ElementCells:
    """Count the cells in which an element has a value, of what a choice is about.

    Parameters
    ----------
    release : Release
    choice : Choice
        Strata, level, day and places; a stratum without cells of the level has none.
    """
    tables = [
        (release.strata[one].progress(choice.level), release.strata[one].elements(choice.level))
        for one in measured_strata(release, choice)
    ]
    day = NEVER - 1 if choice.date is None else (choice.date - dt.date(1900, 1, 1)).days
    return element_cells(tables, day, sorted(places_of(release, choice) or release.countries))


def measured_strata(release: Release, choice: Choice) -> tuple[str, ...]:
    """Return the strata of a choice that have cells of its level."""
    return tuple(one for one in choice.strata if choice.level in release.strata[one].levels)


def element_cells(
    strata: Sequence[tuple[pa.Table, pa.Table]], day: int, countries: Sequence[str]
) -> ElementCells:
    """Count the cells in which an element has a value by a day.

    A cell counts once, in however many strata it has a value, and for its owner.

    Parameters
    ----------
    strata : sequence of (progress, elements)
        Tables ``progress-<l>`` and ``elements-<l>`` of each stratum that counts
        (docs/interfaces.md, section 8), all of one level.
    day : int
        Days since 1900-01-01; results of that day count.
    countries : sequence of str
        Which countries count; cells of no other and of nobody do.

    Returns
    -------
    ElementCells
    """
    numbers = [np.asarray(table["cell"], dtype=np.int64) for _progress, table in strata]
    cells = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *numbers]))
    names = np.array(sorted(countries), dtype=object)
    # Cells of nobody and of other countries are counted in a last row, and left out with it.
    owner = np.full(cells.size, names.size, dtype=np.int64)
    places = [np.searchsorted(cells, number) for number in numbers]
    known = [determined(table) for _progress, table in strata]
    for (progress, _table), number, at in zip(strata, numbers, places, strict=True):
        owner[at] = _owners(progress, number, names)
    symbols = tuple(elements())
    counts = np.zeros((len(strata), names.size, len(symbols)), dtype=np.int64)
    union = np.zeros((names.size, len(symbols)), dtype=np.int64)
    for e, symbol in enumerate(symbols):
        found = np.zeros(cells.size, dtype=bool)
        for i, (_progress, table) in enumerate(strata):
            if symbol in known[i]:
                at = places[i][table[symbol].to_numpy() <= day]
                found[at] = True
                counts[i, :, e] = np.bincount(owner[at], minlength=names.size + 1)[:-1]
        union[:, e] = np.bincount(owner[found], minlength=names.size + 1)[:-1]
    kept = np.flatnonzero(union.any(axis=1))
    return ElementCells(
        countries=tuple(names[kept].tolist()),
        cells=union[kept],
        best=_best(counts[:, kept]),
        world=union.sum(axis=0),
        world_best=_best(counts.sum(axis=1)),
    )


def _owners(
    progress: pa.Table, number: NDArray[np.int64], names: NDArray[Any]
) -> NDArray[np.int64]:
    """Return the position in `names` of each cell's owner, their number where it is none."""
    own = np.asarray(progress["owner"], dtype=bool)
    cell = np.asarray(progress["cell"], dtype=np.int64)[own]
    encoded = progress["country"].combine_chunks().dictionary_encode()
    places = {name: i for i, name in enumerate(names)}
    none = names.size
    position = np.array(
        [places.get(one, none) for one in encoded.dictionary.to_pylist()] or [none]
    )
    country = position[encoded.indices.to_numpy()][own]
    at = np.searchsorted(cell, number)
    inside = at < cell.size
    result = np.full(number.size, none, dtype=np.int64)
    right = np.flatnonzero(inside)[cell[at[inside]] == number[inside]]
    result[right] = country[at[right]]
    return result


def _best(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return along the first axis where the most is; the first of equals."""
    if not counts.shape[0]:
        return np.full(counts.shape[1:], NO_STRATUM, dtype=np.uint8)
    best = counts.argmax(axis=0)
    return np.where(counts.max(axis=0) > 0, best, NO_STRATUM).astype(np.uint8)
