"""Which strata of a release may be laid beside each other: of one definition, in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_DEFINITION = ("medium", "depth", "fraction", "digestion", "method")


def alike(
    index: Mapping[str, Any], countries: Callable[[str], frozenset[str]]
) -> dict[str, list[str]]:
    """Return for each stratum those of other surveys that are defined as it and meet it.

    Two strata are defined alike where medium, depth, size fraction, digestion and method are
    the same, and meet where they have a country in common. Only surveys are defined so:
    "various" methods of a compilation, and the values of a published grid, are not.

    Parameters
    ----------
    index : mapping
        The release index (docs/interfaces.md, section 4).
    countries : callable
        Codes of the countries with samples of a stratum, by its id; asked of strata only
        that another is defined as.

    Returns
    -------
    dict of str to list of str
        Ids by stratum id, in the order of the index; without strata that have none.
    """
    measured = {one["id"] for one in index["surveys"] if one["kind"] == "survey"}
    strata = [one for one in index["strata"] if one["survey"] in measured]
    found = {}
    for one in strata:
        defined = [
            other["id"]
            for other in strata
            if other["survey"] != one["survey"]
            and all(other[word] == one[word] for word in _DEFINITION)
        ]
        near = [id for id in defined if countries(one["id"]) & countries(id)]
        if near:
            found[one["id"]] = near
    return found
