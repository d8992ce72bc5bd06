"""The files of progress: days, owners, land of countries, and enough sites."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from dashboard import grid
from dashboard.catalog import boundaries, land_cells
from dashboard.catalog.days import DAY_ZERO, NEVER, day_number
from dashboard.catalog.states import State
from dashboard.gridding.country_land import LandOverlay
from dashboard.gridding.days import Timed
from dashboard.gridding.land import LandCells, owner_of_points
from dashboard.gridding.land import land_cells as cells_of_land
from dashboard.gridding.progress import (
    count_table,
    country_elements,
    duplicate_table,
    element_tables,
    progress_table,
)
from dashboard.gridding.stratum import StratumSamples
from tests.small_survey import BOUNDARIES

# Two countries that share the meridian of 10° E, from the equator to 6° N.
WEST, EAST = shapely.box(4, 0, 10, 6), shapely.box(10, 0, 16, 6)
LANDS = {"AAA": WEST, "BBB": EAST}


@pytest.fixture(scope="module")
def polygons():
    """The shipped countries."""
    return boundaries.read(BOUNDARIES / "world-50m.bin").polygons()


@pytest.fixture(scope="module")
def world_land(polygons) -> LandCells:
    """Land cells of level 0."""
    return cells_of_land(polygons)


def samples(rows) -> pd.DataFrame:
    """Return samples of (lon, lat, date, state, reported, duplicate of)."""
    frame = pd.DataFrame(
        rows, columns=["lon", "lat", "date", "state", "reported_date", "duplicate_of"]
    )
    frame["sample"] = [f"s{i}" for i in range(len(frame))]
    frame["country"] = np.where(frame["lon"] < 10, "AAA", "BBB")
    frame["routine"] = frame["duplicate_of"].isna()
    frame["role"] = np.where(frame["routine"], "routine", "duplicate")
    for name in ("date", "reported_date"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame


def stratum(rows, value=None, state=None, analytes=("Cu", "pH"), density=None) -> StratumSamples:
    """Return a stratum whose reported samples all have results unless told otherwise."""
    frame = samples(rows)
    shape = (len(analytes), len(frame))
    reported = (frame["state"] == State.MEASURED).to_numpy()
    states = np.where(reported, State.MEASURED, State.UNDETERMINED)
    return StratumSamples(
        frame,
        np.full(shape, 5.0) if value is None else np.array(value, dtype=np.float64),
        np.broadcast_to(states, shape).astype(np.uint8)
        if state is None
        else np.array(state, dtype=np.uint8),
        analytes,
        None,
        density,
    )


def day(text: str) -> int:
    """Return the day number of an ISO date."""
    return day_number(dt.date.fromisoformat(text))


def site(lon, lat, date="2010-05-01", state=State.MEASURED, reported=None, twin=None):
    """Return a row of :func:`samples`."""
    return (lon, lat, date, int(state), reported, twin)


def table_of(one: StratumSamples, level: int, land: LandCells | None = None) -> pd.DataFrame:
    """Return the progress table of the cells with samples, all of them on LANDS."""
    timed = Timed(one, "day", 2020)
    land = land or cells_of_land(LANDS)
    cell = one.cell >> 2 * (grid.FINEST_LEVEL - level)
    number, sites = np.unique(cell[timed.rows], return_counts=True)
    planned = np.setdiff1d(np.unique(cell), number)
    owners = pd.Series(land.country, index=land.cell)
    everything = np.union1d(number, planned)
    cells = pa.table(
        {
            "cell": everything.astype(np.uint32),
            "country": owners.reindex(everything >> 2 * level).fillna("").tolist(),
            "sites": pd.Series(sites, index=number)
            .reindex(everything)
            .fillna(0)
            .to_numpy()
            .astype(np.uint32),
        }
    )
    held = LandOverlay(LANDS).of_cells({level: everything})[level]
    return progress_table(timed, cells, level, held, land).to_pandas()


def test_samples_count_from_their_day_and_results_from_theirs():
    """Collected in May, reported in November; awaiting and planned samples have no result."""
    one = stratum(
        [
            site(9, 3, "2010-05-01", reported="2010-11-05"),
            site(9, 3, "2010-06-01", State.AWAITING),
            site(9, 3, None, State.PLANNED),
        ]
    )
    timed = Timed(one, "day", 2020)
    assert timed.rows.tolist() == [0, 1]
    assert timed.collected.tolist() == [day("2010-05-01"), day("2010-06-01")]
    assert timed.reported.tolist() == [day("2010-11-05"), NEVER]
    counts = count_table(timed).to_pandas()
    assert counts["collected"].tolist() == [1, 1, 0]
    assert counts["reported"].tolist() == [0, 0, 1]
    # pH is no element of the programme.
    assert counts["results"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("date", "precision", "expected"),
    [
        (None, "day", "2020-12-31"),
        ("2010-05-01", "day", "2010-05-01"),
        ("2010-02-01", "month", "2010-02-28"),
        ("2010-01-01", "year", "2010-12-31"),
        ("1850-01-01", "day", "1900-01-01"),
    ],
)
def test_days_that_are_not_known_are_not_before_they_may_be(date, precision, expected):
    """Months and years count from their end, no date from the end of the survey."""
    timed = Timed(stratum([site(9, 3, date)]), precision, 2020)
    assert timed.collected.tolist() == [day(expected)]


def test_duplicates_are_not_counted_but_compared():
    """(9 − 11)² / 20² is 0.01; the duplicate is no sample of its own."""
    one = stratum(
        [site(9, 3), site(9, 3, "2010-05-01", reported="2011-01-01", twin="s0")],
        value=[[9.0, 11.0], [7.0, 7.0]],
    )
    timed = Timed(one, "day", 2020)
    assert count_table(timed)["collected"].to_pylist() == [1]
    pairs = duplicate_table(timed).to_pandas()
    assert pairs.columns.tolist() == ["country", "day", "Cu"]
    assert pairs["Cu"].tolist() == [pytest.approx(0.01)]
    assert pairs["day"].tolist() == [day("2011-01-01")]


def test_results_below_detection_are_results_and_no_pairs():
    """A censored result fills an element-cell; without two numbers there is no difference."""
    one = stratum(
        [site(9, 3), site(9, 3, twin="s0")],
        state=[[State.BELOW, State.MEASURED], [State.UNDETERMINED, State.UNDETERMINED]],
    )
    timed = Timed(one, "day", 2020)
    assert count_table(timed)["censored"].to_pylist() == [1]
    assert duplicate_table(timed).num_rows == 0
    assert country_elements(timed).to_pydict() == {"country": ["AAA"], "Cu": [day("2010-05-01")]}
    assert element_tables(timed, 2)[2]["Cu"].to_pylist() == [day("2010-05-01")]


def test_a_cell_is_complete_with_its_fifth_site_or_the_third_by_the_sea():
    """The day is that of the site that makes it complete, whatever their order in the file."""
    dates = ["2010-05-01", "2012-01-01", "2011-01-01", "2013-01-01", "2010-06-01"]
    inland = table_of(stratum([site(9.0, 3.2, date) for date in dates]), 0)
    own = inland[inland["owner"]].iloc[0]
    assert (own["first"], own["complete"]) == (day("2010-05-01"), day("2013-01-01"))
    assert own["analysed"] == day("2010-05-01")
    land = cells_of_land(LANDS)
    mostly_water = land._replace(share=np.full(land.share.size, 0.4))
    coastal = table_of(stratum([site(9.0, 3.2, date) for date in dates]), 0, mostly_water)
    assert coastal[coastal["owner"]].iloc[0]["complete"] == day("2011-01-01")
    few = table_of(stratum([site(9.0, 3.2, date) for date in dates[:4]]), 0)
    assert (few["complete"] == NEVER).all()


def test_finer_cells_are_complete_by_the_design_of_the_survey():
    """6,700 km² at 3,000 km² a site are two sites; without a design none is complete."""
    rows = [site(9.0, 3.2, "2010-05-01"), site(9.01, 3.2, "2011-05-01")]
    with_design = table_of(stratum(rows, density=3000), 1)
    assert with_design[with_design["owner"]]["complete"].tolist() == [day("2011-05-01")]
    assert (table_of(stratum(rows), 1)["complete"] == NEVER).all()


def test_land_of_a_shared_cell_is_told_apart():
    """A cell that the border crosses has both countries' land, and one owner."""
    lon = 9.9
    table = table_of(stratum([site(lon, 3.2)]), 0)
    number = int(grid.cell_at(lon, 3.2))
    box = grid.bounds(number)
    share = (10 - float(box.west)) / float(box.east - box.west)
    area = float(grid.area_km2(number))
    by_country = table.set_index("country")["land_km2"]
    assert by_country["AAA"] == pytest.approx(area * share, rel=1e-5)
    assert by_country["BBB"] == pytest.approx(area * (1 - share), rel=1e-5)
    assert table["owner"].sum() == 1


