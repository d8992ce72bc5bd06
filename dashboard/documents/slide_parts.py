"""Slides of 16:9 and what stands on them, with python-pptx.

Words are in the placeholders of the layouts and in text boxes of the theme's own fonts and
colours, so that a reader's template can take them over.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches, Pt

from dashboard.catalog.printing import figure_text, number_text
from dashboard.components.element_parts import below_text, with_unit
from dashboard.components.lookup import Record
from dashboard.export.citation import Survey
from dashboard.i18n import _
from dashboard.pictures.sheet import text_width
from dashboard.release.element import StratumResults
from dashboard.state_resolve import stratum_name

INCH = 914_400
"""EMU of an inch (ECMA-376)."""
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
_MARGIN = Inches(0.5)
_INNER = WIDTH - 2 * _MARGIN
_FOOT = Inches(0.3)
_LAYOUT_TITLE, _LAYOUT_TITLE_ONLY = 0, 5
_MOST_ROWS = 12
# python-pptx has types in part only.
_COLOUR: Any = RGBColor
_DARK, _WARNING = _COLOUR(0x44, 0x50, 0x5C), _COLOUR(0x8A, 0x1C, 0x1C)
_TITLE, _CAPTION, _SMALL = 26.0, 14.0, 10.0


@dataclass(frozen=True)
class Head:
    """Words of a slide.

    Attributes
    ----------
    title, caption : str
    simulated : bool
        Whether the slide is marked.
    foot : str
        Release, beside the link.
    link : str
        Full address.
    notes : str
    opens : str
        Words of the link; by default those of a view.
    """

    title: str
    caption: str
    simulated: bool
    foot: str
    link: str
    notes: str
    opens: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, EMU."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """A picture of a slide.

    Attributes
    ----------
    png : bytes
    alt : str
        What it shows, for readers who do not see it.
    line : str
        Title of the map, above it.
    warnings : tuple of str
    crop : float
        Share of its height that is cut off its top.
    """

    png: bytes
    alt: str
    line: str
    warnings: tuple[str, ...]
    crop: float


def room_below(head: Head) -> Box:
    """Return the room for a picture under the words of a slide."""
    top = _MARGIN // 2 + _title_height(head) + _caption_height(head) + Inches(0.28)
    height = HEIGHT - top - _FOOT - Inches(0.12)
    return Box(_MARGIN, top, _INNER, height)


def picture_slide(deck: Deck, head: Head, shown: Shown) -> None:
    """Add a slide with a picture."""
    slide = _slide(deck, head)
    room = room_below(head)
    line = " · ".join((shown.line, *shown.warnings)) if shown.warnings else shown.line
    _write(
        slide, Box(_MARGIN, room.top - Inches(0.28), _INNER, Inches(0.28)), [line], _SMALL + 1.0
    )
    picture = slide.shapes.add_picture(
        io.BytesIO(shown.png), room.left, room.top, room.width, room.height
    )
    picture.crop_top = shown.crop
    _describe(picture, shown.alt)
    if head.simulated:
        _mark(slide)


def words_slide(deck: Deck, head: Head, lines: Sequence[str]) -> None:
    """Add a slide of words alone."""
    _write(_slide(deck, head), room_below(head), lines, 18.0)


def table_slide(
    deck: Deck,
    head: Head,
    lines: Sequence[str],
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """Add a slide with some sentences and a table of at most `_MOST_ROWS` rows."""
    slide = _slide(deck, head)
    room = room_below(head)
    top = room.top
    if lines:
        needed = sum(_lines(one, _CAPTION, _INNER) for one in lines) + 0.4 * len(lines)
        high = Emu(int(Pt(_CAPTION * 1.3) * needed))
        _write(slide, Box(_MARGIN, top, _INNER, high), lines, _CAPTION)
        top = top + high + Inches(0.1)
    kept = rows[:_MOST_ROWS]
    frame = slide.shapes.add_table(
        len(kept) + 1, len(heads), _MARGIN, top, _INNER, Inches(0.36) * (len(kept) + 1)
    )
    _describe(frame, head.title)
    table = frame.table
    first = int(_INNER * 0.42)
    for i, column in enumerate(table.columns):
        column.width = Emu(first if i == 0 else int((_INNER - first) / (len(heads) - 1)))
    for number, row in enumerate([heads, *kept]):
        for i, text in enumerate(row):
            cell = table.cell(number, i)
            cell.text = text
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.font.size = Pt(12)
            paragraph.alignment = PP_ALIGN.RIGHT if i else PP_ALIGN.LEFT
    if len(rows) > len(kept):
        below = top + Inches(0.36) * (len(kept) + 1) + Inches(0.05)
        more = _("and {n} more").format(n=len(rows) - len(kept))
        _write(slide, Box(_MARGIN, below, _INNER, Inches(0.3)), [more], _SMALL)
    if head.simulated:
        _mark(slide)


def statistics(
    found: Sequence[StratumResults], index: Record
) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the table of an element: results and quartiles of each stratum."""
    unit = found[0].analyte["unit"]
    names = ("q1", "median", "q3", "p98")
    heads = [
        *(_("Stratum"), _("Results"), _("Below detection"), _("P25")),
        *(with_unit(_("Median"), unit), _("P75"), _("P98")),
    ]
    rows = [
        [
            stratum_name(one.stratum, index),
            number_text(one.n),
            below_text(one.n, one.censored),
            *(figure_text(*one.figure(name)) for name in names),
        ]
        for one in found
    ]
    return heads, rows


