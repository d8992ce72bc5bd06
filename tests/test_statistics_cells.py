"""Declustering weights, intervals from resampled cells, and levelling across strata."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.catalog.states import State
from dashboard.statistics import bootstrap
from dashboard.statistics.bootstrap import bootstrap_mean, bootstrap_quantiles
from dashboard.statistics.declustering import cell_weights, effective_size, weighted_quantiles
from dashboard.statistics.levelling import level, note

M, B, A = State.MEASURED, State.BELOW, State.ABOVE
AT = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

values = hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(-1e3, 1e3))


def rows(n, samples, rng, spread):
    """Return cell numbers and values of n cells whose levels differ by a spread."""
    cells = np.repeat(np.arange(n), samples)
    return cells, rng.normal(size=cells.size) + spread * rng.normal(size=n)[cells]


def test_every_cell_weighs_the_same():
    """Three samples in one cell, one in another: a third as much each, mean one."""
    np.testing.assert_allclose(cell_weights([7, 7, 7, 9]), [2 / 3, 2 / 3, 2 / 3, 2])
    assert effective_size(cell_weights([7, 7, 7, 9])) == pytest.approx(3)
    assert effective_size([1, 1, 1]) == 3
    assert effective_size([]) == 0


def test_weights_are_of_each_group_and_by_area():
    """A cell on a border counts for either country; a cell half as large counts half."""
    weights = cell_weights([1, 1, 2, 1], group=[5, 5, 5, 8])
    np.testing.assert_allclose(weights, [0.75, 0.75, 1.5, 1])
    np.testing.assert_allclose(cell_weights([1, 2], area=[100, 50]), [4 / 3, 2 / 3])
    assert cell_weights([]).size == 0


@given(st.lists(st.integers(0, 6), min_size=1, max_size=50), st.integers(1, 4))
def test_weights_add_up_by_cell_and_forget_how_densely_all_was_sampled(cells, times):
    """Equal sums of the cells, mean one; every sample taken twice or thrice changes none."""
    weights = cell_weights(cells)
    sums = np.bincount(cells, weights)
    np.testing.assert_allclose(sums[sums > 0], len(cells) / np.unique(cells).size)
    np.testing.assert_allclose(cell_weights(np.repeat(cells, times)), np.repeat(weights, times))


def test_a_densely_sampled_country_does_not_outweigh():
    """Half of the cells at 10, half at 100, one of them sampled 200 times: the mean is 55."""
    cells = np.concatenate([np.arange(20), np.zeros(200, dtype=int)])
    concentration = np.where(cells < 10, 10.0, 100)
    assert concentration.mean() < 15
    assert np.average(concentration, weights=cell_weights(cells)) == pytest.approx(55)


def test_weights_refuse_what_does_not_fit():
    """Areas are positive, and every sample has one."""
    with pytest.raises(ValueError, match="positive"):
        cell_weights([1, 2], area=[1, 0])
    with pytest.raises(ValueError, match="groups"):
        cell_weights([1, 2], group=[1])


@given(values, st.floats(0.1, 9))
def test_equal_weights_give_quantiles_of_type_seven(sample, weight):
    """Whatever the common weight, those of numpy's default."""
    found = weighted_quantiles(sample, np.full(sample.size, weight), AT)
    np.testing.assert_allclose(found, np.quantile(sample, AT), atol=1e-6)


def test_weighted_quantiles_by_hand():
    """1, 2, 3 with weights 1, 2, 1: effective size 8/3; median 2, lower quartile 1.75.

    For 0.25 the window is 0.15625 to 0.53125, of which a quarter lies on the 1.
    """
    np.testing.assert_allclose(weighted_quantiles([1, 2, 3], [1, 2, 1], [0.25, 0.5]), [1.75, 2])
    assert np.isnan(weighted_quantiles([np.nan, 1], [1, 0], [0.5])).all()


