"""All results of one stratum: its samples, cells of every level, and countries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from dashboard.gridding.tables import Means, means, wide

NO_COUNTRY = ""
BATCH_RESULTS = 1_000_000
"""Results grouped at a time (at least those of one analyte): some 200 MB while quantiles are
taken."""


@dataclass(frozen=True, eq=False)
class StratumSamples:
    """Samples and results of one stratum, ready for gridding.

    Attributes
    ----------
    samples : pandas.DataFrame
        One row a sample: `sample`, `lon`, `lat`, `country` (ISO 3166-1 alpha-3 or
        empty), `date`, `routine`, `role`, `duplicate_of`, `state`.
    value : ndarray of float64, shape (analytes, samples)
        Values in the order of `samples`; the limit where below or above; NaN where
        unknown or not determined.
    state : ndarray of uint8, shape (analytes, samples)
        State codes; 3 (not determined) where a sample has no result, so for all
        that are planned or awaiting.
    analytes : sequence of str
        In the order of the catalogue.
    extent : shapely.Geometry or None
        Land where the survey means to sample, WGS 84; None where nobody said.
    density : float or None
        Design density, km² per site.

    Raises
    ------
    ValueError
        If the matrices are not of the shape of analytes and samples.
    """

    samples: pd.DataFrame
    value: NDArray[np.float64]
    state: NDArray[np.uint8]
    analytes: Sequence[str]
    extent: shapely.Geometry | None = None
    density: float | None = None

    def __post_init__(self) -> None:
        shape = (len(self.analytes), len(self.samples))
        if self.value.shape != shape or self.state.shape != shape:
            msg = f"values {self.value.shape} and states {self.state.shape} are not {shape}"
            raise ValueError(msg)

    @cached_property
    def cell(self) -> NDArray[np.int64]:
        """Cell of each sample at the finest level of the grid."""
        return grid.cell_at(self.samples["lon"], self.samples["lat"], grid.FINEST_LEVEL)

    @cached_property
    def routine(self) -> NDArray[np.bool_]:
        """Which samples count: routine ones on the globe, not duplicates or replicates."""
        return self.samples["routine"].to_numpy(dtype=bool) & (self.cell >= 0)

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
        states: NDArray[np.uint8] = self.state[position]
        return states

    def batches(self) -> Iterator[pa.Table]:
        """Yield the results of routine samples in parts, each with all of some analytes.

        No group is divided, and no more than a part is ever held beside the matrices.
        Columns are those of :func:`~dashboard.gridding.expressions.long_table` with
        `analyte`, `cell` and `country`: positions in `analytes` and `countries`, and the
        cell of the finest level of the grid.
        """
        counted = np.flatnonzero(self.routine)
        at_once = max(1, BATCH_RESULTS // max(1, counted.size))
        cell, country = self.cell[counted], self.countries[1][counted]
        for first in range(0, len(self.analytes), at_once):
            some = slice(first, first + at_once)
            value = self.value[some, counted]
            number = np.arange(first, first + len(value), dtype=np.int16)
            yield long_table(
                value.ravel(),
                self.state[some, counted].ravel(),
                analyte=number.repeat(counted.size),
                cell=np.tile(cell, len(value)),
                country=np.tile(country, len(value)),
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
    for i, analyte in enumerate(stratum.analytes):
        columns[analyte] = stratum.value[i]
        columns[f"{analyte}.state"] = stratum.analyte_states(i)
    return pa.table(columns)


def _texts(column: pd.Series[str]) -> pa.Array:
    return pa.array(column.astype(object).where(column.notna(), None), type=pa.string())
