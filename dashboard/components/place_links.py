"""Addresses that pages of countries and regions link to; all keep the release and the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from dashboard.catalog.metrics import METHODS
from dashboard.state import ViewState, to_query

NEAR = 4.0
"""Zoom that shows a cell of 160 km among its neighbours."""


@dataclass(frozen=True)
class PlaceLinks:
    """Makes addresses.

    Attributes
    ----------
    prefix : str
        Path prefix of the server, with a slash at both ends.
    release : str or None
        As in the address of the page: None follows the newest release.
    language : str
        Of the page.
    countries : tuple of str
        The country that the page is of; empty on the page of a region.
    chosen_region : str or None
        The region that the page is of.
    """

    prefix: str = "/"
    release: str | None = None
    language: str = "en"
    countries: tuple[str, ...] = ()
    chosen_region: str | None = None

    def country(self, iso3: str) -> str:
        """Return the address of a country's page."""
        return self._address(f"country/{iso3}", ViewState())

    def region(self, code: str) -> str:
        """Return the address of a region's page."""
        return self._address(f"region/{code}", ViewState())

    def element(self, analyte: str, stratum: str | None = None) -> str:
        """Return the address of an element's page, with the details of a stratum."""
        return self._address(f"element/{quote(analyte)}", ViewState(stratum=stratum))

    def cell(self, stratum: str, analyte: str, cell: str, lon: float, lat: float) -> str:
        """Return the address of an element's map around a chosen cell."""
        near = (round(lon, 2), round(lat, 2), NEAR)
        view = ViewState(stratum=stratum, analyte=analyte, cell=cell, viewport=near, level="0")
        return self._address("map", view)

    def world(self) -> str:
        """Return the address of the progress of the world."""
        return self._address("", ViewState())

    def progress(self) -> str:
        """Return the address of the progress page with the place chosen."""
        return self._address("", self._here())

    def map(self, stratum: str, analyte: str | None, countries: Sequence[str] = ()) -> str:
        """Return the address of an element's map, which shows countries, or the place, large."""
        view = replace(self._here(), countries=tuple(countries)) if countries else self._here()
        return self._address("map", replace(view, stratum=stratum, analyte=analyte))

    def picture(self, stratum: str, analyte: str, theme: str, size: tuple[int, int]) -> str:
        """Return the address of a picture of an element's map; width and height in CSS pixels."""
        view = replace(self._here(), stratum=stratum, analyte=analyte, theme=theme)
        address = self._address("api/v1/picture.png", view)
        return f"{address}&page=map&im_width={size[0]}&im_height={size[1]}"

    def table(self, stratum: str, analyte: str, level: str, form: str = "csv") -> str:
        """Return the address of an analyte's results in cells of a level, or of samples."""
        return f"{self.prefix}api/v1/view.{form}?{_of_table(self, stratum, analyte, level)}"

    def own_table(self, page: str, code: str, part: str, form: str) -> str:
        """Return the address of a table of an element's, country's or region's page."""
        told = f"code={quote(code)}&part={part}"
        address = self._address(f"api/v1/{page}.{form}", ViewState())
        return f"{address}{'&' if '?' in address else '?'}{told}"

    def data(self, anchor: str = "") -> str:
        """Return the address of the page of the release's data, or of a part of it."""
        return self._address("data", ViewState()) + (f"#{anchor}" if anchor else "")

    def figures(self, form: str = "csv") -> str:
        """Return the address of the place's measured figures."""
        return self._address(f"api/v1/progress.{form}", self._here())

    def released(self, identity: str) -> str:
        """Return the address of the page of a certain release's data."""
        return replace(self, release=identity).data()

    @property
    def methods(self) -> str:
        """Address of the page of definitions."""
        return self.prefix + METHODS

    def _here(self) -> ViewState:
        return ViewState(countries=self.countries, region=self.chosen_region)

    def _address(self, path: str, view: ViewState) -> str:
        query = self._query(view)
        return self.prefix + path + (f"?{query}" if query else "")

    def _query(self, view: ViewState) -> str:
        return to_query(replace(view, release=self.release, language=self.language))


# A page has the address of a table in seven formats: most links of a page of an element are these.
@lru_cache(maxsize=64)
def _of_table(links: PlaceLinks, stratum: str, analyte: str, level: str) -> str:
    view = replace(links._here(), stratum=stratum, analyte=analyte, level=level)
    return links._query(view)
