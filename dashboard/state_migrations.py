"""Keys and values of addresses that have changed, so that old links go on meaning what they meant.

Nothing is ever taken out of the table, and no old key is given a new meaning: a link is in
print for as long as the paper lasts. tests/data/old-links.toml has links of every time, which
must be read alike for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Change:
    """One key that addresses wrote otherwise.

    Attributes
    ----------
    until : datetime.date
        Last day on which the application wrote it so.
    key : str
        As it was.
    to : str
        As it is now; the same where only values have changed.
    values : mapping of str to str
        Values that are now written otherwise, the new ones by the old; others stay. Where a
        value is a list, each of its items is looked up.
    """

    until: dt.date
    key: str
    to: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


CHANGES: tuple[Change, ...] = ()
"""All changes so far, the oldest first: a link of any time passes through the later ones."""


def migrated(
    pairs: Iterable[tuple[str, str]], changes: Sequence[Change] = CHANGES
) -> list[tuple[str, str]]:
    """Return keys and values of an address as they are written now.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Keys and decoded values in their order.
    changes : sequence of Change
        The oldest first.

    Returns
    -------
    list of (str, str)
        In the same order. A key that stands beside the one it has become is left out: who
        wrote the new one knew it.

    Examples
    --------
    >>> old = Change(dt.date(2027, 1, 31), "colours", "ramp", {"blue-red": "traditional"})
    >>> migrated([("colours", "blue-red"), ("el", "Ni")], [old])
    [('ramp', 'traditional'), ('el', 'Ni')]
    """
    found = list(pairs)
    for change in changes:
        present = {key for key, _value in found}
        if change.key not in present:
            continue
        beside = change.to != change.key and change.to in present
        found = [
            (change.to, _written(value, change.values)) if key == change.key else (key, value)
            for key, value in found
            if not (beside and key == change.key)
        ]
    return found


def _written(value: str, values: Mapping[str, str]) -> str:
    return "~".join(values.get(one, one) for one in value.split("~"))
