"""The boundary set: reading, measuring and writing it (docs/interfaces.md §3).

``python -m dashboard.catalog.boundaries FILE OUT_FOLDER`` makes a set of an
operator's own countries; docs/boundaries.md says what the file must hold.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from dashboard.catalog.countries import countries as known_countries
from dashboard.catalog.tables import NotInCatalogError
from dashboard.catalog.topology import Topology, build, cut_antimeridian, densify
from dashboard.i18n import _
from dashboard.planes import pack, unpack

Floats = NDArray[np.float64]

DETAILS: Mapping[str, float] = MappingProxyType({"world-110m": 0.01, "world-50m": 0.0025})
"""Details of a set, coarse to fine, and the quantum of their coordinates in degrees."""

COARSE_TOLERANCE = 0.15
"""Degrees by which the coarse detail of an operator's set may be simplified: a pixel or two
of a world map 1200 pixels wide."""

LONGEST_EDGE = 2.0
"""Degrees. Longer edges get points between, so that straight lines in longitude and latitude
stay straight in every projection and fit the container's two-byte differences."""

_GEOD = Geod(ellps="WGS84")


def disclaimer() -> str:
    """Return the sentence that stands on every map (docs/boundaries.md)."""
    return _(
        "The boundaries and names shown and the designations used on this map do not imply "
        "official endorsement or acceptance, nor any opinion on the legal status of any "
        "country, territory, city or area."
    )


@dataclass(frozen=True)
class Boundaries:
    """One detail of a boundary set, as it lies in its container."""

    header: Mapping[str, Any]
    planes: Mapping[str, NDArray[Any]]

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the countries, ISO 3166-1 alpha-3, ascending, with or without rings here."""
        return tuple(self.header["countries"])

    @property
    def areas_km2(self) -> Floats:
        """Return the area of each country in km², shape (countries,)."""
        return self.planes["area"].astype(np.float64)

    @property
    def labels(self) -> Floats:
        """Return longitude and latitude of each country's label point, shape (countries, 2)."""
        return self.planes["label"].astype(np.float64).reshape(-1, 2)

    def rings(self) -> list[tuple[str, Floats]]:
        """Return every ring with its country: closed, longitude and latitude, shape (n, 2)."""
        arcs = self.arcs
        bounds = np.cumsum(self.planes["ring_length"], dtype=np.int64)[:-1]
        names = self.countries
        rings = []
        members = np.split(self.planes["ring_arcs"], bounds)
        # Without any ring np.split still gives one, empty, part.
        for country, numbers in zip(self.planes["ring_country"], members, strict=False):
            parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers.tolist()]
            steps = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
            rings.append((names[int(country)], steps * float(self.header["quantum"])))
        return rings

    def polygons(self) -> Mapping[str, shapely.MultiPolygon]:
        """Return the valid area of each country that has rings, EPSG:4326 within ±180°."""
        return self._polygons

    @cached_property
    def _polygons(self) -> Mapping[str, shapely.MultiPolygon]:
        own: dict[str, list[Floats]] = {name: [] for name in self.countries}
        for name, ring in self.rings():
            own[name].append(ring)
        return MappingProxyType({name: _area_of(rings) for name, rings in own.items() if rings})

    @property
    def arcs(self) -> list[NDArray[np.int64]]:
        """Return the points of every arc in steps of the header's quantum, shape (n, 2)."""
        lengths = self.planes["arc_length"].astype(np.int64)
        ends = np.cumsum(lengths)
        points = np.zeros((int(lengths.sum()), 2), dtype=np.int64)
        first = np.zeros(len(points), dtype=bool)
        first[ends - lengths] = True
        points[first] = self.planes["arc_start"].reshape(-1, 2)
        points[~first] = self.planes["arc_delta"].reshape(-1, 2)
        return [np.cumsum(arc, axis=0) for arc in np.split(points, ends[:-1])]


def read(path: str | Path) -> Boundaries:
    """Read one detail of a boundary set.

    Raises
    ------
    ValueError
        If the file is not a boundary container.
    """
    container = unpack(Path(path).read_bytes())
    wanted = {"arc_start", "arc_length", "arc_kind", "arc_delta", "label", "area"}
    wanted |= {"ring_arcs", "ring_length", "ring_country"}
    missing = sorted(wanted - set(container.planes)) + sorted(
        {"quantum", "countries"} - set(container.header)
    )
    if missing:
        message = f"{path} is no boundary container: it lacks {', '.join(missing)}"
        raise ValueError(message)
    return Boundaries(container.header, container.planes)


def write(path: str | Path, boundaries: Boundaries) -> None:
    """Write one detail of a boundary set."""
    header = {key: value for key, value in boundaries.header.items() if key != "planes"}
    Path(path).write_bytes(pack(boundaries.planes, **header))


