"""The rows of a view: what its map, its table twin and its downloads all show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State, state_label
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import Rows, cell_rows, country_rows
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
    """

    release: Release
    stratum: Stratum
    state: ViewState
    analyte: dict[str, Any]

    @property
    def kind(self) -> str:
        """What a row is: ``cells``, ``countries`` or ``sites``."""
        return shown_kind(self.state)

    @property
    def most_rows(self) -> int:
        """The most rows that it can have, without reading them."""
        if self.kind == "sites":
            return int(self.stratum.record["samples"])
        if self.kind == "countries":
            return int(self.stratum.countries.num_rows)
        return int(self.stratum.cells(shown_level(self.state, self.stratum)).num_rows)

    @property
    def found(self) -> pd.DataFrame:
        """All that is shown, one row a cell, country or sample: results as they are held."""
        return pd.concat(list(self._held()), ignore_index=True)

    def blocks(self) -> Iterator[pd.DataFrame]:
        """Yield the rows with words, places and percentiles, some thousands at a time."""
        for rows in self._held():
            yield self._told(rows)

    def _held(self) -> Iterator[pd.DataFrame]:
        makers = {"cells": _cells, "countries": _countries, "sites": _sites}
        chosen = chosen_countries(self.release, self.state)
        for rows in makers[self.kind](self.release, self.stratum, self.state):
            kept = rows if chosen is None else rows[rows["country"].isin(sorted(chosen))]
            yield kept.reset_index(drop=True)

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

    Raises
    ------
    SamplesWithheld
        If it shows samples that the release does not hold.
    """
    if state.stratum is None or state.analyte is None:
        return None
    stratum = release.strata[state.stratum]
    own = View(release, stratum, state, stratum.analytes[state.analyte])
    if own.kind == "sites":
        # Refused here, before an answer has begun.
        stratum.sample_batches(BLOCK, state.analyte)
    return own


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
    """Return the level of cells that a state names, the coarsest where the screen decides.

    Beside a map of another stratum a size may be named that this one does not have: then it is
    the finest that is offered, as on the page (`chooseLevel` of assets/gridmap/levels.mjs).
    """
    if not state.level.isdigit():
        return stratum.levels[0]
    offered = [one for one in stratum.levels if one <= stratum.record["finest"]]
    level = int(state.level)
    return level if level in offered else (offered or [0])[-1]


def _cells(release: Release, stratum: Stratum, state: ViewState) -> Iterator[pd.DataFrame]:
    level = shown_level(state, stratum)
    rows = cell_rows(stratum, state.analyte or "", level, state.statistic, parsed_date(state))
    # At least one block, however empty: it has the columns.
    for start in range(0, max(rows.keys.size, 1), BLOCK):
        yield _block(rows, slice(start, start + BLOCK), number=rows.keys)


def _block(rows: Rows, part: slice, **more: Any) -> pd.DataFrame:
    """Return some rows; countries become Python texts, which take long to make, only here."""
    columns = more | {
        "sites": rows.sites,
        "n": rows.n,
        "censored": rows.censored,
        "value": rows.value,
        "state_code": rows.state,
    }
    country = rows.countries.slice(part.start, part.stop - part.start).to_pylist()
    return pd.DataFrame({name: values[part] for name, values in columns.items()}).assign(
        country=pd.Series(country, dtype=object)
    )


def _placed(rows: pd.DataFrame, level: int) -> pd.DataFrame:
    """Return rows of cells with their ids, centres and bounds."""
    number = rows["number"].to_numpy()
    lon, lat = grid.centre(number, level)
    box = grid.bounds(number, level)
    return rows.assign(
        cell=grid.cell_id(number, level), level=level, lon=lon, lat=lat, **box._asdict()
    )


def _countries(release: Release, stratum: Stratum, state: ViewState) -> Iterator[pd.DataFrame]:
    rows = country_rows(stratum, state.analyte or "", state.statistic, parsed_date(state))
    frame = _block(rows, slice(0, len(rows.keys)))
    yield frame[frame["country"].isin(release.countries)]


def _sites(release: Release, stratum: Stratum, state: ViewState) -> Iterator[pd.DataFrame]:
    analyte = state.analyte or ""
    date = parsed_date(state)
    columns = ("sample", "lon", "lat", "country", "date", "routine", "cell", "state")
    for found in stratum.sample_batches(BLOCK, *columns, analyte, f"{analyte}.state"):
        kept = shown_samples(found)
        if date is not None:
            kept &= _days(found) <= (date - dt.date(1970, 1, 1)).days
        rows = found.filter(pa.array(kept))
        yield pd.DataFrame(
            {
                "sample": pd.Series(rows["sample"].to_pylist(), dtype=object),
                "country": pd.Series(rows["country"].to_pylist(), dtype=object),
                "lon": rows["lon"].to_numpy(),
                "lat": rows["lat"].to_numpy(),
                "date": pd.Series(day_texts(rows), dtype=object),
                "value": rows[analyte].to_numpy(),
                "state_code": sample_states(rows, analyte),
            }
        )


def shown_samples(rows: pa.RecordBatch) -> NDArray[np.bool_]:
    """Return which samples a map shows: routine ones with a place."""
    routine = rows["routine"].to_numpy(zero_copy_only=False)
    return np.asarray(routine & (rows["cell"].to_numpy() >= 0), dtype=bool)


def sample_states(rows: pa.RecordBatch, analyte: str) -> NDArray[np.uint8]:
    """Return the states of an analyte's results; where there are none, the sample says why."""
    own, whole = rows[f"{analyte}.state"].to_numpy(), rows["state"].to_numpy()
    told = np.where((own == State.UNDETERMINED) & (whole != 0), whole, own)
    return np.asarray(told, dtype=np.uint8)


def day_texts(rows: pa.RecordBatch) -> list[str]:
    """Return the days of samples as ``2009-06-30``, empty where they are not known."""
    return [day.isoformat() if day is not None else "" for day in rows["date"].to_pylist()]


def _days(rows: pa.RecordBatch) -> NDArray[np.int32]:
    """Return days since 1970, of samples without a date one that comes after every other."""
    never = np.iinfo(np.int32).max
    days = rows["date"].cast("int32").fill_null(never).to_numpy(zero_copy_only=False)
    return np.asarray(days, dtype=np.int32)
