"""Classes of a map of results, and what its legend says (twin of classes.mjs and legend.mjs)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.printing import MINUS, number_text
from dashboard.catalog.states import State, state_label
from dashboard.i18n import _
from dashboard.pictures.colours import Rgb, mix
from dashboard.pictures.scene import (
    CROSS,
    DASHES,
    DOTS,
    HATCH,
    NONE,
    RAIN,
    RINGS,
    TICKS,
    Entry,
    Histogram,
)
from dashboard.state import ViewState
from dashboard.statistics.classes import PERCENTILES

COUNT_BREAKS = (2.0, 3.0, 5.0, 8.0, 20.0, 50.0)
"""Bounds for the number of results."""
SHARE_BREAKS = (10.0, 25.0, 50.0, 70.0, 90.0)
"""Bounds for the share below detection, %."""

STATE_MARKS = (NONE, DOTS, TICKS, HATCH, CROSS, RINGS, NONE, DASHES, RAIN)
"""Mark by state code."""

_BINS = 48
_LOG_RATIO = 20
_MOST_LOG_DECADES = 5
_MOST_BREAKS = 12


def breaks_of(
    analyte: Mapping[str, Any], state: ViewState, statistic: str | None, values: NDArray[Any]
) -> tuple[list[float], str]:
    """Return the inner bounds of a view's classes, and how they came about.

    Parameters
    ----------
    analyte : mapping
        Its record in the index.
    state : ViewState
        Resolved.
    statistic : str or None
        What is shown; None for samples.
    values : ndarray of float
        Measured values of the selection.
    """
    if statistic == "n":
        return list(COUNT_BREAKS), _("Fixed classes")
    if statistic == "censored":
        return list(SHARE_BREAKS), _("Fixed classes")
    if state.classes == "own" and state.breaks:
        return _collapsed(state.breaks), _("Own classes")
    scheme = "percentile" if state.classes == "own" else state.classes
    # Where a curve bends is sought in the whole stratum: few cells have no curve.
    if state.rescale and scheme != "fractal":
        return selection_breaks(scheme, values), _("Classes rescaled to the selection")
    own = (analyte.get("breaks") or {}).get(scheme) or []
    return _collapsed(own), _("Classes fixed to the stratum")


def selection_breaks(scheme: str, values: NDArray[Any]) -> list[float]:
    """Return bounds from the values of a selection (`selectionBreaks` of classes.mjs)."""
    known = np.sort(np.asarray(values, dtype=np.float64))
    known = known[np.isfinite(known)]
    if not known.size:
        return []
    least, most = float(known[0]), float(known[-1])
    if scheme == "log" and least > 0:
        # Two bounds a decade (1, 3, 10, 30 …); one where more than twelve would be needed.
        first, last = int(np.floor(np.log10(least))), int(np.ceil(np.log10(most)))
        steps = (1,) if last - first > _MOST_LOG_DECADES else (1, 3)
        bounds = [float(f"{s}e{e}") for e in range(first, last + 1) for s in steps]
        return _collapsed([b for b in bounds if b <= most], least)[:_MOST_BREAKS]
    if scheme == "quantile":
        return _collapsed(np.percentile(known, np.arange(1, 8) * 12.5).tolist(), least)
    if scheme == "tukey":
        logarithmic = least > 0
        scaled = np.log10(known) if logarithmic else known
        q1, q2, q3 = np.percentile(scaled, [25, 50, 75]).tolist()
        h = q3 - q1
        fences = np.array([q1 - 3 * h, q1 - 1.5 * h, q1, q2, q3, q3 + 1.5 * h, q3 + 3 * h])
        back = (10**fences if logarithmic else fences).tolist()
        return _collapsed([b for b in back if b <= most], least)
    return _collapsed(np.percentile(known, PERCENTILES).tolist(), least)


def _collapsed(breaks: Sequence[float], least: float = -np.inf) -> list[float]:
    return sorted({float(b) for b in breaks if isfinite(b) and b > least})


def classified(values: NDArray[Any], breaks: Sequence[float]) -> NDArray[np.int64]:
    """Return the class of each value, compared in single precision as the browser has them."""
    bounds = np.asarray(breaks, dtype=np.float32)
    return np.searchsorted(bounds, np.asarray(values, dtype=np.float32), side="right")


def bound_texts(breaks: Sequence[float]) -> list[str]:
    """Return bounds with as few digits (from three up) as still tell neighbours apart."""
    for digits in range(3, 10):
        texts = [significant_text(b, digits) for b in breaks]
        if len(set(texts)) == len(texts):
            break
    return texts


def significant_text(value: float, digits: int) -> str:
    """Return a number with at most so many significant digits; whole numbers whole.

    Examples
    --------
    >>> significant_text(1234.5, 3), significant_text(0.0456789, 3), significant_text(12, 3)
    ('1,235', '0.0457', '12')
    """
    if value < 0:
        return MINUS + significant_text(-value, digits)
    if value == 0 or value >= 10**digits:
        return f"{_half_up(value, 0):,.0f}"
    if value < 1e-5:
        return f"{value:.1e}".replace("e-0", "e-")
    decimals = max(0, digits - 1 - int(np.floor(np.log10(value))))
    text = f"{_half_up(value, decimals):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _half_up(value: float, decimals: int) -> float:
    """Round a tie away from zero, as browsers print numbers."""
    shifted = abs(float(f"{value:.15g}")) * 10**decimals
    whole = np.copysign(np.floor(shifted + 0.5 + 1e-9), value)
    return float(whole / 10**decimals)


def class_label(texts: Sequence[str], k: int) -> str:
    """Return ``under 5``, ``5 – 10``, ``10 and more``; of one class ``all values``."""
    if not texts:
        return _("all values")
    if k == 0:
        return _("under {bound}").format(bound=texts[0])
    if k == len(texts):
        return _("{bound} and more").format(bound=texts[-1])
    return _("{low} – {high}").format(low=texts[k - 1], high=texts[k])


def state_words(survey: Mapping[str, Any], state: State) -> str:
    """Return the words for a state: only a survey has an area to be outside of."""
    if state == State.OUTSIDE and survey["kind"] == "compilation":
        return _("no published analyses")
    if state == State.OUTSIDE and survey["kind"] == "gridded":
        return _("no grid values")
    return state_label(state)


def below_label(analyte: Mapping[str, Any], statistic: str | None) -> str:
    """Return the words for what is below detection, with the analyte's limits."""
    label = state_label(State.BELOW)
    if statistic in {"n", "censored"}:
        return label
    if not analyte["limit"]:
        unknown = _("{state} (limit not known)").format(state=label)
        return unknown if analyte["censored"] else label
    low, high = (number_text(limit) for limit in analyte["limit"])
    limits = f"< {low}" if low == high else _("limits {low} to {high}").format(low=low, high=high)
    told = " ".join(part for part in (limits, analyte["unit"]) if part)
    return _("{state} ({limits})").format(state=label, limits=told)


