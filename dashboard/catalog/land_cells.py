"""How many land cells each country has at every level, kept beside the boundary set."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

NAME = "land-cells.csv"
"""Name of the table in a folder with a boundary set."""


def read(folder: Path) -> Mapping[str, tuple[int, ...]]:
    """Return the land cells that each country owns, by level from 0 on.

    Parameters
    ----------
    folder : Path
        Folder with a boundary set.

    Returns
    -------
    mapping of str to tuple of int
        Countries without any are left out; empty where the set has no such table.
    """
    path = folder / NAME
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}


def write(folder: Path, cells: Mapping[str, tuple[int, ...]]) -> Path:
    """Write the table; returns its path."""
    path = folder / NAME
    levels = len(next(iter(cells.values())))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["iso3", *(f"level_{level}" for level in range(levels))])
        writer.writerows([country, *count] for country, count in sorted(cells.items()))
    return path
