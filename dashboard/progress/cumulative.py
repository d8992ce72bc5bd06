"""Counts that grow, by country and day."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.days import NEVER


class Cumulative:
    """Events of countries, each on a day, to be counted up to any day.

    Parameters
    ----------
    country : ndarray of int, shape (n,)
        Position of the country of each event.
    day : ndarray of int, shape (n,)
        Days since 1900-01-01; events of the day *never* are left out.
    weight : ndarray, shape (n,), optional
        What each event counts; 1 if left out.
    """

    def __init__(
        self,
        country: NDArray[np.integer[Any]],
        day: NDArray[np.integer[Any]],
        weight: NDArray[Any] | None = None,
    ) -> None:
        kept = np.flatnonzero(day != NEVER)
        key = event_keys(country[kept], day[kept])
        order = np.argsort(key, kind="stable")
        counts = np.ones(kept.size) if weight is None else weight[kept].astype(np.float64)
        self.keys = key[order]
        self._sums = np.concatenate([[0.0], np.cumsum(counts[order])])

    def at(
        self, countries: NDArray[np.int64], days: NDArray[np.integer[Any]]
    ) -> NDArray[np.float64]:
        """Return what has been counted by the end of each day.

        Parameters
        ----------
        countries : ndarray of int64, shape (c,)
        days : ndarray of int, shape (d,)

        Returns
        -------
        ndarray of float64, shape (d, c)
        """
        start, end = bounds(self.keys, countries, days)
        found: NDArray[np.float64] = self._sums[end] - self._sums[start]
        return found


def bounds(
    keys: NDArray[np.int64], countries: NDArray[np.int64], days: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the rows of each country begin, shape (c,), and end by each day, (d, c).

    `keys` are ascending, as `event_keys` makes them.
    """
    start = np.searchsorted(keys, _keys(countries, np.zeros_like(countries)))
    last = _keys(countries[None, :], days.astype(np.int64)[:, None])
    return start, np.searchsorted(keys, last, side="right")


def event_keys(
    country: NDArray[np.integer[Any]], day: NDArray[np.integer[Any]]
) -> NDArray[np.int64]:
    """Return numbers that sort events by country, then day."""
    return _keys(country.astype(np.int64), day.astype(np.int64))


def _keys(country: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    return country * (NEVER + 1) + day
