"""Time, bytes and memory of reports and slides, 1, 10 and 40 of them asked for at once.

One worker with its usual threads. Every report and slide asked for is another one (another
view), so that none is answered from what is kept; stories are the shipped ones, made once and
kept. Whoever is turned away (429) is counted and asks no more; times are of the documents that
came. Memory is the proportional set size of all processes of the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from benchmarks.common import Row, add_releases, arguments, report
from benchmarks.pictures import AT_ONCE, ask, asked_at_once
from benchmarks.server import serve

VIEWS = {
    "report of a country": "report.pdf?page=country&code=FIN&v=26~{n}~3",
    "report of a region": "report.pdf?page=region&code=150&v=26~{n}~3",
    "report of an element": "report.pdf?page=element&code=Cu&v=26~{n}~3",
    "slide of a map": "slides.pptx?page=map&el=Cu&v=26~{n}~3",
}
STORIES = ("programme", "copper", "kola")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = arguments(__doc__)
    add_releases(parser)
    chosen = parser.parse_args(argv)
    rows = run(chosen.releases)
    report("Documents", [("Reports and slides, one worker", rows)], chosen.json)


def run(releases: Path) -> list[Row]:
    """Return all rows; the first document, which waits for the libraries, is not counted."""
    numbers = (f"{60 + i / 100:g}" for i in count())
    with serve(releases) as server:
        ask(server.address, "/api/v1/report.pdf?page=country&code=FIN")
        rows: list[Row] = []
        for name, address in VIEWS.items():
            for at_once in AT_ONCE:
                paths = [f"/api/v1/{address.format(n=next(numbers))}" for _i in range(at_once)]
                rows.append({"document": name} | asked_at_once(server, paths))
        for story in STORIES:
            paths = [f"/api/v1/slides.pptx?story={story}"]
            rows.append({"document": f"story {story}"} | asked_at_once(server, paths))
        return rows


if __name__ == "__main__":
    main()
