"""Degrees, minutes and seconds to decimal degrees."""

import re
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.surveys.wordings import numbers

_ANGLE = re.compile(
    r"""(?P<before>[NSEW])?\s*
    (?P<sign>[-−+])?\s*(?P<degrees>\d{1,3}(?:\.\d+)?)\s*(?:°|º|d|:|\s|$|(?=[NSEW]))\s*
    (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*(?:'|′|’|m|:|\s|$|(?=[NSEW]))\s*)?
    (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|′′|s|$|(?=[NSEW]))\s*)?
    (?P<after>[NSEW])?""",
    re.VERBOSE,
)


def angles(text: NDArray[np.object_], axis: Literal["EW", "NS"]) -> NDArray[np.float64]:
    """Read angles, decimal or in degrees, minutes and seconds.

    Parameters
    ----------
    text : ndarray of str objects, shape (n,)
        Such as ``25.5``, ``25°30'00"E``, ``25 30 0``, ``W 25:30``, ``-25.5``.
    axis : {"EW", "NS"}
        Letters that may stand there; south and west are negative.

    Returns
    -------
    ndarray of float64, shape (n,)
        Decimal degrees; NaN where a text is no angle: letters of the other axis,
        minutes or seconds of 60 and more, a sign and a letter together.
    """
    value = numbers(text)
    other = np.flatnonzero(np.isnan(value) & (pd.Series(text, dtype=object) != "").to_numpy())
    for place in other:
        value[place] = _angle(str(text[place]), axis)
    return value


def _angle(text: str, axis: str) -> float:
    match = _ANGLE.fullmatch(text.strip())
    if match is None:
        return float("nan")
    letters = [letter for letter in (match["before"], match["after"]) if letter]
    minutes, seconds = float(match["minutes"] or 0), float(match["seconds"] or 0)
    # Only the last of the numbers has a fraction.
    broken = (match["minutes"] and "." in match["degrees"]) or (
        match["seconds"] and "." in match["minutes"]
    )
    wrong = len(letters) > 1 or any(letter not in axis for letter in letters)
    if wrong or broken or minutes >= 60 or seconds >= 60 or (letters and match["sign"]):
        return float("nan")
    size = float(match["degrees"]) + minutes / 60 + seconds / 3600
    return -size if letters in (["S"], ["W"]) or match["sign"] in ("-", "−") else size
