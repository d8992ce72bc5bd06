"""One element switch, fetch included: this map beside Plotly's Choropleth and Bokeh's quad.

All three show the same cells (land cells of the global grid, eight classes, plate carrée) at
1200 × 640 device pixels in headless Chromium without a graphics card, served by one local
server. Plotly and Bokeh have their geometry sent once and get one bare Float32Array; this map
gets the container the application sends (value, state, two counts), draws value states, and
has coast, borders and country names above it. Times count from the call of the switch until
*drawn* (the picture is in the canvas or document: the engine's `paint` event, the promise of
`Plotly.restyle`, Bokeh's `repainted`) and until *frame* (the second animation frame after
that; the rule alone costs what the row *nothing* says).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks import cells as made
from benchmarks.common import (
    Row,
    Spread,
    add_releases,
    arguments,
    chromium,
    report,
    verdict,
)
from benchmarks.site import HEIGHT, WIDTH, Site, folders, page, serve

SIZES = (7_500, 30_000, 50_000)
TARGETS = {"plotly": {7_500: 8.0, 50_000: 50.0}, "bokeh": {}}
"""How many times faster than a peer at least, by size; 1 at the others."""

CONTENDERS = {
    "map": (),
    "plotly": ("/plotly/plotly.min.js",),
    "bokeh": ("/bokeh/bokeh.min.js", "/bokeh/bokeh-gl.min.js"),
}
NAMES = {"map": "this map", "plotly": "Plotly Choropleth", "bokeh": "Bokeh quad, WebGL"}


@dataclass(frozen=True)
class Switch:
    """Times of one contender's switches at one size, and what it said of itself."""

    contender: str
    cells: int
    drawn: Spread
    frame: Spread
    floor: Spread
    about: dict[str, Any]


def data_files(
    cells: made.Cells, boundaries: bytes, contenders: Sequence[str] = tuple(CONTENDERS)
) -> dict[str, bytes]:
    """Return everything the contenders' pages fetch for one set of cells, by address."""
    files = {
        "/data/setup.json": json.dumps(
            {
                "cells": len(cells),
                "level": cells.level,
                "breaks": made.BREAKS,
                "palette": made.PALETTE,
            }
        ).encode(),
        "/data/level.bin": made.geometry(cells),
        "/data/boundaries.bin": boundaries,
        "/data/cells.geojson": made.geojson(cells),
    }
    if "bokeh" in contenders:
        files["/data/bokeh.json"] = bokeh_item(cells)
    for variable in range(made.VARIABLES):
        files[f"/data/{variable}.bin"] = made.vector(len(cells), variable)
        values, _state = made.results(len(cells), variable)
        files[f"/data/{variable}.f4.bin"] = values.tobytes()
    return files


def bokeh_item(cells: made.Cells) -> bytes:
    """Return Bokeh's JSON of a plot with one quad for each cell."""
    import numpy as np
    from bokeh.core.json_encoder import serialize_json
    from bokeh.core.property.vectorization import Field
    from bokeh.core.types import ID
    from bokeh.embed import json_item
    from bokeh.models import ColumnDataSource, LinearColorMapper, Plot, Range1d
    from bokeh.models.glyphs import Quad

    from dashboard import grid

    west, south, east, north = (
        edge.astype(np.float32) for edge in grid.bounds(cells.numbers, cells.level)
    )
    values, _state = made.results(len(cells), 0)
    source = ColumnDataSource(
        {"left": west, "right": east, "bottom": south, "top": north, "value": values},
        name="cells",
    )
    plot = Plot(
        width=WIDTH,
        height=HEIGHT,
        x_range=Range1d(start=-180, end=180),
        y_range=Range1d(start=-96, end=96),
        output_backend="webgl",
        min_border=0,
        outline_line_color=None,
        toolbar_location=None,
    )
    mapper = LinearColorMapper(palette=list(made.PALETTE), low=0.0, high=made.BREAKS[-1])
    fill = Field("value", transform=mapper)
    glyph = Quad(
        left="left", right="right", bottom="bottom", top="top", fill_color=fill, line_color=None
    )
    plot.add_glyph(source, glyph)
    item: str = serialize_json(json_item(plot, ID("map")))
    return item.encode()


