"""File formats to raw text tables that keep row numbers and column names."""

import csv
import datetime as dt
import gzip
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import python_calamine
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.checks import Checks, nearest
from dashboard.surveys.features import TYPED, read_frame
from dashboard.surveys.recipe import FilePart

EXCEL = frozenset({".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"})
TEXT = frozenset({".csv", ".tsv", ".txt", ".gz"})


@dataclass(frozen=True)
class RawTable:
    """The cells of a file as text.

    Attributes
    ----------
    file : str
        Name as the recipe gives it.
    rows : ndarray of int64, shape (n,)
        Row number of each record, as a spreadsheet shows it; in files without
        header rows (Parquet, GeoPackage, …) the records count from 1.
    cells : dict of str to ndarray of str objects, shape (n,)
        Text by column, stripped, with a point as decimal sign in numbers.
    units, limits : dict of str to str
        Text of the unit row and of the limit row by column; empty without one.
    unit_row, limit_row : int
        Number of these rows, 0 without one.
    """

    file: str
    rows: NDArray[np.int64]
    cells: dict[str, NDArray[np.object_]]
    units: dict[str, str]
    limits: dict[str, str]
    unit_row: int = 0
    limit_row: int = 0


def read_table(path: Path, name: str, part: FilePart, checks: Checks) -> RawTable | None:
    """Read one file.

    Parameters
    ----------
    path : Path
        CSV (also gzipped), xls, xlsx, xlsm, xlsb, ods, or a file with typed columns
        (`dashboard.surveys.features`).
    name : str
        Name to report problems under.
    part : FilePart
        How the recipe says to read it.
    checks : Checks
        Takes what is wrong.

    Returns
    -------
    RawTable or None
        None if the file cannot be read at all; then `checks` says why.
    """
    suffix = path.suffix.lower()
    if suffix in TYPED:
        return _typed(path, name, part, checks)
    if suffix in EXCEL:
        grid = _excel(path, name, part, checks)
    elif suffix in TEXT:
        grid = _text(path, name, part, checks)
    else:
        known = ", ".join(sorted(EXCEL | TEXT | TYPED))
        checks.error(name, None, None, suffix, _("known formats: {known}").format(known=known))
        return None
    if grid is None:
        return None
    return _table(grid, name, part, checks)


def _typed(path: Path, name: str, part: FilePart, checks: Checks) -> RawTable | None:
    rows = {"header_row", "unit_row", "limit_row", "first_row"} & part.model_fields_set
    for key in sorted(rows):
        checks.error(
            name, None, key, _("a key for tables of text"), _("no such rows: leave it out")
        )
    frame = read_frame(path, name, part, checks)
    if frame is None or rows:
        return None
    if not len(frame):
        checks.error(name, None, None, _("no records"), _("at least one"))
        return None
    titles = [str(title).strip() for title in frame.columns]
    cells = {t: column_text(frame.iloc[:, i]) for i, t in enumerate(titles)}
    return RawTable(name, np.arange(1, len(frame) + 1, dtype=np.int64), cells, {}, {})


def column_text(values: pd.Series) -> NDArray[np.object_]:
    """Return a typed column as text.

    Parameters
    ----------
    values : Series of length n
        Numbers, dates, booleans, texts or categories.

    Returns
    -------
    ndarray of str objects, shape (n,)
        As `cell_text` writes them, in the fewest digits that give the number back;
        empty where missing.
    """
    missing = values.isna().to_numpy()
    text = np.full(len(values), "", dtype=object)
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "f":
        # By numpy, which knows that a 32-bit 0.1 is 0.1.
        written = pd.Series(values.to_numpy()[~missing].astype(str), dtype=object)
        text[~missing] = written.str.removesuffix(".0").to_numpy(dtype=object)
        return text
    text[~missing] = [cell_text(v) for v in values.astype(object)[~missing]]
    return text


