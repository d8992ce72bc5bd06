"""Everything about a survey that can be read and still looks wrong, and what was not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel

from dashboard.i18n import _, ngettext
from dashboard.surveys.checks import ROWS_NAMED, Checks, Problem
from dashboard.surveys.columns import analyte_of, name_beside
from dashboard.surveys.contents import check_contents
from dashboard.surveys.features import AREA, GEOMETRY
from dashboard.surveys.findings import warn_rows
from dashboard.surveys.matrix import Matrix, matrices
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.positions import check_positions
from dashboard.surveys.samples import Reading

# So many equal results in all analytes at once are no chance.
FEWEST_EQUAL = 5


@dataclass(frozen=True)
class Unused:
    """A column that neither the recipe nor a pattern of it takes.

    Attributes
    ----------
    file : str
        First file of the survey.
    column : str
        Name.
    filled : int
        Records in which it is not empty.
    analyte : str or None
        The analyte that its name reads as.
    """

    file: str
    column: str
    filled: int
    analyte: str | None


def plausible(reading: Reading, overlay: Overlay) -> tuple[Problem, ...]:
    """Return warnings of what can be read and still looks wrong.

    Parameters
    ----------
    reading : Reading
        The survey as far as it could be read.
    overlay : Overlay
        Countries.

    Returns
    -------
    tuple of Problem
        Warnings, each once, in the order of the checks.
    """
    checks = Checks()
    recipe = reading.survey.recipe
    check_positions(reading, overlay, checks)
    for number, matrix in enumerate(matrices(reading)):
        check_contents(recipe, number, matrix, checks)
        _check_copies(matrix, checks)
        _check_pairs(reading, matrix, checks)
    for column in unused(reading):
        if column.analyte is not None and column.filled:
            found = ngettext(
                "a column that no stratum takes, with {count} entry",
                "a column that no stratum takes, with {count} entries",
                int(column.filled),
            )
            expected = _("{analyte} in a stratum’s analytes, or the column in its exclude")
            checks.warn(
                column.file,
                None,
                column.column,
                found.format(count=column.filled),
                expected.format(analyte=column.analyte),
            )
    # What several strata share is found in each.
    return tuple(dict.fromkeys(checks.problems))


def unused(reading: Reading) -> tuple[Unused, ...]:
    """Return the columns of the files that nothing in the recipe takes.

    Parameters
    ----------
    reading : Reading
        The survey as far as it could be read.
    """
    taken = set(_texts(reading.survey.recipe))
    if not all(reading.survey.recipe.columns.pair):
        taken |= {*GEOMETRY, AREA}
    templates = [text for text in taken if "{column}" in text or "{form}" in text]
    for columns in reading.survey.columns.values():
        for column in columns:
            taken |= {text for text in vars(column).values() if isinstance(text, str)}
            # Columns beside a result are named after it: "{column} Unit".
            taken |= {name_beside(text, column.column, column.form) for text in templates}
    table = reading.table
    return tuple(
        Unused(table.name, name, table.cells.column(name).filled(), analyte_of(name))
        for name in table.cells
        if name not in taken
    )


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in a recipe: values, and keys that are free, such as names of columns."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for _name, inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _check_copies(matrix: Matrix, checks: Checks) -> None:
    """Report routine samples whose results all equal those of an earlier one."""
    routine = np.flatnonzero(matrix.routine & _measured_often(matrix))
    first = _first_equal(matrix, routine)
    at = np.flatnonzero(first < np.arange(len(routine)))
    if len(at):
        rows = matrix.rows[routine]
        found = [
            _("the same results as row {row}").format(row=int(rows[first[i]]))
            for i in at[:ROWS_NAMED]
        ]
        expected = _("results of its own, or a mark in columns.duplicate_of")
        warn_rows(checks, matrix.files[routine[at]], rows[at], None, found, expected)


def _measured_often(matrix: Matrix) -> NDArray[np.bool_]:
    """Return which samples have so many measured results that equal ones are no chance."""
    count = np.zeros(len(matrix.samples), dtype=np.int32)
    for i in range(len(matrix.columns)):
        count += matrix.measured(i)
    return count >= FEWEST_EQUAL


def _first_equal(matrix: Matrix, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each of some samples the position of the first with the same results.

    Samples are told apart analyte by analyte: those still alike after one analyte share
    a number, and a number and the next result make the next number.
    """
    alike = np.zeros(len(rows), dtype=np.int64)
    left = np.arange(len(rows))
    first = np.arange(len(rows))
    for i in range(len(matrix.columns)):
        value, state = matrix.value[rows[left], i], matrix.state[rows[left], i]
        codes = pd.factorize(np.where(np.isnan(value), -np.inf, value))[0] * 8 + state
        alike = pd.factorize(alike * (codes.max(initial=0) + 1) + codes)[0]
        several = np.bincount(alike)[alike] > 1
        left, alike = left[several], alike[several]
    _number, place, group = np.unique(alike, return_index=True, return_inverse=True)
    first[left] = left[place[group]]
    return first


def _check_pairs(reading: Reading, matrix: Matrix, checks: Checks) -> None:
    """Report duplicates of samples that are not there."""
    name = reading.survey.recipe.columns.duplicate_of
    samples = matrix.samples
    if name is None or "duplicate_of" not in samples:
        return
    known = set(samples.loc[matrix.routine, "sample"])
    original = samples["duplicate_of"].to_numpy(dtype=object)
    lost = [
        i
        for i in np.flatnonzero(~matrix.routine).tolist()
        if original[i] is not None and original[i] not in known
    ]
    if lost:
        found = [f"“{original[i]}”" for i in lost]
        expected = _("the number of a routine sample of the same stratum")
        warn_rows(checks, matrix.files[lost], matrix.rows[lost], name, found, expected)
