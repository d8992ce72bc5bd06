"""Charts of growth and burn-up: what is drawn, and how numbers travel."""

import base64
import datetime as dt

import numpy as np
import pytest

from dashboard.charts.progress_growth import Line, burn_up, growth, moments, named, typed
from dashboard.components.progress_growth import burn_words, growth_table, growth_words
from dashboard.progress.projection import BurnUp, Projection

DAYS = np.array([38_716, 39_081, 39_446], dtype=np.uint16)  # 2006-01-01, 2007-01-01, 2008-01-01


def numbers(packed):
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype="<f4")


def line(code, *values):
    return Line(code, code.title(), np.array(values))


def test_a_day_is_the_same_day_after_its_journey_as_a_short_float():
    """Noon of 2006-01-01 may move by minutes, not into another day."""
    sent = numbers(typed(moments(DAYS))).astype("float64").astype("datetime64[ms]")
    assert [str(one)[:10] for one in sent] == ["2006-01-01", "2007-01-01", "2008-01-01"]


def test_the_furthest_are_named_where_nobody_is_chosen():
    """Of ten lines seven have colours, largest first."""
    lines = [line(f"C{i}", 0, 0, i) for i in range(10)]
    held, others = named(lines, [])
    assert [one.id for one in held] == ["C9", "C8", "C7", "C6", "C5", "C4", "C3"]
    assert [one.id for one in others] == ["C2", "C1", "C0"]


def test_only_the_chosen_are_named_where_some_are():
    """The others stay as context."""
    held, others = named([line("A", 1), line("B", 2), line("C", 3)], ["B"])
    assert [one.id for one in held] == ["B"]
    assert [one.id for one in others] == ["C", "A"]


def test_growth_draws_the_chosen_in_colour_and_the_others_as_one_trace_with_gaps():
    """Two others of three days make one trace of eight points."""
    lines = [line("A", 1, 2, 3), line("B", 0, 5, 9), line("C", 0, 0, 1)]
    drawn = growth(DAYS, lines, ["A"], "samples")["data"]
    assert [trace["name"] for trace in drawn] == ["others", "A"]
    context = numbers(drawn[0]["y"])
    assert context.tolist()[:3] == [0, 5, 9]
    assert np.isnan(context[[3, 7]]).all()
    assert numbers(drawn[1]["y"]).tolist() == [1, 2, 3]


def test_a_name_is_no_markup():
    """Plotly would read < as a tag."""
    drawn = growth(DAYS, [Line("X", "<b>X</b>", np.array([1, 2, 3]))], [], "samples")["data"]
    assert drawn[0]["name"] == "&lt;b&gt;X&lt;/b&gt;"


def test_nothing_to_draw_is_an_empty_figure():
    """A release without dates has no growth."""
    assert growth(np.array([], dtype=np.uint16), [], [], "samples")["data"] == []
    assert burn_up(np.array([]), np.array([]), "share", 25, None)["data"] == []


def test_burn_up_keeps_the_target_in_the_picture():
    """Two per cent measured, 25 % wanted: the axis reaches beyond 25."""
    figure = burn_up(DAYS, np.array([0.5, 1, 2.0]), "share", 25, None)
    assert figure["layout"]["yaxis"]["range"][1] > 25
    assert figure["layout"]["shapes"][0]["y0"] == 25
    assert [trace["name"] for trace in figure["data"]] == ["measured"]


@pytest.mark.parametrize("target", [None, 25.0])
def test_a_projection_is_a_shaded_range_around_its_middle(target):
    """Range and middle come before the measured curve, which is drawn over them."""
    ahead = Projection(
        np.array([39_446, 39_800], dtype=np.uint16), np.array([2, 2.5]), np.array([2, 3.0]),
        np.array([2, 4.0]), 3, (None, None, None),
    )  # fmt: skip
    drawn = burn_up(DAYS, np.array([0.5, 1, 2.0]), "share", target, ahead)["data"]
    assert [trace.get("fill") for trace in drawn] == [None, "tonexty", None, None]
    assert numbers(drawn[1]["y"]).tolist() == [2, 4]


def test_few_days_are_joined_by_steps():
    """A survey known to the year did not grow evenly from month to month."""
    assert {
        one["line"]["shape"] for one in growth(DAYS, [line("A", 0, 1, 9)], [], "")["data"]
    } == {"hv"}
    many = np.arange(100, 160, dtype=np.uint16)
    assert growth(many, [Line("A", "A", many)], [], "")["data"][0]["line"]["shape"] == "linear"


def test_growth_in_words_names_who_stopped_and_what_is_undated():
    """Nothing for two years is said, and so is a date that nobody knows."""
    lines = [Line("A", "Ally", np.array([0, 5, 5])), Line("B", "Bee", np.array([0, 1, 2]))]
    days = np.array([38_716, 38_800, 39_600], dtype=np.uint16)
    text = growth_words(days, lines, [], "samples", ["Kola"])
    assert "samples: Ally 5 and Bee 2." in text
    assert "No growth in the last two years: Ally." in text
    assert text.endswith("counted from the end of their last year: Kola.")
    assert growth_words(days, [], [], "samples").startswith("Nothing was sampled")


def test_chosen_places_without_growth_are_said_to_have_none():
    """A reader who chose Cuba reads of Cuba, not of nothing at all."""
    lines = [line("A", 0, 5, 5)]
    assert "in the chosen places" in growth_words(DAYS, lines, ["CUB"], "samples")
    assert growth_table(DAYS, lines, ["CUB"], "samples") == []


def test_the_table_of_growth_has_at_most_sixteen_days():
    """The first and the last are among them."""
    days = np.arange(38_716, 38_816, dtype=np.uint16)
    shown = str(growth_table(days, [Line("A", "Ally", days)], [], "samples"))
    assert shown.count("Tr(") == 17
    assert "2006-01-01" in shown
    assert "2006-04-10" in shown


def test_burn_up_in_words_says_when_the_target_may_be_reached():
    """Between the years of the fastest and the slowest course, and by which method."""
    ahead = Projection(
        np.array([39_446, 39_800], dtype=np.uint16), np.array([2, 2.5]), np.array([2, 3.0]),
        np.array([2, 4.0]), 3, (dt.date(2030, 1, 1), dt.date(2031, 1, 1), dt.date(2033, 1, 1)),
    )  # fmt: skip
    found = BurnUp(DAYS, np.array([0.5, 1.0, 2.0]), ahead, "Projection: by Theil–Sen.")
    text = burn_words(found, "Area covered", (25.0, "Target: 25 %"))
    assert text == (
        "Area covered: 2 % on 1 January 2008. Target: 25 %. At the recent pace it is reached "
        "between 2030 and 2033. Projection: by Theil–Sen."
    )