def test_a_finer_cell_at_sea_is_nobodys():
    """A cell of level 3 with its centre off the coast has the land it has, and no owner."""
    table = table_of(stratum([site(4.001, 3.0001)]), 3)
    number = int(grid.cell_at(4.001, 3.0001, 3))
    if float(grid.centre(number, 3)[0]) < 4:
        assert table[table["owner"]]["country"].tolist() == [""]
    assert table["land_km2"].sum() > 0


def test_every_level_holds_the_same_land(polygons):
    """Land of countries in all finer cells adds up to that in the cells of level 0."""
    names = ("NOR", "FJI", "LUX", "ITA", "ZAF")
    some = {name: polygons[name] for name in names}
    land = cells_of_land(some)
    every = {
        level: (land.cell[:, None] * 4**level + np.arange(4**level)).ravel() for level in range(4)
    }
    found = LandOverlay(some).of_cells(every)
    for name in names:
        sums = [float(one.km2[one.country == name].sum()) for one in found.values()]
        known = boundaries.read(BOUNDARIES / "world-50m.bin")
        area = float(known.areas_km2[known.countries.index(name)])
        assert sums == pytest.approx([area] * 4, rel=5e-4), name


def exact_km2(shape, cell, turn: float) -> float:
    """Return the area of a country in a cell, clipped at once and measured on the ellipsoid."""
    part = shapely.intersection(shape, shapely.transform(cell, lambda xy: xy - [turn, 0]))
    flat = shapely.transform(
        part, lambda xy: np.column_stack([np.radians(xy[:, 0]), grid.authalic(xy[:, 1])])
    )
    return float(shapely.area(flat)) * grid.EQUAL_AREA_SCALE


