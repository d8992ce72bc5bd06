"""The rows of a view: what its map, its table twin and its downloads all show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import grid
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State, state_label
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows, country_rows
from dashboard.state import ViewState
from dashboard.statistics.classes import percentile_rank


@dataclass(frozen=True)
class View:
    """A view with what it is a view of.

    Attributes
    ----------
    release : Release
        The release it shows.
    stratum : Stratum
        Its stratum.
    state : ViewState
        Resolved against the release.
    analyte : dict
        The analyte's record of the index.
    rows : pandas.DataFrame
        What is shown, one row a cell, country or sample.
    """

    release: Release
    stratum: Stratum
    state: ViewState
    analyte: dict[str, Any]
    rows: pd.DataFrame

    @property
    def kind(self) -> str:
        """What a row is: ``cells``, ``countries`` or ``sites``."""
        return shown_kind(self.state)


def shown_kind(state: ViewState) -> str:
    """Return what a view shows: ``cells``, ``countries`` or ``sites``."""
    if state.by == "countries":
        return "countries"
    return "sites" if state.level == "sites" else "cells"


def view(release: Release, state: ViewState) -> View | None:
    """Return the rows that a resolved state shows; None where the release has no stratum.

    Countries and region filter the rows; the automatic level is level 0 here,
    since only a screen knows its zoom.
    """
    if state.stratum is None or state.analyte is None:
        return None
    stratum = release.strata[state.stratum]
    record = stratum.analytes[state.analyte]
    makers = {"cells": _cells, "countries": _countries, "sites": _sites}
    rows = makers[shown_kind(state)](release, stratum, state)
    chosen = chosen_countries(release, state)
    if chosen is not None:
        rows = rows[rows["country"].isin(sorted(chosen))]
    rows = rows.assign(
        country_name=[release.country_names.get(c, "") for c in rows["country"]],
        text=[figure_text(v, s) for v, s in zip(rows["value"], rows["state_code"], strict=True)],
        state=[state_label(State(int(s))) for s in rows["state_code"]],
        percentile=pd.array(
            percentile_of(
                rows["value"],
                rows["state_code"],
                record,
                "value" if shown_kind(state) == "sites" else state.statistic,
            ),
            dtype="Int64",
        ),
    )
    return View(release, stratum, state, record, rows.reset_index(drop=True))


def chosen_countries(release: Release, state: ViewState) -> frozenset[str] | None:
    """Return the countries that countries and region of a state choose; None for all."""
    if not state.countries and state.region is None:
        return None
    chosen = set(state.countries)
    if state.region is not None:
        chosen |= {
            c["id"]
            for c in release.index["countries"]
            if state.region in (c["region"], c["subregion"])
        }
    return frozenset(chosen)


def percentile_of(
    values: Any, states: Any, record: dict[str, Any], statistic: str
) -> list[int | None]:
    """Return the percentile of the stratum's samples that each measured value reaches."""
    concentration = statistic not in {"n", "censored"}
    return [
        percentile_rank(record["percentiles"], v)
        if s == State.MEASURED and concentration
        else None
        for v, s in zip(values, states, strict=True)
    ]


def parsed_date(state: ViewState) -> dt.date | None:
    """Return the as-of date of a state."""
    return dt.date.fromisoformat(state.date) if state.date else None


def shown_level(state: ViewState, stratum: Stratum) -> int:
    """Return the level of cells that a state names, the coarsest where the screen decides."""
    level = int(state.level) if state.level.isdigit() else 0
    return level if level in stratum.levels else stratum.levels[0]


def _cells(release: Release, stratum: Stratum, state: ViewState) -> pd.DataFrame:
    level = shown_level(state, stratum)
    rows = cell_rows(stratum, state.analyte or "", level, state.statistic, parsed_date(state))
    box = grid.bounds(rows.keys, level)
    lon, lat = grid.centre(rows.keys, level)
    return pd.DataFrame(
        {
            "cell": grid.cell_id(rows.keys, level),
            "level": level,
            "country": rows.country,
            "lon": lon,
            "lat": lat,
            **box._asdict(),
            "sites": rows.sites,
            "n": rows.n,
            "censored": rows.censored,
            "value": rows.value,
            "state_code": rows.state,
        }
    )


def _countries(release: Release, stratum: Stratum, state: ViewState) -> pd.DataFrame:
    rows = country_rows(stratum, state.analyte or "", state.statistic, parsed_date(state))
    frame = pd.DataFrame(
        {
            "country": rows.country,
            "sites": rows.sites,
            "n": rows.n,
            "censored": rows.censored,
            "value": rows.value,
            "state_code": rows.state,
        }
    )
    return frame[frame["country"].isin(release.countries)]


def _sites(release: Release, stratum: Stratum, state: ViewState) -> pd.DataFrame:
    analyte = state.analyte or ""
    table = stratum.samples(
        "sample", "lon", "lat", "country", "date", "routine", "cell", analyte, f"{analyte}.state"
    )
    frame = table.to_pandas()
    frame = frame[frame["routine"] & (frame["cell"] >= 0)]
    date = parsed_date(state)
    if date is not None:
        frame = frame[pd.to_datetime(frame["date"]) <= pd.Timestamp(date)]
    return pd.DataFrame(
        {
            "sample": frame["sample"],
            "country": frame["country"],
            "lon": frame["lon"],
            "lat": frame["lat"],
            "date": [d.isoformat() if d is not None else "" for d in frame["date"]],
            "value": frame[analyte],
            "state_code": frame[f"{analyte}.state"],
        }
    )
