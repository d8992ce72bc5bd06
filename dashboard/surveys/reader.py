"""The files of a survey as one table of text."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.cells import Cells, Column
from dashboard.surveys.checks import (
    Checks,
    OriginalsMissing,
    Problem,
    SurveyError,
    nearest,
    quoted,
)
from dashboard.surveys.features import companions, points
from dashboard.surveys.formats import RawTable, read_table
from dashboard.surveys.gridded import Raster, raster_tables
from dashboard.surveys.gridded_polygons import polygons
from dashboard.surveys.gridded_raster import RASTERS, read_raster
from dashboard.surveys.recipe import FilePart, Recipe

Written = tuple[str, int, str]
"""File, row and text of a cell in a unit or limit row."""


Place = tuple[NDArray[np.object_], NDArray[np.int64]]
"""File and row of each value of a column."""


@dataclass(frozen=True)
class Source:
    """A file that was read: name as in the recipe, and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Head:
    """What a file says above its records.

    Attributes
    ----------
    file : str
        Its name.
    columns : frozenset of str
        Names of its columns.
    units, limits : dict of str to (file, row, text)
        Its unit and limit rows by column.
    joined : bool
        Whether it adds columns to the records of other files.
    """

    file: str
    columns: frozenset[str]
    units: dict[str, Written]
    limits: dict[str, Written]
    joined: bool = False


@dataclass(frozen=True)
class Table:
    """All records of a survey as text.

    Attributes
    ----------
    name : str
        Name of the first file.
    files : ndarray of str objects, shape (n,)
        File of each record.
    rows : ndarray of int64, shape (n,)
        Row of each record in its file.
    cells : Cells, each column of length n
        Text by column; empty where a file lacks the column.
    heads : tuple of Head
        What each file says above its records.
    places : dict of str to (files, rows)
        Where the values of a column stand, if not in the rows of the records.
    """

    name: str
    files: NDArray[np.object_]
    rows: NDArray[np.int64]
    cells: Cells
    heads: tuple[Head, ...]
    places: dict[str, Place] = field(default_factory=dict)

    def place(self, column: str) -> Place:
        """Return the file and row of each value of a column."""
        return self.places.get(column, (self.files, self.rows))

    @cached_property
    def units(self) -> dict[str, Written]:
        """The unit rows by column: of the first file that has the column."""
        return {k: v for head in reversed(self.heads) for k, v in head.units.items()}

    @cached_property
    def limits(self) -> dict[str, Written]:
        """The limit rows by column: of the first file that has the column."""
        return {k: v for head in reversed(self.heads) for k, v in head.limits.items()}

    def only(self, kept: NDArray[np.bool_]) -> "Table":
        """Return some of the records: those of a mask of shape (n,)."""
        if kept.all():
            return self
        places = {name: (f[kept], r[kept]) for name, (f, r) in self.places.items()}
        return replace(
            self,
            files=self.files[kept],
            rows=self.rows[kept],
            cells=self.cells.only(kept),
            places=places,
        )

    def of_files(self, patterns: Sequence[str]) -> tuple["Table", NDArray[np.bool_]]:
        """Return the records of some files, without columns that only others have.

        Parameters
        ----------
        patterns : sequence of str
            Names or patterns of names; all files if empty.

        Returns
        -------
        table : Table
            Records, columns, units and limits of these files, and what was joined to them.
        kept : ndarray of bool, shape (n,)
            Which records of this table they are.
        """
        if not patterns:
            return self, np.ones(len(self.rows), dtype=bool)
        heads = tuple(h for h in self.heads if h.joined or fits(h.file, patterns))
        kept = np.isin(self.files, [h.file for h in heads])
        names = frozenset().union(*(h.columns for h in heads))
        return replace(self, cells=self.cells.named(names), heads=heads).only(kept), kept


def fits(file: str, patterns: Sequence[str]) -> bool:
    """Whether a file's name is among names and patterns."""
    return any(file == pattern or fnmatchcase(file, pattern) for pattern in patterns)


