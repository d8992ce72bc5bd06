"""Charts of growth and burn-up: what is drawn, and how numbers travel."""

import base64

import numpy as np
import pytest

from dashboard.charts.progress_growth import Line, burn_up, growth, moments, named, typed
from dashboard.progress.projection import Projection

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
