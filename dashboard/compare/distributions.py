"""Distributions of the groups compared: boxes, cumulative curves, densities, quantiles.

All arrays are made for drawing: 32-bit floats, few points, nothing where nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.compare.choice import Choice
from dashboard.compare.groups import Group, groups
from dashboard.compare.table import described
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.statistics.ecdf import Ecdf, ecdf, quantiles
from dashboard.statistics.summary import Figure

MOST_POINTS = 512
"""Points of a line."""

MOST_OUTLIERS = 24
"""Outliers drawn on either side of a box."""

FEWEST_FOR_BOX = 8
"""Results of a box; of fewer all are drawn as points."""

FEWEST_FOR_DENSITY = 20
"""Measured results of a density; of fewer it would show single samples as hills."""

_GRID = 160
_QUANTILES = 160

F4 = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Box:
    """What is drawn of one group.

    Attributes
    ----------
    q1, median, q3, low, high, notch_low, notch_high : Figure
        Hinges (quartiles of type 7), whisker ends (1.5 hinge spreads, on logarithms where
        the axis is: Tukey 1977, Exploratory data analysis), and the median's 95 % interval
        from order statistics.
    limit : float
        Highest detection limit; NaN without one.
    outliers : ndarray of float32
        Measured values beyond the whiskers, thinned; all measured values of few.
    hidden : int
        Outliers that were thinned out.
    """

    q1: Figure
    median: Figure
    q3: Figure
    low: Figure
    high: Figure
    notch_low: Figure
    notch_high: Figure
    limit: float
    outliers: F4
    hidden: int


@dataclass(frozen=True, eq=False)
class Curve:
    """A cumulative distribution: shares in % at or below values, from the share `below` on."""

    x: F4
    y: F4
    below: float
    limit: float


@dataclass(frozen=True, eq=False)
class Densities:
    """Densities on one grid.

    Attributes
    ----------
    x : ndarray of float32, shape (k,)
        In the unit of the values.
    y : tuple of ndarray of float32, shape (k,), or None
        A group each: share of its results, in %, per factor of ten (per unit where the
        axis is linear). The part below detection is not drawn: the area is the share
        measured. None with too few measured results.
    """

    x: F4
    y: tuple[F4 | None, ...]


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Quantiles of a group beside those of all results, at the same shares; no NaN."""

    world: F4
    own: F4
    share: F4


@kept(24)
def boxes(release: Release, choice: Choice) -> tuple[Box, ...]:
    """Return the box of each group, and then of all results."""
    found = groups(release, choice)
    held = found.all
    told = described(release, choice)
    prefix = "log_" if found.logarithmic else ""
    names = ("q1", "median", "q3", f"{prefix}whisker_low", f"{prefix}whisker_high")
    made = []
    for group, figures in zip(held, told, strict=True):
        q1, median, q3, low, high = (figures[name] for name in names)
        notch = (figures["median_low"], figures["median_high"])
        outliers, hidden = _outliers(group, low, high)
        made.append(Box(q1, median, q3, low, high, *notch, group.limit, outliers, hidden))
    return tuple(made)


def _outliers(group: Group, low: Figure, high: Figure) -> tuple[F4, int]:
    """Return measured values beyond the whiskers, at most some on a side, extremes among them."""
    measured = group.values[group.state == State.MEASURED]
    if group.n < FEWEST_FOR_BOX:
        return measured.astype(np.float32), 0
    sides = []
    if low.state == State.MEASURED:
        sides.append(measured[: np.searchsorted(measured, low.value, side="left")])
    if high.state == State.MEASURED:
        sides.append(measured[np.searchsorted(measured, high.value, side="right") :])
    kept_ones = [side[_thinned(side.size, MOST_OUTLIERS)] for side in sides]
    hidden = sum(side.size for side in sides) - sum(side.size for side in kept_ones)
    drawn = np.concatenate([*kept_ones, np.zeros(0)]).astype(np.float32)
    return drawn, int(hidden)


def _thinned(count: int, most: int) -> NDArray[np.int64]:
    """Return positions of at most so many of `count` values, evenly, first and last among them."""
    return np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(np.int64))


