"""What a reader is told of one cell, or of the chosen countries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.counts import samples_text
from dashboard.catalog.printing import date_text, figure_text, number_text
from dashboard.catalog.states import State, state_label
from dashboard.details.told import nothing, told
from dashboard.export.views import percentile_of
from dashboard.i18n import _
from dashboard.release.release import Release, Stratum
from dashboard.release.results import taken_by
from dashboard.state import ViewState
from dashboard.statistics.summary import Summary, statistic_label, summarise

_MOST_SAMPLES = 200
"""Samples listed for a cell; the counts are always of all."""


def cell_details(release: Release, state: ViewState) -> dict[str, Any] | None:
    """Return values, counts, limits and samples of the chosen cell.

    Parameters
    ----------
    release : Release
        The release shown.
    state : ViewState
        Resolved against it.

    Returns
    -------
    dict or None
        `id`, `level`, `country`, `country_name`, `bounds` (west, south, east,
        north), `sites`, `state`, `stats` (label and text), `percentile`,
        `samples` and `more` (samples not listed); None without a cell.
    """
    if state.cell is None or state.stratum is None or state.analyte is None:
        return None
    number, level = grid.parse_id(state.cell)
    stratum = release.strata[state.stratum]
    record = stratum.analytes[state.analyte]
    if not stratum.tells_samples(state.analyte):
        return _told_cell(release, stratum, state, number, level)
    up = 2 * (grid.FINEST_LEVEL - level)
    inside = _samples(stratum, state, lambda table: (table["cell"].to_numpy() >> up) == number)
    summary = summarise(inside["value"].to_numpy(), inside["state"].to_numpy())
    country, base = _facts(release, stratum, number, level)
    box = grid.bounds(number, level)
    median = summary.figures["median"]
    words = state_label(median.state) if summary.n else ""
    if not len(inside):
        words = state_label(base if base != State.MEASURED else State.PLANNED)
        survey = release.surveys[stratum.record["survey"]]
        if base == State.OUTSIDE and survey["kind"] == "compilation":
            words = _("no published analyses")
        elif base == State.OUTSIDE and survey["kind"] == "gridded":
            words = _("no grid values")
    elif not summary.n:
        words = state_label(State.AWAITING if base == State.AWAITING else State.UNDETERMINED)
    rank = percentile_of([median.value], [int(median.state)], record, "median")[0]
    listed = inside.head(_MOST_SAMPLES)
    return {
        "id": state.cell,
        "level": level,
        "country": country,
        "country_name": release.country_names.get(country, ""),
        "bounds": [float(v) for v in box],
        "sites": len(inside),
        "state": words,
        "stats": _stats(summary, record["unit"]),
        "percentile": rank,
        "samples": [
            {
                "id": row.sample,
                "lon": round(row.lon, 5),
                "lat": round(row.lat, 5),
                "date": row.date.isoformat() if row.date is not None else "",
                "text": figure_text(row.value, row.state),
                "state": state_label(State(int(row.state))),
            }
            for row in listed.itertuples()
        ],
        "more": len(inside) - len(listed),
    }


def _told_cell(
    release: Release, stratum: Stratum, state: ViewState, number: int, level: int
) -> dict[str, Any]:
    """Return the details of a cell of which no samples are shared: those of its table."""
    record = stratum.analytes[state.analyte or ""]
    country, base = _facts(release, stratum, number, level)
    summary, sites = nothing(), 0
    if level in stratum.levels:
        summary, sites = told(stratum.cells(level), "cell", number, record["id"])
    median = summary.figures["median"]
    words = state_label(median.state) if summary.n else state_label(base)
    if sites and not summary.n:
        words = state_label(State.AWAITING if base == State.AWAITING else State.UNDETERMINED)
    return {
        "id": state.cell,
        "level": level,
        "country": country,
        "country_name": release.country_names.get(country, ""),
        "bounds": [float(v) for v in grid.bounds(number, level)],
        "sites": sites,
        "state": words,
        "stats": _stats(summary, record["unit"]),
        "percentile": percentile_of([median.value], [int(median.state)], record, "median")[0],
        "samples": [],
        "more": sites,
        "note": _("The owner shares results of cells and countries only, none of samples."),
    }


def country_details(release: Release, state: ViewState) -> list[dict[str, Any]]:
    """Return the statistics of each chosen country within the stratum, side by side.

    Samples count for their own country. Each row has `iso3`, `name`, `sites`,
    `n`, `censored` (share in %, as text) and the texts of all statistics; a
    country without samples, or without a result of the analyte, says so in `note`.
    """
    if state.stratum is None or state.analyte is None:
        return []
    stratum = release.strata[state.stratum]
    shared = stratum.tells_samples(state.analyte)
    frame = _of_countries(stratum, state) if shared else None
    rows = []
    for iso3 in state.countries:
        if frame is None:
            summary, sites = told(stratum.countries, "country", iso3, state.analyte)
        else:
            own = frame[frame["country"] == iso3]
            sites = len(own)
            summary = summarise(own["value"].to_numpy(), own["state"].to_numpy())
        rows.append(
            {
                "iso3": iso3,
                "name": release.country_names.get(iso3, iso3),
                "sites": sites,
                "note": "" if summary.n else _without(sites, state.date),
                **_texts(summary),
            }
        )
    return rows


def _without(sites: int, date: str | None) -> str:
    """Return why a country has no results."""
    if sites:
        return _("{samples} in this stratum, without a result").format(samples=samples_text(sites))
    if date:
        text = _("no samples in this stratum up to {day}")
        return text.format(day=date_text(date))
    return _("no samples in this stratum")


def country_values(release: Release, state: ViewState) -> dict[str, tuple[Any, Any]]:
    """Return values and states of the samples of each chosen country, for charts.

    Nothing where the samples are withheld.
    """
    if state.stratum is None or state.analyte is None:
        return {}
    stratum = release.strata[state.stratum]
    if not stratum.tells_samples(state.analyte):
        return {}
    frame = _of_countries(stratum, state)
    return {
        iso3: (own["value"].to_numpy(), own["state"].to_numpy())
        for iso3 in state.countries
        for own in [frame[frame["country"] == iso3]]
    }


def _of_countries(stratum: Stratum, state: ViewState) -> Any:
    chosen = pa.array(state.countries, pa.string())
    return _samples(
        stratum,
        state,
        lambda table: pc.is_in(table["country"], chosen).to_numpy(zero_copy_only=False),
    )


def _samples(
    stratum: Stratum, state: ViewState, chosen: Callable[[pa.Table], NDArray[np.bool_]]
) -> Any:
    """Return the chosen routine samples that a state counts, with the analyte's value and state.

    They are chosen before anything is made of them: a cell has few of a million.
    """
    analyte = state.analyte or ""
    names = ("sample", "lon", "lat", "country", "date", "routine", "cell", "state")
    table = stratum.samples(*names)
    held = table["routine"].to_numpy(zero_copy_only=False) & (table["cell"].to_numpy() >= 0)
    held &= (table["state"].to_numpy() != State.PLANNED) & chosen(table)
    if state.date is not None:
        held &= taken_by(table["date"], state.date)
    rows = np.flatnonzero(held)
    own = stratum.samples(analyte, f"{analyte}.state").take(rows)
    frame = table.drop_columns(["state"]).take(rows).to_pandas()
    return frame.assign(value=own[analyte].to_numpy(), state=own[f"{analyte}.state"].to_numpy())


def _facts(release: Release, stratum: Stratum, number: int, level: int) -> tuple[str, State]:
    """Return a cell's country and what the survey does there."""
    if level in stratum.levels:
        table = stratum.cells(level)
        position = int(np.searchsorted(table["cell"].to_numpy(), number))
        if position < table.num_rows and table["cell"][position].as_py() == number:
            return table["country"][position].as_py(), State(table["state"][position].as_py())
    return release.country_of_land(number >> (2 * level)), State.OUTSIDE


def _texts(summary: Summary) -> dict[str, str]:
    share = 100 * summary.censored / summary.n if summary.n else float("nan")
    texts = {name: figure_text(f.value, f.state) for name, f in summary.figures.items()}
    return {"n": str(summary.n), "censored": f"{number_text(share)} %", **texts}


def _stats(summary: Summary, unit: str) -> list[dict[str, str]]:
    texts = _texts(summary)
    listed = [{"label": statistic_label("n"), "text": texts["n"]}]
    if not summary.n:
        return listed
    listed.append(
        {
            "label": statistic_label("censored"),
            "text": _("{count} of {n}").format(count=summary.censored, n=summary.n),
        }
    )
    for name, figure in summary.figures.items():
        text = texts[name]
        if figure.state in (State.MEASURED, State.BELOW, State.ABOVE):
            text = f"{text} {unit}"
        listed.append({"label": statistic_label(name), "text": text})
    return listed
