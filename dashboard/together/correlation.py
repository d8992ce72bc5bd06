"""How closely elements of a stratum go together: log-ratio correlation and variation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.elements import elements
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.statistics.compositions import log_ratio_correlation, variation_matrix
from dashboard.statistics.ordering import leaf_order
from dashboard.together.choice import Choice, Unusable
from dashboard.together.components import estimate, words_of

FEWEST_PARTS = 3
"""Elements that a correlation of log-ratios needs: two are −1 by definition."""


@dataclass(frozen=True, eq=False)
class Correlation:
    """Correlations and variations of D elements, in order.

    Attributes
    ----------
    elements : tuple of str
    value : ndarray of float32, shape (D, D)
        Correlation in symmetric balances, −1 to 1 (Kynčlová, Hron & Filzmoser 2017).
    variation : ndarray of float32, shape (D, D)
        var(ln(xᵢ / xⱼ)) (Aitchison 1986): small where two elements are proportional.
    n : int
        Cells in which all of them were determined.
    robust : bool
    left_out : dict of str to str
        Why an element that was chosen is not in, in words.
    words : tuple of str
        How they were estimated, one sentence each.
    """

    elements: tuple[str, ...]
    value: NDArray[np.float32]
    variation: NDArray[np.float32]
    n: int
    robust: bool
    left_out: dict[str, str]
    words: tuple[str, ...]


def correlation(release: Release, choice: Choice) -> Correlation:
    """Return log-ratio correlations of the chosen elements, from the components' covariance.

    They are of exactly these elements: with others chosen they change, as those of all
    parts of a whole do. ``"clustered"`` is the order of
    :func:`~dashboard.statistics.ordering.leaf_order` on the root of the variations (Ward),
    which does not depend on the choice in that way.

    Raises
    ------
    Unusable
        If fewer than three elements, or too few cells with all of them, are left.
    """
    found = estimate(release, choice)
    if len(found.elements) < FEWEST_PARTS:
        raise Unusable(_("Correlations of log-ratios need at least three elements."))
    variation = variation_matrix(found.covariance)
    if choice.order == "clustered":
        order = leaf_order(np.sqrt(variation), "ward")
    else:
        number = {symbol: i for i, symbol in enumerate(elements())}
        order = sorted(range(len(found.elements)), key=lambda i: number[found.elements[i]])
    at = np.ix_(order, order)
    balances = _("Correlations in symmetric balances, of exactly these {d} elements.")
    return Correlation(
        tuple(found.elements[i] for i in order),
        log_ratio_correlation(found.covariance)[at].astype(np.float32),
        variation[at].astype(np.float32),
        len(found.scores),
        found.robust,
        found.left_out,
        (balances.format(d=len(found.elements)), *words_of(found)),
    )
