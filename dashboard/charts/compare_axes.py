"""What the charts of a comparison share: axes, rows with their counts, small multiples.

Figures are plain mappings with typed arrays, which Plotly reads as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.printing import number_text, share_text
from dashboard.charts.distributions import COLOURS
from dashboard.charts.element_axis import named_ticks
from dashboard.charts.progress_growth import plain
from dashboard.compare.groups import Group, Groups
from dashboard.i18n import _

MOST_OVERLAID = len(COLOURS)
"""Lines told apart by colour in one chart; more are drawn as small multiples."""

GREY = "#7A7A7A"
_GRID = "rgba(128, 128, 128, 0.25)"
_ROW = 27
_NARROW_ROW = 48
_PANEL = 132
_UNSAID = ("", "1", "pH")
_MOST_TICKS = 5

TICKS_IN_PANEL = 3
"""Values that are named on the axis of a small multiple."""

NARROW = 2
"""Small multiples side by side up to which names of rows stand over them, not beside."""


@dataclass(frozen=True)
class Chart:
    """A Plotly figure and the height it needs, in CSS pixels."""

    figure: dict[str, Any]
    height: int


def empty() -> Chart:
    """Return a chart without anything, which takes no room."""
    hidden = {"visible": False}
    return Chart({"data": [], "layout": {**base(), "xaxis": hidden, "yaxis": hidden}}, 0)


def base() -> dict[str, Any]:
    """Return the layout of every chart; the page's own colours show through."""
    return {
        "template": {},
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": "#808890"},
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "hovermode": "closest",
        "hoverlabel": {"namelength": -1, "align": "left"},
        "uirevision": "compare",
        "dragmode": False,
        "showlegend": False,
    }


def value_axis(found: Groups, low: float, high: float, most: int = _MOST_TICKS) -> dict[str, Any]:
    """Return an axis of values from a lowest to a highest one, with some room.

    Parameters
    ----------
    found : Groups
    low, high : float
    most : int
        Values that are named on a logarithmic axis.
    """
    if found.logarithmic:
        ends = np.log10([low, high])
        room = 0.03 * (ends[1] - ends[0]) or 0.3
    else:
        ends = np.array([low, high])
        room = 0.03 * (high - low) or 0.5
    first, last = float(ends[0] - room), float(ends[1] + room)
    return {
        "type": "log" if found.logarithmic else "linear",
        "range": [first, last],
        **(named_ticks(10**first, 10**last, most) if found.logarithmic else {}),
        "gridcolor": _GRID,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "exponentformat": "none",
        "separatethousands": True,
    }


def left_end(axis: dict[str, Any]) -> float:
    """Return the value at the lower end of an axis."""
    low = axis["range"][0]
    return float(10**low if axis["type"] == "log" else low)


def value_title(found: Groups) -> dict[str, str]:
    """Return the title of an axis of values: ``Copper, mg/kg``.

    Values of another stratum that were levelled say so wherever they are drawn: ``Copper,
    mg/kg, levelled by the median ratio (× 0.429)``.
    """
    name, unit = found.analyte["name"], found.analyte["unit"]
    text = name if unit in _UNSAID else f"{name}, {unit}"
    levelling = found.levelling
    if levelling is not None and np.isfinite(levelling.factor):
        told = _("{values}, levelled by the median ratio (× {factor})")
        text = told.format(values=text, factor=number_text(float(f"{levelling.factor:.3g}")))
    return {"text": plain(text)}


def share_axis() -> dict[str, Any]:
    """Return an axis of shares of results in %."""
    return {
        "range": [-2, 102],
        "tickvals": [0, 25, 50, 75, 100],
        "gridcolor": _GRID,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
    }


def counts_text(group: Group) -> str:
    """Return results and the share below detection: ``188 · 12.5 %``."""
    if not group.censored:
        return number_text(group.n)
    return f"{number_text(group.n)} · {share_text(100 * group.censored / group.n)} %"


