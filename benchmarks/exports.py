"""Time, bytes and memory of everything that can be taken away, 1, 10 and 40 asked for at once.

One worker with its usual threads. Whoever is turned away (429) is counted and asks no more;
times are of what came. Memory is the proportional set size of all processes of the server,
before and at its highest while it answers. Pictures are asked for by another address each
time, so that none is answered from what is kept; ``documents`` measures reports and slides.
``--large`` is a folder with a release of a million samples, of which each table is asked for
once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from benchmarks.common import Row, Spread, add_releases, arguments, report
from benchmarks.memory import MIB
from benchmarks.pictures import ask, whole
from benchmarks.server import Server, serve

AT_ONCE = (1, 10, 40)
FORMS = ("csv", "xlsx", "parquet", "zip", "geojson", "gpkg", "geoparquet")
_WIDTHS = count(1200)

EXPORTS: dict[str, str] = {
    **{f"view {form}": f"view.{form}?lvl=3" for form in FORMS},
    **{f"everything {form}": f"view.{form}?lvl=3&scope=all" for form in FORMS},
    "everything of samples csv": "view.csv?lvl=sites&scope=all",
    "progress xlsx": "progress.xlsx?scope=all",
    "panes csv": "panes.csv?p2=el.Ni",
    "compare xlsx": "compare.xlsx?part=statistics",
    "together csv": "together/components.csv?",
    "plotly figure": "view.plotly.json?",
    "python": "view.py?",
    "cite bib": "cite.bib?page=map",
    "qr svg": "qr.svg?page=map",
    "picture png": "picture.png?page=map&im_height=630&im_width={width}",
    "picture svg": "picture.svg?page=map&im_height=630&im_width={width}",
    "picture pdf": "picture.pdf?page=map&im_height=630&im_width={width}",
}
"""Addresses under the interface by name; `{width}` is another number each time."""

LARGE: dict[str, str] = {
    "an element of all samples csv": "view.csv?lvl=sites",
    "an element of all samples parquet": "view.parquet?lvl=sites",
    "everything of all samples csv": "view.csv?lvl=sites&scope=all",
    "an element of all samples xlsx": "view.xlsx?lvl=sites",
}


def measure(server: Server, name: str, address: str, at_once: int) -> Row:
    """Return the table row of so many of an export at once."""
    paths = [f"/api/v1/{address}".format(width=next(_WIDTHS)) for _one in range(at_once)]
    highest, done = [whole(server)], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            highest.append(whole(server))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(lambda path: ask(server.address, path), paths))
    took = time.perf_counter() - began
    done.set()
    watcher.join()
    made = [(ms, size) for status, ms, size in answers if status == 200]
    return {
        "export": name,
        "at once": at_once,
        "made": len(made),
        "429": sum(status == 429 for status, _ms, _size in answers),
        "413": sum(status == 413 for status, _ms, _size in answers),
        "others": sum(status not in {200, 413, 429} for status, _ms, _size in answers),
        "ms": Spread.of([ms for ms, _size in made] or [0.0]),
        "all, s": round(took, 1),
        "kB": round(max((size for _ms, size in made), default=0) / 1000),
        "MiB before": round(highest[0] / MIB),
        "MiB at most": round(max(highest) / MIB),
    }


def run(releases: Path, exports: dict[str, str], times: Sequence[int]) -> list[Row]:
    """Return a row for each export and number at once; each is asked for once before."""
    rows = []
    with serve(releases) as server:
        for name, address in exports.items():
            ask(server.address, f"/api/v1/{address}".format(width=next(_WIDTHS)))
            rows += [measure(server, name, address, at_once) for at_once in times]
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--large", type=Path, metavar="FOLDER", help="releases of large surveys")
    chosen = parser.parse_args(argv)
    parts = [
        ("Data, code, citations and pictures", run(chosen.releases, EXPORTS, AT_ONCE)),
    ]
    if chosen.large:
        parts.append(("Of a large survey, once", run(chosen.large, LARGE, (1,))))
    report("Exports, one worker", parts, chosen.json)


if __name__ == "__main__":
    main()
