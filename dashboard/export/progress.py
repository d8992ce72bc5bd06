"""Progress, measured and reported, as tables to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from dashboard.catalog.boundaries import disclaimer
from dashboard.export.shapes import area_shapes
from dashboard.export.tables import Column, Table, batch
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.progress.answer import as_of
from dashboard.progress.choice import choice_of, left_out, scope
from dashboard.progress.columns import COLUMNS
from dashboard.progress.table import table
from dashboard.release.release import Release
from dashboard.state import ViewState

_PATTERNS = {"share": "0.0", "count": "#,##0"}


def progress_table(release: Release, state: ViewState, link: str, *, whole: bool = False) -> Table:
    """Return the table of countries.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    state : ViewState
        What is taken away.
    link : str
        Full address of the page that shows it.
    whole : bool
        All columns of all countries instead of those that the view chooses; its surveys,
        cells and day hold.
    """
    if whole:
        state = replace(state, countries=(), region=None, columns=tuple(COLUMNS))
    found = table(release, state)
    columns = (
        Column("iso3", "text", _("ISO 3166-1 alpha-3 code"), _("Code")),
        *(
            Column(
                one.id,
                "text" if one.kind == "text" else "number",
                one.name,
                one.name,
                _PATTERNS.get(one.kind, "General"),
            )
            for one in found.columns
        ),
    )
    rows = [(code, *cells) for code, cells in found.rows]
    return Table(
        name=_file_name(release, state, whole),
        sheet=_("SIMULATED progress") if release.index["simulated"] else _("Progress"),
        columns=columns,
        rows=len(rows),
        about=_metadata(release, state, link, whole),
        batches=lambda: _rows(columns, rows),
        geometry="area",
        shapes=area_shapes(release),
    )


_STATEMENTS = (
    "id", "country", "country_name", "area", "project", "scale", "metric", "value", "unit",
    "denominator", "words", "as_of", "precision", "source", "address", "note",
)  # fmt: skip


def programme_table(release: Release, link: str) -> Table:
    """Return what the programme and its partners have reported, one row a statement.

    Parameters
    ----------
    release : Release
        The release that holds the statements.
    link : str
        Full address of the page that shows them.
    """
    words = {
        "country": _("ISO 3166-1 alpha-3 code; empty where it is of the whole programme"),
        "value": _("the figure stated; empty where it is none"),
        "words": _("as the source has it"),
        "as_of": _("day, month or year of the statement; empty where the source has none"),
    }
    columns = tuple(
        Column(name, "number" if name == "value" else "text", words.get(name, ""))
        for name in _STATEMENTS
    )
    names = release.country_names
    statements = [
        one | {"country_name": names.get(one["country"], "")}
        for one in release.programme["statements"]
    ]
    rows = [tuple(one.get(name) for name in _STATEMENTS) for one in statements]
    simulated = release.index["simulated"]
    about = {
        "title": _("Reported progress of geochemical mapping"),
        "notes": _("SIMULATED DATA: not measured anywhere.")
        if simulated
        else _("Reported by others, not measured here; each statement has its source."),
        **_source(release, link),
    }
    return Table(
        name="-".join(["simulated"] * simulated + ["reported-progress", release.id]),
        sheet=_("Reported"),
        columns=columns,
        rows=len(rows),
        about=about,
        batches=lambda: _rows(columns, rows),
    )


def _rows(
    columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]]
) -> Iterator[pa.RecordBatch]:
    turned = list(zip(*rows, strict=True)) or [()] * len(columns)
    yield batch(
        columns, {column.name: values for column, values in zip(columns, turned, strict=True)}
    )


def _metadata(release: Release, state: ViewState, link: str, whole: bool) -> dict[str, str]:
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
    found = {
        "title": _("Progress of geochemical mapping by country: {place}").format(
            place=scope(release, choice)["name"]
        ),
        "scope": _("EVERYTHING: all figures of all countries")
        if whole
        else _("what the table shows"),
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
        **_source(release, link),
    }
    return {key: " ".join(text.split()) for key, text in found.items() if text}


def _source(release: Release, link: str) -> dict[str, str]:
    return {
        "release": release.id,
        "made": release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
        "boundaries": disclaimer(),
    }


def _file_name(release: Release, state: ViewState, whole: bool) -> str:
    choice = choice_of(release, state)
    place = "EVERYTHING" if whole else scope(release, choice)["id"].replace("~", "-")[:60]
    parts = ["simulated" if release.index["simulated"] else "", "progress", place]
    parts += [f"{LEVEL_KM[choice.level]}km", state.date or "", release.id]
    return "-".join(part for part in parts if part)
