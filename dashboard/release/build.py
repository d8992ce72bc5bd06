"""Build a release from surveys: read, grid, write beside, hash, switch.

Builds are incremental and can be resumed: what a stratum adds is kept as a part
(`dashboard.release.parts`), and a release is made of parts.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dashboard.catalog import boundaries
from dashboard.gridding.engine import Engine, duckdb
from dashboard.i18n import _
from dashboard.release import index, manifest
from dashboard.release.manifest import ReleaseError
from dashboard.release.parts import Part, Parts, part_key, sweep_abandoned
from dashboard.release.plan import Planned, located, plan, survey_folders
from dashboard.release.programme_file import checked, write_programme
from dashboard.release.release import INDEX
from dashboard.release.report_files import write_report
from dashboard.release.store import CURRENT, SIMULATED, switch
from dashboard.release.stratum_files import World, write_stratum
from dashboard.release.world_files import FINEST, read_world, write_world
from dashboard.surveys.borders import world as borders_of
from dashboard.surveys.checks import Problem, SurveyError
from dashboard.surveys.samples import Reading, Survey, examine
from dashboard.surveys.sharing import PUBLIC, Audience, shared, withholds

_PROGRESS = "progress.parquet"


def build(
    surveys: Path | Sequence[Path],
    boundary_folder: Path,
    releases: Path,
    originals: Path | None,
    only: Sequence[str],
    console: Console,
    programme: Path | None = None,
    pointer: str = CURRENT,
    audience: Audience = PUBLIC,
    engine: Engine = duckdb,
) -> str:
    """Build a release and let it be served.

    Nothing of a release is visible before all of it is written: it is made in a
    folder of its own, hashed and renamed, and then named in the pointer file. An
    interrupted build leaves the release before it serving, and its finished parts to
    the next. Surveys are read one at a time, and only those of which a part is missing.
    Simulated surveys and real ones never share a release.

    Parameters
    ----------
    surveys : Path or sequence of Path
        Folders with one folder a survey, each with its ``survey.toml``.
    boundary_folder : Path
        Folder with the boundary set.
    releases : Path
        Folder of releases, all of them for the same audience.
    originals : Path or None
        Folder with the surveys' original files, where these are not shipped.
    only : sequence of str
        Ids of surveys; all if empty.
    console : rich.console.Console
        Takes progress and remarks.
    programme : Path, optional
        Folder with the tables of reported progress; nothing is reported without it.
    pointer : str
        ``current``, the release that is served, or ``simulated``, the campaign to try
        things on beside it (`dashboard.release.store`).
    audience : {"public", "internal"}
        ``public``: only what its owners share; ``internal``: everything.
    engine : Engine
        What groups the results. Parts do not depend on it: all engines give the same.

    Returns
    -------
    str
        The release's id.

    Raises
    ------
    SurveyError
        With the problems of all surveys, if any of them has an error, or with those of
        the tables of reported progress; if two surveys have the same id; if simulated and
        real surveys would be mixed, or real ones be called simulated.
    ReleaseError
        If the folder holds releases for another audience.
    """
    reported = checked(programme)
    releases.mkdir(parents=True, exist_ok=True)
    _check_audience(releases, audience)
    roots = [surveys] if isinstance(surveys, Path) else list(surveys)
    finest = boundary_folder / FINEST

    def tell(text: str) -> None:
        console.print(text, markup=False)

    planned = plan(survey_folders(roots, only), originals, finest, audience, tell)
    _keep_apart(planned, pointer)
    world_key = part_key("world", list(manifest.file_hashes(boundary_folder).values()))
    with Parts(releases) as parts, _bar(console) as bar:
        parts.want(pointer, [world_key, *(key for one in planned for key in one.keys)])
        sweep_abandoned(releases.glob(".*-*"))
        task = bar.add_task(_("Measuring land"), total=1)
        world = cache(lambda: read_world(boundary_folder))
        shared_files = parts.part(
            world_key, lambda files, _beside: write_world(world(), boundary_folder, files)
        )
        bar.advance(task)
        made = _surveys(planned, originals, audience, world, finest, parts, bar, engine)
        beside = releases / f".building-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            beside.mkdir()
            simulated = any(one.recipe.survey.simulated for one in planned)
            write_programme(reported, simulated, beside)
            identity = _assemble(made, shared_files, audience, beside)
            _publish(beside, releases, identity, pointer)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        tell(
            _("{kept} of {all} parts were there already.").format(
                kept=len(parts.reused), all=len(parts.reused) + len(parts.made)
            )
        )
        parts.sweep()
    return identity


def _check_audience(releases: Path, audience: Audience) -> None:
    """Refuse to put releases for different audiences into one folder.

    Servers answer for every release of their folder, and links name them.
    """
    for path in releases.glob(f"*/{manifest.MANIFEST}"):
        try:
            known = manifest.read(path.parent).get("audience", audience)
        except ReleaseError:
            continue
        if known != audience:
            msg = _(
                "{folder} holds {known} releases; name another folder with --releases for "
                "{audience} ones"
            ).format(folder=releases, known=known, audience=audience)
            raise ReleaseError(msg)


def _keep_apart(planned: Sequence[Planned], pointer: str) -> None:
    """Refuse real surveys beside simulated ones, and in the place of a simulated campaign."""
    made_up = [one.recipe.survey.simulated for one in planned]
    if all(made_up) or (not any(made_up) and pointer != SIMULATED):
        return
    raise SurveyError(
        [
            Problem(
                file=f"{one.recipe.survey.id}/survey.toml",
                row=None,
                column="simulated",
                found=_("a real survey") if not one.recipe.survey.simulated else _("simulated"),
                expected=_("real and simulated data apart: see --only and --as simulated"),
                severity="error",
            )
            for one in planned
        ]
    )


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _surveys(
    planned: Sequence[Planned],
    originals: Path | None,
    audience: Audience,
    world: Callable[[], World],
    finest: Path,
    parts: Parts,
    bar: Progress,
    engine: Engine,
) -> list[tuple[Planned, list[Part]]]:
    """Return the parts of all strata, made where they are not there, one survey at a time.

    Raises
    ------
    SurveyError
        With the problems of all surveys, when all have been tried.
    """
    folders = [one.folder for one in planned]
    task = bar.add_task(_("Gridding"), total=sum(len(one.keys) for one in planned))
    made: list[tuple[Planned, list[Part]]] = []
    problems: list[Problem] = []
    for one in planned:
        # Read when the first part is missing, let go with the last.
        once = _Once(partial(_read, one, originals, finest))
        own: list[Part] = []
        try:
            for number, key in enumerate(one.keys):
                report = partial(_report, once.reading, audience, finest) if not number else None
                make = partial(_stratum, once.survey, report, number, audience, world, engine)
                own.append(parts.part(key, make))
                bar.advance(task)
        except SurveyError as error:
            problems += located(error.problems, one.folder, folders)
        made.append((one, own))
    if problems:
        raise SurveyError(problems)
    return made


class _Once:
    """A survey that is read when it is first asked for."""

    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read
        self._reading: Reading | None = None
        self._survey: Survey | None = None

    def reading(self) -> Reading:
        """Return it with the text of its files."""
        if self._reading is None:
            self._reading = self._read()
        return self._reading

    def survey(self) -> Survey:
        """Return it, and let the text of its files go."""
        if self._survey is None:
            self._survey = self.reading().survey
            self._reading = None
        return self._survey


def _stratum(
    survey: Callable[[], Survey],
    report: Callable[[Path], None] | None,
    number: int,
    audience: Audience,
    world: Callable[[], World],
    engine: Engine,
    files: Path,
    beside: Path,
) -> dict[str, Any] | None:
    """Write the part of a stratum; return its record, None where nothing of it is shared.

    The part of the first also holds the survey's check report, made while the text of its
    files is at hand.
    """
    if report is not None:
        report(files)
    given = shared(survey(), number, audience)
    if not given.analytes:
        return None
    record, progress = write_stratum(survey(), number, world(), files / "strata", given, engine)
    if progress is not None:
        pq.write_table(progress, beside / _PROGRESS)
    return record


def _read(one: Planned, originals: Path | None, finest: Path) -> Reading:
    """Read a survey; its files must be those that its parts are named by."""
    reading = examine(one.folder, originals, borders=borders_of(finest))
    survey = reading.survey
    if reading.failed:
        raise SurveyError(survey.problems)
    if survey.sources != one.sources:
        changed = sorted({s.path for s in set(survey.sources) ^ set(one.sources)})
        found = _("changed while the release was built")
        expected = _("files that stay as they are; build again")
        raise SurveyError([Problem(name, None, None, found, expected) for name in changed])
    return reading


def _report(reading: Callable[[], Reading], audience: Audience, finest: Path, files: Path) -> None:
    land = boundaries.read(finest).polygons()
    write_report(reading(), audience, borders_of(finest), land, files)


def _assemble(
    made: Sequence[tuple[Planned, Sequence[Part]]],
    world: Part,
    audience: Audience,
    folder: Path,
) -> str:
    """Put the parts of a release together, with what lists them, and return its id."""
    known = world.put(folder)
    surveys: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    sources: list[dict[str, Any]] = []
    progress: list[pa.Table] = []
    for one, parts in made:
        own = [part for part in parts if part.record is not None]
        if not own:
            continue
        surveys.append(index.survey_record(one.recipe))
        sources.append(_source(one, audience))
        for part in parts:
            # Without a record it may still hold the survey's check report.
            known |= part.put(folder)
        for part in own:
            records.append(part.record)
            counted = part.beside(_PROGRESS)
            if counted is not None:
                progress.append(pq.read_table(counted))
    if not records:
        found, expected = _("nothing that its owner shares"), _("something to show")
        names = ", ".join(one.recipe.survey.id for one, _parts in made)
        raise SurveyError([Problem(names, None, "sharing", found, expected)])
    if progress:
        pq.write_table(pa.concat_tables(progress), folder / _PROGRESS)
    content = {
        "simulated": any(s["simulated"] for s in surveys),
        "audience": audience,
        **world.record,
        "surveys": surveys,
        "strata": records,
        "defaults": index.defaults(surveys, records),
    }
    (folder / INDEX).write_bytes(orjson.dumps(content))
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return manifest.write(folder, now, sources, audience, known)


def _source(one: Planned, audience: Audience) -> dict[str, Any]:
    """Return where a survey comes from.

    Where something is withheld, neither the names of its files are told, which may name
    what it is, nor their hashes, against which guesses could be tried.
    """
    part = one.recipe.survey
    told = audience != PUBLIC or not withholds(one.recipe)
    files = [{"path": s.path, "sha256": s.sha256} for s in one.sources] if told else []
    return {
        "survey": part.id,
        "licence": part.licence,
        "citation": part.citation,
        "files": files,
        "withheld": not told,
    }


def _publish(beside: Path, releases: Path, identity: str, pointer: str) -> None:
    target = releases / identity
    if target.exists() and manifest.verify(target):
        shutil.rmtree(target)
    if not target.exists():
        try:
            beside.rename(target)
        except OSError:
            # Another build made the same release meanwhile.
            if manifest.verify(target):
                raise
    switch(releases, identity, pointer)
