"""Stories written as files that need no server."""

import base64
import hashlib
import json
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import planes, settings
from dashboard.catalog import story_links
from dashboard.server import create_app
from dashboard.web import offline

HOST = "http://maps.example.org"

STORY = """
title = "Small </style> & <b>true</b>"

[[scene]]
view = "/map?el=Cu&lvl=0"
title = "One </script>"
caption = "<i>"
notes = "for the speaker"

[[scene]]
view = "/map?el=Cu"
title = "Cells as the zoom chooses"

[[scene]]
view = "/?by=countries&m=stage"
title = "Reported"

[[scene]]
view = "/element/Cu"
title = "A page"

[[scene]]
view = "/about"
title = "No map"
"""


@pytest.fixture(scope="module")
def client(small_releases, tmp_path_factory):
    """A client of an application under /geo/ with one story."""
    folder = tmp_path_factory.mktemp("stories")
    (folder / "one.toml").write_text(STORY, "utf-8")
    app = create_app(settings.read({"PREFIX": "/geo/", "STORIES": str(folder)}), small_releases)
    return app.server.test_client()


@pytest.fixture(scope="module")
def saved(client):
    """The answer that holds the story."""
    return client.get("/geo/api/v1/offline.html?story=one", base_url=HOST)


def packed(html):
    """Return header and files of a saved story."""
    text = re.search(r'id="pack">([^<]*)<', html)[1]
    found = planes.unpack(zlib.decompress(base64.b64decode(text)))
    return found.header, {name: bytes(plane) for name, plane in found.planes.items()}


def as_address(story):
    """Return a story as a reader's browser puts it into an address."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(story).encode())).decode().strip("=")


def test_a_saved_story_is_an_attachment_that_names_no_other_file(saved):
    """Nothing of it is fetched: no source, no import, no style sheet."""
    assert saved.status_code == 200
    assert saved.headers["Content-Disposition"] == 'attachment; filename="one.html"'
    outside = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", saved.text, flags=re.DOTALL)
    assert not re.search(r"\bsrc=|href=\"(?!data:)|url\(", outside)
    assert not re.search(r"^import\b", saved.text, re.MULTILINE)


def test_a_saved_story_holds_pages_parts_and_codes(saved):
    """Every scene that is a page has its document, its data and the code of its address."""
    header, files = packed(saved.text)
    assert [one["scene"] for one in header["pages"]] == [0, 1, 2, 3]
    parts = [name for name in files if name.startswith("/geo/api/v1/releases/")]
    for needed in ("grid.bin", "world-110m.bin", "world-50m.bin", "programme.json", "level-0.bin"):
        assert any(name.endswith(needed) for name in parts), needed
    assert files["code-0"].startswith(b"<?xml") or b"<svg" in files["code-0"]
    first, _second, _third, element = (json.loads(files[page["name"]]) for page in header["pages"])
    assert '<div id="map">' in first["html"]
    assert "<link" not in first["html"]
    assert f'href="{HOST}/geo/' in element["html"]
    assert not re.search(r'href="/', element["html"])
    index = json.loads(files[first["shared"]["index"]])
    assert index["release"] in parts[0]


def test_the_policy_of_a_file_allows_its_own_scripts_only(saved):
    """Each script that runs is named by its hash, and no network is."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', saved.text)[1]
    policy = policy.replace("&#x27;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy
    assert "http" not in policy
    header, files = packed(saved.text)
    entry = re.search(r'<script type="module">(.*?)</script>', saved.text, re.DOTALL)[1]
    names = {name for one in header["pages"] for name in json.loads(files[one["name"]])["scripts"]}
    assert len(names) == 3
    for text in (entry.encode(), *(files[name] for name in names)):
        digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert b"</script" not in text


def test_words_of_a_story_stay_words_and_notes_are_for_the_speaker(saved):
    """Titles are text; notes are there for the second window, and not on the list of scenes."""
    told = json.loads(re.search(r'id="story">(.*?)</script>', saved.text)[1])
    assert told["title"] == "Small </style> & <b>true</b>"
    assert told["scenes"][0]["notes"] == "for the speaker"
    assert saved.text.count("for the speaker") == 1
    assert "<b>true</b>" not in saved.text
    assert "<title>Small &lt;/style&gt; &amp;" in saved.text


def test_views_without_a_size_of_cells_get_one(saved, small_releases):
    """A file cannot fetch other cells; a view that names everything stays as it is."""
    told = json.loads(re.search(r'id="story">(.*?)</script>', saved.text)[1])
    views = [scene["view"] for scene in told["scenes"]]
    assert re.search(r"[?&]lvl=(\d|sites)", views[1])
    assert offline.settled_view("/element/Cu", small_releases) == "/element/Cu"
    assert "release=abc" in offline.settled_view("/?lvl=0", small_releases, "release=abc")


def test_a_story_of_the_reader_is_saved_from_its_address(client):
    """What a browser made comes deflated; its title names the file."""
    scene = {"view": "/map?el=Cu&lvl=0", "notes": "Two\nlines"}
    text = as_address({"title": "Ünser Kupfer!", "scenes": [scene]})
    answer = client.get(f"/geo/api/v1/offline.html?s={text}", base_url=HOST)
    assert answer.status_code == 200
    assert 'filename="unser-kupfer.html"' in answer.headers["Content-Disposition"]
    told = json.loads(re.search(r'id="story">(.*?)</script>', answer.text)[1])
    assert told["scenes"][0]["notes"] == "Two\nlines"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("story=none", 404),
        ("", 404),
        ("s=%21", 400),
        (f"s={'A' * 7001}", 413),
        (f"s={as_address({'scenes': [{'view': '//evil.example'}]})}", 413),
    ],
)
def test_what_cannot_be_saved_says_so(client, query, status):
    """No story, no text of one, too long, nothing in it to hold."""
    answer = client.get(f"/geo/api/v1/offline.html?{query}", base_url=HOST)
    assert answer.status_code == status
    assert isinstance(answer.json["error"], str)


