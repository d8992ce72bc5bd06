"""The maps of the page of comparison as one table: a row a place, the maps side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State, state_label
from dashboard.compare.groups import groups_of, levelling_note
from dashboard.export.downloads import metadata, place_columns, value_note
from dashboard.export.shapes import area_shapes, cell_shapes
from dashboard.export.tables import Column, Table, batch
from dashboard.export.views import View, chosen_countries, shown_level, view
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_panes import COUNTS, panes
from dashboard.statistics.levelling import Levelling

_ROWS = 8_192
# Levels are told apart by what lies above the numbers of the finest cells.
_SHIFT = 40
_SOURCES = ("citation", "licence", "notes")


@dataclass(frozen=True)
class Levelled:
    """How a pane is brought to the level of the first.

    Attributes
    ----------
    found : Levelling
        Factor with its interval.
    note : str
        The same in words.
    """

    found: Levelling
    note: str

    @property
    def factor(self) -> float | None:
        """What results are multiplied by; None where too few cells are shared to tell."""
        return self.found.factor if np.isfinite(self.found.factor) else None


def shown_views(state: ViewState) -> tuple[ViewState, ...]:
    """Return the panes of a resolved state that its maps show: two where they are one map."""
    views = panes(state)
    return views if state.mode == "panes" else views[:2]


def levellings(release: Release, state: ViewState) -> tuple[Levelled | None, ...]:
    """Return how each shown pane of a resolved state is levelled, None where it is not.

    A pane is levelled where the view asks for it, and it shows amounts of the first pane's
    element in another stratum.
    """
    views = shown_views(state)
    first = views[0]
    found: list[Levelled | None] = []
    for number, pane in enumerate(views, start=1):
        amounts = not COUNTS & {first.statistic, pane.statistic}
        other = pane.stratum != first.stratum and pane.analyte == first.analyte
        groups = (
            groups_of(release, state, number) if state.levelled and amounts and other else None
        )
        levelling = groups.levelling if groups is not None else None
        told = levelling_note(groups) if groups is not None else ""
        found.append(None if levelling is None else Levelled(levelling, told))
    return tuple(found)


def contrast(
    kind: str, first: tuple[Any, Any], second: tuple[Any, Any]
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return difference or ratio of values, and the states that say why there is none.

    Parameters
    ----------
    kind : str
        ``difference``, second minus first, or ``ratio``, second over first.
    first, second : tuple of array_like, each of shape (n,)
        Values and state codes; a place that a map does not have is `State.OUTSIDE`.

    Returns
    -------
    value : ndarray of float64, shape (n,)
        NaN where one of both is not measured, and for ratios where one is not positive.
    state : ndarray of uint8, shape (n,)
        ``BELOW`` and ``ABOVE`` where a value lies beyond a limit, ``UNDETERMINED`` where one map
        only has a value, ``PLANNED`` where neither has, ``TOO_FEW`` for a ratio of zero.
    """
    a, b = (np.asarray(one[0], dtype=np.float64) for one in (first, second))
    states = [np.asarray(one[1]) for one in (first, second)]
    known = [one <= State.ABOVE for one in states]
    state = np.zeros(a.shape, dtype=np.uint8)
    if kind == "ratio":
        state[~((a > 0) & (b > 0))] = State.TOO_FEW
    for beyond in (State.ABOVE, State.BELOW):
        state[(states[0] == beyond) | (states[1] == beyond)] = beyond
    state[known[0] ^ known[1]] = State.UNDETERMINED
    state[~known[0] & ~known[1]] = State.PLANNED
    measured = state == State.MEASURED
    value = np.full(a.shape, np.nan)
    value[measured] = (
        b[measured] - a[measured] if kind == "difference" else b[measured] / a[measured]
    )
    return value, state


def panes_table(release: Release, state: ViewState, link: str) -> Table | None:
    """Return the maps of a view as a table: what its table twin shows.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    state : ViewState
        Resolved by `resolve_panes`.
    link : str
        Full address of the page that shows it.

    Returns
    -------
    Table or None
        None where the release has no stratum.
    """
    views = shown_views(state)
    shown = [
        found
        for pane in views
        for found in [view(release, replace(pane, countries=(), region=None))]
        if found is not None
    ]
    if len(shown) < len(views):
        return None
    levelled = levellings(release, state)
    parts = [_keyed(one) for one in shown]
    rows = _union(release, views, parts)
    filled = [
        _filled(part, rows, own.factor if own and own.factor is not None else 1.0)
        for part, own in zip(parts, levelled, strict=True)
    ]
    kind = "countries" if state.by == "countries" else "cells"
    columns = (*place_columns(kind), *_value_columns(shown, state.mode))
    comparable = all(own is None or own.factor is not None for own in levelled)

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(0, max(len(rows), 1), _ROWS):
            part = slice(start, start + _ROWS)
            places = _places(release, rows.iloc[part], kind)
            values = _values([one.iloc[part] for one in filled], state.mode, comparable)
            yield batch(columns, places | values)

    names = [state.mode, *(f"{one.stratum.record['id']}-{one.analyte['id']}" for one in shown)]
    return Table(
        name="-".join(["compare", *names, release.id]).replace(".", "-"),
        sheet=kind,
        columns=columns,
        rows=len(rows),
        about=_about(shown, levelled, state.mode, link),
        batches=batches,
        geometry="area",
        shapes=area_shapes(release) if kind == "countries" else cell_shapes,
    )


