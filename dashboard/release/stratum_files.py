"""The files of one stratum in a release, written from a survey that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from dashboard.gridding.country_land import LandOverlay
from dashboard.gridding.days import Timed
from dashboard.gridding.engine import Engine, duckdb
from dashboard.gridding.land import LandCells, on_land
from dashboard.gridding.stratum import StratumSamples
from dashboard.release import index
from dashboard.release.gridded_files import cell_medians, write_gridded
from dashboard.release.progress_files import write_progress
from dashboard.release.thresholds import write_thresholds
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.samples import Survey
from dashboard.surveys.sharing import Shared


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
    survey: Survey, number: int, world: World, folder: Path, given: Shared, engine: Engine = duckdb
) -> tuple[dict[str, Any], pa.Table | None]:
    """Write samples, cells of all levels, states, countries and thresholds of a stratum.

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
    given : Shared
        What the readers of the release are given of it: one analyte at least.
    engine : Engine
        What groups the results.

    Returns
    -------
    record : dict
        The stratum in the release index.
    progress : pyarrow.Table or None
        Its counts by country and level; None for a compilation.
    """
    identity = list(survey.columns)[number]
    columns = [survey.columns[identity][i] for i in given.analytes]
    samples = survey.samples[survey.samples["stratum"] == identity].reset_index(drop=True)
    results = survey.results[identity].only(given.analytes)
    withheld = frozenset(c.analyte for c in columns) - given.samples
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
        # Cells no smaller than the pixels of a published grid.
        recipe.extent.design_density or survey.areas.get(identity),
    )
    target = folder / identity
    target.mkdir(parents=True)
    cells = write_gridded(stratum, world.land, world.polygons, target, withheld, engine)
    write_thresholds(target, [c.analyte for c in columns if c.analyte not in withheld])
    record = index.stratum_record(
        survey.recipe,
        number,
        identity,
        samples,
        results,
        columns,
        stratum.finest,
        cell_medians(target, withheld),
    )
    if survey.recipe.survey.kind != "survey":
        return record, None
    timed = Timed(stratum, recipe.columns.date_precision, recipe.survey.years[1])
    return record, write_progress(
        timed, dict(enumerate(cells)), world.land, world.overlay, target, withheld
    )
