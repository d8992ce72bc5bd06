"""Parts that the drawings and tables of the page of an element share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.catalog.printing import figure_text, share_text
from dashboard.catalog.states import State
from dashboard.components.attributes import extra
from dashboard.components.details_panel import scrolling
from dashboard.components.lookup import Record
from dashboard.components.place_links import PlaceLinks
from dashboard.i18n import _
from dashboard.release.element import StratumResults
from dashboard.state_resolve import stratum_name
from dashboard.statistics.summary import Figure

_UNSAID = ("", "1", "pH")
"""Units that say nothing beside the name of what they are of."""


def table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[html.Tr], kind: str
) -> html.Div:
    """Return a table in a box that scrolls; heads are texts with the class of their column."""
    return scrolling(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(
                    html.Tr([html.Th(text, scope="col", className=name) for text, name in heads])
                ),
                html.Tbody(list(rows)),
            ],
            className=f"data-table {kind}",
        ),
        caption,
    )


def with_unit(text: str, unit: str) -> str:
    """Return a heading with the unit of its figures: ``Median, mg/kg``."""
    return f"{text}, {unit}" if unit not in _UNSAID else text


def below_text(n: int, censored: int) -> str:
    """Return the share of results below detection: ``12.5 %``, ``none``."""
    if not censored:
        return _("none")
    return f"{share_text(100 * censored / n)} %"


def interval_text(low: Figure, high: Figure) -> str:
    """Return an interval as printed: ``8.6–10.1``, ``< 0.5–0.7``, a dash where there is none."""
    if State.TOO_FEW in {low.state, high.state}:
        return "–"
    first, last = figure_text(*low), figure_text(*high)
    return first if first == last else f"{first}–{last}"


def place_text(lon: float, lat: float) -> str:
    """Return coordinates in words: ``68.25° N, 26.47° E``."""
    north = _("{degrees}° N") if lat >= 0 else _("{degrees}° S")
    east = _("{degrees}° E") if lon >= 0 else _("{degrees}° W")
    return f"{north.format(degrees=f'{abs(lat):.2f}')}, {east.format(degrees=f'{abs(lon):.2f}')}"


def chooser(found: Sequence[StratumResults], shown: str, index: Record, links: PlaceLinks) -> Any:
    """Return the links to the details of the other strata."""
    if len(found) < 2:
        return None
    items = []
    for one in found:
        identity, analyte = one.stratum["id"], one.analyte["id"]
        current = extra(aria_current="true") if identity == shown else {}
        address = f"{links.element(analyte, identity)}#stratum"
        name = stratum_name(one.stratum, index)
        items.append(html.Li(html.A(name, href=address, className="button", **current)))
    return html.Nav(
        html.Ul(items), className="element-chooser", **extra(aria_label=_("Choose a stratum"))
    )
