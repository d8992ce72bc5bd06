"""Seven significant digits: more than any result was measured with, the same in every answer.

Halves of the last digit are rounded by the digits that a number is written with, not by those of
its binary fraction: 0.011546875, which is a little less in binary, becomes 0.01154688.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Exact in binary, so that dividing by one gives the double nearest to the decimal.
_POWERS = np.array([float(f"1e{i}") for i in range(23)])
_LAST = _POWERS.size - 1


def seven_digits(values: ArrayLike) -> NDArray[np.float64]:
    """Return numbers rounded to seven significant digits.

    Parameters
    ----------
    values : array_like of float, any shape

    Returns
    -------
    ndarray of float64, shape of `values`
        NaN and infinities stay.

    Examples
    --------
    >>> seven_digits([0.1 + 0.2, 123456789.0]).tolist()
    [0.3, 123456800.0]
    """
    found = np.array(values, dtype=np.float64)
    given = np.isfinite(found) & (found != 0)
    number = found[given]
    places = 6 - np.floor(np.log10(np.abs(number))).astype(np.int64)
    up = _POWERS[np.clip(places, 0, _LAST)]
    down = _POWERS[np.clip(-places, 0, _LAST)]
    rounded = np.rint(number / down * up) * down / up
    for at in np.flatnonzero(np.abs(places) > _LAST).tolist():
        rounded[at] = float(f"{number[at]:.7g}")
    found[given] = rounded
    return found


def rounded_number(value: float) -> float | None:
    """Return what :func:`seven_digits` does of one number, many times faster; None of NaN."""
    if not math.isfinite(value):
        return None
    places = 6 - math.floor(math.log10(abs(value))) if value else 0
    if abs(places) > _LAST:
        return float(f"{value:.7g}")
    up, down = 10.0 ** max(places, 0), 10.0 ** max(-places, 0)
    return round(value / down * up) * down / up
