"""Numbers that stay in one line with their unit, on whole pages."""

from typing import Any, TypeVar

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.catalog.printing import unbroken

T = TypeVar("T")

# What is copied from them is typed again: code with its own spaces, and names of choices.
_AS_THEY_ARE = (html.Code, html.Pre, html.Option, html.Textarea)


def tied(content: T) -> T:
    """Return what a page shows, its numbers tied to their units by no-break spaces.

    For the edge to the browser only: sentences are made, tested and put into files with
    plain spaces. Components are changed in place.

    Parameters
    ----------
    content : Component, str, sequence of these, or anything else
        Anything else, HTML that is ready, and code stay as they are.

    Examples
    --------
    >>> tied(html.P(["12 of 36 (33.3 %)", html.Code("12 %")])).children
    ['12 of 36 (33.3\\xa0%)', Code('12 %')]
    """
    made: Any = content
    if isinstance(content, str) and not isinstance(content, Markup):
        made = unbroken(content)
    elif isinstance(content, list | tuple):
        made = type(content)(tied(one) for one in content)
    elif isinstance(content, Component) and not isinstance(content, _AS_THEY_ARE):
        children = getattr(content, "children", None)
        if children is not None:
            made.children = tied(children)
    return made  # type: ignore[no-any-return]
