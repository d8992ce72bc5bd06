"""The table of all countries, as numbers for the script that writes and sorts it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.metrics import METRICS
from dashboard.catalog.quantities import FigureValues
from dashboard.i18n import _
from dashboard.progress import columns

# A line of growth is 60 pixels wide.
SPARK_POINTS = 24


def table_data(
    places: Sequence[tuple[str, str, str]],
    figures: Mapping[str, FigureValues],
    stages: Mapping[str, str],
    growth: Mapping[str, Sequence[int]],
    query: str,
) -> dict[str, Any]:
    """Return what assets/dash_progress_table.js writes the table from.

    Parameters
    ----------
    places : sequence of (code, name, region)
        All countries.
    figures : mapping of str to mapping
        Measured figures by country.
    stages : mapping of str to str
        Furthest stage reported of a country, in words.
    growth : mapping of str to sequence of int
        Points of each country's growth (`spark`).
    query : str
        The choice of figures, for the downloads.
    """
    numbers = [column for column in columns.COLUMNS.values() if column.kind != "text"]
    return {
        "columns": _heads(),
        "rows": [
            {
                "id": code,
                "cells": {"name": name, "region": region, "stage": stages.get(code, "")}
                | _numbers(numbers, figures.get(code)),
                "growth": growth.get(code, ()),
            }
            for code, name, region in sorted(places, key=lambda place: place[1])
        ],
        "sort": columns.USUAL_SORT,
        "query": query,
        "words": {
            "caption": _("Figures of all countries"),
            "filter": _("Filter by name, code or region"),
            "filterHint": _("For example Africa"),
            "columns": _("Columns"),
            "csv": "CSV",
            "xlsx": "XLSX",
            "download": _("Download the table as it is shown, as {kind}"),
            "count": _("{n} of {all} countries"),
            "info": _("How this is counted"),
            "growth": _("growth of samples"),
            "page": _("page of the country"),
        },
    }


def _heads() -> list[dict[str, Any]]:
    heads: list[dict[str, Any]] = []
    for column in columns.COLUMNS.values():
        heads.append(
            {
                "id": column.id,
                "name": column.name,
                "kind": column.kind,
                "digits": column.digits,
                "unit": METRICS[column.key].unit if column.kind == "share" else "",
                "shown": column.usual,
                "metric": column.metric,
            }
        )
        # The line stands beside the figure that it leads to.
        if column.id == "samples":
            heads.append({"id": "growth", "name": _("Growth"), "kind": "spark", "shown": True})
    return heads


def _numbers(
    wanted: Sequence[columns.Column], figures: FigureValues | None
) -> dict[str, float | None]:
    """Return the figures of a row; what is undefined is left out, for a small answer."""
    if figures is None:
        return {}
    found = {column.id: columns.number(column, figures) for column in wanted}
    return {
        id: round(value, columns.COLUMNS[id].digits + 2)
        for id, value in found.items()
        if value is not None
    }


def spark(values: NDArray[Any]) -> list[int]:
    """Return the shape of a growing count in at most 24 whole numbers of 0 to 100.

    Parameters
    ----------
    values : ndarray, shape (d,)
        Cumulative counts, one a day of the series.

    Returns
    -------
    list of int
        Per cent of the last count; empty where nothing grew.
    """
    if values.size < 2 or values[-1] <= 0:
        return []
    kept = np.linspace(0, values.size - 1, min(SPARK_POINTS, values.size)).round().astype(int)
    found: list[int] = np.rint(100 * values[kept] / values[-1]).astype(int).tolist()
    return found
