"""Pictures of the server and the map of the browser, cell by cell: colours, places, words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboard import grid
from dashboard.pictures.camera import Camera, choose_level, clamped
from dashboard.pictures.results import camera_of
from dashboard.pictures.scene import Scene
from dashboard.pictures.scenes import scene_of
from dashboard.release.store import open_current
from dashboard.state import from_query
from dashboard.state_resolve import resolve
from tests.browser.journey import PAINTED, legend, title

pytestmark = pytest.mark.browser

# Where places are on the screen, what is there, and the colours of the pixels around.
LOOK = """([places, reach]) => {
  const canvas = document.querySelector('.gridmap-base');
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const ratio = width / canvas.clientWidth;
  const colour = (x, y) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  return places.map(([lon, lat]) => {
    const at = window.gridmap.screen(lon, lat);
    if (!at) return null;
    const [x, y] = at.map((v) => Math.floor(v * ratio));
    if (x < reach || y < reach || x >= width - reach || y >= height - reach) return { at };
    const { kind, number, country } = window.gridmap.hitTest(...at);
    const around = [];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) around.push(colour(x + dx, y + dy));
    }
    return { at, kind, number, country, colour: colour(x, y), around };
  });
}"""

SIZE = """() => {
  const { clientWidth, clientHeight } = document.querySelector('.gridmap-base');
  return [clientWidth, clientHeight];
}"""

SEVERAL = [
    ("elements", "?s=kola-c-horizon.aqua-regia&v=30~68.5~5"),
    ("elements", "?s=kola-c-horizon.aqua-regia&v=30~68.5~5&map=composite&theme=dark"),
    ("elements", "?s=kola-c-horizon.aqua-regia&v=30~68.5~5&map=anomalies&c=NOR"),
    ("compare", "?s=kola-c-horizon.aqua-regia&el=Ni&p2=el.Cu&mode=ratio&v=30~68.5~5&lvl=2"),
    ("compare", "?s=kola-c-horizon.inaa&el=Au&p2=stat.mean&mode=difference&v=30~68.5~5&lvl=2"),
]

# The map is there and nothing is on its way; Dash may still be coming.
SHOWN = """() => window.gridmap?.view?.() && document.querySelector('.legend-title')
  && !document.querySelector('#map[aria-busy]')"""

MAPS = [
    "?s=kola-c-horizon.aqua-regia&el=Ni&lvl=2&v=30~68.5~5",
    "?s=kola-c-horizon.aqua-regia&el=Au&stat=n&lvl=3&v=27~68.9~6&proj=plate-carree&mute=1~planned",
    "?s=kola-c-horizon.inaa&el=Au&lvl=2&v=30~68.5~5&theme=dark&ramp=batlow&c=NOR",
    "?s=kola-c-horizon.aqua-regia&el=Ag&lvl=2&v=30~68.5~5.2&cls=tukey&rescale=1&theme=contrast",
    "?s=igneous-rocks&el=Cu&lvl=0&v=178~20~1&ramp=traditional",
    "?s=igneous-rocks&el=Cu&lvl=0&v=-170~62~1.2&proj=globe&cls=log",
    "?s=igneous-rocks&el=La&lvl=0&v=180~0~1&proj=plate-carree&r=142&stat=q3",
    "?s=igneous-rocks&el=Cu&by=countries&v=60~20~1.5&stat=mean",
]

PROGRESS = [
    "?lvl=2&v=30~68.5~5",
    "?lvl=1&v=30~68.5~4.4&date=1995-08-01&mute=4&theme=dark&proj=globe",
    "?by=countries&m=area&v=30~60~2",
    "?by=countries&m=stage&v=60~30~1",
]


@pytest.fixture
def show(visit):
    """Open a page and wait for its map."""

    def opened(query: str, path: str):
        page = visit(query, path=path, wait=False)
        page.wait_for_function(SHOWN)
        page.evaluate(PAINTED)
        return page

    return opened


def compared(page, scene: Scene, query: str) -> int:
    """Compare all units in sight; return how many there were.

    Of a unit with a mark, the colour must be among the pixels around its middle.
    """
    state, _notices = from_query(query)
    units = scene.panes[0].units
    width, height = page.evaluate(SIZE)
    camera = clamped(Camera(state.projection, *state.viewport, width, height))
    if units.kind == "cells":
        lon, lat = grid.centre(units.keys, units.level)
    else:
        lon, lat = scene.panes[0].land.labels[units.keys].T
    known = np.flatnonzero(np.isfinite(lon))
    seen = page.evaluate(LOOK, [np.column_stack([lon, lat])[known].tolist(), 4])
    x, y = camera.to_screen(lon, lat)
    found = 0
    for i, look in zip(known.tolist(), seen, strict=True):
        assert (look is None) == bool(np.isnan(x[i])), f"{lon[i]} {lat[i]}: behind the globe?"
        if look is None:
            continue
        assert np.hypot(look["at"][0] - x[i], look["at"][1] - y[i]) < 1
        if "kind" not in look or (units.kind == "countries" and look["country"] != units.keys[i]):
            continue
        if units.kind == "cells":
            assert (look["kind"], look["number"]) == ("cell", units.keys[i])
        expected = units.colours[i].tolist()
        if units.marks[i] or units.kind == "countries":
            assert expected in look["around"], f"{units.kind} {units.keys[i]}"
        else:
            assert look["colour"] == expected, f"{units.kind} {units.keys[i]}"
        found += 1
    return found


def agrees(page, scene: Scene, query: str) -> None:
    """Assert that map, title and legend of the browser are those of the picture."""
    assert title(page) == scene.title
    told = [
        (one.label, "" if one.count is None else f"{one.count:,}")
        for one in scene.panes[0].entries
    ]
    # On the page a number and its per cent stay in one line; a picture breaks no label.
    shown = [(label.replace("\u00a0", " "), count) for label, count in legend(page)]
    assert sorted(shown) == sorted(told)
    assert compared(page, scene, query) > 15


@pytest.fixture
def release(built_releases: Path):
    """The release that the server of these tests shows."""
    return open_current(built_releases)


@pytest.mark.parametrize("query", MAPS)
def test_a_picture_of_results_is_the_map_of_the_browser(show, release, query):
    """Every cell or country has the browser's place and colour; title and legend agree."""
    page = show(query, "map")
    agrees(page, scene_of(release, "map", "", from_query(query)[0]), query)


