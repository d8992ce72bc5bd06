"""Type, colours and measures of printed reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT, BOLD = "DejaVu", "DejaVu-Bold"

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 18 * mm, 18 * mm, 24 * mm
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE

INK, FAINT, LINK = HexColor("#1b2630"), HexColor("#55626e"), HexColor("#0b5394")
RULE, SHADE, FILL = HexColor("#c3ccd4"), HexColor("#eef2f5"), HexColor("#2a6f97")
ACCENT, WARNING = HexColor("#b3541e"), HexColor("#8a1c1c")
PAPER = HexColor("#ffffff")

HEAD_SIZES = {1: 20.0, 2: 13.0, 3: 10.5, 4: 9.5}


@cache
def register_fonts() -> None:
    """Make the letters of reports known to reportlab: DejaVu Sans, which comes with matplotlib.

    The letters that a document uses are embedded in it.
    """
    # Servers that draw nothing need not wait for it.
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    for name, file in (
        (FONT, "DejaVuSans"),
        (BOLD, "DejaVuSans-Bold"),
        (f"{FONT}-Oblique", "DejaVuSans-Oblique"),
        (f"{FONT}-BoldOblique", "DejaVuSans-BoldOblique"),
    ):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{file}.ttf")))
    pdfmetrics.registerFontFamily(
        FONT,
        normal=FONT,
        bold=BOLD,
        italic=f"{FONT}-Oblique",
        boldItalic=f"{FONT}-BoldOblique",
    )


def text_style(
    size: float = 8.5,
    colour: Color = INK,
    *,
    before: float = 0.0,
    after: float = 4.0,
    bold: bool = False,
    right: bool = False,
    indent: float = 0.0,
) -> ParagraphStyle:
    """Return a style of paragraphs; sizes and distances in points."""
    register_fonts()
    return ParagraphStyle(
        f"text-{size}-{bold}-{right}",
        fontName=BOLD if bold else FONT,
        fontSize=size,
        leading=size * 1.38,
        textColor=colour,
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=indent,
        alignment=TA_RIGHT if right else 0,
        # Addresses have no spaces to break at.
        splitLongWords=1,
    )


def head_style(level: int) -> ParagraphStyle:
    """Return the style of a heading, 1 (the document's) to 4."""
    size = HEAD_SIZES[level]
    return text_style(size, before=0.9 * size if level > 1 else 0, after=0.35 * size, bold=True)
