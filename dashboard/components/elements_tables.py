"""Figures of elements together as numbers for the browser, and as tables beside the charts."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from dashboard.catalog.elements import element_name
from dashboard.catalog.printing import figure_text, number_text
from dashboard.catalog.states import State, state_label
from dashboard.i18n import _
from dashboard.together.anomalies import Anomalies, AnomalousCell
from dashboard.together.components import Biplot
from dashboard.together.correlation import Correlation
from dashboard.together.heat import Heat
from dashboard.together.pair import Pair
from dashboard.together.spider import Spider

Table = dict[str, Any]
"""A table as texts, which assets/dash_elements_tables.js draws: Dash takes a minute for a
thousand cells of its own."""

MOST_ROWS = 100
"""Anomalous cells that are listed; the file has all."""

MOST_ELEMENTS = 6
"""Elements that are named of an anomalous cell."""


def heat_data(found: Heat) -> dict[str, Any]:
    """Return the numbers and words of the table of countries and elements.

    assets/dash_elements_tables.js draws them: `value` (32-bit floats) and `state` (bytes) are
    base 64, row by row.
    """
    return {
        "countries": [list(one) for one in zip(found.countries, found.names, strict=True)],
        "elements": [[symbol, element_name(symbol)] for symbol in found.elements],
        "value": _packed(found.value, "<f4"),
        "state": _packed(found.state, "u1"),
        "n": found.n.ravel().tolist(),
        "medians": [
            f"{figure_text(value, int(state))} mg/kg" if state <= State.ABOVE else ""
            for value, state in zip(found.median.ravel(), found.median_state.ravel(), strict=True)
        ],
        "words": {
            "caption": _("Medians of countries over a reference, as powers of two"),
            "corner": _("Country"),
            "cell": _(
                "{element}, {country}: {ratio} times the reference; median {median} of {cells}"
            ),
            "cellNone": _("{element}, {country}: {state}"),
            "cellsOne": _("1 cell"),
            "cellsMany": _("{n} cells"),
            "cellOpen": _("{element}, {country}: no ratio; median {median} of {cells}"),
            "states": [state_label(state) for state in State],
            "marks": _marks(),
            "key": [
                [-4, _("a quarter and less")],
                [-2, _("half")],
                [2, _("twice")],
                [4, _("four times and more")],
                [None, _("< below detection")],
                [None, _("? no ratio: reference below detection too, or missing")],
                [None, _("· not determined")],
                [None, _("○ too few results")],
            ],
        },
    }


def _marks() -> list[str]:
    """Return the sign of each state that has no number, by code."""
    signs = {State.TOO_FEW: "○", State.AWAITING: "…", State.WITHHELD: "×"}
    return [signs.get(state, "·") for state in State]


def correlation_data(found: Correlation) -> dict[str, Any]:
    """Return the numbers and words of the table of correlations, packed as :func:`heat_data`."""
    return {
        "elements": [[symbol, element_name(symbol)] for symbol in found.elements],
        "value": _packed(found.value, "<f4"),
        "variation": _packed(found.variation, "<f4"),
        "words": {
            "caption": _("Correlations of log-ratios of pairs of elements"),
            "cell": _("{a} and {b}: correlation {r}, variance of the log-ratio {variation}"),
            "key": [
                [-4, _("against each other (−1)")],
                [-2, "−0.5"],
                [2, "+0.5"],
                [4, _("together (+1)")],
            ],
        },
    }


def _packed(values: ArrayLike, dtype: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=dtype).tobytes()).decode()


def spider_table(found: Spider) -> Table:
    """Return the lines as a table, a row an element."""
    caption = _("Content over the upper continental crust")
    head = [_("Element"), _("Crust, mg/kg"), *[line.name for line in found.lines]]
    rows = [
        [
            symbol,
            number_text(float(found.crust[i])),
            *[_ratio(float(line.ratio[i]), int(line.state[i])) for line in found.lines],
        ]
        for i, symbol in enumerate(found.elements)
    ]
    return _table(caption, head, rows)


def _ratio(value: float, state: int) -> str:
    rounded = float(f"{value:.3g}") if np.isfinite(value) else value
    return figure_text(rounded, state)


def loadings_table(found: Biplot) -> Table:
    """Return the loadings as a table, a row an element."""
    count = found.loadings.shape[1]
    caption = _("Loadings in centred log-ratios; the columns have length one")
    head = [
        _("Element"),
        *[
            f"{k + 1} ({number_text(round(100 * float(found.explained[k]), 1))} %)"
            for k in range(count)
        ],
    ]
    rows = [
        [symbol, *[f"{found.loadings[i, k]:.3f}".replace("-", "−") for k in range(count)]]
        for i, symbol in enumerate(found.elements)
    ]
    return _table(caption, head, rows)


def pair_table(found: Pair) -> Table:
    """Return the statistics of the ratio of a pair as a table."""
    labels: Mapping[str, str] = {
        "median": _("Median"),
        "median_low": _("Median, lower end of the 95 % interval"),
        "median_high": _("Median, upper end of the 95 % interval"),
        "q1": _("Lower quartile"),
        "q3": _("Upper quartile"),
        "p5": _("5th percentile"),
        "p95": _("95th percentile"),
    }
    caption = _("Ratio {x}/{y} of the cells").format(x=found.x["id"], y=found.y["id"])
    rows = [
        [labels[name], _ratio(figure.value, int(figure.state))]
        for name, figure in found.ratio.items()
    ]
    return _table(caption, [_("Statistic"), caption], rows)


def anomalies_table(
    found: Anomalies,
    rows: Sequence[AnomalousCell],
    cell_name: Callable[[int], str],
    country_name: Mapping[str, str],
) -> Table:
    """Return the anomalous cells, most elements first; each leads to its place on the map.

    Parameters
    ----------
    found : Anomalies
    rows : sequence of AnomalousCell
        Those of the chosen countries and day.
    cell_name : callable
        Gives the id of a cell number.
    country_name : mapping of str to str
        Names of countries by code.
    """
    if not rows:
        return {"note": _("No chosen cell is above the threshold in any of these elements.")}
    body = []
    for row in rows[:MOST_ROWS]:
        above = [
            f"{one.element} {figure_text(one.value, int(one.state))} (× {_ratio(one.ratio, 0)})"
            for one in row.above[:MOST_ELEMENTS]
        ]
        more = len(row.above) - MOST_ELEMENTS
        body.append(
            [
                cell_name(row.cell),
                country_name.get(row.country, "–"),
                _("{n} of {total}").format(n=len(row.above), total=row.decided),
                "; ".join(above) + (f"; … (+{more})" if more > 0 else ""),
            ]
        )
    caption = _("Anomalous cells, mg/kg; most elements first")
    if len(rows) > MOST_ROWS:
        caption = _("The first {n} of {total} anomalous cells, mg/kg; the CSV file has all")
        caption = caption.format(n=MOST_ROWS, total=len(rows))
    limits = "; ".join(f"{symbol} {_ratio(one.value, 0)}" for symbol, one in found.limits.items())
    head = [_("Cell"), _("Country"), _("Elements above"), _("Content (× the threshold)")]
    return {
        "caption": caption,
        "head": head,
        "rows": body,
        "numeric": [],
        "cells": _("{cell}: show on the map"),
        "details": [_("Thresholds, mg/kg"), limits],
    }


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return {
        "caption": caption,
        "head": list(head),
        "rows": [list(row) for row in rows],
        "numeric": list(range(1, len(head))),
    }
