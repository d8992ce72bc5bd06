"""The service worker's address, and what pages say of it."""

import json
import re

import pytest

from dashboard import settings
from dashboard.server import create_app
from tests.fake_release import FakeStore


def client_of(**environment):
    """Return a client of an application over the fake release."""
    return create_app(settings.read(environment), FakeStore()).server.test_client()


@pytest.fixture(scope="module")
def client():
    """A client of an application under /geo/."""
    return client_of(PREFIX="/geo/")


def site(text):
    """Return what the server wrote before the worker."""
    return json.loads(re.match(r"self\.SITE = (\{.*\});\n", text)[1])


def test_the_worker_stands_at_the_root_of_the_prefix_and_is_asked_for_anew(client):
    """Its scope is the prefix, it is revalidated, and nothing in it is imported."""
    answer = client.get("/geo/sw.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/geo/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not re.search(r"^(import|export)\b", answer.text, re.MULTILINE)
    assert client.get("/geo/sw.js").text == answer.text


def test_a_worker_is_of_one_version_and_release_and_knows_its_files(client):
    """Another release or file makes another worker, which browsers then take."""
    made = site(client.get("/geo/sw.js").text)
    assert made["prefix"] == "/geo/"
    assert made["release"]
    html = client.get("/geo/map").text
    style = re.search(r'href="(/geo/style/([0-9a-f]{16})/style.css)"', html)
    assert made["style"] == style[1]
    assert style[2] in made["digests"]
    assert client.get(made["style"]).status_code == 200


def test_pages_start_the_worker_and_those_in_frames_do_not(client):
    """The module is of every page, with what it says; other sites' frames keep nothing."""
    html = client.get("/geo/map").text
    module = re.search(r'src="(/geo/offline/[0-9a-f]{16}/register.mjs)"', html)[1]
    assert client.get(module).status_code == 200
    config = json.loads(re.search(r'id="gridmap-config">(.*?)</script>', html)[1])
    assert set(config["offline"]) == {"release", "day", "texts"}
    assert "register.mjs" in client.get("/geo/data").text
    framed = client.get("/geo/embed/map").text
    assert "register.mjs" not in framed
    assert '"offline"' not in framed


def test_a_server_that_wants_no_worker_takes_back_those_there_are():
    """Browsers that have one get one that removes itself; pages name none."""
    client = client_of(OFFLINE="0")
    text = client.get("/sw.js").text
    assert "unregister()" in text
    assert 'const PREFIX = "/"' in text
    assert "addEventListener('fetch'" not in text
    assert "register.mjs" not in client.get("/map").text
