"""What the cells of a column of results say, each distinct text read once."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.surveys.cells import Column, Texts
from dashboard.surveys.recipe_censoring import MarksPart

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_NUMBER = re.compile(r"\d*\.?\d+(?:[eE][-+]?\d+)?|\d+\.")
# Most texts are plain numbers, which Arrow reads all at once.
_PLAIN = r"^-?[0-9]{1,25}(\.[0-9]{1,25})?$"
_IN_PLAIN = frozenset("0123456789.-")
# What a cell with a letter for *no data* is read as; no laboratory writes it.
_BLANK = "\0"


@dataclass(frozen=True)
class Wordings:
    """What texts say, before a recipe says what it means.

    Attributes
    ----------
    number : ndarray of float64, shape (n,)
        The number, or the limit after a sign; NaN where there is none.
    less, more : ndarray of bool, shape (n,)
        Whether a sign says below or above.
    absent, untold, empty : ndarray of bool, shape (n,)
        No sample was taken; not determined; nothing stands there.
    alone : ndarray of bool, shape (n,)
        A name such as DL stands for the limit.
    times : ndarray of int64, shape (n,)
        How often the text stands in the column.
    """

    number: Floats
    less: Mask
    more: Mask
    absent: Mask
    untold: Mask
    empty: Mask
    alone: Mask
    times: NDArray[np.int64]

    def of_cells(self, codes: NDArray[np.int32]) -> "Wordings":
        """Return what each cell says, each standing there once."""
        return Wordings(
            number=self.number[codes],
            less=self.less[codes],
            more=self.more[codes],
            absent=self.absent[codes],
            untold=self.untold[codes],
            empty=self.empty[codes],
            alone=self.alone[codes],
            times=np.ones(len(codes), dtype=np.int64),
        )


def wordings(
    text: Column,
    marks: MarksPart | None,
    missing: frozenset[str],
    no_sample: frozenset[str],
    notes: tuple[str, ...] = (),
) -> Wordings:
    """Read the distinct texts of a column.

    Parameters
    ----------
    text : Column
        Cells, with a point as decimal sign.
    marks : MarksPart or None
        Letters for censoring.
    missing, no_sample : frozenset of str
        Spellings of *not determined* and of *no sample was taken*.
    notes : tuple of str
        Signs before or after a result that change nothing.

    Returns
    -------
    Wordings
        By code of the column; last, for −1, of the empty cell.
    """
    words = pa.concat_arrays([text.text_words, pa.array([""], pa.string())])
    times = np.bincount(text.codes + 1, minlength=len(words)).astype(np.int64)
    plain = _mask(pc.match_substring_regex(words, _PLAIN))
    letters = (marks.below + marks.above + marks.missing) if marks is not None else ()
    if _IN_PLAIN & set("".join(letters + notes)):
        plain[:] = False
    number = np.full(len(words), np.nan)
    number[plain] = words.filter(pa.array(plain)).cast(pa.float64()).to_numpy()
    absent, untold = _in(words, no_sample), _in(words, missing)
    less, more, empty, alone = (np.zeros(len(words), dtype=bool) for _array in range(4))
    other = np.flatnonzero(~plain)
    explained = missing | no_sample
    bare = np.empty(len(other), dtype=object)
    for k, (i, word) in enumerate(
        zip(other, words.take(pa.array(other)).to_pylist(), strict=True)
    ):
        if word not in explained:
            word = _without(word, notes) if notes else word
            absent[i], untold[i] = word in no_sample, word in missing
        if marks is not None and word not in explained:
            word = marked(word, marks)
            untold[i] |= word == _BLANK
        less[i], more[i] = word.startswith(("<", "≤")), word.startswith((">", "≥"))
        empty[i] = not word
        bare[k] = word.lstrip("<>≤≥= ") if word.startswith(("<", "≤", ">", "≥", "=")) else word
        # What word processors make of a hyphen before a number.
        bare[k] = bare[k].replace("\N{MINUS SIGN}", "-", 1)
        alone[i] = bare[k].isalpha()
    number[other] = numbers(bare)
    return Wordings(
        number, less, more, absent, untold, empty, alone, np.append(times[1:], times[0])
    )


def _mask(found: pa.BooleanArray) -> Mask:
    mask: Mask = found.to_numpy(zero_copy_only=False).astype(bool)
    return mask


def _in(words: pa.StringArray, texts: frozenset[str]) -> Mask:
    return _mask(pc.is_in(words, value_set=pa.array(sorted(texts), pa.string())))


def numbers(text: Texts) -> Floats:
    """Read numbers; NaN where a text is not a finite decimal number.

    Parameters
    ----------
    text : ndarray of str objects, shape (n,)
        Texts with a point as decimal sign.

    Returns
    -------
    ndarray of float64, shape (n,)
        The numbers. ``nan``, ``inf``, ``1_000`` and hexadecimal are none here.
    """
    # Not float(): that takes 1_000 and the digits of other scripts for numbers.
    value = pd.to_numeric(pd.Series(text, dtype=object), errors="coerce").to_numpy(
        dtype=np.float64, copy=True
    )
    value[~np.isfinite(value)] = np.nan
    return value


def marked(text: str, marks: MarksPart) -> str:
    """Write a result with a letter for its censoring the way it is written with a sign.

    Parameters
    ----------
    text : str
        A cell, such as ``10N``, ``N10``, ``N(10)``, ``N``, ``G 5000`` or ``12``.
    marks : MarksPart
        What the letters mean.

    Returns
    -------
    str
        ``<10``, ``<DL`` where no limit stands there, ``>5000``, ``>UL``, a blank for
        *not determined*; a text without a letter of the recipe as it is.
    """
    for sign, alone, letters in (("<", "DL", marks.below), (">", "UL", marks.above)):
        for letter in letters:
            limit = _beside(text, letter)
            if limit is not None:
                return sign + (limit or alone)
    return _BLANK if any(_beside(text, letter) is not None for letter in marks.missing) else text


def _without(text: str, notes: tuple[str, ...]) -> str:
    """Return a text without the signs of footnotes around it; a sign alone stays."""
    bare = None
    while text != bare:
        bare = text
        for note in notes:
            text = text.removeprefix(note).removesuffix(note).strip() or text
    return text


def _beside(text: str, letter: str) -> str | None:
    """Return the number beside a letter, empty if the letter is alone, None if it is not it."""
    for rest in (text.removeprefix(letter), text.removesuffix(letter)):
        bare = rest.strip()
        if bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1].strip()
        if rest != text and (not bare or _NUMBER.fullmatch(bare)):
            return bare
    return None
