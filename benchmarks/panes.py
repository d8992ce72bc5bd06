"""Maps side by side: how long all of them take to show another element, and to move.

The page of comparison of the real application in headless Chromium without a graphics card,
1440 × 900. *Drawn* counts from the choice, whose vectors are there already, until the last
map's picture is in its canvas; *apart* is the time between the first and the last; *frames*
are the animation frames that began meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

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
SURVEY = "s=kola-c-horizon.aqua-regia"
VIEWS = {
    "two maps": f"{SURVEY}&el=Cu&p2=stat.max&lvl=3",
    "four maps": f"{SURVEY}&el=Cu&p2=stat.max&p3=stat.min&p4=stat.n&lvl=3",
    "difference": f"{SURVEY}&el=Cu&p2=stat.max&mode=difference&lvl=3",
}
STEPS = 40
MOST_FRAMES = 2
"""Frames that all maps may take."""

READY = """() => Boolean(window.gridmap?.view?.() && document.querySelector('.gridmap-base')
  && document.querySelector('#compare-bar') && !document.querySelector('#map[aria-busy]'))"""

# Every picture of a map's coloured layer is noted with its time.
WATCH = """(() => {
  window.drawn = [];
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...values) {
    putImageData.apply(this, values);
    if (this.canvas.classList.contains('gridmap-base')) window.drawn.push(performance.now());
  };
})()"""

CHANGE = """async ({ changes, maps }) => {
  const frame = () => new Promise(requestAnimationFrame);
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const found = [];
  for (const change of changes) {
    await frame();
    window.drawn.length = 0;
    let frames = 0;
    let counting = true;
    const count = () => { if (counting) { frames++; requestAnimationFrame(count); } };
    const start = performance.now();
    window.gridmap.choose(change);
    requestAnimationFrame(count);
    while (window.drawn.length < maps && performance.now() - start < 2000) {
      await new Promise((done) => { const { port1, port2 } = new MessageChannel();
        port1.onmessage = done; port2.postMessage(0); });
    }
    counting = false;
    const times = window.drawn.slice(0, maps);
    found.push([times.at(-1) - start, times.at(-1) - times[0], frames, times.length]);
    await rest(60);
  }
  return found;
}"""


@dataclass(frozen=True)
class Shown:
    """Changes of one page: their times, and the most frames that one took."""

    what: str
    drawn: Spread
    apart: Spread
    frames: int
    complete: bool


def change(page: Page, what: str, changes: Sequence[Mapping[str, object]], maps: int) -> Shown:
    """Make changes one after the other, each when the one before is drawn.

    Parameters
    ----------
    page : Page
        With the page of comparison.
    what : str
        For the table.
    changes : sequence of dict
        Patches of the view.
    maps : int
        How many maps each changes.
    """
    found = page.evaluate(CHANGE, {"changes": list(changes), "maps": maps})
    drawn, apart, frames, pictures = zip(*found, strict=True)
    return Shown(
        what, Spread.of(drawn), Spread.of(apart), max(frames), all(n == maps for n in pictures)
    )


def run(browser: Browser, address: str, steps: int) -> list[Shown]:
    """Measure all views, each in a page of its own."""
    found = []
    for name, query in VIEWS.items():
        # Without flights: a step is a step.
        context = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce")  # type: ignore[arg-type]
        context.add_init_script(WATCH)
        try:
            page = context.new_page()
            page.goto(f"{address}compare?{query}")
            page.wait_for_function(READY, timeout=60_000)
            page.wait_for_timeout(2_000)
            maps = page.locator(".gridmap-base").count()
            panes = {key: page.evaluate("() => window.gridmap.view()")[key] for key in _PANES}
            elements = [{"analyte": one, **panes} for one in ("Ni", "Cu")]
            for one in elements * 2:  # the vectors are fetched, the code is warm
                page.evaluate("(patch) => window.gridmap.choose(patch)", one)
                page.wait_for_function(READY)
                page.wait_for_timeout(300)
            found.append(change(page, f"{name}, another element", elements * (steps // 2), maps))
            moves = [{"viewport": [28 + step % 5, 68, 5]} for step in range(steps)]
            found.append(change(page, f"{name}, another place", moves, maps))
        finally:
            context.close()
    return found


_PANES = ("pane2", "pane3", "pane4")


def rows(found: Sequence[Shown]) -> list[Row]:
    """Return the table of times."""
    return [
        {
            "what": one.what,
            "drawn, ms": one.drawn,
            "apart, ms": one.apart,
            "frames at most": one.frames,
        }
        for one in found
    ]


def targets(found: Sequence[Shown]) -> list[Row]:
    """Return the targets, and whether they are met."""
    bound = MOST_FRAMES * FRAME_MS
    return [
        {
            "what": f"{one.what}: {what} of {one.drawn.count} drawn, ms",
            "wanted": f"≤ {bound:.1f}",
            "found": math.ceil(10 * value) / 10,
            "verdict": verdict(one.complete and value <= bound),
        }
        for one in found
        for what, value in (("median", one.drawn.median), ("slowest", one.drawn.most))
    ]


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--steps", type=int, default=STEPS, help="default: %(default)s")
    chosen = parser.parse_args(argv)
    with serve(chosen.releases) as server, chromium() as browser:
        found = run(browser, f"{server.address}/", chosen.steps)
    report(
        "Maps side by side",
        [("Medians (smallest–largest).", rows(found)), ("Targets.", targets(found))],
        chosen.json,
    )


if __name__ == "__main__":
    main()
