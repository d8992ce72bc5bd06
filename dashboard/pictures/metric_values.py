"""Values of a metric of progress by country, and why a country has none.

Twin of assets/gridmap/progress-metrics.mjs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.days import day_number
from dashboard.catalog.elements import elements
from dashboard.catalog.metrics import Metric
from dashboard.progress.choice import Choice, choice_of
from dashboard.progress.series import series, steps
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release
from dashboard.state import ViewState

WITHOUT = ("zero", "nothing", "apart", "small")
"""Why a country has no value, in the order of the legend; `zero` is a value of its own."""

_SHARES = (10.0, 25.0, 50.0, 75.0, 100.0)
_FAULTS = (5.0, 10.0, 20.0, 30.0, 50.0)
_MOST_CLASSES = 7
OF_CELLS = frozenset({"land_cells", "planned_cells", "possible_element_cells"})
"""Denominators counted in cells: a country without a cell of its own has no share of them."""


@dataclass(frozen=True, eq=False)
class Known:
    """What a view of progress is made from.

    Attributes
    ----------
    release : Release
    state : ViewState
        Resolved.
    choice : Choice
    day : int
        The day shown, days since 1900-01-01; −1 where nothing was ever sampled.
    days : ndarray of uint16
        Steps of the playback.
    land : ndarray of float64, shape (countries,)
        Land cells of each country; NaN where unknown.
    simulated : bool
    completable : bool
        Whether it is known when a cell is complete.
    """

    release: Release
    state: ViewState
    choice: Choice
    day: int
    days: NDArray[np.uint16]
    land: NDArray[np.float64]
    simulated: bool
    completable: bool


def known_of(release: Release, state: ViewState) -> Known:
    """Return what a resolved state asks of a release."""
    choice = choice_of(release, state)
    line = timeline(release, choice.strata, choice.level)
    days = steps(line.days)
    last = int(days[-1]) if days.size else -1
    day = last if choice.date is None or last < 0 else min(last, day_number(choice.date))
    owned = [country.get("cells", ()) for country in release.index["countries"]]
    level = choice.level
    land = np.array([own[level] if level < len(own) else np.nan for own in owned], dtype=float)
    density = any(release.strata[one].record.get("density") is not None for one in choice.strata)
    simulated = bool(release.index["simulated"])
    completable = level == 0 or density
    return Known(release, state, choice, day, days, land, simulated, completable)


Found = tuple[NDArray[np.float64], NDArray[np.int64], list[float], tuple[str, ...]]


def metric_values(known: Known, metric: Metric) -> Found:
    """Return a metric by country: values, why there is none (−1: there is), bounds."""
    release = known.release
    count = len(release.countries)
    taking = _participants(known)
    last = max(0, known.days.size - 1)
    step = 0
    if known.days.size:
        step = max(0, int(np.searchsorted(known.days, known.day, side="right")) - 1)
    figure = _Figures(known)
    numerator = figure(metric.numerator or "", step)
    share = metric.denominator is not None
    denominator = figure(metric.denominator, step) if metric.denominator else np.ones(count)
    surveyed = np.zeros(count, dtype=bool)
    for key in ("planned_cells", "samples", "covered_cells"):
        surveyed |= np.nan_to_num(figure(key, last)) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.asarray(100 * numerator / denominator if share else numerator)
    reason = np.full(count, -1)
    reason[value == 0] = WITHOUT.index("zero")
    reason[~(denominator > 0) | np.isnan(numerator)] = WITHOUT.index("nothing")
    away = np.where(taking, WITHOUT.index("nothing"), WITHOUT.index("apart"))
    reason = np.where(surveyed, reason, away)
    if metric.denominator in OF_CELLS:
        reason[known.land == 0] = WITHOUT.index("small")
    value = np.where(reason >= 0, np.nan, value)
    if metric.unit == "%":
        return value, reason, list(_SHARES if metric.higher else _FAULTS), ()
    most = float(np.nan_to_num(figure(metric.numerator or "", last)).max(initial=0))
    return value, reason, _round_steps(most), ()


class _Figures:
    """Figures of all countries by key and step, NaN where unknown."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._series = series(known.release, known.choice)
        own = self._series.countries
        index = known.release.country_index
        self._rows = [(row, index[name]) for row, name in enumerate(own) if name in index]

    def __call__(self, key: str, step: int) -> NDArray[np.float64]:
        known = self._known
        count = len(known.release.countries)
        programme = float(len(elements()))
        if key == "land_cells":
            return known.land
        if key == "possible_element_cells":
            return known.land * programme
        if key == "programme_elements":
            return np.full(count, programme)
        if key == "area_km2":
            areas = [one.get("area_km2") for one in known.release.index["countries"]]
            return np.array([np.nan if area is None else area for area in areas], dtype=float)
        if key == "planned_cells":
            cells = timeline(known.release, known.choice.strata, known.choice.level).cells
            return np.bincount(cells.owner[cells.planned], minlength=count + 1)[:count].astype(
                float
            )
        if key not in self._series.values or not self._series.days.size:
            return np.full(count, np.nan)
        found = np.zeros(count)
        values = self._series.values[key][step]
        for row, country in self._rows:
            found[country] = values[row]
        return found


def _round_steps(most: float) -> list[float]:
    """Return 10, 30, 100, 300 … below the largest count, the last few of them."""
    bounds: list[float] = []
    power = 10.0
    while power < most:
        bounds += [one for one in (power, 3 * power) if one < most]
        power *= 10
    return bounds[1 - _MOST_CLASSES :]


def _participants(known: Known) -> NDArray[np.bool_]:
    """Return which countries take part; what is reported says nothing of simulated surveys."""
    listed = [] if known.simulated else known.release.programme.get("participants", [])
    names = {one["country"] for one in listed}
    return np.array([name in names for name in known.release.countries], dtype=bool)


def stage_values(known: Known) -> Found:
    """Return the furthest stage reported of each country at the scale of the cells."""
    release = known.release
    programme: Mapping[str, Any] = {} if known.simulated else release.programme
    stages = programme.get("stages", [])
    order = {one["id"]: k for k, one in enumerate(stages)}
    level = known.choice.level
    scale = "global" if level <= 1 else "national" if level <= 4 else "regional"
    value = np.full(len(release.countries), np.nan)
    taking = _participants(known)
    for status in programme.get("status", []):
        country = release.country_index.get(status["country"])
        if country is None or status["stage"] not in order:
            continue
        taking[country] = True
        if status["scale"] == scale:
            value[country] = order[status["stage"]]
    without = np.where(taking, WITHOUT.index("nothing"), WITHOUT.index("apart"))
    reason = np.where(np.isnan(value), without, -1)
    return np.nan_to_num(value), reason, [], tuple(one["name"] for one in stages)
