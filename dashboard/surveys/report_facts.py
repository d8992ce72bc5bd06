"""The facts that a check reports, as plain records."""

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from dashboard.i18n import _
from dashboard.surveys.checks import ROWS_NAMED, Problem
from dashboard.surveys.plausible import Unused
from dashboard.surveys.references import Reference


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
        Field duplicates these come from.
    replicates : int
        Laboratory replicates that `replicate_precision` comes from.
    bias : float
        Median bias against reference materials, %; NaN without any.
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
    replicates: int
    replicate_precision: float
    bias: float = math.nan


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
        Area of the extent, else of the covered cells, by routine samples; NaN for a
        compilation. Of a published grid the median area of its cells.
    analytes : tuple of AnalyteFacts
        In the order of the catalogue.
    gridded : bool
        Whether what is counted are values of a published grid, not samples.
    references : tuple of Reference
        Results of reference materials.
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
    gridded: bool = False
    references: tuple[Reference, ...] = ()


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
    return ordered(tuple(lines))


def ordered(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return problems with errors first."""
    return tuple(sorted(problems, key=lambda p: p.severity != "error"))


def _plain(value: Any) -> Any:
    """Return nested data with null for NaN."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