def find_files(
    recipe: Recipe, folder: Path, originals: Path | None
) -> list[tuple[FilePart, str, Path]]:
    """Find the files of a recipe in its folder, else in the folder of originals.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    folder : Path
        Its folder.
    originals : Path or None
        Folder of files that do not ship with the project, by the same relative
        paths.

    Returns
    -------
    list of (FilePart, str, Path)
        What the recipe says of the file, its name and where it is; the matches of
        a pattern in alphabetical order.

    Raises
    ------
    OriginalsMissing
        With every name that fits nothing.
    """
    found: list[tuple[FilePart, str, Path]] = []
    missing = []
    for part in recipe.files:
        for root in (folder, originals):
            if root is None:
                continue
            literal = root / part.path
            matches = [literal] if literal.is_file() else _matching(root, part.path)
            if matches:
                found += [(part, m.relative_to(root).as_posix(), m) for m in matches]
                break
        else:
            missing.append(part.path)
    if missing:
        raise OriginalsMissing(recipe.survey.id, missing, recipe.survey.source_url)
    return found


def _matching(root: Path, pattern: str) -> list[Path]:
    """Return the files inside a folder that fit a pattern, in alphabetical order."""
    try:
        return sorted(p for p in root.glob(pattern) if p.is_file())
    except (ValueError, IndexError, NotImplementedError):  # no pattern, such as "." or "a**b"
        return []


def sources(found: Sequence[tuple[FilePart, str, Path]]) -> tuple[Source, ...]:
    """Return the files that :func:`find_files` found, and those that belong to them, hashed."""
    return tuple(
        Source(PurePosixPath(name).with_name(file.name).as_posix(), _sha256(file))
        for _part, name, path in found
        for file in (path, *companions(path))
    )


def read_files(
    recipe: Recipe, folder: Path, originals: Path | None, checks: Checks
) -> tuple[Table, tuple[Source, ...]]:
    """Read, stack and join the files of a survey.

    Parameters
    ----------
    recipe, folder, originals
        As in `find_files`.
    checks : Checks
        Takes what is wrong in the files.

    Returns
    -------
    table : Table
        All records.
    sources : tuple of Source
        The files with their hashes.

    Raises
    ------
    OriginalsMissing
        If files are not at hand.
    SurveyError
        If a file cannot be read at all, or joined.
    """
    found = find_files(recipe, folder, originals)
    hashed = sources(found)
    stacked: list[RawTable] = []
    joined: list[tuple[str, RawTable]] = []
    rasters: list[Raster] = []
    gridded = recipe.survey.kind == "gridded"
    of_rows: list[Problem] = []
    for part, name, path in found:
        if path.suffix.lower() in RASTERS:
            if not gridded:
                expected = _("survey.kind = “gridded”: pixels are no samples")
                checks.error(name, None, None, _("a raster"), expected)
                continue
            rasters += read_raster(path, name, part, checks)
            continue
        for key in sorted({"crs", "nodata"} & part.model_fields_set):
            checks.error(name, None, key, _("a key for rasters"), _("no such key for a table"))
        own = Checks()
        raw = read_table(path, name, part, own, polygons if gridded else points)
        # A row that is wrong hides nothing of the others; a file that cannot be read does.
        (checks.problems if raw is None else of_rows).extend(own.problems)
        if raw is None:
            continue
        if part.join is None:
            stacked.append(raw)
        else:
            joined.append((part.join, raw))
    _stop_if_failed(checks, of_rows)
    stacked += raster_tables(
        rasters, lambda name: tuple(fits(name, s.files) for s in recipe.strata), checks
    )
    _stop_if_failed(checks, of_rows)
    # Units may differ between files whose records never meet in a stratum.
    for patterns in {stratum.files for stratum in recipe.strata}:
        _check_same([t for t in stacked if not patterns or fits(t.file, patterns)], checks)
    table = _stack(stacked)
    for key, more in joined:
        table = _join(table, recipe.columns.id or "", more, key, checks)
    table = table.only(~_skipped(recipe, table, checks))
    _stop_if_failed(checks, of_rows)
    checks.problems[:0] = of_rows
    return table, hashed


