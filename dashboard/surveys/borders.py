"""The countries that samples are placed in: the project's boundaries, read once."""

from functools import lru_cache
from pathlib import Path

from dashboard.catalog import boundaries
from dashboard.surveys.overlay import Overlay

FINEST = Path(__file__).parents[2] / "data" / "boundaries" / "world-50m.bin"


@lru_cache(maxsize=2)
def world(path: Path = FINEST) -> Overlay:
    """Return the countries of a boundary set to find points in.

    Parameters
    ----------
    path : Path
        A container of boundaries (docs/interfaces.md §3); the project's own at
        1 : 50 million if left out.

    Returns
    -------
    Overlay
        Shared by all callers.
    """
    return Overlay(boundaries.read(path).polygons())
