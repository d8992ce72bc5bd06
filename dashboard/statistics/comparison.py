"""Whether groups of one stratum differ, and by how much: rank tests and effect size.

Everything rests on ranks, because concentrations are skewed, have outliers and
are partly below detection. Values below the highest detection limit of all
groups share the lowest rank, as Helsel (2012, Statistics for censored
environmental data using Minitab and R, 2nd ed., ch. 9 and 10) advises where
several limits occur; values above the lowest upper limit share the highest.
The Peto–Peto test would use the values between two limits too, but it has no
effect size of its own and is misled where groups were censored differently,
which is the rule where laboratories changed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _

FEWEST = 10
"""Fewest results of a group that is tested (Brunner & Munzel 2000: from ten on the
approximation by Student's t holds)."""

CAUTION_FROM = 1000
"""Results from which on a p-value is given with :func:`caution` only."""

MAGNITUDES = (0.147, 0.33, 0.474)
"""Bounds of \\|delta\\| between negligible, small, medium and large (Romano et al. 2006,
Annual meeting of the Florida Association of Institutional Research; R package effsize)."""

# Distinct values for which counts of all groups are held at once.
_BLOCK = 2**15
# A variance of placements below this, as a share of its largest possible value, is zero.
_ZERO = 1e-12


class Ranked(NamedTuple):
    """Results made comparable: see :func:`common_limits`."""

    scores: NDArray[np.float64]
    lower: float
    upper: float
    unknown: int


class Overall(NamedTuple):
    """Kruskal–Wallis test of all groups; NaN where fewer than two can be tested.

    `effect` is ε², 0 (no difference) to 1 (groups do not overlap).
    """

    statistic: float
    df: int
    p: float
    effect: float


class Comparison(NamedTuple):
    """Comparison of g groups, from :func:`compare`.

    Attributes
    ----------
    n, tied : ndarray of int64, shape (g,)
        Results of each group, and those of them that share the lowest rank.
    effect : ndarray of float64, shape (g,)
        Relative effect: probability that a result of the group exceeds one taken
        from all tested groups (Brunner & Munzel 2000), 0.5 where the group is as all are.
    lower, upper : float
        The limits at which ranks are tied; NaN where nothing lies beyond.
    unknown : int
        Results below a limit that is unknown.
    overall : Overall
        Kruskal–Wallis test.
    delta, low, high, p, adjusted : ndarray of float64, shape (g, g)
        Cliff's delta, positive where the group of the row is the higher one; its
        95 % interval; p-value of the Brunner–Munzel test; the same after Holm.
    """

    n: NDArray[np.int64]
    tied: NDArray[np.int64]
    effect: NDArray[np.float64]
    lower: float
    upper: float
    unknown: int
    overall: Overall
    delta: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p: NDArray[np.float64]
    adjusted: NDArray[np.float64]


class _Placements(NamedTuple):
    """Sums over the values of the row's group of their placements among the column's."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    ties: float


def common_limits(values: ArrayLike, state: ArrayLike) -> Ranked:
    """Tie what cannot be told apart below the highest and above the lowest limit.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        Values; the limit where `state` is below or above; NaN where unknown.
    state : array_like of int, shape (n,)
        State codes.

    Returns
    -------
    Ranked
        Scores of shape (n,): the value, −∞ below `lower`, +∞ above `upper`, NaN
        where there is no result. A measured value equal to a limit keeps it. An
        unknown limit is taken to be no higher than the known ones.

    Raises
    ------
    ValueError
        If the two differ in shape.
    """
    values = np.asarray(values, dtype=np.float64)
    codes = np.asarray(state)
    if values.shape != codes.shape:
        msg = f"{values.shape} values, but {codes.shape} states"
        raise ValueError(msg)
    below, above = codes == State.BELOW, codes == State.ABOVE
    limits, caps = values[below & ~np.isnan(values)], values[above & ~np.isnan(values)]
    lower = float(limits.max()) if limits.size else np.nan
    upper = float(caps.min()) if caps.size else np.nan
    scores = np.where(codes == State.MEASURED, values, np.nan)
    scores[above | (scores > upper)] = np.inf
    scores[below | (scores < lower)] = -np.inf
    return Ranked(scores, lower, upper, int((below & np.isnan(values)).sum()))


def compare(
    values: ArrayLike, state: ArrayLike, group: ArrayLike, groups: int, level: float = 0.95
) -> Comparison:
    """Compare groups of results of one analyte of one stratum, all at once and in pairs.

    All groups: Kruskal & Wallis (1952, JASA 47:583–621) with correction for ties and
    ε² = H / (n − 1) (Tomczak & Tomczak 2014, Trends in Sport Sciences 1:19–25). Pairs:
    Cliff's delta (1993, Psychological Bulletin 114:494–509), the share of pairs of
    results in which one group is higher less the share in which it is lower, with the
    test and interval of Brunner & Munzel (2000, Biometrical Journal 42:17–25; formula as
    corrected by Neubert & Brunner 2007, CSDA 51:5192–5204). It was chosen over the
    Mann–Whitney test because that one takes different spread for a difference, and
    countries differ in spread. Holm's (1979, Scandinavian Journal of Statistics 6:65–70)
    p-values hold for all pairs together.

    Time grows with n log n and with distinct values × groups², not with pairs × n.

    Parameters
    ----------
    values, state : array_like, shape (n,)
        Values and state codes as in :func:`common_limits`.
    group : array_like of int, shape (n,)
        Group of each value, 0 to `groups` − 1; others are left out, also of the limits.
    groups : int
        Number of groups.
    level : float
        Confidence level of the interval.

    Returns
    -------
    Comparison
        Deltas of all groups with results; tests and intervals of those with at least
        :data:`FEWEST`. Where two groups do not overlap, the test has no variance to
        work with: p is that of the exact Mann–Whitney test, 2 / C(nᵢ + nⱼ, nᵢ), and
        there is no interval.

    Raises
    ------
    ValueError
        If the arrays differ in shape.
    """
    owner = np.asarray(group, dtype=np.int64)
    known = (owner >= 0) & (owner < groups)
    ranked = common_limits(np.asarray(values)[known], np.asarray(state)[known])
    kept = ~np.isnan(ranked.scores)
    scores, owner = ranked.scores[kept], owner[known][kept]
    n = np.bincount(owner, minlength=groups)
    tied = np.bincount(owner[scores == -np.inf], minlength=groups)
    sums = _placements(scores, owner, n >= FEWEST, groups)
    share = _divide(sums.first, np.outer(n, n))
    delta = 2 * share - 1
    low, high, p = _brunner_munzel(sums, n, share, level)
    overall, effect = _kruskal(sums, n)
    pairs = np.triu_indices(groups, 1)
    adjusted = np.full_like(p, np.nan)
    adjusted[pairs] = holm(p[pairs])
    adjusted.T[pairs] = adjusted[pairs]
    limits = (ranked.lower, ranked.upper, ranked.unknown)
    return Comparison(n, tied, effect, *limits, overall, delta, low, high, p, adjusted)


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Return p-values adjusted for their number by Holm's step-down rule (1979).

    Parameters
    ----------
    p : array_like of float, shape (m,)
        NaN ones do not count and stay NaN.

    Returns
    -------
    ndarray of float64, shape (m,)
        As ``p.adjust(p, "holm")`` of R.
    """
    p = np.asarray(p, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    order = np.argsort(p)[: int((~np.isnan(p)).sum())]
    steps = p[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


def magnitude(delta: float) -> str:
    """Return Cliff's delta in words, by the bounds of :data:`MAGNITUDES`; "" for NaN."""
    if math.isnan(delta):
        return ""
    words = (_("negligible"), _("small"), _("medium"), _("large"))
    return words[bisect_right(MAGNITUDES, abs(delta))]


def detectable(n: int, other: int) -> float:
    """Return the \\|delta\\| from which on two groups without ties give p < 0.05.

    1.96 standard errors of delta where the groups are alike,
    sqrt((n + m + 1) / (3 n m)): the variance of Mann & Whitney's (1947, Annals of
    Mathematical Statistics 18:50–60) U, (n m / 12) (n + m + 1), as delta = 2 U / (n m) − 1.
    """
    return 1.96 * float(np.sqrt((n + other + 1) / (3 * n * other)))


def caution(n: ArrayLike) -> str:
    """Say in words that a p-value over many samples says little; "" where they are few.

    Parameters
    ----------
    n : array_like of int, shape (g,)
        Results of each group compared.

    Returns
    -------
    str
        One or two sentences, translated.
    """
    counts = np.sort(np.asarray(n, dtype=np.int64))
    if counts.size < 2 or counts.sum() < CAUTION_FROM or counts[-2] < FEWEST:
        return ""
    delta = detectable(int(counts[-1]), int(counts[-2]))
    return _(
        "Over {samples} samples a p-value says little: between the two largest groups a Cliff’s "
        "delta of {delta} already gives p < 0.05, and samples near each other are not "
        "independent. Read the effect size and its interval."
    ).format(samples=f"{counts.sum():,}", delta=f"{delta:.2g}")


def _placements(
    scores: NDArray[np.float64],
    owner: NDArray[np.int64],
    tested: NDArray[np.bool_],
    groups: int,
) -> _Placements:
    """Count for each value those of every group below it, ties as halves."""
    _distinct, code = np.unique(scores, return_inverse=True)
    order = np.argsort(code, kind="stable")
    code, owner = code[order], owner[order]
    first, second = np.zeros((groups, groups)), np.zeros((groups, groups))
    before, ties = np.zeros(groups), 0.0
    starts = np.arange(0, _distinct.size + _BLOCK, _BLOCK)
    bounds = np.searchsorted(code, starts)
    for start, begin, end in zip(starts[:-1], bounds[:-1], bounds[1:], strict=True):
        size = min(_BLOCK, _distinct.size - int(start))
        cells = (code[begin:end] - start) * groups + owner[begin:end]
        counts = np.bincount(cells, minlength=size * groups).reshape(size, groups).astype(float)
        placement = np.cumsum(counts, axis=0) - counts / 2 + before
        first += counts.T @ placement
        second += counts.T @ placement**2
        before += counts.sum(axis=0)
        equal = counts[:, tested].sum(axis=1)
        ties += float((equal**3 - equal).sum())
    return _Placements(first, second, ties)


def _brunner_munzel(
    sums: _Placements, n: NDArray[np.int64], share: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return interval of delta and p-value of each pair."""
    # Imported where it is used: the server starts without it.
    from scipy import special

    m = n[:, None].astype(np.float64)
    # Variance of the relative placements of the row's values among the column's.
    spread = _divide(sums.second, m * n**2) - share**2
    spread = _divide(np.where(spread < _ZERO, 0.0, spread) * m, m - 1)
    part = _divide(spread, m)
    error = np.sqrt(part + part.T)
    freedom = _divide((part + part.T) ** 2, _divide(part**2, m - 1) + _divide(part**2, m - 1).T)
    statistic = _divide(share - 0.5, error)
    p = 2 * special.stdtr(freedom, -np.abs(statistic))
    margin = 2 * special.stdtrit(freedom, (1 + level) / 2) * error
    delta = 2 * share - 1
    low, high = np.maximum(delta - margin, -1), np.minimum(delta + margin, 1)
    flat = error == 0
    arrangements = special.gammaln(m + n + 1) - special.gammaln(m + 1) - special.gammaln(n + 1)
    p = np.where(flat, np.where(share == 0.5, 1.0, 2 * np.exp(-arrangements)), p)
    tested = n >= FEWEST
    untested = ~np.outer(tested, tested) | np.eye(n.size, dtype=bool)
    low[untested | flat] = high[untested | flat] = p[untested] = np.nan
    return low, high, p


def _kruskal(sums: _Placements, n: NDArray[np.int64]) -> tuple[Overall, NDArray[np.float64]]:
    """Return the test of all groups, and the relative effect of each."""
    from scipy import special

    tested = n >= FEWEST
    size = n[tested].astype(np.float64)
    total = size.sum()
    below = sums.first[:, tested].sum(axis=1)
    effect = _divide(below, n * total)
    most = total**3 - total
    if size.size < 2 or sums.ties == most:
        return Overall(np.nan, max(size.size - 1, 0), np.nan, np.nan), effect
    rank = below[tested] / size + 0.5
    statistic = 12 * (size * (rank - (total + 1) / 2) ** 2).sum() / (total * (total + 1))
    statistic /= 1 - sums.ties / most
    p = float(special.chdtrc(size.size - 1, statistic))
    return Overall(float(statistic), size.size - 1, p, float(statistic / (total - 1))), effect


def _divide(a: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Divide, NaN where the divisor is zero."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    quotient = np.full(np.broadcast_shapes(a.shape, b.shape), np.nan)
    np.divide(a, b, out=quotient, where=b != 0)
    return quotient
