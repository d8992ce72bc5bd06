"""The check report as one HTML page that needs nothing else."""

from collections.abc import Iterable, Mapping
from html import escape

import numpy as np
from shapely.geometry.base import BaseGeometry

from dashboard.catalog.boundaries import disclaimer
from dashboard.i18n import _
from dashboard.surveys.report_facts import Report, StratumFacts, in_brief
from dashboard.surveys.report_map import site_map
from dashboard.surveys.report_text import (
    analyte_row,
    coverage_text,
    percent,
    problem_row,
    reference_headings,
    reference_row,
    stratum_headings,
    stratum_row,
    verdict,
)
from dashboard.surveys.samples import Reading

# Colours of sufficient contrast (WCAG 2.2 AA) on white and on the dark ground.
STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --ground: #fff; --line: #8a8a8a;
  --land: #e8e6e0; --site: #1f5fa8; --mark: #b3261e; --good: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --ground: #16181b;
  --line: #8f8f8f; --land: #34383d; --site: #8fc1ff; --mark: #ff9a8f; --good: #7fd6a0 } }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; color: var(--ink);
  background: var(--ground); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; line-height: 1.2 } h2 { font-size: 1.2rem; margin-top: 2.5rem }
.verdict { border-left: .4rem solid var(--good); padding: .3rem .8rem; font-weight: 600 }
.verdict.bad { border-color: var(--mark) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding: .3rem 0 }
th, td { padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid color-mix(in srgb, var(--line) 45%, transparent) }
td.number, th.number { text-align: right }
svg { width: 100%; max-width: 45rem; height: auto; border: 1px solid var(--line) }
.land { fill: var(--land); stroke: var(--line); stroke-width: .6; fill-rule: evenodd }
.sites, .marked { fill: none; stroke-linecap: round }
.sites { stroke: var(--site); stroke-width: 2.6 }
.marked { stroke: var(--mark); stroke-width: 6; opacity: .8 }
small { display: block; max-width: 60ch }
@media print { body { margin: 0; max-width: none; font-size: 9pt } .scroll { overflow: visible }
  tr, svg { break-inside: avoid } thead { display: table-header-group } }
"""


def page(
    report: Report,
    reading: Reading | None,
    land: Mapping[str, BaseGeometry],
    *,
    brief: bool = False,
) -> str:
    """Return a report as a self-contained HTML document.

    Parameters
    ----------
    report : Report
        The report.
    reading : Reading or None
        The survey, for the map of its sites; no map without.
    land : mapping of str to shapely geometry
        Countries in degrees.
    brief : bool
        One line for all problems of a column.

    Returns
    -------
    str
        HTML with its style inside and no script, link or image from elsewhere.
    """
    heading = _("Check of {title}").format(title=report.title)
    bad = "" if report.can_be_built else " bad"
    body = [
        f"<h1>{escape(heading)}</h1>",
        f'<p class="verdict{bad}">{escape(verdict(report))}</p>',
        *(_map(report, reading, land) if reading is not None else []),
    ]
    if report.strata:
        body += _section(_("Strata"), _strata(report) + _paragraph(coverage_text(report)))
        gridded = any(s.gridded for s in report.strata)
        samples, values = _("Samples and cells by country"), _("Grid values and cells by country")
        body += _section(values if gridded else samples, _countries(report))
    problems = in_brief(report.problems) if brief else report.problems
    if problems:
        headings = (_("kind"), _("file"), _("row"), _("column"), _("found"), _("expected"))
        lines = (problem_row(p) for p in problems)
        body += _section(_("Problems"), _table(_("Everything found"), headings, lines, {2}))
    for stratum in report.strata:
        body += _section(stratum.title, _analytes(stratum))
        if stratum.references:
            rows = map(reference_row, stratum.references)
            caption = _("Reference materials of {stratum}").format(stratum=stratum.id)
            body.append(_table(caption, reference_headings(), rows, set(range(2, 8))))
    if report.unused:
        listed = ", ".join(u.column for u in report.unused)
        body += _section(_("Columns that the recipe does not use"), _paragraph(listed))
    if report.files:
        files = (
            (f.name, "–" if f.records is None else f"{f.records:,}", f.sha256)
            for f in report.files
        )
        names = (_("file"), _("records"), _("SHA-256"))
        body += _section(_("Files"), _table(_("Files read"), names, files, {1}))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(heading)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _section(heading: str, content: str) -> list[str]:
    return [f"<h2>{escape(heading)}</h2>", content]


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(
    caption: str, headings: Iterable[str], rows: Iterable[Iterable[str]], numbers: set[int]
) -> str:
    """Return a table whose columns of `numbers` are set to the right."""

    def cell(tag: str, i: int, text: str) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        right = ' class="number"' if i in numbers else ""
        return f"<{tag}{scope}{right}>{escape(text)}</{tag}>"

    head = "".join(cell("th", i, text) for i, text in enumerate(headings))
    lines = (
        "<tr>" + "".join(cell("td", i, text) for i, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    # A region that scrolls sideways must be reachable from the keyboard.
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>\n"
        + "\n".join(lines)
        + "\n</tbody></table></div>"
    )


def _strata(report: Report) -> str:
    headings, rows = stratum_headings(report), map(stratum_row, report.strata)
    return _table(_("Counts and coverage"), headings, rows, set(range(1, 8)))


def _countries(report: Report) -> str:
    counted = stratum_headings(report)[1]
    headings = (_("stratum"), _("country"), counted, _("cells of level 0"))
    caption = _("Routine {counted} by country").format(counted=counted)
    rows = (
        (stratum.id, c.country or _("none"), f"{c.samples:,}", f"{c.cells:,}")
        for stratum in report.strata
        for c in stratum.countries
    )
    return _table(caption, headings, rows, {2, 3})


def _analytes(stratum: StratumFacts) -> str:
    headings: tuple[str, ...] = (
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
        _("report rate"),
    )
    rows: list[tuple[str, ...]] = [
        (*analyte_row(a), percent(a.report_rate)) for a in stratum.analytes
    ]
    if any(a.replicates for a in stratum.analytes):
        headings += (_("replicates"), _("precision of replicates"))
        rows = [
            (*row, f"{a.replicates:,}", percent(a.replicate_precision))
            for row, a in zip(rows, stratum.analytes, strict=True)
        ]
    return _table(stratum.id, headings, rows, set(range(3, len(headings))))


def _map(report: Report, reading: Reading, land: Mapping[str, BaseGeometry]) -> list[str]:
    """Return the map of the sites, those with a problem in their row ringed."""
    samples = reading.survey.samples.assign(file=reading.files)
    sites = samples.drop_duplicates(["file", "row"])
    named = {(p.file, p.row) for p in report.problems if p.row is not None}
    marked = np.array(
        [place in named for place in zip(sites["file"], sites["row"], strict=True)], dtype=bool
    )
    drawn = site_map(
        sites["lon"].to_numpy(dtype=float), sites["lat"].to_numpy(dtype=float), marked, land
    )
    if not drawn:
        return []
    notes = [_("Sites marked larger have a problem in their row.")] if marked.any() else []
    notes.append(disclaimer())
    return [drawn, f"<small>{escape(' '.join(notes))}</small>"]
