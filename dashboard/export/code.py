"""Snippets that load exactly what an address gives: pandas, base R, Plotly."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dashboard.export.tables import Table
from dashboard.i18n import _

_HEAD = ("title", "notes", "licence", "citation", "release", "link")


def python_code(table: Table, address: str) -> str:
    """Return Python that reads a table into pandas.

    Parameters
    ----------
    table : Table
        What is read; its texts stay texts, as sample numbers such as ``007`` must.
    address : str
        Full address of it as CSV.
    """
    types = "".join(f"        {json.dumps(name)}: str,\n" for name in _texts(table))
    return (
        f"{_comment(table.about)}"
        "import pandas\n\n"
        "table = pandas.read_csv(\n"
        f"    {json.dumps(address)},\n"
        '    comment="#",\n'
        f"    dtype={{\n{types}    }},\n"
        "    keep_default_na=False,\n"
        '    na_values=[""],\n'
        ")\n"
    )


def r_code(table: Table, address: str) -> str:
    """Return R, of its base only, that reads a table into a data frame."""
    types = ",\n".join(f'    {json.dumps(name)} = "character"' for name in _texts(table))
    return (
        f"{_comment(table.about)}"
        "table <- read.csv(\n"
        f"  {json.dumps(address)},\n"
        '  comment.char = "#",\n'
        f"  colClasses = c(\n{types}\n  ),\n"
        '  na.strings = "",\n'
        '  encoding = "UTF-8",\n'
        "  check.names = FALSE\n"
        ")\n"
    )


def plotly_code(about: Mapping[str, str], address: str) -> str:
    """Return Python that shows a view as a Plotly figure."""
    return (
        f"{_comment(about)}"
        "from urllib.request import urlopen\n\n"
        "import plotly.io\n\n"
        f"with urlopen({json.dumps(address)}) as answer:\n"
        "    figure = plotly.io.from_json(answer.read())\n"
        "figure.show()\n"
    )


def _texts(table: Table) -> list[str]:
    """Return the columns of texts that may look like numbers; states never do."""
    return [
        one.name for one in table.columns if one.kind == "text" and not one.name.endswith("state")
    ]


def _comment(about: Mapping[str, str]) -> str:
    names = {
        "title": "", "notes": "", "licence": _("Licence: "), "citation": _("Citation: "),
        "release": _("Release: "), "link": _("Shown at: "),
    }  # fmt: skip
    lines = [f"# {names[key]}{about[key]}" for key in _HEAD if about.get(key)]
    return "".join(f"{' '.join(line.split())}\n" for line in lines) + "\n"
