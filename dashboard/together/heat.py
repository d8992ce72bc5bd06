"""Countries by elements: how far medians of cells lie from a common reference."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.elements import MASS_FRACTIONS, elements
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.statistics.enrichment import crust
from dashboard.statistics.ordering import leaf_order, row_distance
from dashboard.together.choice import Choice, Unusable
from dashboard.together.medians import Medians, group_medians, over
from dashboard.together.table import UNIT, CellTable, cell_table, of_sampled_countries


@dataclass(frozen=True, eq=False)
class Heat:
    """Medians of countries over a reference, C countries by E elements, both in order.

    Attributes
    ----------
    countries, names : tuple of str
        ISO 3166-1 alpha-3 codes and names.
    elements : tuple of str
        Symbols.
    value : ndarray of float32, shape (C, E)
        log₂ of the median over the reference; where `state` is below or above, of its
        limit; NaN where there is none.
    state : ndarray of uint8, shape (C, E)
        State codes of the ratio: also above where the reference is below detection.
    n : ndarray of uint32, shape (C, E)
        Cells that each median is of.
    median : ndarray of float64, shape (C, E)
        Medians of the cells, mg/kg; the limit where `median_state` is below or above.
    median_state : ndarray of uint8, shape (C, E)
    references : ndarray of float64, shape (E,)
        References, mg/kg, NaN where there is none.
    reference_state : ndarray of uint8, shape (E,)
    reference : str
        ``"stratum"`` or ``"crust"``.
    unsampled : tuple of str
        Names of countries with cells, in which only their neighbours' samples lie: no rows.
    left_out : dict of str to str
        Why an element that was chosen is not in, in words.
    """

    countries: tuple[str, ...]
    names: tuple[str, ...]
    elements: tuple[str, ...]
    value: NDArray[np.float32]
    state: NDArray[np.uint8]
    n: NDArray[np.uint32]
    median: NDArray[np.float64]
    median_state: NDArray[np.uint8]
    references: NDArray[np.float64]
    reference_state: NDArray[np.uint8]
    reference: str
    unsampled: tuple[str, ...]
    left_out: dict[str, str]


def heat(release: Release, choice: Choice) -> Heat:
    """Return how medians of countries lie to the stratum's median or the upper crust.

    The median of a country is that of its cells' medians, so that a part that was sampled
    more densely weighs no more than its area; the stratum's is that of all its cells,
    whatever is chosen. Cells count for the country of their centre, if it has samples of its
    own: a survey of the United States says nothing of Mexico, though cells at the border have
    their centre there.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Countries, region and date say which cells and rows there are; the order is
        ``"periodic"`` (atomic numbers, countries by name) or ``"clustered"``
        (:func:`~dashboard.statistics.ordering.leaf_order` of root-mean-square differences).

    Raises
    ------
    Unusable
        If no element or no cell is left.
    """
    asked = Choice(
        choice.stratum,
        choice.level,
        choice.elements,
        countries=choice.countries,
        date=choice.date,
        reference=choice.reference,
        order=choice.order,
    )
    return replace(_heat(release, asked), left_out=dict(choice.left_out))


@kept(64)
def _heat(release: Release, choice: Choice) -> Heat:
    table = cell_table(release, choice)
    if not choice.elements or not table.cells.size:
        raise Unusable(_("There are no results of these elements in this stratum."))
    own = table.chosen & (table.countries != "")
    sampled = of_sampled_countries(release, choice.stratum, table)
    codes, medians = _countries(table, own & sampled)
    if not codes:
        raise Unusable(_("There are no results of these elements in the chosen countries."))
    references, reference_state = references_of(table, choice.reference)
    ratio, state = over(medians.value, medians.state, references, reference_state)
    with np.errstate(divide="ignore"):
        value = np.where(ratio > 0, np.log2(np.where(ratio > 0, ratio, 1.0)), np.nan)
    names = tuple(release.country_names.get(one, one) for one in codes)
    rows, columns = _orders(value, names, choice)
    at = np.ix_(rows, columns)
    return Heat(
        tuple(codes[i] for i in rows),
        tuple(names[i] for i in rows),
        tuple(choice.elements[i] for i in columns),
        value[at].astype(np.float32),
        state[at],
        medians.n[at].astype(np.uint32),
        medians.value[at],
        medians.state[at],
        references[columns],
        reference_state[columns],
        choice.reference,
        tuple(
            sorted(
                release.country_names.get(one, one)
                for one in np.unique(table.countries[own & ~sampled]).tolist()
            )
        ),
        {},
    )


def references_of(
    table: CellTable, reference: str
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return what the elements of a table are divided by, mg/kg, and its states.

    Parameters
    ----------
    table : CellTable
        All cells of a stratum, chosen or not.
    reference : str
        ``"stratum"``: the median of its cells; ``"crust"``: the upper continental crust
        (Rudnick & Gao 2003), without which an element has none.
    """
    if reference == "crust":
        found = np.array([crust_of(symbol) for symbol in table.elements])
        known = np.isfinite(found)
        return found, np.where(known, State.MEASURED, State.UNDETERMINED).astype(np.uint8)
    everything = np.zeros(table.cells.size, dtype=np.int64)
    medians = group_medians(table.values, table.state, everything, 1)
    return medians.value[0], medians.state[0]


def crust_of(symbol: str) -> float:
    """Return an element's content in the upper continental crust, mg/kg; NaN without one."""
    return crust(symbol) * MASS_FRACTIONS[elements()[symbol].unit] / MASS_FRACTIONS[UNIT]


def _countries(table: CellTable, own: NDArray[np.bool_]) -> tuple[list[str], Medians]:
    """Return the countries of some cells and the medians of these."""
    codes, group = np.unique(table.countries[own], return_inverse=True)
    medians = group_medians(
        table.values[own], table.state[own], group.astype(np.int64), codes.size
    )
    return [str(one) for one in codes], medians


def _orders(
    value: NDArray[np.float64], names: tuple[str, ...], choice: Choice
) -> tuple[list[int], list[int]]:
    if choice.order == "clustered":
        return leaf_order(row_distance(value)), leaf_order(row_distance(value.T))
    number = {symbol: i for i, symbol in enumerate(elements())}
    rows = sorted(range(len(names)), key=lambda i: names[i])
    columns = sorted(range(len(choice.elements)), key=lambda i: number[choice.elements[i]])
    return rows, columns
