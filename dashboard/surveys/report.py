"""What a survey holds and what is wrong with it: the figures behind ``check``."""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard import grid
from dashboard.catalog.boundaries import geodesic_area_km2
from dashboard.catalog.elements import analyte
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.surveys.checks import OriginalsMissing, Problem, SurveyError
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.matrix import Matrix, matrices
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.plausible import plausible, unused
from dashboard.surveys.quality import quality
from dashboard.surveys.recipe_file import NAME
from dashboard.surveys.references import Reference, median_bias
from dashboard.surveys.report_facts import (
    AnalyteFacts,
    CountryFacts,
    FileFacts,
    Report,
    StratumFacts,
    ordered,
)
from dashboard.surveys.samples import Reading, examine


def check(
    folder: Path, originals: Path | None, overlay: Overlay, land: Mapping[str, BaseGeometry]
) -> tuple[Report, Reading | None]:
    """Read a survey and report on it.

    Parameters
    ----------
    folder : Path
        Folder with ``survey.toml``.
    originals : Path or None
        Folder of files that are not shipped.
    overlay : Overlay
        Countries to find points in.
    land : mapping of str to shapely geometry
        The same countries' areas, degrees.

    Returns
    -------
    report : Report
        Never raises for what is wrong with the survey: that is in `problems`.
    reading : Reading or None
        The survey, where it could be read at all.
    """
    try:
        reading = examine(folder, originals, borders=overlay)
    except SurveyError as error:
        return _unread(folder, error.problems), None
    except OriginalsMissing as missing:
        expected = _("the publisher's file there or in the folder of originals; see {source}")
        source = missing.source_url or _("the survey's publisher")
        problems = tuple(
            Problem(name, None, None, _("no such file"), expected.format(source=source))
            for name in missing.files
        )
        return _unread(folder, problems), None
    return report(reading, overlay, land), reading


def _unread(folder: Path, problems: tuple[Problem, ...]) -> Report:
    name = folder.resolve().name
    return Report(name, name, (), math.nan, 0, None, (), ordered(problems), ())


def report(reading: Reading, overlay: Overlay, land: Mapping[str, BaseGeometry]) -> Report:
    """Return the figures and problems of a survey that could be read.

    Parameters
    ----------
    reading : Reading
        The survey.
    overlay, land
        As in `check`.
    """
    survey = reading.survey
    recipe = survey.recipe
    problems = survey.problems
    extent = None
    # A missing file of polygons is among the problems already.
    readable = not recipe.extent.polygons or (survey.folder / recipe.extent.polygons).is_file()
    if readable:
        try:
            extent = planned_extent(recipe.extent, survey.folder, land)
        except (OSError, RuntimeError, ValueError) as error:
            expected = _("a file of polygons with a reference system")
            problem = Problem(NAME, None, "extent.polygons", str(error), expected)
            problems = (*problems, problem)
    area = math.nan if extent is None else _area_km2(extent)
    read = plausible(reading, overlay)
    names, counts = np.unique(reading.table.files.astype(str), return_counts=True)
    counted = dict(zip(names.tolist(), counts.tolist(), strict=True))
    return Report(
        survey=recipe.survey.id,
        title=recipe.survey.title,
        files=tuple(FileFacts(s.path, s.sha256, counted.get(s.path)) for s in survey.sources),
        extent_km2=area,
        extent_cells=0 if extent is None else _cells_touched(extent),
        design_density=recipe.extent.design_density,
        strata=tuple(_stratum(reading, m, area) for m in matrices(reading)),
        problems=ordered(tuple(dict.fromkeys((*problems, *read)))),
        unused=unused(reading),
    )


def _area_km2(extent: BaseGeometry) -> float:
    parts = shapely.get_parts(extent)
    polygons = [p for p in parts if isinstance(p, shapely.Polygon)]
    return float(sum(geodesic_area_km2(p) for p in polygons))


