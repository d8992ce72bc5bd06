"""Memory of the server with 1 and with 4 workers, after everybody has been asked.

*PSS* is the proportional set size of `/proc/<pid>/smaps_rollup`: memory that several
processes share (preloaded code, the mapped release) counts in equal parts, so that the sum
over master and workers is what the server takes from the machine. *USS* is what only that
process has. Linux only.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.common import Row, add_releases, arguments, report
from benchmarks.server import serve
from dashboard.release.store import open_current

WORKERS = (1, 4)
MIB = 2**20


@dataclass(frozen=True)
class Process:
    """Memory of one process, bytes."""

    pid: int
    pss: int
    uss: int
    anonymous_pss: int


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += family(int(child))
    return found


def memory_of(pid: int) -> Process:
    """Return the memory of a process as the kernel counts it."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    size = {
        name: 1024 * int(kib)
        for name, kib in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)
    }
    private = size["Private_Clean"] + size["Private_Dirty"]
    return Process(pid, size["Pss"], private, size.get("Pss_Anon", 0))


def addresses(releases: Path, analytes: int) -> list[str]:
    """Return the paths of a warm-up: the pages, geometry, and vectors of every stratum.

    Parameters
    ----------
    releases : Path
        Folder of releases.
    analytes : int
        How many analytes of each stratum.

    Raises
    ------
    SystemExit
        If there is no release.
    """
    release = open_current(releases)
    if release is None:
        raise SystemExit(f"There is no release in {releases}: python -m dashboard build")
    index = json.loads((release.folder / "index.json").read_bytes())
    api = f"/api/v1/releases/{release.id}/"
    paths = ["/map", "/_dash-layout", "/_dash-dependencies", f"{api}grid.bin"]
    paths += [f"{api}boundaries/world-{detail}.bin" for detail in ("110m", "50m")]
    for stratum in index["strata"]:
        folder = f"{api}strata/{stratum['id']}/"
        paths += [f"{folder}level-{level}.bin" for level in stratum["levels"]]
        for analyte in stratum["analytes"][:analytes]:
            name = quote(analyte["id"], safe="")
            paths += [f"{folder}{name}/level-{level}.bin" for level in stratum["levels"]]
            paths.append(f"{folder}{name}/countries.bin")
            paths.append(f"/map?s={stratum['id']}&el={name}")
    return paths


def ask(address: str, paths: Sequence[str], threads: int) -> int:
    """Ask for all paths, each on a connection of its own so that every worker gets its part.

    Returns
    -------
    int
        Bytes answered.

    Raises
    ------
    RuntimeError
        If an answer is not 200.
    """
    host = urlsplit(address).netloc

    def one(path: str) -> int:
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "br"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            return len(answer.read())
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(one, paths))


def measure(releases: Path, workers: int, analytes: int, rounds: int) -> Row:
    """Return the table row of a server with so many workers."""
    paths = addresses(releases, analytes)
    with serve(releases, workers) as server:
        fresh = sum(memory_of(pid).pss for pid in family(server.pid))
        ask(server.address, paths * rounds, threads=2 * workers)
        processes = [memory_of(pid) for pid in family(server.pid)]
    master, *others = processes
    return {
        "workers": workers,
        "requests": len(paths) * rounds,
        "start, s": server.started,
        "PSS fresh, MiB": fresh / MIB,
        "PSS warm, MiB": sum(one.pss for one in processes) / MIB,
        "of it anonymous": sum(one.anonymous_pss for one in processes) / MIB,
        "master PSS": master.pss / MIB,
        "worker PSS, mean": sum(one.pss for one in others) / MIB / max(1, len(others)),
        "worker USS, mean": sum(one.uss for one in others) / MIB / max(1, len(others)),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    add_releases(parser)
    parser.add_argument("--workers", type=int, nargs="+", default=WORKERS)
    parser.add_argument("--analytes", type=int, default=6, help="of each stratum: %(default)s")
    parser.add_argument("--rounds", type=int, default=4, help="default: %(default)s")
    chosen = parser.parse_args(argv)
    rows = [
        measure(chosen.releases, workers, chosen.analytes, chosen.rounds)
        for workers in chosen.workers
    ]
    report("Memory of the server", [("Sums over master and workers.", rows)], chosen.json)


if __name__ == "__main__":
    main()
