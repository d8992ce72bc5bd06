"""The dialog in which several elements are chosen: the periodic table and lists of minerals."""

from dash import html

from dashboard.catalog.critical import critical_lists
from dashboard.catalog.elements import Element, elements
from dashboard.components.attributes import extra
from dashboard.i18n import _


def elements_dialog() -> html.Dialog:
    """Return the dialog.

    assets/dash_elements.js writes into the cells how much data the stratum on the map has,
    and what is chosen; the choice counts once the dialog is closed.
    """
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2(_("Choose elements"), id="members-title"),
                    html.Button(
                        _("Done"),
                        type="button",
                        className="button",
                        **extra(data_does="close-dialog"),
                    ),
                ],
                className="dialog-head",
            ),
            html.Div(
                [
                    _set("", _("All with enough results")),
                    *[_set(one.id, one.name) for one in critical_lists()],
                ],
                className="member-sets",
                role="group",
                **extra(aria_label=_("Sets of elements")),
            ),
            html.P(id="members-words", className="hint", role="status"),
            html.Div(
                [_element(element) for element in elements().values()],
                className="periodic",
                role="group",
                **extra(aria_label=_("Periodic table")),
            ),
        ],
        id="members-dialog",
        className="picker",
        **extra(aria_labelledby="members-title"),
    )


def _set(id: str, name: str) -> html.Button:
    return html.Button(
        name,
        type="button",
        className="button member-set",
        **extra(data_does="take-set", data_set=id, aria_pressed="false"),
    )


def _element(element: Element) -> html.Button:
    return html.Button(
        [
            html.Span(str(element.number), className="number"),
            html.Span(className="count"),
            html.Span(element.symbol, className="symbol"),
        ],
        type="button",
        className=f"analyte r{element.row} g{element.column}",
        tabIndex=-1,
        **extra(data_analyte=element.symbol, data_name=_(element.name)),
    )
