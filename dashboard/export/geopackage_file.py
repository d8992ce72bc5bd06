"""Tables as GeoPackage (OGC 12-128r18), which every GIS opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyogrio.raw
import shapely

from dashboard.export.parquet_file import with_wkb
from dashboard.export.tables import Table

# Versions from 1.4 on make older GDALs warn.
_OPTIONS = {"VERSION": "1.3"}


def write_geopackage(table: Table, path: Path) -> None:
    """Write a table as a layer, its metadata as ``gpkg_metadata`` and as the table ``about``."""
    fields = table.schema.append(pa.field("geom", pa.binary()))
    rows = pa.RecordBatchReader.from_batches(fields, _in_parts(with_wkb(table, fields), table))
    pyogrio.raw.write_arrow(
        rows,
        str(path),
        layer=table.sheet,
        driver="GPKG",
        geometry_name="geom",
        geometry_type="Point" if table.geometry == "point" else "MultiPolygon",
        crs="EPSG:4326",
        dataset_metadata=dict(table.about),
        dataset_options=_OPTIONS,
    )
    words = {f"column {one.name}": one.words for one in table.columns if one.words}
    told = {**table.about, **words}
    about = pa.table({"key": list(told), "value": list(told.values())})
    pyogrio.raw.write_arrow(about, str(path), layer="about", driver="GPKG", append=True)


def _in_parts(batches: Iterator[pa.RecordBatch], table: Table) -> Iterator[pa.RecordBatch]:
    """Yield rows whose areas are all of one kind, as a layer has it: of several parts."""
    for rows in batches:
        if table.geometry == "point":
            yield rows
            continue
        shapes = shapely.from_wkb(rows["geom"].to_pylist())
        single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
        shapes[single] = [shapely.MultiPolygon([one]) for one in shapes[single]]
        wkb = pa.array(shapely.to_wkb(shapes), type=pa.binary())
        yield pa.RecordBatch.from_arrays([*rows.columns[:-1], wkb], schema=rows.schema)
