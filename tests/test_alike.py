"""Strata of several surveys that one page may show beside each other unasked."""

import pytest

from dashboard.release.alike import alike
from dashboard.release.store import ReleaseStore
from tests import fake_release

KOLA, OTHER = "kola.aqua-regia", "rocks"
PLACES = {KOLA: frozenset({"FIN", "NOR"}), OTHER: frozenset({"NOR", "SWE"})}


def two_surveys():
    """Return an index in which both strata are of surveys and defined alike."""
    index = fake_release.sample_index()
    kola, other = index["strata"]
    other |= {word: kola[word] for word in ("medium", "depth", "fraction", "digestion", "method")}
    index["surveys"][1]["kind"] = "survey"
    return index


def test_two_surveys_of_one_definition_that_share_a_country_are_alike():
    """Each names the other."""
    assert alike(two_surveys(), PLACES.get) == {KOLA: [OTHER], OTHER: [KOLA]}


@pytest.mark.parametrize("word", ["medium", "depth", "fraction", "digestion", "method"])
def test_another_word_of_the_definition_sets_strata_apart(word):
    """Places of strata that are defined as no other are not even asked for."""
    index = two_surveys()
    index["strata"][1][word] = "another"
    asked = []
    assert alike(index, asked.append) == {}
    assert asked == []


@pytest.mark.parametrize("kind", ["compilation", "gridded"])
def test_what_is_no_survey_is_defined_as_none(kind):
    """Published analyses by various methods have a definition in words only."""
    index = two_surveys()
    index["surveys"][1]["kind"] = kind
    assert alike(index, PLACES.get) == {}


def test_surveys_of_different_countries_and_strata_of_one_survey_are_not_alike():
    """The one has no place in common, the other its samples."""
    apart = {KOLA: frozenset({"FIN"}), OTHER: frozenset({"SWE"})}
    assert alike(two_surveys(), apart.get) == {}
    index = two_surveys()
    index["strata"][1]["survey"] = index["strata"][0]["survey"]
    assert alike(index, PLACES.get) == {}


def test_an_opened_release_knows_where_its_strata_were_sampled(built_releases):
    """Kola is in three countries; no other shipped survey is defined as one of its strata."""
    release = ReleaseStore(built_releases).current()
    kola = release.strata["kola-c-horizon.aqua-regia"]
    assert kola.country_ids == {"FIN", "NOR", "RUS"}
    assert "alike" not in kola.record
