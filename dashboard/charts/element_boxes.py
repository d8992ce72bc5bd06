"""Box plots and intervals of one element as small drawings on a shared axis."""

from __future__ import annotations

import math
from collections.abc import Mapping

from markupsafe import Markup

from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State
from dashboard.charts.element_axis import Axis, bar, grid_lines, hatched, line, svg
from dashboard.i18n import _
from dashboard.statistics.summary import Figure

HEIGHT = 30
_MIDDLE = HEIGHT / 2
_BOX = 14
_THIN = 2.0

ABSENT = Figure(math.nan, State.TOO_FEW)


def extent(figures: Mapping[str, Figure]) -> list[float]:
    """Return the known values that an axis must hold: extremes, limits, quantiles."""
    named = (
        figures.get(name, ABSENT) for name in ("min", "p5", "q1", "median", "q3", "p95", "max")
    )
    return [one.value for one in named if one.state <= State.ABOVE and math.isfinite(one.value)]


def box(
    figures: Mapping[str, Figure],
    scale: Axis,
    name: str,
    censored: float = 0.0,
    reference: float | None = None,
) -> Markup:
    """Return a box plot after Tukey (1977, Exploratory data analysis).

    The box goes from the lower to the upper quartile, the thick line is the median, and the
    whiskers end at the most extreme results within one and a half box lengths (on
    logarithms where the axis is logarithmic); a thin line leads on to the least and the
    greatest result. Results below detection are hatched up to the limit, as high as their
    share of a box's height. Where the
    owner shares no samples, whiskers end at the percentiles 5 and 95.

    Parameters
    ----------
    figures : mapping of str to Figure
        Statistics of `dashboard.statistics.describe`, or some of them.
    scale : Axis
    name : str
        What is drawn, for readers who do not see it.
    censored : float
        Share of results below detection, 0 to 1.
    reference : float, optional
        Drawn as a dashed line: the upper continental crust.
    """
    prefix = "log_" if scale.logarithmic else ""
    low = _first(figures, f"{prefix}whisker_low", "p5")
    high = _first(figures, f"{prefix}whisker_high", "p95")
    ends = [figures.get(one, ABSENT) for one in ("min", "max")]
    parts = [grid_lines(scale, HEIGHT)]
    if reference:
        parts.append(line(scale.at(reference), 0, scale.at(reference), HEIGHT, "crust"))
    limits = [one.value for one in figures.values() if one.state == State.BELOW]
    limit = max((one for one in limits if math.isfinite(one)), default=math.nan)
    start = math.nan
    if limits:
        start = scale.at(limit) if math.isfinite(limit) else scale.at(scale.low)
        height = max(_THIN, round(_BOX * censored, 1))
        parts.append(hatched(0, start, round(_MIDDLE - height / 2, 1), height))
    left = [_place(one, scale) for one in (ends[0], low)]
    right = [_place(one, scale) for one in (high, ends[1])]
    left = [start if math.isnan(one) else one for one in left]
    if not math.isnan(right[1]):
        origin = left[0] if not math.isnan(left[0]) else right[1]
        parts.append(line(origin, _MIDDLE, right[1], _MIDDLE, "range"))
        parts.append(_dot(right[1]))
    if not limits and not math.isnan(left[0]):
        parts.append(_dot(left[0]))
    if not math.isnan(left[1]) and not math.isnan(right[0]):
        parts.append(line(left[1], _MIDDLE, right[0], _MIDDLE, "whisker"))
        parts += [
            line(x, _MIDDLE - 4, x, _MIDDLE + 4, "whisker")
            for x, figure in ((left[1], low), (right[0], high))
            if figure.state == State.MEASURED
        ]
    q1, median, q3 = (_place(figures.get(one, ABSENT), scale) for one in ("q1", "median", "q3"))
    # A lower quartile below a limit that is not known has no place: the box starts at the median.
    hidden = start if math.isfinite(limit) else median
    opening = hidden if math.isnan(q1) else q1
    if not math.isnan(q3) and not math.isnan(opening):
        parts.append(bar(opening, q3, _MIDDLE - _BOX / 2, _BOX, "hinges"))
    if not math.isnan(median):
        parts.append(line(median, _MIDDLE - _BOX / 2, median, _MIDDLE + _BOX / 2, "median"))
    shown = figures.get("median", ABSENT)
    label = _("{name}: box plot, median {median}").format(
        name=name, median=figure_text(shown.value, shown.state)
    )
    return svg(label, HEIGHT, parts, "element-box")


def interval(low: Figure, middle: Figure, high: Figure, scale: Axis) -> Markup:
    """Return a median with its interval: a dot on a line. The table beside it has the figures."""
    ends = [_place(one, scale) for one in (low, high)]
    at = _place(middle, scale)
    if math.isnan(ends[0]) and low.state == State.BELOW:
        ends[0] = 0.0
    parts = [grid_lines(scale, 16)]
    if not any(map(math.isnan, ends)):
        parts.append(line(ends[0], 8, ends[1], 8, "whisker"))
    if not math.isnan(at):
        parts.append(f'<circle cx="{at}%" cy="8" r="4" class="middle"/>')
    return svg("", 16, parts, "element-interval")


def _first(figures: Mapping[str, Figure], *names: str) -> Figure:
    """Return the first of some statistics that is there."""
    return next((figures[one] for one in names if one in figures), ABSENT)


def _place(figure: Figure, scale: Axis) -> float:
    """Return where a measured figure lies, NaN for others; beyond an upper limit, at it."""
    known = figure.state in {State.MEASURED, State.ABOVE} and math.isfinite(figure.value)
    return scale.at(figure.value) if known else math.nan


def _dot(x: float) -> str:
    return f'<circle cx="{x}%" cy="{_MIDDLE}" r="2" class="end"/>'
