"""The files of a release that say how far a stratum has come (docs/interfaces.md, section 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard import grid
from dashboard.catalog import land_cells
from dashboard.catalog.boundaries import Boundaries
from dashboard.gridding.country_land import LandOverlay
from dashboard.gridding.days import Timed
from dashboard.gridding.land import LandCells
from dashboard.gridding.progress import (
    count_table,
    country_elements,
    duplicate_table,
    element_tables,
    progress_table,
    summary_table,
)


def write_progress(
    timed: Timed,
    cells: Mapping[int, pa.Table],
    land: LandCells,
    overlay: LandOverlay,
    folder: Path,
    withheld: Collection[str] = (),
) -> pa.Table:
    """Write when cells, countries and elements of a stratum came to be known.

    Parameters
    ----------
    timed : Timed
        Samples of the stratum and their days.
    cells : mapping of int to pyarrow.Table
        Cells of each level from 0 on: `cell`, `country`, `sites`.
    land : LandCells
        Land cells of level 0.
    overlay : LandOverlay
        Land of each country in cells.
    folder : Path
        The stratum's folder.
    withheld : collection of str
        Analytes of which nothing of single samples is written.

    Returns
    -------
    pyarrow.Table
        What :func:`~dashboard.gridding.progress.summary_table` makes of it.
    """
    numbers = {level: table["cell"].to_numpy().astype(np.int64) for level, table in cells.items()}
    held = overlay.of_cells(numbers)
    tables = {
        level: progress_table(timed, table, level, held[level], land)
        for level, table in cells.items()
    }
    counts = count_table(timed)
    files = {f"progress-{level}": table for level, table in tables.items()}
    for level, table in element_tables(timed, max(cells)).items():
        files[f"elements-{level}"] = table
    files["counts"] = counts
    files["country-elements"] = country_elements(timed)
    files["duplicates"] = _pairs_told(duplicate_table(timed), withheld)
    for name, table in files.items():
        _write(table, folder / f"{name}.arrow")
    return summary_table(folder.name, tables, counts, land, timed.stratum.density)


def _pairs_told(table: pa.Table, withheld: Collection[str]) -> pa.Table:
    """Return the pairs of duplicates that have anything to tell without some analytes."""
    elements = [name for name in table.column_names if name not in {"country", "day"}]
    columns = {name: table[name].to_numpy() for name in elements}
    told = np.zeros(table.num_rows, dtype=bool)
    for i, name in enumerate(table.column_names):
        if name in withheld:
            nothing = np.full(table.num_rows, np.nan, dtype=np.float32)
            table = table.set_column(i, name, pa.array(nothing))
        elif name in columns:
            told |= np.isfinite(columns[name])
    return table.filter(pa.array(told))


def country_sizes(
    boundary_folder: Path, detail: Boundaries, land: LandCells
) -> dict[str, dict[str, Any]]:
    """Return area and number of land cells of each country, for the release index.

    Parameters
    ----------
    boundary_folder : Path
        Folder with the boundary set and its table of land cells.
    detail : Boundaries
        Its finest detail.
    land : LandCells
        Land cells of level 0.

    Returns
    -------
    dict of str to dict
        `area_km2`, and `cells`: land cells owned by level. Only level 0 where the set has no
        table, or one that does not agree with its own land cells of level 0.
    """
    owned = Counter(land.country.tolist())
    table = land_cells.read(boundary_folder)
    known = {name: cells[0] for name, cells in table.items() if cells[0]}
    levels = len(grid.LEVEL_KM) if known == dict(owned) else 1
    nothing = (0,) * len(grid.LEVEL_KM)
    return {
        name: {
            "area_km2": round(float(area), 3),
            "cells": [owned[name], *table.get(name, nothing)[1:levels]],
        }
        for name, area in zip(detail.countries, detail.areas_km2, strict=True)
    }


def _write(table: pa.Table, path: Path) -> None:
    """Write uncompressed Arrow IPC in one record batch, so that readers map its columns."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks(), max_chunksize=max(table.num_rows, 1))
