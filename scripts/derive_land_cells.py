"""Count the land cells of each country at all levels of the grid, for a boundary set.

    python scripts/derive_land_cells.py data/boundaries

writes ``land-cells.csv`` beside the boundaries. At level 0 a cell is land if it touches land,
and belongs to the country that holds its centre, or else to the one with most of its land;
a finer cell is land, and a country's, if its centre is (docs/interfaces.md, section 8).
It is to be run anew when the boundaries change.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard.catalog import boundaries, land_cells
from dashboard.gridding.country_land import LandOverlay
from dashboard.gridding.land import land_cells as coarse_cells


def count(folder: Path) -> dict[str, tuple[int, ...]]:
    """Return the land cells of each country at levels 0 to 5."""
    polygons = boundaries.read(folder / "world-50m.bin").polygons()
    land = coarse_cells(polygons)
    names, owned = np.unique(land.country, return_counts=True)
    coarse = dict(zip(names.tolist(), owned.tolist(), strict=True))
    fine = LandOverlay(polygons).owned(land.cell)
    nothing = [0] * len(next(iter(fine.values())))
    return {
        name: (coarse.get(name, 0), *fine.get(name, nothing)) for name in sorted({*coarse, *fine})
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with the boundary set")
    folder = parser.parse_args(arguments).folder
    counted = count(folder)
    path = land_cells.write(folder, counted)
    print(f"{path}: {[sum(level) for level in zip(*counted.values(), strict=True)]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
