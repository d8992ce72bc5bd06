"""The command `stories`: which there are to present, and what is wrong with them."""

from __future__ import annotations

import argparse
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
from dashboard.i18n import _, ngettext
from dashboard.settings import Settings


def add(commands: Any, settings: Settings) -> None:
    """Add the command to a parser.

    Parameters
    ----------
    commands : argparse's subparsers
    settings : Settings
        The defaults.
    """
    stories = commands.add_parser(
        "stories", help=_("list the stories to present, and say what is wrong with them")
    )
    stories.add_argument("folder", type=Path, nargs="?", default=settings.stories)
    stories.add_argument("--releases", type=Path, default=settings.releases)
    stories.set_defaults(run=_stories)


def _stories(arguments: argparse.Namespace, console: Console) -> int:
    from dashboard.catalog.stories import read_stories
    from dashboard.release.store import ReleaseStore
    from dashboard.web.story_views import problems_of

    if folders_missing(console, arguments.folder):
        return BAD_COMMAND
    stories, found = read_stories(arguments.folder)
    store = ReleaseStore(arguments.releases)
    problems = list(found)
    if store.current() is None:
        console.print(_("There is no release in {folder}.").format(folder=arguments.releases))
    for story in stories.values():
        seconds = sum(scene.dwell for scene in story.scenes)
        text = ngettext(
            "{name}: {title} ({count} scene, {minutes:.1f} min)",
            "{name}: {title} ({count} scenes, {minutes:.1f} min)",
            len(story.scenes),
        )
        told = text.format(
            name=story.name, title=story.title, count=len(story.scenes), minutes=seconds / 60
        )
        console.print(told, markup=False, highlight=False, soft_wrap=True)
        problems += problems_of(story, store)
    if problems:
        out = wide(console)
        # A story is no table: its problems have a line, and a scene and key.
        where = (_("line"), _("place"))
        out.print(problem_table(problems, _("Problems in the stories"), where))
    return BAD_DATA if problems else GOOD
