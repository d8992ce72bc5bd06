"""The commands `new`, `check`, `diff` and `fetch`: getting a survey in."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from dashboard.commands.console import (
    BAD_COMMAND,
    BAD_DATA,
    GOOD,
    folders_missing,
    problem_table,
    wide,
)
from dashboard.i18n import _
from dashboard.settings import ROOT, Settings
from dashboard.surveys.checks import OriginalsMissing, SurveyError
from dashboard.surveys.recipe_file import CONFIRM


def add(commands: Any, settings: Settings) -> None:
    """Add the commands to a parser.

    Parameters
    ----------
    commands : argparse's subparsers
    settings : Settings
        The defaults.
    """
    new = commands.add_parser("new", help=_("draft the recipe of a survey from a file of results"))
    new.add_argument("folder", type=Path, help=_("folder of the survey; its name is the id"))
    new.add_argument("file", type=Path, help=_("table, GeoPackage, Shapefile, Parquet, R data, …"))
    new.set_defaults(run=_new)

    check = commands.add_parser("check", help=_("say what a survey holds and what is wrong"))
    check.add_argument(
        "folder",
        type=Path,
        help=_("folder with the survey.toml, or with the tables of reported progress"),
    )
    check.add_argument("--originals", type=Path, default=settings.originals)
    check.add_argument("--boundaries", type=Path, default=settings.boundaries)
    check.add_argument("--json", action="store_true", help=_("print the report as JSON"))
    check.add_argument("--html", type=Path, metavar="FILE", help=_("also write it as a page"))
    check.add_argument(
        "--brief", action="store_true", help=_("one line for all problems of a column")
    )
    check.set_defaults(run=_check)

    diff = commands.add_parser("diff", help=_("say what publishing a survey would change"))
    diff.add_argument("folder", type=Path, help=_("folder with the survey.toml"))
    diff.add_argument("--originals", type=Path, default=settings.originals)
    diff.add_argument("--boundaries", type=Path, default=settings.boundaries)
    diff.add_argument("--releases", type=Path, default=settings.releases)
    diff.add_argument("--json", action="store_true", help=_("print the difference as JSON"))
    diff.add_argument(
        "--share",
        type=float,
        default=5.0,
        metavar="PERCENT",
        help=_("list medians that move by more (default %(default)g)"),
    )
    diff.set_defaults(run=_diff)

    fetch = commands.add_parser(
        "fetch", help=_("get a survey's original files from its publisher, or check their hashes")
    )
    fetch.add_argument("name", help=_("id of the survey, such as ds801"))
    fetch.add_argument(
        "--originals", type=Path, default=settings.originals or ROOT / "data" / "originals"
    )
    fetch.add_argument("--url", help=_("address of the file, where only its page is known"))
    fetch.set_defaults(run=_fetch)


def _new(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.surveys.draft import new

    try:
        made = new(arguments.folder, arguments.file)
    except FileExistsError as error:
        console.print(_("There is a recipe already: {name}").format(name=error), markup=False)
        return BAD_COMMAND
    except SurveyError as error:
        console.print(problem_table(error.problems))
        return BAD_DATA
    text = _("{path} is drafted. {count} guesses are marked {word}: confirm each, then check.")
    console.print(
        text.format(path=made.path, count=made.guesses, word=CONFIRM), markup=False, soft_wrap=True
    )
    return GOOD


def _check(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.catalog import boundaries
    from dashboard.catalog.programme import is_programme
    from dashboard.surveys.borders import world
    from dashboard.surveys.report import check
    from dashboard.surveys.report_facts import in_brief
    from dashboard.surveys.report_html import page
    from dashboard.surveys.report_text import render

    if is_programme(arguments.folder):
        return _check_programme(arguments, console)
    if folders_missing(console, arguments.folder, arguments.originals, arguments.boundaries):
        return BAD_COMMAND
    finest = arguments.boundaries / "world-50m.bin"
    land = boundaries.read(finest).polygons()
    report, reading = check(arguments.folder, arguments.originals, world(finest), land)
    brief = arguments.brief
    if arguments.html is not None:
        try:
            arguments.html.write_text(page(report, reading, land, brief=brief), encoding="utf-8")
        except OSError as error:
            console.print(str(error), markup=False)
            return BAD_COMMAND
    if arguments.json:
        content = report.as_json(in_brief(report.problems) if brief else None)
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    else:
        out = wide(console)
        for part in render(report, brief=brief):
            out.print(part)
    return GOOD if report.can_be_built else BAD_DATA


def _check_programme(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.catalog.programme import read

    if arguments.html is not None:
        console.print(_("--html is for surveys; reported progress has no such page."))
        return BAD_COMMAND
    programme, problems = read(arguments.folder)
    counts = {
        part: len(getattr(programme, part))
        for part in ("statements", "training", "targets", "participants", "sources", "status")
    }
    if arguments.json:
        content = {"rows": counts, "problems": [asdict(problem) for problem in problems]}
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    else:
        out = wide(console)
        out.print(", ".join(f"{part}: {count}" for part, count in counts.items()))
        out.print(problem_table(problems) if problems else _("No problem found."))
    return BAD_DATA if problems else GOOD


def _diff(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.release.diff import difference
    from dashboard.release.diff_text import lines
    from dashboard.release.store import open_current
    from dashboard.surveys.borders import world
    from dashboard.surveys.samples import load

    if folders_missing(console, arguments.folder, arguments.originals, arguments.boundaries):
        return BAD_COMMAND
    borders = world(arguments.boundaries / "world-50m.bin")
    try:
        survey = load(arguments.folder, arguments.originals, borders=borders)
    except SurveyError as error:
        console.print(problem_table(error.problems))
        return BAD_DATA
    except OriginalsMissing as missing:
        console.print(str(missing), markup=False)
        return BAD_DATA
    found = difference(survey, open_current(arguments.releases), arguments.share)
    if arguments.json:
        sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=1) + "\n")
        return GOOD
    for line in lines(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return GOOD


def _fetch(arguments: argparse.Namespace, console: Console) -> int:
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    from dashboard.surveys.download import Progress as Told
    from dashboard.surveys.fetch import OriginalFile, UnknownOriginal, fetch

    good = True
    with Progress(
        "{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=console
    ) as bar:

        def told(file: OriginalFile) -> Told:
            task = bar.add_task(file.path, total=file.size)
            return lambda done, whole: bar.update(task, completed=done, total=whole or file.size)

        try:
            for outcome in fetch(
                arguments.name, arguments.originals, url=arguments.url, progress=told
            ):
                good &= outcome.good
                mark = _("done") if outcome.good else _("not done")
                text = f"{outcome.path}: {mark}: {outcome.message}"
                bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        except (UnknownOriginal, ValueError) as error:
            bar.console.print(str(error), markup=False)
            return BAD_COMMAND
    return GOOD if good else BAD_DATA