@pytest.mark.parametrize(("path", "query"), SEVERAL)
def test_a_picture_of_several_elements_is_the_map_of_the_browser(show, release, path, query):
    """Components, composites, ratios and differences have the browser's colours and legend."""
    page = show(query, path)
    agrees(page, scene_of(release, path, "", from_query(query)[0]), query)


@pytest.mark.parametrize("query", PROGRESS)
def test_a_picture_of_progress_is_the_map_of_the_browser(show, release, query):
    """Every cell or country has the browser's place and colour; title and legend agree, too."""
    page = show(query, "")
    agrees(page, scene_of(release, "progress", "", from_query(query)[0]), query)


@pytest.mark.parametrize(
    "query",
    [
        "?s=igneous-rocks&el=Cu&v=10~20~0.5",
        "?s=kola-c-horizon.xrf&v=30~68.5~5.5",
        "?s=kola-c-horizon.xrf&v=30~68.5~9",
    ],
)
def test_cells_of_the_automatic_level_are_the_browsers(show, release, query):
    """On a map of the same size and view the picture has cells of the same size, or samples."""
    page = show(query, "map")
    shown = page.evaluate("window.gridmap.units()")
    state, _notices = from_query(query)
    stratum = release.strata[state.stratum]
    camera = clamped(Camera(state.projection, *state.viewport, *page.evaluate(SIZE)))
    level = choose_level(
        "auto", stratum.levels, stratum.record["finest"], camera.cell_pixels, True
    )
    assert ("sites" if level is None else level) == shown


@pytest.mark.parametrize(
    "query", ["?s=kola-c-horizon.xrf", "?s=igneous-rocks&c=FJI~NZL&proj=globe"]
)
def test_a_picture_without_a_viewport_shows_what_the_browser_shows(show, release, query):
    """Survey or selection fill the frame alike: the same places are at the same pixels."""
    page = show(query, "map")
    state, _notices = resolve(from_query(query)[0], release.index)
    camera = camera_of(release, release.strata[state.stratum], state, page.evaluate(SIZE))
    places = [[30.0, 69.0], [178.0, -18.0], [-175.0, -30.0]]
    there = page.evaluate(LOOK, [places, 0])
    x, y = camera.to_screen(*np.array(places).T)
    for i, look in enumerate(there):
        assert (look is None) == bool(np.isnan(x[i]))
        if look:
            assert look["at"] == pytest.approx([x[i], y[i]], abs=1)
