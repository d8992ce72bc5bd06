"""The picture of a map of results: one analyte of one stratum by cells, countries or samples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.export.words import map_title
from dashboard.i18n import _
from dashboard.pictures import legend
from dashboard.pictures.camera import WORLD, Box, Camera, choose_level, clamped, fitted, joined
from dashboard.pictures.colours import Rgb, ramp_colours, theme_of
from dashboard.pictures.land import box_of, boxes_of, land_of
from dashboard.pictures.scene import (
    LAND_BACK,
    NO_COUNTRY,
    NONE,
    SITE_BACK,
    STEP_BACK,
    Pane,
    Scene,
    Units,
    chosen_positions,
    made_on,
    stepped_back,
)
from dashboard.pictures.sizes import Size, layout_of
from dashboard.planes import unpack
from dashboard.release.release import Release, Stratum
from dashboard.release.vectors import cell_rows, country_rows, site_values_planes, sites_planes
from dashboard.state import ViewState, resolve, stratum_name

_MANY_SAMPLES = 100_000
"""Of more samples than these only the reader's wish brings single ones, as in the browser."""
_NO_DATE = np.iinfo(np.int32).min


@dataclass(frozen=True, eq=False)
class _Rows:
    """What is shown, one row a cell, country or sample."""

    kind: str
    level: int
    keys: NDArray[np.int64]
    country: NDArray[np.int64]
    value: NDArray[np.float32]
    state: NDArray[np.uint8]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def results_scene(release: Release, _code: str, state: ViewState, size: Size) -> Scene | None:
    """Return the picture of a map of results; None where the release has no survey."""
    state, _notices = resolve(state, release.index)
    if state.stratum is None or state.analyte is None:
        return None
    stratum = release.strata[state.stratum]
    survey = release.surveys[stratum.record["survey"]]
    warnings = _warnings(survey)
    frame = layout_of(size, warned=bool(warnings)).maps[0]
    camera = camera_of(release, stratum, state, (frame.width, frame.height))
    pane, shown = _pane(release, stratum, state, camera)
    theme = state.theme if state.theme in {"dark", "contrast"} else "light"
    return Scene(
        size=size,
        theme=theme,
        title=map_title(shown, stratum.record, stratum.analytes[state.analyte]),
        subtitle=stratum_name(stratum.record, release.index),
        warnings=warnings,
        simulated=bool(survey["simulated"]),
        panes=(pane,),
        credits=_credits(survey, stratum, state.analyte),
        release=release.id,
        made=made_on(release),
    )


