"""Strata of a release put together: what is known of every country on every day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.days import NEVER
from dashboard.catalog.elements import elements
from dashboard.progress.cumulative import Cumulative, bounds, event_keys
from dashboard.progress.union import Cells, Days, determined, element_cells, positions, united
from dashboard.release.release import Release, Stratum

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Timeline:
    """All that grows, by country and day, of a set of strata at one level.

    Attributes
    ----------
    places : ndarray of int64, shape (k,)
        Countries with anything: positions in the release's countries, their number for
        nobody; ascending. All arrays by country are in this order.
    cells : Cells
        Covered and planned cells.
    planned : ndarray of float64, shape (k,)
        Planned cells of each country; NaN where no plan names any.
    has_complete : ndarray of bool, shape (k,)
        Where it is defined what makes a cell complete.
    grown : mapping of str to sequences of Cumulative
        By key of the figures: of each group the largest counts, groups added up.
    element_first : ndarray of uint16, shape (k, 76)
        First result of each element from samples of each country.
    """

    places: NDArray[np.int64]
    cells: Cells
    planned: NDArray[np.float64]
    has_complete: NDArray[np.bool_]
    grown: dict[str, list[list[Cumulative]]]
    element_first: Days
    pair_keys: NDArray[np.int64]
    pair_sums: NDArray[np.float64]
    pair_counts: NDArray[np.int32]

    def at(self, key: str, days: NDArray[Any]) -> NDArray[np.float64]:
        """Return a figure that grows at the end of each day, shape (d, k)."""
        total = np.zeros((days.size, self.places.size))
        for group in self.grown[key]:
            total += np.max([one.at(self.places, days) for one in group], axis=0)
        return total

    def elements(self, days: NDArray[Any]) -> NDArray[np.float64]:
        """Return the number of elements with a result at the end of each day, shape (d, k)."""
        known = self.element_first[None] <= days[:, None, None]
        return np.asarray(known.sum(axis=2), dtype=np.float64)

    def pairs_at(self, days: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Return sums and counts of duplicates by day, country and element, shape (d, k, 76)."""
        start, end = bounds(self.pair_keys, self.places, days)
        return (
            self.pair_sums[end] - self.pair_sums[start],
            self.pair_counts[end] - self.pair_counts[start],
        )

    @cached_property
    def days(self) -> Days:
        """Days on which anything was collected or reported, ascending."""
        keys = [c.keys for key in ("samples", "results") for g in self.grown[key] for c in g]
        return np.unique(np.concatenate([_NONE, *keys]) % (NEVER + 1)).astype(np.uint16)


@lru_cache(maxsize=32)
def timeline(release: Release, strata: tuple[str, ...], level: int) -> Timeline:
    """Return what is known of strata at a level.

    Parameters
    ----------
    release : Release
        An opened release.
    strata : tuple of str
        Ids of strata with progress.
    level : int
        Level of the cells; strata without it have none covered, and their samples count.
    """
    chosen = [release.strata[identity] for identity in strata]
    gridded = [stratum for stratum in chosen if level in stratum.levels]
    nobody = len(release.countries)
    rows = united(release, gridded, level)
    cells, land = rows.cells, rows.land
    own = cells.owner != nobody
    mine = cells.owner[own]
    sampled = _sampled(release, strata)
    met = np.unique(np.concatenate([cells.owner, land.country, sampled.places]))
    grown = {
        key: [[Cumulative(mine, day[own])]]
        for key, day in (
            ("covered_cells", cells.first),
            ("complete_cells", cells.complete),
            ("analysed_cells", cells.analysed),
            ("planned_covered_cells", np.where(cells.planned, cells.first, NEVER)),
        )
    }
    grown["covered_km2"] = [[Cumulative(land.country, land.first, land.km2)]]
    grown["element_cells"] = [[element_cells(gridded, level, cells, nobody)]]
    planned = np.bincount(cells.owner[own & cells.planned], minlength=nobody + 1)[met]
    defined = np.isin(met, rows.defined) if level else np.ones(met.size, dtype=bool)
    if level and all(stratum.record.get("density") is not None for stratum in gridded):
        defined[:] = bool(gridded)
    return Timeline(
        places=met,
        cells=cells,
        planned=np.where(planned > 0, planned, np.nan),
        has_complete=defined,
        grown=grown | sampled.grown,
        element_first=sampled.element_first[met],
        pair_keys=sampled.pairs[0],
        pair_sums=sampled.pairs[1],
        pair_counts=sampled.pairs[2],
    )


