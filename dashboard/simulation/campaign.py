"""The records of a simulated campaign, in parts that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.simulation.fields import Field, field, unit_vectors
from dashboard.simulation.laws import (
    LENGTHS_KM,
    MAJORS,
    PROVINCE_KM,
    PROVINCES,
    Laws,
    chosen_elements,
    laws,
    significant,
)
from dashboard.simulation.plan import Plan, Stream
from dashboard.simulation.sites import Sites

Floats = NDArray[np.float64]

PART = 20_000
"""Sites in one part."""
DIGITS = 3
"""Significant digits of a result."""

# Share of sites with a field duplicate, as in regional surveys (one in twenty).
DUPLICATES = 0.05
# Of the nugget, what the strata of a site have in common.
COMMON = 0.6
# Sampling and analysis together: relative standard deviation of one result.
REPEAT = 0.08
# Strata differ in their medians by so much (standard deviation of the logarithm).
STRATUM_SIGMA = 0.15
# Results lost one by one, and elements that a country determined only from some year on.
LOST = 0.004
LATE = 0.05
# What oxides leave for water, carbon dioxide and organic matter.
VOLATILE = (0.02, 0.12)


@dataclass(frozen=True)
class Campaign:
    """A campaign as it is: what it asked for, its sites and its elements.

    Attributes
    ----------
    plan : Plan
        Size and seed.
    sites : Sites
        All planned sites.
    laws : Laws
        Distributions of all 76 elements.
    columns : ndarray of int64, shape (e,)
        Positions in `laws` of the elements determined.
    """

    plan: Plan
    sites: Sites
    laws: Laws
    columns: NDArray[np.int64]

    @property
    def titles(self) -> tuple[str, ...]:
        """Names of the columns of results, such as ``Fe2O3 wt%``."""
        return tuple(f"{self.laws.forms[i]} {self.laws.units[i]}" for i in self.columns)

    @property
    def ids(self) -> NDArray[np.object_]:
        """Ids of the sites, which are those of their samples: ``LAO-00012``."""
        codes = np.array(self.sites.codes, dtype=object)[self.sites.country]
        pairs = zip(codes.tolist(), self.sites.number.tolist(), strict=True)
        return np.array([f"{code}-{number:05d}" for code, number in pairs], dtype=object)


def campaign(plan: Plan, sites: Sites) -> Campaign:
    """Return the campaign of a plan.

    Parameters
    ----------
    plan : Plan
        Size and seed.
    sites : Sites
        What `dashboard.simulation.sites.plan_sites` gives for it.
    """
    drawn = laws(plan)
    wanted = set(chosen_elements(plan.elements))
    columns = [i for i, symbol in enumerate(drawn.symbols) if symbol in wanted]
    return Campaign(plan, sites, drawn, np.array(columns, dtype=np.int64))


def records(made: Campaign) -> Iterator[tuple[int, pa.Table]]:
    """Yield the records of a campaign as text, part by part.

    Parameters
    ----------
    made : Campaign
        The campaign.

    Yields
    ------
    stratum : int
        Position in `dashboard.simulation.plan.STRATA`.
    table : pyarrow.Table
        Texts: ``id``, ``duplicate of``, ``country``, ``longitude``, ``latitude``,
        ``sampled``, ``at the laboratory``, ``reported``, and `Campaign.titles`.
    """
    plan, sites = made.plan, made.sites
    sampled = np.flatnonzero(~np.isnat(sites.collected))
    ids = made.ids
    rng = plan.rng(Stream.FIELDS)
    factors = [field(rng, length) for length in LENGTHS_KM]
    provinces = [field(rng, PROVINCE_KM) for _i in range(PROVINCES)]
    offset = rng.normal(0, STRATUM_SIGMA, (plan.strata, len(made.laws.symbols)))
    offset[0] = 0.0
    late = rng.uniform(size=(plan.countries, len(made.laws.symbols))) < LATE
    since = np.where(late, rng.integers(0, plan.years + 1, late.shape), 0)
    for part, start in enumerate(range(0, len(sampled), PART)):
        place = sampled[start : start + PART]
        means = _means(made.laws, _points(sites, place), factors, provinces)
        common = plan.rng(Stream.RESULTS, part, 0).normal(size=means.shape)
        known = ~np.isnat(sites.reported[place])
        twice = plan.rng(Stream.DUPLICATES, part).uniform(size=len(place)) < DUPLICATES
        # A duplicate stands below its routine sample.
        row = np.repeat(np.arange(len(place)), 1 + (twice & known))
        second = np.concatenate([[False], row[1:] == row[:-1]])
        for stratum in range(plan.strata):
            draws = plan.rng(Stream.RESULTS, part, 1 + stratum)
            own = draws.normal(size=means.shape)
            noise = np.sqrt(COMMON) * common + np.sqrt(1 - COMMON) * own
            spread = made.laws.sigma * np.sqrt(made.laws.nugget)
            logs = (means + offset[stratum] + spread * noise)[row]
            logs += draws.normal(0, REPEAT, logs.shape)
            values = closed(np.exp(logs), made.laws, draws)[:, made.columns]
            gone = draws.uniform(size=values.shape) < LOST
            year = _year(plan, sites, place)[row]
            gone |= year[:, None] < since[sites.country[place[row]]][:, made.columns]
            gone |= ~known[row][:, None]
            texts = _texts(values, gone, made.laws, made.columns, year)
            facts = _facts(sites, ids, place[row], second)
            yield stratum, pa.table(facts | dict(zip(made.titles, texts, strict=True)))


def closed(values: Floats, drawn: Laws, rng: np.random.Generator) -> Floats:
    """Scale the oxides of each sample so that they and its volatiles make up the whole.

    Parameters
    ----------
    values : ndarray of float64, shape (n, e)
        Contents in the units of `drawn`.
    drawn : Laws
        Elements of the columns, the ten of `MAJORS` among them.
    rng : numpy.random.Generator
        Random numbers.

    Returns
    -------
    ndarray of float64, shape (n, e)
        Oxides that sum to 88 to 98 wt%; the other columns as they were.
    """
    oxides = np.array([i for i, symbol in enumerate(drawn.symbols) if symbol in MAJORS])
    total = values[:, oxides] @ drawn.size[oxides]
    solid = 1 - rng.uniform(*VOLATILE, len(values))
    whole = values.copy()
    whole[:, oxides] *= (solid / total)[:, None]
    return whole


def _points(sites: Sites, place: NDArray[np.int64]) -> Floats:
    return unit_vectors(sites.lon[place], sites.lat[place])


def _means(drawn: Laws, points: Floats, factors: list[Field], provinces: list[Field]) -> Floats:
    """Return what the fields say of the logarithm of each element at points."""
    smooth = np.column_stack([one.at(points) for one in factors])
    high = np.column_stack([one.at(points) for one in provinces])
    inside = high[:, drawn.province] > drawn.threshold
    return np.log(drawn.median) + drawn.sigma * (smooth @ drawn.loading) + drawn.shift * inside


def _year(plan: Plan, sites: Sites, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the year of the report, from 0; the last one where it is still to come."""
    year = sites.reported[place].astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(np.isnat(sites.reported[place]), plan.until.year, year) - plan.start.year


