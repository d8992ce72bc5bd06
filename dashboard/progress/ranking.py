"""Which countries can be compared by a metric, in which order, and why the others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.catalog.countries import country_name
from dashboard.catalog.metrics import Metric, metric_name, value
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _, ngettext
from dashboard.progress.figures import NOBODY, Figures

FEWEST_CELLS = 10
"""Own cells from which on a share of them says something of a country: with fewer, one cell
more or less is more than a tenth, and most of the country lies in its neighbours' cells."""

_OF_CELLS = frozenset({"covered_cells", "planned_covered_cells", "complete_cells",
                       "analysed_cells", "element_cells"})  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """Countries by a metric.

    Attributes
    ----------
    places : mapping of str to int
        Comparable countries with their place from 1 on, the furthest first; equals share one.
    reasons : mapping of str to str
        The others, and why in one sentence.
    """

    places: Mapping[str, int]
    reasons: Mapping[str, str]


def ranking(figures: Mapping[str, Figures], metric: Metric, level: int) -> Ranking:
    """Rank countries by a metric.

    A country with samples or a plan is ranked with zero, too; one that no survey means to
    sample is not. A share of cells ranks none with fewer than `FEWEST_CELLS` cells.

    Parameters
    ----------
    figures : mapping of str to Figures
        By country; nobody is left aside.
    metric : Metric
        What to rank by.
    level : int
        Level of the cells.
    """
    values: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for country, own in figures.items():
        if country == NOBODY:
            continue
        reason = _reason(own, metric, level)
        found = value(metric, own)
        if reason is None and found is not None:
            values[country] = found
        else:
            reasons[country] = reason or _undefined(metric)
    sign = -1 if metric.higher else 1
    ordered = sorted(values, key=lambda one: (sign * values[one], country_name(one)))
    places: dict[str, int] = {}
    for number, country in enumerate(ordered, start=1):
        before = ordered[number - 2] if number > 1 else None
        same = before is not None and values[before] == values[country]
        places[country] = places[before] if same and before is not None else number
    return Ranking(places, reasons)


def _reason(own: Figures, metric: Metric, level: int) -> str | None:
    """Return why a country cannot be ranked; None if nothing speaks against it."""
    if metric.numerator is None:
        return _("The stage is reported, not measured; stages are compared in words.")
    reached = own["samples"] or own["covered_cells"] or own["planned_cells"] is not None
    if not reached and not (metric.numerator == "covered_km2" and own["covered_km2"]):
        return _("No chosen survey takes place there.")
    if metric.numerator not in _OF_CELLS:
        return None
    cells, km = own["land_cells"], LEVEL_KM[level]
    if cells is None:
        return _("Its cells of {km} km are not counted.").format(km=km)
    if not cells:
        return _("No cell of {km} km is its own: see its samples and area.").format(km=km)
    if cells < FEWEST_CELLS:
        text = ngettext(
            "Only {n} cell of {km} km is its own.",
            "Only {n} cells of {km} km are its own.",
            int(cells),
        )
        return text.format(n=int(cells), km=km)
    return None


def _undefined(metric: Metric) -> str:
    return _("Undefined there: {metric}.").format(metric=metric_name(metric))
