"""The comparison over HTTP, as tables, and as parts of the page."""

import base64
import csv
import io
import json

import flask
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from plotly.io._json import to_json_plotly

from dashboard.api import routes
from dashboard.callbacks import compare as parts
from dashboard.catalog.rounding import rounded_number, seven_digits
from dashboard.charts.compare_axes import MOST_OVERLAID, multiples, shortened
from dashboard.charts.compare_curves import ecdf_chart
from dashboard.compare.distributions import Curve
from dashboard.compare.groups import groups
from dashboard.components.compare_parts import CHARTS, TABLES, compare_parts
from dashboard.components.compare_tables import listed_pairs, signed
from dashboard.release.store import ReleaseStore
from dashboard.state_fields import FIELDS

ADDRESS = "/api/v1/compare"
NICKEL = "s=kola-c-horizon.aqua-regia&el=Ni"
SILVER = "s=kola-c-horizon.aqua-regia&el=Ag"
MANY = "s=igneous-rocks&el=Cu"


@pytest.fixture(scope="module")
def store(built_releases) -> ReleaseStore:
    """The shipped surveys."""
    return ReleaseStore(built_releases)


@pytest.fixture(scope="module")
def client(store):
    """A client of the interface."""
    app = flask.Flask(__name__)
    app.testing = True
    app.register_blueprint(
        routes.blueprint(store, lambda query, page: f"https://example.org/{page}?{query}")
    )
    return app.test_client()


