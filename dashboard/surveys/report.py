"""What a survey holds and what is wrong with it: the figures behind ``check``."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard import grid
from dashboard.catalog.boundaries import geodesic_area_km2
from dashboard.catalog.elements import analyte
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.surveys.checks import ROWS_NAMED, OriginalsMissing, Problem, SurveyError
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.matrix import Matrix, matrices
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.plausible import Unused, plausible, unused
from dashboard.surveys.quality import quality
from dashboard.surveys.recipe_file import NAME
from dashboard.surveys.samples import Reading, examine


@dataclass(frozen=True)
class FileFacts:
    """A file that was read: name, SHA-256 and number of records (None for a joined one)."""

    name: str
    sha256: str
    records: int | None


@dataclass(frozen=True)
class CountryFacts:
    """Routine samples of a country and the cells of level 0 that hold them."""

    country: str | None
    samples: int
    cells: int


@dataclass(frozen=True)
class AnalyteFacts:
    """One analyte of a stratum.

    Attributes
    ----------
    analyte, column, form, unit : str
        Id, name in the file, form and unit reported.
    kept_unit : str
        The catalogue's unit: that of `limits` and `median`.
    determined, below, above : int
        Routine samples with a result; those below and above a limit.
    limits : tuple of (float, float) or None
        Lowest and highest detection limit met, element form.
    median : float
        With limits as values (type 7); NaN where it lies below an unknown limit.
    median_below : bool
        Whether the median does not exceed the highest limit, and prints as below it.
    report_rate, difference, precision, variation : float
        %, see `dashboard.surveys.quality.Quality`.
    pairs : int
        Duplicates these come from.
    """

    analyte: str
    column: str
    form: str
    unit: str
    kept_unit: str
    determined: int
    below: int
    above: int
    limits: tuple[float, float] | None
    median: float
    median_below: bool
    report_rate: float
    pairs: int
    difference: float
    precision: float
    variation: float


@dataclass(frozen=True)
class StratumFacts:
    """One stratum.

    Attributes
    ----------
    id, title : str
        Full id, and title of the recipe.
    samples, duplicates, awaiting, planned : int
        Routine samples reported; field duplicates and replicates; routine samples
        awaiting results; sites not sampled.
    dates : tuple of (str, str) or None
        First and last sampling date.
    countries : tuple of CountryFacts
        By country of the sample.
    cells : int
        Covered cells of level 0.
    km2_per_sample : float
        Area of the extent, else of the covered cells, by routine samples.
    analytes : tuple of AnalyteFacts
        In the order of the catalogue.
    """

    id: str
    title: str
    samples: int
    duplicates: int
    awaiting: int
    planned: int
    dates: tuple[str, str] | None
    countries: tuple[CountryFacts, ...]
    cells: int
    km2_per_sample: float
    analytes: tuple[AnalyteFacts, ...]


@dataclass(frozen=True)
class Report:
    """Everything that ``check`` says of a survey.

    Attributes
    ----------
    survey, title : str
        Id and title; the folder's name where the recipe cannot be read.
    files : tuple of FileFacts
        What was read.
    extent_km2 : float
        Area of the extent; NaN where the recipe states none.
    extent_cells : int
        Cells of level 0 that it touches.
    design_density : float or None
        km² per site that the recipe states.
    strata : tuple of StratumFacts
        In the order of the recipe.
    problems : tuple of Problem
        Errors first, then warnings.
    unused : tuple of Unused
        Columns that nothing takes.
    """

    survey: str
    title: str
    files: tuple[FileFacts, ...]
    extent_km2: float
    extent_cells: int
    design_density: float | None
    strata: tuple[StratumFacts, ...]
    problems: tuple[Problem, ...]
    unused: tuple[Unused, ...]

    @property
    def errors(self) -> int:
        """Number of problems that keep the survey from being built."""
        return sum(p.severity == "error" for p in self.problems)

    @property
    def warnings(self) -> int:
        """Number of things to look at."""
        return len(self.problems) - self.errors

    @property
    def can_be_built(self) -> bool:
        """Whether ``build`` takes the survey."""
        return not self.errors

    def as_json(self, problems: tuple[Problem, ...] | None = None) -> dict[str, Any]:
        """Return the report as plain data; NaN becomes null.

        Parameters
        ----------
        problems : tuple of Problem, optional
            In place of the report's own, such as those `in_brief`.
        """
        plain: dict[str, Any] = _plain(asdict(self))
        if problems is not None:
            plain["problems"] = [asdict(p) for p in problems]
        counts = {"errors": self.errors, "warnings": self.warnings}
        return {"can_be_built": self.can_be_built, **counts, **plain}


def in_brief(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return problems with one line for all rows of a column.

    Rows and values of single samples are left out, so that a report can be passed
    on where the data cannot.

    Parameters
    ----------
    problems : tuple of Problem
        All of them.
    """
    groups: dict[tuple[str, str, str | None], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.severity, problem.file, problem.column), []).append(problem)
    lines: list[Problem] = []
    for group in groups.values():
        rows = [p for p in group if p.row is not None]
        # What goes beyond the first rows is summed up without a row.
        more = len(rows) >= ROWS_NAMED and len(rows) < len(group)
        if not more:
            lines += [p for p in group if p.row is None]
        if not rows:
            continue
        found = _("more than {count} rows") if more else _("rows: {count}")
        first = rows[0]
        lines.append(replace(first, row=None, found=found.format(count=len(rows))))
    return _ordered(tuple(lines))


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
    return Report(name, name, (), math.nan, 0, None, (), _ordered(problems), ())


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
        problems=_ordered(tuple(dict.fromkeys((*problems, *read)))),
        unused=unused(reading),
    )


def _ordered(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda p: p.severity != "error"))


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
    if not math.isfinite(area):
        area = float(grid.area_km2(cells).sum()) if len(cells) else math.nan
    dates = sampled["date"].dropna()
    part = next(
        s for s in reading.survey.recipe.strata if reading.survey.recipe.stratum_id(s) == matrix.id
    )
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
        analytes=_analytes(matrix),
    )


def _countries(country: NDArray[np.object_], cell: NDArray[np.int64]) -> tuple[CountryFacts, ...]:
    names = np.array(["" if c is None else c for c in country], dtype=str)
    found = []
    for name in np.unique(names):
        mine = cell[(names == name) & (cell >= 0)]
        count = int((names == name).sum())
        found.append(CountryFacts(str(name) or None, count, len(np.unique(mine))))
    return tuple(found)


def _analytes(matrix: Matrix) -> tuple[AnalyteFacts, ...]:
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
            )
        )
    return tuple(facts)


def _plain(value: Any) -> Any:
    """Return nested data with null for NaN."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
