"""Names of countries and the scale bar of a map."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dashboard.i18n import _
from dashboard.pictures.camera import Camera
from dashboard.pictures.colours import Rgb
from dashboard.pictures.scene import Pane
from dashboard.pictures.sheet import Sheet, text_width
from dashboard.pictures.sizes import Frame

_LEAST_SIDE = 26.0
_WIDEST_VIEW = 60.0
_TALLEST_VIEW = 60.0
_FARTHEST_LIMB = 0.5


def placed_names(camera: Camera, pane: Pane) -> list[tuple[str, float, float, float]]:
    """Return names where there is room, larger countries first, none over another.

    Returns
    -------
    list of tuple
        Text, x, y of its middle and size, design pixels (`placeLabels` of labels.mjs).
    """
    area = pane.land.area
    x, y = camera.to_screen(*pane.land.labels.T)
    placed: list[tuple[str, float, float, float]] = []
    taken: list[tuple[float, float, float, float]] = []
    for country in np.argsort(-area, kind="stable").tolist():
        side = float(np.sqrt(area[country])) * camera.pixels_per_km
        if side < _LEAST_SIDE:
            break
        at_x, at_y, words = float(x[country]), float(y[country]), pane.names[country]
        if not np.isfinite(at_x) or not words:
            continue
        away = np.hypot(at_x - camera.width / 2, at_y - camera.height / 2)
        if camera.planar is None and away > 0.88 * camera.scale:
            continue
        size = 14.0 if side > 260 else 12.5 if side > 110 else 11.0
        half, rise = text_width(words, size) / 2, size * 0.65
        inside = at_x - half > 4 and at_x + half < camera.width - 4
        inside = inside and at_y - rise > 4 and at_y + rise < camera.height - 4
        if 2 * half > side * 1.35 or not inside:
            continue
        if any(
            abs(px - at_x) < p_half + half + 4 and abs(py - at_y) < p_rise + rise + 2
            for px, py, p_half, p_rise in taken
        ):
            continue
        placed.append((words, at_x, at_y, size))
        taken.append((at_x, at_y, half, rise))
    return placed


def draw_names(sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    """Write names of countries with a halo, so that they read over any colour."""
    for words, x, y, size in placed_names(pane.camera, pane):
        sheet.text(
            frame.x + x,
            frame.y + y,
            words,
            size,
            theme["label"],
            align="center",
            anchor="center",
            halo=theme["halo"],
        )


def scale_bar(camera: Camera) -> tuple[float, float, str] | None:
    """Return length in pixels, in kilometres, and words of a scale bar; None where it misleads.

    It is true along the parallel in the middle of the picture, which its words name. There is
    none in a view of more than 60° of latitude or 120° of longitude, nor of a globe seen from
    so far that its limb is near: there a length is one thing here and another there.
    """
    seen = camera.window
    if camera.planar is None:
        if np.hypot(camera.width, camera.height) / 2 > _FARTHEST_LIMB * camera.scale:
            return None
    elif seen.half > _WIDEST_VIEW or seen.north - seen.south > _TALLEST_VIEW:
        return None
    per_km = camera.east_pixels_per_km(camera.lat)
    most = 0.22 * camera.width
    power = 10.0 ** np.floor(np.log10(most / per_km))
    steps = [step * power for step in (1, 2, 5) if step * power * per_km <= most]
    if not steps:
        return None
    km = float(steps[-1])
    length = f"{km:,.0f} km" if km >= 1 else f"{km * 1000:,.0f} m"
    if camera.planar is None:
        return km * per_km, km, length
    side = _("N") if camera.lat >= 0 else _("S")
    words = _("{length} at {latitude}° {side}").format(
        length=length, latitude=round(abs(camera.lat)), side=side
    )
    return km * per_km, km, words


def draw_scale_bar(sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb]) -> None:
    """Draw a scale bar in the lower left corner of a map, where it does not mislead."""
    found = scale_bar(pane.camera)
    if found is None:
        return
    length, _km, words = found
    x, y = frame.x + 12, frame.y + frame.height - 12
    line = np.array([[x, y - 5], [x, y], [x + length, y], [x + length, y - 5]])
    sheet.strokes([line], theme["halo"], 4.0, None, 0.9)
    sheet.strokes([line], theme["ink"], 1.6)
    sheet.text(x, y - 9, words, 11.0, theme["ink"], halo=theme["halo"])
