"""Metrics of progress: what is counted, of what, in which unit, and what the words mean.

Figures are named as in docs/interfaces.md, section 8. A metric is one of them, or one of
them in per cent of another; nothing here knows how figures are computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dashboard.catalog.elements import elements
from dashboard.i18n import _

FigureValues = Mapping[str, float | None]
"""Figures of a country, region or the world by key; None where undefined."""

METHODS = "about/methods"
"""Path, under the prefix, of the page that defines metrics; the id of each is an anchor."""


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


@dataclass(frozen=True, slots=True)
class Metric:
    """One way to say how far the mapping has come.

    Attributes
    ----------
    id : str
        Value of the view state's ``metric``, and anchor on the page of methods.
    name : str
        As controls, legends and table heads name it.
    unit : str
        ``"%"`` for shares; empty for counts and for what is reported.
    numerator : str or None
        Key of `QUANTITIES`; None where the metric is reported, not computed.
    denominator : str or None
        Key of `QUANTITIES`; None where the figure is shown as it is.
    definition : str
        What it means, in plain words.
    higher : bool
        Whether more of it is better.
    """

    id: str
    name: str
    unit: str
    numerator: str | None
    denominator: str | None
    definition: str
    higher: bool

    @property
    def is_share(self) -> bool:
        """Whether it is the numerator in per cent of the denominator."""
        return self.denominator is not None

    @property
    def anchor(self) -> str:
        """Address of its definition, relative to the prefix."""
        return f"{METHODS}#{self.id}"


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

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        id: Metric(id, name, unit, numerator, denominator, definition, higher)
        for id, name, unit, numerator, denominator, definition, higher in (
            (
                "covered",
                "Cells covered",
                "%",
                "covered_cells",
                "land_cells",
                "Share of the country's land cells in which at least one site has been sampled. "
                "It says how far sampling has spread, not how dense it is.",
                True,
            ),
            (
                "of_plan",
                "Cells covered of plan",
                "%",
                "planned_covered_cells",
                "planned_cells",
                "Share of the cells that the surveys set out to cover which have been sampled. "
                "Undefined where no survey plans anything.",
                True,
            ),
            (
                "complete",
                "Cells complete",
                "%",
                "complete_cells",
                "land_cells",
                "Share of the country's land cells with enough sites: at level 0 five, or three "
                "in cells that are mostly water.",
                True,
            ),
            (
                "analysed",
                "Cells analysed",
                "%",
                "analysed_cells",
                "land_cells",
                "Share of the country's land cells with at least one result from the laboratory.",
                True,
            ),
            (
                "area",
                "Area covered",
                "%",
                "covered_km2",
                "area_km2",
                "Share of the country's area that lies in covered cells. For countries too small "
                "to own cells it is the figure to go by. It differs from the share of cells, "
                "since cells on coasts and borders are only partly the country's.",
                True,
            ),
            (
                "samples",
                "Samples",
                "",
                "samples",
                None,
                "Number of routine samples collected. Large countries need more of them, so it "
                "says how much work has been done and not how far it has come.",
                True,
            ),
            (
                "elements",
                "Elements determined",
                "%",
                "elements",
                "programme_elements",
                "Share of the programme's 76 elements with at least one result in the country.",
                True,
            ),
            (
                "element_cells",
                "Element-cells filled",
                "%",
                "element_cells",
                "possible_element_cells",
                "Share of all pairs of a land cell and one of the 76 elements that have a "
                "result: the whole task of the programme, cells and elements together.",
                True,
            ),
            (
                "censored",
                "Results below detection",
                "%",
                "censored",
                "results",
                "Share of the results that lie below the laboratory's detection limit. Where it "
                "is large, the limits are too high for the rocks at hand.",
                False,
            ),
            (
                "precision",
                "Precision of duplicates",
                "%",
                "precision",
                None,
                "How far field duplicates differ: the relative standard deviation within pairs, "
                "median over the elements. Smaller is better; undefined without duplicates.",
                False,
            ),
            (
                "stage",
                "Stage reported",
                "",
                None,
                None,
                "The furthest stage that the programme or a partner has published for the "
                "country and scale. It is reported, not computed from samples.",
                True,
            ),
        )
    }
)
"""Metrics by id, in the order of choice."""


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


def value(metric: Metric, figures: FigureValues) -> float | None:
    """Return a metric's value.

    Parameters
    ----------
    metric : Metric
        What to compute.
    figures : mapping of str to float or None
        Figures by key.

    Returns
    -------
    float or None
        In `metric.unit`; None where a part is unknown, the denominator is zero, or the
        metric is reported and not computed.
    """
    if metric.numerator is None:
        return None
    part = figure(metric.numerator, figures)
    if metric.denominator is None or part is None:
        return part
    whole = figure(metric.denominator, figures)
    return 100 * part / whole if whole else None


def metrics_json() -> dict[str, Any]:
    """Return the metrics as the map reads them, in the language of the request.

    Returns
    -------
    dict
        ``list``: the metrics in the order of choice, with the names of their parts;
        ``elements``: how many the programme has.
    """
    return {
        "list": [
            {
                "id": metric.id,
                "name": metric_name(metric),
                "unit": metric.unit,
                "higher": metric.higher,
                "numerator": metric.numerator,
                "denominator": metric.denominator,
                "numeratorName": _(QUANTITIES[metric.numerator].name) if metric.numerator else "",
                "denominatorName": (
                    _(QUANTITIES[metric.denominator].name) if metric.denominator else ""
                ),
            }
            for metric in METRICS.values()
        ],
        "elements": len(elements()),
    }


def metric_name(metric: Metric) -> str:
    """Return a metric's name in the language of the request."""
    return _(metric.name)


def metric_definition(metric: Metric) -> str:
    """Return a metric's definition in the language of the request."""
    return _(metric.definition)


def _times(count: float | None, factor: int) -> float | None:
    return None if count is None else count * factor
