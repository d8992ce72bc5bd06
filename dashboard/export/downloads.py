"""A view as a table to take away, with everything needed to read and cite it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa

from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.printing import figure_text
from dashboard.export.shapes import area_shapes, cell_shapes, point_shapes
from dashboard.export.tables import Column, Table, batch
from dashboard.export.views import View
from dashboard.i18n import _
from dashboard.state_resolve import stratum_name


def view_table(view: View, link: str) -> Table:
    """Return what a view shows as a table.

    Parameters
    ----------
    view : View
        What is shown.
    link : str
        Full address of the page that shows it.
    """
    columns = _columns(view)

    def batches() -> Iterator[pa.RecordBatch]:
        for block in view.blocks():
            yield batch(columns, {column.name: _values(block, column) for column in columns})

    shapes = {"cells": cell_shapes, "countries": area_shapes(view.release), "sites": point_shapes}
    return Table(
        name=file_name(view),
        sheet=view.kind,
        columns=columns,
        rows=view.most_rows,
        about=metadata(view, link),
        batches=batches,
        geometry="point" if view.kind == "sites" else "area",
        shapes=shapes[view.kind],
    )


def place_columns(kind: str) -> tuple[Column, ...]:
    """Return the columns that say where a row is: a cell, a country or a sample."""
    country = (
        Column("country", "text", _("ISO 3166-1 alpha-3 code; empty where no country’s")),
        Column("country_name", "text"),
    )
    centre = (
        Column("lon", "number", _("degrees east, WGS 84")),
        Column("lat", "number", _("degrees north, WGS 84")),
    )
    if kind == "countries":
        return country
    if kind == "sites":
        sample = Column("sample", "text", _("sample number of the survey"))
        return (sample, *country, *centre, Column("date", "text", _("day of sampling")))
    return (
        Column("cell", "text", _("cell of the global grid, generated, GTN-compatible")),
        Column("level", "count", _("0 is 160 km; each further level halves the sides")),
        *country,
        *centre,
        Column("west", "number", _("bounds of the cell in degrees; east may exceed 180")),
        *(Column(name, "number") for name in ("south", "east", "north")),
    )


def _columns(view: View) -> tuple[Column, ...]:
    counts = (
        Column("sites", "count", _("samples taken")),
        Column("n", "count", _("results of the analyte")),
        Column("censored", "count", _("results below detection")),
    )
    value = _("{statistic}, {unit}").format(statistic=shown_statistic(view), unit=shown_unit(view))
    return (
        *place_columns(view.kind),
        *(() if view.kind == "sites" else counts),
        Column("value", "number", value),
        Column("state", "text", _("what the value is")),
        Column("text", "text", _("value and state as they are printed")),
        Column("percentile", "count", _("percentile of the stratum’s samples reached")),
    )


def _values(block: pd.DataFrame, column: Column) -> Any:
    found = block[column.name]
    if column.kind == "number":
        return found.to_numpy()
    if column.name == "percentile":
        return pa.array(found, from_pandas=True)
    return found.to_numpy() if column.kind == "count" else found.tolist()


def metadata(view: View, link: str) -> dict[str, str]:
    """Return what a reader of the numbers must know, in reading order.

    Parameters
    ----------
    view : View
        The view that is taken away.
    link : str
        Address of the page that shows it.
    """
    record = view.stratum.record
    survey = view.release.surveys[record["survey"]]
    statistic = shown_statistic(view)
    unit = shown_unit(view)
    limit = view.analyte["limit"]
    notes = []
    if survey["kind"] == "compilation":
        notes.append(_("Published analyses, not a systematic survey."))
    if survey["kind"] == "gridded":
        notes.append(_("Published as a grid: n counts the publisher’s grid values, not samples."))
    if survey["simulated"]:
        notes.append(_("SIMULATED DATA: not measured anywhere."))
    if view.state.date:
        notes.append(_("Samples collected up to {date}.").format(date=view.state.date))
    found = {
        "title": _("{analyte}, {statistic}, {unit}: {stratum}").format(
            analyte=view.analyte["name"],
            statistic=statistic,
            unit=unit,
            stratum=stratum_name(record, view.release.index),
        ),
        "scope": _("what the map shows"),
        "survey": survey["title"],
        "stratum": record["id"],
        "medium": record["medium"],
        "depth": record["depth"],
        "fraction": record["fraction"],
        "digestion": view.analyte["digestion"] or record["digestion"],
        "method": view.analyte["method"] or record["method"],
        "analyte": view.analyte["id"],
        "statistic": statistic,
        "unit": unit,
        "detection_limit": (
            "" if limit is None else " – ".join(figure_text(v, 0) for v in dict.fromkeys(limit))
        ),
        "value": value_note(),
        "notes": " ".join(notes),
        **source(view, link),
    }
    return {key: " ".join(text.split()) for key, text in found.items() if text}


def value_note() -> str:
    """Return what holds of every value and its state."""
    return _(
        "A value's state says what it is; below detection the value is the limit. "
        "An empty field is missing, never zero."
    )


def source(view: View, link: str) -> dict[str, str]:
    """Return how to cite a view's figures, and where they are from."""
    survey = view.release.surveys[view.stratum.record["survey"]]
    return {
        "citation": survey["citation"],
        "licence": survey["licence"],
        "release": view.release.id,
        "made": view.release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
        "boundaries": disclaimer(),
    }


def shown_unit(view: View) -> str:
    """Return the unit of a view's values."""
    unit: str = view.analyte["unit"]
    return {"n": _("results"), "censored": "%"}.get(shown_statistic(view), unit)


def shown_statistic(view: View) -> str:
    """Return the statistic that the rows hold: ``value`` for samples, which have none."""
    return "value" if view.kind == "sites" else view.state.statistic


def file_name(view: View) -> str:
    """Return a telling name for the download, without its ending."""
    parts = [view.stratum.record["id"], view.analyte["id"], shown_statistic(view), view.kind]
    return "-".join(parts).replace(".", "-") + f"-{view.release.id}"
