"""What a release knows of one country or region: samples by stratum, elements, medians."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.elements import Element, elements
from dashboard.catalog.states import State
from dashboard.gridding.expressions import COUNTS
from dashboard.gridding.tables import column, figures
from dashboard.release.release import Release, Stratum

WHOLE = "*"
"""Row of a stratum's table of countries that holds all its samples."""

DATA, BELOW, NONE = "data", "below", "none"
"""What there is of an element: a result above detection, only ones below, no result."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a stratum has of the countries at hand.

    Attributes
    ----------
    stratum, survey : mapping
        Records of the release index.
    sites : int
        Samples collected in the countries; duplicates and planned ones do not count.
    """

    stratum: Mapping[str, Any]
    survey: Mapping[str, Any]
    sites: int


@dataclass(frozen=True, slots=True)
class ElementResults:
    """Results of one element in the countries at hand.

    Attributes
    ----------
    element : Element
    n, censored : int
        Results, and those below detection, over all strata that count.
    stratum : str or None
        Id of the stratum with most results above detection (or, without any, most
        results), where the map of the element is best seen; None without results.
    """

    element: Element
    n: int
    censored: int
    stratum: str | None

    @property
    def status(self) -> str:
        """`DATA`, `BELOW` or `NONE`."""
        if self.n > self.censored:
            return DATA
        return BELOW if self.n else NONE


@dataclass(frozen=True, slots=True)
class Middle:
    """A median as it prints: its value, its state, and the number of results."""

    value: float
    state: State
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """An element's medians in one stratum: a country, all samples, upper crust.

    Attributes
    ----------
    analyte : mapping
        Its record in the release index.
    country, everywhere : Middle
        Median of the country's samples and of all samples of the stratum.
    crust : float or None
        Upper continental crust in the analyte's unit (`dashboard.catalog.elements`).
    """

    analyte: Mapping[str, Any]
    country: Middle
    everywhere: Middle
    crust: float | None

    @property
    def to_everywhere(self) -> float | None:
        """Ratio to the median of all samples, None where either is no measured figure."""
        if self.everywhere.state != State.MEASURED:
            return None
        return _ratio(self.country, self.everywhere.value)

    @property
    def to_crust(self) -> float | None:
        """Ratio to the upper continental crust."""
        return _ratio(self.country, self.crust)


def shares(release: Release, countries: Iterable[str]) -> tuple[Share, ...]:
    """Return the strata that have samples of countries: surveys first, most samples first."""
    wanted = set(countries)
    found = []
    for stratum in release.strata.values():
        sites = sum(n for one, n in samples_by_country(stratum).items() if one in wanted)
        if sites:
            survey = release.surveys[stratum.record["survey"]]
            found.append(Share(stratum.record, survey, sites))
    return tuple(sorted(found, key=_rank))


def _rank(share: Share) -> tuple[bool, int, int]:
    return not counts(share.survey), -share.sites, -len(share.stratum["analytes"])


def samples_by_country(stratum: Stratum) -> dict[str, int]:
    """Return the samples that a stratum has of each country, duplicates not counted."""
    table = stratum.countries
    return dict(zip(table["country"].to_pylist(), table["sites"].to_pylist(), strict=True))


def counts(survey: Mapping[str, Any]) -> bool:
    """Return whether a survey counts as progress: compilations of published analyses do not."""
    return bool(survey["kind"] == "survey")


def element_results(
    release: Release, countries: Iterable[str], strata: Iterable[str]
) -> Mapping[str, ElementResults]:
    """Return what there is of each of the 76 elements, by symbol in atomic order.

    Parameters
    ----------
    release : Release
    countries : iterable of str
        Countries whose samples count, ISO 3166-1 alpha-3.
    strata : iterable of str
        Ids of the strata that count.
    """
    wanted = set(countries)
    n = dict.fromkeys(elements(), 0)
    censored = dict.fromkeys(elements(), 0)
    best: dict[str, tuple[tuple[int, int], str]] = {}
    for identity in strata:
        stratum = release.strata[identity]
        rows = _rows(stratum, wanted)
        if not rows.size:
            continue
        for symbol in stratum.analytes.keys() & n.keys():
            own, below = (
                int(stratum.countries[column(symbol, name)].to_numpy()[rows].sum())
                for name in ("n", "censored")
            )
            n[symbol] += own
            censored[symbol] += below
            rank = (own - below, own)
            if own and (symbol not in best or rank > best[symbol][0]):
                best[symbol] = (rank, identity)
    return {
        symbol: ElementResults(
            element, n[symbol], censored[symbol], best[symbol][1] if symbol in best else None
        )
        for symbol, element in elements().items()
    }


def comparisons(stratum: Stratum, iso3: str) -> tuple[Comparison, ...]:
    """Return the medians of a country's samples beside those of the whole stratum.

    Only within one stratum: medium, depth, size fraction, digestion and method are the
    same on both sides. Elements without a result in the country are left out, and so are
    parameters that are no elements, which the crust has no figure of.

    Parameters
    ----------
    stratum : Stratum
        An opened stratum.
    iso3 : str
        ISO 3166-1 alpha-3 code.

    Returns
    -------
    tuple of Comparison
        In atomic order; empty where the stratum has no samples of the country.
    """
    place = _places(stratum)
    if iso3 not in place:
        return ()
    rows = np.array([place[iso3], place[WHOLE]])
    found = []
    for symbol, element in elements().items():
        if symbol in stratum.analytes:
            country, everywhere = _medians(stratum, symbol, rows)
            crust = element.crust.value if element.crust else None
            if country.n:
                record = stratum.analytes[symbol]
                found.append(Comparison(record, country, everywhere, crust))
    return tuple(found)


def medians(stratum: Stratum, analyte: str, countries: Sequence[str]) -> Mapping[str, Middle]:
    """Return the medians of countries that have samples in a stratum.

    Raises
    ------
    KeyError
        If the stratum has no such analyte.
    """
    place = _places(stratum)
    known = [one for one in countries if one in place]
    rows = np.array([place[one] for one in known], dtype=np.int64)
    return dict(zip(known, _medians(stratum, analyte, rows), strict=True))


def _medians(stratum: Stratum, analyte: str, rows: NDArray[np.int64]) -> list[Middle]:
    names = [column(analyte, name) for name in (*COUNTS, "limit", "median")]
    columns = {name: stratum.countries[name].to_numpy()[rows] for name in names}
    value, state = figures(columns, analyte, "median")
    n = columns[column(analyte, "n")]
    return [Middle(float(value[i]), State(int(state[i])), int(n[i])) for i in range(len(value))]


def _places(stratum: Stratum) -> dict[str, int]:
    return {name: i for i, name in enumerate(stratum.countries["country"].to_pylist())}


def _rows(stratum: Stratum, wanted: set[str]) -> NDArray[np.int64]:
    names = stratum.countries["country"].to_pylist()
    return np.array([i for i, name in enumerate(names) if name in wanted], dtype=np.int64)


def _ratio(own: Middle, other: float | None) -> float | None:
    if own.state != State.MEASURED or not other or not own.value > 0:
        return None
    return own.value / other
