"""The command line: ``python -m dashboard COMMAND``; ``--help`` lists the commands.

Exit statuses: 0 all is well, 1 the data are not (each fault is printed), 2 the
command or a setting cannot be used.
"""

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dashboard import retention_commands
from dashboard.i18n import _
from dashboard.settings import ROOT, Settings, SettingsError, read
from dashboard.simulation.plan import FORMATS, Plan
from dashboard.surveys.checks import OriginalsMissing, SurveyError
from dashboard.surveys.recipe_file import CONFIRM
from dashboard.surveys.sharing import AUDIENCES, PUBLIC

GOOD, BAD_DATA, BAD_COMMAND = 0, 1, 2

# Columns of text where the output is a file or a pipe, so that tables do not fold.
UNFOLDED = 160


def parser(settings: Settings) -> argparse.ArgumentParser:
    """Return the parser of the command line, with the settings as defaults."""
    top = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    build = commands.add_parser("build", help=_("make a release of the surveys and serve it"))
    build.add_argument(
        "--surveys",
        type=Path,
        action="append",
        metavar="FOLDER",
        help=_("folder of surveys; may be given several times, for those of several owners"),
    )
    build.set_defaults(surveys_set=settings.surveys, keep=settings.keep_releases)
    build.add_argument("--boundaries", type=Path, default=settings.boundaries)
    build.add_argument("--programme", type=Path, default=settings.programme)
    build.add_argument("--releases", type=Path, default=settings.releases)
    build.add_argument(
        "--originals",
        type=Path,
        default=settings.originals,
        help=_("folder of the publishers' files, for recipes whose data are not shipped"),
    )
    build.add_argument(
        "--only", nargs="+", default=[], metavar="SURVEY", help=_("build these surveys only")
    )
    build.add_argument(
        "--as",
        dest="pointer",
        choices=("current", "simulated"),
        default="current",
        help=_("what the release is: the one that is served, or a simulated campaign beside it"),
    )

    build.add_argument(
        "--audience",
        choices=AUDIENCES,
        default=PUBLIC,
        help=_("public: what the owners of the surveys share (default); internal: everything"),
    )
    build.add_argument(
        "--engine",
        default="duckdb",
        metavar="NAME",
        help=_(
            "what groups the results: duckdb (default), spark (on this machine), or a cluster of "
            "Spark, such as spark://host:7077; docs/engines.md"
        ),
    )
    build.add_argument(
        "--exchange",
        type=Path,
        metavar="FOLDER",
        help=_("folder that the machines of the cluster share with this one"),
    )

    verify = commands.add_parser("verify", help=_("compare every file of a release with its hash"))
    verify.add_argument("release", nargs="?", help=_("id; the release being served by default"))
    verify.add_argument("--releases", type=Path, default=settings.releases)

    new = commands.add_parser("new", help=_("draft the recipe of a survey from a file of results"))
    new.add_argument("folder", type=Path, help=_("folder of the survey; its name is the id"))
    new.add_argument("file", type=Path, help=_("table, GeoPackage, Shapefile, Parquet, R data, …"))

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

    fetch = commands.add_parser(
        "fetch", help=_("get a survey's original files from its publisher, or check their hashes")
    )
    fetch.add_argument("name", help=_("id of the survey, such as ds801"))
    fetch.add_argument(
        "--originals", type=Path, default=settings.originals or ROOT / "data" / "originals"
    )
    fetch.add_argument("--url", help=_("address of the file, where only its page is known"))

    simulate = commands.add_parser(
        "simulate", help=_("write a made-up campaign, marked as simulated, as a survey folder")
    )
    simulate.add_argument("folder", type=Path, help=_("folder to make; its name is the id"))
    sizes = {
        "countries": _("countries that take part"),
        "samples": _("sites sampled so far"),
        "elements": _("elements determined, of the 76"),
        "years": _("years of sampling"),
        "strata": _("strata: topsoil, subsoil, then a finer fraction of each"),
        "seed": _("the same seed and sizes give the same files"),
    }
    for name, text in sizes.items():
        ready = getattr(Plan, name)
        simulate.add_argument(
            f"--{name}", type=int, default=ready, metavar="N", help=f"{text} ({ready})"
        )
    simulate.add_argument(
        "--until",
        type=dt.date.fromisoformat,
        default=Plan.until,
        metavar="YYYY-MM-DD",
        help=_("the day whose state is shown ({day})").format(day=Plan.until),
    )
    simulate.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    simulate.add_argument("--boundaries", type=Path, default=settings.boundaries)

    stories = commands.add_parser(
        "stories", help=_("list the stories to present, and say what is wrong with them")
    )
    stories.add_argument("folder", type=Path, nargs="?", default=settings.stories)
    stories.add_argument("--releases", type=Path, default=settings.releases)

    retention_commands.add(commands, settings)
    commands.add_parser("serve", help=_("serve the current release with gunicorn"))
    return top


