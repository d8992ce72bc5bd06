"""Distributions of one analyte of one stratum in several groups, side by side."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from plotly.subplots import make_subplots

from dashboard.i18n import _

CONFIG: Any = {
    "showSendToCloud": False,
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
}
"""Options of every chart: nothing is sent to another host, and no toolbar is in the tab order."""

# Okabe & Ito (2008), "Color Universal Design": told apart with every common colour blindness.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#7A7A7A")

# A box of fewer results pretends to know quartiles; the points are shown instead.
FEWEST_FOR_BOX = 8

# More points than this draw one line that looks the same.
MOST_STEPS = 1000


def ecdf(values: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the empirical cumulative distribution function.

    Parameters
    ----------
    values : array_like, shape (n,)
        Results in the unit of the analyte, detection limits as values; NaN is left out.

    Returns
    -------
    x : ndarray, shape (m,)
        Distinct values, ascending; at most about a thousand.
    share : ndarray, shape (m,)
        Share of results that do not exceed `x`, in per cent.
    """
    numbers = np.asarray(values, dtype=np.float64)
    x, counts = np.unique(numbers[~np.isnan(numbers)], return_counts=True)
    share = np.cumsum(counts) / max(1, counts.sum()) * 100
    if x.size > MOST_STEPS:
        kept = np.unique(np.linspace(0, x.size - 1, MOST_STEPS).round().astype(np.int64))
        x, share = x[kept], share[kept]
    return x, share


def box_summary(values: ArrayLike) -> dict[str, float] | None:
    """Return the figures of a Tukey box plot (Tukey 1977), None for too few results.

    Parameters
    ----------
    values : array_like, shape (n,)
        Results in one unit; NaN is left out.

    Returns
    -------
    dict or None
        ``q1``, ``median``, ``q3`` (type-7 quantiles), ``low`` and ``high``: the
        lowest and highest result within 1.5 interquartile ranges of the box, with
        the range taken on logarithms where all results are positive, because
        concentrations are skewed (Reimann et al. 2008, section 3.5).
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[~np.isnan(numbers)]
    if numbers.size < FEWEST_FOR_BOX:
        return None
    q1, median, q3 = np.quantile(numbers, (0.25, 0.5, 0.75))
    scale, back = (np.log, np.exp) if numbers.min() > 0 else (np.asarray, np.asarray)
    reach = 1.5 * (scale(q3) - scale(q1))
    inside = numbers[(numbers >= back(scale(q1) - reach)) & (numbers <= back(scale(q3) + reach))]
    return {
        "q1": float(q1),
        "median": float(median),
        "q3": float(q3),
        "low": float(min(inside.min(), q1)),
        "high": float(max(inside.max(), q3)),
    }


def distributions(groups: Mapping[str, ArrayLike], analyte: str, unit: str) -> go.Figure:
    """Return box plots above cumulative curves on one logarithmic axis.

    Parameters
    ----------
    groups : mapping of str to array_like
        Results of each group, all of one stratum, in `unit`; detection limits as
        values.
    analyte, unit : str
        For the axis; a unit of ``""`` is left out.

    Returns
    -------
    plotly.graph_objects.Figure
        The axis is linear where a result is not positive.
    """
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06, row_heights=[0.42, 0.58]
    )
    positive = True
    for position, (name, values) in enumerate(groups.items()):
        numbers = np.asarray(values, dtype=np.float64)
        numbers = numbers[~np.isnan(numbers)]
        if not numbers.size:
            continue
        positive = positive and bool(numbers.min() > 0)
        colour = COLOURS[position % len(COLOURS)]
        figure.add_trace(_box(name, numbers, colour), row=1, col=1)
        x, share = ecdf(numbers)
        figure.add_trace(
            go.Scatter(
                x=x.astype(np.float32),
                y=share.astype(np.float32),
                name=name,
                mode="lines" if x.size > 1 else "markers",
                line={"shape": "hv", "color": colour, "width": 2},
                hovertemplate="%{x:.4g}: %{y:.0f} %<extra>" + _plain(name) + "</extra>",
            ),
            row=2,
            col=1,
        )
    _style(figure, analyte, unit, positive)
    return figure


def _box(name: str, numbers: NDArray[np.float64], colour: str) -> Any:
    summary = box_summary(numbers)
    common = {"name": name, "showlegend": False, "marker": {"color": colour, "size": 5}}
    if summary is None:
        return go.Scatter(
            x=numbers.astype(np.float32), y=[name] * numbers.size, mode="markers", **common
        )
    outside = numbers[(numbers < summary["low"]) | (numbers > summary["high"])]
    return go.Box(
        y=[name],
        q1=[summary["q1"]],
        median=[summary["median"]],
        q3=[summary["q3"]],
        lowerfence=[summary["low"]],
        upperfence=[summary["high"]],
        x=[np.unique(outside).astype(np.float32).tolist()],
        orientation="h",
        boxpoints="all",
        jitter=0,
        pointpos=0,
        line={"color": colour},
        **common,
    )


def _style(figure: go.Figure, analyte: str, unit: str, positive: bool) -> None:
    title = f"{_plain(analyte)} ({_plain(unit)})" if unit else _plain(analyte)
    line = "rgba(128, 128, 128, 0.35)"
    figure.update_xaxes(type="log" if positive else "linear", gridcolor=line, zeroline=False)
    figure.update_xaxes(title_text=title, row=2, col=1)
    figure.update_yaxes(gridcolor=line, zeroline=False)
    figure.update_yaxes(type="category", autorange="reversed", row=1, col=1)
    figure.update_yaxes(
        title_text=_("share of results, %"), range=[0, 100], row=2, col=1, ticksuffix=""
    )
    figure.update_layout(
        template="none",
        # The page's own colours show through in every theme.
        paper_bgcolor="rgba(0, 0, 0, 0)",
        plot_bgcolor="rgba(0, 0, 0, 0)",
        font={"family": "system-ui, sans-serif", "size": 12, "color": "#808890"},
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        height=440,
        # Above: below, its rows on a narrow screen would lie over the axis.
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        uirevision="distributions",
        hovermode="closest",
    )
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True)


def _plain(text: str) -> str:
    """Return a text that Plotly does not read as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