def rows(client, query: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return the lines of metadata and the rows of a CSV."""
    lines = client.get(f"{ADDRESS}.csv?{query}").get_data(as_text=True).splitlines()
    head = [line for line in lines if line.startswith("#")]
    return head, list(csv.DictReader(io.StringIO("\n".join(lines[len(head) :]))))


def numbers(packed) -> np.ndarray:
    """Return the numbers of a typed array of a figure."""
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype="<f4")


def texts(component) -> str:
    """Return all text of a component and what is in it."""
    return " ".join(_texts(json.loads(to_json_plotly(component))))


def _texts(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from _texts(node.get("props", {}).get("children"))
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one)


def test_the_answer_has_all_figures(client):
    """Kola nickel: three countries and all samples; what cannot be given is null."""
    answer = client.get(f"{ADDRESS}.json?{NICKEL}").get_json()
    assert [one["id"] for one in answer["groups"]] == ["FIN", "RUS", "NOR", "world"]
    finland = answer["groups"][0]
    assert (finland["n"], finland["statistics"]["median"]) == (
        188,
        {"value": 21.7, "state": "measured"},
    )
    assert answer["unit"] == "mg/kg"
    assert answer["pairs"]["ids"] == ["FIN", "RUS", "NOR"]
    assert answer["pairs"]["delta_low"][0][0] is None
    assert answer["words"]["boxes"].startswith("Highest median: Finland, 21.7 mg/kg")
    assert all(answer["warnings"])


def test_the_table_of_statistics_is_that_of_the_answer(client):
    """The same figures with their states, and how to cite them."""
    head, found = rows(client, f"{SILVER}&part=statistics")
    answer = client.get(f"{ADDRESS}.json?{SILVER}").get_json()
    for row, group in zip(found, answer["groups"], strict=True):
        assert (row["country"], int(row["n"])) == (group["id"], group["n"])
        median = group["statistics"]["median"]
        assert float(row["median"]) == pytest.approx(median["value"])
        assert row["median_state"] == "measured"
    text = "\n".join(head)
    assert "# citation: Reimann" in text
    assert "# link: https://example.org/compare?" in text
    assert "# column cell_median: median in which every cell counts the same" in text


def test_each_pair_is_in_the_table_once(client):
    """Forty countries make 780 pairs."""
    _head, found = rows(client, f"{MANY}&part=pairs")
    assert len(found) == 40 * 39 // 2
    assert len({frozenset((row["first"], row["second"])) for row in found}) == len(found)
    deltas = np.array([float(row["delta"]) for row in found])
    assert np.abs(deltas).max() <= 1


def test_a_workbook_has_the_rows_and_what_they_are(client):
    """Numbers as numbers, a sheet about them."""
    response = client.get(f"{ADDRESS}.xlsx?{NICKEL}&part=statistics")
    book = load_workbook(io.BytesIO(response.data))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("median") + 1).value == pytest.approx(21.7)
    assert len(book.worksheets) == 2
    assert response.headers["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("compare.gpkg", 404),
        ("compare.csv?part=all", 400),
        ("compare.json?release=ffffffffffff", 404),
    ],
)
def test_what_is_not_there_is_refused_in_words(client, path, status):
    """A sentence, not an error."""
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    assert response.get_json()["error"]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_address_breaks_it(client, data):
    """Any values of any fields, right or wrong, get an answer or a sentence."""
    names = [field.key for field in FIELDS]
    keys = data.draw(st.lists(st.sampled_from(names), max_size=6, unique=True))
    values = st.sampled_from(
        ["", "1", "2", "FIN~NOR", "150", "el.Cu", "s.igneous-rocks", "1990-01-01", "Cu", "pH", "x"]
    )
    query = "&".join(f"{key}={data.draw(values)}" for key in keys)
    assert client.get(f"{ADDRESS}.json?{query}").status_code in {200, 404}


@pytest.mark.parametrize("name", list(parts.PARTS))
@pytest.mark.parametrize(
    "query", [NICKEL, SILVER, MANY, f"{NICKEL}&c=KEN", "release=ffffffffffff"]
)
def test_every_part_has_figure_words_and_table(store, name, query):
    """Few and many countries, none, and a release that is gone: never an error."""
    shown = query in {NICKEL, SILVER, MANY}
    figure, style = parts.figure(store, name, query, 4)
    # A chart without anything takes no room.
    assert style["height"].endswith("px") if shown else style == {"display": "none"}
    assert figure["layout"]["paper_bgcolor"] == "rgba(0, 0, 0, 0)"
    words, table = parts.told(store, name, query)
    assert bool(figure["data"]) == shown
    assert not shown or table is not None
    assert not shown or words.endswith(".")


def test_a_figure_of_forty_countries_is_light(store):
    """Every trace is typed arrays; a figure stays far below 300 kB."""
    for name in parts.PARTS:
        figure, _style = parts.figure(store, name, MANY, 6)
        assert len(to_json_plotly(figure)) < 300_000


def test_many_curves_are_small_multiples_and_few_lie_together(store):
    """Three countries share axes; forty have their own, all alike."""
    few, _style = parts.figure(store, "ecdf", NICKEL, 4)
    many, _style = parts.figure(store, "ecdf", MANY, 4)
    assert "xaxis2" not in few["layout"]
    assert few["layout"]["showlegend"]
    assert "xaxis40" in many["layout"]
    assert "xaxis41" not in many["layout"]
    assert many["layout"]["xaxis2"]["matches"] == "x"
    assert MOST_OVERLAID < 40


def test_a_curve_is_dotted_below_the_limit(store):
    """Steps at 1, 2, 5 and 9 with a limit of 3: dotted up to 2, full from 2 on."""
    asked = parts.read(store, NICKEL)
    steps = np.array([1, 2, 5, 9], dtype=np.float32)
    curve = Curve(steps, np.array([25, 50, 75, 100], dtype=np.float32), 10.0, 3.0)
    drawn = ecdf_chart(groups(asked.release, asked.choice), [curve] * 4, 4).figure["data"]
    full, dotted = drawn[2:4]
    assert dotted["line"]["dash"] == "dot"
    assert numbers(dotted["x"]).tolist() == [1, 1, 2]
    assert numbers(dotted["y"]).tolist() == [10, 25, 50]
    assert numbers(full["x"]).tolist() == [2, 5, 9]


@pytest.mark.parametrize("name", ["boxes", "ridges"])
def test_on_a_phone_names_stand_over_their_rows(store, name):
    """The plot has the width then; where there is room names are beside it, counts too."""
    for columns, narrow in ((2, True), (3, False)):
        layout = parts.figure(store, name, f"{NICKEL}&c=FIN~NOR", columns)[0]["layout"]
        notes = {note["text"]: note for note in layout["annotations"]}
        assert layout["yaxis"]["showticklabels"] is not narrow
        assert ("Finland" in notes) is narrow
        assert layout["margin"]["r"] == (12 if narrow else 104)
        assert notes["188"]["xanchor"] == ("right" if narrow else "left")
        assert (notes["188"]["y"] < 0) is narrow
    assert layout["yaxis"]["ticktext"] == ["Finland", "Norway", "all samples"]


def test_boxes_have_notches_where_the_interval_ends(store):
    """Finland's box: quartiles at the corners, the interval's ends between them."""
    figure, _style = parts.figure(store, "boxes", NICKEL, 4)
    boxes = next(one for one in figure["data"] if "0.28" in one.get("fillcolor", ""))
    first = numbers(boxes["x"])[:5]
    assert first[2] == np.float32(21.7)
    assert (np.diff(first) > 0).all()
    assert "Finland: median 21.7" in figure["data"][-1]["hovertext"][0]


def test_the_matrix_has_numbers_words_and_shades(store):
    """Three countries: three rows, signs that agree, and sentences before it."""
    text = texts(parts.pairs(store, NICKEL))
    assert "Kruskal–Wallis" in text
    assert "+0.10" in text
    assert "−0.10" in text
    assert "negligible" in text
    assert "compare.csv?" in to_json_plotly(parts.pairs(store, NICKEL, "/geo/"))


def test_the_statistics_print_states(store):
    """Below detection prints as everywhere else."""
    text = texts(parts.statistics(store, SILVER))
    assert "< " in text
    assert "all samples" in text


def test_what_is_compared_is_said_first(store):
    """Element, unit, stratum, and what a reader must know."""
    text = texts(parts.about(store, MANY))
    assert "Copper, mg/kg" in text
    assert "not a systematic survey" in text


def test_of_many_groups_the_first_chosen_is_set_against_the_others(store):
    """780 pairs would not be read."""
    asked = parts.read(store, MANY)
    found = parts.tables.pairs(asked.release, asked.choice)
    assert len(listed_pairs(found, asked.choice)) == 39


def test_the_frames_have_a_place_for_every_part():
    """Each part has a heading, and the store that asks for it."""
    made = to_json_plotly(compare_parts())
    for name in (*CHARTS, *TABLES):
        assert f'"compare-{name}-wanted"' in made
        assert f'"compare-{name}-title"' in made


def test_small_texts():
    """Signs are typographic, long names are cut."""
    assert [signed(0.534), signed(-0.08), signed(-0.001)] == ["+0.53", "−0.08", "0"]
    assert shortened("Bosnia & Herzegovina", 10) == "Bosnia &…"
    assert multiples([], 2, {}, {}).figure["data"] == []


@given(st.floats(1e-15, 1e15) | st.decimals("0.000001", "9", places=9).map(float))
def test_numbers_of_the_answer_are_rounded_as_in_files(value):
    """Also halves of the last digit: 0.011546875 is 0.01154688 in both."""
    for number in (value, -value, 0.011546875):
        assert rounded_number(number) == seven_digits([number])[0]
