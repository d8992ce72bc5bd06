"""Pictures as files: size, sameness, colours where cells are, and words."""

import io
from xml.etree import ElementTree as ET

import numpy as np
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dashboard import grid
from dashboard.pictures.drawing import draw
from dashboard.pictures.legend import bound_texts, selection_breaks, significant_text
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sheet import Sheet, heading, shortened, text_width, wrapped
from dashboard.pictures.sizes import TYPES, Size, asked_size, layout_of
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query

SMALL = Size(400, 300)


@pytest.fixture(scope="module")
def release(small_releases):
    """A release of a simulated survey of Finland and Norway."""
    return small_releases.current()


def scene(release, query="", size=None, page="map", code=""):
    """Return the scene of an address."""
    return scene_of(release, page, code, from_query(query)[0], size)


def pixels(body):
    """Return the pixels of a PNG, shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGB"))


@pytest.mark.parametrize(
    "query", ["proj=equal-earth", "proj=globe", "proj=plate-carree&theme=dark&ramp=lajolla"]
)
def test_cells_have_their_colours_where_they_are(release, query):
    """In a PNG the middle of nearly every cell has the cell's colour; lines cross the others."""
    found = scene(release, f"el=Ni&lvl=0&{query}")
    pane = found.panes[0]
    frame = layout_of(found.size, 1, warned=True).maps[0]
    plain = pane.units.marks == 0
    lon, lat = grid.centre(pane.units.keys[plain], 0)
    x, y = pane.camera.to_screen(lon, lat)
    image = pixels(draw(found, "png"))
    drawn = image[(frame.y + y).astype(int), (frame.x + x).astype(int)].astype(int)
    # The mark of simulated data lies over all: 20 % of the ink at most.
    far = np.abs(drawn - pane.units.colours[plain]).max(axis=1)
    assert plain.sum() > 10
    assert np.mean(far == 0) > 0.4
    assert np.mean(far <= 50) > 0.8


def test_a_legend_counts_what_is_shown(release):
    """Classes and states without the outside add up to the cells; muted entries keep counts."""
    shown = scene(release, "el=Cu&lvl=0&mute=0~below").panes[0]
    counted = sum(one.count or 0 for one in shown.entries if one.key != "outside")
    assert counted == shown.units.keys.size
    assert [one.key for one in shown.entries if one.muted] == ["0", "below"]


def test_a_selection_lets_the_others_step_back(release):
    """Cells of countries that are not chosen have no marks, other colours, and do not count."""
    whole, part = (scene(release, f"el=Cu&lvl=0{more}").panes[0] for more in ("", "&c=NOR"))
    away = part.units.country != release.country_index["NOR"]
    assert away.any()
    assert (part.units.marks[away] == 0).all()
    assert (part.units.colours[~away] == whole.units.colours[~away]).all()
    assert (part.units.colours[away] != whole.units.colours[away]).any(axis=1).all()
    counted = sum(one.count or 0 for one in part.entries)
    assert counted == (~away).sum()


@pytest.mark.parametrize("scale", [0.5, 1, 1.37])
def test_a_png_has_the_pixels_asked_for(release, scale):
    """Width and height times scale, to the pixel."""
    body = draw(scene(release, size=Size(401, 299, scale)), "png")
    assert Image.open(io.BytesIO(body)).size == (round(401 * scale), round(299 * scale))


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_view_is_the_same_file(release, kind):
    """No clock and no chance is in a picture, so that its address can be kept for ever."""
    found = scene(release, size=SMALL)
    assert draw(found, kind, "https://example.org/map") == draw(
        found, kind, "https://example.org/map"
    )


def test_a_pdf_says_what_it_stands_on_in_embedded_letters(release):
    """Title, source, licence, release, link, disclaimer and the mark of simulated data."""
    body = draw(
        scene(release, "el=Ni", Size(*TYPES["a4"])), "pdf", "https://example.org/map?el=Ni"
    )
    page = pypdf.PdfReader(io.BytesIO(body)).pages[0]
    text = " ".join(page.extract_text().split())
    for words in (
        "Nickel (Ni), median, mg/kg",
        "Test survey",
        "Licence: CC0",
        f"Release {release.id}",
        "https://example.org/map?el=Ni",
        "do not imply official endorsement",
        "Simulated data",
    ):
        assert words in text
    fonts = page["/Resources"]["/Font"].values()
    kinds = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    assert all("/FontFile2" in kind["/FontDescriptor"].get_object() for kind in kinds)


