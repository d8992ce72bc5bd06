"""The page for addresses that do not exist; the server answers them with status 404."""

from typing import Any

from dash import get_relative_path, html, register_page

from dashboard.i18n import _

register_page(  # type: ignore[no-untyped-call]
    __name__, title=_("Page not found")
)


def layout(**_query: Any) -> html.Div:
    """Return the page."""
    address: str = get_relative_path("/map")  # type: ignore[no-untyped-call]
    return html.Div(
        [
            html.H1(_("Page not found")),
            html.P(_("There is no page at this address.")),
            html.P(html.A(_("Go to the map"), href=address)),
        ],
        className="prose",
    )
