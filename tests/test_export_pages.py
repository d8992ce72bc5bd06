"""Tables of comparisons, elements together and pages: every format, citation, widths, refusals."""

import io
import json
import random

import flask
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard import api
from dashboard.components.downloads import ALL_FORMS, FORMS
from dashboard.state_fields import FIELDS

TABLES = [
    ("panes", "p2=stat.mean", ALL_FORMS),
    ("compare", "part=statistics", FORMS),
    ("compare", "part=pairs", FORMS),
    ("element", "code=Cu", FORMS),
    ("element", "code=Cu&part=countries", FORMS),
    ("country", "code=NOR", FORMS),
    ("country", "code=NOR&part=medians", FORMS),
    ("region", "code=150", FORMS),
    ("progress", "", ALL_FORMS),
]

EVERYWHERE = [
    *(f"{path}.{form}" for path in ("view", "progress", "panes", "compare", "programme", "element",
                                    "country", "region", "together/heat", "together/index")
      for form in ("csv", "xlsx", "geojson", "py", "odt")),
    "view.plotly.json", "view.plotly.py", "picture.svg", "cite.bib", "cite.json", "share.json",
    "qr.svg", "oembed", "together/nothing.csv", "panes.json", "compare.json",
]  # fmt: skip


def _page(query: str, page: str) -> str:
    return f"https://example.org/{page}" + (f"?{query}" if query else "")


@pytest.fixture(scope="module")
def client(small_releases):
    app = flask.Flask(__name__)
    app.register_blueprint(api.blueprint(small_releases, _page))
    return app.test_client()


@pytest.mark.parametrize(("path", "query", "forms"), TABLES)
def test_a_table_comes_in_every_format_with_the_same_rows(client, path, query, forms):
    """Rows of CSV are those of Parquet; formats without a place are refused in words."""
    table = pq.read_table(io.BytesIO(client.get(f"/api/v1/{path}.parquet?{query}").data))
    text = client.get(f"/api/v1/{path}.csv?{query}").text
    csv = pd.read_csv(io.StringIO(text), comment="#", keep_default_na=False, na_values=[""])
    assert list(csv.columns) == table.column_names
    assert len(csv) == table.num_rows > 0
    for name in table.column_names:
        kind = str(table.schema.field(name).type)
        if kind == "double":
            pd.testing.assert_series_equal(csv[name].astype(float), table[name].to_pandas(),
                                           check_names=False, check_dtype=False)  # fmt: skip
    for form in ALL_FORMS:
        answer = client.get(f"/api/v1/{path}.{form}?{query}")
        assert answer.status_code == (200 if form in forms else 404), form


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("view.parquet?el=Zz", "“Zz”"),
        ("view.parquet?el=Zz&scope=all", "“Zz”"),
        ("view.parquet?lvl=77", "“77”"),
        ("view.parquet?c=QQQ", "QQQ"),
        ("progress.parquet?sv=nobody", "nobody"),
        ("view.parquet?scope=all", None),
        ("country.parquet?code=FIN&part=elements", None),
    ],
)
def test_a_table_of_other_figures_than_asked_for_says_so(client, address, said):
    """A script that asks for an element nobody has must not take another for it."""
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200
    told = pq.read_schema(io.BytesIO(answer.data)).metadata
    unmet = told.get(b"not_as_asked", b"").decode()
    assert said in unmet if said else not unmet


@pytest.mark.parametrize(("path", "query", "forms"), TABLES)
def test_a_table_says_how_it_is_cited(client, path, query, forms):
    """The citation has the table's title, its release and the frozen link; the surveys' stand."""
    answer = client.get(f"/api/v1/{path}.parquet?{query}")
    told = pq.read_schema(io.BytesIO(answer.data)).metadata
    about = {key.decode(): text.decode() for key, text in told.items()}
    assert about["cite_as"].startswith(about.get("title", "Copper"))
    assert f"release {about['release']} of" in about["cite_as"]
    assert f"release={about['release']}" in about["cite_as"]
    assert about["citation"] == "Nobody (2020), Test survey"
    assert "CC0" in about["licence"]


def test_columns_of_workbooks_are_as_wide_as_what_they_hold(client):
    """No value of a row and no word of a head is wider than its column, up to the widest."""
    body = client.get("/api/v1/country.xlsx?code=NOR&part=medians").data
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    for column in sheet.columns:
        width = sheet.column_dimensions[column[0].column_letter].width
        texts = [one.value for one in column[1:] if isinstance(one.value, str)]
        longest = max(map(len, texts), default=0)
        assert width >= min(longest, 46)
        assert width <= 48
    widths = [sheet.column_dimensions[one[0].column_letter].width for one in sheet.columns]
    assert len(set(widths)) > 3


def refused_in_words(answer):
    """Assert that an answer is there, or says in words why not."""
    assert answer.status_code < 500
    if answer.status_code >= 400 and "json" in (answer.mimetype or ""):
        assert len(json.loads(answer.data)["error"]) > 10


@pytest.mark.parametrize("address", EVERYWHERE)
def test_what_is_not_there_is_refused_in_words(client, address):
    """A release that is gone, a stratum, an element or a code that never was."""
    gone = client.get(f"/api/v1/{address}?release=000000000000")
    if not address.endswith("odt") and not address.startswith(("oembed", "together/nothing")):
        assert gone.status_code == 404
        assert "not kept" in gone.get_json()["error"]
    for query in ("s=no-such&el=Xx", "code=Xx&page=country", "lvl=9&stat=x&c=QQQ&date=2020-13-45",
                  "p2=s.none&p3=el.%00&mode=ratio", "part=%27--", "scope=everything"):  # fmt: skip
        refused_in_words(client.get(f"/api/v1/{address}?{query}"))


KEYS = [*(field.key for field in FIELDS), "code", "part", "page", "scope", "im_width", "url"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    address=st.sampled_from(EVERYWHERE),
    pairs=st.lists(st.tuples(st.sampled_from(KEYS), st.text(max_size=12)), max_size=6),
)
@example(address="picture.svg", pairs=[("im_width", "٣٠٠"), ("v", "nan~nan~nan")])
@example(address="view.xlsx", pairs=[("br", "1e999~2"), ("c", "~~")])
def test_no_query_breaks_an_address(client, address, pairs):
    """Whatever an address says there is an answer, or words."""
    refused_in_words(client.get(f"/api/v1/{address}", query_string=pairs))


def test_bytes_that_are_no_text_break_no_address(client):
    """Queries of random bytes are answered everywhere."""
    chance = random.Random(5)
    for address in EVERYWHERE:
        noise = "".join(f"%{chance.randrange(256):02x}" for _one in range(24))
        refused_in_words(client.get(f"/api/v1/{address}?s={noise}&{noise}=1&el={noise[:9]}"))
