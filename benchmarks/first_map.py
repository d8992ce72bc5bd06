"""The first map on a slow line, what it transfers, and what the next element switches do.

The real application under gunicorn with one worker; headless Chromium with an empty cache,
its own emulation of 1.6 Mbit/s down, 750 kbit/s up and 150 ms (added to every request; it
does not slow the making of connections). *First map* is the `gridmap:painted` event, from the
start of the navigation. The first visit meets a server that has just started, the others one
that keeps its compressed answers. Bytes are those over the wire, heads of the answers included.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.common import Row, Spread, add_releases, arguments, chromium, report, verdict
from benchmarks.server import serve
from benchmarks.traffic import CRITICAL, Recorder, Transfer, by_kind

SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
SWITCHES = 5
FIRST_MAP_S = 2.0
CRITICAL_BYTES = 250_000
PAGE_BYTES = 700_000
VIEWPORT = {"width": 1200, "height": 800}
QUIET_S = 1.0
"""A page has come to rest when nothing was under way for so long."""

WATCH = """
document.addEventListener('gridmap:painted', () => {
  window.benchmarkPainted = performance.now();
}, {once: true});
"""
ANALYTES = """(count) => {
  const {stratum, analyte} = gridmap.view();
  const index = JSON.parse(document.getElementById('gridmap-config').textContent).index;
  const all = index.strata.find((one) => one.id === stratum).analytes.map((one) => one.id);
  return all.filter((id) => id !== analyte).slice(0, count);
}"""


@dataclass(frozen=True)
class Visit:
    """One visit with an empty cache.

    Attributes
    ----------
    painted : float
        Seconds from the start of the navigation to the first map.
    moment : float
        The same on the recorder's clock.
    transfers : list of Transfer
        Until the page was at rest.
    switches : list of (str, list of Transfer)
        Each element switched to after that, and what it requested.
    """

    painted: float
    moment: float
    transfers: list[Transfer]
    switches: list[tuple[str, list[Transfer]]]


def settle(page: Page, recorder: Recorder, limit: float = 90) -> None:
    """Wait until the page requests nothing more.

    Raises
    ------
    TimeoutError
        If it never rests.
    """
    end = time.monotonic() + limit
    still, seen = time.monotonic(), -1
    while time.monotonic() - still < QUIET_S:
        page.wait_for_timeout(100)
        count = len(recorder.transfers)
        if recorder.unfinished() or count != seen:
            still, seen = time.monotonic(), count
        if time.monotonic() > end:
            running = [one.path for one in recorder.all() if one.done is None]
            raise TimeoutError(f"the page does not come to rest; under way: {running}")


def wait_painted(page: Page, limit: float) -> None:
    """Wait for the first map.

    The page's content policy forbids `eval`, which Playwright's own waiting needs.

    Raises
    ------
    TimeoutError
        If there is none after `limit` seconds.
    """
    end = time.monotonic() + limit
    while not page.evaluate("window.benchmarkPainted ?? 0"):
        if time.monotonic() > end:
            raise TimeoutError(f"no map after {limit:g} s")
        page.wait_for_timeout(50)


def visit(browser: Browser, address: str, network: dict[str, Any] | None, switches: int) -> Visit:
    """Open the map with an empty cache, wait for rest, then switch elements."""
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        recorder = Recorder(context, page, network)
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        wait_painted(page, 60)
        painted, origin = page.evaluate("[benchmarkPainted, performance.timeOrigin]")
        settle(page, recorder)
        transfers = recorder.all()
        switched = []
        for analyte in page.evaluate(ANALYTES, switches) if switches else []:
            before = set(recorder.transfers)
            page.evaluate("(analyte) => gridmap.choose({analyte})", analyte)
            settle(page, recorder)
            new = [one for key, one in recorder.transfers.items() if key not in before]
            switched.append((analyte, new))
        return Visit(painted / 1000, recorder.moment(origin + painted), transfers, switched)
    finally:
        context.close()


def painted_without_dash(browser: Browser, address: str) -> bool:
    """Return whether the map is painted while Dash's bundles cannot be had."""
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.route("**/*_dash-component-suites*/**", lambda route: route.abort())
        page.goto(address, wait_until="commit")
        wait_painted(page, 15)
        page.wait_for_timeout(500)
        return bool(page.evaluate("typeof window.React === 'undefined' && benchmarkPainted > 0"))
    finally:
        context.close()


def kind_rows(one: Visit) -> list[Row]:
    """Return requests and bytes by kind: until the first map, and in all."""
    first, whole = by_kind(one.transfers, one.moment), by_kind(one.transfers)
    return [
        {
            "kind": kind,
            "requests to the first map": first.get(kind, [0, 0])[0],
            "bytes to the first map": first.get(kind, [0, 0])[1],
            "requests in all": count,
            "bytes in all": size,
        }
        for kind, (count, size) in whole.items()
    ]


