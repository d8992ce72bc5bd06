"""Bodies of callback requests: what Dash's renderer sends passes, everything else is 400."""

import json

import pytest
from dash import ALL, Dash, Input, Output, State, html, no_update
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from dashboard import settings
from dashboard.server import create_app
from dashboard.web.callback_body import BodyError, Routes, parse
from tests.fake_release import FakeStore

ADDRESS = "/_dash-update-component"
ROUTER = "_pages_location"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module", params=["without a release", "with a release"])
def app(request):
    """The application, which must bear the bodies with and without a release."""
    if request.param == "without a release":
        return create_app(settings.read({}), FakeStore(release=None))
    releases = request.getfixturevalue("built_releases")
    return create_app(settings.read({"RELEASES": str(releases)}))


@pytest.fixture(scope="module")
def client(app):
    """A client of the application."""
    return app.server.test_client()


@pytest.fixture(scope="module")
def callbacks():
    """Dash's map of a few callbacks of each kind."""
    app = Dash("small")
    app.layout = html.Div()

    @app.callback(Output("out", "children"), Input("in", "value"), State("extra", "data"))
    def one(value, _extra):
        return value

    @app.callback(
        Output({"kind": "row", "i": ALL}, "children"),
        Output("total", "children"),
        Input({"kind": "field", "i": ALL}, "value"),
    )
    def many(_values):
        return no_update, no_update

    @app.callback(Input("in", "value"))
    def without_output(_value):
        return None

    app.clientside_callback("x => x", Output("browser", "children"), Input("in", "value"))
    app.server.test_client().get("/_dash-dependencies")
    return app.callback_map


def dump(body) -> bytes:
    """Return a body as the renderer writes it."""
    return json.dumps(body).encode()


def good_body() -> dict:
    """Return a body that fits the first callback."""
    return {
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{"id": "in", "property": "value", "value": 3}],
        "state": [{"id": "extra", "property": "data"}],
        "changedPropIds": ["in.value"],
    }


def router_body(pathname="/map", search="") -> dict:
    """Return the body by which Dash asks for the content of a page."""
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": ROUTER, "property": "pathname", "value": pathname},
            {"id": ROUTER, "property": "search", "value": search},
        ],
        "changedPropIds": [f"{ROUTER}.pathname"],
    }


def send(client, content: bytes, kind: str = "application/json"):
    """Send a callback request."""
    return client.post(ADDRESS, data=content, content_type=kind)


def test_body_of_the_renderer_passes(callbacks):
    """A fitting body keeps its parts and gets a value where it had none."""
    clean = parse(dump(good_body()), callbacks, Routes())
    assert clean["inputs"] == [{"id": "in", "property": "value", "value": 3}]
    assert clean["state"] == [{"id": "extra", "property": "data", "value": None}]
    assert clean["outputs"] == {"id": "out", "property": "children"}


def test_pattern_matching_parts_pass(callbacks):
    """ALL takes a list of any length, whose ids match the pattern."""
    name = next(key for key in callbacks if "total.children" in key)
    rows = [{"id": {"kind": "field", "i": i}, "property": "value", "value": i} for i in range(3)]
    body = {
        "output": name,
        "outputs": [
            [{"id": {"kind": "row", "i": 0}, "property": "children"}],
            {"id": "total", "property": "children"},
        ],
        "inputs": [rows],
    }
    assert parse(dump(body), callbacks, Routes())["inputs"] == [rows]
    rows[1]["id"]["kind"] = "other"
    with pytest.raises(BodyError, match="was expected"):
        parse(dump(body), callbacks, Routes())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"output": "nothing.children"}, "no such output"),
        ({"output": "browser.children"}, "no such output"),
        ({"output": ["out.children"]}, "no such output"),
        ({"inputs": []}, "inputs does not match"),
        ({"inputs": {"id": "in"}}, "inputs does not match"),
        ({"inputs": [3]}, "no object"),
        ({"inputs": [{"id": "in"}]}, "no object"),
        ({"inputs": [{"id": "other", "property": "value"}]}, "was expected"),
        ({"inputs": [{"id": "in", "property": "children"}]}, "was expected"),
        ({"inputs": [{"id": {"a": 1}, "property": "value"}]}, "was expected"),
        ({"state": []}, "state does not match"),
        ({"outputs": None}, "no object"),
        ({"outputs": [{"id": "out", "property": "children"}]}, "no object"),
        ({"outputs": {"id": "in", "property": "children"}}, "was expected"),
        ({"changedPropIds": "in.value"}, "changedPropIds"),
        ({"changedPropIds": [1]}, "changedPropIds"),
    ],
)
def test_body_that_does_not_fit_is_named(callbacks, change, says):
    """Each way not to fit a callback is refused in its own words."""
    with pytest.raises(BodyError, match=says):
        parse(dump({**good_body(), **change}), callbacks, Routes())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b'"text"',
        b"3",
        b'{"output": NaN}',
        b"\xff\xfe",
        b'{"output": "\\ud800"}',
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
def test_malformed_body_is_400_with_a_message(client, content):
    """What is no callback request at all is answered 400, never 500."""
    answer = send(client, content)
    assert answer.status_code == 400
    assert answer.json["error"]["message"]