def _keyed(shown: View) -> pd.DataFrame:
    """Return a view's rows by the place they are of: a country, or level and number of a cell."""
    found = shown.found
    if shown.kind == "countries":
        return found.set_index("country", drop=False)
    level = shown_level(shown.state, shown.stratum)
    return found.set_index((level << _SHIFT) + found["number"].astype(np.int64))


def _union(
    release: Release, views: Sequence[ViewState], parts: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """Return place and country of all rows that a pane chooses, in the order of the grid."""
    kept = []
    for pane, part in zip(views, parts, strict=True):
        chosen = chosen_countries(release, pane)
        own = part if chosen is None else part[part["country"].isin(sorted(chosen))]
        kept.append(own[["country"]])
    rows = pd.concat(kept)
    return rows[~rows.index.duplicated()].sort_index()


def _filled(part: pd.DataFrame, rows: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return values and states of a pane for the rows of all; what it lacks is outside."""
    found = part[["value", "state_code", "n", "censored"]].reindex(rows.index)
    absent = found["state_code"].isna()
    return found.assign(
        value=found["value"] * factor,
        state_code=np.where(absent, State.OUTSIDE, found["state_code"]).astype(np.uint8),
        n=found["n"].fillna(0),
        censored=found["censored"].fillna(0),
    )


def _value_columns(shown: Sequence[View], mode: str) -> tuple[Column, ...]:
    columns = []
    if mode in {"difference", "ratio"}:
        words = _("map 2 minus map 1") if mode == "difference" else _("map 2 divided by map 1")
        columns += [Column(mode, "number", words), Column(f"{mode}_state", "text")]
    for number, one in enumerate(shown, start=1):
        title = metadata(one, "")["title"]
        columns += [
            Column(
                f"value_{number}", "number", _("map {n}: {title}").format(n=number, title=title)
            ),
            Column(f"state_{number}", "text"),
            Column(f"text_{number}", "text"),
            Column(f"n_{number}", "count", _("results")),
            Column(f"censored_{number}", "count", _("results below detection")),
        ]
    return tuple(columns)


def _values(filled: Sequence[pd.DataFrame], mode: str, comparable: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if mode in {"difference", "ratio"}:
        one, other = (
            (part["value"].to_numpy(), part["state_code"].to_numpy()) for part in filled[:2]
        )
        if not comparable:
            # Without a factor there is nothing to set against the first map's results.
            other = (other[0], np.full_like(other[1], State.UNDETERMINED))
        value, state = contrast(mode, one, other)
        values |= {mode: value, f"{mode}_state": [_contrast_words(int(code)) for code in state]}
    for number, part in enumerate(filled, start=1):
        codes = part["state_code"].to_numpy()
        values |= {
            f"value_{number}": part["value"].to_numpy(),
            f"state_{number}": [state_label(State(int(code))) for code in codes],
            f"text_{number}": [
                figure_text(v, s) for v, s in zip(part["value"], codes, strict=True)
            ],
            f"n_{number}": part["n"].to_numpy(),
            f"censored_{number}": part["censored"].to_numpy(),
        }
    return values


def _contrast_words(state: int) -> str:
    return {
        State.MEASURED: _("measured"),
        State.BELOW: _("below the detection limit in one map or both"),
        State.ABOVE: _("above the upper limit in one map or both"),
        State.UNDETERMINED: _("a value in one map only"),
        State.PLANNED: _("a value in neither map"),
        State.TOO_FEW: _("zero in one map: no ratio"),
    }[State(state)]


def _places(release: Release, rows: pd.DataFrame, kind: str) -> dict[str, Any]:
    country = rows["country"].tolist()
    names = [release.country_names.get(one, "") for one in country]
    found: dict[str, Any] = {"country": country, "country_name": names}
    if kind == "countries":
        return found
    code = rows.index.to_numpy(dtype=np.int64)
    level, number = code >> _SHIFT, code & ((1 << _SHIFT) - 1)
    columns = ("lon", "lat", "west", "south", "east", "north")
    places = {name: np.zeros(code.size) for name in columns}
    ids = np.empty(code.size, dtype=object)
    for own in np.unique(level).tolist():
        at = level == own
        ids[at] = grid.cell_id(number[at], own)
        places["lon"][at], places["lat"][at] = grid.centre(number[at], own)
        for name, edge in grid.bounds(number[at], own)._asdict().items():
            places[name][at] = edge
    return found | places | {"cell": ids.tolist(), "level": level}


def _about(
    shown: Sequence[View], levelled: Sequence[Levelled | None], mode: str, link: str
) -> dict[str, str]:
    """Return what a reader of all maps must know: what each shows, levelling and sources."""
    told = [metadata(one, link) for one in shown]
    about = {f"map_{number}": one["title"] for number, one in enumerate(told, start=1)}
    about |= {
        f"levelled_{number}": one.note for number, one in enumerate(levelled, start=1) if one
    }
    if mode in {"difference", "ratio"}:
        about[mode] = _("map 2 minus map 1") if mode == "difference" else _("map 2 over map 1")
    about["value"] = value_note()
    for key in _SOURCES:
        texts = dict.fromkeys(one[key] for one in told if one.get(key))
        if texts:
            about[key] = " | ".join(texts)
    last = told[0]
    return about | {
        key: last[key] for key in ("release", "made", "accessed", "link", "boundaries")
    }
