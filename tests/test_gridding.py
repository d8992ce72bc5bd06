"""Gridding against plain pandas, and land against hand-made shapes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.groups import cell_list, cell_tables, country_table, state_table
from dashboard.gridding.land import (
    LandCells,
    countries_of_cells,
    land_cells,
    on_land,
    planned_cells,
)
from dashboard.gridding.stratum import StratumSamples, sample_table
from dashboard.gridding.tables import figures

AA = shapely.box(20, 60, 30, 66)
BB = shapely.box(30, 60, 40, 66)


@pytest.fixture(scope="module")
def polygons():
    return {"AAA": AA, "BBB": BB}


@pytest.fixture(scope="module")
def stratum():
    """300 samples of Cu with a limit of 2, 150 of Ni, one duplicate, one awaiting."""
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(20, 40, 300), rng.uniform(60, 66, 300)
    samples = pd.DataFrame(
        {
            "sample": [f"s{i}" for i in range(300)],
            "lon": lon,
            "lat": lat,
            "country": np.where(lon < 30, "AAA", "BBB"),
            "date": pd.Series([pd.NaT] * 300, dtype="datetime64[s]"),
            "routine": [i != 5 for i in range(300)],
            "role": ["duplicate" if i == 5 else "routine" for i in range(300)],
            "duplicate_of": ["s4" if i == 5 else None for i in range(300)],
            "state": [State.AWAITING if i == 6 else 0 for i in range(300)],
        }
    )
    cu = np.round(rng.lognormal(1.5, 1, 300), 2)
    cu_state = (cu < 2).astype(np.uint8)
    cu_state[6] = State.UNDETERMINED
    ni_state = np.full(300, State.UNDETERMINED, dtype=np.uint8)
    ni_state[np.delete(np.arange(151), 6)] = State.MEASURED
    cu_value = np.where(cu_state < State.UNDETERMINED, np.maximum(cu, 2), np.nan)
    ni_value = np.where(ni_state == State.MEASURED, rng.uniform(1, 9, 300), np.nan)
    return StratumSamples(
        samples,
        np.stack([ni_value, cu_value]),
        np.stack([ni_state, cu_state]),
        ("Ni", "Cu"),
        shapely.box(20, 60, 40, 66),
    )


def cell_levels(stratum, polygons, levels):
    """Return the cells of the levels from 0 up to `levels` with their results."""
    land = land_cells(polygons)
    cells = [cell_list(stratum, level, land, polygons) for level in range(levels)]
    parts = zip(*cell_tables(stratum, cells), strict=True)
    return [pa.concat_tables(part) for part in parts]


def expected(stratum, analyte, key):
    """Group the routine results of one analyte with plain pandas."""
    position = stratum.analytes.index(analyte)
    frame = stratum.samples.assign(
        cell=grid.cell_at(stratum.samples.lon, stratum.samples.lat),
        value=stratum.value[position],
        state=stratum.state[position],
    )
    frame = frame[frame["state"] <= State.ABOVE]
    return frame[frame.routine].groupby(key)


@pytest.mark.parametrize("analyte", ["Cu", "Ni"])
def test_cells_agree_with_plain_pandas(stratum, polygons, analyte):
    """Counts, extremes and quantiles of each cell are those of a pandas group-by."""
    (cells,) = cell_levels(stratum, polygons, 1)
    table = cells.to_pandas().set_index("cell")
    groups = expected(stratum, analyte, "cell")
    value = groups["value"]
    got = table.loc[list(value.groups)]
    assert (got[f"{analyte}.n"] == value.size()).all()
    assert (got[f"{analyte}.censored"] == groups["state"].sum()).all()
    for name, quantile in (("min", 0), ("q1", 0.25), ("median", 0.5), ("p95", 0.95), ("max", 1)):
        np.testing.assert_allclose(got[f"{analyte}.{name}"], value.quantile(quantile), rtol=1e-6)
    assert table[f"{analyte}.n"].sum() == value.size().sum()


def test_cells_have_their_states(stratum, polygons):
    """Every land cell has a state: covered, planned within the extent, outside it."""
    land = land_cells(polygons | {"CCC": shapely.box(0, 0, 9, 9)})
    (cells,) = cell_levels(stratum, polygons, 1)
    table = cells.to_pandas()
    states = state_table(cells, land).to_pandas().set_index("cell")["state"]
    assert set(states.index) == set(land.cell)
    assert (states.loc[table["cell"]].to_numpy() == table["state"]).all()
    assert (states.drop(table["cell"]) == State.OUTSIDE).all()
    assert (states == State.OUTSIDE).any()
    assert (np.diff(table["cell"].astype(int)) > 0).all()
    assert set(table["state"]) <= {State.MEASURED, State.PLANNED, State.AWAITING}
    assert (table.loc[table["sites"] > 0, "state"] == State.MEASURED).all()
    # All land is within the extent here, so what is not covered is planned.
    assert (table.loc[table["sites"] == 0, "state"] == State.PLANNED).all()
    assert table["sites"].sum() == 299


def test_finer_levels_nest(stratum, polygons):
    """Counts of the children add up to their parent's, and its extremes are theirs."""
    coarse, fine = (table.to_pandas() for table in cell_levels(stratum, polygons, 2))
    fine = fine[fine["sites"] > 0]
    parents = fine.groupby(fine["cell"] // 4)
    both = coarse.set_index("cell").loc[list(parents.groups)]
    assert (parents["Cu.n"].sum() == both["Cu.n"]).all()
    np.testing.assert_array_equal(parents["Cu.max"].max(), both["Cu.max"])


def test_countries_use_the_country_of_the_sample(stratum):
    """Country figures are those of the samples' own countries; the star is all of them."""
    table = country_table(stratum).to_pandas().set_index("country")
    groups = expected(stratum, "Cu", "country")
    assert list(table.index) == ["*", "AAA", "BBB"]
    np.testing.assert_allclose(
        table.loc[["AAA", "BBB"], "Cu.median"], groups["value"].median(), rtol=1e-6
    )
    assert table.loc["*", "Cu.n"] == groups.size().sum()
    # With one limit below every detected value the Kaplan–Meier mean lies between
    # the means with censored values at zero and at the limit.
    upper = groups["value"].mean()
    lower = upper - 2 * groups["state"].mean()
    for country in ("AAA", "BBB"):
        assert lower[country] < table.loc[country, "Cu.mean"] <= upper[country] + 1e-5


def test_figures_carry_states(stratum):
    """A cell whose median is at the limit prints below it; too few results give no quartile."""
    table = country_table(stratum)
    columns = {name: table[name].to_numpy() for name in table.column_names}
    value, state = figures(columns, "Cu", "min")
    assert value.tolist() == [2, 2, 2]
    assert (state == State.BELOW).all()
    share, _ = figures(columns, "Cu", "censored")
    assert (share > 0).all()
    assert (share < 100).all()


def test_sample_table_has_one_row_a_sample(stratum):
    """Samples keep values and states in columns; what was not determined says so."""
    table = sample_table(stratum).to_pandas()
    assert len(table) == 300
    assert table.loc[5, ["role", "duplicate_of"]].tolist() == ["duplicate", "s4"]
    assert table["duplicate_of"].count() == 1
    assert table.loc[6, "Cu.state"] == State.UNDETERMINED
    assert np.isnan(table.loc[200, "Ni"])
    assert (table.loc[:4, "Ni.state"] == 0).all()


def test_finest_level_follows_the_density(stratum):
    """Never finer than one site's share: 1,600 km² a site gives cells of 40 km."""
    assert replace(stratum, density=1600).finest == 2
    assert replace(stratum, density=30000).finest == 0


def test_matrices_of_another_shape_are_refused(stratum):
    """Results that are not one row an analyte and one column a sample belong to others."""
    with pytest.raises(ValueError, match=r"\(300, 2\).*\(2, 300\)"):
        replace(stratum, value=stratum.value.T)


def test_land_share_of_a_box_is_its_area():
    """Shares times true areas add up to the area of the land, over the antimeridian too."""
    whole = land_cells({"AAA": shapely.box(0, 0, 30, 15)})
    area = float((whole.share * grid.area_km2(whole.cell)).sum())
    zone = np.radians(30) * (grid.authalic(15) - grid.authalic(0)) * grid.EQUAL_AREA_SCALE
    assert area == pytest.approx(float(zone), rel=1e-9)
    both = shapely.MultiPolygon([shapely.box(170, 9, 180, 21), shapely.box(-180, 9, -170, 21)])
    across = land_cells({"AAA": both})
    zone = np.radians(20) * (grid.authalic(21) - grid.authalic(9)) * grid.EQUAL_AREA_SCALE
    total = float((across.share * grid.area_km2(across.cell)).sum())
    assert total == pytest.approx(float(zone), rel=1e-9)
    # The cell that straddles 180° in row N10 is one, and full.
    middle = int(grid.cell_at(180, 14.2))
    assert across.share[across.cell == middle] == pytest.approx(1)


def test_the_centre_decides_what_is_planned():
    """A cell with its centre at sea counts at level 0 only, where half of its land decides."""
    west, south, east, north = (float(v) for v in grid.bounds(grid.cell_at(10.5, 50.2)))
    width = east - west
    coast = {"AAA": shapely.box(west, south, west + 0.3 * width, north)}
    part = shapely.box(west, south, west + 0.1 * width, north)
    land = land_cells(coast)
    cell = int(land.cell[0])
    assert planned_cells(coast["AAA"], 0, land, coast).tolist() == [cell]
    assert planned_cells(part, 0, land, coast).size == 0
    # The western quarters have their centres on the coast, the eastern ones have no land.
    assert planned_cells(coast["AAA"], 1, land, coast).tolist() == [4 * cell, 4 * cell + 2]
    assert planned_cells(part, 1, land, coast).size == 0


def test_only_land_is_sampled():
    """An extent drawn around a coast is cut to the land."""
    area = on_land(shapely.box(0, 0, 10, 10), {"AAA": shapely.box(5, 0, 20, 5), "BBB": BB})
    assert area.equals(shapely.box(5, 0, 10, 5))


def test_centre_decides_the_country_of_a_cell():
    """The holder of the centre wins; with the centre at sea, who has most of the land."""
    box = grid.bounds(grid.cell_at(10.5, 50.2))
    west, south, east, north = (float(v) for v in box)
    width = east - west
    left = shapely.box(west, south, west + 0.52 * width, north)
    right = shapely.box(west + 0.52 * width, south, east, north)
    cells = land_cells({"AAA": left, "BBB": right})
    assert cells.country.tolist() == ["AAA"]
    small = shapely.box(west, south, west + 0.1 * width, north)
    big = shapely.box(west + 0.8 * width, south, east, north)
    cells = land_cells({"AAA": small, "BBB": big})
    assert cells.country.tolist() == ["BBB"]
    assert cells.share[0] == pytest.approx(0.3, abs=1e-9)
    again = countries_of_cells(cells.cell, 0, {"AAA": small, "BBB": big})
    assert again.tolist() == ["BBB"]
    sea = countries_of_cells(grid.cell_at([0.0], [0.5]), 0, {"AAA": small})
    assert sea.tolist() == [""]


def test_land_cells_are_sorted(polygons):
    """Cells come in grid order and once each."""
    cells = land_cells(polygons)
    assert isinstance(cells, LandCells)
    assert (np.diff(cells.cell) > 0).all()
    assert ((cells.share > 0) & (cells.share <= 1)).all()


def test_land_shares_add_up_to_the_area_of_all_countries():
    """Coasts are clipped on their own side: what is sea there stays sea, and areas add up."""
    from dashboard.catalog import boundaries
    from dashboard.settings import ROOT

    finest = boundaries.read(ROOT / "data" / "boundaries" / "world-50m.bin")
    land = land_cells(finest.polygons())
    assert (land.share * grid.area_km2(land.cell)).sum() == pytest.approx(
        np.sum(finest.areas_km2), rel=1e-6
    )
    share = dict(zip(grid.cell_id(land.cell), land.share, strict=True))
    # Clipping by rectangle called these cells all land.
    assert share["N50W24"] == pytest.approx(0.128, abs=0.001)
    assert share["N50W23"] == pytest.approx(0.078, abs=0.001)
