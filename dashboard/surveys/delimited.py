"""Files of separated fields, read block by block, so that memory holds codes and not texts."""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from dashboard.i18n import _, ngettext
from dashboard.surveys.cells import Column
from dashboard.surveys.checks import Checks, fault_of
from dashboard.surveys.recipe import FilePart

# Characters read at a time: some MB, so that the texts of a block fit in little memory.
BLOCK = 1 << 23

_BLANKS = r"[\s\p{Z}]"
# What stands around a result: a sign, a letter for its censoring, a footnote's.
_BEFORE = rf"(?:[<>≤≥=~]|{_BLANKS})*(?:[-+−]|[A-Za-z*]{{0,2}}{_BLANKS}*\(?)"
_AFTER = rf"\)?{_BLANKS}*[A-Za-z*?#†‡<>]{{0,2}}"
# More groups of three digits than any number has here.
_GROUPS = 5


@dataclass(frozen=True)
class Sheet:
    """A table of text, as a spreadsheet shows it.

    Attributes
    ----------
    head : list of lists of str
        The rows above the first record, of as many fields as the header.
    body : list of Column, each of length n
        The records, blank lines left out.
    rows : ndarray of int64, shape (n,)
        Row number of each record, from 1.
    """

    head: list[list[str]]
    body: list[Column]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, head: list[list[str]], body: list[Column], part: FilePart) -> "Sheet":
        """Return a table without its blank lines, its numbers with a point and no thousands sign.

        Parameters
        ----------
        head : list of lists of str
            The rows above the first record.
        body : list of Column
            All rows from there on.
        part : FilePart
            How numbers are written.
        """
        for pattern, by in _numbers(part):
            head = [Column.of(row).replaced(pattern, by).texts().tolist() for row in head]
            body = [column.replaced(pattern, by) for column in body]
        blank = np.arange(len(body[0]) if body else 0)
        filled = np.ones(len(blank), dtype=bool)
        for column in body:
            blank = blank[column.codes[blank] < 0]
        filled[blank] = False
        rows = np.flatnonzero(filled) + part.data_row
        return cls(head, [column.take(filled) for column in body], rows)


def read_delimited(path: Path, name: str, part: FilePart, checks: Checks) -> Sheet | None:
    """Read a file of separated fields.

    Parameters
    ----------
    path : Path
        CSV and the like, also gzipped.
    name : str
        Name to report problems under.
    part : FilePart
        How the recipe says to read it.
    checks : Checks
        Takes what is wrong: encoding, damage, rows with too many fields.

    Returns
    -------
    Sheet or None
        None if the file cannot be read at all; then `checks` says why.
    """
    try:
        with path.open("rb") as file, _plain(path, file) as data:
            stream = io.TextIOWrapper(data, encoding=part.encoding, newline="")
            return _read(stream, name, part, checks)
    except LookupError:
        checks.error(name, None, None, part.encoding, _("no such encoding"))
    except UnicodeError:
        expected = _("another encoding, or the file is damaged")
        checks.error(name, None, None, _undecodable(path, part.encoding), expected)
    except (OSError, EOFError) as error:
        expected = _("another encoding, or the file is damaged")
        checks.error(name, None, None, fault_of(error, path), expected)
    except csv.Error as error:
        checks.error(name, None, None, str(error), _("a table with separated fields"))
    return None


def _plain(path: Path, file: io.BufferedReader) -> io.BufferedReader:
    """Return the bytes of a file, unpacked if its name says that it is packed."""
    packed = path.suffix.lower() == ".gz"
    return cast(io.BufferedReader, gzip.GzipFile(fileobj=file)) if packed else file


def _undecodable(path: Path, encoding: str) -> str:
    """Say which byte of a file does not fit the encoding.

    Decoding in blocks counts from the start of a block; this counts from that of the file.
    """
    data = path.read_bytes()
    try:
        (gzip.decompress(data) if path.suffix.lower() == ".gz" else data).decode(encoding)
    except UnicodeError as error:
        return str(error)
    return encoding


