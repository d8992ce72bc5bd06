"""Densities of the groups compared, one above the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.charts.compare_axes import (
    GREY,
    Chart,
    base,
    empty,
    extent,
    rows,
    value_axis,
    value_title,
)
from dashboard.charts.distributions import COLOURS
from dashboard.charts.progress_growth import plain, typed
from dashboard.compare.distributions import Densities
from dashboard.compare.groups import Groups
from dashboard.i18n import _

_HEIGHT = 2.4
"""Height of the highest density, in rows."""


def ridge_chart(found: Groups, held: Densities, narrow: bool = False) -> Chart:
    """Return the densities of all groups and of all results, one a row, all of one scale.

    Parameters
    ----------
    found : Groups
    held : Densities
        Of the groups and then of all results.
    narrow : bool
        Names stand over the rows.
    """
    drawn = [one for one in held.y if one is not None]
    if not found.groups or not drawn:
        return empty()
    low, high = extent(held.x, found.logarithmic)
    y, notes, height, margin = rows(found, above=_HEIGHT, narrow=narrow)
    layout = base() | {
        "xaxis": value_axis(found, low, high) | {"title": value_title(found)},
        "yaxis": y,
        "annotations": notes,
        "margin": margin,
    }
    scale = _HEIGHT / max(float(one.max()) for one in drawn)
    x = typed(np.concatenate([held.x[:1], held.x, held.x[-1:]]))
    traces: list[dict[str, Any]] = []
    for i, (group, density) in enumerate(zip(found.all, held.y, strict=True)):
        if density is None:
            continue
        colour = GREY if i == len(found.groups) else COLOURS[0]
        top = i - scale * density
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": plain(group.name),
                "x": x,
                "y": typed(np.concatenate([[i], top, [i]])),
                "fill": "toself",
                "fillcolor": _faint(colour),
                "line": {"color": colour, "width": 1.5},
                "hoveron": "points",
                "hovertemplate": "%{x:.3g}<extra>" + plain(group.name) + "</extra>",
            }
        )
    absent = [i for i, one in enumerate(held.y) if one is None]
    notes += [
        {
            "xref": "paper",
            "x": 0.02,
            "xanchor": "left",
            "y": i,
            "text": _("too few measured results"),
            "showarrow": False,
            "font": {"size": 11},
        }
        for i in absent
    ]
    return Chart({"data": traces, "layout": layout}, height)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.45)"
