"""How long the server takes for the page of an element, four requests at a time.

A server that has just started is asked for the page of every analyte of every stratum that can be
chosen there, each with its statistics, thresholds, histograms, curves, ranks and highest cells of
all strata that have it; then for some of them again. With ``--large-releases`` also those of a
folder with a large survey, such as ``benchmarks.scale`` builds one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.common import Row, add_releases, arguments, report, verdict
from benchmarks.progress import asked
from benchmarks.server import serve
from dashboard.release.release import Release
from dashboard.release.store import open_current

AT_ONCE = 4
REQUESTS = 200
AGAIN = 60
TARGET_MS = 150.0
"""99th percentile of the pages of public surveys, ms."""
LARGE_MS, LARGE_AGAIN_MS = 1000.0, 200.0
"""The same of a million samples: at first, and again, ms."""


def pages(release: Release, most: int) -> list[str]:
    """Return the paths of at most so many pages, the same for the same release."""
    found = [
        f"/element/{analyte['id']}?release={release.id}&s={stratum['id']}"
        for stratum in release.index["strata"]
        for analyte in stratum["analytes"]
    ]
    return random.Random(release.id).sample(found, min(most, len(found)))


def measured(releases: Path, wanted: Sequence[str], first: float, again: float) -> list[Row]:
    """Return percentiles of the pages asked for first, and of some asked for again."""
    with serve(releases) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        made = [server.address + one for one in wanted]
        rows = [_row("first", list(pool.map(asked, made)), first)]
        return [*rows, _row("again", list(pool.map(asked, made[-AGAIN:])), again)]


def _row(what: str, times: Sequence[float], target: float) -> Row:
    quantiles = [float(one) for one in np.percentile(times, [50, 95, 99, 100])]
    names = ("median ms", "95 % ms", "99 % ms", "most ms")
    met = verdict(quantiles[2] < target)
    return {
        "what": what,
        "pages": len(times),
        **dict(zip(names, quantiles, strict=True)),
        "target": met,
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Ask, and print percentiles.

    Raises
    ------
    SystemExit
        If a folder has no release.
    """
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--large-releases", type=Path, help="folder with a large survey")
    chosen = parser.parse_args(argv)
    folders = [(chosen.releases, TARGET_MS, TARGET_MS)]
    if chosen.large_releases:
        folders.append((chosen.large_releases, LARGE_MS, LARGE_AGAIN_MS))
    parts = []
    for folder, first, again in folders:
        release = open_current(folder)
        if release is None:
            raise SystemExit(f"There is no release in {folder}.")
        samples = sum(one["samples"] for one in release.index["strata"])
        heading = f"{samples:,} samples in all strata; {AT_ONCE} at a time, one worker"
        parts.append((heading, measured(folder, pages(release, REQUESTS), first, again)))
    report("Pages of elements", parts, chosen.json)


if __name__ == "__main__":
    main()
