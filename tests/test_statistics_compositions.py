"""Log-ratios and what follows from them, against published data and independent formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.catalog.states import State
from dashboard.statistics.compositions import (
    closure,
    clr,
    clr_covariance,
    clr_inverse,
    ilr,
    ilr_basis,
    ilr_inverse,
    log_ratio_correlation,
    multiplicative_replacement,
    subcomposition,
    ternary,
    ternary_scale,
    total_variance,
    variation_matrix,
)
from dashboard.statistics.ordering import leaf_order, row_distance

M, B, A, U = State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED

# Aitchison (1986), Data 1: 25 specimens of hongite; albite, blandite, cornite, daubite, endite.
HONGITE = np.fromstring(
    """48.8 31.7 3.8 6.4 9.3 48.2 23.8 9.0 9.2 9.8 37.0 9.1 34.2 9.5 10.2 50.9 23.8 7.2 10.1 8.0
    44.2 38.3 2.9 7.7 6.9 52.3 26.2 4.2 12.5 4.8 44.6 33.0 4.6 12.2 5.6 34.6 5.2 42.9 9.6 7.7
    41.2 11.7 26.7 9.6 10.8 42.6 46.6 0.7 5.6 4.5 49.9 19.5 11.4 9.5 9.7 45.2 37.3 2.7 5.5 9.3
    32.7 8.5 38.9 8.0 11.9 41.4 12.9 23.4 15.8 6.5 46.2 17.5 15.8 8.3 12.2 32.3 7.3 40.9 12.9 6.6
    43.2 44.3 1.0 7.8 3.7 49.5 32.3 3.1 8.7 6.3 42.3 15.8 20.4 8.3 13.2 44.6 11.5 23.8 11.6 8.5
    45.8 16.6 16.8 12.0 8.8 49.9 25.0 6.8 10.9 7.4 48.6 34.0 2.5 9.4 5.5 45.5 16.6 17.6 9.6 10.7
    45.9 24.9 9.7 9.8 9.7""",
    sep=" ",
).reshape(25, 5)

compositions = hnp.array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=8).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=st.floats(1e-3, 1e6))
)


def test_isometric_coordinates_by_hand():
    """Parts 1, 1, e: ln(1/1) / √2 = 0, and √(2/3) ln(1/e) = −0.8165."""
    np.testing.assert_allclose(ilr([1, 1, np.e]), [0, -np.sqrt(2 / 3)], atol=1e-15)
    np.testing.assert_allclose(clr([1, 1, np.e**3]), [-1, -1, 2])


@given(compositions, st.floats(1e-3, 1e3))
def test_centred_log_ratios_sum_to_zero_and_know_no_scale(parts, factor):
    """Each row sums to zero; mg/kg or %, the result is the same; the way back is exact."""
    coordinates = clr(parts)
    np.testing.assert_allclose(coordinates.sum(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose(clr(parts * factor), coordinates, atol=1e-9)
    np.testing.assert_allclose(clr_inverse(coordinates, 100), closure(parts, 100), rtol=1e-9)
    np.testing.assert_allclose(ilr_inverse(ilr(parts)), closure(parts), rtol=1e-9)


@given(compositions)
def test_isometric_coordinates_keep_distances(parts):
    """Aitchison distance from all log-ratios: d² = Σ (ln(xᵢ/xⱼ) − ln(yᵢ/yⱼ))² / (2 D)."""
    x, y = np.log(parts[0]), np.log(parts[1])
    d = len(x)
    difference = np.subtract.outer(x, x) - np.subtract.outer(y, y)
    expected = np.sqrt((difference**2).sum() / (2 * d))
    assert np.linalg.norm(ilr(parts[0]) - ilr(parts[1])) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("d", [2, 3, 40])
def test_the_basis_is_orthonormal(d):
    """Columns of length one, at right angles, each a contrast."""
    basis = ilr_basis(d)
    np.testing.assert_allclose(basis.T @ basis, np.eye(d - 1), atol=1e-14)
    np.testing.assert_allclose(basis.sum(axis=0), 0, atol=1e-14)


@pytest.mark.parametrize("bad", [[1.0, 0.0], [1.0, -2.0], [1.0, np.nan]])
def test_log_ratios_refuse_what_has_no_logarithm(bad):
    """Zero, negative and missing parts must be settled before."""
    with pytest.raises(ValueError, match="positive"):
        clr(bad)


def test_a_composition_has_two_parts():
    """One part has no ratio, and one sample no covariance."""
    with pytest.raises(ValueError, match="two parts"):
        ilr_basis(1)
    with pytest.raises(ValueError, match="two samples"):
        clr_covariance([[1.0, 2.0]])


def test_variation_of_hongite_agrees_with_r():
    """var(log(x[, i] / x[, j])) by R 4.2.2 for Aitchison's Data 1, to twelve digits."""
    variation = variation_matrix(clr_covariance(HONGITE))
    np.testing.assert_allclose(
        variation[np.triu_indices(5, 1)],
        [
            0.259274159892,
            1.532858618776,
            0.0828146415977,
            0.138560354430,
            3.000680353480,
            0.547271463101,
            0.649013474455,
            1.111451463478,
            0.947637543162,
            0.187057911482,
        ],
        rtol=1e-11,
    )
    # Sum of the eigenvalues of the clr covariance, by R's eigen().
    eigenvalues = 1.59415252444 + 9.10730654300e-2 + 5.91787209069e-3 + 1.80534806740e-4
    assert total_variance(variation) == pytest.approx(eigenvalues, rel=1e-11)


