"""Bring two strata to one level where both were sampled: only on request, and marked.

Results of different media, digestions or methods are not comparable. Where a
comparison is asked for all the same, the factor between them is measured in the
cells that both cover, and named with its uncertainty wherever it is used.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _, ngettext
from dashboard.statistics.bootstrap import SEED, bootstrap_quantiles

FEWEST_CELLS = 10
"""Shared cells below which no factor is given."""

_REPLICATES = 999
_LEVEL = (0.025, 0.975)
_AT = np.arange(5, 96, 5) / 100
_MAD = 1.4826


class Levelling(NamedTuple):
    """How to bring one stratum to the level of another, from :func:`level`.

    Attributes
    ----------
    factor, low, high : float
        Median of the ratios of cell medians, reference over other, with its 95 %
        interval. Times this, the other stratum is at the level of the reference.
    spread : float
        Robust geometric standard deviation of the ratios: single cells differ by
        this factor from the rule.
    slope, slope_low, slope_high : float
        Slope of the line through the quantiles on logarithms: 1 where one factor is
        enough.
    cells, dropped : int
        Shared cells used; those left out because a median lies beyond a limit.
    """

    factor: float
    low: float
    high: float
    spread: float
    slope: float
    slope_low: float
    slope_high: float
    cells: int
    dropped: int

    @property
    def proportional(self) -> bool:
        """Whether the interval of the slope holds 1, so that one factor is enough."""
        return self.slope_low <= 1 <= self.slope_high


def level(
    values: ArrayLike,
    state: ArrayLike,
    cells: ArrayLike,
    other_values: ArrayLike,
    other_state: ArrayLike,
    other_cells: ArrayLike,
) -> Levelling:
    """Measure the factor between two strata in the cells that both cover.

    Median ratio: the median over shared cells of the ratio of cell medians, with an
    interval from resampled cells. Whether one ratio is enough is checked as Daneshfar &
    Cameron (1998, Journal of Geochemical Exploration 63:189–201) level neighbouring map
    sheets: a line is fitted to the quantiles of both in the overlap, here 5, 10 … 95 % of
    the cell medians' logarithms.

    Parameters
    ----------
    values, state, cells : array_like, shape (n,)
        Results of the reference stratum: values in the same unit and element form
        as the other's, state codes, cell numbers of one level.
    other_values, other_state, other_cells : array_like, shape (m,)
        Results of the stratum to be levelled.

    Returns
    -------
    Levelling
        Numbers NaN with fewer than :data:`FEWEST_CELLS` shared cells. Cells whose
        median lies beyond a limit in either stratum are left out, which is no harm
        while they are few: see `dropped`.

    Raises
    ------
    ValueError
        If values, states and cells of a stratum differ in shape.
    """
    number, median = _cell_medians(values, state, cells)
    other_number, other_median = _cell_medians(other_values, other_state, other_cells)
    _shared, one, other = np.intersect1d(number, other_number, return_indices=True)
    pair = np.array([median[one], other_median[other]])
    usable = (np.isfinite(pair) & (pair > 0)).all(axis=0)
    pair = np.log(pair[:, usable])
    count, dropped = int(usable.sum()), int((~usable).sum())
    if count < FEWEST_CELLS:
        nan = np.nan
        return Levelling(nan, nan, nan, nan, nan, nan, nan, count, dropped)
    ratio = pair[0] - pair[1]
    found = bootstrap_quantiles(ratio, np.arange(count), 0.5)
    middle, low, high = (float(v[0]) for v in (found.estimate, found.low, found.high))
    spread = _MAD * float(np.median(np.abs(ratio - middle)))
    drawn = np.random.default_rng(SEED).integers(0, count, (_REPLICATES, count))
    slope_low, slope_high = np.quantile(_slope(pair[:, drawn]), _LEVEL).tolist()
    slope = float(_slope(pair[:, None])[0])
    factor, low, high, spread = np.exp([middle, low, high, spread]).tolist()
    return Levelling(factor, low, high, spread, slope, slope_low, slope_high, count, dropped)


def note(levelling: Levelling) -> str:
    """Say how a stratum was levelled, for the figure it is shown on."""
    if np.isnan(levelling.factor):
        return ngettext(
            "Not levelled: only {cells} cell holds results of both.",
            "Not levelled: only {cells} cells hold results of both.",
            levelling.cells,
        ).format(cells=levelling.cells)
    text = _(
        "Levelled by the median ratio in {cells} shared cells: × {factor} (95 % interval {low} to "
        "{high})."
    )
    if not levelling.proportional:
        text += " " + _("The ratio changes with the concentration, so this is a rough figure.")
    return text.format(
        cells=f"{levelling.cells:,}",
        factor=f"{levelling.factor:.3g}",
        low=f"{levelling.low:.3g}",
        high=f"{levelling.high:.3g}",
    )


def _cell_medians(
    values: ArrayLike, state: ArrayLike, cells: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return cells and medians, ∞ where the median lies beyond a limit."""
    known = np.array(values, dtype=np.float64)
    codes, number = np.asarray(state), np.asarray(cells, dtype=np.int64)
    if not known.shape == codes.shape == number.shape:
        msg = f"{known.size} values, {codes.size} states and {number.size} cells"
        raise ValueError(msg)
    known[codes == State.BELOW], known[codes == State.ABOVE] = -np.inf, np.inf
    kept = (codes <= State.ABOVE) & ~np.isnan(known)
    known, number = known[kept], number[kept]
    order = np.lexsort((known, number))
    known, number = known[order], number[order]
    distinct, first, count = np.unique(number, return_index=True, return_counts=True)
    low, high = known[first + (count - 1) // 2], known[first + count // 2]
    beyond = np.isinf(low) | np.isinf(high)
    return distinct, np.where(beyond, np.inf, (np.where(beyond, 0.0, low) + high) / 2)


def _slope(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return slopes of lines through quantiles, for pairs of shape (2, b, n)."""
    quantiles = np.quantile(pairs, _AT, axis=2)
    y, x = (quantiles - quantiles.mean(axis=0)).transpose(1, 0, 2)
    square = (x**2).sum(axis=0)
    # Where the other stratum does not vary there is no slope to tell.
    slope = np.full(square.shape, np.nan)
    np.divide((x * y).sum(axis=0), square, out=slope, where=square > 0)
    return slope
