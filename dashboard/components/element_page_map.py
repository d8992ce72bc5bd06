"""The map on the page of an element: a picture that leads to the map itself."""

from __future__ import annotations

from html import escape

from dash import html
from markupsafe import Markup

from dashboard.components.place_links import PlaceLinks
from dashboard.i18n import _
from dashboard.release.element import StratumResults

_WIDTHS = {"(max-width: 640px)": (440, 520), "": (960, 600)}
"""Width and height of the picture, CSS pixels, by the screens that they are for."""

_THEMES = {
    "(prefers-contrast: more)": "contrast",
    "(prefers-color-scheme: dark)": "dark",
    "": "light",
}
"""Themes by what a reader prefers, as the page's own colours follow it."""


def map_picture(one: StratumResults, name: str, links: PlaceLinks, opened: bool) -> html.Details:
    """Return the map of an analyte in one stratum, drawn by the server: the page has no script.

    A picture takes the server a second, and few are drawn at a time: the browser asks for the one
    that fits its screen and colours when it is opened and comes near.

    Parameters
    ----------
    one : StratumResults
    name : str
        Of the stratum.
    links : PlaceLinks
    opened : bool
        Whether it is there at once: where a reader asked for this stratum.
    """
    stratum, analyte = one.stratum["id"], one.analyte["id"]
    told = _("Map of the medians of {element} in cells, {stratum}").format(
        element=one.analyte["name"], stratum=name
    )
    sources = [
        (
            " and ".join(filter(None, (screen, colours))),
            links.picture(stratum, analyte, theme, size),
            f'width="{size[0]}" height="{size[1]}"',
        )
        for screen, size in _WIDTHS.items()
        for colours, theme in _THEMES.items()
    ]
    *others, (_every, usual, room) = sources
    lines = [
        f'<source media="{media}" srcset="{escape(address)}" {size}>'
        for media, address, size in others
    ]
    picture = Markup(
        f'<picture>{"".join(lines)}<img src="{escape(usual)}" alt="{escape(told)}" '
        f'loading="lazy" {room}></picture>'
    )
    return html.Details(
        [
            html.Summary(_("Medians of cells on a map")),
            html.Figure(html.A(picture, href=links.map(stratum, analyte))),
        ],
        open=opened,
        className="element-map",
    )
