"""Figures as sentences: numerator, denominator, size of cells, day and the year before."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.metrics import METRICS
from dashboard.progress.headlines import Subject, scope_words, sentences, subject_of
from tests.fake_release import sample_index

WORLD = Subject((), 0, dt.date(2010, 12, 31), dt.date(2009, 12, 31), ("Kola",))
FIGURES = {
    "land_cells": 7375,
    "planned_cells": 2000,
    "covered_cells": 1234,
    "complete_cells": 40,
    "analysed_cells": 1200,
    "samples": 20000,
    "reported_samples": 19000,
    "area_km2": 134_000_000.4,
    "covered_km2": 21_000_000.2,
    "elements": 59,
    "element_cells": 60000,
    "results": 900_000,
    "censored": 9000,
    "pairs": 10,
    "precision": 4.5,
}


def said(metric, subject=WORLD, now=FIGURES, before=None):
    """Return the sentence of a metric."""
    found = sentences(subject, now, before)
    return plain(next(one.sentence for one in found if one.metric == metric))


def plain(text):
    """Return a text without the spaces that keep numbers and units in one line."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_first_headline_says_all_that_its_share_rests_on():
    """Numerator, denominator, size of the cells, day and growth stand in one sentence."""
    before = FIGURES | {"covered_cells": 1178}
    assert said("covered", before=before) == (
        "1,234 of 7,375 land cells of 160 km (16.7 %) have at least one sampled site, "
        "as of 31 December 2010; 56 more than a year before."
    )


def test_every_headline_has_its_share_counted_from_its_own_sentence():
    """The large figure of a share is the quotient of the two numbers beside it."""
    for one in sentences(WORLD, FIGURES, None):
        found = re.match(r"([\d,]+)(?: km²)? of ([\d,]+)", plain(one.sentence))
        if found and one.figure.endswith("%"):
            part, whole = (int(text.replace(",", "")) for text in found.groups())
            assert one.figure == f"{100 * part / whole:.1f} %"


def test_a_place_is_named_and_the_size_of_cells_follows_the_level():
    """A sentence about a country can be quoted without the page."""
    finland = Subject(("Finland",), 2, None, None, ("Kola",))
    sentence = said("covered", finland, FIGURES | {"land_cells": 1, "covered_cells": 1})
    assert sentence == "Finland: 1 of 1 land cell of 40 km (100 %) has at least one sampled site."
    assert scope_words(finland) == "Finland · cells of 40 km"
    assert "5 km" in said("covered", Subject((), 5, None, None, ("Kola",)))


@pytest.mark.parametrize(
    ("grown", "words"),
    [
        (1, "1 more than a year before"),
        (0, "no more than a year before"),
        (-2, "2 fewer than a year before"),
    ],
)
def test_growth_is_told_as_it_is(grown, words):
    """No growth is said too."""
    before = FIGURES | {"samples": FIGURES["samples"] - grown}
    assert words in said("samples", before=before)


def test_without_dates_nothing_is_said_of_them():
    """Undated figures claim no day and no year before."""
    undated = Subject((), 0, None, None, ("Kola",))
    text = " ".join(one.sentence for one in sentences(undated, FIGURES, FIGURES))
    assert "as of" not in text
    assert "year before" not in text


def test_a_place_without_own_cells_says_so_and_is_measured_by_its_area():
    """Small territories own no cell; no share is made up for them."""
    small = FIGURES | {"land_cells": 0, "covered_cells": 0, "complete_cells": 0}
    small |= {"area_km2": 2600.0, "covered_km2": 0.0, "samples": 1}
    found = {
        one.metric: one for one in sentences(Subject(("X",), 0, None, None, ("S",)), small, None)
    }
    assert found["covered"].figure == "–"
    assert plain(found["covered"].sentence).startswith("X: No land cell of 160 km belongs to it")
    assert plain(found["area"].sentence).startswith("X: 0 km² of 2,600 km² of land (0 %)")
    assert not {"complete", "element_cells"} & found.keys()


def test_a_place_where_nothing_was_sampled_hears_it_once():
    """One sentence says that there is nothing; zeros of everything else would repeat it."""
    nothing = dict.fromkeys(FIGURES, 0) | {"land_cells": 8, "area_km2": 228_284.0}
    laos = Subject(("Laos",), 0, dt.date(2011, 10, 27), None, ("S",))
    first, _sources = sentences(laos, nothing, None)
    assert plain(first.sentence) == (
        "Laos: none of 8 land cells of 160 km has a sampled site (0 %), as of 27 October 2011."
    )
    assert first.figure == "0 %"


def test_surveys_that_count_and_compilations_that_do_not_are_named():
    """The last sentence says what all the others were counted from."""
    subject = subject_of(sample_index(), strata=["kola.aqua-regia"], level=0, region="154")
    assert subject.places == ("Northern Europe",)
    assert sentences(subject, FIGURES, None)[-1].sentence == (
        "Counted from 1 survey: Kola Project. "
        "Published compilations and grids never count: Rock analyses."
    )
    nothing = subject_of(sample_index(), strata=[], level=0)
    (only,) = sentences(nothing, FIGURES, None)
    assert plain(only.sentence).startswith("No survey that is chosen counts in cells of 160 km.")
    fine = subject_of(sample_index(), strata=["kola.aqua-regia"], level=5)
    assert (fine.surveys, fine.coarse) == ((), ("Kola Project",))


def test_region_and_countries_count_together_and_many_are_numbered():
    """The scope of a sentence names what it counts, and stays short."""
    index = sample_index()
    both = subject_of(index, strata=[], level=0, countries=["NOR"], region="150")
    assert both.places == ("Europe", "Norway")
    assert scope_words(Subject(tuple("ABCD"), 0, None, None, ())).startswith("4 places")


def test_each_headline_leads_to_a_definition():
    """The metric of a headline is one that the page of methods defines."""
    for one in sentences(WORLD, FIGURES, None):
        found = one.as_json()
        assert (one.metric in METRICS) == bool(found["definition"])
        assert found["figure"] or not one.metric


NUMBERS = st.one_of(st.none(), st.integers(0, 10**9))


@given(st.fixed_dictionaries(dict.fromkeys(FIGURES, NUMBERS)), st.integers(0, 5), st.booleans())
def test_any_figures_make_whole_sentences(figures, level, compared):
    """Whatever is undefined, each sentence is complete and no placeholder is left."""
    subject = Subject((), level, dt.date(2010, 1, 1), dt.date(2009, 1, 1), ("S",))
    for one in sentences(subject, figures, figures if compared else None):
        assert one.sentence.endswith(".")
        assert not re.search(r"[{}]|None\b(?! of)|nan\b", one.sentence)