def _texts(
    values: Floats,
    gone: NDArray[np.bool_],
    drawn: Laws,
    columns: NDArray[np.int64],
    year: NDArray[np.int64],
) -> Iterator[pa.Array]:
    """Yield each column of results as a laboratory writes it: 12.3, <0.5, >1000 or nothing."""
    rounded = significant(values, DIGITS)
    for i, column in enumerate(columns):
        limit, upper = drawn.limit[year, column], drawn.upper[column]
        below, above = rounded[:, i] < limit, rounded[:, i] > upper
        shown = np.where(below, limit, np.where(above, upper, rounded[:, i]))
        sign = np.where(below, "<", np.where(above, ">", ""))
        text = pc.binary_join_element_wise(pa.array(sign), _number_texts(shown), "")
        yield pc.if_else(pa.array(gone[:, i]), pa.scalar(""), text)


def _number_texts(values: Floats) -> pa.Array:
    """Return numbers as the shortest text that is read as the same number."""
    return pc.cast(pa.array(values), pa.string())


def _facts(
    sites: Sites,
    ids: NDArray[np.object_],
    place: NDArray[np.int64],
    second: NDArray[np.bool_],
) -> dict[str, pa.Array]:
    """Return what is known of each record besides its results, as text."""
    name = pa.array(ids[place], pa.string())
    duplicate = pa.array(second)
    codes = np.array(sites.codes, dtype=object)[sites.country[place]]
    nothing = pa.scalar("")
    own = pc.if_else(duplicate, pc.binary_join_element_wise(name, "D", "-"), name)
    dates = {
        title: pc.fill_null(pc.cast(pa.array(days[place], pa.date32()), pa.string()), "")
        for title, days in (
            ("sampled", sites.collected),
            ("at the laboratory", sites.laboratory),
            ("reported", sites.reported),
        )
    }
    return {
        "id": own,
        "duplicate of": pc.if_else(duplicate, name, nothing),
        "country": pa.array(codes, pa.string()),
        "longitude": _number_texts(sites.lon[place]),
        "latitude": _number_texts(sites.lat[place]),
        **dates,
    }
