"""Files of a release, with sizes and hashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from dash import html

from dashboard.catalog.printing import number_text
from dashboard.components.details_panel import scrolling
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.release.manifest import MANIFEST
from dashboard.release.release import Release

# Standard form of a name without its stratum or number, and what the file holds.
_HOLDS = {
    "manifest.json": "contents, sources, licences, hash of every file",
    "index.json": "surveys, strata, analytes, class bounds, countries",
    "grid.parquet": "GeoParquet: all cells of 160 km, with outlines, areas and countries",
    "countries.parquet": "GeoParquet: countries and territories, with outlines",
    "progress.parquet": "covered and complete cells by stratum, country and level",
    "programme.json": "what is reported of progress, with sources",
    "samples.parquet": "samples: coordinates, dates, values and states of all analytes",
    "cells.arrow": "cells: counts, limits, quantiles, means of all analytes",
    "countries.arrow": "the same by country",
    "states.parquet": "state of every land cell of 160 km",
    "check.json": "check report",
    "check.html": "check report, to be read and printed",
    "progress.arrow": "when cells were covered, completed and analysed",
    "elements.arrow": "when each element's first result came, by cell",
    "counts.arrow": "samples and results by country and day",
    "country-elements.arrow": "when each element's first result came, by country",
    "duplicates.arrow": "how far field duplicates differ",
    "thresholds.arrow": "thresholds of the samples of each analyte",
    "grid.bin": "land cells, as the map reads them",
}


def shared_files(release: Release, sizes: Mapping[str, int], files: str) -> html.Div:
    """Return the files that belong to no single survey."""
    own = [name for name in sizes if not name.startswith(("strata/", "surveys/"))]
    caption = _("Files of the whole release")
    return file_table(release, [MANIFEST, *own], files, sizes, caption, "")


def file_sizes(release: Release) -> dict[str, int]:
    """Return the size of every file of the manifest, in bytes, by name."""
    found = {}
    for name in release.manifest["files"]:
        path = release.folder / name
        if path.is_file():
            found[name] = path.stat().st_size
    return found


def file_table(
    release: Release,
    names: Iterable[str],
    files: str,
    sizes: Mapping[str, int],
    caption: str,
    of: str,
) -> html.Div:
    """Return files as a table: name and link, what it holds, size, SHA-256.

    Parameters
    ----------
    release : Release
    names : iterable of str
        Of the manifest, or the manifest itself.
    files : str
        Address of the release's files, with a slash at its end.
    sizes : mapping of str to int
        Bytes by name.
    caption : str
        With a place for ``name``.
    of : str
        What is put there.
    """
    hashes = release.manifest["files"]
    rows = [
        html.Tr(
            [
                html.Th(html.A(name, href=files + name), scope="row"),
                html.Td(_(holds(name))),
                html.Td(size_text(sizes[name]) if name in sizes else "–", className="number"),
                html.Td(html.Code(hashes[name]) if name in hashes else "–", className="hash"),
            ]
        )
        for name in names
    ]
    heads = (_("File"), _("Holds"), _("Size"), _("SHA-256"))
    words = caption.format(name=of)
    content: Any = html.Table(
        [
            html.Caption(words),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
            html.Tbody(rows),
        ],
        className="data-table files",
    )
    return scrolling(content, words)


def holds(name: str) -> str:
    """Return what a file of a release holds; empty for one that this program does not know.

    Examples
    --------
    >>> holds("strata/kola.xrf/cells-3.arrow")
    'cells: counts, limits, quantiles, means of all analytes, 20 km'
    """
    path = PurePosixPath(name)
    if path.parts[0] == "boundaries":
        return "outlines of countries, as the map reads them"
    stem, dash, level = path.stem.rpartition("-")
    if dash and level.isdigit() and int(level) < len(LEVEL_KM):
        known = _HOLDS.get(f"{stem}{path.suffix}")
        return f"{known}, {LEVEL_KM[int(level)]} km" if known else ""
    return _HOLDS.get(path.name, "")


def size_text(size: int) -> str:
    """Return a size in decimal units.

    Examples
    --------
    >>> size_text(950), size_text(2_340_000)
    ('950 B', '2.3 MB')
    """
    power = min(max(len(str(size)) - 1, 0) // 3, 3)
    value = float(f"{size / 1000**power:.2g}") if power else float(size)
    return f"{number_text(value)} {('B', 'kB', 'MB', 'GB')[power]}"
