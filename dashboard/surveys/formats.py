"""File formats to raw text tables that keep row numbers and column names."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import python_calamine
from numpy.typing import NDArray

from dashboard.i18n import _, ngettext
from dashboard.surveys.cells import Cells, Column
from dashboard.surveys.checks import Checks, fault_of, nearest, quoted
from dashboard.surveys.delimited import Sheet, read_delimited
from dashboard.surveys.features import PARQUET, TYPED, Flatten, opened, points, read_frame
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
    cells : Cells, each column of length n
        Text by column, stripped, with a point as decimal sign in numbers.
    units, limits : dict of str to str
        Text of the unit row and of the limit row by column; empty without one.
    unit_row, limit_row : int
        Number of these rows, 0 without one.
    """

    file: str
    rows: NDArray[np.int64]
    cells: Cells
    units: dict[str, str]
    limits: dict[str, str]
    unit_row: int = 0
    limit_row: int = 0


def read_table(
    path: Path, name: str, part: FilePart, checks: Checks, flat: Flatten = points
) -> RawTable | None:
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
    flat : callable
        As of `dashboard.surveys.features.read_frame`.

    Returns
    -------
    RawTable or None
        None if the file cannot be read at all; then `checks` says why.
    """
    suffix = path.suffix.lower()
    if suffix in TYPED:
        return _typed(path, name, part, checks, flat)
    if suffix in EXCEL:
        sheet = _excel(path, name, part, checks)
    elif suffix in TEXT:
        sheet = read_delimited(path, name, part, checks)
    else:
        known = ", ".join(sorted(EXCEL | TEXT | TYPED))
        checks.error(name, None, None, suffix, _("known formats: {known}").format(known=known))
        return None
    return None if sheet is None else _table(sheet, name, part, checks)


def _typed(
    path: Path, name: str, part: FilePart, checks: Checks, flat: Flatten
) -> RawTable | None:
    rows = {"header_row", "unit_row", "limit_row", "first_row"} & part.model_fields_set
    for key in sorted(rows):
        checks.error(
            name, None, key, _("a key for tables of text"), _("no such rows: leave it out")
        )
    columns = _typed_columns(path, name, part, checks, flat)
    if columns is None or rows:
        return None
    count = max((len(column) for column in columns.values()), default=0)
    if not count:
        checks.error(name, None, None, _("no records"), _("at least one"))
        return None
    return RawTable(name, np.arange(1, count + 1, dtype=np.int64), Cells(columns), {}, {})


def _typed_columns(
    path: Path, name: str, part: FilePart, checks: Checks, flat: Flatten
) -> dict[str, Column] | None:
    if path.suffix.lower() in PARQUET:
        plain = opened(lambda: _parquet_columns(path), path, name, checks)
        if plain is None or plain:
            return plain
    frame = read_frame(path, name, part, checks, flat)
    if frame is None:
        return None
    titles = [str(title).strip() for title in frame.columns]
    return {t: Column.of(column_text(frame.iloc[:, i])) for i, t in enumerate(titles)}


def _parquet_columns(path: Path) -> dict[str, Column]:
    """Read Parquet column by column, so that only codes of all of them are held at once.

    Returns
    -------
    dict of str to Column
        Empty where the file holds geometry, which is read otherwise.
    """
    schema = pq.read_schema(path)
    if b"geo" in (schema.metadata or {}):
        return {}
    words = [field.name for field in schema if _is_text(field.type)]
    columns = {}
    with pq.ParquetFile(path, read_dictionary=words) as file:
        for field in schema:
            # By position: a name may also stand for columns that begin with it.
            values = file.read(columns=[field.name]).column(field.name)
            columns[field.name.strip()] = _encoded(values)
    return columns


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _encoded(values: pa.ChunkedArray) -> Column:
    """Return a typed column of Arrow: texts and numbers without a detour, others as pandas'."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    number = pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)
    if not (number or _is_text(kind)):
        return Column.of(column_text(values.to_pandas()))
    parts = [Column.encoded(chunk.dictionary_encode()) for chunk in values.chunks]
    return Column.joined(parts) if parts else Column.empty(0)


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


def _excel(path: Path, name: str, part: FilePart, checks: Checks) -> Sheet | None:
    if part.thousands == ".":
        # 1.234 that is a number in the workbook would become 1234.
        expected = _("another sign: a workbook's own numbers have a decimal point")
        checks.error(name, None, "thousands", quoted("."), expected)
        return None
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except (python_calamine.CalamineError, OSError) as error:
        checks.error(name, None, None, fault_of(error, path), _("a workbook that opens"))
        return None
    with book:
        sheet = part.sheet or book.sheet_names[0]
        if sheet not in book.sheet_names:
            found = _("no sheet “{sheet}”").format(sheet=sheet)
            checks.error(name, None, None, found, nearest(sheet, book.sheet_names))
            return None
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    texts = [[cell_text(v) for v in row] for row in rows]
    columns = [Column.of(values) for values in zip(*texts[part.data_row - 1 :], strict=True)]
    # Numbers typed as text keep the comma that they were typed with.
    return Sheet.of(texts[: part.data_row - 1], columns, part)


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


def titles_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of columns that stand in one row, or in several below each other.

    Parameters
    ----------
    rows : sequence of sequence of str
        Header rows of the same length, the topmost first.

    Returns
    -------
    list of str
        Texts of a column joined by spaces. A merged cell has its text in its first column
        alone, so an empty cell above a text belongs to the group on its left, if that
        has a text below it too; what has none is the name of a single column.
    """
    *groups, names = [[cell.strip() for cell in row] for row in rows]
    for row in reversed(groups):
        above = ""
        for i, below in enumerate(names):
            if row[i] or not below:
                above = row[i] if below else ""
            names[i] = f"{row[i] or above} {below}".strip()
    return names


def _table(sheet: Sheet, name: str, part: FilePart, checks: Checks) -> RawTable | None:
    last = max(part.header_rows)
    if len(sheet.head) < last:
        count = len(sheet.head)
        found = ngettext("{count} row", "{count} rows", count).format(count=count)
        expected = _("a header in row {row}").format(row=last)
        checks.error(name, None, None, found, expected)
        return None
    heads = titles_of([sheet.head[number - 1] for number in part.header_rows])
    titles = Counter(heads)
    seen: Counter[str] = Counter()
    cells: dict[str, Column] = {}
    units: dict[str, str] = {}
    limits: dict[str, str] = {}
    for i, title in enumerate(heads):
        if not title:
            continue
        if titles[title] > 1:
            # Neither is meant by the bare name: a recipe that uses it is told of both.
            seen[title] += 1
            title = f"{title} ({seen[title]})"
        cells[title] = sheet.body[i]
        if part.unit_row:
            units[title] = sheet.head[part.unit_row - 1][i].strip()
        if part.limit_row:
            limits[title] = sheet.head[part.limit_row - 1][i].strip()
    if not len(sheet.rows):
        checks.error(name, part.data_row, None, _("no records"), _("data from this row on"))
        return None
    numbers = part.unit_row or 0, part.limit_row or 0
    return RawTable(name, sheet.rows, Cells(cells), units, limits, *numbers)
