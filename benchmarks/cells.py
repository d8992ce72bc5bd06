"""The cells and the made-up results that the drawing benchmarks show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from dashboard import grid
from dashboard.planes import pack, unpack
from dashboard.release.store import open_current

VARIABLES = 3
"""Vectors that are switched between."""

BREAKS = (0.15, 0.21, 0.53, 1.0, 2.0, 4.9, 7.0)
"""Bounds of the eight classes: rounded percentiles 2, 5, 25, 50, 75, 95, 98 of `results`."""

PALETTE = ("#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725")
"""Eight colours of viridis (van der Walt & Smith 2015), lowest class first."""

BELOW = 1
"""State *below detection* (docs/interfaces.md §1)."""


@dataclass(frozen=True)
class Cells:
    """Cells of one level.

    Attributes
    ----------
    level : int
    numbers : ndarray of uint32, shape (n,)
        Cell numbers, ascending.
    country : ndarray of uint16, shape (n,)
        Index of each cell's country, 65535 none.
    """

    level: int
    numbers: NDArray[np.uint32]
    country: NDArray[np.uint16]

    def __len__(self) -> int:
        return int(self.numbers.size)


def land(releases: Path) -> tuple[NDArray[np.int64], NDArray[np.uint16], bytes]:
    """Return the land cells of level 0, their countries, and the coarse boundaries.

    Parameters
    ----------
    releases : Path
        Folder of releases; the current one is read.

    Raises
    ------
    SystemExit
        If there is no release.
    """
    release = open_current(releases)
    if release is None:
        raise SystemExit(f"There is no release in {releases}: python -m dashboard build")
    planes = unpack((release.folder / "grid.bin").read_bytes()).planes
    country = planes["country"].astype(np.uint16)
    if planes["country"].dtype.itemsize == 1:
        country[planes["country"] == 255] = 65535
    boundaries = (release.folder / "boundaries" / "world-110m.bin").read_bytes()
    return planes["cell"].astype(np.int64), country, boundaries


def land_cells(parents: NDArray[np.int64], country: NDArray[np.uint16], wanted: int) -> Cells:
    """Return cells over land: the coarsest level that has enough, from the north, cut to size.

    Parameters
    ----------
    parents : ndarray of int64, shape (m,)
        Land cells of level 0.
    country : ndarray of uint16, shape (m,)
    wanted : int
        Number of cells. A shortfall of at most 2 % is not worth a finer level: 7,500
        are the 7,375 land cells of level 0.

    Raises
    ------
    ValueError
        If even the finest level has fewer.
    """
    for level in range(grid.FINEST_LEVEL + 1):
        parts = 4**level
        if parents.size * parts >= 0.98 * wanted:
            numbers = (parents[:, None] * parts + np.arange(parts)).ravel()[:wanted]
            return Cells(
                level, numbers.astype(np.uint32), np.repeat(country, parts)[: numbers.size]
            )
    message = f"there are no {wanted} land cells"
    raise ValueError(message)


def globe_cells(level: int, wanted: int | None = None) -> Cells:
    """Return cells of the whole globe, land and sea, or evenly spread blocks of them.

    Parameters
    ----------
    level : int
    wanted : int, optional
        About how many; those of all level-0 cells by default.
    """
    parts = 4**level
    parents = np.arange(grid.cell_count(0))
    if wanted is not None:
        share = min(parents.size, round(wanted / parts))
        parents = np.linspace(0, parents.size - 1, share).round().astype(np.int64)
    numbers = (parents[:, None] * parts + np.arange(parts)).ravel().astype(np.uint32)
    return Cells(level, numbers, np.full(numbers.size, 65535, np.uint16))


def results(count: int, variable: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return made-up log-normal results (median 1) and states, one in twenty below detection.

    Neighbours resemble each other, as in nature, so that no painter gains or loses by noise
    that no survey has.
    """
    random = np.random.default_rng(variable)
    steps = np.arange(count)
    phase = random.uniform(0, 2 * np.pi, 3)
    waves = sum(np.sin(steps / period + phase[i]) for i, period in enumerate((17, 173, 1709)))
    logs = 0.6 * np.asarray(waves) + 0.6 * random.standard_normal(count)
    values = np.exp(logs).astype(np.float32)
    state = np.zeros(count, np.uint8)
    state[values < np.quantile(values, 0.05)] = BELOW
    return values, state


def vector(count: int, variable: int) -> bytes:
    """Return results in the form the server sends them: four planes."""
    values, state = results(count, variable)
    return pack(
        {
            "value": values,
            "state": state,
            "n": np.full(count, 5, np.uint16),
            "censored": np.zeros(count, np.uint16),
        },
        analyte=f"X{variable}",
        stat="median",
        level=0,
        unit="mg/kg",
    )


def geometry(cells: Cells) -> bytes:
    """Return the planes of the cells as ``level-<l>.bin`` has them."""
    return pack(
        {
            "cell": cells.numbers,
            "country": cells.country,
            "sites": np.full(len(cells), 5, np.uint32),
            "state": np.zeros(len(cells), np.uint8),
        },
        level=cells.level,
    )


def geojson(cells: Cells) -> bytes:
    """Return the same cells as a GeoJSON feature collection; a feature's id is its position.

    Rings run clockwise, as d3-geo wants them: of the sphere's two sides it fills the right one.
    """
    west, south, east, north = grid.bounds(cells.numbers, cells.level)
    rings = np.stack(
        [
            np.stack([west, west, east, east, west], axis=1),
            np.stack([south, north, north, south, south], axis=1),
        ],
        axis=2,
    ).round(6)
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": position,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for position, ring in enumerate(rings.tolist())
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})
