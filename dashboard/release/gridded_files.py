"""Samples, cells, states and countries of a stratum, written to files as they are gridded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.gridding.engine import Engine, duckdb
from dashboard.gridding.groups import cell_list, cell_tables, country_table, state_table
from dashboard.gridding.land import LandCells
from dashboard.gridding.stratum import StratumSamples, sample_table
from dashboard.gridding.tables import figures
from dashboard.gridding.withheld import withhold
from dashboard.release.arrow_file import ArrowFile

_ROWS_IN_BATCH = 4096
# What a reader of one column of samples decodes at a time: 1 MB of values.
_ROWS_IN_GROUP = 2**17


def write_gridded(
    stratum: StratumSamples,
    land: LandCells,
    polygons: Mapping[str, shapely.Geometry],
    folder: Path,
    withheld: Collection[str] = (),
    engine: Engine = duckdb,
) -> list[pa.Table]:
    """Write the tables of a stratum that docs/release.md lists.

    Parameters
    ----------
    stratum : StratumSamples
        Samples and results.
    land : LandCells
        Land cells of level 0.
    polygons : mapping of str to shapely.Geometry
        Land of each country.
    folder : Path
        Folder of the stratum.
    withheld : collection of str
        Analytes whose results of samples are not written, nor what gives them away
        (:func:`~dashboard.gridding.withheld.withhold`). Where these are all, nothing of
        single samples is.
    engine : Engine
        What groups the results.

    Returns
    -------
    list of pyarrow.Table
        The cells of each level, as :func:`~dashboard.gridding.groups.cell_list`
        returns them.
    """
    if set(stratum.analytes) - set(withheld):
        table = sample_table(stratum)
        pq.write_table(
            table.drop_columns([f"{a}{end}" for a in sorted(withheld) for end in ("", ".state")]),
            folder / "samples.parquet",
            compression="zstd",
            row_group_size=_ROWS_IN_GROUP,
        )
    levels = range(stratum.finest + 1)
    cells = [cell_list(stratum, level, land, polygons) for level in levels]
    _write_cells(stratum, cells, folder, withheld, engine)
    pq.write_table(state_table(cells[0], land), folder / "states.parquet")
    countries = withhold(country_table(stratum, engine), withheld)
    with ArrowFile(folder / "countries.arrow", [countries.num_rows]) as file:
        file.add(countries)
    return cells


def cell_medians(
    folder: Path, analytes: Collection[str]
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.uint8]]]:
    """Return medians and their states of the cells of level 0 that were written.

    Parameters
    ----------
    folder : Path
        Folder of the stratum.
    analytes : collection of str
        Whose medians.

    Returns
    -------
    dict of str to (ndarray, ndarray)
        By analyte.
    """
    if not analytes:
        return {}
    with pa.memory_map(str(folder / "cells-0.arrow")) as source:
        table = pa.ipc.open_file(source).read_all()
        columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
        return {name: figures(columns, name, "median") for name in sorted(analytes)}


def _write_cells(
    stratum: StratumSamples,
    cells: Sequence[pa.Table],
    folder: Path,
    withheld: Collection[str],
    engine: Engine,
) -> None:
    """Write the cells of all levels as they are grouped."""
    with ExitStack() as stack:
        files = [
            stack.enter_context(ArrowFile(folder / f"cells-{level}.arrow", _ends(table, level)))
            for level, table in enumerate(cells)
        ]
        for part in cell_tables(stratum, cells, engine):
            for file, table in zip(files, part, strict=True):
                file.add(withhold(table, withheld))


def _ends(cells: pa.Table, level: int) -> list[int]:
    """Return the row after each record batch.

    Cells of a large level come in record batches that end with a cell of level 0, so
    that a reader of a part of the world need not touch the rest.
    """
    if not level or cells.num_rows <= _ROWS_IN_BATCH:
        return [cells.num_rows]
    parent = grid.parent(cells["cell"].to_numpy(), level)
    ends = np.append(np.flatnonzero(np.diff(parent)) + 1, cells.num_rows)
    # The last cell of level 0 that ends within each so many rows.
    kept: list[int] = ends[np.append(np.diff(ends // _ROWS_IN_BATCH) > 0, True)].tolist()
    return kept
