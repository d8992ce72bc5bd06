"""Tables taken away: the same rows in every format, and what is said with them."""

import io
import json
import shutil
import sqlite3
import subprocess
import zipfile

import flask
import geopandas
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import api
from dashboard.catalog.rounding import seven_digits
from dashboard.export import formats
from dashboard.export.formats import FORMATS, TooLargeError, check_size
from dashboard.export.shapes import cell_shapes_of
from dashboard.export.tables import Column, Table, batch

STRATUM = "test-survey.ar"
ALL = [*FORMATS]


def _page(query: str, page: str) -> str:
    return f"https://example.org/{page}" + (f"?{query}" if query else "")


@pytest.fixture(scope="module")
def client(small_releases):
    app = flask.Flask(__name__)
    app.register_blueprint(api.blueprint(small_releases, _page))
    return app.test_client()


def plain(value):
    """Return a value as every format can hold it: text, number or None."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value if isinstance(value, str) else float(value)


def frame_rows(frame):
    return [[plain(v) for v in row] for row in frame.astype(object).to_numpy().tolist()]


def texts_of(table_schema):
    return {f.name: str for f in table_schema if pa.types.is_string(f.type)}


def read(kind, body, folder, texts):
    """Return the heads and rows of a table in a format."""
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert min(archive.namelist()) == "README.txt"
            body = archive.read(next(n for n in archive.namelist() if n.endswith(".csv")))
    if kind in {"csv", "zip"}:
        frame = pd.read_csv(
            io.BytesIO(body), comment="#", dtype=texts, keep_default_na=False, na_values=[""]
        )
        # The apostrophe that keeps spreadsheets from computing a text.
        for name in texts:
            frame[name] = frame[name].str.replace(r"^'(?=[=+@\t-])", "", regex=True)
    elif kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        # Empty cells at the end of a row are not written.
        padded = [[*row, *[None] * (len(rows[0]) - len(row))] for row in rows[1:]]
        return list(rows[0]), [[plain(v) for v in row] for row in padded]
    elif kind == "geojson":
        found = json.loads(body)["features"]
        rows = [list(one["properties"].values()) for one in found]
        heads = list(found[0]["properties"]) if found else []
        return heads, [[plain(v) for v in row] for row in rows]
    elif kind == "gpkg":
        path = folder / "table.gpkg"
        path.write_bytes(body)
        frame = geopandas.read_file(path, layer=0).drop(columns="geometry")
    elif kind == "parquet":
        frame = pq.read_table(io.BytesIO(body)).to_pandas()
    else:
        frame = geopandas.read_parquet(io.BytesIO(body)).drop(columns="geometry")
    return list(frame.columns), frame_rows(frame)


def same_everywhere(client, query, folder):
    """Assert that every format has the rows of the Parquet file; return how many."""
    answer = client.get(f"/api/v1/view.parquet?{query}")
    assert answer.status_code == 200
    table = pq.read_table(io.BytesIO(answer.data))
    texts = texts_of(table.schema)
    heads, rows = read("parquet", answer.data, folder, texts)
    for kind in ALL:
        body = client.get(f"/api/v1/view.{kind}?{query}").data
        found = read(kind, body, folder, texts)
        if not rows and kind == "geojson":
            assert found[1] == []
        else:
            assert found == (heads, rows), kind
    return len(rows)


@st.composite
def queries(draw):
    parts = [f"s={STRATUM}", f"el={draw(st.sampled_from(['Cu', 'Ni']))}"]
    options = {
        "lvl": ["0", "1", "2", "sites"],
        "by": ["countries"],
        "stat": ["mean", "min", "max", "q1", "p5", "n", "censored"],
        "c": ["NOR", "FIN", "NOR~SWE", "SWE"],
        "r": ["150", "154", "002"],
        "date": ["2019-03-01", "2019-12-31", "2020-06-30", "2031-01-01"],
        "scope": ["all"],
    }
    for key, values in options.items():
        value = draw(st.sampled_from([None, *values]))
        parts += [f"{key}={value}"] if value else []
    return "&".join(parts)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=queries())
def test_a_view_has_the_same_numbers_in_every_format(client, tmp_path_factory, query):
    """CSV, XLSX, GeoJSON, GeoPackage, GeoParquet, Parquet and the archive agree, to the digit."""
    folder = tmp_path_factory.getbasetemp()
    same_everywhere(client, query, folder)


@pytest.mark.parametrize("query", ["lvl=1", "lvl=sites", "by=countries"])
def test_everything_is_the_views_of_all_analytes(client, query):
    """Value and state of each analyte are those that its own view has."""
    address = f"/api/v1/view.parquet?s={STRATUM}&{query}"
    whole = pq.read_table(io.BytesIO(client.get(f"{address}&scope=all&c=NOR&el=Ni").data))
    for analyte in ("Cu", "Ni"):
        own = pq.read_table(io.BytesIO(client.get(f"{address}&el={analyte}").data))
        assert own["value"].to_pylist() == whole[analyte].to_pylist()
        assert own["state"].to_pylist() == whole[f"{analyte}.state"].to_pylist()
        if "n" in own.column_names:
            assert own["n"].to_pylist() == whole[f"{analyte}.n"].to_pylist()
            assert own["censored"].to_pylist() == whole[f"{analyte}.censored"].to_pylist()
    assert b"EVERYTHING" in whole.schema.metadata[b"scope"]


def test_a_missing_value_is_null_and_its_state_a_word(client):
    """What was not determined has no number in any format, and zero is none of them."""
    answer = client.get(f"/api/v1/view.parquet?s={STRATUM}&el=Ni&lvl=sites")
    table = pq.read_table(io.BytesIO(answer.data))
    missing = [v for v, s in zip(table["value"].to_pylist(), table["state"].to_pylist(),
                                 strict=True) if s == "not determined"]  # fmt: skip
    assert len(missing) == 24
    assert set(missing) == {None}
    assert 0 not in table["value"].to_pylist()


def about_of(kind, body, folder):
    """Return the metadata of a table in a format."""
    if kind == "csv":
        lines = [line[2:] for line in body.decode().splitlines() if line.startswith("# ")]
        return dict(line.split(": ", 1) for line in lines)
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(body))["About"]
        return dict(sheet.iter_rows(values_only=True))
    if kind == "geojson":
        found = json.loads(body)
        return found["metadata"] | {f"column {k}": v for k, v in found["columns"].items()}
    if kind == "gpkg":
        path = folder / "about.gpkg"
        path.write_bytes(body)
        connection = sqlite3.connect(path)
        try:
            assert "CC0" in connection.execute("SELECT metadata FROM gpkg_metadata").fetchone()[0]
            return dict(connection.execute("SELECT key, value FROM about").fetchall())
        finally:
            connection.close()
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            text = archive.read("README.txt").decode()
        text = text.replace("\n    ", " ")
        return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    found = pq.read_schema(io.BytesIO(body)).metadata
    return {key.decode(): value.decode() for key, value in found.items()}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("scope", ["", "&scope=all"])
def test_every_format_says_what_it_is_and_how_to_cite_it(
    client, small_releases, tmp_path, kind, scope
):
    """Licence, citation, release, link, unit, method, limit and marks of simulated data."""
    answer = client.get(f"/api/v1/view.{kind}?s={STRATUM}&el=Cu&lvl=1{scope}")
    assert answer.mimetype == FORMATS[kind].media.split(";")[0]
    name = answer.headers["Content-Disposition"]
    assert f'.{FORMATS[kind].ending}"' in name
    assert ("EVERYTHING" in name) == bool(scope)
    told = about_of(kind, answer.data, tmp_path)
    assert told["licence"] == "CC0"
    assert told["citation"] == "Nobody (2020), Test survey"
    assert told["release"] == small_releases.current().id
    assert told["link"].startswith("https://example.org/map?")
    assert "SIMULATED" in told["notes"]
    column = "Cu" if scope else "value"
    words = told[column if kind == "zip" else f"column {column}"]
    assert "mg/kg" in words
    assert ("detection limit 2" in words) if scope else told["detection_limit"] == "2"


@pytest.mark.parametrize(
    "kind", ["csv", "xlsx", "geojson", "gpkg", "geoparquet", "parquet", "zip"]
)
def test_progress_is_offered_in_every_format(client, tmp_path, kind):
    """Same table of countries, outlines where the format has geometry."""
    answer = client.get("/api/v1/progress.csv?c=FIN~NOR")
    texts = {"iso3": str, "name": str, "stage": str}
    wanted = read("csv", answer.data, tmp_path, texts)[1]
    assert [row[0] for row in wanted] == ["FIN", "NOR"] or len(wanted) == 2
    body = client.get(f"/api/v1/progress.{kind}?c=FIN~NOR").data
    heads, rows = read(kind, body, tmp_path, texts)
    assert rows == wanted
    whole = client.get(f"/api/v1/progress.{kind}?c=FIN~NOR&scope=all")
    assert len(read(kind, whole.data, tmp_path, {"iso3": str})[1]) > 200
    assert "EVERYTHING" in whole.headers["Content-Disposition"]
    assert heads[0] == ("Code" if kind == "xlsx" else "iso3")


def test_countries_are_outlines_and_cells_are_boxes(client, tmp_path):
    """GeoParquet reads in WGS 84 with valid areas about as large as they should be."""
    body = client.get(f"/api/v1/view.geoparquet?s={STRATUM}&el=Cu&by=countries").data
    countries = geopandas.read_parquet(io.BytesIO(body))
    assert countries.crs.equals("OGC:CRS84")
    area = countries.set_index("country").to_crs("ESRI:54034").area / 1e6
    # Land and inland waters of Finland, 338,000 km² (Statistics Finland).
    assert area["FIN"] == pytest.approx(338_000, rel=0.03)
    body = client.get(f"/api/v1/view.geoparquet?s={STRATUM}&el=Cu&lvl=1").data
    cells = geopandas.read_parquet(io.BytesIO(body))
    assert cells.geometry.is_valid.all()
    assert (cells.geometry.bounds["minx"] - cells["west"]).abs().max() < 1e-5


def test_a_cell_across_the_date_line_has_two_parts():
    """None of its points lies beyond ±180° (RFC 7946, 3.1.9)."""
    (cell,) = cell_shapes_of(*(pd.Series([v]).to_numpy() for v in (179.0, 0.0, 181.0, 1.5)))
    assert cell.geom_type == "MultiPolygon"
    assert cell.bounds == (-180.0, 0.0, 180.0, 1.5)
    assert cell.area == pytest.approx(3.0)


@pytest.mark.parametrize("query", ["lvl=1", "lvl=sites", "by=countries", "lvl=1&scope=all"])
@pytest.mark.parametrize("kind", ["gpkg", "geojson"])
def test_gdal_reads_what_a_gis_would(client, tmp_path, kind, query):
    """ogrinfo finds as many features as there are rows, of one kind of geometry, in WGS 84."""
    if shutil.which("ogrinfo") is None:
        pytest.skip("there is no ogrinfo: Debian has it in gdal-bin")
    address = f"s={STRATUM}&el=Cu&{query}"
    rows = pq.read_table(io.BytesIO(client.get(f"/api/v1/view.parquet?{address}").data)).num_rows
    path = tmp_path / f"table.{kind}"
    path.write_bytes(client.get(f"/api/v1/view.{kind}?{address}").data)
    told = subprocess.run(
        ["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    assert f"Feature Count: {rows}" in told.stdout
    assert 'ID["EPSG",4326]' in told.stdout
    if kind == "gpkg":
        wanted = "Point" if "sites" in query else "Multi Polygon"
        assert f"Geometry: {wanted}" in told.stdout
        assert "licence=CC0" in told.stdout
        assert "Layer name: about" in told.stdout


@given(st.floats(1e-300, 1e300) | st.floats(1e-12, 1e12) | st.floats(-1e12, -1e-12))
def test_seven_digits_are_those_that_print(number):
    """Rounding whole columns gives what printing one number with seven digits gives."""
    (found,) = seven_digits([number]).tolist()
    assert found == pytest.approx(float(f"{number:.7g}"), rel=2e-7)
    assert len(f"{found!r}".split("e")[0].replace("-", "").replace(".", "").strip("0")) <= 7


def table_of(columns, values, rows=3):
    """Return a small table of given columns."""
    return Table(
        "t", "sheet", columns, rows, {"title": "T"}, lambda: iter([batch(columns, values)])
    )


NASTY = ["=1+1", "# no comment", 'a "quoted" text', "comma, and\nnew line", "\x07bell", "-5", ""]


def test_texts_come_back_as_they_were(tmp_path):
    """Formulas, comment signs, quotes and line breaks are texts in every format."""
    columns = (Column("name", "text"), Column("value", "number"))
    table = table_of(columns, {"name": NASTY, "value": [1.0] * 7}, 7)
    body = b"".join(FORMATS["csv"].parts(table))
    found = read("csv", body, tmp_path, {"name": str})[1]
    assert [row[0] for row in found] == [one or None for one in NASTY]
    assert b"'=1+1" in body
    FORMATS["xlsx"].write(table, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    cells = list(sheet["A"])[1:]
    assert [cell.value for cell in cells] == [
        "bell" if one == "\x07bell" else one or None for one in NASTY
    ]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_too_large_a_table_is_refused_with_what_would_do(monkeypatch):
    """The refusal names rows, columns, the limit and the release's own file."""
    columns = tuple(Column(f"c{i}", "number") for i in range(4))
    table = Table("t", "s", columns, 600_000, {}, lambda: iter(()), original="https://e.org/f")
    with pytest.raises(TooLargeError, match=r"600,000 rows of 4 columns.*https://e.org/f"):
        check_size(table, FORMATS["xlsx"])
    check_size(table, FORMATS["parquet"])
    narrow = Table("t", "s", columns[:1], 1_048_576, {}, lambda: iter(()))
    with pytest.raises(TooLargeError):
        check_size(narrow, FORMATS["xlsx"])
    assert formats.FORMATS is FORMATS


def test_rings_turn_as_geojson_wants_them(client):
    """Outer rings run counter-clockwise (RFC 7946, 3.1.6)."""
    body = client.get(f"/api/v1/view.geojson?s={STRATUM}&el=Cu&by=countries").data
    for feature in json.loads(body)["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        parts = getattr(shape, "geoms", [shape])
        assert all(part.exterior.is_ccw for part in parts)
