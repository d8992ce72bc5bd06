"""A story's file that is read back: what opens, and what is said of the rest."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.catalog.stories import MOST_PROBLEMS, MOST_SCENES, read_content
from dashboard.catalog.story_lines import lines_of
from dashboard.server import create_app
from dashboard.web.story_files import MOST_BYTES

ROOT = Path(__file__).parents[1]

BROKEN = b"""title = ""
descripton = "x"

[[scene]]
view = "/map?el=Cu"
title = "One"
notes = '''
[[scene]]
title = 3
'''
dwell = 2

[[scene]]
title = 4
"""


@pytest.fixture(scope="module")
def client(small_releases):
    """A client of an application under /geo/ with a release."""
    app = create_app(settings.read({"PREFIX": "geo"}), small_releases)
    return app.server.test_client()


def read(client, body):
    """Send a file."""
    return client.post("/geo/present/read", data=body, headers={"Accept": "application/json"})


@pytest.mark.parametrize("name", ["copper", "kola", "programme"])
def test_the_stories_that_ship_open(client, name):
    """With all their scenes, words and notes, and none of the names of their files."""
    content = (ROOT / "data" / "stories" / f"{name}.toml").read_bytes()
    answer = read(client, content)
    assert answer.status_code == 200
    expected, problems = read_content(content, "", name)
    assert problems == ()
    assert answer.json["story"] == json.loads(json.dumps(expected.as_json()))


def test_all_that_is_wrong_is_said_at_once_by_line_scene_and_key(client):
    """What a text of several lines holds is no key and no scene."""
    answer = read(client, BROKEN)
    assert answer.status_code == 422
    assert answer.json["error"]["message"]
    assert [(one["line"], one["place"]) for one in answer.json["problems"]] == [
        (1, "title"),
        (2, "descripton"),
        (11, "scene 1: dwell"),
        (13, "scene 2: view"),
        (14, "scene 2: title"),
    ]
    assert answer.json["problems"][2]["found"] == "“2”"
    assert answer.json["problems"][2]["expected"] == "whole seconds from 3 to 3600"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b'title = "A"\nview /map', 2),
        (b'title = "A"\ntitle = "B"', 2),
        (b"\xff\xfe", None),
        (b"a=" + b"[" * 90_000, None),
        (b"a=" + b"9" * 90_000, None),
        # Without a bound this alone would take a minute.
        (b"a" + b".a" * 90_000 + b"=1", None),
        (b'"\\""' + b'."\\""' * 30_000 + b"=1", None),
    ],
)
def test_what_is_no_toml_is_one_problem_with_its_line(client, body, line):
    """Also what makes readers of TOML fail or take for ever."""
    answer = read(client, body)
    assert answer.status_code == 422
    (problem,) = answer.json["problems"]
    assert problem["line"] == line
    assert problem["expected"] == "a TOML file in UTF-8"


def test_a_file_is_bounded(client):
    """In size, and in what is said of it."""
    assert read(client, b"#" * MOST_BYTES).status_code == 422
    large = read(client, b"#" * (MOST_BYTES + 1))
    assert large.status_code == 413
    assert "200 kB" in large.json["error"]["message"]
    many = read(client, b"".join(b"k%d = 1\n" % one for one in range(9000)))
    assert len(many.json["problems"]) == MOST_PROBLEMS
    scenes = b'[[scene]]\nview = "/map"\ntitle = "x"\n' * (MOST_SCENES + 1)
    (problem,) = read(client, b'title = "x"\n' + scenes).json["problems"]
    assert problem["found"] == "“101”"
    (long,) = read(client, b'title = "x"\ndwell = "%s"\n%s' % (b"y" * 9000, scenes[:37])).json[
        "problems"
    ]
    assert len(long["found"]) <= 120


def test_views_that_the_release_does_not_have_are_told_and_the_story_opens(client):
    """The file may be meant for another server."""
    body = b'\xef\xbb\xbftitle = "A"\r\n[[scene]]\r\nview = "/map?s=nowhere"\r\ntitle = "x"\r\n'
    answer = read(client, body)
    assert answer.status_code == 200
    assert answer.json["story"]["scenes"][0]["view"] == "/map?s=nowhere"
    assert [one["place"] for one in answer.json["notices"]] == ["scene 1: view"]


def test_a_file_is_sent_and_not_fetched(client):
    """The address is no story of that name."""
    assert client.get("/geo/present/read").status_code == 404


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_content_is_a_story_or_has_a_problem(body):
    """Whatever is dropped on the page."""
    story, problems = read_content(body, "", "file")
    assert (story is None) == bool(problems)


keys = st.sampled_from(["title", "view", "notes", "a b", "scene"])
texts = st.text("ab\"'\\\n# =[]é", max_size=12)


@given(st.lists(st.tuples(keys, texts), max_size=6, unique_by=lambda one: one[0]))
def test_keys_are_found_on_their_lines_whatever_their_texts_hold(pairs):
    """Texts of one line and of several, as a browser and as people write them."""
    lines, expected = [], {}
    for number, (key, text) in enumerate(pairs):
        expected[0, key] = len(lines) + 1
        quoted = json.dumps(text, ensure_ascii=False)
        if number % 2:
            quoted = f'""{quoted[:-1]}""{quoted[-1]}'.replace("\\n", "\n")
        lines += f"{json.dumps(key)} = {quoted}".split("\n")
    lines.append("[[scene]]")
    expected[1, ""] = len(lines)
    assert lines_of("\n".join(lines)) == expected


def test_what_the_browser_saves_opens_to_the_same_story(client):
    """The module that writes the file, with texts that files find hard."""
    script = """
      import { tidied, toToml } from './assets/present/basket.mjs';
      const hard = 'Ni “x” "y" \\\\ \\u007f \\t é 🜚 \\ud800 \\n two';
      const story = tidied({ name: '', title: hard, description: hard, dwell: 7, scenes: [
        { view: '/map?br=1~2', title: hard, caption: hard, notes: ` ${hard}\\n\\n`, dwell: 7 },
        { view: '/country/FIN', title: '[[scene]]', caption: '', notes: '', dwell: 30 },
      ] });
      console.log(JSON.stringify({ story, file: toToml(story) }));
    """
    made = json.loads(
        subprocess.run(
            ["node", "--input-type=module", "-e", script],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    answer = read(client, made["file"].encode())
    assert answer.status_code == 200, answer.json
    assert answer.json["story"] == made["story"]
