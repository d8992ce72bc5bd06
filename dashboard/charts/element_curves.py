"""Histogram and cumulative curve of one element in one stratum, with its thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from markupsafe import Markup

from dashboard.charts.element_axis import Axis, bar, grid_lines, hatched, line, svg
from dashboard.i18n import _
from dashboard.release.element import Histogram
from dashboard.statistics.ecdf import Ecdf

HEIGHT = 180
_TOP = 44
"""Room for the numbers of the thresholds, in CSS pixels."""

_ROWS = (8, 19, 30, 41)
_LABEL = 5.0
"""Room of a number, in % of the width of a phone."""

_MOST_STEPS = 240

Marks = Sequence[tuple[int, float]]
"""Thresholds: the number each has in the table, and its value."""


def histogram_drawing(drawn: Histogram, scale: Axis, marks: Marks) -> Markup:
    """Return the histogram: counts of measured results, and hatched those below detection."""
    total = drawn.measured + drawn.below
    most = max(1, int(total.max()))
    room = HEIGHT - _TOP
    parts = [grid_lines(scale, HEIGHT)]
    edges = [scale.at(one) for one in drawn.edges.tolist()]
    pairs = zip(drawn.measured.tolist(), drawn.below.tolist(), strict=True)
    for i, (measured, below) in enumerate(pairs):
        hidden = room * below / most
        seen = room * measured / most
        if below:
            parts.append(
                hatched(edges[i], edges[i + 1], round(HEIGHT - hidden, 1), round(hidden, 1))
            )
        if measured:
            top = HEIGHT - hidden - seen
            parts.append(bar(edges[i], edges[i + 1], round(top, 1), round(seen, 1), "count"))
    parts += [*_marks(scale, marks), line(0, HEIGHT, 100, HEIGHT, "base")]
    label = _("Histogram; the tallest column has {n} results").format(n=f"{most:,}")
    return svg(label, HEIGHT + 1, parts, "element-curve")


def curve_drawing(curve: Ecdf, scale: Axis, marks: Marks) -> Markup:
    """Return the cumulative distribution; it begins above the share that is below detection."""
    kept = np.arange(curve.values.size)
    if kept.size > _MOST_STEPS:
        kept = np.unique(np.linspace(0, kept.size - 1, _MOST_STEPS).round().astype(np.int64))
    x = [scale.at(one) for one in curve.values[kept].tolist()]
    y = (100 * (1 - curve.cumulative[kept])).round(2).tolist()
    room = HEIGHT - _TOP
    start = round(100 * (1 - (curve.below if curve.below == curve.below else 0)), 2)
    path = f"M0 {start}" if curve.below > 0 else "M0 100"
    path += "".join(f"H{a}V{b}" for a, b in zip(x, y, strict=True)) + "H100"
    levels = []
    for share in (0, 25, 50, 75, 100):
        at = round(_TOP + room * (1 - share / 100), 1)
        levels.append(line(0, at, 100, at, "tick"))
        levels.append(f'<text x="0" y="{at - 3}" class="level-text">{share} %</text>')
    parts = [
        grid_lines(scale, HEIGHT),
        *levels,
        f'<svg x="0" y="{_TOP}" width="100%" height="{room}" viewBox="0 0 100 100" '
        f'preserveAspectRatio="none"><path d="{path}" class="steps"/></svg>',
        *_marks(scale, marks),
    ]
    label = _("Cumulative distribution of {n} results").format(n=f"{curve.n:,}")
    return svg(label, HEIGHT + 1, parts, "element-curve")


def _marks(scale: Axis, marks: Marks) -> list[str]:
    """Return the thresholds; numbers that would touch stand in different rows."""
    parts = []
    ends = [-100.0] * len(_ROWS)
    for number, value in sorted(marks, key=lambda one: one[1]):
        x = scale.at(value)
        row = next((i for i, end in enumerate(ends) if x - end > _LABEL), ends.index(min(ends)))
        ends[row] = x
        parts.append(line(x, _ROWS[row], x, HEIGHT, "threshold"))
        parts.append(
            f'<text x="{x}%" y="{_ROWS[row] + 2}" dx="3" class="threshold-text">'
            f"{escape(str(number))}</text>"
        )
    return parts
