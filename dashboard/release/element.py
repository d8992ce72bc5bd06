"""What a release knows of one element or parameter, stratum by stratum and never mixed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.elements import elements, parameters
from dashboard.catalog.states import State
from dashboard.gridding.tables import column, figures
from dashboard.release.release import Release, Stratum
from dashboard.release.results import by_country, results
from dashboard.release.thresholds import sample_thresholds
from dashboard.release.vectors import cell_rows
from dashboard.statistics.censored import QUANTILES
from dashboard.statistics.classes import percentile_rank
from dashboard.statistics.describe import describe_groups
from dashboard.statistics.ecdf import Ecdf, ecdf
from dashboard.statistics.summary import Figure
from dashboard.statistics.thresholds import Threshold

FEWEST_RANKED = 10
"""Fewest results of a country that is ranked; the median of fewer says little."""

MOST_CELLS = 10
"""Cells listed with the highest medians."""

WHOLE = "*"
"""Row of a stratum's table of countries that holds all its samples."""

PH = "pH"
"""The parameter whose axis is never logarithmic: it is a logarithm already."""

UNKNOWN = Figure(math.nan, State.TOO_FEW)
"""A statistic that cannot be given."""

_FEWEST_BINS, _MOST_BINS = 8, 44


@dataclass(frozen=True, slots=True)
class StratumResults:
    """Results of an analyte in one stratum.

    Attributes
    ----------
    stratum, survey, analyte : mapping
        Records of the release index.
    n, censored : int
        Results of routine samples, and those below detection.
    figures : mapping of str to Figure
        Statistics of `dashboard.statistics.describe`; where the owner shares no
        samples only the quantiles and the mean of the release's own tables.
    countries : mapping of str to CountryResults
        Countries with results, by ISO 3166-1 alpha-3.
    samples : bool
        Whether the release has the results of samples.
    """

    stratum: Mapping[str, Any]
    survey: Mapping[str, Any]
    analyte: Mapping[str, Any]
    n: int
    censored: int
    figures: Mapping[str, Figure]
    countries: Mapping[str, CountryResults]
    samples: bool

    @property
    def is_survey(self) -> bool:
        """Whether this is a survey and no compilation of published analyses."""
        return bool(self.survey["kind"] == "survey")

    @property
    def ranked(self) -> tuple[CountryResults, ...]:
        """Countries with a median above detection from enough results, the highest first."""
        found = [one for one in self.countries.values() if one.is_ranked]
        return tuple(sorted(found, key=lambda one: -one.median.value))

    def figure(self, name: str) -> Figure:
        """Return a statistic, `UNKNOWN` where it is not there."""
        return self.figures.get(name, UNKNOWN)


@dataclass(frozen=True, slots=True)
class CountryResults:
    """Results of an analyte from the samples of one country in one stratum.

    Attributes
    ----------
    iso3 : str
    n, censored : int
    median, low, high : Figure
        Median, and the ends of its 95 % interval from order statistics.
    """

    iso3: str
    n: int
    censored: int
    median: Figure
    low: Figure
    high: Figure

    @property
    def is_ranked(self) -> bool:
        """Whether there are enough results, and a median that is known."""
        return self.n >= FEWEST_RANKED and self.median.state == State.MEASURED


