"""Gridding of large surveys: time, throughput and peak memory, beside pandas and geopandas.

Simulated samples, as dense as cells of level 5 are (one for 25 km², the area grows with their
number), with 76 analytes, three laboratories' detection limits and 1 % of gaps, are gridded to
levels 0 to 5 and by country and written as a release keeps them; each size in a process of its
own. *Gridding* starts with the results in memory. *Build* is `python -m dashboard build` of a
simulated campaign: reading, checking, gridding, writing and hashing.

The straightforward way is what an analyst would write: points joined to the polygons of the
cells with `geopandas.sjoin`, results grouped by analyte and cell, and the same statistics taken
with `DataFrameGroupBy.agg`, the Kaplan–Meier mean by the same function; one Parquet file a level.
*tuned* takes all quantiles with one `groupby.quantile` instead of a function each.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from benchmarks.common import ROOT, Row, arguments, report
from dashboard import grid
from dashboard.catalog import boundaries
from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.gridding.land import LandCells, land_cells
from dashboard.gridding.stratum import StratumSamples
from dashboard.release.gridded_files import write_gridded
from dashboard.statistics.censored import FEWEST, QUANTILES
from dashboard.statistics.moments import kaplan_meier

KM2_PER_SAMPLE = 25.0
LEVELS = grid.FINEST_LEVEL + 1
MB = 1e6
BOUNDARIES = ROOT / "data" / "boundaries" / "world-50m.bin"
_GAPS = 0.01
_LABORATORIES = (0.5, 1.0, 2.0)
SIMULATED_COUNTRIES = 24
"""Countries of the campaign that is built: with a million samples one for some 25 km²."""


def simulated(
    count: int, analytes: Sequence[str], land: LandCells, seed: int = 1
) -> StratumSamples:
    """Return a stratum with made-up results, dense enough for cells of level 5.

    Parameters
    ----------
    count : int
        Samples.
    analytes : sequence of str
        Analytes, of which every third has values below detection.
    land : LandCells
        Land cells of level 0.
    seed : int
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    whole = np.flatnonzero(land.share > 0.99)
    area = grid.area_km2(land.cell[whole]).mean()
    used = rng.permutation(whole)[: max(1, round(count * KM2_PER_SAMPLE / area))]
    place = used[rng.integers(0, used.size, count)]
    box = grid.bounds(land.cell[place])
    shape = (len(analytes), count)
    level = np.exp(rng.standard_normal(land.cell.size))[place]
    limit = np.array(_LABORATORIES)[rng.integers(0, len(_LABORATORIES), count)]
    value, state = np.empty(shape), np.full(shape, State.MEASURED, dtype=np.uint8)
    for i in range(len(analytes)):
        value[i] = np.round(level * np.exp(rng.standard_normal(count)), 3)
        if i % 3 == 0:
            below = value[i] < limit * rng.uniform(0.1, 0.8)
            value[i, below] = limit[below]
            state[i, below] = State.BELOW
        gap = rng.random(count) < _GAPS
        value[i, gap], state[i, gap] = np.nan, State.UNDETERMINED
    samples = pd.DataFrame(
        {
            "sample": np.char.add("s", np.arange(count).astype(str)).astype(object),
            "lon": (box.west + (box.east - box.west) * rng.random(count) + 180) % 360 - 180,
            "lat": box.south + (box.north - box.south) * rng.random(count),
            "country": land.country[place].astype(object),
            "date": pd.Series(np.full(count, np.datetime64("2024-07-01", "s"))),
            "routine": True,
            "role": "routine",
            "duplicate_of": None,
            "state": np.zeros(count, dtype=np.int8),
        }
    )
    return StratumSamples(samples, value, state, analytes, None, KM2_PER_SAMPLE)


