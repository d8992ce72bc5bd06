"""The pages of a report: frame, foot with link, release and page, and the file around them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from dashboard.catalog.printing import day_text
from dashboard.documents.figure import MapFigure, with_map
from dashboard.documents.styles import (
    BOLD,
    FAINT,
    FONT,
    INK,
    LINK,
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RULE,
    TEXT_WIDTH,
    WARNING,
    register_fonts,
    text_style,
)
from dashboard.i18n import _

_PAGES = "pages"
_SMALL = 6.5


@dataclass(frozen=True)
class Imprint:
    """What a document says of itself.

    Attributes
    ----------
    title, subject : str
    author : str
        Name of the application.
    language : str
        BCP 47.
    link : str
        Full address of the page that it shows, frozen to its release.
    release : str
        Id of the release.
    made : datetime.date
        Day of the release: the same address is the same file.
    simulated : bool
        Whether every page is marked.
    """

    title: str
    subject: str
    author: str
    language: str
    link: str
    release: str
    made: dt.date
    simulated: bool


class _Counting(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas that knows at its end how many pages there are, and says so on each."""

    def save(self) -> None:
        self.beginForm(_PAGES, 0, -3, 60, 10)
        self.setFont(FONT, _SMALL)
        self.setFillColor(FAINT)
        self.drawString(0, 0, _("of {n}").format(n=self.getPageNumber() - 1))
        self.endForm()
        super().save()


def paper(story: Sequence[Flowable], imprint: Imprint, figure: MapFigure | None = None) -> bytes:
    """Return a report as a PDF of A4 pages, its letters embedded.

    Parameters
    ----------
    story : sequence of Flowable
    imprint : Imprint
    figure : MapFigure, optional
        The map that the story refers to.
    """
    register_fonts()
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=imprint.title,
        author=imprint.author,
        subject=imprint.subject,
        creator=imprint.link,
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(
        MARGIN_SIDE,
        MARGIN_BOTTOM,
        TEXT_WIDTH,
        PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM,
        *(0, 0, 0, 0),
    )

    def dress(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        _draw_foot(canvas, imprint)
        if imprint.simulated:
            _draw_mark(canvas)
        canvas.restoreState()

    document.addPageTemplates(PageTemplate("page", [frame], onPageEnd=dress))
    document.build(list(story), canvasmaker=_Counting)
    return _finished(out.getvalue(), imprint, figure)


def _draw_foot(canvas: Any, imprint: Imprint) -> None:
    left, right, top = MARGIN_SIDE, PAGE_WIDTH - MARGIN_SIDE, MARGIN_BOTTOM - 10
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(left, top, right, top)
    release = _("Release {release} of {date}").format(
        release=imprint.release, date=day_text(imprint.made)
    )
    href = escape(imprint.link)
    said = f"<b>{escape(imprint.title)}</b> · {escape(release)}<br/>"
    colour = LINK.hexval().replace("0x", "#")
    if imprint.simulated:
        said = f"<b>{escape(_('Simulated data'))}</b> · {said}"
    line = Paragraph(
        f'{said}<a href="{href}" color="{colour}">{href}</a>', text_style(_SMALL, FAINT)
    )
    _wide, high = line.wrap(TEXT_WIDTH - 70, MARGIN_BOTTOM)
    line.drawOn(canvas, left, top - high - 3)
    canvas.setFont(FONT, _SMALL)
    canvas.setFillColor(FAINT)
    page = _("Page {n}").format(n=canvas.getPageNumber())
    canvas.drawString(right - 58, top - 11, page)
    canvas.saveState()
    canvas.translate(right - 58 + canvas.stringWidth(page + " ", FONT, _SMALL), top - 11)
    canvas.doForm(_PAGES)
    canvas.restoreState()


def _draw_mark(canvas: Any) -> None:
    """Write across the page, and above it, that nothing of this was measured."""
    words = _("Simulated data")
    canvas.saveState()
    canvas.setFillColor(WARNING)
    canvas.setFont(BOLD, 8)
    head = _("Simulated data: measured nowhere.")
    canvas.drawRightString(PAGE_WIDTH - MARGIN_SIDE, PAGE_HEIGHT - MARGIN_TOP + 14, head)
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(52)
    canvas.setFillColor(INK)
    canvas.setFillAlpha(0.08)
    canvas.setFont(BOLD, 0.85 * PAGE_HEIGHT / canvas.stringWidth(words, BOLD, 1.0))
    canvas.drawCentredString(0, -20, words)
    canvas.restoreState()


def _finished(made: bytes, imprint: Imprint, figure: MapFigure | None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    if figure is not None:
        with_map(writer, figure)
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(imprint.language)
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    root[NameObject("/ViewerPreferences")] = shown
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    day = imprint.made.strftime("D:%Y%m%d000000Z")
    writer.add_metadata({"/CreationDate": day, "/ModDate": day, "/Producer": imprint.author})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
