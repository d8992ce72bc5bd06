"""Legends of pictures: classes and states with their marks and counts, and the histogram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dashboard.catalog.printing import number_text
from dashboard.i18n import _
from dashboard.pictures import shapes
from dashboard.pictures.colours import Rgb, ink_of
from dashboard.pictures.scene import Entry, Pane
from dashboard.pictures.sheet import Sheet, heading, shortened, text_width, wrapped
from dashboard.pictures.sizes import Frame
from dashboard.pictures.triangle import draw_triangle

_SWATCH = (28.0, 16.0)
_ROW = 23.0
_HISTOGRAM = 54.0
_LEAST_LABEL = 10.5
_NOTE_LINES = 4
_HEAD, _LEAST_HEAD, _MOST_LINES = 12.0, 9.5, 3
_LEAST_ROW = 9.8
"""Rows below this are too close for their letters: the head takes fewer lines instead."""


def draw_legend(
    sheet: Sheet, pane: Pane, frame: Frame, kind: str, theme: Mapping[str, Rgb]
) -> None:
    """Draw a legend as its layout has it: a column, columns, or a strip."""
    if pane.corners:
        frame = draw_triangle(sheet, pane.corners, frame, theme)
    if kind == "plain":
        _draw_strip(sheet, pane, frame, theme)
    elif kind == "side":
        _draw_column(sheet, pane, frame, theme)
    else:
        _draw_columns(sheet, pane, frame, theme)


def _ordered(pane: Pane) -> list[Entry]:
    """Return the entries in reading order: what is most on top, states last."""
    classes = [entry for entry in pane.entries if entry.group == "class"]
    states = [entry for entry in pane.entries if entry.group == "state"]
    worded = pane.histogram is None
    return [*reversed(classes), *(reversed(states) if worded else states)]


def _draw_heading(
    sheet: Sheet, pane: Pane, frame: Frame, rows: int, theme: Mapping[str, Rgb]
) -> float:
    """Write whose legend it is, in as many lines as its rows leave; returns where these begin."""
    most = _MOST_LINES
    while most > 1 and (frame.height - most * (_HEAD + 3) - 5) / max(1, rows) < _LEAST_ROW:
        most -= 1
    size, lines = heading(pane.title, frame.width, most, (_HEAD, _LEAST_HEAD))
    y = frame.y + size
    for line in lines:
        sheet.text(frame.x, y, line, size, theme["ink"], bold=True)
        y += size + 3
    return y - size + 2


def _draw_column(sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    y = frame.y
    entries = _ordered(pane)
    if pane.histogram is not None and frame.height > 300:
        _draw_histogram(sheet, pane, Frame(frame.x, y, frame.width, _HISTOGRAM), theme)
        y += _HISTOGRAM + 16
    bottom = frame.y + frame.height
    if pane.title:
        # Of several maps each legend says whose it is, apart from the one above; the rest fits.
        bottom -= 4
        room = Frame(frame.x, y, frame.width, bottom - y)
        y = _draw_heading(sheet, pane, room, len(entries), theme)
    else:
        for line in wrapped(pane.note, 12.0, frame.width)[:_NOTE_LINES]:
            y += 13
            sheet.text(frame.x, y, line, 12.0, theme["ink"], alpha=0.85)
            y += 3
        y += 8
    step = min(_ROW, (bottom - y) / max(1, len(entries)))
    _draw_entries(sheet, entries, Frame(frame.x, y, frame.width, 0), step, theme)


def _draw_columns(sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    entries = _ordered(pane)
    gap, left = 22.0, frame.x
    columns = max(1, int(frame.width // 300))
    if pane.title:
        y = _draw_heading(sheet, pane, frame, -(-len(entries) // columns), theme) + 3
    else:
        y = frame.y + 13
        note = shortened(pane.note, 12.0, frame.width - 12)
        sheet.text(frame.x, y, note, 12.0, theme["ink"], alpha=0.85)
        y += 10
    if pane.histogram is not None and columns > 2:
        wide = (frame.width - gap * (columns - 1)) / columns
        _draw_histogram(sheet, pane, Frame(left, y, wide, 90), theme)
        left, columns = left + wide + gap, columns - 1
    wide = (frame.x + frame.width - left - gap * (columns - 1)) / columns
    rows = -(-len(entries) // columns)
    step = min(_ROW, (frame.y + frame.height - y) / max(1, rows))
    for column in range(columns):
        own = entries[column * rows : (column + 1) * rows]
        _draw_entries(sheet, own, Frame(left + column * (wide + gap), y, wide, 0), step, theme)


def _draw_entries(
    sheet: Sheet, entries: Sequence[Entry], frame: Frame, step: float, theme: Mapping[str, Rgb]
) -> None:
    wide, high = _SWATCH[0], min(_SWATCH[1], step - 3)
    size = min(13.0, max(8.0, step * 0.62))
    # One size for all, so that the longest label fits where it can.
    while size > _LEAST_LABEL and any(
        text_width(entry.label + _count(entry), size) > frame.width - wide - 16
        for entry in entries
    ):
        size -= 0.5
    for row, entry in enumerate(entries):
        top = frame.y + row * step
        middle = top + step / 2
        draw_swatch(sheet, entry, Frame(frame.x, middle - high / 2, wide, high), theme)
        count = _count(entry)
        room = frame.width - wide - 8 - (text_width(count, size) + 8 if count else 0)
        label = shortened(entry.label, size, room)
        alpha = 0.5 if entry.muted else 1.0
        x = frame.x + wide + 8
        sheet.text(x, middle, label, size, theme["ink"], anchor="center_baseline", alpha=alpha)
        if count:
            right = frame.x + frame.width
            sheet.text(
                right,
                middle,
                count,
                size,
                theme["ink"],
                align="right",
                anchor="center_baseline",
                alpha=0.75 * alpha,
            )


def _count(entry: Entry) -> str:
    return "" if entry.count is None else number_text(entry.count)


def draw_swatch(sheet: Sheet, entry: Entry, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    """Draw the colour of an entry with its mark, as the map has them."""
    colour = theme["muted"] if entry.muted else entry.colour
    sheet.rectangle(frame, colour)
    if entry.mark and not entry.muted:
        ink, alpha = ink_of(colour)
        pieces, stroke = shapes.mark_segments(entry.mark, frame.width, frame.height)
        inside = (pieces >= 0).all(axis=(1, 2))
        inside &= (pieces[:, :, 0] <= frame.width).all(axis=1)
        inside &= (pieces[:, :, 1] <= frame.height).all(axis=1)
        corner = np.array([frame.x, frame.y])
        sheet.strokes(pieces[inside] + corner, ink, stroke, None, alpha)
    sheet.rectangle(frame, None, theme["outline"], 0.8)


def _draw_histogram(sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    found = pane.histogram
    if found is None:
        return
    classes = [entry.colour for entry in pane.entries if entry.group == "class"]
    step = frame.width / found.counts.size
    base, top = frame.y + frame.height, max(1, int(found.counts.max()))
    for i, count in enumerate(found.counts.tolist()):
        if count:
            high = max(1.0, count / top * frame.height)
            bar = Frame(frame.x + i * step, base - high, step - 0.6, high)
            sheet.rectangle(bar, classes[int(found.classes[i])])
    sheet.strokes([np.array([[frame.x, base], [frame.x + frame.width, base]])], theme["ink"], 0.8)
    ticks = [np.array([[x, base], [x, base + 5]]) for x in frame.x + found.ticks * frame.width]
    sheet.strokes(ticks, theme["ink"], 0.8)


def _draw_strip(sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    """Draw the classes side by side, with the bounds between them or their words below."""
    classes = [entry for entry in pane.entries if entry.group == "class"]
    if not classes:
        return
    step, high = frame.width / len(classes), 22.0
    written = frame.x
    for i, entry in enumerate(classes):
        box = Frame(frame.x + i * step, frame.y, step, high)
        draw_swatch(sheet, entry, box, theme)
        bounded = pane.histogram is not None or " – " in entry.label
        if bounded and i:
            words = entry.label.split(" – ")[0].replace(_("{bound} and more").format(bound=""), "")
            half = text_width(words, 19.0) / 2
            # Bounds that would run into one another are left to the picture in its full size.
            if box.x - half < written:
                continue
            sheet.text(box.x, frame.y + high + 22, words, 19.0, theme["ink"], align="center")
            written = box.x + half + 6
        elif not bounded and len(classes) <= 6:
            for row, line in enumerate(wrapped(entry.label, 15.0, step - 8)[:2]):
                sheet.text(box.x + 2, frame.y + high + 17 + 17 * row, line, 15.0, theme["ink"])
