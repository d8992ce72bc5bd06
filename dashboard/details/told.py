"""Statistics of one cell or country as the tables of a release tell them.

For analytes whose samples are withheld; those of others are computed from the samples.
"""

from __future__ import annotations

import math

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.catalog.states import State
from dashboard.gridding.tables import column, figures
from dashboard.statistics.summary import STATISTICS, Figure, Summary


def nothing() -> Summary:
    """Return the summary of no results."""
    absent = Figure(math.nan, State.UNDETERMINED)
    return Summary(0, 0, dict.fromkeys(STATISTICS, absent), math.nan)


def told(table: pa.Table, key: str, value: object, analyte: str) -> tuple[Summary, int]:
    """Return the statistics of a row, and its number of sites.

    Parameters
    ----------
    table : pyarrow.Table
        Cells of a level, or countries.
    key : str
        Column that names the rows.
    value : object
        The row's name; without such a row there is nothing.
    analyte : str
        An analyte of the table.
    """
    row = table.filter(pc.equal(table[key], pa.scalar(value, table[key].type)))
    if not row.num_rows:
        return nothing(), 0
    names = [name for name in table.column_names if name.startswith(f"{analyte}.")]
    columns = {name: row[name].to_numpy() for name in names}
    found = {}
    for statistic in STATISTICS:
        value_, state = figures(columns, analyte, statistic)
        found[statistic] = Figure(float(value_[0]), State(int(state[0])))
    n, censored = (int(columns[column(analyte, name)][0]) for name in ("n", "censored"))
    return Summary(n, censored, found, math.nan), int(row["sites"][0].as_py())
