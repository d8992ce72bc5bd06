"""How long the server takes to answer a change of filter on the progress page.

A simulated campaign (60 countries, 12 years, 76 elements, two depths) is made and built; then
200 different choices of surveys, cells, day, places and metric are asked for, four at a time.
The first requests find nothing computed but what one request for the start page left.
"""

from __future__ import annotations

import random
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.common import ROOT, Row, arguments, report, verdict
from benchmarks.server import serve
from dashboard.catalog.metrics import METRICS
from dashboard.release.build import build
from dashboard.release.release import Release
from dashboard.release.store import open_current
from dashboard.simulation.plan import Plan
from dashboard.simulation.writing import simulate

REQUESTS = 200
AT_ONCE = 4
TARGET_MS = 150.0
"""99th percentile of the answers to a change of filter, ms."""
BOUNDARIES = ROOT / "data" / "boundaries"


def made_release(folder: Path, samples: int) -> Release:
    """Build a release of a simulated campaign of so many sites in a folder.

    Raises
    ------
    RuntimeError
        If the release that was built cannot be opened.
    """
    plan = Plan(countries=60, years=12, elements=76, strata=2, samples=samples)
    simulate(folder / "surveys" / "campaign", plan, BOUNDARIES / "world-50m.bin")
    with (folder / "build.log").open("w", encoding="utf-8") as log:
        build(folder / "surveys", BOUNDARIES, folder / "releases", None, [], Console(file=log))
    release = open_current(folder / "releases")
    if release is None:
        raise RuntimeError("the release of the simulated campaign cannot be opened")
    return release


def queries(release: Release, count: int, seed: int = 1) -> list[str]:
    """Return so many different queries of the progress page, the same for the same seed."""
    draw = random.Random(seed)
    strata = [record["id"] for record in release.index["strata"]]
    countries = [country["id"] for country in release.index["countries"]]
    regions = [region["id"] for region in release.index["regions"]]
    found: dict[str, None] = {}
    while len(found) < count:
        parts = [f"lvl={draw.randrange(6)}", f"m={draw.choice(list(METRICS))}"]
        if draw.random() < 0.7:
            day = f"{draw.randrange(2013, 2025)}-{draw.randrange(1, 13):02d}-15"
            parts.append(f"date={day}")
        if draw.random() < 0.5:
            parts.append(f"sv={draw.choice(strata)}")
        if draw.random() < 0.4:
            parts.append(f"c={'~'.join(draw.sample(countries, draw.randrange(1, 6)))}")
        if draw.random() < 0.3:
            parts.append(f"r={draw.choice(regions)}")
        found["&".join(parts)] = None
    return list(found)


def asked(address: str) -> float:
    """Return how long an answer takes, ms."""
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - began)


def row_of(what: str, times: Sequence[float]) -> Row:
    """Return percentiles of times as a row of the report."""
    quantiles = np.percentile(times, [50, 95, 99, 100])
    names = ("median ms", "95 % ms", "99 % ms", "most ms")
    return {
        "what": what,
        "requests": len(times),
        **dict(zip(names, [float(one) for one in quantiles], strict=True)),
        "target": verdict(float(quantiles[2]) < TARGET_MS),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Make the campaign, ask, and print percentiles."""
    parser = arguments(__doc__)
    parser.add_argument("--samples", type=int, default=3000, help="sites (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="(default: %(default)s)")
    chosen = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        release = made_release(Path(name), chosen.samples)
        parts = f"api/v1/releases/{release.id}/progress"
        levels = [f"{parts}/{unit}-{i}.bin" for i in range(6) for unit in ("level", "countries")]
        files = [f"api/v1/progress.csv?{query}" for query in queries(release, 50, seed=2)]
        rows = []
        for what, paths in (
            ("figures", [f"api/v1/progress.json?{q}" for q in queries(release, REQUESTS)]),
            ("tables", files),
            ("days and steps of the map", levels),
        ):
            # Each kind meets a server that has just started.
            with serve(Path(name) / "releases", chosen.workers) as server:
                asked(f"{server.address}/api/v1/progress.json")
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    times = list(pool.map(asked, [f"{server.address}/{path}" for path in paths]))
            rows.append(row_of(what, times))
    heading = (
        f"{chosen.samples:,} sites in 60 countries, 12 years, 76 elements, 2 depths; "
        f"{AT_ONCE} requests at a time, {chosen.workers} worker(s); target: 99 % below "
        f"{TARGET_MS:.0f} ms"
    )
    report("A change of filter on the progress page", [(heading, rows)], chosen.json)


if __name__ == "__main__":
    main()