def _text(
    path: Path, name: str, part: FilePart, checks: Checks
) -> list[NDArray[np.object_]] | None:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(part.encoding)
    except LookupError:
        checks.error(name, None, None, part.encoding, _("no such encoding"))
        return None
    except (UnicodeDecodeError, OSError, EOFError) as error:
        checks.error(name, None, None, str(error), _("another encoding, or the file is damaged"))
        return None
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=part.separator))
    except csv.Error as error:
        checks.error(name, None, None, str(error), _("a table with separated fields"))
        return None
    width = len(records[part.header_row - 1]) if len(records) >= part.header_row else 0
    for number, record in enumerate(records, start=1):
        if len(record) == width:
            continue
        if number >= part.data_row and any(field.strip() for field in record[width:]):
            found = _("{count} fields").format(count=len(record))
            expected = _("{count} fields, as in the header").format(count=width)
            checks.error(name, number, None, found, expected)
        record[width:] = []
        record.extend([""] * (width - len(record)))
    columns = [np.array(values, dtype=object) for values in zip(*records, strict=True)]
    if part.decimal == ",":
        columns = [_points(c) for c in columns]
    return columns


def _points(column: NDArray[np.object_]) -> NDArray[np.object_]:
    """Write decimal commas as points, in numbers only."""
    text = pd.Series(column, dtype=object).str
    return text.replace(
        r"^(\s*[<>]?\s*[-+]?\d*),(\d+(?:[eE][-+]?\d+)?\s*)$", r"\1.\2", regex=True
    ).to_numpy(dtype=object)


def _excel(
    path: Path, name: str, part: FilePart, checks: Checks
) -> list[NDArray[np.object_]] | None:
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except (python_calamine.CalamineError, OSError) as error:
        checks.error(name, None, None, str(error), _("a workbook that opens"))
        return None
    with book:
        sheet = part.sheet or book.sheet_names[0]
        if sheet not in book.sheet_names:
            found = _("no sheet “{sheet}”").format(sheet=sheet)
            checks.error(name, None, None, found, nearest(sheet, book.sheet_names))
            return None
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    columns: list[NDArray[np.object_]] = []
    for values in zip(*rows, strict=True):
        column = np.empty(len(values), dtype=object)
        column[:] = [cell_text(v) for v in values]
        # Numbers typed as text keep the comma that they were typed with.
        columns.append(_points(column) if part.decimal == "," else column)
    return columns


def cell_text(value: object) -> str:
    """Return a typed spreadsheet cell as the text one would type.

    Parameters
    ----------
    value : object
        A cell of python-calamine: str, int, float, bool, date, datetime, time.

    Returns
    -------
    str
        Whole numbers without a decimal point, dates as ISO 8601.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def _table(
    grid: Sequence[NDArray[np.object_]], name: str, part: FilePart, checks: Checks
) -> RawTable | None:
    height = len(grid[0]) if grid else 0
    if height < part.header_row:
        found = _("{count} rows").format(count=height)
        expected = _("a header in row {row}").format(row=part.header_row)
        checks.error(name, None, None, found, expected)
        return None
    body = [_stripped(c[part.data_row - 1 :]) for c in grid]
    # Blank lines between and below the records are no records.
    data = np.zeros(max(0, height - part.data_row + 1), dtype=bool)
    for column in body:
        data |= column != ""
    titles = Counter(str(column[part.header_row - 1]).strip() for column in grid)
    seen: Counter[str] = Counter()
    cells: dict[str, NDArray[np.object_]] = {}
    units: dict[str, str] = {}
    limits: dict[str, str] = {}
    for head, column, values in zip(grid, grid, body, strict=True):
        title = str(head[part.header_row - 1]).strip()
        if not title:
            continue
        if titles[title] > 1:
            # Neither is meant by the bare name: a recipe that uses it is told of both.
            seen[title] += 1
            title = f"{title} ({seen[title]})"
        cells[title] = values[data]
        if part.unit_row:
            units[title] = str(column[part.unit_row - 1]).strip()
        if part.limit_row:
            limits[title] = str(column[part.limit_row - 1]).strip()
    rows = np.flatnonzero(data).astype(np.int64) + part.data_row
    if not len(rows):
        checks.error(name, part.data_row, None, _("no records"), _("data from this row on"))
        return None
    return RawTable(name, rows, cells, units, limits, part.unit_row or 0, part.limit_row or 0)


def _stripped(column: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.array([v.strip() for v in column], dtype=object)
