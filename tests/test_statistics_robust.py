"""Robust covariance and principal components against R's robustbase and by their properties."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.statistics.compositions import clr, clr_covariance, ilr
from dashboard.statistics.robust import Singular, mcd, robust_pca

KOLA = Path(__file__).parents[1] / "data" / "surveys" / "kola-c-horizon" / "samples.csv"
OXIDES = ["Al2O3", "CaO", "Fe2O3", "K2O", "MgO", "MnO", "Na2O", "P2O5", "SiO2", "TiO2"]


@pytest.fixture(scope="module")
def kola():
    """Oxides of the Kola C-horizon, 606 samples."""
    return pd.read_csv(KOLA, usecols=OXIDES)[OXIDES].to_numpy()


@pytest.fixture(scope="module")
def simulated():
    """600 compositions of 8 parts, a fifth of them strange in three parts."""
    rng = np.random.default_rng(11)
    clean = rng.normal(size=(600, 8)) @ rng.normal(size=(8, 8)) * 0.3
    strange = clean.copy()
    strange[:120, :3] += 6
    return np.exp(clean), np.exp(strange)


def test_the_determinant_is_as_low_as_that_of_robustbase(kola):
    """R 4.2.2, robustbase 0.95-0, covMcd(ilr, nsamp = 500): log determinant −38.6604.

    Its other ways to search end higher: nsamp = 5000 at −38.659, "deterministic" at −38.617.
    """
    found = mcd(ilr(kola), clr(kola))
    assert found.half.sum() == 308
    assert found.log_determinant < -38.6604
    half = np.cov(ilr(kola)[found.half], rowvar=False)
    assert np.linalg.slogdet(half)[1] == pytest.approx(found.log_determinant)


def test_components_of_kola_agree_with_robustbase(kola):
    """Loadings and shares by eigen(covMcd(ilr, nsamp = 500)$cov), led back to clr in R.

    The samples of the best half are not quite the same, so two digits are.
    """
    found = robust_pca(kola)
    first = [0.2125, -0.0529, -0.3243, 0.5002, -0.4190, -0.2904, 0.3667, -0.0430, 0.3408, -0.2904]
    second = [0.0125, 0.1674, -0.1497, -0.2847, -0.1914, -0.0189, 0.0435, 0.8521, -0.1426, -0.2881]
    assert first @ found.loadings[:, 0] > 0.998
    assert second @ found.loadings[:, 1] > 0.99
    np.testing.assert_allclose(found.shares[:2], [0.5666, 0.1974], atol=0.01)
    centre = [0.1425, 0.03476, 0.04651, 0.01648, 0.01959, 0.00068, 0.03486, 0.00099, 0.698, 0.0053]
    np.testing.assert_allclose(found.centre, centre, rtol=0.02)
    assert found.robust


def test_strange_samples_are_found_and_do_not_turn_the_components(simulated):
    """A fifth of strange samples: all flagged, and the axes stay those of the clean data."""
    clean, strange = simulated
    found, expected = robust_pca(strange), robust_pca(clean)
    assert found.outlying[:120].all()
    assert found.outlying[120:].mean() < 0.06
    cosine = np.abs(np.sum(found.loadings * expected.loadings, axis=0))
    assert cosine[:2].min() > 0.98
    classical = np.linalg.eigh(clr_covariance(strange))[1][:, -1]
    assert abs(classical @ expected.loadings[:, 0]) < 0.9


def test_scatter_of_normal_data_is_consistent():
    """Of 4,000 normal samples the covariance comes out, and 2.5 % are beyond the limit."""
    rng = np.random.default_rng(2)
    mixing = rng.normal(size=(5, 5))
    x = rng.normal(size=(4000, 5)) @ mixing
    found = mcd(x)
    ratio = np.linalg.eigvals(np.linalg.solve(mixing.T @ mixing, found.covariance))
    np.testing.assert_allclose(ratio.real, 1, atol=0.12)
    assert found.outlying.mean() == pytest.approx(0.025, abs=0.008)


def test_scores_loadings_and_covariance_fit_together(kola):
    """Loadings are orthonormal contrasts; scores rebuild the data; the trace is the variance."""
    found = robust_pca(kola)
    d = kola.shape[1]
    np.testing.assert_allclose(found.loadings.T @ found.loadings, np.eye(d - 1), atol=1e-12)
    np.testing.assert_allclose(found.loadings.sum(axis=0), 0, atol=1e-12)
    rebuilt = found.scores @ found.loadings.T + clr(found.centre)
    np.testing.assert_allclose(rebuilt, clr(kola), atol=1e-9)
    assert np.trace(found.covariance) == pytest.approx(found.eigenvalues.sum())
    np.testing.assert_allclose(found.covariance.sum(axis=0), 0, atol=1e-12)
    assert (np.diff(found.eigenvalues) <= 0).all()
    assert (np.abs(found.loadings).max(axis=0) == found.loadings.max(axis=0)).all()


def test_order_of_parts_and_units_do_not_matter(simulated):
    """Parts in another order, samples in other units: the same components and outliers."""
    _clean, strange = simulated
    order = [3, 0, 7, 1, 6, 2, 5, 4]
    found = robust_pca(strange)
    other = robust_pca(strange[:, order] * np.linspace(1, 1e4, 600)[:, None])
    np.testing.assert_allclose(other.loadings, found.loadings[order], atol=1e-6)
    np.testing.assert_allclose(other.eigenvalues, found.eigenvalues, rtol=1e-6)
    np.testing.assert_array_equal(other.outlying, found.outlying)


def test_the_same_data_give_the_same_answer(simulated):
    """Nothing depends on the state of a random generator elsewhere."""
    _clean, strange = simulated
    first, second = robust_pca(strange), robust_pca(strange)
    np.testing.assert_array_equal(first.scores, second.scores)


def test_of_very_many_samples_a_choice_gives_the_components(simulated, monkeypatch):
    """400 of 600 samples: nearly the same axes, and every sample has its score and distance."""
    _clean, strange = simulated
    whole = robust_pca(strange)
    monkeypatch.setattr("dashboard.statistics.robust.MOST_SAMPLES", 400)
    part = robust_pca(strange)
    assert part.scores.shape == whole.scores.shape
    assert np.abs(np.sum(part.loadings * whole.loadings, axis=0))[:2].min() > 0.98
    assert part.outlying[:120].all()
    assert (part.eigenvalues != whole.eigenvalues).all()


def test_too_few_samples_fall_back_to_the_ordinary_covariance():
    """Forty samples of ten parts: classical components, said so, nobody called outlying."""
    parts = np.exp(np.random.default_rng(5).normal(size=(40, 10)))
    found = robust_pca(parts)
    assert not found.robust
    assert not found.outlying.any()
    np.testing.assert_allclose(found.covariance, clr_covariance(parts), atol=1e-12)
    with pytest.raises(ValueError, match="too few"):
        mcd(np.zeros((8, 2)))


def test_parts_in_a_fixed_ratio_fall_back_too():
    """Two parts always in the same ratio: no covariance to invert, so classical components."""
    parts = np.exp(np.random.default_rng(6).normal(size=(200, 4)))
    parts[:, 3] = parts[:, 2] * 2
    found = robust_pca(parts)
    assert not found.robust
    assert found.eigenvalues[-1] == pytest.approx(0, abs=1e-12)
    with pytest.raises(Singular):
        mcd(ilr(parts))


def test_components_need_samples():
    """Two samples have no components worth showing."""
    with pytest.raises(ValueError, match="three samples"):
        robust_pca([[1.0, 2.0], [2.0, 1.0]])
