"""Three elements as colours: what is relatively rich where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.statistics.compositions import (
    clr,
    multiplicative_replacement,
    subcomposition,
    ternary,
    ternary_scale,
)
from dashboard.together.choice import Choice, Unusable
from dashboard.together.components import FEWEST_CELLS, reason
from dashboard.together.table import CellTable

USUAL = (("K", "Th", "U"), ("Ca", "Fe", "K"))
"""Elements of a composite where none are chosen: those of radiometric maps, else of rocks."""

TICKS = (0.25, 0.5, 0.75)
"""Places on an edge of the triangle, as the share of the first of its two elements, at which
the ratio of the two is given."""


@dataclass(frozen=True, eq=False)
class Composite:
    """Colours of three elements in every cell of a level.

    Attributes
    ----------
    elements : tuple of str
        Red, green, blue.
    shares : ndarray of float64, shape (N, 3)
        Centred and scaled; rows sum to one, NaN where one was not determined.
    rgb : ndarray of uint8, shape (N, 3)
        :func:`colour_of` the shares; 0 without.
    distance : ndarray of float64, shape (N,)
        From the stratum's centre, in spreads: length of the scaled centred log-ratios.
    centre : ndarray of float64, shape (3,)
        Geometric means of the stratum's cells, mg/kg: the middle of the triangle.
    spread : float
        Metric standard deviation of the three parts.
    edges : list of dict
        `of` (two symbols) and `ratios`: the first over the second, in mg/kg over mg/kg, at
        :data:`TICKS` of the edge between them.
    left_out : dict of str to str
        Why an element that was chosen is not in, in words.
    """

    elements: tuple[str, ...]
    shares: NDArray[np.float64]
    rgb: NDArray[np.uint8]
    distance: NDArray[np.float64]
    centre: NDArray[np.float64]
    spread: float
    edges: list[dict[str, object]]
    left_out: dict[str, str]


def colour_of(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return red, green and blue of shares of three parts.

    Shares are amounts of light, and screens show the square of a number as light (gamma
    2): so the square root. The middle is a grey of medium brightness, corners are pure.

    Parameters
    ----------
    shares : ndarray of float64, shape (n, 3)
        Rows sum to one; NaN gives 0.
    """
    return np.round(255 * np.sqrt(np.nan_to_num(shares))).astype(np.uint8)


def composite(table: CellTable, choice: Choice) -> Composite:
    """Return the colours of three elements in all cells of a level.

    Of more than three chosen elements the first three that can be used are taken; of none
    chosen, the first of :data:`USUAL` that the stratum has, else its first three.

    Parameters
    ----------
    table : CellTable
        All cells of the level, with the chosen elements.
    choice : Choice
        Says whether the elements were chosen.

    Raises
    ------
    Unusable
        If fewer than three of them can be used.
    """
    sampled = table.part(table.sampled)
    usable = subcomposition(sampled.values, sampled.state)
    left_out = dict(choice.left_out)
    for i, symbol in enumerate(table.elements):
        if not usable.parts[i]:
            left_out[symbol] = reason(float(usable.determined[i]), float(usable.below[i]))
    able = [symbol for symbol, used in zip(table.elements, usable.parts, strict=True) if used]
    three = _three(able, choice.named)
    if len(three) < 3:
        raise Unusable(_("A composite needs three elements that were measured in most cells."))
    columns = [table.elements.index(symbol) for symbol in three]
    state = table.state[:, columns]
    rows = (state <= State.ABOVE).all(axis=1) & (
        (state == State.BELOW) | (table.values[:, columns] > 0)
    ).all(axis=1)
    if rows.sum() < FEWEST_CELLS:
        raise Unusable(_("All of these elements together were determined in too few cells."))
    parts = multiplicative_replacement(table.values[rows][:, columns], state[rows])
    scale = ternary_scale(parts)
    shares = np.full((table.cells.size, 3), np.nan)
    shares[rows] = ternary(parts, scale)
    distance = np.full(table.cells.size, np.nan)
    distance[rows] = np.linalg.norm((clr(parts) - clr(scale.centre)) / scale.spread, axis=1)
    means = np.exp(np.log(parts).mean(axis=0))
    return Composite(
        three,
        shares,
        colour_of(shares),
        distance,
        means,
        scale.spread,
        [_edge(three, means, scale.spread, i, (i + 1) % 3) for i in range(3)],
        {k: v for k, v in left_out.items() if choice.named},
    )


def _three(able: list[str], named: bool) -> tuple[str, ...]:
    if not named:
        for usual in USUAL:
            if set(usual) <= set(able):
                return usual
    return tuple(able[:3])


def _edge(
    three: tuple[str, ...], centre: NDArray[np.float64], spread: float, i: int, j: int
) -> dict[str, object]:
    """Return the ratios of two elements along their edge: powering undone, then the centre."""
    ratios = [float(centre[i] / centre[j] * (share / (1 - share)) ** spread) for share in TICKS]
    return {"of": [three[i], three[j]], "ratios": ratios}
