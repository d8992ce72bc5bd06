"""The files of one stratum in a release, written from a survey that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.country_land import LandOverlay
from dashboard.gridding.days import Timed
from dashboard.gridding.groups import cell_list, cell_tables, country_table, state_table
from dashboard.gridding.land import LandCells, on_land
from dashboard.gridding.stratum import StratumSamples, sample_table
from dashboard.release import index
from dashboard.release.arrow_file import ArrowFile
from dashboard.release.index import Results
from dashboard.release.progress_files import write_progress
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.samples import Survey

_ROWS_IN_BATCH = 4096
# What a reader of one column of samples decodes at a time: 1 MB of values.
_ROWS_IN_GROUP = 2**17


@dataclass(frozen=True)
class World:
    """What all strata share."""

    polygons: Mapping[str, shapely.Geometry]
    land: LandCells
    countries: tuple[str, ...]

    @cached_property
    def overlay(self) -> LandOverlay:
        """The overlay of countries and cells, shared by the strata."""
        return LandOverlay(self.polygons)


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
    target = folder / identity
    target.mkdir(parents=True)
    pq.write_table(
        sample_table(stratum),
        target / "samples.parquet",
        compression="zstd",
        row_group_size=_ROWS_IN_GROUP,
    )
    levels = range(stratum.finest + 1)
    cells = [cell_list(stratum, level, world.land, world.polygons) for level in levels]
    _write_cells(stratum, cells, target)
    pq.write_table(state_table(cells[0], world.land), target / "states.parquet")
    countries = country_table(stratum)
    with ArrowFile(target / "countries.arrow", [countries.num_rows]) as file:
        file.add(countries)
    record = index.stratum_record(
        survey.recipe, number, identity, samples, results, columns, stratum.finest
    )
    if survey.recipe.survey.kind != "survey":
        return record, None
    timed = Timed(stratum, recipe.columns.date_precision, recipe.survey.years[1])
    return record, write_progress(timed, dict(enumerate(cells)), world.land, world.overlay, target)


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


def _write_cells(stratum: StratumSamples, cells: Sequence[pa.Table], folder: Path) -> None:
    """Write the cells of all levels as they are grouped."""
    with ExitStack() as stack:
        files = [
            stack.enter_context(ArrowFile(folder / f"cells-{level}.arrow", _ends(table, level)))
            for level, table in enumerate(cells)
        ]
        for part in cell_tables(stratum, cells):
            for file, table in zip(files, part, strict=True):
                file.add(table)


def _ends(cells: pa.Table, level: int) -> list[int]:
    """Return the row after each record batch.

    Cells of a large level come in record batches that end with a cell of level 0, so
    that a reader of a part of the world need not touch the rest.
    """
    if not level or cells.num_rows <= _ROWS_IN_BATCH:
        return [cells.num_rows]
    parent = grid.parent(cells["cell"].to_numpy(), level)
    ends = np.append(np.flatnonzero(np.diff(parent)) + 1, cells.num_rows)
    # The last cell of level 0 that ends within each so many rows.
    kept: list[int] = ends[np.append(np.diff(ends // _ROWS_IN_BATCH) > 0, True)].tolist()
    return kept
