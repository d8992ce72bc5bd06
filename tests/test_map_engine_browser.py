"""The map engine in a real browser: what cannot be tested without a canvas, focus and pointers."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

MODULES = Path(__file__).parent.parent / "assets" / "gridmap"
ORIGIN = "http://gridmap.test"
SHELL = """<!doctype html><meta charset="utf-8"><title>Map</title><link rel="icon" href="data:,">
<style>body { margin: 0 } #map { position: relative; width: 800px; height: 500px }
.gridmap-buttons { position: absolute; top: 0; right: 0 }</style>
<button id="before">before</button><div id="map"></div><div id="second"></div>"""
START = """async () => {
  const { createGeometry, createMap } = await import('/map.mjs');
  const { decodeBoundaries } = await import('/boundaries.mjs');
  const { unpack } = await import('/planes.mjs');
  const grid = await import('/grid.mjs');
  const geometry = createGeometry();
  const answer = await fetch('/world-110m.bin');
  geometry.setBoundaries('world-110m', decodeBoundaries(unpack(await answer.arrayBuffer())));
  const map = createMap(document.getElementById('map'), { geometry, label: 'Copper' });
  const numbers = [];
  for (let n = 0; n < grid.numberOfCells(0); n++) {
    const [lon, lat] = grid.centre(n);
    if (lon > 10 && lon < 40 && lat > 50 && lat < 70) numbers.push(n);
  }
  const cells = Uint32Array.from(numbers);
  const cellset = geometry.setGrid(0, cells, new Uint16Array(cells.length).fill(0));
  const colours = new Uint32Array(cells.length).fill(0xff2010c0);
  map.setCells(cellset);
  map.paint({ colours });
  const events = [];
  for (const name of ['hover', 'click', 'open', 'focuscell', 'view', 'needdetail', 'paint']) {
    map.on(name, (detail) => events.push([name, detail]));
  }
  Object.assign(window, { map, geometry, grid, cellset, colours, events, createMap });
  window.of = (name) => events.filter(([event]) => event === name).map(([, detail]) => detail);
  window.colourAt = (lon, lat) => {
    const [x, y] = map.screen(lon, lat), canvas = document.querySelector('.gridmap-base');
    const ratio = canvas.width / 800;
    return [...canvas.getContext('2d').getImageData(x * ratio, y * ratio, 1, 1).data];
  };
  await new Promise(requestAnimationFrame);
}"""


def open_map(page) -> None:
    """Open the engine on an element of 800 × 500 with red cells over north-eastern Europe."""

    def serve(route) -> None:
        name = route.request.url.removeprefix(ORIGIN).lstrip("/")
        if not name:
            route.fulfill(body=SHELL, content_type="text/html")
        elif name.endswith(".bin"):
            route.fulfill(path=MODULES.parent.parent / "data" / "boundaries" / name)
        else:
            route.fulfill(path=MODULES / name, content_type="text/javascript")

    page.route(f"{ORIGIN}/**", serve)
    page.goto(f"{ORIGIN}/")
    page.evaluate(START)


@pytest.fixture
def engine(page):
    """A page with the map, animations off."""
    page.emulate_media(reduced_motion="reduce")
    open_map(page)
    return page


def test_cells_have_the_colours_they_are_given(engine):
    """A painted cell shows its colour; another painting changes it at once."""
    assert engine.evaluate("colourAt(25, 60)") == [0xC0, 0x10, 0x20, 255]
    engine.evaluate("map.paint({ colours: colours.map(() => 0xff00ff00) })")
    assert engine.evaluate("colourAt(25, 60)") == [0, 255, 0, 255]
    assert engine.evaluate("colourAt(25, 60)") != engine.evaluate("colourAt(25, 10)")


def test_arrows_walk_cells_and_enter_opens(engine):
    """From the focused map, arrows name cells with their ids, Enter opens, Escape leaves twice."""
    engine.evaluate("map.setView({ lon: 25, lat: 60, zoom: 3 })")
    engine.focus("#before")
    engine.keyboard.press("Tab")
    assert engine.evaluate("document.activeElement.getAttribute('aria-label')") == "Copper"
    engine.keyboard.press("ArrowUp")
    engine.keyboard.press("ArrowRight")
    first, second = engine.evaluate("of('focuscell').map((hit) => grid.id(hit.number, hit.level))")
    assert (first[:3], int(second[4:]) - int(first[4:])) == ("N41", 1)
    engine.keyboard.press("Enter")
    opened = engine.evaluate("of('open')[0]")
    assert opened["kind"] == "cell"
    assert opened["index"] >= 0
    engine.keyboard.press("Escape")
    assert engine.evaluate("of('focuscell').at(-1)") is None
    engine.keyboard.press("Escape")
    assert engine.evaluate("document.activeElement === document.body")


def test_walking_out_of_sight_moves_the_view(engine):
    """The focused cell is always on the screen, also outside the survey."""
    engine.evaluate("map.setView({ lon: 25, lat: 60, zoom: 5 })")
    engine.focus(".gridmap-surface")
    for _ in range(12):
        engine.keyboard.press("ArrowLeft")
    hit = engine.evaluate("of('focuscell').at(-1)")
    assert (hit["kind"] == "cell") == (hit["index"] >= 0)
    x, y = engine.evaluate(
        "(() => { const h = of('focuscell').at(-1); return map.screen(h.lon, h.lat) })()"
    )
    assert 0 <= x <= 800
    assert 0 <= y <= 500


def test_a_drag_keeps_the_place_under_the_pointer(engine):
    """Dragging moves the map with the pointer and reports a rest."""
    engine.evaluate("map.setView({ lon: 25, lat: 40, zoom: 3 })")
    box = engine.locator("#map").bounding_box()
    before = engine.evaluate("map.hitTest(300, 200)")
    engine.mouse.move(box["x"] + 300, box["y"] + 200)
    engine.mouse.down()
    engine.mouse.move(box["x"] + 420, box["y"] + 260, steps=6)
    engine.mouse.up()
    after = engine.evaluate("map.hitTest(420, 260)")
    assert after["lon"] == pytest.approx(before["lon"], abs=0.01)
    assert after["lat"] == pytest.approx(before["lat"], abs=0.01)
    assert engine.evaluate("of('view').at(-1).idle") is True
    assert engine.evaluate("of('click').length") == 0


def test_the_wheel_zooms_around_the_pointer(engine):
    """The place under the pointer stays while the wheel turns."""
    engine.evaluate("map.setView({ lon: 25, lat: 40, zoom: 3 })")
    box = engine.locator("#map").bounding_box()
    before = engine.evaluate("map.hitTest(600, 150)")
    engine.mouse.move(box["x"] + 600, box["y"] + 150)
    engine.mouse.wheel(0, -300)
    engine.wait_for_function("of('view').some((view) => view.idle && view.zoom > 3.3)")
    after = engine.evaluate("map.hitTest(600, 150)")
    assert after["lon"] == pytest.approx(before["lon"], abs=0.02)
    assert after["lat"] == pytest.approx(before["lat"], abs=0.02)


def test_hover_and_click_name_what_lies_there(engine):
    """Both tell the cell, its position and the pixel; leaving the map ends the hover."""
    box = engine.locator("#map").bounding_box()
    x, y = engine.evaluate("map.screen(25, 60)")
    engine.mouse.move(box["x"] + x, box["y"] + y)
    hover = engine.evaluate("of('hover').at(-1)")
    assert hover["kind"] == "cell"
    assert hover["number"] == engine.evaluate("grid.cellAt(25, 60)")
    engine.mouse.click(box["x"] + x, box["y"] + y)
    click = engine.evaluate("of('click').at(-1)")
    assert (click["index"], click["modifier"], click["touch"]) == (hover["index"], False, False)
    engine.mouse.move(box["x"] + 400, box["y"] + 700)
    assert engine.evaluate("of('hover').at(-1)") is None


def test_buttons_are_named_and_work(engine):
    """Zoom in, zoom out and home are buttons of their names."""
    engine.get_by_role("button", name="Zoom in").click()
    assert engine.evaluate("map.view().zoom") == pytest.approx(1)
    engine.get_by_role("button", name="Zoom out").click()
    assert engine.evaluate("map.view().zoom") == pytest.approx(0)
    engine.evaluate("map.home([10, 50, 40, 70])")
    engine.evaluate("map.setView({ lon: -90, lat: 0, zoom: 2 })")
    engine.get_by_role("button", name="Show everything").click()
    assert engine.evaluate("map.view().lon") == pytest.approx(25)


def test_the_map_follows_its_element(engine):
    """A resized element gets canvases of its size and keeps its centre."""
    engine.evaluate("map.setView({ lon: 25, lat: 50, zoom: 3 })")
    engine.evaluate("document.getElementById('map').style.width = '400px'")
    engine.wait_for_function("document.querySelector('.gridmap-base').width === 400")
    x, y = engine.evaluate("map.screen(25, 50)")
    assert (x, y) == (pytest.approx(200), pytest.approx(250))


def test_fine_boundaries_are_asked_for_once_when_near(engine):
    """Not for the world, but once the coarse ones would show their corners."""
    assert engine.evaluate("of('needdetail')") == []
    engine.evaluate("map.setView({ zoom: 4 })")
    engine.wait_for_function("of('needdetail').length > 0")
    engine.evaluate("map.setView({ zoom: 5 })")
    engine.evaluate("map.hitTest(1, 1)")
    assert engine.evaluate("of('needdetail')") == ["50m"]


def test_panes_side_by_side_share_geometry_and_raster(engine):
    """A second pane of the same size and view draws no raster of its own."""
    seconds = engine.evaluate(
        """async () => {
          const element = document.getElementById('second');
          Object.assign(element.style, { position: 'relative', width: '800px', height: '500px' });
          const first = geometry.acquire;
          const rasters = new Set();
          geometry.acquire = (...args) => { const r = first(...args); rasters.add(r); return r; };
          const other = createMap(element, { geometry, view: map.view() });
          other.setCells(cellset);
          other.paint({ colours });
          map.setView(map.view());
          for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
          other.destroy();
          return [rasters.size, element.children.length];
        }"""
    )
    assert seconds == [1, 0]


def test_the_picture_can_be_taken_at_any_ratio(engine):
    """The composite canvas has all layers and the asked resolution."""
    size, colour = engine.evaluate(
        """(() => {
          const canvas = map.canvas({ ratio: 2 }), [x, y] = map.screen(34, 57);
          const { data } = canvas.getContext('2d').getImageData(2 * x, 2 * y, 1, 1);
          return [[canvas.width, canvas.height], [...data]];
        })()"""
    )
    assert size == [1600, 1000]
    assert colour == [0xC0, 0x10, 0x20, 255]


def test_selected_countries_stand_out(engine):
    """The colour of a cell of another country steps back, and comes back."""
    engine.evaluate("map.setSelection({ countries: [5] })")
    assert engine.evaluate("colourAt(25, 60)") != [0xC0, 0x10, 0x20, 255]
    engine.evaluate("map.setSelection({ countries: [] })")
    assert engine.evaluate("colourAt(25, 60)") == [0xC0, 0x10, 0x20, 255]


@pytest.mark.frames
def test_flights_arrive_and_pass_views_on_the_way(page):
    """With motion allowed a flight passes views and rests at its end."""
    page.emulate_media(reduced_motion="no-preference")
    open_map(page)
    page.evaluate("map.setView({ lon: 100, lat: 30, zoom: 4 }, { animate: true })")
    page.wait_for_function("of('view').some((view) => view.idle)")
    views = page.evaluate("of('view')")
    assert len(views) > 3
    assert [view["idle"] for view in views].count(True) == 1
    assert page.evaluate("map.view()") == {"lon": 100, "lat": 30, "zoom": 4}


def test_a_finger_taps_and_drags(chromium):
    """Touch gives a click marked as touch; the whole world leaves vertical swipes to the page."""
    context = chromium.new_context(viewport={"width": 800, "height": 600}, has_touch=True)
    page = context.new_page()
    open_map(page)
    assert page.evaluate("document.querySelector('.gridmap-surface').style.touchAction") == "pan-y"
    box = page.locator("#map").bounding_box()
    page.touchscreen.tap(box["x"] + 400, box["y"] + 250)
    assert page.evaluate("of('click')[0].touch") is True
    page.evaluate("map.setView({ zoom: 3 })")
    page.evaluate("map.hitTest(1, 1)")
    assert page.evaluate("document.querySelector('.gridmap-surface').style.touchAction") == "none"
    context.close()
