"""Random views through link, page, picture and files: places, values, states and counts agree."""

import random
from dataclasses import replace

import pytest

from benchmarks import round_trip
from benchmarks.round_trip import FORMS, random_state
from dashboard import settings
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state import ViewState

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
        round_trip.round_trip(client, release, random_state(release, chance), most=400)
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
    own = round_trip.drawn_of

    def changed(*about):
        drawn = own(*about)
        if part == "keys":
            return replace(drawn, keys=[*drawn.keys[1:], drawn.keys[0]])
        values = getattr(drawn, part).copy()
        values[drawn.state == 0] = values[drawn.state == 0] * 1.00001 if part == "value" else 1
        return replace(drawn, **{part: values})

    state = ViewState(release.id, "test-survey.ar", "Cu", level="1")
    round_trip.round_trip(client, release, state)
    monkeypatch.setattr(round_trip, "drawn_of", changed)
    with pytest.raises(AssertionError, match=r"(?s)^/map\?.*s=test-survey\.ar.* first "):
        round_trip.round_trip(client, release, state)
