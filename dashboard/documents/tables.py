"""Tables of a report: as wide as their words need, in parts where a page is too narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics.shapes import Drawing
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from dashboard.documents.styles import BOLD, FONT, RULE, SHADE, register_fonts, text_style

SIZE = 7.2
"""Type of tables, points."""
DRAWN = 110.0
"""Least width of a column of drawings, points."""
_PAD = 3.5
_NAMED = 118.0
"""Width that the first column of a table in parts takes where its names are longer, points."""
_FIGURES = re.compile(r" (?=\()")
"""Where figures may go on in a second line: before the share, "188 of 606" and "(31 %)"."""
_WITHIN = re.compile(r" (?!\()")
_TAG = re.compile(r"(<[^>]*>)")
_MOST_WIDTH = 190.0
"""Width beyond which the words of a cell are broken into lines where room is short, points."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    markup : str
        Words with links, as reportlab reads them.
    words : str
        The same without markup.
    right : bool
        Whether it holds a number.
    bold : bool
        Whether it is a heading.
    span : int
        Columns that it takes.
    draw : callable or None
        Makes a drawing of a width instead of words.
    """

    markup: str
    words: str
    right: bool = False
    bold: bool = False
    span: int = 1
    draw: Callable[[float], Drawing | None] | None = None


Rows = Sequence[Sequence[Cell]]


def grid(heads: Rows, rows: Rows, feet: Rows, width: float) -> list[Flowable]:
    """Return a table, or several with the first column repeated where one is too wide.

    Parameters
    ----------
    heads, rows, feet : sequence of sequences of Cell
        Heads are repeated on every page.
    width : float
        Points.
    """
    register_fonts()
    everything = [*heads, *rows, *feet]
    if not everything:
        return []
    number = max(sum(cell.span for cell in row) for row in everything)
    least, most = _needs(everything, number)
    if sum(least) > width:
        least = _narrowed(everything, number, width, least, most)
    made: list[Flowable] = []
    for columns in split(least, width):
        own = fitted([least[i] for i in columns], [most[i] for i in columns], width)
        if made:
            made.append(Spacer(1, 5))
        made.append(_table(heads, rows, feet, columns, own))
    return made


class Beside(Table):  # type: ignore[misc]  # reportlab has no types
    """Tables beside each other, which are not broken across pages."""


def beside(tables: Sequence[Table], width: float, gap: float) -> Beside:
    """Return two tables beside each other."""
    half = (width - gap) / 2
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
    columns = [half + gap, half]
    return Beside([list(tables)], colWidths=columns, style=style, hAlign="LEFT")


def split(least: Sequence[float], width: float) -> list[list[int]]:
    """Return the columns of each part of a table; the first is in all of them.

    Parameters
    ----------
    least : sequence of float
        Least width of each column.
    width : float
        Of a page.

    Examples
    --------
    >>> split([50, 40, 40, 40], 140)
    [[0, 1, 2], [0, 3]]
    """
    parts: list[list[int]] = [[0]]
    used = least[0]
    for i in range(1, len(least)):
        if used + least[i] > width and len(parts[-1]) > 1:
            parts.append([0])
            used = least[0]
        parts[-1].append(i)
        used += least[i]
    return parts


def fitted(least: Sequence[float], most: Sequence[float], width: float) -> list[float]:
    """Return widths of columns that together are at most as wide as given.

    Each has its least width, and what is left is shared by what each still wants.

    Examples
    --------
    >>> fitted([10, 10], [10, 30], 30)
    [10.0, 20.0]
    """
    wanted = [high - low for low, high in zip(least, most, strict=True)]
    room, total = width - sum(least), sum(wanted)
    if room < 0:
        return [one * width / sum(least) for one in least]
    share = min(1.0, room / total) if total else 0.0
    return [float(low + share * one) for low, one in zip(least, wanted, strict=True)]


def _narrowed(
    rows: Rows, number: int, width: float, least: list[float], most: list[float]
) -> list[float]:
    """Return the least widths of a table that is too wide.

    Figures with their denominators go into two lines where that keeps the table in one part.
    Otherwise it comes in parts, and then has room for the names that begin each.
    """
    broken, _wanted = _needs(rows, number, breaking=True)
    if sum(broken) <= width:
        return broken
    return [max(least[0], min(most[0], _NAMED)), *least[1:]]


def _needs(rows: Rows, number: int, *, breaking: bool = False) -> tuple[list[float], list[float]]:
    """Return the least and the wanted width of each column."""
    least, most = [0.0] * number, [0.0] * number
    for row in rows:
        at = 0
        for cell in row:
            if cell.span == 1:
                low, high = _widths(cell, breaking)
                least[at], most[at] = max(least[at], low), max(most[at], high)
            at += cell.span
    return least, most


def _widths(cell: Cell, breaking: bool = False) -> tuple[float, float]:
    if cell.draw is not None:
        return DRAWN, DRAWN
    # Words of which a part is bold are measured as if all were: a little too wide at most.
    font = BOLD if cell.bold or "<b>" in cell.markup else FONT
    whole = stringWidth(cell.words, font, SIZE) + 2 * _PAD + 1
    if cell.right and not cell.bold:
        # Figures stay in one line, or have their share in a second one.
        parts = _FIGURES.split(cell.words) if breaking else [cell.words]
        longest = max(stringWidth(one, font, SIZE) for one in parts)
        return min(longest + 2 * _PAD + 1, _MOST_WIDTH), whole
    # Only a plain space ends a line; the others keep a figure and its unit together.
    longest = max(
        (stringWidth(w, font, SIZE) for w in re.split(r"[ \n]+", cell.words)), default=0.0
    )
    return min(longest + 2 * _PAD + 1, _MOST_WIDTH), whole


def _table(
    heads: Rows, rows: Rows, feet: Rows, columns: Sequence[int], widths: Sequence[float]
) -> Table:
    content: list[list[Any]] = []
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 1.8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, RULE),
    ]
    if heads:
        last = len(heads) - 1
        style += [
            ("BACKGROUND", (0, 0), (-1, last), SHADE),
            ("VALIGN", (0, 0), (-1, last), "BOTTOM"),
        ]
    if feet:
        style.append(("BACKGROUND", (0, -len(feet)), (-1, -1), SHADE))
    for line, row in enumerate([*heads, *rows, *feet]):
        places: list[Any] = [""] * len(columns)
        at = 0
        for cell in row:
            inside = [i for i, column in enumerate(columns) if at <= column < at + cell.span]
            if inside:
                wide = sum(widths[i] for i in inside) - 2 * _PAD
                places[inside[0]] = _content(cell, wide)
                if len(inside) > 1:
                    style.append(("SPAN", (inside[0], line), (inside[-1], line)))
            at += cell.span
        content.append(places)
    return Table(
        content,
        colWidths=list(widths),
        style=style,
        repeatRows=len(heads),
        hAlign="LEFT",
        spaceBefore=2,
        spaceAfter=2,
    )


def _content(cell: Cell, width: float) -> Any:
    if cell.draw is not None:
        return cell.draw(width) or ""
    if not cell.markup:
        return ""
    style = text_style(SIZE, after=0, bold=cell.bold, right=cell.right)
    markup = cell.markup.replace("× ", "×\u00a0")
    if cell.right and not cell.bold:
        markup = "".join(
            part if part.startswith("<") else _WITHIN.sub("\u00a0", part)
            for part in _TAG.split(markup)
        )
    return Paragraph(markup, style)
