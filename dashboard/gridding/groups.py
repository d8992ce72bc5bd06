"""Results of one stratum by cell of every level, and by country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding import stratum as gridding
from dashboard.gridding.engine import Engine, duckdb
from dashboard.gridding.expressions import at_level, group_statistics
from dashboard.gridding.land import NOBODY, LandCells, countries_of_cells, planned_cells
from dashboard.gridding.stratum import StratumSamples
from dashboard.gridding.tables import Means, means, wide


class _Rows(NamedTuple):
    """Rows of a wide table: their keys, ascending, and how many levels up these are."""

    key: NDArray[np.int64]
    levels_up: int = 0


def cell_list(
    stratum: StratumSamples,
    level: int,
    land: LandCells,
    polygons: Mapping[str, shapely.Geometry],
) -> pa.Table:
    """Return the covered and the planned cells of a level, in grid order.

    Every other land cell is outside the survey (see :func:`state_table`).

    Parameters
    ----------
    stratum : StratumSamples
        Samples and results.
    level : int
        Level of the cells.
    land : LandCells
        Land cells of level 0.
    polygons : mapping of str to shapely.Geometry
        Land of each country.

    Returns
    -------
    pyarrow.Table
        `cell` (uint32), `id`, `country`, `sites` (uint32), `state` (0 covered,
        4 awaiting, 5 planned).
    """
    cell = stratum.cell >> (2 * (grid.FINEST_LEVEL - level))
    code = stratum.samples["state"].to_numpy()
    sampled = stratum.routine & (code != State.PLANNED)
    reported = sampled & (code != State.AWAITING)
    covered, sites = np.unique(cell[sampled], return_counts=True)
    known = np.unique(cell[reported])
    planned = np.unique(cell[stratum.routine & (code == State.PLANNED)])
    if stratum.extent is not None:
        planned = np.union1d(planned, planned_cells(stratum.extent, level, land, polygons))
    number = np.union1d(covered, planned)
    state = np.full(number.size, State.PLANNED, dtype=np.uint8)
    state[np.isin(number, covered)] = State.AWAITING
    state[np.isin(number, known)] = State.MEASURED
    count = np.zeros(number.size, dtype=np.uint32)
    count[np.searchsorted(number, covered)] = sites
    return pa.table(
        {
            "cell": number.astype(np.uint32),
            "id": pa.array(grid.cell_id(number, level), pa.string()),
            "country": _texts(countries_of_cells(number, level, polygons)),
            "sites": count,
            "state": state,
        }
    )


def cell_tables(
    stratum: StratumSamples,
    cells: Sequence[pa.Table],
    engine: Engine = duckdb,
) -> Iterator[list[pa.Table]]:
    """Yield the results of the cells of all levels, one part of the world after the other.

    Each part ends with a cell of level 0, so that no cell of any level is divided, and
    holds no more than some :data:`~dashboard.gridding.stratum.BATCH_RESULTS` results or
    fields (those of one cell of level 0 at least): what it takes does not grow with the
    survey.

    Parameters
    ----------
    stratum : StratumSamples
        Samples and results.
    cells : sequence of pyarrow.Table
        What :func:`cell_list` returns for the levels from 0 on.
    engine : Engine
        What groups the results (:mod:`dashboard.gridding.engine`).

    Yields
    ------
    list of pyarrow.Table
        For each level the next rows of `cells`, in order and all in the end, with the
        columns of :func:`~dashboard.gridding.tables.wide`. There is one part at least.
    """
    routine = np.flatnonzero(stratum.routine)
    # In grid order, in which the cells of all levels lie together.
    order = routine[np.argsort(stratum.cell[routine], kind="stable")]
    finest = stratum.cell[order]
    numbers = [table["cell"].to_numpy().astype(np.int64) for table in cells]
    start, starts = 0, [0] * len(cells)
    for end in _ends(grid.parent(finest, grid.FINEST_LEVEL), numbers, len(stratum.analytes)):
        stop = int(np.searchsorted(finest, end << (2 * grid.FINEST_LEVEL)))
        stops = [int(np.searchsorted(n, end << (2 * level))) for level, n in enumerate(numbers)]
        rows = [
            _Rows(number[first:last], grid.FINEST_LEVEL - level)
            for level, (number, first, last) in enumerate(zip(numbers, starts, stops, strict=True))
        ]
        parts = stratum.parts(order[start:stop], cell=finest[start:stop])
        columns = _columns(parts, "cell", rows, stratum.analytes, engine)
        yield [
            _beside(table.slice(first, last - first), those)
            for table, first, last, those in zip(cells, starts, stops, columns, strict=True)
        ]
        start, starts = stop, stops


def _ends(
    sampled: NDArray[np.int64], numbers: Sequence[NDArray[np.int64]], analytes: int
) -> list[int]:
    """Return the cells of level 0 before which parts end; the last is beyond all."""
    level = len(numbers) - 1
    top, weight = np.unique(
        np.concatenate([sampled, grid.parent(numbers[level], level)]), return_counts=True
    )
    most = max(1, gridding.BATCH_RESULTS // max(1, analytes))
    full = np.flatnonzero(np.diff(np.cumsum(weight) // most))
    return [*(top[full] + 1).tolist(), grid.cell_count()]


def state_table(cells: pa.Table, land: LandCells) -> pa.Table:
    """Return the state of every land cell of level 0, and of those at sea with samples.

    Parameters
    ----------
    cells : pyarrow.Table
        What :func:`cell_list` gives for level 0.
    land : LandCells
        Land cells of level 0.

    Returns
    -------
    pyarrow.Table
        `cell`, `id`, `country`, `state`, in grid order.
    """
    inside = cells["cell"].to_numpy().astype(np.int64)
    number = np.union1d(land.cell, inside)
    state = np.full(number.size, State.OUTSIDE, dtype=np.uint8)
    state[np.searchsorted(number, inside)] = cells["state"].to_numpy()
    country = np.full(number.size, NOBODY, dtype=object)
    country[np.searchsorted(number, land.cell)] = land.country
    return pa.table(
        {
            "cell": number.astype(np.uint32),
            "id": grid.cell_id(number),
            "country": country,
            "state": state,
        }
    )


def country_table(stratum: StratumSamples, engine: Engine = duckdb) -> pa.Table:
    """Return the results of all countries that have routine samples in the stratum.

    A sample counts for its own country, wherever its cell belongs. The empty
    country holds the samples of none, the row ``"*"`` the whole stratum.

    Parameters
    ----------
    stratum : StratumSamples
        Samples and results.
    engine : Engine
        What groups the results (:mod:`dashboard.gridding.engine`).
    """
    names, code = stratum.countries
    everything = int(np.searchsorted(names, "*"))
    state = stratum.samples["state"].to_numpy()
    sampled = stratum.routine & (state != State.PLANNED)
    count = np.bincount(code[sampled], minlength=names.size).astype(np.uint32)
    count[everything] = sampled.sum()
    shown = np.union1d(np.flatnonzero(count), everything)
    routine = np.flatnonzero(stratum.routine)
    own = stratum.parts(routine, country=code[routine])
    whole = stratum.parts(routine, country=np.full(routine.size, everything, dtype=np.int32))
    both = (part for pair in zip(own, whole, strict=True) for part in pair)
    (columns,) = _columns(both, "country", [_Rows(shown)], stratum.analytes, engine)
    return _beside(pa.table({"country": _texts(names[shown]), "sites": count[shown]}), columns)


def _columns(
    parts: Iterable[pa.Table],
    key: str,
    rows: Sequence[_Rows],
    analytes: Sequence[str],
    engine: Engine,
) -> list[dict[str, NDArray[np.generic]]]:
    """Return the columns of wide tables of the same results, one for each of `rows`."""
    statistics: list[list[pa.Table]] = [[] for _ in rows]
    group_means: list[list[Means]] = [[] for _ in rows]
    for part in parts:
        finest = part[key].to_numpy()
        with engine(part) as (results, run):
            for i, (_, levels_up) in enumerate(rows):
                expression, keys = results, finest
                if levels_up:
                    expression, keys = at_level(results, levels_up), finest >> (2 * levels_up)
                grouped = group_statistics(expression, ["analyte", key])
                statistics[i].append(run(grouped))
                group_means[i].append(means(part, keys))
    return [
        wide(
            pa.concat_tables(statistics[i]),
            key,
            numbers,
            analytes,
            Means(*(np.concatenate(column) for column in zip(*group_means[i], strict=True))),
        )
        for i, (numbers, _) in enumerate(rows)
    ]


def _beside(table: pa.Table, columns: Mapping[str, NDArray[np.generic]]) -> pa.Table:
    """Return a table with further columns to the right."""
    return pa.table({name: table[name] for name in table.column_names} | dict(columns))


def _texts(names: NDArray[np.str_]) -> pa.Array:
    return pa.array(names.astype(object), pa.string())
