"""Wide tables of cells and countries: one row a group, one column an analyte and statistic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.gridding.expressions import COUNTS
from dashboard.statistics.censored import FEWEST, QUANTILES, states
from dashboard.statistics.summary import Group, mean_of

FIGURES = ("limit", *QUANTILES, "mean")
"""Columns of floats that each analyte has, besides :data:`COUNTS`."""


def column(analyte: str, name: str) -> str:
    """Return the name of an analyte's column, such as ``Cu.median``."""
    return f"{analyte}.{name}"


def means(results: pa.Table, key: str) -> Iterator[tuple[str, object, float]]:
    """Yield analyte, key and Kaplan–Meier mean of every group large enough for one.

    Parameters
    ----------
    results : pyarrow.Table
        As :func:`~dashboard.gridding.expressions.long_table` makes it, with the
        keys `analyte` and `key`.
    key : str
        The second key, ``"cell"`` or ``"country"``.
    """
    order = results.sort_by([("analyte", "ascending"), (key, "ascending")])
    filled = order["filled"].to_numpy()
    known = order["known"].to_numpy()
    code = order["state"].to_numpy()
    if not filled.size:
        return
    names = pc.dictionary_encode(order["analyte"]).combine_chunks()
    groups = pc.dictionary_encode(order[key]).combine_chunks()
    first, second = names.indices.to_numpy(), groups.indices.to_numpy()
    edges = np.flatnonzero((np.diff(first) != 0) | (np.diff(second) != 0)) + 1
    starts = np.concatenate([[0], edges])
    ends = np.concatenate([edges, [filled.size]])
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start < FEWEST["mean"]:
            continue
        part = slice(start, end)
        below = code[part] == State.BELOW
        group = Group(
            filled[part],
            below,
            int((below & ~known[part]).sum()),
            int((code[part] == State.ABOVE).sum()),
            np.nan,
        )
        mean = mean_of(group).mean
        if np.isfinite(mean):
            yield (
                names.dictionary[first[start]].as_py(),
                groups.dictionary[second[start]].as_py(),
                mean,
            )


def wide(
    statistics: pa.Table,
    key: str,
    rows: Sequence[object] | NDArray[np.int64],
    analytes: Sequence[str],
    group_means: Iterator[tuple[str, object, float]],
) -> dict[str, NDArray[np.generic]]:
    """Return the columns of a wide table.

    Parameters
    ----------
    statistics : pyarrow.Table
        What :func:`~dashboard.gridding.expressions.group_statistics` computes with
        the keys `analyte` and `key`.
    key : str
        Name of the key column.
    rows : sequence
        Keys of the rows, ascending; all keys of `statistics` are among them.
    analytes : sequence of str
        Analytes in the order of their columns.
    group_means : iterator
        What :func:`means` yields.

    Returns
    -------
    dict of str to ndarray, shape (len(rows),)
        Counts as uint32, figures as float32 (NaN where there is none).
    """
    index = np.asarray(rows)
    position = {name: i for i, name in enumerate(analytes)}
    place = np.searchsorted(index, np.asarray(statistics[key].to_pylist(), dtype=index.dtype))
    which = np.array([position[a] for a in statistics["analyte"].to_pylist()], dtype=np.int64)
    shape = (len(position), index.size)
    planes: dict[str, NDArray[np.generic]] = {}
    for name in COUNTS:
        plane = np.zeros(shape, dtype=np.uint32)
        plane[which, place] = statistics[name].to_numpy()
        planes[name] = plane
    for name in ("limit", *QUANTILES):
        figures = np.full(shape, np.nan, dtype=np.float32)
        figures[which, place] = statistics[name].to_numpy(zero_copy_only=False)
        planes[name] = figures
    mean_plane = np.full(shape, np.nan, dtype=np.float32)
    for analyte, value, mean in group_means:
        at = np.searchsorted(index, np.asarray([value], dtype=index.dtype))[0]
        mean_plane[position[analyte], at] = mean
    planes["mean"] = mean_plane
    return {
        column(analyte, name): planes[name][i]
        for analyte, i in position.items()
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
        return value, state
    return states(
        statistic,
        columns[column(analyte, statistic)],
        limit=columns[column(analyte, "limit")],
        **counts,
    )
