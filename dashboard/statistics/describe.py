"""Every statistic of many groups of results at once, each with its state.

What a statistic rests on decides whether it is given: quantiles below the highest
detection limit print as below it; moments come from Kaplan–Meier; what depends on how
far the low values lie from the middle (MAD, fences) is given only where no value below
detection has a say in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State
from dashboard.statistics.censored import (
    FEWEST,
    QUANTILES,
    few_states,
    quantile_states,
)
from dashboard.statistics.intervals import median_ranks
from dashboard.statistics.moments import shapes_of_scales
from dashboard.statistics.ranked import (
    ROUNDING,
    Ranked,
    at_probability,
    count_up_to,
    deviation,
    ranked,
)
from dashboard.statistics.summary import Figure

PERCENTILES: Mapping[str, float] = {
    "min": 0.0,
    "p1": 0.01,
    "p2": 0.02,
    "p2_5": 0.025,
    "p5": 0.05,
    "p10": 0.1,
    "q1": 0.25,
    "median": 0.5,
    "q3": 0.75,
    "p90": 0.9,
    "p95": 0.95,
    "p97_5": 0.975,
    "p98": 0.98,
    "p99": 0.99,
    "max": 1.0,
}
"""Quantiles that are given, with their probabilities."""

MAD_FACTOR = 1.4826
"""Makes the MAD estimate the standard deviation of normal data: 1 / Φ⁻¹(¾) (R ``mad``)."""

IQR_FACTOR = 0.7413
"""Does the same for the interquartile range: 1 / (2 Φ⁻¹(¾)) (R package rgr)."""

FENCE = 1.5
"""Hinge spreads from the hinge to the inner fence (Tukey 1977, Exploratory data analysis)."""

STATISTICS = (
    *PERCENTILES,
    *("median_low", "median_high", "mad", "iqr_sd", "mean", "sd", "cv", "skewness", "kurtosis"),
    *("fence_low", "fence_high", "whisker_low", "whisker_high"),
    *("gmean", "gsd", "log_mad", "log_skewness"),
    *("log_fence_low", "log_fence_high", "log_whisker_low", "log_whisker_high"),
)
"""Names of all statistics, in the order of tables.

