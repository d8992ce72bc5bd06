"""Univariate statistics against R 4.2.2 (base, e1071 1.7-13), GEMAS and hand-made groups."""

import csv
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from dashboard.catalog.states import State
from dashboard.statistics.describe import PERCENTILES, STATISTICS, describe, describe_groups
from dashboard.statistics.intervals import median_interval, median_ranks
from dashboard.statistics.summary import STATISTICS as SUMMARISED
from dashboard.statistics.summary import summarise

# Pyrene in sediments, µg/kg (She 1997, Journal of the American Water Resources Association
# 33:615–623); here as if all were measured.
PYRENE = np.array(
    [
        28, 31, 32, 34, 35, 35, 40, 47, 48, 58, 59, 63, 64, 64, 67, 67, 67, 72, 73, 84, 86, 86,
        87, 94, 98, 100, 103, 103, 105, 107, 110, 111, 117, 119, 119, 122, 122, 132, 133, 133,
        138, 163, 163, 163, 163, 174, 187, 190, 222, 238, 273, 289, 306, 333, 459, 2982,
    ],
    dtype=np.float64,
)  # fmt: skip

# R: quantile(type = 7), mad, mean, sd, e1071::skewness(type = 2), kurtosis(type = 2),
# fences Q1 − 1.5 IQR and Q3 + 1.5 IQR and the values inside, on x and on log10(x),
# qbinom for the interval of the median.
FROM_R = {
    "min": 28,
    "p2": 31.1,
    "p2_5": 31.375,
    "p5": 33.5,
    "p10": 37.5,
    "q1": 66.25,
    "median": 104,
    "q3": 163,
    "p90": 255.5,
    "p95": 312.75,
    "p97_5": 411.75,
    "p98": 446.4,
    "max": 2982,
    "median_low": 86,
    "median_high": 122,
    "mad": 59.304,
    "log_mad": 0.2893654802148,
    "iqr_sd": 71.720775,
    "mean": 173.1785714285714,
    "sd": 391.3778043199253,
    "cv": 225.9966698485854,
    "gmean": 105.6130452226810,
    "gsd": 2.1973328865079,
    "skewness": 6.966666632941,
    "kurtosis": 50.635405841388,
    "log_skewness": 1.302234875715,
    "fence_low": -78.875,
    "fence_high": 308.125,
    "whisker_low": 28,
    "whisker_high": 306,
    "log_fence_low": 17.15818445115,
    "log_fence_high": 629.24151457488,
    "log_whisker_low": 28,
    "log_whisker_high": 459,
}

# Of GEMAS topsoils of arable land, X-ray fluorescence, 2,108 samples (Reimann et al. 2014).
GEMAS = {
    "Cr": {
        "min": 2,
        "p2": 10,
        "p5": 14,
        "q1": 34,
        "median": 62,
        "q3": 89,
        "p95": 212.65,
        "p97_5": 319.95,
        "p98": 348.86,
        "max": 6133,
        "median_low": 59,
        "median_high": 64,
        "mad": 41.5128,
        "mean": 85.798861480076,
        "sd": 194.729825999939,
        "cv": 226.960850809377,
        "gmean": 55.917643235617,
        "gsd": 2.295395592766,
        "skewness": 19.049979752068,
        "kurtosis": 503.839653585955,
        "log_skewness": 0.218695653624,
        "fence_high": 171.5,
        "whisker_high": 171,
        "log_fence_high": 376.92647330513,
        "log_whisker_high": 374,
        "log_whisker_low": 9,
    },
    "Zn": {
        "median": 60.5,
        "p97_5": 148,
        "p98": 157.58,
        "median_low": 59,
        "median_high": 63,
        "mad": 34.8411,
        "mean": 67.113377609108,
        "sd": 55.385497626142,
        "gmean": 56.047321015031,
        "skewness": 13.070213009927,
        "kurtosis": 293.971063418983,
        "log_skewness": -0.715614070411,
        "fence_high": 154,
        "whisker_high": 154,
        "log_fence_high": 273.4956377561,
        "log_whisker_high": 272,
    },
    "Zr": {
        "median": 258.5,
        "median_low": 253,
        "median_high": 264,
        "mad": 108.9711,
        "mean": 280.900379506641,
        "sd": 130.856593522067,
        "gmean": 249.637305578413,
        "skewness": 0.932351369910,
        "kurtosis": 1.183923176431,
        "log_skewness": -1.253520861790,
        "fence_high": 577,
        "log_fence_low": 79.3668097378,
        "log_fence_high": 837.0249505996,
        "log_whisker_low": 80,
        "log_whisker_high": 796,
    },
}

results = hnp.arrays(np.float64, st.integers(20, 60), elements=st.floats(0.01, 1e4))


def measured(values):
    """Return the statistics of values of which none lies below detection."""
    return describe(values, np.zeros(len(values), dtype=int)).group(0)


