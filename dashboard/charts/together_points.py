"""Cells as points of a chart: one trace a country, with the numbers of the cells.

Figures are plain mappings with typed arrays, as of `dashboard.charts.progress_growth`.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.charts.distributions import COLOURS
from dashboard.charts.progress_growth import plain, typed
from dashboard.i18n import _

GRID = "rgba(128, 128, 128, 0.25)"

MOST_COLOURED = len(COLOURS)
"""More countries than colours cannot be told apart."""

MOST_LABELLED = 8000
"""Of more points the names of cells would be most of what is sent."""

_GREY = "#7A7A7A"


@dataclass(frozen=True, eq=False)
class Points:
    """Cells as points.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
    cells : ndarray of uint32, shape (n,)
        Cell numbers.
    names : sequence of str
        Cell ids; shape (n,).
    countries : ndarray of str, shape (n,)
        ISO 3166-1 alpha-3 codes, empty for none.
    chosen : ndarray of bool, shape (n,)
        Cells that countries, region and date choose.
    open : ndarray of bool, shape (n,)
        Drawn as rings: where a limit stands for what is below detection.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    cells: NDArray[np.uint32]
    names: Sequence[str]
    countries: NDArray[np.str_]
    chosen: NDArray[np.bool_]
    open: NDArray[np.bool_]


def numbers(values: ArrayLike) -> dict[str, str]:
    """Return whole numbers up to 2³² − 1 as Plotly reads them: base 64."""
    array = np.ascontiguousarray(values, dtype="<u4")
    return {"dtype": "u4", "bdata": base64.b64encode(array.tobytes()).decode()}


def coloured(countries: Sequence[str], points: Points) -> tuple[str, ...]:
    """Return the countries that have a colour each: the chosen ones, or all where they are few.

    Parameters
    ----------
    countries : sequence of str
        Chosen countries, in the reader's order.
    points : Points
    """
    if countries:
        return tuple(countries)[:MOST_COLOURED]
    found, counts = np.unique(points.countries[points.countries != ""], return_counts=True)
    if found.size > MOST_COLOURED:
        return ()
    return tuple(str(found[i]) for i in np.argsort(-counts, kind="stable"))


def point_traces(
    points: Points, countries: Sequence[str], names: Mapping[str, str], hover: str
) -> list[dict[str, Any]]:
    """Return the traces: coloured countries last, so that they lie on top.

    Parameters
    ----------
    points : Points
    countries : sequence of str
        Those with a colour each, of :func:`coloured`.
    names : mapping of str to str
        Names of countries by code.
    hover : str
        Plotly's template of what is said of a point, after the cell's name.

    Returns
    -------
    list of dict
        `customdata` holds the cell numbers, `meta` says ``cells``: assets/dash_elements_charts.js
        finds the points of cells by them.
    """
    own = np.isin(points.countries, list(countries))
    # What is not chosen steps back, and is left out of nothing that was estimated.
    groups = [
        (~points.chosen, _("others"), _GREY, 0.25),
        (points.chosen & ~own, _("cells"), COLOURS[0], 0.7),
        *[
            (points.chosen & (points.countries == one), plain(names.get(one, one)), colour, 0.85)
            for one, colour in zip(countries, COLOURS, strict=False)
        ],
    ]
    traces = [_trace(points, *group, hover) for group in groups]
    return [trace for trace in traces if trace is not None]


def _trace(
    points: Points, rows: NDArray[np.bool_], name: str, colour: str, opacity: float, hover: str
) -> dict[str, Any] | None:
    at = np.flatnonzero(rows)
    if not at.size:
        return None
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "meta": "cells",
        "x": typed(points.x[at]),
        "y": typed(points.y[at]),
        "customdata": numbers(points.cells[at]),
        "marker": {"size": 6, "color": colour, "opacity": opacity, "symbol": 0},
        "selected": {"marker": {"opacity": 1, "size": 9}},
        "unselected": {"marker": {"opacity": 0.15}},
        "hovertemplate": hover,
    }
    if points.open[at].any():
        # 100: the same circle as a ring.
        symbols = np.where(points.open[at], 100, 0).astype(np.uint8)
        data = base64.b64encode(symbols.tobytes()).decode()
        trace["marker"]["symbol"] = {"dtype": "u1", "bdata": data}
    if len(points.names) <= MOST_LABELLED:
        trace["text"] = [points.names[int(i)] for i in at]
        trace["hovertemplate"] = f"%{{text}}<br>{hover}"
    return trace


def layout(x: str, y: str, **more: Any) -> dict[str, Any]:
    """Return a layout whose colours are the page's own; titles are texts, not markup."""
    axis = {"gridcolor": GRID, "automargin": True, "zeroline": False}
    return {
        "template": {},
        # The page's own colours show through in every theme.
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"family": "system-ui, sans-serif", "size": 12, "color": "#808890"},
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "xaxis": {**axis, "title": {"text": plain(x)}},
        "yaxis": {**axis, "title": {"text": plain(y)}},
        # Above: below, rows of it would lie over the title of the axis.
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "hovermode": "closest",
        "hoverlabel": {"namelength": -1},
        "dragmode": "select",
        **more,
    }
