"""Tables as Parquet and GeoParquet, their metadata as key-value pairs of the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from dashboard.export.tables import Table

_GROUP = 131_072
# GeoParquet 1.1.0, section "Column metadata": without `crs` it is OGC:CRS84, as ours is.
_VERSION = "1.1.0"
_KINDS = {"point": ["Point"], "area": ["Polygon", "MultiPolygon"]}


def write_parquet(table: Table, path: Path) -> None:
    """Write a table as Parquet, without geometry."""
    _write(table, path, table.schema, table.batches())


def write_geoparquet(table: Table, path: Path) -> None:
    """Write a table as GeoParquet 1.1 (geometries as WKB, WGS 84 longitude and latitude)."""
    fields = table.schema.append(pa.field("geometry", pa.binary()))
    geo = {
        "version": _VERSION,
        "primary_column": "geometry",
        "columns": {
            "geometry": {"encoding": "WKB", "geometry_types": _KINDS[table.geometry or "area"]}
        },
    }
    _write(table, path, fields.with_metadata({"geo": json.dumps(geo)}), with_wkb(table, fields))


def with_wkb(table: Table, fields: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table with their geometries as well-known binary."""
    for rows in table.batches():
        shapes = table.shapes(rows) if table.shapes else [None] * rows.num_rows
        wkb = pa.array(shapely.to_wkb(shapes), type=pa.binary())
        yield pa.RecordBatch.from_arrays([*rows.columns, wkb], schema=fields)


def _write(table: Table, path: Path, fields: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    words = {f"column {one.name}": one.words for one in table.columns if one.words}
    told = {**table.about, **words, **(fields.metadata or {})}
    fields = fields.with_metadata(told)
    # A row group of wide tables has fewer rows: it is held until it is written.
    group = max(8_192, _GROUP * 32 // max(32, len(fields)))
    waiting: list[pa.RecordBatch] = []
    with pq.ParquetWriter(path, fields, compression="zstd") as writer:

        def flush() -> None:
            writer.write_table(pa.Table.from_batches(waiting, waiting[0].schema), group)
            waiting.clear()

        for rows in batches:
            waiting.append(rows.replace_schema_metadata(fields.metadata))
            if sum(one.num_rows for one in waiting) >= group:
                flush()
        if waiting:
            flush()
