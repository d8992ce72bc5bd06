"""Censored data against R (survival, NADA) and the independent code of statsmodels.

Data: pyrene in sediments with eight limits (She 1997, Journal of the American Water
Resources Association 33:615–623), dissolved iron (Hughes & Millard 1988, Water Resources
Bulletin 24:521–531) and atrazine (Junk et al. 1980, Journal of
Environmental Quality 9:479–483), as R package NADA 1.6 gives them.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from dashboard.catalog.states import State
from dashboard.statistics.censored import ascending
from dashboard.statistics.ecdf import ecdf, quantiles, shares
from dashboard.statistics.moments import kaplan_meier, shape_groups, shapes_of_scales
from dashboard.statistics.ros import plotting_positions, ros
from tests.test_statistics_describe import PYRENE

PYRENE_BELOW = np.isin(np.arange(56), [0, 4, 5, 9, 21, 32, 35, 41, 42, 43, 45])
IRON = np.array([20.0, 10, 10, 10, 10, 7, 3, 3, 3])
IRON_BELOW = np.array([0, 1, 1, 1, 1, 0, 0, 1, 1], dtype=bool)
ATRAZINE = np.array(
    [
        [0.38, 0.04, 0.01, 0.03, 0.03, 0.05, 0.02, 0.01, 0.01, 0.01, 0.11, 0.09],
        [0.01, 0.01, 0.01, 0.01, 0.02, 0.03, 0.02, 0.02, 0.05, 0.03, 0.05, 0.01],
        [2.66, 0.63, 0.59, 0.05, 0.84, 0.58, 0.02, 0.01, 0.01, 0.01, 0.09, 0.31],
        [0.02, 0.01, 0.5, 0.03, 0.09, 0.06, 0.03, 0.01, 0.1, 0.25, 0.03, 88.36],
    ]
).ravel()
ATRAZINE_BELOW = ATRAZINE == 0.01

results = hnp.arrays(np.float64, st.integers(1, 50), elements=st.floats(0.01, 1e4))


def marked(below):
    """Return state codes of results of which some lie below a limit."""
    return np.where(below, State.BELOW, State.MEASURED)


def test_kaplan_meier_means_are_those_of_r():
    """Published by NADA for iron; survival 3.5-3 (restricted mean) for pyrene; NADA for atrazine.

    NADA puts what is left below the lowest measured value at that value, 0.02; here, as in
    EnvStats, it is at the lowest limit, 0.01: 14/48 × 0.01 less of 2.010208.
    """
    assert kaplan_meier(IRON, IRON_BELOW).mean == pytest.approx(5.777778, abs=5e-7)
    mean, _sd = kaplan_meier(PYRENE, PYRENE_BELOW)
    assert mean == pytest.approx(2982 - 2817.905495755, abs=1e-9)
    mean, _sd = kaplan_meier(ATRAZINE, ATRAZINE_BELOW)
    assert mean + 14 / 48 * 0.01 == pytest.approx(2.010208, abs=5e-7)


def test_kaplan_meier_curve_is_that_of_survfit():
    """R survival 3.5-3, survfit(Surv(2982 − x, detected) ~ 1): F just below each value."""
    curve = ecdf(PYRENE, marked(PYRENE_BELOW))
    below = dict(zip(curve.values, np.append(curve.below, curve.cumulative), strict=False))
    for value, expected in {
        2982: 0.9821428571429,
        163: 0.8031746031746,
        133: 0.7444057297716,
        98: 0.4986958685913,
        67: 0.3054512195122,
        34: 0.1090897212544,
        31: 0.0363632404181,
    }.items():
        assert below[value] == pytest.approx(expected, abs=5e-13)


def test_kaplan_meier_quantiles_are_published_ones():
    """Medians of NADA: iron 3, atrazine 0.03; pyrene's 98 where F passes one half."""
    assert quantiles(ecdf(IRON, marked(IRON_BELOW)), 0.5) == 3
    assert quantiles(ecdf(ATRAZINE, marked(ATRAZINE_BELOW)), 0.5) == 0.03
    assert quantiles(ecdf(PYRENE, marked(PYRENE_BELOW)), [0.25, 0.5]).tolist() == [63, 98]


