"""The HTTP interface in examples that work on the release at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.planes import unpack
from dashboard.release.release import Release, Stratum
from dashboard.state import ViewState, to_query

MOST_LINES = 20
MOST_CHARACTERS = 110
"""An excerpt is cut after so many lines, and a line after so many characters."""

_MOST_ITEMS = 3
_MOST_KEYS = 9
# What stands for the rest of a record or list.
_LEFT_OUT = re.compile(r'^( *)"…"(: "…")?$')


@dataclass(frozen=True)
class Example:
    """One address of the interface.

    Attributes
    ----------
    id : str
        Its anchor.
    address : str
        Path and query, without the server's prefix.
    kind : {"json", "csv", "geojson", "planes", "parquet"}
        Form of the answer.
    title, words : str
        What it answers, and what a reader should know of it.
    """

    id: str
    address: str
    kind: str
    title: str
    words: str


def examples(release: Release) -> tuple[Example, ...]:
    """Return the examples, with addresses that this release answers.

    Parameters
    ----------
    release : Release
        The stratum and analyte shown first stand for the others.
    """
    return tuple(_examples(release))


def _examples(release: Release) -> Iterator[Example]:
    base = f"api/v1/releases/{release.id}/"
    defaults = release.index["defaults"]
    stratum, analyte = release.strata.get(defaults["stratum"]), defaults["analyte"]
    yield Example(
        "index",
        f"{base}index.json",
        "json",
        _("What a release holds"),
        _(
            "Surveys, strata, analytes with units, limits, class bounds and percentiles, and "
            "countries. The other examples take their ids from here."
        ),
    )
    yield Example(
        "manifest",
        f"{base}manifest.json",
        "json",
        _("Files, sources and hashes"),
        _("The SHA-256 of every file, and the licence and citation of every survey."),
    )
    if stratum is not None and analyte is not None:
        yield from _of_stratum(base, release, stratum, analyte)
    progress = to_query(ViewState(release=release.id))
    yield Example(
        "progress",
        f"api/v1/progress.json?{progress}",
        "json",
        _("Progress by country and region"),
        _(
            "Figures of the world, of regions and of countries, with numerators and "
            "denominators; the fields of the view choose surveys, level, date and countries."
        ),
    )
    yield Example(
        "progress-table",
        f"api/v1/progress.csv?{progress}",
        "csv",
        _("Progress as a table"),
        _("One row a country, as the table of the start page; progress.xlsx is the same."),
    )


def _of_stratum(base: str, release: Release, stratum: Stratum, analyte: str) -> Iterator[Example]:
    identity = stratum.record["id"]
    view = {"release": release.id, "stratum": identity, "analyte": analyte}

    def query(**more: Any) -> str:
        return to_query(ViewState(**view, **more))

    yield Example(
        "cells",
        f"api/v1/view.csv?{query(level='0')}",
        "csv",
        _("An element in cells"),
        _(
            "One row a cell, all states included; lines that begin with # say what the figures "
            "are and how to cite them. The query is that of the map: every link of the map is "
            "also the query of a table."
        ),
    )
    if (stratum.folder / "samples.parquet").is_file():
        yield Example(
            "samples",
            f"api/v1/view.csv?{query(level='sites')}",
            "csv",
            _("An element in samples"),
            _("One row a sample, where its owner shares samples."),
        )
    yield Example(
        "countries",
        f"api/v1/view.geojson?{query(by='countries')}",
        "geojson",
        _("Countries with their outlines"),
        _("GeoJSON (RFC 7946) of cells, countries or samples."),
    )
    named = tuple(
        name for name in stratum.countries["country"].to_pylist() if name in release.country_index
    )[:2]
    if named:
        yield Example(
            "statistics",
            f"api/v1/countries.json?{query(countries=named)}",
            "json",
            _("Statistics of countries side by side"),
            _("Countries of one stratum only: values of different strata are not comparable."),
        )
    cell = _cell(stratum)
    if cell is not None:
        yield Example(
            "cell",
            f"api/v1/cell.json?{query(cell=cell)}",
            "json",
            _("One cell"),
            _("Its values, counts, limits, and samples where these are shared."),
        )
    yield Example(
        "planes",
        f"{base}strata/{identity}/{analyte}/level-0.bin",
        "planes",
        _("A vector as the map reads it"),
        _(
            "Little-endian arrays after a JSON header, aligned with the cells of "
            "level-0.bin of the stratum. Such answers never change and may be kept for ever."
        ),
    )
    yield Example(
        "file",
        f"{base}files/strata/{identity}/states.parquet",
        "parquet",
        _("A file of the release"),
        _(
            "Every file of the manifest, whole or in parts (Range), so that a download goes on "
            "where it stopped."
        ),
    )


def _cell(stratum: Stratum) -> str | None:
    """Return the covered cell of level 0 with most sites."""
    if 0 not in stratum.levels:
        return None
    table = stratum.cells(0)
    covered = table["state"].to_numpy() == State.MEASURED
    if not covered.any():
        return None
    sites = table["sites"].to_numpy() * covered
    return grid.cell_id([int(table["cell"][int(sites.argmax())].as_py())])[0]


def excerpt(kind: str, parts: Iterable[bytes]) -> str:
    """Return the beginning of an answer in words that fit a page.

    Parameters
    ----------
    kind : str
        Form of the answer (`Example.kind`).
    parts : iterable of bytes
        The answer as it is made; of a table only what is shown, as all of it may be gigabytes.
    """
    if kind == "csv":
        return _cut(_first_lines(parts, MOST_LINES + 1))
    body = b"".join(parts)
    if kind == "parquet":
        return _("{n} bytes").format(n=f"{len(body):,}")
    if kind == "planes":
        found = unpack(body)
        lines = [json.dumps(found.header, ensure_ascii=False)]
        lines += [f"{name}: {_numbers(plane.tolist())}" for name, plane in found.planes.items()]
        return _cut(lines)
    lines = json.dumps(_pruned(json.loads(body)), indent=1, ensure_ascii=False).splitlines()
    return _cut([_LEFT_OUT.sub(r"\1…", line) for line in lines])


def _first_lines(parts: Iterable[bytes], most: int) -> list[str]:
    read = bytearray()
    for part in parts:
        read += part
        if read.count(b"\n") >= most:
            break
    return read.decode(errors="ignore").splitlines()[:most]


def _numbers(plane: list[float]) -> str:
    return ", ".join(f"{value:.7g}" for value in plane[:6]) + (", …" if len(plane) > 6 else "")


def _cut(lines: list[str]) -> str:
    kept = [
        line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1] + "…"
        for line in lines[:MOST_LINES]
    ]
    return "\n".join([*kept, "…"] if len(lines) > MOST_LINES else kept)


def _pruned(value: Any, depth: int = 0) -> Any:
    """Return nested data with long lists and records cut short."""
    if isinstance(value, dict):
        kept = list(value.items())[:_MOST_KEYS] if depth < 2 else list(value.items())[:4]
        cut = {key: _pruned(one, depth + 1) for key, one in kept}
        return cut | ({"…": "…"} if len(value) > len(kept) else {})
    if isinstance(value, list):
        most = 1 if isinstance(value[0] if value else None, dict) else _MOST_ITEMS
        items = [_pruned(one, depth + 1) for one in value[:most]]
        return items + (["…"] if len(value) > most else [])
    return value


def snippets(example: Example, root: str) -> dict[str, str]:
    """Return how to ask for an example, by the name of the language.

    Parameters
    ----------
    example : Example
    root : str
        Full address of the server with its prefix and a slash at the end.
    """
    address = root + example.address
    name = urlsplit(example.address).path.rsplit("/", 1)[-1]
    return {
        "curl": f"curl --compressed -o {name} '{address}'",
        "Python": _PYTHON[example.kind](address),
        "R": _R[example.kind](address),
    }


_PYTHON: dict[str, Callable[[str], str]] = {
    "csv": lambda address: (
        f'import pandas\n\ntable = pandas.read_csv(\n    "{address}",\n    comment="#",\n)'
    ),
    "json": lambda address: (
        f"import json\nfrom urllib.request import urlopen\n\n"
        f'with urlopen("{address}") as answer:\n    found = json.load(answer)'
    ),
    "geojson": lambda address: (
        f'import geopandas\n\nframe = geopandas.read_file(\n    "{address}"\n)'
    ),
    "parquet": lambda address: (
        f'import pandas\n\ntable = pandas.read_parquet(\n    "{address}"\n)'
    ),
    "planes": lambda address: (
        "import json\nfrom urllib.request import urlopen\n\nimport numpy\n\n"
        f'with urlopen("{address}") as answer:\n    body = answer.read()\n'
        'start = 8 + int.from_bytes(body[:4], "little")\n'
        "header, planes = json.loads(body[8:start]), {}\n"
        'for plane in header["planes"]:\n'
        '    kind, count = "<" + plane["dtype"], plane["length"]\n'
        '    planes[plane["name"]] = numpy.frombuffer(body, kind, count, start)\n'
        '    start += -(-planes[plane["name"]].nbytes // 8) * 8'
    ),
}

_R: dict[str, Callable[[str], str]] = {
    "csv": lambda address: f'table <- read.csv(\n  "{address}",\n  comment.char = "#"\n)',
    "json": lambda address: f'found <- jsonlite::fromJSON(\n  "{address}"\n)',
    "geojson": lambda address: f'frame <- sf::st_read(\n  "{address}"\n)',
    "parquet": lambda address: (
        f'file <- tempfile(fileext = ".parquet")\n'
        f'download.file(\n  "{address}",\n  file, mode = "wb"\n)\n'
        "table <- arrow::read_parquet(file)"
    ),
    "planes": lambda address: (
        f'answer <- url("{address}", "rb")\n'
        'size <- readBin(answer, "integer", 2, endian = "little")[1]\n'
        'header <- jsonlite::fromJSON(rawToChar(readBin(answer, "raw", size)))\n'
        'value <- readBin(answer, "numeric", header$planes$length[1], size = 4)\n'
        "close(answer)"
    ),
}
