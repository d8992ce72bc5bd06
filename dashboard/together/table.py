"""The table all figures are made from: a row a cell, a column an element, in mg/kg."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.elements import MASS_FRACTIONS
from dashboard.catalog.states import State
from dashboard.kept import kept
from dashboard.release.release import Release, SamplesWithheld
from dashboard.release.vectors import Rows
from dashboard.together.choice import Choice, chosen_rows, usable_elements

UNIT = "mg/kg"
"""Unit of all values, whatever the stratum's own units are."""

NO_DAY = np.iinfo(np.int64).max
"""First day of a cell without dated samples."""


@dataclass(frozen=True, eq=False)
class CellTable:
    """Medians of cells, of some elements of one stratum and level.

    Attributes
    ----------
    cells : ndarray of uint32, shape (N,)
        Cell numbers, ascending.
    countries : ndarray of str, shape (N,)
        The cells' countries, ISO 3166-1 alpha-3; empty for none.
    elements : tuple of str
        Symbols of the E columns.
    values : ndarray of float64, shape (N, E)
        Medians, mg/kg, as element; the limit where `state` is below or above.
    state : ndarray of uint8, shape (N, E)
        State codes.
    n : ndarray of uint32, shape (N, E)
        Results that each median is of.
    chosen : ndarray of bool, shape (N,)
        Cells that countries, region and date choose.
    """

    cells: NDArray[np.uint32]
    countries: NDArray[np.str_]
    elements: tuple[str, ...]
    values: NDArray[np.float64]
    state: NDArray[np.uint8]
    n: NDArray[np.uint32]
    chosen: NDArray[np.bool_]

    @cached_property
    def sampled(self) -> NDArray[np.bool_]:
        """Cells with a result of any of the elements, shape (N,)."""
        return np.asarray((self.state <= State.ABOVE).any(axis=1))

    def column(self, symbol: str) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Return values and states of one element."""
        position = self.elements.index(symbol)
        return self.values[:, position], self.state[:, position]

    def part(self, rows: NDArray[np.bool_]) -> CellTable:
        """Return the table of some of its cells."""
        return CellTable(
            self.cells[rows],
            self.countries[rows],
            self.elements,
            self.values[rows],
            self.state[rows],
            self.n[rows],
            self.chosen[rows],
        )


def level_table(release: Release, choice: Choice) -> CellTable:
    """Return the medians of all cells of the level, in the order of its ``cell`` plane.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Its stratum, level and elements; countries and date say which cells are chosen.

    Returns
    -------
    CellTable
        Also of cells that are planned or await results.
    """
    whole = _whole(release, choice.stratum, choice.level)
    columns = [whole.elements.index(symbol) for symbol in choice.elements]
    days = (
        _first_days(release, choice.stratum, choice.level)
        if choice.date is not None
        else np.zeros(whole.cells.shape, dtype=np.int64)
    )
    return CellTable(
        whole.cells,
        whole.countries,
        choice.elements,
        whole.values[:, columns],
        whole.state[:, columns],
        whole.n[:, columns],
        chosen_rows(choice, whole.countries, days),
    )


def cell_table(release: Release, choice: Choice) -> CellTable:
    """Return the medians of the cells with a result of any of the elements.

    The cells that are not chosen are there as well, and `chosen` tells them apart: what is
    estimated is the stratum's.
    """
    table = level_table(release, choice)
    return table.part(table.sampled)


@kept(12)
def _whole(release: Release, identity: str, level: int) -> CellTable:
    stratum = release.strata[identity]
    table = stratum.cells(level)
    symbols = usable_elements(stratum)
    cells, base = table["cell"].to_numpy(), table["state"].to_numpy()
    shape = (cells.size, len(symbols))
    values = np.full(shape, np.nan)
    state = np.full(shape, State.UNDETERMINED, dtype=np.uint8)
    n = np.zeros(shape, dtype=np.uint32)
    sites, countries = table["sites"].to_numpy(), table["country"]
    # By number: of hundreds of columns, looking each up by name takes most of the time.
    own: dict[str, dict[str, int]] = {}
    for number, name in enumerate(table.column_names):
        own.setdefault(name.partition(".")[0], {})[name] = number
    for i, symbol in enumerate(symbols):
        columns = {name: table.column(number).to_numpy() for name, number in own[symbol].items()}
        rows = Rows(cells, countries, sites, base, columns, symbol, "median")
        factor = MASS_FRACTIONS[stratum.analytes[symbol]["unit"]] / MASS_FRACTIONS[UNIT]
        values[:, i], state[:, i], n[:, i] = rows.value * factor, rows.state, rows.n
    names = np.array(countries.to_pylist(), dtype=np.str_).reshape(cells.size)
    return CellTable(cells, names, symbols, values, state, n, np.ones(cells.size, dtype=bool))


def of_sampled_countries(release: Release, identity: str, table: CellTable) -> NDArray[np.bool_]:
    """Return which cells may stand for their country: those of countries with samples.

    A cell at a border holds samples of a neighbour, too, and sometimes these alone. Of a
    country that the survey never sampled they would be all it has.

    Parameters
    ----------
    release : Release
        An opened release.
    identity : str
        Id of the stratum.
    table : CellTable
        Of the stratum.

    Returns
    -------
    ndarray of bool, shape (N,)
        True where the cell's country has samples of its own in the stratum.
    """
    sampled = np.array(sorted(release.strata[identity].country_ids), dtype=np.str_)
    return np.isin(table.countries, sampled)


@kept(12)
def _first_days(release: Release, identity: str, level: int) -> NDArray[np.int64]:
    """Return the day of the first routine sample of each cell of a level."""
    stratum = release.strata[identity]
    cells = stratum.cells(level)["cell"].to_numpy()
    first = np.full(cells.size, NO_DAY)
    try:
        table = stratum.samples("cell", "date", "routine", "state")
    except SamplesWithheld:
        return first
    days = table["date"].cast("int32")
    kept = table["routine"].to_numpy(zero_copy_only=False) & (table["cell"].to_numpy() >= 0)
    kept &= ~days.is_null().to_numpy() & (table["state"].to_numpy() != State.PLANNED)
    number = grid.parent(table["cell"].to_numpy()[kept], grid.FINEST_LEVEL - level)
    day = days.fill_null(0).to_numpy()[kept].astype(np.int64)
    np.minimum.at(first, np.searchsorted(cells, number), day)
    return first