@given(values, st.integers(0, 2**16))
def test_weightless_samples_are_not_there_and_quantiles_ascend(sample, seed):
    """Zero weights change nothing, nor does the order; quantiles stay within the values."""
    rng = np.random.default_rng(seed)
    weights = rng.uniform(0.1, 3, sample.size)
    found = weighted_quantiles(sample, weights, AT)
    order = rng.permutation(sample.size + 1)
    more = weighted_quantiles(np.append(sample, 1e9)[order], np.append(weights, 0)[order], AT)
    np.testing.assert_allclose(more, found, atol=1e-9)
    assert (np.diff(found) >= -1e-9).all()
    assert found[0] >= sample.min() - 1e-9
    assert found[-1] <= sample.max() + 1e-9


def test_weighted_quantiles_refuse_negative_weights():
    """Neither negative weights nor another number of them."""
    with pytest.raises(ValueError, match="negative"):
        weighted_quantiles([1, 2], [1, -1], 0.5)
    with pytest.raises(ValueError, match="weights"):
        weighted_quantiles([1, 2], [1], 0.5)


def test_resampled_quantiles_are_those_of_the_repeated_samples(monkeypatch):
    """Every resample against numpy on the samples written out as often as their cell was drawn."""
    rng = np.random.default_rng(3)
    cells = rng.integers(0, 9, 60)
    sample = rng.normal(size=60).round(1)
    order = np.argsort(sample, kind="stable")
    times = next(bootstrap._draws(9, 60))[:50]
    for p in AT:
        # The second window is too narrow, so that most rows are looked up in all values.
        for window in (bootstrap._window(cells[order], p, 9), (29, 31)):
            found = bootstrap._quantiles(sample[order], cells[order], times, p, window)
            expected = [np.quantile(np.repeat(sample, drawn[cells]), p) for drawn in times]
            np.testing.assert_allclose(found, expected, atol=1e-12)
    assert (times.sum(axis=1) == 9).all()
    whole = bootstrap_quantiles(sample, cells, AT)
    monkeypatch.setattr(bootstrap, "_BLOCK", 500)
    parts = bootstrap_quantiles(sample, cells, AT)
    np.testing.assert_array_equal(parts.low, whole.low)
    np.testing.assert_array_equal(parts.estimate, np.quantile(sample, AT))


def test_the_mean_of_independent_cells_has_the_textbook_interval():
    """400 cells of one sample: 1.96 standard errors on either side, within a tenth."""
    sample = np.random.default_rng(1).normal(5, 2, 400)
    found = bootstrap_mean(sample, np.arange(400))
    half = 1.96 * sample.std(ddof=1) / 20
    assert (found.high[0] - found.low[0]) / 2 == pytest.approx(half, rel=0.1)
    assert found.estimate[0] == pytest.approx(sample.mean())
    assert found.cells == 400


def test_intervals_hold_the_truth_as_often_as_promised_where_samples_are_alike():
    """300 surveys of 30 cells × 8 alike samples: cells cover the median 95 %, samples far less."""
    rng = np.random.default_rng(7)
    by_cell = by_sample = 0
    for _ in range(300):
        cells, sample = rows(30, 8, rng, 1.0)
        interval = bootstrap_quantiles(sample, cells, 0.5)
        by_cell += interval.low[0] <= 0 <= interval.high[0]
        interval = bootstrap_quantiles(sample, np.arange(sample.size), 0.5)
        by_sample += interval.low[0] <= 0 <= interval.high[0]
    assert by_cell / 300 > 0.90
    assert by_sample / 300 < 0.75


def test_the_same_data_give_the_same_interval_and_few_cells_none():
    """Seeded; under eight cells there is an estimate only, without values nothing."""
    rng = np.random.default_rng(2)
    cells, sample = rows(12, 3, rng, 0.5)
    np.testing.assert_array_equal(
        bootstrap_quantiles(sample, cells, AT).low, bootstrap_quantiles(sample, cells, AT).low
    )
    for function in (lambda v, c: bootstrap_quantiles(v, c, 0.5), bootstrap_mean):
        few = function(sample[:9], cells[:9])
        assert few.cells == 3
        assert np.isfinite(few.estimate).all()
        assert np.isnan(few.low).all()
        assert np.isnan(function([np.nan], [1]).estimate).all()
        with pytest.raises(ValueError, match="cells"):
            function([1.0], [1, 2])


