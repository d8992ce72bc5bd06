"""Drawing alone: paint, pan and zoom of 20 thousand to 2.9 million cells of the globe.

The engine's own clock (`measure()`): *paint* makes the palette, colours the pixels and puts
them into the canvas; *raster* finds the cell under each pixel of a new view; a *step* of a
movement is raster, paint and the lines above. 1200 × 640 device pixels, headless Chromium
without a graphics card, coarse boundaries above the cells, one value in twenty below
detection and so with a mark.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import cells as made
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
from benchmarks.site import HEIGHT, WIDTH, folders, page, serve

SETS: tuple[tuple[int, int | None], ...] = ((0, None), (1, None), (2, None), (4, 2_900_000))
"""Level and number of cells; None is the whole globe, land and sea."""

PAINT_FRAMES = {2: 1, 4: 2}
"""Frames that painting may take, by level."""
MOVE_FRAMES = {1: 2}
"""Frames that a step of panning or zooming may take, by level."""


@dataclass(frozen=True)
class Drawing:
    """Times of one set of cells in one projection."""

    level: int
    cells: int
    projection: str
    set_ms: float
    paint: Spread
    raster: dict[str, Spread]
    step: dict[str, Spread]


def run(
    browser: Browser,
    releases: Path,
    sets: Sequence[tuple[int, int | None]],
    projections: Sequence[str],
    how: dict[str, int],
) -> list[Drawing]:
    """Measure sets of cells in projections, each in a page of its own.

    Parameters
    ----------
    browser : Browser
    releases : Path
        Folder of releases, whose current one has the boundaries.
    sets : sequence of (int, int or None)
        Level, and about how many of its cells (None: all of the globe).
    projections : sequence of str
    how : dict
        ``warm`` and ``repeats``.
    """
    _parents, _country, boundaries = made.land(releases)
    pages = {"/paint.html": page("paint"), "/data/boundaries.bin": boundaries}
    found = []
    with serve(pages, folders("gridmap", "pages")) as site:
        for level, wanted in sets:
            cells = made.globe_cells(level, wanted)
            site.files.update(_data(cells))
            for projection in projections:
                context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
                tab = context.new_page()
                tab.set_default_timeout(180_000)
                tab.goto(f"{site.address}/paint.html")
                tab.wait_for_function("window.engine")
                about = tab.evaluate("(projection) => engine.start(projection)", projection)
                paint = tab.evaluate("(how) => engine.paints(how)", how)
                moves = {
                    kind: tab.evaluate("(how) => engine.moves(how)", {"kind": kind, **how})
                    for kind in ("pan", "zoom")
                }
                context.close()
                found.append(
                    Drawing(
                        level,
                        about["cells"],
                        projection,
                        about["set"],
                        Spread.of(paint),
                        {kind: Spread.of(times["raster"]) for kind, times in moves.items()},
                        {kind: Spread.of(times["step"]) for kind, times in moves.items()},
                    )
                )
    return found


def _data(cells: made.Cells) -> dict[str, bytes]:
    setup = {
        "level": cells.level,
        "breaks": made.BREAKS,
        "palette": made.PALETTE,
        "variables": made.VARIABLES,
    }
    files = {
        "/data/setup.json": json.dumps(setup).encode(),
        "/data/level.bin": made.geometry(cells),
    }
    for variable in range(made.VARIABLES):
        files[f"/data/{variable}.bin"] = made.vector(len(cells), variable)
    return files


def rows(found: Sequence[Drawing]) -> list[Row]:
    """Return the table of times."""
    return [
        {
            "cells": one.cells,
            "level": one.level,
            "projection": one.projection,
            "cell set, ms": one.set_ms,
            "paint, ms": one.paint,
            "pan: raster": one.raster["pan"],
            "pan: step": one.step["pan"],
            "zoom: raster": one.raster["zoom"],
            "zoom: step": one.step["zoom"],
        }
        for one in found
    ]


def targets(found: Sequence[Drawing]) -> list[Row]:
    """Return the targets, and whether the medians meet them."""
    lines: list[Row] = []

    def line(one: Drawing, what: str, frames: int, median: float) -> None:
        lines.append(
            {
                "cells": one.cells,
                "projection": one.projection,
                "what": what,
                "wanted, ms": frames * FRAME_MS,
                "median, ms": median,
                "verdict": verdict(median <= frames * FRAME_MS),
            }
        )

    for one in found:
        if one.level in PAINT_FRAMES:
            line(one, "paint", PAINT_FRAMES[one.level], one.paint.median)
        if one.level in MOVE_FRAMES:
            for kind, step in one.step.items():
                line(one, f"step of a {kind}", MOVE_FRAMES[one.level], step.median)
    return lines


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--repeats", type=int, default=15, help="default: %(default)s")
    parser.add_argument("--warm", type=int, default=4, help="default: %(default)s")
    parser.add_argument(
        "--projections",
        nargs="+",
        default=["equal-earth", "globe", "plate-carree"],
        metavar="NAME",
        help="default: all three",
    )
    chosen = parser.parse_args(argv)
    how = {"warm": chosen.warm, "repeats": chosen.repeats}
    with chromium() as browser:
        found = run(browser, chosen.releases, SETS, chosen.projections, how)
    report(
        "Drawing alone, 1200 × 640 device pixels",
        [("Medians (smallest–largest), ms.", rows(found)), ("Targets.", targets(found))],
        chosen.json,
    )


if __name__ == "__main__":
    main()