def test_other_content_type_is_400(client):
    """A form or text is not read as a callback."""
    assert send(client, dump(router_body()), "text/plain").status_code == 400


def test_page_content_is_answered(client):
    """Dash's own request for a page passes the checks and gets the page."""
    answer = send(client, dump(router_body()))
    assert answer.status_code == 200
    assert answer.json["response"]["_pages_content"]["children"]


def test_unknown_keys_of_a_query_do_not_stop_a_page(client):
    """A page is answered whatever its query says."""
    answer = send(client, dump(router_body(search="?x=1&x=2&self=3&layout=4&%ff=5")))
    assert answer.status_code == 200


@pytest.mark.parametrize("pathname", [None, 3, [], {}, "map", ""])
def test_path_that_is_none_of_ours_is_400(client, pathname):
    """The router only gets paths of this server."""
    assert send(client, dump(router_body(pathname))).status_code == 400


def test_path_beats_query():
    """A query cannot stand for a variable part of the path."""
    app = Dash("router")
    app.layout = html.Div()

    @app.callback(Output("o", "children"), Input(ROUTER, "pathname"), Input(ROUTER, "search"))
    def route(path, search):
        return path + search

    app.server.test_client().get("/_dash-dependencies")
    body = {
        "output": "o.children",
        "outputs": {"id": "o", "property": "children"},
        "inputs": router_body("/country/KEN", "?iso3=USA&el=Cu")["inputs"],
    }
    clean = parse(dump(body), app.callback_map, Routes("/", frozenset({"iso3"})))
    assert [part["value"] for part in clean["inputs"]] == ["/country/KEN", "?el=Cu"]


@tuned(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=JSON)
def test_any_json_is_400_or_answered(client, body):
    """No JSON makes the server fail."""
    assert send(client, dump(body)).status_code == 400


@tuned(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bodies_of_real_callbacks_never_fail(app, client, data):
    """A real body with one part replaced by any JSON is 400 or answered, never 500."""
    name = data.draw(st.sampled_from(sorted(app.callback_map)))
    spec = app.callback_map[name]
    outputs = spec["output"]
    many = isinstance(outputs, list | tuple)
    parts = [
        {"id": one.component_id, "property": one.component_property.partition("@")[0]}
        for one in (outputs if many else [outputs])
    ]
    values = data.draw(st.lists(JSON, min_size=9, max_size=9))
    given_parts = [
        {**part, "value": values[i % 9]} for i, part in enumerate(spec["inputs"] + spec["state"])
    ]
    body = {
        "output": name,
        "outputs": parts if many else parts[0],
        "inputs": given_parts[: len(spec["inputs"])],
        "state": given_parts[len(spec["inputs"]) :],
        "changedPropIds": [],
    }
    damage = data.draw(st.sampled_from([*body, "none"]))
    if damage != "none":
        body[damage] = data.draw(JSON)
    assert send(client, dump(body)).status_code in {200, 204, 400}
