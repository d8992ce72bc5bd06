"""Halves grown from random subsets: what they are, and what they do not depend on."""

import numpy as np
import pytest

from dashboard.statistics.random_starts import SAMPLE, random_halves


def determinants(x, halves):
    """Return log determinants of the covariances of halves."""
    return np.array([np.linalg.slogdet(np.cov(x[half], rowvar=False))[1] for half in halves])


@pytest.fixture(scope="module")
def cloud():
    """240 samples of 6 dimensions, the last 80 in a far cloud of their own."""
    x = np.random.default_rng(1).normal(size=(240, 6)) @ np.diag([1, 2, 3, 0.1, 0.2, 0.3])
    x[160:] += 5
    return x


def test_halves_are_the_least_spread_ones_in_order(cloud):
    """(n + p + 1) / 2 samples each, none of the far cloud, the least determinant first."""
    halves = random_halves(cloud, 4, seed=3)
    assert [half.size for half in halves] == [123] * 4
    assert all(half.max() < 160 for half in halves)
    # One step more than what they were put in order by, which may lower each a little.
    assert (np.diff(determinants(cloud, halves)) > -0.05).all()
    drawn = np.random.default_rng(2)
    others = [drawn.permutation(160)[:123] for _draw in range(200)]
    assert determinants(cloud, halves).max() < determinants(cloud, others).min() - 0.5


def test_a_half_is_nearest_to_its_own_centre(cloud):
    """By the plain formula: of the best half nearly all are nearest by its own moments."""
    half = random_halves(cloud, 1, seed=3)[0]
    centred = cloud - cloud[half].mean(axis=0)
    inverse = np.linalg.inv(np.cov(cloud[half], rowvar=False))
    nearest = np.argsort(np.einsum("ij,jk,ik->i", centred, inverse, centred))[: half.size]
    assert np.isin(half, nearest).mean() > 0.95


def test_axes_units_and_origin_do_not_matter(cloud):
    """Any other coordinates of the same samples: the same halves."""
    turned = cloud @ np.random.default_rng(5).normal(size=(6, 6)) * 1e3 - 7e3
    for one, other in zip(
        random_halves(cloud, 5, seed=3), random_halves(turned, 5, seed=3), strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_of_many_samples_some_are_taken():
    """Halves of 2,000 samples are grown on 600, drawn with the seed."""
    x = np.random.default_rng(6).normal(size=(2000, 3))
    halves = random_halves(x, 2, seed=3)
    assert [half.size for half in halves] == [(SAMPLE + 4) // 2] * 2
    assert len(np.unique(np.concatenate(halves))) <= SAMPLE
    np.testing.assert_array_equal(halves[0], random_halves(x, 2, seed=3)[0])
    assert (halves[0] != random_halves(x, 2, seed=4)[0]).any()
