"""Metrics of progress: one figure, or one in per cent of another, and what the words mean.

Figures are those of :mod:`dashboard.catalog.quantities`; nothing here knows how they are
computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dashboard.catalog.elements import elements
from dashboard.catalog.quantities import QUANTITIES, FigureValues, figure
from dashboard.i18n import _

METHODS = "about/methods"
"""Path, under the prefix, of the page that defines metrics; the id of each is an anchor."""


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
