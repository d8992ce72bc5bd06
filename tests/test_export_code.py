"""Snippets and figures taken away: run, read and parsed against a server that answers."""

import dataclasses
import io
import shutil
import subprocess
import threading
from contextlib import closing
from urllib.parse import quote
from urllib.request import urlopen

import flask
import pandas as pd
import plotly.graph_objects
import plotly.io
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.serving import make_server

from dashboard import api
from dashboard.export.formats import FORMATS

STRATUM = "test-survey.ar"


@pytest.fixture(scope="module")
def app(small_releases):
    app = flask.Flask(__name__)

    def address(query: str, page: str) -> str:
        return f"{flask.request.host_url}{page}" + (f"?{query}" if query else "")

    app.register_blueprint(api.blueprint(small_releases, address))
    return app


@pytest.fixture(scope="module")
def client(app):
    return app.test_client()


@pytest.fixture(scope="module")
def root(app):
    """Address of the interface, served by a thread."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/"
    server.shutdown()
    thread.join()
    server.server_close()


def text_at(address):
    with closing(urlopen(address)) as answer:
        return answer.read().decode()


def parquet_of(client, query):
    return pq.read_table(io.BytesIO(client.get(f"/api/v1/view.parquet?{query}").data))


def rscript():
    found = shutil.which("Rscript")
    if found is None:
        pytest.skip("there is no Rscript: Debian has it in r-base-core")
    return found


QUERIES = ["lvl=1&stat=max", "lvl=sites&c=FIN", "by=countries&date=2019-12-31",
           "lvl=1&scope=all", "lvl=sites&scope=all"]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_python_loads_exactly_the_view(root, client, query):
    """Run as it stands, it gives the numbers and texts of the Parquet file."""
    asked = f"s={STRATUM}&el=Cu&{query}"
    names = {}
    exec(text_at(f"{root}view.py?{asked}"), names)
    wanted = parquet_of(client, asked).to_pandas()
    pd.testing.assert_frame_equal(names["table"], wanted, check_dtype=False)


@pytest.mark.parametrize("query", QUERIES)
def test_r_loads_exactly_the_view(root, client, tmp_path, query):
    """Run by base R, it gives as many rows, the same sums, gaps and states."""
    program = rscript()
    asked = f"s={STRATUM}&el=Cu&{query}"
    wanted = parquet_of(client, asked).to_pandas()
    value, state = ("Cu", "Cu.state") if "scope" in query else ("value", "state")
    script = tmp_path / "view.R"
    told = (
        f'cat(nrow(table), ncol(table), sum(is.na(table[["{value}"]])), "\\n")\n'
        f'cat(format(sum(table[["{value}"]], na.rm = TRUE), digits = 15), "\\n")\n'
        f'cat(sum(table[["{state}"]] == "measured"), names(table)[1], class(table[[1]]), "\\n")\n'
    )
    script.write_text(text_at(f"{root}view.R?{asked}") + told, encoding="utf-8")
    done = subprocess.run(
        [program, "--vanilla", str(script)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    gaps = int(wanted[value].isna().sum())
    assert first.split() == [str(len(wanted)), str(len(wanted.columns)), str(gaps)]
    assert float(second) == pytest.approx(wanted[value].sum(), rel=1e-12)
    measured = int((wanted[state] == "measured").sum())
    assert third.split() == [str(measured), wanted.columns[0], "character"]


@pytest.mark.parametrize("table", ["progress", "programme"])
def test_progress_has_code_too(root, small_releases, table):
    """Figures of countries and reports are loaded by their own snippets."""
    names = {}
    exec(text_at(f"{root}{table}.py"), names)
    rows = {"progress": small_releases.current().countries, "programme": ()}[table]
    assert len(names["table"]) == len(rows)
    assert "read.csv" in text_at(f"{root}{table}.R")


def test_code_is_of_this_release_for_ever(root, small_releases):
    """Snippets name the release, so that a newer one does not change what they load."""
    release = small_releases.current().id
    for name in ("py", "R", "plotly.py"):
        assert f"release={release}" in text_at(f"{root}view.{name}?s={STRATUM}&el=Cu")


def test_names_in_an_address_cannot_leave_the_snippet(client):
    """Quotes and line breaks of a host stay within the text of the address."""
    host = 'e.org"+evil()+"'
    answer = client.get(f"/api/v1/view.py?s={STRATUM}", headers={"Host": host})
    if answer.status_code == 200:
        compiled = compile(answer.text, "snippet", "exec")
        assert "evil" not in compiled.co_names


@pytest.mark.parametrize("query", ["lvl=1", "lvl=sites", "by=countries", "lvl=1&stat=n&c=NOR"])
def test_the_figure_opens_in_plotly(client, query):
    """Every row is there once with its value; nothing in it makes Plotly fetch a base map."""
    asked = f"s={STRATUM}&el=Cu&{query}"
    figure = plotly.io.from_json(client.get(f"/api/v1/view.plotly.json?{asked}").text)
    assert isinstance(figure, plotly.graph_objects.Figure)
    assert figure.layout.geo.visible is False
    assert figure.layout.meta["licence"] == "CC0"
    assert {trace.type for trace in figure.data} == {"scattergeo"}
    assert not any(trace.locationmode for trace in figure.data)
    told = [trace for trace in figure.data if trace.customdata is not None]
    values = [value for trace in told for value in trace.customdata if value is not None]
    wanted = [
        value for value in parquet_of(client, asked)["value"].to_pylist() if value is not None
    ]
    assert sorted(values) == pytest.approx(sorted(wanted), rel=1e-6)


def test_outlines_of_the_figure_cover_their_cells(client):
    """Filled lines enclose as much as the cells of the table, clockwise as D3 wants them."""
    asked = f"s={STRATUM}&el=Cu&lvl=1"
    figure = plotly.io.from_json(client.get(f"/api/v1/view.plotly.json?{asked}").text)
    area = 0.0
    for trace in figure.data:
        if trace.fill != "toself":
            continue
        places = list(zip(trace.lon, trace.lat, strict=True))
        while places:
            end = places.index((None, None))
            ring = shapely.LinearRing(places[:end])
            assert not ring.is_ccw
            area += shapely.Polygon(ring).area
            places = places[end + 1 :]
    frame = parquet_of(client, asked).to_pandas()
    wanted = ((frame["east"] - frame["west"]) * (frame["north"] - frame["south"])).sum()
    assert area == pytest.approx(wanted, rel=1e-3)


def test_the_plotly_snippet_runs(root, monkeypatch):
    """It opens the figure from the address; showing it is left to the notebook."""
    shown = []
    monkeypatch.setattr(plotly.graph_objects.Figure, "show", lambda self: shown.append(self))
    exec(text_at(f"{root}view.plotly.py?s={STRATUM}&el=Cu&lvl=1"), {})
    assert len(shown) == 1


NAMES = [*FORMATS, "py", "R", "plotly.json", "plotly.py", "svg", ""]
TABLES = ["view", "progress", "programme"]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(TABLES),
    st.sampled_from(NAMES) | st.text(max_size=8),
    st.text(alphabet=st.sampled_from("abcdefscellvrut=&~-._+%0123456789FINCuscope"), max_size=60),
)
def test_whatever_is_asked_is_answered_or_refused_in_words(client, table, name, query):
    """Never an error of the server; refusals are JSON with a sentence."""
    answer = client.get(f"/api/v1/{table}.{quote(name, safe='')}?{query}")
    assert answer.status_code < 500
    if answer.is_json and answer.status_code >= 400:
        assert answer.json["error"]


def test_large_tables_are_bounded_in_number(client, monkeypatch):
    """One more than is made at a time is refused with 429 and when to ask again."""
    monkeypatch.setattr("dashboard.api.tables.SMALL", 0)
    address = f"/api/v1/view.csv?s={STRATUM}&el=Cu&lvl=2"
    held = [client.get(address, buffered=False) for _ in range(3)]
    refused = client.get(address)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"].isdecimal()
    assert "again" in refused.json["error"]
    for one in held:
        one.close()
    again = client.get(address)
    assert again.status_code == 200
    assert again.text


def test_what_is_too_large_is_refused_before_it_is_made(client, monkeypatch):
    """413, also to HEAD, with the file of the release that holds it."""
    bounded = {**FORMATS, "xlsx": dataclasses.replace(FORMATS["xlsx"], most=10)}
    address = f"/api/v1/view.xlsx?s={STRATUM}&el=Cu&lvl=2&scope=all"
    assert client.head(address).status_code == 200
    assert client.head(address).data == b""
    monkeypatch.setattr("dashboard.api.tables.FORMATS", bounded)
    answer = client.get(address)
    assert answer.status_code == client.head(address).status_code == 413
    assert f"strata/{STRATUM}/cells-2.arrow" in answer.json["error"]