def test_every_statistic_is_that_of_r():
    """Fifty-six values, 34 figures: relative difference below 1e-12 of the printed digits."""
    found = measured(PYRENE)
    assert set(FROM_R) | {"p1", "p99"} == set(found)
    for name, expected in FROM_R.items():
        assert found[name].value == pytest.approx(expected, rel=1e-12), name
        assert found[name].state == State.MEASURED
    assert found["p99"].state == State.TOO_FEW  # 56 results: none need lie beyond


@pytest.mark.parametrize("element", GEMAS)
def test_statistics_of_gemas_are_those_of_r(originals, element):
    """Chromium, zinc and zirconium of the arable soils of Europe."""
    with (originals / "gemas" / "gemas_ap_xrf.csv").open(encoding="utf-8") as file:
        values = np.array([float(row[element]) for row in csv.DictReader(file)])
    found = measured(values)
    assert values.size == 2108
    for name, expected in GEMAS[element].items():
        assert found[name].value == pytest.approx(expected, rel=1e-11), name


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results, st.sampled_from([0.001, 0.03, 7.0, 1e4]))
def test_another_unit_scales_the_statistics(values, factor):
    """What has a unit is multiplied; pure numbers stay."""
    one, other = measured(values), measured(values * factor)
    pure = {"cv", "skewness", "kurtosis", "gsd", "log_mad", "log_skewness"}
    # Whiskers end at samples, and rounding may put a sample beyond a fence that it lies on.
    for name in set(STATISTICS) - {n for n in STATISTICS if "whisker" in n}:
        expected = one[name].value * (1 if name in pure else factor)
        tolerance = 1e-6 if "skew" in name or name == "kurtosis" else 1e-9
        scale = 1 if name in pure else factor * np.abs(values).max()
        assert other[name].value == pytest.approx(
            expected, rel=tolerance, abs=1e-9 * scale, nan_ok=True
        )


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results)
def test_logarithmic_statistics_are_those_of_the_logarithms(values):
    """Fences, MAD and the geometric mean do on logarithms what the raw ones do on values."""
    raw, logs = measured(values), measured(np.log10(values) + 10)
    for name, other in (("log_fence_high", "fence_high"), ("gmean", "mean")):
        assert np.log10(raw[name].value) + 10 == pytest.approx(logs[other].value)
    assert raw["log_mad"].value == pytest.approx(logs["mad"].value, abs=1e-9)


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(
    st.lists(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 3)), max_size=30), max_size=6)
)
def test_groups_together_are_as_each_alone(groups):
    """Groups of any size, empty ones too, whatever lies beside them."""
    every = np.array([p for group in groups for p in group], dtype=float).reshape(-1, 2)
    found = describe_groups(every[:, 0], every[:, 1].astype(int), [len(g) for g in groups])
    for number, group in enumerate(groups):
        own = np.array(group, dtype=float).reshape(-1, 2)
        alone = describe(own[:, 0], own[:, 1].astype(int))
        assert found.n[number] == alone.n[0]
        for name, figure in found.group(number).items():
            assert figure.state == alone.group(0)[name].state
            assert figure.value == pytest.approx(alone.group(0)[name].value, nan_ok=True)


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(
    hnp.arrays(np.float64, st.integers(0, 40), elements=st.sampled_from([1.0, 2, 3, 5, 8, 9])),
    st.data(),
)
def test_shared_statistics_print_what_the_summary_of_a_country_prints(values, data):
    """Quantiles and mean with their states are those of `summarise`, unknown limits included."""
    codes = data.draw(hnp.arrays(np.int64, values.size, elements=st.sampled_from([0, 0, 1, 2, 3])))
    hidden = data.draw(hnp.arrays(bool, values.size))
    values = np.where(hidden & (codes == State.BELOW), np.nan, values)
    found, expected = describe(values, codes).group(0), summarise(values, codes).figures
    for name in SUMMARISED:
        assert found[name].state == expected[name].state, name
        assert found[name].value == pytest.approx(expected[name].value, nan_ok=True)


def test_figures_that_hang_on_values_below_detection_are_not_given():
    """One third below detection: the first quartile and the fences are lost, the MAD is not."""
    values = np.concatenate([np.full(10, 2.0), np.linspace(10, 12, 21)])
    found = describe(values, np.arange(31) < 10).group(0)
    assert found["q1"].state == State.BELOW
    assert found["fence_high"].state == found["log_whisker_low"].state == State.TOO_FEW
    # Deviations of the limits, 8 and more, are beyond the median one wherever they lie.
    assert found["mad"].state == State.MEASURED
    assert found["mean"].state == State.MEASURED
    close = np.concatenate([np.full(14, 9.0), np.linspace(10, 20, 17)])
    close = describe(close, np.arange(31) < 14).group(0)
    assert close["median"].state == State.MEASURED
    assert close["mad"].state == State.TOO_FEW


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(results, st.integers(1, 25))
def test_the_mad_that_is_given_does_not_hang_on_the_values_below_detection(values, tenths):
    """Wherever the values below detection lie, to 0, the MAD is the same."""
    limit = np.quantile(values, tenths / 50)
    below = values < limit
    found = describe(np.where(below, limit, values), below.astype(int)).group(0)
    if found["mad"].state == State.MEASURED:
        for true in (values, np.where(below, 0.0, values), np.where(below, limit, values)):
            assert found["mad"].value == pytest.approx(measured(true)["mad"].value)


