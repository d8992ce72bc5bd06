"""Reported progress: what the programme and its partners have published, with sources.

The tables lie in ``data/programme``; docs/programme.md says how to add to them. They are
read and checked here, and copied into every release as ``programme.json``
(docs/interfaces.md, section 9). Reported figures are never added to measured ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard.catalog.metrics import METRICS
from dashboard.catalog.problems import Problem, quoted
from dashboard.catalog.programme_records import (
    Course,
    Participant,
    Programme,
    Source,
    Statement,
    Target,
)
from dashboard.catalog.programme_tables import R, Row, Table, read_table
from dashboard.catalog.programme_terms import REPORTED, SCALES, WORDS_ONLY
from dashboard.i18n import _

_SOURCES = Table("sources.csv", Source, {"id": "id", "title": "text", "address": "address"})
_STATEMENTS = Table(
    "statements.csv",
    Statement,
    {
        "id": "id",
        "country": "country?",
        "area": "text?",
        "project": "text?",
        "scale": "scale",
        "metric": "metric",
        "value": "number?",
        "unit": "text?",
        "denominator": "text?",
        "words": "text?",
        "as_of": "date?",
        "source": "source",
        "note": "text?",
    },
)
_TRAINING = Table(
    "training.csv",
    Course,
    {
        "year": "year",
        "country": "country?",
        "courses": "count?",
        "trainees": "count?",
        "nations": "count?",
        "place": "text?",
        "words": "text",
        "source": "source",
    },
)
_TARGETS = Table(
    "targets.csv",
    Target,
    {
        "id": "id",
        "metric": "target",
        "value": "number",
        "unit": "text",
        "denominator": "text?",
        "since": "future?",
        "until": "future?",
        "words": "text",
        "source": "source",
        "divides": "yes-no",
        "note": "text?",
    },
)
_PARTICIPANTS = Table(
    "participants.csv",
    Participant,
    {"country": "country", "since": "date?", "role": "text", "source": "source"},
)
TABLES = (_SOURCES, _STATEMENTS, _TRAINING, _TARGETS, _PARTICIPANTS)
"""The tables of a programme folder, each with its columns and their kinds."""


def is_programme(folder: Path) -> bool:
    """Return whether a folder holds tables of reported progress, and no survey."""
    return not (folder / "survey.toml").exists() and any(
        (folder / table.file).is_file() for table in TABLES
    )


def read(folder: Path, today: dt.date | None = None) -> tuple[Programme, list[Problem]]:
    """Read and check the tables of reported progress.

    Parameters
    ----------
    folder : Path
        Folder with the tables of `TABLES`.
    today : date, optional
        The last possible date of a statement.

    Returns
    -------
    programme : Programme
        The rows without problems of their own.
    problems : list of Problem
        All that is wrong, by file, row and column; empty where nothing is. Rows are
        counted as a spreadsheet shows them: the heads of the columns are row 1.
    """
    problems: list[Problem] = []
    choices = {
        "scale": tuple(SCALES),
        "metric": tuple(REPORTED),
        "target": (*METRICS, *REPORTED),
    }
    last = today or dt.datetime.now(dt.UTC).date()
    sources = read_table(folder, _SOURCES, choices, last, problems)
    if not problems:
        # A faulty source is one problem, not one more for each statement that cites it.
        choices["source"] = tuple(row.record.id for row in sources)
    statements = read_table(folder, _STATEMENTS, choices, last, problems)
    training = read_table(folder, _TRAINING, choices, last, problems)
    targets = read_table(folder, _TARGETS, choices, last, problems)
    participants = read_table(folder, _PARTICIPANTS, choices, last, problems)
    for statement in statements:
        problems += _statement_problems(statement)
    for target in targets:
        problems += _share_problems(_TARGETS.file, target)
        problems += _span_problems(target)
    problems += _duplicates(_SOURCES, sources)
    problems += _duplicates(_STATEMENTS, statements)
    problems += _duplicates(_TRAINING, training)
    problems += _duplicates(_TARGETS, targets)
    problems += _duplicates(_PARTICIPANTS, participants)
    programme = Programme(
        _records(sources),
        _records(statements),
        _records(training),
        _records(targets),
        _records(participants),
    )
    if not problems:
        problems += _not_cited(sources, programme)
    return programme, problems


def _not_cited(sources: Sequence[Row[Source]], programme: Programme) -> list[Problem]:
    cited = {one.source for one in programme.sourced}
    expected = _("a source that a row of another table cites")
    return [
        Problem(_SOURCES.file, row.number, "id", quoted(row.record.id), expected)
        for row in sources
        if row.record.id not in cited
    ]


def _records(rows: Sequence[Row[R]]) -> tuple[R, ...]:
    return tuple(row.record for row in rows)


def _statement_problems(row: Row[Statement]) -> list[Problem]:
    one = row.record
    faults: list[tuple[str, str, str]] = []
    if one.value is None and one.metric not in WORDS_ONLY:
        faults.append(("value", quoted(""), _("a number; only stages may do without")))
    if one.value is None and not one.words:
        faults.append(("words", quoted(""), _("what the source says, where there is no number")))
    if (one.value is None) == bool(one.unit):
        expected = _("a unit where there is a value, and only there")
        faults.append(("unit", quoted(one.unit), expected))
    if one.metric == "share" and one.unit != "%":
        faults.append(("unit", quoted(one.unit), "%"))
    if one.area and not one.country:
        faults.append(("country", quoted(""), _("the country that the area is part of")))
    problems = [Problem(_STATEMENTS.file, row.number, *fault) for fault in faults]
    return problems + _share_problems(_STATEMENTS.file, row)


def _share_problems(file: str, row: Row[Statement] | Row[Target]) -> list[Problem]:
    one = row.record
    if one.unit != "%":
        return []
    faults: list[tuple[str, str, str]] = []
    if not one.denominator:
        faults.append(("denominator", quoted(""), _("what the percentage is a share of")))
    if one.value is not None and not 0 <= one.value <= 100:
        faults.append(("value", quoted(f"{one.value:g}"), _("a percentage from 0 to 100")))
    return [Problem(file, row.number, *fault) for fault in faults]


def _span_problems(row: Row[Target]) -> list[Problem]:
    one = row.record
    if one.since is None or one.until is None or one.since <= one.until:
        return []
    expected = _("a year not before {year}").format(year=one.since)
    return [Problem(_TARGETS.file, row.number, "until", quoted(one.until), expected)]


def _duplicates(table: Table[Any], rows: Sequence[Row[Any]]) -> list[Problem]:
    """Return the rows that repeat the id, or all the rest, of a row above them."""
    problems = []
    ids: dict[str, int] = {}
    contents: dict[tuple[Any, ...], int] = {}
    for row in rows:
        fields = asdict(row.record)
        id = fields.pop("id", None)
        # Words and notes do not make a second statement of the first.
        content = tuple(value for name, value in fields.items() if name not in {"words", "note"})
        first = ids.setdefault(id, row.number) if id else row.number
        if first != row.number:
            expected = _("an id that row {row} does not have").format(row=first)
            problems.append(Problem(table.file, row.number, "id", quoted(id), expected))
        first = contents.setdefault(content, row.number)
        if first != row.number:
            found = _("the same as row {row}").format(row=first)
            expected = _("one row for each statement")
            problems.append(Problem(table.file, row.number, None, found, expected))
    return problems
