"""Reports: the words, tables, map and marks of the pages, as PDF files."""

import datetime as dt
import io
import re

import pypdf
import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Paragraph, Table

from dashboard.charts.element_axis import bar, hatched, line, svg
from dashboard.components.element_page import summary
from dashboard.components.place_summary import place_summary
from dashboard.documents.flow import Flow, Heading, bound, inline, told
from dashboard.documents.reports import report
from dashboard.documents.styles import BOLD
from dashboard.documents.tables import SIZE, Beside, Cell, fitted, grid, split
from dashboard.documents.vector import svg_drawing
from dashboard.state import ViewState, from_query

ROOT = "https://maps.example.org/geo/"
DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def release(small_releases):
    """A release of a simulated survey of Finland and Norway."""
    return small_releases.current()


def made(release, page, code, query=""):
    """Return a report as pypdf reads it."""
    body = report(release, page, code, from_query(query)[0], ROOT, DAY)
    return pypdf.PdfReader(io.BytesIO(body))


def words(reader):
    """Return the words of a report in one line, those of its map left out."""
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_a_country_s_report_says_what_its_page_says(release):
    """The sentences of the summary, the parts of the page and its denominators are in it."""
    found = words(made(release, "country", "FIN"))
    _name, sentences = place_summary(release, ViewState(countries=("FIN",)))
    for one in (*sentences, "Measured", "The programme's 76 elements", "Neighbours", "Medians"):
        assert " ".join(one.split()) in found
    assert re.search(r"\d+ of \d+ \([\d.]+ %\)", found.replace("\u00a0", " "))


def test_a_region_s_report_lists_its_countries(release):
    """All countries of Northern Europe are in the table with the sum below them."""
    found = words(made(release, "region", "154"))
    assert all(one in found for one in ("Finland", "Norway", "Iceland", "All of Northern Europe"))


def test_an_element_s_report_has_its_tables_and_citations(release):
    """Summary, statistics with states, thresholds, methods and how to cite."""
    found = words(made(release, "element", "Cu"))
    assert all(" ".join(one.split()) in found for one in summary(release, "Cu"))
    for one in ("Statistics", "Results above it", "How it was determined", "Licence: "):
        assert one in found


def test_a_report_tells_what_it_is(release):
    """Title, author, subject, language, bookmarks, and a day that is the release's."""
    reader = made(release, "country", "NOR", "lang=en")
    about = reader.metadata
    assert (about.title, about.author) == ("Norway", "Chemical Earth dashboard")
    assert "Norway" in about.subject
    assert reader.root_object["/Lang"] == "en"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert about.creation_date.date().isoformat() == release.index["made"][:10]
    assert [one.title for one in reader.outline if not isinstance(one, list)] == ["Norway"]
    titles = [one.title for one in reader.outline[1] if not isinstance(one, list)]
    assert titles[:2] == ["Measured", "Reported"]


def test_each_page_has_its_foot(release):
    """Link frozen to the release, release, and page x of y; made-up data are marked on each."""
    reader = made(release, "country", "FIN")
    number = len(reader.pages)
    assert number > 1
    for i, page in enumerate(reader.pages, 1):
        found = " ".join(page.extract_text().split())
        assert f"{ROOT}country/FIN?release={release.id}" in found
        assert f"Page {i}" in found
        assert f"of {number}" in found
        assert "Simulated data: measured nowhere." in found


def test_links_lead_to_the_frozen_pages(release):
    """Every link of the site is whole and names the release that is on paper."""
    reader = made(release, "country", "FIN")
    links = {
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }
    own = [one for one in links if one.startswith(ROOT) and "about/methods" not in one]
    assert len(own) > 10
    assert all(f"release={release.id}" in one for one in own)
    assert not any(one.startswith(("/", "#")) for one in links)


