"""Elements together over HTTP: parts, tables and vectors agree; nothing asked for breaks it."""

import csv
import io

import flask
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api import routes
from dashboard.catalog.states import State
from dashboard.planes import unpack
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.settings import read
from dashboard.state import from_query
from dashboard.state_fields import FIELDS
from dashboard.together import components as estimated_components
from dashboard.together.answer import PARTS
from dashboard.together.choice import choice_of
from dashboard.together.components import components
from dashboard.together.maps import KINDS, cell_map

KOLA = "kola-c-horizon.aqua-regia"
ADDRESS = "/api/v1/together"
VIEW = f"s={KOLA}&els=Ni~Cu~Co~B&c=RUS&cells=N46E09.11"


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


@pytest.fixture(scope="module")
def vectors(store) -> str:
    """Where vectors of Kola's cells of 40 km are."""
    return f"/api/v1/releases/{store.current().id}/strata/{KOLA}/together/level-2.bin"


def table(client, part: str, query: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return metadata and rows of a CSV."""
    lines = client.get(f"{ADDRESS}/{part}.csv?{query}").get_data(as_text=True).splitlines()
    head = [line for line in lines if line.startswith("#")]
    about = dict(line[2:].split(": ", 1) for line in head)
    return about, list(csv.DictReader(io.StringIO("\n".join(lines[len(head) :]))))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_says_what_it_is_of(client, store, part):
    """Release, stratum, cells, elements, and what is left out and why."""
    answer = client.get(f"{ADDRESS}/{part}.json?{VIEW}~N46E09.12&list=us-2022").get_json()
    assert answer["release"] == store.current().id
    assert (answer["part"], answer["stratum"]) == (part, KOLA)
    unit = "" if part in {"index", "composite"} else "mg/kg"
    assert (answer["level"], answer["km"], answer["unit"]) == (2, 40, unit)
    assert answer["asked"] == ["Ni", "Cu", "Co", "B"]
    assert answer["countries_chosen"] == ["RUS"]
    assert answer["notices"] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_a_table_that_can_be_cited(client, part):
    """Metadata before the rows; as many fields in every row as the head has."""
    about, rows = table(client, part, VIEW)
    assert about["stratum"] == KOLA
    assert about["link"].startswith("https://example.org/elements?release=")
    assert about["citation"]
    assert about["rows_from"] == "Medians of cells of 40 km (level 2)"
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)


def test_table_and_answer_of_a_part_agree(client):
    """Scores of the CSV are those of the JSON, to seven digits."""
    answer = client.get(f"{ADDRESS}/components.json?{VIEW}").get_json()
    _about, rows = table(client, "components", VIEW)
    scores = [float(row["pc1"]) for row in rows if row["row"] == "score"]
    np.testing.assert_allclose(scores, [one[0] for one in answer["scores"]], rtol=1e-5)
    assert [row["id"] for row in rows if row["row"] == "loading"] == answer["elements"]
    assert rows[0]["row"] == "explained"


def test_a_list_of_minerals_says_its_year_and_what_is_missing(client):
    """Name, year, and the elements of it that the stratum does not have."""
    answer = client.get(f"{ADDRESS}/index.json?s={KOLA}&list=eu-2024").get_json()
    assert (answer["preset"]["id"], answer["preset"]["year"]) == ("eu-2024", 2024)
    missing = {one["element"] for one in answer["missing"]}
    assert "Ge" in missing
    assert "Co" in answer["parts"]
    assert not missing & set(answer["parts"])
    about, _rows = table(client, "index", f"s={KOLA}&list=eu-2024")
    assert about["list"].startswith("EU critical raw materials 2024")
    assert "Ge: This stratum does not have it." in about["left_out"]


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_are_aligned_with_the_cells_of_the_level(client, store, vectors, kind):
    """What `cell_map` gives, with the header of a vector; kept for ever."""
    answer = client.get(f"{vectors}?map={kind}&els=Ni~Cu~Co&el=Ni&pc=2")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    found = unpack(answer.get_data())
    state = from_query(f"s={KOLA}&lvl=2&els=Ni~Cu~Co&el=Ni&pc=2")[0]
    release = store.current()
    expected = cell_map(release, choice_of(release, state), kind)
    for name in ("value", "state", "n", "censored"):
        np.testing.assert_array_equal(found.planes[name], getattr(expected, name))
    header = found.header
    assert (header["analyte"], header["stat"], header["level"]) == (expected.id, kind, 2)
    assert header["parts"] == list(expected.parts)
    assert set(header) >= {"name", "unit", "breaks", "percentiles", "missing", "words"}
    assert ("red" in found.planes) == (kind == "composite") == ("scale" in header)


def test_scores_in_the_vector_are_those_of_the_biplot(client, store, vectors):
    """Points and cells can be linked by number."""
    found = unpack(client.get(f"{vectors}?map=component&els=Ni~Cu~Co").get_data())
    release = store.current()
    biplot = components(release, choice_of(release, from_query(VIEW.replace("~B", ""))[0]))
    known = found.planes["state"] == 0
    cells = release.strata[KOLA].cells(2)["cell"].to_numpy()
    assert np.array_equal(cells[known], biplot.cells)
    np.testing.assert_array_equal(found.planes["value"][known], biplot.scores[:, 0])


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"{ADDRESS}/nothing.json", 404, "no such part"),
        (f"{ADDRESS}/nothing.csv", 404, "no such part"),
        (f"{ADDRESS}/heat.json?release=0000000000000000", 404, "not kept"),
        (f"{ADDRESS}/heat.json?s=kola-c-horizon.parameters", 404, "no results"),
        (f"{ADDRESS}/correlation.csv?s={KOLA}&els=Cu~Ni", 404, "three elements"),
        ("{base}/nowhere/together/level-0.bin?map=index", 404, "no stratum"),
        ("{base}/igneous-rocks/together/level-9.bin?map=index", 404, "no such part"),
        ("{base}/igneous-rocks/together/level-00.bin?map=index", 400, "cannot be used"),
        ("{base}/igneous-rocks/together/level-0.bin?map=index&c=FIN", 400, "no part"),
        ("{base}/igneous-rocks/together/level-0.bin?map=all", 400, "cannot be used"),
        ("{base}/igneous-rocks/together/level-0.bin?map=index&list=x", 400, "no list"),
        ("{base}/igneous-rocks/together/level-0.bin?map=index&els=Xx", 400, "Unknown"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(client, store, path, status, words):
    """Bad requests 400, what is not there 404, each with one sentence."""
    answer = client.get(path.format(base=f"/api/v1/releases/{store.current().id}/strata"))
    assert answer.status_code == status
    assert words in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("query", "words", "title"),
    [
        ("map=component&els=Cu", "at least two elements", "Principal component 1 of Cu"),
        ("map=component&els=Cu~Ni~Co&pc=4", "fewer components", "component 4 of Cu, Ni, Co"),
        ("map=composite&els=Cu~Ni", "three elements", "Composite of three elements"),
    ],
)
def test_a_map_that_the_elements_cannot_give_is_empty(vectors, client, query, words, title):
    """It says why: a page may ask for what its reader chooses, which is no failure."""
    answer = client.get(f"{vectors}?{query}")
    assert answer.status_code == 200
    found = unpack(answer.get_data())
    assert words in found.header["refused"]
    assert title in found.header["title"]
    assert np.isnan(found.planes["value"]).all()
    assert set(found.planes["state"].tolist()) <= {State.UNDETERMINED, State.PLANNED}
    assert "refused" not in unpack(client.get(f"{vectors}?map=index&els=Cu").get_data()).header


TEXTS = {
    "stratum": [KOLA, "kola-c-horizon.parameters", "igneous-rocks", "kola-c-horizon.xrf", "x"],
    "analyte": ["Cu", "pH", "Ni", "Xx"],
    "pair": ["Cu", "B", "pH", "Xx"],
    "elements": ["Cu", "Cu~Ni", "Cu~Ni~Co~Zn", "B", "pH", "Ge~Xx", "Ca~Fe~K~Si~Ti"],
    "preset": ["us-2022", "eu-2024", "none"],
    "countries": ["FIN", "FIN~NOR", "ZZZ", "RUS~USA"],
    "region": ["150", "002", "999"],
    "date": ["1995-01-01", "2999-12-31", "1995-13-01"],
    "cells": ["N46E09", "N46E09.11~N46E09.1", "N99E01", "S01W01.000~nonsense"],
    "level": ["auto", "0", "1", "2", "3", "5", "sites", "9"],
}
PIECES = {
    field.key: st.sampled_from([*(field.values or ()), *TEXTS.get(field.name, ["", "1", "~"])])
    for field in FIELDS
    if field.key != "release"
}
QUERIES = st.fixed_dictionaries({}, optional=PIECES).map(
    lambda parts: "&".join(f"{key}={value}" for key, value in parts.items())
)


@given(QUERIES, st.sampled_from(PARTS), st.sampled_from(["json", "csv"]))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_asked_is_answered_or_refused(client, query, part, form):
    """200, or 404 with a sentence; never a fault of the server, never a number that is none."""
    answer = client.get(f"{ADDRESS}/{part}.{form}?{query}")
    assert answer.status_code in {200, 404}
    text = answer.get_data(as_text=True)
    assert text
    if form == "json":
        assert "NaN" not in text
        assert (answer.status_code == 404) == ("error" in answer.get_json())


@given(QUERIES, st.sampled_from(["igneous-rocks", KOLA, "kola-c-horizon.parameters"]))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_vector_is_asked_is_whole_or_refused(client, store, query, stratum):
    """Planes as long as the level's, or 400 or 404 with a sentence."""
    base = f"/api/v1/releases/{store.current().id}/strata/{stratum}"
    answer = client.get(f"{base}/together/level-1.bin?{query}")
    assert answer.status_code in {200, 400, 404}
    if answer.status_code == 200:
        planes = unpack(answer.get_data()).planes
        rows = store.current().strata[stratum].cells(1).num_rows
        assert {plane.size for plane in planes.values()} == {rows}
    else:
        assert answer.get_json()["error"]


def test_components_of_every_stratum_are_estimated_before_the_first_request(
    built_releases, monkeypatch
):
    """All usual elements: nothing is estimated any more once the server has started."""
    store = ReleaseStore(built_releases)
    client = create_app(read({}), store).server.test_client()
    counted = []
    monkeypatch.setattr(estimated_components, "robust_pca", counted.append)
    answers = [
        client.get(f"{ADDRESS}/components.json?s={one}").status_code
        for one in store.current().strata
    ]
    assert 200 in answers
    assert not counted
