"""A view as a Plotly figure for notebooks, with its outlines inside: no tiles, no base map."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.export.downloads import metadata, shown_unit
from dashboard.export.shapes import cell_shapes_of, country_shapes
from dashboard.export.views import View
from dashboard.i18n import _
from dashboard.pictures.colours import THEMES, hex_text, ramp_colours
from dashboard.pictures.legend import bound_texts, breaks_of, classified

MOST_ROWS = 20_000
"""More than browsers draw of SVG outlines in a bearable time."""

_EDGE = "#7d8a93"
_LINE = 120
_CLASSED = (State.MEASURED, State.BELOW, State.ABOVE)
_PALE = {State.AWAITING: "awaiting", State.PLANNED: "planned", State.TOO_FEW: "too-few"}


def figure(view: View, link: str) -> dict[str, Any]:
    """Return a view as a Plotly figure.

    Values are coloured in the classes of the view, each with its bounds in the legend;
    values below detection have the class of their limit. What has no value has a trace
    for each state.

    Parameters
    ----------
    view : View
        At most :data:`MOST_ROWS` rows of it are drawn well.
    link : str
        Full address of the page that shows it.

    Returns
    -------
    dict
        As ``plotly.io.from_json`` reads it; ``layout.meta`` has the metadata.
    """
    rows = pd.concat(list(view.blocks()), ignore_index=True)
    statistic = None if view.kind == "sites" else view.state.statistic
    measured = rows.loc[rows["state_code"] == State.MEASURED, "value"].to_numpy(dtype=np.float64)
    breaks, _basis = breaks_of(view.analyte, view.state, statistic, measured)
    colours = [hex_text(one) for one in ramp_colours(view.state.ramp, len(breaks) + 1)]
    value = rows["value"].to_numpy(dtype=np.float64, na_value=np.nan)
    code = rows["state_code"].to_numpy()
    shown = np.isin(code, _CLASSED) & np.isfinite(value)
    classed = np.where(shown, classified(value, breaks), -1)
    bounds = bound_texts(breaks)
    made = _points if view.kind == "sites" else _areas
    traces = [
        made(view, rows[classed == number], _class_name(bounds, number), colours[number])
        for number in range(len(breaks) + 1)
        if (classed == number).any()
    ]
    theme = THEMES["light"]
    for state in sorted(set(code[classed < 0].tolist())):
        part = rows[(classed < 0) & (code == state)]
        colour = hex_text(theme[_PALE.get(State(state), "undetermined")])
        traces.append(made(view, part, part["state"].iloc[0], colour))
    if view.kind != "sites":
        traces.append(_labels(view, rows))
    about = metadata(view, link)
    source = _("{citation} Licence: {licence}. Release {release}.").format(**about)
    layout = {
        "title": {
            "text": _plain(about["title"]),
            "subtitle": {"text": "<br>".join(textwrap.wrap(_plain(source), _LINE))},
        },
        "margin": {"t": 120, "l": 20, "r": 20, "b": 20},
        "legend": {"title": {"text": shown_unit(view)}},
        # Without a base map, which Plotly would fetch from another host; for the same reason
        # areas are lines that are filled, and no choropleth, which fetches it in any case.
        "geo": {
            "visible": False,
            "fitbounds": "locations",
            "projection": {"type": "equal earth"},
            "bgcolor": hex_text(theme["sea"]),
        },
        "meta": about,
    }
    return {"data": traces, "layout": layout}


def _class_name(bounds: list[str], number: int) -> str:
    if not bounds:
        return _("all values")
    if number == 0:
        return f"< {bounds[0]}"
    if number == len(bounds):
        return f"≥ {bounds[-1]}"
    return f"{bounds[number - 1]} – {bounds[number]}"


def _areas(view: View, rows: pd.DataFrame, name: str, colour: str) -> dict[str, Any]:
    """Return the outlines of one class, filled."""
    lon: list[float | None] = []
    lat: list[float | None] = []
    for shape in _shapes(view, rows):
        for part in [] if shape is None else getattr(shape, "geoms", [shape]):
            for x, y in (*_one_line(part), (None, None)):
                lon.append(x)
                lat.append(y)
    return {
        "type": "scattergeo",
        "mode": "lines",
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0.4, "color": _EDGE},
        "lon": lon,
        "lat": lat,
        "name": _plain(name),
        "hoverinfo": "skip",
    }


def _one_line(part: Any) -> list[tuple[float, float]]:
    """Return a polygon's outline, and its holes from there and back, as one line.

    Clockwise, against RFC 7946: D3, which draws it, takes the other for a hole.
    """
    turned = shapely.orient_polygons(part, exterior_cw=True)
    line: list[tuple[float, float]] = list(turned.exterior.coords)
    start = line[0]
    for hole in turned.interiors:
        line += [*hole.coords, start]
    return [(round(x, 3), round(y, 3)) for x, y in line]


def _points(view: View, rows: pd.DataFrame, name: str, colour: str) -> dict[str, Any]:
    """Return the samples of one class."""
    return {
        "type": "scattergeo",
        "mode": "markers",
        "marker": {"color": colour, "size": 6, "line": {"width": 0.5, "color": _EDGE}},
        "lon": rows["lon"].tolist(),
        "lat": rows["lat"].tolist(),
        "name": _plain(name),
        **_told(view, rows),
    }


def _labels(view: View, rows: pd.DataFrame) -> dict[str, Any]:
    """Return what is said of cells or countries under the pointer: points that are not seen."""
    inside = [None if shape is None else shape.point_on_surface() for shape in _shapes(view, rows)]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "marker": {"opacity": 0, "size": 14},
        "lon": [None if one is None else round(one.x, 4) for one in inside],
        "lat": [None if one is None else round(one.y, 4) for one in inside],
        "name": _("values"),
        "showlegend": False,
        **_told(view, rows),
    }


def _told(view: View, rows: pd.DataFrame) -> dict[str, Any]:
    """Return texts for the pointer, and ids and values for who works with the figure."""
    key = {"cells": "cell", "countries": "country_name", "sites": "sample"}[view.kind]
    unit = shown_unit(view)
    texts = [
        f"{_plain(place)}: {_plain(text)}" + (f" {unit}" if code in _CLASSED else "")
        for place, text, code in zip(rows[key], rows["text"], rows["state_code"], strict=True)
    ]
    ids = rows["country" if view.kind == "countries" else key].tolist()
    values = [None if pd.isna(one) else float(one) for one in rows["value"]]
    return {"text": texts, "hoverinfo": "text", "ids": ids, "customdata": values}


def _plain(text: object) -> str:
    """Return a text without what Plotly would take for markup."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;")


def _shapes(view: View, rows: pd.DataFrame) -> NDArray[Any]:
    if view.kind == "cells":
        return cell_shapes_of(
            *(rows[one].to_numpy() for one in ("west", "south", "east", "north"))
        )
    known: Mapping[str, Any] = country_shapes(view.release)
    found = np.empty(len(rows), dtype=object)
    found[:] = [known.get(code) for code in rows["country"]]
    return found
