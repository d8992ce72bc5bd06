"""All results of one stratum: its samples, cells of every level, and countries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.expressions import at_level, compute, group_statistics, long_table
from dashboard.gridding.land import NOBODY, LandCells, countries_of_cells, planned_cells
from dashboard.gridding.tables import Means, means, wide

NO_COUNTRY = ""
BATCH_RESULTS = 1_000_000
"""Results grouped at a time, if an analyte has no more: some 200 MB while quantiles are taken."""


@dataclass(frozen=True)
class StratumSamples:
    """Samples and results of one stratum, ready for gridding.

    Attributes
    ----------
    samples : pandas.DataFrame
        One row a sample: `sample`, `lon`, `lat`, `country` (ISO 3166-1 alpha-3 or
        empty), `date`, `routine`, `role`, `duplicate_of`, `state`.
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
    def rows(self) -> NDArray[np.int64]:
        """Position of each result's sample."""
        return _positions(self.results["sample"], self.samples["sample"])

    @cached_property
    def columns(self) -> NDArray[np.int16]:
        """Position of each result's analyte."""
        return _positions(self.results["analyte"], self.analytes).astype(np.int16)

    @cached_property
    def countries(self) -> tuple[NDArray[np.str_], NDArray[np.int32]]:
        """All countries of samples and ``"*"``, ascending, and the position of each sample's."""
        names, code = np.unique(
            np.append(self.samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=np.str_), "*"),
            return_inverse=True,
        )
        return names, code[:-1].astype(np.int32)

    def analyte_states(self, position: int) -> NDArray[np.uint8]:
        """Return the state of one analyte in each sample, in the order of `samples`.

        A sample without a result of it is in state *not determined*.
        """
        state = np.full(len(self.samples), State.UNDETERMINED, dtype=np.uint8)
        mine = np.flatnonzero(self.columns == position)
        state[self.rows[mine]] = self.results["state"].to_numpy()[mine]
        return state

    @cached_property
    def long(self) -> pa.Table:
        """Results of the routine samples by analyte, with `analyte`, `cell` and `country`.

        All three are numbers: positions in `analytes` and `countries`, and the cell of
        the finest level of the grid.
        """
        counted = np.flatnonzero(self.routine[self.rows])
        counted = counted[np.argsort(self.columns[counted], kind="stable")]
        row = self.rows[counted]
        return long_table(
            self.results["value"].to_numpy()[counted],
            self.results["state"].to_numpy()[counted],
            analyte=self.columns[counted],
            cell=self.cell[row],
            country=self.countries[1][row],
        )

    def batches(self) -> Iterator[pa.Table]:
        """Yield `long` in parts, each with all results of some analytes.

        No group is divided, and grouping never holds more than a part at a time.
        """
        analyte = self.long["analyte"].to_numpy()
        ends = np.searchsorted(analyte, np.arange(len(self.analytes)), side="right").tolist()
        start = 0
        for end, following in pairwise(ends):
            if following - start > BATCH_RESULTS and end > start:
                yield self.long.slice(start, end - start)
                start = end
        yield self.long.slice(start)

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
    columns = _columns(stratum.batches(), "cell", number, stratum.analytes, up)
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
    names, code = stratum.countries
    everything = np.int32(np.searchsorted(names, "*"))
    state = stratum.samples["state"].to_numpy()
    sampled = stratum.routine & (state != State.PLANNED)
    count = np.bincount(code[sampled], minlength=names.size).astype(np.uint32)
    count[everything] = sampled.sum()
    shown = np.flatnonzero(count)
    shown = np.union1d(shown, everything)

    def twice(part: pa.Table) -> pa.Table:
        star = pa.array(np.full(part.num_rows, everything))
        place = part.schema.get_field_index("country")
        return pa.concat_tables([part, part.set_column(place, "country", star)])

    both = (twice(part) for part in stratum.batches())
    columns = _columns(both, "country", shown, stratum.analytes)
    return pa.table({"country": names[shown].astype(object), "sites": count[shown]} | columns)


def _columns(
    parts: Iterable[pa.Table],
    key: str,
    rows: NDArray[np.int64],
    analytes: Sequence[str],
    levels_up: int = 0,
) -> dict[str, NDArray[np.generic]]:
    """Return the columns of a wide table of cells, so many levels up, or of countries."""
    statistics, group_means = [], []
    for part in parts:
        expression, keys = ibis.memtable(part), part[key].to_numpy()
        if levels_up:
            expression, keys = at_level(expression, levels_up), keys >> (2 * levels_up)
        statistics.append(compute(group_statistics(expression, ["analyte", key])))
        group_means.append(means(part, keys))
    together = Means(*(np.concatenate(column) for column in zip(*group_means, strict=True)))
    return wide(pa.concat_tables(statistics), key, rows, analytes, together)


def _positions(values: pd.Series, among: pd.Series | Sequence[str]) -> NDArray[np.int64]:
    """Return where each text stands among others; raises KeyError for one that does not."""
    wanted = pa.array(np.asarray(among, dtype=object), pa.large_string())
    found = pc.index_in(pa.array(values, pa.large_string()), value_set=wanted)
    if found.null_count:
        unknown = pc.filter(pa.array(values, pa.large_string()), pc.is_null(found))
        raise KeyError(unknown[0].as_py())
    return np.asarray(found, dtype=np.int64)


def sample_table(stratum: StratumSamples) -> pa.Table:
    """Return the samples with one column of values and one of states for each analyte."""
    samples = stratum.samples
    columns: dict[str, object] = {
        "sample": samples["sample"].astype(str).to_numpy(dtype=object),
        "lon": samples["lon"].to_numpy(dtype=np.float64),
        "lat": samples["lat"].to_numpy(dtype=np.float64),
        "country": samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=object),
        "date": pa.array(samples["date"].to_numpy().astype("datetime64[D]"), type=pa.date32()),
        "routine": samples["routine"].to_numpy(dtype=bool),
        "role": _texts(samples["role"]),
        "duplicate_of": _texts(samples["duplicate_of"]),
        "state": samples["state"].to_numpy(dtype=np.uint8),
        "cell": stratum.cell.astype(np.int64),
    }
    values = stratum.results["value"].to_numpy()
    states = stratum.results["state"].to_numpy()
    order = np.argsort(stratum.columns, kind="stable")
    ends = np.searchsorted(stratum.columns[order], np.arange(len(stratum.analytes) + 1))
    for analyte, start, end in zip(stratum.analytes, ends[:-1], ends[1:], strict=True):
        mine = order[start:end]
        value = np.full(len(samples), np.nan)
        value[stratum.rows[mine]] = values[mine]
        state = np.full(len(samples), State.UNDETERMINED, dtype=np.uint8)
        state[stratum.rows[mine]] = states[mine]
        columns[analyte] = value
        columns[f"{analyte}.state"] = state
    return pa.table(columns)


def _texts(column: pd.Series[str]) -> pa.Array:
    return pa.array(column.astype(object).where(column.notna(), None), type=pa.string())
