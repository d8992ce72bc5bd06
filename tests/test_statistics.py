"""Class breaks, censored data and summaries against published and hand-checked figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.catalog.states import State
from dashboard.statistics.censored import states
from dashboard.statistics.classes import (
    all_breaks,
    classify,
    collapse,
    log_breaks,
    percentile_breaks,
    percentile_rank,
    percentile_ranks,
    percentiles,
    tukey_breaks,
)
from dashboard.statistics.moments import kaplan_meier, kaplan_meier_groups
from dashboard.statistics.summary import summarise

positive = hnp.arrays(np.float64, st.integers(1, 60), elements=st.floats(0.01, 1e5))


def test_percentiles_are_of_type_seven():
    """Hyndman & Fan's type 7: P25 of 1…4 is 1.75."""
    assert percentiles([1, 2, 3, 4], [0, 25, 50, 100]).tolist() == [1, 1.75, 2.5, 4]
    assert np.isnan(percentiles([np.nan], [50])).all()


def test_tied_breaks_collapse():
    """With most values at the detection limit, only breaks above it are left."""
    values = [1.0] * 95 + [2, 3, 4, 5, 6]
    assert percentile_breaks(values) == [1.05, 4.02]
    assert collapse([1, 1, 1, 2], [1, 2]) == [2]
    assert percentile_breaks([5.0, 5.0]) == []
    assert percentile_breaks([]) == []


def test_tukey_breaks_on_logarithms():
    """Hand-checked: log10 values 0…4 give Q1 = 1, Q3 = 3, hinges 10 and 1,000, fences outside."""
    assert tukey_breaks([1, 10, 100, 1000, 10000]) == [10, 1000]


def test_log_breaks_are_round():
    """Decades where they are enough, finer steps where values span little."""
    assert log_breaks(np.logspace(0, 6, 1000)) == [10, 100, 1000, 10000, 100000]
    assert log_breaks(np.logspace(0, 2, 1000)) == [2, 5, 10, 20, 50]
    assert log_breaks(np.linspace(28, 36, 500)) == [32, 35]


@given(positive)
def test_breaks_ascend_and_every_class_is_possible(values):
    """In every scheme breaks ascend strictly, and something lies below the first."""
    for breaks in all_breaks(values).values():
        assert breaks == sorted(set(breaks))
        if breaks:
            assert values.min() < breaks[0]
            assert classify(values, breaks).max() == len(breaks)


def test_a_value_on_a_break_belongs_above():
    """Classes are closed below."""
    assert classify([1, 2, np.nan, 3], [2, 3]).tolist() == [0, 1, -1, 2]


def test_percentile_rank_takes_the_middle_of_ties():
    """P10 to P20 tied at 5 give 15; values between and beyond the curve have a rank too."""
    curve = np.arange(101.0)
    curve[10:21] = 15.5
    assert percentile_rank(curve, 15.5) == 15
    assert percentile_rank(curve, 21.5) == 21
    assert percentile_rank(curve, -3) == 0
    assert percentile_rank(curve, 300) == 100
    assert percentile_rank(curve, np.nan) is None
    assert percentile_rank([], 3) is None
    many = [15.5, 21.5, -3, 300, np.nan, np.inf]
    assert percentile_ranks(curve, many).tolist() == [15, 21, 0, 100, -1, -1]
    assert percentile_ranks([], many).tolist() == [-1] * 6


def test_kaplan_meier_agrees_with_a_hand_computed_table():
    """Values 3, 5, <4, 8: F gives 8 a quarter, 5 a quarter, 3 the half of the censored one too.

    From the top: S(8) = 3/4; at 5, three at risk (3, <4, 5): 3/4 · 2/3 = 1/2;
    at 3, one at risk: mass 1/2. Mean = 8/4 + 5/4 + 3/2 = 4.75.
    """
    mean, _sd = kaplan_meier([3, 5, 4, 8], [False, False, True, False])
    assert mean == pytest.approx(4.75)


@given(hnp.arrays(np.float64, st.integers(2, 50), elements=st.floats(0.01, 1e4)))
def test_kaplan_meier_without_censoring_is_the_ordinary_mean(values):
    """No censored value: the arithmetic mean and the n − 1 standard deviation."""
    mean, sd = kaplan_meier(values, np.zeros(values.size, dtype=bool))
    assert mean == pytest.approx(values.mean())
    assert sd == pytest.approx(values.std(ddof=1), rel=1e-6, abs=1e-6)


