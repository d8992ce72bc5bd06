"""A view as a Plotly figure for notebooks, with its outlines inside: no tiles, no base map."""

from __future__ import annotations

import json
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
    traces = [
        _trace(view, rows[classed == number], _class_name(bounds, number), colours[number])
        for number in range(len(breaks) + 1)
        if (classed == number).any()
    ]
    theme = THEMES["light"]
    for state in sorted(set(code[classed < 0].tolist())):
        part = rows[(classed < 0) & (code == state)]
        colour = hex_text(theme[_PALE.get(State(state), "undetermined")])
        traces.append(_trace(view, part, part["state"].iloc[0], colour))
    about = metadata(view, link)
    source = _("{citation} Licence: {licence}. Release {release}.").format(**about)
    layout = {
        "title": {"text": about["title"], "subtitle": {"text": source}},
        "legend": {"title": {"text": shown_unit(view)}},
        # Without a base map, which Plotly would fetch from elsewhere.
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


def _trace(view: View, rows: pd.DataFrame, name: str, colour: str) -> dict[str, Any]:
    key = {"cells": "cell", "countries": "country_name", "sites": "sample"}[view.kind]
    unit = shown_unit(view)
    texts = [
        f"{_plain(place)}: {text} {unit}" if code in _CLASSED else f"{_plain(place)}: {text}"
        for place, text, code in zip(rows[key], rows["text"], rows["state_code"], strict=True)
    ]
    common = {"name": _plain(name), "text": texts, "hoverinfo": "text", "showlegend": True}
    if view.kind == "sites":
        marker = {"color": colour, "size": 6, "line": {"width": 0.5, "color": "#40474c"}}
        places = {"lon": rows["lon"].tolist(), "lat": rows["lat"].tolist()}
        return {"type": "scattergeo", "mode": "markers", "marker": marker, **places, **common}
    ids = rows["cell" if view.kind == "cells" else "country"].tolist()
    return {
        "type": "choropleth",
        "geojson": _outlines(view, rows, ids),
        "locations": ids,
        "z": [0] * len(ids),
        "customdata": [None if pd.isna(one) else float(one) for one in rows["value"]],
        "colorscale": [[0, colour], [1, colour]],
        "showscale": False,
        "marker": {"line": {"width": 0.3, "color": "#7d8a93"}},
        **common,
    }


def _plain(text: object) -> str:
    """Return a text without what Plotly would take for markup."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;")


def _outlines(view: View, rows: pd.DataFrame, ids: list[str]) -> dict[str, Any]:
    if view.kind == "cells":
        shapes: NDArray[Any] = cell_shapes_of(
            *(rows[one].to_numpy() for one in ("west", "south", "east", "north"))
        )
    else:
        known: Mapping[str, Any] = country_shapes(view.release)
        shapes = np.array([known.get(one) for one in ids], dtype=object)
    # Clockwise, against RFC 7946: D3, which draws them, takes the others for holes.
    texts = shapely.to_geojson(shapely.orient_polygons(shapes, exterior_cw=True))
    features = [
        {"type": "Feature", "id": name, "geometry": json.loads(text), "properties": {}}
        for name, text in zip(ids, texts, strict=True)
        if text is not None
    ]
    return {"type": "FeatureCollection", "features": features}
