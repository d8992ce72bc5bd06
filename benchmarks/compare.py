"""How long the server takes for the figures of the page of comparison.

Each part is asked for as Dash asks for it, four at a time, by distinct choices of stratum,
analyte and countries (or day): first of a release with the public surveys (DS-801, NGSA and
GEMAS, where ``ORIGINALS`` names their files as the releases were built), then with ``--large``
of a release of a million simulated samples, where what is asked for a second time is reported too.
The largest answers are weighed as they travel, compressed.
"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks.common import ROOT, Row, add_releases, arguments, report, verdict
from benchmarks.progress import asked
from benchmarks.server import serve
from dashboard.release.build import build
from dashboard.release.release import Release
from dashboard.release.store import open_current
from dashboard.simulation.plan import Plan
from dashboard.simulation.writing import simulate

AT_ONCE = 4
REQUESTS = 200
LARGE_REQUESTS = 24
TARGET_MS = 150.0
"""99th percentile of the first answer to a choice, public surveys, ms."""
LARGE_MS, LARGE_AGAIN_MS = 1000.0, 200.0
"""The same of a million samples: at first, and again, ms."""
TARGET_BYTES = 300_000
"""Largest compressed answer."""
BOUNDARIES = ROOT / "data" / "boundaries"

PARTS: Mapping[str, str] = {
    "boxes": "..compare-boxes-chart.figure...compare-boxes-chart.style..",
    "boxes, words and table": "..compare-boxes-words.children...compare-boxes-table.children..",
    "cumulative": "..compare-ecdf-chart.figure...compare-ecdf-chart.style..",
    "densities": "..compare-ridges-chart.figure...compare-ridges-chart.style..",
    "quantiles": "..compare-quantiles-chart.figure...compare-quantiles-chart.style..",
    "statistics": "compare-statistics-body.children",
    "pairs": "compare-pairs-body.children",
}
"""Outputs of Dash's callbacks."""


def large_release(folder: Path, samples: int) -> Release:
    """Build a release of a simulated campaign of so many samples and few elements.

    Raises
    ------
    RuntimeError
        If the release that was built cannot be opened.
    """
    plan = Plan(samples=samples, elements=6, strata=1)
    simulate(folder / "surveys" / "campaign", plan, BOUNDARIES / "world-50m.bin", "parquet")
    with (folder / "build.log").open("w", encoding="utf-8") as log:
        releases = folder / "releases"
        build(folder / "surveys", BOUNDARIES, releases, None, [], Console(file=log))
    release = open_current(folder / "releases")
    if release is None:
        raise RuntimeError("the release of the simulated campaign cannot be opened")
    return release


def queries(release: Release, count: int, surveys: Sequence[str] = (), seed: int = 1) -> list[str]:
    """Return so many different choices, the same for the same seed.

    Half of them are all countries, the others up to twelve; of strata with dates some are of a
    day.

    Parameters
    ----------
    release : Release
    count : int
    surveys : sequence of str
        Whose strata are asked for; all where none of them is in the release.
    seed : int
    """
    draw = random.Random(seed)
    strata = [s for s in release.index["strata"] if s["survey"] in surveys]
    strata = strata or list(release.index["strata"])
    found: dict[str, None] = {}
    for attempt in range(50 * count):
        stratum = strata[attempt % len(strata)]
        analyte = draw.choice(stratum["analytes"])["id"]
        parts = [f"release={release.id}", f"s={stratum['id']}", f"el={analyte}"]
        held = release.strata[stratum["id"]].countries["country"].to_pylist()
        known = [one for one in held if one in release.country_index]
        if draw.random() < 0.5 and len(known) > 2:
            chosen = draw.sample(known, draw.randrange(2, min(12, len(known)) + 1))
            parts.append(f"c={'~'.join(chosen)}")
        if stratum["dates"] and draw.random() < 0.3:
            parts.append(f"date={draw.choice(stratum['dates'])}")
        found["&".join(parts)] = None
        if len(found) == count:
            break
    return list(found)


def body_of(output: str, dependency: Mapping[str, Any], query: str) -> bytes:
    """Return the request for a part as Dash's renderer sends it.

    Parameters
    ----------
    output : str
        As in :data:`PARTS`.
    dependency : mapping
        An entry of ``/_dash-dependencies``.
    query : str
        Of the choice.
    """
    values = {"compare-query": query, "compare-columns": 5}
    inputs = [
        {**one, "value": values.get(one["id"], one["id"] if one["property"] == "id" else 1)}
        for one in dependency["inputs"]
    ]
    names = output.strip(".").split("...")
    outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    return json.dumps(
        {
            "output": output,
            "outputs": outputs if len(outputs) > 1 else outputs[0],
            "inputs": inputs,
            "changedPropIds": ["compare-query.data"],
            "state": [],
        }
    ).encode()