def test_a_file_is_bounded(client, monkeypatch):
    """More than a browser should hold is refused."""
    monkeypatch.setattr(offline, "MOST_BYTES", 1000)
    answer = client.get("/geo/api/v1/offline.html?story=one", base_url=HOST)
    assert answer.status_code == 413


def test_a_text_that_inflates_to_much_is_no_story():
    """A few kilobytes can hold gigabytes."""
    bomb = b'{"scenes":[{"title":"' + b"a" * 3_000_000 + b'"}]}'
    text = base64.urlsafe_b64encode(zlib.compress(bomb, 9)).decode()
    assert len(text) < story_links.LONGEST_TEXT
    assert story_links.decode_story(text) is None


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.hex()))
def test_no_text_of_an_address_is_an_error(text):
    """Anybody may write an address."""
    story_links.decode_story(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
scenes = st.lists(
    json_values
    | st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("view", "title", "caption", "dwell"), json_values)
    ),
    max_size=5,
)


@given(st.fixed_dictionaries({"scenes": scenes, "title": json_values, "dwell": json_values}))
def test_whatever_json_holds_becomes_a_story_within_bounds_or_none(found):
    """The same limits as of files."""
    story = story_links.decode_story(as_address(found))
    assert (story is None) == (not found["scenes"])
    for scene in story.scenes if story else ():
        assert 3 <= scene.dwell <= 3600
        assert len(scene.title) <= 120
        assert not scene.view.startswith("//")


def test_the_map_of_an_element_that_is_seen_at_once_is_in_the_file(client):
    """As a picture, where the address names the stratum; nothing of those that are closed."""
    for view, pictures in (("/element/Cu?s=test-survey.ar", 1), ("/element/Cu", 0)):
        story = {"title": "One", "scenes": [{"view": view, "title": "Map"}]}
        address = f"/geo/api/v1/offline.html?s={as_address(story)}"
        header, files = packed(client.get(address, base_url=HOST).text)
        page = json.loads(files[header["pages"][0]["name"]])["html"]
        found = re.findall(r'<img src="data:image/png;base64,([^"]*)"', page)
        assert len(found) == pictures
        assert all(base64.b64decode(one).startswith(b"\x89PNG") for one in found)
        assert page.count("<picture") == 0
        assert page.count('class="element-map"') == pictures