def test_whiskers_end_at_samples_inside_the_fences():
    """One to nine and fifty: fences −3.5 and 14.5 hold 1 to 9."""
    found = measured([1, 2, 3, 4, 5, 6, 7, 8, 9, 50])
    assert (found["fence_low"].value, found["fence_high"].value) == (-3.5, 14.5)
    assert (found["whisker_low"].value, found["whisker_high"].value) == (1, 9)


def test_a_whisker_below_detection_says_so():
    """The lowest of twenty lies below 1: so does the end of the whisker."""
    found = describe(np.arange(1.0, 21), np.arange(20) < 1).group(0)
    assert found["whisker_low"] == (1.0, State.BELOW)
    assert found["whisker_high"] == (20.0, State.MEASURED)


def test_values_above_an_upper_limit_leave_the_low_end():
    """Three of thirty above 100: no mean, no upper whisker, but quartiles and fences."""
    values = np.concatenate([np.arange(1.0, 28), np.full(3, 100.0)])
    found = describe(values, np.where(values == 100, State.ABOVE, State.MEASURED)).group(0)
    assert found["max"].state == State.ABOVE
    assert found["mean"].state == State.TOO_FEW
    assert found["q3"].state == found["fence_high"].state == State.MEASURED
    assert found["mad"].state == State.MEASURED


def test_values_that_are_not_positive_have_no_logarithms():
    """Temperatures below zero: no geometric mean, but an arithmetic one."""
    found = measured(np.arange(-5.0, 25))
    assert found["gmean"].state == found["log_fence_high"].state == State.TOO_FEW
    assert found["mean"].value == pytest.approx(9.5)


def test_constant_values_have_no_shape():
    """Thirty times 0.1: spread is rounding, and skewness is not made of it."""
    found = measured(np.full(30, 0.1))
    assert found["mad"].value == 0
    assert found["skewness"].state == found["kurtosis"].state == State.TOO_FEW


def test_no_results_are_undetermined():
    """Nothing but cells without a result."""
    found = describe([np.nan, np.nan], [State.UNDETERMINED, State.AWAITING])
    assert found.n.tolist() == [0]
    assert {figure.state for figure in found.group(0).values()} == {State.UNDETERMINED}
    assert describe_groups([], [], []).n.size == 0


def test_arrays_that_do_not_fit_are_refused():
    """Counts must add up to the values."""
    with pytest.raises(ValueError, match="counts"):
        describe_groups([1, 2], [0, 0], [1])


def test_quantiles_ascend():
    """Every percentile of a skewed sample is at least the one before."""
    found = measured(np.random.default_rng(1).lognormal(size=500))
    values = [found[name].value for name in PERCENTILES]
    assert values == sorted(values)


def test_ranks_of_the_median_are_those_of_qbinom():
    """R 4.2.2, qbinom(0.025, n, 0.5), and with 0.005 for 99 %; none below six values."""
    sizes = [0, 1, 5, 6, 8, 9, 11, 12, 20, 50, 100, 1000, 10**6]
    ranks = median_ranks(sizes)
    assert ranks.low.tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 6, 18, 40, 469, 499_020]
    assert ranks.high.tolist()[3:6] == [6, 8, 8]
    assert median_ranks([7, 8, 11, 30], 0.99).low.tolist() == [0, 1, 1, 8]


def test_ranks_are_the_narrowest_that_keep_the_level():
    """For every size to 300 against the binomial distribution of scipy."""
    sizes = np.arange(6, 301)
    low = median_ranks(sizes).low
    assert (1 - 2 * stats.binom.cdf(low - 1, sizes, 0.5) >= 0.95).all()
    assert (1 - 2 * stats.binom.cdf(low, sizes, 0.5) < 0.95).all()


def test_the_interval_covers_the_median_as_often_as_it_says():
    """Four thousand samples of 25 lognormal values, seeded: exact coverage is 95.7 %."""
    drawn = np.sort(np.random.default_rng(5).lognormal(size=(4000, 25)), axis=1)
    low, high = (int(rank) for rank in median_ranks(25))
    covered = ((drawn[:, low - 1] <= 1) & (drawn[:, high - 1] >= 1)).mean()
    assert covered == pytest.approx(0.957, abs=0.01)


def test_interval_of_few_values_is_not_given():
    """Five values cannot bound the median with 95 %; missing ones do not count."""
    assert np.isnan(median_interval([1, 2, 3, 4, 5, np.nan])).all()
    assert median_interval([6, 1, 2, 3, 4, 5]) == (1, 6)
    with pytest.raises(ValueError, match="level"):
        median_ranks(10, 95)


def test_no_warning_reaches_the_caller():
    """Groups of one, two and three values, all below detection, and none at all."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        describe_groups([1.0] * 6, [State.BELOW] * 6, [1, 2, 0, 3])
