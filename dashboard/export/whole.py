"""Everything that a stratum has, all analytes of all cells, countries or samples, as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard import grid
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State, state_label
from dashboard.export.downloads import place_columns, source, value_note
from dashboard.export.shapes import area_shapes, cell_shapes, point_shapes
from dashboard.export.tables import Column, Table, batch, words_of
from dashboard.export.views import (
    View,
    day_texts,
    sample_states,
    shown_level,
    shown_samples,
)
from dashboard.i18n import _
from dashboard.release.vectors import Rows
from dashboard.state_resolve import stratum_name

_FIELDS = 2_000_000
"""Fields of a batch, so that wide tables take no more memory than narrow ones."""
_MOST_ROWS = 8_192


def whole_table(view: View, link: str, address: str) -> Table:
    """Return all analytes of all cells, countries or samples of a view's stratum.

    What the view chooses of them (analyte, countries, region, day) is left aside; its
    statistic, and whether it shows cells (and which), countries or samples, hold.

    Parameters
    ----------
    view : View
        Says of what.
    link : str
        Full address of the page that shows it.
    address : str
        Full address of the release's files.
    """
    analytes = _analytes(view)
    columns = (*place_columns(view.kind), *_columns(view, analytes))
    size = max(256, min(_MOST_ROWS, _FIELDS // len(columns)))
    makers: Mapping[str, Callable[..., Iterator[dict[str, Any]]]] = {
        "cells": _cells, "countries": _countries, "sites": _samples,
    }  # fmt: skip

    def batches() -> Iterator[pa.RecordBatch]:
        for values in makers[view.kind](view, analytes, size):
            yield batch(columns, values)

    shapes = {"cells": cell_shapes, "countries": area_shapes(view.release), "sites": point_shapes}
    record = view.stratum.record
    level = shown_level(view.state, view.stratum)
    files = {"cells": f"cells-{level}.arrow", "countries": "countries.arrow",
             "sites": "samples.parquet"}  # fmt: skip
    return Table(
        name=_file_name(view, level),
        sheet=f"all-{view.kind}",
        columns=columns,
        rows=view.most_rows,
        about=_metadata(view, analytes, link),
        batches=batches,
        geometry="point" if view.kind == "sites" else "area",
        shapes=shapes[view.kind],
        original=f"{address}strata/{record['id']}/{files[view.kind]}",
    )


def _analytes(view: View) -> tuple[dict[str, Any], ...]:
    """Return the records of the analytes, of samples those that are shared."""
    found = view.stratum.analytes.values()
    if view.kind != "sites":
        return tuple(found)
    return tuple(one for one in found if view.stratum.tells_samples(one["id"]))


def _columns(view: View, analytes: tuple[dict[str, Any], ...]) -> Iterator[Column]:
    own = view.state.statistic
    samples = view.kind == "sites"
    yield Column(
        *("state", "text", _("what the sample is"))
        if samples
        else ("sites", "count", _("samples taken"))
    )
    for one in analytes:
        identity = one["id"]
        statistic = "" if samples else f", {own}"
        unit = one["unit"] if samples else {"n": "", "censored": "%"}.get(own, one["unit"])
        limit = one["limit"]
        words = [f"{one['name']}{statistic}", unit, one["digestion"], one["method"]]
        if limit:
            told = " – ".join(figure_text(bound, 0) for bound in dict.fromkeys(limit))
            words.append(_("detection limit {limit}").format(limit=told))
        yield Column(identity, "number", ", ".join(word for word in words if word))
        yield Column(f"{identity}.state", "text")
        if not samples:
            yield Column(f"{identity}.n", "count")
            yield Column(f"{identity}.censored", "count")


def _metadata(view: View, analytes: tuple[dict[str, Any], ...], link: str) -> dict[str, str]:
    record = view.stratum.record
    survey = view.release.surveys[record["survey"]]
    kinds = {
        "cells": _("EVERYTHING: all analytes in all cells of the stratum"),
        "countries": _("EVERYTHING: all analytes in all countries of the stratum"),
        "sites": _("EVERYTHING: all analytes of all samples of the stratum"),
    }
    apart = [one for one in view.stratum.analytes.values() if one not in analytes]
    notes = [
        _("Columns of an analyte: its value, what it is (.state)")
        + ("." if view.kind == "sites" else _(", results (.n), of these below detection "
                                              "(.censored)."))
    ]  # fmt: skip
    if survey["simulated"]:
        notes.append(_("SIMULATED DATA: not measured anywhere."))
    if apart:
        shared = _("Samples of these are not shared by their owner: {names}.")
        notes.append(shared.format(names=", ".join(one["name"] for one in apart)))
    found = {
        "title": _("{stratum}: all analytes").format(
            stratum=stratum_name(record, view.release.index)
        ),
        "scope": kinds[view.kind],
        "survey": survey["title"],
        "stratum": record["id"],
        "medium": record["medium"],
        "depth": record["depth"],
        "fraction": record["fraction"],
        "digestion": record["digestion"],
        "method": record["method"],
        "statistic": "value" if view.kind == "sites" else view.state.statistic,
        "value": value_note(),
        "notes": " ".join(notes),
        **source(view, link),
    }
    return {key: " ".join(text.split()) for key, text in found.items() if text}


def _file_name(view: View, level: int) -> str:
    unit = f"cells-{grid.LEVEL_KM[level]}km" if view.kind == "cells" else view.kind
    statistic = "" if view.kind == "sites" else f"-{view.state.statistic}"
    stratum = view.stratum.record["id"].replace(".", "-")
    return f"{stratum}-EVERYTHING{statistic}-{unit}-{view.release.id}"


def _cells(
    view: View, analytes: tuple[dict[str, Any], ...], size: int
) -> Iterator[dict[str, Any]]:
    level = shown_level(view.state, view.stratum)
    table = view.stratum.cells(level)
    names = view.release.country_names
    for start in range(0, table.num_rows, size):
        rows = table.slice(start, size)
        number = rows["cell"].to_numpy()
        lon, lat = grid.centre(number, level)
        country = rows["country"].to_pylist()
        yield {
            "cell": grid.cell_id(number, level),
            "level": np.full(number.size, level),
            "country": country,
            "country_name": [names.get(one, "") for one in country],
            "lon": lon,
            "lat": lat,
            **grid.bounds(number, level)._asdict(),
            **_results(view, analytes, rows, rows["state"].to_numpy()),
        }


def _countries(
    view: View, analytes: tuple[dict[str, Any], ...], _size: int
) -> Iterator[dict[str, Any]]:
    names = view.release.country_names
    table = view.stratum.countries
    # Without the whole stratum, which is no country.
    rows = table.filter(pa.array([one in names for one in table["country"].to_pylist()]))
    country = rows["country"].to_pylist()
    base = np.where(rows["sites"].to_numpy() == 0, State.PLANNED, State.MEASURED)
    yield {
        "country": country,
        "country_name": [names[one] for one in country],
        **_results(view, analytes, rows, base),
    }


def _results(
    view: View, analytes: tuple[dict[str, Any], ...], rows: pa.Table, base: Any
) -> dict[str, Any]:
    """Return the columns of the analytes of some cells or countries."""
    sites = rows["sites"].to_numpy()
    found: dict[str, Any] = {"sites": sites}
    words = {int(state): state_label(state) for state in State}
    by_analyte: dict[str, dict[str, Any]] = {one["id"]: {} for one in analytes}
    for name in rows.column_names:
        own = name.rpartition(".")[0]
        if own in by_analyte:
            by_analyte[own][name] = rows[name].to_numpy()
    for identity, columns in by_analyte.items():
        told = Rows(
            sites, rows["country"], sites, base, columns, identity, view.state.statistic
        )  # fmt: skip
        found |= {
            identity: told.value,
            f"{identity}.state": words_of(told.state, words),
            f"{identity}.n": told.n,
            f"{identity}.censored": told.censored,
        }
    return found


def _samples(
    view: View, analytes: tuple[dict[str, Any], ...], size: int
) -> Iterator[dict[str, Any]]:
    names = view.release.country_names
    words = {int(state): state_label(state) for state in State}
    of_samples = words | {int(State.MEASURED): _("results are in")}
    wanted = [name for one in analytes for name in (one["id"], f"{one['id']}.state")]
    own = ("sample", "lon", "lat", "country", "date", "routine", "cell", "state")
    for found in view.stratum.sample_batches(size, *own, *wanted):
        rows = found.filter(pa.array(shown_samples(found)))
        country = rows["country"].to_pylist()
        values = {
            "sample": rows["sample"].to_pylist(),
            "country": country,
            "country_name": [names.get(one, "") for one in country],
            "lon": rows["lon"].to_numpy(),
            "lat": rows["lat"].to_numpy(),
            "date": day_texts(rows),
            "state": words_of(rows["state"].to_numpy(), of_samples),
        }
        for one in analytes:
            values[one["id"]] = rows[one["id"]].to_numpy()
            values[f"{one['id']}.state"] = words_of(sample_states(rows, one["id"]), words)
        yield values