`cv` is in per cent, `gsd` a factor and `log_mad` in powers of ten; all others are in the
unit of the values, or pure numbers.
"""


class Column(NamedTuple):
    """A statistic of g groups; `value` is the limit where it lies below or above one."""

    value: NDArray[np.float64]
    state: NDArray[np.uint8]


class Description(NamedTuple):
    """Counts and statistics of g groups; the keys of `figures` are :data:`STATISTICS`."""

    n: NDArray[np.int64]
    censored: NDArray[np.int64]
    limit: NDArray[np.float64]
    figures: dict[str, Column]

    def group(self, number: int) -> dict[str, Figure]:
        """Return the statistics of one group."""
        return {
            name: Figure(float(column.value[number]), State(int(column.state[number])))
            for name, column in self.figures.items()
        }


def describe(values: ArrayLike, state: ArrayLike, *, moments: bool = True) -> Description:
    """Return every statistic of one group: see :func:`describe_groups`.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes.
    moments : bool
        As of :func:`describe_groups`.

    Returns
    -------
    Description
        Of one group: ``describe(values, state).group(0)``.
    """
    return describe_groups(values, state, [np.size(values)], moments=moments)


def describe_groups(
    values: ArrayLike, state: ArrayLike, counts: ArrayLike, *, moments: bool = True
) -> Description:
    """Return every statistic of many groups: countries, elements, or both.

    Quantiles are of type 7 (Hyndman & Fan 1996, The American Statistician 50:361–365)
    with limits as values; the median's interval is from order statistics; whiskers end at
    the most extreme values inside the inner fences (Tukey 1977). Those that start with
    ``log_`` are computed on decimal logarithms throughout; fences and whiskers among them
    are given in the unit of the values. Geometric mean and standard deviation, and
    ``log_skewness``, are Kaplan–Meier moments of the logarithms.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values of all groups, one group after the other; the limit where `state` is below
        or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes; others than measured, below and above are left out.
    counts : array_like of int, shape (g,)
        Values of each group.
    moments : bool
        Without them those that need Kaplan–Meier are left out, which of many results take
        most of the time.

    Returns
    -------
    Description
        A statistic that cannot be given has the state ``TOO_FEW``: there are too few
        results, or too few of them above the detection limit. MAD and fences are given
        where the values below detection (or above an upper limit), wherever they really
        lie, do not change them; moments as in
        :func:`~dashboard.statistics.summary.mean_of`; logarithms where all values are
        positive.

    Raises
    ------
    ValueError
        If the arrays do not fit together.
    """
    groups = ranked(values, state, counts)
    figures = {name: _quantile(groups, p, _fewest(name, p)) for name, p in PERCENTILES.items()}
    figures |= _median_interval(groups)
    figures |= _spread(groups, groups.values, figures, "", lambda x: x, lambda x: x)
    logs, usable = _logarithms(groups)
    on_logs = _spread(groups, logs, figures, "log_", _log10, lambda x: 10**x)
    if moments:
        own, of_logs = _moments(groups, logs)
        figures |= own
        on_logs |= of_logs
    figures |= {
        name: _without(column, ~usable & (groups.n > 0)) for name, column in on_logs.items()
    }
    ordered = {name: figures[name] for name in STATISTICS if name in figures}
    return Description(groups.n, groups.censored, groups.limit, ordered)


def _fewest(name: str, probability: float) -> int:
    """Return the fewest results for a quantile: those of which one lies beyond it."""
    if name in QUANTILES:
        return FEWEST[name]
    return round(1 / min(probability, 1 - probability))


def _quantile(groups: Ranked, p: float, fewest: int) -> Column:
    return _given(groups, at_probability(groups, groups.values, p), p, fewest)


def _given(groups: Ranked, value: NDArray[np.float64], p: float, fewest: int) -> Column:
    return Column(
        *quantile_states(
            p,
            fewest,
            value,
            n=groups.n,
            censored=groups.censored,
            unknown=groups.unknown,
            above=groups.above,
            limit=groups.limit,
        )
    )


def _median_interval(groups: Ranked) -> dict[str, Column]:
    found = {}
    ranks = median_ranks(groups.n)
    for name, rank in (("median_low", ranks.low), ("median_high", ranks.high)):
        found[name] = _without(_at_rank(groups, rank - 1), (rank == 0) & (groups.n > 0))
    return found


def _at_rank(groups: Ranked, rank: NDArray[np.int64]) -> Column:
    """Return the value at a rank of each group, from 0, with its state."""
    if not groups.values.size:
        return _few(groups, np.full(groups.n.shape, np.nan), 1)
    rank = np.clip(rank, 0, np.maximum(groups.n - 1, 0))
    at = np.minimum(groups.starts + rank, groups.values.size - 1)
    value, state = _few(groups, groups.values[at], 1)
    held = groups.n > 0
    low = held & (groups.censored > 0) & ((value <= groups.limit) | (rank < groups.unknown))
    high = held & (rank > groups.n - 1 - groups.above)
    value[low] = groups.limit[low]
    state[low], state[high] = State.BELOW, State.ABOVE
    return Column(value, state)


def _few(groups: Ranked, value: NDArray[np.float64], fewest: int) -> Column:
    return Column(*few_states(value, groups.n, fewest))


def _spread(
    groups: Ranked,
    scaled: NDArray[np.float64],
    quantiles: Mapping[str, Column],
    prefix: str,
    scale: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    back: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> dict[str, Column]:
    """Return MAD, fences and whiskers on a scale that `back` leads back from."""
    median, q1, q3 = (at_probability(groups, scaled, p) for p in (0.5, 0.25, 0.75))
    known = [quantiles[name].state == State.MEASURED for name in ("median", "q1", "q3")]
    middle = deviation(groups, scaled, median, (groups.n - 1) // 2)
    beyond = deviation(groups, scaled, median, groups.n // 2)
    # Limits farther from the median than half of the results lie: what is below (or above)
    # them really lies beyond the median deviation, too.
    room = np.fmin(median - scale(groups.limit), scale(groups.cap) - median)
    unlimited = (groups.unknown > 0) & np.isnan(groups.limit)
    free = known[0] & ~(beyond >= room) & ~unlimited
    mad = np.where(free, MAD_FACTOR * (middle + beyond) / 2, np.nan)
    hinges = known[1] & known[2]
    step = FENCE * (q3 - q1)
    low, high = (np.where(hinges, fence, np.nan) for fence in (q1 - step, q3 + step))
    # A fence that a value lies on, but for rounding, has it inside.
    under = count_up_to(groups, scaled, low - ROUNDING * np.abs(low))
    within = count_up_to(groups, scaled, high + ROUNDING * np.abs(high))
    fewest = FEWEST["q1"]
    found = {
        f"{prefix}mad": _few(groups, mad, fewest),
        f"{prefix}fence_low": _few(groups, back(low), fewest),
        f"{prefix}fence_high": _few(groups, back(high), fewest),
        f"{prefix}whisker_low": _at_rank(groups, under),
        f"{prefix}whisker_high": _at_rank(groups, within - 1),
    }
    for name in (f"{prefix}whisker_low", f"{prefix}whisker_high"):
        found[name] = _without(found[name], ~hinges & (groups.n > 0))
    if not prefix:
        spread = IQR_FACTOR * (q3 - q1)
        found["iqr_sd"] = _few(groups, np.where(hinges, spread, np.nan), fewest)
    return found


def _moments(
    groups: Ranked, logs: NDArray[np.float64]
) -> tuple[dict[str, Column], dict[str, Column]]:
    """Return the Kaplan–Meier moments of values, and those of their logarithms."""
    own, of_logs = shapes_of_scales((groups.values, logs), groups.below, groups.n)
    bare = (groups.unknown == 0) & (groups.above == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = np.where(own.mean > 0, 100 * own.sd / own.mean, np.nan)

    def given(**moments: NDArray[np.float64]) -> dict[str, Column]:
        return {
            name: _few(groups, np.where(bare, value, np.nan), FEWEST["mean"])
            for name, value in moments.items()
        }

    return (
        given(mean=own.mean, sd=own.sd, cv=cv, skewness=own.skewness, kurtosis=own.kurtosis),
        given(gmean=10**of_logs.mean, gsd=10**of_logs.sd, log_skewness=of_logs.skewness),
    )


def _logarithms(groups: Ranked) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return decimal logarithms, and of which groups all measured values have one."""
    size = groups.n.size
    positive = groups.values > 0
    if positive.all():
        return np.log10(groups.values), np.ones(size, dtype=bool)
    owner = np.repeat(np.arange(size), groups.n)
    logs = np.where(positive, _log10(groups.values), 0.0)
    lowest = np.full(size, np.inf)
    np.fmin.at(lowest, owner[positive], logs[positive])
    # Below an unknown limit: the lowest, as among the values.
    logs = np.where(positive, logs, np.where(np.isfinite(lowest), lowest, 0.0)[owner])
    return logs, np.bincount(owner, ~positive & ~groups.below, minlength=size) == 0


def _without(column: Column, lost: NDArray[np.bool_]) -> Column:
    """Return a statistic that some groups do not have."""
    return Column(
        np.where(lost, np.nan, column.value),
        np.where(lost, State.TOO_FEW, column.state).astype(np.uint8),
    )


def _log10(values: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(values)
