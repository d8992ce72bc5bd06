"""Growth through time, for charts and for playing over the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.days import DAY_ZERO, day_number
from dashboard.progress.choice import Choice
from dashboard.progress.figures import GROWING, NOBODY
from dashboard.progress.timeline import Timeline, timeline
from dashboard.progress.union import Days
from dashboard.release.release import Release
from dashboard.statistics.duplicates import variation

MOST_STEPS = 120
"""Steps in a series at most: a play of half a minute, and as many points as a chart can show."""

# Months in a step: divisors and multiples of a year, so that steps end with years.
_MONTHS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)


@dataclass(frozen=True, eq=False)
class Series:
    """Figures of countries at the end of each step.

    Attributes
    ----------
    days : ndarray of uint16, shape (d,)
        Days since 1900-01-01, ascending: the end of the month, or of every second, third …
        one, before the first event, then of each up to the last event, and that day itself.
    countries : tuple of str
        Those with anything in the chosen strata, ISO 3166-1 alpha-3; ``""`` is nobody.
    values : mapping of str to ndarray of float64, shape (d, c)
        By key of the figures: all that grow, `elements`, and `precision`. NaN where undefined.
        Each is put together when first asked for: a chart of samples need not wait for the
        precision of every country on every day.
    """

    days: Days
    countries: tuple[str, ...]
    values: Mapping[str, NDArray[np.float64]]


def series(release: Release, choice: Choice) -> Series:
    """Return the growth of all countries in the strata of a choice, whatever its day and places.

    The last step has the figures of `figures_by_country` without a date.
    """
    return _series(release, choice.strata, choice.level)


@lru_cache(maxsize=16)
def _series(release: Release, strata: tuple[str, ...], level: int) -> Series:
    line = timeline(release, strata, level)
    days = steps(line.days)
    names = np.array([*release.countries, NOBODY])[line.places]
    return Series(days, tuple(names.tolist()), _Values(line, days))


class _Values(Mapping[str, NDArray[np.float64]]):
    """Values of a series by key, each computed once."""

    _KEYS = (*GROWING, "elements", "precision")

    def __init__(self, line: Timeline, days: Days) -> None:
        self._line, self._days = line, days
        self._known: dict[str, NDArray[np.float64]] = {}

    def __getitem__(self, key: str) -> NDArray[np.float64]:
        if key not in self._known:
            self._known[key] = self._computed(key)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._KEYS)

    def __len__(self) -> int:
        return len(self._KEYS)

    def _computed(self, key: str) -> NDArray[np.float64]:
        line, days = self._line, self._days
        if key == "elements":
            return line.elements(days)
        if key == "precision":
            return _precision(line, days)
        # A key that the timeline does not have is a KeyError, as of any mapping.
        found = line.at(key, days)
        if key != "complete_cells":
            return found
        return np.where(line.has_complete, found, np.nan)


def steps(days: Days) -> Days:
    """Return the steps through time of events: at most `MOST_STEPS`, the last event being one.

    Parameters
    ----------
    days : ndarray of uint16, shape (n,)
        Days of events, ascending.

    Returns
    -------
    ndarray of uint16, shape (d,)
        Empty without events.
    """
    if not days.size:
        return days
    first, last = (DAY_ZERO + dt.timedelta(days=int(days[i])) for i in (0, -1))
    start, end = (one.year * 12 + one.month - 1 for one in (first, last))
    for months in _MONTHS:
        # Two more than whole steps: the one before all, and the last day.
        if (end - start) // months + 3 <= MOST_STEPS:
            break
    # Numbers of months from year 0; a step ends before the month that begins the next.
    begins = np.arange(start // months * months, end + 1, months)
    ends = [dt.date(int(m) // 12, int(m) % 12 + 1, 1) - dt.timedelta(days=1) for m in begins]
    found = [day_number(one) for one in ends if one >= DAY_ZERO and one < last]
    return np.array([*found, int(days[-1])], dtype=np.uint16)


def _precision(line: Timeline, days: Days) -> NDArray[np.float64]:
    """Return precision step by step: all countries, steps and elements at once fill the memory."""
    found = np.full((days.size, line.places.size), np.nan)
    if line.pair_keys.size:
        for i in range(days.size):
            sums, counts = line.pairs_at(days[i : i + 1])
            found[i] = variation(sums[0], counts[0])
    return found