def test_a_quantile_below_the_lowest_measured_value_is_not_given():
    """Fourteen of 48 results of atrazine lie below detection, all lower than 0.02."""
    curve = ecdf(ATRAZINE, marked(ATRAZINE_BELOW))
    assert curve.below == pytest.approx(14 / 48)
    assert np.isnan(quantiles(curve, [0, 0.2, 0.29, np.nan])).all()
    assert quantiles(curve, 0.3) == 0.02


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results)
def test_without_limits_the_curve_is_the_ordinary_one(values):
    """Steps of k / n at the values, 0 before the first, 1 at the last."""
    curve = ecdf(values, np.zeros(values.size, dtype=int))
    at = np.concatenate([values, values - 1e-9, [0, 1e5]])
    expected = (values[None, :] <= at[:, None]).mean(axis=1)
    assert curve.below == 0
    np.testing.assert_allclose(shares(curve, at), expected, atol=1e-12)


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results, hnp.arrays(bool, 50), st.floats(0.5, 3))
def test_the_curve_moves_with_a_monotone_transformation(values, below, power):
    """Limits of any height: a power of the values has the same steps."""
    codes = marked(below[: values.size])
    one, other = ecdf(values, codes), ecdf(values**power, codes)
    if one.values.size == other.values.size:  # not tied by rounding
        np.testing.assert_allclose(one.values**power, other.values)
        np.testing.assert_allclose(one.cumulative, other.cumulative)
    assert (np.diff(one.cumulative) > 0).all()


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results, hnp.arrays(bool, 50))
def test_the_curve_and_the_mean_are_of_one_distribution(values, below):
    """Sum of steps times values, the rest at the lowest limit, is the Kaplan–Meier mean."""
    below = below[: values.size]
    mean, _sd = kaplan_meier(values, below)
    curve = ecdf(values, marked(below))
    if np.isfinite(mean):
        steps = np.diff(curve.cumulative, prepend=curve.below)
        assert steps @ curve.values + curve.below * values.min() == pytest.approx(mean)


def test_the_curve_ends_where_an_upper_limit_hides_what_follows():
    """1, 2, 3, >3, 9: at and above 3 nothing is known, 2 of 5 lie at or below 2."""
    codes = [0, 0, 0, State.ABOVE, 0]
    curve = ecdf([1, 2, 3, 3, 9], codes)
    assert curve.values.tolist() == [1, 2]
    np.testing.assert_allclose(shares(curve, [0.5, 1, 2]), [0, 0.2, 0.4])
    assert np.isnan(shares(curve, [3, 100, np.nan])).all()
    assert np.isnan(quantiles(curve, 0.5))


def test_curves_without_a_measured_value_have_no_steps():
    """All below detection, none at all, and all beyond an upper limit."""
    assert ecdf([1, 2], [State.BELOW] * 2).below == 1
    assert np.isnan(ecdf([], []).below)
    above = ecdf([5.0, 6.0], [State.ABOVE, State.MEASURED])
    for curve in (above, ecdf([1.0], [State.BELOW])):
        assert curve.values.size == 0
        assert np.isnan(quantiles(curve, [0.5])).all()
        assert np.isnan(shares(curve, [3.0])).all()


def test_regression_on_order_statistics_is_that_of_nada():
    """Published with censtats (rdrr.io, NADA): ROS of iron has 2.763843, 4.667484, 6.138230."""
    found = ros(IRON, IRON_BELOW)
    assert found.median == pytest.approx(2.763843, abs=5e-7)
    assert found.mean == pytest.approx(4.667484, abs=5e-7)
    assert found.sd == pytest.approx(6.138230, abs=5e-7)


def test_regression_on_order_statistics_is_that_of_statsmodels():
    """statsmodels 0.14, imputation.ros.impute_ros, and lm in R 4.2.2 for the line."""
    found = ros(PYRENE, PYRENE_BELOW)
    assert found.mean == pytest.approx(163.24936578136243, rel=1e-12)
    assert found.sd == pytest.approx(393.1068202829192, rel=1e-12)
    assert found.median == 90.5
    assert (found.intercept, found.slope) == pytest.approx((4.5261997905, 0.8621792159), rel=1e-9)
    found = ros(ATRAZINE, ATRAZINE_BELOW)
    assert found.mean == pytest.approx(2.0051206838643196, rel=1e-12)
    assert found.sd == pytest.approx(12.736270217813349, rel=1e-12)


def test_plotting_positions_of_one_limit_by_hand():
    """<2, <2, 3, 5: half exceeds 2; thirds of each half."""
    positions = plotting_positions([2, 5, 2, 3], [True, False, True, False])
    np.testing.assert_allclose(positions, [1 / 6, 5 / 6, 1 / 3, 2 / 3])


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results, hnp.arrays(bool, 50), st.sampled_from([0.001, 30.0]))
def test_estimates_scale_and_keep_what_was_measured(values, below, factor):
    """Measured values stay; estimates scale with the unit; positions are probabilities."""
    below = below[: values.size] & (values < values.max())
    one, other = ros(values, below), ros(values * factor, below)
    given_ = ~np.isnan(one.modelled)
    assert (one.modelled[given_ & ~below] == values[given_ & ~below]).all()
    assert ((one.positions[given_] > 0) & (one.positions[given_] < 1)).all()
    np.testing.assert_allclose(other.modelled, one.modelled * factor, rtol=1e-6)


