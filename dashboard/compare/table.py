"""Statistics of each group compared, each with its state, and by cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from dashboard.catalog.states import State
from dashboard.compare.choice import Choice
from dashboard.compare.everywhere import anywhere, everywhere
from dashboard.compare.groups import Group, groups, world
from dashboard.compare.resampled import COMPUTING, Medians, resampled_medians
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.statistics.describe import describe_groups
from dashboard.statistics.summary import Figure

COLUMNS = (
    *("min", "p5", "q1", "median", "median_low", "median_high", "q3", "p95", "p98", "max"),
    *("mad", "mean", "gmean", "sd", "cv", "skewness"),
    *("cell_median", "cell_median_low", "cell_median_high", "cell_mean"),
)
"""Statistics of a row, in the order of the table."""

TOO_FEW = Figure(float("nan"), State.TOO_FEW)
"""A statistic that cannot be given."""


@dataclass(frozen=True)
class Row:
    """Statistics of a group.

    Attributes
    ----------
    id, name : str
    n, censored : int
        Results, and those below detection.
    cells : int or None
        Cells that hold them; None where they were not counted.
    limit : float
        Highest detection limit; NaN without one.
    figures : mapping of str to Figure
        By :data:`COLUMNS`. Those that begin with ``cell_`` give every cell the same weight.
    """

    id: str
    name: str
    n: int
    censored: int
    cells: int | None
    limit: float
    figures: Mapping[str, Figure]


@kept(24)
def statistics(release: Release, choice: Choice) -> tuple[Row, ...]:
    """Return the statistics of each group, and then of all results.

    The median's interval is from order statistics, as if samples were independent; that of
    the declustered median is from resampled cells, and is the wider one where neighbours
    are alike.
    """
    found = groups(release, choice)
    countries = medians(release, choice)
    told = _described(found.groups, moments=True)
    whole = _world_row(release, anywhere(choice), found.level)
    with COMPUTING:
        return (*map(_whole_row, found.groups, told, countries), whole)


@kept(24)
def summaries(release: Release, choice: Choice) -> tuple[Row, ...]:
    """Return the order statistics of samples of each group, and then of all results.

    Sentences and small tables rest on these: moments, and resampling cells, take many times as
    long.
    """
    return tuple(map(_row, groups(release, choice).all, described(release, choice)))


@kept(24)
def described(release: Release, choice: Choice) -> tuple[Mapping[str, Figure], ...]:
    """Return the order statistics of each group's samples, and then of all results."""
    told = _described(groups(release, choice).groups, moments=False)
    return (*told, _world_described(release, anywhere(choice)))


@kept(6)
def _world_described(release: Release, choice: Choice) -> Mapping[str, Figure]:
    return _described([world(everywhere(release, choice).results)], moments=False)[0]


@kept(6)
def _world_row(release: Release, choice: Choice, level: int) -> Row:
    """Return the statistics of all results, whose cells are those of a level."""
    whole = world(everywhere(release, choice).results, level)
    return _whole_row(whole, _described([whole], moments=True)[0], medians_of(whole))


def _described(held: Sequence[Group], *, moments: bool) -> tuple[Mapping[str, Figure], ...]:
    if len(held) == 1:
        values, state = held[0].values, held[0].state
    else:
        values = np.concatenate([np.zeros(0), *(one.values for one in held)])
        state = np.concatenate([np.zeros(0, np.uint8), *(one.state for one in held)])
    told = describe_groups(values, state, [one.n for one in held], moments=moments)
    return tuple(map(told.group, range(len(held))))


def _whole_row(group: Group, told: Mapping[str, Figure], found: Medians) -> Row:
    figures = {**told, **by_cells(group, found)}
    return replace(
        _row(group, {name: figures[name] for name in COLUMNS}),
        cells=found.cells,
    )


def _row(group: Group, figures: Mapping[str, Figure]) -> Row:
    return Row(group.id, group.name, group.n, group.censored, None, group.limit, figures)


@kept(24)
def medians(release: Release, choice: Choice) -> tuple[Medians, ...]:
    """Return the medians of each group with those of resampled cells."""
    held = groups(release, choice).groups
    return tuple(map(medians_of, held))


def medians_of(group: Group) -> Medians:
    """Return the medians of a group; results below an unknown limit are the lowest.

    A country has its own random numbers, whatever it is compared with.
    """
    unknown = (group.state == State.BELOW) & np.isnan(group.values)
    filled = np.where(unknown, -np.inf, group.values) if unknown.any() else group.values
    return resampled_medians(filled, group.cells, crc32(group.id.encode()))


def by_cells(group: Group, found: Medians) -> dict[str, Figure]:
    """Return declustered median with its interval, and declustered mean, of a group."""
    ends = found.declustered.limits()
    bare = not (group.state == State.ABOVE).any()
    below = group.state == State.BELOW
    mean = found.mean(below) if bare else float("nan")
    names = ("cell_median", "cell_median_low", "cell_median_high")
    figures = {
        name: figure_of(group, value)
        for name, value in zip(names, (found.declustered.estimate, *ends), strict=True)
    }
    return figures | {"cell_mean": TOO_FEW if np.isnan(mean) else Figure(mean, State.MEASURED)}


def figure_of(group: Group, value: float) -> Figure:
    """Return a value of a group's distribution with its state: at a limit it is below it."""
    if np.isnan(value):
        return TOO_FEW
    # Minus infinity is a result below a limit that is not known.
    if value <= group.limit or value == -np.inf:
        return Figure(group.limit, State.BELOW)
    above = group.values[group.state == State.ABOVE]
    if above.size and value >= above.min():
        return Figure(float(above.min()), State.ABOVE)
    return Figure(value, State.MEASURED)
