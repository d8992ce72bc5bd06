"""Tables as workbooks: the rows as numbers and texts, and a sheet that says what they are."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from dashboard.export.tables import Column, Table
from dashboard.i18n import _

MOST_ROWS = 1_048_575
MOST_COLUMNS = 16_384
"""What a sheet holds besides its heads (ECMA-376; Microsoft's *Excel specifications and
limits*)."""

_NARROWEST, _WIDEST = 8, 48
_LOOKED_AT = 2_000


def write_xlsx(table: Table, path: Path) -> None:
    """Write a table as a workbook, row by row."""
    # Only downloads need it, and it takes a fifth of a second to import.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(table.sheet[:31])
    sheet.freeze_panes = "B2"
    # Widths are written before the rows, and of large tables the first rows tell them.
    batches = table.batches()
    begin = next(batches, None)
    for i, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = _width(column, begin)

    def styled(value: Any, column: Column) -> Any:
        if value is None:
            return None
        if column.kind == "text":
            value = ILLEGAL_CHARACTERS_RE.sub("", value)
            if value[:1] != "=":
                return value
            # Else it would be taken for a formula.
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "s"
            return cell
        if column.pattern == "General":
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = column.pattern
        return cell

    heads = []
    for column in table.columns:
        cell = WriteOnlyCell(sheet, column.heading or column.name)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        heads.append(cell)
    sheet.append(heads)
    for rows in chain([begin] if begin is not None else [], batches):
        columns = [rows[column.name].to_pylist() for column in table.columns]
        for values in zip(*columns, strict=True):
            sheet.append(list(map(styled, values, table.columns)))
    about: Any = book.create_sheet(_("About"))
    words = {f"column {one.name}": one.words for one in table.columns if one.words}
    told = {**table.about, **words}
    about.column_dimensions["A"].width = min(_WIDEST, 2 + max(map(len, told), default=0))
    about.column_dimensions["B"].width = 100
    for key, text in told.items():
        cell = WriteOnlyCell(about, text)
        cell.alignment, cell.data_type = Alignment(wrap_text=True, vertical="top"), "s"
        about.append([key, cell])
    book.save(path)


def _width(column: Column, rows: pa.RecordBatch | None) -> int:
    """Return the width of a column in digits: of its longest text, or word of its head."""
    longest = max(map(len, (column.heading or column.name).split()), default=0)
    if rows is not None:
        values = rows[column.name].slice(0, _LOOKED_AT).to_pylist()
        longest = max([longest, *(len(_printed(one)) for one in values if one is not None)])
    # Room for the arrow of a filter, and for bold letters of the head.
    return max(_NARROWEST, min(_WIDEST, longest + 2))


def _printed(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.7g}"
