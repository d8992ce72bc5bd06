"""Tables as text that is sent as it is made: CSV and GeoJSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import shapely

from dashboard.export.tables import Table

# What spreadsheets take for a formula where a text begins with it.
_FORMULA = r"^([=+\-@\t])"


def csv_parts(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV (RFC 4180) after lines of metadata that begin with ``#``.

    Texts are quoted, so that readers which take ``#`` for the beginning of a comment
    keep those within values; a text that a spreadsheet would compute has an
    apostrophe before it.
    """
    lines = [f"# {key}: {text}\n" for key, text in table.about.items()]
    lines += [f"# column {one.name}: {one.words}\n" for one in table.columns if one.words]
    names = ",".join(_quoted(column.name) for column in table.columns)
    yield ("".join(lines) + names + "\n").encode()
    options = pyarrow.csv.WriteOptions(include_header=False)
    for rows in table.batches():
        out = io.BytesIO()
        pyarrow.csv.write_csv(_guarded(rows), out, options)
        yield out.getvalue()


def _quoted(name: str) -> str:
    plain = name.replace(".", "").replace("_", "").isalnum()
    return name if plain else '"' + name.replace('"', '""') + '"'


def _guarded(rows: pa.RecordBatch) -> pa.RecordBatch:
    arrays = [
        pc.replace_substring_regex(one, _FORMULA, r"'\1") if pa.types.is_string(one.type) else one
        for one in rows.columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=rows.schema)


def geojson_parts(table: Table) -> Iterator[bytes]:
    """Yield a table as GeoJSON (RFC 7946), its metadata as foreign members (section 6.1)."""
    head = {
        "type": "FeatureCollection",
        "metadata": dict(table.about),
        "columns": {one.name: one.words for one in table.columns if one.words},
    }
    yield (_json(head)[:-1] + ', "features": [').encode()
    between = ""
    for rows in table.batches():
        if rows.num_rows:
            yield (between + ",\n".join(_features(table, rows))).encode()
            between = ",\n"
    yield b"]}"


def _features(table: Table, rows: pa.RecordBatch) -> Iterator[str]:
    # Counter-clockwise outlines, as RFC 7946, 3.1.6 wants them.
    shapes = shapely.orient_polygons(table.shapes(rows)) if table.shapes else [None] * len(rows)
    geometries = ["null" if text is None else text for text in shapely.to_geojson(shapes)]
    for geometry, properties in zip(geometries, rows.to_pylist(), strict=True):
        yield f'{{"type": "Feature", "geometry": {geometry}, "properties": {_json(properties)}}}'


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)
