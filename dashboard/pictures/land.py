"""Countries as a map draws them: rings to fill, lines to stroke, bounds to show them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.catalog.boundaries import Boundaries, read
from dashboard.grid import Box
from dashboard.pictures.camera import Camera
from dashboard.release.release import Release

Floats = NDArray[np.float64]

COAST, BORDER, CUT = 0, 1, 2
"""Kinds of arcs (docs/interfaces.md, section 3)."""

_NEAR, _TOUCHING = 15.0, 0.05
_AROUND = 1.5
_TOO_SMALL = 6.0


@dataclass(frozen=True, eq=False)
class Land:
    """One detail of a release's boundaries; countries by position in the release.

    Attributes
    ----------
    arcs : tuple of ndarray of float64, shape (n, 2)
        Longitude and latitude of the points of each arc.
    arc_kind : ndarray of uint8, shape (arcs,)
        `COAST`, `BORDER` or `CUT`.
    arc_box, ring_box : ndarray of float64, shape (k, 4)
        West, south, east, north.
    ring_arcs : tuple of ndarray of int64
        Arcs of each ring.
    rings : tuple of ndarray of float64, shape (n, 2)
        Points of each ring, holes the other way round than what they are in: so even-odd and
        non-zero filling are the same.
    ring_country : ndarray of int64
        Country of each ring.
    labels : ndarray of float64, shape (countries, 2)
        Longitude and latitude of names; NaN where the boundaries have none.
    area : ndarray of float64, shape (countries,)
        km²; 0 where the boundaries do not have the country.
    source : str
        Whom the boundaries are from.
    """

    arcs: tuple[Floats, ...]
    arc_kind: NDArray[np.uint8]
    arc_box: Floats
    ring_arcs: tuple[NDArray[np.int64], ...]
    rings: tuple[Floats, ...]
    ring_country: NDArray[np.int64]
    ring_box: Floats
    labels: Floats
    area: Floats
    source: str

    def rings_of(self, country: int) -> list[int]:
        """Return the rings of a country."""
        return [int(i) for i in np.flatnonzero(self.ring_country == country)]

    def too_small(self, camera: Camera) -> NDArray[np.bool_]:
        """Return the countries that a view shows too small to see, which get a round mark."""
        limit = (_TOO_SMALL / camera.pixels_per_km) ** 2
        drawn = np.isin(np.arange(self.area.size), self.ring_country)
        return np.asarray(((self.area < limit) | ~drawn) & (self.area > 0))

    def bounds(self, country: int) -> Box | None:
        """Return bounds to show a country by; None where this detail does not draw it.

        Its largest part, the parts of at least a hundredth of that area within 15° of them,
        and smaller ones that touch: so France is not shown from Guiana to Réunion, and Russia
        not without Chukotka.
        """
        parts = [(self.ring_box[i], _size(self.rings[i])) for i in self.rings_of(country)]
        if not parts:
            return None
        parts.sort(key=lambda part: -part[1])
        west, south, east, north = parts[0][0].tolist()
        left, grown = parts[1:], True
        while grown:
            grown, rest = False, []
            for box, size in left:
                w, s, e, n = box.tolist()
                reach = _NEAR if size >= parts[0][1] / 100 else _TOUCHING
                turn = 360 * np.floor(((west + east) / 2 - (w + e) / 2) / 360 + 0.5)
                aside = max(west - (e + turn), w + turn - east)
                if aside > reach or max(south - n, s - north) > reach:
                    rest.append((box, size))
                    continue
                west, east = min(west, w + turn), max(east, e + turn)
                south, north = min(south, s), max(north, n)
                grown = True
            left = rest
        if east - west >= 360:
            return (-180.0, south, 180.0, north)
        turn = 360 * np.floor((west + 180) / 360)
        return (float(west - turn), south, float(east - turn), north)


@lru_cache(maxsize=8)
def land_of(release: Release, fine: bool) -> Land:
    """Return the boundaries of a release; the other detail where it lacks one.

    Raises
    ------
    FileNotFoundError
        If the release has no boundaries.
    """
    names = ("world-50m", "world-110m") if fine else ("world-110m", "world-50m")
    folder = release.folder / "boundaries"
    path = next((folder / f"{n}.bin" for n in names if (folder / f"{n}.bin").is_file()), None)
    if path is None:
        message = f"release {release.id} has no boundaries"
        raise FileNotFoundError(message)
    return _land(read(path), release.countries)


def box_of(release: Release, country: int, around: bool = False) -> Box | None:
    """Return the bounds of a country in the coarsest detail that draws it.

    Parameters
    ----------
    release : Release
    country : int
        Position in the release.
    around : bool
        Whether a country that no detail draws is shown by the land around its label.
    """
    for fine in (False, True):
        found = land_of(release, fine).bounds(country)
        if found is not None:
            return found
    lon, lat = land_of(release, True).labels[country].tolist()
    if not around or not np.isfinite(lon + lat):
        return None
    return (lon - _AROUND, lat - _AROUND, lon + _AROUND, lat + _AROUND)


def boxes_of(release: Release, countries: Sequence[int], around: bool = False) -> list[Box]:
    """Return the bounds of countries, of those that have any."""
    found = [box_of(release, country, around) for country in countries]
    return [box for box in found if box is not None]


def _land(boundaries: Boundaries, countries: Sequence[str]) -> Land:
    quantum = float(boundaries.header["quantum"])
    arcs = tuple(np.asarray(arc * quantum, dtype=np.float64) for arc in boundaries.arcs)
    bounds = np.cumsum(boundaries.planes["ring_length"], dtype=np.int64)[:-1]
    members = np.split(boundaries.planes["ring_arcs"].astype(np.int64), bounds)
    drawn = boundaries.rings()
    position = {name: i for i, name in enumerate(countries)}
    kept = [i for i, (name, _ring) in enumerate(drawn) if name in position]
    names = [drawn[i][0] for i in kept]
    rings = tuple(_oriented([drawn[i][1] for i in kept], names))
    labels, area = np.full((len(countries), 2), np.nan), np.zeros(len(countries))
    own = zip(boundaries.countries, boundaries.labels, boundaries.areas_km2, strict=True)
    for name, label, size in own:
        if name in position:
            labels[position[name]], area[position[name]] = label, size
    return Land(
        arcs=arcs,
        arc_kind=boundaries.planes["arc_kind"],
        arc_box=_boxes(arcs),
        ring_arcs=tuple(np.where(members[i] < 0, ~members[i], members[i]) for i in kept),
        rings=rings,
        ring_country=np.array([position[drawn[i][0]] for i in kept], dtype=np.int64),
        ring_box=_boxes(rings),
        labels=labels,
        area=area,
        source=str(boundaries.header.get("source", "")),
    )


def _oriented(rings: Sequence[Floats], names: Sequence[str]) -> list[Floats]:
    """Return rings counter-clockwise; those within an odd number of their country's, clockwise."""
    areas = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    inside = shapely.point_on_surface(areas)
    inner, outer = shapely.STRtree(areas).query(inside, predicate="within")
    own = np.array(names)
    around = np.bincount(
        inner[(own[inner] == own[outer]) & (inner != outer)], minlength=len(rings)
    )
    forwards = shapely.is_ccw(shapely.get_exterior_ring(areas))
    turned = forwards == (around % 2 == 1)
    return [ring[::-1] if one else ring for ring, one in zip(rings, turned.tolist(), strict=True)]


def _boxes(lines: Sequence[Floats]) -> Floats:
    boxes = [(*line.min(axis=0), *line.max(axis=0)) for line in lines]
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _size(ring: Floats) -> float:
    """Return the area of a ring in square degrees shrunk by the cosine of latitude."""
    lon, lat = ring.T
    doubled = float(np.sum(lon[:-1] * lat[1:] - lon[1:] * lat[:-1]))
    middle = (float(lat.min()) + float(lat.max())) / 2
    return abs(doubled / 2) * float(np.cos(np.radians(middle)))