@kept(24)
def steps(release: Release, choice: Choice) -> tuple[Ecdf, ...]:
    """Return the Kaplan–Meier distribution of each group, and then of all results."""
    return tuple(ecdf(one.values, one.state) for one in groups(release, choice).all)


@kept(24)
def curves(release: Release, choice: Choice) -> tuple[Curve, ...]:
    """Return the cumulative curve of each group, and then of all results."""
    held = groups(release, choice).all
    return tuple(
        Curve(
            one.values[at].astype(np.float32),
            (100 * one.cumulative[at]).astype(np.float32),
            100 * one.below,
            group.limit,
        )
        for group, one in zip(held, steps(release, choice), strict=True)
        for at in [_thinned(one.values.size, MOST_POINTS)]
    )


@kept(24)
def densities(release: Release, choice: Choice) -> Densities:
    """Return Gaussian kernel densities of the measured results of each group, and of all.

    The bandwidth is Silverman's (1986, Density estimation for statistics and data analysis,
    eq. 3.31), 0.9 min(s, IQR / 1.34) n^(−1/5), on the logarithms where the axis is; values
    are first shared out to the grid (linear binning: Wand 1994, Journal of Computational and
    Graphical Statistics 3:433–445), so that time does not grow with their number.
    """
    found = groups(release, choice)
    scale = np.log10 if found.logarithmic else np.asarray
    measured = [scale(one.values[one.state == State.MEASURED]) for one in found.all]
    whole = measured[-1]
    if not whole.size:
        return Densities(np.zeros(0, dtype=np.float32), tuple(None for _one in measured))
    # A few far values would squeeze the rest: what is drawn ends near P0.1 and P99.9.
    low, high = np.quantile(whole, [0.001, 0.999]).tolist()
    room = 0.08 * (high - low) or 0.5
    axis = np.linspace(low - room, high + room, _GRID)
    made = tuple(
        _density(own, axis, own.size / one.n) if own.size >= FEWEST_FOR_DENSITY else None
        for one, own in zip(found.all, measured, strict=True)
    )
    x = 10**axis if found.logarithmic else axis
    return Densities(x.astype(np.float32), made)


def _density(values: NDArray[np.float64], axis: NDArray[np.float64], share: float) -> F4:
    q1, q3 = np.quantile(values, [0.25, 0.75])
    spread = min(float(values.std(ddof=1)), float(q3 - q1) / 1.34) or float(values.std(ddof=1))
    step = axis[1] - axis[0]
    # Not narrower than the grid can show, as where all values are alike.
    width = max(0.9 * spread * values.size**-0.2, step)
    place = (values - axis[0]) / step
    inside = (place >= 0) & (place <= axis.size - 1)
    lower = np.minimum(place[inside].astype(np.int64), axis.size - 2)
    upper = place[inside] - lower
    counts = np.bincount(lower, 1 - upper, minlength=axis.size)
    counts += np.bincount(lower + 1, upper, minlength=axis.size)
    kernel = np.exp(-0.5 * ((axis[:, None] - axis[None, :]) / width) ** 2)
    kernel /= width * np.sqrt(2 * np.pi) * values.size
    return np.asarray(100 * share * (kernel @ counts), dtype=np.float32)


@kept(24)
def against_world(release: Release, choice: Choice) -> tuple[Quantiles, ...]:
    """Return the quantiles of each group beside those of all results.

    A quantile–quantile plot (Wilk & Gnanadesikan 1968, Biometrika 55:1–17): at shares
    (i − ½) / m of both, m at most 160, from the Kaplan–Meier distributions; those below
    detection in either are left out.
    """
    curves_of = steps(release, choice)
    world = curves_of[-1]
    made = []
    for own in curves_of[:-1]:
        m = min(max(own.n, 1), _QUANTILES)
        share = (np.arange(m) + 0.5) / m
        pair = np.array([quantiles(world, share), quantiles(own, share)])
        kept_ones = ~np.isnan(pair).any(axis=0)
        x, y = pair[:, kept_ones].astype(np.float32)
        made.append(Quantiles(x, y, (100 * share[kept_ones]).astype(np.float32)))
    return tuple(made)
