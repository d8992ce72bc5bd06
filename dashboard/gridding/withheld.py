"""What is kept back of an analyte whose owner shares results of cells and countries only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.gridding.expressions import COUNTS
from dashboard.gridding.tables import FIGURES, WITHHELD, column
from dashboard.statistics.censored import FEWEST

FEWEST_SHARED = 3
"""Fewest results of a group that are told: a median of one or two gives the results away
(minimum frequency rule; Hundepool et al. 2012, Statistical Disclosure Control, Wiley,
doi:10.1002/9781118348239, section 4.2)."""
_SINGLE = frozenset({"min", "max"})
"""Statistics that are results of single samples, however large the group."""


def withhold(table: pa.Table, analytes: Collection[str]) -> pa.Table:
    """Return a wide table without what would tell of single samples.

    Of the analytes the least and the greatest result are left out, and quantiles and means
    of groups too small for them, from which results could be found; of groups with fewer
    than :data:`FEWEST_SHARED` results everything but their number.

    Parameters
    ----------
    table : pyarrow.Table
        Columns as :func:`~dashboard.gridding.tables.wide` makes them, and others.
    analytes : collection of str
        Those whose samples are withheld; the others stay as they are.

    Returns
    -------
    pyarrow.Table
        With a further column `<analyte>.withheld` (bool) for each of the analytes: whether
        its figures are withheld in a group because it has too few results.
    """
    columns: dict[str, Any] = {name: table[name] for name in table.column_names}
    for analyte in sorted(analytes):
        n = table[column(analyte, "n")].to_numpy()
        few = (n > 0) & (n < FEWEST_SHARED)
        for name in COUNTS:
            if name != "n":
                columns[column(analyte, name)] = _without(table, column(analyte, name), few)
        for name in FIGURES:
            least = max(FEWEST_SHARED, FEWEST.get(name, 1))
            left_out = np.full(n.shape, True) if name in _SINGLE else n < least
            columns[column(analyte, name)] = _without(table, column(analyte, name), left_out)
        columns[column(analyte, WITHHELD)] = few
    return pa.table(columns)


def _without(table: pa.Table, name: str, left_out: NDArray[np.bool_]) -> NDArray[np.generic]:
    """Return a column with nothing in some rows: NaN, or 0 of counts."""
    values = table[name].to_numpy()
    kept: NDArray[np.generic] = values.copy()
    kept[left_out] = np.nan if values.dtype.kind == "f" else 0
    return kept