def test_an_svg_is_well_formed_and_needs_nothing_from_elsewhere(release):
    """Letters are outlines; no address is asked for a font or a picture."""
    body = draw(scene(release, "proj=globe&v=170~60~0&lvl=0"), "svg").decode()
    root = ET.fromstring(body)
    assert root.get("width") == "900.00075pt"
    assert "<text" not in body
    assert 'xlink:href="http' not in body


def test_many_cells_are_pixels_within_a_vector(release, monkeypatch):
    """A vector of more cells than bounded holds an image of them instead of polygons."""
    found = scene(release, size=SMALL)
    assert b"<image" not in draw(found, "svg")
    monkeypatch.setattr("dashboard.pictures.drawing.MOST_POLYGONS", 10)
    assert b"<image" in draw(found, "svg")


@pytest.mark.parametrize("name", [*TYPES, "wide", "tall", "least"])
def test_parts_of_a_picture_do_not_overlap(name):
    """Title, maps, legends and credits lie within the sheet, one beside another."""
    extra = {"wide": (4000, 300), "tall": (300, 4000), "least": (200, 200)}
    size = Size(*(TYPES | extra)[name]) if name in TYPES else Size(*extra[name])
    for panes in (1, 2, 4):
        layout = layout_of(size, panes, warned=True)
        boxes = [layout.head, *layout.maps, *layout.legends] + [layout.foot] * bool(
            layout.foot.height
        )
        width, height = size.design
        for i, a in enumerate(boxes):
            assert a.width > 0
            assert a.height > 0
            assert a.x >= 0
            assert a.y >= 0
            assert a.x + a.width <= width + 1e-9
            assert a.y + a.height <= height + 1e-9
            for b in boxes[i + 1 :]:
                aside = a.x + a.width <= b.x + 1e-9 or b.x + b.width <= a.x + 1e-9
                assert aside or a.y + a.height <= b.y + 1e-9 or b.y + b.height <= a.y + 1e-9


@given(st.text(st.characters(codec="latin-1", categories=["L", "Zs", "P"]), max_size=80))
def test_lines_are_no_wider_than_their_room(words):
    """Whatever is written stays on the sheet, and nothing but space is lost in breaking it."""
    rows = wrapped(words, 10, 120)
    assert all(text_width(row, 10) <= 120 or len(row) == 1 for row in rows)
    assert "".join("".join(rows).split()) == "".join(words.split())
    assert text_width(shortened(words, 10, 120), 10) <= 120


def test_bounds_are_printed_as_the_browser_prints_them():
    """Three digits, more where neighbours would look the same; ties are rounded away from zero."""
    assert bound_texts([0.0456789, 1.5, 1234.5, 20000]) == ["0.0457", "1.5", "1,235", "20,000"]
    assert bound_texts([10.01, 10.02]) == ["10.01", "10.02"]
    assert significant_text(2.345, 3) == "2.35"
    assert significant_text(0, 3) == "0"


def test_bounds_of_a_selection_follow_its_values():
    """Decades of 0.5 to 2000 have two bounds each; box-plot bounds are those of logarithms."""
    values = np.geomspace(0.5, 2000, 200)
    assert selection_breaks("log", values) == [1, 3, 10, 30, 100, 300, 1000]
    assert selection_breaks("quantile", np.arange(9.0)) == [1, 2, 3, 4, 5, 6, 7]
    assert selection_breaks("percentile", np.array([])) == []