def _warnings(survey: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels that must never be missing where the data are shown."""
    found = [_("Simulated data")] if survey["simulated"] else []
    if survey["kind"] == "compilation":
        found.append(_("Published analyses, not a survey"))
    if survey["kind"] == "gridded":
        found.append(_("Published as a grid: n counts grid values, not samples"))
    return tuple(found)


def _credits(survey: Mapping[str, Any], stratum: Stratum, analyte: str) -> tuple[str, ...]:
    source = _("Source: {citation}").format(citation=survey["citation"])
    found = [source, _("Licence: {licence}").format(licence=survey["licence"])]
    if not stratum.tells_samples(analyte):
        found.append(_("The owner shares results of cells and countries only, none of samples."))
    return tuple(found)


def _first_level(stratum: Stratum, state: ViewState) -> int:
    """Return the cells by which the browser first places its map: the coarsest for `auto`."""
    level = int(state.level) if state.level.isdigit() else stratum.levels[0]
    return stratum.levels[0] if level in stratum.record["chunked"] else level


def camera_of(
    release: Release, stratum: Stratum, state: ViewState, frame: tuple[float, float]
) -> Camera:
    """Return where the map is: viewport, selection, or the survey (`place` of flow.mjs).

    Parameters
    ----------
    release : Release
    stratum : Stratum
    state : ViewState
        Resolved.
    frame : tuple of float
        Width and height of the map, pixels.
    """
    if state.viewport is not None:
        return clamped(Camera(state.projection, *state.viewport, *frame))
    if state.by == "countries":
        rows = _country_rows(release, stratum, state)
    elif state.level == "sites":
        rows = _site_rows(release, stratum, state)
    else:
        rows = _cell_rows(release, stratum, state, _first_level(stratum, state))
    sampled = rows.state != State.PLANNED
    chosen = chosen_positions(release, state.countries, state.region)
    if chosen:
        own = sampled & np.isin(rows.country, chosen)
        empty = sorted(set(chosen) - set(rows.country[own].tolist()))
        boxes = _boxes(release, rows, own) + boxes_of(release, empty)
    else:
        boxes = _boxes(release, rows, sampled if sampled.any() else np.ones_like(sampled))
    box = joined(boxes) or WORLD
    return fitted(box, state.projection, *frame)


def _boxes(release: Release, rows: _Rows, kept: NDArray[np.bool_]) -> list[Box]:
    keys = rows.keys[kept]
    if rows.kind == "countries":
        found = [box_of(release, country) for country in keys.tolist()]
        return [box for box in found if box is not None]
    if rows.kind == "sites":
        lon, lat = rows.lon[kept], rows.lat[kept]
        edges = np.column_stack([lon, lat, lon, lat])
    else:
        edges = np.column_stack(list(grid.bounds(keys, rows.level)))
    return [(w, s, e, n) for w, s, e, n in edges.tolist()]


def _pane(
    release: Release, stratum: Stratum, state: ViewState, camera: Camera
) -> tuple[Pane, ViewState]:
    """Return the map and the state that it shows, of which `auto` may have become samples."""
    few = stratum.record["samples"] <= _MANY_SAMPLES or state.level == "sites"
    samples = few and stratum.tells_samples(state.analyte or "")
    record = stratum.record
    level = choose_level(
        state.level, stratum.levels, record["finest"], camera.cell_pixels, samples
    )
    if state.by == "countries":
        rows = _country_rows(release, stratum, state)
    elif level is None:
        state = replace(state, level="sites")
        rows = _site_rows(release, stratum, state)
    else:
        rows = _cell_rows(release, stratum, state, level)
    return _painted(release, stratum, state, camera, rows), state


def _painted(
    release: Release, stratum: Stratum, state: ViewState, camera: Camera, rows: _Rows
) -> Pane:
    theme = theme_of(state.theme)
    analyte = stratum.analytes[state.analyte or ""]
    survey = release.surveys[stratum.record["survey"]]
    statistic = None if rows.kind == "sites" else state.statistic
    chosen = chosen_positions(release, state.countries, state.region)
    selected = np.isin(rows.country, chosen) if chosen else np.ones(rows.keys.size, dtype=bool)
    measured = rows.state == State.MEASURED
    values = rows.value[selected & measured]
    breaks, basis = legend.breaks_of(analyte, state, statistic, values)
    classes = np.where(measured, legend.classified(rows.value, breaks), -1)
    ramp = ramp_colours(state.ramp, len(breaks) + 1)
    tones = legend.state_colours(ramp, theme)
    counted = np.bincount(rows.state[selected], minlength=len(State))
    universe = None if chosen else _universe(release, rows)
    if universe is not None:
        counted[State.OUTSIDE] += universe - rows.keys.size
    own = np.bincount(classes[selected & measured], minlength=len(breaks) + 1)
    labels = {int(one): legend.state_words(survey, one) for one in State}
    labels[State.BELOW] = legend.below_label(analyte, statistic)
    muted = frozenset(state.muted)
    entries = legend.entries_of(
        breaks, ramp, tones, (own.tolist(), counted.tolist()), labels, muted, universe is not None
    )
    units = _coloured(rows, classes, ramp, tones, muted, theme, chosen)
    ground, ground_marks = _ground(release, units, muted, theme, chosen)
    note = " · ".join([basis, _count_note(rows, bool(chosen))])
    return Pane(
        camera=camera,
        land=land_of(release, camera.is_fine),
        names=tuple(release.country_names[one] for one in release.countries),
        units=replace(units, entry=_entry_of(entries, rows.state, classes)),
        ground=ground,
        ground_marks=ground_marks,
        selected=chosen,
        cell=grid.parse_id(state.cell) if state.cell else None,
        entries=entries,
        histogram=legend.histogram_of(values, breaks),
        note=note,
    )


def _entry_of(
    entries: tuple[Any, ...], state: NDArray[np.uint8], classes: NDArray[np.int64]
) -> NDArray[np.int64]:
    place = {entry.key: i for i, entry in enumerate(entries)}
    by_state = np.array([place.get(one.name.lower(), -1) for one in State])
    return np.where(state == State.MEASURED, classes, by_state[state])


def _coloured(
    rows: _Rows,
    classes: NDArray[np.int64],
    ramp: list[Rgb],
    tones: list[Rgb],
    muted: frozenset[str],
    theme: Mapping[str, Rgb],
    chosen: tuple[int, ...],
) -> Units:
    """Return the rows with colour and mark: `paintRows` of shown.mjs, then the palette's rules."""
    quiet = theme["muted"]
    by_class = np.array([quiet if str(k) in muted else c for k, c in enumerate(ramp)])
    names = [one.name.lower() for one in State]
    by_state = np.array([quiet if names[s] in muted else c for s, c in enumerate(tones)])
    by_mark = np.array(
        [NONE if names[s] in muted else m for s, m in enumerate(legend.STATE_MARKS)]
    )
    measured = rows.state == State.MEASURED
    colours = np.where(
        measured[:, None], by_class[np.where(measured, classes, 0)], by_state[rows.state]
    ).astype(np.uint8)
    away = ~np.isin(rows.country, chosen) if chosen else np.zeros(rows.keys.size, dtype=bool)
    marks = np.where(measured | away, NONE, by_mark[rows.state]).astype(np.uint8)
    share = SITE_BACK if rows.kind == "sites" else STEP_BACK
    return Units(
        kind=rows.kind,
        level=rows.level,
        keys=rows.keys,
        country=rows.country,
        entry=np.zeros(0, dtype=np.int64),
        colours=stepped_back(colours, rows.country, chosen, theme["fade"], share),
        marks=marks,
        lon=rows.lon,
        lat=rows.lat,
    )


def _ground(
    release: Release,
    units: Units,
    muted: frozenset[str],
    theme: Mapping[str, Rgb],
    chosen: tuple[int, ...],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return colours and marks of land: the countries' own where these are coloured."""
    count = len(release.countries)
    tone = theme["muted"] if "outside" in muted else theme["outside"]
    marks = np.zeros(count, dtype=np.uint8)
    everywhere = np.tile(np.array(tone, dtype=np.uint8), (count, 1))
    countries = np.arange(count)
    if units.kind != "countries":
        return stepped_back(everywhere, countries, chosen, theme["fade"], LAND_BACK), marks
    colours = stepped_back(everywhere, countries, chosen, theme["fade"], STEP_BACK)
    colours[units.keys], marks[units.keys] = units.colours, units.marks
    return colours, marks


def _universe(release: Release, rows: _Rows) -> int | None:
    """Return how many units there are in all; None where what is outside is not counted."""
    if rows.kind == "countries":
        return len(release.countries)
    if rows.kind == "sites" or rows.level:
        return None
    blob = release.blob("grid.bin")
    if blob is None:
        return None
    return rows.keys.size + int((~np.isin(unpack(blob).planes["cell"], rows.keys)).sum())


def _count_note(rows: _Rows, selected: bool) -> str:
    units = {"countries": _("countries"), "sites": _("samples")}.get(rows.kind)
    if units is None:
        units = _("cells of {side} km").format(side=grid.LEVEL_KM[rows.level])
    return _("{units} of the selection").format(units=units) if selected else units


def _day(state: ViewState) -> dt.date | None:
    return dt.date.fromisoformat(state.date) if state.date else None


def _cell_rows(release: Release, stratum: Stratum, state: ViewState, level: int) -> _Rows:
    found = cell_rows(stratum, state.analyte or "", level, state.statistic, _day(state))
    return _Rows(
        "cells",
        level,
        found.keys.astype(np.int64),
        release.country_numbers(found.countries).astype(np.int64),
        found.value.astype(np.float32),
        found.state,
        np.zeros(0),
        np.zeros(0),
    )


def _country_rows(release: Release, stratum: Stratum, state: ViewState) -> _Rows:
    found = country_rows(stratum, state.analyte or "", state.statistic, _day(state))
    number = [release.country_index.get(key, NO_COUNTRY) for key in found.keys.tolist()]
    position = np.array(number, dtype=np.int64)
    own = position != NO_COUNTRY
    return _Rows(
        "countries",
        0,
        position[own],
        position[own],
        found.value[own].astype(np.float32),
        found.state[own],
        np.zeros(0),
        np.zeros(0),
    )


def _site_rows(release: Release, stratum: Stratum, state: ViewState) -> _Rows:
    """Return the samples of a view as the browser has them."""
    places = unpack(sites_planes(release, stratum)).planes
    values = unpack(site_values_planes(stratum, state.analyte or "")).planes
    day = _day(state)
    kept = np.ones(places["lon"].size, dtype=bool)
    if day is not None:
        last = (day - dt.date(1970, 1, 1)).days
        kept = (places["date"] != _NO_DATE) & (places["date"] <= last)
    return _Rows(
        "sites",
        0,
        np.flatnonzero(kept),
        places["country"][kept].astype(np.int64),
        values["value"][kept],
        values["state"][kept],
        places["lon"][kept].astype(np.float64),
        places["lat"][kept].astype(np.float64),
    )
