"""Which stratum, cells and elements: what a view asks of elements taken together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dashboard import grid
from dashboard.catalog.critical import CriticalList, critical_lists
from dashboard.catalog.elements import MASS_FRACTIONS, elements
from dashboard.gridding.tables import column
from dashboard.i18n import _
from dashboard.release.release import Release, Stratum
from dashboard.state import ViewState
from dashboard.state_together import resolve_together
from dashboard.statistics.compositions import FEWEST_DETERMINED


class Unusable(LookupError):
    """What is asked for cannot be given of these elements; the message is for readers."""


@dataclass(frozen=True)
class Choice:
    """What is taken together.

    Attributes
    ----------
    stratum : str
        One stratum, always.
    level : int
        Level of the cells.
    elements : tuple of str
        Symbols of elements that the stratum has, by atomic number; as they were chosen
        where a reader did.
    countries : frozenset of str or None
        Countries that are chosen, those of a region among them; None for all.
    cells : tuple of int
        Chosen cells, numbers of `level`.
    date : datetime.date or None
        Only cells sampled up to that day are chosen.
    preset : str or None
        The list of critical minerals that the elements are of; None where they were chosen.
    reference : str
        ``"stratum"`` or ``"crust"``.
    order : str
        ``"clustered"`` or ``"periodic"``.
    threshold : str
        Id of `dashboard.statistics.thresholds`.
    component : int
        Principal component on the map, 1 to 4.
    pair : tuple of str
        Symbols of x and y of the pair; empty where the stratum has fewer than two elements.
    named : bool
        Whether a reader chose the elements, one by one or as a list.
    left_out : mapping of str to str
        Why an element that was asked for is not in, in words.
    """

    stratum: str
    level: int
    elements: tuple[str, ...]
    countries: frozenset[str] | None = None
    cells: tuple[int, ...] = ()
    date: dt.date | None = None
    preset: str | None = None
    reference: str = "stratum"
    order: str = "clustered"
    threshold: str = "p98"
    component: int = 1
    pair: tuple[str, ...] = ()
    named: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


def choice_of(release: Release, state: ViewState) -> Choice:
    """Return what a state asks of a release.

    Without elements or a list, all elements that were determined in at least half of the
    sampled cells are taken (:data:`~dashboard.statistics.compositions.FEWEST_DETERMINED`).

    Parameters
    ----------
    release : Release
        An opened release.
    state : ViewState
        Resolved or not.

    Raises
    ------
    Unusable
        If the release holds no stratum.
    """
    state, _notices = resolve_together(state, release.index)
    if state.stratum is None:
        raise Unusable(_("The release holds no survey."))
    stratum = release.strata[state.stratum]
    level = int(state.level) if state.level.isdigit() else stratum.together_level
    preset = None if state.elements else preset_of(state)
    asked = state.elements or (preset.symbols if preset else ())
    usable = usable_elements(stratum)
    found = tuple(one for one in asked if one in usable)
    if not asked:
        found = tuple(one for one in usable if _is_common(stratum, one, level))
    return Choice(
        stratum=state.stratum,
        level=level,
        elements=found,
        countries=_countries(release, state),
        cells=_cells(state, level),
        date=dt.date.fromisoformat(state.date) if state.date else None,
        preset=preset.id if preset else None,
        reference=state.reference,
        order=state.order,
        threshold=state.threshold,
        component=int(state.component),
        pair=_pair(state, found, usable),
        named=bool(asked),
        left_out={one: _reason(stratum, one) for one in asked if one not in usable},
    )


def preset_of(state: ViewState) -> CriticalList | None:
    """Return the list of critical minerals that a state names."""
    return next((one for one in critical_lists() if one.id == state.preset), None)


def usable_elements(stratum: Stratum) -> tuple[str, ...]:
    """Return the elements of a stratum that are given as a mass fraction, by atomic number."""
    return tuple(
        symbol
        for symbol in elements()
        if symbol in stratum.analytes and stratum.analytes[symbol]["unit"] in MASS_FRACTIONS
    )


def _reason(stratum: Stratum, symbol: str) -> str:
    if symbol not in elements():
        return _("It is no element.")
    if symbol not in stratum.analytes:
        return _("This stratum does not have it.")
    unit = stratum.analytes[symbol]["unit"]
    return _("It is given in {unit}, which is no mass fraction.").format(unit=unit)


def _is_common(stratum: Stratum, symbol: str, level: int) -> bool:
    """Return whether an element was determined in enough of the sampled cells."""
    table = stratum.cells(level)
    sampled = int((table["sites"].to_numpy() > 0).sum())
    known = int((table[column(symbol, "n")].to_numpy() > 0).sum())
    return known > 0 and known >= FEWEST_DETERMINED * sampled


def _countries(release: Release, state: ViewState) -> frozenset[str] | None:
    if not state.countries and state.region is None:
        return None
    within = {
        one["id"]
        for one in release.index["countries"]
        if state.region is not None and state.region in (one["region"], one["subregion"])
    }
    return frozenset(state.countries) | within


def _cells(state: ViewState, level: int) -> tuple[int, ...]:
    """Return the chosen cells of a level; of a finer one those that hold them."""
    found = (grid.parse_id(one) for one in state.cells)
    return tuple(
        dict.fromkeys(number >> (2 * (own - level)) for number, own in found if own >= level)
    )


def _pair(state: ViewState, found: tuple[str, ...], usable: tuple[str, ...]) -> tuple[str, ...]:
    """Return both elements of the pair: those asked for, else the first ones chosen."""
    candidates = dict.fromkeys([*found, *usable])
    asked = [one for one in (state.analyte, state.pair) if one in usable]
    first = state.analyte if state.analyte in usable else None
    second = state.pair if state.pair in usable else None
    rest = [one for one in candidates if one not in asked]
    x = first or (rest.pop(0) if rest else None)
    y = second if second != x else None
    y = y or next((one for one in rest if one != x), None)
    return (x, y) if x is not None and y is not None else ()


def chosen_rows(choice: Choice, countries: np.ndarray, first_day: np.ndarray) -> np.ndarray:
    """Return which cells countries, region and date of a choice choose.

    Parameters
    ----------
    choice : Choice
    countries : ndarray of str, shape (n,)
        ISO 3166-1 alpha-3 code of each cell's country, empty for none.
    first_day : ndarray of int64, shape (n,)
        Day of the first sample, since 1970-01-01; the largest number where it is unknown.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    kept = np.ones(countries.shape, dtype=bool)
    if choice.countries is not None:
        kept &= np.isin(countries, sorted(choice.countries))
    if choice.date is not None:
        kept &= first_day <= (choice.date - dt.date(1970, 1, 1)).days
    return kept
