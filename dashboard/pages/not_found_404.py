"""The page for addresses that do not exist; the server answers them with status 404."""

from typing import Any

from dash import get_relative_path, html, register_page

from dashboard.i18n import _

register_page(  # type: ignore[no-untyped-call]
    __name__, title=_("Page not found")
)


def layout(**_query: Any) -> html.Div:
    """Return the page."""
    links = ((_("See how far the mapping has come"), "/"), (_("Go to the map"), "/map"))
    return html.Div(
        [
            html.H1(_("Page not found")),
            html.P(_("There is no page at this address.")),
            html.Ul(
                [
                    html.Li(html.A(text, href=get_relative_path(path)))  # type: ignore[no-untyped-call]
                    for text, path in links
                ]
            ),
        ],
        className="prose",
    )
