"""What a browser must know of a level whose cells it holds only in part: chunks and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import numpy as np

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.planes import pack
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows

_HIGHEST = 3
_CURVE = 1001
"""Points of the curve: tenths of a percent, which hold the percentiles of every scheme."""


def chunk_table(release: Release, stratum: Stratum, level: int) -> bytes:
    """Return the chunks of a level, and where on the globe it has cells.

    Planes `first` and `last` by chunk; `parent`, `country` and `sampled` by cell of level 0
    and country that have cells of the level: 1 where one of them is sampled.
    """
    chunks = stratum.chunks(level)
    table = stratum.cells(level).select(["cell", "country", "state", "sites"])
    parent = grid.parent(table["cell"].to_numpy(), level)
    country = release.country_numbers(table["country"])
    key, row = np.unique((parent << 16) | country, return_inverse=True)
    sampled = np.zeros(key.size, dtype=np.uint8)
    sampled[row[table["sites"].to_numpy() > 0]] = 1
    return pack(
        {
            "first": np.array([one.first for one in chunks], dtype=np.uint16),
            "last": np.array([one.last for one in chunks], dtype=np.uint16),
            "parent": (key >> 16).astype(np.uint16),
            "country": (key & 0xFFFF).astype(np.uint16),
            "sampled": sampled,
        },
        level=level,
        cells=table.num_rows,
    )


def summary_planes(
    release: Release,
    stratum: Stratum,
    analyte: str,
    level: int,
    statistic: str,
    date: dt.date | None,
    countries: Collection[str],
    breaks: Sequence[float],
) -> bytes:
    """Return exact counts of all cells of a level, and the distribution of their values.

    Parameters
    ----------
    release, stratum : Release, Stratum
        Where the cells are.
    analyte, statistic : str
        What is shown.
    level : int
        Level of the cells.
    date : datetime.date or None
        Only samples collected up to that day.
    countries : collection of str
        ISO 3166-1 alpha-3 codes of the countries whose cells count; all if empty.
    breaks : sequence of float
        Inner bounds of the classes, ascending.

    Returns
    -------
    bytes
        Planes `classes` (cells by class; a value equal to a bound is of the class above),
        `states` (by state code), `curve` (1001 type-7 quantiles of the measured values, the
        lowest and the highest included; empty without a value), and `cell`, `country` and
        `value` of the three highest, the first of ties in grid order.
    """
    rows = cell_rows(stratum, analyte, level, statistic, date)
    country = release.country_numbers(rows.countries)
    state = rows.state
    chosen = np.ones(state.size, dtype=bool)
    if countries:
        positions = [release.country_index[one] for one in countries if one in release.countries]
        chosen = np.isin(country, positions)
    measured = np.flatnonzero(chosen & (state == State.MEASURED))
    # In the single precision in which the browser has values and bounds.
    value = rows.value[measured].astype(np.float32)
    bounds = np.asarray(breaks, dtype=np.float32)
    classes = np.bincount(np.searchsorted(bounds, value, side="right"), minlength=bounds.size + 1)
    states = np.bincount(state[chosen], minlength=len(State))
    curve = np.quantile(value, np.linspace(0, 1, _CURVE)) if value.size else value
    top = np.argsort(-value, kind="stable")[:_HIGHEST]
    return pack(
        {
            "classes": classes.astype(np.uint32),
            "states": states.astype(np.uint32),
            "curve": curve.astype(np.float32),
            "cell": rows.keys[measured][top].astype(np.uint32),
            "country": country[measured][top].astype(np.uint16),
            "value": value[top],
        },
        level=level,
        analyte=analyte,
        stat=statistic,
    )
