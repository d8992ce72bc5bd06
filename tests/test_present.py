"""The pages of presenting, and the texts and bundles of their modules."""

import json
import re
from pathlib import Path

import pytest

from dashboard import settings
from dashboard.components.present_texts import present_texts
from dashboard.server import create_app
from tests.fake_release import RELEASE_ID, FakeStore

MODULES = Path(__file__).parents[1] / "assets" / "present"
LITERAL = re.compile(r"\bt\(\s*'((?:[^\\']|\\.)*)'")

STORY = """
title = "A <b>story</b>"

[[scene]]
view = "/map?el=Cu"
title = "First & only"
caption = "What is <seen>"
"""


@pytest.fixture
def client(tmp_path):
    """A client of an application under /geo/ with a story and a broken one."""
    (tmp_path / "one.toml").write_text(STORY, "utf-8")
    (tmp_path / "broken.toml").write_text("title =", "utf-8")
    chosen = settings.read({"PREFIX": "geo", "STORIES": str(tmp_path)})
    return create_app(chosen, FakeStore()).server.test_client()


def test_every_text_of_the_modules_can_be_translated_and_none_is_left_over():
    """`t('…')` in the modules and `present_texts` name the same texts."""
    found = {
        text for module in MODULES.glob("*.mjs") for text in LITERAL.findall(module.read_text())
    }
    assert found == set(present_texts())


def test_stories_are_listed_with_their_scenes(client):
    """Title, first scene in a frame, links that keep release and language; a broken one is out."""
    html = client.get("/geo/present?lang=en").text
    assert 'aria-current="page">Present' in html
    assert '<a href="/geo/present/one">A &lt;b&gt;story&lt;/b&gt;</a>' in html
    assert '<iframe src="/geo/embed/map?el=Cu"' in html
    assert '<a href="/geo/present/one#n=1">First &amp; only</a>' in html
    assert "broken" not in html


def test_a_story_is_sent_with_its_scenes_and_without_dash(client):
    """The page has the story as data, its module, and a list of links for want of scripts."""
    html = client.get("/geo/present/one").text
    story = json.loads(re.search(r'id="story">(.*?)</script>', html)[1])
    assert story["scenes"][0]["caption"] == "What is <seen>"
    assert re.search(r'src="/geo/presenting/[0-9a-f]+/present.mjs"', html)
    assert "<header>" not in html
    assert "_dash-config" not in html
    assert '<a href="/geo/map?el=Cu">First &amp; only</a>' in html


def test_the_speaker_has_a_page_below_the_story(client):
    """The same story with another module."""
    html = client.get("/geo/present/one/speaker").text
    assert '<main id="speaker"' in html
    assert re.search(r'src="/geo/presenting/[0-9a-f]+/speaker.mjs"', html)


def test_a_story_of_a_link_has_a_page_of_its_own(client):
    """Nothing is known of it here; the link holds it."""
    html = client.get("/geo/present/own").text
    assert '<script type="application/json" id="story">null</script>' in html


@pytest.mark.parametrize("path", ["present/none", "present/broken", "present/one/x"])
def test_an_unknown_story_is_404(client, path):
    """The page says so, and is no frame."""
    assert client.get(f"/geo/{path}").status_code == 404
    assert client.get(f"/geo/embed/{path}").status_code == 404


def test_stories_cannot_be_framed(client):
    """A presentation shows frames and is none."""
    assert client.get("/geo/embed/present/one").status_code == 404


def test_modules_that_pages_start_are_one_file_each(client):
    """A far browser asks once."""
    html = client.get("/geo/present/one").text
    address = re.search(r'src="(/geo/presenting/[0-9a-f]+/)present.mjs"', html)[1]
    for name in ("present.mjs", "speaker.mjs", "embed.mjs"):
        text = client.get(address + name).text
        assert text
        assert not re.search(r"^import\b", text, re.MULTILINE)


GONE = """
title = "An old talk"

[[scene]]
view = "/map?el=Cu"
title = "Of today"

[[scene]]
view = "/map?el=Cu&release=aaaaaaaaaaaa&c=FIN"
title = "Of a release that is gone"

[[scene]]
view = "/?release=aaaaaaaaaaaa"
title = "Of the same"

[[scene]]
view = "/?release=simulated"
title = "Of a campaign that is not there"
"""


@pytest.fixture
def old_talk(tmp_path):
    """A client of an application with a story of a release that is gone."""
    (tmp_path / "talk.toml").write_text(GONE, "utf-8")
    chosen = settings.read({"STORIES": str(tmp_path)})
    return create_app(chosen, FakeStore()).server.test_client()


def test_the_list_names_releases_of_stories_that_are_gone_and_offers_the_newest(old_talk):
    """Which scenes are of it, and a link with which all of them name the newest."""
    page = old_talk.get("/present?lang=en").text
    assert "Release aaaaaaaaaaaa, which scenes 2 and 3 were made from, is no longer kept." in page
    (offer,) = re.findall(r'href="(/present/talk\?release=\w+)"', page)
    assert offer == f"/present/talk?release={RELEASE_ID}"
    assert f'href="/api/v1/slides.pptx?story=talk&amp;release={RELEASE_ID}"' in page

    def views(address):
        text = re.search(r'id="story">(.*?)</script>', old_talk.get(address).text)[1]
        return [one["view"] for one in json.loads(text)["scenes"]]

    # By itself the story stays as it was written: each scene says what is gone.
    assert views("/present/talk")[1] == "/map?el=Cu&release=aaaaaaaaaaaa&c=FIN"
    assert views(offer) == [
        "/map?el=Cu",
        f"/map?release={RELEASE_ID}&el=Cu&c=FIN",
        f"/?release={RELEASE_ID}",
        "/?release=simulated",
    ]


def test_the_list_says_that_the_release_of_its_own_address_is_gone(old_talk):
    """As every page does; its links name no release then."""
    page = old_talk.get("/present?release=bbbbbbbbbbbb").text
    assert "Release bbbbbbbbbbbb, which the link was made from, is no longer kept" in page
    assert "release=bbbbbbbbbbbb" not in page
