"""Measured progress: figures against an independent count, and their sums at every date."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dashboard import grid
from dashboard.catalog.days import DAY_ZERO, day_number
from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.progress.choice import Choice, choice_of, left_out, scope
from dashboard.progress.figures import (
    GROWING,
    KEYS,
    NOBODY,
    figures_by_country,
    last_day,
    regions,
    total,
)
from dashboard.progress.series import MOST_STEPS, series, steps
from dashboard.progress.timeline import timeline
from dashboard.release.build import build
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState
from tests.conftest import ORIGINALS, ROOT
from tests.small_survey import BOUNDARIES

SHIPPED = ROOT / "data" / "surveys"


@pytest.fixture(scope="session")
def campaign_release(tmp_path_factory) -> Release:
    """A release of a small simulated campaign, with delays, gaps and duplicates."""
    from dashboard.simulation.plan import Plan
    from dashboard.simulation.writing import simulate

    folder = tmp_path_factory.mktemp("campaign")
    plan = Plan(countries=12, samples=400, elements=20)
    simulate(folder / "surveys" / "campaign", plan, BOUNDARIES / "world-50m.bin")
    with (folder / "log").open("w", encoding="utf-8") as log:
        build(folder / "surveys", BOUNDARIES, folder / "releases", None, [], Console(file=log))
    return ReleaseStore(folder / "releases").current()


@pytest.fixture(scope="session")
def originals_release(tmp_path_factory) -> Release:
    """A release of all surveys whose originals are at hand."""
    if not ORIGINALS.is_dir():
        pytest.skip("the publishers' original survey files are not beside the project")
    folder = tmp_path_factory.mktemp("originals")
    with (folder / "log").open("w", encoding="utf-8") as log:
        build(SHIPPED, BOUNDARIES, folder, ORIGINALS, [], Console(file=log))
    return ReleaseStore(folder).current()


@pytest.fixture(params=["campaign", "small", "originals"])
def release(request) -> Release:
    """Releases to hold every rule on: made-up ones and, where at hand, the public surveys."""
    if request.param == "small":
        return request.getfixturevalue("small_releases").current()
    return request.getfixturevalue(f"{request.param}_release")


def choices(release: Release) -> list[Choice]:
    """Return all surveys together and each alone, at all levels."""
    everything = choice_of(release, ViewState())
    alone = [(identity,) for identity in everything.strata]
    return [
        Choice(strata, level)
        for strata in dict.fromkeys([everything.strata, *alone])
        for level in range(grid.FINEST_LEVEL + 1)
    ]


def days_of(release: Release, choice: Choice, most: int) -> list[dt.date | None]:
    """Return so many days on which something changed, the one before all, and no date."""
    days = timeline(release, choice.strata, choice.level).days
    some = days[np.unique(np.linspace(0, days.size - 1, most).astype(int))]
    dates = [DAY_ZERO + dt.timedelta(days=int(day)) for day in some]
    return [dates[0] - dt.timedelta(days=1), *dates, None]


def added(figures, key: str) -> float:
    """Return the sum over places where a figure is defined."""
    return sum(own[key] or 0 for own in figures)


def test_countries_and_nobody_add_up_to_the_world_and_its_regions(release):
    """At every level and choice of surveys, on many days, sums over countries are exact."""
    places = release.index["countries"]
    tops = [r["id"] for r in release.index["regions"] if r["parent"] == "001"]
    for choice in choices(release):
        for day in days_of(release, choice, 12):
            dated = replace(choice, date=day)
            figures = figures_by_country(release, dated)
            world = total(release, dated)
            found = regions(release, dated)
            stateless = [figures[c["id"]] for c in places if c["region"] not in tops]
            for key in ("land_cells", "planned_cells", "area_km2", *GROWING):
                whole = pytest.approx(world[key] or 0, abs=0.5 if "km2" in key else 0)
                assert added(figures.values(), key) == whole, (dated, key)
                parts = [*(found[code] for code in tops), *stateless, figures[NOBODY]]
                assert added(parts, key) == whole, (dated, key)
            assert world["elements"] >= max(own["elements"] for own in figures.values())


def test_figures_only_grow(release):
    """No figure of a country falls as days go by."""
    for choice in choices(release)[:: grid.FINEST_LEVEL + 1]:
        dates = [day for day in days_of(release, choice, 25) if day]
        steps = [figures_by_country(release, replace(choice, date=day)) for day in dates]
        for before, after in pairwise(steps):
            for country, own in after.items():
                for key in (*GROWING, "elements"):
                    assert own[key] >= before[country][key] - 1e-6, (country, key)


def test_every_part_stays_within_its_whole(release):
    """Shares never exceed 100 %: numerators count among their denominators."""
    for choice in choices(release):
        for country, own in figures_by_country(release, choice).items():
            assert tuple(sorted(own)) == tuple(sorted(KEYS))
            assert own["covered_cells"] <= own["land_cells"], (choice, country)
            assert own["planned_covered_cells"] <= (own["planned_cells"] or 0)
            assert (own["complete_cells"] or 0) <= own["covered_cells"]
            assert own["analysed_cells"] <= own["covered_cells"]
            assert own["element_cells"] <= own["analysed_cells"] * len(elements())
            assert own["covered_km2"] <= (own["area_km2"] or 0) * 1.001 + 0.5, (choice, country)
            assert own["reported_samples"] <= own["samples"]
            assert own["censored"] <= own["results"]


def test_the_last_step_of_a_series_has_the_figures_of_today(release):
    """Every step has the figures of its day, the last one those without a date."""
    for choice in choices(release)[:6]:
        found = series(release, choice)
        grown = found.values  # noqa: PD011 (no pandas)
        assert 2 <= found.days.size <= MOST_STEPS
        assert (np.diff(found.days.astype(int)) > 0).all()
        for step in (0, found.days.size // 2, -1):
            date = DAY_ZERO + dt.timedelta(days=int(found.days[step])) if step != -1 else None
            figures = figures_by_country(release, replace(choice, date=date))
            for i, country in enumerate(found.countries):
                for key, values in grown.items():
                    expected = figures[country][key]
                    value = values[step, i]
                    if expected is None:
                        assert np.isnan(value), (choice, country, key)
                    else:
                        assert value == pytest.approx(expected, abs=1e-3), (choice, country, key)
        first = {key: values[0] for key, values in grown.items()}
        assert not first["samples"].any()


def test_steps_are_whole_months_and_end_with_the_last_event():
    """Twelve years in months would be too many: every second month, and the last day."""
    events = np.array([day_number(dt.date(2013, 1, 10)), day_number(dt.date(2024, 12, 20))])
    days = [DAY_ZERO + dt.timedelta(days=int(one)) for one in steps(events.astype(np.uint16))]
    assert days[0] == dt.date(2012, 12, 31)
    assert days[1] == dt.date(2013, 2, 28)
    assert days[-2:] == [dt.date(2024, 10, 31), dt.date(2024, 12, 20)]
    one = steps(events[:1].astype(np.uint16))
    assert [DAY_ZERO + dt.timedelta(days=int(day)) for day in one] == [
        dt.date(2012, 12, 31),
        dt.date(2013, 1, 10),
    ]
    assert steps(events[:0].astype(np.uint16)).size == 0


def recount(release: Release, strata: tuple[str, ...], level: int) -> pd.DataFrame:
    """Count the figures of countries anew, from samples.parquet alone, with plain pandas."""
    land = pd.read_parquet(release.folder / "grid.parquet", columns=["number", "country"])
    owners = land.set_index("number")["country"]
    sampled, cells, pairs = [], [], [pd.DataFrame({"cell": [], "element": []}, dtype=object)]
    for identity in strata:
        record = release.strata[identity].record
        table = pq.read_table(release.folder / "strata" / identity / "samples.parquet")
        samples = table.to_pandas()
        known = [a["id"] for a in record["analytes"]]
        symbols = [name for name in known if name in elements()]
        samples = samples[samples["routine"] & (samples["cell"] >= 0)]
        samples = samples[samples["state"] != State.PLANNED]
        states = samples[[f"{name}.state" for name in symbols]].to_numpy()
        samples = samples.assign(
            material="/".join([record["survey"], record["medium"], record["depth"]]),
            stratum=identity,
            results=(states <= State.ABOVE).sum(axis=1),
            censored=(states == State.BELOW).sum(axis=1),
            reported=samples["state"] == State.MEASURED,
        )
        sampled.append(samples.drop(columns=[c for c in samples if c.split(".")[0] in known]))
        if level in release.strata[identity].levels:
            own = samples["cell"] // 4 ** (grid.FINEST_LEVEL - level)
            cells.append(own.unique())
            for i, name in enumerate(symbols):
                with_value = own[states[:, i] <= State.ABOVE]
                pairs.append(pd.DataFrame({"cell": with_value.unique(), "element": name}))
    samples = pd.concat(sampled)
    names = samples.groupby("country")
    counts = pd.DataFrame({"results": names["results"].sum(), "censored": names["censored"].sum()})
    for key, rows in (("samples", samples), ("reported_samples", samples[samples["reported"]])):
        each = rows.groupby(["country", "material", "stratum"]).size()
        counts[key] = each.groupby(["country", "material"]).max().groupby("country").sum()
    if level == 0:
        covered = pd.Series(np.unique(np.concatenate(cells))).map(owners)
        counts = counts.join(covered.value_counts().rename("covered_cells"), how="outer")
        distinct = pd.concat(pairs).drop_duplicates()
        per_country = distinct["cell"].astype(int).map(owners).value_counts()
        counts = counts.join(per_country.rename("element_cells"), how="outer")
    return counts.fillna(0).astype(int)


def test_figures_of_the_last_day_are_those_counted_from_the_samples(release):
    """Samples, results, cells and element-cells equal an independent count in pandas."""
    everything = choice_of(release, ViewState()).strata
    for strata in dict.fromkeys([everything, *((one,) for one in everything)]):
        figures = figures_by_country(release, Choice(strata))
        expected = recount(release, strata, 0)
        for key in expected.columns:
            found = {c: own[key] for c, own in figures.items() if own[key]}
            wanted = expected[key][expected[key] > 0].to_dict()
            # Land cells are those that touch land: a sample at sea is in nobody's.
            wanted.pop(NOBODY, None)
            found.pop(NOBODY, None)
            assert found == wanted, (strata, key)


def test_compilations_never_count(built_releases):
    """A choice of nothing but a compilation has no figure, and says why."""
    release = ReleaseStore(built_releases).current()
    state = ViewState(surveys=("igneous-rocks",))
    choice = choice_of(release, state)
    assert choice.strata == ()
    assert total(release, choice)["samples"] == 0
    assert last_day(release, choice) is None
    assert [one["survey"] for one in left_out(release, state)] == ["igneous-rocks"]
    assert {"igneous-rocks"} == {one["survey"] for one in left_out(release, ViewState())}


def test_a_survey_that_gives_only_its_year_counts_from_its_end(built_releases):
    """The Kola samples have no dates: they count from 31 December 1995, not a day before."""
    release = ReleaseStore(built_releases).current()
    record = release.strata["kola-c-horizon.aqua-regia"].record
    assert record["dating"] == "survey"
    choice = choice_of(release, ViewState(surveys=("kola-c-horizon",)))
    before = replace(choice, date=dt.date(1995, 12, 30))
    assert total(release, before)["samples"] == 0
    # Four methods of analysis, 606 samples.
    assert total(release, replace(choice, date=dt.date(1995, 12, 31)))["samples"] == 606


def test_what_the_release_lacks_is_left_out(built_releases):
    """Unknown surveys and places change nothing but are named; a scale too fine is, too."""
    release = ReleaseStore(built_releases).current()
    state = ViewState(surveys=("nothing",), countries=("XXX", "FIN"), region="999", level="5")
    choice = choice_of(release, state)
    assert choice.strata == choice_of(release, ViewState()).strata
    assert (choice.countries, choice.region, choice.level) == (("FIN",), None, 5)
    reasons = {one["survey"]: one["reason"] for one in left_out(release, state)}
    assert set(reasons) == {"igneous-rocks", "nothing", "kola-c-horizon"}
    assert scope(release, choice) == {"kind": "country", "id": "FIN", "name": "Finland"}
    both = replace(choice, region="150", countries=("FIN",))
    assert scope(release, both)["kind"] == "countries"