def requests_of(address: str, part: str, wanted: Sequence[str]) -> list[urllib.request.Request]:
    """Return the requests of a part, one for each query.

    Raises
    ------
    KeyError
        If the application has no such part.
    """
    with urllib.request.urlopen(f"{address}/_dash-dependencies", timeout=60) as answer:
        known = {one["output"].split("@")[0]: one for one in json.load(answer)}
    output = PARTS[part]
    return [
        urllib.request.Request(
            f"{address}/_dash-update-component",
            body_of(output, known[output], query),
            {"Content-Type": "application/json"},
        )
        for query in wanted
    ]


def weight(request: urllib.request.Request) -> int:
    """Return the bytes of an answer, compressed as the least that browsers take."""
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(gzip.compress(answer.read(), 6))


def row_of(what: str, times: Sequence[float], most: int, target: float) -> Row:
    """Return percentiles of times, and the heaviest answer, as a row of the report."""
    quantiles = np.percentile(times, [50, 95, 99, 100])
    names = ("median ms", "95 % ms", "99 % ms", "most ms")
    met = float(quantiles[2]) < target and most < TARGET_BYTES
    return {
        "what": what,
        "requests": len(times),
        **dict(zip(names, [float(one) for one in quantiles], strict=True)),
        "most kB": most / 1000,
        "target": verdict(met),
    }


def measured(releases: Path, wanted: Sequence[str], target: float, again: float) -> list[Row]:
    """Return the rows of all parts: each meets a server that has just started."""
    rows: list[Row] = []
    for part in PARTS:
        with serve(releases) as server, ThreadPoolExecutor(AT_ONCE) as pool:
            made = requests_of(server.address, part, wanted)
            times = list(pool.map(asked, made))
            most = max(pool.map(weight, made[:40]))
            rows.append(row_of(part, times, most, target))
            if again:
                # Few enough to be kept: asked for once, and then once more.
                for one in made[:8]:
                    asked(one)
                kept_times = list(pool.map(asked, made[:8] * 3))
                rows.append(row_of(f"{part}, again", kept_times, most, again))
    return rows


def mixed(releases: Path, wanted: Sequence[str], target: float) -> Row:
    """Return the row of all parts of each choice, one choice after the other."""
    with serve(releases) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        parts = list(map(partial(requests_of, server.address, wanted=wanted), PARTS))
        every = [part[i] for i in range(len(wanted)) for part in parts]
        return row_of("all parts of a choice", list(pool.map(asked, every)), 0, target)


def main(argv: Sequence[str] | None = None) -> None:
    """Ask, and print percentiles."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument(
        "--large", type=int, default=0, metavar="SAMPLES", help="also a simulated release"
    )
    parser.add_argument("--large-releases", type=Path, help="one that was made before")
    chosen = parser.parse_args(argv)
    release = open_current(chosen.releases)
    if release is None:
        raise SystemExit(f"There is no release in {chosen.releases}.")
    wanted = queries(release, REQUESTS, ("ds801", "ngsa", "gemas"))
    rows = measured(chosen.releases, wanted, TARGET_MS, 0.0)
    rows.append(mixed(chosen.releases, wanted[:40], TARGET_MS))
    names = sorted({query.split("s=")[1].split("&")[0] for query in wanted})
    parts = [(f"{', '.join(names)}; {AT_ONCE} at a time, one worker", rows)]
    if chosen.large or chosen.large_releases:
        with tempfile.TemporaryDirectory() as name:
            folder = chosen.large_releases or Path(name) / "releases"
            large = open_current(folder) if chosen.large_releases else None
            large = large or large_release(Path(name), chosen.large)
            some = queries(large, LARGE_REQUESTS)
            samples = sum(one["samples"] for one in large.index["strata"])
            heading = f"{samples:,} simulated samples; {AT_ONCE} at a time, one worker"
            parts.append((heading, measured(folder, some, LARGE_MS, LARGE_AGAIN_MS)))
    report("Figures of the page of comparison", parts, chosen.json)


if __name__ == "__main__":
    main()
