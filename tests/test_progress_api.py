"""Progress over HTTP: figures, planes and tables agree, and nothing asked for breaks it."""

import csv
import io

import flask
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dashboard.api import routes
from dashboard.planes import unpack
from dashboard.progress.planes import NOBODY
from dashboard.release.store import ReleaseStore
from dashboard.state_fields import FIELDS

ADDRESS = "/api/v1/progress"


@pytest.fixture(scope="module")
def store(built_releases) -> ReleaseStore:
    """The shipped surveys."""
    return ReleaseStore(built_releases)


@pytest.fixture(scope="module")
def client(store):
    """A client of the interface."""
    app = flask.Flask(__name__)
    app.register_blueprint(
        routes.blueprint(store, lambda query, page: f"https://example.org/{page}?{query}")
    )
    return app.test_client()


def table(client, query: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return the lines of metadata and the rows of the CSV."""
    lines = client.get(f"{ADDRESS}.csv?{query}").get_data(as_text=True).splitlines()
    head = [line for line in lines if line.startswith("#")]
    return head, list(csv.DictReader(io.StringIO("\n".join(lines[len(head) :]))))


def test_answer_says_what_is_counted_of_what_and_when(client, store):
    """Kola: 606 samples in 15 of 7,375 cells, as of the end of 1995, rocks left out."""
    answer = client.get(f"{ADDRESS}.json").get_json()
    assert answer["release"] == store.current().id
    assert (answer["level"], answer["as_of"], answer["before_date"]) == (0, "1995-12-31", None)
    assert answer["surveys"] == ["kola-c-horizon"]
    assert [one["survey"] for one in answer["left_out"]] == ["igneous-rocks"]
    found = answer["total"]
    assert (found["samples"], found["covered_cells"], found["land_cells"]) == (606, 15, 7375)
    by_id = {one["id"]: one for one in answer["countries"]}
    assert [by_id[c]["ranked"] for c in ("FIN", "NOR", "LUX")] == [1, 2, None]
    assert by_id["LUX"]["reason"]
    sums = sum(one["figures"]["samples"] for one in answer["countries"])
    assert sums == found["samples"]
    assert answer["headlines"][0]["sentence"].startswith("15 of 7,375 land cells")


def test_answer_is_about_the_places_asked_for(client):
    """A country's total is its own row; a region's the sum of its countries."""
    country = client.get(f"{ADDRESS}.json?c=FIN").get_json()
    assert country["scope"] == {"kind": "country", "id": "FIN", "name": "Finland"}
    row = next(one for one in country["countries"] if one["id"] == "FIN")
    assert country["total"] == row["figures"]
    region = client.get(f"{ADDRESS}.json?r=154").get_json()
    assert region["total"]["samples"] == 188 + 128
    assert region["total"] == next(r["figures"] for r in region["regions"] if r["id"] == "154")


def test_planes_of_cells_are_the_figures(client, store):
    """Covered cells of the map are those of the answer, country by country."""
    release = store.current()
    path = f"/api/v1/releases/{release.id}/progress"
    for level in range(4):
        answer = client.get(f"{ADDRESS}.json?lvl={level}").get_json()
        response = client.get(f"{path}/level-{level}.bin")
        assert "immutable" in response.headers["Cache-Control"]
        cells = unpack(response.data)
        covered = np.bincount(cells.planes["country"][cells.planes["first"] < 65535], minlength=9)
        for i, one in enumerate(answer["countries"]):
            at = int(covered[i]) if i < covered.size else 0
            assert at == one["figures"]["covered_cells"]
            assert cells.header["land_cells"][i] == one["figures"]["land_cells"]
        steps = unpack(client.get(f"{path}/countries-{level}.bin").data).planes
        assert steps["day"].tolist() == cells.header["days"]
        last = steps["covered_cells"].reshape(steps["day"].size, -1)[-1]
        for country, cells_then in zip(steps["country"].tolist(), last.tolist(), strict=True):
            if country != NOBODY:
                assert cells_then == answer["countries"][country]["figures"]["covered_cells"]


def test_a_part_that_is_not_there_is_refused(client, store):
    """Other parts, levels and surveys that are no ids: a sentence, not an error."""
    path = f"/api/v1/releases/{store.current().id}/progress"
    assert client.get(f"{path}/level-6.bin").status_code == 404
    assert client.get(f"{path}/cells-0.bin").status_code == 404
    response = client.get(f"{path}/level-0.bin?sv=No Survey")
    assert response.status_code == 400
    assert "sv" in response.get_json()["error"]
    assert client.get("/api/v1/releases/ffffffffffff/progress/level-0.bin").status_code == 404


def test_csv_is_the_table_that_is_shown(client, store):
    """Columns, order and rows are those of the address; the head says what they are."""
    query = "c=LUX~FIN~NOR&cols=samples~area&sort=-samples"
    head, rows = table(client, query)
    assert [row["iso3"] for row in rows] == ["FIN", "NOR", "LUX"]
    assert list(rows[0]) == ["iso3", "name", "area", "samples"]
    assert rows[0]["samples"] == "188"
    assert any(line.startswith("# citation: Reimann") for line in head)
    assert f"# link: https://example.org/?{query.split('&')[0]}" in "\n".join(head)
    _head, rows = table(client, "sort=samples&cols=samples")
    assert len(rows) == len(store.current().countries)
    counts = [int(row["samples"]) for row in rows]
    assert counts == sorted(counts)


def test_undefined_figures_come_last_either_way(client):
    """Countries without a plan have no share of it: empty, below the others."""
    for sort in ("of_plan", "-of_plan"):
        _head, rows = table(client, f"cols=of_plan&sort={sort}")
        shares = [row["of_plan"] for row in rows]
        assert [float(share) for share in shares[:3]] == [100.0] * 3
        assert set(shares[3:]) == {""}


def test_xlsx_has_the_rows_of_the_csv(client):
    """The workbook's numbers are numbers, and its second sheet says what they are."""
    query = "r=154&cols=samples~covered~stage"
    response = client.get(f"{ADDRESS}.xlsx?{query}")
    book = load_workbook(io.BytesIO(response.data))
    sheet, about = book.worksheets
    _head, rows = table(client, query)
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in values] == [row["iso3"] for row in rows]
    finland = next(row for row in values if row[0] == "FIN")
    assert finland[3] == 188
    assert finland[2] == pytest.approx(25.0)
    keys = [row[0].value for row in about.iter_rows()]
    assert {"title", "as_of", "citation", "link", "release"} <= set(keys)


