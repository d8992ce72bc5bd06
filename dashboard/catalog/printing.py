"""How figures and states are printed, the same in tables, details and downloads."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from babel.dates import format_date

from dashboard.catalog.states import State, state_label
from dashboard.i18n import _

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
