"""The spider diagram: contents of countries and cells over the upper continental crust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state_resolve import stratum_name
from dashboard.together.choice import Choice, Unusable
from dashboard.together.heat import references_of
from dashboard.together.medians import group_medians, over
from dashboard.together.table import CellTable, cell_table, of_sampled_countries


class Line(NamedTuple):
    """One line of a spider diagram.

    Attributes
    ----------
    id, name : str
        Stratum id, country code or cell id, and its words.
    kind : str
        ``"stratum"``, ``"country"`` or ``"cell"``.
    ratio : ndarray of float32, shape (E,)
        Content over that of the upper crust; the limit's where `state` is below or above;
        NaN where there is none.
    state : ndarray of uint8, shape (E,)
    n : ndarray of uint32, shape (E,)
        Cells that the median is of; results of a single cell.
    """

    id: str
    name: str
    kind: str
    ratio: NDArray[np.float32]
    state: NDArray[np.uint8]
    n: NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Spider:
    """Lines over the elements, by atomic number, that have a content of the crust.

    Attributes
    ----------
    elements : tuple of str
    crust : ndarray of float64, shape (E,)
        Contents of the upper continental crust, mg/kg (Rudnick & Gao 2003).
    lines : tuple of Line
        The stratum, then chosen countries by name, then chosen cells.
    left_out : dict of str to str
        Why an element that was chosen is not in, in words.
    """

    elements: tuple[str, ...]
    crust: NDArray[np.float64]
    lines: tuple[Line, ...]
    left_out: dict[str, str]


def spider(release: Release, choice: Choice) -> Spider:
    """Return contents over the upper continental crust.

    The stratum's line is the median of all its cells; those of the chosen countries are
    medians of the cells that the choice has of them. A country without samples of its own has
    no line (:func:`~dashboard.together.table.of_sampled_countries`), nor has a chosen cell
    without results.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Its countries, cells and elements; the order is always that of atomic numbers, and
        the reference the crust.

    Raises
    ------
    Unusable
        If no element is left.
    """
    table = cell_table(release, choice)
    reference, reference_state = references_of(table, "crust")
    number = {symbol: i for i, symbol in enumerate(elements())}
    known = [i for i, one in enumerate(reference) if np.isfinite(one)]
    columns = sorted(known, key=lambda i: number[choice.elements[i]])
    if not columns or not table.cells.size:
        raise Unusable(_("There are no results of these elements in this stratum."))
    below = (reference[columns], reference_state[columns])
    values, state = table.values[:, columns], table.state[:, columns]
    record = release.strata[choice.stratum].record
    counted = table.chosen & of_sampled_countries(release, choice.stratum, table)
    shown = sorted(choice.countries or (), key=lambda one: release.country_names.get(one, one))
    lines = [
        _line(choice.stratum, stratum_name(record, release.index), "stratum", (values, state),
              np.ones(table.cells.size, dtype=bool), below),
        *(
            _line(code, release.country_names.get(code, code), "country", (values, state), own,
                  below)
            for code in shown
            for own in [counted & (table.countries == code)]
            if own.any()
        ),
        *_cells(release, choice, table, columns, below),
    ]  # fmt: skip
    missing = {
        symbol: _("There is no content of the upper crust for it.")
        for i, symbol in enumerate(choice.elements)
        if i not in known
    }
    return Spider(
        tuple(choice.elements[i] for i in columns),
        reference[columns],
        tuple(lines),
        {**choice.left_out, **missing},
    )


def _line(
    identity: str,
    name: str,
    kind: str,
    results: tuple[NDArray[np.float64], NDArray[np.uint8]],
    rows: NDArray[np.bool_],
    below: tuple[NDArray[np.float64], NDArray[np.uint8]],
) -> Line:
    values, state = results
    group = np.where(rows, 0, -1).astype(np.int64)
    medians = group_medians(values, state, group, 1)
    ratio, code = over(medians.value[0], medians.state[0], *below)
    return Line(
        identity, name, kind, ratio.astype(np.float32), code, medians.n[0].astype(np.uint32)
    )


def _cells(
    release: Release,
    choice: Choice,
    table: CellTable,
    columns: list[int],
    below: tuple[NDArray[np.float64], NDArray[np.uint8]],
) -> list[Line]:
    position = np.searchsorted(table.cells, np.array(choice.cells, dtype=np.int64))
    found = [
        int(at)
        for at, number in zip(position, choice.cells, strict=True)
        if at < table.cells.size and table.cells[at] == number
    ]
    names = grid.cell_id(table.cells[found], choice.level) if found else []
    lines = []
    for at, name in zip(found, names, strict=True):
        ratio, code = over(table.values[at, columns], table.state[at, columns], *below)
        country = release.country_names.get(str(table.countries[at]), "")
        words = f"{name}, {country}" if country else name
        n = np.where(code <= State.ABOVE, table.n[at, columns], 0).astype(np.uint32)
        lines.append(Line(name, words, "cell", ratio.astype(np.float32), code, n))
    return lines