def run_one(
    browser: Browser, site: Site, contender: str, how: dict[str, int], pictures: Path | None
) -> Switch:
    """Measure one contender in a page of its own.

    Raises
    ------
    RuntimeError
        If its picture does not change with the variable, or WebGL is missing.
    """
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.set_default_timeout(180_000)
    try:
        tab.goto(f"{site.address}/{contender}.html")
        tab.wait_for_function("window.contender")
        about = tab.evaluate("contender.ready")
        shots = []
        for variable in (0, 1):
            tab.evaluate("(variable) => contender.switchTo(variable)", variable)
            tab.wait_for_timeout(200)
            shots.append(tab.screenshot())
        if pictures:
            (pictures / f"switch-{contender}-{about['cells']}.png").write_bytes(shots[1])
        floor = tab.evaluate("(how) => contender.floor(how)", how)
        times = tab.evaluate("(how) => contender.measure(how)", how)
    finally:
        context.close()
    if faults or shots[0] == shots[1] or about.get("webgl") is False:
        raise RuntimeError(f"{contender} does not draw what it should: {faults or about}")
    return Switch(
        contender,
        about["cells"],
        Spread.of(times["drawn"]),
        Spread.of(times["frame"]),
        Spread.of(floor["frame"]),
        about,
    )


def run(
    browser: Browser,
    releases: Path,
    sizes: Sequence[int],
    how: dict[str, int],
    pictures: Path | None = None,
    contenders: Sequence[str] = tuple(CONTENDERS),
) -> dict[int, list[Switch]]:
    """Measure contenders at all sizes, one after the other.

    Parameters
    ----------
    browser : Browser
    releases : Path
        Folder of releases, whose current one has the land cells and boundaries.
    sizes : sequence of int
        Numbers of cells.
    how : dict
        ``warm`` and ``repeats`` switches, ``variables`` to switch between.
    pictures : Path, optional
        Folder for a screenshot of each.
    contenders : sequence of str
        Names of `CONTENDERS`, this map first.

    Returns
    -------
    dict of int to list of Switch
        By size asked for; the contenders in their order.
    """
    parents, country, boundaries = made.land(releases)
    pages = {f"/{name}.html": page(name, CONTENDERS[name]) for name in contenders}
    served = ("gridmap", "pages", *(name for name in contenders if name != "map"))
    found: dict[int, list[Switch]] = {}
    with serve(pages, folders(*served)) as site:
        for size in sizes:
            cells = made.land_cells(parents, country, size)
            site.files.update(data_files(cells, boundaries, contenders))
            found[size] = [run_one(browser, site, name, how, pictures) for name in contenders]
    return found


def rows(found: dict[int, list[Switch]]) -> list[Row]:
    """Return the table of times: a row for each contender at each size."""
    lines: list[Row] = []
    for switches in found.values():
        ours = switches[0]
        for one in switches:
            lines.append(
                {
                    "cells": one.cells,
                    "contender": NAMES[one.contender],
                    "drawn, ms": one.drawn,
                    "frame, ms": one.frame,
                    "drawn ÷ ours": one.drawn.median / ours.drawn.median,
                    "frame ÷ ours": one.frame.median / ours.frame.median,
                }
            )
        floor = Spread.of([one.floor.median for one in switches])
        lines.append(
            {
                "cells": ours.cells,
                "contender": "nothing",
                "drawn, ms": None,
                "frame, ms": floor,
                "drawn ÷ ours": None,
                "frame ÷ ours": floor.median / ours.frame.median,
            }
        )
    return lines


def targets(found: dict[int, list[Switch]]) -> list[Row]:
    """Return what the project set itself, and whether the medians meet it, by both rules."""
    lines: list[Row] = []
    for size, (ours, *peers) in found.items():
        for peer in peers:
            times = TARGETS[peer.contender].get(size, 1.0)
            drawn = peer.drawn.median / ours.drawn.median
            frame = peer.frame.median / ours.frame.median
            lines.append(
                {
                    "cells": ours.cells,
                    "faster than": NAMES[peer.contender],
                    "wanted": f"{times:g} ×",
                    "drawn": f"{drawn:.1f} × {verdict(drawn > times)}",
                    "frame": f"{frame:.1f} × {verdict(frame > times)}",
                }
            )
    return lines


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="CELLS")
    parser.add_argument("--repeats", type=int, default=9, help="default: %(default)s")
    parser.add_argument("--warm", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="keep screenshots there")
    chosen = parser.parse_args(argv)
    how = {"warm": chosen.warm, "repeats": chosen.repeats, "variables": made.VARIABLES}
    with chromium() as browser:
        found = run(browser, chosen.releases, chosen.sizes, how, chosen.pictures)
    report(
        "One element switch, fetch included, 1200 × 640 device pixels",
        [
            ("Medians (smallest–largest).", rows(found)),
            ("Targets.", targets(found)),
        ],
        chosen.json,
    )


if __name__ == "__main__":
    main()
