"""Cells of several strata put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.catalog.days import NEVER
from dashboard.catalog.elements import elements
from dashboard.progress.cumulative import Cumulative, event_keys
from dashboard.release.release import Release, Stratum

Days = NDArray[np.uint16]

_NONE = np.empty(0, dtype=np.int64)

# Values of elements in cells that are counted at a time.
_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of several strata, one row a cell, ascending.

    `owner` is a position in the release's countries, or their number for nobody;
    `sites` those of the survey's stratum with most of them, added up over surveys;
    `planned` whether any stratum meant to sample the cell; `first`, `complete` and
    `analysed` the earliest days of any.
    """

    cell: NDArray[np.int64]
    owner: NDArray[np.int64]
    sites: NDArray[np.uint32]
    planned: NDArray[np.bool_]
    first: Days
    complete: Days
    analysed: Days


@dataclass(frozen=True, eq=False)
class Land:
    """Land of countries in covered cells: rows of `progress-<l>.arrow`, without repeats."""

    country: NDArray[np.int64]
    km2: NDArray[np.float64]
    first: Days


@dataclass(frozen=True, eq=False)
class Union:
    """Cells and land of several strata.

    `defined` holds the countries where a stratum has a design density, so that it says
    when a finer cell is complete.
    """

    cells: Cells
    land: Land
    defined: NDArray[np.int64]


def positions(release: Release, column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return positions of countries in the release; their number for nobody."""
    number = release.country_numbers(column).astype(np.int64)
    return np.where(number == 65535, len(release.countries), number)


def determined(table: pa.Table) -> frozenset[str]:
    """Return the elements that a table has a column of.

    Asked for once a table: pyarrow makes its list of names anew each time, which for 76
    elements took most of the time of a first answer.
    """
    return frozenset(table.column_names) & elements().keys()


def united(release: Release, strata: Sequence[Stratum], level: int) -> Union:
    """Put the cells of strata together: earliest days, plans of any."""
    tables = [stratum.progress(level) for stratum in strata]
    surveys = [stratum.record["survey"] for stratum in strata]
    country = _joined([positions(release, table["country"]) for table in tables], np.int64)

    def plane(name: str, dtype: Any) -> NDArray[Any]:
        return _joined([table[name].to_numpy() for table in tables], dtype)

    key = event_keys(plane("cell", np.int64), country)
    keys, place = np.unique(key, return_inverse=True)
    cell, country_of = np.divmod(keys, NEVER + 1)

    def least(name: str) -> Days:
        found = np.full(keys.size, NEVER, dtype=np.uint16)
        np.minimum.at(found, place, plane(name, np.uint16))
        return found

    def most(values: NDArray[Any]) -> NDArray[Any]:
        found = np.zeros(keys.size, dtype=values.dtype)
        np.maximum.at(found, place, values)
        return found

    names = sorted(set(surveys))
    of_survey = _repeated([names.index(survey) for survey in surveys], tables)
    sites = np.zeros(keys.size, dtype=np.uint32)
    for i in range(len(names)):
        sites += most(np.where(of_survey == i, plane("sites", np.uint32), 0).astype(np.uint32))
    owned = np.flatnonzero(most(plane("owner", np.uint8)))
    first = least("first")
    cells = Cells(
        cell=cell[owned],
        owner=country_of[owned],
        sites=sites[owned],
        planned=most(plane("planned", np.uint8))[owned].astype(bool),
        first=first[owned],
        complete=least("complete")[owned],
        analysed=least("analysed")[owned],
    )
    land = Land(country_of, most(plane("land_km2", np.float64)), first)
    dense = _repeated([s.record.get("density") is not None for s in strata], tables)
    return Union(cells, land, np.unique(country[dense == 1]))


def _repeated(values: Sequence[int], tables: Sequence[pa.Table]) -> NDArray[np.int64]:
    """Return one value a table, for each of its rows."""
    sizes = np.array([table.num_rows for table in tables], dtype=np.int64)
    return np.repeat(np.array(values, dtype=np.int64), sizes)


def _joined(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=dtype), *(part.astype(dtype) for part in parts)])


def element_cells(strata: Sequence[Stratum], level: int, cells: Cells, nobody: int) -> Cumulative:
    """Count the pairs of an owned cell and an element by the day of their first result.

    Parameters
    ----------
    strata : sequence of Stratum
        All have the level.
    level : int
        Level of the cells.
    cells : Cells
        Cells of the strata.
    nobody : int
        Owner whose cells do not count.
    """
    tables = [stratum.elements(level) for stratum in strata]
    known = [determined(table) for table in tables]
    symbols = [name for name in elements() if any(name in some for some in known)]
    places = [np.searchsorted(cells.cell, table["cell"].to_numpy()) for table in tables]
    owners, rank = np.unique(cells.owner, return_inverse=True)
    own = np.flatnonzero(cells.owner != nobody)
    at_once = max(1, _AT_ONCE // max(1, cells.cell.size))
    events: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = [(_NONE, _NONE)]
    for start in range(0, len(symbols), at_once):
        some = symbols[start : start + at_once]
        first = np.full((len(some), cells.cell.size), NEVER, dtype=np.uint16)
        for table, place, there in zip(tables, places, known, strict=True):
            for row, name in enumerate(some):
                if name in there:
                    first[row, place] = np.minimum(first[row, place], table[name].to_numpy())
        events.append(_by_day(rank, first[:, own], own))
    code = np.concatenate([one for one, _count in events])
    count = np.concatenate([one for _code, one in events])
    return Cumulative(owners[code // (NEVER + 1)], code % (NEVER + 1), count)


def _by_day(
    rank: NDArray[np.int64], first: Days, own: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many days of each owner are the same: owner and day in one number, and count."""
    known = first != NEVER
    if not known.any():
        return _NONE, _NONE
    low, high = int(first.min()), int(first[known].max())
    span = high - low + 1
    code = rank[own] * span + first.astype(np.int64) - low
    number = np.bincount(code[known])
    found = np.flatnonzero(number)
    return found // span * (NEVER + 1) + found % span + low, number[found]
