"""What is reported held against what is measured, and sources against each other, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from dashboard.catalog.names import within
from dashboard.catalog.printing import date_text, number_text
from dashboard.catalog.programme_terms import REPORTED, SCALES
from dashboard.catalog.quantities import FigureValues
from dashboard.i18n import _

Statement = Mapping[str, Any]
"""One row of `statements` in programme.json (docs/interfaces.md, section 9)."""

COMPARED: Mapping[str, tuple[str, str]] = {
    "samples": ("samples", "samples"),
    "area": ("covered_km2", "area"),
    "elements": ("elements", "elements"),
}
"""Reported metrics that have a measured twin: key of the figures, anchor of its definition."""

# Printed figures are rounded; two that differ by less than this say the same.
SAME_WITHIN = 0.01


@dataclass(frozen=True)
class Measured:
    """What stands beside the reported figures.

    Attributes
    ----------
    figures : mapping of str to mapping
        Measured figures of each country with any.
    choice : str
        What they are of, in words: surveys, scale and day.
    narrowed : bool
        Whether surveys or a day were chosen, so that the release may hold more.
    names : mapping of str to str
        Names of the countries by ISO 3166-1 alpha-3.
    methods : str
        Address of the page of definitions.
    """

    figures: Mapping[str, FigureValues]
    choice: str
    narrowed: bool
    names: Mapping[str, str]
    methods: str


def compare(statement: Statement, measured: Measured) -> tuple[str, str]:
    """Return the measured twin of a statement, and in a word whether both agree.

    Parameters
    ----------
    statement : mapping
        A row of `statements`.
    measured : Measured
        Figures to stand beside.

    Returns
    -------
    figure : str
        As printed; a dash where nothing of the kind is measured.
    word : str
        Empty where there is nothing to compare.
    """
    twin = COMPARED.get(statement["metric"])
    if twin is None or not statement["country"]:
        return "–", ""
    figures = measured.figures.get(statement["country"])
    if figures is None or not figures["samples"]:
        return _("none"), _("Not in the data.")
    value = figures[twin[0]]
    if value is None:
        return "–", ""
    unit = "km²" if twin[0] == "covered_km2" else ""
    return f"{number_text(round(value))} {unit}".strip(), _word(statement["value"], value)


def unmeasured(country: str, measured: Measured) -> str:
    """Return in words that nothing of a country is measured, empty where something is."""
    figures = measured.figures.get(country)
    if figures is not None and figures["samples"]:
        return ""
    name = within(country, measured.names.get(country, country))
    if measured.narrowed:
        return _("The chosen surveys have no sample from {name}.").format(name=name)
    return _("No survey of {name} is in this release.").format(name=name)


def _word(said: float | None, found: float) -> str:
    if not said:
        return ""
    if abs(found - said) <= SAME_WITHIN * said:
        return _("Both agree.")
    if found > said:
        return _("More is measured than is reported.")
    share = number_text(round(100 * found / said, 1))
    return _("They disagree: {share} % of what is reported is in this release.").format(
        share=share
    )


def differing(statements: Sequence[Statement]) -> list[str]:
    """Return in words where sources do not agree.

    Two figures for the same thing disagree if they are of the same time, or one has no date,
    or the later is the smaller, as what is reported only grows. A later and larger one is the
    progress made since, and no disagreement.

    Parameters
    ----------
    statements : sequence of mapping
        Rows of one country, or of the programme.

    Returns
    -------
    list of str
        One sentence for each scale, area and metric on which sources do not agree.
    """
    groups: dict[tuple[str, ...], dict[tuple[str, float], None]] = {}
    for one in statements:
        if one["value"] is not None:
            key = (one["scale"], one["project"], one["area"], one["metric"], one["unit"])
            groups.setdefault(key, {})[str(one["as_of"] or ""), float(one["value"])] = None
    sentences = []
    for (scale, project, area, metric, unit), figures in groups.items():
        apart: set[tuple[str, float]] = set()
        for pair in combinations(figures, 2):
            if _disagree(*sorted(pair)):
                apart.update(pair)
        if apart:
            both = "; ".join(
                f"{number_text(value)} {unit}".strip() + f" ({date_text(day) or _('undated')})"
                for day, value in sorted(apart)
            )
            parts = (project, area, scale_name(scale), metric_word(metric))
            what = ", ".join(filter(None, parts))
            text = _("Sources do not agree ({what}): {both}. All are shown as reported.")
            sentences.append(text.format(what=what, both=both))
    return sentences


def _disagree(earlier: tuple[str, float], later: tuple[str, float]) -> bool:
    """Return whether two figures cannot both be right: each its date, as exact as known."""
    (first, before), (second, after) = earlier, later
    if before == after:
        return False
    # A year and a day of that year may be the same time.
    return not first or second.startswith(first) or after < before


def scale_name(scale: str) -> str:
    """Return the name of a scale of work."""
    return _(SCALES[scale].name) if scale in SCALES else scale


def metric_word(metric: str) -> str:
    """Return what a statement speaks of."""
    return _(REPORTED[metric].name) if metric in REPORTED else metric
