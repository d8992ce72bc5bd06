"""How well a survey repeats itself: figures from field duplicates and laboratory replicates.

Sources
-------
Thompson, M. and Howarth, R. J. (1976): Duplicate analysis in geochemical practice.
Part I. Analyst 101, 690–698, doi:10.1039/AN9760100690.

Stanley, C. R. and Lawie, D. (2007): Average relative error in geochemical
determinations. Exploration and Mining Geology 16, 267–275,
doi:10.2113/gsemg.16.3-4.267.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.statistics.duplicates import FEWEST_PAIRS
from dashboard.surveys.matrix import Floats, Matrix

# The difference of two results with standard deviation s is normal with s·√2; the
# median of its absolute value is 0.6745·√2·s (0.6745: third quartile of the normal
# distribution). So s = 1.048 · median|d|, as Thompson and Howarth (1976) use it.
MEDIAN_TO_SD = 1 / (0.6744897501960817 * np.sqrt(2))


@dataclass(frozen=True)
class Quality:
    """Quality figures of one analyte in one stratum.

    Attributes
    ----------
    analyte : str
        Analyte id.
    determined : int
        Routine samples with a result, those beyond a limit included.
    report_rate : float
        Share of these that is not below detection, %; NaN without any.
    pairs : int
        Field duplicates with a number on both sides.
    difference : float
        Median relative difference of the pairs, |a − b| / ((a + b) / 2), %.
    precision : float
        Robust relative standard deviation of one result, %.
    variation : float
        Average coefficient of variation of Stanley and Lawie (2007), %.
    replicates : int
        Laboratory replicates with a number on both sides.
    replicate_precision : float
        Robust relative standard deviation of one determination, %: without what
        sampling adds.
    """

    analyte: str
    determined: int
    report_rate: float
    pairs: int
    difference: float
    precision: float
    variation: float
    replicates: int
    replicate_precision: float


def relative_difference(first: Floats, second: Floats) -> Floats:
    """Return the difference of pairs relative to their mean, %.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n,)
        Results above zero of a sample and its duplicate.
    """
    difference: Floats = 100 * np.abs(first - second) / ((first + second) / 2)
    return difference


def robust_precision(first: Floats, second: Floats) -> float:
    """Return the relative standard deviation of one result from pairs, %, not moved by outliers.

    The median relative difference times 1.048 (Thompson and Howarth 1976, here
    on relative differences, so that one figure holds over the range of contents).

    Parameters
    ----------
    first, second : ndarray of float64, shape (n,)
        Results above zero of a sample and its duplicate; NaN without a pair.
    """
    if not len(first):
        return float("nan")
    return float(MEDIAN_TO_SD * np.median(relative_difference(first, second)))


def average_variation(first: Floats, second: Floats) -> float:
    """Return the average coefficient of variation of pairs, %.

    100 · √(2/n · Σ ((a − b) / (a + b))²), Stanley and Lawie (2007), equation for
    the root mean square of the coefficients of variation of pairs.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n,)
        Results above zero of a sample and its duplicate; NaN without a pair.
    """
    if not len(first):
        return float("nan")
    return float(100 * np.sqrt(2 * np.mean(((first - second) / (first + second)) ** 2)))


def pairs(
    samples: pd.DataFrame, role: str = "duplicate"
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which samples are duplicates of which.

    Parameters
    ----------
    samples : DataFrame
        ``sample``, ``routine``, and ``duplicate_of`` with the number of the
        routine sample; without that column there are no pairs. Without ``role``
        all that is not routine is a field duplicate.
    role : {"duplicate", "replicate"}
        Field duplicates or laboratory replicates.

    Returns
    -------
    routine, duplicate : ndarray of intp, shape (n,)
        Positions of the two samples of each pair.
    """
    none = np.empty(0, dtype=np.intp)
    if "duplicate_of" not in samples:
        return none, none
    index = pd.Index(samples["sample"])
    routine = samples["routine"].to_numpy(dtype=bool)
    known = routine & ~index.duplicated(keep=False)
    # Row numbers of the known routine samples, so that a number that stands twice pairs nothing.
    place = pd.Series(np.flatnonzero(known), index=index[known])
    roles = samples["role"] if "role" in samples else pd.Series("duplicate", samples.index)
    other = np.flatnonzero(~routine & (roles == role).to_numpy(dtype=bool))
    named = samples["duplicate_of"].to_numpy(dtype=object)[other]
    partner = place.reindex(named).to_numpy(dtype=np.float64)
    found = np.isfinite(partner)
    return partner[found].astype(np.intp), other[found]


def quality(matrix: Matrix) -> tuple[Quality, ...]:
    """Return the quality figures of all analytes of a stratum.

    Parameters
    ----------
    matrix : Matrix
        Results, duplicates included.

    Returns
    -------
    tuple of Quality
        In the order of the stratum's analytes; figures of fewer than
        `FEWEST_PAIRS` pairs are NaN.
    """
    duplicates, replicates = pairs(matrix.samples), pairs(matrix.samples, "replicate")
    figures = []
    for i, column in enumerate(matrix.columns):
        state = matrix.state[matrix.routine, i]
        determined = int((state <= State.ABOVE).sum())
        below = int((state == State.BELOW).sum())
        first, second, count = _measured(matrix, i, *duplicates)
        again, twice, repeated = _measured(matrix, i, *replicates)
        difference = float(np.median(relative_difference(first, second))) if len(first) else np.nan
        figures.append(
            Quality(
                analyte=column.analyte,
                determined=determined,
                report_rate=100 * (determined - below) / determined if determined else np.nan,
                pairs=count,
                difference=difference,
                precision=robust_precision(first, second),
                variation=average_variation(first, second),
                replicates=repeated,
                replicate_precision=robust_precision(again, twice),
            )
        )
    return tuple(figures)


def _measured(
    matrix: Matrix, i: int, routine: NDArray[np.intp], other: NDArray[np.intp]
) -> tuple[Floats, Floats, int]:
    """Return both sides of the pairs that have a number on each, none if too few, and how many."""
    measured = matrix.measured(i)
    both = measured[routine] & measured[other]
    count = int(both.sum())
    if count < FEWEST_PAIRS:
        both &= False
    return matrix.value[routine[both], i], matrix.value[other[both], i], count
