"""What is counted of a country, a region or the world: names, units and definitions.

Keys are those of docs/interfaces.md, section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.catalog.elements import elements

FigureValues = Mapping[str, float | None]
"""Figures of a country, region or the world by key; None where undefined."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One counted, measured or given figure of a country, a region or the world.

    Attributes
    ----------
    id : str
        Key of the figures.
    name : str
        As table heads and sentences name it.
    unit : str
        Unit symbol, empty for counts.
    definition : str
        What counts, in plain words.
    """

    id: str
    name: str
    unit: str
    definition: str


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        id: Quantity(id, name, unit, definition)
        for id, name, unit, definition in (
            (
                "land_cells",
                "Land cells",
                "",
                "Cells that touch land (at level 0), or whose centre is on land (at finer "
                "levels). Each belongs to one country: the one that holds its centre, or, where "
                "the centre is at sea, the one with most of its land. So countries add up to the "
                "world.",
            ),
            (
                "planned_cells",
                "Planned cells",
                "",
                "Land cells in the area that the chosen surveys set out to cover, sampled or not.",
            ),
            (
                "planned_covered_cells",
                "Planned cells covered",
                "",
                "Planned cells with at least one sampled site. Surveys also sample cells across "
                "a border that are in nobody's plan; these are left out here.",
            ),
            (
                "covered_cells",
                "Covered cells",
                "",
                "Land cells with at least one sampled site of the chosen surveys on the date.",
            ),
            (
                "complete_cells",
                "Complete cells",
                "",
                "Land cells with enough sites. At level 0 five, the minimum of the IUGS manual, "
                "or three in cells that are mostly water; at finer levels as many as the survey's "
                "own design asks for.",
            ),
            (
                "analysed_cells",
                "Analysed cells",
                "",
                "Land cells with at least one result from the laboratory.",
            ),
            (
                "samples",
                "Samples",
                "",
                "Routine samples collected up to the date, by the country they were taken in. "
                "Field duplicates and blanks do not count. Two depths at a site are two samples; "
                "size fractions and methods of one sample count once.",
            ),
            (
                "reported_samples",
                "Reported samples",
                "",
                "Samples whose results have come from the laboratory.",
            ),
            (
                "area_km2",
                "Area",
                "km²",
                "Area of the country as drawn by the boundary set, with islands and inland water "
                "that the set does not cut out.",
            ),
            (
                "covered_km2",
                "Covered area",
                "km²",
                "The country's land inside covered cells, whichever country owns the cell.",
            ),
            (
                "elements",
                "Elements",
                "",
                "Elements of the programme's 76 with at least one result, below detection or not.",
            ),
            (
                "element_cells",
                "Element-cells",
                "",
                "Pairs of a land cell and an element of the 76 with at least one result there.",
            ),
            (
                "results",
                "Results",
                "",
                "Determinations of an element in a routine sample.",
            ),
            (
                "censored",
                "Results below detection",
                "",
                "Results that the laboratory gives as below its detection limit.",
            ),
            (
                "pairs",
                "Duplicate pairs",
                "",
                "Field duplicates with a result for both members. They are the base of precision.",
            ),
            (
                "precision",
                "Precision",
                "%",
                "Median over the elements of the relative standard deviation within duplicate "
                "pairs.",
            ),
            (
                "programme_elements",
                "Elements of the programme",
                "",
                "The 76 elements that the global programme sets out to map.",
            ),
            (
                "possible_element_cells",
                "Possible element-cells",
                "",
                "Land cells times the 76 elements of the programme.",
            ),
        )
    }
)
"""Figures by key, and the two denominators that follow from them."""

_DERIVED: Mapping[str, Callable[[FigureValues], float | None]] = MappingProxyType(
    {
        "programme_elements": lambda _figures: len(elements()),
        "possible_element_cells": lambda figures: _times(figures["land_cells"], len(elements())),
    }
)


def figure(key: str, figures: FigureValues) -> float | None:
    """Return a figure, also one that follows from others.

    Parameters
    ----------
    key : str
        Key of `QUANTITIES`.
    figures : mapping of str to float or None
        Figures by key.

    Raises
    ------
    KeyError
        If neither the figures nor the rules here have it.
    """
    derive = _DERIVED.get(key)
    return derive(figures) if derive else figures[key]


def _times(count: float | None, factor: int) -> float | None:
    return None if count is None else count * factor
