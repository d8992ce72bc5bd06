"""Where and when a simulated campaign samples: countries, sites, dates, delays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard.simulation.fields import unit_vectors
from dashboard.simulation.plan import Plan, Stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

EARTH_KM2 = 510_065_622.0
"""Area of the WGS 84 ellipsoid, km² (NIMA TR8350.2)."""
# Nations sample small territories more densely than large ones.
AREA_POWER = 0.75
# Where nothing smaller is asked for, countries have room for several sites.
ROOMY_KM2 = 30_000.0
NOT_SAMPLED = "ATA"
STOPPED_SHARE = 0.4
"""Share of its sites that the country which stopped has sampled."""
# Four decimals are 11 m.
DECIMALS = 4


@dataclass(frozen=True)
class Sites:
    """All planned sites, those of a country together and in the order of its work.

    Attributes
    ----------
    codes : tuple of str
        ISO 3166-1 alpha-3 codes of the countries.
    country : ndarray of int64, shape (n,)
        Position in `codes`.
    number : ndarray of int64, shape (n,)
        Number of the site in its country, from 1.
    lon, lat : ndarray of float64, shape (n,)
        WGS84 degrees.
    collected, laboratory, reported : ndarray of datetime64[D], shape (n,)
        When the site was sampled, when the sample came to the laboratory and when its
        results came; NaT where that is still to come.
    stopped : int
        Position in `codes` of the country that stopped, −1 without.
    area_km2 : float
        Area of the countries.
    """

    codes: tuple[str, ...]
    country: NDArray[np.int64]
    number: NDArray[np.int64]
    lon: Floats
    lat: Floats
    collected: Days
    laboratory: Days
    reported: Days
    stopped: int
    area_km2: float


@dataclass(frozen=True)
class _Schedule:
    """First and last day of each country's work so far, and the share of its sites done."""

    first: Floats
    last: Floats
    share: Floats
    stopped: int


def plan_sites(plan: Plan, polygons: Mapping[str, BaseGeometry]) -> Sites:
    """Place and date the sites of a campaign.

    Parameters
    ----------
    plan : Plan
        Size and seed.
    polygons : mapping of str to shapely geometry
        Land by ISO 3166-1 alpha-3 code, degrees.

    Returns
    -------
    Sites
        `plan.samples` of them sampled; most of the rest is in countries whose work
        goes on, some in one that stopped.

    Raises
    ------
    ValueError
        If there are not so many countries.
    """
    rng = plan.rng(Stream.COUNTRIES)
    codes, areas = _chosen(plan, polygons, rng)
    schedule = _schedule(plan, rng)
    weight = areas**AREA_POWER * schedule.share
    sampled = _apportioned(plan.samples, weight)
    planned = np.ceil(sampled / schedule.share - 1e-9).astype(np.int64)
    place = plan.rng(Stream.SITES)
    points = [
        _swept(points_within(polygons[code], int(count), place), place)
        for code, count in zip(codes, planned, strict=True)
    ]
    country = np.repeat(np.arange(len(codes)), planned)
    number = np.concatenate([np.arange(1, count + 1) for count in planned])
    done = number <= sampled[country]
    lon, lat = np.concatenate(points).T
    collected, laboratory, reported = _dates(plan, schedule, country, number, done, sampled)
    return Sites(
        codes=codes,
        country=country,
        number=number,
        lon=lon,
        lat=lat,
        collected=collected,
        laboratory=laboratory,
        reported=reported,
        stopped=schedule.stopped,
        area_km2=float(areas.sum()),
    )


def points_within(area: BaseGeometry, count: int, rng: np.random.Generator) -> Floats:
    """Return random points of an area, evenly spread on the sphere.

    Longitude and the sine of latitude are drawn from the box around each part, in
    which equal areas are equally likely (Archimedes' hat-box theorem), and points
    outside the part are drawn again.

    Parameters
    ----------
    area : shapely geometry
        Polygons, degrees.
    count : int
        Number of points.
    rng : numpy.random.Generator
        Random numbers.

    Returns
    -------
    ndarray of float64, shape (count, 2)
        Longitude and latitude, degrees, of `DECIMALS` decimals.
    """
    parts = shapely.get_parts(area)
    sizes = spherical_areas_km2(parts)
    found = []
    for part, wanted in zip(parts, rng.multinomial(count, sizes / sizes.sum()), strict=True):
        if not wanted:
            continue
        shapely.prepare(part)
        west, south, east, north = part.bounds
        low, high = np.sin(np.radians([south, north]))
        here = np.empty((0, 2))
        while len(here) < wanted:
            tries = 2 * (int(wanted) - len(here)) + 16
            lon = np.round(rng.uniform(west, east, tries), DECIMALS)
            lat = np.round(np.degrees(np.arcsin(rng.uniform(low, high, tries))), DECIMALS)
            inside = shapely.contains_xy(part, lon, lat)
            here = np.concatenate([here, np.column_stack([lon, lat])[inside]])
        found.append(here[:wanted])
    return np.concatenate(found) if found else np.empty((0, 2))


