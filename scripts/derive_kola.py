"""Derive the Kola C-horizon table from the Debian package r-cran-vim.

    apt-get download r-cran-vim=6.2.2+dfsg-1
    python scripts/derive_kola.py r-cran-vim_6.2.2+dfsg-1_amd64.deb

Writes ``samples.csv`` and ``extent.geojson`` in ``data/surveys/kola-c-horizon`` and
prints the hashes that PROVENANCE.md states there. The object is read from R's
lazy-load database, whose index gives the position of each object and whose entries
are zlib streams behind four bytes of length. Needs `dpkg-deb`, not R.
"""

import gzip
import hashlib
import json
import math
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import pandas as pd
import pyproj
import rdata
import shapely

MEMBER = "usr/lib/R/site-library/VIM/data/Rdata.rdb"
OBJECT = "chorizonDL"
TARGET = Path(__file__).parents[1] / "data/surveys/kola-c-horizon/samples.csv"
EXTENT = TARGET.with_name("extent.geojson")

# The object's codes are the levels FIN, NOR, RUS in the order of R's factor.
COUNTRIES = {1: "FIN", 2: "NOR", 3: "RUS"}

FACTS = {"*ID": "id", "XCOO": "x", "YCOO": "y", "*COUN": "country"}

# Left out: what is no analysis; ion chromatography and conductivity, whose units
# the package does not tell; the sum of oxides; and element columns computed from
# the oxides beside them with fewer digits.
DROPPED = {"ELEV", "*ASP", "TOPC", "LITO", "EC", "wt_INAA", "SUM_XRF"}
DROPPED_ENDINGS = ("_IC", "_XRF")


def read_object(database: Path, name: str) -> pd.DataFrame:
    """Return one data frame of an R lazy-load database (``.rdb`` beside its ``.rdx``)."""
    index = database.with_suffix(".rdx").read_bytes()
    inflated = gzip.decompress(index) if index[:2] == b"\x1f\x8b" else zlib.decompress(index)
    entries = rdata.conversion.convert(rdata.parser.parse_data(inflated, extension=".rds"))
    start, length = (int(v) for v in entries["variables"][name])
    entry = database.read_bytes()[start : start + length]
    (size,) = struct.unpack(">I", entry[:4])
    data = zlib.decompress(entry[4:])
    if len(data) != size:
        sys.exit(f"{name}: {len(data)} bytes, expected {size}")
    return rdata.conversion.convert(rdata.parser.parse_data(data, extension=".rds"))


def compact(frame: pd.DataFrame) -> pd.DataFrame:
    """Return facts and analyses as text; below detection (NaN) is empty."""
    kept = [c for c in frame if c not in FACTS and c not in DROPPED]
    kept = [c for c in kept if not c.endswith(DROPPED_ENDINGS)]
    table = frame[[*FACTS, *kept]].rename(columns=FACTS)
    table["country"] = table["country"].astype(int).map(COUNTRIES)
    # Rubidium has no suffix in the object, but is neutron activation: see PROVENANCE.md.
    table = table.rename(columns={"Rb": "Rb_INAA"})
    for column in table.columns.drop("country"):
        table[column] = [number(v) for v in table[column]]
    return table


def number(value: float) -> str:
    """Return the shortest text of a number to 9 digits, empty for NaN."""
    return "" if math.isnan(value) else f"{value:.9g}".replace("e+0", "e")


def extent(frame: pd.DataFrame) -> str:
    """Return the convex hull of the sites as GeoJSON, to a thousandth of a degree."""
    hull = shapely.convex_hull(shapely.multipoints(frame[["XCOO", "YCOO"]].to_numpy()))
    x, y = shapely.get_coordinates(hull).T
    to_degrees = pyproj.Transformer.from_crs("EPSG:32635", "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(x, y)
    ring = [[round(a, 3), round(b, 3)] for a, b in zip(lon, lat, strict=True)]
    feature = {
        "type": "Feature",
        "properties": {"name": "convex hull of the 606 sites"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}) + "\n"


def main() -> None:
    """Unpack the package, write the table, print the hashes."""
    package = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        database = Path(folder, MEMBER)
        frame = read_object(database, OBJECT)
        table = compact(frame)
        EXTENT.write_text(extent(frame), encoding="utf-8")
        table.to_csv(TARGET, index=False, lineterminator="\n")
        for path, label in ((package, package.name), (database, MEMBER), (TARGET, TARGET.name)):
            print(hashlib.sha256(path.read_bytes()).hexdigest(), label)
    below = int((table.drop(columns=list(FACTS.values())) == "").sum().sum())
    print(
        f"{table.shape[0]} sites, {table.shape[1] - len(FACTS)} analyses, {below} below detection"
    )


if __name__ == "__main__":
    main()
