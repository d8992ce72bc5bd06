"""Build a release from surveys: read, grid, write beside, hash, switch."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dashboard import grid
from dashboard.catalog import boundaries
from dashboard.gridding.land import NOBODY, land_cells
from dashboard.i18n import _
from dashboard.planes import pack
from dashboard.release import index, manifest
from dashboard.release.programme_file import checked, write_programme
from dashboard.release.progress_files import country_sizes
from dashboard.release.release import INDEX
from dashboard.release.store import CURRENT, SIMULATED, switch
from dashboard.release.stratum_files import World, write_stratum
from dashboard.surveys.borders import world as borders_of
from dashboard.surveys.checks import OriginalsMissing, Problem, SurveyError
from dashboard.surveys.samples import Survey, load

_ABANDONED = 24 * 3600
"""Seconds after which an unfinished build is taken for dead."""
DETAILS = ("world-110m", "world-50m")


def build(
    surveys: Path,
    boundary_folder: Path,
    releases: Path,
    originals: Path | None,
    only: Sequence[str],
    console: Console,
    programme: Path | None = None,
    pointer: str = CURRENT,
) -> str:
    """Build a release and let it be served.

    Nothing of a release is visible before all of it is written: it is made in a
    folder of its own, hashed and renamed, and then named in the pointer file. An
    interrupted build leaves the release before it serving. Simulated surveys and
    real ones never share a release.

    Parameters
    ----------
    surveys : Path
        Folder with one folder a survey, each with its ``survey.toml``.
    boundary_folder : Path
        Folder with the boundary set.
    releases : Path
        Folder of releases.
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

    Returns
    -------
    str
        The release's id.

    Raises
    ------
    SurveyError
        With the problems of all surveys, if any of them has an error, or with those of
        the tables of reported progress; if simulated and real surveys would be mixed, or
        real ones be called simulated.
    """
    reported = checked(programme)
    releases.mkdir(parents=True, exist_ok=True)
    with _bar(console) as bar:
        loaded = _load_all(_folders(surveys, only), originals, boundary_folder, bar)
        _keep_apart(loaded, pointer)
        world = _world(boundary_folder, bar)
        _sweep(releases)
        beside = releases / f".building-{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        try:
            beside.mkdir()
            simulated = any(survey.recipe.survey.simulated for survey in loaded)
            write_programme(reported, simulated, beside)
            identity = _write(loaded, world, boundary_folder, beside, bar)
            _publish(beside, releases, identity, pointer)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return identity


def _keep_apart(surveys: Sequence[Survey], pointer: str) -> None:
    """Refuse real surveys beside simulated ones, and in the place of a simulated campaign."""
    made_up = [one.recipe.survey.simulated for one in surveys]
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
            for one in surveys
        ]
    )


def _sweep(releases: Path) -> None:
    """Remove what builds that were killed left behind; one of today may still be at work."""
    for left in releases.glob(".building-*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _folders(surveys: Path, only: Sequence[str]) -> list[Path]:
    folders = sorted(path.parent for path in surveys.glob("*/survey.toml"))
    missing = sorted(set(only) - {folder.name for folder in folders})
    if missing or not folders:
        what = ", ".join(missing) if missing else _("no survey")
        raise SurveyError(
            [
                Problem(
                    file=str(surveys),
                    row=None,
                    column=None,
                    found=what,
                    expected=_("one of {names}").format(names=", ".join(f.name for f in folders)),
                    severity="error",
                )
            ]
        )
    return [folder for folder in folders if not only or folder.name in only]


def _load_all(
    folders: Sequence[Path], originals: Path | None, boundary_folder: Path, bar: Progress
) -> list[Survey]:
    borders = borders_of(boundary_folder / f"{DETAILS[-1]}.bin")
    task = bar.add_task(_("Reading surveys"), total=len(folders))
    loaded: list[Survey] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            loaded.append(load(folder, originals, borders=borders))
        except OriginalsMissing as missing:
            bar.console.print(_("Left out: {why}").format(why=missing), markup=False)
        except SurveyError as error:
            problems += error.problems
        bar.advance(task)
    if problems:
        raise SurveyError(problems)
    if not loaded:
        # An empty release would take the place of the one that is served.
        names = ", ".join(folder.name for folder in folders)
        raise SurveyError(
            [
                Problem(
                    file=names,
                    row=None,
                    column=None,
                    found=_("no survey with its data"),
                    expected=_("the data of one survey at least; ORIGINALS names their folder"),
                    severity="error",
                )
            ]
        )
    return loaded


def _world(folder: Path, bar: Progress) -> World:
    task = bar.add_task(_("Measuring land"), total=1)
    finest = boundaries.read(folder / f"{DETAILS[-1]}.bin")
    polygons = finest.polygons()
    land = land_cells(polygons)
    bar.advance(task)
    return World(polygons, land, tuple(finest.countries))


def _write(
    surveys: Sequence[Survey], world: World, boundary_folder: Path, folder: Path, bar: Progress
) -> str:
    (folder / "boundaries").mkdir(parents=True)
    for detail in DETAILS:
        shutil.copyfile(boundary_folder / f"{detail}.bin", folder / "boundaries" / f"{detail}.bin")
    (folder / "grid.bin").write_bytes(_grid_planes(world))
    _write_grid(world, folder / "grid.parquet")
    _write_countries(world, boundary_folder, folder / "countries.parquet")
    records: list[dict[str, Any]] = []
    progress: list[pa.Table] = []
    total = sum(len(s.recipe.strata) for s in surveys)
    task = bar.add_task(_("Gridding"), total=total)
    for survey in surveys:
        for number in range(len(survey.recipe.strata)):
            record, table = write_stratum(survey, number, world, folder / "strata")
            records.append(record)
            if table is not None:
                progress.append(table)
            bar.advance(task)
    if progress:
        pq.write_table(pa.concat_tables(progress), folder / "progress.parquet")
    survey_records = [index.survey_record(s.recipe) for s in surveys]
    content = {
        "simulated": any(s["simulated"] for s in survey_records),
        **index.places(world.countries, _sizes(world, boundary_folder)),
        "surveys": survey_records,
        "strata": records,
        "defaults": index.defaults(survey_records, records),
    }
    (folder / INDEX).write_bytes(orjson.dumps(content))
    made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return manifest.write(folder, made, [_source(s) for s in surveys])


def _grid_planes(world: World) -> bytes:
    position = {name: i for i, name in enumerate(world.countries)}
    none = 65535
    return pack(
        {
            "cell": world.land.cell.astype(np.uint16),
            "country": np.array(
                [position.get(c, none) for c in world.land.country.tolist()], dtype=np.uint16
            ),
            "land": np.maximum(1, np.round(world.land.share * 255)).astype(np.uint8),
        },
        country_none=none,
    )


def _write_grid(world: World, path: Path) -> None:
    """Write all cells of level 0 as GeoParquet; a cell over 180° has two parts."""
    number = np.arange(grid.cell_count())
    box = grid.bounds(number)
    share = np.zeros(number.size)
    share[world.land.cell] = world.land.share
    country = np.full(number.size, NOBODY, dtype=object)
    country[world.land.cell] = world.land.country
    lon, lat = grid.centre(number)
    shapes = shapely.box(box.west, box.south, np.minimum(box.east, 180.0), box.north)
    for i in np.flatnonzero(box.east > 180).tolist():
        beyond = shapely.box(-180, box.south[i], box.east[i] - 360, box.north[i])
        shapes[i] = shapely.MultiPolygon([shapes[i], beyond])
    frame = geopandas.GeoDataFrame(
        {
            "cell": grid.cell_id(number),
            "number": number.astype(np.uint32),
            "level": np.zeros(number.size, dtype=np.uint8),
            **box._asdict(),
            "centre_lon": lon,
            "centre_lat": lat,
            "area_km2": grid.area_km2(number),
            "country": country,
            "land_share": share,
        },
        geometry=shapes,
        crs="OGC:CRS84",
    )
    frame.to_parquet(path, index=False)


def _write_countries(world: World, boundary_folder: Path, path: Path) -> None:
    places = index.places(world.countries, _sizes(world, boundary_folder))["countries"]
    frame = geopandas.GeoDataFrame(
        {
            "iso3": [p["id"] for p in places],
            "name": [p["name"] for p in places],
            "region": [p["region"] for p in places],
            "subregion": [p["subregion"] for p in places],
            "area_km2": [p["area_km2"] for p in places],
            "land_cells": [p["cells"][0] for p in places],
        },
        geometry=[world.polygons.get(p["id"]) for p in places],
        crs="OGC:CRS84",
    )
    frame.to_parquet(path, index=False)


def _sizes(world: World, boundary_folder: Path) -> dict[str, dict[str, Any]]:
    detail = boundaries.read(boundary_folder / f"{DETAILS[-1]}.bin")
    return country_sizes(boundary_folder, detail, world.land)


def _source(survey: Survey) -> dict[str, Any]:
    part = survey.recipe.survey
    return {
        "survey": part.id,
        "licence": part.licence,
        "citation": part.citation,
        "files": [{"path": s.path, "sha256": s.sha256} for s in survey.sources],
    }


def _publish(beside: Path, releases: Path, identity: str, pointer: str) -> None:
    target = releases / identity
    if target.exists() and manifest.verify(target):
        shutil.rmtree(target)
    if not target.exists():
        beside.rename(target)
    switch(releases, identity, pointer)
