"""Elements together as tables to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from dashboard import grid
from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.states import State, state_label
from dashboard.export.shapes import named_cell_shapes
from dashboard.export.tables import Column, Table, batch, words_of
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.together.answer import answer
from dashboard.together.table import UNIT


class _Rows(NamedTuple):
    """Columns of a table with their values, and what a row is."""

    sheet: str
    columns: tuple[Column, ...]
    values: dict[str, Any]


def part_name(part: str) -> str:
    """Return the words for a part."""
    return {
        "heat": _("Countries by elements"),
        "spider": _("Contents over the upper continental crust"),
        "components": _("Principal components"),
        "correlation": _("Correlation of log-ratios"),
        "pair": _("Two elements"),
        "index": _("Additive index"),
        "anomalies": _("Anomalous cells"),
        "composite": _("Composite of three elements"),
    }[part]


def together_table(release: Release, state: ViewState, part: str, link: str) -> Table:
    """Return a part of the page of elements together as a table.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    state : ViewState
        What is taken away.
    part : str
        One of :data:`dashboard.together.answer.PARTS`.
    link : str
        Full address of the page that shows it.

    Raises
    ------
    Unusable
        If the part cannot be given of these elements.
    KeyError
        If there is no such part.
    """
    found = answer(release, state, part)
    rows = _MAKERS[part](found)

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch(rows.columns, rows.values)

    is_of_cells = rows.columns[0].name == "cell"
    simulated = "simulated" if found["simulated"] else ""
    names = [simulated, part, found["stratum"].replace(".", "-"), f"{found['km']}km"]
    names += [found["date"] or "", release.id]
    return Table(
        name="-".join(one for one in names if one),
        sheet=rows.sheet,
        columns=rows.columns,
        rows=len(next(iter(rows.values.values()))),
        about={key: text for key, text in _about(release, found, link).items() if text},
        batches=batches,
        geometry="area" if is_of_cells else None,
        shapes=named_cell_shapes if is_of_cells else None,
    )


def _about(release: Release, found: Mapping[str, Any], link: str) -> dict[str, str]:
    record = release.strata[found["stratum"]].record
    survey = release.surveys[record["survey"]]
    notes = []
    if survey["simulated"]:
        notes.append(_("SIMULATED DATA: not measured anywhere."))
    if survey["kind"] == "compilation":
        notes.append(_("Published analyses, not a systematic survey."))
    if found["date"]:
        words = _("Chosen are cells sampled up to {date}.")
        notes.append(words.format(date=found["date"]))
    preset = found["preset"]
    about = {
        "title": f"{part_name(found['part'])}: {found['stratum_name']}",
        "survey": survey["title"],
        "stratum": found["stratum"],
        "medium": record["medium"],
        "depth": record["depth"],
        "fraction": record["fraction"],
        "rows_from": _("Medians of cells of {km} km (level {level})").format(
            km=found["km"], level=found["level"]
        ),
        "list": preset["name"] if preset else "",
        "left_out": "; ".join(f"{one['element']}: {one['reason']}" for one in found["left_out"]),
        "method": " ".join(found.get("words", ())),
        "value": _("A value's state says what it is; below detection the value is the limit."),
        "notes": " ".join(notes),
        "citation": survey["citation"],
        "licence": survey["licence"],
        "release": release.id,
        "made": release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
        "boundaries": disclaimer(),
    }
    return {key: " ".join(str(text or "").split()) for key, text in about.items()}


def _told(codes: Any) -> pa.Array:
    return words_of(np.asarray(codes).ravel(), {int(one): state_label(one) for one in State})


def _text(name: str, words: str = "") -> Column:
    return Column(name, "text", words)


def _number(name: str, words: str = "") -> Column:
    return Column(name, "number", words)


def _count(name: str, words: str = "") -> Column:
    return Column(name, "count", words)


_PLACE = (Column("cell", "text"), Column("lon", "number"), Column("lat", "number"))


def _places(found: Mapping[str, Any], cells: Any) -> dict[str, Any]:
    """Return id, and longitude and latitude of the centre, of cells."""
    numbers = np.asarray(cells, dtype=np.int64)
    lon, lat = grid.centre(numbers, found["level"])
    names = grid.cell_id(numbers, found["level"]) if numbers.size else []
    return {"cell": names, "lon": lon, "lat": lat}


def _heat(found: Mapping[str, Any]) -> _Rows:
    shape = found["value"].shape
    columns = (
        _text("country", _("ISO 3166-1 alpha-3 code")),
        _text("country_name"),
        _text("element"),
        _count("cells", _("cells with a result")),
        _number("median", _("median of the cells, {unit}").format(unit=UNIT)),
        _text("median_state"),
        _number("reference", _("what it is divided by, {unit}").format(unit=UNIT)),
        _number("log2_ratio", _("binary logarithm of median over reference")),
        _text("state", _("state of the ratio")),
    )
    return _Rows(
        "countries by elements",
        columns,
        {
            "country": np.repeat(found["countries"], shape[1]).tolist(),
            "country_name": np.repeat(found["names"], shape[1]).tolist(),
            "element": np.tile(found["elements"], shape[0]).tolist(),
            "cells": found["n"].ravel(),
            "median": found["median"].ravel(),
            "median_state": _told(found["median_state"]),
            "reference": np.tile(found["references"], shape[0]),
            "log2_ratio": found["value"].ravel(),
            "state": _told(found["state"]),
        },
    )


def _spider(found: Mapping[str, Any]) -> _Rows:
    lines, symbols = found["lines"], found["elements"]
    columns = (
        _text("id"),
        _text("name"),
        _text("kind"),
        _text("element"),
        _number("crust", _("upper continental crust, {unit}").format(unit=UNIT)),
        _number("ratio", _("content over that of the crust")),
        _text("state"),
        _count("n", _("cells with a result; of a single cell its results")),
    )
    return _Rows(
        "lines",
        columns,
        {
            **{
                key: [one[key] for one in lines for _s in symbols]
                for key in ("id", "name", "kind")
            },
            "element": list(symbols) * len(lines),
            "crust": np.tile(found["crust"], len(lines)),
            "ratio": np.concatenate([one["ratio"] for one in lines]),
            "state": _told(np.concatenate([one["state"] for one in lines])),
            "n": np.concatenate([one["n"] for one in lines]),
        },
    )


def _components(found: Mapping[str, Any]) -> _Rows:
    symbols, cells = found["elements"], found["cells"]
    place = _places(found, cells)
    d, n = len(symbols), len(cells)
    lost = np.full(1 + d, np.nan)
    every = np.vstack([found["explained"][None, :], found["loadings"], found["scores"]])
    names = [f"pc{i + 1}" for i in range(every.shape[1])]
    columns = (
        _text("row", _("share of the variance, loading of an element, or score of a cell")),
        _text("id", _("symbol or cell")),
        _text("country"),
        _number("lon"),
        _number("lat"),
        _text("chosen", _("whether the view chooses the cell")),
        *(_number(name) for name in names),
    )
    return _Rows(
        "components",
        columns,
        {
            "row": ["explained", *["loading"] * d, *["score"] * n],
            "id": ["", *symbols, *place["cell"]],
            "country": [*[""] * (1 + d), *found["countries"]],
            "lon": np.concatenate([lost, place["lon"]]),
            "lat": np.concatenate([lost, place["lat"]]),
            "chosen": [*[""] * (1 + d), *_yes(found["chosen"])],
            **{name: every[:, i] for i, name in enumerate(names)},
        },
    )


def _correlation(found: Mapping[str, Any]) -> _Rows:
    i, j = np.triu_indices(len(found["elements"]), 1)
    symbols = np.array(found["elements"])
    columns = (
        _text("x"),
        _text("y"),
        _number("correlation", _("in symmetric balances, −1 to 1")),
        _number("variation", _("variance of ln(x / y)")),
        _count("cells"),
    )
    return _Rows(
        "pairs",
        columns,
        {
            "x": symbols[i].tolist(),
            "y": symbols[j].tolist(),
            "correlation": found["value"][i, j],
            "variation": found["variation"][i, j],
            "cells": np.full(i.size, found["n"]),
        },
    )


def _pair(found: Mapping[str, Any]) -> _Rows:
    x, y = found["x"]["id"], found["y"]["id"]
    columns = (
        *_PLACE,
        _text("country"),
        _text("chosen", _("whether the view chooses the cell")),
        _number(x, UNIT),
        _text(f"{x}_state"),
        _number(y, UNIT),
        _text(f"{y}_state"),
    )
    return _Rows(
        "cells",
        columns,
        {
            **_places(found, found["cells"]),
            "country": found["countries"],
            "chosen": _yes(found["chosen"]),
            x: found["x_values"],
            f"{x}_state": _told(found["x_state"]),
            y: found["y_values"],
            f"{y}_state": _told(found["y_state"]),
        },
    )


def _map(found: Mapping[str, Any]) -> _Rows:
    colours = ("red", "green", "blue") if "rgb" in found else ()
    columns = (
        *_PLACE,
        _number("value", found["name"]),
        _text("state"),
        _count("elements", _("elements that the value is of")),
        _count("censored", _("those of them below detection")),
        *(_count(name) for name in colours),
    )
    return _Rows(
        "cells",
        columns,
        {
            **_places(found, found["cells"]),
            "value": found["value"],
            "state": _told(found["state"]),
            "elements": found["n"],
            "censored": found["censored"],
            **{name: found["rgb"][:, i] for i, name in enumerate(colours)},
        },
    )


def _anomalies(found: Mapping[str, Any]) -> _Rows:
    rows = [(row, one) for row in found["rows"] for one in row["above"]]
    columns = (
        *_PLACE,
        _text("country"),
        _text("chosen", _("whether the view chooses the cell")),
        _text("element"),
        _number("value", UNIT),
        _text("state"),
        _number("limit", f"{found['threshold_name']}, {UNIT}"),
        _number("ratio", _("value over limit")),
        _count("elements_above", _("elements of the cell above their limits")),
        _count("elements_decided", _("elements of which it is known whether they are above")),
    )
    return _Rows(
        "anomalies",
        columns,
        {
            **_places(found, [row["cell"] for row, _one in rows]),
            "country": [row["country"] for row, _one in rows],
            "chosen": _yes([row["chosen"] for row, _one in rows]),
            "element": [one["element"] for _row, one in rows],
            "value": [one["value"] for _row, one in rows],
            "state": _told([int(one["state"]) for _row, one in rows]),
            "limit": [found["limits"][one["element"]] for _row, one in rows],
            "ratio": [one["ratio"] for _row, one in rows],
            "elements_above": [len(row["above"]) for row, _one in rows],
            "elements_decided": [row["decided"] for row, _one in rows],
        },
    )


def _yes(chosen: Any) -> list[str]:
    return ["yes" if one else "no" for one in chosen]


_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], _Rows]] = MappingProxyType(
    {
        "heat": _heat,
        "spider": _spider,
        "components": _components,
        "correlation": _correlation,
        "pair": _pair,
        "index": _map,
        "anomalies": _anomalies,
        "composite": _map,
    }
)
