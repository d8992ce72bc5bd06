"""Burn-up: carried on where dates allow it, with a range, and never too far."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.progress.projection import FEWEST_POINTS, YEARS_AHEAD, project, theil_sen

YEAR = 365.2425


def days(years: int) -> np.ndarray:
    """Return the ends of so many years from 2010 on."""
    return np.round(40176 + np.arange(years) * YEAR).astype(int)


def test_theil_sen_is_the_median_of_slopes():
    """Slopes of (0, 0), (1, 1), (2, 3), (3, 3): 1, 1.5, 1, 2, 1, 0; few points: all of them."""
    x, y = np.arange(4.0), np.array([0.0, 1, 3, 3])
    assert theil_sen(x, y) == (0.0, 1.0, 2.0)


def test_interval_is_the_one_of_sen():
    """Six points on x²: slopes are 1, 2, 3, 3 … 8, 9; N = 15, C = 10.4: the 2nd and 14th."""
    x = np.arange(6.0)
    assert theil_sen(x, x**2) == (2.0, 5.0, 8.0)


def test_even_growth_reaches_the_target_on_the_day():
    """Two per cent a year from 10 % reach 20 % five years on; even growth has no range."""
    found, words = project(
        days(6), np.arange(0.0, 12, 2), target=20, most=100, today=int(days(6)[-1])
    )
    assert "Theil–Sen" in words
    # Years end on whole days, which moves slopes a little.
    assert abs((found.reached[2] - found.reached[0]).days) <= 7
    assert abs((found.reached[1] - dt.date(2019, 12, 31)).days) <= 2
    assert found.middle[-1] >= 20


def test_uneven_growth_has_a_range():
    """The slowest is later than the median, the fastest sooner."""
    found, _words = project(
        days(6), np.array([1.0, 2, 6, 7, 12, 13]), target=30, most=100, today=int(days(6)[-1])
    )
    soonest, middle, latest = found.reached
    assert soonest < middle
    assert latest is None or middle < latest
    assert (found.low <= found.middle).all()
    assert (found.middle <= found.high).all()


@pytest.mark.parametrize(
    ("values", "target", "today", "says"),
    [
        ([0.0, 0, 0, 0], 20, 0, "nothing has been added so far"),
        ([0.0, 5, 5, 5], 20, 0, "dated on 1 day only"),
        ([1.0, 5, 5, 5], 20, 0, "dated on 2 days only"),
        ([1.0, 5, 10, 10], 20, 4 * 365, "nothing has been added since 31 December 2011"),
        ([10.0, 20, 30, 40], 25, 0, "target is reached"),
    ],
)
def test_no_projection_where_none_is_honest(values, target, today, says):
    """Too few points, growth that stopped, a target that is reached: words instead of a line."""
    when = days(4)
    found, words = project(
        when, np.array(values), target=target, most=100, today=int(when[-1]) + today
    )
    assert found is None
    assert says in words


@given(
    st.lists(st.floats(0.01, 10), min_size=FEWEST_POINTS, max_size=20),
    st.floats(1, 100) | st.none(),
)
def test_a_projection_stays_within_its_bounds(steps, target):
    """It begins where the measured ends, never falls, ends within ten years and 100 %."""
    values = np.minimum(np.cumsum(steps), 100)
    when = days(values.size)
    found, words = project(when, values, target=target, most=100, today=int(when[-1]))
    assert words
    if found is None:
        return
    for line in (found.low, found.middle, found.high):
        assert line[0] == pytest.approx(values[-1])
        assert (np.diff(line) >= -1e-9).all()
        assert line[-1] <= 100
    assert found.points >= FEWEST_POINTS
    assert found.days[-1] <= when[-1] + YEARS_AHEAD * YEAR + 1
