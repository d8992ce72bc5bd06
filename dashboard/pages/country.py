"""The page of a country, ``/country/LAO``."""

from typing import Any

from dash import register_page

from dashboard.components.country_page import country_page
from dashboard.i18n import _
from dashboard.pages.places import place_layout

register_page(  # type: ignore[no-untyped-call]
    __name__,
    path_template="/country/<iso3_of_path>",
    name=_("Country"),
    title=_("Country"),
    description=_("What geochemical mapping has covered and found in a country"),
)


def layout(iso3_of_path: str = "", **query: Any) -> Any:
    """Return the page of a country for a query, which Dash gives as keywords."""
    return place_layout("country", iso3_of_path, query, country_page)
