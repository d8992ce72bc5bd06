"""Which countries share a border, read off the arcs of the boundary set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from dashboard.catalog.boundaries import Boundaries
from dashboard.catalog.topology import ArcKind


def neighbours(boundaries: Boundaries) -> Mapping[str, tuple[str, ...]]:
    """Return the countries that each country shares a land border with.

    An arc that the rings of two countries use is their border; nothing is measured, so
    that a border counts however short it is, and countries that only meet in a point, or
    across land that no country of the set holds, are no neighbours.

    Parameters
    ----------
    boundaries : Boundaries
        A boundary set, best in its finest detail.

    Returns
    -------
    mapping of str to tuple of str
        All countries of the set, each with its neighbours (ISO 3166-1 alpha-3, ascending).
    """
    names = boundaries.countries
    planes = boundaries.planes
    owner = np.repeat(planes["ring_country"], planes["ring_length"]).tolist()
    users: dict[int, set[int]] = defaultdict(set)
    for arc, country in zip(planes["ring_arcs"].tolist(), owner, strict=True):
        users[arc if arc >= 0 else ~arc].add(country)
    kinds = planes["arc_kind"]
    found: dict[str, set[str]] = {name: set() for name in names}
    for arc, countries in users.items():
        if kinds[arc] == ArcKind.BORDER:
            for country in countries:
                found[names[country]] |= {names[other] for other in countries - {country}}
    return MappingProxyType({name: tuple(sorted(others)) for name, others in found.items()})
