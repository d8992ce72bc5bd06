"""Time, bytes and memory of pictures, 1, 10 and 40 of them asked for at once.

One worker with its usual threads. Every picture asked for is another one (another width), so
that none is answered from what is kept. Whoever is turned away (429) is counted and asks no
more; times are of the pictures that came. Memory is the proportional set size of all processes
of the server, before and at its highest while pictures are drawn.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.common import Row, Spread, add_releases, arguments, report
from benchmarks.memory import MIB, family, memory_of
from benchmarks.server import Server, serve

KINDS = ("png", "svg", "pdf")
AT_ONCE = (1, 10, 40)
_WIDTHS = count(1200)


def ask(address: str, path: str) -> tuple[int, float, int]:
    """Return status, milliseconds and bytes of an answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    began = time.perf_counter()
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        return answer.status, 1000 * (time.perf_counter() - began), size
    finally:
        connection.close()


def whole(server: Server) -> int:
    """Return the memory of a server, bytes."""
    found = 0
    for pid in family(server.pid):
        try:
            found += memory_of(pid).pss
        except FileNotFoundError:
            continue
    return found


def measure(server: Server, page: str, kind: str, at_once: int) -> Row:
    """Return the table row of so many pictures at once."""
    paths = [
        f"/api/v1/picture.{kind}?page={page}&im_height=630&im_width={next(_WIDTHS)}"
        for _i in range(at_once)
    ]
    return {"page": page, "kind": kind} | asked_at_once(server, paths)


def asked_at_once(server: Server, paths: Sequence[str]) -> Row:
    """Return what came of addresses that are asked for at once, and what they took."""
    highest, done = [whole(server)], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            highest.append(whole(server))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = list(pool.map(lambda path: ask(server.address, path), paths))
    took = time.perf_counter() - began
    done.set()
    watcher.join()
    drawn = [(ms, size) for status, ms, size in answers if status == 200]
    return {
        "at once": len(paths),
        "drawn": len(drawn),
        "429": sum(status == 429 for status, _ms, _size in answers),
        "others": sum(status not in {200, 429} for status, _ms, _size in answers),
        "ms": Spread.of([ms for ms, _size in drawn] or [0.0]),
        "all, s": round(took, 1),
        "kB": round(max((size for _ms, size in drawn), default=0) / 1000),
        "MiB before": round(highest[0] / MIB),
        "MiB at most": round(max(highest) / MIB),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = arguments(__doc__)
    add_releases(parser)
    chosen = parser.parse_args(argv)
    rows = run(chosen.releases)
    report("Pictures", [("Pictures of 1200 × 630 pixels, one worker", rows)], chosen.json)


def run(releases: Path) -> list[Row]:
    """Return all rows; the first picture of all, which waits for the libraries, is not counted."""
    with serve(releases) as server:
        ask(server.address, "/api/v1/picture.png?im_type=thumbnail")
        return [
            measure(server, page, kind, at_once)
            for page in ("map", "progress")
            for kind in KINDS
            for at_once in AT_ONCE
        ]


if __name__ == "__main__":
    main()
