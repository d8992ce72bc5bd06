"""The countries compared: which, in what order, with the results of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.compare.choice import Choice, choice_of, places_of
from dashboard.compare.everywhere import everywhere
from dashboard.i18n import _
from dashboard.kept import kept
from dashboard.release.release import Release, Stratum
from dashboard.release.results import Results
from dashboard.state import ViewState
from dashboard.statistics.bootstrap import FEWEST_CELLS
from dashboard.statistics.levelling import Levelling, note

FEWEST = 10
"""Results of a country that nobody chose; those of fewer say little."""

MOST = 40
"""Groups compared at once."""

REST = "rest"
"""Id of the group of all other results, beside a single country."""

WORLD = "world"
"""Id of the group of all results of the stratum."""


@dataclass(frozen=True, eq=False)
class Group:
    """Results of one country, or of all; arrays as of :class:`Results`."""

    id: str
    name: str
    values: NDArray[np.float64]
    state: NDArray[np.uint8]
    cells: NDArray[np.uint32]

    @property
    def n(self) -> int:
        """Results."""
        return self.values.size

    @cached_property
    def censored(self) -> int:
        """Results below detection."""
        return int((self.state == State.BELOW).sum())

    @cached_property
    def limit(self) -> float:
        """Highest known detection limit; NaN where no result is below one."""
        limits = self.values[self.state == State.BELOW]
        return float(np.fmax.reduce(limits)) if limits.size else np.nan


@dataclass(frozen=True, eq=False)
class Groups:
    """What is compared.

    Attributes
    ----------
    choice : Choice
    stratum, analyte, survey : mapping
        Records of the release index.
    groups : tuple of Group
        Highest median first; medians below detection last.
    world : Group
        All results of the stratum.
    unit : str
        What a result is, as of :class:`Results`.
    level : int
        Level of the cells that intervals are resampled by.
    logarithmic : bool
        Whether its axis is: not that of pH, nor of values that are not positive.
    levelling : Levelling or None
        How results were brought to the level of another stratum.
    left_out : tuple of str
        Chosen countries without a result.
    fewer : int
        Countries with fewer than :data:`FEWEST` results, which nobody chose.
    beyond : int
        Countries left out because there are more than :data:`MOST`.
    """

    choice: Choice
    stratum: Mapping[str, Any]
    analyte: Mapping[str, Any]
    survey: Mapping[str, Any]
    groups: tuple[Group, ...]
    world: Group
    unit: str
    level: int
    logarithmic: bool
    levelling: Levelling | None
    left_out: tuple[str, ...]
    fewer: int
    beyond: int

    @property
    def all(self) -> tuple[Group, ...]:
        """The groups and then the world."""
        return (*self.groups, self.world)


def groups_of(release: Release, state: ViewState, pane: int | None = None) -> Groups | None:
    """Return what a pane of a view compares.

    Parameters
    ----------
    release : Release
    state : ViewState
        Resolved against the release.
    pane : int, optional
        Number of the pane, from 1; by default that of the state's figures.

    Returns
    -------
    Groups or None
        None where the release holds nothing to compare.
    """
    choice = choice_of(release, state, pane)
    return None if choice is None else groups(release, choice)


@kept(32)
def groups(release: Release, choice: Choice) -> Groups:
    """Return what a choice compares: the chosen countries, or all with enough results.

    A single country is compared with all other results of the stratum.
    """
    stratum = release.strata[choice.stratum]
    whole = everywhere(release, choice)
    found, order, starts = whole.results, whole.order, whole.starts
    values = found.values
    wanted, left_out, fewer, beyond = _wanted(release, choice, np.diff(starts))
    parts = [order[starts[at] : starts[at + 1]] for at in wanted]
    ids = [release.countries[at] for at in wanted]
    names = [release.country_names[one] for one in ids]
    if len(parts) == 1 and parts[0].size < values.size:
        other = np.ones(values.size, dtype=bool)
        other[parts[0]] = False
        parts.append(np.flatnonzero(other))
        ids.append(REST)
        names.append(_("all others"))
    made = [
        Group(one, name, values[part], found.state[part], found.cells[part])
        for one, name, part in zip(ids, names, parts, strict=True)
    ]
    made.sort(key=lambda one: (-_middle(one), one.name))
    level = _resampled_level(made, stratum, found.level)
    if level != found.level:
        made = [replace(one, cells=_parents(one.cells, found.level - level)) for one in made]
    return Groups(
        choice,
        stratum.record,
        stratum.analytes[choice.analyte],
        release.surveys[stratum.record["survey"]],
        tuple(made),
        world(found, level),
        found.unit,
        level,
        whole.logarithmic,
        whole.levelling,
        left_out,
        fewer,
        beyond,
    )


def _wanted(
    release: Release, choice: Choice, n: NDArray[np.int64]
) -> tuple[list[int], tuple[str, ...], int, int]:
    """Return positions of the countries compared, and who was left out and why."""
    places = places_of(release, choice)
    inside = [places is None or one in places for one in release.countries]
    chosen = [one in choice.countries for one in release.countries]
    able = (np.array(inside) & (n >= FEWEST)) | (np.array(chosen) & (n > 0))
    wanted = np.flatnonzero(able)
    # Those that were chosen one by one come before those with most results.
    first = np.lexsort((-n[wanted], ~np.array(chosen, dtype=bool)[wanted]))
    left_out = tuple(
        release.country_names[one] for one in choice.countries if not n[release.country_index[one]]
    )
    fewer = int((np.array(inside) & (n > 0) & ~able).sum())
    taken = wanted[first][:MOST].tolist()
    return taken, left_out, fewer, max(0, wanted.size - MOST)


def _middle(group: Group) -> float:
    """Return the median that groups are ordered by: −1 where it is below detection."""
    middle = group.values[[(group.n - 1) // 2, group.n // 2]].mean()
    # Of an unknown limit nothing is known but that results below it are the lowest.
    hidden = bool(middle <= group.limit) or not np.isfinite(middle)
    return -1.0 if hidden else float(middle)


def _resampled_level(made: Sequence[Group], stratum: Stratum, finest: int) -> int:
    """Return the coarsest level at which half of the groups have cells enough to resample."""
    levels = [one for one in sorted(stratum.levels) if one <= finest] or [finest]
    if not made:
        return levels[0]
    for one in levels:
        shift = 2 * (finest - one)
        counts = sorted(np.unique(group.cells >> shift).size for group in made)
        if counts[len(counts) // 2] >= FEWEST_CELLS:
            return one
    return levels[-1]


def world(found: Results, level: int | None = None) -> Group:
    """Return the group of all results, by default with the cells they came with.

    Parameters
    ----------
    found : Results
    level : int, optional
        Of the cells; not finer than theirs.
    """
    words = _("all samples") if found.unit == "samples" else _("all cells")
    coarser = 0 if level is None else found.level - level
    return Group(WORLD, words, found.values, found.state, _parents(found.cells, coarser))


def _parents(cells: NDArray[np.uint32], coarser: int) -> NDArray[np.uint32]:
    """Return the cells that hold cells, so many levels coarser."""
    return np.asarray(cells >> (2 * coarser), dtype=np.uint32) if coarser else cells


def levelling_note(found: Groups) -> str:
    """Return the words that name method and factor; empty where nothing was levelled."""
    return "" if found.levelling is None else note(found.levelling)
