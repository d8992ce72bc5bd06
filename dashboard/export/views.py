"""The rows of a view: what its map, its table twin and its downloads all show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard import grid
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State, state_label
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows, country_rows
from dashboard.state import ViewState
from dashboard.statistics.classes import percentile_ranks

BLOCK = 8_192
"""Rows that are made at a time: a table of a million is sent as it is made."""


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
    found : pandas.DataFrame
        What is shown, one row a cell, country or sample: results as they are held.
    """

    release: Release
    stratum: Stratum
    state: ViewState
    analyte: dict[str, Any]
    found: pd.DataFrame

    @property
    def kind(self) -> str:
        """What a row is: ``cells``, ``countries`` or ``sites``."""
        return shown_kind(self.state)

    def blocks(self) -> Iterator[pd.DataFrame]:
        """Yield the rows with words, places and percentiles, some thousands at a time."""
        for start in range(0, max(len(self.found), 1), BLOCK):
            yield self._told(self.found.iloc[start : start + BLOCK])

    def _told(self, rows: pd.DataFrame) -> pd.DataFrame:
        if self.kind == "cells":
            rows = _placed(rows, shown_level(self.state, self.stratum))
        statistic = "value" if self.kind == "sites" else self.state.statistic
        rank = percentile_of(rows["value"], rows["state_code"], self.analyte, statistic)
        names = self.release.country_names
        return rows.assign(
            country_name=[names.get(c, "") for c in rows["country"]],
            text=[
                figure_text(v, s) for v, s in zip(rows["value"], rows["state_code"], strict=True)
            ],
            state=[state_label(State(int(s))) for s in rows["state_code"]],
            percentile=pd.array(rank, dtype="Int64"),
        )


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
    if statistic in {"n", "censored"}:
        return [None for _ in values]
    rank = percentile_ranks(record["percentiles"], values)
    told = (rank >= 0) & (np.asarray(states) == State.MEASURED)
    return [r if known else None for r, known in zip(rank.tolist(), told.tolist(), strict=True)]


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
    return pd.DataFrame(
        {
            "number": rows.keys,
            "country": rows.country,
            "sites": rows.sites,
            "n": rows.n,
            "censored": rows.censored,
            "value": rows.value,
            "state_code": rows.state,
        }
    )


def _placed(rows: pd.DataFrame, level: int) -> pd.DataFrame:
    """Return rows of cells with their ids, centres and bounds."""
    number = rows["number"].to_numpy()
    lon, lat = grid.centre(number, level)
    box = grid.bounds(number, level)
    return rows.assign(
        cell=grid.cell_id(number, level), level=level, lon=lon, lat=lat, **box._asdict()
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
