"""What keeps large surveys gridded in bounded memory and time gives the same results."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding import stratum as gridding
from dashboard.gridding.groups import cell_list, cell_tables, country_table
from dashboard.gridding.land import land_cells, owner_of_points, planned_cells
from dashboard.gridding.stratum import StratumSamples, sample_table
from dashboard.statistics.summary import summarise
from tests.test_gridding import cell_levels

ANALYTES = ("Cu", "Ni", "Zn", "Pb")
POLYGONS = {"AAA": shapely.box(20, 60, 30, 66), "BBB": shapely.box(30, 60, 40, 66)}


@pytest.fixture(scope="module")
def stratum():
    """200 samples of three analytes, rows mixed, values below and above limits; no Pb."""
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(20, 40, 200), rng.uniform(60, 66, 200)
    samples = pd.DataFrame(
        {
            "sample": [f"s{i}" for i in range(200)],
            "lon": lon,
            "lat": lat,
            "country": np.where(lon < 29, "AAA", np.where(lon < 38, "BBB", None)),
            "date": pd.Series([pd.NaT] * 200, dtype="datetime64[s]"),
            "routine": rng.uniform(size=200) < 0.95,
            "role": "routine",
            "duplicate_of": None,
            "state": np.zeros(200, dtype=np.int8),
        }
    )
    value = rng.lognormal(1, 1, (4, 200)).round(2) + 0.01
    codes = ([0, 0, 0, 1, 2], [0, 0, 0, 1], [0, 0, 0, 1], [3])
    state = np.stack([rng.choice(code, 200).astype(np.uint8) for code in codes])
    value[state == State.UNDETERMINED] = np.nan
    return StratumSamples(samples, value, state, ANALYTES, POLYGONS["AAA"])


def tables(stratum):
    """Return all tables of the stratum as pandas."""
    made = cell_levels(stratum, POLYGONS, 2)
    return [t.to_pandas() for t in (*made, country_table(stratum), sample_table(stratum))]


@pytest.mark.parametrize("most", [1, 250, 400])
def test_parts_give_the_same_tables(stratum, monkeypatch, most):
    """However few results are grouped at a time, and however many parts the world has."""
    whole = tables(stratum)
    monkeypatch.setattr(gridding, "BATCH_RESULTS", most)
    assert len(list(stratum.parts(np.arange(200)))) > 1
    land = land_cells(POLYGONS)
    cells = [cell_list(stratum, level, land, POLYGONS) for level in range(3)]
    parts = list(cell_tables(stratum, cells))
    assert len(parts) > 1
    ends = [[t["cell"][-1].as_py() >> (2 * level) for level, t in enumerate(p)] for p in parts]
    assert all(len(set(end)) == 1 for end in ends)
    for one, other in zip(whole, tables(stratum), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_means_are_those_of_each_group_by_itself(stratum):
    """With and without censoring, by cell and by country, as `summarise` gives them."""
    cell = grid.cell_at(stratum.samples.lon, stratum.samples.lat)
    frame = pd.concat(
        stratum.samples.assign(analyte=name, cell=cell, value=value, state=state)
        for name, value, state in zip(ANALYTES, stratum.value, stratum.state, strict=True)
    )
    frame = frame[frame["routine"] & (frame["state"] <= State.ABOVE)].assign(everything="*")
    cells, _fine, countries, _samples = tables(stratum)
    seen = set()
    for table, key in ((cells, "cell"), (countries, "country"), (countries, "everything")):
        got = table.set_index(table.columns[0])
        for (name, group), part in frame.groupby(["analyte", key]):
            figure = summarise(part["value"], part["state"]).figures["mean"]
            given = figure.state == State.MEASURED and np.isfinite(figure.value)
            seen.add((name, given))
            mean = got.loc[group, f"{name}.mean"]
            assert mean == pytest.approx(figure.value, rel=1e-6) if given else np.isnan(mean)
    assert {("Zn", True), ("Ni", True), ("Cu", False)} <= seen


def test_stratum_without_results_has_empty_tables(stratum):
    """All samples await their results: cells are there, figures are not."""
    none = replace(
        stratum,
        extent=None,
        samples=stratum.samples.assign(state=np.int8(State.AWAITING)),
        value=np.full_like(stratum.value, np.nan),
        state=np.full_like(stratum.state, State.UNDETERMINED),
    )
    cells, _fine, countries, _samples = tables(none)
    assert (cells["state"] == State.AWAITING).all()
    assert cells["Cu.n"].sum() == countries["Cu.n"].sum() == 0
    assert countries["sites"].max() == stratum.routine.sum()


@pytest.mark.parametrize(("level", "points"), [(1, 2**18), (2, 40), (3, 100)])
def test_planned_cells_are_those_whose_centre_is_in_the_extent(level, points, monkeypatch):
    """The same as asking for every cell of the globe around it, however few at a time."""
    monkeypatch.setattr("dashboard.gridding.land._POINTS", points)
    extent = shapely.MultiPolygon([shapely.box(170, 9, 180, 14), shapely.box(-180, 9, -176, 13)])
    land = land_cells({"AAA": extent})
    planned = planned_cells(extent, level, land, {"AAA": extent})
    every = np.arange(grid.cell_count(level))
    lon, lat = grid.centre(every, level)
    near = np.flatnonzero((lat > 8) & (lat < 15) & (np.abs(lon) > 165))
    inside = shapely.intersects_xy(extent, lon[near], lat[near])
    assert planned.tolist() == near[inside].tolist()


def test_first_holder_of_a_shared_line_owns_it():
    """A point on a border belongs to one country, always the same; one at sea to none."""
    both = list(POLYGONS.values())
    lon, lat = np.array([30.0, 25.0, 35.0, 50.0]), np.full(4, 63.0)
    assert owner_of_points(lon, lat, both).tolist() == [0, 0, 1, -1]
    assert owner_of_points(lon, lat, both[::-1]).tolist() == [0, 1, 0, -1]
