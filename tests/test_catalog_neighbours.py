"""Land neighbours read off the boundary set."""

from pathlib import Path

import numpy as np
import pytest

from dashboard.catalog import boundaries
from dashboard.catalog.neighbours import neighbours

SHIPPED = Path(__file__).parent.parent / "data" / "boundaries" / "world-50m.bin"


@pytest.fixture(scope="module")
def world():
    """The shipped boundary set, finest detail."""
    return boundaries.read(SHIPPED)


def square(west: float, south: float) -> np.ndarray:
    """A ring of 1° × 1°."""
    return np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + np.array([west, south], dtype=float)


def test_a_shared_side_makes_neighbours_and_a_corner_does_not():
    """Finland and Norway share a side, Sweden touches Finland in a point, Iceland nobody."""
    made = boundaries.encode(
        {
            "FIN": [square(0, 0)],
            "NOR": [square(1, 0)],
            "SWE": [square(-1, 1)],
            "ISL": [square(8, 8)],
        },
        quantum=0.01,
        name="squares",
        source="",
        policy="",
    )
    assert neighbours(made) == {"FIN": ("NOR",), "NOR": ("FIN",), "SWE": (), "ISL": ()}


def test_land_of_nobody_between_is_no_border():
    """A country beside land that no country of the set holds has a border, but no neighbour."""
    made = boundaries.encode(
        {"FIN": [square(0, 0)], "SWE": [square(2, 0)]},
        quantum=0.01,
        name="squares",
        source="",
        policy="",
        nowhere=[square(1, 0)],
    )
    assert neighbours(made) == {"FIN": (), "SWE": ()}


def test_known_neighbours_of_the_shipped_set(world):
    """Countries whose neighbours everyone can look up in an atlas."""
    found = neighbours(world)
    assert found["LAO"] == ("CHN", "KHM", "MMR", "THA", "VNM")
    assert found["FIN"] == ("NOR", "RUS", "SWE")
    assert found["LSO"] == ("ZAF",)
    assert found["ISL"] == found["MDG"] == found["VAT"] == ()


def test_neighbours_are_mutual_and_nobody_is_his_own(world):
    """Every country of the set has an entry, and every border two sides."""
    found = neighbours(world)
    assert tuple(found) == world.countries
    for name, others in found.items():
        assert name not in others
        assert all(name in found[other] for other in others)
