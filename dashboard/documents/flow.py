"""Pages as the flow of a printed report: the same words, tables and drawings as on screen.

The pages of countries, regions and elements are trees of `dash.html` components that need no
script. A report is made from the same trees, so that it cannot say anything else than the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import count
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table

from dashboard.catalog.printing import unbroken
from dashboard.documents.styles import FAINT, FONT, LINK, TEXT_WIDTH, head_style, text_style
from dashboard.documents.tables import Beside, Cell, beside, grid
from dashboard.documents.vector import periodic_table, svg_drawing

_SKIPPED = frozenset({"Nav", "Button", "Footer"})
_INLINE = frozenset({"A", "Strong", "B", "Em", "I", "Q", "Span", "Code", "Abbr", "Sup", "Sub"})
_HEADS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4}
GAP = 14.0
"""Between tables that stand beside each other, points."""
_ROOM = {1: 160.0, 2: 120.0, 3: 90.0, 4: 70.0}
"""Room below a heading of each level that is enough to begin on, points."""
_STATUSES = ("data", "below", "none")


class Heading(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A heading that is also a bookmark of the document.

    Parameters
    ----------
    markup : str
        As reportlab reads it.
    level : int
        1 to 4; the document's own is 1.
    words : str
        The heading without markup.
    key : str
        Of the bookmark, unique within the document.
    """

    def __init__(self, markup: str, level: int, words: str, key: str) -> None:
        super().__init__(markup, head_style(level))
        self.level, self.words, self.key = level, words, key

    def draw(self) -> None:
        """Draw the heading and set the bookmark."""
        canvas = self.canv
        canvas.bookmarkHorizontal(self.key, 0, self.height + 6)
        if self.level <= 3:
            canvas.addOutlineEntry(self.words, self.key, self.level - 1, closed=self.level > 1)
        super().draw()