def _cells_touched(extent: BaseGeometry) -> int:
    """Return the number of cells of level 0 that share an area or an edge with the extent."""
    box = grid.bounds(np.arange(grid.cell_count()))
    cells = shapely.box(box.west, box.south, np.minimum(box.east, 180.0), box.north)
    parts = shapely.get_parts(extent)
    _part, cell = shapely.STRtree(cells).query(parts, predicate="intersects")
    return len(np.unique(cell))


def _stratum(reading: Reading, matrix: Matrix, extent_km2: float) -> StratumFacts:
    everything = reading.survey.samples
    everything = everything[(everything["stratum"] == matrix.id).to_numpy()]
    routine = everything["routine"].to_numpy(dtype=bool)
    state = everything["state"].to_numpy()
    sampled = everything[routine & (state != State.PLANNED)]
    cell = grid.cell_at(sampled["lon"], sampled["lat"])
    cells = np.unique(cell[cell >= 0])
    area = extent_km2
    if reading.survey.recipe.survey.kind == "compilation":
        area = math.nan  # Published analyses have no density.
    elif matrix.id in reading.survey.areas:
        area = reading.survey.areas[matrix.id] * len(sampled)
    elif not math.isfinite(area):
        area = float(grid.area_km2(cells).sum()) if len(cells) else math.nan
    dates = sampled["date"].dropna()
    part = next(
        s for s in reading.survey.recipe.strata if reading.survey.recipe.stratum_id(s) == matrix.id
    )
    materials = reading.survey.references.get(matrix.id, ())
    return StratumFacts(
        id=matrix.id,
        title=part.title or matrix.id,
        samples=int((routine & (state == State.MEASURED)).sum()),
        duplicates=int((~routine).sum()),
        awaiting=int((routine & (state == State.AWAITING)).sum()),
        planned=int((routine & (state == State.PLANNED)).sum()),
        dates=(f"{dates.min():%Y-%m-%d}", f"{dates.max():%Y-%m-%d}") if len(dates) else None,
        countries=_countries(sampled["country"].to_numpy(dtype=object), cell),
        cells=len(cells),
        km2_per_sample=area / len(sampled) if len(sampled) else math.nan,
        analytes=_analytes(matrix, materials),
        references=materials,
        gridded=reading.survey.recipe.survey.kind == "gridded",
    )


def _countries(country: NDArray[np.object_], cell: NDArray[np.int64]) -> tuple[CountryFacts, ...]:
    names = np.array(["" if c is None else c for c in country], dtype=str)
    found = []
    for name in np.unique(names):
        mine = cell[(names == name) & (cell >= 0)]
        count = int((names == name).sum())
        found.append(CountryFacts(str(name) or None, count, len(np.unique(mine))))
    return tuple(found)


def _analytes(matrix: Matrix, materials: tuple[Reference, ...]) -> tuple[AnalyteFacts, ...]:
    facts = []
    for i, (column, figures) in enumerate(zip(matrix.columns, quality(matrix), strict=True)):
        state = matrix.state[matrix.routine, i]
        value = matrix.value[matrix.routine, i]
        kept = state <= State.ABOVE
        below = state == State.BELOW
        limits = value[below & np.isfinite(value)]
        # A value below an unknown limit ranks lowest.
        filled = np.where(below & np.isnan(value), 0.0, value)[kept]
        median = float(np.median(filled)) if len(filled) else math.nan
        highest = float(limits.max()) if len(limits) else 0.0
        facts.append(
            AnalyteFacts(
                analyte=column.analyte,
                column=column.column,
                form=column.form,
                unit=column.unit,
                kept_unit=analyte(column.analyte).unit,
                determined=figures.determined,
                below=int(below.sum()),
                above=int((state == State.ABOVE).sum()),
                limits=(float(limits.min()), highest) if len(limits) else None,
                median=median,
                median_below=bool(below.any() and median <= highest),
                report_rate=figures.report_rate,
                pairs=figures.pairs,
                difference=figures.difference,
                precision=figures.precision,
                variation=figures.variation,
                replicates=figures.replicates,
                replicate_precision=figures.replicate_precision,
                bias=median_bias(materials, column.analyte),
            )
        )
    return tuple(facts)
