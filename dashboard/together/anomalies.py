"""Cells above a threshold: which elements, by how much, and where that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.elements import MASS_FRACTIONS
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.release.thresholds import sample_thresholds
from dashboard.statistics.summary import Figure
from dashboard.statistics.thresholds import THRESHOLDS, Threshold, thresholds
from dashboard.together.choice import Choice, Unusable
from dashboard.together.table import UNIT, CellTable, level_table

FEWEST_RESULTS = 20
"""Results of an element without which it has no limit here."""

_NONE = Threshold(np.nan, State.TOO_FEW, 0)


class Above(NamedTuple):
    """An element above its limit in a cell; `value` mg/kg, `ratio` to the limit."""

    element: str
    value: float
    ratio: float
    state: State


class AnomalousCell(NamedTuple):
    """A cell with at least one element above its limit, the highest ratio first.

    `decided` is the number of elements of which it can be said whether they are above.
    """

    cell: int
    country: str
    chosen: bool
    above: tuple[Above, ...]
    decided: int


@dataclass(frozen=True, eq=False)
class Anomalies:
    """Cells above the limits of a threshold.

    Attributes
    ----------
    threshold : str
        Id of `dashboard.statistics.thresholds`.
    limits : mapping of str to Figure
        Limit of each element that has one, mg/kg.
    exceeding : mapping of str to int
        Cells above each of them.
    rows : tuple of AnomalousCell
        Of the whole stratum; most elements first, then the highest ratio.
    cells : int
        Cells with a result of any of the elements.
    left_out : dict of str to str
        Why an element that was chosen has no limit, in words.
    samples : bool
        Whether all limits are of samples; where the owner shares cells only, of cells.
    """

    threshold: str
    limits: dict[str, Figure]
    exceeding: dict[str, int]
    rows: tuple[AnomalousCell, ...]
    cells: int
    left_out: dict[str, str]
    samples: bool


class Marks(NamedTuple):
    """What can be said of every cell of a level and every element with a limit.

    Attributes
    ----------
    table : CellTable
        All cells of the level, E elements with a limit.
    limits : ndarray of float64, shape (E,)
        mg/kg.
    above, decided : ndarray of bool, shape (N, E)
        Whether a cell is above; whether that can be said.
    left_out : dict of str to str
    """

    table: CellTable
    limits: NDArray[np.float64]
    above: NDArray[np.bool_]
    decided: NDArray[np.bool_]
    left_out: dict[str, str]


def anomalies(release: Release, choice: Choice) -> Anomalies:
    """Return the cells of a stratum whose medians are above a threshold.

    The threshold is that of the stratum's routine samples (or, where the owner shares no
    samples, of its cells of level `choice.level`), the same for all countries.

    Raises
    ------
    Unusable
        If no element has a limit.
    """
    found = marks(release, choice)
    table = found.table
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = table.values / found.limits
    count = found.above.sum(axis=1)
    highest = np.where(found.above, ratio, 0.0).max(axis=1, initial=0.0)
    listed = np.flatnonzero(count)
    order = listed[np.lexsort((-highest[listed], -count[listed]))]
    decided = found.decided.sum(axis=1)
    rows = tuple(_row(table, found, ratio, int(i), int(decided[i])) for i in order)
    limits = {
        symbol: Figure(float(value), State.MEASURED)
        for symbol, value in zip(table.elements, found.limits, strict=True)
    }
    stratum = release.strata[choice.stratum]
    return Anomalies(
        choice.threshold,
        limits,
        dict(zip(table.elements, found.above.sum(axis=0).tolist(), strict=True)),
        rows,
        int(table.sampled.sum()),
        found.left_out,
        all(stratum.tells_samples(symbol) for symbol in table.elements),
    )


def marks(release: Release, choice: Choice) -> Marks:
    """Return which cells are above the limits of a threshold, and where that can be said.

    A content below a detection limit is not above a threshold that this limit does not
    exceed, nor below one that is not known: it ranks lowest everywhere, and the threshold is a
    measured content. Otherwise it cannot be said, nor of what was not determined. A content
    above an upper limit is above the threshold where that limit is.

    Raises
    ------
    Unusable
        If no element has a limit.
    """
    limits: dict[str, float] = {}
    left_out = dict(choice.left_out)
    for symbol in choice.elements:
        limit, why = _limit(release, choice, symbol)
        if why:
            left_out[symbol] = why
        else:
            limits[symbol] = limit
    if not limits:
        raise Unusable(_("None of these elements has this threshold here."))
    part = Choice(
        choice.stratum,
        choice.level,
        tuple(limits),
        countries=choice.countries,
        date=choice.date,
    )
    table = level_table(release, part)
    bound = np.array(list(limits.values()))
    measured, below, over_ = (
        table.state == one for one in (State.MEASURED, State.BELOW, State.ABOVE)
    )
    with np.errstate(invalid="ignore"):
        above = (measured & (table.values > bound)) | (over_ & (table.values >= bound))
        decided = measured | above | (below & ~(table.values > bound))
    return Marks(table, bound, above, decided, left_out)


def _limit(release: Release, choice: Choice, symbol: str) -> tuple[float, str]:
    """Return an element's limit, mg/kg, and why it has none."""
    stratum = release.strata[choice.stratum]
    if not stratum.tells_samples(symbol):
        found = _of_cells(release, choice.stratum, symbol, choice.level)[choice.threshold]
    elif stratum.analytes[symbol]["n"] < FEWEST_RESULTS:
        found = _NONE
    else:
        found = sample_thresholds(stratum, symbol)[choice.threshold]
    if found.state == State.MEASURED:
        factor = MASS_FRACTIONS[stratum.analytes[symbol]["unit"]] / MASS_FRACTIONS[UNIT]
        return found.value * factor, ""
    if found.state == State.BELOW:
        return np.nan, _("The threshold lies below the detection limit.")
    if found.state == State.ABOVE:
        return np.nan, _("The threshold lies above the upper limit of measurement.")
    if choice.threshold == "fractal":
        return np.nan, _("Its concentration–area plot has no break.")
    return np.nan, _("Too few results, or too many of them below detection, for this threshold.")


@kept(1024)
def _of_cells(release: Release, identity: str, symbol: str, level: int) -> Mapping[str, Threshold]:
    """Return all thresholds of an element's medians of cells, in the stratum's unit."""
    values, state = level_table(release, Choice(identity, level, (symbol,))).column(symbol)
    unit = release.strata[identity].analytes[symbol]["unit"]
    rows = state <= State.ABOVE
    if np.count_nonzero(rows) < FEWEST_RESULTS:
        return dict.fromkeys(THRESHOLDS, _NONE)
    return thresholds(values[rows] * (MASS_FRACTIONS[UNIT] / MASS_FRACTIONS[unit]), state[rows])


def _row(
    table: CellTable, found: Marks, ratio: NDArray[np.float64], i: int, decided: int
) -> AnomalousCell:
    columns = np.flatnonzero(found.above[i])
    columns = columns[np.argsort(-ratio[i, columns], kind="stable")]
    above = tuple(
        Above(
            table.elements[j],
            float(table.values[i, j]),
            float(ratio[i, j]),
            State(int(table.state[i, j])),
        )
        for j in columns
    )
    return AnomalousCell(
        int(table.cells[i]), str(table.countries[i]), bool(table.chosen[i]), above, decided
    )