def problem_table(error: SurveyError, title: str = "") -> Table:
    """Return what is wrong with the data as a table of file, row, column, found, expected."""
    table = Table(title=title or _("Problems in the data"), title_justify="left")
    for heading in (_("file"), _("row"), _("column"), _("found"), _("expected")):
        table.add_column(heading, overflow="fold")
    for one in error.problems:
        row = "" if one.row is None else str(one.row)
        # Text of a file is shown as it is, not read as rich's markup.
        cells = (one.file, row, one.column or "", one.found, one.expected)
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    return table


def _build(arguments: argparse.Namespace, console: Console) -> int:
    # Building needs libraries that serving and the help text do not.
    from dashboard.gridding.engine import EngineError, engine
    from dashboard.release.build import build
    from dashboard.release.manifest import ReleaseError

    originals = arguments.originals
    if originals is not None and not originals.is_dir():
        console.print(_("There is no folder {name}.").format(name=originals), markup=False)
        return BAD_COMMAND
    try:
        with engine(arguments.engine, arguments.exchange) as grouping:
            made = build(
                arguments.surveys or arguments.surveys_set,
                arguments.boundaries,
                arguments.releases,
                originals,
                arguments.only,
                console,
                arguments.programme,
                arguments.pointer,
                arguments.audience,
                grouping,
            )
    except SurveyError as error:
        console.print(problem_table(error))
        return BAD_DATA
    except (OSError, ReleaseError, EngineError) as error:
        # A folder that is missing, full, not for this audience or may not be written, or an
        # engine that is not there; the message names it.
        console.print(str(error), markup=False)
        return BAD_COMMAND
    said = {"current": _("Release {name} is served now.")}.get(
        arguments.pointer, _("Release {name} is the simulated campaign now.")
    )
    console.print(said.format(name=made), markup=False)
    # A build deletes nothing: links name releases, and only an operator knows which.
    loose = retention_commands.loose_text(arguments.releases, arguments.keep)
    if loose:
        console.print(loose, markup=False, soft_wrap=True)
    return GOOD


