"""All routine results of one analyte of one stratum, ascending, and where each country's are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.kept import kept
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows
from dashboard.statistics.censored import ascending


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


class ByCountry(NamedTuple):
    """Where the results of each country are.

    Attributes
    ----------
    order : ndarray of int64, shape (n,)
        Positions of results, country by country, ascending within each; those of no country
        at the end.
    starts : ndarray of int64, shape (countries + 1,)
        Where each country of the release begins in `order`.
    """

    order: NDArray[np.int64]
    starts: NDArray[np.int64]


def by_country(release: Release, found: Results) -> ByCountry:
    """Return where the results of each country of a release are."""
    # Numbers of 16 bits are sorted by counting.
    order = np.argsort(found.country, kind="stable")
    size = len(release.countries)
    counts = np.bincount(found.country, minlength=size)[:size]
    return ByCountry(order, np.concatenate([[0], np.cumsum(counts)]))


class _Sampled(NamedTuple):
    """What samples of a stratum have in common, whichever analyte is read."""

    routine: NDArray[np.bool_]
    cell: NDArray[np.uint32]
    country: NDArray[np.uint16]


def taken_by(days: pa.ChunkedArray, date: str) -> NDArray[np.bool_]:
    """Return which samples were taken by a day; not those whose day is not known.

    Parameters
    ----------
    days : pyarrow.ChunkedArray of date32, shape (n,)
    date : str
        As ISO 8601 has it.
    """
    last = pa.scalar(dt.date.fromisoformat(date), pa.date32())
    known = pc.fill_null(pc.less_equal(days, last), fill_value=False)
    return np.asarray(known.to_numpy(zero_copy_only=False))


@kept(6)
def results(release: Release, stratum: str, analyte: str, date: str | None = None) -> Results:
    """Return the routine results of an analyte, ascending; medians of cells where those are all.

    Parameters
    ----------
    release : Release
    stratum, analyte : str
        Ids.
    date : str, optional
        Last day on which samples were taken, as ISO 8601 has it; by default all count.

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
        held &= taken_by(table["date"], date)
    rows = np.flatnonzero(held)
    values = table[analyte].to_numpy()[rows]
    cells, country = sampled.cell, sampled.country
    return _sorted(values, rows, state, cells, country, grid.FINEST_LEVEL, "samples")


# The page of an element reads it of every stratum.
@kept(16)
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
