"""The stories that ship: their views are there, and their figures are those of the data."""

from pathlib import Path

import numpy as np
import pytest

from dashboard import settings
from dashboard.catalog.programme import read as read_programme
from dashboard.catalog.stories import read_stories
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.web.story_views import problems_of
from tests.browser.journey import csv_rows

ROOT = Path(__file__).parents[1]
SOIL, ROCKS = "kola-c-horizon.aqua-regia", "igneous-rocks"


@pytest.fixture(scope="module")
def stories():
    """The stories of the project, all of them without a problem."""
    found, problems = read_stories(ROOT / "data" / "stories")
    assert problems == ()
    return found


@pytest.fixture(scope="module")
def release(built_releases):
    """A release of the shipped data."""
    return ReleaseStore(built_releases).current()


@pytest.fixture(scope="module")
def client(built_releases):
    """A client of the application over the shipped data."""
    return create_app(settings.read({}), ReleaseStore(built_releases)).server.test_client()


def analyte(release, stratum, name):
    """Return the record of an analyte."""
    found = next(one for one in release.index["strata"] if one["id"] == stratum)
    return next(one for one in found["analytes"] if one["id"] == name)


def test_three_stories_of_six_to_ten_scenes_ship(stories):
    """Each is long enough to tell something and short enough to be listened to."""
    assert sorted(stories) == ["copper", "kola", "programme"]
    for story in stories.values():
        assert 6 <= len(story.scenes) <= 10
        assert all(scene.caption and scene.notes for scene in story.scenes)


def test_every_view_is_shown_as_it_is_asked_for(stories, built_releases):
    """No page, survey, element or place is missing in the shipped data."""
    store = ReleaseStore(built_releases)
    for story in stories.values():
        assert problems_of(story, store) == []


def said(stories, name):
    """Return all that a story tells the audience."""
    story = stories[name]
    return " ".join([story.description, *(scene.caption for scene in story.scenes)])


def rows_of(client, query):
    """Return the rows of a view."""
    answer = client.get(f"/api/v1/view.csv?{query}")
    assert answer.status_code == 200
    return csv_rows(answer.text)


def measured(client, query):
    """Return values and numbers of results of the measured rows of a view."""
    rows = [one for one in rows_of(client, query) if one["state"] == "measured"]
    return (
        np.array([float(one["value"]) for one in rows]),
        np.array([int(one.get("n") or 1) for one in rows]),
    )


def test_figures_on_copper_are_those_of_the_compilation(stories, release, client):
    """Number of analyses, percentiles and cells."""
    text, copper = said(stories, "copper"), analyte(release, ROCKS, "Cu")
    assert (copper["n"], copper["percentiles"][50], copper["percentiles"][98]) == (12495, 65, 275)
    assert "12,495" in text
    assert "below 65 mg/kg, one in fifty above 275" in text
    values, counts = measured(client, f"s={ROCKS}&el=Cu&lvl=0")
    assert (len(values), counts.max(), values[counts.argmax()]) == (879, 446, 114.5)
    assert 36 in counts[values == 377]
    values, counts = measured(client, f"s={ROCKS}&el=Cu&by=countries")
    assert (len(values), values.max(), counts[values.argmax()]) == (85, 269.5, 2)
    assert counts.max() == 3651
    assert "85 countries" in text
    assert analyte(release, SOIL, "Cu")["percentiles"][50] == 16.2


def test_figures_on_kola_are_those_of_the_survey(stories, release, client):
    """Sites, medians, extremes, results below detection."""
    text = said(stories, "kola")
    nickel = analyte(release, SOIL, "Ni")
    assert (nickel["n"], nickel["percentiles"][50], nickel["max"]) == (606, 18.65, 228)
    assert [len(measured(client, f"s={SOIL}&el=Ni&lvl={level}")[0]) for level in (0, 2)] == [
        15,
        150,
    ]
    assert measured(client, f"s={SOIL}&el=Ni&lvl=0")[0].max() == 32
    assert measured(client, f"s={SOIL}&el=Ni&lvl=2")[0].max() == pytest.approx(64.6)
    methods = [analyte(release, f"kola-c-horizon.{one}", "Cr") for one in ("aqua-regia", "inaa")]
    assert [one["percentiles"][50] for one in methods] == [28.35, 99]
    assert "99 mg/kg chromium where aqua regia found 28.35" in text
    values, _counts = measured(client, f"s={SOIL}&el=Sr&lvl=sites")
    assert (values > 600).sum() == 7
    assert analyte(release, SOIL, "Sr")["percentiles"][50] == 7.7
    assert analyte(release, SOIL, "As")["max"] == 30.7
    assert analyte(release, SOIL, "Sb")["censored"] == 326


def test_high_chromium_is_where_high_nickel_is_and_high_arsenic_is_not(client):
    """Four of the five highest chromium sites are the four highest of nickel."""
    highest = {}
    for name, count in (("Ni", 4), ("Ni of As", 8), ("Cr", 5), ("As", 8)):
        rows = rows_of(client, f"s={SOIL}&el={name.split()[0]}&lvl=sites")
        there = [one for one in rows if one["state"] == "measured"]
        there.sort(key=lambda one: -float(one["value"]))
        highest[name] = {(one["lon"], one["lat"]) for one in there[:count]}
    assert len(highest["Ni"] & highest["Cr"]) == 4
    assert not highest["Ni of As"] & highest["As"]


def test_reported_figures_are_those_of_the_statements(stories):
    """Every count of the programme's story stands in data/programme with its source."""
    programme, problems = read_programme(ROOT / "data" / "programme")
    assert not problems
    values = {one.id: one.value for one in programme.statements}
    text = said(stories, "programme")
    for identity, words in {
        "laos-global-samples": "146 samples",
        "laos-national-samples-2022": "2,079 samples",
        "laos-national-samples-2018": "1,731",
        "cambodia-elements": "71 elements over all of Cambodia",
        "sumatra-elements": "69 over Sumatra",
        "cgb-top": "3,382 topsoil",
        "cgb-deep": "3,380 deep",
    }.items():
        assert words in text
        assert f"{values[identity]:,.0f}" in words
    assert values["geo-area"] == 31_500_000
    assert values["geo-share"] == 31


def test_figures_on_progress_are_those_of_the_release(stories, release):
    """Land cells, and the area that the published share is held against."""
    land = sum(one["cells"][0] for one in release.index["countries"])
    area = sum(one["area_km2"] for one in release.index["countries"])
    polar = next(one for one in release.index["countries"] if one["id"] == "ATA")["area_km2"]
    assert f"{31.5e6 / area:.0%}" == "21%"
    assert f"{31.5e6 / (area - polar):.0%}" == "23%"
    assert "15 of 7,375 land cells" in said(stories, "programme")
    # Cells that belong to no country count too.
    assert land <= 7375
