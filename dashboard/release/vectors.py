"""Binary vectors for the browser: what docs/interfaces.md §2 lists, out of a release."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.expressions import compute, group_statistics, long_table
from dashboard.gridding.tables import column, figures, means, wide
from dashboard.planes import pack
from dashboard.release.chunks import Chunk, sliced
from dashboard.release.release import Release, Stratum
from dashboard.statistics.censored import QUANTILES

STATISTICS = ("median", "mean", "min", "max", "q1", "q3", "p5", "p95", "n", "censored")
"""Statistics that a map can show, the default first."""

_NO_DATE = np.iinfo(np.int32).min


class Rows:
    """Results of the cells or countries of a view.

    Attributes
    ----------
    keys : ndarray
        Cell numbers, or country codes.
    countries : pyarrow.ChunkedArray of str
        Country of each row.
    sites : ndarray of uint32
        Samples of each row.
    value, state : ndarray
        The statistic and its state code.
    n, censored : ndarray of uint32
        Results of the analyte, and those below detection.
    """

    def __init__(
        self,
        keys: NDArray[Any],
        countries: pa.ChunkedArray,
        sites: NDArray[np.uint32],
        base: NDArray[np.uint8],
        columns: dict[str, NDArray[Any]],
        analyte: str,
        statistic: str,
    ) -> None:
        self.keys = keys
        self.countries = countries
        self.sites = sites
        self.columns = columns
        self.n = columns[column(analyte, "n")]
        self.censored = columns[column(analyte, "censored")]
        value, state = figures(columns, analyte, statistic)
        # Where nothing was determined, the cell itself says why.
        pending = (self.n == 0) & (base != State.MEASURED)
        self.value = np.where(pending, np.nan, value)
        self.state = np.where(pending, base, state).astype(np.uint8)

    @cached_property
    def country(self) -> list[str]:
        """Country of each row as Python texts, which take long to make of a million rows."""
        return list(self.countries.to_pylist())


def cell_rows(
    stratum: Stratum,
    analyte: str,
    level: int,
    statistic: str,
    date: dt.date | None = None,
    chunk: Chunk | None = None,
) -> Rows:
    """Return the results of all covered and planned cells of a level, or of a chunk of it.

    Parameters
    ----------
    stratum : Stratum
        An opened stratum.
    analyte, statistic : str
        What to show.
    level : int
        Level of the cells, one of the stratum's.
    date : datetime.date, optional
        Only samples collected up to that day; cells sampled later count as planned.
    chunk : Chunk, optional
        One of the level's.

    Raises
    ------
    KeyError
        If the stratum has no such analyte or level.
    """
    table = stratum.cells(level)
    names = [n for n in table.column_names if n.startswith(analyte + ".")]
    if not names:
        raise KeyError(analyte)
    table = sliced(table.select(["cell", "country", "sites", "state", *names]), chunk)
    keys = table["cell"].to_numpy()
    country = table["country"]
    sites = table["sites"].to_numpy()
    base = table["state"].to_numpy()
    if date is None:
        columns = {name: table[name].to_numpy() for name in names}
        return Rows(keys, country, sites, base, columns, analyte, statistic)
    early, cell, value, state = _up_to(stratum, analyte, date)
    if chunk is not None:
        top = grid.parent(cell, grid.FINEST_LEVEL)
        early = early & (top >= chunk.first) & (top <= chunk.last)
    key = cell >> (2 * (grid.FINEST_LEVEL - level))
    columns = _grouped(key[early], value[early], state[early], keys, analyte)
    sites = np.zeros(keys.size, dtype=np.uint32)
    found, count = np.unique(key[early], return_counts=True)
    sites[np.searchsorted(keys, found)] = count
    base = np.where((sites == 0) & (base != State.AWAITING), State.PLANNED, base).astype(np.uint8)
    return Rows(keys, country, sites, base, columns, analyte, statistic)


def country_rows(
    stratum: Stratum, analyte: str, statistic: str, date: dt.date | None = None
) -> Rows:
    """Return the results of all countries that have samples, and of the stratum (``"*"``)."""
    table = stratum.countries
    keys = np.array(table["country"].to_pylist())
    names = [n for n in table.column_names if n.startswith(analyte + ".")]
    if not names:
        raise KeyError(analyte)
    sites = table["sites"].to_numpy()
    if date is None:
        columns = {name: table[name].to_numpy() for name in names}
    else:
        early, _, value, state = _up_to(stratum, analyte, date)
        own = np.array(stratum.samples("country")["country"].to_pylist())
        key = np.concatenate([own[early], np.full(int(early.sum()), "*")])
        columns = _grouped(key, np.tile(value[early], 2), np.tile(state[early], 2), keys, analyte)
        sites = np.zeros(keys.size, dtype=np.uint32)
        found, count = np.unique(key, return_counts=True)
        sites[np.searchsorted(keys, found)] = count
    base = np.where(sites == 0, State.PLANNED, State.MEASURED).astype(np.uint8)
    return Rows(keys, table["country"], sites, base, columns, analyte, statistic)


def _up_to(
    stratum: Stratum, analyte: str, date: dt.date
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.float64], NDArray[np.uint8]]:
    """Return which samples are routine and collected by a day, and all cells, values, states."""
    table = stratum.samples("cell", "date", "routine", "state", analyte, f"{analyte}.state")
    days = table["date"].cast("int32").to_numpy(zero_copy_only=False)
    cell = table["cell"].to_numpy()
    last = (date - dt.date(1970, 1, 1)).days
    early = table["routine"].to_numpy(zero_copy_only=False) & (cell >= 0)
    early &= (days <= last) & (table["state"].to_numpy() != State.PLANNED)
    return early, cell, table[analyte].to_numpy(), table[f"{analyte}.state"].to_numpy()


def _grouped(
    key: NDArray[Any],
    value: NDArray[np.float64],
    state: NDArray[np.uint8],
    rows: NDArray[Any],
    analyte: str,
) -> dict[str, NDArray[Any]]:
    """Return the columns of one analyte, a row for each of `rows`."""
    # Rows are ascending, and all keys are among them.
    place = np.searchsorted(rows, key)
    long = long_table(value, state, analyte=np.zeros(key.size, dtype=np.int16), row=place)
    statistics = compute(group_statistics(ibis.memtable(long), ["analyte", "row"]))
    group_means = means(long, long["row"].to_numpy())
    return dict(wide(statistics, "row", np.arange(rows.size), [analyte], group_means))


def level_planes(
    release: Release, stratum: Stratum, level: int, chunk: Chunk | None = None
) -> bytes:
    """Return the cells of a level, or of a chunk of it, that are covered, awaited or planned."""
    table = sliced(stratum.cells(level).select(["cell", "country", "sites", "state"]), chunk)
    return pack(
        {
            "cell": table["cell"].to_numpy(),
            "country": release.country_numbers(table["country"]),
            "sites": table["sites"].to_numpy(),
            "state": table["state"].to_numpy(),
        },
        level=level,
        **({} if chunk else {"extent": stratum.extent}),
    )


def cells_planes(
    stratum: Stratum,
    analyte: str,
    level: int,
    statistic: str,
    date: dt.date | None,
    chunk: Chunk | None = None,
) -> bytes:
    """Return one analyte's vector, aligned with :func:`level_planes`."""
    rows = cell_rows(stratum, analyte, level, statistic, date, chunk)
    return pack(_planes(rows), level=level, **_header(stratum, analyte, statistic))


