"""Cumulative curves and quantile–quantile plots of the groups compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.charts.compare_axes import (
    GREY,
    MOST_OVERLAID,
    TICKS_IN_PANEL,
    Chart,
    Panel,
    base,
    empty,
    extent,
    multiples,
    share_axis,
    value_axis,
    value_title,
)
from dashboard.charts.distributions import COLOURS
from dashboard.charts.progress_growth import plain, typed
from dashboard.compare.distributions import F4, Curve, Quantiles
from dashboard.compare.groups import Groups
from dashboard.i18n import _

_HEIGHT = 400
# A panel is some two hundred pixels wide.
_POINTS_IN_PANEL = 96


def ecdf_chart(found: Groups, curves: Sequence[Curve], columns: int) -> Chart:
    """Return cumulative curves: together where they are few, else one a panel.

    Parameters
    ----------
    found : Groups
    curves : sequence of Curve
        Of the groups and then of all results. Below a group's highest limit its line is
        dotted: there it rests on few results.
    columns : int
        Panels in a row.
    """
    if not found.groups or not any(one.x.size for one in curves):
        return empty()
    low, high = extent(np.concatenate([one.x for one in curves]), found.logarithmic)
    overlaid = len(curves) - 1 <= MOST_OVERLAID
    x = _values(found, low, high, overlaid) | {"title": value_title(found)}
    y = share_axis() | {"title": {"text": _("share of results, %")}}
    *own, world = curves
    if overlaid:
        traces = _curve(world, found.world.name, GREY, 1.5, "dash")
        for i, (group, one) in enumerate(zip(found.groups, own, strict=True)):
            traces += _curve(one, group.name, COLOURS[i], 2.25)
        return _overlaid(traces, x, y)
    behind = _curve(_fewer(world), found.world.name, GREY, 1)
    return multiples(
        [
            Panel(group.name, [*behind, *_curve(_fewer(one), group.name, COLOURS[0], 2)])
            for group, one in zip(found.groups, own, strict=True)
        ],
        columns,
        x,
        y,
    )


def _values(found: Groups, low: float, high: float, overlaid: bool) -> dict[str, Any]:
    """Return the axis of values of one chart, or of every small multiple."""
    if overlaid:
        return value_axis(found, low, high)
    return value_axis(found, low, high, TICKS_IN_PANEL)


def _fewer(curve: Curve) -> Curve:
    if curve.x.size <= _POINTS_IN_PANEL:
        return curve
    at = np.unique(np.linspace(0, curve.x.size - 1, _POINTS_IN_PANEL).round().astype(np.int64))
    return Curve(curve.x[at], curve.y[at], curve.below, curve.limit)


def _curve(
    curve: Curve, name: str, colour: str, width: float, dash: str = "solid"
) -> list[dict[str, Any]]:
    """Return a curve as steps; what lies below its highest limit is dotted."""
    if not curve.x.size:
        return []
    x = np.append(curve.x[:1], curve.x)
    y = np.append(np.float32(curve.below), curve.y)
    hidden = int(np.searchsorted(x, curve.limit, side="left")) if curve.limit > x[0] else 0
    parts = [(slice(max(hidden - 1, 0), None), dash)]
    if hidden:
        parts.append((slice(None, hidden), "dot"))
    return [
        {
            "type": "scatter",
            # A distribution of one value is a point.
            "mode": "lines" if x.size > 2 else "lines+markers",
            "name": plain(name),
            "legendgroup": plain(name),
            "showlegend": i == 0,
            "x": typed(x[part]),
            "y": typed(y[part]),
            "line": {"shape": "hv", "color": colour, "width": width, "dash": drawn},
            "hovertemplate": "%{x:.4g}: %{y:.1f} %<extra>" + plain(name) + "</extra>",
        }
        for i, (part, drawn) in enumerate(parts)
        if x[part].size
    ]


def quantile_chart(found: Groups, held: Sequence[Quantiles], columns: int) -> Chart:
    """Return quantiles of each group against those of all results, with the line of equality.

    Parameters
    ----------
    found : Groups
    held : sequence of Quantiles
        Of the groups.
    columns : int
        Panels in a row.
    """
    values = np.concatenate(
        [np.zeros(0), *(part for one in held for part in (one.world, one.own))]
    )
    if not values.size:
        return empty()
    low, high = extent(values, found.logarithmic)
    overlaid = len(held) <= MOST_OVERLAID
    axis = _values(found, low, high, overlaid)
    unit = value_title(found)["text"]
    x = axis | {"title": {"text": f"{plain(found.world.name)}: {unit}"}}
    y = axis | {"title": {"text": _("country") + f": {unit}"}}
    ends = np.array([low, high], dtype=np.float32)
    equal = {
        "type": "scatter",
        "mode": "lines",
        "name": _("equal"),
        "x": typed(ends),
        "y": typed(ends),
        "line": {"color": GREY, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }
    if overlaid:
        traces = [
            _quantiles(one, group.name, COLOURS[i], 5)
            for i, (group, one) in enumerate(zip(found.groups, held, strict=True))
        ]
        return _overlaid([equal, *traces], x, y)
    panels = [
        Panel(group.name, [equal, _quantiles(_sparser(one), group.name, COLOURS[0], 3.5)])
        for group, one in zip(found.groups, held, strict=True)
    ]
    return multiples(panels, columns, x, y)


def _sparser(one: Quantiles) -> Quantiles:
    step = max(1, -(-one.own.size // 80))
    return Quantiles(one.world[::step], one.own[::step], one.share[::step])


def _quantiles(one: Quantiles, name: str, colour: str, size: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(name),
        "x": typed(one.world),
        "y": typed(one.own),
        "text": _percents(one.share),
        "marker": {"color": colour, "size": size},
        "hovertemplate": "P%{text}: %{y:.4g}, "
        + plain(_("all"))
        + " %{x:.4g}<extra>"
        + plain(name)
        + "</extra>",
    }


def _percents(share: F4) -> list[str]:
    return [f"{one:.3g}" for one in share.tolist()]


def _overlaid(traces: Sequence[dict[str, Any]], x: Any, y: Any) -> Chart:
    layout = base() | {
        "xaxis": x,
        "yaxis": y,
        "showlegend": True,
        # Above: below, rows of it would lie over the title of the axis.
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "itemclick": False},
    }
    return Chart({"data": list(traces), "layout": layout}, _HEIGHT)
