"""All results of one stratum: its samples, cells of every level, and countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.expressions import at_level, compute, group_statistics, long_table
from dashboard.gridding.land import NOBODY, LandCells, countries_of_cells, planned_cells
from dashboard.gridding.tables import means, wide

NO_COUNTRY = ""


@dataclass(frozen=True)
class StratumSamples:
    """Samples and results of one stratum, ready for gridding.

    Attributes
    ----------
    samples : pandas.DataFrame
        One row a sample: `sample`, `lon`, `lat`, `country` (ISO 3166-1 alpha-3 or
        empty), `date`, `routine`, `state`.
    results : pandas.DataFrame
        One row a result: `sample`, `analyte`, `value`, `state`.
    analytes : sequence of str
        In the order of the catalogue.
    extent : shapely.Geometry or None
        Land where the survey means to sample, WGS 84; None where nobody said.
    density : float or None
        Design density, km² per site.
    """

    samples: pd.DataFrame
    results: pd.DataFrame
    analytes: Sequence[str]
    extent: shapely.Geometry | None = None
    density: float | None = None

    @cached_property
    def cell(self) -> NDArray[np.int64]:
        """Cell of each sample at the finest level of the grid."""
        return grid.cell_at(self.samples["lon"], self.samples["lat"], grid.FINEST_LEVEL)

    @cached_property
    def routine(self) -> NDArray[np.bool_]:
        """Which samples count: routine ones on the globe, not duplicates or replicates."""
        return self.samples["routine"].to_numpy(dtype=bool) & (self.cell >= 0)

    @cached_property
    def long(self) -> pa.Table:
        """Results of the routine samples, with the keys `analyte`, `cell` and `country`."""
        place = pd.Series(np.arange(len(self.samples)), index=self.samples["sample"])
        row = place.loc[self.results["sample"]].to_numpy()
        counted = self.routine[row]
        row = row[counted]
        return long_table(
            self.results["value"].to_numpy()[counted],
            self.results["state"].to_numpy()[counted],
            analyte=self.results["analyte"].to_numpy(dtype=object)[counted],
            cell=self.cell[row],
            country=self.samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=object)[row],
        )

    @cached_property
    def finest(self) -> int:
        """Finest level whose cells are not smaller than one site's share of the survey's area.

        The share is the design density where the recipe states it, else the area
        of the covered cells of level 0 by the number of sites.
        """
        sites = self.cell[self.routine]
        if not sites.size:
            return 0
        share = self.density
        if share is None:
            top = np.unique(sites >> (2 * grid.FINEST_LEVEL))
            share = float(grid.area_km2(top).sum() / np.unique(sites).size)
        # By nominal sides: 1,600 km² a site is meant to be a cell of 40 km.
        fitting = [level for level, km in enumerate(grid.LEVEL_KM) if km**2 >= share]
        return max(fitting, default=0)


def cell_table(
    stratum: StratumSamples,
    level: int,
    land: LandCells,
    polygons: Mapping[str, shapely.Geometry],
) -> pa.Table:
    """Return the results of all cells of a level.

    Rows are the covered and the planned cells in grid order; every other land
    cell is outside the survey (see :func:`state_table`).

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
        4 awaiting, 5 planned), and the columns of
        :func:`~dashboard.gridding.tables.wide`.
    """
    up = grid.FINEST_LEVEL - level
    cell = stratum.cell >> (2 * up)
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
    long = stratum.long.set_column(
        stratum.long.schema.get_field_index("cell"),
        "cell",
        pa.array(stratum.long["cell"].to_numpy() >> (2 * up)),
    )
    expression = at_level(ibis.memtable(stratum.long), up)
    statistics = compute(group_statistics(expression, ["analyte", "cell"]))
    columns = wide(statistics, "cell", number, stratum.analytes, means(long, "cell"))
    country = countries_of_cells(number, level, polygons)
    return pa.table(
        {
            "cell": number.astype(np.uint32),
            "id": grid.cell_id(number, level),
            "country": country.astype(object),
            "sites": count,
            "state": state,
        }
        | columns
    )


def state_table(cells: pa.Table, land: LandCells) -> pa.Table:
    """Return the state of every land cell of level 0, and of those at sea with samples.

    Parameters
    ----------
    cells : pyarrow.Table
        What :func:`cell_table` gives for level 0.
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


def country_table(stratum: StratumSamples) -> pa.Table:
    """Return the results of all countries that have routine samples in the stratum.

    A sample counts for its own country, wherever its cell belongs. The empty
    country holds the samples of none, the row ``"*"`` the whole stratum.
    """
    long = stratum.long
    everything = long.set_column(
        long.schema.get_field_index("country"), "country", pa.array(["*"] * long.num_rows)
    )
    both = pa.concat_tables([long.cast(everything.schema), everything])
    code = stratum.samples["state"].to_numpy()
    sampled = stratum.routine & (code != State.PLANNED)
    own = stratum.samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=object)[sampled]
    names, sites = np.unique(own.astype(str), return_counts=True)
    rows = np.array(sorted({*names.tolist(), "*"}))
    count = np.zeros(rows.size, dtype=np.uint32)
    count[np.searchsorted(rows, names)] = sites
    count[np.searchsorted(rows, "*")] = sampled.sum()
    statistics = compute(group_statistics(ibis.memtable(both), ["analyte", "country"]))
    columns = wide(statistics, "country", rows, stratum.analytes, means(both, "country"))
    return pa.table({"country": rows.astype(object), "sites": count} | columns)


def sample_table(stratum: StratumSamples) -> pa.Table:
    """Return the samples with one column of values and one of states for each analyte."""
    samples = stratum.samples
    place = pd.Series(np.arange(len(samples)), index=samples["sample"])
    columns: dict[str, object] = {
        "sample": samples["sample"].astype(str).to_numpy(dtype=object),
        "lon": samples["lon"].to_numpy(dtype=np.float64),
        "lat": samples["lat"].to_numpy(dtype=np.float64),
        "country": samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=object),
        "date": pa.array(samples["date"].to_numpy().astype("datetime64[D]"), type=pa.date32()),
        "routine": samples["routine"].to_numpy(dtype=bool),
        "state": samples["state"].to_numpy(dtype=np.uint8),
        "cell": stratum.cell.astype(np.int64),
    }
    for analyte, part in stratum.results.groupby("analyte", sort=False):
        row = place.loc[part["sample"]].to_numpy()
        value = np.full(len(samples), np.nan)
        value[row] = part["value"].to_numpy()
        state = np.full(len(samples), State.UNDETERMINED, dtype=np.uint8)
        state[row] = part["state"].to_numpy()
        columns[str(analyte)] = value
        columns[f"{analyte}.state"] = state
    fixed = 8
    order = list(columns)[:fixed]
    for analyte in stratum.analytes:
        order += [analyte, f"{analyte}.state"]
    return pa.table({name: columns[name] for name in order})
