"""``python -m benchmarks.round_trip``."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from flask.testing import FlaskClient

import benchmarks.round_trip
from benchmarks.common import Row, add_releases, arguments, report
from benchmarks.round_trip import compare, progress, results, together
from dashboard import settings as settings_of
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state import ViewState

RandomState = Callable[[Release, random.Random], ViewState]
Follow = Callable[[FlaskClient, Release, ViewState], Counter[str]]

PAGES: Mapping[str, tuple[RandomState, Follow]] = {
    "map": (results.random_state, results.round_trip),
    "compare": (compare.random_state, compare.round_trip),
    "elements": (together.random_state, together.round_trip),
    "progress": (progress.random_state, progress.round_trip),
}


def run(
    client: FlaskClient, release: Release, page: str, states: int, seed: int
) -> tuple[Row, list[str]]:
    """Follow so many views of a page; return the row of the report and what differs."""
    make, follow = PAGES[page]
    chance = random.Random(seed)
    began, used = time.monotonic(), time.process_time()
    compared: Counter[str] = Counter()
    faults: list[str] = []
    for _turn in range(states):
        try:
            compared += follow(client, release, make(release, chance))
        except AssertionError as fault:
            faults.append(str(fault))
            print(fault, flush=True)
    row = {
        "page": page,
        "release": release.id,
        "seed": seed,
        "states": states,
        "differ": len(faults),
        "compared": ", ".join(f"{n:,} {name}" for name, n in compared.items() if name != "views"),
        "processor s a state": round((time.process_time() - used) / states, 3),
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    return row, faults


def main(argv: Sequence[str] | None = None) -> None:
    """Run the check."""
    parser = arguments(benchmarks.round_trip.__doc__)
    add_releases(parser)
    parser.add_argument("--states", type=int, default=1000, metavar="N", help="of each page")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--pages", nargs="+", choices=tuple(PAGES), default=tuple(PAGES))
    chosen = parser.parse_args(argv)
    store = ReleaseStore(chosen.releases)
    release = store.current()
    if release is None:
        raise SystemExit(f"There is no release in {chosen.releases}.")
    environment = {"RELEASES": str(chosen.releases)}
    client = create_app(settings_of.read(environment), store).server.test_client()
    rows, differ = [], False
    for page in chosen.pages:
        row, faults = run(client, release, page, chosen.states, chosen.seed)
        rows.append(row)
        differ = differ or bool(faults)
    report("Round trip", [("Views through link, page, picture and files", rows)], chosen.json)
    if differ:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