def encode(
    rings: Mapping[str, Sequence[Floats]],
    *,
    quantum: float,
    name: str,
    source: str,
    policy: str,
    nowhere: Sequence[Floats] = (),
    countries: Sequence[str] | None = None,
) -> Boundaries:
    """Make one detail of a boundary set from the rings of its countries.

    Parameters
    ----------
    rings : mapping of str to sequences of float arrays, shape (n, 2)
        Outer and inner rings of each country, longitude and latitude in degrees.
        Neighbours share the points of their border. Rings may cross the
        antimeridian or run round a pole.
    quantum : float
        Step of the coordinates in degrees; it divides 90.
    name, source, policy : str
        What the header says of the set.
    nowhere : sequence of float arrays
        Rings of land that no country of the set holds.
    countries : sequence of str, optional
        All countries of the set, should some have no rings in this detail.

    Returns
    -------
    Boundaries
        With areas and label points measured on this detail; a country without
        rings has area 0 and a label of NaN (see `labelled`).

    Raises
    ------
    ValueError
        If the quantum does not divide 90°.
    NotInCatalogError
        If a country is not in the catalogue.
    """
    half_turn = round(180 / quantum)
    if half_turn % 2 or abs(half_turn * quantum - 180) > 1e-9:
        message = f"a quantum of {quantum}° does not divide 90°"
        raise ValueError(message)
    names = sorted({*rings, *(countries or ())})
    for code in names:
        if code not in known_countries():
            raise NotInCatalogError(code, "country", known_countries())
    whole = [[*rings.get(code, ())] for code in names] + [[*nowhere]] * bool(nowhere)
    longest = int(LONGEST_EDGE / quantum)
    steps = [
        [
            densify(part, longest)
            for ring in own
            for part in cut_antimeridian(np.rint(ring / quantum).astype(np.int64), half_turn)
            if len(part)
        ]
        for own in whole
    ]
    made = _planes(build(steps, half_turn, len(whole) - len(names)))
    header = {
        "quantum": quantum,
        "countries": names,
        "name": name,
        "source": source,
        "policy": policy,
    }
    empty = {"label": np.zeros(0, "f4"), "area": np.zeros(0, "f4")}
    bare = Boundaries(header, made | empty)
    return labelled(bare, *measure(bare))


def labelled(boundaries: Boundaries, labels: Floats, areas_km2: Floats) -> Boundaries:
    """Return the boundaries with other label points and areas, as `measure` returns them."""
    measured = {"label": labels.astype("f4").ravel(), "area": areas_km2.astype("f4")}
    return Boundaries(boundaries.header, {**boundaries.planes, **measured})


def measure(boundaries: Boundaries) -> tuple[Floats, Floats]:
    """Return label points and areas of the countries.

    Returns
    -------
    labels : ndarray of float64, shape (countries, 2)
        Longitude and latitude of the point of the largest part that is farthest
        from its edge (degrees of longitude shrunk by the cosine of latitude); NaN
        without rings.
    areas_km2 : ndarray of float64, shape (countries,)
        Geodesic area on the WGS84 ellipsoid (Karney 2013,
        doi:10.1007/s00190-012-0578-z, through PROJ), km²; 0 without rings.
    """
    shapes = boundaries.polygons()
    labels = np.full((len(boundaries.countries), 2), np.nan)
    areas = np.zeros(len(boundaries.countries))
    for i, name in enumerate(boundaries.countries):
        if name in shapes:
            parts = shapely.get_parts(shapes[name])
            sizes = [geodesic_area_km2(part) for part in parts]
            areas[i] = sum(sizes)
            labels[i] = _label(parts[int(np.argmax(sizes))])
    return labels, areas


def geodesic_area_km2(polygon: shapely.Polygon) -> float:
    """Return the area of a polygon in degrees on the WGS84 ellipsoid, km²."""

    def of_ring(ring: shapely.LinearRing) -> float:
        lon, lat = shapely.get_coordinates(ring).T
        return abs(float(_GEOD.polygon_area_perimeter(lon, lat)[0])) / 1e6

    return of_ring(polygon.exterior) - sum(of_ring(hole) for hole in polygon.interiors)


