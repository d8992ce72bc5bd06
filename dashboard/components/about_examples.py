"""Examples of what maps and figures show, with the links that show it (docs/findings.md)."""

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.components.lookup import Record
from dashboard.i18n import _


def examples() -> tuple[tuple[str, str, str, str], ...]:
    """Return page, stratum, rest of the query, and words of each finding on shipped data."""
    return (
        (
            "/compare",
            "kola-c-horizon.aqua-regia",
            "el=Sr&p2=s.kola-c-horizon.inaa~el.La&lvl=3",
            _("Strontium and lanthanum mark the alkaline massifs Khibiny and Lovozero on Kola."),
        ),
        (
            "/elements",
            "kola-c-horizon.xrf",
            "",
            _("Mafic against felsic rock: the first component of the oxides of Kola."),
        ),
        (
            "/elements",
            "igneous-rocks",
            "map=element&el=Nb&y=La&els=Th~Nb~Ta~La~Ce~Sr~Zr~Ti~Y&c=VUT~IDN~JPN~ISL~ETH~KEN",
            _("The missing niobium of island arcs: Vanuatu, Indonesia and Japan beside Iceland."),
        ),
    )


def examples_section(index: Record | None, address: Callable[[str], str]) -> list[Any]:
    """Return the section, heading first; empty where the release has none of the surveys.

    Parameters
    ----------
    index : mapping or None
        Release index (docs/interfaces.md, section 4).
    address : callable
        The address of a page of this site by its path, with or without a query.
    """
    had = {one["id"] for one in index["strata"]} if index else set()
    rows = [
        html.Li(html.A(words, href=_linked(address(page), stratum, query)))
        for page, stratum, query, words in examples()
        if stratum in had
    ]
    return [html.H2(_("Examples"), id="examples"), html.Ul(rows)] if rows else []


def _linked(page: str, stratum: str, query: str) -> str:
    asked = f"s={stratum}" + (f"&{query}" if query else "")
    return f"{page}{'&' if '?' in page else '?'}{asked}"
