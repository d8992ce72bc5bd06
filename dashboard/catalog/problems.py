"""What is wrong with a file: a problem by row and column, with what was found and expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from dashboard.i18n import _

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing found that is not as expected.

    Attributes
    ----------
    file : str
        File name as the recipe gives it (``survey.toml`` for the recipe itself).
    row : int or None
        Row number as a spreadsheet shows it (from 1); None for the whole file.
    column : str or None
        Column name, or the key path in a recipe (``strata[0].medium``).
    found : str
        What stands there.
    expected : str
        What should stand there, or what to do.
    severity : {"error", "warning"}
        A survey with an error is not published.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(_("row {row}").format(row=self.row))
        if self.column is not None:
            place.append(self.column)
        return f"{', '.join(place)}: {self.found}; {self.expected}"


def quoted(value: object) -> str:
    """Return a value as it is shown in a problem: in quotation marks, or *empty*."""
    text = str(value)
    return f"“{text}”" if text else _("empty")


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return advice that names the nearest valid names, best first.

    Parameters
    ----------
    name : str
        The name as written.
    valid : iterable of str
        The names that exist.

    Returns
    -------
    str
        ``did you mean “medium”?``, or the list of names where none is near.
    """
    names = list(dict.fromkeys(valid))
    lower = {n.lower(): n for n in reversed(names)}
    close = get_close_matches(name.lower(), list(lower), n=1, cutoff=0.6)
    if close:
        return _("did you mean “{name}”?").format(name=lower[close[0]])
    listed = ", ".join(names[:30]) + (" …" if len(names) > 30 else "")
    return _("known names: {names}").format(names=listed or _("none"))