class Flow:
    """Makes what is printed of the components of a page.

    Parameters
    ----------
    width : float
        Of the text, points.
    """

    def __init__(self, width: float = TEXT_WIDTH) -> None:
        self.width = width
        self._keys = count(1)

    def heading(self, words: str, level: int) -> Heading:
        """Return a heading."""
        return Heading(escape(words, quote=False), level, words, f"h{next(self._keys)}")

    def of(self, content: Any) -> list[Flowable]:
        """Return what is printed of some content; words between blocks become paragraphs."""
        found: list[Flowable] = []
        words: list[Any] = []

        def finish() -> None:
            text = inline(words)
            if text.strip():
                found.append(Paragraph(text, text_style()))
            words.clear()

        for one in _listed(content):
            if _is_inline(one):
                words.append(one)
            else:
                finish()
                found += self._block(one)
        finish()
        return found

    def _block(self, one: Any) -> list[Flowable]:
        if isinstance(one, Markup):
            return self._drawing(str(one))
        kind, props = _plain(one)
        if kind in _SKIPPED or props.get("hidden"):
            return []
        children, name = props.get("children"), props.get("className") or ""
        if kind in _HEADS:
            level = _HEADS[kind]
            words = told(children)
            return [Heading(inline(children), level, words, f"h{next(self._keys)}")]
        if kind == "P":
            return self._paragraph(children, name)
        if kind in {"Ul", "Ol"}:
            return self._list(kind, children, name)
        if kind == "Dl":
            return self._terms(children)
        if kind == "Table":
            return self._table(props)
        if kind == "Summary":
            return [self.heading(told(children, " – "), 3)]
        if name == "format-links":
            name_of, forms = _listed(children)
            links = [inline(_plain(one)[1].get("children")) for one in _of_list(forms)]
            return [Paragraph(f"{inline(name_of)}: {', '.join(links)}", text_style(8.0))]
        if name == "halves":
            return self._halves(_listed(children))
        return self.of(children)

    def _halves(self, parts: Sequence[Any]) -> list[Flowable]:
        """Return two tables beside each other where both have room."""
        narrow = Flow((self.width - GAP) / 2)
        tables = [[one for one in narrow.of(part) if isinstance(one, Table)] for part in parts]
        if len(parts) == 2 and all(len(one) == 1 and _fits(one[0], narrow) for one in tables):
            return [beside([one[0] for one in tables], self.width, GAP), Spacer(1, 6)]
        return [one for part in parts for one in self.of(part)]

    def _drawing(self, source: str) -> list[Flowable]:
        drawing = svg_drawing(source, self.width)
        return [] if drawing is None else [drawing]

    def _paragraph(self, children: Any, name: str) -> list[Flowable]:
        text = inline(children)
        if not text.strip():
            return []
        if "hint" in name:
            return [Paragraph(text, text_style(7.5, FAINT))]
        if "callout" in name:
            return [Paragraph(f"<b>!</b> {text}", text_style(indent=6))]
        return [Paragraph(text, text_style())]

    def _list(self, kind: str, children: Any, name: str) -> list[Flowable]:
        items = [_plain(one)[1] for one in _listed(children)]
        if "mini-table" in name:
            places = [_element(one) for one in items]
            return [periodic_table(places, self.width), Spacer(1, 4)]
        if "mini-legend" in name:
            text = "   ".join(inline(one.get("children"), " ") for one in items)
            return [Paragraph(text, text_style(7.5, FAINT))]
        if "stage-line" in name:
            steps = [told(one.get("children"), ": ", hidden=True) for one in items]
            return [Paragraph(escape("; ".join(steps), quote=False), text_style())]
        style = text_style(8.0, after=2, indent=12)
        style.bulletIndent = 2
        made: list[Flowable] = []
        for number, one in enumerate(items, 1):
            inner = one.get("children")
            blocks = [part for part in _listed(inner) if not _is_inline(part)]
            if blocks:
                made += self.of(inner)
                continue
            bullet = f"{number}." if kind == "Ol" else "•"
            made.append(Paragraph(inline(inner), style, bulletText=bullet))
        return [*made, Spacer(1, 3)]

    def _terms(self, children: Any) -> list[Flowable]:
        parts = [_plain(one) for one in _listed(children)]
        made, term = [], ""
        for kind, props in parts:
            text = inline(props.get("children"))
            if kind == "Dt":
                term = text.strip()
            elif kind == "Dd":
                made.append(Paragraph(f"<b>{term}</b>: {text}", text_style(after=2)))
        return [Spacer(1, 4), *made, Spacer(1, 4)]

    def _table(self, props: Any) -> list[Flowable]:
        heads: list[list[Cell]] = []
        rows: list[list[Cell]] = []
        feet: list[list[Cell]] = []
        made: list[Flowable] = []
        for part in _listed(props.get("children")):
            kind, own = _plain(part)
            if kind == "Caption" and "visually-hidden" not in (own.get("className") or ""):
                made.append(Paragraph(inline(own.get("children")), text_style(7.5, FAINT)))
            target = {"Thead": heads, "Tbody": rows, "Tfoot": feet}.get(kind)
            if target is not None:
                for row in _listed(own.get("children")):
                    cells = _listed(_plain(row)[1].get("children"))
                    target.append([_cell(one) for one in cells])
        return [*made, *grid(heads, rows, feet, self.width), Spacer(1, 6)]


def _cell(one: Any) -> Cell:
    kind, props = _plain(one)
    # A figure and its unit stay in one line.
    children = ["\u00a0" if part == " " else part for part in _listed(props.get("children"))]
    drawn = next((part for part in _listed(children) if isinstance(part, Markup)), None)
    draw: Callable[[float], Drawing | None] | None = None
    if drawn is not None:
        source = str(drawn)

        def draw(width: float) -> Drawing | None:
            return svg_drawing(source, width)

    return Cell(
        inline(children),
        told(children),
        right="number" in (props.get("className") or ""),
        bold=kind == "Th",
        span=int(props.get("colSpan") or 1),
        draw=draw,
    )


def _element(props: Any) -> tuple[int, int, str, str, str]:
    """Return an element of the little periodic table: row, column, symbol, mark, status."""
    place = props["style"]
    name = props.get("className") or ""
    status = next(one for one in _STATUSES if name.endswith(one))
    spans = [_plain(one)[1] for one in _listed(_plain(props["children"])[1].get("children"))]
    symbol, mark = (str(one.get("children")) for one in spans[:2])
    return int(place["gridRow"]), int(place["gridColumn"]), symbol, mark, status


