"""How long the server takes for elements together, four requests at a time.

Every stratum with enough elements of a folder of releases is asked for each part of the page and
each map, with many choices of places, days, references, thresholds, components and pairs, and
with eight choices of elements (all, three lists of critical minerals, four drawn at random). The
first table is of requests that find nothing computed: a server that has just started is asked once
for every part, stratum and choice of elements. The second is of all further requests. No row takes
longer than ``--seconds``, however busy the machine is: what was not asked by then is not, and the
number of requests tells.
"""

from __future__ import annotations

import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.common import Row, add_releases, arguments, report, verdict
from benchmarks.server import serve
from dashboard.catalog.critical import critical_lists
from dashboard.release.release import Release
from dashboard.release.store import open_current
from dashboard.statistics.thresholds import THRESHOLDS
from dashboard.together.answer import PARTS
from dashboard.together.choice import usable_elements
from dashboard.together.maps import KINDS

REQUESTS = 200
AT_ONCE = 4
TARGET_MS = 150.0
"""99th percentile of the answers, ms."""
ROW_SECONDS = 20.0
"""How long a row of the report may take."""
PATIENCE = 30.0
"""Seconds after which an answer is given up, and the benchmark with it."""
FEWEST_ELEMENTS = 3


def selections(release: Release, stratum: str) -> list[str]:
    """Return eight choices of elements of a stratum as parts of a query."""
    draw = random.Random(stratum)
    symbols = usable_elements(release.strata[stratum])
    found = ["", *(f"list={one.id}" for one in critical_lists())]
    for size in (3, 5, 8, 12):
        some = draw.sample(symbols, min(size, len(symbols)))
        found.append(f"els={'~'.join(some)}")
    return found


def views(release: Release, stratum: str, elements: str, count: int, seed: str) -> list[str]:
    """Return so many queries of one stratum and choice of elements, the same for the same seed."""
    draw = random.Random(f"{stratum} {elements} {seed}")
    record = release.strata[stratum].record
    symbols = usable_elements(release.strata[stratum])
    places = release.strata[stratum].countries["country"].to_pylist()
    countries = [one for one in places if one in release.country_index]
    found = []
    for _number in range(count):
        parts = [
            f"s={stratum}",
            elements,
            f"el={draw.choice(symbols)}",
            f"y={draw.choice(symbols)}",
        ]
        parts += [f"ref={draw.choice(['stratum', 'crust'])}"]
        parts += [f"order={draw.choice(['clustered', 'periodic'])}", f"pc={draw.randrange(1, 3)}"]
        parts += [f"thr={draw.choice(THRESHOLDS)}"]
        if countries and draw.random() < 0.5:
            some = draw.sample(countries, min(len(countries), draw.randrange(1, 6)))
            parts.append(f"c={'~'.join(some)}")
        if record["dates"] and draw.random() < 0.3:
            parts.append(f"date={draw.choice(record['dates'])}")
        found.append("&".join(one for one in parts if one))
    return found


def part_address(part: str) -> Callable[[str], str]:
    """Return what makes the path of a part from a query."""
    return lambda query: f"api/v1/together/{part}.json?{query}"


def map_address(release: Release, kind: str) -> Callable[[str], str]:
    """Return what makes the path of a vector from a query."""

    def address(query: str) -> str:
        parts = dict(one.split("=", 1) for one in query.split("&"))
        stratum = release.strata[parts["s"]]
        kept = "&".join(
            f"{k}={v}" for k, v in parts.items() if k in {"el", "els", "list", "pc", "thr"}
        )
        base = f"api/v1/releases/{release.id}/strata/{parts['s']}/together"
        return f"{base}/level-{stratum.together_level}.bin?map={kind}&{kept}"

    return address


def asked(address: str) -> float:
    """Return how long an answer takes, ms; of elements that cannot be used a refusal is one."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        error.close()
        if error.code != 404:
            raise
    return 1000 * (time.perf_counter() - began)


def measured(pool: ThreadPoolExecutor, addresses: Iterable[str], seconds: float) -> list[float]:
    """Return how long answers take, ms, of as many addresses as there is time for.

    Parameters
    ----------
    pool : ThreadPoolExecutor
        As many at once as it has threads.
    addresses : iterable of str
    seconds : float
        No request is begun after so long, but for the first.
    """
    end = time.perf_counter() + seconds
    first, *others = addresses

    def ask(address: str) -> float | None:
        return asked(address) if time.perf_counter() < end else None

    begun = pool.submit(asked, first)
    times = [one for one in pool.map(ask, others) if one is not None]
    return [begun.result(), *times]


def row_of(what: str, times: Sequence[float], target: float) -> Row:
    """Return percentiles of times as a row of the report."""
    quantiles = np.percentile(times, [50, 95, 99, 100])
    names = ("median ms", "95 % ms", "99 % ms", "most ms")
    return {
        "what": what,
        "requests": len(times),
        **dict(zip(names, [float(one) for one in quantiles], strict=True)),
        "target": verdict(float(quantiles[2]) < target),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Ask, and print percentiles."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each part or map")
    parser.add_argument("--workers", type=int, default=1, help="(default: %(default)s)")
    parser.add_argument(
        "--target", type=float, default=TARGET_MS, help="ms (default: %(default)s)"
    )
    parser.add_argument("--again", type=float, help="target of further requests, ms (the same)")
    parser.add_argument(
        "--seconds", type=float, default=ROW_SECONDS, help="most of a row (default: %(default)s)"
    )
    chosen = parser.parse_args(argv)
    release = open_current(chosen.releases)
    if release is None:
        raise SystemExit(f"There is no release in {chosen.releases}: python -m dashboard build")
    strata = [
        one
        for one, stratum in release.strata.items()
        if len(usable_elements(stratum)) >= FEWEST_ELEMENTS
    ]
    made = {f"{part}.json": part_address(part) for part in PARTS}
    made |= {f"map of {kind}": map_address(release, kind) for kind in KINDS}
    pairs = [(stratum, one) for stratum in strata for one in selections(release, stratum)]
    first, further = [], []
    again = chosen.target if chosen.again is None else chosen.again
    with (
        serve(chosen.releases, chosen.workers) as server,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):

        def times_of(paths: Iterable[str]) -> list[float]:
            addresses = (f"{server.address}/{path}" for path in paths)
            return measured(pool, addresses, chosen.seconds)

        for what, address in made.items():
            new = [address(views(release, *pair, 1, what)[0]) for pair in pairs]
            first.append(row_of(what, times_of(new), chosen.target))
        draw = random.Random(1)
        every = []
        for what, address in made.items():
            each = max(1, chosen.requests // len(pairs))
            paths = [
                address(query)
                for pair in pairs
                for query in views(release, *pair, each, f"{what} further")
            ]
            draw.shuffle(paths)
            times = times_of(paths)
            every += times
            further.append(row_of(what, times, again))
        further.append(row_of("all", every, again))
    about = (
        f"{len(strata)} strata, {len(pairs)} choices of elements; {AT_ONCE} requests at a time, "
        f"{chosen.workers} worker(s); 99 % below {chosen.target:.0f} ms"
    )
    tables = [
        (f"For the first time. {about}", first),
        (f"Further requests; 99 % below {again:.0f} ms", further),
    ]
    report("Elements together", tables, chosen.json)


if __name__ == "__main__":
    main()