def test_no_mean_above_seventy_percent_censored():
    """Seven of ten are allowed, eight are not."""
    values = np.arange(1.0, 11)
    assert np.isfinite(kaplan_meier(values, values <= 7).mean)
    assert np.isnan(kaplan_meier(values, values <= 8).mean)


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from([1.0, 2.0, 2.5, 4.0, 7.0]), st.booleans()), max_size=40
        ),
        max_size=8,
    )
)
def test_kaplan_meier_of_groups_is_that_of_each(groups):
    """Against the product-limit estimator by its table of distinct values, group by group."""
    pairs = [pair for group in groups for pair in group]
    values, censored = [p[0] for p in pairs], [p[1] for p in pairs]
    moments = kaplan_meier_groups(values, censored, [len(group) for group in groups])
    for group, mean in zip(groups, moments.mean.tolist(), strict=True):
        if not group or sum(below for _, below in group) > 0.7 * len(group):
            assert np.isnan(mean)
            continue
        left, expected = 1.0, 0.0
        points = sorted({value for value, _ in group}, reverse=True)
        for point in points:
            at_risk = sum(value <= point for value, _ in group)
            detected = sum(value == point and not below for value, below in group)
            expected += point * left * detected / at_risk
            left *= 1 - detected / at_risk
        assert mean == pytest.approx(expected + left * points[-1], rel=1e-12)


def test_kaplan_meier_refuses_unequal_shapes():
    """Marks of censoring must match the values."""
    with pytest.raises(ValueError, match="marks"):
        kaplan_meier([1, 2], [True])


def test_a_quantile_under_the_highest_limit_is_below_it():
    """<5, 0.7, 0.9: the median of 0.9 does not exceed 5, so it prints as < 5."""
    figures = summarise([5, 0.7, 0.9], [1, 0, 0]).figures
    assert figures["median"] == (5, State.BELOW)
    assert summarise([0.5, 0.7, 0.9], [1, 0, 0]).figures["median"] == (0.7, State.MEASURED)


def test_unknown_limits_print_without_a_figure():
    """With half of the values below an unknown limit, the median is <DL; the maximum is known."""
    summary = summarise([np.nan, np.nan, 3, 4], [1, 1, 0, 0])
    median = summary.figures["median"]
    assert median.state == State.BELOW
    assert np.isnan(median.value)
    assert summary.figures["max"] == (4, State.MEASURED)
    assert (summary.n, summary.censored) == (4, 2)


def test_above_upper_limit_is_kept_above():
    """The maximum of a group with a value above the upper limit is above it."""
    summary = summarise([1, 2, 1000], [0, 0, 2])
    assert summary.figures["max"] == (1000, State.ABOVE)
    assert summary.figures["median"] == (2, State.MEASURED)


def test_statistics_need_enough_results():
    """Quartiles from 8 results, P5, P95 and mean from 20."""
    for n, enough in ((7, []), (8, ["q1", "q3"]), (20, ["q1", "q3", "p5", "p95", "mean"])):
        figures = summarise(np.arange(1.0, n + 1), np.zeros(n)).figures
        few = {name for name, figure in figures.items() if figure.state == State.TOO_FEW}
        assert few == {"q1", "q3", "p5", "p95", "mean"} - set(enough)


def test_nothing_determined_is_undetermined():
    """No result at all is not a zero."""
    figures = summarise([], []).figures
    assert {f.state for f in figures.values()} == {State.UNDETERMINED}


@given(positive, st.data())
def test_states_never_print_below_a_limit_as_measured(values, data):
    """Whatever is censored, a measured quantile exceeds the highest limit."""
    codes = data.draw(hnp.arrays(np.int64, values.size, elements=st.integers(0, 1)))
    summary = summarise(values, codes)
    limit = values[codes == 1].max() if (codes == 1).any() else -np.inf
    for name in ("min", "q1", "median", "q3", "max"):
        value, state = summary.figures[name]
        if state == State.MEASURED:
            assert value > limit


def test_states_work_on_many_groups_at_once():
    """Vectors in, vectors out."""
    value, state = states(
        "median",
        [1.0, 2.0, np.nan],
        n=[3, 3, 0],
        censored=[2, 0, 0],
        unknown=[0, 0, 0],
        above=[0, 0, 0],
        limit=[1.5, np.nan, np.nan],
    )
    assert state.tolist() == [State.BELOW, State.MEASURED, State.UNDETERMINED]
    assert value[:2].tolist() == [1.5, 2.0]
