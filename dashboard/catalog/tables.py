"""Reading the catalogue's tables, and the error for what they do not list."""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent


class NotInCatalogError(KeyError):
    """A name that the catalogue does not list; its text names the nearest ones."""

    def __init__(self, found: str, kind: str, accepted: Iterable[str]) -> None:
        names = list(accepted)
        folded = {name.casefold(): name for name in names}
        near = [
            folded[name] for name in difflib.get_close_matches(found.casefold(), folded, 4, 0.5)
        ]
        hint = f"nearest: {', '.join(near)}" if near else f"for example {', '.join(names[:8])}"
        self.message = f"{kind} '{found}' is not in the catalogue; {hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure or a term comes from."""

    id: str
    citation: str
    url: str


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the catalogue's CSV tables.

    Parameters
    ----------
    name : str
        File name in the catalogue's folder. Lines that start with ``#`` are comments.

    Returns
    -------
    list of dict
        One record a row; empty fields are empty strings.
    """
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if line and not line.startswith("#")))


def read_toml(name: str) -> dict[str, Any]:
    """Return one of the catalogue's TOML tables as a dictionary."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def sources() -> MappingProxyType[str, Source]:
    """Return all sources that the catalogue's tables cite, by id."""
    return MappingProxyType(
        {key: Source(key, s["citation"], s["url"]) for key, s in read_toml("sources.toml").items()}
    )


def source(key: str) -> Source:
    """Return one source.

    Raises
    ------
    NotInCatalogError
        If no source has this id.
    """
    try:
        return sources()[key]
    except KeyError:
        raise NotInCatalogError(key, "source", sources()) from None
