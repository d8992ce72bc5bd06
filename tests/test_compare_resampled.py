"""Medians by cells that are drawn again and again: intervals, shares of cells, means of cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.compare.resampled import percentile_interval, resampled_medians
from dashboard.statistics.bootstrap import bootstrap_quantiles
from dashboard.statistics.moments import kaplan_meier


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.1, 1000), min_size=8, max_size=60),
    st.integers(8, 20),
    st.integers(0, 5),
)
def test_medians_are_the_usual_ones_where_cells_count_by_their_samples(values, cells, stream):
    """The plain median is numpy's; limits hold it; a stream gives the same again."""
    held = np.sort(values)
    number = np.arange(held.size) % cells
    found = resampled_medians(held, number, stream)
    assert found.plain.estimate == pytest.approx(np.median(held))
    assert found.cells == min(cells, held.size)
    low, high = found.plain.limits()
    assert held[0] <= low <= high <= held[-1]
    again = resampled_medians(held, number, stream)
    np.testing.assert_array_equal(found.declustered.found, again.declustered.found)


def test_the_interval_is_that_of_the_cluster_bootstrap_of_one_group():
    """Against `bootstrap_quantiles`: 5,000 samples in 60 cells, to a twentieth of its width."""
    rng = np.random.default_rng(4)
    values = np.sort(rng.lognormal(size=5000))
    cells = rng.integers(0, 60, 5000)
    low, high = resampled_medians(values, cells).plain.limits()
    other = bootstrap_quantiles(values, cells, [0.5])
    width = float(other.high[0] - other.low[0])
    assert abs(low - other.low[0]) < width / 20
    assert abs(high - other.high[0]) < width / 20


def test_of_many_cells_shares_are_drawn_instead_of_cells():
    """Against `bootstrap_quantiles`: 9,000 samples in 1,500 cells, to a tenth of its width."""
    rng = np.random.default_rng(9)
    cells = rng.integers(0, 1500, 9000)
    values = np.exp(rng.normal(size=1500)[cells] + rng.normal(size=9000) / 2)
    order = np.argsort(values)
    values, cells = values[order], cells[order]
    found = resampled_medians(values, cells).plain
    other = bootstrap_quantiles(values, cells, [0.5])
    width = float(other.high[0] - other.low[0])
    assert found.estimate == pytest.approx(np.median(values))
    assert found.limits() == pytest.approx((other.low[0], other.high[0]), abs=width / 10)
    # Samples of one cell are alike: as if they were independent, it would be much narrower.
    alone = resampled_medians(values, np.arange(9000)).plain.limits()
    assert alone[1] - alone[0] < 0.6 * width


def test_a_dense_cell_counts_once_declustered():
    """Nine samples of 100 in one cell, one of 1, 2 … 8 in eight others: 100 wins, then not."""
    values = np.array([*range(1, 9), *[100] * 9], dtype=float)
    cells = np.array([*range(8), *[8] * 9])
    found = resampled_medians(values, cells)
    assert found.plain.estimate == 100
    assert found.declustered.estimate == 5


def test_few_cells_have_no_interval():
    """Seven cells are too few to resample."""
    found = resampled_medians(np.arange(1, 15.0), np.arange(14) % 7)
    assert found.plain.estimate == 7.5
    assert np.isnan(found.plain.limits()).all()
    assert np.isnan(resampled_medians([], []).plain.estimate)
    with pytest.raises(ValueError, match="cells"):
        resampled_medians([1.0], [1, 2])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 100), st.booleans()), min_size=20, max_size=60))
def test_the_declustered_mean_is_kaplan_meier_where_every_cell_has_one_sample(pairs_of):
    """Weights that are alike change nothing; beyond 70 % censored there is no mean."""
    values = np.array([one for one, _below in pairs_of])
    below = np.array([two for _one, two in pairs_of])
    order = np.lexsort((~below, values))
    values, below = values[order], below[order]
    found = resampled_medians(values, np.arange(values.size)).mean(below)
    expected = kaplan_meier(values, below).mean
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_the_declustered_mean_without_limits_is_the_mean_of_cell_means():
    """Four cells of 1, 2, 3 and 4 to 10 samples: by hand."""
    values = np.array([1.0] * 10 + [3.0] * 5 + [5.0] * 4 + [11.0])
    cells = np.repeat([0, 1, 2, 3], [10, 5, 4, 1])
    none = np.zeros(20, dtype=bool)
    assert resampled_medians(values, cells).mean(none) == pytest.approx((1 + 3 + 5 + 11) / 4)
    assert np.isnan(resampled_medians(values[:19], cells[:19]).mean(none[:19]))


@given(
    hnp.arrays(np.float64, (3, 41), elements=st.floats(-1e6, 1e6)),
    st.sampled_from([0.5, 0.9, 0.95]),
)
def test_percentile_intervals_are_quantiles_of_type_seven(resamples, level):
    """The same as numpy's, for every row."""
    low, high = percentile_interval(resamples, level)
    wanted = np.quantile(resamples, [(1 - level) / 2, (1 + level) / 2], axis=1)
    assert np.allclose([low, high], wanted, rtol=1e-12, atol=1e-6)


def test_an_interval_that_ends_below_an_unknown_limit_says_so():
    """Where the lower end lies between minus infinity and a number it is minus infinity."""
    low, high = percentile_interval(np.r_[[-np.inf] * 2, np.arange(39.0)])
    assert low == -np.inf
    assert high == 37.0
