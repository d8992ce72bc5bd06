"""Wide tables of cells and countries: one row a group, one column an analyte and statistic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.gridding.expressions import COUNTS
from dashboard.statistics.censored import FEWEST, QUANTILES, states
from dashboard.statistics.moments import kaplan_meier_groups

FIGURES = ("limit", *QUANTILES, "mean")
"""Columns of floats that each analyte has, besides :data:`COUNTS`."""
WITHHELD = "withheld"
"""Further column of analytes whose owner shares results of cells and countries only."""


def column(analyte: str, name: str) -> str:
    """Return the name of an analyte's column, such as ``Cu.median``."""
    return f"{analyte}.{name}"


class Means(NamedTuple):
    """Means of groups: position of the analyte, the other key, and the mean."""

    analyte: NDArray[np.int64]
    key: NDArray[np.int64]
    mean: NDArray[np.float64]


def means(results: pa.Table, key: NDArray[np.integer[Any]]) -> Means:
    """Return the Kaplan–Meier mean of every group large enough for one.

    Parameters
    ----------
    results : pyarrow.Table
        As :func:`~dashboard.gridding.expressions.long_table` makes it, with the
        key `analyte`.
    key : ndarray of int, shape (n,)
        The second key, at least 0.

    Returns
    -------
    Means
        Without the groups that have no mean.
    """
    span = int(key.max()) + 1 if key.size else 1
    code = results["analyte"].to_numpy().astype(np.int64) * span + key
    filled = results["filled"].to_numpy()
    known = results["known"].to_numpy()
    state = results["state"].to_numpy()
    if (code[1:] < code[:-1]).any():
        order = np.argsort(code, kind="stable")
        code, filled, known, state = (a[order] for a in (code, filled, known, state))
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    count = np.diff(starts, append=code.size)
    large = np.flatnonzero(count >= FEWEST["mean"])
    if not large.size:
        nothing = np.empty(0, dtype=np.int64)
        return Means(nothing, nothing, np.empty(0))
    # Without censoring the Kaplan–Meier mean is the ordinary one.
    mean = np.add.reduceat(filled, starts)[large] / count[large]
    below, above = state == State.BELOW, state == State.ABOVE
    # With an unknown limit or a value above an upper one there is no mean.
    lost = np.add.reduceat(above | (below & ~known), starts, dtype=np.int64)[large] > 0
    mean[lost] = np.nan
    censored = np.add.reduceat(below, starts, dtype=np.int64)[large] > 0
    mixed = large[censored & ~lost]
    taken = np.repeat(np.isin(np.arange(starts.size), mixed), count)
    mean[censored & ~lost] = kaplan_meier_groups(filled[taken], below[taken], count[mixed]).mean
    given = np.isfinite(mean)
    first, second = np.divmod(code[starts[large[given]]], span)
    return Means(first, second, mean[given])


def wide(
    statistics: pa.Table,
    key: str,
    rows: NDArray[np.integer[Any]],
    analytes: Sequence[str],
    group_means: Means,
) -> dict[str, NDArray[np.generic]]:
    """Return the columns of a wide table.

    Parameters
    ----------
    statistics : pyarrow.Table
        What :func:`~dashboard.gridding.expressions.group_statistics` computes with
        the keys `analyte` (position in `analytes`) and `key`.
    key : str
        Name of the key column.
    rows : ndarray of int, shape (g,)
        Keys of the rows, ascending; all keys of `statistics` are among them.
    analytes : sequence of str
        Analytes in the order of their columns.
    group_means : Means
        What :func:`means` returns.

    Returns
    -------
    dict of str to ndarray, shape (g,)
        Counts as uint32, figures as float32 (NaN where there is none).
    """
    place = np.searchsorted(rows, statistics[key].to_numpy())
    which = statistics["analyte"].to_numpy()
    shape = (len(analytes), rows.size)
    planes: dict[str, NDArray[np.generic]] = {}
    for name in COUNTS:
        plane = np.zeros(shape, dtype=np.uint32)
        plane[which, place] = statistics[name].to_numpy()
        planes[name] = plane
    for name in ("limit", *QUANTILES):
        figures = np.full(shape, np.nan, dtype=np.float32)
        figures[which, place] = statistics[name].to_numpy()
        planes[name] = figures
    mean_plane = np.full(shape, np.nan, dtype=np.float32)
    mean_plane[group_means.analyte, np.searchsorted(rows, group_means.key)] = group_means.mean
    planes["mean"] = mean_plane
    return {
        column(analyte, name): planes[name][i]
        for i, analyte in enumerate(analytes)
        for name in (*COUNTS, *FIGURES)
    }


def figures(
    columns: Mapping[str, NDArray[np.generic]], analyte: str, statistic: str
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return value and state of a statistic of all rows of a wide table.

    Parameters
    ----------
    columns : mapping of str to ndarray, shape (g,)
        Columns of :func:`wide`.
    analyte : str
        Analyte of the table.
    statistic : str
        A quantile's name, ``"mean"``, ``"n"`` or ``"censored"`` (share below
        detection in %).

    Returns
    -------
    value : ndarray of float64, shape (g,)
    state : ndarray of uint8, shape (g,)

    Raises
    ------
    KeyError
        If the table has no such analyte, or the statistic is unknown.
    """
    counts = {name: columns[column(analyte, name)] for name in COUNTS}
    n = counts["n"].astype(np.float64)
    empty = n == 0
    if statistic in {"n", "censored"}:
        with np.errstate(invalid="ignore"):
            share = 100 * counts["censored"].astype(np.float64) / n
        value = np.where(empty, np.nan, n if statistic == "n" else share)
        state = np.where(empty, State.UNDETERMINED, State.MEASURED).astype(np.uint8)
    else:
        value, state = states(
            statistic,
            columns[column(analyte, statistic)],
            limit=columns[column(analyte, "limit")],
            **counts,
        )
    few = columns.get(column(analyte, WITHHELD))
    if few is not None and statistic != "n":
        kept_back = ~empty if statistic in {"min", "max"} else few.astype(bool)
        value = np.where(kept_back, np.nan, value)
        state = np.where(kept_back, State.WITHHELD, state).astype(np.uint8)
    return value, state
