"""A view as CSV and GeoJSON, with everything needed to read and cite it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.printing import figure_text
from dashboard.export.views import View
from dashboard.i18n import _
from dashboard.state import stratum_name

_COLUMNS = {
    "cells": (
        "cell", "level", "country", "country_name", "lon", "lat", "west", "south", "east",
        "north", "sites", "n", "censored", "value", "state", "text", "percentile",
    ),
    "countries": (
        "country", "country_name", "sites", "n", "censored", "value", "state", "text",
        "percentile",
    ),
    "sites": ("sample", "country", "country_name", "lon", "lat", "date", "value", "state",
              "text", "percentile"),
}  # fmt: skip


def metadata(view: View, link: str) -> dict[str, Any]:
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
    unit = {"n": _("results"), "censored": "%"}.get(statistic, view.analyte["unit"])
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
    return {
        "title": _("{analyte}, {statistic}, {unit}: {stratum}").format(
            analyte=view.analyte["name"],
            statistic=statistic,
            unit=unit,
            stratum=stratum_name(record, view.release.index),
        ),
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
            None if limit is None else " – ".join(figure_text(v, 0) for v in dict.fromkeys(limit))
        ),
        "value": _("A value's state says what it is; below detection the value is the limit."),
        "notes": " ".join(notes),
        "citation": survey["citation"],
        "licence": survey["licence"],
        "release": view.release.id,
        "made": view.release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
        "boundaries": disclaimer(),
    }


def shown_statistic(view: View) -> str:
    """Return the statistic that the rows hold: ``value`` for samples, which have none."""
    return "value" if view.kind == "sites" else view.state.statistic


def to_csv(view: View, link: str) -> Iterator[str]:
    """Yield the rows as CSV (RFC 4180) after lines of metadata that begin with ``#``."""
    out = io.StringIO()
    for key, value in metadata(view, link).items():
        if value:
            out.write(f"# {key}: {' '.join(str(value).split())}\n")
    names = _COLUMNS[view.kind]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    yield out.getvalue()
    for block in view.blocks():
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for row in _records(block, names):
            writer.writerow(["" if v is None else _guarded(v) for v in row.values()])
        yield out.getvalue()


def to_geojson(view: View, link: str, geometries: dict[str, Any] | None = None) -> Iterator[str]:
    """Yield the rows as GeoJSON (RFC 7946), with the metadata as a foreign member.

    Parameters
    ----------
    view : View
        What is shown.
    link : str
        Address of the page that shows it.
    geometries : dict of str to GeoJSON geometry, optional
        Of countries, by ISO 3166-1 alpha-3 code; needed for a view by countries.
    """
    head = {"type": "FeatureCollection", "metadata": metadata(view, link)}
    yield _json(head)[:-1] + ', "features": ['
    between = ""
    for block in view.blocks():
        features = []
        for row in _records(block, _COLUMNS[view.kind]):
            if view.kind == "countries":
                geometry = (geometries or {}).get(row["country"])
            elif view.kind == "sites":
                geometry = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
            else:
                geometry = _cell_geometry(row)
            features.append({"type": "Feature", "geometry": geometry, "properties": row})
        # Without the brackets: the list goes on in the next block.
        yield between + _json(features)[1:-1]
        between = ", "
    yield "]}"


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def file_name(view: View, extension: str) -> str:
    """Return a telling name for the download."""
    parts = [view.stratum.record["id"], view.analyte["id"], shown_statistic(view), view.kind]
    return "-".join(parts).replace(".", "-") + f"-{view.release.id}.{extension}"


def _records(block: pd.DataFrame, names: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = block[list(names)].astype(object)
    rows = rows.where(rows.notna(), None)
    return [_rounded(dict(zip(names, values, strict=True))) for values in rows.to_numpy()]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: float(f"{v:.7g}") if isinstance(v, float) else v for k, v in row.items()}


def _guarded(value: Any) -> Any:
    """Keep spreadsheets from taking a text for a formula."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"}:
        return "'" + value
    return value


def _cell_geometry(row: dict[str, Any]) -> dict[str, Any]:
    """Return the polygon of a cell; two parts where it straddles 180° (RFC 7946, 3.1.9)."""
    west, south, east, north = (row[k] for k in ("west", "south", "east", "north"))

    def ring(left: float, right: float) -> list[list[list[float]]]:
        return [[[left, south], [right, south], [right, north], [left, north], [left, south]]]

    if east <= 180:
        return {"type": "Polygon", "coordinates": ring(west, east)}
    return {"type": "MultiPolygon", "coordinates": [ring(west, 180.0), ring(-180.0, east - 360)]}
