"""Hold the generated grid against the real site ids of the FOREGS atlas.

Usage: python scripts/foregs_agreement.py C_XRF_data_2v6_8Feb06.xls

Prints how many of the 788 subsoil sites lie in the cell that their published id
names (column GTN, such as N24E14C1, or N29W01C1ES in a cell shared by countries),
and how many of the 196 cells hold most of their sites, then lists every site and
cell that does not agree.
"""

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from python_calamine import CalamineWorkbook

# Python puts the script's folder on its path, not the project's.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard import grid

HEADER_ROWS = 3
KM_PER_DEGREE = 111.2
SITE = re.compile(r"^([NS]\d{2}[EW]\d{2,3})C\d+(?:[A-Z]{2})?$")


def agreement(path):
    """Return the sites that disagree, all sites by published cell, and their number.

    Returns
    -------
    sites : list of (published id, generated cell, km from the published cell)
    cells : dict of published cell to Counter of generated cells
    count : int
    """
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    names = [str(name).strip() for name in rows[0]]
    gtn, lon, lat = (_column(names, n) for n in ("GTN", "LONG", "LAT"))
    off, cells, count = [], defaultdict(Counter), 0
    for row in rows[HEADER_ROWS:]:
        match = SITE.match(str(row[gtn]).strip())
        if not match:
            continue
        count += 1
        published = match.group(1)
        x, y = float(row[lon]), float(row[lat])
        generated = grid.cell_id(grid.cell_at(x, y))[0]
        cells[published][generated] += 1
        if generated != published:
            off.append((str(row[gtn]).strip(), generated, _distance(published, x, y)))
    return off, dict(cells), count


def majority(cells):
    """Return the published cells of which not more than half of the sites lie in them."""
    return {name: found for name, found in cells.items() if 2 * found[name] <= found.total()}


def _column(names, start):
    return next(i for i, name in enumerate(names) if name.upper().startswith(start))


def _distance(published, lon, lat):
    """Return the distance of a point from a cell, km, on a local plane."""
    box = grid.bounds(*grid.parse_id(published))
    dx = max(box.west - lon, 0, lon - box.east) * np.cos(np.radians(lat))
    dy = max(box.south - lat, 0, lat - box.north)
    return float(np.hypot(dx, dy) * KM_PER_DEGREE)


def main():
    """Print the comparison."""
    off, cells, count = agreement(sys.argv[1])
    wrong = majority(cells)
    near = sum(km <= 5 for *_, km in off)
    print(f"sites: {count - len(off)} of {count} agree; of the others {near} lie within 5 km")
    print(f"cells: {len(cells) - len(wrong)} of {len(cells)} by majority")
    print("\ncells that do not agree")
    for name, found in sorted(wrong.items()):
        print(f"  {name}: {dict(found)}")
    print("\nsites that do not agree (published id, generated cell, km from the published cell)")
    for site, generated, km in sorted(off):
        print(f"  {site:<10} {generated:<8} {km:5.1f}")


if __name__ == "__main__":
    main()
