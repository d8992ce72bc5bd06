"""Authors as citations write them, told apart for reference managers."""

from __future__ import annotations

import re

# "Salminen, R.", "de Caritat, P.", "O'Connor, P. J.", "Smith, D.-B.", each before a comma, "and"
# or the end: names as the surveys' citations write them.
_PERSON = r"[^\W\d_][^\d_,.&()]*, (?:[^\W\d_]{1,2}\.[ -]?)+(?: ?\((?:chief )?eds?\.\))?"
_PERSONS = re.compile(rf"({_PERSON})(?:(?:, and |, & |, | and | & )(?=.)|$)")
_OTHERS = re.compile(r"(?:et al\.|others)")
_ROLE = re.compile(r"\s*\(.*\)$")


def people_of(authors: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Return the persons that a list of authors names, and whether there are others.

    Reference managers sort, abbreviate and find by family name, so each author is one of theirs.
    What is not a list of names with initials from its beginning to its end is no person: an
    institution stays one name.

    Examples
    --------
    >>> people_of("de Caritat, P. and Cooper, M.")
    ((('de Caritat', 'P.'), ('Cooper', 'M.')), False)
    >>> people_of("Reimann, C., Äyräs, M., et al.")
    ((('Reimann', 'C.'), ('Äyräs', 'M.')), True)
    >>> people_of("Geological Survey of Norway, Trondheim")
    ((), False)
    """
    found: list[tuple[str, str]] = []
    at = 0
    while match := _PERSONS.match(authors, at):
        family, given = match[1].split(", ", 1)
        found.append((family, _ROLE.sub("", given).strip()))
        at = match.end()
    rest = authors[at:]
    others = bool(found) and _OTHERS.fullmatch(rest) is not None
    return (tuple(found), others) if not rest or others else ((), False)
