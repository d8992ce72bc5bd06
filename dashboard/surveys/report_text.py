"""The check report in a terminal."""

import math
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dashboard.catalog.elements import analyte
from dashboard.catalog.printing import number_text
from dashboard.i18n import _, ngettext
from dashboard.surveys.checks import Problem
from dashboard.surveys.references import Reference
from dashboard.surveys.report_facts import AnalyteFacts, Report, StratumFacts, in_brief


def render(report: Report, *, brief: bool = False) -> Iterator[RenderableType]:
    """Yield the parts of a report for a rich console, the verdict last.

    Parameters
    ----------
    report : Report
        The report.
    brief : bool
        One line for all problems of a column.
    """
    yield Text(f"{report.title} ({report.survey})", style="bold")
    if report.files:
        rows = ((f.name, _count(f.records), f.sha256[:12]) for f in report.files)
        yield table(_("Files"), (_("file"), _("records"), _("SHA-256")), rows)
    if report.strata:
        yield table(_("Strata"), stratum_headings(report), (stratum_row(s) for s in report.strata))
        yield Text(coverage_text(report))
    for stratum in report.strata:
        yield table(
            stratum.id,
            (
                _("analyte"),
                _("column"),
                _("reported in"),
                _("results"),
                _("below limit"),
                _("limits"),
                _("median"),
                _("pairs"),
                _("difference"),
                _("precision"),
            ),
            (analyte_row(a) for a in stratum.analytes),
        )
        if stratum.references:
            title = _("Reference materials of {stratum}").format(stratum=stratum.id)
            yield table(title, reference_headings(), map(reference_row, stratum.references))
    if report.unused:
        names = ", ".join(u.column for u in report.unused)
        yield Text(_("Columns that the recipe does not use: {names}").format(names=names))
    problems = in_brief(report.problems) if brief else report.problems
    if problems:
        yield table(
            _("Problems"),
            (_("kind"), _("file"), _("row"), _("column"), _("found"), _("expected")),
            (problem_row(p) for p in problems),
        )
    yield Text(verdict(report), style="bold green" if report.can_be_built else "bold red")


def table(title: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """Return a table whose cells are shown as they are, not read as markup."""
    made = Table(title=Text(title), title_justify="left")
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made


def verdict(report: Report) -> str:
    """Say whether the survey can be built, and how many problems there are."""
    if report.can_be_built:
        text = _("This survey can be built; warnings: {warnings}.")
    else:
        text = _("This survey cannot be built; errors: {errors}, warnings: {warnings}.")
    return text.format(errors=report.errors, warnings=report.warnings)


def stratum_headings(report: Report) -> tuple[str, ...]:
    """Return the headings over `stratum_row`: a published grid has values in place of samples."""
    gridded = any(s.gridded for s in report.strata)
    return (
        _("stratum"),
        _("grid values") if gridded else _("samples"),
        _("duplicates"),
        _("awaiting"),
        _("planned"),
        _("countries"),
        _("cells"),
        _("km² per grid value") if gridded else _("km² per sample"),
        _("sampled"),
    )


def coverage_text(report: Report) -> str:
    """Say how large the extent is, in which cells and how densely it is meant to be sampled."""
    if any(s.gridded for s in report.strata):
        return _(
            "Published as a grid: what is counted are the publisher’s cell values, not samples, "
            "and none of it counts as progress."
        )
    if not math.isfinite(report.extent_km2):
        return _("The recipe states no extent.")
    text = ngettext(
        "Extent {area} km², touching {cells} cell of level 0.",
        "Extent {area} km², touching {cells} cells of level 0.",
        report.extent_cells,
    )
    text = text.format(area=f"{report.extent_km2:,.0f}", cells=report.extent_cells)
    if report.design_density is None:
        return text
    design = _("Design density: one site per {area} km².")
    return f"{text} {design.format(area=number_text(report.design_density))}"


def stratum_row(stratum: StratumFacts) -> tuple[str, ...]:
    """Return a stratum as cells of a table."""
    named = sum(c.country is not None for c in stratum.countries)
    counts = (stratum.samples, stratum.duplicates, stratum.awaiting, stratum.planned, named)
    return (
        stratum.id,
        *(_count(n) for n in (*counts, stratum.cells)),
        f"{stratum.km2_per_sample:,.0f}" if math.isfinite(stratum.km2_per_sample) else "–",
        " – ".join(stratum.dates) if stratum.dates else _("not dated"),
    )


def analyte_row(facts: AnalyteFacts) -> tuple[str, ...]:
    """Return an analyte as cells of a table."""
    form = "" if facts.form == facts.analyte else f" {facts.form}"
    share = 100 * facts.below / facts.determined if facts.determined else math.nan
    return (
        facts.analyte,
        facts.column,
        f"{facts.unit}{form}",
        _count(facts.determined),
        f"{facts.below:,} ({percent(share)})" if facts.below else "0",
        limits_text(facts),
        median_text(facts),
        _count(facts.pairs),
        percent(facts.difference),
        percent(facts.precision),
    )


def reference_headings() -> tuple[str, ...]:
    """Return the headings over `reference_row`."""
    return (
        _("analyte"),
        _("material"),
        _("results"),
        _("below limit"),
        _("certified"),
        _("found"),
        _("bias"),
        _("repeatability"),
    )


def reference_row(reference: Reference) -> tuple[str, ...]:
    """Return the results of a reference material as cells of a table."""
    unit = analyte(reference.analyte).unit
    contents = (
        f"{number_text(v)} {unit}" if math.isfinite(v) else "–"
        for v in (reference.certified, reference.found)
    )
    return (
        reference.analyte,
        reference.material,
        _count(reference.n),
        _count(reference.below),
        *contents,
        percent(reference.bias),
        percent(reference.repeatability),
    )


def limits_text(facts: AnalyteFacts) -> str:
    """Return the detection limits met, with their unit."""
    if facts.limits is None:
        return _("unknown") if facts.below else "–"
    low, high = (number_text(v) for v in facts.limits)
    return f"{low if low == high else f'{low} – {high}'} {facts.kept_unit}"


def median_text(facts: AnalyteFacts) -> str:
    """Return the median with its unit, as below the limit where it lies there."""
    if not math.isfinite(facts.median):
        return "–"
    if facts.median_below:
        highest = facts.limits[1] if facts.limits else math.nan
        if not math.isfinite(highest):
            return _("< DL")
        return f"< {number_text(highest)} {facts.kept_unit}"
    return f"{number_text(facts.median)} {facts.kept_unit}"


def percent(share: float) -> str:
    """Return a share in % with three significant digits, a dash where there is none."""
    return f"{float(f'{share:.3g}'):g} %" if math.isfinite(share) else "–"


def problem_row(problem: Problem) -> tuple[str, ...]:
    """Return a problem as cells of a table."""
    kind = _("error") if problem.severity == "error" else _("warning")
    row = "" if problem.row is None else str(problem.row)
    return (kind, problem.file, row, problem.column or "", problem.found, problem.expected)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"
