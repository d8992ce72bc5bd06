"""The start page on a slow line: when its headlines can be read, and when its map is there.

Method and line are those of `first_map`. *Headlines* is the first contentful paint: they are
part of the page itself, so that nothing but the style sheet comes before them. Bytes are those
over the wire, heads of the answers included: of the page at rest, and after going down to the
charts, whose library comes only then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser

from benchmarks.common import Row, Spread, add_releases, arguments, chromium, report, verdict
from benchmarks.first_map import (
    CRITICAL_BYTES,
    FIRST_MAP_S,
    PAGE_BYTES,
    SLOW_LINE,
    VIEWPORT,
    WATCH,
    Visit,
    request_rows,
    settle,
    wait_painted,
)
from benchmarks.server import serve
from benchmarks.traffic import CRITICAL, Recorder, Transfer

HEADLINES = """() => {
  const [entry] = performance.getEntriesByName('first-contentful-paint');
  const items = document.querySelectorAll('#headline-list li').length;
  return [entry ? entry.startTime : 0, items];
}"""


@dataclass(frozen=True)
class Opening:
    """One visit with an empty cache.

    Attributes
    ----------
    read : float
        Seconds to the headlines.
    painted : float
        Seconds to the first map.
    moment : float
        The latter on the recorder's clock.
    headlines : int
        How many the page had.
    transfers : list of Transfer
        Until the page was at rest.
    later : list of Transfer
        What came when the reader went down to the charts.
    """

    read: float
    painted: float
    moment: float
    headlines: int
    transfers: list[Transfer]
    later: list[Transfer]


def visit(browser: Browser, address: str) -> Opening:
    """Open a page of progress with an empty cache and wait for rest."""
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        recorder = Recorder(context, page, SLOW_LINE)
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        wait_painted(page, 60)
        painted, origin = page.evaluate("[benchmarkPainted, performance.timeOrigin]")
        settle(page, recorder)
        read, count = page.evaluate(HEADLINES)
        moment = recorder.moment(origin + painted)
        before = set(recorder.transfers)
        transfers = recorder.all()
        page.evaluate("document.getElementById('progress-growth')?.scrollIntoView()")
        settle(page, recorder)
        later = [one for key, one in recorder.transfers.items() if key not in before]
        return Opening(read / 1000, painted / 1000, moment, count, transfers, later)
    finally:
        context.close()


def kind_rows(one: Opening) -> list[Row]:
    """Return bytes by kind: until the first map, and in all."""
    kinds = dict.fromkeys(transfer.kind for transfer in one.transfers)
    return [
        {
            "kind": kind,
            "requests": sum(t.kind == kind for t in one.transfers),
            "bytes to the first map": sum(
                t.bytes_until(one.moment) for t in one.transfers if t.kind == kind
            ),
            "bytes in all": sum(t.size for t in one.transfers if t.kind == kind),
        }
        for kind in kinds
    ]


def target_rows(visits: Sequence[Opening]) -> list[Row]:
    """Return the figures, and whether those with a bound keep it."""
    one = visits[0]
    later = visits[1:] or visits
    read = Spread.of([visit.read for visit in later])
    painted = Spread.of([visit.painted for visit in later])
    critical = sum(t.bytes_until(one.moment) for t in one.transfers if t.kind in CRITICAL)
    charts = sum(t.size for t in [*one.transfers, *one.later] if t.kind == "charts")
    whole = sum(t.size for t in one.transfers)
    early = sum(t.size for t in one.transfers if t.kind == "charts")
    scrolled = whole + sum(t.size for t in one.later)

    def row(what: str, wanted: str, found: str, met: bool) -> Row:
        return {"what": what, "wanted": wanted, "found": found, "verdict": verdict(met)}

    def spread(times: Spread) -> str:
        return f"{times.median:.2f} s ({times.least:.2f}–{times.most:.2f})"

    within = f"≤ {FIRST_MAP_S:g} s"
    bounds = f"≤ {CRITICAL_BYTES:,}", f"< {PAGE_BYTES:,}"
    return [
        row("headlines on the page", "≥ 3", str(one.headlines), one.headlines >= 3),
        row("headlines", within, spread(read), read.median <= FIRST_MAP_S),
        row("first map", within, spread(painted), painted.median <= FIRST_MAP_S),
        row("critical path", bounds[0], f"{critical:,}", critical <= CRITICAL_BYTES),
        row("page at rest", bounds[1], f"{whole:,}", whole < PAGE_BYTES),
        row("charts not asked for", "0", f"{early:,}", early == 0),
        row("page with the charts", "–", f"{scrolled:,}, of these {charts:,} charts", True),
    ]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--repeats", type=int, default=5, help="visits (default: %(default)s)")
    parser.add_argument("--view", default="", metavar="QUERY", help="query of the page to open")
    parser.add_argument("--requests", action="store_true", help="list every request")
    chosen = parser.parse_args(argv)
    with serve(chosen.releases) as server, chromium() as browser:
        address = f"{server.address}/" + (f"?{chosen.view}" if chosen.view else "")
        visits = [visit(browser, address) for _turn in range(chosen.repeats)]
    parts: list[tuple[str, Sequence[Row]]] = [
        ("By kind, first visit.", kind_rows(visits[0])),
        ("Targets.", target_rows(visits)),
    ]
    if chosen.requests:
        one = visits[0]
        as_visit = Visit(one.painted, one.moment, one.transfers, [])
        parts.insert(1, ("Every request, first visit.", request_rows(as_visit)))
    report("The start page at 1.6 Mbit/s and 150 ms, empty cache", parts, chosen.json)


if __name__ == "__main__":
    main()