def test_the_map_is_of_vectors_and_letters_are_embedded(release):
    """The form of the map has content without any image; all fonts have their letters."""
    reader = made(release, "country", "FIN")
    forms = [
        one.get_object()
        for page in reader.pages
        for one in page["/Resources"].get("/XObject", {}).values()
    ]
    assert not any(one["/Subtype"] == "/Image" for one in forms)
    largest = max(forms, key=lambda one: len(one.get_data()))
    assert len(largest.get_data()) > 10_000
    assert largest["/BBox"][2] > 300
    inner = largest["/Resources"]
    assert not any(
        one.get_object()["/Subtype"] == "/Image"
        for one in inner.get("/XObject", {}).get_object().values()
    )
    fonts = [
        font.get_object()
        for resources in (inner, *(page["/Resources"] for page in reader.pages))
        for font in resources["/Font"].get_object().values()
    ]
    embedded = [one for one in fonts if "DejaVu" in one["/BaseFont"]]
    assert embedded
    for one in embedded:
        inside = one["/DescendantFonts"][0].get_object() if "/DescendantFonts" in one else one
        assert "/FontFile2" in inside["/FontDescriptor"]


def test_the_same_report_is_the_same_file(release):
    """Nothing of the moment is in it but the day of access."""
    state = ViewState()
    assert report(release, "region", "150", state, ROOT, DAY) == report(
        release, "region", "150", state, ROOT, DAY
    )


@pytest.mark.parametrize(
    ("page", "code"), [("country", "XXX"), ("region", "999"), ("element", "Xy"), ("element", "")]
)
def test_unknown_pages_have_no_report(release, page, code):
    """There is none, and no fault."""
    assert report(release, page, code, ViewState(), ROOT, DAY) is None


def test_an_element_nobody_determined_has_a_report(release):
    """Its references remain, without any map."""
    found = words(made(release, "element", "Rh"))
    assert "No survey of this release has results of Rhodium (Rh)" in found


@given(
    st.lists(st.floats(1, 200), min_size=1, max_size=30),
    st.floats(50, 800),
)
def test_tables_are_split_at_columns(least, width):
    """Each column but the first is in one part; a part is too wide only with two columns."""
    parts = split(least, width)
    assert [i for part in parts for i in part if i] == list(range(1, len(least)))
    assert all(part[0] == 0 for part in parts)
    for part in parts:
        assert len(part) <= 2 or sum(least[i] for i in part) <= width + 1e-6


@given(
    st.lists(st.tuples(st.floats(1, 200), st.floats(0, 200)), min_size=1, max_size=20),
    st.floats(50, 800),
)
def test_columns_fill_no_more_than_the_page(sizes, width):
    """Widths lie between what is needed and what is wanted, and together fit."""
    least = [low for low, _more in sizes]
    most = [low + more for low, more in sizes]
    found = fitted(least, most, width)
    assert sum(found) <= width + 1e-6
    if sum(least) <= width:
        for own, low, high in zip(found, least, most, strict=True):
            assert low - 1e-6 <= own <= high + 1e-6


def test_words_keep_links_and_stress():
    """Addresses of the web become links; what is hidden or leads to a definition is left out."""
    content = [
        html.A("a < b", href="https://example.org/?a=1&b=2"),
        html.A("i", href="x#y", className="info"),
        html.A("down", href="#source-1"),
        html.Strong("much"),
        html.Q("said"),
        html.Span("nobody", className="visually-hidden"),
        html.Span("kind", className="badge-plain"),
        html.Span("beside", className="hint"),
    ]
    found = inline(content)
    assert found.startswith('<a href="https://example.org/?a=1&amp;b=2" color=')
    assert "a &lt; b</a>down<b>much</b>“said” (kind) · <font" in found
    assert "nobody" not in found
    assert ">i<" not in found
    assert told(content) == "a < bdownmuchsaid (kind)beside"


def test_tables_keep_spans_and_feet():
    """A cell over two columns, a head that is repeated, and a foot."""
    table = html.Table(
        [
            html.Caption("Of what"),
            html.Thead(html.Tr([html.Th("A"), html.Th("B"), html.Th("C")])),
            html.Tbody([html.Tr([html.Th("x"), html.Td("none at all", colSpan=2)])]),
            html.Tfoot([html.Tr([html.Th("all"), html.Td("1"), html.Td("2")])]),
        ]
    )
    caption, made, _space = Flow().of(table)
    assert caption.text == "Of what"
    assert isinstance(made, Table)
    assert (made._nrows, made._ncols, made.repeatRows) == (3, 3, 1)
    assert [one[1:3] for one in made._spanCmds] == [((1, 1), (2, 1))]


