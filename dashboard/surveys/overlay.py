"""The country in which a point lies, and how far it is from one."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

# Kilometres in a degree of a great circle of the Earth's mean radius R1,
# 6371.0088 km (Moritz 2000, doi:10.1007/s001900050278).
KM_PER_DEGREE = 6371.0088 * np.pi / 180


class Overlay:
    """Countries to find points in.

    Parameters
    ----------
    countries : mapping of str to shapely geometry
        Land area by ISO 3166-1 alpha-3 code, in degrees of longitude (−180 to 180)
        and latitude.
    """

    def __init__(self, countries: Mapping[str, BaseGeometry]) -> None:
        self._areas = dict(countries)
        self._codes = np.array(list(countries), dtype=object)
        areas = np.array(list(countries.values()), dtype=object)
        parts, owner = shapely.get_parts(areas, return_index=True)
        self._owner = owner
        self._parts = shapely.STRtree(parts)
        shapely.prepare(self._parts.geometries)
        rings, part_of = shapely.get_rings(parts, return_index=True)
        points, ring_of = shapely.get_coordinates(rings, return_index=True)
        joined = ring_of[1:] == ring_of[:-1]
        self._start = points[:-1][joined]
        self._end = points[1:][joined]
        self._side = owner[part_of[ring_of[:-1][joined]]]
        lines = shapely.linestrings(np.stack([self._start, self._end], axis=1))
        self._sides = shapely.STRtree(lines)

    def only(self, codes: Collection[str]) -> "Overlay":
        """Return an overlay of some of the countries.

        Parameters
        ----------
        codes : collection of str
            ISO 3166-1 alpha-3 codes; those without an area here are left out.
        """
        return Overlay({code: area for code, area in self._areas.items() if code in codes})

    def locate(self, lon: Floats, lat: Floats, within_km: float) -> NDArray[np.object_]:
        """Return the country of points.

        Parameters
        ----------
        lon, lat : ndarray of float64, shape (n,)
            WGS84 degrees; NaN has no country.
        within_km : float
            A point in no country belongs to the nearest one so near.

        Returns
        -------
        ndarray of object, shape (n,)
            ISO 3166-1 alpha-3 codes, None where no country is near enough.
        """
        found = np.full(len(lon), -1, dtype=np.int64)
        known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        points = shapely.points(lon[known], lat[known])
        point, part = self._parts.query(points, predicate="intersects")
        # Backwards, so that the first country wins on a common border.
        found[known[point[::-1]]] = self._owner[part[::-1]]
        at_sea = known[found[known] < 0]
        if within_km > 0 and len(at_sea):
            found[at_sea] = self._nearest(lon[at_sea], lat[at_sea], within_km)
        codes = np.full(len(found), None, dtype=object)
        codes[found >= 0] = self._codes[found[found >= 0]]
        return codes

    def lie_in(
        self, lon: Floats, lat: Floats, wanted: NDArray[np.object_], within_km: float
    ) -> NDArray[np.bool_]:
        """Return which points lie in their countries or near them.

        Parameters
        ----------
        lon, lat : ndarray of float64, shape (n,)
            WGS84 degrees.
        wanted : ndarray of frozensets of str, shape (n,)
            For each point the countries that it may lie in, ISO 3166-1 alpha-3.
        within_km : float
            How far out of them it may lie.

        Returns
        -------
        ndarray of bool, shape (n,)
            False also for countries without an area here.
        """
        inside = np.zeros(len(lon), dtype=bool)
        group, sets = pd.factorize(wanted)
        order = np.argsort(group, kind="stable")
        ends = np.cumsum(np.bincount(group, minlength=len(sets)))
        for countries, at in zip(sets, np.split(order, ends)[:-1], strict=True):
            if countries & self._areas.keys():
                found = self.only(countries).locate(lon[at], lat[at], within_km)
                inside[at] = [code is not None for code in found]
        return inside

    def _nearest(self, lon: Floats, lat: Floats, within_km: float) -> NDArray[np.int64]:
        """Return the index of the nearest country within a distance, −1 where none is."""
        reach = within_km / KM_PER_DEGREE
        wide = np.minimum(reach / np.maximum(np.cos(np.radians(lat)), 1e-6), 180.0)
        best = np.full(len(lon), -1, dtype=np.int64)
        least = np.full(len(lon), within_km)
        # The shifted copies find coasts across the antimeridian.
        for shift in (0.0, 360.0, -360.0):
            moved = lon + shift
            near = np.flatnonzero((moved + wide >= -180) & (moved - wide <= 180))
            boxes = shapely.box(
                moved[near] - wide[near],
                lat[near] - reach,
                moved[near] + wide[near],
                lat[near] + reach,
            )
            box, side = self._sides.query(boxes)
            if not len(box):
                continue
            point = near[box]
            away = _to_segment(moved[point], lat[point], self._start[side], self._end[side])
            order = np.argsort(-away, kind="stable")
            nearer = order[away[order] <= least[point[order]]]
            best[point[nearer]] = self._side[side[nearer]]
            least[point[nearer]] = away[nearer]
        return best

    def distance_km(self, lon: float, lat: float, country: str) -> float:
        """Return the distance of a point from a country's border or coast.

        Parameters
        ----------
        lon, lat : float
            WGS84 degrees.
        country : str
            ISO 3166-1 alpha-3 code.

        Returns
        -------
        float
            Kilometres on the local plane (within 1 % up to some 500 km); infinite if
            the country has no area here.
        """
        index = np.flatnonzero(self._codes == country)
        mine = np.isin(self._side, index)
        if not mine.any():
            return float("inf")
        start, end = self._start[mine], self._end[mine]
        return float(
            min(
                _to_segment(np.float64(lon + shift), np.float64(lat), start, end).min()
                for shift in (0.0, 360.0, -360.0)
            )
        )


def _to_segment(
    lon: Floats | np.float64, lat: Floats | np.float64, start: Floats, end: Floats
) -> Floats:
    """Return kilometres from points to segments, on each point's local plane."""
    scale = np.cos(np.radians(lat)) * KM_PER_DEGREE
    x1, y1 = (start[:, 0] - lon) * scale, (start[:, 1] - lat) * KM_PER_DEGREE
    x2, y2 = (end[:, 0] - lon) * scale, (end[:, 1] - lat) * KM_PER_DEGREE
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = -(x1 * dx + y1 * dy) / np.where(length > 0, length, 1.0)
    along = np.clip(along, 0.0, 1.0)
    nearest: Floats = np.hypot(x1 + along * dx, y1 + along * dy)
    return nearest
