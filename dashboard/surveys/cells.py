"""Columns of text that keep each distinct text once, so that millions of cells fit in memory."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Texts = NDArray[np.object_]

# Between these Arrow writes numbers with the fewest digits and without an exponent;
# outside numpy does, as everywhere else here.
_LEAST_PLAIN, _MOST_PLAIN = 1e-4, 1e10


class Column:
    """A column of text.

    Attributes
    ----------
    codes : ndarray of int32, shape (n,)
        Which of the words stands in each cell; −1 in an empty one.
    words : pyarrow.Array
        Distinct values: texts, stripped and not empty, or numbers of a typed file,
        which become texts when they are asked for.
    """

    def __init__(self, codes: NDArray[np.int32], words: pa.Array) -> None:
        self.codes = codes
        self.words = words

    @classmethod
    def of(cls, texts: Sequence[str] | Texts) -> "Column":
        """Return a column of texts, which are stripped."""
        return cls.encoded(pa.array(texts, pa.string()).dictionary_encode())

    @classmethod
    def encoded(cls, array: pa.DictionaryArray) -> "Column":
        """Return a column of dictionary-encoded texts or numbers; null is empty, and so is NaN.

        Parameters
        ----------
        array : pyarrow.DictionaryArray
            Values of type string (any kind), floating or integer.
        """
        codes = array.indices.cast(pa.int32()).fill_null(-1).to_numpy()
        words = array.dictionary
        if pa.types.is_floating(words.type):
            return cls(*_without(codes, words, pc.is_nan(words)))
        if not _is_number(words.type):
            words = pc.utf8_trim_whitespace(words.cast(pa.string()).fill_null(""))
            codes, words = _without(codes, words, pc.equal(words, ""))
        return cls(*_distinct(codes, words))

    @classmethod
    def joined(cls, parts: Sequence["Column"]) -> "Column":
        """Return columns one below the other."""
        if len(parts) == 1:
            return parts[0]
        kinds = {part.words.type for part in parts}
        words = [part.words if len(kinds) == 1 else part.text_words for part in parts]
        shifts = np.cumsum([0, *(len(w) for w in words[:-1])], dtype=np.int32)
        codes = np.concatenate(
            [
                np.where(part.codes < 0, part.codes, part.codes + shift)
                for part, shift in zip(parts, shifts, strict=True)
            ]
        )
        return cls(*_distinct(codes, pa.concat_arrays(words)))

    @classmethod
    def empty(cls, size: int) -> "Column":
        """Return a column of empty cells."""
        return cls(np.full(size, -1, dtype=np.int32), pa.array([], pa.string()))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def text_words(self) -> pa.StringArray:
        """The distinct values as texts; those of numbers are made anew, as they are many."""
        return _number_texts(self.words) if _is_number(self.words.type) else self.words

    def texts(self) -> Texts:
        """Return the text of each cell; shape (n,)."""
        return _objects(self.text_words)[self.codes]

    def at(self, index: NDArray[np.intp]) -> Texts:
        """Return the text of some cells."""
        codes = self.codes[index]
        used = np.unique(codes[codes >= 0])
        place = np.where(codes < 0, -1, np.searchsorted(used, codes))
        return _objects(self.text_words.take(pa.array(used)))[place]

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> "Column":
        """Return some of the cells, by a mask or by their positions; −1 is an empty cell."""
        if index.dtype == bool:
            return self if index.all() else Column(self.codes[index], self.words)
        if not len(self):
            return Column.empty(len(index))
        return Column(np.where(index < 0, np.int32(-1), self.codes[index]), self.words)

    def is_in(self, texts: Collection[str]) -> NDArray[np.bool_]:
        """Return which cells hold one of some texts; the empty text finds empty cells."""
        known = pc.is_in(self.text_words, value_set=pa.array(list(texts), pa.string()))
        found: NDArray[np.bool_] = np.append(known.to_numpy(zero_copy_only=False), "" in texts)
        return found.astype(bool)[self.codes]

    def replaced(self, pattern: str, by: str) -> "Column":
        """Return the column with texts that fit a pattern (RE2) written in another way."""
        words = pc.replace_substring_regex(self.text_words, pattern, by)
        return Column(*_distinct(self.codes, words))

    def filled(self) -> int:
        """Return the number of cells that are not empty."""
        return int(np.count_nonzero(self.codes >= 0))


class Cells(Mapping[str, Texts]):
    """The cells of a table by the names of its columns.

    As a mapping it gives each column as an array of str objects, made when asked for;
    `column` gives the column itself.

    Parameters
    ----------
    columns : mapping of str to Column
        All of one length.
    rows : ndarray of intp, optional
        The rows that count, in their order; all if left out.
    """

    def __init__(
        self, columns: Mapping[str, Column], rows: NDArray[np.intp] | None = None
    ) -> None:
        self._columns = dict(columns)
        self._rows = rows

    @classmethod
    def of(cls, texts: Mapping[str, Sequence[str] | Texts]) -> "Cells":
        """Return the cells of a table of texts."""
        return cls({name: Column.of(column) for name, column in texts.items()})

    def __getitem__(self, name: str) -> Texts:
        return self.column(name).texts()

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def column(self, name: str) -> Column:
        """Return a column by name."""
        column = self._columns[name]
        return column if self._rows is None else column.take(self._rows)

    def only(self, kept: NDArray[np.bool_]) -> "Cells":
        """Return the cells of some rows, of a mask; nothing is copied."""
        rows = np.flatnonzero(kept) if self._rows is None else self._rows[kept]
        return Cells(self._columns, rows)

    def named(self, names: Iterable[str]) -> "Cells":
        """Return some of the columns, in the order of this table."""
        wanted = set(names)
        kept = {name: column for name, column in self._columns.items() if name in wanted}
        return Cells(kept, self._rows)

    def columns(self) -> dict[str, Column]:
        """Return all columns by name."""
        return {name: self.column(name) for name in self._columns}


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def _objects(words: pa.StringArray) -> Texts:
    """Return texts as objects, and after them the empty one, which −1 finds."""
    texts = np.empty(len(words) + 1, dtype=object)
    texts[:-1] = words.to_numpy(zero_copy_only=False)
    texts[-1] = ""
    return texts


def _without(
    codes: NDArray[np.int32], words: pa.Array, empty: pa.BooleanArray
) -> tuple[NDArray[np.int32], pa.Array]:
    """Return codes and words without some of the words, whose cells become empty."""
    kept = ~empty.to_numpy(zero_copy_only=False).astype(bool)
    if kept.all():
        return codes, words
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    return _renumbered(codes, number), words.filter(pa.array(kept))


def _distinct(codes: NDArray[np.int32], words: pa.Array) -> tuple[NDArray[np.int32], pa.Array]:
    """Return codes and words with each word once."""
    encoded = words.dictionary_encode()
    if len(encoded.dictionary) == len(words):
        return codes, words
    number = encoded.indices.to_numpy(zero_copy_only=False)
    return _renumbered(codes, number), encoded.dictionary


def _renumbered(codes: NDArray[np.int32], number: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return codes with new numbers for the words; empty cells stay so."""
    renumbered: NDArray[np.int32] = np.append(number, -1).astype(np.int32)[codes]
    return renumbered


def _number_texts(words: pa.Array) -> pa.StringArray:
    """Return numbers as one would type them: the fewest digits that give them back."""
    if pa.types.is_integer(words.type):
        return words.cast(pa.string())
    texts = words.cast(pa.string())
    value = words.to_numpy(zero_copy_only=False)
    size = np.abs(value)
    plain = (value == 0) | ((size >= _LEAST_PLAIN) & (size < _MOST_PLAIN))
    if not plain.all():
        written = texts.to_numpy(zero_copy_only=False).astype(object)
        written[~plain] = value[~plain].astype(str)
        texts = pa.array(written, pa.string())
    return pc.replace_substring_regex(texts, r"\.0$", "")
