"""The files of one stratum in a release, written from a survey that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.land import LandCells, on_land
from dashboard.gridding.progress import progress_table
from dashboard.gridding.stratum import (
    StratumSamples,
    cell_table,
    country_table,
    sample_table,
    state_table,
)
from dashboard.release import index
from dashboard.release.index import Results
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.samples import Survey

_ROWS_IN_BATCH = 4096


@dataclass(frozen=True)
class World:
    """What all strata share."""

    polygons: Mapping[str, shapely.Geometry]
    land: LandCells
    countries: tuple[str, ...]


def write_stratum(
    survey: Survey, number: int, world: World, folder: Path
) -> tuple[dict[str, Any], pa.Table | None]:
    """Write samples, cells of all levels, states and countries of a stratum.

    Parameters
    ----------
    survey : Survey
        A survey that was read without an error.
    number : int
        Position of the stratum in its recipe.
    world : World
        Countries and land.
    folder : Path
        Folder of strata; the files go into a folder named by the stratum's id.

    Returns
    -------
    record : dict
        The stratum in the release index.
    progress : pyarrow.Table or None
        Its counts by country and level; None for a compilation.
    """
    identity = list(survey.columns)[number]
    columns = survey.columns[identity]
    samples = survey.samples[survey.samples["stratum"] == identity].reset_index(drop=True)
    results = results_of(survey, identity)
    recipe = survey.recipe
    extent = None
    if recipe.survey.kind == "survey":
        extent = planned_extent(recipe.extent, survey.folder, world.polygons)
        extent = None if extent is None else on_land(extent, world.polygons)
    stratum = StratumSamples(
        samples,
        results.value,
        results.state,
        [c.analyte for c in columns],
        extent,
        survey.recipe.extent.design_density,
    )
    finest = stratum.finest
    target = folder / identity
    target.mkdir(parents=True)
    pq.write_table(sample_table(stratum), target / "samples.parquet", compression="zstd")
    cells = {}
    for level in range(finest + 1):
        cells[level] = cell_table(stratum, level, world.land, world.polygons)
        _write_arrow(cells[level], target / f"cells-{level}.arrow", level)
    pq.write_table(state_table(cells[0], world.land), target / "states.parquet")
    _write_arrow(country_table(stratum), target / "countries.arrow")
    record = index.stratum_record(
        survey.recipe, number, identity, samples, results, columns, finest
    )
    if survey.recipe.survey.kind != "survey":
        return record, None
    return record, progress_table(identity, cells, world.land, stratum.density)


def results_of(survey: Survey, identity: str) -> Results:
    """Return the results of a stratum, a row an analyte and a column a sample of it."""
    columns = survey.columns[identity]
    samples = survey.samples[survey.samples["stratum"] == identity]
    shape = (len(columns), len(samples))
    value, limit = np.full(shape, np.nan), np.full(shape, np.nan)
    state = np.full(shape, State.UNDETERMINED, dtype=np.uint8)
    if columns:
        reported = (samples["state"] == State.MEASURED).to_numpy()
        # Results lie analyte by analyte, in the order of the reported samples.
        mine = survey.results[(survey.results["stratum"] == identity).to_numpy()]
        for matrix, name in ((value, "value"), (state, "state"), (limit, "limit")):
            matrix[:, reported] = mine[name].to_numpy().reshape(len(columns), -1)
    return Results(value, state, limit)


def _write_arrow(table: pa.Table, path: Path, level: int | None = None) -> None:
    """Write uncompressed Arrow IPC, so that readers map it and share the memory.

    Cells of a large level come in record batches that end with a cell of level 0, so
    that a reader of a part of the world need not touch the rest.
    """
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        whole = table.combine_chunks()
        for start, end in _batches(whole, level):
            writer.write_table(whole.slice(start, end - start), max_chunksize=max(end - start, 1))


def _batches(table: pa.Table, level: int | None) -> list[tuple[int, int]]:
    """Return the rows of each record batch."""
    if not level or table.num_rows <= _ROWS_IN_BATCH:
        return [(0, table.num_rows)]
    parent = grid.parent(table["cell"].to_numpy(), level)
    ends = np.append(np.flatnonzero(np.diff(parent)) + 1, table.num_rows)
    # The last cell of level 0 that ends within each so many rows.
    kept = ends[np.append(np.diff(ends // _ROWS_IN_BATCH) > 0, True)]
    starts = np.concatenate([[0], kept[:-1]])
    return list(zip(starts.tolist(), kept.tolist(), strict=True))
