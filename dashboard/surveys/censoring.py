"""Raw text to values, states and limits, for every way laboratories write them.

All functions work on whole columns. What a writing means comes from the recipe;
nothing is guessed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.surveys.cells import Column
from dashboard.surveys.recipe_censoring import CensoringPart
from dashboard.surveys.wordings import Floats, Mask, Wordings, wordings

# Two numbers typed with different precision are the same below this relative
# difference (0.0005 against half of 0.001).
SAME = 1e-9

# A tied minimum is taken for a substituted half-limit if it is repeated this often …
TIED_LEAST = 3
# … or, where it is an ordinary number of the column, this often and this much more
# often than the next value.
TIED_ORDINARY = 10
TIED_RATIO = 3


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


def parse(
    text: Column,
    rule: CensoringPart,
    *,
    missing: frozenset[str] = frozenset(),
    no_sample: frozenset[str] = frozenset(),
    limit: float | Floats = np.nan,
    upper: float = np.nan,
    qualifier: Column | None = None,
) -> Parsed:
    """Read a column of results.

    Parameters
    ----------
    text : Column of length n
        Cells, with a point as decimal sign.
    rule : CensoringPart
        How values beyond a limit are written.
    missing, no_sample : frozenset of str
        Spellings of *not determined* and of *no sample was taken*.
    limit : float or ndarray of float64, shape (n,)
        Detection limit in the file's unit, NaN where unknown.
    upper : float
        Upper limit in the file's unit, NaN where unknown.
    qualifier : Column of length n, optional
        The qualifier column beside the results.

    Returns
    -------
    Parsed
        Values, states and limits; faults name what could not be read.
    """
    said = wordings(text, rule.marks, missing, no_sample, rule.notes)
    if np.ndim(limit) or (rule.qualifier is not None and qualifier is not None):
        # What stands beside a cell has a say in it.
        judged = _judged(said.of_cells(text.codes), rule, limit, upper, qualifier)
        return judged.of_cells(slice(None))
    # Equal texts mean the same.
    return _judged(said, rule, limit, upper, None).of_cells(text.codes)


@dataclass(frozen=True)
class _Judged:
    """What texts mean by the recipe: arrays of one length, as `Parsed` has them."""

    value: Floats
    state: NDArray[np.int8]
    limit: Floats
    no_sample: Mask
    suspected: Mask
    faults: tuple[tuple[Mask, str], ...]

    def of_cells(self, codes: NDArray[np.int32] | slice) -> Parsed:
        """Return what the cells mean."""
        faults = [Fault(np.flatnonzero(where[codes]), words) for where, words in self.faults]
        return Parsed(
            self.value[codes],
            self.state[codes],
            self.limit[codes],
            self.no_sample[codes],
            self.suspected[codes],
            tuple(faults),
        )


def _judged(
    said: Wordings,
    rule: CensoringPart,
    limit: float | Floats,
    upper: float,
    qualifier: Column | None,
) -> _Judged:
    """Return what texts mean; a qualifier is of cells, as `said` then is."""
    number, less, more, empty = said.number, said.less, said.more, said.empty
    size = len(number)
    value = np.full(size, np.nan)
    state = np.full(size, State.UNDETERMINED, dtype=np.int8)
    limits = np.broadcast_to(np.asarray(limit, dtype=np.float64), size)
    faults: list[tuple[Mask, str]] = []
    open_ = ~(said.absent | said.untold | empty) & (said.times > 0)

    def fault(where: Mask, expected: str) -> None:
        if where.any():
            faults.append((where, expected))

    beyond = less | more
    if not rule.text:
        fault(open_ & beyond, _("a number: the recipe says that limits are not written as text"))
        open_ &= ~beyond
    unreadable = open_ & np.isnan(number)
    # "<DL" and ">UL" say that there is a limit without telling it.
    nameless = unreadable & said.alone & (less | (more & ~np.isnan(upper)))
    fault(
        unreadable & ~nameless,
        _("a number, or a text that missing or censoring in the recipe explains"),
    )
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
        is_below = qualifier.is_in(part.below)
        is_above = qualifier.is_in(part.above)
        is_missing = qualifier.is_in(part.missing)
        known = is_below | is_above | is_missing | qualifier.is_in(part.measured)
        fault(measured & ~known, _("a qualifier that the recipe explains"))
        wrong = (is_below | is_above) & measured & (number <= 0)
        fault(wrong, _("the limit beside the qualifier, above zero"))
        flagged = is_below & (measured | (empty & ~is_missing))
        own = np.where(flagged & (number > 0), number, own)
        top = np.where(is_above & measured, number, top)
        below |= flagged & ~wrong
        above |= is_above & measured & ~wrong
        empty = empty & ~flagged
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
        half = substituted(number, measured, own, said.times)
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
    return _Judged(value, state, limits, said.absent, half, tuple(faults))


def substituted(number: Floats, measured: Mask, limit: Floats, times: NDArray[np.int64]) -> Mask:
    """Find values that stand for *below detection* as half the limit.

    Parameters
    ----------
    number : ndarray of float64, shape (n,)
        Numbers of the column.
    measured : ndarray of bool, shape (n,)
        Which of them count as measured so far.
    limit : ndarray of float64, shape (n,)
        Detection limit, NaN where unknown.
    times : ndarray of int64, shape (n,)
        How often each number stands in the column.

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
        tied = tied_minimum(number[measured], times[measured])
        if tied is not None:
            half = measured & (number == tied)
    return half


def tied_minimum(values: Floats, times: NDArray[np.int64] | None = None) -> float | None:
    """Return the least value if it looks like half a detection limit put in its place.

    Substitution leaves nothing between half the limit and the limit, so the next
    value is at least twice as large. An ordinary number is told from it by
    repetition: either the value is off the column's own resolution (1.5 among whole
    numbers) and repeated, or it is repeated far more often than the next.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Measured values, without NaN.
    times : ndarray of int64, shape (n,), optional
        How often each was measured; once if left out.

    Returns
    -------
    float or None
        The tied value.
    """
    distinct, place = np.unique(values, return_inverse=True)
    counts = np.bincount(place, weights=times)
    if len(distinct) == 0 or distinct[0] <= 0 or counts[0] < TIED_LEAST:
        return None
    least, most = float(distinct[0]), int(counts[0])
    if len(distinct) == 1:
        return least if most >= TIED_ORDINARY else None
    if distinct[1] < 2 * least * (1 - SAME):
        return None
    frequent = most >= TIED_ORDINARY and most >= TIED_RATIO * int(counts[1])
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
