"""Progress as the map plays it: days of cells, and figures of countries step by step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard.planes import pack
from dashboard.progress.choice import Choice
from dashboard.progress.series import series, steps
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release

NOBODY = 65535
"""In planes of countries: of no country of the index."""

_FRACTIONS = ("covered_km2", "precision", "complete_cells")


def level_planes(release: Release, choice: Choice) -> bytes:
    """Return when the covered and planned cells of a level came to be what they are.

    One row a cell, with its owner; the header has the steps of `series` and the land
    cells of each country of the index.
    """
    line = timeline(release, choice.strata, choice.level)
    cells = line.cells
    owned = [country.get("cells", ()) for country in release.index["countries"]]
    level = choice.level
    return pack(
        {
            "cell": cells.cell.astype(np.uint32),
            "country": _numbers(release, cells.owner),
            "sites": cells.sites,
            "planned": cells.planned.astype(np.uint8),
            "first": cells.first,
            "complete": cells.complete,
            "analysed": cells.analysed,
        },
        level=level,
        days=steps(line.days).tolist(),
        land_cells=[own[level] if level < len(own) else None for own in owned],
    )


def country_planes(release: Release, choice: Choice) -> bytes:
    """Return the figures of countries step by step: planes of `series`, one step after another.

    Counts are whole numbers; NaN in the others says undefined.
    """
    found = series(release, choice)
    position = [release.country_index.get(name, NOBODY) for name in found.countries]
    planes: dict[str, NDArray[np.generic]] = {
        "country": np.array(position, dtype=np.uint16),
        "day": found.days,
    }
    for key, values in found.values.items():
        planes[key] = values.ravel().astype(np.float32 if key in _FRACTIONS else np.uint32)
    return pack(planes, level=choice.level)


def _numbers(release: Release, owner: NDArray[np.int64]) -> NDArray[np.uint16]:
    return np.where(owner == len(release.countries), NOBODY, owner).astype(np.uint16)
