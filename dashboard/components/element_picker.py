"""The element picker: the periodic table as a dialog, with a search field above it."""

from dash import html

from dashboard.catalog.elements import Element, elements, parameters
from dashboard.components.attributes import extra
from dashboard.components.lookup import Record
from dashboard.i18n import _


def element_picker(index: Record) -> html.Dialog:
    """Return the dialog with all elements in their places and the parameters below.

    The cells say what an element is; assets/dash_picker.js writes into them how much
    data the stratum on the map has, because the stratum changes without the server.

    Parameters
    ----------
    index : mapping
        Release index; analytes it has that the catalogue does not know are listed
        with the parameters.
    """
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2(_("Choose an element"), id="element-title"),
                    html.Button(
                        _("Close"),
                        type="button",
                        className="button button-quiet",
                        **extra(data_does="close-dialog"),
                    ),
                ],
                className="dialog-head",
            ),
            html.Div(
                id="element-search",
                className="picker-search",
                **extra(
                    data_label=_("Search by symbol or name"),
                    data_placeholder=_("Search by symbol or name"),
                    data_list_label=_("Elements and parameters"),
                    data_none=_("Nothing of that name"),
                ),
            ),
            html.Div(
                [_element(element) for element in elements().values()],
                className="periodic",
                role="group",
                **extra(aria_label=_("Periodic table")),
            ),
            html.Div(
                [_parameter(id, name) for id, name in _others(index).items()],
                className="parameters",
                role="group",
                **extra(aria_label=_("Parameters that are no elements")),
            ),
            _key(),
            html.Div(id="element-elsewhere", className="picker-elsewhere", role="status"),
        ],
        id="element-dialog",
        className="picker",
        **extra(aria_labelledby="element-title"),
    )


def _others(index: Record) -> dict[str, str]:
    """Return names of the analytes of a release that are no elements, by id."""
    found = {
        analyte["id"]: analyte["name"]
        for stratum in index["strata"]
        for analyte in stratum["analytes"]
        if analyte["id"] not in elements()
    }
    order = list(parameters())
    known = sorted(
        found, key=lambda id: (order.index(id) if id in order else len(order), id.casefold())
    )
    return {id: found[id] for id in known}


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


def _parameter(id: str, name: str) -> html.Button:
    return html.Button(
        [html.Span(className="count"), html.Span(id, className="symbol")],
        type="button",
        className="analyte",
        tabIndex=-1,
        **extra(data_analyte=id, data_name=name),
    )


def _key() -> html.Ul:
    words = (
        _("not determined here"),
        _("up to 20 %"),
        _("to 40 %"),
        _("to 60 %"),
        _("to 80 %"),
        _("to 100 % of the samples have a result above detection"),
    )
    return html.Ul(
        [
            html.Li([html.Span(className="swatch", **extra(data_step=str(step))), text])
            for step, text in enumerate(words)
        ],
        className="picker-key",
    )
