"""A table to take away: what every format is written from, some thousand rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.rounding import seven_digits

Kind = Literal["text", "number", "count"]
Geometry = Literal["point", "area"]

_TYPES: Mapping[Kind, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "count": pa.int64(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        In every format but for the heads of spreadsheets.
    kind : {"text", "number", "count"}
        What it holds; each of them may be missing.
    words : str
        What it is, with its unit; empty where the table's notes say it.
    heading : str
        Head of the column in a spreadsheet; the name where it is empty.
    pattern : str
        How a spreadsheet prints its numbers.
    """

    name: str
    kind: Kind
    words: str = ""
    heading: str = ""
    pattern: str = "General"


@dataclass(frozen=True)
class Table:
    """Rows and everything needed to read and cite them.

    Attributes
    ----------
    name : str
        Name of the file without its ending.
    sheet : str
        What a row is, for the name of a sheet or layer: ``cells``.
    columns : tuple of Column
        In the order in which they stand.
    rows : int
        Most rows that there can be.
    about : mapping of str to str
        What a reader must know, in reading order; none is empty.
    batches : callable
        Returns the rows anew, in batches of :attr:`schema`. A missing value is null.
    geometry : {"point", "area"} or None
        What a row is in space.
    shapes : callable or None
        Returns the shapely geometry of each row of a batch in WGS 84, None where a row
        has none.
    original : str
        The file of the release that holds the same and more, empty where there is none.
    """

    name: str
    sheet: str
    columns: tuple[Column, ...]
    rows: int
    about: Mapping[str, str]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    geometry: Geometry | None = None
    shapes: Callable[[pa.RecordBatch], NDArray[Any]] | None = None
    original: str = ""

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return schema(self.columns)

    @property
    def fields(self) -> int:
        """Most fields that it can have: rows times columns."""
        return self.rows * len(self.columns)


def schema(columns: Iterable[Column]) -> pa.Schema:
    """Return names and types of columns."""
    return pa.schema([(column.name, _TYPES[column.kind]) for column in columns])


def batch(columns: tuple[Column, ...], values: Mapping[str, Any]) -> pa.RecordBatch:
    """Return rows as a batch.

    Parameters
    ----------
    columns : tuple of Column
        Those of the table.
    values : mapping of str to array-like
        By the name of the column. Empty texts and NaN are missing; numbers keep seven
        significant digits, which is more than any of them was measured with and the same
        in every format.
    """
    arrays = [_ARRAYS[column.kind](values[column.name]) for column in columns]
    return pa.RecordBatch.from_arrays(arrays, schema=schema(columns))


def words_of(codes: ArrayLike, words: Mapping[int, str]) -> pa.Array:
    """Return the words for small codes, without making a text for each of them."""
    known = sorted(words)
    place = np.searchsorted(known, np.asarray(codes)).astype(np.int32)
    listed = pa.array([words[code] for code in known])
    return pa.DictionaryArray.from_arrays(pa.array(place), listed).cast(pa.string())


def _texts(values: Any) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    return pa.array([value or None for value in values], type=pa.string())


def _numbers(values: Any) -> pa.Array:
    found = seven_digits(values)
    return pa.array(found, mask=~np.isfinite(found))


def _counts(values: Any) -> pa.Array:
    if isinstance(values, np.ndarray):
        return pa.array(values.astype(np.int64))
    return pa.array(values, type=pa.int64())


_ARRAYS: Mapping[Kind, Callable[[Any], pa.Array]] = {
    "text": _texts,
    "number": _numbers,
    "count": _counts,
}
