"""Figures of countries, regions and the world on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.days import DAY_ZERO, NEVER, day_number
from dashboard.progress.choice import Choice, places_of
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release
from dashboard.statistics.duplicates import variation

Figures = Mapping[str, float | None]
"""Figures by the keys of `dashboard.catalog.metrics.QUANTITIES`; None where undefined."""

NOBODY = ""
"""Country of samples that lie in none."""

GROWING = (
    "covered_cells",
    "planned_covered_cells",
    "complete_cells",
    "analysed_cells",
    "element_cells",
    "samples",
    "reported_samples",
    "results",
    "censored",
    "pairs",
    "covered_km2",
)
"""Keys of figures that only grow with time and add up over countries."""

KEYS = ("land_cells", "planned_cells", "area_km2", *GROWING, "elements", "precision")
"""Keys of all figures."""

_FRACTIONS = {"area_km2": 3, "covered_km2": 3, "precision": 4}


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All figures of a day.

    Attributes
    ----------
    values : mapping of str to ndarray of float64, shape (c + 1,)
        By country of the release, and nobody last; NaN where undefined. Without
        `elements` and `precision`, which do not add up.
    element_first : ndarray of bool, shape (c + 1, 76)
        Elements with a result.
    sums, counts : ndarray, shape (c + 1, 76)
        Of duplicates.
    """

    values: Mapping[str, NDArray[np.float64]]
    has_element: NDArray[np.bool_]
    sums: NDArray[np.float64]
    counts: NDArray[np.int32]

    @cached_property
    def _filled(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """All values with 0 where undefined, shape (k, c + 1), and which are defined."""
        values = np.array(list(self.values.values()))
        known = ~np.isnan(values)
        return np.where(known, values, 0.0), known

    def of(self, rows: NDArray[np.int64]) -> dict[str, float | None]:
        """Return the figures of some countries together; undefined where all of them are."""
        filled, known = self._filled
        sums = filled[:, rows].sum(axis=1).tolist()
        defined = np.asarray(known[:, rows].any(axis=1), dtype=bool)
        found: dict[str, float | None] = {
            key: _number(key, total) if some else None
            for key, total, some in zip(self.values, sums, defined.tolist(), strict=True)
        }
        found["elements"] = int(self.has_element[rows].any(axis=0).sum())
        spread = variation(self.sums[rows].sum(axis=0), self.counts[rows].sum(axis=0))
        found["precision"] = None if np.isnan(spread) else _number("precision", float(spread))
        return found

    def together(self, groups: NDArray[np.bool_]) -> list[dict[str, float | None]]:
        """Return the figures of several groups of countries, shape (g, c + 1), as `of` does."""
        filled, known = self._filled
        member = groups.astype(np.float64)
        sums, defined = member @ filled.T, member @ known.T > 0
        columns = {
            key: _numbers(key, np.where(defined[:, i], sums[:, i], np.nan))
            for i, key in enumerate(self.values)
        }
        columns["elements"] = (member @ self.has_element > 0).sum(axis=1).tolist()
        counts = (member @ self.counts).astype(np.int32)
        columns["precision"] = _numbers("precision", variation(member @ self.sums, counts))
        return _records(columns)

    @cached_property
    def each(self) -> list[dict[str, float | None]]:
        """The figures of all countries one by one."""
        columns = {key: _numbers(key, values) for key, values in self.values.items()}
        columns["elements"] = self.has_element.sum(axis=1).tolist()
        columns["precision"] = _numbers("precision", variation(self.sums, self.counts))
        return _records(columns)


def figures_by_country(release: Release, choice: Choice) -> Mapping[str, Figures]:
    """Return the figures of all countries of a release, and of nobody (``""``).

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Its countries and region are left aside: all countries have figures.
    """
    names = [*release.countries, NOBODY]
    found = snapshot(release, choice.strata, choice.level, choice.date)
    return dict(zip(names, found.each, strict=True))


def total(release: Release, choice: Choice) -> Figures:
    """Return the figures of the chosen countries and region together, or of the world.

    The world has nobody's samples, too. Elements are those of any of the countries,
    precision is that of all their duplicates.
    """
    places = places_of(release, choice)
    found = snapshot(release, choice.strata, choice.level, choice.date)
    if places is None:
        return found.of(np.arange(len(release.countries) + 1))
    return found.of(_rows(release, places))


def regions(release: Release, choice: Choice) -> Mapping[str, Figures]:
    """Return the figures of all regions and subregions of a release, by UN M49 code."""
    found = snapshot(release, choice.strata, choice.level, choice.date)
    codes = [region["id"] for region in release.index["regions"]]
    return dict(zip(codes, found.together(_members(release)), strict=True))


def last_day(release: Release, choice: Choice) -> dt.date | None:
    """Return the last day on which anything was collected or reported; None without samples."""
    days = timeline(release, choice.strata, choice.level).days
    return DAY_ZERO + dt.timedelta(days=int(days[-1])) if days.size else None


@lru_cache(maxsize=64)
def snapshot(
    release: Release, strata: tuple[str, ...], level: int, date: dt.date | None
) -> Snapshot:
    """Return all figures of strata at a level on a day; None is the day after all others."""
    line = timeline(release, strata, level)
    day = np.array([NEVER - 1 if date is None else day_number(date)])
    if date is not None and date < DAY_ZERO:
        day[:] = -1
    size = len(release.countries) + 1
    values = dict(_static(release, level))
    values["planned_cells"] = np.full(size, np.nan)
    values["planned_cells"][line.places] = line.planned
    for key in GROWING:
        values[key] = np.zeros(size)
        values[key][line.places] = line.at(key, day)[0]
    if level:
        # Where nothing was sampled, nothing is complete, if anybody says what complete is.
        values["complete_cells"][:] = 0.0 if line.has_complete.any() else np.nan
        values["complete_cells"][line.places] = np.where(
            line.has_complete, line.at("complete_cells", day)[0], np.nan
        )
    elements = line.element_first.shape[1]
    has_element = np.zeros((size, elements), dtype=bool)
    has_element[line.places] = line.element_first <= day[0]
    sums, counts = np.zeros((size, elements)), np.zeros((size, elements), dtype=np.int32)
    some_sums, some_counts = line.pairs_at(day)
    sums[line.places], counts[line.places] = some_sums[0], some_counts[0]
    return Snapshot(values, has_element, sums, counts)


@lru_cache(maxsize=64)
def _static(release: Release, level: int) -> Mapping[str, NDArray[np.float64]]:
    """Return what does not change: land cells and areas; nobody has no land."""
    cells, areas = [], []
    for country in release.index["countries"]:
        own = country.get("cells", ())
        cells.append(own[level] if level < len(own) else np.nan)
        areas.append(country.get("area_km2", np.nan))
    return {
        "land_cells": np.array([*cells, 0.0], dtype=np.float64),
        "area_km2": np.array([*areas, np.nan], dtype=np.float64),
    }


@lru_cache(maxsize=8)
def _members(release: Release) -> NDArray[np.bool_]:
    """Return which countries are in each region and subregion, shape (r, c + 1); nobody is not."""
    member = np.zeros((len(release.index["regions"]), len(release.countries) + 1), dtype=bool)
    row = {region["id"]: i for i, region in enumerate(release.index["regions"])}
    for column, country in enumerate(release.index["countries"]):
        for code in {country["region"], country["subregion"]} & row.keys():
            member[row[code], column] = True
    return member


def _rows(release: Release, names: Iterable[str]) -> NDArray[np.int64]:
    return np.array(sorted(release.country_index[name] for name in names), dtype=np.int64)


def _records(columns: Mapping[str, list[float | None]]) -> list[dict[str, float | None]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _number(key: str, value: float) -> float:
    digits = _FRACTIONS.get(key)
    return int(value) if digits is None else round(value, digits)


def _numbers(key: str, values: NDArray[np.float64]) -> list[float | None]:
    """Return figures as plain numbers, None where undefined."""
    digits = _FRACTIONS.get(key)
    known = ~np.isnan(values)
    filled = np.where(known, values, 0)
    plain = filled.astype(np.int64) if digits is None else np.round(filled, digits)
    if known.all():
        return list(plain.tolist())
    return [
        one if some else None for one, some in zip(plain.tolist(), known.tolist(), strict=True)
    ]