def test_log_ratio_correlation_of_hongite_agrees_with_r():
    """Symmetric pivot coordinates written out in R 4.2.2 (as in corCoDa) and correlated by cor."""
    correlation = log_ratio_correlation(clr_covariance(HONGITE))
    np.testing.assert_allclose(
        correlation[np.triu_indices(5, 1)],
        [
            0.975480619608,
            -0.890427019374,
            0.483384889669,
            -0.00272301609891,
            -0.994109648342,
            0.549039367388,
            0.310770309271,
            0.389355690859,
            0.637919636674,
            -0.996082487672,
        ],
        rtol=1e-9,
    )


@given(st.integers(3, 9), st.integers(0, 2**16))
def test_symmetric_balances_are_the_nearest_orthonormal_pair(d, seed):
    """Independent formula: Löwdin's orthogonalisation of two clr directions (1950)."""
    rng = np.random.default_rng(seed)
    coordinates = clr(np.exp(rng.normal(size=(12, d))))
    directions = (np.eye(d) - 1 / d)[:2]
    values, vectors = np.linalg.eigh(directions @ directions.T)
    pair = vectors @ np.diag(values**-0.5) @ vectors.T @ directions
    expected = np.corrcoef((coordinates @ pair.T).T)[0, 1]
    correlation = log_ratio_correlation(np.cov(coordinates.T))
    assert correlation[0, 1] == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 2**16), st.permutations(range(6)))
def test_order_of_parts_and_unit_do_not_matter(seed, order):
    """Permuted parts give permuted matrices; samples in other units the same ones."""
    rng = np.random.default_rng(seed)
    parts = np.exp(rng.normal(size=(20, 6)))
    units = rng.uniform(1, 1e4, (20, 1))
    covariance = clr_covariance(parts)
    other = clr_covariance(parts[:, order] * units)
    for function in (variation_matrix, log_ratio_correlation):
        expected = function(covariance)[np.ix_(order, order)]
        np.testing.assert_allclose(function(other), expected, atol=1e-9)


@given(st.integers(0, 2**16))
def test_variation_of_a_subcomposition_is_part_of_the_whole(seed):
    """Subcompositional coherence: leaving parts out changes no variation of the others."""
    parts = np.exp(np.random.default_rng(seed).normal(size=(15, 7)))
    whole = variation_matrix(clr_covariance(parts))
    np.testing.assert_allclose(
        variation_matrix(clr_covariance(parts[:, 2:5])), whole[2:5, 2:5], atol=1e-9
    )
    assert (np.diag(whole) == 0).all()


def test_a_part_that_follows_all_others_has_no_correlation():
    """Where nothing varies there is none, and two parts are refused."""
    assert np.isnan(log_ratio_correlation(np.zeros((3, 3)))).all()
    with pytest.raises(ValueError, match="three parts"):
        log_ratio_correlation(np.zeros((2, 2)))


def test_values_below_detection_are_replaced_multiplicatively():
    """By hand: 60, <4, <8, 40 of 100: 0.65 × 4 + 0.65 × 8 = 7.8, the others × 0.922."""
    replaced = multiplicative_replacement([[60, 4, 8, 40]], [[M, B, B, M]], total=100)
    np.testing.assert_allclose(replaced, [[55.32, 2.6, 5.2, 36.88]])
    assert replaced.sum() == pytest.approx(100)