@pytest.mark.parametrize("level", [0, 1, 3])
def test_land_in_a_cell_is_that_of_an_exact_intersection(polygons, world_land, level):
    """What is clipped level by level equals whole countries clipped at once, in 60 cells each."""
    rng = np.random.default_rng(level)
    top = rng.choice(world_land.cell, 60, replace=False)
    numbers = np.sort((top << 2 * level) + rng.integers(0, 4**level, 60))
    found = LandOverlay(polygons).of_cells({level: numbers})[level]
    for number in numbers.tolist():
        box = grid.bounds(number, level)
        cell = shapely.box(*(float(side) for side in box))
        expected = {
            name: sum(exact_km2(shape, cell, turn) for turn in (0, 360))
            for name, shape in polygons.items()
            if shapely.intersects(shape, cell) or float(box.east) > 180
        }
        mine = found.cell == number
        km2 = dict(zip(found.country[mine].tolist(), found.km2[mine].tolist(), strict=True))
        assert km2 == pytest.approx({n: a for n, a in expected.items() if a > 0}, abs=0.5)


def test_shipped_land_cells_are_those_of_the_boundaries(polygons, world_land):
    """Levels 0 to 2 counted again, cell by cell, without going down the levels."""
    shipped = land_cells.read(BOUNDARIES)
    land = world_land
    own = dict(zip(*np.unique(land.country, return_counts=True), strict=True))
    assert {name: cells[0] for name, cells in shipped.items() if cells[0]} == own
    for level in (1, 2):
        number = (land.cell[:, None] * 4**level + np.arange(4**level)).ravel()
        lon, lat = grid.centre(number, level)
        names = sorted(polygons)
        owner = owner_of_points(lon, lat, [polygons[name] for name in names])
        counts = np.bincount(owner[owner >= 0], minlength=len(names))
        found = {name: int(n) for name, n in zip(names, counts, strict=True) if n}
        assert {n: cells[level] for n, cells in shipped.items() if cells[level]} == found


def test_day_numbers_are_counted_from_1900():
    """Day 0 is 1 January 1900; days beyond what two bytes hold are the last or first."""
    assert day_number(DAY_ZERO) == 0
    assert day_number(dt.date(1995, 12, 31)) == 35062
    assert day_number(dt.date(1800, 1, 1)) == 0
    assert day_number(dt.date(2500, 1, 1)) == NEVER - 1
