"""Named lists of critical minerals and the elements they mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dashboard.catalog.elements import analyte, elements
from dashboard.catalog.tables import read_csv


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: its words, the elements it means, and the group it names if any."""

    name: str
    symbols: tuple[str, ...]
    group: str | None


@dataclass(frozen=True, slots=True)
class CriticalList:
    """A list of critical minerals as adopted in one year.

    `source` is an id of `dashboard.catalog.tables.sources`.
    """

    id: str
    name: str
    year: int
    source: str
    entries: tuple[Entry, ...]

    @property
    def symbols(self) -> tuple[str, ...]:
        """Return the elements of the list, once each, by atomic number."""
        listed = {symbol for entry in self.entries for symbol in entry.symbols}
        return tuple(symbol for symbol in elements() if symbol in listed)


# id, name, year, source. Names are proper names of documents and stay in English.
_LISTS = (
    ("us-2022", "US List of Critical Minerals 2022", 2022, "us2022"),
    ("us-2025", "US List of Critical Minerals 2025", 2025, "us2025"),
    ("eu-2024", "EU critical raw materials 2024", 2024, "eu2024"),
)


@lru_cache(maxsize=1)
def critical_lists() -> tuple[CriticalList, ...]:
    """Return the lists, each with its entries in the order of the document."""
    rows = read_csv("critical.csv")
    return tuple(
        CriticalList(
            id,
            name,
            year,
            source,
            tuple(
                Entry(row["entry"], tuple(row["symbols"].split()), row["expanded"] or None)
                for row in rows
                if row["list"] == id
            ),
        )
        for id, name, year, source in _LISTS
    )


def lists_of(symbol: str) -> tuple[CriticalList, ...]:
    """Return the lists that name an element, also as a mineral or within a group.

    Raises
    ------
    NotInCatalogError
        If the catalogue has no such analyte.
    """
    id = analyte(symbol).id
    return tuple(listed for listed in critical_lists() if id in listed.symbols)
