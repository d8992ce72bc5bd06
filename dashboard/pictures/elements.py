"""The picture of a map of several elements: one number, or three colours, of every cell.

Twin of assets/gridmap/elements-shown.mjs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from dashboard.catalog.states import State
from dashboard.export.titles import together_title
from dashboard.grid import joined
from dashboard.i18n import _
from dashboard.pictures.camera import WORLD, Camera, clamped, fitted
from dashboard.pictures.colours import Rgb, mix, theme_of
from dashboard.pictures.results import (
    Look,
    credits_of,
    painted,
    results_scene,
    warnings_of,
)
from dashboard.pictures.rows import Rows, cells_of, view_boxes
from dashboard.pictures.scene import STEP_BACK, Scene, chosen_positions, made_on, stepped_back
from dashboard.pictures.sizes import Size, layout_of
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_resolve import stratum_name
from dashboard.state_together import resolve_together
from dashboard.together.choice import Unusable, choice_of
from dashboard.together.maps import CellMap, cell_map

_LOW, _MIDDLE, _HIGH = (28, 84, 150), (238, 234, 222), (178, 78, 8)
"""Hues that the common colour blindnesses tell apart, and between them what is neither."""


def elements_scene(release: Release, _code: str, state: ViewState, size: Size) -> Scene | None:
    """Return the picture of elements together; None where there is no such map of these."""
    state, _notices = resolve_together(state, release.index)
    if state.stratum is None:
        return None
    stratum = release.strata[state.stratum]
    choice = choice_of(release, state)
    if state.together == "element":
        # The map of one element is that of the map of results: of its day, in its classes.
        alone = replace(state, statistic="median", by="cells", level=str(choice.level))
        return results_scene(release, "", alone, size)
    try:
        found = cell_map(release, choice, state.together)
    except Unusable:
        return None
    survey = release.surveys[stratum.record["survey"]]
    warnings = warnings_of(survey)
    frame = layout_of(size, warned=bool(warnings)).maps[0]
    plain = replace(state, statistic="median", level=str(choice.level), by="cells", date=None)
    cells = cells_of(release, stratum, plain, choice.level)
    rows = replace(cells, value=found.value, state=found.state)
    camera = _camera(release, plain, (frame.width, frame.height))
    pane = painted(release, stratum, plain, camera, rows, _look(state, found, rows))
    if found.composite is not None:
        pane = _mixed(release, state, pane, found, rows)
    note = found.words[0] if found.words else ""
    return Scene(
        size=size,
        theme=state.theme if state.theme in {"dark", "contrast"} else "light",
        title=together_title(release, state),
        subtitle=stratum_name(stratum.record, release.index),
        warnings=warnings,
        simulated=bool(survey["simulated"]),
        panes=(replace(pane, note=note or pane.note),),
        credits=credits_of(survey, stratum, state.analyte or ""),
        release=release.id,
        made=made_on(release),
    )


def _camera(release: Release, state: ViewState, frame: tuple[float, float]) -> Camera:
    if state.viewport is not None:
        return clamped(Camera(state.projection, *state.viewport, *frame))
    boxes = view_boxes(release, release.strata[state.stratum or ""], state)
    return fitted(joined(boxes) or WORLD, state.projection, *frame)


def _look(state: ViewState, found: CellMap, rows: Rows) -> Look:
    """Return the classes: the reader's, but numbers on both sides of nought are parted there."""
    scheme = state.classes
    if scheme == "percentile" and "symmetric" in found.breaks:
        scheme = "symmetric"
    elif scheme != "own" and scheme not in found.breaks:
        scheme = next(iter(found.breaks), "percentile")
    own = list(state.breaks) if scheme == "own" else found.breaks.get(scheme, [])
    breaks = sorted(set(own))
    ramp = None
    if scheme == "symmetric" and state.ramp == "viridis":
        ramp = _diverging(len(breaks) + 1)
    record: dict[str, Any] = {
        "id": found.id, "name": found.name, "unit": found.unit, "limit": None, "censored": 0,
    }  # fmt: skip
    basis = _("Own classes") if scheme == "own" else _("Classes fixed to the stratum")
    return Look(breaks, basis, ramp, record, None)


def _diverging(count: int) -> list[Rgb]:
    found = []
    for k in range(count):
        at = 0.0 if count == 1 else 2 * k / (count - 1) - 1
        found.append(mix(_MIDDLE, _LOW if at < 0 else _HIGH, abs(at)))
    return found


def _mixed(release: Release, state: ViewState, pane: Any, found: CellMap, rows: Rows) -> Any:
    """Return the map with the mixture of three elements, which has no classes."""
    if found.composite is None:
        return pane
    theme = theme_of(state.theme)
    chosen = chosen_positions(release, state.countries, state.region)
    mixed = stepped_back(
        found.composite.rgb.astype(np.uint8), rows.country, chosen, theme["fade"], STEP_BACK
    )
    measured = rows.state == State.MEASURED
    colours = np.where(measured[:, None], mixed, pane.units.colours).astype(np.uint8)
    states = [k for k, entry in enumerate(pane.entries) if entry.group == "state"]
    # What is measured has no line of its own any more, which −1 at the end stands for.
    place = np.full(len(pane.entries) + 1, -1)
    place[states] = np.arange(len(states))
    units = replace(pane.units, colours=colours, entry=place[pane.units.entry])
    corners = found.composite.elements
    return replace(
        pane,
        units=units,
        entries=tuple(pane.entries[k] for k in states),
        histogram=None,
        corners=corners,
    )
