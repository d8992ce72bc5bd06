"""Scatter of two elements on logarithmic axes, with the distribution of each at its edge."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.charts.element_axis import named_ticks
from dashboard.charts.progress_growth import typed
from dashboard.charts.together_points import Points, layout, point_traces
from dashboard.i18n import _

_BINS = 40
_SHARE = 0.86
"""Share of each side that the scatter takes; the rest is its marginals'."""

_MOST_TICKS = 5


def pair_figure(
    points: Points,
    states: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    titles: tuple[str, str],
    countries: Sequence[str],
    names: dict[str, str],
) -> dict[str, Any]:
    """Return the figure; limits below detection as rings, in the marginals in grey.

    Parameters
    ----------
    points : Points
        Contents, mg/kg; those that are not positive have no place on the axes.
    states : tuple of ndarray of uint8, shape (n,)
        States of x and y.
    titles : tuple of str
        Of the axes, with unit.
    countries, names
        As of :func:`~dashboard.charts.together_points.point_traces`.
    """
    hover = "%{x:.4g}, %{y:.4g} mg/kg<extra></extra>"
    traces = point_traces(points, countries, names, hover)
    for side, values in enumerate((points.x, points.y)):
        traces += _marginal(np.asarray(values, dtype=np.float64), states[side], side)
    figure = layout(*titles, bargap=0.05, barmode="stack")
    for name, held in (("xaxis", points.x), ("yaxis", points.y)):
        figure[name] |= {"type": "log", "domain": [0, _SHARE], **_ticks(held)}
    bare = {"showticklabels": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    figure["xaxis2"] = {**bare, "domain": [_SHARE + 0.01, 1], "anchor": "y"}
    figure["yaxis2"] = {**bare, "domain": [_SHARE + 0.01, 1], "anchor": "x"}
    return {"data": traces, "layout": {**figure, "uirevision": " ".join(titles)}}


def _ticks(values: NDArray[np.floating[Any]]) -> dict[str, Any]:
    """Return the contents that are named on an axis."""
    positive = np.asarray(values, dtype=np.float64)
    positive = positive[np.isfinite(positive) & (positive > 0)]
    if not positive.size:
        return {}
    # Plotly leaves room beyond the points, where round values have their place, too.
    return named_ticks(float(positive.min()) / 1.2, float(positive.max()) * 1.2, _MOST_TICKS)


def _marginal(values: NDArray[np.float64], state: NDArray[np.uint8], side: int) -> list[Any]:
    """Return the bars of one element: measured cells, and limits of those below detection."""
    positive = values > 0
    if not positive.any():
        return []
    low, high = np.log10([values[positive].min(), values[positive].max()])
    edges = np.linspace(low - 1e-9, max(high, low + 1e-6) + 1e-9, _BINS + 1)
    bounds = 10**edges
    middles = (bounds[:-1] + bounds[1:]) / 2
    traces = []
    for rows, colour, name in (
        (positive & (state == State.MEASURED), "#0072B2", _("measured")),
        (positive & (state != State.MEASURED), "#7A7A7A", _("limits")),
    ):
        counts, _edges = np.histogram(np.log10(values[rows]), edges)
        if not counts.any():
            continue
        along, across = ("x", "y") if side == 0 else ("y", "x")
        traces.append(
            {
                "type": "bar",
                "orientation": "v" if side == 0 else "h",
                along: typed(middles),
                across: typed(counts),
                "width": typed(np.diff(bounds)),
                "marker": {"color": colour, "opacity": 0.75},
                "name": name,
                "showlegend": False,
                f"{across}axis": f"{across}2",
                "hovertemplate": f"%{{{across}}}<extra>{name}</extra>",
            }
        )
    return traces