def straightforward(
    stratum: StratumSamples, polygons: Sequence[geopandas.GeoDataFrame], folder: Path, tuned: bool
) -> None:
    """Grid a stratum with pandas and geopandas to one Parquet file a level.

    Parameters
    ----------
    stratum : StratumSamples
        Samples and results.
    polygons : sequence of GeoDataFrame
        Cells of each level with their column `cell`.
    folder : Path
        Takes the files.
    tuned : bool
        Take all quantiles at once.
    """
    samples = stratum.samples
    points = geopandas.GeoDataFrame(
        samples[["sample"]],
        geometry=geopandas.points_from_xy(samples["lon"], samples["lat"]),
        crs="OGC:CRS84",
    )
    wide = pd.DataFrame(stratum.value.T, columns=list(stratum.analytes))
    below = pd.DataFrame(stratum.state.T == State.BELOW, columns=list(stratum.analytes))
    results = pd.concat([samples[["sample"]], wide], axis=1).melt(
        "sample", var_name="analyte", value_name="value"
    )
    results["below"] = below.melt()["value"]
    results = results.dropna(subset="value")
    results["limit"] = results["value"].where(results["below"])
    named: dict[str, tuple[str, str | Callable[..., float | np.floating]]] = {
        "n": ("value", "size"),
        "censored": ("below", "sum"),
        "limit": ("limit", "max"),
        "min": ("value", "min"),
        "max": ("value", "max"),
    }
    inner = {name: p for name, p in QUANTILES.items() if 0 < p < 1}
    if not tuned:
        named |= {name: ("value", partial(pd.Series.quantile, q=p)) for name, p in inner.items()}
    for level, cells in enumerate(polygons):
        joined = geopandas.sjoin(points, cells, predicate="within")[["sample", "cell"]]
        located = results.merge(joined, on="sample")
        groups = located.groupby(["analyte", "cell"])
        table = groups.agg(**named)
        if tuned:
            quantiles = groups["value"].quantile(np.array(list(inner.values())))
            table[list(inner)] = quantiles.to_numpy().reshape(-1, len(inner))
        large = located[groups["value"].transform("size") >= FEWEST["mean"]]
        table["mean"] = np.nan
        if len(large):
            table["mean"] = large.groupby(["analyte", "cell"])[["value", "below"]].apply(
                lambda g: kaplan_meier(g["value"], g["below"]).mean
            )
        # One row a cell, one column an analyte and statistic.
        table.unstack("analyte").to_parquet(folder / f"cells-{level}.parquet")  # noqa: PD010


def cell_polygons(stratum: StratumSamples) -> list[geopandas.GeoDataFrame]:
    """Return the outlines of all cells of each level where the stratum has samples.

    The straightforward way gets them for nothing: only within sampled cells of level 0.
    """
    top = np.unique(grid.parent(stratum.cell, grid.FINEST_LEVEL))
    frames = []
    for level in range(LEVELS):
        number = (top[:, None] * 4**level + np.arange(4**level)).ravel()
        box = grid.bounds(number, level)
        outlines = shapely.box(*box)
        frames.append(geopandas.GeoDataFrame({"cell": number}, geometry=outlines, crs="OGC:CRS84"))
    return frames


def grid_here(way: str, count: int, analytes: int) -> Row:
    """Grid simulated samples in this process and return what it took.

    Parameters
    ----------
    way : str
        ``"here"``, ``"straightforward"`` or ``"tuned"``.
    count, analytes : int
        Size.
    """
    finest = boundaries.read(BOUNDARIES)
    polygons = finest.polygons()
    land = land_cells(polygons)
    stratum = simulated(count, list(elements())[:analytes], land)
    determined = int((stratum.state <= State.ABOVE).sum())
    outlines = cell_polygons(stratum) if way != "here" else []
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, busy = time.monotonic(), time.process_time()
        if way == "here":
            write_gridded(stratum, land, polygons, folder)
        else:
            straightforward(stratum, outlines, folder, way == "tuned")
        seconds, busy = time.monotonic() - began, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = sum(path.stat().st_size for path in folder.iterdir())
    return {
        "samples": count,
        "analytes": analytes,
        "way": way,
        "results": determined,
        "seconds": seconds,
        "processor s": busy,
        "results/s": round(determined / seconds),
        "processor s per million": busy / determined * 1e6,
        # Linux counts in KiB.
        "memory before, MB": held * 1024 / MB,
        "peak memory, MB": peak * 1024 / MB,
        "written, MB": size / MB,
    }


