"""From which day the samples of a stratum and their results count."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.days import DAY_ZERO, NEVER, day_number
from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.gridding.stratum import StratumSamples
from dashboard.surveys.quality import pairs

Days = NDArray[np.uint16]


class Timed:
    """The samples of a stratum with the days from which they and their results count.

    Duplicates, replicates and planned samples count never.

    Parameters
    ----------
    stratum : StratumSamples
        Samples and results. Its samples have `reported_date`, too.
    precision : {"day", "month", "year"}
        How exactly sampling dates are known: one of a month counts from the month's end.
    last_year : int
        Last year of the survey: a sample without a date counts from its end.
    """

    def __init__(self, stratum: StratumSamples, precision: str, last_year: int) -> None:
        self.stratum = stratum
        state = stratum.samples["state"].to_numpy()
        self.rows = np.flatnonzero(stratum.routine & (state != State.PLANNED))
        self._taken = _taken(stratum.samples["date"], precision, last_year)
        told = stratum.samples["reported_date"]
        came = np.where(told.isna(), self._taken, _numbers(told))
        self._came = np.where(
            state == State.MEASURED, np.maximum(came, self._taken), NEVER
        ).astype(np.uint16)

    @property
    def cell(self) -> NDArray[np.int64]:
        """Cells of the samples that count, at the finest level of the grid."""
        return self.stratum.cell[self.rows]

    @property
    def collected(self) -> Days:
        """Day from which each sample that counts does so."""
        return self._taken[self.rows]

    @property
    def reported(self) -> Days:
        """Day from which the results of each sample that counts do so."""
        return self._came[self.rows]

    @cached_property
    def elements(self) -> dict[str, int]:
        """Elements of the programme that were determined: symbol, and position in the analytes."""
        known = elements()
        return {name: i for i, name in enumerate(self.stratum.analytes) if name in known}

    def first_results(self, position: int) -> Days:
        """Return the day of each counted sample's result of an analyte."""
        known = self.stratum.analyte_states(position)[self.rows] <= State.ABOVE
        return np.where(known, self.reported, NEVER).astype(np.uint16)

    @cached_property
    def analysed(self) -> Days:
        """Day of each counted sample's first result of any analyte."""
        day = np.full(self.rows.size, NEVER, dtype=np.uint16)
        for position in range(len(self.stratum.analytes)):
            np.minimum(day, self.first_results(position), out=day)
        return day

    @property
    def duplicates(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Days]:
        """Positions of samples and their field duplicates, and the day both were reported."""
        first, second = pairs(self.stratum.samples)
        kept = self.stratum.routine[first]
        first, second = first[kept], second[kept]
        return first, second, np.maximum(self._came[first], self._came[second])


def _numbers(dates: pd.Series) -> NDArray[np.int64]:
    """Return day numbers of dates; anything where there is none."""
    days = dates.to_numpy().astype("datetime64[D]") - np.datetime64(DAY_ZERO, "D")
    return np.clip(days.astype(np.int64), 0, NEVER - 1)


def _taken(dates: pd.Series, precision: str, last_year: int) -> Days:
    """Return the day from which each sample counts as taken."""
    given = dates.to_numpy().astype("datetime64[D]")
    if precision != "day":
        unit = {"month": "M", "year": "Y"}[precision]
        # From the end of the month or year: earlier nobody can know.
        given = (given.astype(f"datetime64[{unit}]") + 1).astype("datetime64[D]") - 1
    day = np.where(
        np.isnat(given), day_number(dt.date(last_year, 12, 31)), _numbers(pd.Series(given))
    )
    return day.astype(np.uint16)
