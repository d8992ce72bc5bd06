"""How far a stratum has come, by cell, country and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.days import NEVER
from dashboard.catalog.states import State
from dashboard.gridding.country_land import CountryLand
from dashboard.gridding.days import Days, Timed
from dashboard.gridding.land import NOBODY, LandCells, owner_of_points
from dashboard.gridding.stratum import StratumSamples

SITES_IN_COMPLETE_CELL = 5
"""Sites that make a cell of level 0 complete (IUGS Manual of Standard Methods, 2022)."""
SITES_IN_COASTAL_CELL = 3
"""The same in a cell that is mostly water (FOREGS field manual, 1998)."""
MOSTLY_WATER = 0.5


def progress_table(
    timed: Timed,
    cells: pa.Table,
    level: int,
    held: CountryLand,
    land: LandCells,
) -> pa.Table:
    """Return when the cells of a level were covered, completed and analysed.

    Parameters
    ----------
    timed : Timed
        Samples of the stratum.
    cells : pyarrow.Table
        Covered and planned cells of the level: `cell`, `country`, `sites`, ascending.
    level : int
        Their level.
    held : CountryLand
        Land of each country in them.
    land : LandCells
        Land cells of level 0.

    Returns
    -------
    pyarrow.Table
        A row for each country with land in a cell, and one for the owner (docs/interfaces.md,
        section 8), ascending by cell and country. At level 0 a cell belongs as everywhere;
        a finer one is land, and owned, if its centre is.
    """
    number = cells["cell"].to_numpy().astype(np.int64)
    owner = _owners(cells, level, held)
    frame = pd.DataFrame({"cell": held.cell, "country": held.country, "land_km2": held.km2})
    owners = pd.DataFrame({"cell": number, "country": owner, "owner": True})
    rows = frame.merge(owners, on=["cell", "country"], how="outer").fillna(
        {"land_km2": 0.0, "owner": False}
    )
    rows = rows.sort_values(["cell", "country"], kind="stable")
    at = np.searchsorted(number, rows["cell"].to_numpy())
    first, complete, analysed = _days(timed, number, level, land)
    return pa.table(
        {
            "cell": rows["cell"].to_numpy().astype(np.uint32),
            "country": pa.array(rows["country"].tolist(), pa.string()),
            "owner": rows["owner"].to_numpy(dtype=bool),
            "land_km2": rows["land_km2"].to_numpy().astype(np.float32),
            "sites": cells["sites"].to_numpy()[at],
            "planned": _in_plan(timed.stratum, number, first != NEVER, level, held)[at],
            "first": first[at],
            "complete": complete[at],
            "analysed": analysed[at],
        }
    )


def element_tables(timed: Timed, finest: int) -> dict[int, pa.Table]:
    """Return when the first result of each element came in each cell, by level.

    Returns
    -------
    dict of int to pyarrow.Table
        For levels 0 to `finest`: `cell` (ascending; those with a result) and a column of
        days for each element determined.
    """
    cell, starts, order = _grouped(timed.cell >> 2 * (grid.FINEST_LEVEL - finest))
    planes = np.empty((len(timed.elements), cell.size), dtype=np.uint16)
    for i, position in enumerate(timed.elements.values()):
        planes[i] = _least(timed.first_results(position)[order], starts)
    tables = {}
    for level in range(finest, -1, -1):
        kept = (planes != NEVER).any(axis=0)
        columns = {name: planes[i, kept] for i, name in enumerate(timed.elements)}
        tables[level] = pa.table({"cell": cell[kept].astype(np.uint32)} | columns)
        # The first result in a cell is the first of those in the cells within it.
        cell, starts, _order = _grouped(cell >> 2)
        planes = _least(planes, starts)
    return tables


def country_elements(timed: Timed) -> pa.Table:
    """Return when the first result of each element came from each country's own samples."""
    names, code = timed.stratum.countries
    country, starts, order = _grouped(code[timed.rows].astype(np.int64))
    columns = {
        name: _least(timed.first_results(position)[order], starts)
        for name, position in timed.elements.items()
    }
    return pa.table({"country": pa.array(names[country].tolist(), pa.string())} | columns)


