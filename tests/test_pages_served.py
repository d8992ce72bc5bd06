"""The pages through the server: Dash's router, real statuses, a frozen release."""

import json

import pytest

from dashboard import settings
from dashboard.server import create_app
from tests.fake_release import FakeRelease, FakeStore, sample_index


def routed(client, path, search=""):
    """Ask Dash's router for a page, as its renderer does."""
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    return json.dumps(answer.json["response"]["_pages_content"]["children"])


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/map", '"id": "bar"'), ("/about", "States of a value"), ("/nowhere", "Page not found")],
)
def test_each_page_has_its_own_content(client, path, expected):
    """Map, methods and the page for wrong addresses come from Dash's router."""
    assert expected in routed(client, path)


def test_repeated_and_unknown_keys_do_not_break_the_page(client):
    """Dash hands repeated keys over as lists; the page is there all the same."""
    assert '"id": "bar"' in routed(client, "/map", "?el=Cu&el=pH&x=1&path=2")


def test_a_link_with_a_release_shows_that_release():
    """A frozen link gets the surveys of its own release."""
    old = sample_index(release="0123456789ab")
    old["surveys"][0]["title"] = "As it was"
    store = FakeStore(older={"0123456789ab": FakeRelease("0123456789ab", old)})
    client = create_app(settings.read({}), store).server.test_client()
    assert "As it was" in routed(client, "/map", "?release=0123456789ab")
    assert "As it was" not in routed(client, "/map")


def test_every_callback_of_the_page_is_known_to_the_browser(client):
    """The renderer gets the callbacks between view, controls and details."""
    callbacks = client.get("/_dash-dependencies").json
    outputs = "".join(callback["output"] for callback in callbacks)
    for expected in ("view.data", "cell-details.children", "country-details.children",
                     "survey-facts.children", "date-label.children",
                     "distribution-chart.figure"):  # fmt: skip
        assert expected in outputs
    functions = {
        callback["clientside_function"]["function_name"]
        for callback in callbacks
        if callback["clientside_function"]
        and callback["clientside_function"]["namespace"] == "view"
    }
    assert functions == {"start", "sync", "details"}
