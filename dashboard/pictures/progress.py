"""The picture of a map of progress: states of cells, or a metric by country, on a day.

Twin of assets/gridmap/progress-shown.mjs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.metrics import METRICS, Metric
from dashboard.export.progress_words import progress_title
from dashboard.grid import LEVEL_KM, joined
from dashboard.i18n import _
from dashboard.pictures.camera import WORLD, Camera, clamped, fitted
from dashboard.pictures.colours import Rgb, mix, theme_of
from dashboard.pictures.land import boxes_of, land_of
from dashboard.pictures.legend import bound_texts, class_label
from dashboard.pictures.metric_values import (
    OF_CELLS,
    WITHOUT,
    Known,
    known_of,
    metric_values,
    stage_values,
)
from dashboard.pictures.scene import (
    CROSS,
    DASHES,
    DOTS,
    HATCH,
    LAND_BACK,
    NO_COUNTRY,
    NONE,
    RINGS,
    STEP_BACK,
    TICKS,
    Entry,
    Pane,
    Scene,
    Units,
    chosen_positions,
    made_on,
    stepped_back,
)
from dashboard.pictures.sizes import Size, layout_of
from dashboard.pictures.sources import drawn_surveys
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_progress import resolve_progress

_PADDING = 0.12

_OUTSIDE, _PLANNED, _COVERED, _COMPLETE, _PARTIAL, _ANALYSED = range(6)
_CELL_LOOKS = (
    ("outside", NONE),
    ("progress-planned", RINGS),
    ("progress-covered", TICKS),
    ("progress-complete", CROSS),
    ("progress-analysed", DOTS),
    ("progress-done", NONE),
)
_WITHOUT_LOOKS = (
    ("progress-zero", NONE),
    ("undetermined", DASHES),
    ("outside", NONE),
    ("outside", HATCH),
)


def progress_scene(release: Release, code: str, state: ViewState, size: Size) -> Scene:
    """Return the picture of a map of progress.

    Parameters
    ----------
    release : Release
    code : str
        Country or region of the path, empty for the world's page.
    state : ViewState
    size : Size
    """
    if code in release.country_index:
        state = replace(state, countries=(code,), region=None)
    elif code:
        state = replace(state, region=code, countries=())
    state, _notices = resolve_progress(state, release.index)
    known = known_of(release, state)
    warnings = (_("Simulated data"),) if known.simulated else ()
    frame = layout_of(size, warned=bool(warnings)).maps[0]
    chosen = chosen_positions(release, state.countries, state.region)
    camera = _camera(release, state, chosen, (frame.width, frame.height))
    found = _cells(known, chosen) if state.by == "cells" else _countries(known, chosen)
    title = progress_title(release, state, known.choice)
    return Scene(
        size=size,
        theme=state.theme if state.theme in {"dark", "contrast"} else "light",
        title=title,
        subtitle=_place(release, state),
        warnings=warnings,
        simulated=known.simulated,
        panes=(_pane(known, chosen, camera, *found),),
        credits=_credits(known, camera),
        release=release.id,
        made=made_on(release),
    )


def _camera(
    release: Release, state: ViewState, chosen: tuple[int, ...], frame: tuple[float, float]
) -> Camera:
    if state.viewport is not None:
        return clamped(Camera(state.projection, *state.viewport, *frame))
    box = joined(boxes_of(release, chosen, around=True))
    if box is None:
        return fitted(WORLD, state.projection, *frame)
    return fitted(box, state.projection, *frame, padding=_PADDING)


def _place(release: Release, state: ViewState) -> str:
    """Return what the view is of: its region and countries, or the world."""
    regions = {one["id"]: one["name"] for one in release.index["regions"]}
    names = [regions.get(state.region, state.region)] if state.region else []
    names += [release.country_names[one] for one in state.countries]
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "") if names else _("World")


def _credits(known: Known, camera: Camera) -> tuple[str, ...]:
    release, state = known.release, known.state
    if state.by == "countries" and state.metric == "stage":
        return (_("Source: statements published by the programme and its partners"),)
    records = [release.surveys[one] for one in drawn_surveys(known, camera)]
    told = "; ".join(f"{one['citation']} ({one['licence']})" for one in records)
    return (_("Source: {citation}").format(citation=told),) if told else ()


def _pane(
    known: Known,
    chosen: tuple[int, ...],
    camera: Camera,
    units: Units,
    entries: tuple[Entry, ...],
    note: str,
) -> Pane:
    release, theme = known.release, theme_of(known.state.theme)
    count = len(release.countries)
    countries = np.arange(count)
    by_cells = units.kind == "cells"
    away = by_cells and str(_OUTSIDE) in known.state.muted
    tone = np.tile(np.array(theme["muted" if away else "outside"], np.uint8), (count, 1))
    ground = stepped_back(
        tone, countries, chosen, theme["fade"], LAND_BACK if by_cells else STEP_BACK
    )
    marks = np.zeros(count, dtype=np.uint8)
    if not by_cells:
        ground, marks = units.colours, units.marks
    return Pane(
        camera=camera,
        land=land_of(release, camera.is_fine),
        names=tuple(release.country_names[one] for one in release.countries),
        units=units,
        ground=ground,
        ground_marks=marks,
        selected=chosen,
        cell=grid.parse_id(known.state.cell) if known.state.cell else None,
        entries=entries,
        histogram=None,
        note=note,
    )


def _units(
    known: Known,
    kind: str,
    keys: NDArray[np.int64],
    country: NDArray[np.int64],
    classes: NDArray[np.int64],
    looks: Sequence[tuple[Rgb, int]],
    shown: Sequence[int],
    chosen: tuple[int, ...],
) -> Units:
    """Return units with the look of their class; `shown` are the classes in the legend."""
    theme, muted = theme_of(known.state.theme), set(known.state.muted)
    quiet = (theme["muted"], NONE)
    final = [quiet if str(k) in muted else look for k, look in enumerate(looks)]
    away = ~np.isin(country, chosen) if chosen else np.zeros(keys.size, dtype=bool)
    colours = np.array([colour for colour, _mark in final], dtype=np.uint8)[classes]
    marks = np.array([mark for _colour, mark in final], dtype=np.uint8)[classes]
    place = np.full(len(looks), -1)
    place[list(shown)] = np.arange(len(shown))
    return Units(
        kind=kind,
        level=known.choice.level if kind == "cells" else 0,
        keys=keys,
        country=country,
        entry=place[classes],
        colours=stepped_back(colours, country, chosen, theme["fade"], STEP_BACK),
        marks=np.where(away, NONE, marks).astype(np.uint8),
    )


def _cells(known: Known, chosen: tuple[int, ...]) -> tuple[Units, tuple[Entry, ...], str]:
    release, day, theme = known.release, known.day, theme_of(known.state.theme)
    cells = timeline(release, known.choice.strata, known.choice.level).cells
    nobody = len(release.countries)
    country = np.where(cells.owner == nobody, NO_COUNTRY, cells.owner)
    reached = cells.first <= day
    enough, known_result = cells.complete <= day, cells.analysed <= day
    sampled = np.where(
        known_result, np.where(enough, _ANALYSED, _PARTIAL), np.where(enough, _COMPLETE, _COVERED)
    )
    classes = np.where(reached, sampled, np.where(cells.planned, _PLANNED, _OUTSIDE))
    # A cell without an owner has its centre at sea: it is drawn, and counted nowhere.
    counted = (classes != _OUTSIDE) & (country != NO_COUNTRY)
    if chosen:
        counted &= np.isin(country, chosen)
    counts = np.bincount(classes[counted], minlength=len(_CELL_LOOKS))
    per_country = np.bincount(country[counted], minlength=nobody)
    of = np.array(chosen or range(nobody))
    left = np.maximum(0, np.nan_to_num(known.land[of]) - per_country[of])
    counts[_OUTSIDE] += int(left.sum())
    shown = [
        k for k in range(len(_CELL_LOOKS)) if known.completable or k not in (_COMPLETE, _ANALYSED)
    ]
    looks = [(theme[name], mark) for name, mark in _CELL_LOOKS]
    entries = tuple(
        Entry(
            key=str(k),
            group="class" if k >= _COVERED else "state",
            label=_cell_label(k, known.completable),
            count=int(counts[k]),
            colour=looks[k][0],
            mark=looks[k][1],
            muted=str(k) in known.state.muted,
        )
        for k in shown
    )
    units = _units(
        known, "cells", cells.cell.astype(np.int64), country, classes, looks, shown, chosen
    )
    side = LEVEL_KM[known.choice.level]
    return units, entries, _("land cells of {side} km").format(side=side)


def _cell_label(state: int, completable: bool) -> str:
    if not completable and state == _COVERED:
        return _("covered: sampled, results awaited")
    if not completable and state == _PARTIAL:
        return _("covered and analysed")
    return (
        _("outside any survey"),
        _("planned, not sampled"),
        _("covered: sampled, too few sites"),
        _("complete: enough sites, results awaited"),
        _("analysed, too few sites"),
        _("complete and analysed"),
    )[state]


def _countries(known: Known, chosen: tuple[int, ...]) -> tuple[Units, tuple[Entry, ...], str]:
    release, theme = known.release, theme_of(known.state.theme)
    metric = METRICS[known.state.metric]
    value, reason, bounds, names = (
        stage_values(known) if metric.id == "stage" else metric_values(known, metric)
    )
    size = len(names) if names else len(bounds) + 1
    place = np.searchsorted(np.array(bounds), value, side="right") if not names else value
    classes = np.where(reason >= 0, size + reason, np.where(reason >= 0, 0, place)).astype(int)
    shades = [k / (size - 1) if size > 1 else 1.0 for k in range(size)]
    looks = [(_shade(theme, shade), NONE) for shade in shades]
    looks += [(theme[name], mark) for name, mark in _WITHOUT_LOOKS]
    countries = np.arange(len(release.countries))
    of = classes[list(chosen)] if chosen else classes
    counts = np.bincount(of, minlength=len(looks))
    texts = bound_texts(bounds) if bounds else []
    labels = list(names) or [_class_text(metric, bounds, texts, k) for k in range(size)]
    labels += [_reason_label(metric, one, known) for one in WITHOUT]
    shown = [k for k in range(len(looks)) if k < size or _happens(metric, WITHOUT[k - size])]
    entries = tuple(
        Entry(
            key=str(k),
            group="class" if k < size else "state",
            label=labels[k],
            count=int(counts[k]),
            colour=looks[k][0],
            mark=looks[k][1],
            muted=str(k) in known.state.muted,
        )
        for k in shown
    )
    units = _units(known, "countries", countries, countries, classes, looks, shown, chosen)
    return units, entries, _("countries")


def _shade(theme: Mapping[str, Rgb], shade: float) -> Rgb:
    low, middle, high = (theme[f"progress-{end}"] for end in ("low", "middle", "high"))
    return mix(low, middle, 2 * shade) if shade < 0.5 else mix(middle, high, 2 * shade - 1)


def _class_text(metric: Metric, bounds: Sequence[float], texts: Sequence[str], k: int) -> str:
    if metric.unit == "%" and k and bounds[k - 1] == 100:
        return "100 %"
    text = class_label(texts, k)
    return f"{text} {metric.unit}" if metric.unit else text


def _happens(metric: Metric, reason: str) -> bool:
    """Return whether a metric can want for a value in a way."""
    if reason == "small":
        return metric.denominator in OF_CELLS
    return reason != "zero" or metric.id != "stage"


def _reason_label(metric: Metric, reason: str, known: Known) -> str:
    if metric.id == "stage":
        return (
            _("takes part, no stage reported") if reason == "nothing" else _("does not take part")
        )
    if reason == "zero":
        return _("0 %, in a survey") if metric.unit == "%" else _("none yet, in a survey")
    if reason == "nothing":
        return _("takes part, no data")
    if reason == "small":
        side = LEVEL_KM[known.choice.level]
        return _("no cell of {side} km of its own").format(side=side)
    return _("no survey") if known.simulated else _("no survey, does not take part")
