"""Controlled terms: sampling media, depths, size fractions, digestions and methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from types import MappingProxyType

from dashboard.catalog.tables import NotInCatalogError, read_toml
from dashboard.i18n import _


@dataclass(frozen=True, slots=True)
class Term:
    """One controlled term; `source` is an id of `dashboard.catalog.tables.sources`."""

    id: str
    label: str
    description: str
    source: str


class Vocabulary(Mapping[str, Term]):
    """Terms of one kind by id; a wrong id raises an error that names the nearest ones."""

    def __init__(self, kind: str, terms: Mapping[str, Term]) -> None:
        self.kind = kind
        self._terms = MappingProxyType(dict(terms))

    def __getitem__(self, id: str) -> Term:
        try:
            return self._terms[id]
        except KeyError:
            raise NotInCatalogError(id, self.kind, self._terms) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


@dataclass(frozen=True, slots=True)
class Terms:
    """All vocabularies."""

    media: Vocabulary
    depths: Vocabulary
    fractions: Vocabulary
    digestions: Vocabulary
    methods: Vocabulary


_KINDS = {
    "media": "medium",
    "depths": "depth",
    "fractions": "size fraction",
    "digestions": "digestion",
    "methods": "method",
}


@lru_cache(maxsize=1)
def terms() -> Terms:
    """Return the controlled terms of the catalogue, in the order of its table."""
    table = read_toml("terms.toml")
    return Terms(
        **{
            field.name: Vocabulary(
                _KINDS[field.name],
                {id: Term(id, **entry) for id, entry in table[field.name].items()},
            )
            for field in fields(Terms)
        }
    )


def term_label(term: Term) -> str:
    """Return a term's label in the language of the request."""
    return _(term.label)