def title_slide(
    deck: Deck, title: str, description: str, foot: str, link: str, simulated: bool
) -> None:
    """Add the first slide of a story."""
    slide = deck.slides.add_slide(deck.slide_layouts[_LAYOUT_TITLE])
    _place(slide.shapes.title, Box(_MARGIN, Inches(1.9), _INNER, Inches(1.6)))
    slide.shapes.title.text = title
    below = slide.placeholders[1]
    _place(below, Box(Inches(1.6), Inches(3.6), WIDTH - Inches(3.2), Inches(2.2)))
    below.text = description
    for paragraph in below.text_frame.paragraphs:
        paragraph.font.size = Pt(20)
    _foot(slide, foot, link, _("Present it live"))
    if simulated:
        _mark(slide)


def sources_slide(
    deck: Deck, surveys: Iterable[Survey], lines: Sequence[str], root: str, simulated: bool
) -> None:
    """Add the last slide: what the others stand on."""
    cited = [
        _("{citation} Licence: {licence}.").format(citation=one.citation, licence=one.licence)
        for one in surveys
    ]
    if simulated:
        cited.insert(0, _("Simulated data: measured nowhere."))
    head = Head(_("Sources"), "", simulated, _("Chemical Earth dashboard"), root, "", _("Open it"))
    slide = _slide(deck, head)
    # As large as all of it fits.
    room = room_below(head)
    texts = [*cited, *lines]
    size = 16.0
    while size > 8 and _needed(texts, size) > room.height:
        size -= 1
    _write(slide, room, texts, size)


def _needed(texts: Sequence[str], size: float) -> int:
    lines = sum(_lines(one, size, _INNER) for one in texts)
    return int(Pt(size * 1.25) * lines + Pt(4) * len(texts))


def _slide(deck: Deck, head: Head) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_LAYOUT_TITLE_ONLY])
    title = slide.shapes.title
    high = _title_height(head)
    _place(title, Box(_MARGIN, _MARGIN // 2, _INNER, high))
    title.text = head.title
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment, paragraph.font.size, paragraph.font.bold = PP_ALIGN.LEFT, Pt(_TITLE), True
    if head.caption:
        box = Box(_MARGIN, _MARGIN // 2 + high, _INNER, _caption_height(head))
        _write(slide, box, [head.caption], _CAPTION)
    _foot(slide, head.foot, head.link, head.opens)
    if head.notes:
        slide.notes_slide.notes_text_frame.text = head.notes
    return slide


def _foot(slide: Any, words: str, link: str, opens: str = "") -> None:
    top = HEIGHT - _FOOT - Inches(0.06)
    box = _write(slide, Box(_MARGIN, top, _INNER, _FOOT), [f"{words} · "], _SMALL)
    run = box.text_frame.paragraphs[0].add_run()
    # The address itself is in the link and in the notes.
    run.text = opens or _("Open this view")
    run.font.size = Pt(_SMALL)
    run.hyperlink.address = link


def _mark(slide: Any) -> None:
    """Mark a slide of made-up data in its corner; its map has the mark across."""
    box = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, WIDTH - _MARGIN - Inches(1.9), Inches(0.08), Inches(1.9), Inches(0.32)
    )
    box.fill.solid()
    box.fill.fore_color.rgb = _WARNING
    box.line.fill.background()
    box.text_frame.text = _("Simulated data")
    paragraph = box.text_frame.paragraphs[0]
    paragraph.font.size, paragraph.font.bold = Pt(12), True
    paragraph.font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    paragraph.alignment = PP_ALIGN.CENTER


def _write(slide: Any, box: Box, lines: Sequence[str], size: float) -> Any:
    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for i, text in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.font.size = Pt(size)
        paragraph.space_after = Pt(4)
        if size <= _SMALL + 1:
            paragraph.font.color.rgb = _DARK
    return shape


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = box.left, box.top, box.width, box.height


def _describe(shape: Any, words: str) -> None:
    """Give a picture or table the words that are read in its place."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


def _title_height(head: Head) -> int:
    return int(Pt(_TITLE * 1.25) * min(2, _lines(head.title, _TITLE, _INNER, bold=True)))


def _caption_height(head: Head) -> int:
    if not head.caption:
        return 0
    return int(Pt(_CAPTION * 1.25) * _lines(head.caption, _CAPTION, _INNER) + Pt(5))


def _lines(text: str, size: float, width: int, bold: bool = False) -> int:
    """Return how many lines a text takes at most: DejaVu Sans is wider than fonts of themes."""
    return max(1, -(-int(Pt(text_width(text, size, bold)) * 1.03) // width))
