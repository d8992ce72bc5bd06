"""The panel *Download*: data in every format, pictures, and code that loads the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components.attributes import extra
from dashboard.components.controls import button
from dashboard.components.document_links import document_link
from dashboard.i18n import _

_ALL = ("csv", "xlsx", "parquet", "zip", "geojson", "gpkg", "geoparquet")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a kind of page gives away: forms of its tables, languages of its snippets."""

    forms: tuple[str, ...]
    whole: bool = False
    languages: tuple[str, ...] = ()


_OFFERS: Mapping[str, _Offer] = MappingProxyType(
    {
        "map": _Offer(_ALL, True, ("py", "R", "plotly.py")),
        "progress": _Offer(_ALL, True, ("py", "R")),
        "compare": _Offer(("csv",)),
        "elements": _Offer(("csv",)),
    }
)


def download_panel(kind: str) -> list[Any]:
    """Return the content of the menu *Download*; assets/dash_download.js writes its addresses.

    Parameters
    ----------
    kind : {"map", "progress", "compare", "elements"}
        What the page shows.

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    offer = _OFFERS[kind]
    parts: list[Any] = [_data(kind, offer), _pictures()]
    if offer.languages:
        parts.append(_code(offer))
    return [html.Div(parts, id="download-panel", className="download-panel")]


def _data(kind: str, offer: _Offer) -> html.Fieldset:
    words = {
        "csv": _("CSV"),
        "xlsx": _("Excel"),
        "geojson": _("GeoJSON"),
        "gpkg": _("GeoPackage"),
        "geoparquet": _("GeoParquet"),
        "parquet": _("Parquet"),
        "zip": _("ZIP with README"),
    }
    links = [
        html.A(words[form], id=f"download-{form}", className="button", href=f"#{form}")
        for form in offer.forms
    ]
    parts: list[Any] = [html.Legend(_("Data"))]
    if offer.whole:
        parts.append(_scope(kind))
    parts += [
        html.Div(links, className="download-forms"),
        # What the server says of a table that it does not make.
        html.P(id="download-message", className="message message-bad", role="alert"),
        html.P(
            _("Every file has columns, units, states, licence, citation, release and link."),
            className="hint",
        ),
    ]
    return html.Fieldset(parts)


def _scope(kind: str) -> dbc.RadioItems:
    shown, whole = {
        "map": (
            _("What the map shows"),
            _("Everything: all elements, all cells or samples"),
        ),
        "progress": (_("What the table shows"), _("Everything: all figures of all countries")),
    }[kind]
    options = [{"label": shown, "value": "view"}, {"label": whole, "value": "all"}]
    return dbc.RadioItems(id="download-scope", options=options, value="view")


def _pictures() -> html.Fieldset:
    links = [
        html.A(
            name,
            id=f"download-picture-{name.lower()}",
            className="button",
            href=f"#{name.lower()}",
            **extra(aria_label=_("Picture for print, {form}").format(form=name)),
        )
        for name in ("PNG", "SVG", "PDF")
    ]
    return html.Fieldset(
        [
            html.Legend(_("Picture")),
            html.Div(
                [
                    button(_("As on screen (PNG)"), "download-png"),
                    *links,
                    document_link(_("Slides (PPTX)"), "#slides", identity="download-slides"),
                ],
                className="download-forms",
            ),
            html.P(
                _("PNG, SVG and PDF are drawn anew for slides and print, with source and link."),
                className="hint",
            ),
        ]
    )


def _code(offer: _Offer) -> html.Details:
    names = {"py": _("Python"), "R": _("R"), "plotly.py": _("Plotly figure")}
    return html.Details(
        [
            html.Summary(_("Code that loads exactly this")),
            dbc.RadioItems(
                id="download-language",
                options=[{"label": names[one], "value": one} for one in offer.languages],
                value=offer.languages[0],
                inline=True,
            ),
            html.Pre(
                html.Code(id="download-code"),
                tabIndex=0,
                role="region",
                **extra(aria_label=_("Code that loads exactly this")),
            ),
            html.Div(
                [
                    html.Button(
                        _("Copy"),
                        type="button",
                        className="button",
                        **extra(
                            data_copies="download-code",
                            data_copied=_("Code copied."),
                            data_by_hand=_(
                                "The browser does not let the page copy: the text is marked for "
                                "you."
                            ),
                        ),
                    ),
                    html.A(_("Open as text"), id="download-code-link", href="#code"),
                ],
                className="download-forms",
            ),
        ],
        id="download-code-part",
        **extra(data_failed=_("The code could not be fetched. Try again.")),
    )
