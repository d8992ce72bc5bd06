"""The results of a stratum, read from the columns of its analytes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.elements import analyte
from dashboard.catalog.states import State
from dashboard.catalog.units import UNITS
from dashboard.i18n import _
from dashboard.surveys.cells import Column
from dashboard.surveys.censoring import TIED_LEAST, Parsed, parse
from dashboard.surveys.checks import Checks
from dashboard.surveys.columns import ResultColumn
from dashboard.surveys.reader import Table
from dashboard.surveys.recipe_censoring import MissingPart
from dashboard.surveys.wordings import numbers

# Sum of mass shares above which a value cannot be: 100 %, with the rounding and the
# analytical error that oxide analyses of pure minerals carry.
MOST_KG_PER_KG = 1.02


@dataclass(frozen=True, eq=False)
class Results:
    """Results of a stratum.

    Attributes
    ----------
    value : ndarray of float64, shape (analytes, samples)
        Values in the catalogue's unit and element form; the limit where below or above;
        NaN where that is unknown or nothing was determined.
    state : ndarray of uint8, shape (analytes, samples)
        `State` codes 0 to 3; 3 in all samples that are planned or await results.
    stated : tuple of ndarray of float64, shape () or (samples,)
        For each analyte the detection limit that the survey states, once or for each
        sample; NaN where unknown.
    """

    value: NDArray[np.float64]
    state: NDArray[np.uint8]
    stated: tuple[NDArray[np.float64], ...]

    def only(self, positions: Sequence[int]) -> "Results":
        """Return the results of some analytes, in the order of their positions."""
        if list(positions) == list(range(len(self.value))):
            return self
        rows = np.array(positions, dtype=np.intp)
        stated = tuple(self.stated[i] for i in positions)
        return Results(self.value[rows], self.state[rows], stated)

    def limit(self, position: int) -> NDArray[np.float64]:
        """Return the detection limit that applies to each result of an analyte.

        The value's own where it is below detection, else the stated one; NaN where
        unknown. Shape (samples,).
        """
        below = self.state[position] == State.BELOW
        return np.where(below, self.value[position], self.stated[position])


def read_results(
    columns: tuple[ResultColumn, ...],
    missing: MissingPart,
    table: Table,
    kept: NDArray[np.bool_],
    state: NDArray[np.int8],
    planned: int,
    checks: Checks,
) -> tuple[Results, NDArray[np.int8]]:
    """Read the results of a stratum.

    Parameters
    ----------
    columns : tuple of ResultColumn, length m
        Its analytes.
    missing : MissingPart
        Spellings of missing results.
    table : Table
        All records.
    kept : ndarray of bool
        Which records are in the stratum: n of them.
    state : ndarray of int8, shape (n,)
        How far these samples have come: `State` code 0, 4 or 5.
    planned : int
        Number of planned sites that follow after the samples.
    checks : Checks
        Takes what cannot be used, with its row, and what looks odd.

    Returns
    -------
    results : Results
        Of all samples, then of the planned sites.
    state : ndarray of int8, shape (n,)
        The same, with 5 (planned) where the file says that no sample was taken.
    """
    size = len(state)
    value = np.full((len(columns), size + planned), np.nan)
    states = np.full(value.shape, State.UNDETERMINED, dtype=np.uint8)
    stated = []
    absent = np.zeros(size, dtype=bool)
    for i, column in enumerate(columns):
        text = table.cells.column(column.column).take(kept)
        beside = table.cells.column(column.qualifier).take(kept) if column.qualifier else None
        limit = _row_limits(column, table, kept, checks)
        read = parse(
            text,
            column.censoring,
            missing=frozenset(missing.texts),
            no_sample=frozenset(missing.no_sample),
            limit=limit,
            upper=column.upper_limit,
            qualifier=beside,
        )
        files, rows = table.place(column.column)
        _report(column, read, text, files[kept], rows[kept], checks)
        np.multiply(read.value, column.factor, out=value[i, :size])
        states[i, :size] = read.state
        own = np.asarray(limit, dtype=np.float64) * column.factor
        stated.append(np.append(own, np.full(planned, np.nan)) if own.ndim else own)
        absent |= read.no_sample
    silent = (states[:, :size] == State.UNDETERMINED).all(axis=0)
    state = np.where(absent & silent, np.int8(State.PLANNED), state)
    unreported = np.flatnonzero(state != State.MEASURED)
    value[:, unreported] = np.nan
    states[:, unreported] = State.UNDETERMINED
    return Results(value, states, tuple(stated)), state


def _report(
    column: ResultColumn,
    result: Parsed,
    text: Column,
    files: NDArray[np.object_],
    rows: NDArray[np.int64],
    checks: Checks,
) -> None:
    """Report what cannot be used in a column of results, and what looks odd."""
    for fault in result.faults:
        checks.rows(
            files[fault.index],
            rows[fault.index],
            column.column,
            text.at(fault.index),
            fault.expected,
        )
    unit = UNITS[column.unit]
    measured = result.state == State.MEASURED
    value = np.where(measured, result.value, np.nan)
    wrong = np.zeros(len(value), dtype=bool)
    expected = ""
    if unit.dimension == "mass fraction":
        wrong = value * unit.size > MOST_KG_PER_KG
        expected = _("at most 100 %; is {unit} the right unit?").format(unit=unit.id)
    elif unit.dimension == "pH":
        wrong = (value < 0) | (value > 14)
        expected = _("a pH from 0 to 14")
    at = np.flatnonzero(wrong)
    if len(at):
        checks.rows(files[at], rows[at], column.column, text.at(at), expected)
    _report_half(column, result, text, str(files[0]) if len(files) else "", checks)


def _report_half(
    column: ResultColumn,
    result: Parsed,
    text: Column,
    file: str,
    checks: Checks,
) -> None:
    """Report values that look like half the detection limit."""
    treated = column.censoring.half_limit == "censored"
    count = int(result.suspected.sum())
    if not count or (count < TIED_LEAST and not treated):
        return
    half = float(np.max(numbers(text.at(np.flatnonzero(result.suspected)))))
    found = _("{value} {unit} stands {count} times and looks like half a detection limit")
    expected = (
        _("taken as below detection, as the recipe says")
        if treated
        else _("kept as measured; set censoring.half_limit to “ignore” or to “censored”")
    )
    checks.warn(
        file,
        None,
        column.column,
        found.format(count=count, value=f"{half:g}", unit=_reported_unit(column)),
        expected,
    )


def _reported_unit(column: ResultColumn) -> str:
    """Return the unit and form a column reports: ``mg/kg``, or ``wt% Fe2O3`` for an oxide."""
    same = column.form == analyte(column.analyte).id
    return column.unit if same else f"{column.unit} {column.form}"


def _row_limits(
    column: ResultColumn, table: Table, kept: NDArray[np.bool_], checks: Checks
) -> float | NDArray[np.float64]:
    """Return the detection limit of a column, or of each record, in the column's unit.

    Parameters
    ----------
    column : ResultColumn
        The column of results.
    table : Table
        All records, n of them in the stratum.
    kept : ndarray of bool
        Which records these are.
    checks : Checks
        Takes texts in the column of limits that are no numbers above zero.

    Returns
    -------
    float or ndarray of float64, shape (n,)
        The column's one limit, or where there is a column of limits that of each record;
        NaN where unknown.
    """
    if column.limit_column is None:
        return column.limit
    text = table.cells[column.limit_column][kept]
    own = numbers(pd.Series(text, dtype=object).str.lstrip("< ").to_numpy(dtype=object))
    wrong = np.flatnonzero((text != "") & ~(own > 0))
    if len(wrong):
        expected = _("a detection limit above zero")
        files, rows = table.place(column.limit_column)
        files, rows = files[kept][wrong], rows[kept][wrong]
        checks.rows(files, rows, column.limit_column, text[wrong], expected)
    return np.where(own > 0, own, column.limit)
