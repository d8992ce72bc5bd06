"""Everything that the page of a country or region is made from, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from dashboard.catalog import boundaries
from dashboard.catalog.names import within
from dashboard.catalog.neighbours import neighbours
from dashboard.catalog.quantities import FigureValues
from dashboard.progress.answer import as_of
from dashboard.progress.choice import Choice, choice_of
from dashboard.progress.figures import total
from dashboard.progress.profile import (
    ElementResults,
    Share,
    counts,
    element_results,
    shares,
)
from dashboard.release.release import Release
from dashboard.state import ViewState


@dataclass(frozen=True)
class Place:
    """A country or a region in a release.

    Attributes
    ----------
    release : Release
    choice : Choice
        Which surveys and day count; the level is 0.
    code : str
        ISO 3166-1 alpha-3 of the country, UN M49 of the region.
    name : str
        In the language of the page.
    counted : tuple of str
        Strata of surveys that count: those of the choice, and in a release made before
        progress was measured those that would.
    countries : tuple of str
        The country, or all countries of the region.
    shares : tuple of Share
        Strata with samples of it, surveys first.
    levels : mapping of int to mapping
        Measured figures by level of cells: the coarsest, and those that its surveys have.
    elements : mapping of str to ElementResults
        Results of the 76 elements in the surveys that count.
    """

    release: Release
    choice: Choice
    code: str
    name: str
    counted: tuple[str, ...]
    countries: tuple[str, ...]
    shares: tuple[Share, ...]
    levels: Mapping[int, FigureValues]
    elements: Mapping[str, ElementResults]

    @property
    def said(self) -> str:
        """The name as a sentence has it."""
        return within(self.code, self.name)

    @property
    def surveyed(self) -> tuple[Share, ...]:
        """The shares that count as progress."""
        return tuple(one for one in self.shares if one.stratum["id"] in self.counted)

    @property
    def as_of(self) -> dt.date | None:
        """The day of the figures: the chosen one, else the last that the surveys know."""
        return as_of(self.release, self.choice)


def country_place(release: Release, state: ViewState, iso3: str) -> Place:
    """Return what is known of a country.

    Parameters
    ----------
    release : Release
    state : ViewState
        Says which surveys and day count.
    iso3 : str
        A country of the release.

    Raises
    ------
    KeyError
        If the release has no such country.
    """
    return _place(release, state, iso3, release.country_names[iso3], (iso3,))


def region_place(release: Release, state: ViewState, code: str) -> Place:
    """Return what is known of a region or subregion, as :func:`country_place`."""
    names = {one["id"]: one["name"] for one in release.index["regions"]}
    return _place(release, state, code, names[code], countries_in(release, code))


def countries_in(release: Release, code: str) -> tuple[str, ...]:
    """Return the countries of a region or subregion that the release lists."""
    return tuple(
        one["id"]
        for one in release.index["countries"]
        if code in {one["region"], one["subregion"]}
    )


def planned(place: Place) -> tuple[str, ...]:
    """Return the ids of surveys that set out to sample a place and have no sample there yet."""
    sampled = {one.survey["id"] for one in place.shares}
    wanted = set(place.countries)
    found = []
    for identity in place.choice.strata:
        stratum = place.release.strata[identity]
        survey = stratum.record["survey"]
        if survey not in sampled and wanted & set(stratum.cells(0)["country"].to_pylist()):
            found.append(survey)
    return tuple(dict.fromkeys(found))


def neighbours_of(release: Release, iso3: str) -> tuple[str, ...]:
    """Return the countries that share a land border with a country, by name."""
    found = _neighbours(release.folder / "boundaries" / "world-50m.bin").get(iso3, ())
    known = [one for one in found if one in release.country_names]
    return tuple(sorted(known, key=lambda one: release.country_names[one]))


@lru_cache(maxsize=8)
def _neighbours(path: Path) -> Mapping[str, tuple[str, ...]]:
    return neighbours(boundaries.read(path))


def _place(
    release: Release, state: ViewState, code: str, name: str, countries: tuple[str, ...]
) -> Place:
    choice = replace(choice_of(release, state), level=0, countries=countries, region=None)
    found = shares(release, countries)
    counted = choice.strata or tuple(one.stratum["id"] for one in found if counts(one.survey))
    finest = max(
        (one.stratum["finest"] for one in found if one.stratum["id"] in counted), default=0
    )
    levels = {level: total(release, replace(choice, level=level)) for level in range(finest + 1)}
    return Place(
        release=release,
        choice=choice,
        code=code,
        name=name,
        counted=counted,
        countries=countries,
        shares=found,
        levels=levels,
        elements=element_results(release, countries, counted),
    )
