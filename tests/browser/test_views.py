"""Journeys through the ways to look: units, levels, projections, themes, screens."""

import csv

import pytest

from tests.browser.journey import (
    CHECKSUM,
    PAINTED,
    hit,
    legend,
    open_menu,
    place_of,
    settle,
    view,
    wait_for_query,
    wait_for_text,
    wait_for_view,
)

pytestmark = pytest.mark.browser

KOLA = "?s=kola-c-horizon.aqua-regia&el=Cu"

# Device pixels of the coloured layer and CSS pixels of the map, across and down.
SIZES = """() => {
  const [canvas, map] = ['.gridmap-base', '#map'].map((part) => document.querySelector(part));
  return [canvas.width, canvas.height, map.clientWidth, map.clientHeight];
}"""


def test_cells_countries_levels_and_samples(visit):
    """Cells of the size asked for, countries, and by themselves finer cells and samples."""
    page = visit(f"{KOLA}&lvl=0")
    assert "cells of 160\N{NO-BREAK SPACE}km" in page.inner_text("#legend")
    open_menu(page, "View")
    page.select_option("#level", "2")
    wait_for_query(page, lvl="2")
    wait_for_text(page, "#legend", "cells of 40 km")
    assert page.evaluate("window.gridmap.units()") == 2
    page.select_option("#level", "auto")
    wait_for_query(page, lvl=None)
    page.keyboard.press("Escape")
    wait_for_text(page, "#legend", "cells of 20 km")

    page.get_by_role("radio", name="Countries").check()
    wait_for_query(page, by="countries")
    wait_for_text(page, "#legend", "· countries")
    assert hit(page, 26, 66)["kind"] == "country"
    page.get_by_role("radio", name="Cells").check()
    wait_for_query(page, by=None)
    wait_for_text(page, "#legend", "cells of 20 km")

    page.focus(".gridmap-surface")
    for _ in range(4):
        page.keyboard.press("+")
    page.wait_for_function("() => window.gridmap.units() === 'sites'")
    wait_for_text(page, "#legend", "samples")
    assert sum(int(count) for _, count in legend(page) if count) == 606
    rows = page.request.get(
        page.url.split("/map")[0] + "/api/v1/view.csv?s=kola-c-horizon.aqua-regia&el=Cu&lvl=sites"
    )
    last = rows.text().splitlines()[-1]
    sample, _country, _name, lon, lat, *_ = next(csv.reader([last]))
    page.evaluate(
        "([lon, lat]) => window.gridmap.choose({viewport: [lon, lat, 9]})",
        [float(lon), float(lat)],
    )
    page.evaluate(PAINTED)
    page.mouse.move(*place_of(page, float(lon), float(lat)))
    wait_for_text(page, ".map-card", sample)


@pytest.mark.parametrize(
    ("projection", "behind"),
    [("globe", True), ("plate-carree", False), ("equal-earth", False)],
)
def test_projections_show_the_same_places(visit, projection, behind):
    """Each projection finds a place where it draws it; only the globe hides its far side."""
    page = visit("?s=igneous-rocks&el=Cu&by=countries&v=0~0~0")
    before = page.evaluate(CHECKSUM)
    if projection != "equal-earth":
        open_menu(page, "View")
        page.select_option("#projection", projection)
        wait_for_query(page, proj=projection)
        wait_for_view(page, projection=projection)
        assert page.evaluate(CHECKSUM) != before
    countries = page.evaluate(
        "JSON.parse(document.getElementById('gridmap-config').textContent)"
        ".index.countries.map((country) => country.id)"
    )
    for iso3, lon, lat in (("DZA", 3, 28), ("COD", 23, -3), ("GBR", -1.5, 53)):
        assert hit(page, lon, lat)["country"] == countries.index(iso3)
    far = page.evaluate("window.gridmap.screen(175, -40)")
    assert (far is None) == behind


