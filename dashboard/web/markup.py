"""Components of Dash as HTML, for pages that are read without any script."""

from __future__ import annotations

from html import escape
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup

# Names of React's that HTML spells otherwise; the others differ in capitals only.
_NAMES = {"className": "class", "htmlFor": "for"}

# HTML, section 13.1.2: elements without content and end tag.
_VOID = frozenset({"Br", "Col", "Hr", "Img", "Wbr"})


def to_html(content: Any) -> str:
    """Return components as the HTML that React would make of them.

    Parameters
    ----------
    content : Component, str, number, sequence of these, or None
        Texts are escaped, save `markupsafe.Markup`, which is HTML already. Only components
        of ``dash.html`` are known.

    Raises
    ------
    TypeError
        For a component that needs a script, or an inline style.

    Examples
    --------
    >>> from dash import html
    >>> to_html(html.P(["a < b", html.Br()], className="hint"))
    '<p class="hint">a &lt; b<br></p>'
    """
    if content is None or isinstance(content, bool):
        return ""
    if isinstance(content, Markup):
        return str(content)
    if isinstance(content, str | int | float):
        return escape(str(content), quote=False)
    if isinstance(content, list | tuple):
        return "".join(map(to_html, content))
    if not isinstance(content, Component):
        msg = f"{type(content).__name__} is no content of a page"
        raise TypeError(msg)
    return _element(content)


def _element(component: Component) -> str:
    kind, held = type(component).__name__, vars(component)
    if not type(component).__module__.startswith("dash.html.") or "style" in held:
        msg = f"{kind} cannot be sent as HTML"
        raise TypeError(msg)
    # What `to_plotly_json` tells, in a third of the time: it asks for each name several times.
    named = [(one, held[one]) for one in held["available_properties"] if one in held]
    # Dash gathers data and ARIA attributes in a set, of which the order differs between workers:
    # one page would have many tags.
    named += sorted((one, value) for one, value in held.items() if "-" in one)
    name = kind.lower()
    given = "".join(_attribute(*one) for one in named if one[0] != "children")
    start = f"<{name}{given}>"
    return start if kind in _VOID else f"{start}{to_html(held.get('children'))}</{name}>"


def _attribute(name: str, value: Any) -> str:
    name = _NAMES.get(name, name.lower())
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
