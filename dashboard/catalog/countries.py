"""Countries by ISO 3166-1 alpha-3, regions by UN M49, their names by CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from dashboard.catalog.tables import NotInCatalogError, read_csv


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166-1, or Kosovo under its user-assigned code.

    `numeric` is None for user-assigned codes. `region` (002, 009, 019, 142 or 150)
    and `subregion` (the finest of UN M49) are None where M49 has none.
    """

    iso3: str
    iso2: str
    numeric: str | None
    region: str | None
    subregion: str | None


@dataclass(frozen=True, slots=True)
class Region:
    """A region of UN M49 with the code of the region it is part of (None for the world)."""

    code: str
    name: str
    parent: str | None


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """Return all countries by ISO 3166-1 alpha-3, ascending."""
    return MappingProxyType(
        {
            row["iso3"]: Country(
                row["iso3"],
                row["iso2"],
                row["numeric"] or None,
                row["region"] or None,
                row["subregion"] or None,
            )
            for row in read_csv("countries.csv")
        }
    )


@lru_cache(maxsize=1)
def regions() -> Mapping[str, Region]:
    """Return the regions of UN M49 by code, parents before their parts, with English names."""
    return MappingProxyType(
        {
            row["code"]: Region(row["code"], _territory(row["code"], "en"), row["parent"] or None)
            for row in read_csv("regions.csv")
        }
    )


@lru_cache(maxsize=64)
def countries_of(code: str) -> tuple[str, ...]:
    """Return the countries of a region and of all its parts, ascending.

    Parameters
    ----------
    code : str
        UN M49 code of any region: ``"001"``, ``"150"``, ``"202"``, ``"154"``.

    Returns
    -------
    tuple of str
        ISO 3166-1 alpha-3 codes. Antarctica belongs to the world only.

    Raises
    ------
    NotInCatalogError
        If there is no such region.
    """
    if code not in regions():
        raise NotInCatalogError(code, "region", regions())
    if code == "001":
        return tuple(countries())
    return tuple(
        iso3
        for iso3, country in countries().items()
        if country.subregion and code in _lineage(country.subregion)
    )


def country_name(iso3: str, language: str = "en") -> str:
    """Return a country's name in a language, English where CLDR has none.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3 code.
    language : str
        Language tag (``"fr"``, ``"zh-Hant"``).

    Raises
    ------
    NotInCatalogError
        If the code is not in the catalogue.
    """
    if iso3 not in countries():
        raise NotInCatalogError(iso3, "country", countries())
    return _territory(countries()[iso3].iso2, language)


def region_name(code: str, language: str = "en") -> str:
    """Return a region's name in a language, English where CLDR has none.

    Raises
    ------
    NotInCatalogError
        If there is no such region.
    """
    if code not in regions():
        raise NotInCatalogError(code, "region", regions())
    return _territory(code, language)


def _lineage(code: str | None) -> set[str]:
    codes = set()
    while code:
        codes.add(code)
        code = regions()[code].parent
    return codes


def _territory(code: str, language: str) -> str:
    english = _locale("en").territories[code]
    name = str(_locale(language).territories.get(code, english))
    # CLDR writes names as inside a sentence: "world".
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
