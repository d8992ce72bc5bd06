"""Raw text to values, states and limits, for every way laboratories write them.

All functions work on whole columns. What a writing means comes from the recipe;
nothing is guessed.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.surveys.recipe_censoring import CensoringPart, MarksPart

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

# Two numbers typed with different precision are the same below this relative
# difference (0.0005 against half of 0.001).
SAME = 1e-9

# A tied minimum is taken for a substituted half-limit if it is repeated this often …
TIED_LEAST = 3
# … or, where it is an ordinary number of the column, this often and this much more
# often than the next value.
TIED_ORDINARY = 10
TIED_RATIO = 3


_NUMBER = re.compile(r"\d*\.?\d+(?:[eE][-+]?\d+)?|\d+\.")
# What a cell with a letter for *no data* is read as; no laboratory writes it.
_BLANK = "\0"


@dataclass(frozen=True)
class Fault:
    """Values of a column that cannot be used.

    Attributes
    ----------
    index : ndarray of intp
        Positions in the column.
    expected : str
        What should stand there.
    """

    index: NDArray[np.intp]
    expected: str


@dataclass(frozen=True)
class Parsed:
    """A column of results in the unit of the file.

    Attributes
    ----------
    value : ndarray of float64, shape (n,)
        The value; the limit where `state` is below or above (NaN where it is
        unknown); NaN where not determined.
    state : ndarray of int8, shape (n,)
        `State` codes 0 to 3.
    limit : ndarray of float64, shape (n,)
        The detection limit that applies, NaN where unknown.
    no_sample : ndarray of bool, shape (n,)
        The file says that no sample was taken.
    suspected : ndarray of bool, shape (n,)
        Values that look like half the limit in place of *below detection*, whether
        or not the recipe treats them so.
    faults : tuple of Fault
        What cannot be used, by kind.
    """

    value: Floats
    state: NDArray[np.int8]
    limit: Floats
    no_sample: NDArray[np.bool_]
    suspected: NDArray[np.bool_]
    faults: tuple[Fault, ...]


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


def parse(
    text: Texts,
    rule: CensoringPart,
    *,
    missing: frozenset[str] = frozenset(),
    no_sample: frozenset[str] = frozenset(),
    limit: float | Floats = np.nan,
    upper: float = np.nan,
    qualifier: Texts | None = None,
) -> Parsed:
    """Read a column of results.

    Parameters
    ----------
    text : ndarray of str objects, shape (n,)
        Cells, stripped, with a point as decimal sign.
    rule : CensoringPart
        How values beyond a limit are written.
    missing, no_sample : frozenset of str
        Spellings of *not determined* and of *no sample was taken*.
    limit : float or ndarray of float64, shape (n,)
        Detection limit in the file's unit, NaN where unknown.
    upper : float
        Upper limit in the file's unit, NaN where unknown.
    qualifier : ndarray of str objects, shape (n,), optional
        The qualifier column beside the results.

    Returns
    -------
    Parsed
        Values, states and limits; faults name what could not be read.
    """
    size = len(text)
    value = np.full(size, np.nan)
    state = np.full(size, State.UNDETERMINED, dtype=np.int8)
    limits = np.broadcast_to(np.asarray(limit, dtype=np.float64), size).copy()
    faults: list[Fault] = []

    codes, distinct = pd.factorize(text)
    words = np.asarray(distinct, dtype=object)
    absent = np.array([w in no_sample for w in words], dtype=bool)[codes]
    untold = np.array([w in missing for w in words], dtype=bool)[codes]
    if rule.marks is not None:
        explained = missing | no_sample
        words = np.array(
            [w if w in explained else marked(w, rule.marks) for w in words], dtype=object
        )
        untold |= np.array([w == _BLANK for w in words], dtype=bool)[codes]
    empty = np.array([not w for w in words], dtype=bool)[codes]
    sign = np.array([w[0] if w and w[0] in "<>≤≥=" else "" for w in words], dtype=object)
    bare = np.array(
        [w.lstrip("<>≤≥= ") if s else w for w, s in zip(words, sign, strict=True)], dtype=object
    )
    number = numbers(bare)[codes]
    less = np.isin(sign, ("<", "≤"))[codes]
    more = np.isin(sign, (">", "≥"))[codes]
    open_ = ~(absent | untold | empty)

    def fault(where: NDArray[np.bool_], expected: str) -> None:
        if where.any():
            faults.append(Fault(np.flatnonzero(where), expected))

    beyond = less | more
    if not rule.text:
        fault(open_ & beyond, _("a number: the recipe says that limits are not written as text"))
        open_ &= ~beyond
    unreadable = open_ & np.isnan(number)
    # "<DL" and ">UL" say that there is a limit without telling it.
    alone = np.array([b.isalpha() for b in bare], dtype=bool)[codes]
    nameless = unreadable & alone & (less | (more & ~np.isnan(upper)))
    fault(unreadable & ~nameless, _("a number, or a text that the recipe explains"))
    open_ &= ~unreadable | nameless
    fault(open_ & beyond & (number <= 0), _("a limit above zero"))
    open_ &= ~(beyond & (number <= 0))

    measured = open_ & ~beyond
    below = open_ & less
    above = open_ & more
    own = np.where(below & ~np.isnan(number), number, limits)
    top = np.where(above & ~np.isnan(number), number, upper)

    if rule.qualifier is not None and qualifier is not None:
        part = rule.qualifier
        is_below = np.isin(qualifier, part.below)
        is_above = np.isin(qualifier, part.above)
        is_missing = np.isin(qualifier, part.missing)
        known = is_below | is_above | is_missing | np.isin(qualifier, part.measured)
        fault(measured & ~known, _("a qualifier that the recipe explains"))
        wrong = (is_below | is_above) & measured & (number <= 0)
        fault(wrong, _("the limit beside the qualifier, above zero"))
        flagged = is_below & (measured | (empty & ~is_missing))
        own = np.where(flagged & (number > 0), number, own)
        top = np.where(is_above & measured, number, top)
        below |= flagged & ~wrong
        above |= is_above & measured & ~wrong
        empty &= ~flagged
        measured &= known & ~(is_below | is_above | is_missing)

    zero = measured & (number == 0)
    negative = measured & (number < 0)
    if rule.zero == "error":
        fault(zero, _("a concentration above zero, or censoring.zero in the recipe"))
    if rule.negative == "error":
        fault(negative, _("a concentration above zero, or censoring.negative in the recipe"))
    if rule.zero != "value":
        measured &= ~zero
    if rule.negative != "value":
        measured &= ~negative
    if rule.zero == "below":
        below |= zero
    if rule.negative in ("limit", "below"):
        below |= negative
    if rule.negative == "limit":
        own = np.where(negative, -number, own)
    if rule.empty == "below":
        below |= empty
    half = np.zeros(size, dtype=bool)
    if rule.half_limit != "ignore":
        half = substituted(number, measured, own)
    if rule.half_limit == "censored":
        below |= half
        measured &= ~half

    value[measured] = number[measured]
    state[measured] = State.MEASURED
    value[below] = own[below]
    state[below] = State.BELOW
    value[above] = top[above]
    state[above] = State.ABOVE
    limits = np.where(below, own, limits)
    return Parsed(value, state, limits, absent, half, tuple(faults))


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


def _beside(text: str, letter: str) -> str | None:
    """Return the number beside a letter, empty if the letter is alone, None if it is not it."""
    for rest in (text.removeprefix(letter), text.removesuffix(letter)):
        bare = rest.strip()
        if bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1].strip()
        if rest != text and (not bare or _NUMBER.fullmatch(bare)):
            return bare
    return None


def substituted(number: Floats, measured: NDArray[np.bool_], limit: Floats) -> NDArray[np.bool_]:
    """Find values that stand for *below detection* as half the limit.

    Parameters
    ----------
    number : ndarray of float64, shape (n,)
        Numbers of the column.
    measured : ndarray of bool, shape (n,)
        Which of them count as measured so far.
    limit : ndarray of float64, shape (n,)
        Detection limit, NaN where unknown.

    Returns
    -------
    ndarray of bool, shape (n,)
        Values at half a known limit; without any known limit, a tied minimum
        that looks like one (`tied_minimum`).
    """
    known = measured & ~np.isnan(limit)
    half = np.zeros(len(number), dtype=bool)
    half[known] = np.abs(number[known] / limit[known] - 0.5) <= SAME
    if not known.any():
        tied = tied_minimum(number[measured])
        if tied is not None:
            half = measured & (number == tied)
    return half


def tied_minimum(values: Floats) -> float | None:
    """Return the least value if it looks like half a detection limit put in its place.

    Substitution leaves nothing between half the limit and the limit, so the next
    value is at least twice as large. An ordinary number is told from it by
    repetition: either the value is off the column's own resolution (1.5 among whole
    numbers) and repeated, or it is repeated far more often than the next.

    Parameters
    ----------
    values : ndarray of float64
        Measured values, without NaN.

    Returns
    -------
    float or None
        The tied value.
    """
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) == 0 or distinct[0] <= 0 or counts[0] < TIED_LEAST:
        return None
    least, times = float(distinct[0]), int(counts[0])
    if len(distinct) == 1:
        return least if times >= TIED_ORDINARY else None
    if distinct[1] < 2 * least * (1 - SAME):
        return None
    frequent = times >= TIED_ORDINARY and times >= TIED_RATIO * int(counts[1])
    return least if frequent or _off_resolution(least, distinct[1:]) else None


def _off_resolution(least: float, others: Floats) -> bool:
    """Whether all other values are multiples of a step that the least value is not."""
    if len(others) < 2:
        return False
    step = float(np.diff(others).min())
    parts = others / step
    regular = np.abs(parts - np.round(parts)) < 1e-6
    share = least / step
    return bool(regular.all()) and abs(share - round(share)) > 1e-6
