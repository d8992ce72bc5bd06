"""Counts, extremes and quantiles of groups of results, written once as Ibis expressions.

Nothing here is particular to one engine: the same expressions run on DuckDB
(the default) and on a cluster engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from dashboard.catalog.states import State
from dashboard.statistics.censored import QUANTILES

COUNTS = ("n", "censored", "unknown", "above")
"""Counts of a group: results, below detection, of these with unknown limit, above a limit."""


def group_statistics(results: ibis.Table, keys: Sequence[str]) -> ibis.Table:
    """Return counts, the highest limit and quantiles of groups of results.

    Parameters
    ----------
    results : ibis.Table
        Columns `filled` (value, the limit where below or above, 0 where the limit
        is unknown; see :func:`long_table`), `state` (State code), `known` (whether
        `filled` is a figure) and the keys.
    keys : sequence of str
        Columns that make the groups.

    Returns
    -------
    ibis.Table
        The keys, :data:`COUNTS`, `limit`, and one column for each of
        :data:`~dashboard.statistics.censored.QUANTILES` (type 7).
    """
    below = results.state == int(State.BELOW)
    groups = results.group_by(list(keys)).aggregate(
        n=results.count(),
        censored=below.sum(),
        unknown=(below & ~results.known).sum(),
        above=(results.state == int(State.ABOVE)).sum(),
        limit=results.filled.max(where=below & results.known),
        # In one, extremes included: each by itself would go through the values again.
        quantiles=results.filled.quantile(list(QUANTILES.values())),
    )
    each = {name: groups.quantiles[i] for i, name in enumerate(QUANTILES)}
    return groups.mutate(**each).drop("quantiles")


def at_level(results: ibis.Table, levels_up: int) -> ibis.Table:
    """Return the results with `cell` replaced by its parent so many levels up."""
    return results.mutate(cell=(results.cell // 4**levels_up).cast("int64"))


def long_table(values: Any, state: Any, **keys: Any) -> pa.Table:
    """Return the long table that :func:`group_statistics` reads.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes; rows other than measured, below and above are left out.
    **keys : array_like of int, shape (n,)
        Columns to group by. Numbers, not texts: a table of millions of results would
        hold every text once a row.
    """
    values = np.asarray(values, dtype=np.float64)
    codes = np.asarray(state, dtype=np.int8)
    kept = codes <= State.ABOVE
    known = ~np.isnan(values)
    return pa.table(
        {name: np.asarray(key)[kept] for name, key in keys.items()}
        | {
            "filled": np.where(known, values, 0.0)[kept],
            "known": known[kept],
            "state": codes[kept],
        }
    )


def compute(expression: ibis.Table, connection: Any = None) -> pa.Table:
    """Run an expression, on an in-memory DuckDB unless another connection is given."""
    connection = connection or ibis.duckdb.connect()
    return connection.to_pyarrow(expression)