def _read(stream: io.TextIOWrapper, name: str, part: FilePart, checks: Checks) -> Sheet:
    head = list(islice(csv.reader(stream, delimiter=part.separator), part.data_row - 1))
    # Titles of groups reach over columns whose own titles stand in the last row.
    width = max((len(head[n - 1]) for n in part.header_rows if n <= len(head)), default=0)
    blocks = list(_blocks(stream, width, name, part, checks))
    head = [[*row[:width], *[""] * (width - len(row))] for row in head]
    # The last column first: parts that are joined make room for the next.
    parts = list(zip(*blocks, strict=True)) or [(Column.empty(0),)] * width
    blocks.clear()
    body = [Column.joined(parts.pop()) for _field in range(len(parts))][::-1]
    return Sheet.of(head, body, part)


def _blocks(
    stream: io.TextIOWrapper, width: int, name: str, part: FilePart, checks: Checks
) -> Iterator[list[Column]]:
    """Yield the columns of a file, blank lines included, in blocks of whole records."""
    number = part.data_row
    while text := stream.read(BLOCK):
        text += stream.readline()
        block = _plain_block(text, width, part.separator)
        if block is None:
            block = _any_block(text, stream, number, width, name, part, checks)
        number += len(block[0]) if block else 0
        yield block


def _plain_block(text: str, width: int, separator: str) -> list[Column] | None:
    """Return a block by Arrow, None where it is not all fields of the header without quotes.

    Without quotation marks and with the same number of fields in each line, Arrow's
    reader and Python's agree.
    """
    if width < 2 or '"' in text or not separator.isascii():
        return None
    names = [str(i) for i in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    data = text.encode("utf-8")
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            pyarrow.csv.ReadOptions(column_names=names, block_size=len(data) + 1),
            pyarrow.csv.ParseOptions(
                delimiter=separator, quote_char=False, ignore_empty_lines=False
            ),
            pyarrow.csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, kind)),
        )
    except pa.ArrowInvalid:
        return None
    return [
        Column.joined([Column.encoded(chunk) for chunk in column.chunks])
        for column in table.columns
    ]


def _any_block(
    text: str,
    stream: io.TextIOWrapper,
    number: int,
    width: int,
    name: str,
    part: FilePart,
    checks: Checks,
) -> list[Column]:
    """Return a block by Python's reader, and what more of the file its last record takes."""
    lines = io.StringIO(text, newline="")
    records: list[list[str]] = []
    for record in csv.reader(chain(lines, stream), delimiter=part.separator):
        if any(field.strip() for field in record[width:]):
            found = ngettext("{count} field", "{count} fields", len(record))
            found = found.format(count=len(record))
            expected = ngettext(
                "{count} field, as in the header", "{count} fields, as in the header", width
            ).format(count=width)
            checks.error(name, number + len(records), None, found, expected)
        record[width:] = []
        record.extend([""] * (width - len(record)))
        records.append(record)
        # A record that ends with the block; one with a line break in quotes goes on.
        if lines.tell() == len(text):
            break
    return [Column.of(values) for values in zip(*records, strict=True)]


def _numbers(part: FilePart) -> list[tuple[str, str]]:
    """Return how to write numbers of a file as others do, as patterns (RE2) and what to put.

    Only texts that are a number as a whole are changed, with what may stand around one:
    a sign, brackets, two letters.
    """
    found = []
    if part.thousands:
        sign = {" ": _BLANKS, "'": "['’]"}.get(part.thousands, re.escape(part.thousands))
        decimal = re.escape(part.decimal)
        groups = rf"(\d{{3}}(?:{sign}\d{{3}})*(?:{decimal}\d*)?{_AFTER})$"
        found += [(rf"^({_BEFORE}\d{{1,3}}(?:\d{{3}})*){sign}{groups}", r"\1\2")] * _GROUPS
    if part.decimal == ",":
        digits = rf"(\d+(?:[eE][-+]?\d+)?{_AFTER})$"
        found.append((rf"^({_BEFORE}\d*),{digits}", r"\1.\2"))
    return found