def request_rows(one: Visit) -> list[Row]:
    """Return every request of a visit."""
    start = min(transfer.sent for transfer in one.transfers)
    return [
        {
            "request": transfer.path if len(transfer.path) < 72 else transfer.path[:69] + "...",
            "kind": transfer.kind,
            "status": transfer.status,
            "sent, s": f"{transfer.sent - start:.2f}",
            "done, s": f"{(transfer.done or start) - start:.2f}",
            "bytes": transfer.size,
        }
        for transfer in one.transfers
    ]


def switch_rows(one: Visit) -> list[Row]:
    """Return what each element switch transferred, and what it took from the browser's cache."""
    rows: list[Row] = []
    for analyte, transfers in one.switches:
        sent = [transfer for transfer in transfers if not transfer.cached]
        vectors = [transfer for transfer in sent if transfer.kind == "vector"]
        others = [transfer for transfer in sent if transfer.kind != "vector"]
        kept = sorted({transfer.kind for transfer in transfers if transfer.cached})
        rows.append(
            {
                "element": analyte,
                "vectors": len(vectors),
                "vector bytes": sum(transfer.size for transfer in vectors),
                "other requests": len(others),
                "other bytes": sum(transfer.size for transfer in others),
                "others": ", ".join(sorted({transfer.kind for transfer in others})) or None,
                "from the cache": ", ".join(kept) or None,
            }
        )
    return rows


def switches_are_single(one: Visit) -> bool:
    """Return whether each element switch transferred one vector and nothing else."""
    return all(
        [transfer.kind for transfer in transfers if not transfer.cached] == ["vector"]
        for _analyte, transfers in one.switches
    )


def geometry_again(one: Visit) -> int:
    """Return how many transfers of geometry repeated an earlier one."""
    everything = [*one.transfers, *(t for _, more in one.switches for t in more)]
    paths = [t.path for t in everything if t.kind == "geometry" and not t.cached]
    return len(paths) - len(set(paths))


def critical_bytes(one: Visit) -> int:
    """Return the bytes of what the first map needs that had come when it was painted."""
    return sum(t.bytes_until(one.moment) for t in one.transfers if t.kind in CRITICAL)


def target_rows(visits: Sequence[Visit], without_dash: bool) -> list[Row]:
    """Return the targets, and whether they are met."""
    one = visits[0]
    later = Spread.of([visit.painted for visit in visits[1:] or visits])
    critical = critical_bytes(one)
    whole = sum(t.size for t in one.transfers if t.kind != "charts")
    charts = sum(t.size for t in one.transfers if t.kind == "charts")
    single = switches_are_single(one)
    again = geometry_again(one)

    def row(what: str, wanted: str, found: str, met: bool) -> Row:
        return {"what": what, "wanted": wanted, "found": found, "verdict": verdict(met)}

    spread = f"{later.median:.2f} s ({later.least:.2f}–{later.most:.2f})"
    within = f"≤ {FIRST_MAP_S:g} s"
    fresh = f"{one.painted:.2f} s"
    return [
        row("first map", within, spread, later.median <= FIRST_MAP_S),
        row("first map of a new server", within, fresh, one.painted <= FIRST_MAP_S),
        row("critical path", f"≤ {CRITICAL_BYTES:,}", f"{critical:,}", critical <= CRITICAL_BYTES),
        row("page without charts", f"< {PAGE_BYTES:,}", f"{whole:,}", whole < PAGE_BYTES),
        row("charts not asked for", "0", f"{charts:,}", charts == 0),
        row("map without Dash's bundles", "yes", "yes" if without_dash else "no", without_dash),
        row("a switch is one vector", "yes", "yes" if single else "no", single),
        row("geometry sent again", "0", str(again), again == 0),
    ]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--repeats", type=int, default=5, help="visits (default: %(default)s)")
    parser.add_argument("--view", default="", metavar="QUERY", help="query of the map to open")
    parser.add_argument("--requests", action="store_true", help="list every request")
    chosen = parser.parse_args(argv)
    with serve(chosen.releases) as server, chromium() as browser:
        address = f"{server.address}/map" + (f"?{chosen.view}" if chosen.view else "")
        visits = [
            visit(browser, address, SLOW_LINE, SWITCHES if turn == 0 else 0)
            for turn in range(chosen.repeats)
        ]
        without_dash = painted_without_dash(browser, address)
    one = visits[0]
    parts: list[tuple[str, Sequence[Row]]] = [
        ("By kind, first visit.", kind_rows(one)),
        ("The next element switches.", switch_rows(one)),
        ("Targets.", target_rows(visits, without_dash)),
    ]
    if chosen.requests:
        parts.insert(1, ("Every request, first visit.", request_rows(one)))
    report("The first map at 1.6 Mbit/s and 150 ms, empty cache", parts, chosen.json)


if __name__ == "__main__":
    main()
