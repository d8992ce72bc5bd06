"""The simulated campaign: the same again, marked, whole, near the crust, and buildable."""

import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from dashboard.__main__ import main
from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.commands.console import BAD_COMMAND, GOOD
from dashboard.planes import unpack
from dashboard.release import vectors
from dashboard.release.build import build
from dashboard.release.release import Release
from dashboard.simulation.campaign import closed
from dashboard.simulation.fields import EARTH_RADIUS_KM, field, unit_vectors
from dashboard.simulation.laws import (
    ASSUMED,
    MAJORS,
    chosen_elements,
    laws,
    preferred,
    significant,
)
from dashboard.simulation.plan import Plan
from dashboard.simulation.sites import plan_sites, points_within, spherical_areas_km2
from dashboard.simulation.writing import simulate, summary
from dashboard.surveys.samples import load
from tests.conftest import serving
from tests.small_survey import BOUNDARIES
from tests.surveys_maker import long

FINEST = BOUNDARIES / "world-50m.bin"
SMALL = Plan(countries=12, samples=700, elements=20, years=6, strata=2, seed=5)
LAND = {
    "AAA": shapely.box(0, 0, 20, 20),
    "BBB": shapely.box(30, 40, 60, 60),
    "CCC": shapely.MultiPolygon([shapely.box(170, -10, 180, 0), shapely.box(-180, -10, -170, 0)]),
    "DDD": shapely.box(-60, -40, -40, -10),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("simulated") / "surveys" / "campaign"
    simulate(made, SMALL, FINEST)
    return made


@pytest.fixture(scope="module")
def survey(folder):
    return load(folder)


@pytest.fixture(scope="module")
def releases(folder):
    made = folder.parents[1] / "releases"
    build(folder.parent, BOUNDARIES, made, None, [], Console(file=io.StringIO()))
    return made


@pytest.fixture(scope="module")
def release(releases):
    return Release(releases / (releases / "current").read_text().strip())


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """All 76 elements of many countries, as results."""
    made = tmp_path_factory.mktemp("large") / "campaign"
    simulate(made, Plan(countries=100, samples=1500, strata=1, seed=2), FINEST)
    return load(made)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_same_seed_same_bytes_and_another_seed_others(tmp_path, form):
    """A campaign can be made again anywhere from the words of its recipe."""
    plan = Plan(countries=3, samples=40, elements=5, years=3, strata=1, seed=8)
    for name, other in (("a", plan), ("b", plan), ("c", Plan(3, 40, 5, 3, 1, seed=9))):
        simulate(tmp_path / name / "same", other, FINEST, form)
    first, again, different = (
        {p.name: p.read_bytes() for p in (tmp_path / name / "same").iterdir()} for name in "abc"
    )
    assert set(first) == {"survey.toml", "sites.csv", f"topsoil.{form}"}
    assert first == again
    assert all(first[name] != different[name] for name in first)


def test_formats_hold_the_same_campaign(tmp_path, survey):
    """Parquet and CSV are read as the same samples and results."""
    simulate(tmp_path / "campaign", SMALL, FINEST, "parquet")
    other = load(tmp_path / "campaign")
    columns = [name for name in survey.samples.columns if name != "row"]
    pd.testing.assert_frame_equal(survey.samples[columns], other.samples[columns])
    pd.testing.assert_frame_equal(long(survey), long(other))


def test_campaign_is_marked_and_reads_without_a_remark(survey):
    """The recipe says simulated, and the reader finds nothing odd."""
    assert survey.recipe.survey.simulated
    assert survey.recipe.survey.id == "campaign"
    assert "made-up" in survey.recipe.survey.citation
    assert survey.problems == ()


def test_campaign_has_the_size_it_was_asked_for(survey):
    """Countries, sampled sites, elements, years and strata are those of the plan."""
    samples = survey.samples
    assert list(survey.columns) == ["campaign.topsoil", "campaign.subsoil"]
    assert samples["country"].nunique() == SMALL.countries
    for stratum, part in samples[samples["routine"]].groupby("stratum"):
        assert (part["status"] != "planned").sum() == SMALL.samples
        assert len(survey.columns[stratum]) == SMALL.elements
    years = samples["date"].dt.year
    assert (years.min(), years.max()) == (SMALL.start.year, SMALL.until.year)


def test_every_state_of_a_sample_and_of_a_result_occurs(survey):
    """Reported, awaiting, planned; measured, below, above, undetermined; duplicates."""
    samples, results = survey.samples, long(survey)
    assert set(samples["status"]) == {"planned", "collected", "laboratory", "reported"}
    assert set(results["state"]) == {
        State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED
    }  # fmt: skip
    duplicates = samples[~samples["routine"]]
    assert 0.02 < len(duplicates) / len(samples) < 0.08
    assert duplicates["duplicate_of"].isin(samples["sample"]).all()


def test_dates_follow_each_other_and_end_with_the_campaign(survey):
    """Sampled, then at the laboratory, then reported after months; nothing from later on."""
    samples = survey.samples
    end = pd.Timestamp(SMALL.until)
    known = samples[samples["reported_date"].notna()]
    assert (known["laboratory_date"] > known["date"]).all()
    assert (known["reported_date"] > known["laboratory_date"]).all()
    assert known["reported_date"].max() <= end
    delay = (known["reported_date"] - known["date"]).dt.days
    assert 100 < delay.median() < 500


def test_one_country_stopped_and_one_goes_on():
    """The first has planned sites and no sample of late; the last samples to the end."""
    sites = plan_sites(Plan(4, 400, 76, 10, 1, 3), LAND)
    until = np.datetime64("2024-12-31")
    taken = sites.collected[sites.country == sites.stopped]
    assert np.isnat(taken).any()
    assert np.nanmax(taken) < until - np.timedelta64(3 * 365, "D")
    assert not np.isnat(sites.reported[sites.country == sites.stopped][~np.isnat(taken)]).any()
    ongoing = sites.collected[sites.country == 3]
    assert np.isnat(ongoing).any()
    assert np.nanmax(ongoing) > until - np.timedelta64(200, "D")


def test_detection_limits_and_shares_below_fall_with_the_years(large):
    """Laboratories see more every few years."""
    results = long(large).merge(large.samples, on=["sample", "stratum"], suffixes=("", "_s"))
    year = results["reported_date"].dt.year
    early, late = results[year <= 2017], results[year >= 2022]
    below = [(part["state"] == State.BELOW).mean() for part in (early, late)]
    assert below[0] > 1.3 * below[1] > 0
    gold = [part[(part["analyte"] == "Au") & (part["state"] == State.BELOW)]["limit"].max()
            for part in (early, late)]  # fmt: skip
    assert gold[0] > gold[1]


def test_medians_are_near_the_upper_crust(large):
    """Over 100 countries every element's median lies within a factor of 2 of the crust's."""
    routine = large.samples.loc[large.samples["routine"], "sample"]
    results = long(large)
    results = results[results["sample"].isin(routine)]
    counted = results[results["state"] <= State.ABOVE]
    figures = counted.groupby("analyte")["value"].median()
    mostly_below = (counted["state"] == State.BELOW).groupby(counted["analyte"]).mean() > 0.4
    assert len(figures) == 76
    for symbol, median in figures[~mostly_below].items():
        crust = elements()[symbol].crust
        reference = ASSUMED[symbol] if crust is None else crust.value
        assert 0.5 < median / reference < 2, symbol


def test_results_of_neighbours_and_of_both_depths_agree_more_than_others(survey):
    """Rank correlation: high between the depths of a site, high between near sites."""
    results = long(survey)
    measured = results[results["state"] == State.MEASURED]
    wide = measured.pivot_table(index="sample", columns=["analyte", "stratum"], values="value")
    depth = [wide[name].corr("spearman").iloc[0, 1] for name in chosen_elements(20)]
    assert min(depth) > 0.6
    # Not the duplicates, whose neighbour is their own site.
    routine = survey.samples[survey.samples["routine"]]
    place = routine.drop_duplicates("sample").set_index("sample")
    xyz = unit_vectors(place["lon"], place["lat"])
    wide = wide[wide.index.isin(place.index)]
    lithium = wide[("Li", "campaign.topsoil")].dropna().rank()
    points = xyz[place.index.get_indexer(lithium.index)]
    distance = np.arccos(np.clip(points @ points.T, -1, 1)) * EARTH_RADIUS_KM
    np.fill_diagonal(distance, np.inf)
    nearest = distance.argmin(axis=1)
    assert lithium.corr(lithium.iloc[nearest].set_axis(lithium.index)) > 0.4


def test_field_has_unit_variance_and_the_stated_covariance():
    """Over many fields: variance 1, and exp(−d²/2l²) at the distance l."""
    points = unit_vectors([0.0, 0.0], [0.0, np.degrees(500 / EARTH_RADIUS_KM)])
    rng = np.random.default_rng(4)
    values = np.array([field(rng, 500.0).at(points) for _i in range(3000)])
    assert values.mean() == pytest.approx(0, abs=0.05)
    assert values.var(axis=0) == pytest.approx([1, 1], abs=0.08)
    assert (values[:, 0] * values[:, 1]).mean() == pytest.approx(np.exp(-0.5), abs=0.06)


def test_points_fill_an_area_evenly_on_the_sphere():
    """Half the area of a box from 0° to 90° N lies south of 30°."""
    rng = np.random.default_rng(1)
    lat = points_within(shapely.box(0, 0, 40, 90), 4000, rng)[:, 1]
    assert (lat < 30).mean() == pytest.approx(0.5, abs=0.03)
    whole = np.array([shapely.box(-180, -90, 180, 90)], dtype=object)
    assert spherical_areas_km2(whole) == pytest.approx([510_065_622])


def test_sites_lie_in_their_countries():
    """Also where a country has parts on both sides of 180°."""
    sites = plan_sites(Plan(4, 200, 76, 5, 1, 1), LAND)
    for i, code in enumerate(sites.codes):
        here = sites.country == i
        assert here.any()
        assert shapely.intersects_xy(LAND[code], sites.lon[here], sites.lat[here]).all()


def test_oxides_of_a_sample_leave_room_for_its_volatiles():
    """The ten sum to 88 to 98 wt%, traces stay as they are."""
    drawn = laws(Plan())
    rng = np.random.default_rng(0)
    values = drawn.median * np.exp(rng.normal(size=(500, 76)))
    whole = closed(values, drawn, rng)
    major = np.isin(drawn.symbols, MAJORS)
    assert ((whole[:, major].sum(axis=1) >= 88) & (whole[:, major].sum(axis=1) <= 98)).all()
    assert (whole[:, ~major] == values[:, ~major]).all()


@given(st.floats(1e-9, 1e9), st.integers(1, 5))
def test_rounded_numbers_are_those_that_their_text_is_read_as(value, digits):
    """The same as Python's own decimal rounding and reading, but for ties."""
    rounded = float(significant(np.array([value]), digits)[0])
    assert rounded == float(f"{rounded:.{digits}g}")
    assert rounded == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits))