def countries_planes(
    release: Release, stratum: Stratum, analyte: str, statistic: str, date: dt.date | None
) -> bytes:
    """Return one analyte's vector of countries."""
    rows = country_rows(stratum, analyte, statistic, date)
    number = np.array([release.country_index.get(k, 65535) for k in rows.keys], dtype=np.uint16)
    own = number != 65535
    planes = {name: plane[own] for name, plane in _planes(rows).items()}
    return pack({"country": number[own]} | planes, **_header(stratum, analyte, statistic))


def sites_planes(release: Release, stratum: Stratum) -> bytes:
    """Return where the routine samples of a stratum were taken."""
    table = stratum.samples("sample", "lon", "lat", "country", "date", "routine", "cell")
    table = table.filter(_on_map(table))
    days = table["date"].cast("int32").fill_null(_NO_DATE)
    return pack(
        {
            "lon": table["lon"].to_numpy().astype(np.float32),
            "lat": table["lat"].to_numpy().astype(np.float32),
            "cell": (table["cell"].to_numpy() >> (2 * grid.FINEST_LEVEL)).astype(np.uint32),
            "country": release.country_numbers(table["country"]),
            "date": days.to_numpy(),
        },
        ids=table["sample"].to_pylist(),
    )


def site_values_planes(stratum: Stratum, analyte: str) -> bytes:
    """Return an analyte's value of every routine sample, aligned with :func:`sites_planes`."""
    table = stratum.samples("routine", "cell", "state", analyte, f"{analyte}.state")
    table = table.filter(_on_map(table))
    own = table[f"{analyte}.state"].to_numpy()
    whole = table["state"].to_numpy()
    state = np.where((own == State.UNDETERMINED) & (whole != 0), whole, own)
    return pack(
        {
            "value": table[analyte].to_numpy().astype(np.float32),
            "state": state.astype(np.uint8),
        },
        **_header(stratum, analyte, "value"),
    )


def _on_map(table: Any) -> NDArray[np.bool_]:
    routine = table["routine"].to_numpy(zero_copy_only=False)
    return np.asarray(routine & (table["cell"].to_numpy() >= 0), dtype=bool)


def _planes(rows: Rows) -> dict[str, NDArray[Any]]:
    most = int(rows.n.max(initial=0))
    counts = np.uint16 if most < 1 << 16 else np.uint32
    return {
        "value": rows.value.astype(np.float32),
        "state": rows.state,
        "n": rows.n.astype(counts),
        "censored": rows.censored.astype(counts),
    }


def _header(stratum: Stratum, analyte: str, statistic: str) -> dict[str, Any]:
    record = stratum.analytes[analyte]
    concentration = statistic in QUANTILES or statistic in {"mean", "value"}
    return {
        "analyte": analyte,
        "stat": statistic,
        "unit": {"n": "", "censored": "%"}.get(statistic, record["unit"]),
        "breaks": record["breaks"] if concentration else None,
        "percentiles": record["percentiles"] if concentration else None,
    }