def test_estimates_recover_a_lognormal_tail():
    """Two limits, 5,000 values, seeded: mean and standard deviation within 1 %."""
    rng = np.random.default_rng(8)
    true = rng.lognormal(1, 0.8, 5000)
    limit = rng.choice([1.5, 3.0], 5000)
    found = ros(np.maximum(true, limit), true < limit)
    assert found.mean == pytest.approx(true.mean(), rel=0.01)
    assert found.sd == pytest.approx(true.std(ddof=1), rel=0.01)
    assert (found.intercept, found.slope) == pytest.approx((1, 0.8), abs=0.02)


def test_limits_above_all_measured_values_are_dropped():
    """A limit of 50 over values to 9 says nothing, and has no estimate."""
    values = np.array([1, 2, 3, 5, 9, 50.0])
    found = ros(values, [True, False, False, False, False, True])
    assert found.dropped == 1
    assert np.isnan(found.modelled[5])
    without = ros(values[:5], [True, False, False, False, False])
    np.testing.assert_allclose(found.modelled[:5], without.modelled)


def test_no_estimate_of_too_few_measured_values():
    """Two distinct values make no line; nor does a fifth of the results."""
    assert np.isnan(ros([1, 2, 2, 3], [True, False, False, False]).mean)
    assert np.isfinite(ros([1, 2, 4, 3], [True, False, False, False]).mean)
    assert np.isnan(ros(np.arange(1.0, 21), np.arange(20) < 17).mean)
    assert np.isnan(ros([], []).mean)


def test_what_cannot_be_regressed_is_refused():
    """Values that are not positive, and marks that do not match."""
    with pytest.raises(ValueError, match="positive"):
        ros([0, 1], [False, False])
    with pytest.raises(ValueError, match="marks"):
        ros([1, 2], [True])


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(hnp.arrays(np.float64, st.integers(4, 60), elements=st.integers(0, 50).map(float)))
def test_shape_without_limits_is_that_of_scipy(values):
    """Unbiased skewness and excess kurtosis, which scipy gives with bias=False."""
    found = shape_groups(values, np.zeros(values.size, dtype=bool), [values.size])
    if np.ptp(values) > 0:
        assert found.skewness[0] == pytest.approx(stats.skew(values, bias=False), abs=1e-6)
        assert found.kurtosis[0] == pytest.approx(stats.kurtosis(values, bias=False), abs=1e-6)
    else:
        assert np.isnan(found.skewness[0])


@settings(deadline=None)
@given(
    hnp.arrays(np.float64, 60, elements=st.integers(1, 9).map(float)),
    hnp.arrays(np.bool_, 60),
    st.lists(st.integers(0, 20), min_size=3, max_size=3),
)
def test_moments_of_a_group_are_those_of_it_alone_in_any_order(values, below, counts):
    """Groups padded to one width, ordered before or not, and each alone have the same moments."""
    size = sum(counts)
    values, below = values[:size], below[:size] & (np.arange(size) % 3 > 0)
    owner = np.repeat(np.arange(3), counts)
    order = ascending(values, below, owner)
    assert owner[order].tolist() == owner.tolist()
    assert ascending(values[order], below[order], owner).tolist() == list(range(size))
    ranked = shapes_of_scales([values[order]], below[order], np.array(counts))[0]
    found = shape_groups(values, below, counts)
    ends = np.cumsum(counts)
    for at, (end, count) in enumerate(zip(ends, counts, strict=True)):
        own = slice(end - count, end)
        alone = kaplan_meier(values[own], below[own]) if count else (np.nan, np.nan)
        assert (found.mean[at], found.sd[at]) == pytest.approx(alone, abs=1e-9, nan_ok=True)
        for name in ("mean", "sd", "skewness", "kurtosis"):
            one, other = getattr(found, name)[at], getattr(ranked, name)[at]
            assert one == pytest.approx(other, abs=1e-6, nan_ok=True)


def test_moments_on_two_scales_are_those_on_each():
    """The mass of a value is found once for all scales, also where one of them is unknown."""
    counts = np.array([PYRENE.size, 4])
    values = np.concatenate([PYRENE, [1.0, 2, 3, 4]])
    below = np.concatenate([PYRENE_BELOW, np.zeros(4, dtype=bool)])
    order = ascending(values, below, np.repeat([0, 1], counts))
    values, below = values[order], below[order]
    plain, logs = shapes_of_scales([values, np.log(values)], below, counts)
    np.testing.assert_array_equal(plain, shape_groups(values, below, counts))
    np.testing.assert_array_equal(logs, shape_groups(np.log(values), below, counts))
    lost = np.where(np.arange(values.size) == 0, np.nan, values)
    for found in shapes_of_scales([values, lost], below, counts):
        assert np.isnan(found.mean).tolist() == [True, False]
