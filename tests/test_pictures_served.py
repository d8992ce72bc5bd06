"""Pictures over HTTP: how many at a time, how long they are kept, and what is refused."""

import threading

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from dashboard import settings
from dashboard.pictures.studio import BusyError, Studio
from dashboard.server import create_app


@pytest.fixture(scope="module")
def release(small_releases):
    """A release of a simulated survey of Finland and Norway."""
    return small_releases.current()


@pytest.fixture(scope="module")
def client(small_releases):
    """A client of the application over that release."""
    return create_app(settings.read({}), small_releases).server.test_client()


def test_only_few_pictures_are_drawn_at_a_time():
    """One is drawn, so many wait, the next is turned away; what was drawn is kept."""
    studio, go, started = Studio(waiting=1), threading.Event(), threading.Event()

    def slow():
        started.set()
        assert go.wait(10)
        return b"slow"

    found = []
    threads = [
        threading.Thread(target=lambda: found.append(studio.picture("a", slow))) for _i in range(2)
    ]
    threads[0].start()
    assert started.wait(10)
    threads[1].start()
    while studio._places._value:
        pass
    with pytest.raises(BusyError):
        studio.picture("b", lambda: b"")
    go.set()
    for thread in threads:
        thread.join(10)
    assert found == [b"slow", b"slow"]
    assert studio.picture("a", lambda: b"other") == b"slow"
    assert studio.picture("b", lambda: b"b") == b"b"


def test_kept_pictures_are_bounded_in_bytes():
    """The ones not used for longest go first; what is larger than all room is not kept."""
    studio = Studio(kept_bytes=10)
    for key in "abc":
        studio.picture(key, lambda: b"1234")
    assert studio.picture("c", lambda: b"new") == b"1234"
    assert studio.picture("a", lambda: b"new") == b"new"
    assert studio.picture("d", lambda: b"x" * 11) == b"x" * 11
    assert studio.picture("d", lambda: b"new") == b"new"


def test_a_picture_of_a_frozen_link_is_kept_for_ever(client, release):
    """With a release in its address it is immutable; else it is asked for again, by its hash."""
    live = client.get("/api/v1/picture.png?im_type=thumbnail")
    assert (live.status_code, live.mimetype) == (200, "image/png")
    assert live.headers["Cache-Control"] == "no-cache"
    frozen = client.get(f"/api/v1/picture.png?im_type=thumbnail&release={release.id}")
    assert "immutable" in frozen.headers["Cache-Control"]
    tag = live.headers["ETag"]
    again = client.get("/api/v1/picture.png?im_type=thumbnail", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=progress", 200),
        ("page=country&code=FIN&by=countries&m=samples", 200),
        ("page=region&code=150", 200),
        ("page=country&code=XXX", 404),
        ("page=map&code=FIN", 404),
        ("page=about", 404),
        ("im_width=100", 400),
        ("im_width=wide", 400),
        ("im_width=20000", 413),
        ("im_width=200&im_height=20000", 413),
        ("im_width=4000&im_height=4000", 413),
        ("im_scale=40", 413),
        ("release=aaaaaaaaaaaa", 404),
    ],
)
def test_every_page_with_a_map_has_a_picture(client, query, status):
    """What there is no map of is answered in words."""
    answer = client.get(f"/api/v1/picture.png?im_type=thumbnail&{query}")
    assert answer.status_code == status
    if status != 200:
        assert answer.get_json()["error"]


def test_a_full_studio_says_when_to_come_again(small_releases, monkeypatch):
    """429 with Retry-After, in words."""

    def busy(self, key, make):
        raise BusyError

    monkeypatch.setattr(Studio, "picture", busy)
    client = create_app(settings.read({}), small_releases).server.test_client()
    answer = client.get("/api/v1/picture.svg")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "pictures" in answer.get_json()["error"]


VALUES = st.sampled_from(
    ["", "0", "1", "5", "auto", "sites", "countries", "FIN", "FIN~NOR", "150", "globe",
     "plate-carree", "2019-05-01", "1800-01-01", "9999-12-31", "n", "censored", "q3", "own",
     "log", "0~0~0",
     "180~90~13", "-180~-90~0", "26~63~13", "1~2~3", "area", "stage", "Ni", "Cu", "below~0",
     "dark", "N24E15", "S60W01", "N46E13.23", "\x00", "é", "200", "png", "difference", "composite"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["s", "el", "stat", "by", "lvl", "c", "r", "date", "cls", "br", "rescale", "ramp", "mute",
     "proj", "v", "cell", "theme", "sv", "m", "page", "code", "im_width", "im_type", "lang",
     "p2", "mode", "map"]
)  # fmt: skip


@checks(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    page=st.sampled_from(["map", "progress", "country", "region", "compare", "elements"]),
    query=st.dictionaries(KEYS, VALUES, max_size=6),
    kind=st.sampled_from(["png", "svg", "pdf"]),
)
def test_no_address_is_too_much(client, page, query, kind):
    """Whatever is asked, the answer is a picture or a refusal, never a fault."""
    code = {"country": "FIN", "region": "150"}.get(page, "")
    asked = {"page": page, "code": code, "im_width": "200", "im_height": "200", **query}
    answer = client.get(f"/api/v1/picture.{kind}", query_string=asked)
    assert answer.status_code in {200, 400, 404}