@given(st.floats(1e-6, 1e6))
def test_limits_are_one_two_or_five(value):
    """Stated limits have one digit and are within a factor of 1.6 of what was meant."""
    limit = float(preferred(np.array([value]))[0])
    assert f"{limit:.0e}"[0] in "125"
    assert 1 / 1.6 < limit / value < 1.6


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), st.integers(4, 60), st.integers(1, 9), st.integers(0, 2**63 - 1))
def test_any_plan_gives_so_many_sites_in_so_many_countries(countries, samples, years, seed):
    """Every country has a sample, and there are exactly so many."""
    sites = plan_sites(Plan(countries, samples, 1, years, 1, seed), LAND)
    sampled = ~np.isnat(sites.collected)
    assert sampled.sum() == samples
    assert set(sites.country[sampled]) == set(range(countries))
    assert (sites.collected[sampled] >= np.datetime64(f"{2025 - years}-01-01")).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"countries": 0},
        {"samples": 59},
        {"elements": 77},
        {"years": 0},
        {"strata": 5},
        {"seed": -1},
    ],
)
def test_size_out_of_range_is_named(wrong):
    """The message names what is wrong and the range."""
    (name,) = wrong
    with pytest.raises(ValueError, match=f"{name} is .* expected"):
        Plan(**wrong)


