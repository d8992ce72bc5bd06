"""The HTTP interface over a small release: parts, views, details, refusals."""

import csv
import datetime as dt
import json

import flask
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import api, grid
from dashboard.planes import unpack

STRATUM = "test-survey.ar"


@pytest.fixture(scope="module")
def store(small_releases):
    return small_releases


def _page(query: str, page: str) -> str:
    return f"https://example.org/{page}?{query}"


@pytest.fixture(scope="module")
def client(store):
    app = flask.Flask(__name__)
    app.register_blueprint(api.blueprint(store, _page))
    return app.test_client()


@pytest.fixture(scope="module")
def base(store):
    return f"/api/v1/releases/{store.current().id}"


def rows_of(text):
    """Split a download into metadata and rows."""
    lines = text.splitlines()
    meta = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    return meta, list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(
    "part",
    ["grid.bin", "boundaries/world-110m.bin", "boundaries/world-50m.bin",
     f"strata/{STRATUM}/level-0.bin", f"strata/{STRATUM}/sites.bin",
     f"strata/{STRATUM}/Cu/level-1.bin", f"strata/{STRATUM}/Cu/countries.bin?stat=q1",
     f"strata/{STRATUM}/Cu/sites.bin", f"strata/{STRATUM}/Cu/level-0.bin?date=2019-06-01"],
)  # fmt: skip
def test_parts_are_immutable_containers(client, base, part):
    """Every binary part unpacks and may be kept for ever."""
    answer = client.get(f"{base}/{part}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert unpack(answer.data).planes


def test_one_vector_is_small(client, base):
    """A vector of level 0 needs at most 13 bytes a cell, and a fixed header."""
    cells = len(unpack(client.get(f"{base}/strata/{STRATUM}/level-0.bin").data).planes["cell"])
    vector = client.get(f"{base}/strata/{STRATUM}/Cu/level-0.bin").data
    assert len(vector) < 13 * cells + 4000


@pytest.mark.parametrize(
    ("part", "status"),
    [("strata/none/level-0.bin", 404), (f"strata/{STRATUM}/level-9.bin", 404),
     (f"strata/{STRATUM}/level-x.bin", 404), (f"strata/{STRATUM}/Au/level-0.bin", 404),
     (f"strata/{STRATUM}/Cu/level-0.bin?stat=mode", 400),
     (f"strata/{STRATUM}/Cu/level-0.bin?date=2019-02-30", 400),
     (f"strata/{STRATUM}/Cu/level-0.bin?date=20190228", 400),
     (f"strata/{STRATUM}/Cu/level-0.bin?date=2019-W01-1", 400),
     (f"strata/{STRATUM}/Cu/what.bin", 404), ("boundaries/none.bin", 404),
     ("boundaries/..%2f..%2findex.json", 404)],
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(client, base, part, status):
    """Refusals are JSON with one sentence and are not cached."""
    answer = client.get(f"{base}/{part}")
    assert answer.status_code == status
    if answer.is_json:
        assert answer.json["error"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_unknown_release_is_not_found(client):
    """A release that is not kept is a 404, whatever its name."""
    assert client.get("/api/v1/releases/000000000000/grid.bin").status_code == 404
    assert client.get("/api/v1/view.csv?release=000000000000").status_code == 404


def test_csv_holds_every_row_and_where_it_is_from(client, store):
    """The download has all cells of the level, their states, and what is needed to cite it."""
    answer = client.get(f"/api/v1/view.csv?s={STRATUM}&el=Cu&lvl=1")
    meta, rows = rows_of(answer.text)
    table = store.current().strata[STRATUM].cells(1)
    assert len(rows) == table.num_rows
    assert meta["release"] == store.current().id
    assert meta["link"].startswith("https://example.org/map?")
    assert meta["unit"] == "mg/kg"
    assert meta["licence"] == "CC0"
    assert dt.date.fromisoformat(meta["accessed"]).year >= 2026
    assert meta["title"].startswith("Copper, median, mg/kg: Test: ")
    assert "SIMULATED" in meta["notes"]
    assert "attachment" in answer.headers["Content-Disposition"]
    by_state = {row["state"] for row in rows}
    assert by_state >= {"measured", "in the survey area, not sampled"}
    for row in rows:
        assert (row["value"] == "") == (row["state"] == "in the survey area, not sampled")
    assert sum(int(r["n"]) for r in rows) == 240


def test_downloads_follow_the_filters(client):
    """Chosen countries are all that is exported; a region adds its countries."""
    _, rows = rows_of(client.get(f"/api/v1/view.csv?s={STRATUM}&el=Cu&c=NOR").text)
    assert {r["country"] for r in rows} == {"NOR"}
    _, rows = rows_of(client.get(f"/api/v1/view.csv?s={STRATUM}&el=Cu&by=countries").text)
    assert {r["country"] for r in rows} == {"FIN", "NOR"}
    _, rows = rows_of(client.get(f"/api/v1/view.csv?s={STRATUM}&el=Cu&by=countries&r=002").text)
    assert rows == []


@pytest.mark.parametrize("part", ["level-0", "level-1", "countries"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_is_answered(client, base, part, day):
    """A day before the first or after the last sample gives a vector like any other."""
    answer = client.get(f"{base}/strata/{STRATUM}/Cu/{part}.bin?date={day}")
    assert answer.status_code == 200
    counted = unpack(answer.data).planes["n"]
    assert counted.size
    assert counted.any() == (day > "2020")


def test_samples_have_no_statistic(client):
    """A download of samples has their values in the analyte's unit, whatever `stat` says."""
    answer = client.get(f"/api/v1/view.csv?s={STRATUM}&el=Cu&lvl=sites&stat=n")
    meta, rows = rows_of(answer.text)
    assert meta["unit"] == "mg/kg"
    assert meta["statistic"] == "value"
    assert ", n," not in meta["title"]
    assert "-n-" not in answer.headers["Content-Disposition"]
    assert any(row["percentile"] for row in rows)


def test_samples_can_be_taken_away(client):
    """lvl=sites gives the samples, with limits as limits."""
    _, rows = rows_of(client.get(f"/api/v1/view.csv?s={STRATUM}&el=Cu&lvl=sites").text)
    assert len(rows) == 240
    below = [r for r in rows if r["state"] == "below detection limit"]
    assert below
    assert {r["text"] for r in below} == {"< 2"}
    dated = f"/api/v1/view.csv?s={STRATUM}&el=Cu&lvl=sites&date=2019-12-31"
    assert 0 < len(rows_of(client.get(dated).text)[1]) < 240


@pytest.mark.parametrize("query", ["", "&by=countries", "&lvl=sites", "&lvl=2&stat=n"])
def test_geojson_says_the_same_as_csv(client, query):
    """Same rows, same values, valid geometries, metadata alongside."""
    address = f"s={STRATUM}&el=Cu{query}"
    _, rows = rows_of(client.get(f"/api/v1/view.csv?{address}").text)
    answer = client.get(f"/api/v1/view.geojson?{address}")
    content = json.loads(answer.data)
    assert answer.mimetype == "application/geo+json"
    assert len(content["features"]) == len(rows)
    assert content["metadata"]["citation"]
    for row, feature in zip(rows, content["features"], strict=True):
        assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon", "Point"}
        value = feature["properties"]["value"]
        assert (row["value"] == "") == (value is None)
        if value is not None:
            assert float(row["value"]) == pytest.approx(value)


def test_cell_details_agree_with_the_samples(client, store):
    """The chosen cell's statistics are those of the samples it lists."""
    release = store.current()
    samples = release.strata[STRATUM].samples("lon", "lat", "Ni", "Ni.state").to_pandas()
    cell = grid.cell_at(samples["lon"], samples["lat"])
    number = pd.Series(cell).mode()[0]
    name = grid.cell_id(number)[0]
    details = client.get(f"/api/v1/cell.json?s={STRATUM}&el=Ni&cell={name}").json
    inside = samples[cell == number]
    assert details["sites"] == len(inside) == len(details["samples"])
    texts = {s["label"]: s["text"] for s in details["stats"]}
    assert texts["Results"] == str((inside["Ni.state"] == 0).sum())
    shown = float(texts["Maximum"].split()[0].replace(",", ""))
    assert shown == pytest.approx(np.nanmax(inside["Ni"]), rel=1e-3)


@pytest.mark.parametrize(
    ("cell", "words"), [("N30E10", "planned"), ("S10E10", "outside the survey"),
                        ("N43E14", "in the survey area, not sampled")],
)  # fmt: skip
def test_empty_cells_say_why(client, cell, words):
    """A cell without samples is planned or outside, never zero."""
    details = client.get(f"/api/v1/cell.json?s={STRATUM}&el=Cu&cell={cell}").json
    assert details["sites"] == 0
    assert details["state"]
    if words == "outside the survey":
        assert details["state"] == words


def test_country_details_side_by_side(client):
    """Chosen countries come in the order asked, those without samples say so."""
    rows = client.get(f"/api/v1/countries.json?s={STRATUM}&el=Cu&c=NOR~FIN~SWE").json
    assert [r["iso3"] for r in rows] == ["NOR", "FIN", "SWE"]
    assert [r["sites"] for r in rows] == [60, 180, 0]
    assert rows[2]["note"]
    assert rows[0]["min"] == "< 2"


query_text = st.text(
    alphabet=st.sampled_from("abcdefscellvbrut=&~-._+%0123456789FINCu "), max_size=60
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query_text, st.sampled_from(["view.csv", "view.geojson", "cell.json", "countries.json"]))
def test_no_query_is_an_error_of_the_server(client, query, part):
    """Whatever stands in a query, the answer is a view or a refusal."""
    assert client.get(f"/api/v1/{part}?{query}").status_code < 500


@pytest.mark.parametrize("query", ["lvl=2", "lvl=2&c=NOR", "by=countries&r=002", "lvl=sites"])
@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_a_large_download_is_sent_as_it_is_made(client, monkeypatch, query, kind):
    """In blocks of a few rows it says the same, to the byte, as in one."""
    address = f"/api/v1/view.{kind}?s={STRATUM}&el=Cu&{query}"
    whole = client.get(address)
    monkeypatch.setattr("dashboard.export.views.BLOCK", 7)
    monkeypatch.setattr("dashboard.api.tables.SMALL", 0)
    parts = client.get(address)
    assert "Content-Length" in whole.headers
    assert "Content-Length" not in parts.headers
    assert parts.text == whole.text
    if kind == "geojson":
        json.loads(parts.text)
