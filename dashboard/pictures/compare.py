"""The picture of maps side by side (twin of assets/gridmap/compare-shown.mjs)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dashboard.catalog.states import State
from dashboard.export.panes import Levelled, levellings
from dashboard.export.titles import compare_title, pane_names
from dashboard.grid import joined
from dashboard.i18n import _
from dashboard.pictures import legend
from dashboard.pictures.camera import WORLD, Camera, choose_level, clamped, fitted
from dashboard.pictures.contrast import contrast_pane
from dashboard.pictures.results import Look, credits_of, painted, warnings_of
from dashboard.pictures.rows import Rows, cells_of, countries_of, view_boxes
from dashboard.pictures.scene import Pane, Scene, made_on
from dashboard.pictures.sizes import Size, layout_of
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_panes import panes, quantity, resolve_panes
from dashboard.state_resolve import stratum_name


def compare_scene(release: Release, _code: str, state: ViewState, size: Size) -> Scene | None:
    """Return the picture of a page of comparison; None where the release has no survey.

    A swipe is two maps here. Levelled results are multiplied by their factors, which the
    credits name.
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
    levelled = levellings(release, state)
    alike = views[0].stratum == views[1].stratum or levelled[1] is not None
    contrast = state.mode in {"difference", "ratio"} and alike
    frames = layout_of(size, 1 if contrast else len(views), bool(warnings)).maps
    camera = _camera(release, views, (frames[0].width, frames[0].height))
    rows = [
        _levelled(_rows(release, view, camera), own)
        for view, own in zip(views, levelled, strict=True)
    ]
    told = [
        (view, (stratum.record, stratum.analytes[view.analyte or ""]))
        for view, stratum in zip(views, strata, strict=True)
    ]
    maps = (
        (contrast_pane(release, state, views, (rows[0], _known(rows[1], levelled[1])), camera),)
        if contrast
        else _side_by_side(
            release, state, views, rows, camera, levelled, pane_names(release.index, told)
        )
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
        title=compare_title(release.index, state.mode if contrast else "", told),
        subtitle=" · ".join(names),
        warnings=warnings,
        simulated=any(survey["simulated"] for survey in surveys),
        panes=maps,
        credits=tuple(dict.fromkeys([*_levelling_words(levelled), *credits])),
        release=release.id,
        made=made_on(release),
    )


def _camera(release: Release, views: Sequence[ViewState], frame: tuple[float, float]) -> Camera:
    """Return where all maps are: viewport, selection of the first, or all surveys."""
    first = views[0]
    if first.viewport is not None:
        return clamped(Camera(first.projection, *first.viewport, *frame))
    if first.countries or first.region:
        views = views[:1]
    else:
        views = [replace(view, countries=(), region=None) for view in views]
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
    rows: Sequence[Rows],
    camera: Camera,
    levelled: Sequence[Levelled | None],
    titles: Sequence[str],
) -> tuple[Pane, ...]:
    """Return a map of each view; those of one quantity share the classes of the first of them."""
    keys = [_shared_key(release, state, view, k) for k, view in enumerate(views)]
    measured = [one.value[one.state == State.MEASURED] for one in rows]
    kinds = {quantity(view, release.index).kind for view in views}
    looks: dict[Any, Look] = {}
    if state.common == "shared" and len(kinds) > 1 and state.classes != "own":
        pooled = legend.selection_breaks(state.classes, np.concatenate(measured))
        if pooled:
            looks["all"] = Look(pooled, _("Classes of all maps together"), None, None)
    found = []
    for k, (view, own, values, key) in enumerate(zip(views, rows, measured, keys, strict=True)):
        stratum = release.strata[view.stratum or ""]
        analyte = _at_level(stratum.analytes[view.analyte or ""], _factor(levelled[k]))
        if key not in looks:
            looks[key] = Look(*legend.breaks_of(analyte, view, view.statistic, values))
        look = replace(looks[key], statistic=view.statistic, analyte=analyte)
        pane = painted(release, stratum, view, camera, own, look)
        # By its number a legend is found, where two names begin alike and one is cut.
        found.append(replace(pane, title=f"{k + 1} · {titles[k]}"))
    return tuple(found)


def _shared_key(release: Release, state: ViewState, view: ViewState, k: int) -> Any:
    if state.common == "own":
        return k
    return "all" if state.common == "shared" else quantity(view, release.index)


def _factor(own: Levelled | None) -> float:
    return own.factor if own is not None and own.factor is not None else 1.0


def _levelled(rows: Rows, own: Levelled | None) -> Rows:
    """Return rows, the limits among them too, at the level of the first map."""
    factor = _factor(own)
    if factor == 1:
        return rows
    return replace(rows, value=(rows.value * factor).astype(np.float32))


def _known(rows: Rows, own: Levelled | None) -> Rows:
    """Return rows without values where no factor could be told: nothing stands against them."""
    if own is None or own.factor is not None:
        return rows
    return replace(rows, state=np.full_like(rows.state, State.UNDETERMINED))


def _at_level(analyte: Mapping[str, Any], factor: float) -> Mapping[str, Any]:
    """Return an analyte's record with limits and class bounds at the level of the first map."""
    if factor == 1:
        return analyte
    limit = analyte["limit"] and [one * factor for one in analyte["limit"]]
    breaks = {
        scheme: [one * factor for one in own] for scheme, own in (analyte["breaks"] or {}).items()
    }
    return {**analyte, "limit": limit, "breaks": breaks}


def _levelling_words(levelled: Sequence[Levelled | None]) -> list[str]:
    words = _("Map {number}: {note}")
    return [
        words.format(number=number, note=own.note)
        for number, own in enumerate(levelled, start=1)
        if own is not None
    ]
