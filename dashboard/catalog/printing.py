"""How figures and states are printed, the same in tables, details and downloads."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable

from babel.dates import format_date

from dashboard.catalog.states import State, state_label
from dashboard.catalog.units import UNITS
from dashboard.i18n import _

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WITH_NUMBERS = ("%", "km", "km²", "m", *(one for one in UNITS if one not in {"1", "pH"}))
_UNIT = re.compile(
    rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, _WITH_NUMBERS))})(?![\w/]))|(?<=×) (?=\d)"
)

_MOST_REPEATED = 80

MINUS = "−"
"""Sign of negative numbers in text: a hyphen between two of them reads as a range."""


def number_text(value: float) -> str:
    """Return a figure with at most four significant digits and no exponent where readable.

    Examples
    --------
    >>> number_text(12.345), number_text(1234567), number_text(0.00012), number_text(-6.5)
    ('12.35', '1,234,567', '0.00012', '−6.5')
    """
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if value < 0:
        return MINUS + number_text(-value)
    size = math.floor(math.log10(value))
    if size < -6:
        return f"{value:.3g}"
    decimals = max(0, 3 - size)
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure_text(value: float, state: int) -> str:
    """Return how a value prints with its state: ``12.3``, ``< 0.5``, ``< DL``, words."""
    if state == State.MEASURED:
        return number_text(value)
    if state == State.BELOW:
        return f"< {number_text(value)}" if math.isfinite(value) else _("< DL")
    if state == State.ABOVE:
        return f"> {number_text(value)}" if math.isfinite(value) else _("> upper limit")
    return state_label(State(state))


def day_text(day: dt.date) -> str:
    """Return a day in words: ``31 December 2009``."""
    return format_date(day, "d MMMM y", locale="en")


def date_text(date: str) -> str:
    """Return a date of ISO 8601, as exact as it is known, as a sentence says it.

    Examples
    --------
    >>> date_text("2016-09-09"), date_text("2018-10"), date_text("2019")
    ('9 September 2016', 'October 2018', '2019')

    What is no such date stays as it is:

    >>> date_text("about 2021")
    'about 2021'
    """
    try:
        if _MONTH.fullmatch(date):
            return format_date(dt.date.fromisoformat(f"{date}-01"), "MMMM y", locale="en")
        if _DAY.fullmatch(date):
            return day_text(dt.date.fromisoformat(date))
    except ValueError:
        pass
    return date


def unbroken(text: str) -> str:
    """Return a text in which numbers stay in one line with their unit: for pages, not for files.

    Examples
    --------
    >>> unbroken("3 of 4 cells of 160 km (75 %)").replace("\N{NO-BREAK SPACE}", "~")
    '3 of 4 cells of 160~km (75~%)'
    >>> unbroken("Ca × 1.2").replace("\N{NO-BREAK SPACE}", "~")
    'Ca ×~1.2'
    """
    return _UNIT.sub("\N{NO-BREAK SPACE}", text)


def shortened(text: str) -> str:
    """Return what an address says as a sentence repeats it: not all of thousands of letters."""
    return text if len(text) <= _MOST_REPEATED else text[: _MOST_REPEATED - 1] + "…"


def capitalised(text: str) -> str:
    """Return words with the capital that begins a sentence."""
    return text[:1].upper() + text[1:]


def share_text(share: float | None) -> str:
    """Return a share in per cent with at most one decimal; never 0 or 100 where it is not."""
    if share is None:
        return "–"
    if 0 < share < 0.1:
        return "< 0.1"
    if 99.9 < share < 100:
        return "> 99.9"
    return number_text(round(share, 1))


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: ``A``, ``A and B``, ``A, B and C``."""
    *first, last = names
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def quoted(names: Iterable[str]) -> str:
    """Return names as an address has them, in a sentence: ``“a”``, ``“a”, “b” and “c”``."""
    return listed(f"“{name}”" for name in names)
