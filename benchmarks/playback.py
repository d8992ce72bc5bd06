"""Time playing over the map of progress: how long a step takes, and that none asks the server.

The start page of the real application in headless Chromium without a graphics card,
1440 × 900. A step is what the slider does: the days of all cells or countries are compared
with the day anew, the map coloured, title and counts written. *Drawn* counts from the
slider's event until the picture is in the canvas; *frame* until the second animation frame
after the event, so that the browser's own work counts: waiting for two frames is a floor
under it, which the row *nothing* gives.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, Request

from benchmarks.common import (
    FRAME_MS,
    Row,
    Spread,
    add_releases,
    arguments,
    chromium,
    report,
    verdict,
)
from benchmarks.server import serve

VIEWPORT = {"width": 1440, "height": 900}
VIEWS = ("", "lvl=2", "lvl=4", "lvl=5", "by=countries", "by=countries&m=element_cells")
STEPS = 100
STEP_FRAMES = 2
"""Frames that a step may take to be drawn."""

READY = """() => Boolean(document.querySelector('.playback:not([hidden])')
  && document.querySelector('.legend-title') && !document.querySelector('#map[aria-busy]'))"""

# Microtasks run before a promise's continuation: the map has drawn by then.
PLAY = """async (steps) => {
  const slider = document.querySelector('.playback-slider');
  const count = Number(slider.max) + 1;
  const frame = () => new Promise(requestAnimationFrame);
  const drawn = [], frames = [], floor = [];
  const timed = async (work) => {
    await frame();
    const start = performance.now();
    work();
    await Promise.resolve();
    await Promise.resolve();
    const done = performance.now() - start;
    await frame();
    await frame();
    return [done, performance.now() - start];
  };
  const go = (step) => () => {
    slider.value = String(step % count);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  };
  for (let step = 0; step < 4; step++) await timed(go(step));
  for (let step = 1; step <= steps; step++) {
    const [done, shown] = await timed(go(step));
    drawn.push(done);
    frames.push(shown);
    floor.push((await timed(() => {}))[1]);
  }
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  return { drawn, frames, floor, count };
}"""


@dataclass(frozen=True)
class Played:
    """Steps of one view: their times, how many days there are, what was asked meanwhile."""

    view: str
    days: int
    drawn: Spread
    frame: Spread
    floor: Spread
    late: int
    asked: int


def play(page: Page, address: str, view: str, steps: int) -> Played:
    """Open a view and measure steps through all its days, again and again.

    Parameters
    ----------
    page : Page
    address : str
        Of the start page, without a query.
    view : str
        Query of the view.
    steps : int
    """
    page.goto(f"{address}?{view}")
    page.wait_for_function(READY, timeout=60_000)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []

    def see(request: Request) -> None:
        if "/api/" in request.url:
            asked.append(request.url)

    page.on("request", see)
    try:
        times = page.evaluate(PLAY, steps)
    finally:
        page.remove_listener("request", see)
    drawn = times["drawn"]
    return Played(
        view or "cells of 160 km",
        times["count"],
        Spread.of(drawn),
        Spread.of(times["frames"]),
        Spread.of(times["floor"]),
        sum(one > STEP_FRAMES * FRAME_MS for one in drawn),
        len(asked),
    )


def run(browser: Browser, address: str, views: Sequence[str], steps: int) -> list[Played]:
    """Measure views, each in a page of its own."""
    found = []
    for view in views:
        context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
        try:
            found.append(play(context.new_page(), address, view, steps))
        finally:
            context.close()
    return found


def rows(found: Sequence[Played]) -> list[Row]:
    """Return the table of times."""
    return [
        {
            "view": one.view,
            "days": one.days,
            "drawn, ms": one.drawn,
            "frame, ms": one.frame,
            "nothing, ms": one.floor,
            "steps over two frames": one.late,
            "requests": one.asked,
        }
        for one in found
    ]


def targets(found: Sequence[Played]) -> list[Row]:
    """Return the targets, and whether they are met."""
    bound = STEP_FRAMES * FRAME_MS
    return [
        {
            "view": one.view,
            "what": f"{what} of {one.drawn.count} steps drawn, ms",
            "wanted": f"≤ {bound:.1f}",
            "found": math.ceil(10 * value) / 10,
            "verdict": verdict(value <= bound),
        }
        for one in found
        for what, value in (("median", one.drawn.median), ("slowest", one.drawn.most))
    ]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--steps", type=int, default=STEPS, help="default: %(default)s")
    parser.add_argument("--release", metavar="ID", help="another than the one that is served")
    chosen = parser.parse_args(argv)
    own = f"release={chosen.release}" if chosen.release else ""
    views = ["&".join(filter(None, [own, view])) for view in VIEWS]
    with serve(chosen.releases) as server, chromium() as browser:
        found = run(browser, f"{server.address}/", views, chosen.steps)
    report(
        "Time playing over the map of progress",
        [("Medians (smallest–largest).", rows(found)), ("Targets.", targets(found))],
        chosen.json,
    )


if __name__ == "__main__":
    main()