def count_table(timed: Timed) -> pa.Table:
    """Return samples, results of elements and those below detection by country and day.

    Returns
    -------
    pyarrow.Table
        `country`, `day`, `collected`, `reported` (samples), `results`, `censored`; a row
        for each day on which something was collected or reported, ascending.
    """
    names, code = timed.stratum.countries
    results = np.zeros(timed.rows.size, dtype=np.uint16)
    below = np.zeros(timed.rows.size, dtype=np.uint16)
    for position in timed.elements.values():
        state = timed.stratum.analyte_states(position)[timed.rows]
        results += state <= State.ABOVE
        below += state == State.BELOW
    known = timed.reported != NEVER
    own = code[timed.rows].astype(np.int64)
    key = np.concatenate(
        [own * (NEVER + 1) + timed.collected, (own * (NEVER + 1) + timed.reported)[known]]
    )
    keys, place = np.unique(key, return_inverse=True)
    taken, came = place[: own.size], place[own.size :]

    def total(at: NDArray[np.intp], weights: NDArray[Any] | None = None) -> NDArray[Any]:
        return np.bincount(at, weights=weights, minlength=keys.size)

    return pa.table(
        {
            "country": pa.array(names[keys // (NEVER + 1)].tolist(), pa.string()),
            "day": (keys % (NEVER + 1)).astype(np.uint16),
            "collected": total(taken).astype(np.uint32),
            "reported": total(came).astype(np.uint32),
            "results": total(came, results[known]).astype(np.uint64),
            "censored": total(came, below[known]).astype(np.uint64),
        }
    )


def duplicate_table(timed: Timed) -> pa.Table:
    """Return how far field duplicates differ from their samples.

    Returns
    -------
    pyarrow.Table
        A row a pair with numbers of one element at least on both sides, ascending by country
        and day: `country`, `day` (both reported), and for each element the square of
        (a − b) / (a + b), NaN without two numbers. Of these the average coefficient of
        variation is 100 · √(2 · mean) % (Stanley and Lawie 2007, doi:10.2113/gsemg.16.3-4.267).
    """
    first, second, day = timed.duplicates
    names, code = timed.stratum.countries
    squares = np.full((len(timed.elements), first.size), np.nan, dtype=np.float32)
    for i, position in enumerate(timed.elements.values()):
        state = timed.stratum.analyte_states(position)
        both = (state[first] == State.MEASURED) & (state[second] == State.MEASURED)
        a = timed.stratum.value[position, first[both]]
        b = timed.stratum.value[position, second[both]]
        # Contents are above zero; parameters, which may not be, are no elements.
        squares[i, both] = (
            np.divide(a - b, a + b, out=np.full(a.size, np.nan), where=a + b > 0) ** 2
        )
    kept = np.flatnonzero((day != NEVER) & np.isfinite(squares).any(axis=0))
    own = code[first[kept]]
    order = kept[np.lexsort((day[kept], own))]
    columns = {name: squares[i, order] for i, name in enumerate(timed.elements)}
    country = pa.array(names[code[first[order]]].tolist(), pa.string())
    return pa.table({"country": country, "day": day[order]} | columns)


def summary_table(
    stratum: str,
    tables: Mapping[int, pa.Table],
    counts: pa.Table,
    land: LandCells,
    density: float | None,
) -> pa.Table:
    """Return where a stratum stands by country and level, for readers of the release.

    Parameters
    ----------
    stratum : str
        Stratum id.
    tables : mapping of int to pyarrow.Table
        What :func:`progress_table` gives for each level.
    counts : pyarrow.Table
        What :func:`count_table` gives.
    land : LandCells
        Land cells of level 0.
    density : float or None
        Design density, km² per site; without it no finer cell is called complete.

    Returns
    -------
    pyarrow.Table
        `stratum`, `country`, `level`, `land_cells` (level 0 only), `planned_cells`,
        `covered_cells`, `complete_cells` (null where not defined), `covered_km2` (the
        country's land in covered cells), `samples`; rows of countries with any of it.
    """
    samples = counts.to_pandas().groupby("country")["collected"].sum()
    owned = pd.Series(land.country).value_counts()
    parts = []
    for level, table in tables.items():
        rows = table.to_pandas()
        rows["covered"] = rows["first"] != NEVER
        rows["covered_km2"] = rows["land_km2"].astype(np.float64).where(rows["covered"], 0.0)
        rows["done"] = rows["complete"] != NEVER
        sums = rows[rows["owner"]].groupby("country")[["planned", "covered", "done"]].sum()
        sums = sums.join(rows.groupby("country")["covered_km2"].sum(), how="outer")
        sums = sums.join(samples, how="outer").fillna(0)
        sums = sums[(sums.index != NOBODY) & (sums != 0).any(axis=1)]
        defined = level == 0 or density is not None
        own = [int(owned.get(c, 0)) if level == 0 else None for c in sums.index]
        done = [int(v) if defined else None for v in sums["done"]]
        parts.append(
            pa.table(
                {
                    "stratum": pa.array([stratum] * len(sums), pa.string()),
                    "country": pa.array(sums.index.astype(str).tolist(), pa.string()),
                    "level": pa.array([level] * len(sums), pa.uint8()),
                    "land_cells": pa.array(own, pa.uint32()),
                    "planned_cells": sums["planned"].to_numpy().astype(np.uint32),
                    "covered_cells": sums["covered"].to_numpy().astype(np.uint32),
                    "complete_cells": pa.array(done, pa.uint32()),
                    "covered_km2": sums["covered_km2"].to_numpy(),
                    "samples": sums["collected"].to_numpy().astype(np.uint32),
                }
            )
        )
    return pa.concat_tables(parts)


def _grouped(
    key: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    """Return distinct keys, where each begins in the order that sorts them, and that order."""
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    return key[order][starts], starts, order


def _least(values: NDArray[np.uint16], starts: NDArray[np.intp]) -> NDArray[np.uint16]:
    """Return the least value of each group along the last axis."""
    if not starts.size:
        return values
    return np.minimum.reduceat(values, starts, axis=-1)


def _owners(cells: pa.Table, level: int, held: CountryLand) -> NDArray[np.object_]:
    if level == 0:
        return np.array(cells["country"].to_pylist(), dtype=object)
    owner = np.full(cells.num_rows, NOBODY, dtype=object)
    at = np.searchsorted(cells["cell"].to_numpy(), held.cell[held.centre])
    owner[at] = held.country[held.centre]
    return owner


def _days(
    timed: Timed, number: NDArray[np.int64], level: int, land: LandCells
) -> tuple[Days, Days, Days]:
    """Return the days of the first site, of enough sites, and of the first result of cells."""
    own = timed.cell >> 2 * (grid.FINEST_LEVEL - level)
    first, complete, analysed = (np.full(number.size, NEVER, dtype=np.uint16) for _i in range(3))
    order = np.lexsort((timed.collected, own))
    sorted_cells = own[order]
    starts = np.flatnonzero(np.diff(sorted_cells, prepend=-1))
    found, count = sorted_cells[starts], np.diff(starts, append=own.size)
    at = np.searchsorted(number, found)
    days = timed.collected[order]
    first[at] = days[starts]
    needed = _sites_needed(found, level, land, timed.stratum.density)
    enough = np.flatnonzero(count >= needed)
    complete[at[enough]] = days[starts[enough] + needed[enough] - 1]
    analysed[at] = _least(timed.analysed[order], starts)
    return first, complete, analysed


def _sites_needed(
    number: NDArray[np.int64], level: int, land: LandCells, density: float | None
) -> NDArray[np.int64]:
    """Return how many sites make each cell complete: at finer levels those of the design."""
    if level:
        if density is None:
            return np.full(number.size, np.iinfo(np.int64).max)
        return np.maximum(1, np.round(grid.area_km2(number, level) / density)).astype(np.int64)
    share = pd.Series(land.share, index=land.cell).reindex(number).fillna(0).to_numpy()
    return np.where(share < MOSTLY_WATER, SITES_IN_COASTAL_CELL, SITES_IN_COMPLETE_CELL)


def _in_plan(
    stratum: StratumSamples,
    number: NDArray[np.int64],
    covered: NDArray[np.bool_],
    level: int,
    held: CountryLand,
) -> NDArray[np.bool_]:
    """Return which cells the survey set out to sample; others were sampled all the same.

    With an area: those whose centre it holds, and at level 0 those with their centre at sea
    and half of their land in it, as `planned_cells` has it. With a list of sites only,
    every sampled cell is one of the plan.
    """
    if stratum.extent is None:
        any_planned = (stratum.samples["state"] == State.PLANNED).any()
        return np.full(number.size, bool(any_planned))
    planned = ~covered
    check = np.flatnonzero(covered)
    parts = list(shapely.get_parts(stratum.extent))
    planned[check] = owner_of_points(*grid.centre(number[check], level), parts) >= 0
    if level == 0:
        at_sea = check[~planned[check] & ~np.isin(number[check], held.cell[held.centre])]
        box = grid.bounds(number[at_sea])
        whole = pd.Series(held.km2).groupby(held.cell).sum().reindex(number[at_sea]).to_numpy()
        for turn in (0, 360):
            area = shapely.intersection(
                shapely.box(box.west - turn, box.south, box.east - turn, box.north),
                stratum.extent,
            )
            share = shapely.area(area) / shapely.area(
                shapely.box(box.west, box.south, box.east, box.north)
            )
            planned[at_sea] |= share * grid.area_km2(number[at_sea]) >= 0.4999 * whole
    return planned