def test_elements_are_spread_over_the_catalogue():
    """So few as are asked for, first and last of the catalogue among them, none twice."""
    for count in range(2, 77):
        chosen = chosen_elements(count)
        assert len(set(chosen)) == count
        assert (chosen[0], chosen[-1]) == ("Li", "U")


def test_release_is_marked_and_shows_every_state(release):
    """Cells are covered, awaiting and planned; values measured to not determined, too few."""
    assert release.index["simulated"] is True
    assert release.index["surveys"][0]["simulated"] is True
    cells, values, few = set(), set(), set()
    for stratum in release.strata.values():
        cells |= set(unpack(vectors.level_planes(release, stratum, 0)).planes["state"].tolist())
        for analyte in stratum.analytes:
            for statistic, found in (("median", values), ("p95", few)):
                found |= set(vectors.cell_rows(stratum, analyte, 0, statistic).state.tolist())
    assert cells == {State.MEASURED, State.AWAITING, State.PLANNED}
    assert values == {State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED,
                      State.AWAITING, State.PLANNED}  # fmt: skip
    assert State.TOO_FEW in few


def test_sites_that_are_only_planned_are_not_counted_as_samples(release):
    """The index counts what was collected: routine samples, without sites still to be visited."""
    for record in release.index["strata"]:
        table = release.strata[record["id"]].samples("routine", "state").to_pandas()
        planned = table["state"] == State.PLANNED
        assert planned.any()
        assert record["samples"] == (table["routine"] & ~planned).sum()


