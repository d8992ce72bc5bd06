"""The results of each country compared, of one analyte of one stratum, sorted and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.compare.choice import Choice, choice_of, places_of
from dashboard.i18n import _
from dashboard.kept import kept
from dashboard.release.element import is_logarithmic
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows
from dashboard.state import ViewState
from dashboard.statistics.bootstrap import FEWEST_CELLS
from dashboard.statistics.censored import ascending
from dashboard.statistics.levelling import Levelling, level, note

FEWEST = 10
"""Results of a country that nobody chose; those of fewer say little."""

MOST = 40
"""Groups compared at once."""

REST = "rest"
"""Id of the group of all other results, beside a single country."""

WORLD = "world"
"""Id of the group of all results of the stratum."""

_NOBODY = 65535


@dataclass(frozen=True, eq=False)
class Results:
    """All results of an analyte in a stratum, ascending, limits before values at them.

    Attributes
    ----------
    values : ndarray of float64, shape (n,)
        Values; the limit where `state` is below or above; NaN, which come first, where it
        is unknown.
    state : ndarray of uint8, shape (n,)
        Measured, below or above.
    cells : ndarray of uint32, shape (n,)
        Cell numbers of `level`.
    country : ndarray of uint16, shape (n,)
        Positions in the release's countries; 65535 for none.
    level : int
        Of the cells.
    unit : str
        What a result is: ``"samples"``, or ``"cells"`` (their medians) where the owner shares
        no samples.
    """

    values: NDArray[np.float64]
    state: NDArray[np.uint8]
    cells: NDArray[np.uint32]
    country: NDArray[np.uint16]
    level: int
    unit: str


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

    @property
    def censored(self) -> int:
        """Results below detection."""
        return int((self.state == State.BELOW).sum())

    @property
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
    found = results(release, choice.stratum, choice.analyte, choice.date)
    levelling = _levelling(release, choice, found)
    factor = levelling.factor if levelling is not None else np.nan
    values = found.values * factor if np.isfinite(factor) else found.values
    order, starts = _by_country(found.country, len(release.countries))
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
    shift = 2 * (found.level - _resampled_level(made, stratum, found.level))
    if shift:
        made = [_coarser(one, shift) for one in made]
    all_words = _("all samples") if found.unit == "samples" else _("all cells")
    world = Group(WORLD, all_words, values, found.state, _parents(found.cells, shift))
    known = values[np.isfinite(values)]
    return Groups(
        choice,
        stratum.record,
        stratum.analytes[choice.analyte],
        release.surveys[stratum.record["survey"]],
        tuple(made),
        world,
        found.unit,
        found.level - shift // 2,
        is_logarithmic(choice.analyte, float(known.min()) if known.size else 1.0),
        levelling,
        left_out,
        fewer,
        beyond,
    )


@kept(6)
def results(release: Release, stratum: str, analyte: str, date: str | None) -> Results:
    """Return the routine results of an analyte, ascending; medians of cells where those are all.

    Raises
    ------
    KeyError
        If the release has no such stratum or analyte.
    """
    opened = release.strata[stratum]
    if not opened.tells_samples(analyte):
        return _medians(release, opened, analyte)
    # Days are read only where they decide.
    days = ["date"] if date is not None else []
    columns = ("routine", "cell", "country", "state", analyte, f"{analyte}.state", *days)
    table = opened.samples(*columns)
    state, cell = table[f"{analyte}.state"].to_numpy(), table["cell"].to_numpy()
    held = table["routine"].to_numpy(zero_copy_only=False) & (cell >= 0)
    held &= (table["state"].to_numpy() != State.PLANNED) & (state <= State.ABOVE)
    if date is not None:
        last = (dt.date.fromisoformat(date) - dt.date(1970, 1, 1)).days
        since = table["date"].cast("int32").to_numpy(zero_copy_only=False)
        held &= np.nan_to_num(since, nan=np.inf) <= last
    country = release.country_numbers(table["country"])
    own = (table[analyte].to_numpy()[held], state[held], cell[held], country[held])
    return _sorted(*own, grid.FINEST_LEVEL, "samples")


def _medians(release: Release, stratum: Stratum, analyte: str) -> Results:
    """Return the medians of the level with most cells that are told."""
    found = [
        (rows, level_of, rows.state <= State.ABOVE)
        for level_of in stratum.levels
        for rows in [cell_rows(stratum, analyte, level_of, "median")]
    ]
    rows, level_of, told = max(found, key=lambda one: int(one[2].sum()))
    country = release.country_numbers(rows.countries)
    own = (rows.value[told], rows.state[told], rows.keys[told], country[told])
    return _sorted(*own, level_of, "cells")


def _sorted(
    values: NDArray[Any],
    state: NDArray[Any],
    cells: NDArray[Any],
    country: NDArray[np.uint16],
    level_of: int,
    unit: str,
) -> Results:
    values = values.astype(np.float64)
    below = state == State.BELOW
    filled = np.where(below & np.isnan(values), -np.inf, values)
    order = ascending(filled, below, np.zeros(values.size, dtype=np.int64))
    return Results(
        values[order],
        state[order].astype(np.uint8),
        cells[order].astype(np.uint32),
        country[order],
        level_of,
        unit,
    )


def _by_country(
    country: NDArray[np.uint16], countries: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of results by country, and where each country begins."""
    order = np.argsort(country, kind="stable")
    counts = np.bincount(country, minlength=countries)[:countries]
    return order, np.concatenate([[0], np.cumsum(counts)])


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


def _coarser(group: Group, shift: int) -> Group:
    return Group(group.id, group.name, group.values, group.state, _parents(group.cells, shift))


def _parents(cells: NDArray[np.uint32], shift: int) -> NDArray[np.uint32]:
    return np.asarray(cells >> shift, dtype=np.uint32)


def _levelling(release: Release, choice: Choice, found: Results) -> Levelling | None:
    """Return the factor to the reference stratum, measured in the cells of 160 km of both."""
    if choice.reference is None:
        return None
    other = results(release, choice.reference, choice.analyte, None)
    return level(
        other.values,
        other.state,
        other.cells >> (2 * other.level),
        found.values,
        found.state,
        found.cells >> (2 * found.level),
    )


def levelling_note(found: Groups) -> str:
    """Return the words that name method and factor; empty where nothing was levelled."""
    return "" if found.levelling is None else note(found.levelling)