def state_colours(classes: Sequence[Rgb], theme: Mapping[str, Rgb]) -> list[Rgb]:
    """Return the colours of states by code.

    Below detection takes the lowest class's colour and above the limit the highest's, each
    part of the way to the paper, because that much is known of them.
    """
    return [
        classes[0],
        mix(classes[0], theme["paper"], 0.45),
        mix(classes[-1], theme["paper"], 0.3),
        theme["undetermined"],
        theme["awaiting"],
        theme["planned"],
        theme["outside"],
        theme["too-few"],
        theme["too-few"],
    ]


def entries_of(
    breaks: Sequence[float],
    classes: Sequence[Rgb],
    states: Sequence[Rgb],
    counts: tuple[Sequence[int], Sequence[int]],
    labels: Mapping[int, str],
    muted: frozenset[str],
    outside_counted: bool,
) -> tuple[Entry, ...]:
    """Return the entries of a legend: classes from the lowest up, then the states that occur.

    Parameters
    ----------
    breaks : sequence of float
    classes, states : sequence of colour
        By class and by state code.
    counts : pair of sequences of int
        By class and by state code.
    labels : mapping of int to str
        Words of the states by code.
    muted : frozenset of str
        Keys of what steps back.
    outside_counted : bool
        Whether it is known how much is outside the survey.
    """
    texts = bound_texts(breaks)
    found = [
        Entry(
            str(k),
            "class",
            class_label(texts, k),
            int(counts[0][k]),
            colour,
            NONE,
            str(k) in muted,
        )
        for k, colour in enumerate(classes)
    ]
    for state in State:
        named = state in (State.BELOW, State.OUTSIDE) or counts[1][state] > 0
        if state == State.MEASURED or not named:
            continue
        key = state.name.lower()
        count = None if state == State.OUTSIDE and not outside_counted else int(counts[1][state])
        mark = STATE_MARKS[state]
        label = labels[state]
        found.append(Entry(key, "state", label, count, states[state], mark, key in muted))
    return tuple(found)


def histogram_of(values: NDArray[Any], breaks: Sequence[float]) -> Histogram | None:
    """Return measured values in bins; logarithmic where they span much. None without any."""
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    logarithmic = low > 0 and high / low > _LOG_RATIO
    bounds = np.asarray(breaks, dtype=np.float64)

    def position(v: NDArray[Any]) -> NDArray[np.float64]:
        if low == high:
            return np.full(v.shape, 0.5)
        if logarithmic:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(np.log(v / low) / np.log(high / low))
        return np.asarray((v - low) / (high - low))

    at = np.minimum(_BINS - 1, (position(np.asarray(values, np.float64)) * _BINS).astype(int))
    share = (np.arange(_BINS) + 0.5) / _BINS
    centres = low * (high / low) ** share if logarithmic else low + (high - low) * share
    ticks = position(bounds)
    return Histogram(
        counts=np.bincount(at, minlength=_BINS),
        classes=np.searchsorted(bounds, centres, side="right"),
        ticks=ticks[(ticks >= 0) & (ticks <= 1)],
    )
