"""The axis that drawings of one element share: where a value lies, and which values are named.

Drawings are SVG in percentages of their width, so that they fit every screen and sheet
without a script, while texts and lines keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup

from dashboard.catalog.printing import number_text

_MARGIN = 3.0
"""Room at either end, in % of the width."""

_HATCH = "element-hatch"
_MOST_TICKS = 7
_STEPS: tuple[tuple[float, ...], ...] = ((1, 2, 5), (1, 3), (1,))


@dataclass(frozen=True, slots=True)
class Axis:
    """A horizontal axis from `low` to `high`, both in the unit of the values."""

    low: float
    high: float
    logarithmic: bool

    def at(self, value: float) -> float:
        """Return where a value lies, in % of the width; beyond the ends, at the ends."""
        if self.logarithmic and value <= 0:
            return 0.0
        share = (self._scaled(value) - self._scaled(self.low)) / (
            self._scaled(self.high) - self._scaled(self.low)
        )
        return round(min(100.0, max(0.0, _MARGIN + (100 - 2 * _MARGIN) * share)), 2)

    def ticks(self, most: int = _MOST_TICKS) -> list[float]:
        """Return round values on the axis; on a logarithmic one at most so many."""
        return self._decades(most) if self.logarithmic else self._linear()

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self.logarithmic else value

    def _decades(self, most: int) -> list[float]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for steps in _STEPS:
            found = [
                step * 10.0**power
                for power in range(first, last + 1)
                for step in steps
                if self.low <= step * 10.0**power <= self.high
            ]
            if len(found) <= most:
                break
        # Less than a decade has few round values of this kind.
        if len(found) < 2:
            return self._linear()
        return found[:: math.ceil(len(found) / most)]

    def _linear(self) -> list[float]:
        span = self.high - self.low
        size = 10.0 ** math.floor(math.log10(span / 3))
        step = next(size * one for one in (1, 2, 5, 10) if span / (size * one) <= _MOST_TICKS - 1)
        first = math.ceil(self.low / step)
        return [i * step for i in range(first, math.floor(self.high / step) + 1)]


def axis(values: Iterable[float], logarithmic: bool) -> Axis | None:
    """Return the axis that holds values, None where there are none.

    Parameters
    ----------
    values : iterable of float
        Those that are not finite are left out, and on a logarithmic axis those that are
        not positive.
    logarithmic : bool
    """
    kept = [one for one in values if math.isfinite(one) and (one > 0 or not logarithmic)]
    if not kept:
        return None
    low, high = min(kept), max(kept)
    if not low < high:
        room = 2.0 if logarithmic else 1.0
        low, high = (low / room, high * room) if logarithmic else (low - room, high + room)
    return Axis(low, high, logarithmic)


def named_ticks(low: float, high: float, most: int = _MOST_TICKS) -> dict[str, list[Any]]:
    """Return the round values of a logarithmic axis and their names, as Plotly takes them.

    Plotly itself names 0.5 between 0.1 and 1 just *5*, and writes 1000 beside 10,000.

    Parameters
    ----------
    low, high : float
        Ends of the axis, positive, `low` below `high`.
    most : int
        Ticks that there is room for.
    """
    found = Axis(low, high, logarithmic=True).ticks(most)
    return {"tickvals": found, "ticktext": [number_text(one) for one in found]}


def svg(label: str, height: int, content: Iterable[str], kind: str) -> Markup:
    """Return a drawing as wide as its place; `label` says in words what it shows."""
    told = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(
        f'<svg class="{escape(kind)}" width="100%" height="{height}" {told}>'
        f"{''.join(content)}</svg>"
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a line; x in % of the width, y in CSS pixels."""
    return f'<line x1="{x1}%" y1="{y1}" x2="{x2}%" y2="{y2}" class="{kind}"/>'


def bar(x1: float, x2: float, y: float, height: float, kind: str) -> str:
    """Return a rectangle from x1 to x2, in % of the width."""
    width = round(max(0.0, x2 - x1), 2)
    return f'<rect x="{x1}%" y="{y}" width="{width}%" height="{height}" class="{kind}"/>'


def hatched(x1: float, x2: float, y: float, height: float) -> str:
    """Return a rectangle for what lies below detection; `hatching` has to be on the page."""
    return bar(x1, x2, y, height, "censored").replace("/>", f' fill="url(#{_HATCH})"/>')


def hatching() -> Markup:
    """Return the pattern of :func:`hatched`, once for a page."""
    return Markup(
        '<svg class="element-hatch" width="0" height="0" aria-hidden="true"><defs>'
        f'<pattern id="{_HATCH}" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<path d="M0 5L5 0"/></pattern></defs></svg>'
    )


def grid_lines(scale: Axis, height: float) -> str:
    """Return the faint lines at the round values."""
    return "".join(line(scale.at(one), 0, scale.at(one), height, "tick") for one in scale.ticks())


def tick_row(scale: Axis, title: str) -> Markup:
    """Return the names of the round values, and below them what they are."""
    texts = [
        f'<text x="{scale.at(one)}%" y="13" class="tick-text">{escape(number_text(one))}</text>'
        for one in scale.ticks()
    ]
    name = f'<text x="50%" y="30" class="tick-text axis-title">{escape(title)}</text>'
    return svg("", 36, [*texts, name], "element-ticks")
