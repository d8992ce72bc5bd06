"""How far a stratum has come, by country and level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.gridding.land import NOBODY, LandCells

SITES_IN_COMPLETE_CELL = 5
"""Sites that make a cell of level 0 complete (IUGS Manual of Standard Methods, 2022)."""
SITES_IN_COASTAL_CELL = 3
"""The same in a cell that is mostly water (FOREGS field manual, 1998)."""
MOSTLY_WATER = 0.5


def progress_table(
    stratum: str,
    cells: Mapping[int, pa.Table],
    land: LandCells,
    density: float | None,
) -> pa.Table:
    """Return counts of cells and samples by country and level.

    Parameters
    ----------
    stratum : str
        Stratum id.
    cells : mapping of int to pyarrow.Table
        Cells of each level.
    land : LandCells
        Land cells of level 0.
    density : float or None
        Design density, km² per site; without it no finer cell is called complete.

    Returns
    -------
    pyarrow.Table
        `stratum`, `country`, `level`, `land_cells` (level 0 only), `planned_cells`
        (covered ones included), `covered_cells`, `complete_cells` (null where not
        defined), `covered_km2` (area of the covered cells), `samples`.
    """
    share = pd.Series(land.share, index=land.cell)
    owned = pd.Series(land.country).value_counts()
    parts = []
    for level, table in cells.items():
        frame = table.select(["cell", "country", "sites", "state"]).to_pandas()
        frame = frame[frame["country"] != NOBODY]
        number = frame["cell"].to_numpy(dtype=np.int64)
        area = grid.area_km2(number, level)
        if level == 0:
            water = share.reindex(number).fillna(0).to_numpy() < MOSTLY_WATER
            needed = np.where(water, SITES_IN_COASTAL_CELL, SITES_IN_COMPLETE_CELL)
        else:
            needed = np.maximum(1, np.round(area / (density or np.inf)))
        covered = frame["sites"].to_numpy() > 0
        frame = frame.assign(
            planned=frame["state"].to_numpy() != State.OUTSIDE,
            covered=covered,
            complete=covered & (frame["sites"].to_numpy() >= needed),
            area=np.where(covered, area, 0.0),
        )
        sums = frame.groupby("country")[["planned", "covered", "complete", "area", "sites"]].sum()
        sums = sums[sums["planned"] > 0]
        defined = level == 0 or density is not None
        parts.append(
            pa.table(
                {
                    "stratum": pa.array([stratum] * len(sums), pa.string()),
                    "country": pa.array(sums.index.astype(str).tolist(), pa.string()),
                    "level": pa.array([level] * len(sums), pa.uint8()),
                    "land_cells": pa.array(
                        [int(owned.get(c, 0)) if level == 0 else None for c in sums.index],
                        pa.uint32(),
                    ),
                    "planned_cells": pa.array(sums["planned"].astype(int).tolist(), pa.uint32()),
                    "covered_cells": pa.array(sums["covered"].astype(int).tolist(), pa.uint32()),
                    "complete_cells": pa.array(
                        [int(v) if defined else None for v in sums["complete"]], pa.uint32()
                    ),
                    "covered_km2": pa.array(sums["area"].tolist(), pa.float64()),
                    "samples": pa.array(sums["sites"].astype(int).tolist(), pa.uint32()),
                }
            )
        )
    return pa.concat_tables(parts)
