"""The table of countries as CSV and XLSX, with everything needed to read and cite it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from dashboard.catalog.boundaries import disclaimer
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.progress.answer import as_of
from dashboard.progress.choice import choice_of, left_out, scope
from dashboard.progress.columns import Column
from dashboard.progress.table import Table, table
from dashboard.release.release import Release
from dashboard.state import ViewState

_FORMATS = {"share": "0.0", "count": "#,##0"}


def metadata(release: Release, state: ViewState, link: str) -> dict[str, str]:
    """Return what a reader of the figures must know, in reading order.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    state : ViewState
        What is taken away.
    link : str
        Full address of the page that shows it.
    """
    choice = choice_of(release, state)
    day = as_of(release, choice)
    names = {one["id"]: one for one in release.index["surveys"]}
    ids = dict.fromkeys(release.strata[one].record["survey"] for one in choice.strata)
    apart = [
        f"{names[one['survey']]['title'] if one['survey'] in names else one['survey']}: "
        + one["reason"]
        for one in left_out(release, state)
    ]
    simulated = _("SIMULATED DATA: not measured anywhere.")
    return {
        "title": _("Progress of geochemical mapping by country: {place}").format(
            place=scope(release, choice)["name"]
        ),
        "note": simulated if release.index["simulated"] else "",
        "cells": _("{km} km (level {level})").format(
            km=LEVEL_KM[choice.level], level=choice.level
        ),
        "as_of": day.isoformat() if day else "",
        "surveys": "; ".join(names[one]["title"] for one in ids),
        "left_out": "; ".join(apart),
        "citation": " | ".join(names[one]["citation"] for one in ids),
        "licence": "; ".join(dict.fromkeys(names[one]["licence"] for one in ids)),
        "values": _(
            "An empty field is undefined, never zero. Shares are in %; the page of methods "
            "defines every figure. The stage is reported, not measured."
        ),
        "release": release.id,
        "made": release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
        "boundaries": disclaimer(),
    }


def to_csv(release: Release, state: ViewState, link: str) -> str:
    """Return the table as CSV (RFC 4180) after lines of metadata that begin with ``#``."""
    out = io.StringIO()
    for key, value in metadata(release, state, link).items():
        if value:
            out.write(f"# {key}: {' '.join(value.split())}\n")
    found = table(release, state)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["iso3", *(column.id for column in found.columns)])
    for code, cells in found.rows:
        writer.writerow([code, *("" if cell is None else _rounded(cell) for cell in cells)])
    return out.getvalue()


def to_xlsx(release: Release, state: ViewState, link: str) -> bytes:
    """Return the table as a workbook: the figures as numbers, and a sheet of metadata."""
    # Only downloads need it, and it takes a fifth of a second to import.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    found = table(release, state)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("SIMULATED progress") if release.index["simulated"] else _("Progress")
    sheet.append([_("Code"), *(column.name for column in found.columns)])
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for code, cells in found.rows:
        sheet.append([code, *(_rounded(cell) for cell in cells)])
    for i, column in enumerate(found.columns, start=2):
        letter = get_column_letter(i)
        sheet.column_dimensions[letter].width = _width(column, found, i - 2)
        for cell in sheet[letter][1:]:
            cell.number_format = _FORMATS.get(column.kind, "General")
    sheet.freeze_panes = "C2"
    about = book.create_sheet(_("About"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 14, 100
    for key, value in metadata(release, state, link).items():
        about.append([key, " ".join(value.split())])
        about.cell(about.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_name(release: Release, state: ViewState, extension: str) -> str:
    """Return a telling name for the download."""
    choice = choice_of(release, state)
    place = scope(release, choice)["id"].replace("~", "-")[:60]
    parts = ["simulated" if release.index["simulated"] else "", "progress", place]
    parts += [f"{LEVEL_KM[choice.level]}km", state.date or "", release.id]
    return "-".join(part for part in parts if part) + f".{extension}"


def _rounded(cell: str | float | None) -> str | float | None:
    return float(f"{cell:.7g}") if isinstance(cell, float) else cell


def _width(column: Column, found: Table, position: int) -> int:
    if column.kind != "text":
        return 14
    return min(40, 2 + max([len(str(cells[position])) for _c, cells in found.rows], default=10))
