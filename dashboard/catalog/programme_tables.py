"""Reading the tables of reported progress: cells by kind, each fault with row and column."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from dashboard.catalog.countries import countries
from dashboard.catalog.counts import cells_text
from dashboard.catalog.problems import Problem, nearest, quoted
from dashboard.i18n import _

FIRST_YEAR = 1900
LAST_YEAR = 2200

R = TypeVar("R")


class CellError(ValueError):
    """A cell that cannot be read; its text says what is expected."""


@dataclass(frozen=True)
class Table(Generic[R]):
    """A table: its file, what a row becomes, and the kind of each column.

    A kind with ``?`` may be empty: None for numbers, an empty text for others.
    """

    file: str
    record: Callable[..., R]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Row(Generic[R]):
    """A record and its row number as a spreadsheet shows it."""

    number: int
    record: R


def read_table(
    folder: Path,
    table: Table[R],
    choices: Mapping[str, tuple[str, ...]],
    today: dt.date,
    problems: list[Problem],
) -> list[Row[R]]:
    """Return the rows of a table that can be read.

    Parameters
    ----------
    folder : Path
        Where the file lies.
    table : Table
        Its file, columns and record.
    choices : mapping of str to tuple of str
        Accepted texts of the kinds that are a choice.
    today : date
        The last possible date.
    problems : list of Problem
        Takes what is wrong.
    """
    path = folder / table.file
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        expected = _("a table in UTF-8 with the columns {names}")
        expected = expected.format(names=", ".join(table.columns))
        problems.append(Problem(table.file, None, None, str(error), expected))
        return []
    reader = csv.reader(text.splitlines(keepends=True))
    head = next(reader, [])
    if not _head_fits(head, table, problems):
        return []
    rows = []
    for cells in reader:
        number = reader.line_num
        if not any(cells):
            continue
        if len(cells) != len(head):
            found = cells_text(len(cells))
            expected = _("{count}, as many as columns").format(count=len(head))
            problems.append(Problem(table.file, number, None, found, expected))
            continue
        fields: dict[str, Any] = {}
        for name, cell in zip(head, cells, strict=True):
            try:
                fields[name] = _read(cell.strip(), table.columns[name], choices, today)
            except CellError as fault:
                problems.append(Problem(table.file, number, name, quoted(cell), str(fault)))
        if len(fields) == len(head):
            rows.append(Row(number, table.record(**fields)))
    return rows


def _head_fits(head: list[str], table: Table[Any], problems: list[Problem]) -> bool:
    before = len(problems)
    for name in table.columns:
        if head.count(name) != 1:
            found = _("{count} such columns").format(count=head.count(name))
            problems.append(Problem(table.file, 1, name, found, _("one column of this name")))
    problems += [
        Problem(table.file, 1, name, _("unknown column"), nearest(name, table.columns))
        for name in head
        if name not in table.columns
    ]
    return len(problems) == before


def _read(cell: str, kind: str, choices: Mapping[str, tuple[str, ...]], today: dt.date) -> Any:
    base = kind.removesuffix("?")
    if not cell:
        if not kind.endswith("?"):
            raise CellError(_EMPTY.get(base, _("a text")))
        return None if base in _NUMBERS else ""
    if base in choices:
        return _chosen(cell, choices[base])
    if base == "date":
        return _date(cell, today)
    if base == "year":
        return _year(cell, today.year)
    return _READERS[base](cell)


def _chosen(cell: str, accepted: tuple[str, ...]) -> str:
    if cell not in accepted:
        raise CellError(nearest(cell, accepted))
    return cell


def _country(cell: str) -> str:
    if cell not in countries():
        near = nearest(cell, countries())
        raise CellError(_("an ISO 3166-1 alpha-3 code; {near}").format(near=near))
    return cell


def _number(cell: str) -> float:
    # Decimal point, no thousands separators: 1,731 could mean either.
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
        raise CellError(_("a number written with digits and a decimal point, such as 1731.5"))
    value = float(cell)
    if not math.isfinite(value) or value < 0:
        raise CellError(_("a number that is not negative"))
    return value


def _count(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", cell):
        raise CellError(_("a whole number"))
    return int(cell)


def _year(cell: str, last: int) -> int:
    if not re.fullmatch(r"[0-9]{4}", cell) or not FIRST_YEAR <= int(cell) <= last:
        raise CellError(_("a year from {first} to {last}").format(first=FIRST_YEAR, last=last))
    return int(cell)


def _date(cell: str, today: dt.date) -> str:
    expected = _("a date such as 2018, 2018-05 or 2018-05-03, from {year} to today")
    expected = expected.format(year=FIRST_YEAR)
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", cell):
        raise CellError(expected)
    try:
        first_day = dt.date.fromisoformat((cell + "-01-01")[:10])
    except ValueError:
        raise CellError(expected) from None
    if not dt.date(FIRST_YEAR, 1, 1) <= first_day <= today:
        raise CellError(expected)
    return cell


def _id(cell: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cell):
        raise CellError(_("lower-case letters, digits and hyphens"))
    return cell


def _address(cell: str) -> str:
    parts = urlsplit(cell)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or " " in cell:
        raise CellError(_("a full address that begins with https:// or http://"))
    return cell


def _yes_no(cell: str) -> bool:
    if cell not in {"yes", "no"}:
        raise CellError(_("yes or no"))
    return cell == "yes"


_NUMBERS = frozenset({"number", "count", "year", "future"})
_READERS: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "source": str,
    "id": _id,
    "address": _address,
    "country": _country,
    "number": _number,
    "count": _count,
    "future": lambda cell: _year(cell, LAST_YEAR),
    "yes-no": _yes_no,
}
_EMPTY = {
    "source": _("an id of sources.csv; nothing is entered without a source"),
    "number": _("a number"),
    "date": _("a date"),
    "year": _("a year"),
    "country": _("an ISO 3166-1 alpha-3 code"),
    "address": _("the full address of the source"),
}
