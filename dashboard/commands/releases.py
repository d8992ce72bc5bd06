"""The commands `build` and `verify`: making a release, and whether one is whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console

from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD, problem_table
from dashboard.commands.retention import loose_text
from dashboard.i18n import _
from dashboard.settings import Settings
from dashboard.surveys.checks import SurveyError
from dashboard.surveys.sharing import AUDIENCES, PUBLIC


def add(commands: Any, settings: Settings) -> None:
    """Add the commands to a parser.

    Parameters
    ----------
    commands : argparse's subparsers
    settings : Settings
        The defaults.
    """
    build = commands.add_parser("build", help=_("make a release of the surveys and serve it"))
    build.add_argument(
        "--surveys",
        type=Path,
        action="append",
        metavar="FOLDER",
        help=_("folder of surveys; may be given several times, for those of several owners"),
    )
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
    build.set_defaults(run=_build, surveys_set=settings.surveys, keep=settings.keep_releases)

    verify = commands.add_parser("verify", help=_("compare every file of a release with its hash"))
    verify.add_argument("release", nargs="?", help=_("id; the release being served by default"))
    verify.add_argument("--releases", type=Path, default=settings.releases)
    verify.set_defaults(run=_verify)


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
        console.print(problem_table(error.problems))
        return BAD_DATA
    except (OSError, ReleaseError, EngineError) as error:
        # A folder that is missing, full, not for this audience or may not be written, or an
        # engine that is not there.
        console.print(str(error), markup=False)
        if isinstance(error, OSError):
            # A full disk does not say where it is full.
            said = _("No release was made in {folder}; what was served before still is.")
            console.print(said.format(folder=arguments.releases), markup=False, soft_wrap=True)
        return BAD_COMMAND
    said = {"current": _("Release {name} is served now.")}.get(
        arguments.pointer, _("Release {name} is the simulated campaign now.")
    )
    console.print(said.format(name=made), markup=False)
    # A build deletes nothing: links name releases, and only an operator knows which.
    loose = loose_text(arguments.releases, arguments.keep)
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