def from_geojson(path: str | Path, out: str | Path) -> list[Path]:
    """Make a boundary set of an operator's own countries.

    Parameters
    ----------
    path : str or Path
        GeoJSON, GeoPackage, Shapefile or another vector file with polygons, the
        field ``iso3`` (ISO 3166-1 alpha-3) and a known coordinate system. Features
        of one country are joined. Neighbours share the points of their borders.
    out : str or Path
        Folder for the files of `DETAILS`.

    Returns
    -------
    list of Path
        The files written, coarse first.

    Raises
    ------
    ValueError
        If the field is missing or a feature is no polygon.
    NotInCatalogError
        If a code is not in the catalogue.
    """
    import geopandas  # only operators need it, and it takes a second to import

    frame = geopandas.read_file(path)
    if "iso3" not in frame.columns:
        message = f"{path} has no field 'iso3'; it has {', '.join(map(str, frame.columns))}"
        raise ValueError(message)
    frame = frame.to_crs(4326) if frame.crs else frame.set_crs(4326)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    kinds = set(shapely.get_type_id(shapes).tolist())
    if not kinds <= {shapely.GeometryType.POLYGON.value, shapely.GeometryType.MULTIPOLYGON.value}:
        message = f"{path} holds features that are no polygons"
        raise ValueError(message)
    codes = frame["iso3"].astype(str).to_numpy()
    listed = sorted(set(codes.tolist()))

    def detail(name: str, geometries: NDArray[Any]) -> Boundaries:
        return encode(
            _rings(codes, geometries),
            quantum=DETAILS[name],
            name=name,
            source=Path(path).name,
            policy="Set by the operator of this application.",
            countries=listed,
        )

    overview = detail("world-110m", shapely.coverage_simplify(shapes, COARSE_TOLERANCE))
    fine = detail("world-50m", shapes)
    overview = labelled(overview, fine.labels, fine.areas_km2)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    made = [(folder / f"{b.header['name']}.bin", b) for b in (overview, fine)]
    for file, boundaries in made:
        write(file, boundaries)
    return [file for file, _boundaries in made]


def _rings(codes: NDArray[Any], shapes: NDArray[Any]) -> dict[str, list[Floats]]:
    rings: dict[str, list[Floats]] = {}
    for code, shape in zip(codes, shapes, strict=True):
        parts = shapely.get_rings(shape)
        rings.setdefault(code, []).extend(shapely.get_coordinates(ring) for ring in parts)
    return rings


def _planes(topology: Topology) -> dict[str, NDArray[Any]]:
    arcs = [np.array(arc, dtype=np.int64) for arc in topology.arcs]
    deltas = [np.diff(arc, axis=0).ravel() for arc in arcs]
    members = [arcs_of for _country, arcs_of in topology.rings]
    return {
        "arc_start": np.array([arc[0] for arc in arcs], "i4").ravel(),
        "arc_length": np.array([len(arc) for arc in arcs], "u2"),
        "arc_kind": np.array(topology.kinds, "u1"),
        "arc_delta": np.concatenate([np.zeros(0, np.int64), *deltas]).astype("i2"),
        "ring_arcs": np.array([arc for ring in members for arc in ring], "i4"),
        "ring_length": np.array([len(ring) for ring in members], "u2"),
        "ring_country": np.array([country for country, _arcs in topology.rings], "u2"),
    }


def _area_of(rings: Sequence[Floats]) -> shapely.MultiPolygon:
    """Return the even-odd area of rings: a ring within an odd number of others is a hole."""
    areas = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    areas = areas[np.argsort(-shapely.area(areas), kind="stable")]
    inner, outer = shapely.STRtree(areas).query(
        shapely.point_on_surface(areas), predicate="within"
    )
    around: list[list[int]] = [[] for _area in areas]
    for a, b in zip(inner.tolist(), outer.tolist(), strict=True):
        if b < a:
            around[a].append(b)
    holes: dict[int, list[shapely.LinearRing]] = {}
    for i, enclosing in enumerate(around):
        if len(enclosing) % 2:
            holes.setdefault(max(enclosing), []).append(areas[i].exterior)
    whole = shapely.multipolygons(
        [
            shapely.polygons(area.exterior, holes.get(i))
            for i, area in enumerate(areas)
            if len(around[i]) % 2 == 0
        ]
    )
    if not whole.is_valid:
        # Rounding to the quantum can make a narrow spit cross itself.
        repaired = shapely.get_parts(shapely.make_valid(whole))
        flat = shapely.get_parts(repaired)
        whole = shapely.multipolygons(flat[shapely.get_dimensions(flat) == 2])
    return whole


def _label(polygon: shapely.Polygon) -> Floats:
    shrink = float(np.cos(np.radians((polygon.bounds[1] + polygon.bounds[3]) / 2)))
    flat = shapely.transform(polygon, lambda xy: xy * [shrink, 1.0])
    radius = shapely.maximum_inscribed_circle(flat, tolerance=0.01)
    return np.asarray(shapely.get_coordinates(radius)[0] / [shrink, 1.0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.catalog.boundaries",
        description=_("Make a boundary set of a vector file with the field iso3."),
    )
    parser.add_argument("file", type=Path, help=_("GeoJSON, GeoPackage or Shapefile"))
    parser.add_argument("out_folder", type=Path, help=_("folder of the boundary set"))
    chosen = parser.parse_args(arguments)
    try:
        for path in from_geojson(chosen.file, chosen.out_folder):
            sys.stdout.write(f"{path}\n")
    except (ValueError, KeyError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