def spherical_areas_km2(polygons: NDArray[np.object_]) -> Floats:
    """Return the areas of polygons on the sphere of the Earth's area, km².

    Parameters
    ----------
    polygons : ndarray of shapely geometries, shape (n,)
        In degrees, with sides short enough to be straight in longitude and sine of latitude.
    """

    def project(xy: Floats) -> Floats:
        return np.column_stack([np.radians(xy[:, 0]), np.sin(np.radians(xy[:, 1]))])

    plane: Floats = shapely.area(shapely.transform(polygons, project))
    return plane / (4 * np.pi) * EARTH_KM2


def _chosen(
    plan: Plan, polygons: Mapping[str, BaseGeometry], rng: np.random.Generator
) -> tuple[tuple[str, ...], Floats]:
    """Return the countries that take part and their areas, km²: roomy ones if they suffice."""
    names = [name for name in sorted(polygons) if name != NOT_SAMPLED]
    areas = spherical_areas_km2(np.array([polygons[name] for name in names], dtype=object))
    order = np.argsort(-areas, kind="stable")
    order = order[areas[order] > 0]
    roomy = order[: max(plan.countries, int((areas > ROOMY_KM2).sum()))]
    if plan.countries > len(roomy):
        msg = f"{len(roomy)} countries have an area, not {plan.countries}"
        raise ValueError(msg)
    chosen = rng.choice(roomy, plan.countries, replace=False)
    return tuple(names[i] for i in chosen), areas[chosen]


def _schedule(plan: Plan, rng: np.random.Generator) -> _Schedule:
    """Return when each country worked: the first one stopped, the last one goes on.

    The order of the countries is random.
    """
    count = plan.countries
    begin = rng.uniform(0.0, 0.9, count)
    length = rng.uniform(0.2, 0.9, count)
    begin[-1], length[-1] = 0.6, 0.7
    if count > 2:
        begin[1] = 0.0  # so that the campaign has samples of its first year
    share = np.clip((1 - begin) / length, 0.05, 1.0)
    end = np.minimum(begin + length, 1.0)
    stopped = 0 if count > 1 else -1
    if stopped == 0:
        begin[0], end[0], share[0] = 0.1, 0.35, STOPPED_SHARE
    days = (plan.until - plan.start).days
    return _Schedule(begin * days, end * days, share, stopped)


def _apportioned(total: int, weight: Floats) -> NDArray[np.int64]:
    """Share out a total by weight, at least one each, by largest remainders."""
    spare = total - len(weight)
    exact = spare * weight / weight.sum()
    count = np.floor(exact).astype(np.int64)
    left = spare - int(count.sum())
    count[np.argsort(count - exact, kind="stable")[:left]] += 1
    given: NDArray[np.int64] = count + 1
    return given


def _swept(points: Floats, rng: np.random.Generator) -> Floats:
    """Return points in the order of work: teams move across a country, roughly."""
    direction = rng.normal(size=3)
    along = unit_vectors(points[:, 0], points[:, 1]) @ direction
    spread = along.std() if len(along) else 0.0
    return points[np.argsort(along + rng.normal(0, 0.2 * spread, len(along)), kind="stable")]


def _dates(
    plan: Plan,
    schedule: _Schedule,
    country: NDArray[np.int64],
    number: NDArray[np.int64],
    done: NDArray[np.bool_],
    sampled: NDArray[np.int64],
) -> tuple[Days, Days, Days]:
    """Return the days on which samples were taken, reached the laboratory and were reported."""
    rng = plan.rng(Stream.DATES)
    size = len(country)
    rank = (number - rng.uniform(0, 1, size)) / sampled[country]
    first, last = schedule.first[country], schedule.last[country]
    taken = np.floor(first + np.clip(rank, 0, 1) * (last - first))
    # Some weeks to the laboratory; results after most of a year, in some countries later.
    slow = rng.lognormal(0.0, 0.4, plan.countries)[country]
    arrived = taken + np.ceil(10 + rng.exponential(40, size))
    known = arrived + np.ceil(rng.lognormal(np.log(240), 0.5, size) * slow)
    end = float((plan.until - plan.start).days)
    start = np.datetime64(plan.start, "D")

    def days(offset: Floats) -> Days:
        shown = done & (offset <= end)
        return np.where(
            shown, start + np.where(shown, offset, 0).astype(np.int64), np.datetime64("NaT", "D")
        )

    return days(taken), days(arrived), days(known)
