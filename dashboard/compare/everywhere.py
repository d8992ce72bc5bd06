"""The results that all choices of countries of one stratum are compared with.

Whichever countries are chosen, they are compared with the same results of everywhere: these are
kept, in their order, with the place where each country's lie.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.compare.choice import Choice
from dashboard.kept import kept
from dashboard.release.element import is_logarithmic
from dashboard.release.release import Release
from dashboard.release.results import Results, by_country, results
from dashboard.statistics.levelling import Levelling, level


@dataclass(frozen=True, eq=False)
class Everywhere:
    """Results of all countries, and where each country's are.

    Attributes
    ----------
    results : Results
        At the level of another stratum where that was asked for.
    levelling : Levelling or None
        How they were brought there.
    logarithmic : bool
        Whether their axis is: not that of pH, nor of values that are not positive.
    order, starts : ndarray of int64
        Where each country's are, as of :class:`~dashboard.release.results.ByCountry`.
    """

    results: Results
    levelling: Levelling | None
    logarithmic: bool
    order: NDArray[np.int64]
    starts: NDArray[np.int64]


def anywhere(choice: Choice) -> Choice:
    """Return a choice without its places: what is found for all results is kept by it."""
    return replace(choice, countries=(), region=None)


def everywhere(release: Release, choice: Choice) -> Everywhere:
    """Return the results of all countries that a choice is compared with.

    Raises
    ------
    KeyError
        If the release has no such stratum or analyte.
    """
    return _everywhere(release, anywhere(choice))


@kept(6)
def _everywhere(release: Release, choice: Choice) -> Everywhere:
    found = results(release, choice.stratum, choice.analyte, choice.date)
    levelling = _levelling(release, choice, found)
    if levelling is not None and np.isfinite(levelling.factor):
        found = replace(found, values=found.values * levelling.factor)
    known = np.isfinite(found.values)
    lowest = float(found.values[np.argmax(known)]) if known.any() else 1.0
    logarithmic = is_logarithmic(choice.analyte, lowest)
    return Everywhere(found, levelling, logarithmic, *by_country(release, found))


def _levelling(release: Release, choice: Choice, found: Results) -> Levelling | None:
    """Return the factor to the reference stratum, measured in the cells of 160 km of both."""
    if choice.reference is None:
        return None
    other = results(release, choice.reference, choice.analyte, None)
    return level(
        other.values,
        other.state,
        other.cells >> (2 * other.level),
        found.values,
        found.state,
        found.cells >> (2 * found.level),
    )
