"""The triangle that says what the colours of three elements mean."""

import numpy as np
import pytest

from dashboard.pictures.triangle import tiles
from dashboard.together.composite import colour_of


@pytest.mark.parametrize("steps", [1, 2, 24])
def test_tiles_fill_the_triangle_once(steps):
    """As many as the square of a side, of one size, all with shares that sum to one."""
    corners, middle = tiles(steps)
    assert corners.shape == (steps**2, 3, 3)
    assert np.allclose(corners.sum(axis=2), 1)
    assert corners.min() >= 0
    # The area in shares: half of the determinant of two sides; together that of the whole.
    sides = corners[:, 1:, :2] - corners[:, :1, :2]
    assert np.allclose(np.abs(np.linalg.det(sides)) * steps**2, 1)
    assert len(np.unique(middle.round(9), axis=0)) == steps**2


def test_corners_are_the_pure_colours():
    """Top red, left green, right blue; the middle is grey."""
    _corners, middle = tiles(1)
    assert colour_of(np.eye(3)).tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]
    assert len(set(colour_of(middle)[0].tolist())) == 1
