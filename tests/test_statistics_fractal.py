"""Concentration–area breaks against R package segmented and curves of known shape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.statistics.classes import all_breaks, classify, fractal_breaks
from dashboard.statistics.fractal import FEWEST, MOST_BREAKS, concentration_area


def of_slopes(breaks, slopes, top, n=20_000):
    """Return n values whose area follows power laws with exponents between breaks, from 1."""
    corners = np.log10([1.0, *breaks, top])
    areas = np.append(0.0, np.cumsum(np.diff(corners) * slopes))
    share = np.log10((np.arange(1, n + 1) - 0.5) / n)
    return 10 ** np.interp(share, areas[::-1], corners[::-1])


def test_breaks_are_those_of_r():
    """R 4.2.2, segmented 1.6-2, on the same 100 points: 9.99903214 and 99.8303734.

    The exact figures are 10 and 100; the points of the curve miss them by as much.
    """
    found = concentration_area(of_slopes([10, 100], [-0.3, -1.2, -3], 1000))
    np.testing.assert_allclose(found.breaks, [9.99903214, 99.8303734], rtol=1e-7)
    np.testing.assert_allclose(found.slopes, [-0.3000019, -1.1998620, -2.9933210], atol=1e-6)


def test_a_power_law_has_no_break():
    """Exact, and in 95 of 100 random samples of 1,000 (seeded) or more."""
    assert concentration_area(of_slopes([], [-1.5], 1e4)).breaks.size == 0
    rng = np.random.default_rng(12)
    straight = [
        concentration_area(rng.random(1000) ** -0.5).breaks.size == 0 for _sample in range(100)
    ]
    assert sum(straight) >= 90


def test_an_anomalous_population_is_parted_from_the_background():
    """A hundred values around 2,000 over a background around 30: a break lies between."""
    rng = np.random.default_rng(7)
    values = np.concatenate([rng.lognormal(3.4, 0.3, 4000), rng.lognormal(7.6, 0.2, 100)])
    breaks = concentration_area(values).breaks
    assert any(80 < b < 2000 for b in breaks)


def test_the_curve_is_the_share_at_or_above():
    """Points fall from 1 to ten of the values; the fit has the breaks on it."""
    values = of_slopes([10], [-0.5, -2], 1000, 500)
    found = concentration_area(values)
    expected = [(values >= c * (1 - 1e-9)).mean() for c in found.concentration]
    np.testing.assert_allclose(found.area, expected)
    assert found.area[-1] == pytest.approx(10 / 500)
    assert (np.diff(found.fitted) < 0).all()


def test_weights_stand_for_copies():
    """Every value counted twice by weight is as if it occurred twice."""
    values = of_slopes([10], [-0.5, -2], 1000, 800)
    found = concentration_area(np.concatenate([values, values[:400]]))
    weights = np.where(np.arange(800) < 400, 2.0, 1.0)
    weighted = concentration_area(values, weights=weights)
    np.testing.assert_allclose(weighted.breaks, found.breaks, rtol=0.05)


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(st.sampled_from([0.001, 7.0, 1e4]), st.integers(0, 50))
def test_another_unit_scales_the_breaks(factor, seed):
    """Slopes stay, breaks are multiplied."""
    values = np.random.default_rng(seed).lognormal(2, 0.9, 400)
    one, other = concentration_area(values), concentration_area(values * factor)
    np.testing.assert_allclose(other.breaks, one.breaks * factor, rtol=1e-5)
    np.testing.assert_allclose(other.slopes, one.slopes, rtol=1e-4)


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(
    hnp.arrays(
        np.float64, st.integers(0, 300), elements=st.sampled_from([0.0, 1, 1.5, 2, 3, 4, 9, 70])
    )
)
def test_whatever_the_values_breaks_lie_inside_the_curve_and_ascend(values):
    """Ties, zeros and too few values: never more breaks than allowed, never out of order."""
    found = concentration_area(values)
    assert found.breaks.size <= MOST_BREAKS
    assert (np.diff(found.breaks) > 0).all()
    if found.breaks.size:
        assert found.concentration[0] < found.breaks[0]
        assert found.breaks[-1] < found.concentration[-1]
        assert found.slopes.size == found.breaks.size + 1


def test_too_few_or_tied_values_have_no_curve():
    """One value less than needed; all alike; nearly all at the detection limit."""
    values = of_slopes([10], [-0.5, -2], 1000, FEWEST)
    assert concentration_area(values).area.size
    for few in (values[1:], np.full(500, 3.0), [], [np.nan] * 200):
        assert concentration_area(few).area.size == 0


def test_the_curve_starts_above_the_detection_limit():
    """Half of the values at a limit of 5 bend the curve there; it is not looked at."""
    values = np.maximum(np.random.default_rng(4).lognormal(1.6, 0.8, 3000), 5.0)
    found = concentration_area(values, 5.0)
    assert found.concentration[0] > 5
    assert (found.breaks > 5).all()


def test_the_scheme_offers_its_breaks_as_classes():
    """Rounded to four digits, and none where a curve cannot be had."""
    values = of_slopes([10, 100], [-0.3, -1.2, -3], 1000)
    assert fractal_breaks(values) == [9.999, 99.83]
    assert all_breaks(values)["fractal"] == [9.999, 99.83]
    assert classify([9, 50, 100], fractal_breaks(values)).tolist() == [0, 1, 2]
    assert all_breaks([1.0, 2.0])["fractal"] == []
    assert all_breaks(np.maximum(values, 20), 20.0)["fractal"][0] > 20
