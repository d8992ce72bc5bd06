"""The panel *Download*: data in every format, pictures, and code that loads the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components.attributes import extra
from dashboard.components.choices import Choice
from dashboard.components.controls import button, select
from dashboard.components.document_links import document_link
from dashboard.i18n import _

FORMS = ("csv", "xlsx", "parquet", "zip")
"""Formats of every table."""

ALL_FORMS = (*FORMS, "geojson", "gpkg", "geoparquet")
"""Formats of tables whose rows are places."""


_LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "map": ("py", "R", "plotly.py"),
        "progress": ("py", "R"),
        "compare": ("py", "R"),
        "elements": ("py", "R"),
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
    parts = [_data(kind), _pictures(), _code(_LANGUAGES[kind])]
    return [html.Div(parts, id="download-panel", className="download-panel")]


def format_links(words: str, address: Callable[[str], str], *, spatial: bool = False) -> html.Div:
    """Return links to a table in every format, which need no script.

    Parameters
    ----------
    words : str
        What the table is.
    address : callable
        Gives the address in a format.
    spatial : bool
        Whether its rows are places.
    """
    names = _form_names()
    links = [
        html.A(
            names[form],
            href=address(form),
            **extra(aria_label=_("{table}: {form}").format(table=words, form=names[form])),
        )
        for form in (ALL_FORMS if spatial else FORMS)
    ]
    items = [html.Li(link) for link in links]
    return html.Div([html.Span(words), html.Ul(items)], className="format-links")


def _form_names() -> dict[str, str]:
    return {
        "csv": _("CSV"),
        "xlsx": _("Excel"),
        "geojson": _("GeoJSON"),
        "gpkg": _("GeoPackage"),
        "geoparquet": _("GeoParquet"),
        "parquet": _("Parquet"),
        "zip": _("ZIP with README"),
    }


def _data(kind: str) -> html.Fieldset:
    words = _form_names()
    links = [
        html.A(words[form], id=f"download-{form}", className="button", href=f"#{form}")
        for form in ALL_FORMS
    ]
    parts: list[Any] = [html.Legend(_("Data")), _scope(kind)]
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


def _scope(kind: str) -> Any:
    """Return the choice of the table; assets say what each is (`tables` of the page's script)."""
    if kind == "elements":
        return select("download-scope", _("Table"), _parts_of_elements(), "map")
    options = {
        "map": {
            "view": _("What the map shows"),
            "all": _("Everything: all elements, all cells or samples"),
        },
        "progress": {
            "view": _("What the table shows"),
            "all": _("Everything: all figures of all countries"),
        },
        "compare": {
            "maps": _("The maps side by side"),
            "statistics": _("Statistics by country"),
            "pairs": _("Differences of countries"),
        },
    }[kind]
    return dbc.RadioItems(
        id="download-scope",
        options=[{"label": label, "value": value} for value, label in options.items()],
        value=next(iter(options)),
    )


def _parts_of_elements() -> tuple[Choice, ...]:
    return (
        Choice("map", _("What the map shows")),
        Choice("heat", _("Countries by elements")),
        Choice("spider", _("Contents over the upper continental crust")),
        Choice("components", _("Principal components")),
        Choice("correlation", _("Correlation of log-ratios")),
        Choice("pair", _("Two elements")),
        Choice("anomalies", _("Anomalous cells")),
    )


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


def _code(languages: Sequence[str]) -> html.Details:
    names = {"py": _("Python"), "R": _("R"), "plotly.py": _("Plotly figure")}
    return html.Details(
        [
            html.Summary(_("Code that loads exactly this")),
            dbc.RadioItems(
                id="download-language",
                options=[{"label": names[one], "value": one} for one in languages],
                value=languages[0],
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
                                "The browser does not let the page copy: the text is selected for "
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
