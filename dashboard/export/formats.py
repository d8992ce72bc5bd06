"""The formats that a table can be taken away in, and how large a table each of them takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dashboard.export import xlsx_file
from dashboard.export.geopackage_file import write_geopackage
from dashboard.export.parquet_file import write_geoparquet, write_parquet
from dashboard.export.tables import Table
from dashboard.export.text_files import csv_parts, geojson_parts
from dashboard.export.xlsx_file import write_xlsx
from dashboard.export.zip_file import write_zip
from dashboard.i18n import _


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    id : str
        As in addresses: ``view.<id>``.
    ending : str
        Of the file's name.
    media : str
        Media type, as registered with IANA where it is.
    most : int
        Most fields (rows times columns) of a table that it is made of; docs/exports.md
        says what these take.
    spatial : bool
        Whether it holds geometry, so that a table without any has no such file.
    parts : callable or None
        Yields the file as it is made.
    write : callable or None
        Writes it to a path; a format has one of the two.
    """

    id: str
    ending: str
    media: str
    most: int
    spatial: bool = False
    parts: Callable[[Table], Iterator[bytes]] | None = None
    write: Callable[[Table, Path], None] | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return {
            "csv": _("CSV"),
            "xlsx": _("Excel"),
            "geojson": _("GeoJSON"),
            "gpkg": _("GeoPackage"),
            "geoparquet": _("GeoParquet"),
            "parquet": _("Parquet"),
            "zip": _("ZIP: CSV and README"),
        }[self.id]


_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.id: one
        for one in (
            Format("csv", "csv", "text/csv; charset=utf-8", 400_000_000, parts=csv_parts),
            Format("xlsx", "xlsx", _XLSX, 1_000_000, write=write_xlsx),
            Format(
                "geojson", "geojson", "application/geo+json", 40_000_000, True, geojson_parts
            ),
            Format(
                "gpkg", "gpkg", "application/geopackage+sqlite3", 40_000_000, True,
                write=write_geopackage,
            ),
            Format(
                "geoparquet", "geo.parquet", _PARQUET, 100_000_000, True, write=write_geoparquet
            ),
            Format("parquet", "parquet", _PARQUET, 100_000_000, write=write_parquet),
            Format("zip", "zip", "application/zip", 100_000_000, write=write_zip),
        )
    }
)  # fmt: skip
"""Formats by id, in the order in which they are offered."""


class TooLargeError(Exception):
    """A table that a format cannot take; the message is for readers."""


def check_size(table: Table, form: Format) -> None:
    """Make sure that a table is not too large for a format.

    Raises
    ------
    TooLargeError
        With what would do.
    """
    fields = min(form.most, xlsx_file.MOST_ROWS * len(table.columns))
    most = fields if form.id == "xlsx" else form.most
    if table.fields <= most:
        return
    words = _(
        "{format} would have up to {rows} rows of {columns} columns; it is made of at most {most} "
        "fields. Choose fewer countries or larger cells, or another format."
    ).format(
        format=form.name,
        rows=f"{table.rows:,}",
        columns=f"{len(table.columns):,}",
        most=f"{most:,}",
    )
    if table.original:
        words += " " + _("The release has all of it: {file}").format(file=table.original)
    raise TooLargeError(words)