def test_many_samples_are_looked_up_in_a_window_with_the_same_result():
    """50,000 samples in 900 cells: ranks in the window are a few per cent, the quantiles exact."""
    rng = np.random.default_rng(4)
    cells, sample = rng.integers(0, 900, 50_000), rng.lognormal(size=50_000)
    order = np.argsort(sample)
    start, stop = bootstrap._window(cells[order], 0.5, 900)
    assert stop - start < 5000
    times = next(bootstrap._draws(900, stop - start))[:5]
    found = bootstrap._quantiles(sample[order], cells[order], times, 0.5, (start, stop))
    expected = [np.median(np.repeat(sample, drawn[cells])) for drawn in times]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def strata(factor, power=1.0, n=80, seed=0):
    """Return results of two strata in overlapping cells: the other is the reference / factor."""
    rng = np.random.default_rng(seed)
    truth = np.exp(rng.normal(3, 0.8, n))
    one = np.repeat(np.arange(n), 4)
    two = np.repeat(np.arange(n // 4, n + 10), 3)
    first = truth[one] * np.exp(rng.normal(0, 0.2, one.size))
    base = np.append(truth, np.full(10, 20.0))[two]
    second = base**power / factor * np.exp(rng.normal(0, 0.2, two.size))
    return first, np.full(one.size, M), one, second, np.full(two.size, M), two


def test_the_factor_between_strata_is_found_in_the_shared_cells():
    """Of 80 and 70 cells 60 are shared; factor 1.5 with an interval that holds it, slope 1."""
    found = level(*strata(1.5))
    assert found.cells == 60
    assert found.low < 1.5 < found.high
    assert found.factor == pytest.approx(1.5, rel=0.06)
    assert found.high / found.low < 1.25
    assert 1.05 < found.spread < 1.4
    assert found.proportional
    assert note(found).startswith("Levelled by the median ratio in 60 shared cells: × 1.")
    assert "rough" not in note(found)


def test_levelling_the_other_way_round_is_the_reciprocal():
    """A to B and back again is one, and other units change the factor alone."""
    a, b, c, d, e, f = strata(2.0)
    there, back = level(a, b, c, d, e, f), level(d, e, f, a, b, c)
    assert there.factor * back.factor == pytest.approx(1)
    assert level(a * 1000, b, c, d, e, f).factor == pytest.approx(there.factor * 1000)


def test_a_ratio_that_changes_with_the_concentration_is_told():
    """The other stratum varies half as much: slope 2, so one factor is not enough."""
    found = level(*strata(1.0, power=0.5))
    assert found.slope == pytest.approx(2, rel=0.2)
    assert not found.proportional
    assert note(found).endswith("so this is a rough figure.")


def test_intervals_of_the_factor_hold_it_as_often_as_promised():
    """200 pairs of strata with a factor of 1.3: at least nine of ten."""
    found = [level(*strata(1.3, n=50, seed=seed)) for seed in range(200)]
    assert np.mean([f.low <= 1.3 <= f.high for f in found]) > 0.9
    assert np.mean([f.proportional for f in found]) > 0.85


def test_cells_whose_median_lies_beyond_a_limit_are_left_out():
    """Two of four results below detection: the median is not known, and the cell counts apart."""
    first, state, one, second, other, two = strata(1.5)
    state[one == 30] = [B, M, M, B]
    first[one == 30] = [9, 10, 11, 9]
    state[one == 31] = A
    state[one == 32] = [B, M, M, M]
    found = level(first, state, one, second, other, two)
    assert (found.cells, found.dropped) == (58, 2)


def test_too_few_shared_cells_give_no_factor():
    """Nine shared cells: nothing but their number, and a note that says so."""
    a, b, c, d, e, f = strata(1.5)
    found = level(a, b, c, d[f < 29], e[f < 29], f[f < 29])
    assert found.cells == 9
    assert np.isnan(found.factor)
    assert note(found) == "Not levelled: only 9 cells hold results of both."
    with pytest.raises(ValueError, match="states"):
        level([1.0], [M, M], [1], [1.0], [M], [1])


def test_strata_that_do_not_vary_have_no_slope():
    """All alike: a factor, but no line to fit, so not called proportional."""
    n = np.arange(20)
    state = np.full(20, M)
    found = level(np.full(20, 4.0), state, n, np.full(20, 2.0), state, n)
    assert found.factor == pytest.approx(2)
    assert np.isnan(found.slope)
    assert not found.proportional
