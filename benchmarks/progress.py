"""How long the server takes to answer a change of filter on the progress page.

A simulated campaign (60 countries, 12 years, 76 elements, two depths) is made and built; then
200 different choices of surveys, cells, day, places and metric are asked for, four at a time:
first the figures of the headlines, then each part below the map as Dash asks for it, at last
all of them mixed, as one reader's change of filter sends them. The first requests find nothing
computed but what one request for the start page left.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

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
        build(
            folder / "surveys",
            BOUNDARIES,
            folder / "releases",
            None,
            [],
            Console(file=log),
        )
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


PARTS: Mapping[str, str] = {
    "ranking": "ranking-data.data",
    "table of countries": "table-data.data",
    "matrix": "matrix-data.data",
    "chart of growth": "growth-chart.figure",
    "growth in words": "..growth-words.children...growth-table.children..",
    "chart against the target": "burnup-chart.figure",
    "target in words": "burnup-words.children",
    "reported": "reported-body.children",
    "training": "training-body.children",
}
"""Outputs of Dash's callbacks that answer a change of filter."""

# What the inputs hold that are not the query: the controls of the chart of growth.
_CONTROLS = {"growth-count": "samples", "growth-places": "countries"}


def body_of(dependency: Mapping[str, Any], query: str) -> bytes:
    """Return the request for a callback as Dash's renderer sends it after a change of filter.

    Parameters
    ----------
    dependency : mapping
        An entry of ``/_dash-dependencies``.
    query : str
        The query of the figures chosen.
    """
    inputs = [
        {**one, "value": query if one["id"].endswith("-query") else _value(one)}
        for one in dependency["inputs"]
    ]
    output = dependency["output"]
    names = output.strip(".").split("...") if output.startswith("..") else [output]
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    changed = next(one for one in inputs if one["id"].endswith("-query"))
    return json.dumps(
        {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": inputs,
            "changedPropIds": [f"{changed['id']}.{changed['property']}"],
            "state": [],
        }
    ).encode()


def _value(one: Mapping[str, str]) -> str | None:
    return one["id"] if one["property"] == "id" else _CONTROLS.get(one["id"])


def requests_of(address: str, wanted: Sequence[str]) -> dict[str, list[urllib.request.Request]]:
    """Return the requests of each part of the page below the map, one for each query.

    Raises
    ------
    KeyError
        If the application has no such part.
    """
    with urllib.request.urlopen(f"{address}/_dash-dependencies", timeout=60) as answer:
        known = {one["output"].split("@")[0]: one for one in json.load(answer)}
    return {
        what: [
            urllib.request.Request(
                f"{address}/_dash-update-component",
                body_of(known[output], query),
                {"Content-Type": "application/json"},
            )
            for query in wanted
        ]
        for what, output in PARTS.items()
    }


def asked(address: str | urllib.request.Request) -> float:
    """Return how long an answer takes, ms."""
    began = time.perf_counter()
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - began)


def part_of(part: str, wanted: Sequence[str], address: str) -> list[urllib.request.Request]:
    """Return the requests of one part, one for each query."""
    return requests_of(address, wanted)[part]


def mixed(
    address: str, figures: Sequence[str], wanted: Sequence[str]
) -> list[str | urllib.request.Request]:
    """Return every fifth choice's figures and parts, choice after choice."""
    parts = list(requests_of(address, wanted).values())
    found: list[str | urllib.request.Request] = []
    for i in range(0, len(wanted), 5):
        found += [f"{address}/{figures[i]}", *(part[i] for part in parts)]
    return found


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
        wanted = queries(release, REQUESTS)
        figures = [f"api/v1/progress.json?{query}" for query in wanted]
        files = [f"api/v1/progress.csv?{query}" for query in queries(release, 50, seed=2)]
        rows = []

        def measured(
            what: str, of: Callable[[str], Sequence[str | urllib.request.Request]]
        ) -> None:
            # Each kind meets a server that has just started.
            with serve(Path(name) / "releases", chosen.workers) as server:
                asked(f"{server.address}/api/v1/progress.json")
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    rows.append(row_of(what, list(pool.map(asked, of(server.address)))))

        def paths(some: Sequence[str]) -> Callable[[str], Sequence[str]]:
            return lambda address: [f"{address}/{path}" for path in some]

        measured("figures", paths(figures))
        for part in PARTS:
            measured(part, partial(part_of, part, wanted))
        measured("all of them, mixed", lambda address: mixed(address, figures, wanted))
        measured("files of the table", paths(files))
        measured("days and steps of the map", paths(levels))
    heading = (
        f"{chosen.samples:,} sites in 60 countries, 12 years, 76 elements, 2 depths; "
        f"{AT_ONCE} requests at a time, {chosen.workers} worker(s); target: 99 % below "
        f"{TARGET_MS:.0f} ms"
    )
    report("A change of filter on the progress page", [(heading, rows)], chosen.json)


if __name__ == "__main__":
    main()
