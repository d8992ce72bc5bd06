"""The picture of a map of results: one analyte of one stratum by cells, countries or samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.export.titles import map_title
from dashboard.grid import joined
from dashboard.i18n import _
from dashboard.pictures import legend
from dashboard.pictures.camera import WORLD, Camera, choose_level, clamped, fitted
from dashboard.pictures.colours import Rgb, ramp_colours, theme_of
from dashboard.pictures.land import land_of
from dashboard.pictures.rows import Rows, cells_of, countries_of, sites_of, view_boxes
from dashboard.pictures.scene import (
    LAND_BACK,
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
from dashboard.state import ViewState
from dashboard.state_resolve import resolve, stratum_name

_MANY_SAMPLES = 100_000
"""Of more samples than these only the reader's wish brings single ones, as in the browser."""


def results_scene(release: Release, _code: str, state: ViewState, size: Size) -> Scene | None:
    """Return the picture of a map of results; None where the release has no survey."""
    state, _notices = resolve(state, release.index)
    if state.stratum is None or state.analyte is None:
        return None
    stratum = release.strata[state.stratum]
    survey = release.surveys[stratum.record["survey"]]
    warnings = warnings_of(survey)
    frame = layout_of(size, warned=bool(warnings)).maps[0]
    camera = camera_of(release, stratum, state, (frame.width, frame.height))
    pane, shown = pane_of(release, stratum, state, camera)
    theme = state.theme if state.theme in {"dark", "contrast"} else "light"
    return Scene(
        size=size,
        theme=theme,
        title=map_title(shown, stratum.record, stratum.analytes[state.analyte]),
        subtitle=stratum_name(stratum.record, release.index),
        warnings=warnings,
        simulated=bool(survey["simulated"]),
        panes=(pane,),
        credits=credits_of(survey, stratum, state.analyte),
        release=release.id,
        made=made_on(release),
    )


def warnings_of(survey: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the labels that must never be missing where the data are shown."""
    found = [_("Simulated data")] if survey["simulated"] else []
    if survey["kind"] == "compilation":
        found.append(_("Published analyses, not a survey"))
    if survey["kind"] == "gridded":
        found.append(_("Published as a grid: n counts grid values, not samples"))
    return tuple(found)


def credits_of(survey: Mapping[str, Any], stratum: Stratum, analyte: str) -> tuple[str, ...]:
    """Return source, licence, and what the owner restricts."""
    source = _("Source: {citation}").format(citation=survey["citation"])
    found = [source, _("Licence: {licence}").format(licence=survey["licence"])]
    if not stratum.tells_samples(analyte):
        found.append(_("The owner shares results of cells and countries only, none of samples."))
    return tuple(found)


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
    box = joined(view_boxes(release, stratum, state)) or WORLD
    return fitted(box, state.projection, *frame)


def pane_of(
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
        rows = countries_of(release, stratum, state)
    elif level is None:
        state = replace(state, level="sites")
        rows = sites_of(release, stratum, state)
    else:
        rows = cells_of(release, stratum, state, level)
    return painted(release, stratum, state, camera, rows), state


@dataclass(frozen=True, eq=False)
class Look:
    """How the classes of a map come about, where they are not those of its analyte.

    Attributes
    ----------
    breaks : list of float
    basis : str
        How they came about, in words.
    ramp : list of colour or None
        One a class; None for the state's ramp.
    analyte : mapping or None
        Record of what is shown; None for the state's analyte.
    statistic : str or None
    tones : sequence of colour or None
        By state code; None for those that follow from the ramp.
    """

    breaks: list[float]
    basis: str
    ramp: list[Rgb] | None = None
    analyte: Mapping[str, Any] | None = None
    statistic: str | None = "median"
    tones: Sequence[Rgb] | None = None


def painted(
    release: Release,
    stratum: Stratum,
    state: ViewState,
    camera: Camera,
    rows: Rows,
    look: Look | None = None,
) -> Pane:
    """Return the map of rows.

    Parameters
    ----------
    release : Release
    stratum : Stratum
    state : ViewState
        Resolved.
    camera : Camera
    rows : Rows
    look : Look, optional
        Other classes than the view's own.
    """
    theme = theme_of(state.theme)
    analyte: Mapping[str, Any] = stratum.analytes[state.analyte or ""]
    survey = release.surveys[stratum.record["survey"]]
    statistic = None if rows.kind == "sites" else state.statistic
    if look is not None:
        analyte, statistic = look.analyte or analyte, look.statistic
    chosen = chosen_positions(release, state.countries, state.region)
    selected = np.isin(rows.country, chosen) if chosen else np.ones(rows.keys.size, dtype=bool)
    measured = rows.state == State.MEASURED
    values = rows.value[selected & measured]
    breaks, basis = (
        (look.breaks, look.basis) if look else legend.breaks_of(analyte, state, statistic, values)
    )
    classes = np.where(measured, legend.classified(rows.value, breaks), -1)
    ramp = (look and look.ramp) or ramp_colours(state.ramp, len(breaks) + 1)
    tones = list((look and look.tones) or legend.state_colours(ramp, theme))
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
    rows: Rows,
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


def _universe(release: Release, rows: Rows) -> int | None:
    """Return how many units there are in all; None where what is outside is not counted."""
    if rows.kind == "countries":
        return len(release.countries)
    if rows.kind == "sites" or rows.level:
        return None
    blob = release.blob("grid.bin")
    if blob is None:
        return None
    return rows.keys.size + int((~np.isin(unpack(blob).planes["cell"], rows.keys)).sum())


def _count_note(rows: Rows, selected: bool) -> str:
    units = {"countries": _("countries"), "sites": _("samples")}.get(rows.kind)
    if units is None:
        units = _("cells of {side} km").format(side=grid.LEVEL_KM[rows.level])
    return _("{units} of the selection").format(units=units) if selected else units
