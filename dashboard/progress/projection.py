"""Where growth leads if it goes on: burn-up against a target, with an honest range.

Source
------
Sen, P. K. (1968): Estimates of the regression coefficient based on Kendall's tau.
Journal of the American Statistical Association 63, 1379–1389,
doi:10.1080/01621459.1968.10480934.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.days import DAY_ZERO, NEVER, day_number
from dashboard.catalog.metrics import Metric
from dashboard.catalog.printing import day_text
from dashboard.i18n import _, ngettext
from dashboard.progress.choice import Choice, places_of
from dashboard.progress.figures import total
from dashboard.progress.series import series
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release

FEWEST_POINTS = 3
"""Points that a trend needs; fewer have no range."""
YEARS_BACK = 6
"""Years whose growth is carried on: what was done before says little of what is to come."""
YEARS_AHEAD = 10
"""Years that a projection reaches at most."""
STOPPED_AFTER = 2
"""Years without growth after which it is taken to have stopped."""

_YEAR = 365.2425
# Two-sided 95 % quantile of the normal distribution.
_NORMAL = 1.959963984540054


@dataclass(frozen=True, eq=False)
class Projection:
    """Growth carried on.

    Attributes
    ----------
    days : ndarray of uint16, shape (p,)
        Days since 1900-01-01: the last point, and then a year each, as far as the target is
        reached for certain or `YEARS_AHEAD` are over.
    low, middle, high : ndarray of float64, shape (p,)
        By the lower bound of the slope, the slope, and its upper bound.
    points : int
        Points that the slope is estimated from.
    reached : tuple of (datetime.date or None), three
        When high, middle and low reach the target; None beyond the horizon.
    """

    days: NDArray[np.uint16]
    low: NDArray[np.float64]
    middle: NDArray[np.float64]
    high: NDArray[np.float64]
    points: int
    reached: tuple[dt.date | None, dt.date | None, dt.date | None]


@dataclass(frozen=True, eq=False)
class BurnUp:
    """A metric's growth, and where it leads.

    Attributes
    ----------
    days : ndarray of uint16, shape (d,)
        Steps of `dashboard.progress.series`.
    values : ndarray of float64, shape (d,)
        The metric of all chosen places together, in its unit.
    projection : Projection or None
    words : str
        How it is projected, or why it is not.
    """

    days: NDArray[np.uint16]
    values: NDArray[np.float64]
    projection: Projection | None
    words: str


def burn_up(release: Release, choice: Choice, metric: Metric, target: float | None) -> BurnUp:
    """Return the growth of a metric in the places of a choice, and its projection.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Its day is left aside: the whole growth counts.
    metric : Metric
        With a numerator that adds up over countries.
    target : float or None
        In the metric's unit.
    """
    found = series(release, choice)
    places = places_of(release, choice)
    own = [i for i, name in enumerate(found.countries) if places is None or name in places]
    grown = np.nansum(found.values[metric.numerator or ""][:, own], axis=1)
    whole = None
    if metric.denominator is not None:
        whole = total(release, choice).get(metric.denominator)
        if not whole:
            return BurnUp(found.days, np.zeros(0), None, _("There is nothing to reach there."))
        grown = 100 * grown / whole
    if _guessed(release, choice):
        words = _(
            "No projection: surveys without sampling dates take part, and their growth in time "
            "is not known."
        )
        return BurnUp(found.days, grown, None, words)
    today = int(found.days[-1]) if found.days.size else 0
    if not release.index["simulated"]:
        today = day_number(dt.date.fromisoformat(release.index["made"][:10]))
    most = 100.0 if whole else None
    projection, words = project(found.days, grown, target=target, most=most, today=today)
    return BurnUp(found.days, grown, projection, words)


def project(
    days: NDArray[Any],
    values: NDArray[np.float64],
    *,
    target: float | None,
    most: float | None,
    today: int,
) -> tuple[Projection | None, str]:
    """Carry growth on.

    The slope is the median of those between all pairs of the last points (Theil–Sen), its
    bounds the 95 % interval of Sen (1968), which with few points is the whole range of
    slopes. Points are the steps of the last `YEARS_BACK` years on which something was added,
    one a year.

    Parameters
    ----------
    days : ndarray of int, shape (d,)
        Days since 1900-01-01, ascending.
    values : ndarray of float64, shape (d,)
        What has been reached by then.
    target : float or None
        What is to be reached.
    most : float or None
        What cannot be exceeded.
    today : int
        Day on which the growth is looked at.

    Returns
    -------
    projection : Projection or None
    words : str
        The method, or why there is no projection.
    """
    added = np.flatnonzero(np.diff(values, prepend=0) > 0)
    if not added.size:
        return None, _("No projection: nothing has been added so far.")
    if added.size < FEWEST_POINTS:
        text = ngettext(
            "No projection: growth is dated on {n} day only; it takes {fewest}.",
            "No projection: growth is dated on {n} days only; it takes {fewest}.",
            added.size,
        )
        return None, text.format(n=added.size, fewest=FEWEST_POINTS)
    last = int(days[added[-1]])
    if target is not None and values[-1] >= target:
        return None, _("The target is reached.")
    if today - last > STOPPED_AFTER * _YEAR:
        text = _("No projection: nothing has been added since {date}.")
        return None, text.format(date=day_text(_date(last)))
    x, y = _points(days[added].astype(np.float64), values[added])
    if x.size < FEWEST_POINTS:
        text = _("No projection: the growth of the last {years} years has fewer than {n} points.")
        return None, text.format(years=YEARS_BACK, n=FEWEST_POINTS)
    slopes = theil_sen(x, y)
    ahead = last + np.round(np.arange(YEARS_AHEAD + 1) * _YEAR)
    ahead = ahead[ahead < NEVER]
    lines = [values[-1] + slope * (ahead - last) for slope in slopes]
    if most is not None:
        lines = [np.minimum(line, most) for line in lines]
    if target is not None:
        # As far as the slowest is there, too.
        enough = int(np.argmax(lines[0] >= target)) or ahead.size - 1
        ahead, lines = ahead[: enough + 1], [line[: enough + 1] for line in lines]
    dates = [_reached(values[-1], slope, last, target) for slope in slopes]
    words = _(
        "Projection: the median of the slopes between {n} points of the last {years} years "
        "(Theil–Sen), with the 95 % interval of Sen (1968), at most {ahead} years ahead. It says "
        "where the same effort would lead, not what will be done."
    ).format(n=x.size, years=YEARS_BACK, ahead=YEARS_AHEAD)
    return (
        Projection(
            ahead.astype(np.uint16), lines[0], lines[1], lines[2], x.size,
            (dates[2], dates[1], dates[0]),
        ),
        words,
    )  # fmt: skip


def theil_sen(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the slope of points with its 95 % interval: low, slope, high (Sen 1968).

    Parameters
    ----------
    x, y : ndarray of float64, shape (n,)
        Points with distinct, ascending x.

    Returns
    -------
    tuple of float
        The median of the slopes between pairs, and those N/2 ± z/2 · √(n (n − 1) (2 n + 5) / 18)
        places from the smallest; the smallest and largest where there are too few.
    """
    first, second = np.triu_indices(x.size, 1)
    slopes = np.sort((y[second] - y[first]) / (x[second] - x[first]))
    n, count = x.size, slopes.size
    spread = _NORMAL * np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    low = max(int(np.floor((count - spread) / 2)) - 1, 0)
    high = min(int(np.ceil((count + spread) / 2)), count - 1)
    return float(slopes[low]), float(np.median(slopes)), float(slopes[high])


def _points(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the last point of each year of growth, counted back from the last of all."""
    years_ago = np.floor((x[-1] - x) / _YEAR)
    kept = np.flatnonzero(np.diff(years_ago, append=-1) != 0)
    kept = kept[years_ago[kept] < YEARS_BACK]
    return x[kept], y[kept]


def _reached(value: float, slope: float, last: int, target: float | None) -> dt.date | None:
    if target is None or slope <= 0:
        return None
    needed = (target - value) / slope
    return _date(last + int(np.ceil(needed))) if needed <= YEARS_AHEAD * _YEAR else None


def _guessed(release: Release, choice: Choice) -> bool:
    """Return whether a survey without dates added to the places of a choice."""
    places = places_of(release, choice)
    names = (*release.countries, "")
    for identity in choice.strata:
        if release.strata[identity].record.get("dating") != "survey":
            continue
        found = timeline(release, (identity,), choice.level).places.tolist()
        if places is None or any(names[i] in places for i in found):
            return True
    return False


def _date(day: int) -> dt.date:
    return DAY_ZERO + dt.timedelta(days=day)