def test_simulated_figures_say_so(small_releases):
    """Files of made-up surveys are marked in name, head and sheet."""
    app = flask.Flask(__name__)
    app.register_blueprint(
        routes.blueprint(small_releases, lambda query, page: f"/{page}?{query}")
    )
    client = app.test_client()
    assert client.get(f"{ADDRESS}.json").get_json()["simulated"] is True
    response = client.get(f"{ADDRESS}.csv")
    assert "simulated-progress" in response.headers["Content-Disposition"]
    assert "SIMULATED DATA" in response.get_data(as_text=True)
    book = load_workbook(io.BytesIO(client.get(f"{ADDRESS}.xlsx").data))
    assert book.sheetnames[0].startswith("SIMULATED")


KEYS = st.sampled_from([field.key for field in FIELDS if field.key != "release"])
NOISE = st.text(max_size=12) | st.sampled_from(
    ["0", "5", "FIN", "FIN~NOR", "154", "1995-12-31", "0001-01-01", "9999-12-31", "-samples",
     "stage", "precision", "kola-c-horizon", "igneous-rocks", "-stage", "elements"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["json", "csv", "xlsx"]),
    st.lists(st.tuples(KEYS, NOISE), max_size=5),
)
def test_no_address_breaks_progress(client, kind, pairs):
    """Whatever an address asks, it is answered."""
    response = client.get(f"{ADDRESS}.{kind}", query_string=dict(pairs))
    assert response.status_code == 200