@dataclass(frozen=True, slots=True)
class HighCell:
    """A cell of level 0 with its median; `percentile` is of the stratum's samples."""

    id: str
    lon: float
    lat: float
    country: str
    median: Figure
    n: int
    percentile: int | None


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of results in bins of equal width on the axis.

    Attributes
    ----------
    edges : ndarray of float64, shape (b + 1,)
    measured, below : ndarray of int64, shape (b,)
        Measured results (above an upper limit at that limit), and results below a
        known detection limit, counted at it.
    unknown : int
        Results below a limit that is not known, which have no place on the axis.
    """

    edges: NDArray[np.float64]
    measured: NDArray[np.int64]
    below: NDArray[np.int64]
    unknown: int


@dataclass(frozen=True, slots=True)
class StratumDetail:
    """What is drawn and listed of one stratum only."""

    histogram: Histogram | None
    curve: Ecdf | None
    thresholds: Mapping[str, Threshold]
    cells: tuple[HighCell, ...]


_Told = tuple[int, int, Mapping[str, Figure], Mapping[str, CountryResults]]
"""Results, those below detection, figures, and countries of a stratum."""


def analyte_names(release: Release) -> dict[str, str]:
    """Return the names of all analytes with a page, by id: the catalogue's, and the release's."""
    names = {identity: one.name for identity, one in elements().items()}
    names |= {identity: one.name for identity, one in parameters().items()}
    for stratum in release.strata.values():
        for identity, record in stratum.analytes.items():
            names.setdefault(identity, record["name"])
    return names


def is_logarithmic(analyte: str, lowest: float) -> bool:
    """Return whether an axis of an analyte from a lowest value on is logarithmic."""
    return analyte != PH and lowest > 0


@lru_cache(maxsize=256)
def results_of(release: Release, analyte: str) -> tuple[StratumResults, ...]:
    """Return the results of an analyte in each stratum that has any.

    Parameters
    ----------
    release : Release
        An opened release.
    analyte : str
        Id of an element or parameter.

    Returns
    -------
    tuple of StratumResults
        Surveys before compilations, then by results above detection.
    """
    strata = [one for one in release.strata.values() if analyte in one.analytes]
    samples = [one.tells_samples(analyte) for one in strata]
    described = iter(_described(release, list(compress(strata, samples)), analyte))
    found = [
        StratumResults(
            stratum.record,
            release.surveys[stratum.record["survey"]],
            stratum.analytes[analyte],
            *(next(described) if shared else _told(stratum, analyte)),
            shared,
        )
        for stratum, shared in zip(strata, samples, strict=True)
    ]
    kept = [one for one in found if one.n]
    return tuple(sorted(kept, key=lambda one: (not one.is_survey, one.censored - one.n)))


def default_stratum(found: tuple[StratumResults, ...]) -> str | None:
    """Return the stratum that is shown first: the one in which most countries can be ranked."""
    if not found:
        return None
    best = max(found, key=lambda one: (one.is_survey, len(one.ranked), one.n - one.censored))
    return str(best.stratum["id"])


@lru_cache(maxsize=256)
def detail_of(release: Release, stratum: str, analyte: str) -> StratumDetail:
    """Return distribution, thresholds and highest cells of an analyte in one stratum.

    Raises
    ------
    KeyError
        If the release has no such stratum, or the stratum no such analyte.
    """
    opened = release.strata[stratum]
    cells = _highest(release, opened, analyte)
    if not opened.tells_samples(analyte):
        return StratumDetail(None, None, {}, cells)
    held = results(release, stratum, analyte)
    shown = {
        name: one
        for name, one in sample_thresholds(opened, analyte).items()
        # pH is a logarithm already.
        if analyte != PH or not name.startswith(("log_", "fractal"))
    }
    drawn = histogram(held.values, held.state, analyte)
    return StratumDetail(drawn, ecdf(held.values, held.state), shown, cells)


def histogram(
    values: NDArray[np.float64], state: NDArray[np.uint8], analyte: str
) -> Histogram | None:
    """Return a histogram of results, None where none has a place on the axis.

    The number of bins is the square root of the number of results, between 8 and 44;
    bins have equal widths on the axis, which is logarithmic for positive values.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : ndarray of uint8, shape (n,)
        State codes; others than measured, below and above are left out.
    analyte : str
        Id of the element or parameter.
    """
    placed = (state <= State.ABOVE) & np.isfinite(values)
    unknown = int(((state == State.BELOW) & ~np.isfinite(values)).sum())
    if not placed.any():
        return None
    kept, below = values[placed], state[placed] == State.BELOW
    logarithmic = is_logarithmic(analyte, float(kept.min()))
    scaled = np.log10(kept) if logarithmic else kept
    bins = min(_MOST_BINS, max(_FEWEST_BINS, round(math.sqrt(kept.size))))
    low, high = float(scaled.min()), float(scaled.max())
    if not low < high:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, bins + 1)
    measured, _ = np.histogram(scaled[~below], edges)
    under, _ = np.histogram(scaled[below], edges)
    return Histogram(10**edges if logarithmic else edges, measured, under, unknown)


def _described(release: Release, strata: Sequence[Stratum], analyte: str) -> list[_Told]:
    """Return what the samples of each stratum tell."""
    values, state, counts, names = [np.zeros(0)], [np.zeros(0, dtype=np.uint8)], [], []
    for stratum in strata:
        found = results(release, str(stratum.record["id"]), analyte)
        order, starts = by_country(release, found)
        order, size = order[: starts[-1]], np.diff(starts)
        met = np.flatnonzero(size)
        values += [found.values, found.values[order]]
        state += [found.state, found.state[order]]
        counts += [found.values.size, *size[met].tolist()]
        names.append([release.countries[at] for at in met])
    # All strata and their countries at once: setting out takes longer than counting.
    groups = describe_groups(np.concatenate(values), np.concatenate(state), counts)
    middle = [groups.figures[name] for name in ("median", "median_low", "median_high")]
    told: list[_Told] = []
    at = 0
    for held in names:
        countries = {
            iso3: CountryResults(
                iso3,
                int(groups.n[i]),
                int(groups.censored[i]),
                *(Figure(float(one.value[i]), State(int(one.state[i]))) for one in middle),
            )
            for i, iso3 in enumerate(held, at + 1)
        }
        told.append((int(groups.n[at]), int(groups.censored[at]), groups.group(at), countries))
        at += 1 + len(held)
    return told


def _told(stratum: Stratum, analyte: str) -> _Told:
    """Return what the release's own tables say where the owner shares no samples."""
    table = stratum.countries
    names = table["country"].to_pylist()
    columns = {
        name: table[name].to_numpy()
        for name in table.column_names
        if name.startswith(f"{analyte}.")
    }
    n, censored = columns[column(analyte, "n")], columns[column(analyte, "censored")]
    statistics = {name: figures(columns, analyte, name) for name in (*QUANTILES, "mean")}
    each = {
        place: {
            name: Figure(float(value[i]), State(int(state[i])))
            for name, (value, state) in statistics.items()
        }
        for i, place in enumerate(names)
        if n[i]
    }
    by_country = {
        place: CountryResults(
            place,
            int(n[i]),
            int(censored[i]),
            each[place]["median"],
            UNKNOWN,
            UNKNOWN,
        )
        for i, place in enumerate(names)
        if place in each and place not in {"", WHOLE}
    }
    if WHOLE not in each:
        return 0, 0, {}, {}
    whole = names.index(WHOLE)
    return int(n[whole]), int(censored[whole]), each[WHOLE], by_country


def _highest(release: Release, stratum: Stratum, analyte: str) -> tuple[HighCell, ...]:
    rows = cell_rows(stratum, analyte, 0, "median")
    shown = np.flatnonzero((rows.state == State.MEASURED) | (rows.state == State.ABOVE))
    shown = shown[np.isfinite(rows.value[shown])]
    first = shown[np.argsort(-rows.value[shown], kind="stable")][:MOST_CELLS]
    numbers = rows.keys[first].astype(np.int64)
    lon, lat = grid.centre(numbers)
    curve = stratum.analytes[analyte]["percentiles"]
    found = []
    for place, (i, identity) in enumerate(zip(first.tolist(), grid.cell_id(numbers), strict=True)):
        value, state = float(rows.value[i]), State(int(rows.state[i]))
        rank = percentile_rank(curve, value) if state == State.MEASURED else None
        found.append(
            HighCell(
                identity,
                float(lon[place]),
                float(lat[place]),
                release.country_names.get(rows.country[i], ""),
                Figure(value, state),
                int(rows.n[i]),
                rank,
            )
        )
    return tuple(found)
