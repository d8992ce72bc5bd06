"""The page of a region of UN M49, ``/region/150``."""

from typing import Any

from dash import register_page

from dashboard.components.region_page import region_page
from dashboard.i18n import _
from dashboard.pages.places import place_layout

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path_template="/region/<code_of_path>",
    name=_("Region"),
    title=_("Region"),
    description=_("What geochemical mapping has covered and found in a region"),
)


def layout(code_of_path: str = "", **query: Any) -> Any:
    """Return the page of a region for a query, which Dash gives as keywords."""
    return place_layout("region", code_of_path, query, region_page)
