"""Names of countries and regions, and those that come nearest to what was typed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from dashboard.catalog.countries import countries
from dashboard.components.lookup import Record

MOST = 6
"""Suggestions given."""


def known_places(index: Record, kind: str) -> dict[str, str]:
    """Return the names of a release's countries or regions by code."""
    if kind == "country":
        return {one["id"]: one["name"] for one in index["countries"]}
    used = {one[part] for one in index["countries"] for part in ("region", "subregion")}
    return {one["id"]: one["name"] for one in index["regions"] if one["id"] in used}


def nearest(typed: str, places: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of the places that a text may mean, the likeliest first.

    Parameters
    ----------
    typed : str
        A code, a two-letter code, or a name or its beginning, in any case.
    places : mapping of str to str
        Names by code.

    Examples
    --------
    >>> nearest("la", {"FIN": "Finland", "LAO": "Laos"})
    ('LAO', 'FIN')
    """
    text = typed.strip().casefold()
    names = {name.casefold(): code for code, name in places.items()}
    codes = {code.casefold(): code for code in places}
    short = {country.iso2.casefold(): code for code, country in countries().items()}
    found = [short[text]] if short.get(text) in places else []
    found += [code for name, code in names.items() if text and name.startswith(text)]
    found += [code for name, code in names.items() if text and text in name]
    # Three letters are alike many a name, and the other way round.
    for known in (codes, names) if len(text) <= 3 else (names,):
        found += [known[one] for one in difflib.get_close_matches(text, known, MOST, 0.5)]
    return tuple(dict.fromkeys(found))[:MOST]
