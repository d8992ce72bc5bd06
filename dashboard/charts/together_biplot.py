"""Biplot: scores of cells as points, loadings of elements as arrows with their names."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.charts.progress_growth import plain, typed
from dashboard.charts.together_points import Points, layout, point_traces
from dashboard.i18n import _

_LABEL = (0.062, 0.036)
"""Width and height of a name, as shares of the plot's side."""

_REACHES = (1.0, 1.06, 1.12, 1.18, 1.26)
_TURNS = (0.0, 0.05, -0.05, 0.1, -0.1)
"""Where a name may stand: how far out along its arrow, and turned by how many radians."""


def axes_of(component: int, count: int) -> tuple[int, int]:
    """Return the columns of the components on x and y: 1 and 2, or 3 and 4.

    Parameters
    ----------
    component : int
        The one on the map, 1 to 4.
    count : int
        How many there are.
    """
    first = 2 if component > 2 and count > 3 else 0
    return first, min(first + 1, count - 1)


def arrow_scale(points: NDArray[Any], loadings: NDArray[Any]) -> float:
    """Return the factor that makes the longest arrow reach as far as nearly all points.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Scores.
    loadings : ndarray, shape (e, 2)
    """
    longest = float(np.hypot(*loadings.T).max(initial=0.0))
    reach = float(np.quantile(np.hypot(*points.T), 0.98)) if len(points) else 1.0
    return 0.95 * reach / longest if longest > 0 and reach > 0 else 1.0


def place_labels(tips: NDArray[Any], reach: float) -> list[tuple[float, float] | None]:
    """Return where the names of arrows stand without overlapping; None for those with no room.

    Longest arrows first, each at the first free place along or beside its direction.

    Parameters
    ----------
    tips : ndarray, shape (e, 2)
        Ends of the arrows.
    reach : float
        Half the plot's side, in the same unit.
    """
    width, height = (2 * reach * share for share in _LABEL)
    places: list[tuple[float, float] | None] = [None] * len(tips)
    taken: list[tuple[float, float]] = []
    for i in np.argsort(-np.hypot(*tips.T), kind="stable"):
        angle, length = np.arctan2(tips[i, 1], tips[i, 0]), np.hypot(*tips[i])
        for out in _REACHES:
            for turn in _TURNS:
                far = length * out + 0.06 * reach
                x, y = float(far * np.cos(angle + turn)), float(far * np.sin(angle + turn))
                if all(abs(x - a) >= width or abs(y - b) >= height for a, b in taken):
                    places[i] = (x, y)
                    break
            if places[i] is not None:
                taken.append(places[i])
                break
    return places


def biplot(
    points: Points,
    elements: Sequence[str],
    loadings: NDArray[Any],
    axes: tuple[str, str],
    countries: Sequence[str],
    names: dict[str, str],
) -> dict[str, Any]:
    """Return the figure.

    Parameters
    ----------
    points : Points
        Scores on two components.
    elements : sequence of str, length e
    loadings : ndarray, shape (e, 2)
    axes : tuple of str
        Titles of x and y.
    countries, names
        As of :func:`~dashboard.charts.together_points.point_traces`.
    """
    scores = np.column_stack([points.x, points.y]).astype(np.float64)
    scale = arrow_scale(scores, loadings)
    tips = np.asarray(loadings, dtype=np.float64) * scale
    reach = 1.1 * max(
        float(np.abs(scores).max(initial=0.0)), float(np.abs(tips).max(initial=0.0)), 1e-9
    )
    hover = "%{x:.2f}, %{y:.2f}<extra></extra>"
    traces = point_traces(points, countries, names, hover)
    traces += _arrows(tips, elements)
    more = layout(*axes)
    # One unit is as long on both axes: angles and distances are read off a biplot.
    more["yaxis"] |= {"scaleanchor": "x", "constrain": "domain", "zeroline": True}
    more["xaxis"] |= {"constrain": "domain", "zeroline": True}
    more["annotations"] = [
        {
            "x": place[0],
            "y": place[1],
            "text": plain(name),
            "showarrow": False,
            "font": {"size": 12},
        }
        for name, place in zip(elements, place_labels(tips, reach), strict=True)
        if place is not None
    ]
    return {"data": traces, "layout": {**more, "uirevision": " ".join(axes)}}


def _arrows(tips: NDArray[np.float64], elements: Sequence[str]) -> list[dict[str, Any]]:
    gap = np.full(len(tips), np.nan)
    zero = np.zeros(len(tips))
    lines = [np.column_stack([zero, tips[:, side], gap]).ravel() for side in (0, 1)]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": typed(lines[0]),
            "y": typed(lines[1]),
            "line": {"color": "#D55E00", "width": 1.5},
            "hoverinfo": "skip",
            "showlegend": False,
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": _("loadings"),
            "x": typed(tips[:, 0]),
            "y": typed(tips[:, 1]),
            "text": [plain(one) for one in elements],
            "marker": {"color": "#D55E00", "size": 6, "symbol": "diamond"},
            # They are no cells: a selection leaves them as they are.
            "unselected": {"marker": {"opacity": 1}},
            "hovertemplate": "%{text}<extra>" + _("loading") + "</extra>",
        },
    ]
