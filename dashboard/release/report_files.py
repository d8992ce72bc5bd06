"""Write the check reports of a release's surveys, as data and as pages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import orjson
from shapely.geometry.base import BaseGeometry

from dashboard.release.reports import CHECK, PAGE, report_name
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.report import report
from dashboard.surveys.report_facts import Report, in_brief
from dashboard.surveys.report_html import page
from dashboard.surveys.samples import Reading
from dashboard.surveys.sharing import INTERNAL, Audience, shared, withholds

MOST_RESULTS = 20_000_000
"""A survey with more results has no report in a release: the checks hold all of its files
as text, which would take more memory than the building of the release itself."""


def write_report(
    reading: Reading,
    audience: Audience,
    overlay: Overlay,
    land: Mapping[str, BaseGeometry],
    folder: Path,
) -> bool:
    """Write the check report of a survey into a release.

    It is in brief: no row and no value of a single sample. For the public, of a survey
    that withholds anything, it has the shared analytes' figures only: no file, column or
    problem, which may tell of the others, and no map where sites are not shared.

    Parameters
    ----------
    reading : Reading
        The survey as it was read.
    audience : {"public", "internal"}
        Whom the release is for.
    overlay : Overlay
        Countries to find points in.
    land : mapping of str to shapely geometry
        The same countries' areas, degrees.
    folder : Path
        Of the release.

    Returns
    -------
    bool
        Whether there is one: not of a survey of more than `MOST_RESULTS` results.
    """
    survey = reading.survey
    if sum(one.state.size for one in survey.results.values()) > MOST_RESULTS:
        return False
    # The manifest names the files and their hashes; here they would make releases of the
    # same data differ where only a file is written otherwise.
    found = replace(report(reading, overlay, land), files=())
    mapped: Reading | None = reading
    if audience != INTERNAL and withholds(survey.recipe):
        found = _given(found, reading, audience)
        numbers = range(len(survey.recipe.strata))
        if not all(shared(survey, number, audience).samples for number in numbers):
            mapped = None
    data, read = (folder / report_name(survey.recipe.survey.id, name) for name in (CHECK, PAGE))
    data.parent.mkdir(parents=True)
    brief = in_brief(found.problems)
    data.write_bytes(orjson.dumps(found.as_json(brief)))
    read.write_text(page(found, mapped, land, brief=True), encoding="utf-8")
    return True


def _given(found: Report, reading: Reading, audience: Audience) -> Report:
    """Return a report without what the audience is not given."""
    strata = []
    for number, facts in enumerate(found.strata):
        given = shared(reading.survey, number, audience)
        kept = {reading.survey.columns[facts.id][i].analyte for i in given.analytes}
        if kept:
            # The median of an odd number of results is one of them.
            analytes = tuple(
                one if one.analyte in given.samples else replace(one, median=math.nan)
                for one in facts.analytes
                if one.analyte in kept
            )
            told = facts if given.samples else replace(facts, countries=(), dates=None)
            # Results of reference materials name the analytes that are withheld too.
            strata.append(replace(told, analytes=analytes, references=()))
    return replace(found, strata=tuple(strata), problems=(), unused=())