def test_tables_stand_beside_each_other_where_they_have_room():
    """Two narrow halves are one row; wide ones follow each other."""

    def half(words):
        row = html.Tr([html.Th("Cu"), *(html.Td(words, className="number") for _i in "ab")])
        return html.Div(html.Table([html.Tbody([row])]))

    narrow = html.Div([half("1"), half("2")], className="halves")
    wide = html.Div([half("1" * 80), half("2" * 80)], className="halves")
    assert next(type(one) for one in Flow().of(narrow)) is Beside
    assert [type(one) for one in Flow().of(wide) if isinstance(one, Table)] == 2 * [Table]


def test_headings_stay_with_what_follows():
    """A heading keeps words and drawings on its page; over a table it asks for room alone."""
    flow = Flow()
    text, table = Paragraph("words"), Table([["1"]])
    before_words, before_table = flow.heading("a", 2), flow.heading("b", 2)
    found = bound([before_words, text, before_table, table])
    assert [type(one) for one in found] == [Heading, Paragraph, CondPageBreak, Heading, Table]
    assert before_words.getKeepWithNext()
    assert not before_table.getKeepWithNext()


def test_drawings_of_pages_are_drawn_to_scale():
    """Half the width is half the width, from the top; hatching stays in its rectangle."""
    source = svg("", 40, [bar(25, 75, 10, 20, "hinges"), line(0, 5, 100, 5, "tick")], "x")
    drawing = svg_drawing(str(source), 200)
    box = next(one for one in drawing.contents if isinstance(one, Rect))
    assert (drawing.width, drawing.height) == (200, 30)
    assert (box.x, box.y, box.width, box.height) == (50, 30 - 22.5, 100, 15)
    group = svg_drawing(str(svg("", 40, [hatched(10, 30, 4, 20)], "x")), 300).contents[0]
    for one in group.contents[1:]:
        assert 30 - 1e-9 <= min(one.x1, one.x2) <= max(one.x1, one.x2) <= 90 + 1e-9
        assert 12 - 1e-9 <= min(one.y1, one.y2) <= max(one.y1, one.y2) <= 27 + 1e-9
    assert isinstance(drawing, Drawing)
    assert svg_drawing('<svg width="0" height="0"/>', 100) is None


def _cells(*words, right=True):
    return [Cell(one, one, right=right) for one in words]


def test_a_unit_is_never_torn_from_its_figure():
    """An element in bold and its unit, joined by a space that ends no line, are one word."""
    rows = [[Cell("<b>Mo</b>\u00a0mg/kg", "Mo\u00a0mg/kg"), *_cells("12")] for _row in range(3)]
    (table,) = grid([], rows, [], 60.0)
    one = table._cellvalues[0][0]
    assert len(one.breakLines(table._colWidths[0] - 7).lines) == 1
    least = stringWidth("Mo\u00a0mg/kg", BOLD, SIZE)
    assert table._colWidths[0] >= least


def test_shares_go_into_a_second_line_before_a_table_comes_in_parts():
    """A table a little too wide stays whole: its figures are broken before their shares only."""
    row = [*_cells("Netherlands", right=False), *_cells(*["36,947 of 36,949 km² (> 99.9 %)"] * 3)]
    tables = [one for one in grid([], [row], [], 340.0) if isinstance(one, Table)]
    assert len(tables) == 1
    lines = tables[0]._cellvalues[0][1].breakLines(tables[0]._colWidths[1] - 7).lines
    assert [" ".join(line[1]) if isinstance(line, tuple) else line for line in lines] == [
        "36,947\u00a0of\u00a036,949\u00a0km²", "(>\u00a099.9\u00a0%)"
    ]  # fmt: skip


def test_names_have_room_in_tables_in_parts():
    """The column that is repeated does not shrink to its longest word."""
    names = _cells("Bottom sediment, coarse, less than 2 mm, total", right=False)
    row = [*names, *_cells(*["1,234,567.89"] * 12)]
    tables = [one for one in grid([], [row], [], 400.0) if isinstance(one, Table)]
    assert len(tables) > 1
    assert all(one._colWidths[0] >= 118 for one in tables)
