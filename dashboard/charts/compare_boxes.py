"""Notched box plots of the groups compared, drawn as lines and areas on one axis.

Plotly's own boxes have notches that are as wide above the median as below it, which intervals
from order statistics are not, and know of no results below a limit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from dashboard.catalog.printing import figure_text, number_text
from dashboard.catalog.states import State
from dashboard.charts.compare_axes import (
    GREY,
    Chart,
    base,
    counts_text,
    empty,
    extent,
    left_end,
    rows,
    value_axis,
    value_title,
)
from dashboard.charts.distributions import COLOURS
from dashboard.charts.progress_growth import plain, typed
from dashboard.compare.distributions import Box
from dashboard.compare.groups import Group, Groups
from dashboard.i18n import _, ngettext
from dashboard.statistics.summary import Figure

_HALF = 0.32
_WAIST = 0.15
_GAP = (math.nan, math.nan)

Point = tuple[float, float]


def box_chart(found: Groups, boxes: Sequence[Box], narrow: bool = False) -> Chart:
    """Return the boxes of all groups and of all results, one a row.

    Parameters
    ----------
    found : Groups
    boxes : sequence of Box
        Of the groups and then of all results.
    narrow : bool
        Names stand over the rows.
    """
    values = _values(boxes)
    if not found.groups or not np.isfinite(values).any():
        return empty()
    low, high = extent(values, found.logarithmic)
    axis = value_axis(found, low, high)
    start = left_end(axis)
    y, notes, height, margin = rows(found, narrow=narrow)
    layout = base() | {"xaxis": axis | {"title": value_title(found)}, "yaxis": y}
    layout |= {"margin": margin, "annotations": notes}
    last = len(boxes) - 1
    own, whole = range(last), [last]
    traces = [
        _area((p for i, box in enumerate(boxes) for p in _zone(i, box, start)), GREY, 0.22, 0),
        *(
            trace
            for at, colour in ((own, COLOURS[0]), (whole, GREY))
            for trace in (
                _lines((p for i in at for p in _whiskers(i, boxes[i], start)), colour, 1.5),
                _area((p for i in at for p in _box(i, boxes[i])), colour, 0.28, 1.5),
                _lines((p for i in at for p in _median(i, boxes[i])), colour, 3.5),
            )
        ),
        _lines((p for i, box in enumerate(boxes) for p in _limit(i, box)), GREY, 1.5, "dot"),
        _points(boxes),
        _hover(found, boxes),
    ]
    return Chart({"data": traces, "layout": layout}, height)


def _values(boxes: Sequence[Box]) -> Any:
    ends = [_place(one) for box in boxes for one in (box.low, box.high, box.q1, box.q3)]
    limits = [box.limit for box in boxes]
    return np.concatenate([ends, limits, *(box.outliers for box in boxes)])


def _place(figure: Figure) -> float:
    """Return where a figure lies; below a limit, at the limit."""
    return figure.value if figure.state <= State.ABOVE else math.nan


def _zone(row: int, box: Box, start: float) -> list[Point]:
    """Return the area below the limit."""
    if not math.isfinite(box.limit) or box.limit <= start:
        return []
    corners = ((start, -0.5), (box.limit, -0.5), (box.limit, 0.5), (start, 0.5), (start, -0.5))
    return [*((x, row + y) for x, y in corners), _GAP]


def _limit(row: int, box: Box) -> list[Point]:
    known = math.isfinite(box.limit)
    return [(box.limit, row - 0.5), (box.limit, row + 0.5), _GAP] if known else []


def _box(row: int, box: Box) -> list[Point]:
    """Return the box between the hinges, its waist as wide as the median's interval."""
    q1, q3, middle = _place(box.q1), _place(box.q3), _place(box.median)
    if math.isnan(q3) or math.isnan(q1):
        return []
    low, high = _place(box.notch_low), _place(box.notch_high)
    if math.isnan(low) or math.isnan(high) or box.median.state == State.BELOW:
        upper = [(q1, -_HALF), (q3, -_HALF)]
    else:
        upper = [(q1, -_HALF), (low, -_HALF), (middle, -_WAIST), (high, -_HALF), (q3, -_HALF)]
    lower = [(x, -y) for x, y in reversed(upper)]
    return [*((x, row + y) for x, y in (*upper, *lower, upper[0])), _GAP]


def _median(row: int, box: Box) -> list[Point]:
    if box.median.state != State.MEASURED or math.isnan(_place(box.q3)):
        return []
    notched = not math.isnan(_place(box.notch_low))
    half = _WAIST if notched else _HALF
    return [(box.median.value, row - half), (box.median.value, row + half), _GAP]


def _whiskers(row: int, box: Box, start: float) -> list[Point]:
    points: list[Point] = []
    q1, q3 = _place(box.q1), _place(box.q3)
    if box.low.state == State.MEASURED and box.q1.state == State.MEASURED:
        points += [(box.low.value, row), (q1, row), _GAP]
        points += [(box.low.value, row - 0.15), (box.low.value, row + 0.15), _GAP]
    elif box.q1.state == State.MEASURED and math.isfinite(box.limit):
        points += [(box.limit, row), (q1, row), _GAP]
    if box.high.state <= State.ABOVE and not math.isnan(q3):
        points += [(q3, row), (_place(box.high), row), _GAP]
        points += [(_place(box.high), row - 0.15), (_place(box.high), row + 0.15), _GAP]
    return points


def _lines(points: Iterable[Point], colour: str, width: float, dash: str = "solid") -> Any:
    x, y = _columns(points)
    line = {"color": colour, "width": width, "dash": dash}
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip",
    }  # fmt: skip


def _area(points: Iterable[Point], colour: str, share: float, width: float) -> Any:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    fill = f"rgba({red}, {green}, {blue}, {share})"
    return _lines(points, colour, width) | {"fill": "toself", "fillcolor": fill}


def _columns(points: Iterable[Point]) -> tuple[dict[str, str], dict[str, str]]:
    listed = np.array(list(points), dtype=np.float64).reshape(-1, 2)
    return typed(listed[:, 0]), typed(listed[:, 1])


def _points(boxes: Sequence[Box]) -> dict[str, Any]:
    sizes = [box.outliers.size for box in boxes]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": typed(np.concatenate([box.outliers for box in boxes])),
        "y": typed(np.repeat(np.arange(len(boxes)), sizes)),
        "marker": {"symbol": "circle-open", "size": 4.5, "color": GREY},
        "hovertemplate": "%{x:.4g}<extra></extra>",
    }


def _hover(found: Groups, boxes: Sequence[Box]) -> dict[str, Any]:
    """Return what is said of each row, heard where its median is."""
    places = [_place(box.median) for box in boxes]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": typed(places),
        "y": typed(np.arange(len(boxes))),
        "marker": {"size": 22, "opacity": 0},
        "hovertext": [_told(one, box) for one, box in zip(found.all, boxes, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _told(group: Group, box: Box) -> str:
    text = _("{name}: median {median} ({low} to {high}), quartiles {q1} and {q3}; n {counts}")
    parts = {name: figure_text(*getattr(box, name)) for name in ("median", "q1", "q3")} | {
        "low": figure_text(*box.notch_low),
        "high": figure_text(*box.notch_high),
    }
    told = text.format(name=group.name, counts=counts_text(group), **parts)
    if box.hidden:
        text = ngettext("{n} outlier is not drawn", "{n} outliers are not drawn", box.hidden)
        told += "; " + text.format(n=number_text(box.hidden))
    return plain(told)
