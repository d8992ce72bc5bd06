"""Random views through link, page, picture and files: places, values, states and counts agree."""

import random
import re
from dataclasses import replace

import pytest

from benchmarks.round_trip import compare, progress, results, together
from benchmarks.round_trip.results import FORMS, random_state
from dashboard import settings
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state import ViewState, to_query

STATES = 24


@pytest.fixture(scope="module")
def shipped(built_releases):
    """A client of the application over the shipped surveys, and their release."""
    return _served(ReleaseStore(built_releases))


@pytest.fixture(scope="module")
def small(small_releases):
    """A client of the application over the small made-up survey, and its release."""
    return _served(small_releases)


def _served(store):
    return create_app(settings.read({}), store).server.test_client(), store.current()


@pytest.mark.parametrize("survey", ["shipped", "small"])
def test_a_view_has_the_same_numbers_everywhere(request, survey):
    """Link, page, the browser's vectors, picture, legend, CSV, Parquet, GeoJSON and workbook."""
    client, release = request.getfixturevalue(survey)
    chance = random.Random(20)
    compared = [
        results.round_trip(client, release, random_state(release, chance), most=400)
        for _turn in range(STATES)
    ]
    whole = sum(compared[1:], compared[0])
    assert whole["views"] == STATES
    assert whole["rows"] > 100
    assert all(whole[form] >= STATES // 3 for form in FORMS)


@pytest.mark.parametrize("part", ["value", "state", "keys"])
def test_what_differs_is_found_and_its_link_named(small, monkeypatch, part):
    """One other value, state or place in what the browser draws fails the comparison."""
    client, release = small
    own = results.drawn_of

    def changed(*about):
        drawn = own(*about)
        if part == "keys":
            return replace(drawn, keys=[*drawn.keys[1:], drawn.keys[0]])
        values = getattr(drawn, part).copy()
        values[drawn.state == 0] = values[drawn.state == 0] * 1.00001 if part == "value" else 1
        return replace(drawn, **{part: values})

    state = ViewState(release.id, "test-survey.ar", "Cu", level="1")
    results.round_trip(client, release, state)
    monkeypatch.setattr(results, "drawn_of", changed)
    with pytest.raises(AssertionError, match=r"(?s)^/map\?.*s=test-survey\.ar.* first "):
        results.round_trip(client, release, state)


@pytest.mark.parametrize("page", [compare, together, progress], ids=["compare", "elements", "/"])
@pytest.mark.parametrize("survey", ["shipped", "small"])
def test_other_pages_have_the_same_numbers_everywhere(request, survey, page):
    """Link, page, vectors, picture, JSON, CSV and Parquet."""
    client, release = request.getfixturevalue(survey)
    chance = random.Random(21)
    compared = [
        page.round_trip(client, release, page.random_state(release, chance)) for _turn in range(8)
    ]
    whole = sum(compared[1:], compared[0])
    assert whole["views"] == 8
    assert whole["rows"] > 8


def test_a_parameter_among_elements_is_drawn_as_on_its_own_map(shipped):
    """Acidity is no content that could be taken together with others, but has a map."""
    client, release = shipped
    state = ViewState(release.id, "kola-c-horizon.parameters", "pH", together="element", level="1")
    assert together.round_trip(client, release, state)["rows"] > 40


def test_one_element_is_drawn_of_its_day(small):
    """The picture of elements together has the results of the day that is asked for."""
    client, release = small
    (stratum,) = (one for one in release.index["strata"] if one["id"] == "test-survey.ar")
    state = ViewState(
        release.id, stratum["id"], "Cu", together="element", level="0", date=stratum["dates"][0]
    )
    assert together.round_trip(client, release, state)["rows"] > 0


@pytest.mark.parametrize("survey", ["igneous-rocks", "kola-c-horizon.xrf"])
def test_maps_side_by_side_have_cells_of_a_size_that_their_survey_has(shipped, survey):
    """Where one lacks the size that is named, page, picture and table take its finest."""
    client, release = shipped
    state = ViewState(
        release.id, "kola-c-horizon.aqua-regia", "Cu", level="2", pane2=(f"s.{survey}",)
    )
    assert compare.round_trip(client, release, state)["panes"] == 2
    page = client.get(f"/compare?{to_query(state)}").text
    for address in re.findall(r'<link rel="preload"[^>]*href="([^"]+)"', page):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.parametrize("page", [compare, together])
def test_what_differs_on_other_pages_is_found(small, monkeypatch, page):
    """Values of the vectors that are not those of the tables fail the comparison."""
    client, release = small
    state = ViewState(release.id, "test-survey.ar", "Cu", level="0", pane2=("stat.max",),
                      together="index")  # fmt: skip
    page.round_trip(client, release, state)
    own = page.results.drawn_of if page is compare else page.planes_of

    def changed(*about):
        found = own(*about)
        if page is compare:
            return replace(found, value=found.value * 1.00001)
        return {**found, "value": found["value"] + 0.001} if "value" in found else found

    place, name = (page.results, "drawn_of") if page is compare else (page, "planes_of")
    monkeypatch.setattr(place, name, changed)
    with pytest.raises(AssertionError, match=r"values of"):
        page.round_trip(client, release, state)