def inline(content: Any, between: str = "") -> str:
    """Return words with their links and stress as reportlab's markup."""
    text = ""
    for one in _listed(content):
        part = _inline(one)
        # What stands in a line of its own on screen is told apart in one line.
        if text and _name(one) == "hint" and text[-1] != " " and not told(one).startswith(" "):
            text += " · "
        elif text and part:
            text += between
        text += part
    return text


def _inline(one: Any) -> str:
    if isinstance(one, Markup):
        return ""
    if not isinstance(one, Component):
        return escape(unbroken(str(one)), quote=False)
    kind, props = _plain(one)
    name = props.get("className") or ""
    # The letter i behind a figure leads to its definition, which a report has at its end.
    # A report does not offer itself.
    if "visually-hidden" in name or name == "info" or kind in _SKIPPED or "data-document" in props:
        return ""
    text = inline(props.get("children"))
    if not text:
        return ""
    if kind == "A":
        href = str(props.get("href") or "")
        if not href.startswith(("http://", "https://")):
            return text
        return f'<a href="{escape(href)}" color="{LINK.hexval().replace("0x", "#")}">{text}</a>'
    if kind in {"Strong", "B"}:
        return f"<b>{text}</b>"
    if kind == "Q":
        return f"“{text}”"
    if "badge-plain" in name:
        return f" ({text})"
    if name in {"hint", "unit"}:
        return f'<font name="{FONT}" color="{FAINT.hexval().replace("0x", "#")}">{text}</font>'
    return text


def told(content: Any, between: str = "", *, hidden: bool = False) -> str:
    """Return the words of some content without markup.

    Parameters
    ----------
    content : Component, str, or sequence of these
    between : str
        Put between the parts.
    hidden : bool
        With what is said to readers only who do not see the page.
    """
    return between.join(filter(None, (_told(one, hidden) for one in _listed(content))))


def _told(one: Any, hidden: bool) -> str:
    if isinstance(one, Markup):
        return ""
    if not isinstance(one, Component):
        return str(one)
    _kind, props = _plain(one)
    name = props.get("className") or ""
    if name == "info" or ("visually-hidden" in name and not hidden):
        return ""
    text = told(props.get("children"), hidden=hidden)
    return f" ({text})" if "badge-plain" in name else text


def _of_list(one: Any) -> Sequence[Any]:
    return _listed(_plain(one)[1].get("children"))


def _name(one: Any) -> str:
    return (_plain(one)[1].get("className") or "") if isinstance(one, Component) else ""


def _is_inline(one: Any) -> bool:
    if isinstance(one, Markup):
        return False
    return not isinstance(one, Component) or _plain(one)[0] in _INLINE


def _plain(one: Any) -> tuple[str, Any]:
    plain = one.to_plotly_json()
    return plain["type"], plain["props"]


def _listed(content: Any) -> Sequence[Any]:
    """Return content as a flat list without what says nothing."""
    if content is None or isinstance(content, bool):
        return []
    if isinstance(content, list | tuple):
        return [part for one in content for part in _listed(one)]
    return [content]


def _fits(table: Table, flow: Flow) -> bool:
    return bool(sum(table._colWidths) <= flow.width + 0.1)


def bound(story: Sequence[Flowable]) -> list[Flowable]:
    """Return a story whose headings stay with what follows them.

    Drawings and words keep their headings on their page. Tables are broken across pages: their
    headings need only room for some rows.
    """
    made: list[Flowable] = []
    at = 0
    while at < len(story):
        end = at
        while end < len(story) and _leads(story, at, end):
            end += 1
        follows = story[end] if end < len(story) else None
        if end > at and isinstance(follows, Table) and not isinstance(follows, Beside):
            heading = story[at]
            level = heading.level if isinstance(heading, Heading) else 4
            made.append(CondPageBreak(_ROOM[level]))
        else:
            for one in story[at:end]:
                one.keepWithNext = 1
        made += story[at:end]
        if follows is not None:
            made.append(follows)
        at = end + 1
    return made


def _leads(story: Sequence[Flowable], start: int, at: int) -> bool:
    """Return whether a part is a heading, the small words under one, or names a drawing."""
    one = story[at]
    if isinstance(one, Heading):
        return True
    if not isinstance(one, Paragraph):
        return False
    names = at + 1 < len(story) and isinstance(story[at + 1], Drawing)
    return names or (at > start and one.style.textColor == FAINT)
