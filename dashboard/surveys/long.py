"""Tables with one row a result, turned into tables with one row a sample."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.cells import Cells, Column
from dashboard.surveys.checks import Checks, nearest, quoted
from dashboard.surveys.reader import Head, Place, Table
from dashboard.surveys.recipe import Recipe, ResultsPart


def widen(recipe: Recipe, part: ResultsPart, table: Table, checks: Checks) -> Table:
    """Return a table of samples, with a column for each name of a result.

    Rows are of one sample where the sample number is the same, and the columns that
    tell strata apart. What stands in the columns `beside` becomes a column of its own
    for each result: ``Cu Unit``.

    Parameters
    ----------
    recipe, part : Recipe, ResultsPart
        The recipe and its ``[results]``.
    table : Table
        One row a result.
    checks : Checks
        Takes missing columns, two results of one name for a sample, and facts of a
        sample that differ between its rows.

    Returns
    -------
    Table
        One row a sample, in the order of their first rows, and for each column of
        results the file and row that each value stands in.
    """
    own = recipe.columns.id or ""
    used = [own, *part.names, part.value, *part.beside]
    for name in used:
        if name not in table.cells:
            found = _("no column “{name}”").format(name=name)
            checks.error("survey.toml", None, "results", found, nearest(name, table.cells))
    if any(name not in table.cells for name in used):
        return table
    apart = [
        c for c in dict.fromkeys(k for s in recipe.strata for k in s.rows) if c in table.cells
    ]
    sample = _codes([table.cells.column(name) for name in (own, *apart)])
    first = np.unique(sample, return_index=True)[1]
    per_result = {*part.names, part.value, *part.beside}
    cells = {k: table.cells.column(k).take(first) for k in table.cells if k not in per_result}
    _check_facts(recipe, table, sample, first, per_result, checks)
    places: dict[str, Place] = {}
    by_file: dict[str, set[str]] = {head.file: set() for head in table.heads}
    values = {name: table.cells.column(name) for name in (part.value, *part.beside)}
    for name, here in _by_name([table.cells.column(name) for name in part.names]):
        if name in cells:
            checks.error(table.name, None, part.names[0], quoted(name), _("no name of a column"))
            continue
        _check_once(table, part, name, sample[here], here, checks)
        files, rows = table.files[first], table.rows[first]
        files[sample[here]], rows[sample[here]] = table.files[here], table.rows[here]
        place = np.full(len(first), -1, dtype=np.intp)
        place[sample[here]] = here
        made = [(name, part.value), *((f"{name} {b}", b) for b in part.beside)]
        for column, source in made:
            cells[column] = values[source].take(place)
            places[column] = (files, rows)
        for file in pd.unique(table.files[here]):
            by_file[file] |= {column for column, _source in made}
    heads = tuple(_head(head, per_result, by_file[head.file]) for head in table.heads)
    return replace(
        table,
        files=table.files[first],
        rows=table.rows[first],
        cells=Cells(cells),
        heads=heads,
        places=places,
    )


def _by_name(columns: list[Column]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Yield each name of a result, its words joined by spaces, and the rows that bear it."""
    codes = _codes(columns)
    one = np.unique(codes, return_index=True)[1]
    words = zip(*(column.at(one) for column in columns), strict=True)
    number, names = pd.factorize(np.array([" ".join(" ".join(w).split()) for w in words], object))
    named = number[codes]
    order = np.argsort(named, kind="stable")
    ends = np.cumsum(np.bincount(named, minlength=len(names)))
    for name, here in zip(names, np.split(order, ends[:-1]), strict=True):
        if name:
            yield str(name), here


def _head(head: Head, dropped: set[str], added: set[str]) -> Head:
    return replace(head, columns=frozenset(head.columns - dropped | added))


def _codes(columns: list[Column]) -> NDArray[np.intp]:
    """Return a number for each distinct row of columns, in the order of first rows."""
    codes = pd.factorize(columns[0].codes)[0].astype(np.int64)
    for column in columns[1:]:
        # An empty cell is -1.
        codes = pd.factorize(codes * (len(column.words) + 1) + column.codes + 1)[0]
    return np.asarray(codes, dtype=np.intp)


def _check_once(
    table: Table,
    part: ResultsPart,
    name: str,
    sample: NDArray[np.intp],
    here: NDArray[np.intp],
    checks: Checks,
) -> None:
    """Report further results of the same name for a sample."""
    at = here[pd.Series(sample).duplicated().to_numpy()]
    if len(at):
        found = np.full(len(at), name, dtype=object)
        expected = _("one result of each name for a sample")
        checks.rows(table.files[at], table.rows[at], part.names[0], found, expected)


def _check_facts(
    recipe: Recipe,
    table: Table,
    sample: NDArray[np.intp],
    first: NDArray[np.intp],
    per_result: set[str],
    checks: Checks,
) -> None:
    """Report facts of a sample that are not those of its first row."""
    named = recipe.columns.model_dump().values()
    for name in dict.fromkeys(v for v in named if isinstance(v, str) and v in table.cells):
        if name in per_result:
            continue
        text = table.cells.column(name)
        at = np.flatnonzero(text.codes != text.codes[first][sample])
        if len(at):
            expected = _("the same in all rows of a sample")
            checks.rows(table.files[at], table.rows[at], name, text.at(at), expected)
