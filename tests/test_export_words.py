"""Title, description and sentence of views."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.export.titles import map_title
from dashboard.export.words import MOST_CHARACTERS, WRAPPED_LINK, fitted, told
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query
from dashboard.web import site

PAGES = (*site.KINDS, "element", "data", "about", "")


@pytest.fixture(scope="module")
def shipped(built_releases) -> Release:
    """The release of the two shipped surveys."""
    release = ReleaseStore(built_releases).current()
    assert release is not None
    return release


def words(release, page, query="", code=""):
    """Return the words for a query."""
    return told(release, page, code, from_query(query)[0])


def test_a_map_is_told_with_element_statistic_unit_and_stratum(shipped):
    """Title as the map's own; the description counts the stratum's 606 samples of the survey."""
    found = words(shipped, "map", "s=kola-c-horizon.aqua-regia&el=Ni&lvl=1&c=FIN~NOR")
    assert found.title == "Nickel (Ni), median, mg/kg"
    assert found.sentence == (
        "Nickel (Ni), median, mg/kg – Kola C-horizon: C-horizon, < 2 mm, aqua regia; "
        "Finland and Norway."
    )
    assert "cells of 80 km" in found.description
    assert "606 samples with results" in found.description


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("el=Ni&stat=n", "Nickel (Ni), number of results"),
        ("el=Ni&stat=censored", "Nickel (Ni), share below detection, %"),
        ("el=Ni&lvl=sites", "Nickel (Ni), samples, mg/kg"),
        ("el=Ni&lvl=sites&by=countries", "Nickel (Ni), median, mg/kg"),
        ("el=Ni&date=1995-08-01", "Nickel (Ni), median, mg/kg, collected up to 1 August 1995"),
    ],
)
def test_titles_of_maps_are_those_of_the_browser(shipped, query, title):
    """Samples have no statistic, counts no unit, and a day is told."""
    state = from_query(f"s=kola-c-horizon.aqua-regia&{query}")[0]
    stratum = shipped.strata["kola-c-horizon.aqua-regia"]
    assert map_title(state, stratum.record, stratum.analytes["Ni"]) == title


def test_comparisons_are_told_as_the_browser_tells_them(shipped):
    """What all maps show, or each; of a difference which minus which, by what they differ in."""
    first = "s=kola-c-horizon.aqua-regia&el=Ni"
    assert words(shipped, "compare", f"{first}&p2=el.Cu").title == (
        "Nickel (Ni), median, mg/kg | Copper (Cu), median, mg/kg"
    )
    same = words(shipped, "compare", f"{first}&p2=s.igneous-rocks")
    assert same.title == "Nickel (Ni), median, mg/kg"
    assert "Kola" in same.sentence
    assert "Igneous rocks" in same.sentence
    minus = words(shipped, "compare", f"{first}&c=FIN&p2=c.NOR&mode=difference")
    assert minus.title == ("Nickel (Ni), median, mg/kg. Map 2 minus map 1: Norway − Finland")


def test_compilations_are_told_as_published_analyses(shipped):
    """They are never called samples of a survey."""
    found = words(shipped, "map", "s=igneous-rocks&el=Cu")
    assert "published analyses" in found.description
    assert "samples" not in found.description


def test_progress_is_told_by_its_first_headlines(shipped):
    """A sentence that is posted has numerator, denominator, size of cells and day."""
    found = words(shipped, "country", code="FIN")
    assert found.title == "Finland"
    assert found.sentence.startswith("Finland: ")
    assert "land cells of 160\N{NO-BREAK SPACE}km" in found.sentence
    assert "as of" in found.sentence
    assert "more than a year before" not in found.sentence


def test_pages_of_elements_count_strata_and_results(shipped):
    """An element that nobody determined says so."""
    assert words(shipped, "element", code="Ni").title == "Nickel (Ni)"
    assert "No survey of this release has results" in words(shipped, "element", code="Os").sentence


def test_what_is_unknown_is_told_as_the_application(shipped):
    """A path with an unknown place or element has the words of the whole."""
    for page in ("country", "region", "element"):
        assert words(shipped, page, code="nowhere") == words(shipped, "about")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    page=st.sampled_from(PAGES),
    code=st.sampled_from(("", "FIN", "150", "Cu", "pH", "<b>")),
    query=st.lists(
        st.sampled_from(
            (
                "s=igneous-rocks", "s=x", "el=Au", "el=Zz", "stat=censored", "by=countries",
                "lvl=5", "lvl=sites", "c=FIN~NOR~SWE~RUS", "r=150", "r=000", "date=1800-01-01",
                "date=2999-12-31", "m=stage", "m=covered", "sv=kola-c-horizon", "sv=nothing",
                "els=Cu~Ni~Zn", "list=eu-2024", "list=none", "map=index", "map=composite",
                "p2=el.Ni", "p3=a",
            )
        ),
        max_size=6,
    ),
)  # fmt: skip
def test_any_view_has_words(shipped, page, code, query):
    """Whatever an address says, there is a title, and sentences that end."""
    found = words(shipped, page, "&".join(query), code)
    assert found.title
    assert found.description.endswith(".")
    assert found.sentence.endswith(".")


@given(
    sentence=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=600),
    size=st.integers(20, 400),
)
def test_posts_fit_with_their_link(sentence, size):
    """Sentence, space and link are within 280; long links count as networks wrap them."""
    link = "https://example.org/".ljust(size, "x")
    counted = size if size <= MOST_CHARACTERS // 2 else WRAPPED_LINK
    assert len(fitted(sentence, link)) + 1 + counted <= MOST_CHARACTERS
    if len(sentence) + 1 + counted <= MOST_CHARACTERS:
        assert fitted(sentence, link) == sentence
