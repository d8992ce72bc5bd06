"""Principal components of the elements of a stratum: the biplot, and scores of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.counts import cells_text
from dashboard.catalog.printing import number_text
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.kept import kept
from dashboard.release.release import Release
from dashboard.statistics.compositions import (
    FEWEST_DETERMINED,
    MOST_REPLACED,
    multiplicative_replacement,
    subcomposition,
)
from dashboard.statistics.robust import robust_pca
from dashboard.together.choice import Choice, Unusable
from dashboard.together.table import cell_table

MOST_COMPONENTS = 4
"""Components that are given."""

FEWEST_CELLS = 10
"""Cells in which all elements were determined, without which no component is estimated."""


class Estimate(NamedTuple):
    """Components of a stratum's elements, whatever is chosen of its cells.

    Attributes
    ----------
    elements : tuple of str
        Symbols of the D elements that are used.
    rows : ndarray of bool, shape (N,)
        Rows of the table of cells in which all of them were determined.
    scores : ndarray of float64, shape (n, k), k = min(4, D − 1)
    loadings : ndarray of float64, shape (D, k)
    shares : ndarray of float64, shape (k,)
        Shares of the total variance.
    covariance : ndarray of float64, shape (D, D)
        Of centred log-ratios, as robust as the components.
    below : ndarray of int64, shape (n,)
        Elements below detection in each of the cells.
    robust : bool
    replaced : float
        Share of the contents that were below detection.
    left_out : dict of str to str
    """

    elements: tuple[str, ...]
    rows: NDArray[np.bool_]
    scores: NDArray[np.float64]
    loadings: NDArray[np.float64]
    shares: NDArray[np.float64]
    covariance: NDArray[np.float64]
    below: NDArray[np.int64]
    robust: bool
    replaced: float
    left_out: dict[str, str]


@dataclass(frozen=True, eq=False)
class Biplot:
    """Scores of cells and loadings of elements in centred log-ratios.

    Attributes
    ----------
    elements : tuple of str
        Symbols of the D elements that are used.
    cells : ndarray of uint32, shape (n,)
        Cells in which all of them were determined, of the whole stratum.
    countries : ndarray of str, shape (n,)
    chosen : ndarray of bool, shape (n,)
        Those that countries, region and date choose.
    scores : ndarray of float32, shape (n, k), k = min(4, D − 1)
    loadings : ndarray of float32, shape (D, k)
        Columns of length one that sum to zero; the largest entry is positive.
    explained : ndarray of float32, shape (k,)
        Shares of the total variance.
    robust : bool
        False where the ordinary covariance was used; `words` say so.
    left_out : dict of str to str
        Why an element that was chosen is not in, in words.
    replaced : float
        Share of the contents that were below detection and replaced.
    words : tuple of str
        How they were estimated, one sentence each.
    """

    elements: tuple[str, ...]
    cells: NDArray[np.uint32]
    countries: NDArray[np.str_]
    chosen: NDArray[np.bool_]
    scores: NDArray[np.float32]
    loadings: NDArray[np.float32]
    explained: NDArray[np.float32]
    robust: bool
    left_out: dict[str, str]
    replaced: float
    words: tuple[str, ...]


def components(release: Release, choice: Choice) -> Biplot:
    """Return the principal components of the chosen elements.

    Robust, estimated in isometric and shown in centred log-ratios (Filzmoser, Hron &
    Reimann 2009): :func:`dashboard.statistics.robust.robust_pca` on the contents of all
    cells of the stratum, after multiplicative replacement below detection.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        Stratum, level and elements; countries, region and date only mark cells.

    Raises
    ------
    Unusable
        If fewer than two elements, or too few cells with all of them, are left.
    """
    found = estimate(release, choice)
    table = cell_table(release, choice)
    return Biplot(
        found.elements,
        table.cells[found.rows],
        table.countries[found.rows],
        table.chosen[found.rows],
        found.scores.astype(np.float32),
        found.loadings.astype(np.float32),
        found.shares.astype(np.float32),
        found.robust,
        found.left_out,
        found.replaced,
        words_of(found),
    )


def estimate(release: Release, choice: Choice) -> Estimate:
    """Return the components of a stratum, level and elements; kept for the next that asks.

    Raises
    ------
    Unusable
        As :func:`components`.
    """
    found = _estimate(release, choice.stratum, choice.level, choice.elements)
    if isinstance(found, str):
        raise Unusable(found)
    return found._replace(left_out={**choice.left_out, **found.left_out})


@kept(128)
def _estimate(
    release: Release, stratum: str, level: int, symbols: tuple[str, ...]
) -> Estimate | str:
    """Return the components, or one sentence that says why there are none."""
    table = cell_table(release, Choice(stratum, level, symbols))
    chosen = subcomposition(table.values, table.state)
    left_out = {
        symbol: reason(float(chosen.determined[i]), float(chosen.below[i]))
        for i, symbol in enumerate(symbols)
        if not chosen.parts[i]
    }
    if chosen.parts.sum() < 2:
        return _("Components need at least two elements that were measured in most cells.")
    if chosen.rows.sum() < FEWEST_CELLS:
        return _("All of these elements together were determined in too few cells.")
    rows = np.ix_(chosen.rows, chosen.parts)
    state = table.state[rows]
    below = state == State.BELOW
    parts = multiplicative_replacement(table.values[rows], state)
    found = robust_pca(parts)
    given = slice(None, MOST_COMPONENTS)
    return Estimate(
        tuple(symbol for symbol, used in zip(symbols, chosen.parts, strict=True) if used),
        chosen.rows,
        # Copies: what is kept of an estimate is a few numbers a cell, not all components.
        found.scores[:, given].copy(),
        found.loadings[:, given].copy(),
        found.shares[given],
        found.covariance,
        below.sum(axis=1),
        found.robust,
        float(below.mean()),
        left_out,
    )


def reason(determined: float, below: float) -> str:
    """Return why an element is no part of a composition, from shares of 0 to 1."""
    if determined < FEWEST_DETERMINED:
        return _("Determined in {share} % of the cells only.").format(
            share=number_text(round(100 * determined, 1))
        )
    if below > MOST_REPLACED:
        return _("Below detection in {share} % of the cells, more than {most} %.").format(
            share=number_text(round(100 * below, 1)), most=round(100 * MOST_REPLACED)
        )
    return _("Some contents are zero or negative.")


def ends(
    symbols: Sequence[str], loadings: NDArray[np.floating[Any]], most: int = 3
) -> tuple[list[str], list[str]]:
    """Return the elements that a component sets against each other, the strongest first.

    Parameters
    ----------
    symbols : sequence of str, length D
    loadings : ndarray of float, shape (D,)
        In centred log-ratios, so that they add up to 0.
    most : int
        Elements that are named on each side at most.

    Returns
    -------
    high, low : list of str
        Those of positive and of negative loadings: of few elements none is on both sides.
    """
    order = np.argsort(loadings).tolist()
    high = [symbols[i] for i in reversed(order) if loadings[i] > 0]
    low = [symbols[i] for i in order if loadings[i] < 0]
    return high[:most], low[:most]


def words_of(found: Estimate) -> tuple[str, ...]:
    """Return how components were estimated, one sentence each."""
    cells = _("{cells} in which all {d} elements were determined.").format(
        cells=cells_text(len(found.scores)), d=len(found.elements)
    )
    how = (
        _(
            "Robust (minimum covariance determinant): estimated in isometric log-ratios, "
            "shown in centred ones."
        )
        if found.robust
        else _(
            "Not robust: with so few cells for so many elements the ordinary covariance was "
            "used, and single cells may turn the components."
        )
    )
    share = _("{share} % of the contents were below detection and replaced by 65 % of the limit.")
    put = share.format(share=number_text(round(100 * found.replaced, 1)))
    return (cells, how, put) if found.replaced else (cells, how)
