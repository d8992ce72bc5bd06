"""Guess how a table is laid out: encoding, separators, header, unit and limit rows.

Guesses are for a first draft of a recipe, which its author confirms; the reader itself
never guesses.
"""

import codecs
import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import python_calamine

from dashboard.catalog.units import UnitError, parse_unit
from dashboard.i18n import _
from dashboard.surveys.checks import Checks
from dashboard.surveys.features import TYPED
from dashboard.surveys.formats import EXCEL, RawTable, cell_text, read_table
from dashboard.surveys.names import PAIRS, PLANES, form_in, plain
from dashboard.surveys.recipe import FilePart

# Rows looked at for a header; surveys with more prose above it are not known.
TOP_ROWS = 60
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Letters of a western text stand alone among those of ASCII; of other scripts they stand together.
_TOGETHER = 0.8
_MOSTLY = 0.7
_SEPARATORS = (",", ";", "\t", "|")
_COMMA_NUMBER = re.compile(r"^[<>]?\s*-?\d+,\d+$")
_NUMBER = re.compile(r"^[<>]?\s*-?\d*\.?\d+(e[-+]?\d+)?$", re.IGNORECASE)
_LIMIT_WORDS = {"dl", "lod", "lld", "ldl", "mdl", "limit", "detectionlimit", "limitofdetection"}
_FACT_WORDS = {word for pair in (*PAIRS, *PLANES) for word in pair}


def layout(path: Path, name: str) -> dict[str, Any]:
    """Guess the keys of a recipe's ``[[files]]`` for a file.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its path as the recipe will give it.

    Returns
    -------
    dict of str to str or int
        Keys and values, without those that have their default.

    Raises
    ------
    OSError, ValueError, CalamineError
        If the file cannot be opened as what its suffix says.
    """
    found: dict[str, Any] = {"path": name}
    suffix = path.suffix.lower()
    if suffix in TYPED:
        return found
    if suffix in EXCEL:
        sheet, rows, several = _fullest_sheet(path)
        if several:
            found["sheet"] = sheet
    else:
        rows, text_keys = _text_rows(path)
        found |= text_keys
    return found | _special_rows(rows)


def table(path: Path, keys: dict[str, Any], checks: Checks) -> RawTable | None:
    """Read a file by guessed keys.

    Parameters
    ----------
    path : Path
        The file.
    keys : dict
        As `layout` returns them.
    checks : Checks
        Takes what is wrong.
    """
    return read_table(path, str(keys["path"]), FilePart.model_validate(keys), checks)


def _fullest_sheet(path: Path) -> tuple[str, list[list[str]], bool]:
    """Return the sheet with most cells, its first rows, and whether there are others."""
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    if not sheets:
        raise ValueError(_("no sheet in {name}").format(name=path.name))
    name = max(sheets, key=lambda n: sum(cell != "" for row in sheets[n] for cell in row))
    rows = [[cell_text(cell) for cell in row] for row in sheets[name][:TOP_ROWS]]
    return name, rows, len(sheets) > 1


def _text_rows(path: Path) -> tuple[list[list[str]], dict[str, Any]]:
    """Return the first rows of a text table and how its fields are written."""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    encoding = _encoding(data)
    keys: dict[str, Any] = {} if encoding == "utf-8-sig" else {"encoding": encoding}
    text = data.decode(encoding, errors="replace")
    lines = text.splitlines()[:TOP_ROWS]
    separator = max(_SEPARATORS, key=lambda s: _regular(lines, s))
    if separator != ",":
        keys["separator"] = separator
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    cells = [cell.strip() for row in rows for cell in row]
    if separator != "," and sum(bool(_COMMA_NUMBER.match(c)) for c in cells) > 3:
        keys["decimal"] = ","
        rows = [[c.replace(",", ".") if _COMMA_NUMBER.match(c) else c for c in r] for r in rows]
    return rows, keys


def _encoding(data: bytes) -> str:
    """Guess the encoding of a text: UTF-8, UTF-16 by its mark, Chinese, Cyrillic, or western."""
    if data.startswith(_UTF16):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        runs = re.findall(rb"[\x80-\xff]+", data)
        others = sum(map(len, runs))
        if sum(len(run) for run in runs if len(run) > 1) < _TOGETHER * others:
            return "cp1252"
        # The common characters of GB 2312 begin with these bytes (its rows 16 to 55), which
        # begin few pairs of Cyrillic letters.
        common = sum(0xB0 <= byte <= 0xD7 for run in runs for byte in run[::2])
        if common > _MOSTLY * others / 2 and not any(len(run) % 2 for run in runs):
            return "gb18030"
        letters = sum(byte >= 0xC0 for run in runs for byte in run)
        return "cp1251" if letters > _MOSTLY * others else "cp1252"
    return "utf-8-sig"


def _regular(lines: Sequence[str], separator: str) -> float:
    """Return how well lines split by a separator: fields times the share of equal lines."""
    counts = Counter(
        len(row) for row in csv.reader(lines, delimiter=separator) if any(c.strip() for c in row)
    )
    if not counts:
        return 0.0
    width, times = max(counts.items(), key=lambda item: item[0] * item[1])
    return (width - 1) * times / sum(counts.values())


def _special_rows(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Guess the header, unit and limit rows, and the first row of data."""
    if not rows:
        return {}
    scores = [_header_score(row) for row in rows]
    header = int(np.argmax(scores))
    found: dict[str, Any] = {"header_row": header + 1} if header else {}
    titles = [str(cell).strip() for cell in rows[header]]
    results = [i for i, title in enumerate(titles) if form_in(title)]
    last = header
    for number in range(header + 1, min(header + 6, len(rows))):
        row = [str(cell).strip() for cell in rows[number]]
        row += [""] * (len(titles) - len(row))
        at_results = [row[i] for i in results]
        given = [cell for cell in at_results if cell]
        if "unit_row" not in found and given and _share(given, _is_unit) > 0.7:
            found["unit_row"] = number + 1
        elif "limit_row" not in found and {plain(c) for c in row} & _LIMIT_WORDS:
            found["limit_row"] = number + 1
        elif any(row) and not _label_row(row, titles):
            break
        last = number
    data = last + 2
    if data != 2 + max(header, *(found.get(k, 1) - 1 for k in ("unit_row", "limit_row"))):
        found["first_row"] = data
    return found


def _header_score(row: Sequence[str]) -> float:
    """Return how much a row looks like a header: names of results and of coordinates."""
    texts = [str(cell).strip() for cell in row]
    named = [t for t in texts if t and not _NUMBER.match(t)]
    if len(set(named)) < 0.8 * len(named):
        return 0.0
    score = sum(bool(form_in(t)) for t in named) + 3 * sum(plain(t) in _FACT_WORDS for t in named)
    return score + len(named) / 1000


def _label_row(row: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a row below the header holds no number at all: methods, remarks."""
    return not any(_NUMBER.match(cell) for cell in row) and sum(map(bool, row)) < len(titles)


def _is_unit(text: str) -> bool:
    if _NUMBER.match(text):
        return False
    try:
        parse_unit(text)
    except UnitError:
        return False
    return True


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts)
