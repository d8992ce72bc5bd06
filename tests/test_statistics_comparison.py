"""Rank tests, effect sizes and Holm's correction against published and independent figures."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from dashboard.catalog.states import State
from dashboard.statistics import comparison
from dashboard.statistics.comparison import (
    caution,
    common_limits,
    compare,
    detectable,
    holm,
    magnitude,
)

KOLA = Path(__file__).parents[1] / "data" / "surveys" / "kola-c-horizon" / "samples.csv"

M, B, A, U = State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED

few_distinct = st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0, 7.0]), min_size=10, max_size=40)


def measured(*samples, **options):
    """Compare groups of measured values."""
    values = np.concatenate(samples)
    group = np.repeat(np.arange(len(samples)), [len(s) for s in samples])
    return compare(values, np.full(values.size, M), group, len(samples), **options)


def test_brunner_munzel_of_the_pain_scores_of_its_authors():
    """Pain after surgery (Brunner & Munzel 2000), as R's lawstat 3.6 prints it.

    Estimate 0.788961, interval 0.5952169 to 0.9827052, p 0.005786.
    """
    young = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    old = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    result = measured(old, young)
    assert (result.delta[0, 1] + 1) / 2 == pytest.approx(0.788961, abs=5e-7)
    assert (result.low[0, 1] + 1) / 2 == pytest.approx(0.5952169, abs=5e-8)
    assert (result.high[0, 1] + 1) / 2 == pytest.approx(0.9827052, abs=5e-8)
    assert result.p[0, 1] == pytest.approx(0.005786, abs=5e-7)


def test_cliffs_delta_of_hess_and_kromrey():
    """Their example, with small groups: delta −0.25, small (R's effsize prints the same)."""
    result = measured([10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50])
    assert result.delta[0, 1] == -0.25
    assert magnitude(-0.25) == "small"
    assert np.isnan(result.p[0, 1])
    assert np.isnan(result.low).all()


def test_kola_countries_agree_with_r():
    """Cr of the Kola C-horizon by country, R 4.2.2: kruskal.test, and delta and the test by hand.

    H = 43.21458155, p = 4.13116791e-10. Ni, Finland and Russia: mean(sign(outer(…))) gives
    0.0414343360235, Brunner & Munzel's formula with rank() W = −0.741794935, p = 0.458717311973.
    """
    kola = pd.read_csv(KOLA, usecols=["country", "Cr", "Ni"])
    finland, norway, russia = (kola[kola.country == c] for c in ("FIN", "NOR", "RUS"))
    overall = measured(finland.Cr, norway.Cr, russia.Cr).overall
    assert overall.statistic == pytest.approx(43.21458155, abs=5e-9)
    assert overall.p == pytest.approx(4.13116791e-10, rel=1e-8)
    nickel = measured(finland.Ni, norway.Ni, russia.Ni)
    assert nickel.delta[0, 2] == pytest.approx(0.0414343360235, abs=1e-12)
    assert nickel.delta[1, 0] == pytest.approx(-0.0954953457447, abs=1e-12)
    assert nickel.p[0, 2] == pytest.approx(0.458717311973, abs=1e-11)


def test_magnitudes_change_at_their_bounds():
    """0.147, 0.33 and 0.474 belong to the larger word, as in effsize."""
    words = [magnitude(d) for d in (0, -0.146, 0.147, 0.33, -0.474, 1)]
    assert words == ["negligible", "negligible", "small", "medium", "large", "large"]
    assert magnitude(np.nan) == ""


@given(st.lists(few_distinct, min_size=2, max_size=5))
def test_tests_agree_with_scipy(samples):
    """Kruskal–Wallis and every pair's Brunner–Munzel against scipy's one-pair code."""
    result = measured(*samples)
    if len({value for sample in samples for value in sample}) > 1:
        expected = stats.kruskal(*samples)
        assert result.overall.statistic == pytest.approx(expected.statistic, abs=1e-9)
        assert result.overall.p == pytest.approx(expected.pvalue, abs=1e-6)
    else:
        assert np.isnan(result.overall.p)
    for i, one in enumerate(samples):
        for j, other in enumerate(samples[:i]):
            wins = np.sign(np.subtract.outer(one, other)).mean()
            assert result.delta[i, j] == pytest.approx(wins, abs=1e-12)
            if abs(wins) < 1 and len(set(one) | set(other)) > 1:
                expected = stats.brunnermunzel(other, one)
                assert result.p[i, j] == pytest.approx(expected.pvalue, abs=1e-9)


@given(st.lists(st.lists(st.floats(0.1, 50), max_size=15), min_size=2, max_size=4))
def test_delta_is_antisymmetric_and_p_symmetric(samples):
    """Row against column is column against row with the other sign, interval included."""
    result = measured(*samples)
    np.testing.assert_allclose(result.delta, -result.delta.T)
    np.testing.assert_allclose(result.low, -result.high.T)
    np.testing.assert_allclose(result.p, result.p.T)
    np.testing.assert_allclose(result.adjusted, result.adjusted.T)


@given(st.lists(few_distinct, min_size=2, max_size=4), st.permutations(range(4)))
def test_order_of_groups_and_a_monotone_scale_change_nothing(samples, order):
    """Ranks only: logarithms and another order of the groups give the same figures."""
    result = measured(*samples)
    order = [i for i in order if i < len(samples)]
    other = measured(*(np.log(samples[i]) for i in order))
    np.testing.assert_allclose(other.delta, result.delta[np.ix_(order, order)])
    np.testing.assert_allclose(other.p, result.p[np.ix_(order, order)])
    np.testing.assert_allclose(other.overall.statistic, result.overall.statistic)


def test_intervals_and_tests_say_the_same():
    """The interval leaves zero out exactly where p is below 0.05."""
    rng = np.random.default_rng(4)
    samples = [rng.lognormal(mean, 1, 60) for mean in np.linspace(0, 0.8, 9)]
    result = measured(*samples)
    pairs = np.triu_indices(9, 1)
    outside = (result.low[pairs] > 0) | (result.high[pairs] < 0)
    np.testing.assert_array_equal(outside, result.p[pairs] < 0.05)
    assert outside.any()
    assert not outside.all()


def test_groups_of_one_kind_are_told_apart_as_rarely_as_promised():
    """1,000 draws of three alike groups: 5 % have p below 0.05, within four standard errors.

    Of different spread, too, where the median is the same: the Mann–Whitney test would fail.
    """
    rng = np.random.default_rng(6)
    overall, pair = 0, 0
    for _ in range(1000):
        alike = measured(*rng.normal(size=(3, 30)))
        overall += alike.overall.p < 0.05
        spread = measured(rng.normal(0, 4, 15), rng.normal(0, 1, 60))
        pair += spread.p[0, 1] < 0.05
    assert 22 <= overall <= 78
    assert 22 <= pair <= 78


def test_values_below_the_highest_limit_share_the_lowest_rank():
    """Limits 1 and 5: <1, 3 (measured) and <5 cannot be told apart; 5 itself can."""
    ranked = common_limits([1, 3, 5, 5, 9, np.nan, 20, 30], [B, M, B, M, M, U, A, M])
    assert ranked.scores[:3].tolist() == [-np.inf] * 3
    assert ranked.scores[3:5].tolist() == [5, 9]
    assert np.isnan(ranked.scores[5])
    assert ranked.scores[6:].tolist() == [np.inf] * 2
    assert (ranked.lower, ranked.upper, ranked.unknown) == (5, 20, 0)


def test_an_unknown_limit_counts_as_the_lowest_rank():
    """Below a limit nobody knows: lowest, counted, and without a common limit."""
    ranked = common_limits([np.nan, 3], [B, M])
    assert ranked.scores.tolist() == [-np.inf, 3]
    assert np.isnan(ranked.lower)
    assert ranked.unknown == 1


def test_a_laboratory_with_a_higher_limit_makes_no_difference():
    """The same soil at limits 0.5 and 2: as it was measured it differs, compared it does not."""
    rng = np.random.default_rng(8)
    first, second = rng.lognormal(size=(2, 400))
    values = np.concatenate([np.maximum(first, 0.5), np.maximum(second, 2)])
    state = np.concatenate([np.where(first < 0.5, B, M), np.where(second < 2, B, M)])
    group = np.repeat([0, 1], 400)
    result = compare(values, state, group, 2)
    assert measured(values[:400], values[400:]).p[0, 1] < 1e-6
    assert result.p[0, 1] > 0.05
    assert result.lower == 2
    assert result.tied.tolist() == [(first < 2).sum(), (second < 2).sum()]


def test_groups_without_overlap_get_the_exact_p():
    """10 against 10, all lower: 2 / C(20, 10), as R's wilcox.test(exact = TRUE), 1.083e-05."""
    result = measured(np.arange(10.0), np.arange(10.0) + 100)
    assert result.p[0, 1] == pytest.approx(2 / 184756)
    assert result.delta[0, 1] == -1
    assert np.isnan(result.low[0, 1])
    alike = measured(np.ones(10), np.ones(12))
    assert alike.p[0, 1] == 1
    assert np.isnan(alike.overall.statistic)


def test_small_and_empty_groups_are_left_out_of_the_tests_only():
    """They keep their counts and deltas; the test of all groups is that of the others."""
    rng = np.random.default_rng(9)
    one, two = rng.normal(size=(2, 25))
    result = measured(one, [3.0, 4.0], [], two)
    assert result.n.tolist() == [25, 2, 0, 25]
    assert np.isfinite(result.delta[0, 1])
    assert np.isnan(result.delta[0, 2])
    assert np.isnan(result.p[0, 1])
    assert result.overall.p == pytest.approx(stats.kruskal(one, two).pvalue)
    assert result.overall.df == 1
    empty = compare([], [], [], 3)
    assert np.isnan(empty.delta).all()
    assert np.isnan(empty.overall.p)


def test_results_of_no_group_do_not_move_the_limit():
    """A country that is not compared does not tie the others with its detection limit."""
    result = compare([1, 2, 50], [M, M, B], [0, 1, -1], 2)
    assert np.isnan(result.lower)
    assert result.delta[1, 0] == 1


def test_counting_in_blocks_changes_nothing(monkeypatch):
    """However few distinct values are counted at once."""
    rng = np.random.default_rng(5)
    samples = [rng.lognormal(size=n).round(1) for n in (30, 44, 51)]
    whole = measured(*samples)
    monkeypatch.setattr(comparison, "_BLOCK", 3)
    parts = measured(*samples)
    np.testing.assert_allclose(parts.p, whole.p)
    assert parts.overall == pytest.approx(whole.overall)


def test_holm_agrees_with_r():
    """R 4.2.2: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.6), "holm")."""
    adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.6])
    np.testing.assert_allclose(adjusted, [0.04, 0.09, 0.09, 0.025, 0.6])
    np.testing.assert_allclose(holm([0.02, np.nan, 0.9]), [0.04, np.nan, 0.9])


@given(hnp.arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1)))
def test_holm_keeps_the_order_and_only_raises(p):
    """Adjusted p-values ascend with the raw ones, none below its own or above 1."""
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert adjusted.min() == pytest.approx(min(1, p.min() * p.size))


def test_caution_names_the_difference_that_is_already_significant():
    """Two groups of 2,000 differ at delta 0.036; few samples need no caution."""
    assert detectable(2000, 2000) == pytest.approx(1.96 * np.sqrt(4001 / 12e6))
    text = caution([2000, 2000, 5])
    assert "4,005 samples" in text
    assert "delta of 0.036" in text
    assert caution([40, 30]) == ""
    assert caution([5000, 3]) == ""
    assert caution([5000]) == ""


def test_different_lengths_are_refused():
    """Values need a state each."""
    with pytest.raises(ValueError, match="states"):
        common_limits([1, 2], [M])


def test_the_server_starts_without_scipy():
    """Statistics are imported with the pages; scipy (25 MB, half a second) only when asked."""
    modules = ("bootstrap", "comparison", "compositions", "declustering", "levelling", "ordering")
    code = ";".join(f"import dashboard.statistics.{m}" for m in (*modules, "robust"))
    code += ";import sys;sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
