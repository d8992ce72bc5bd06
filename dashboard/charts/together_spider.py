"""Spider diagram: contents over those of the upper crust, element by element."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.catalog.states import State
from dashboard.charts.distributions import COLOURS
from dashboard.charts.element_axis import named_ticks
from dashboard.charts.progress_growth import plain, typed
from dashboard.charts.together_points import layout
from dashboard.i18n import _
from dashboard.together.spider import Line

MOST_LINES = 16
"""More lines than these are no figure; the table and its file have all."""

_DASHES = ("solid", "dot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")


def spider_figure(elements: Sequence[str], lines: Sequence[Line]) -> dict[str, Any]:
    """Return the figure; where a content is below detection, its limit as an open mark.

    Parameters
    ----------
    elements : sequence of str, length e
        On the axis from left to right.
    lines : sequence of Line
        Of `dashboard.together.spider`: the stratum, countries, cells.
    """
    drawn = lines[: MOST_LINES + 1]
    traces: list[dict[str, Any]] = []
    place = 0
    for line in drawn:
        whole = line.kind == "stratum"
        colour = "#7A7A7A" if whole else COLOURS[place % len(COLOURS)]
        traces.append(_line(line, elements, colour, place, whole))
        place += not whole
    figure = layout("", _("content over the upper crust"), hovermode="closest", dragmode=False)
    figure["xaxis"] |= {"type": "category", "tickmode": "array", "tickvals": list(elements)}
    figure["yaxis"] |= {"type": "log", **_ticks(drawn)}
    figure["shapes"] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": 1,
            "y1": 1,
            "line": {"color": "#808890", "width": 1.5, "dash": "dash"},
        }
    ]
    return {"data": traces, "layout": {**figure, "uirevision": "spider"}}


def _ticks(lines: Sequence[Line]) -> dict[str, Any]:
    """Return the ratios that are named; 1 is among them, for the line of the crust."""
    found = np.concatenate([one.ratio[one.state <= State.ABOVE] for one in lines])
    known = found[np.isfinite(found) & (found > 0)].astype(np.float64)
    ends = (float(known.min(initial=1.0)), float(known.max(initial=1.0)))
    # Plotly leaves room beyond the points, where round values have their place, too.
    return named_ticks(ends[0] / 1.5, ends[1] * 1.5)


def _line(
    line: Line, elements: Sequence[str], colour: str, place: int, whole: bool
) -> dict[str, Any]:
    ratio = np.where((line.ratio > 0) & (line.state <= State.ABOVE), line.ratio, np.nan)
    mark = _SYMBOLS[place % len(_SYMBOLS)]
    limited = (line.state == State.BELOW) | (line.state == State.ABOVE)
    signs = {State.BELOW: "< ", State.ABOVE: "> "}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        # A stratum's full name is longer than a phone is wide; pointing at the line says it.
        "name": _("whole stratum") if whole else plain(line.name),
        "x": list(elements),
        "y": typed(ratio),
        "connectgaps": False,
        "line": {
            "color": colour,
            "width": 3 if whole else 2,
            "dash": _DASHES[line.kind == "cell"],
        },
        "marker": {
            "color": colour,
            "size": 8,
            "symbol": [f"{mark}-open" if one else mark for one in limited],
        },
        "text": [signs.get(State(int(code)), "") for code in line.state],
        "hovertemplate": "%{x}: %{text}%{y:.3g}<extra>" + plain(line.name) + "</extra>",
    }
