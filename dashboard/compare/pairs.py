"""Differences of the groups compared, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.compare.choice import Choice
from dashboard.compare.groups import Group, groups
from dashboard.compare.resampled import COMPUTING, Medians, percentile_interval
from dashboard.compare.table import figure_of, medians
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.statistics.bootstrap import REPLICATES
from dashboard.statistics.comparison import Comparison, caution, compare

_LEVEL = 0.95

F8 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contrast:
    """Two medians set against each other; arrays of shape (g, g), row against column.

    `estimate`, `low` and `high` are NaN where a median is not known, or cells are too few
    for the interval. `low_open` and `high_open` say that a limit hides how far the interval
    really reaches.
    """

    estimate: F8
    low: F8
    high: F8
    low_open: NDArray[np.bool_]
    high_open: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Comparison of g groups.

    Attributes
    ----------
    ids, names : tuple of str
        Of the groups, in their order.
    tests : Comparison
        Kruskal–Wallis test, Cliff's delta with interval, p-values.
    ratio, difference : Contrast
        Median of the row's group over, and less, that of the column's.
    caution : str
        That p-values over so many samples say little; empty where they are few.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    tests: Comparison
    ratio: Contrast
    difference: Contrast
    caution: str


@kept(24)
def pairs(release: Release, choice: Choice) -> Pairs:
    """Return the differences of all pairs of groups.

    Intervals of ratios and differences of medians are percentiles over resamples of whole
    cells (Davison & Hinkley 1997, Bootstrap methods and their application, § 3.8), drawn
    for each group by itself.
    """
    held = groups(release, choice).groups
    empty = np.zeros(0)
    tests = compare(
        np.concatenate([*(one.values for one in held), empty]),
        np.concatenate([*(one.state for one in held), empty]),
        np.repeat(np.arange(len(held)), [one.n for one in held]),
        len(held),
    )
    resampled = medians(release, choice)
    with COMPUTING:
        ratio, difference = _contrasts(held, resampled)
    return Pairs(
        tuple(one.id for one in held),
        tuple(one.name for one in held),
        tests,
        ratio,
        difference,
        caution(tests.n),
    )


def _contrasts(
    held: tuple[Group, ...], resampled: tuple[Medians, ...]
) -> tuple[Contrast, Contrast]:
    known, drawn, under = [], [], []
    for group, own in zip(held, resampled, strict=True):
        found = own.plain
        figure = figure_of(group, found.estimate)
        known.append(figure.value if figure.state == State.MEASURED else np.nan)
        limit = group.limit
        hidden = (found.found <= limit) | np.isneginf(found.found)
        # Resamples below a limit stand at it, so that the interval ends there.
        drawn.append(np.where(hidden, limit, found.found))
        under.append(float(hidden.mean()) > (1 - _LEVEL) / 2)
    middle, hides = np.array(known), np.array(under, dtype=bool)
    samples = np.array(drawn).reshape(len(held), REPLICATES)
    positive = middle > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(np.outer(positive, positive), middle[:, None] / middle[None, :], np.nan)
        logs = np.log(np.where(samples > 0, samples, np.nan))
    difference = middle[:, None] - middle[None, :]
    # Ratios of resamples are differences of their logarithms.
    low, high = _intervals(logs, ~np.isnan(ratio))
    made = _contrast(ratio, np.exp(low), np.exp(high), hides)
    return made, _contrast(difference, *_intervals(samples, ~np.isnan(difference)), hides)


def _contrast(estimate: F8, low: F8, high: F8, hides: NDArray[np.bool_]) -> Contrast:
    known = ~np.isnan(low)
    shape = estimate.shape
    return Contrast(
        estimate,
        low,
        high,
        np.broadcast_to(hides[:, None], shape) & known,
        np.broadcast_to(hides[None, :], shape) & known,
    )


def _intervals(samples: F8, given: NDArray[np.bool_]) -> tuple[F8, F8]:
    """Return percentile intervals of the differences of the rows of resamples."""
    size = len(samples)
    low, high = np.full((size, size), np.nan), np.full((size, size), np.nan)
    first, second = np.triu_indices(size, 1)
    held = given[first, second] & ~np.isnan(samples[first] + samples[second]).any(axis=1)
    first, second = first[held], second[held]
    if first.size:
        spread = percentile_interval(samples[first] - samples[second], _LEVEL)
        low[first, second], high[first, second] = spread
        low[second, first], high[second, first] = -spread[1], -spread[0]
    return low, high