def _verify(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.release.manifest import verify

    name = arguments.release
    current = arguments.releases / "current"
    if name is None and current.is_file():
        name = current.read_text("ascii", errors="replace").strip()
    if name is None:
        console.print(_("There is no release in {folder}.").format(folder=arguments.releases))
        return BAD_DATA
    faults = verify(arguments.releases / name)
    for fault in faults:
        console.print(fault, markup=False)
    if faults:
        return BAD_DATA
    console.print(_("Release {name} is whole.").format(name=name), markup=False)
    return GOOD


def _folders_missing(console: Console, *folders: Path | None) -> bool:
    """Say which folders are not there; whether any is missing."""
    missing = [folder for folder in folders if folder is not None and not folder.is_dir()]
    for folder in missing:
        console.print(_("There is no folder {name}.").format(name=folder), markup=False)
    return bool(missing)


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
        wide = console if console.is_terminal else Console(width=UNFOLDED)
        wide.print(", ".join(f"{part}: {count}" for part, count in counts.items()))
        wide.print(problem_table(SurveyError(problems)) if problems else _("No problem found."))
    return BAD_DATA if problems else GOOD


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
    if _folders_missing(console, arguments.folder, arguments.originals, arguments.boundaries):
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
        wide = console if console.is_terminal else Console(width=UNFOLDED)
        for part in render(report, brief=brief):
            wide.print(part)
    return GOOD if report.can_be_built else BAD_DATA


def _diff(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.release.diff import difference
    from dashboard.release.diff_text import lines
    from dashboard.release.store import open_current
    from dashboard.surveys.borders import world
    from dashboard.surveys.samples import load

    if _folders_missing(console, arguments.folder, arguments.originals, arguments.boundaries):
        return BAD_COMMAND
    borders = world(arguments.boundaries / "world-50m.bin")
    try:
        survey = load(arguments.folder, arguments.originals, borders=borders)
    except SurveyError as error:
        console.print(problem_table(error))
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


def _new(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.surveys.draft import new

    try:
        made = new(arguments.folder, arguments.file)
    except FileExistsError as error:
        console.print(_("There is a recipe already: {name}").format(name=error), markup=False)
        return BAD_COMMAND
    except SurveyError as error:
        console.print(problem_table(error))
        return BAD_DATA
    text = _("{path} is drafted. {count} guesses are marked {word}: confirm each, then check.")
    console.print(
        text.format(path=made.path, count=made.guesses, word=CONFIRM), markup=False, soft_wrap=True
    )
    return GOOD


def _simulate(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.simulation.writing import simulate, summary

    if _folders_missing(console, arguments.boundaries):
        return BAD_COMMAND
    finest = arguments.boundaries / "world-50m.bin"
    try:
        plan = Plan(**{field.name: getattr(arguments, field.name) for field in fields(Plan)})
        made = simulate(arguments.folder, plan, finest, arguments.format)
    except FileExistsError as error:
        console.print(_("There is a recipe already: {name}").format(name=error), markup=False)
        return BAD_COMMAND
    except ValueError as error:
        console.print(str(error), markup=False)
        return BAD_COMMAND
    console.print(summary(made), markup=False, highlight=False, soft_wrap=True)
    return GOOD


def _stories(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.catalog.stories import read_stories
    from dashboard.release.store import ReleaseStore
    from dashboard.web.story_views import problems_of

    if _folders_missing(console, arguments.folder):
        return BAD_COMMAND
    stories, found = read_stories(arguments.folder)
    store = ReleaseStore(arguments.releases)
    problems = list(found)
    if store.current() is None:
        console.print(_("There is no release in {folder}.").format(folder=arguments.releases))
    for story in stories.values():
        seconds = sum(scene.dwell for scene in story.scenes)
        text = _("{name}: {title} ({count} scenes, {minutes:.1f} min)")
        told = text.format(
            name=story.name, title=story.title, count=len(story.scenes), minutes=seconds / 60
        )
        console.print(told, markup=False, highlight=False, soft_wrap=True)
        problems += problems_of(story, store)
    if problems:
        wide = console if console.is_terminal else Console(width=UNFOLDED)
        wide.print(problem_table(SurveyError(tuple(problems)), _("Problems in the stories")))
    return BAD_DATA if problems else GOOD


def _serve(settings: Settings, console: Console) -> int:
    host = "localhost" if settings.host in {"0.0.0.0", "127.0.0.1", "::"} else settings.host
    address = f"http://{host}:{settings.port}{settings.prefix}"
    console.print(_("Serving {address}").format(address=address), markup=False)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "app:server"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``python -m dashboard``; those of the process by default.

    Returns
    -------
    int
        The exit status.
    """
    console = Console()
    try:
        settings = read()
    except SettingsError as error:
        console.print(str(error), markup=False)
        return BAD_COMMAND
    chosen = parser(settings).parse_args(arguments)
    if chosen.command == "build":
        return _build(chosen, console)
    if chosen.command == "verify":
        return _verify(chosen, console)
    if chosen.command == "new":
        return _new(chosen, console)
    if chosen.command == "check":
        return _check(chosen, console)
    if chosen.command == "diff":
        return _diff(chosen, console)
    if chosen.command in retention_commands.NAMES:
        return GOOD if retention_commands.run(chosen, console) else BAD_COMMAND
    if chosen.command == "fetch":
        return _fetch(chosen, console)
    if chosen.command == "stories":
        return _stories(chosen, console)
    if chosen.command == "simulate":
        return _simulate(chosen, console)
    return _serve(settings, console)


if __name__ == "__main__":
    sys.exit(main())
