"""Controls that the bars of several pages have in common."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.i18n import _


def select(
    name: str, label: str, entries: tuple[choices.Choice, ...], value: str | None
) -> html.Div:
    """Return a labelled choice; its id is the name of what it sets."""
    return html.Div(
        [
            html.Label(label, htmlFor=name),
            dbc.Select(id=name, options=choices.options(entries), value=value),
        ],
        className=f"field field-{name}",
    )


def menu(label: str, content: list[Any]) -> html.Details:
    """Return a panel that opens below its label."""
    return html.Details(
        [html.Summary(label), html.Div(content, className="menu-panel")], className="menu"
    )


def button(label: str, deed: str, **attributes: Any) -> html.Button:
    """Return a button whose deed a script of the page does (`data-does`)."""
    return html.Button(
        label, type="button", className="button", **extra(data_does=deed), **attributes
    )


def share_controls() -> list[Any]:
    """Return the controls that copy a link to the view, live or frozen."""
    return [
        html.Div(
            [
                button(_("Copy link"), "copy-live"),
                html.P(_("Shows the newest release whenever it is opened."), className="hint"),
            ]
        ),
        html.Div(
            [
                button(_("Copy link to this release"), "copy-frozen"),
                html.P(_("Always shows what you see now."), className="hint"),
            ]
        ),
        html.Button(
            _("Post, QR code, embed, cite…"),
            type="button",
            className="button",
            **extra(data_share="open", aria_haspopup="dialog"),
        ),
        # Filled where the browser keeps the clipboard from the page.
        html.Div(id="share-address", **extra(data_label=_("Address of this view"))),
    ]
