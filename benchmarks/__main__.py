"""All benchmarks, one after the other: ``python -m benchmarks [--json-folder FOLDER]``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    build,
    compare,
    element,
    exports,
    first_map,
    first_progress,
    memory,
    paint,
    panes,
    playback,
    progress,
    scale,
    switch,
    together,
)
from benchmarks.common import ROOT, add_releases

ALL: dict[str, Callable[[Sequence[str]], None]] = {
    "switch": switch.main,
    "paint": paint.main,
    "first_map": first_map.main,
    "first_progress": first_progress.main,
    "panes": panes.main,
    "playback": playback.main,
    "progress": progress.main,
    "compare": compare.main,
    "element": element.main,
    "exports": exports.main,
    "together": together.main,
    "memory": memory.main,
    "build": build.main,
    "scale": scale.main,
}


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmarks named, all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_releases(parser)
    parser.add_argument(
        "names", nargs="*", choices=[*ALL, []], metavar="NAME", help=", ".join(ALL)
    )
    parser.add_argument("--json-folder", type=Path, metavar="FOLDER", help="write NAME.json there")
    chosen = parser.parse_args(argv)
    if chosen.json_folder:
        chosen.json_folder.mkdir(parents=True, exist_ok=True)
    # A folder from the environment is relative to the project, as for the server.
    releases = chosen.releases if chosen.releases.is_absolute() else ROOT / chosen.releases
    for name in chosen.names or ALL:
        file = chosen.json_folder and chosen.json_folder / f"{name}.json"
        options = ["--json", str(file)] if file else []
        if name not in {"build", "progress", "scale"}:
            options += ["--releases", str(releases)]
        ALL[name](options)


if __name__ == "__main__":
    main()
