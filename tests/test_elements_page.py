"""The page of elements together: its controls, callbacks, figures and words, without a browser."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.callbacks import together
from dashboard.catalog.critical import critical_lists
from dashboard.catalog.states import State
from dashboard.charts.together_biplot import arrow_scale, axes_of, biplot, place_labels
from dashboard.charts.together_pair import pair_figure
from dashboard.charts.together_points import Points, coloured, point_traces
from dashboard.charts.together_spider import MOST_LINES, spider_figure
from dashboard.components.elements_bar import maps, presets_json
from dashboard.components.elements_page import elements_page
from dashboard.components.elements_parts import PARTS
from dashboard.components.elements_words import left_out_words
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state_fields import BY_NAME
from dashboard.together.spider import Line


def points(countries=("FIN", "FIN", "SWE", ""), chosen=(True, True, True, True), **more):
    """Four cells as points."""
    n = len(countries)
    return Points(
        np.arange(1.0, n + 1),
        np.arange(1.0, n + 1) * 2,
        np.arange(10, 10 + n, dtype=np.uint32),
        [f"cell {i}" for i in range(n)],
        np.array(countries, dtype=np.str_),
        np.array(chosen),
        more.get("open", np.zeros(n, dtype=bool)),
    )


def decoded(array):
    """Return the numbers of a typed array."""
    return np.frombuffer(base64.b64decode(array["bdata"]), dtype=f"<{array['dtype']}").tolist()


def test_every_cell_is_a_point_once_with_its_number():
    """Countries with a colour come last and so on top; the rest stands behind them."""
    traces = point_traces(points(), ("SWE",), {"SWE": "Sweden"}, "")
    assert [decoded(one["customdata"]) for one in traces] == [[10, 11, 13], [12]]
    assert traces[-1]["name"] == "Sweden"
    assert all(one["meta"] == "cells" for one in traces)


def test_what_is_not_chosen_steps_back():
    """Cells outside the chosen region or day are drawn as others, whatever their country."""
    traces = point_traces(points(chosen=(True, False, True, False)), ("FIN",), {}, "")
    assert [(one["name"], decoded(one["customdata"])) for one in traces] == [
        ("others", [11, 13]),
        ("cells", [12]),
        ("FIN", [10]),
    ]


def test_limits_are_rings():
    """A point whose content is only known as a limit is open."""
    found = point_traces(points(open=np.array([True, False, False, False])), (), {}, "")
    assert decoded(found[0]["marker"]["symbol"]) == [100, 0, 0, 0]


def test_countries_have_colours_where_they_are_chosen_or_few():
    """Of many countries none has a colour until the reader chooses."""
    assert coloured((), points()) == ("FIN", "SWE")
    assert coloured(("NOR",), points()) == ("NOR",)
    assert coloured((), points(countries=tuple("ABCDEFGH"), chosen=(True,) * 8)) == ()


@given(
    st.lists(
        st.tuples(
            st.floats(-1, 1, allow_subnormal=False), st.floats(-1, 1, allow_subnormal=False)
        ),
        min_size=1,
        max_size=40,
    )
)
def test_names_of_arrows_never_overlap(tips):
    """Of any two names that are placed, one is beside or above the other."""
    placed = [one for one in place_labels(np.array(tips), 1.0) if one]
    assert placed
    for i, (x, y) in enumerate(placed):
        for a, b in placed[:i]:
            assert abs(x - a) >= 2 * 0.062 - 1e-9 or abs(y - b) >= 2 * 0.036 - 1e-9


def test_the_longest_arrow_reaches_nearly_all_points():
    """An arrow of length 2 among points 10 away is drawn 4.75 times as long: 0.95 of them."""
    around = np.array([[10.0, 0], [0, 10], [-10, 0], [0, -10]])
    assert arrow_scale(around, np.array([[2.0, 0], [0, 1]])) == pytest.approx(4.75)


@pytest.mark.parametrize(
    ("component", "axes"), [(1, (0, 1)), (2, (0, 1)), (3, (2, 3)), (4, (2, 3))]
)
def test_the_biplot_shows_the_component_of_the_map(component, axes):
    """The third and fourth component have a plane of their own."""
    assert axes_of(component, 4) == axes
    assert axes_of(component, 2) == (0, 1)


def test_the_axes_of_a_biplot_have_one_scale():
    """Angles and distances are read off it; every element is an arrow."""
    figure = biplot(
        points(), ("Cu", "Pb"), np.array([[0.7, 0.1], [-0.7, 0.2]]), ("1", "2"), (), {}
    )
    assert figure["layout"]["yaxis"]["scaleanchor"] == "x"
    assert figure["data"][-1]["text"] == ["Cu", "Pb"]
    assert {one["text"] for one in figure["layout"]["annotations"]} == {"Cu", "Pb"}


def test_limits_of_a_spider_are_open_and_gaps_are_gaps():
    """A limit says which side it bounds; what was not determined breaks the line."""
    line = Line(
        "FIN", "Finland", "country", np.array([2, 0.5, np.nan], dtype=np.float32),
        np.array([State.MEASURED, State.BELOW, State.UNDETERMINED], dtype=np.uint8),
        np.ones(3, dtype=np.uint32),
    )  # fmt: skip
    drawn = spider_figure(("Cu", "Pb", "Zn"), (line,))["data"][0]
    assert [one.endswith("-open") for one in drawn["marker"]["symbol"]] == [False, True, False]
    assert drawn["text"] == ["", "< ", ""]
    assert np.isnan(decoded(drawn["y"])[2])
    many = spider_figure(("Cu", "Pb", "Zn"), (line,) * 60)
    assert len(many["data"]) == MOST_LINES + 1


@pytest.mark.parametrize(
    ("ratios", "named"),
    [
        ((0.2, 1.4), ["0.2", "0.5", "1", "2"]),
        ((1e-4, 1.0), ["0.0001", "0.001", "0.01", "0.1", "1"]),
        ((0.8, 4000.0), ["1", "10", "100", "1,000"]),
    ],
)
def test_the_axis_of_a_spider_names_whole_ratios(ratios, named):
    """Where contents span little, 1, 2 and 5 of a decade are named; of many decades 1 alone."""
    line = Line(
        "FIN", "Finland", "country", np.array(ratios, dtype=np.float32),
        np.full(2, State.MEASURED, dtype=np.uint8), np.ones(2, dtype=np.uint32),
    )  # fmt: skip
    assert spider_figure(("Cu", "Pb"), (line,))["layout"]["yaxis"]["ticktext"] == named


def test_marginals_count_every_positive_content_once():
    """Measured contents and limits are counted apart; nought has no place on a log axis."""
    states = np.array(
        [State.MEASURED, State.BELOW, State.MEASURED, State.MEASURED], dtype=np.uint8
    )
    figure = pair_figure(points(), (states, np.zeros(4, dtype=np.uint8)), ("x", "y"), (), {})
    bars = [one for one in figure["data"] if one["type"] == "bar"]
    counts = [sum(decoded(one["y" if one["orientation"] == "v" else "x"])) for one in bars]
    assert counts == [3, 1, 4]


def test_elements_left_out_for_one_reason_are_named_together():
    """Reasons are said once."""
    assert left_out_words({"Ag": "Too few.", "Cd": "Too few.", "Te": "None."}) == (
        "Left out: Ag, Cd: Too few. Te: None."
    )
    assert left_out_words({}) == ""


def test_the_bar_offers_every_map():
    """A component with its number, and every other kind of map once."""
    offered = {one.value.split("-")[0] for one in maps()}
    assert offered == set(BY_NAME["together"].values)
    assert [one["id"] for one in presets_json()] == [one.id for one in critical_lists()]


def test_without_data_the_page_says_so():
    """A release without strata has no controls."""
    assert "no data" in str(elements_page(None, ""))


@pytest.fixture(scope="module")
def app(built_releases):
    """The application over a built release."""
    return create_app(settings.read({}), ReleaseStore(built_releases))


def test_callbacks_are_told_apart(app):
    """Of callbacks with the same outputs, or the same inputs and none, Dash keeps one."""
    listed = [one["output"] for one in app.server.test_client().get("/_dash-dependencies").json]
    assert len(set(listed)) == len(listed)


def test_the_page_carries_what_its_map_reads(app):
    """Levels by stratum, lists of minerals, and the address of the map's first vector."""
    text = app.server.test_client().get("/elements?map=index&els=Cu~Ni").text
    start = text.index(">", text.index('id="gridmap-config"')) + 1
    config = json.loads(text[start : text.index("</script>", start)])
    assert config["page"] == "elements"
    assert set(config["together"]) == {one["id"] for one in config["index"]["strata"]}
    assert "map=index&amp;els=Cu~Ni" in text
    preload = next(one for one in text.split('"') if "/together/level-" in one)
    assert app.server.test_client().get(preload.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_figures_and_words(app, part):
    """Each is answered from a query, also from a damaged or an empty one."""
    releases = app.server.extensions["releases"]
    made = getattr(together, f"{part}_part", None) or getattr(together, f"{part}_texts")
    content, told = made(releases, "s=kola-c-horizon.aqua-regia")
    assert content
    assert told
    for query in ("s=nothing&els=Xx&cells=N99E99", "release=gone", 7):
        made(releases, query)
    assert made(releases, "release=gone")[0] == {}


@pytest.mark.parametrize("name", ["spider", "biplot", "pair"])
def test_figures_are_small_and_plain(app, name):
    """A figure is JSON with typed arrays, far below 300 kB; an unusable choice draws nothing."""
    releases = app.server.extensions["releases"]
    figure = together.figure(releases, "s=kola-c-horizon.aqua-regia", name)
    assert figure["data"]
    assert len(json.dumps(figure)) < 300_000
    assert together.figure(releases, "release=gone", name)["data"] == []
    assert together.figure(releases, None, name)["data"] == []
