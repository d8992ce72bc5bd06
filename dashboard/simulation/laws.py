"""How a simulated element is distributed, and how well its laboratory sees it.

Medians are those of the upper continental crust. Everything else is drawn at random
within the ranges below, which are those that regional soil surveys show in general;
no figure is meant to be that of a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.elements import Element, elements
from dashboard.catalog.units import UNITS, factor
from dashboard.simulation.plan import Plan, Stream

Floats = NDArray[np.float64]

MAJORS = ("Na", "Mg", "Al", "Si", "P", "K", "Ca", "Ti", "Mn", "Fe")
"""Elements reported as oxides in wt%, which make up nearly all of a sample."""

# In the catalogue's unit. Rudnick and Gao give none; of the order that soils have.
ASSUMED = MappingProxyType({"C": 1.5, "Te": 0.03, "Rh": 0.06})

LENGTHS_KM = (3000.0, 1500.0, 700.0, 350.0, 150.0, 60.0)
"""Correlation lengths of the geological factors that all elements share."""
PROVINCES = 3
"""Fields whose highest parts are provinces with a population of their own."""
PROVINCE_KM = 300.0
SILICA_SIGMA = 0.10
MAJOR_SIGMA = (0.3, 0.55)
TRACE_SIGMA = (0.45, 1.0)
# Below this crustal content many laboratories see little: gold, platinum metals, …
RARE_MG_KG = 0.1
# No laboratory misses an oxide: first limit over the median.
MAJOR_LIMIT = 0.01
LIMIT_FALLS = 0.9
"""A detection limit of one year over that of the year before."""
UPPER_EVERY = 6
"""Every so many trace elements one has an upper limit."""
UPPER_DEVIATIONS = 2.3


@dataclass(frozen=True)
class Laws:
    """Distributions of elements, in the form and unit of the report.

    The natural logarithm of an element is its median's, plus `sigma` times a standard
    normal field (the factors by their loadings, and the nugget), plus `shift` in its
    provinces.

    Attributes
    ----------
    symbols, forms, units : tuple of str
        Element, form and unit reported.
    median : ndarray of float64, shape (e,)
        Of the first population.
    sigma : ndarray of float64, shape (e,)
        Standard deviation of the natural logarithm.
    loading : ndarray of float64, shape (f, e)
        Weights of the factors; with the nugget their squares sum to 1.
    nugget : ndarray of float64, shape (e,)
        Share of the variance without spatial correlation.
    shift : ndarray of float64, shape (e,)
        Of the second population's logarithm; 0 where there is one population only.
    province : ndarray of int64, shape (e,)
        Which field holds the second population …
    threshold : ndarray of float64, shape (e,)
        … where it is above this.
    limit : ndarray of float64, shape (years, e)
        Detection limit by year of the report.
    upper : ndarray of float64, shape (e,)
        Upper limit, infinite without one.
    """

    symbols: tuple[str, ...]
    forms: tuple[str, ...]
    units: tuple[str, ...]
    median: Floats
    sigma: Floats
    loading: Floats
    nugget: Floats
    shift: Floats
    province: NDArray[np.int64]
    threshold: Floats
    limit: Floats
    upper: Floats

    @property
    def size(self) -> Floats:
        """Size of each column's unit, kg/kg."""
        return np.array([UNITS[unit].size for unit in self.units])


def chosen_elements(count: int) -> tuple[str, ...]:
    """Return so many elements, evenly spread over the catalogue's 76."""
    known = list(elements())
    place = np.round(np.linspace(0, len(known) - 1, count)).astype(int)
    return tuple(known[i] for i in place)


def laws(plan: Plan) -> Laws:
    """Draw the distributions of all 76 elements.

    All are drawn for every campaign, so that an element is the same however many
    others are asked for.

    Parameters
    ----------
    plan : Plan
        Seed and years.

    Returns
    -------
    Laws
        In the order of the catalogue.
    """
    rng = plan.rng(Stream.LAWS)
    known = list(elements().values())
    size = len(known)
    major = np.array([one.id in MAJORS for one in known])
    forms = tuple(_form(one) for one in known)
    units = tuple("wt%" if one.id in MAJORS else one.unit for one in known)
    median = np.array([_median(one) / factor(f, u, one.unit) for one, f, u in
                       zip(known, forms, units, strict=True)])  # fmt: skip
    sigma = np.where(major, rng.uniform(*MAJOR_SIGMA, size), rng.uniform(*TRACE_SIGMA, size))
    sigma[[one.id == "Si" for one in known]] = SILICA_SIGMA
    nugget = rng.uniform(0.15, 0.5, size)
    loading = rng.normal(size=(len(LENGTHS_KM), size))
    loading *= np.sqrt((1 - nugget) / (loading**2).sum(axis=0))
    several = rng.uniform(size=size) < 0.4
    shift = rng.choice([-1.0, 1.0, 1.0], size) * rng.uniform(0.8, 1.6, size)
    shift = np.where(several & ~major, shift, 0.0)
    seldom = rng.uniform(0.04, 0.2, size)
    content = median * np.array([factor(f, u, "mg/kg") for f, u in zip(forms, units, strict=True)])
    rare = content < RARE_MG_KG
    below = np.where(rare, rng.beta(3, 2, size), 0.4 * rng.beta(0.7, 3, size))
    below = np.clip(below, 0.001, 0.97)
    first = median * np.exp(sigma * np.array([NormalDist().inv_cdf(b) for b in below]))
    first = np.where(major, MAJOR_LIMIT * median, first)
    year = np.arange(plan.years)[:, None]
    upper = median * np.exp(UPPER_DEVIATIONS * sigma)
    bounded = ~major & (np.arange(size) % UPPER_EVERY == 0)
    return Laws(
        symbols=tuple(one.id for one in known),
        forms=forms,
        units=units,
        median=median,
        sigma=sigma,
        loading=loading,
        nugget=nugget,
        shift=shift,
        province=rng.integers(0, PROVINCES, size),
        threshold=np.array([NormalDist().inv_cdf(1 - s) for s in seldom]),
        limit=preferred(first * LIMIT_FALLS**year),
        upper=np.where(bounded, preferred(upper), np.inf),
    )


def preferred(values: Floats) -> Floats:
    """Round to the nearest of 1, 2, 5 × 10ⁿ in logarithm, as laboratories state limits.

    Parameters
    ----------
    values : ndarray of float64
        Above zero.
    """
    decade = np.floor(np.log10(values))
    steps = np.log10([1.0, 2.0, 5.0, 10.0])
    rest = np.log10(values) - decade
    nearest = np.abs(rest[..., None] - steps).argmin(axis=-1)
    return significant(np.array([1.0, 2.0, 5.0, 10.0])[nearest] * 10.0**decade, 1)


def significant(values: Floats, digits: int) -> Floats:
    """Round to significant digits, to the very number that such a text is read as.

    Parameters
    ----------
    values : ndarray of float64
        Above zero.
    digits : int
        Significant digits kept.
    """
    places = digits - 1 - np.floor(np.log10(values))
    scale = 10.0 ** np.abs(places)
    # Multiplied or divided by whole powers of ten, which are exact.
    above, below = np.rint(values / scale) * scale, np.rint(values * scale) / scale
    rounded: Floats = np.where(places >= 0, below, above)
    return rounded


def _form(one: Element) -> str:
    return one.oxide if one.id in MAJORS and one.oxide else one.id


def _median(one: Element) -> float:
    return ASSUMED[one.id] if one.crust is None else one.crust.value