@dataclass(frozen=True, eq=False)
class _Sampled:
    """What is known of samples, the same at every level."""

    places: NDArray[np.int64]
    grown: dict[str, list[list[Cumulative]]]
    element_first: Days
    pairs: tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32]]


@lru_cache(maxsize=16)
def _sampled(release: Release, strata: tuple[str, ...]) -> _Sampled:
    chosen = [release.strata[identity] for identity in strata]
    counted = [_counts(release, stratum) for stratum in chosen]
    materials = _materials([stratum.record for stratum in chosen])
    grown = {
        key: [[counted[i][key] for i in group] for group in materials]
        for key in ("samples", "reported_samples", "pairs")
    }
    grown |= {key: [[one[key]] for one in counted] for key in ("results", "censored")}
    places = [_NONE, *(positions(release, stratum.counts["country"]) for stratum in chosen)]
    return _Sampled(
        np.unique(np.concatenate(places)),
        grown,
        _element_first(release, chosen),
        _pairs(release, chosen),
    )


def _counts(release: Release, stratum: Stratum) -> dict[str, Cumulative]:
    """Return samples, results and duplicates of a stratum."""
    table, twice = stratum.counts, stratum.duplicates
    country, day = positions(release, table["country"]), table["day"].to_numpy()
    columns = {
        "samples": "collected",
        "reported_samples": "reported",
        "results": "results",
        "censored": "censored",
    }
    found = {
        key: Cumulative(country, day, table[name].to_numpy()) for key, name in columns.items()
    }
    found["pairs"] = Cumulative(positions(release, twice["country"]), twice["day"].to_numpy())
    return found


def _materials(records: Sequence[Mapping[str, Any]]) -> list[list[int]]:
    """Return which strata hold the same samples: those of one survey, medium and depth.

    Their size fractions and methods are analyses of what was sampled once.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, record in enumerate(records):
        key = (record["survey"], record["medium"], record["depth"])
        groups.setdefault(key, []).append(i)
    return list(groups.values())


def _element_first(release: Release, strata: Sequence[Stratum]) -> Days:
    """Return the first result of each element from samples of each country, shape (c + 1, 76)."""
    symbols = list(elements())
    first = np.full((len(release.countries) + 1, len(symbols)), NEVER, dtype=np.uint16)
    for stratum in strata:
        table = stratum.country_elements
        country, known = positions(release, table["country"]), determined(table)
        for column, name in enumerate(symbols):
            if name in known:
                np.minimum.at(first[:, column], country, table[name].to_numpy())
    return first


def _pairs(
    release: Release, strata: Sequence[Stratum]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32]]:
    """Return duplicates by country and day: keys (p,), running sums and counts (p + 1, 76)."""
    symbols = list(elements())
    keys, squares = [_NONE], [np.empty((0, len(symbols)))]
    for stratum in strata:
        table = stratum.duplicates
        own, known = np.full((table.num_rows, len(symbols)), np.nan), determined(table)
        for column, name in enumerate(symbols):
            if name in known:
                own[:, column] = table[name].to_numpy()
        keys.append(event_keys(positions(release, table["country"]), table["day"].to_numpy()))
        squares.append(own)
    key, square = np.concatenate(keys), np.concatenate(squares)
    order = np.argsort(key, kind="stable")
    both = np.isfinite(square[order])
    nothing = np.zeros((1, len(symbols)))
    sums = np.cumsum(np.vstack([nothing, np.where(both, square[order], 0.0)]), axis=0)
    counts = np.cumsum(np.vstack([nothing.astype(np.int32), both]), axis=0, dtype=np.int32)
    return key[order], sums, counts
