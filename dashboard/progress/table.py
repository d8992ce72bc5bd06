"""The table of countries as it is shown: which rows, columns and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.catalog.programme_terms import SCALES, STAGES
from dashboard.i18n import _
from dashboard.progress.choice import Choice, choice_of, places_of
from dashboard.progress.columns import COLUMNS, USUAL_SORT, Column, number, shown
from dashboard.progress.figures import Figures, figures_by_country
from dashboard.release.release import Release
from dashboard.state import ViewState

Cell = str | float | None


@dataclass(frozen=True)
class Table:
    """A table of countries.

    Attributes
    ----------
    columns : tuple of Column
        What is shown; the name of the country is the first.
    rows : tuple of (code, cells)
        ISO 3166-1 alpha-3 and one cell a column: text, a number as computed, or None.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def table(release: Release, state: ViewState) -> Table:
    """Return the table of a view.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    state : ViewState
        Its countries are the rows; of the region, or of the world, where it names none.
        A column to sort by that does not exist gives the usual order.
    """
    choice = choice_of(release, state)
    columns = shown(state.columns)
    places = _listed(release, choice)
    figures = figures_by_country(release, choice)
    stages = furthest_stages(release.programme)
    regions = {one["id"]: one["name"] for one in release.index["regions"]}
    texts = {
        one["id"]: {
            "name": one["name"],
            "region": regions.get(one["subregion"] or one["region"], ""),
            "stage": stages.get(one["id"], ""),
        }
        for one in release.index["countries"]
        if one["id"] in places
    }
    asked = state.sort or USUAL_SORT
    if asked.removeprefix("-") not in COLUMNS:
        asked = USUAL_SORT
    by = COLUMNS[asked.removeprefix("-")]

    def cell(country: str, column: Column) -> Cell:
        return _cell(column, texts[country], figures[country])

    names = sorted(texts, key=lambda one: texts[one]["name"])
    known = [one for one in names if cell(one, by) not in (None, "")]
    known.sort(key=lambda one: _order(cell(one, by)), reverse=asked.startswith("-"))
    # Equals by name whichever way: sorting keeps their order, reversing as well.
    ordered = [*known, *(one for one in names if one not in set(known))]
    rows = tuple((one, tuple(cell(one, column) for column in columns)) for one in ordered)
    return Table(columns, rows)


def furthest_stages(programme: Mapping[str, Any]) -> dict[str, str]:
    """Return in words the furthest stage reported of each country, of the coarsest scale."""
    found: dict[str, str] = {}
    for one in reversed(programme["status"]):
        stage, scale = STAGES.get(one["stage"]), SCALES.get(one["scale"])
        if stage is not None and scale is not None:
            words = f"{_(stage.name)} ({_(scale.name).lower()})"
            found[one["country"]] = f"{words}, {one['area']}" if one["area"] else words
    return found


def _listed(release: Release, choice: Choice) -> frozenset[str]:
    """Return the countries of the rows."""
    if choice.countries:
        return frozenset(choice.countries)
    return places_of(release, choice) or frozenset(release.countries)


def _cell(column: Column, texts: Mapping[str, str], figures: Figures) -> Cell:
    return texts[column.id] if column.kind == "text" else number(column, figures)


def _order(value: Cell) -> Any:
    return value.casefold() if isinstance(value, str) else value