def test_sizes_are_bounded():
    """One side alone keeps the proportions; too many pixels are refused in words."""
    assert asked_size({"im_type": "slide"}, "png") == Size(1920, 1080)
    assert asked_size({"im_width": "600"}, "png") == Size(600, 315)
    assert asked_size({}, "pdf") == Size(*TYPES["a4"])
    assert asked_size({"im_scale": "2"}, "svg") == Size(1200, 630)
    for asked in (
        {"im_width": "199"},
        {"im_height": "4001"},
        {"im_scale": "nan"},
        {"im_scale": "5"},
        {"im_type": "huge"},
        {"im_width": "4000", "im_height": "4000"},
        {"im_width": "4000", "im_type": "a4", "im_height": "1e400"},
        {"im_type": "square", "im_width": "300", "im_height": "x"},
    ):
        with pytest.raises(ValueError, match=r"im_|pixels"):
            asked_size(asked, "png")


def test_maps_side_by_side_bear_their_whole_names(built_releases, monkeypatch):
    """A long name goes on in a second line: what tells two strata apart is often at its end."""
    release = ReleaseStore(built_releases).current()
    state, _notices = from_query("p2=s.igneous-rocks")
    scene = scene_of(release, "compare", "", state, Size(1200, 630))
    written, write = [], Sheet.text

    def text(sheet, x, y, words, *more, **options):
        written.append(words)
        return write(sheet, x, y, words, *more, **options)

    monkeypatch.setattr(Sheet, "text", text)
    draw(scene, "png", "https://x/")
    assert "Whole rock, published analyses, various methods" in " ".join(written[2:])
    assert "2 · Igneous rocks (published analyses): Whole" in written
    assert "rock, published analyses, various methods" in written


@given(
    st.text(st.characters(codec="latin-1", categories=["L", "Zs", "P"]), max_size=120),
    st.integers(1, 3),
)
def test_a_head_keeps_to_its_lines_and_is_cut_only_where_it_must_be(words, most):
    """No line is wider than its room; whole where it fits in the smallest letters."""
    size, lines = heading(words, 200, most, (12.0, 9.5))
    assert len(lines) <= most
    assert all(text_width(line, size, True) <= 200 or len(line) == 1 for line in lines)
    if len(wrapped(words, 9.5, 200, bold=True)) <= most:
        assert "".join("".join(lines).split()) == "".join(words.split())


def test_a_head_is_cut_at_a_word_and_not_behind_a_sign():
    """The largest letters in which all fits; in the smallest, whole words and an ellipsis."""
    words = "1 · Nickel (Ni), median, mg/kg, Kola C-horizon: C-horizon, < 2 mm, aqua regia"
    assert heading("Nickel", 290, 1, (12.0, 9.5)) == (12.0, ["Nickel"])
    size, lines = heading(words, 290, 1, (12.0, 9.5))
    assert (size, lines) == (9.5, ["1 · Nickel (Ni), median, mg/kg, Kola C-horizon …"])


@pytest.mark.parametrize("name", ["og", "twitter", "square", "slide", "a4"])
def test_legends_of_several_maps_are_found_by_number_and_whole_words(
    built_releases, monkeypatch, name
):
    """Each head begins with the number of its map; the file names all maps in full."""
    release = ReleaseStore(built_releases).current()
    query = "s=kola-c-horizon.aqua-regia&el=Ni&p2=el.Cu&p3=s.igneous-rocks&p4=el.Zn"
    state, _notices = from_query(query)
    found = scene_of(release, "compare", "", state, Size(*TYPES[name]))
    heads = []
    write = Sheet.text

    def text(sheet, x, y, words, *more, **options):
        if options.get("bold") and "halo" not in options:
            heads.append(words)
        return write(sheet, x, y, words, *more, **options)

    monkeypatch.setattr(Sheet, "text", text)
    drawn = ET.fromstring(draw(found, "svg", "https://x/"))
    said = " ".join(heads)
    for number, pane in enumerate(found.panes, start=1):
        start = f"{number} · {pane.title.split(' · ')[1].split(',')[0]}"
        assert start in said
    cut = [one for one in heads if one.endswith("…")]
    words = {word for pane in found.panes for word in pane.title.split()}
    assert all(one.split()[-2].rstrip(",:") in {w.strip(",:(") for w in words} for one in cut)
    (told,) = drawn.iter("{http://purl.org/dc/elements/1.1/}description")
    assert told.text == "; ".join(pane.title for pane in found.panes)