def _stop_if_failed(checks: Checks, of_rows: Sequence[Problem]) -> None:
    """Raise all problems if one of the files, and not only of their rows, is an error."""
    if checks.failed:
        raise SurveyError([*of_rows, *checks.problems])


def _skipped(recipe: Recipe, table: Table, checks: Checks) -> NDArray[np.bool_]:
    """Return which records the recipe says are no samples."""
    skipped = np.zeros(len(table.rows), dtype=bool)
    for name, texts in recipe.skip.items():
        if name in table.cells:
            words = [texts] if isinstance(texts, str) else texts
            skipped |= table.cells.column(name).is_in(words)
            continue
        found = _("no column “{name}”").format(name=name)
        checks.error("survey.toml", None, "skip", found, nearest(name, table.cells))
    if skipped.all():
        checks.error("survey.toml", None, "skip", _("every record"), _("some records left"))
    return skipped


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_same(tables: list[RawTable], checks: Checks) -> None:
    """Report columns whose unit or limit row differs between stacked files."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for table in tables:
        for kind, row, texts in (
            ("unit", table.unit_row, table.units),
            ("limit", table.limit_row, table.limits),
        ):
            for name, text in texts.items():
                file, known = first.setdefault((kind, name), (table.file, text))
                if text != known:
                    expected = _("{text} as in {file}, or a stratum of its own")
                    expected = expected.format(text=quoted(known), file=file)
                    checks.error(table.file, row, name, quoted(text), expected)


def _stack(tables: list[RawTable]) -> Table:
    names = dict.fromkeys(name for table in tables for name in table.cells)
    columns = {}
    for name in names:
        parts = [
            t.cells.column(name) if name in t.cells else Column.empty(len(t.rows)) for t in tables
        ]
        columns[name] = Column.joined(parts)
    return Table(
        name=tables[0].file,
        files=np.concatenate([np.full(len(t.rows), t.file, dtype=object) for t in tables]),
        rows=np.concatenate([t.rows for t in tables]),
        cells=Cells(columns),
        heads=tuple(_head(t) for t in tables),
    )


def _head(table: RawTable, *, joined: bool = False) -> Head:
    return Head(
        table.file,
        frozenset(table.cells),
        {name: (table.file, table.unit_row, text) for name, text in table.units.items()},
        {name: (table.file, table.limit_row, text) for name, text in table.limits.items()},
        joined,
    )


def _join(table: Table, id_column: str, more: RawTable, key: str, checks: Checks) -> Table:
    """Return the records with the columns of a file added by sample number."""
    for name, where, file in ((id_column, table.cells, table.name), (key, more.cells, more.file)):
        if name not in where:
            found = _("no column “{name}”").format(name=name)
            checks.error(file, None, name, found, nearest(name, where))
            return table
    numbers = pd.Index(more.cells[key])
    twice = np.asarray(numbers.duplicated())
    if twice.any():
        at = np.flatnonzero(twice)
        checks.rows(
            np.full(len(at), more.file, dtype=object),
            more.rows[at],
            key,
            more.cells[key][at],
            _("each sample number once"),
        )
        return table
    place = numbers.get_indexer(pd.Index(table.cells[id_column]))
    fits = place >= 0
    unknown = np.setdiff1d(np.arange(len(numbers)), place[fits])
    if len(unknown):
        checks.rows(
            np.full(len(unknown), more.file, dtype=object),
            more.rows[unknown],
            key,
            more.cells[key][unknown],
            _("a sample number of {file}").format(file=table.name),
            "warning",
        )
    together = table.cells.columns()
    for name in more.cells:
        if name == key:
            continue
        if name in table.cells:
            checks.error(more.file, None, name, quoted(name), _("a column that no other file has"))
            continue
        together[name] = more.cells.column(name).take(place)
    heads = (*table.heads, _head(more, joined=True))
    return replace(table, cells=Cells(together), heads=heads)