def test_each_value_has_its_own_limit_and_an_unknown_one_takes_the_lowest():
    """Two limits of one part; below an unknown limit, the lowest value or limit of the part."""
    values = [[2.0, 100], [0.5, 100], [np.nan, 100], [7.0, np.nan]]
    state = [[B, M], [B, M], [B, M], [M, U]]
    replaced = multiplicative_replacement(values, state)
    np.testing.assert_allclose(replaced[:3, 0], [1.3, 0.325, 0.325])
    assert np.isnan(replaced[3, 1])
    assert np.isnan(multiplicative_replacement([[np.nan]], [[B]])).all()


@given(st.integers(0, 2**16))
def test_ratios_of_determined_parts_survive_replacement(seed):
    """Whatever is replaced, the other parts keep their ratios, and everything is positive."""
    rng = np.random.default_rng(seed)
    values = rng.lognormal(3, 2, (10, 6))
    state = np.where(rng.uniform(size=values.shape) < 0.3, B, M)
    replaced = multiplicative_replacement(values, state)
    assert (replaced > 0).all()
    for before, after, row in zip(values, replaced, state, strict=True):
        kept = row == M
        np.testing.assert_allclose(
            np.diff(np.log(after[kept])), np.diff(np.log(before[kept])), atol=1e-9
        )


def test_impossible_limits_and_shapes_are_refused():
    """Replacement must leave something for the determined parts."""
    with pytest.raises(ValueError, match="more than its total"):
        multiplicative_replacement([[200.0, 1.0]], [[B, M]], total=100)
    with pytest.raises(ValueError, match="states"):
        multiplicative_replacement([[1.0, 2.0]], [[M]])


def test_a_subcomposition_leaves_out_what_cannot_be_used():
    """Too often below detection, too seldom determined, not positive; then incomplete samples."""
    n = 10
    values = np.ones((n, 5))
    state = np.full((n, 5), M)
    state[:4, 1] = B
    state[:6, 2] = U
    values[0, 3] = 0
    state[0, 4] = U
    state[1, 0] = B
    values[1, 0] = np.nan
    chosen = subcomposition(values, state)
    assert chosen.parts.tolist() == [True, False, False, False, True]
    assert chosen.rows.tolist() == [False] + [True] * 9
    assert chosen.below[1] == 0.4
    assert chosen.determined[2] == 0.4
    assert not subcomposition(np.empty((0, 2)), np.empty((0, 2))).parts.any()


def test_ternary_shares_are_centred_and_scaled():
    """The centre becomes a third each; trace elements no longer sit in a corner."""
    rng = np.random.default_rng(3)
    parts = np.exp(rng.normal([10, 3, -6], [0.5, 0.5, 0.5], (400, 3)))
    scale = ternary_scale(parts)
    shares = ternary(parts, scale)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(ternary(scale.centre, scale), 1 / 3)
    assert clr(shares).var(axis=0, ddof=1).sum() / 2 == pytest.approx(1)
    assert ternary_scale([[1.0, 2, 3]]).spread == 1
    np.testing.assert_allclose(ternary_scale([[1.0, 2, 3]]).centre, [1 / 6, 1 / 3, 1 / 2])


def test_neighbours_in_a_heat_map_are_alike():
    """Two kinds of rows, mixed: each kind is together, and NaN columns are left out of pairs."""
    rng = np.random.default_rng(1)
    kind = np.array([0, 1, 0, 1, 1, 0, 0, 1])
    matrix = rng.normal(kind[:, None] * 5, 0.1, (8, 6))
    matrix[rng.uniform(size=matrix.shape) < 0.2] = np.nan
    order = leaf_order(row_distance(matrix))
    assert sorted(order) == list(range(8))
    assert np.abs(np.diff(kind[order])).sum() == 1
    assert order[0] < order[-1]


def test_distance_of_rows_is_over_the_columns_both_have():
    """By hand: rows (0, 3), (4, NaN), (NaN, 8): 4 and 5 apart; none in common: the farthest."""
    distance = row_distance([[0, 3], [4, np.nan], [np.nan, 8]])
    np.testing.assert_allclose(distance, [[0, 4, 5], [4, 0, 5], [5, 5, 0]])


def test_orders_of_few_or_unusable_distances():
    """Two rows need no clustering; distances must be square and complete."""
    assert leaf_order(np.zeros((2, 2))) == [0, 1]
    assert leaf_order(np.empty((0, 0))) == []
    with pytest.raises(ValueError, match="square"):
        leaf_order(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="missing"):
        leaf_order(np.full((3, 3), np.nan))


def test_parts_of_hongite_cluster_by_their_variation():
    """Albite and daubite vary least against each other (0.083), and stand side by side."""
    variation = variation_matrix(clr_covariance(HONGITE))
    order = leaf_order(np.sqrt(variation), "ward")
    assert abs(order.index(0) - order.index(3)) == 1
