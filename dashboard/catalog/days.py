"""How days are written in the columns of a release: days since 1900-01-01 in 16 bits."""

import datetime as dt

DAY_ZERO = dt.date(1900, 1, 1)
"""Day 0 of the columns of days."""
NEVER = 65535
"""In a column of days: not so far."""


def day_number(date: dt.date) -> int:
    """Return the days since 1900-01-01, within what a column of days can hold."""
    return min(max((date - DAY_ZERO).days, 0), NEVER - 1)
