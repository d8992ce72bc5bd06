"""Time, memory and size of a release build, with and without the publishers' originals.

`python -m dashboard build` in a process and a folder of its own, as an operator runs it; the
folder is removed afterwards. Without originals only the surveys whose tables are shipped can
be built.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, Row, arguments, report
from dashboard.release.store import open_current

MB = 1e6


def measure(originals: Path | None, only: Sequence[str]) -> tuple[Row, list[Row]]:
    """Build once and return the totals, and the sizes by stratum.

    Parameters
    ----------
    originals : Path or None
        Folder of the originals; None builds what is shipped.
    only : sequence of str
        Ids of surveys; all that can be built if empty.

    Raises
    ------
    RuntimeError
        With the build's output, if it fails.
    """
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        releases = Path(folder)
        command = [sys.executable, "-m", "dashboard", "build", "--releases", folder]
        if originals:
            command += ["--originals", str(originals.resolve())]
        if only:
            command += ["--only", *only]
        environment = {name: value for name, value in os.environ.items() if name != "ORIGINALS"}
        log = releases / "build.log"
        with log.open("wb") as output:
            began = time.monotonic()
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
            _pid, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        release = open_current(releases)
        if process.returncode or release is None:
            raise RuntimeError(log.read_text(errors="replace")[-3000:])
        index = json.loads((release.folder / "index.json").read_bytes())
        strata = [_stratum(release.folder, one) for one in index["strata"]]
        total: Row = {
            "originals": originals is not None,
            "surveys": len(index["surveys"]),
            "strata": len(strata),
            "samples by stratum": sum(one["samples"] for one in strata),
            "analytes by stratum": sum(one["analytes"] for one in strata),
            "seconds": seconds,
            "processor s": usage.ru_utime + usage.ru_stime,
            # Linux counts in KiB.
            "peak memory, MB": usage.ru_maxrss * 1024 / MB,
            "size, MB": _size(release.folder) / MB,
            "files": sum(path.is_file() for path in release.folder.rglob("*")),
        }
    return total, strata


def _stratum(folder: Path, record: dict[str, Any]) -> Row:
    return {
        "stratum": record["id"],
        "samples": record["samples"],
        "analytes": len(record["analytes"]),
        "levels": len(record["levels"]),
        "size, MB": _size(folder / "strata" / record["id"]) / MB,
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__)
    parser.add_argument(
        "--originals",
        type=Path,
        default=os.environ.get("ORIGINALS") or None,
        metavar="FOLDER",
        help="folder of the publishers' files; without it only the shipped surveys are built",
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="SURVEY")
    chosen = parser.parse_args(argv)
    runs = [measure(None, chosen.only)]
    if chosen.originals:
        runs.append(measure(Path(chosen.originals), chosen.only))
    parts: list[tuple[str, Sequence[Row]]] = [("Builds.", [total for total, _ in runs])]
    parts.append(("Strata of the last build.", runs[-1][1]))
    report("Building a release", parts, chosen.json)


if __name__ == "__main__":
    main()
