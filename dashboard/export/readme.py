"""The text that goes with a table into an archive."""

from __future__ import annotations

import textwrap

from dashboard.export.tables import Table
from dashboard.i18n import _

_WIDTH = 88


def readme(table: Table, file: str) -> str:
    """Return what a table is, its columns, and how to read and cite it, as plain text.

    Parameters
    ----------
    table : Table
        The table.
    file : str
        Name of the file beside the text.
    """
    title = table.about.get("title", table.name)
    parts = [title, "=" * min(len(title), _WIDTH), "", f"{_('File')}: {file}", ""]
    for key, text in table.about.items():
        if key != "title":
            parts += textwrap.wrap(f"{key}: {text}", _WIDTH, subsequent_indent="    ")
    parts += ["", _("Columns"), "-" * len(_("Columns")), ""]
    for column in table.columns:
        words = f"{column.name}: {column.words}" if column.words else column.name
        parts += textwrap.wrap(words, _WIDTH, subsequent_indent="    ")
    return "\n".join(parts) + "\n"
