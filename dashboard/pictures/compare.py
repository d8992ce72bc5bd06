"""The picture of maps side by side, or of the difference or ratio of two.

Twin of assets/gridmap/compare-shown.mjs and compare-contrast.mjs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.export.words import map_title
from dashboard.i18n import _
from dashboard.pictures import legend
from dashboard.pictures.camera import WORLD, Camera, choose_level, clamped, fitted, joined
from dashboard.pictures.colours import Rgb, mix, parsed
from dashboard.pictures.results import Look, credits_of, painted, warnings_of
from dashboard.pictures.rows import Rows, cells_of, countries_of, view_boxes
from dashboard.pictures.scene import Pane, Scene, made_on
from dashboard.pictures.sizes import Size, layout_of
from dashboard.release.release import Release
from dashboard.state import ViewState, stratum_name
from dashboard.state_panes import panes, quantity, resolve_panes

# RdBu of ColorBrewer (C. Brewer, 2003, colorbrewer2.org), turned so that higher is red.
_DIVERGING = "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f"
_SHARES = (25, 50, 75, 95)


def compare_scene(release: Release, _code: str, state: ViewState, size: Size) -> Scene | None:
    """Return the picture of a page of comparison; None where the release has no survey.

    A swipe is two maps here. Levelled results of two surveys stay side by side, each as it is.
    """
    state, _notices = resolve_panes(state, release.index)
    if state.stratum is None:
        return None
    views = panes(state)
    if state.mode != "panes":
        views = views[:2]
    strata = [release.strata[view.stratum or ""] for view in views]
    surveys = [release.surveys[stratum.record["survey"]] for stratum in strata]
    warnings = tuple(dict.fromkeys(text for survey in surveys for text in warnings_of(survey)))
    contrast = state.mode in {"difference", "ratio"} and views[0].stratum == views[1].stratum
    frames = layout_of(size, 1 if contrast else len(views), bool(warnings)).maps
    camera = _camera(release, views, (frames[0].width, frames[0].height))
    titles = [
        map_title(view, stratum.record, stratum.analytes[view.analyte or ""])
        for view, stratum in zip(views, strata, strict=True)
    ]
    maps = (
        (_contrast(release, state, views, camera),)
        if contrast
        else _side_by_side(release, state, views, camera, titles)
    )
    names = dict.fromkeys(stratum_name(stratum.record, release.index) for stratum in strata)
    credits = [
        text
        for survey, stratum, view in zip(surveys, strata, views, strict=True)
        for text in credits_of(survey, stratum, view.analyte or "")
    ]
    return Scene(
        size=size,
        theme=state.theme if state.theme in {"dark", "contrast"} else "light",
        title=_heading(state.mode if contrast else "", titles),
        subtitle=" · ".join(names),
        warnings=warnings,
        simulated=any(survey["simulated"] for survey in surveys),
        panes=maps,
        credits=tuple(dict.fromkeys(credits)),
        release=release.id,
        made=made_on(release),
    )


def _heading(mode: str, titles: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(titles))
    if mode == "difference":
        return _("Difference: {b} − {a}").format(a=titles[0], b=titles[1])
    if mode == "ratio":
        return _("Ratio: {b} ÷ {a}").format(a=titles[0], b=titles[1])
    return " | ".join(distinct)


def _camera(release: Release, views: Sequence[ViewState], frame: tuple[float, float]) -> Camera:
    first = views[0]
    if first.viewport is not None:
        return clamped(Camera(first.projection, *first.viewport, *frame))
    boxes = [
        box
        for view in views
        for box in view_boxes(release, release.strata[view.stratum or ""], view)
    ]
    return fitted(joined(boxes) or WORLD, first.projection, *frame)


def _rows(release: Release, view: ViewState, camera: Camera) -> Rows:
    stratum = release.strata[view.stratum or ""]
    if view.by == "countries":
        return countries_of(release, stratum, view)
    finest = stratum.record["finest"]
    level = choose_level(view.level, stratum.levels, finest, camera.cell_pixels, False)
    return cells_of(release, stratum, view, level or 0)


def _side_by_side(
    release: Release,
    state: ViewState,
    views: Sequence[ViewState],
    camera: Camera,
    titles: Sequence[str],
) -> tuple[Pane, ...]:
    """Return a map of each view; those of one quantity share the classes of the first of them."""
    rows = [_rows(release, view, camera) for view in views]
    keys = [_shared_key(release, state, view, k) for k, view in enumerate(views)]
    measured = [one.value[one.state == State.MEASURED] for one in rows]
    kinds = {quantity(view, release.index).kind for view in views}
    looks: dict[Any, Look] = {}
    if state.common == "shared" and len(kinds) > 1 and state.classes != "own":
        pooled = legend.selection_breaks(state.classes, np.concatenate(measured))
        if pooled:
            looks["all"] = Look(pooled, _("Classes of all maps together"), None, None)
    found = []
    for view, own, values, key, title in zip(views, rows, measured, keys, titles, strict=True):
        stratum = release.strata[view.stratum or ""]
        if key not in looks:
            analyte = stratum.analytes[view.analyte or ""]
            looks[key] = Look(*legend.breaks_of(analyte, view, view.statistic, values))
        look = replace(looks[key], statistic=view.statistic)
        pane = painted(release, stratum, view, camera, own, look)
        found.append(replace(pane, title=title))
    return tuple(found)


def _shared_key(release: Release, state: ViewState, view: ViewState, k: int) -> Any:
    if state.common == "own":
        return k
    return "all" if state.common == "shared" else quantity(view, release.index)


def _contrast(
    release: Release, state: ViewState, views: Sequence[ViewState], camera: Camera
) -> Pane:
    """Return the map of b − a or b ÷ a, where both are measured; states say why not elsewhere."""
    a, b = (_rows(release, view, camera) for view in views[:2])
    ratio = state.mode == "ratio"
    rows = _contrasted(a, b, ratio)
    values = rows.value[rows.state == State.MEASURED].astype(np.float64)
    breaks = _contrast_breaks(values, ratio)
    look = Look(
        breaks,
        _("Classes alike on both sides of equality"),
        _diverging(len(breaks) + 1),
        None,
        "n",  # without limits in its words
    )
    stratum = release.strata[views[0].stratum or ""]
    view = replace(views[0], muted=state.muted)
    return painted(release, stratum, view, camera, rows, look)


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


def _contrast_breaks(values: NDArray[np.float64], ratio: bool) -> list[float]:
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
