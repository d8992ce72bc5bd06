"""Time, bytes and memory of everything that can be taken away, 1, 10 and 40 asked for at once.

Tables in every form, code, citations and QR codes, pictures, reports, slides of a view and of a
story, and stories saved for offline, in one table. One worker with its usual threads. Whoever
is turned away (429) is counted and asks no more; times are of what came. Memory is the
worker's resident set, mapped files included: before, and the highest that the kernel counted
since. Everything that a server keeps is asked for by another address each time, so that all of
it is made; each export is asked for once before, for what is read the first time only. Slides
of a story have one address: they are made that first time, which has a row of its own.
``--only`` names some; ``--large`` is a folder with a release of a million samples, of which
each table is asked for once.
"""

from __future__ import annotations

import http.client
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.common import Row, Spread, add_releases, arguments, report, table
from benchmarks.memory import MIB, family
from benchmarks.server import Server, serve

AT_ONCE = (1, 10, 40)
FORMS = ("csv", "xlsx", "parquet", "zip", "geojson", "gpkg", "geoparquet")
_PATIENCE = 300

EXPORTS: Mapping[str, str] = {
    **{f"view {form}": f"view.{form}?lvl=3" for form in FORMS},
    **{f"everything {form}": f"view.{form}?lvl=3&scope=all" for form in FORMS},
    "everything of samples csv": "view.csv?lvl=sites&scope=all",
    "progress xlsx": "progress.xlsx?scope=all",
    "panes csv": "panes.csv?p2=el.Ni",
    "compare xlsx": "compare.xlsx?part=statistics",
    "together csv": "together/components.csv?",
    "plotly figure": "view.plotly.json?",
    "python": "view.py?",
    "r": "view.R?",
    "cite bib": "cite.bib?page=map",
    "qr svg": "qr.svg?page=map&v=26~{n}~3",
    **{
        f"picture {kind}": f"picture.{kind}?page=map&im_height=630&im_width=1200&v=26~{{n}}~3"
        for kind in ("png", "svg", "pdf")
    },
    "picture of progress png": "picture.png?page=progress&im_width=1200&v=26~{n}~3",
    "report of a country": "report.pdf?page=country&code=FIN&v=26~{n}~3",
    "report of a region": "report.pdf?page=region&code=150&v=26~{n}~3",
    "report of an element": "report.pdf?page=element&code=Cu&v=26~{n}~3",
    "slide of a map": "slides.pptx?page=map&el=Cu&v=26~{n}~3",
    "slides of a story": "slides.pptx?story=kola",
    "offline story": "offline.html?story=kola&theme=light",
}
"""Addresses under the interface by name; `{n}` is another number each time."""

KEPT = frozenset({"slides of a story"})
"""What has one address and is kept: made the first time only, which is a row of its own."""

LARGE: Mapping[str, str] = {
    "an element of all samples csv": "view.csv?lvl=sites",
    "an element of all samples parquet": "view.parquet?lvl=sites",
    "everything of all samples csv": "view.csv?lvl=sites&scope=all",
    "an element of all samples xlsx": "view.xlsx?lvl=sites",
}


def latitudes() -> Iterator[str]:
    """Return latitudes for `{n}`, no two alike, from 60° N on."""
    return (f"{60 + step / 100:g}" for step in count())


def ask(address: str, path: str) -> tuple[int, float, int]:
    """Return status, milliseconds and bytes of an answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)
    began = time.perf_counter()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        return answer.status, 1000 * (time.perf_counter() - began), size
    finally:
        connection.close()


def worker_of(server: Server) -> int:
    """Return the id of the only worker of a server."""
    _master, worker = family(server.pid)
    return worker


def resident(pid: int) -> tuple[int, int]:
    """Return the resident set of a process, and its highest since it was last forgotten, bytes.

    ``VmRSS`` and ``VmHWM`` of ``/proc/<pid>/status`` (proc(5)).
    """
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    now, highest = (
        1024 * int(re.findall(rf"^{name}:\s+(\d+) kB$", text, re.MULTILINE)[0])
        for name in ("VmRSS", "VmHWM")
    )
    return now, highest


def forget_highest(pid: int) -> None:
    """Let the kernel count the highest resident set of a process anew (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def measure(server: Server, name: str, paths: Sequence[str]) -> Row:
    """Return the table row of an export: what came of addresses that are asked for at once."""
    worker = worker_of(server)
    forget_highest(worker)
    before, _highest = resident(worker)
    began = time.perf_counter()
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = list(pool.map(lambda path: ask(server.address, path), paths))
    took = time.perf_counter() - began
    _now, highest = resident(worker)
    made = [(ms, size) for status, ms, size in answers if status == 200]
    counted = {code: sum(status == code for status, _ms, _size in answers) for code in (429, 413)}
    return {
        "export": name,
        "at once": len(paths),
        "made": len(made),
        "429": counted[429],
        "413": counted[413],
        "others": len(answers) - len(made) - sum(counted.values()),
        "ms": Spread.of([ms for ms, _size in made] or [0.0]),
        "all, s": round(took, 1),
        "kB": round(max((size for _ms, size in made), default=0) / 1000),
        "MiB before": round(before / MIB),
        "MiB at most": round(highest / MIB),
    }


def run(releases: Path, exports: Mapping[str, str], times: Sequence[int]) -> list[Row]:
    """Return a row for each export and number at once; each is asked for once before."""
    numbers, rows = latitudes(), []
    with serve(releases) as server:
        for name, address in exports.items():
            first = measure(
                server, f"{name}, first time", [f"/api/v1/{address}".format(n=next(numbers))]
            )
            if name in KEPT:
                rows.append(first)
            for at_once in times:
                paths = [f"/api/v1/{address}".format(n=next(numbers)) for _one in range(at_once)]
                rows.append(measure(server, name, paths))
                # It takes minutes in all.
                print(table(rows[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="WORD", help="exports whose name has a word"
    )
    parser.add_argument("--large", type=Path, metavar="FOLDER", help="releases of large surveys")
    chosen = parser.parse_args(argv)
    wanted = {
        name: address
        for name, address in EXPORTS.items()
        if any(word in name for word in chosen.only)
    }
    parts = [("Everything that can be taken away", run(chosen.releases, wanted, AT_ONCE))]
    if chosen.large:
        parts.append(("Of a large survey, once", run(chosen.large, LARGE, (1,))))
    report("Exports, one worker", parts, chosen.json)


if __name__ == "__main__":
    main()
