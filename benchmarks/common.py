"""What the benchmarks share: arguments, medians, tables, the machine, and Chromium."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent

FRAME_MS = 1000 / 60
"""One frame of a 60 Hz screen, ms."""

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Arguments of a Chromium that calls nobody and draws in software, WebGL included."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Spread:
    """Median, smallest and largest of some times, ms."""

    median: float
    least: float
    most: float
    count: int

    @classmethod
    def of(cls, times: Sequence[float]) -> Spread:
        """Return the spread of at least one time."""
        return cls(float(median(times)), float(min(times)), float(max(times)), len(times))

    def as_json(self) -> dict[str, float]:
        """Return the fields by name, rounded to microseconds."""
        return {
            "median": round(self.median, 3),
            "min": round(self.least, 3),
            "max": round(self.most, 3),
            "n": self.count,
        }

    def __str__(self) -> str:
        return f"{self.median:.1f} ({self.least:.1f}–{self.most:.1f})"


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options of every benchmark; its help begins with `doc`."""
    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    return parser


def add_releases(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the folder of releases."""
    parser.add_argument(
        "--releases",
        type=Path,
        default=Path(os.environ.get("RELEASES") or ROOT / "releases"),
        metavar="FOLDER",
        help="folder of the releases (default: %(default)s)",
    )


def verdict(met: bool) -> str:
    """Return the word for a target that is or is not met."""
    return "met" if met else "MISSED"


def table(rows: Sequence[Row]) -> str:
    """Return rows of equal keys as a Markdown table that is also aligned as plain text."""
    if not rows:
        return ""
    names = list(rows[0])
    texts = [[_text(row[name]) for name in names] for row in rows]
    widths = [
        max(len(name), *(len(line[column]) for line in texts)) for column, name in enumerate(names)
    ]
    numeric = [
        all(isinstance(row[name], int | float | Spread | None) for row in rows) for name in names
    ]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, numeric, strict=True)
        ]
        return f"| {' | '.join(padded)} |"

    rule = [
        "-" * (width - 1) + (":" if right else "-")
        for width, right in zip(widths, numeric, strict=True)
    ]
    return "\n".join([line(names), line(rule), *(line(cells) for cells in texts)])


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine() -> dict[str, Any]:
    """Return what the numbers were taken on."""
    versions = {}
    for package in ("dash", "plotly", "bokeh", "playwright", "gunicorn"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def report(title: str, parts: Sequence[tuple[str, Sequence[Row]]], file: Path | None) -> None:
    """Print a benchmark's tables and write them to a file if one is asked for.

    Parameters
    ----------
    title : str
        What was measured.
    parts : sequence of (str, sequence of mapping)
        Tables, each with a line above it.
    file : Path or None
        Gets the same as JSON, with the machine.
    """
    about = machine()
    print(f"# {title}\n")
    print(
        f"{about['processor']}, {about['cores']} cores, load {about['load'][0]}, {about['date']}\n"
    )
    for heading, rows in parts:
        print(f"{heading}\n\n{table(rows)}\n" if rows else f"{heading}\n")
    sys.stdout.flush()
    if file:
        content = {
            "title": title,
            "machine": about,
            "parts": [
                {"heading": heading, "rows": [_plain(row) for row in rows]}
                for heading, rows in parts
            ],
        }
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _plain(row: Row) -> dict[str, Any]:
    return {
        name: value.as_json() if isinstance(value, Spread) else value
        for name, value in row.items()
    }


def chromium_path() -> str:
    """Return the Chromium to drive.

    Raises
    ------
    SystemExit
        If there is none.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path or not Path(path).exists():
        raise SystemExit("There is no Chromium; the environment variable CHROMIUM names one.")
    return path


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a headless Chromium of its own, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS)
        )
        try:
            yield browser
        finally:
            browser.close()
