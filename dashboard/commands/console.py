"""What commands share: exit statuses, and how they say what is wrong."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from dashboard.i18n import _
from dashboard.surveys.checks import SurveyError

GOOD, BAD_DATA, BAD_COMMAND = 0, 1, 2
"""Exit statuses: all is well, the data are not, the command or a setting cannot be used."""

_UNFOLDED = 160


def wide(console: Console) -> Console:
    """Return a console whose tables do not fold where the output is a file or a pipe."""
    return console if console.is_terminal else Console(width=_UNFOLDED)


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


def folders_missing(console: Console, *folders: Path | None) -> bool:
    """Say which folders are not there, and return whether any is missing."""
    missing = [folder for folder in folders if folder is not None and not folder.is_dir()]
    for folder in missing:
        console.print(_("There is no folder {name}.").format(name=folder), markup=False)
    return bool(missing)