def test_command_writes_a_survey_once(tmp_path, capsys):
    """The command says what it wrote, and does not write over a survey."""
    words = ["simulate", str(tmp_path / "trial"), "--countries", "2", "--samples", "9"]
    words += ["--elements", "3", "--until", "2020-06-30", "--boundaries", str(BOUNDARIES)]
    assert main(words) == GOOD
    assert "All data are simulated" in capsys.readouterr().out
    survey = load(tmp_path / "trial")
    assert survey.samples["date"].max() <= pd.Timestamp(dt.date(2020, 6, 30))
    assert main(words) == BAD_COMMAND
    words[1] = str(tmp_path / "Not An Id")
    assert main(words) == BAD_COMMAND
    assert "no id" in capsys.readouterr().out


def test_summary_counts_what_was_written(tmp_path):
    """Sites sampled, planned and reported are those of the files."""
    made = simulate(tmp_path / "one", Plan(2, 30, 4, 3, 1), FINEST)
    planned = len(pd.read_csv(tmp_path / "one" / "sites.csv"))
    assert summary(made).startswith(f"30 of {planned} planned sites in 2 countries")


@pytest.mark.browser
def test_map_page_shows_the_mark(page, releases):
    """Whoever opens the map of a simulated campaign reads that it is one."""
    with serving(releases) as address:
        page.goto(f"{address}map")
        page.wait_for_function("() => window.gridmap && window.gridmap.ready.then(() => true)")
        page.wait_for_function(
            "() => document.getElementById('legend').textContent.includes('Simulated data')"
        )
        page.wait_for_load_state("networkidle")