def gridding(way: str, count: int, analytes: int) -> Row:
    """Return what :func:`grid_here` measures in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", "--here", way]
    command += ["--sizes", str(count), "--analytes", str(analytes)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    row: Row = json.loads(done.stdout)
    return row


def build(count: int, analytes: int, file_format: str) -> Row:
    """Simulate a campaign, build its release, and return time and peak memory of the build.

    Raises
    ------
    RuntimeError
        With the build's output, if it fails.
    """
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        surveys, releases, log = folder / "surveys", folder / "releases", folder / "build.log"
        command = [sys.executable, "-m", "dashboard"]
        simulate = [*command, "simulate", str(surveys / "campaign"), "--strata", "1"]
        simulate += ["--samples", str(count), "--elements", str(analytes)]
        simulate += ["--countries", str(SIMULATED_COUNTRIES), "--format", file_format]
        subprocess.run(simulate, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        read = sum(path.stat().st_size for path in (surveys / "campaign").iterdir())
        with log.open("wb") as output:
            began = time.monotonic()
            process = subprocess.Popen(
                [*command, "build", "--surveys", str(surveys), "--releases", str(releases)],
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            _pid, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(log.read_text(errors="replace")[-3000:])
        # What is kept to build from has the same files by other names.
        release = releases / (releases / "current").read_text(encoding="utf-8").strip()
        written = [path for path in release.rglob("*") if path.is_file()]
        tables = next(release.rglob("samples.parquet"))
        columns = [one for one in pq.read_schema(tables).names if one.endswith(".state")]
        determined = sum(
            int((pq.read_table(tables, columns=[one])[one].to_numpy() <= State.ABOVE).sum())
            for one in columns
        )
        return {
            "samples": count,
            "analytes": analytes,
            "format": file_format,
            "levels": len(list(release.rglob("cells-*.arrow"))),
            "results": determined,
            "seconds": seconds,
            "processor s": usage.ru_utime + usage.ru_stime,
            "results/s": round(determined / seconds),
            "peak memory, MB": usage.ru_maxrss * 1024 / MB,
            "read, MB": read / MB,
            "written, MB": sum(path.stat().st_size for path in written) / MB,
        }


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[30_000, 100_000, 300_000], metavar="SAMPLES"
    )
    parser.add_argument("--analytes", type=int, default=76, help="default: %(default)s")
    parser.add_argument(
        "--reference",
        type=int,
        default=5_000,
        metavar="SAMPLES",
        help="size gridded also with pandas and geopandas; 0 leaves it out (default: %(default)s)",
    )
    parser.add_argument(
        "--builds", type=int, nargs="*", default=[30_000], metavar="SAMPLES", help="sizes built"
    )
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.add_argument(
        "--here", choices=["here", "straightforward", "tuned"], help="grid in this process"
    )
    chosen = parser.parse_args(argv)
    if chosen.here:
        print(json.dumps(grid_here(chosen.here, chosen.sizes[0], chosen.analytes)))
        return
    parts: list[tuple[str, Sequence[Row]]] = []
    if chosen.reference:
        ways = ("here", "tuned", "straightforward")
        rows = [gridding(way, chosen.reference, chosen.analytes) for way in ways]
        ratios = ", ".join(
            f"{row['seconds'] / rows[0]['seconds']:.1f} × {row['way']}" for row in rows[1:]
        )
        parts.append((f"The same with pandas and geopandas; throughput {ratios}.", rows))
    if chosen.sizes:
        sizes = [gridding("here", count, chosen.analytes) for count in chosen.sizes]
        parts.append(("Gridding to levels 0 to 5 and writing.", sizes))
    if chosen.builds:
        builds = [build(count, chosen.analytes, chosen.format) for count in chosen.builds]
        parts.append(("Whole builds of a simulated campaign.", builds))
    report("Large surveys", parts, chosen.json)


if __name__ == "__main__":
    main()
