"""The grid against its golden values, the FOREGS site ids and its own algebra."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import grid


def test_rows_have_the_golden_numbers_of_columns():
    """The rule gives the column counts recorded with its derivation."""
    rows = (1, 10, 24, 30, 33, 40, 50, 60)
    assert [grid.columns(r) for r in rows] == [250, 245, 210, 186, 172, 136, 77, 13]
    assert grid.cell_count() == 19_838


def test_golden_cell_has_its_bounds():
    """N24E15 lies at 34.5–36.0° N and 24.000–25.714° E."""
    number, level = grid.parse_id("N24E15")
    box = grid.bounds(number, level)
    assert (box.south, box.north, box.west) == (34.5, 36.0, 24.0)
    assert box.east == pytest.approx(25.714, abs=5e-4)


def test_straddling_cell_is_one_and_named_from_the_east():
    """A row with an odd count has one cell over 180°, reached from both sides."""
    row = 10  # 245 columns
    lat = (row - 0.5) * 1.5
    assert grid.cell_at(179.9, lat) == grid.cell_at(-179.9, lat) == grid.cell_at(180.0, lat)
    number = int(grid.cell_at(-179.9, lat))
    assert grid.cell_id(number) == ["N10E123"]
    box = grid.bounds(number)
    assert box.west < 180 < box.east
    fine = grid.cell_at([179.9, -179.9], lat, level=1)
    assert (fine // 4 == number).all()
    assert fine[0] != fine[1]


def test_cells_tile_the_globe():
    """Areas of all cells add up to the ellipsoid's surface, 510,065,622 km² (WGS 84)."""
    assert grid.area_km2(np.arange(grid.cell_count())).sum() == pytest.approx(
        510_065_622, rel=1e-7
    )


def test_areas_are_true_and_differ_by_row():
    """About 26,700 km² at the equator, about 25,100 at 60°."""
    equator, sixty = grid.area_km2(grid.cell_at([1, 1], [0.7, 60.5]))
    assert equator == pytest.approx(26_560, rel=0.01)
    assert sixty == pytest.approx(25_100, rel=0.02)


def test_ids_run_from_the_northwest():
    """The first cell is the westernmost of row N60, the last the easternmost of S60."""
    first, last = grid.cell_id([0, grid.cell_count() - 1])
    assert (first, last) == ("N60W06", "S60E07")


@given(
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.integers(0, grid.FINEST_LEVEL),
)
def test_a_point_lies_in_its_cell(lon, lat, level):
    """Bounds hold the point, id and number are inverse, levels nest."""
    number = int(grid.cell_at(lon, lat, level))
    box = grid.bounds(number, level)
    # 180° is the meridian of −180°.
    turns = [lon + turn for turn in (-360, 0, 360)]
    assert any(box.west - 1e-9 <= seen <= box.east + 1e-9 for seen in turns)
    assert box.south - 1e-9 <= lat <= box.north + 1e-9
    assert grid.parse_id(grid.cell_id(number, level)[0]) == (number, level)
    if level:
        coarse = int(grid.cell_at(lon, lat, level - 1))
        assert grid.parent(number) == coarse
        assert grid.cell_id(number, level)[0].startswith(grid.cell_id(coarse, level - 1)[0])


def test_both_ways_to_180_degrees_lead_to_one_cell_at_every_level():
    """180° is −180°: the western edge of a cell, or inside one that straddles it."""
    lat = np.arange(-89.25, 90, 1.5)
    for level in range(grid.FINEST_LEVEL + 1):
        east, west = grid.cell_at(180.0, lat, level), grid.cell_at(-180.0, lat, level)
        assert east.tolist() == west.tolist()
        assert grid.cell_at(360.0, lat, level).tolist() == grid.cell_at(0.0, lat, level).tolist()


@pytest.mark.parametrize(
    ("lon", "lat", "level", "name"),
    [
        (180.0, 0.0, 2, "N01W125.22"),
        (112.5, -49.5, 3, "S33E54.332"),
        (-63.75, 8.25, 5, "N06W45.13323"),
        (-121.5, -35.5, 4, "S24W71.2030"),
    ],
)
def test_points_on_edges_lie_in_the_same_cells_as_in_the_browser(lon, lat, level, name):
    """An edge belongs to the cell east or north; tests/js/grid.test.mjs has the same points."""
    assert grid.cell_id(grid.cell_at(lon, lat, level), level)[0] == name


@given(st.integers(0, grid.cell_count() - 1), st.integers(0, grid.FINEST_LEVEL))
def test_the_centre_lies_in_the_cell(number, level):
    """cell_at inverts centre at every level; children fill their parent's area."""
    number = (number << (2 * level)) + number % 4**level
    assert grid.cell_at(*grid.centre(number, level), level) == number
    if level < grid.FINEST_LEVEL:
        children = grid.area_km2(np.arange(4) + number * 4, level + 1).sum()
        assert children == pytest.approx(grid.area_km2(number, level))


@pytest.mark.parametrize(
    "text", ["N61E01", "N24E106", "N00E01", "N24E15.4", "", "n24e15", "N60W07"]
)
def test_bad_ids_are_refused(text):
    """An id that no cell has raises, with words."""
    with pytest.raises(ValueError, match=r"row|id|columns"):
        grid.parse_id(text)


def test_bad_points_have_no_cell():
    """Missing and impossible coordinates give −1."""
    assert grid.cell_at([np.nan, 0, 500], [0, 91, 0]).tolist() == [-1, -1, -1]
