"""The commands `releases`, `pin`, `unpin` and `prune`: which releases are kept."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from dashboard.commands.console import BAD_COMMAND, GOOD, wide
from dashboard.i18n import _, ngettext
from dashboard.settings import Settings

if TYPE_CHECKING:
    from dashboard.release.retention import Standing


def add(commands: Any, settings: Settings) -> None:
    """Add the commands to a parser.

    Parameters
    ----------
    commands : argparse's subparsers
    settings : Settings
        Folder of the releases, and how many of the newest are kept.
    """
    texts = {
        "releases": _("list the releases that are there, and what keeps each"),
        "pin": _("keep a release for ever"),
        "unpin": _("keep a release no longer than others"),
        "prune": _("say which releases nothing keeps; with --yes delete them"),
    }
    for name, text in texts.items():
        command = commands.add_parser(name, help=text)
        command.add_argument("--releases", type=Path, default=settings.releases)
        if name in {"pin", "unpin"}:
            command.add_argument("release", help=_("id of the release"))
        if name == "pin":
            command.add_argument("--note", default="", help=_("why, such as the paper citing it"))
        if name in {"releases", "prune"}:
            command.add_argument(
                "--keep",
                type=_count,
                default=settings.keep_releases,
                metavar="N",
                help=_("the newest that are kept (%(default)s), of real and simulated ones each"),
            )
        if name == "prune":
            command.add_argument("--yes", action="store_true", help=_("delete them"))
        command.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, console: Console) -> int:
    # Opening releases needs libraries that the help text does not.
    from dashboard.release.retention import RetentionError, pin, prune, standings, unpin

    folder: Path = arguments.releases
    try:
        if arguments.command == "pin":
            pin(folder, arguments.release, arguments.note)
            said = _("Release {name} is kept for ever.").format(name=arguments.release)
        elif arguments.command == "unpin":
            unpin(folder, arguments.release)
            said = _("Release {name} is no longer pinned.").format(name=arguments.release)
        elif arguments.command == "prune" and arguments.yes:
            gone = prune(folder, arguments.keep)
            said = "\n".join(_("Deleted: {name}").format(name=one) for one in gone)
            said = said or _("Every release is kept; nothing is deleted.")
        else:
            found = standings(folder, arguments.keep)
            wide(console).print(_table(found))
            said = loose_text(folder, arguments.keep) or _("Every release is kept.")
    except (RetentionError, OSError) as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return BAD_COMMAND
    console.print(said, markup=False, soft_wrap=True)
    return GOOD


def loose_text(folder: Path, keep: int) -> str:
    """Return how many releases nothing keeps, and how to be rid of them; empty for none."""
    from dashboard.release.retention import standings

    n = sum(not one.is_kept for one in standings(folder, keep))
    text = ngettext(
        "{n} release is kept by nothing: python -m dashboard prune --yes deletes it.",
        "{n} releases are kept by nothing: python -m dashboard prune --yes deletes them.",
        n,
    )
    return text.format(n=n) if n else ""


def _table(found: tuple[Standing, ...]) -> Table:
    table = Table()
    for heading in (_("release"), _("made"), _("surveys"), _("samples"), _("kept")):
        table.add_column(heading, overflow="fold")
    for one in found:
        release = one.release
        made = f"{release.made[:10]}{' ' + _('simulated') if release.simulated else ''}"
        row = (release.id, made, str(release.surveys), f"{release.samples:,}", _reasons(one))
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    return table


def _reasons(one: Standing) -> str:
    reasons = [
        _("served") if one.served else "",
        _("the simulated campaign") if one.campaign else "",
        _("pinned on {day}").format(day=one.pin.day) if one.pin else "",
        one.pin.note if one.pin else "",
        _("among the newest") if one.newest else "",
    ]
    return ", ".join(reason for reason in reasons if reason) or _("by nothing")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        # The newest is what visitors are offered where a link's own release is gone.
        raise argparse.ArgumentTypeError(_("at least 1"))
    return number
