"""Stories: how their files are read, and what is said of wrong ones."""

import pytest

from dashboard.catalog.stories import LONGEST, read_stories, read_story
from dashboard.export.links import page_of
from dashboard.web.story_views import problems_of

GOOD = """
title = "A story"
dwell = 10

[[scene]]
view = "/map?el=Cu"
title = "First"
caption = '''One
line'''

[[scene]]
view = "/country/FIN"
title = "Second"
notes = '''
Two
lines'''
dwell = 45
"""


def written(folder, text, name="a-story.toml"):
    """Return the path of a story's file."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_story_is_read_with_its_defaults(tmp_path):
    """Scenes take the story's dwell; captions are one paragraph, notes keep their lines."""
    story, problems = read_story(written(tmp_path, GOOD))
    assert problems == ()
    assert (story.name, story.title, story.description) == ("a-story", "A story", "")
    assert [scene.dwell for scene in story.scenes] == [10, 45]
    assert story.scenes[0].caption == "One line"
    assert story.scenes[1].notes == "Two\nlines"
    assert story.as_json()["scenes"][0]["view"] == "/map?el=Cu"


@pytest.mark.parametrize(
    ("old", "new", "column", "expected"),
    [
        ('"First"', '""', "scene 1: title", "a text"),
        ('title = "Second"', "title = 2", "scene 2: title", "a text in quotation marks"),
        ("caption", "capton", "scene 1: capton", "did you mean “caption”?"),
        ("dwell = 45", "dwell = 1", "scene 2: dwell", "whole seconds from 3 to 3600"),
        ("dwell = 45", "dwell = true", "scene 2: dwell", "whole seconds from 3 to 3600"),
        ("dwell = 10", 'dwell = "10"', "dwell", "whole seconds from 3 to 3600"),
        ("/country/FIN", "country/FIN", "scene 2: view", "path and query of a page"),
        ("/country/FIN", "//evil.example/", "scene 2: view", "path and query of a page"),
        ("/country/FIN", "/../api/v1", "scene 2: view", "path and query of a page"),
        ("/country/FIN", "/map#x", "scene 2: view", "path and query of a page"),
        ("One\n", "x" * LONGEST["caption"], "scene 1: caption", "at most 700 characters"),
        ("[[scene]]", "[[scenes]]", "scenes", "did you mean “scene”?"),
        ("title = ", "title ", None, "a TOML file in UTF-8"),
    ],
)
def test_what_is_wrong_is_said_by_scene_and_key(tmp_path, old, new, column, expected):
    """Each mistake names file, scene and key, what was found and what was expected."""
    story, problems = read_story(written(tmp_path, GOOD.replace(old, new)))
    assert story is None
    assert problems[0].file == "a-story.toml"
    assert problems[0].column == column
    assert problems[0].expected.startswith(expected)


def test_a_story_has_scenes_and_a_name_for_its_address(tmp_path):
    """No scenes, and names that addresses or the browser's own stories cannot have."""
    _, problems = read_story(written(tmp_path, 'title = "Empty"'))
    assert [one.column for one in problems] == ["scene"]
    for name in ("Own.toml", "own.toml", "a b.toml"):
        assert read_story(written(tmp_path, GOOD, name))[0] is None


def test_a_folder_gives_its_good_stories_and_all_problems(tmp_path):
    """One broken file does not take the others with it."""
    written(tmp_path, GOOD)
    written(tmp_path, "title =", "broken.toml")
    stories, problems = read_stories(tmp_path)
    assert list(stories) == ["a-story"]
    assert [one.file for one in problems] == ["broken.toml"]
    assert read_stories(tmp_path / "nowhere") == ({}, ())


def test_views_are_checked_against_the_release(tmp_path, small_releases):
    """Pages, places and surveys that are not there are found before the forum finds them."""
    text = GOOD.replace("/country/FIN", "/country/XXX").replace("el=Cu", "s=nowhere&colour=red")
    text += '[[scene]]\nview = "/about"\ntitle = "Third"\n'
    text += '[[scene]]\nview = "/element/Unobtainium"\ntitle = "Fourth"\n'
    story, _ = read_story(written(tmp_path, text))
    found = [(one.column, one.found) for one in problems_of(story, small_releases)]
    assert found == [
        ("scene 1: view", "“colour=red”"),
        ("scene 1: view", "“s=nowhere”"),
        ("scene 2: view", "“/country/XXX”"),
        ("scene 3: view", "“/about”"),
        ("scene 4: view", "“/element/Unobtainium”"),
    ]


def test_pages_of_views():
    """The start page, pages by name, and those with a code in their path."""
    assert page_of("/") == ("progress", "")
    assert page_of("/map?el=Cu") == ("map", "")
    assert page_of("/element/Cu") == ("element", "Cu")
    assert page_of("/data") is None
    assert page_of("/map/deeper") is None