@pytest.mark.parametrize("projection", ["equal-earth", "plate-carree"])
def test_what_the_antimeridian_cuts_is_drawn_on_both_sides(visit, projection):
    """Fiji and Chukotka lie at both edges of a map of the world, and whole in a view of 180°."""
    page = visit(f"?s=igneous-rocks&el=Cu&by=countries&proj={projection}&v=0~0~0")
    countries = page.evaluate(
        "JSON.parse(document.getElementById('gridmap-config').textContent)"
        ".index.countries.map((country) => country.id)"
    )
    russia, fiji = countries.index("RUS"), countries.index("FJI")
    width = page.locator("#map").bounding_box()["width"]
    west, east = (page.evaluate(f"window.gridmap.screen({lon}, 67)")[0] for lon in (-178, 175))
    assert west < width / 2 < east
    assert [hit(page, lon, 67)["country"] for lon in (-178, 175)] == [russia, russia]

    page.evaluate("window.gridmap.choose({viewport: [180, -17.5, 5]})")
    page.wait_for_function("() => Math.abs(window.gridmap.screen(180, -17.5)[0]) < 2000")
    page.wait_for_load_state("networkidle")
    page.evaluate(PAINTED)
    # Viti Levu lies west of 180°, Taveuni's east coast beyond it.
    x = [page.evaluate(f"window.gridmap.screen({lon}, -17)")[0] for lon in (178, 180, -178)]
    assert x == sorted(x)
    assert x[2] - x[0] < width
    assert [hit(page, *place)["country"] for place in ((178, -17.8), (-179.95, -16.8))] == [
        fiji,
        fiji,
    ]


def test_themes_follow_control_address_and_system(visit):
    """Page and map change colours by the select, by the address and with the reader's system."""
    page = visit(KOLA)
    paper = "getComputedStyle(document.body).backgroundColor"
    light, plain = page.evaluate(paper), page.evaluate(CHECKSUM)
    open_menu(page, "View")
    page.select_option("#theme", "dark")
    wait_for_query(page, theme="dark")
    settle(page)
    dark, night = page.evaluate(paper), page.evaluate(CHECKSUM)
    assert (dark != light, night != plain) == (True, True)
    page.select_option("#theme", "contrast")
    wait_for_query(page, theme="contrast")
    settle(page)
    contrast = page.evaluate(paper)
    assert len({light, dark, contrast}) == 3

    other = visit(f"{KOLA}&theme=dark")
    assert (other.evaluate(paper), other.evaluate(CHECKSUM)) == (dark, night)
    system = visit(KOLA, color_scheme="dark")
    assert (system.evaluate(paper), system.evaluate(CHECKSUM)) == (dark, night)
    system.emulate_media(color_scheme="light")
    system.wait_for_function("(sum) => (" + CHECKSUM + ")() === sum", arg=plain)


def test_a_fine_screen_gets_fine_pixels_and_a_resized_map_keeps_its_middle(visit):
    """Two device pixels for each CSS pixel; after resizing, the same place in the middle."""
    page = visit(f"{KOLA}&v=30~68~4", device_scale_factor=2, width=1200, height=700)
    width, height, across, down = page.evaluate(SIZES)
    assert (width, height) == (2 * across, 2 * down)
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(
        "(before) => document.querySelector('.gridmap-base').width < before", arg=width
    )
    page.evaluate(PAINTED)
    width, height, across, down = page.evaluate(SIZES)
    assert (width, height) == (2 * across, 2 * down)
    x, y = page.evaluate("window.gridmap.screen(30, 68)")
    assert x == pytest.approx(across / 2, abs=1)
    assert y == pytest.approx(down / 2, abs=1)
    assert view(page)["viewport"] == [30, 68, 4]


# Where a place is on the map in each frame of a flight.
FLIGHT = """() => new Promise((done) => {
  const seen = [];
  window.gridmap.flyTo('NZL');
  const look = () => {
    const at = window.gridmap.screen(172, -41);
    seen.push(at ? Math.round(at[0]) : null);
    const still = seen.length > 12 && new Set(seen.slice(-8)).size === 1;
    if (still || seen.length > 600) done(new Set(seen).size);
    else requestAnimationFrame(look);
  };
  look();
})"""


@pytest.mark.frames
def test_movement_is_only_for_those_who_want_it(visit):
    """A flight has many pictures; with reduced motion there is only where it leads."""
    still = visit(KOLA)
    assert still.evaluate(FLIGHT) == 1
    moving = visit(KOLA, reduced_motion="no-preference")
    assert moving.evaluate(FLIGHT) > 5
