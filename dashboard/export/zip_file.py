"""A table as CSV with a text beside it, in one archive."""

from __future__ import annotations

import zipfile
from pathlib import Path

from dashboard.export.readme import readme
from dashboard.export.tables import Table
from dashboard.export.text_files import csv_parts


def write_zip(table: Table, path: Path) -> None:
    """Write a table as CSV and its README into an archive, compressed as it is made."""
    name = f"{table.name}.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(name, "w", force_zip64=True) as file:
            for part in csv_parts(table):
                file.write(part)
        archive.writestr("README.txt", readme(table, name))
