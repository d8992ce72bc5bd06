"""The map of two panes: second minus first, or second over first, where both have a value.

Twin of assets/gridmap/compare-contrast.mjs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.pictures import legend
from dashboard.pictures.camera import Camera
from dashboard.pictures.colours import Rgb, mix, parsed, theme_of
from dashboard.pictures.results import Look, painted
from dashboard.pictures.rows import Rows
from dashboard.pictures.scene import Pane
from dashboard.release.release import Release
from dashboard.state import ViewState

# RdBu of ColorBrewer (C. Brewer, 2003, colorbrewer2.org), turned so that higher is red.
_DIVERGING = "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f"
_SHARES = (25, 50, 75, 95)
"""Percentiles of the sizes of all differences at which their classes end."""


def contrast_pane(
    release: Release,
    state: ViewState,
    views: Sequence[ViewState],
    rows: tuple[Rows, Rows],
    camera: Camera,
) -> Pane:
    """Return the map of b − a or b ÷ a, where both are measured; states say why not elsewhere.

    Parameters
    ----------
    release : Release
    state : ViewState
        Of the page; its mode is `difference` or `ratio`.
    views : sequence of ViewState
        At least two, of one stratum.
    rows : pair of Rows
        Of the first two.
    camera : Camera
    """
    ratio = state.mode == "ratio"
    found = _contrasted(*rows, ratio)
    values = found.value[found.state == State.MEASURED].astype(np.float64)
    breaks = contrast_breaks(values, ratio)
    theme = theme_of(state.theme)
    look = Look(
        breaks,
        _("Classes alike on both sides of equality"),
        _diverging(len(breaks) + 1),
        statistic=None,
        tones=_tones(theme),
    )
    stratum = release.strata[views[0].stratum or ""]
    pane = painted(release, stratum, replace(views[0], muted=state.muted), camera, found, look)
    survey = release.surveys[stratum.record["survey"]]
    words = {
        "below": _("below the detection limit in one map or both"),
        "above": _("above the upper limit in one map or both"),
        "undetermined": _("a value in one map only"),
        "planned": _("a value in neither map"),
        "too_few": _("zero in one map: no ratio"),
        "outside": legend.state_words(survey, State.OUTSIDE),
    }
    labels = _class_labels(breaks, ratio)
    entries = tuple(
        replace(
            entry,
            label=labels[int(entry.key)] if entry.group == "class" else words[entry.key],
            count=None if entry.key == "outside" else entry.count,
        )
        for entry in pane.entries
    )
    return replace(pane, entries=entries, note=f"{_direction(views, ratio)} {pane.note}")


def _direction(views: Sequence[ViewState], ratio: bool) -> str:
    """Return which way the colours run, in words."""
    first, second = (view.analyte for view in views[:2])
    if not ratio:
        return _("Red, above 0: more in map 2. Blue, below 0: more in map 1.")
    if first == second:
        return _("Red, ×: more in map 2. Blue, ÷: more in map 1. White: about equal.")
    return _("Red, ×: {second} exceeds {first}. Blue, ÷: {first} exceeds {second}.").format(
        first=first, second=second
    )


def _tones(theme: Mapping[str, Rgb]) -> list[Rgb]:
    """Return colours of states: no class's, as no value is known."""
    tones = [theme["undetermined"]] * len(State)
    tones[State.UNDETERMINED] = theme["too-few"]
    tones[State.PLANNED], tones[State.OUTSIDE] = theme["planned"], theme["outside"]
    return tones


def _class_labels(breaks: Sequence[float], ratio: bool) -> list[str]:
    texts = [_signed(one, ratio) for one in breaks]
    if not texts:
        return [_("all values")]
    lowest = _("{bound} and more") if ratio else _("under {bound}")
    between = [_("{low} to {high}").format(low=low, high=high) for low, high in pairwise(texts)]
    highest = _("{bound} and more").format(bound=texts[-1])
    return [lowest.format(bound=texts[0]), *between, highest]


def _signed(value: float, ratio: bool) -> str:
    """Return ``+ 12``, ``− 0.5``, ``0``; ``× 2``, ``÷ 1.5`` for ratios."""
    up, down, middle = ("×", "÷", 1.0) if ratio else ("+", "−", 0.0)
    size = (1 / value if value < 1 else value) if ratio else abs(value)
    text = legend.significant_text(size, 3)
    return text if value == middle else f"{up if value > middle else down} {text}"


def _contrasted(a: Rows, b: Rows, ratio: bool) -> Rows:
    keys = np.union1d(a.keys, b.keys)
    first, second = _at(a, keys), _at(b, keys)
    known = [state <= State.ABOVE for _value, state, _country in (first, second)]
    both = known[0] & known[1]
    state = np.full(keys.size, State.MEASURED, dtype=np.uint8)
    value = np.full(keys.size, np.nan, dtype=np.float32)
    plain = both & (first[1] == State.MEASURED) & (second[1] == State.MEASURED)
    if ratio:
        state[plain & ~((first[0] > 0) & (second[0] > 0))] = State.TOO_FEW
        plain &= (first[0] > 0) & (second[0] > 0)
        value[plain] = second[0][plain] / first[0][plain]
    else:
        value[plain] = second[0][plain] - first[0][plain]
    above = (first[1] == State.ABOVE) | (second[1] == State.ABOVE)
    below = (first[1] == State.BELOW) | (second[1] == State.BELOW)
    state[both & above] = State.ABOVE
    state[both & below] = State.BELOW
    state[~both] = np.where(known[0] | known[1], State.UNDETERMINED, State.PLANNED)[~both]
    country = np.minimum(first[2], second[2])
    none = np.zeros(0)
    return Rows(a.kind, a.level, keys, country, value, state, none, none)


def _at(
    rows: Rows, keys: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.int64]]:
    """Return value, state and country of keys; a key that is not there is outside."""
    order = np.argsort(rows.keys, kind="stable")
    place = np.searchsorted(rows.keys, keys, sorter=order)
    place = order[np.minimum(place, max(0, rows.keys.size - 1))] if rows.keys.size else place * 0
    if not rows.keys.size:
        outside = np.full(keys.size, State.OUTSIDE, dtype=np.uint8)
        return np.full(keys.size, np.nan), outside, np.full(keys.size, 65535)
    there = rows.keys[place] == keys
    state = np.where(there, rows.state[place], State.OUTSIDE).astype(np.uint8)
    return (
        np.where(there, rows.value[place], np.nan).astype(np.float64),
        state,
        np.where(there, rows.country[place], 65535),
    )


def contrast_breaks(values: NDArray[np.float64], ratio: bool) -> list[float]:
    """Return bounds alike on both sides of 0 (of 1 for ratios), from the sizes of differences."""
    if not values.size:
        return []
    sizes = np.percentile(np.abs(np.log2(values) if ratio else values), _SHARES)
    steps = [float(f"{size:.1e}") for size in (2**sizes if ratio else sizes).tolist()]
    ends = [step for step in dict.fromkeys(steps) if step > (1 if ratio else 0)]
    return [*(1 / end if ratio else -end for end in reversed(ends)), *ends]


def _diverging(count: int) -> list[Rgb]:
    anchors = [parsed(one) for one in _DIVERGING.split()]
    found = []
    for k in range(count):
        at = (0.5 if count == 1 else k / (count - 1)) * (len(anchors) - 1)
        i = min(int(at), len(anchors) - 2)
        found.append(mix(anchors[i], anchors[i + 1], at - i))
    return found
