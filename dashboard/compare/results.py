"""All results of one analyte of one stratum, sorted, and what is shared by all that compare them.

Whichever countries are chosen, they are compared with the same results of everywhere: these are
kept, in their order, with the place where each country's lie.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.compare.choice import Choice
from dashboard.kept import kept
from dashboard.release.element import is_logarithmic
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows
from dashboard.statistics.censored import ascending
from dashboard.statistics.levelling import Levelling, level


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
class Everywhere:
    """Results of all countries, and where each country's are.

    Attributes
    ----------
    results : Results
        At the level of another stratum where that was asked for.
    levelling : Levelling or None
        How they were brought there.
    logarithmic : bool
        Whether their axis is: not that of pH, nor of values that are not positive.
    order : ndarray of int64, shape (n,)
        Positions of results, country by country, ascending within each.
    starts : ndarray of int64, shape (countries + 1,)
        Where each country of the release begins in `order`.
    """

    results: Results
    levelling: Levelling | None
    logarithmic: bool
    order: NDArray[np.int64]
    starts: NDArray[np.int64]


class _Sampled(NamedTuple):
    """What samples of a stratum have in common, whichever analyte is read."""

    routine: NDArray[np.bool_]
    cell: NDArray[np.uint32]
    country: NDArray[np.uint16]


def anywhere(choice: Choice) -> Choice:
    """Return a choice without its places: what is found for all results is kept by it."""
    return replace(choice, countries=(), region=None)


def everywhere(release: Release, choice: Choice) -> Everywhere:
    """Return the results of all countries that a choice is compared with.

    Raises
    ------
    KeyError
        If the release has no such stratum or analyte.
    """
    return _everywhere(release, anywhere(choice))


@kept(6)
def _everywhere(release: Release, choice: Choice) -> Everywhere:
    found = results(release, choice.stratum, choice.analyte, choice.date)
    levelling = _levelling(release, choice, found)
    if levelling is not None and np.isfinite(levelling.factor):
        found = replace(found, values=found.values * levelling.factor)
    known = np.isfinite(found.values)
    lowest = float(found.values[np.argmax(known)]) if known.any() else 1.0
    # Numbers of 16 bits are sorted by counting.
    order = np.argsort(found.country, kind="stable")
    size = len(release.countries)
    counts = np.bincount(found.country, minlength=size)[:size]
    starts = np.concatenate([[0], np.cumsum(counts)])
    logarithmic = is_logarithmic(choice.analyte, lowest)
    return Everywhere(found, levelling, logarithmic, order, starts)


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
    table = opened.samples(analyte, f"{analyte}.state", *days)
    sampled = _sampled(release, stratum)
    state = table[f"{analyte}.state"].to_numpy()
    held = sampled.routine & (state <= State.ABOVE)
    if date is not None:
        last = pa.scalar(dt.date.fromisoformat(date), pa.date32())
        taken = pc.fill_null(pc.less_equal(table["date"], last), fill_value=False)
        held &= taken.to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(held)
    values = table[analyte].to_numpy()[rows]
    cells, country = sampled.cell, sampled.country
    return _sorted(values, rows, state, cells, country, grid.FINEST_LEVEL, "samples")


@kept(2)
def _sampled(release: Release, stratum: str) -> _Sampled:
    table = release.strata[stratum].samples("routine", "cell", "country", "state")
    cell = table["cell"].to_numpy()
    held = table["routine"].to_numpy(zero_copy_only=False) & (cell >= 0)
    held &= table["state"].to_numpy() != State.PLANNED
    return _Sampled(held, cell.astype(np.uint32), release.country_numbers(table["country"]))


def _medians(release: Release, stratum: Stratum, analyte: str) -> Results:
    """Return the medians of the level with most cells that are told."""
    found = [
        (rows, level_of, rows.state <= State.ABOVE)
        for level_of in stratum.levels
        for rows in [cell_rows(stratum, analyte, level_of, "median")]
    ]
    rows, level_of, told = max(found, key=lambda one: int(one[2].sum()))
    country = release.country_numbers(rows.countries)
    at = np.flatnonzero(told)
    own = (rows.state, rows.keys, country)
    return _sorted(rows.value[at].astype(np.float64), at, *own, level_of, "cells")


def _sorted(
    values: NDArray[np.float64],
    rows: NDArray[np.int64],
    state: NDArray[Any],
    cells: NDArray[Any],
    country: NDArray[np.uint16],
    level_of: int,
    unit: str,
) -> Results:
    """Return the results of rows of a table, of which only the values are taken by now."""
    below = state[rows] == State.BELOW
    unknown = below & np.isnan(values)
    filled = np.where(unknown, -np.inf, values) if unknown.any() else values
    order = ascending(filled, below, np.zeros(values.size, dtype=np.uint8))
    rows = rows[order]
    return Results(
        values[order],
        state[rows].astype(np.uint8),
        cells[rows].astype(np.uint32),
        country[rows],
        level_of,
        unit,
    )


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
