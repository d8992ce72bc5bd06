"""Growth through time: cumulative counts by country or region, and burn-up to a target.

Figures are plain mappings with typed arrays, which Plotly reads as they are: making
`plotly.graph_objects` of sixty lines would take longer than all the rest of an answer.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.days import DAY_ZERO
from dashboard.catalog.printing import number_text
from dashboard.charts.distributions import COLOURS
from dashboard.i18n import _
from dashboard.progress.projection import Projection

EPOCH = np.datetime64(DAY_ZERO)
"""Day 0 of progress (docs/interfaces.md, section 8)."""

# More named lines than colours cannot be told apart.
MOST_NAMED = len(COLOURS)

# With fewer days a straight line between two would invent growth in between.
_FEWEST_FOR_SLOPES = 24

_GREY = "#7A7A7A"
_GRID = "rgba(128, 128, 128, 0.25)"


@dataclass(frozen=True)
class Line:
    """The growth of one country or region.

    Attributes
    ----------
    id, name : str
        Code, and name as printed.
    values : ndarray, shape (d,)
        Cumulative counts, one a day of the series.
    """

    id: str
    name: str
    values: NDArray[Any]


def typed(values: ArrayLike) -> dict[str, str]:
    """Return numbers as Plotly reads them without parsing each: base 64 of 32-bit floats."""
    array = np.ascontiguousarray(values, dtype="<f4")
    return {"dtype": "f4", "bdata": base64.b64encode(array.tobytes()).decode()}


def moments(days: ArrayLike) -> NDArray[np.float64]:
    """Return days since 1900-01-01 as milliseconds since 1970, at noon.

    A 32-bit float tells moments of this century apart to about two minutes: at noon a day
    stays the same day.
    """
    since = (EPOCH - np.datetime64("1970-01-01")).astype(int)
    found: NDArray[np.float64] = np.asarray(days, dtype=np.float64) + since + 0.5
    return found * 86_400_000.0


def named(lines: Sequence[Line], chosen: Sequence[str]) -> tuple[list[Line], list[Line]]:
    """Part lines into those drawn in colours with their names, and the others in grey.

    The chosen ones are named; where none is, those that have come furthest.

    Returns
    -------
    named, others : list of Line
        Named lines largest first.
    """
    furthest = sorted(lines, key=lambda line: (-float(line.values[-1]), line.name))
    wanted = [line for line in furthest if line.id in chosen] if chosen else furthest
    held = wanted[:MOST_NAMED]
    ids = {line.id for line in held}
    return held, [line for line in furthest if line.id not in ids]


def growth(
    days: NDArray[Any], lines: Sequence[Line], chosen: Sequence[str], title: str
) -> dict[str, Any]:
    """Return cumulative counts through time, chosen places in colours, others in grey.

    Parameters
    ----------
    days : ndarray, shape (d,)
        Days since 1900-01-01, ascending.
    lines : sequence of Line
        Each with d values.
    chosen : sequence of str
        Ids of the places to name.
    title : str
        Of the vertical axis.

    Returns
    -------
    dict
        A Plotly figure; without traces where there is nothing to draw.
    """
    if not len(days) or not lines:
        return {"data": [], "layout": _layout(title)}
    x = moments(days)
    held, others = named(lines, chosen)
    traces = [_context(x, others)] if others else []
    for position, line in enumerate(held):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if len(days) > 1 else "markers",
                "name": plain(line.name),
                "x": typed(x),
                "y": typed(line.values),
                "line": {"shape": shape(days), "width": 2.5, "color": COLOURS[position]},
                "hovertemplate": "%{y:,.0f}<extra>" + plain(line.name) + "</extra>",
            }
        )
    return {"data": traces, "layout": _layout(title)}


def _context(x: NDArray[np.float64], others: Sequence[Line]) -> dict[str, Any]:
    """Return all other places as one trace, parted by gaps."""
    gap = np.full(1, np.nan)
    ys = [part for line in others for part in (line.values.astype(np.float64), gap)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _("others"),
        "x": typed(np.tile(np.append(x, x[-1]), len(others))),
        "y": typed(np.concatenate(ys)),
        "line": {"shape": shape(x), "width": 1, "color": _GREY},
        "opacity": 0.35,
        "hoverinfo": "skip",
    }


def burn_up(
    days: NDArray[Any],
    share: NDArray[np.float64],
    name: str,
    target: float | None,
    projection: Projection | None,
) -> dict[str, Any]:
    """Return how a share has grown, its target, and where it may be heading.

    Parameters
    ----------
    days : ndarray, shape (d,)
        Days since 1900-01-01, ascending.
    share : ndarray, shape (d,)
        In %.
    name : str
        Of the share, for the axis.
    target : float, optional
        In %.
    projection : Projection, optional
        In %; none where nothing can honestly be said of the future.
    """
    if not len(days):
        return {"data": [], "layout": _layout(name)}
    traces: list[dict[str, Any]] = []
    if projection is not None:
        ahead = moments(projection.days)
        common = {"type": "scatter", "mode": "lines", "x": typed(ahead)}
        traces += [
            {
                **common,
                "y": typed(projection.low),
                "line": {"width": 0},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                **common,
                "y": typed(projection.high),
                "name": _("range of the projection"),
                "line": {"width": 0},
                "fill": "tonexty",
                "fillcolor": "rgba(0, 114, 178, 0.22)",
                "hoverinfo": "skip",
            },
            {
                **common,
                "y": typed(projection.middle),
                "name": _("projection"),
                "line": {"width": 2, "dash": "dot", "color": COLOURS[0]},
                "hovertemplate": "%{y:.1f} %<extra>" + _("projection") + "</extra>",
            },
        ]
    traces.append(
        {
            "type": "scatter",
            "mode": "lines" if len(days) > 1 else "markers",
            "name": _("measured"),
            "x": typed(moments(days)),
            "y": typed(share),
            "line": {"shape": shape(days), "width": 2.5, "color": COLOURS[0]},
            "hovertemplate": "%{y:.1f} %<extra>" + _("measured") + "</extra>",
        }
    )
    layout = _layout(name)
    # A target far above everything still has to be in the picture.
    top = max([float(np.nanmax(share)), *([target] if target else [])])
    if projection is not None:
        top = max(top, float(np.nanmax(projection.high)))
    layout["yaxis"] |= {"range": [0, min(105.0, max(1.0, top * 1.1))], "ticksuffix": " %"}
    if target is not None:
        layout["shapes"] = [
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": target,
                "y1": target,
                "line": {"color": COLOURS[4], "width": 2, "dash": "dash"},
            }
        ]
        layout["annotations"] = [
            {
                "xref": "paper",
                "x": 0,
                "xanchor": "left",
                "y": target,
                "yanchor": "bottom",
                "text": _("Target: {value} %").format(value=number_text(round(target, 1))),
                "showarrow": False,
                "font": {"size": 12},
            }
        ]
    return {"data": traces, "layout": layout}


def _layout(title: str) -> dict[str, Any]:
    return {
        "template": {},
        # The page's own colours show through in every theme.
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": "#808890"},
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "xaxis": {"type": "date", "gridcolor": _GRID, "automargin": True, "zeroline": False},
        "yaxis": {
            "title": {"text": plain(title)},
            "gridcolor": _GRID,
            "automargin": True,
            "rangemode": "tozero",
            "zeroline": False,
        },
        # Above: below, its rows on a narrow screen would lie over the axis.
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "hovermode": "x unified",
        "hoverlabel": {"namelength": -1},
        "uirevision": "progress",
        "dragmode": False,
    }


def shape(days: ArrayLike) -> str:
    """Return how points are joined: by steps where days are few, by slopes where many."""
    return "hv" if np.size(days) < _FEWEST_FOR_SLOPES else "linear"


def plain(text: str) -> str:
    """Return a text that Plotly does not read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
