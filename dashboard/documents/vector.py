"""Drawings in a report: those of the pages' own SVG, and the little periodic table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from xml.etree import ElementTree as ET

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from dashboard.documents.styles import (
    ACCENT,
    BOLD,
    FAINT,
    FILL,
    FONT,
    INK,
    PAPER,
    RULE,
    SHADE,
    register_fonts,
)

PIXEL = 0.75
"""Points of a CSS pixel."""

_STROKES: Mapping[str, tuple[Color, float, Sequence[float] | None]] = MappingProxyType(
    {
        "tick": (RULE, 0.4, None),
        "base": (INK, 0.6, None),
        "range": (FAINT, 0.5, None),
        "whisker": (INK, 0.9, None),
        "median": (INK, 2.0, None),
        "crust": (ACCENT, 0.9, (3, 2)),
        "threshold": (ACCENT, 0.7, None),
    }
)
_FILLS: Mapping[str, tuple[Color, Color]] = MappingProxyType(
    {"hinges": (SHADE, INK), "count": (FILL, FILL), "end": (FAINT, FAINT), "middle": (FILL, FILL)}
)
_STEPS = re.compile(r"([MHV])([-0-9.]+)(?: ([-0-9.]+))?")
_HATCH = 3.0


def svg_drawing(source: str, width: float) -> Drawing | None:
    """Return one of the pages' drawings (dashboard.charts.element_axis) as wide as given.

    Parameters
    ----------
    source : str
        An `svg` element with x in % of its width and y in CSS pixels.
    width : float
        Points.

    Returns
    -------
    Drawing or None
        None for an element that draws nothing.
    """
    register_fonts()
    root = ET.fromstring(source)
    height = float(root.get("height", "0")) * PIXEL
    if not height:
        return None
    drawing = Drawing(width, height)
    for shape in root:
        for part in _shapes(shape, width, height):
            drawing.add(part)
    return drawing


def _shapes(one: ET.Element, width: float, height: float) -> Iterable[object]:
    kind = one.tag.rsplit("}", 1)[-1]
    name = one.get("class", "")

    def x(key: str) -> float:
        text = one.get(key, "0")
        return float(text[:-1]) / 100 * width if text.endswith("%") else float(text) * PIXEL

    def y(key: str) -> float:
        return height - float(one.get(key, "0")) * PIXEL

    if kind == "line":
        colour, thick, dash = _STROKES.get(name, (INK, 0.6, None))
        yield Line(
            x("x1"), y("y1"), x("x2"), y("y2"),
            strokeColor=colour, strokeWidth=thick, strokeDashArray=dash,
        )  # fmt: skip
    elif kind == "rect":
        high = float(one.get("height", "0")) * PIXEL
        box = (x("x"), y("y") - high, x("width"), high)
        if name == "censored":
            yield _hatched(*box)
        else:
            fill, stroke = _FILLS.get(name, (SHADE, INK))
            yield Rect(*box, fillColor=fill, strokeColor=stroke, strokeWidth=0.5)
    elif kind == "circle":
        fill, _stroke = _FILLS.get(name, (INK, INK))
        radius = float(one.get("r", "2")) * PIXEL
        yield Circle(x("cx"), y("cy"), radius, fillColor=fill, strokeColor=None)
    elif kind == "text":
        yield _text(one, x("x"), y("y"), name, width)
    elif kind == "svg":
        yield from _steps(one, width, height)


def _text(one: ET.Element, x: float, y: float, name: str, width: float) -> String:
    words, size = one.text or "", 6.8
    if "tick-text" in name:
        # Names of round values stand below their lines, and within the drawing.
        half = stringWidth(words, FONT, size) / 2
        x, anchor = min(max(x, half), width - half), "middle"
    else:
        x, anchor = x + float(one.get("dx", "0")) * PIXEL, "start"
    colour = ACCENT if name == "threshold-text" else FAINT
    return String(
        x, y, words, fontName=FONT, fontSize=size, fillColor=colour, textAnchor=anchor
    )  # fmt: skip


def _steps(one: ET.Element, width: float, height: float) -> Iterable[PolyLine]:
    """Return the steps of a cumulative curve: a path of M, H and V in a box of 100 by 100."""
    top, room = (float(one.get(key, "0")) * PIXEL for key in ("y", "height"))
    for path in one:
        points: list[float] = []
        x = y = 0.0
        for deed, first, second in _STEPS.findall(path.get("d", "")):
            if deed == "M":
                x, y = float(first), float(second)
            elif deed == "H":
                x = float(first)
            else:
                y = float(first)
            points += [x / 100 * width, height - top - y / 100 * room]
        yield PolyLine(points, strokeColor=FILL, strokeWidth=1.1)


def _hatched(x: float, y: float, width: float, height: float) -> Group:
    """Return a rectangle of slanted lines: what lies below detection."""
    group = Group(Rect(x, y, width, height, fillColor=PAPER, strokeColor=FAINT, strokeWidth=0.4))
    offset = _HATCH
    while offset < width + height:
        # A line of 45 degrees, cut at the edges of the rectangle.
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        group.add(Line(x1, y1, x2, y2, strokeColor=FAINT, strokeWidth=0.4))
        offset += _HATCH
    return group


def periodic_table(places: Sequence[tuple[int, int, str, str, str]], width: float) -> Drawing:
    """Return the elements in their places, each with symbol and mark.

    Parameters
    ----------
    places : sequence of tuple
        Row and column from 1, symbol, mark, and status (`data`, `below`, `none`).
    width : float
        Points.
    """
    register_fonts()
    columns = max(column for _row, column, *_rest in places)
    rows = max(row for row, *_rest in places)
    wide = width / columns
    high = min(wide, 24.0)
    drawing = Drawing(width, rows * high)
    looks = {"data": (FILL, PAPER), "below": (SHADE, INK)}
    for row, column, symbol, mark, status in places:
        fill, ink = looks.get(status, (PAPER, FAINT))
        x, y = (column - 1) * wide, (rows - row) * high
        drawing.add(
            Rect(
                x + 0.7,
                y + 0.7,
                wide - 1.4,
                high - 1.4,
                1.5,
                1.5,
                fillColor=fill,
                strokeColor=RULE if status != "data" else FILL,
                strokeWidth=0.5,
            )
        )
        for words, size, up, font in ((symbol, 7.5, 0.52, BOLD), (mark, 6.0, 0.16, FONT)):
            drawing.add(
                String(
                    x + wide / 2,
                    y + up * high,
                    words,
                    fontName=font,
                    fontSize=size,
                    fillColor=ink,
                    textAnchor="middle",
                )
            )
    return drawing
