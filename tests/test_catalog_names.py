"""Names, dates and units as sentences have them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.countries import countries, country_name, region_name, regions
from dashboard.catalog.names import WITH_ARTICLE, within
from dashboard.catalog.printing import date_text, unbroken


def test_names_with_an_article_are_those_of_the_catalogue():
    """Each code is a country or region; plurals, kingdoms, republics and isles are among them."""
    assert set(countries()) | set(regions()) >= WITH_ARTICLE
    words = ("Islands", "Islands)", "Republic", "Kingdom", "States", "Territory", "Territories")
    plural = {code for code in countries() if country_name(code).removesuffix(")").endswith(words)}
    # "Heard & McDonald Islands", "U.S. Outlying Islands": every one of them.
    assert plural - WITH_ARTICLE <= {"HMD", "SGS"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("USA", "the United States"),
        ("NLD", "the Netherlands"),
        ("GMB", "the Gambia"),
        ("CAF", "the Central African Republic"),
        ("CZE", "Czechia"),
        ("UKR", "Ukraine"),
        ("COD", "Congo - Kinshasa"),
    ],
)
def test_country_in_a_sentence_has_its_article(code, said):
    """As English usage has it, with the names of CLDR."""
    assert within(code, country_name(code)) == said


def test_region_in_a_sentence_has_its_article():
    """Two of the regions of M49 take one."""
    assert within("019", region_name("019")) == "the Americas"
    assert within("150", region_name("150")) == "Europe"


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_days_months_and_years_are_worded(day):
    """A date of each precision has its year, and the words no digits but those of day and year."""
    text = day.isoformat()
    assert date_text(text[:4]) == text[:4]
    assert date_text(text[:7]).endswith(f" {day.year}")
    assert date_text(text) == f"{day.day} {date_text(text[:7])}"


@pytest.mark.parametrize("text", ["", "about 2021", "2016-05/13", "2016-13", "2016-02-30"])
def test_what_is_no_date_is_said_as_it_is(text):
    """Sources have their own words for times."""
    assert date_text(text) == text


def test_numbers_stay_with_their_units():
    """A no-break space before units and per cent, and nowhere else."""
    told = unbroken("12 of 36 cells of 160 km (33.3 %), 3 more, 5 mg/kg, 2 km² and 10 m.")
    assert told.replace("\N{NO-BREAK SPACE}", "~") == (
        "12 of 36 cells of 160~km (33.3~%), 3 more, 5~mg/kg, 2~km² and 10~m."
    )


@given(st.text())
def test_words_are_kept_but_for_the_kind_of_space(text):
    """Nothing is lost, and nothing changes the second time."""
    told = unbroken(text)
    plain = "\N{NO-BREAK SPACE}"
    assert told.replace(plain, " ") == text.replace(plain, " ")
    assert unbroken(told) == told
