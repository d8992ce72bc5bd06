"""Colours, projections and cells of pictures: published figures, style sheets and the grid."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import grid
from dashboard.grid import joined
from dashboard.pictures.camera import Camera, choose_level, clamped, fitted
from dashboard.pictures.colours import THEMES, hex_text, ink_of, mix_words, parsed, ramp_colours
from dashboard.pictures.lettering import scale_bar
from dashboard.pictures.projections import PLANAR
from dashboard.pictures.scene import Units
from dashboard.pictures.shapes import CellLookup, cell_polygons, outline

STYLES = Path(__file__).parent.parent / "assets" / "css"
BLOCK = {
    "light": ":root {",
    "dark": ':root[data-theme="dark"] {',
    "contrast": ':root[data-theme="contrast"] {',
}

LON = st.floats(-180, 180, allow_nan=False, exclude_max=True)
LAT = st.floats(-89, 89, allow_nan=False)


def units_of(keys, level=0):
    """Return cells without any looks."""
    keys = np.array(sorted(keys), dtype=np.int64)
    none = np.zeros(keys.size, dtype=np.int64)
    return Units(
        "cells", level, keys, none, none, np.zeros((keys.size, 3), np.uint8), none.astype("u1")
    )


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_themes_are_those_of_the_style_sheets(theme):
    """Every colour is the custom property that the browser reads."""
    found = {}
    for name, prefix in (("map.css", "--map-"), ("progress-map.css", "--")):
        text = (STYLES / name).read_text(encoding="utf-8")
        start = text.index(BLOCK[theme])
        body = text[start : text.index("}", start)]
        for key, value in re.findall(r"(--[\w-]+): #([0-9a-f]{6});", body):
            found[key.removeprefix(prefix)] = parsed(value)
    assert {key: found[key] for key in THEMES[theme]} == dict(THEMES[theme])


def test_ramps_pass_through_their_published_anchors():
    """Ten classes of viridis are its ten anchors; one class is the colour in the middle."""
    ten = [hex_text(colour) for colour in ramp_colours("viridis", 10)]
    assert ten[0] == "#440154"
    assert ten[3] == "#31688e"
    assert ten[9] == "#fde725"
    assert ramp_colours("traditional", 1) == [(0, 255, 0)]
    assert ramp_colours("no such ramp", 3) == ramp_colours("viridis", 3)


def test_mixing_rounds_down_as_the_pixels_of_the_map_do():
    """(10 · 60 + 250 · 196) / 256 is 193.75, which becomes 193."""
    assert mix_words([10, 0, 255], (250, 0, 255), 196).tolist() == [193, 0, 255]


def test_marks_are_light_on_dark_and_dark_on_light():
    """Ink has contrast with what it is drawn on."""
    assert ink_of((20, 20, 60))[0] == (255, 255, 255)
    assert ink_of((240, 240, 200))[0] == (25, 25, 25)


def test_equal_earth_has_its_published_extent():
    """The world is 2.05458 times as wide as it is high (Šavrič et al. 2018, table 1)."""
    earth = PLANAR["equal-earth"]
    assert earth.half_width / earth.half_height == pytest.approx(2.05458, abs=2e-5)
    # y(90°) of the paper's polynomial, 1.3173627591574.
    assert earth.half_height == pytest.approx(1.3173627591574, abs=1e-12)


@given(LON, LAT, st.sampled_from(["equal-earth", "globe", "plate-carree"]), LON, LAT)
def test_what_is_on_the_screen_is_found_again(lon, lat, projection, lon0, lat0):
    """From place to pixel and back is the same place, unless it lies behind the globe."""
    camera = Camera(projection, lon0, lat0, 2.0, 800, 500)
    if abs(abs((lon - lon0 + 180) % 360 - 180) - 180) < 1e-9:
        return  # on the seam a place is on either side of the picture
    x, y = camera.to_screen(lon, lat)
    if np.isnan(x):
        assert projection == "globe"
        return
    # At the limb a pixel is many degrees.
    if projection == "globe" and np.hypot(x - 400, y - 250) > 0.99 * camera.scale:
        return
    again = camera.to_geo(x, y)
    away = (float(again[0]) - lon + 180) % 360 - 180
    assert away * np.cos(np.radians(lat)) == pytest.approx(0, abs=1e-5)
    assert float(again[1]) == pytest.approx(lat, abs=1e-5)


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=30), st.integers(0, 5))
def test_cells_are_found_as_the_grid_finds_them(places, level):
    """The two tables give what `grid.cell_at` gives, at every level and around the globe."""
    lon, lat = np.array(places).T
    number = grid.cell_at(lon, lat, level)
    # On an edge the last digit of a division decides between neighbours.
    near = [grid.cell_at(lon + x, lat + y, level) for x in (-1e-9, 1e-9) for y in (-1e-9, 1e-9)]
    inner = np.all([one == number for one in near], axis=0)
    lon, lat, number = lon[inner], lat[inner], number[inner]
    lookup = CellLookup(units_of(set(number[::2].tolist()), level))
    found = lookup.at(lon, lat)
    keys = np.array(sorted(set(number[::2].tolist())))
    expected = [int(np.searchsorted(keys, n)) if n in keys else -1 for n in number.tolist()]
    assert found.tolist() == expected


def test_a_cell_that_straddles_the_antimeridian_is_found_on_both_sides():
    """The 77 cells of row N50 are an odd number: one of them lies on both sides of 180°."""
    number = int(grid.cell_at(179.99, 74.0))
    assert float(grid.bounds(number).east) > 180
    lookup = CellLookup(units_of([number]))
    assert lookup.at(np.array([179.99, -179.99]), np.array([74.0, 74.0])).tolist() == [0, 0]


def test_a_cell_across_the_seam_is_drawn_on_both_sides():
    """A cell in the middle of which the picture ends has two outlines, any other one."""
    number = int(grid.cell_at(0.5, 0.5))
    across = Camera("equal-earth", -179.5, 0.0, 0.0, 800, 400)
    assert len(cell_polygons(across, units_of([number]), np.array([0]))[0]) == 2
    within = Camera("equal-earth", 0.0, 0.0, 0.0, 800, 400)
    assert len(cell_polygons(within, units_of([number]), np.array([0]))[0]) == 1


def test_cells_behind_the_globe_are_not_drawn():
    """Of a cell on the far side nothing is left; one at the limb ends on it."""
    camera = Camera("globe", 0.0, 0.0, 0.0, 400, 400)
    far, limb = int(grid.cell_at(179.0, 1.0)), int(grid.cell_at(90.0, 1.0))
    assert cell_polygons(camera, units_of([far]), np.array([0]))[0] == []
    (ring,), _owner = cell_polygons(camera, units_of([limb]), np.array([0]))
    away = np.hypot(ring[:, 0] - 200, ring[:, 1] - 200)
    assert away.max() == pytest.approx(camera.scale, abs=1e-6)


def test_the_outline_of_the_world_fits_the_frame():
    """At zoom 0 the world takes 97 % of the side that is short of room."""
    edge = outline(Camera("plate-carree", 20.0, 0.0, 0.0, 1000, 800))
    assert edge[:, 0].max() - edge[:, 0].min() == pytest.approx(970)


def test_boxes_are_joined_over_the_antimeridian():
    """Fiji and Samoa are neighbours, not two ends of the world."""
    west, _south, east, _north = joined(
        [(177.0, -20.0, 179.0, -16.0), (-173.0, -15.0, -171.0, -13.0)]
    )
    assert (west, east) == (177.0, 189.0)
    assert joined([]) is None


def test_a_view_is_kept_in_range():
    """Zoom and centre stay in bounds; the whole world is centred on the equator."""
    view = clamped(Camera("equal-earth", 200.0, 70.0, -3.0, 800, 400))
    assert (view.lon, view.lat, view.zoom) == (-160.0, 0.0, 0.0)
    assert fitted((5, 5, 5, 5), "globe", 300, 300).zoom == 9


def test_the_scale_bar_keeps_silent_where_it_would_mislead():
    """None on the world; near a place it names the parallel it is true on."""
    assert scale_bar(Camera("equal-earth", 0, 0, 0.0, 800, 400)) is None
    assert scale_bar(Camera("globe", 0, 0, 0.5, 800, 400)) is None
    length, km, words = scale_bar(Camera("plate-carree", 25, 60, 5.0, 800, 400))
    assert words == f"{km:,.0f} km at 60° N"
    # On a plate carrée a kilometre along 60° takes the pixels of two on the equator.
    camera = Camera("plate-carree", 25, 60, 5.0, 800, 400)
    assert length / km == pytest.approx(2 * camera.scale / 6371.0088, rel=1e-6)


def test_the_level_follows_the_zoom_as_in_the_browser():
    """Cells are as fine as they can be read; far in, samples are shown, if there are any."""
    levels = (0, 1, 2)
    assert choose_level("auto", levels, 2, lambda level: 20 / 2**level, True) == 1
    assert choose_level("auto", levels, 2, lambda level: 2.0, True) == 0
    assert choose_level("auto", levels, 2, lambda level: 100.0, True) is None
    assert choose_level("auto", levels, 2, lambda level: 100.0, False) == 2
    assert choose_level("5", levels, 1, lambda level: 100.0, True) == 1