def rows(
    found: Groups, above: float = 0.6, narrow: bool = False
) -> tuple[dict[str, Any], list[dict[str, Any]], int, dict[str, int]]:
    """Return the axis of rows, their names and counts, the height and the margins.

    Parameters
    ----------
    found : Groups
    above : float
        Room over the first row, in rows.
    narrow : bool
        Names and counts stand over the rows, so that these have the width of a phone; else
        names on the left and counts on the right.
    """
    held = found.all
    above = max(above, 0.75) if narrow else above
    axis = {
        "range": [len(held) - 0.4, -above],
        "tickvals": list(range(len(held))),
        "ticktext": [plain(shortened(one.name)) for one in held],
        "showticklabels": not narrow,
        "showgrid": False,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
    }
    # Outside the plot: n · below limit, a row's count. Inside it, over the row: name and count.
    right: Any = {"x": 1, "xanchor": "right" if narrow else "left", "xshift": 0 if narrow else 6}
    left: Any = {"x": 0, "xanchor": "left"}
    lift, anchor = (0.34, "bottom") if narrow else (0.0, "middle")
    notes = [_note(_("n · below limit"), -above, "bottom", right)]
    notes += [_note(counts_text(one), i - lift, anchor, right) for i, one in enumerate(held)]
    if narrow:
        notes += [
            _note(shortened(one.name, 28), i - lift, anchor, left) for i, one in enumerate(held)
        ]
    height = round((len(held) + above) * (_NARROW_ROW if narrow else _ROW)) + 78
    return axis, notes, height, {"l": 8, "r": 12 if narrow else 104, "t": 22, "b": 8}


def _note(text: str, y: float, anchor: str, side: dict[str, Any]) -> dict[str, Any]:
    place = {"xref": "paper", "y": y, "yanchor": anchor, "text": plain(text)}
    return place | side | {"showarrow": False, "font": {"size": 11}}


def shortened(name: str, most: int = 20) -> str:
    """Return a name that leaves room for what is drawn beside it."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


@dataclass(frozen=True)
class Panel:
    """A small multiple: its title and traces, without axes."""

    title: str
    traces: Sequence[dict[str, Any]]


def multiples(
    panels: Sequence[Panel], columns: int, x: dict[str, Any], y: dict[str, Any]
) -> Chart:
    """Return panels side by side on the same axes, named at the outer ones.

    Parameters
    ----------
    panels : sequence of Panel
    columns : int
        Panels in a row.
    x, y : dict
        Axes; their titles stand once.
    """
    lines = -(-len(panels) // columns)
    layout, traces = base(), []
    layout["grid"] = {
        "rows": lines,
        "columns": columns,
        "pattern": "independent",
        "xgap": 0.08,
        "ygap": min(0.45, 0.2 + lines / 60),
    }
    notes: list[dict[str, Any]] = []
    for i, panel in enumerate(panels):
        suffix = "" if i == 0 else str(i + 1)
        outer = (
            {"showticklabels": i + columns >= len(panels)},
            {"showticklabels": i % columns == 0},
        )
        for letter, axis, labels in (("x", x, outer[0]), ("y", y, outer[1])):
            own = {key: value for key, value in axis.items() if key != "title"} | labels
            if suffix:
                own["matches"] = letter
            layout[f"{letter}axis{suffix}"] = own
        traces += [one | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"} for one in panel.traces]
        notes.append(
            {
                "xref": f"x{suffix} domain",
                "yref": f"y{suffix} domain",
                "x": 0,
                "y": 1,
                "xanchor": "left",
                "yanchor": "bottom",
                "text": plain(shortened(panel.title, 26 if columns < 4 else 22)),
                "showarrow": False,
                "font": {"size": 11},
            }
        )
    for letter, axis in (("x", x), ("y", y)):
        notes.append(_outer_title(letter, axis.get("title", {}).get("text", "")))
    layout["annotations"] = notes
    layout["margin"] = {"l": 68, "r": 12, "t": 22, "b": 40}
    return Chart({"data": traces, "layout": layout}, lines * _PANEL + 70)


def _outer_title(letter: str, text: str) -> dict[str, Any]:
    placed = {"xref": "paper", "yref": "paper", "text": text, "showarrow": False}
    if letter == "x":
        return placed | {"x": 0.5, "y": 0, "yanchor": "top", "yshift": -22}
    return placed | {"x": 0, "y": 0.5, "xanchor": "right", "textangle": -90, "xshift": -50}


def extent(values: NDArray[Any], positive: bool) -> tuple[float, float]:
    """Return the ends of values that have a place on an axis; 1 and 10 without any."""
    held = values[np.isfinite(values) & ((values > 0) | (not positive))]
    return (float(held.min()), float(held.max())) if held.size else (1.0, 10.0)
