"""What the map of elements together shows of every cell: one number, or three colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.printing import number_text
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.release.vectors import cell_rows
from dashboard.statistics.classes import (
    PERCENTILES,
    SCHEMES,
    all_breaks,
    percentiles,
    quantile_breaks,
    round_significant,
    tukey_breaks,
)
from dashboard.statistics.compositions import FEWEST_DETERMINED
from dashboard.statistics.thresholds import threshold_name
from dashboard.together.anomalies import marks
from dashboard.together.choice import Choice, Unusable, usable_elements
from dashboard.together.components import ends, estimate, reason, words_of
from dashboard.together.composite import Composite, composite
from dashboard.together.scores import u_scores
from dashboard.together.table import CellTable, level_table
from dashboard.together.titles import cell_map_title

SYMMETRIC = (50.0, 80.0, 95.0)
"""Percentiles of the absolute values at which symmetric classes end."""

_FEW_COUNTS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0)


@dataclass(frozen=True, eq=False)
class CellMap:
    """A number of every cell of a level, in the order of the level's ``cell`` plane.

    Attributes
    ----------
    cells : ndarray of uint32, shape (N,)
    value : ndarray of float32, shape (N,)
        NaN where there is none.
    state : ndarray of uint8, shape (N,)
        State codes.
    n : ndarray of uint16, shape (N,)
        Elements that the number is of; of a single element its results.
    censored : ndarray of uint16, shape (N,)
        Those of them below detection.
    id, name, unit : str
        Id (such as ``pc1``), words, and unit (empty for pure numbers).
    title : str
        What the map is called, which is known before it is computed.
    breaks : mapping of str to list of float
        By scheme, as of an analyte in the index; `symmetric` about zero where there are
        negative numbers.
    percentiles : list of float
        P0 … P100 of the stratum's cells; empty without any.
    parts : tuple of str
        Elements it is of.
    missing : dict of str to str
        Elements that are not in, and why, in words.
    words : tuple of str
        Formula and method, one sentence each.
    composite : Composite or None
        Colours and scale of three elements.
    """

    cells: NDArray[np.uint32]
    value: NDArray[np.float32]
    state: NDArray[np.uint8]
    n: NDArray[np.uint16]
    censored: NDArray[np.uint16]
    id: str
    name: str
    unit: str
    breaks: Mapping[str, list[float]]
    percentiles: list[float]
    parts: tuple[str, ...]
    missing: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    composite: Composite | None = None
    title: str = ""


def cell_map(release: Release, choice: Choice, kind: str) -> CellMap:
    """Return the map of elements together.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Stratum, level and elements; component, threshold and first element of the pair
        where `kind` needs them. Places and date change nothing.
    kind : str
        ``"component"``: scores of a principal component; ``"index"``: mean U-score of the
        elements; ``"anomalies"``: elements above the threshold; ``"composite"``: shares of
        three elements as colours; ``"element"``: medians of one.

    Raises
    ------
    Unusable
        If it cannot be given of these elements.
    KeyError
        If there is no such map.
    """
    plain = Choice(
        choice.stratum,
        choice.level,
        choice.elements,
        preset=choice.preset,
        threshold=choice.threshold if kind == "anomalies" else "p98",
        component=choice.component if kind == "component" else 1,
        pair=choice.pair if kind == "element" else (),
        named=choice.named,
        left_out=choice.left_out,
    )
    return _made(release, plain, tuple(sorted(choice.left_out.items())), kind)


def empty_map(release: Release, choice: Choice, kind: str) -> CellMap:
    """Return a map without any value, in place of one that cannot be given of the elements.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
    kind : str
        As of :func:`cell_map`.

    Returns
    -------
    CellMap
        Cells that are planned or await results are so; of all others the map is not determined.
    """
    usable = usable_elements(release.strata[choice.stratum])
    table = level_table(release, replace(choice, elements=usable))
    nowhere = np.zeros(table.cells.size)
    title = cell_map_title(choice, kind)
    state = _states(table, list(range(len(usable))), nowhere > 0)
    missing = dict(choice.left_out)
    found = _map(
        table, np.full(nowhere.shape, np.nan), state, nowhere, nowhere,
        id=kind, name=title, parts=(), missing=missing, words=(),
    )  # fmt: skip
    return replace(found, title=title)


@kept(64)
def _made(
    release: Release, choice: Choice, _left_out: tuple[tuple[str, str], ...], kind: str
) -> CellMap:
    found = _MAKERS[kind](release, choice)
    if kind in {"component", "index", "anomalies"}:
        return replace(found, title=cell_map_title(choice, kind))
    return replace(found, title=found.name)


def _component(release: Release, choice: Choice) -> CellMap:
    found = estimate(release, choice)
    table = level_table(release, choice)
    own = np.flatnonzero(table.sampled)[found.rows]
    number = choice.component - 1
    if number >= found.scores.shape[1]:
        raise Unusable(_("There are fewer components than that of so few elements."))
    value = np.full(table.cells.size, np.nan)
    value[own] = found.scores[:, number]
    below = np.zeros(table.cells.size, dtype=np.uint16)
    below[own] = found.below
    columns = [choice.elements.index(symbol) for symbol in found.elements]
    share = number_text(round(100 * float(found.shares[number]), 1))
    high, low = (", ".join(one) for one in ends(found.elements, found.loadings[:, number]))
    toward = _(
        "{share} % of the variance. High scores: more {high}, less {low}, relative to the other "
        "elements."
    )
    return _map(
        table,
        value,
        _states(table, columns, np.isfinite(value)),
        np.where(np.isfinite(value), len(found.elements), 0),
        below,
        id=f"pc{choice.component}",
        name=_("Component {number} ({share} % of the variance)").format(
            number=choice.component, share=share
        ),
        parts=found.elements,
        missing=found.left_out,
        words=(toward.format(share=share, high=high, low=low), *words_of(found)),
    )


def _index(release: Release, choice: Choice) -> CellMap:
    table = level_table(release, choice)
    known = table.state <= State.ABOVE
    sampled = int(table.sampled.sum())
    missing = dict(choice.left_out)
    columns = []
    for i, symbol in enumerate(choice.elements):
        share = known[:, i].sum() / max(sampled, 1)
        if share < FEWEST_DETERMINED:
            missing[symbol] = reason(float(share), 0.0)
        else:
            columns.append(i)
    if not columns or not sampled:
        raise Unusable(_("There are no results of these elements in this stratum."))
    scores = np.stack([u_scores(table.values[:, i], table.state[:, i]) for i in columns], axis=1)
    value = scores.mean(axis=1)
    parts = tuple(choice.elements[i] for i in columns)
    formula = _(
        "Mean U-score of {d} elements: for each, the share of the stratum’s cells that are "
        "surely lower less the share surely higher; −1 lowest in all, 0 middle, 1 highest in all."
    )
    return _map(
        table,
        value,
        _states(table, columns, np.isfinite(value)),
        known[:, columns].sum(axis=1),
        (table.state[:, columns] == State.BELOW).sum(axis=1),
        id="index",
        name=_("Additive index (mean U-score)"),
        parts=parts,
        missing=missing,
        words=(formula.format(d=len(parts)),),
    )


def _anomalies(release: Release, choice: Choice) -> CellMap:
    found = marks(release, choice)
    table = found.table
    count, decided = found.above.sum(axis=1), found.decided.sum(axis=1)
    # Nothing above among some elements is no "nothing above" of all.
    told = (count > 0) | (decided == len(table.elements))
    columns = list(range(len(table.elements)))
    words = _(
        "Elements of {d} whose median of the cell is above this threshold of the stratum; "
        "a cell where none is known to be, and not all were determined, has no number."
    )
    most = int(count.max(initial=0))
    breaks = [one for one in _FEW_COUNTS if one <= max(most, 1)]
    return _map(
        table,
        np.where(told, count, np.nan),
        _states(table, columns, told),
        decided,
        (table.state == State.BELOW).sum(axis=1),
        id="anomalies",
        name=_("Elements above: {threshold}").format(threshold=threshold_name(choice.threshold)),
        parts=table.elements,
        missing=found.left_out,
        words=(words.format(d=len(table.elements)),),
        breaks=dict.fromkeys(SCHEMES, breaks),
    )


def _composite(release: Release, choice: Choice) -> CellMap:
    table = level_table(release, choice)
    found = composite(table, choice)
    columns = [choice.elements.index(symbol) for symbol in found.elements]
    names = ", ".join(found.elements)
    words = _(
        "Relative contents of {a} (red), {b} (green) and {c} (blue): centred on the stratum’s "
        "geometric means and scaled by its spread, so that grey is its centre."
    )
    a, b, c = found.elements
    return _map(
        table,
        found.distance,
        _states(table, columns, np.isfinite(found.distance)),
        np.where(np.isfinite(found.distance), len(columns), 0),
        (table.state[:, columns] == State.BELOW).sum(axis=1),
        id="composite",
        name=_("Composite of {elements}").format(elements=names),
        parts=found.elements,
        missing=found.left_out,
        words=(words.format(a=a, b=b, c=c),),
        composite=found,
    )


def _element(release: Release, choice: Choice) -> CellMap:
    if not choice.pair:
        raise Unusable(_("A pair needs two elements; this stratum has fewer."))
    symbol = choice.pair[0]
    stratum = release.strata[choice.stratum]
    record = stratum.analytes[symbol]
    rows = cell_rows(stratum, symbol, choice.level, "median")
    return CellMap(
        np.asarray(rows.keys, dtype=np.uint32),
        rows.value.astype(np.float32),
        rows.state,
        _small(rows.n),
        _small(rows.censored),
        symbol,
        record["name"],
        record["unit"],
        record["breaks"],
        record["percentiles"],
        (symbol,),
        dict(choice.left_out),
    )


_MAKERS: Mapping[str, Callable[[Release, Choice], CellMap]] = MappingProxyType(
    {
        "component": _component,
        "index": _index,
        "anomalies": _anomalies,
        "composite": _composite,
        "element": _element,
    }
)

KINDS = tuple(_MAKERS)
"""Ids of the maps."""


def _map(
    table: CellTable,
    value: NDArray[np.float64],
    state: NDArray[np.uint8],
    n: NDArray[Any],
    censored: NDArray[Any],
    *,
    id: str,
    name: str,
    parts: tuple[str, ...],
    missing: dict[str, str],
    words: tuple[str, ...],
    breaks: Mapping[str, list[float]] | None = None,
    composite: Composite | None = None,
) -> CellMap:
    known = value[np.isfinite(value)]
    curve = percentiles(known, np.arange(101))
    return CellMap(
        table.cells,
        value.astype(np.float32),
        state,
        _small(n),
        _small(censored),
        id,
        name,
        "",
        _breaks(known) if breaks is None else breaks,
        [float(one) for one in round_significant(curve)] if known.size else [],
        parts,
        missing,
        words,
        composite,
    )


def _states(table: CellTable, columns: list[int], told: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return measured where there is a number, and otherwise why there is none."""
    state = table.state[:, columns]
    results = (state <= State.ABOVE).any(axis=1)
    why = np.full(table.cells.size, State.UNDETERMINED, dtype=np.uint8)
    for one in (State.PLANNED, State.AWAITING) if columns else ():
        why[~results & (state == one).all(axis=1)] = one
    why[(state == State.WITHHELD).any(axis=1)] = State.WITHHELD
    return np.where(told, State.MEASURED, why).astype(np.uint8)


def _breaks(known: NDArray[np.float64]) -> dict[str, list[float]]:
    """Return bounds of classes; where there are negative numbers, none on logarithms."""
    if not known.size:
        return {scheme: [] for scheme in SCHEMES}
    if known.min() > 0:
        return all_breaks(known)
    ends = np.unique(round_significant(np.percentile(np.abs(known), SYMMETRIC)))
    ends = ends[ends > 0]
    symmetric = [*(-ends[::-1]).tolist(), *ends.tolist()]
    return {
        "percentile": _distinct(percentiles(known, PERCENTILES), known),
        "tukey": tukey_breaks(known),
        "log": symmetric,
        "quantile": quantile_breaks(known),
        "fractal": [],
        "symmetric": symmetric,
    }


def _distinct(bounds: NDArray[np.float64], known: NDArray[np.float64]) -> list[float]:
    rounded = np.unique(round_significant(bounds))
    return [float(one) for one in rounded if known.min() < one <= known.max()]


def _small(counts: NDArray[Any]) -> NDArray[np.uint16]:
    kept: NDArray[np.uint16] = np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
    return kept
