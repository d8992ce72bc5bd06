"""Slides: native words, pictures of 300 dots an inch with words of their own, notes, sources."""

import datetime as dt
import io

import pytest
from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from dashboard.catalog.stories import Scene, Story
from dashboard.documents.slide_parts import HEIGHT, WIDTH
from dashboard.documents.slides import SlideView, story_slides, view_slides
from dashboard.export.words import told
from dashboard.state import from_query

ROOT = "https://maps.example.org/geo/"
DAY = dt.date(2026, 11, 22)
LONG = "A caption of many words that needs several lines. " * 12


@pytest.fixture(scope="module")
def release(small_releases):
    """A release of a simulated survey of Finland and Norway."""
    return small_releases.current()


def view(release, page="map", code="", query="", **words):
    """Return what a slide of an address shows."""
    return SlideView(release, page, code, from_query(query)[0], **words)


def opened(body):
    """Return the slides of a file."""
    return list(Presentation(io.BytesIO(body)).slides)


def texts(slide):
    """Return all words on a slide."""
    return "\n".join(one.text_frame.text for one in slide.shapes if one.has_text_frame)


def pictures(slide):
    """Return the pictures on a slide."""
    return [one for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.PICTURE]


def test_a_view_is_a_slide_and_its_sources(release):
    """Title and description are words; the picture has 300 dots an inch and words of its own."""
    shown = view(release, query="el=Ni&lvl=0")
    slide, sources = opened(view_slides(shown, ROOT, None, DAY))
    said = told(release, "map", "", shown.state)
    assert slide.shapes.title.text == said.title
    assert said.description in texts(slide)
    (picture,) = pictures(slide)
    wide, high = Image.open(io.BytesIO(picture.image.blob)).size
    assert wide / (picture.width / 914_400) == pytest.approx(300, rel=0.01)
    assert high * (1 - picture.crop_top) / (picture.height / 914_400) == pytest.approx(
        300, rel=0.01
    )
    assert said.title in picture._element.xpath(".//p:cNvPr")[0].get("descr")
    assert release.index["surveys"][0]["citation"] in texts(sources)
    assert "do not imply official endorsement" in texts(sources)


def test_notes_have_sources_and_links(release):
    """The speaker's notes, citation and licence, release, and both links."""
    shown = view(release, query="el=Cu", title="T", caption="C", notes="Say this.")
    slide = opened(view_slides(shown, ROOT, "simulated", DAY))[0]
    notes = slide.notes_slide.notes_text_frame.text
    survey = release.index["surveys"][0]
    assert notes.startswith("Say this.")
    for one in (survey["citation"], survey["licence"], release.id, f"{ROOT}map?release="):
        assert one in notes
    assert f"release={release.id}" in notes
    assert "release=simulated" in notes


def test_made_up_data_are_marked_on_every_slide(release):
    """Also where there is no map."""
    slides = opened(view_slides(view(release, "element", "Cu"), ROOT, None, DAY))
    assert all("Simulated data" in texts(one) for one in slides)


@pytest.mark.parametrize("caption", ["", "Short.", LONG])
def test_everything_lies_on_the_slide_and_apart(release, caption):
    """Nothing sticks out; picture and caption do not touch, however long the caption is."""
    shown = view(release, query="el=Cu&lvl=0", title="Title " * 12, caption=caption)
    slide = opened(view_slides(shown, ROOT, None, DAY))[0]
    for one in slide.shapes:
        assert one.left >= 0
        assert one.top >= 0
        assert one.left + one.width <= WIDTH
        assert one.top + one.height <= HEIGHT
    (picture,) = pictures(slide)
    above = [one for one in slide.shapes if one.has_text_frame and one.top < picture.top]
    assert all(one.top + one.height <= picture.top for one in above)


def test_an_element_is_a_table(release):
    """Its strata with their figures and states, as on the page."""
    slide = opened(view_slides(view(release, "element", "Cu"), ROOT, None, DAY))[0]
    (table,) = (one.table for one in slide.shapes if one.has_table)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0][:3] == ["Stratum", "Results", "Below detection"]
    assert len(cells) > 1
    assert all(all(row) for row in cells)


def test_a_story_has_all_its_scenes(release):
    """A first slide, one a scene in their order, and the sources of all; what is gone is left."""
    scenes = (
        Scene("/map?el=Cu", "One", "First caption", "Notes", 20),
        Scene("/element/Xy", "Nothing there", "", "", 20),
        Scene("/country/FIN", "Two", "Second caption", "", 20),
    )
    story = Story("tale", "A tale", "What it tells.", 20, scenes)
    views = [
        view(release, "map", "", "el=Cu", title="One", caption="First caption"),
        view(release, "element", "Xy", title="Nothing there"),
        view(release, "country", "FIN", title="Two", caption="Second caption"),
    ]
    slides = opened(story_slides(story, views, ROOT, None, DAY))
    assert [one.shapes.title.text for one in slides] == ["A tale", "One", "Two", "Sources"]
    assert "What it tells." in texts(slides[0])
    assert "First caption" in texts(slides[1])


def test_fonts_and_colours_are_the_theme_s(release):
    """No run names a font, so that a reader's template can take the slides over."""
    for slide in opened(view_slides(view(release), ROOT, None, DAY)):
        assert not slide._element.xpath(".//a:rPr/a:latin")


@pytest.mark.parametrize(
    ("page", "code"), [("country", "XXX"), ("map", "x"), ("data", ""), ("nothing", "")]
)
def test_unknown_views_have_no_slides(release, page, code):
    """There are none, and no fault; a code of a page that has none is left aside."""
    found = view_slides(view(release, page, code), ROOT, None, DAY)
    assert (found is None) == (page != "map")
