"""What commands share: exit statuses, and how they say what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dashboard.catalog.problems import Problem
from dashboard.i18n import _

GOOD, BAD_DATA, BAD_COMMAND = 0, 1, 2
"""Exit statuses: all is well, the data are not, the command or a setting cannot be used."""

_UNFOLDED = 160


def wide(console: Console) -> Console:
    """Return a console whose tables do not fold where the output is a file or a pipe."""
    return console if console.is_terminal else Console(width=_UNFOLDED)


def problem_table(
    problems: Iterable[Problem], title: str = "", where: tuple[str, str] | None = None
) -> Table:
    """Return what is wrong with files as a table: file, place, found and expected.

    Parameters
    ----------
    problems : iterable of Problem
    title : str
        Of the table, *Problems in the data* where it is empty.
    where : (str, str), optional
        What the files call the place of a problem; row and column, as tables do, without.
    """
    table = Table(title=title or _("Problems in the data"), title_justify="left")
    for heading in (_("file"), *(where or (_("row"), _("column"))), _("found"), _("expected")):
        table.add_column(heading, overflow="fold")
    for one in problems:
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
