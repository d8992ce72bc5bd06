"""Countries ranked by a metric, as numbers for the script that draws the bars."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.catalog.elements import elements
from dashboard.catalog.metrics import Metric, metric_name, value
from dashboard.catalog.printing import number_text
from dashboard.catalog.quantities import QUANTITIES, FigureValues, figure
from dashboard.i18n import _

Place = tuple[str, str]
"""Code and name of a country."""


def ranking_data(
    metric: Metric,
    ranked: Sequence[tuple[str, str, int, FigureValues]],
    rest: Sequence[tuple[str, str, str]],
    targets: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what assets/dash_progress_parts.js draws the ranking from.

    Parameters
    ----------
    metric : Metric
        By which the countries are ranked.
    ranked : sequence of (code, name, place, figures)
        Comparable countries, the furthest first; equals share a place.
    rest : sequence of (code, name, reason)
        Countries that cannot be compared, and why.
    targets : sequence of mapping
        Targets of programme.json.

    Returns
    -------
    dict
        ``rows``: code, name, value, numerator and denominator (None where the metric
        has none), place; ``most``: length of the longest possible bar in the metric's unit.
    """
    rows = []
    for code, name, place, figures in ranked:
        part = figure(metric.numerator, figures) if metric.numerator else None
        whole = figure(metric.denominator, figures) if metric.denominator else None
        found = value(metric, figures)
        rows.append([code, name, None if found is None else round(found, 3), part, whole, place])
    most = 100.0 if metric.is_share else max((row[2] or 0 for row in rows), default=0)
    return {
        "rows": rows,
        "rest": _by_reason(rest),
        "metric": metric.id,
        "unit": metric.unit,
        "digits": 1 if metric.unit == "%" else 0,
        "most": most,
        "target": target_line(metric, targets),
        "note": _note(metric),
        "words": {
            "of": _("{part} of {whole} {unit}")
            .format(
                part="{part}",
                whole="{whole}",
                unit=QUANTITIES[metric.denominator].unit if metric.denominator else "",
            )
            .strip(),
            "page": _("page of the country"),
            "rest": _("Not compared: {n}"),
            "all": _("Show all {n}"),
            "fewer": _("Show fewer"),
            "info": _("How this is counted"),
            "none": _("No country can be compared by this metric: {metric}.").format(
                metric=metric_name(metric)
            ),
        },
    }


def target_line(metric: Metric, targets: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the target that a metric has, None where none may be divided by.

    Parameters
    ----------
    metric : Metric
        A share; counts have no common target.
    targets : sequence of mapping
        Targets of programme.json.

    Returns
    -------
    dict or None
        ``value`` in %, and its ``label``.
    """
    if not metric.is_share:
        return None
    for one in targets:
        if not one["divides"] or one["metric"] not in (metric.id, metric.numerator):
            continue
        percent = one["value"] if one["unit"] == "%" else _percent_of(metric, one["value"])
        if percent is None:
            continue
        until = _(" by {year}").format(year=one["until"]) if one["until"] else ""
        unit = f" {one['unit']}" if one["unit"] else ""
        what = f" {_('of')} {one['denominator']}" if one.get("denominator") else ""
        label = _("Target of the programme: {value}{unit}{what}{until} ({source})").format(
            value=number_text(one["value"]),
            unit=unit,
            what=what,
            until=until,
            source=one["source"],
        )
        return {"value": percent, "label": label}
    return None


def _percent_of(metric: Metric, count: float) -> float | None:
    # Of the other denominators, none is the same for every country.
    return 100 * count / len(elements()) if metric.id == "elements" else None


def _note(metric: Metric) -> str:
    if metric.numerator and metric.denominator:
        return _("{metric}: {part} in % of {whole}, the furthest first.").format(
            metric=metric_name(metric),
            part=_(QUANTITIES[metric.numerator].name).lower(),
            whole=_(QUANTITIES[metric.denominator].name).lower(),
        )
    text = _("{metric}, the largest first.") if metric.higher else _("{metric}, the best first.")
    return text.format(metric=metric_name(metric))


def _by_reason(rest: Sequence[tuple[str, str, str]]) -> list[dict[str, Any]]:
    groups: dict[str, list[Place]] = {}
    for code, name, reason in rest:
        groups.setdefault(reason, []).append((code, name))
    return [
        {"reason": reason, "countries": sorted(countries, key=lambda place: place[1])}
        for reason, countries in sorted(groups.items(), key=lambda group: len(group[1]))
    ]
