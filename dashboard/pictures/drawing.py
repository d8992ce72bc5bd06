"""Draws scenes with matplotlib: PNG, SVG and PDF of one and the same sheet."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.printing import day_text
from dashboard.i18n import _
from dashboard.pictures import shapes
from dashboard.pictures.colours import Rgb, ink_of, theme_of
from dashboard.pictures.keys import draw_legend
from dashboard.pictures.land import BORDER, COAST
from dashboard.pictures.lettering import draw_names, draw_scale_bar
from dashboard.pictures.scene import Pane, Scene
from dashboard.pictures.sheet import (
    DPI,
    FONT,
    Sheet,
    compound,
    heading,
    shortened,
    text_width,
    wrapped,
)
from dashboard.pictures.sizes import Frame, Layout, layout_of

KINDS = ("png", "svg", "pdf")

MOST_POLYGONS = 20_000
"""Cells that a vector picture draws as polygons; of more it holds pixels at 300 dots an inch."""
_VECTOR_RATIO = 300 / DPI

_RC: Any = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "picture",
    "font.family": [FONT],
    # Letters as they are drawn for print: as wide in every size as they were measured.
    "text.hinting": "none",
    "path.simplify_threshold": 0.2,
    "agg.path.chunksize": 20_000,
}

# matplotlib's fonts and settings are not made for threads.
_ONE_AT_A_TIME = threading.Lock()

_OUTLINED = {1: "o", 2: "|", 3: "x", 4: "+", 5: "o", 6: "_", 7: "|"}


def draw(scene: Scene, kind: str, link: str = "") -> bytes:
    """Return a scene as a file; the same scene is the same bytes.

    Parameters
    ----------
    scene : Scene
    kind : str
        `png`, `svg` or `pdf`. Vectors embed their letters: SVG as outlines, PDF as fonts.
    link : str
        Address of the page that shows the view; it is printed in the picture.

    Notes
    -----
    One at a time in a process; the others wait.
    """
    # Servers that draw nothing need not wait for it.
    from matplotlib import rc_context

    with _ONE_AT_A_TIME, rc_context(_RC):
        theme = theme_of(scene.theme)
        layout = layout_of(scene.size, len(scene.panes), bool(scene.warnings))
        sheet = Sheet(scene.size, theme["paper"])
        _draw_head(sheet, scene, layout, theme)
        for pane, frame in zip(scene.panes, layout.maps, strict=True):
            _draw_map(sheet, pane, frame, theme, kind, scene)
        for pane, frame in zip(scene.panes, layout.legends, strict=True):
            draw_legend(sheet, pane, frame, layout.kind, theme)
        if layout.foot.height:
            _draw_foot(sheet, scene, layout.foot, theme, link)
        out = io.BytesIO()
        sheet.figure.savefig(out, format=kind, metadata=_metadata(scene, kind, link))
        return out.getvalue()


def _metadata(scene: Scene, kind: str, link: str) -> dict[str, Any]:
    source = " ".join(scene.credits)
    # The whole names of several maps, which over these and their legends may be cut.
    maps = "; ".join(pane.title for pane in scene.panes if pane.title) or None
    if kind == "png":
        named = {"Description": maps} if maps else {}
        about = {"Title": scene.title, "Source": link, "Copyright": source, "Software": None}
        return about | named
    if kind == "svg":
        about = {"Title": scene.title, "Source": link, "Rights": source, "Date": None}
        return about | {"Description": maps}
    about = {"Title": scene.title, "Subject": source, "Keywords": maps}
    return about | {"CreationDate": None, "Creator": link or None}


def _draw_head(sheet: Sheet, scene: Scene, layout: Layout, theme: Mapping[str, Rgb]) -> None:
    head, plain = layout.head, layout.kind == "plain"
    most, least = (30.0, 22.0) if plain else (28.0, 20.0)
    fits = [
        s for s in np.arange(most, least, -1.0) if text_width(scene.title, s, True) <= head.width
    ]
    size = float(fits[0]) if fits else least
    heading = wrapped(scene.title, size, head.width, bold=True)
    y = head.y
    for line in heading[:2]:
        y += size
        sheet.text(head.x, y, line, size, theme["ink"], bold=True)
        y += 4
    if not (plain and len(heading) > 1):
        small = 18.0 if plain else 15.0
        y += small + 2
        below = shortened(scene.subtitle, small, head.width)
        sheet.text(head.x, y, below, small, theme["ink"], alpha=0.85)
    if scene.warnings:
        small = 17.0 if plain else 14.0
        words = shortened(" · ".join(scene.warnings), small, head.width - 16, bold=True)
        box = Frame(head.x, head.y + head.height - 22, text_width(words, small, True) + 16, 22)
        sheet.rectangle(box, theme["ink"])
        sheet.text(
            box.x + 8,
            box.y + 11.5,
            words,
            small,
            theme["paper"],
            bold=True,
            anchor="center_baseline",
        )


def _draw_foot(
    sheet: Sheet, scene: Scene, foot: Frame, theme: Mapping[str, Rgb], link: str
) -> None:
    """Write what the picture stands on, in type as large as fits."""
    release = _("Release {release} of {date}").format(
        release=scene.release, date=day_text(scene.made)
    )
    last = f"{release}: {link}" if link else f"{release}."
    source = _("Boundaries: {source}.").format(source=scene.panes[0].land.source)
    texts = [" · ".join(scene.credits), last, f"{disclaimer()} {source}"]
    for size in (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0):
        rows = [line for words in texts for line in wrapped(words, size, foot.width)]
        step = size * 1.3
        if len(rows) * step <= foot.height:
            break
    most = int(foot.height // step)
    if len(rows) > most:
        # A long list of sources gives way; release, link and disclaimer do not.
        rest = [line for words in texts[1:] for line in wrapped(words, size, foot.width)]
        kept = rows[: max(1, most - len(rest))]
        kept[-1] = shortened(kept[-1] + " …", size, foot.width)
        rows = kept + rest
    y = foot.y + foot.height - (len(rows) - 1) * step - 3
    for line in rows:
        sheet.text(foot.x, y, line, size, theme["ink"], alpha=0.85)
        y += step


def _draw_map(
    sheet: Sheet, pane: Pane, frame: Frame, theme: Mapping[str, Rgb], kind: str, scene: Scene
) -> None:
    camera = pane.camera
    corner = np.array([frame.x, frame.y])
    world = shapes.outline(camera) + corner
    rectangle = shapely.box(frame.x, frame.y, frame.x + frame.width, frame.y + frame.height)
    seen = shapely.intersection(rectangle, shapely.make_valid(shapely.Polygon(world)))
    sheet.rectangle(frame, theme["space"])
    if seen.is_empty:
        return
    ring = shapely.get_coordinates(shapely.get_exterior_ring(_largest(seen)))
    inside, box = sheet.clip(ring), sheet.clip(shapely.get_coordinates(rectangle))
    sheet.polygons([[ring]], [theme["sea"]])
    _draw_land(sheet, pane, corner, theme, inside)
    if pane.units.kind == "cells":
        _draw_cells(sheet, pane, frame, kind, scene.size.unit * scene.size.scale, inside)
    _draw_lines(sheet, pane, corner, theme, inside)
    _draw_discs(sheet, pane, corner, theme, inside)
    sheet.strokes([world], theme["outline"], 1.0, box)
    draw_names(sheet, pane, frame, theme)
    if pane.cell is not None:
        chosen = [line + corner for line in shapes.cell_outline(camera, *pane.cell)]
        sheet.strokes(chosen, theme["halo"], 4.4, inside, 0.85)
        sheet.strokes(chosen, theme["selection"], 2.4, inside)
    draw_scale_bar(sheet, pane, frame, theme)
    if pane.title:
        x, y, ink, halo = frame.x + 10, frame.y + 20, theme["ink"], theme["paper"]
        # What tells two strata apart is often at the end of their names.
        size, lines = heading(pane.title, frame.width - 20, 2, (14.0, 10.5))
        for number, line in enumerate(lines):
            sheet.text(x, y + (size + 4) * number, line, size, ink, bold=True, halo=halo)
    if scene.simulated:
        words = _("Simulated data")
        size = 0.8 * frame.width / text_width(words, 1.0, True)
        size = min(size, 0.4 * frame.height)
        x, y = frame.x + frame.width / 2, frame.y + frame.height / 2
        sheet.text(
            x,
            y,
            words,
            size,
            theme["ink"],
            bold=True,
            align="center",
            anchor="center",
            turn=18,
            alpha=0.2,
            inside=box,
        )


def _largest(area: Any) -> Any:
    parts = shapely.get_parts(area)
    return parts[int(np.argmax(shapely.area(parts)))]


def _draw_land(
    sheet: Sheet, pane: Pane, corner: NDArray[Any], theme: Mapping[str, Rgb], inside: Any
) -> None:
    camera, rings, fills = pane.camera, [], []
    marked: dict[tuple[int, Rgb, float], list[Any]] = {}
    for country in range(len(pane.names)):
        own = [ring + corner for ring in shapes.land_paths(camera, pane.land, country)]
        if not own:
            continue
        rings.append(own)
        fills.append(pane.ground[country])
        mark = int(pane.ground_marks[country])
        if mark:
            marked.setdefault((mark, *ink_of(pane.ground[country])), []).append(compound(own))
    if rings:
        sheet.polygons(rings, np.array(fills), inside, seam=0.4)
    for (mark, ink, alpha), paths in marked.items():
        pieces, stroke = shapes.mark_segments(mark, camera.width, camera.height)
        pieces = pieces + corner
        middle = pieces.mean(axis=1)
        covered = np.zeros(len(pieces), dtype=bool)
        for path in paths:
            covered |= path.contains_points(middle)
        sheet.strokes(pieces[covered], ink, stroke, inside, alpha)


def _draw_cells(
    sheet: Sheet, pane: Pane, frame: Frame, kind: str, ratio: float, inside: Any
) -> None:
    camera, units = pane.camera, pane.units
    corner = np.array([frame.x, frame.y])
    which = shapes.cells_in_sight(camera, units)
    if kind == "png" or which.size > MOST_POLYGONS:
        fine = ratio if kind == "png" else _VECTOR_RATIO
        wide, high = max(1, round(frame.width * fine)), max(1, round(frame.height * fine))
        sheet.image(shapes.cell_pixels(camera, units, wide, high), frame, inside)
    elif which.size:
        polygons, owner = shapes.cell_polygons(camera, units, which)
        own = [[polygon + corner] for polygon in polygons]
        sheet.polygons(own, units.colours[owner], inside, seam=0.3)
    _draw_marks(sheet, pane, corner, inside)


def _draw_marks(sheet: Sheet, pane: Pane, corner: NDArray[Any], inside: Any) -> None:
    camera, units = pane.camera, pane.units
    lookup = shapes.CellLookup(units)
    for mark in np.unique(units.marks[units.marks > 0]).tolist():
        pieces, stroke = shapes.mark_segments(mark, camera.width, camera.height)
        middle = pieces.mean(axis=1)
        place = lookup.at(*camera.to_geo(middle[:, 0], middle[:, 1]))
        covered = (place >= 0) & (units.marks[place] == mark)
        own = units.colours[place]
        inks = {tuple(c): ink_of(c) for c in np.unique(own[covered], axis=0).tolist()}
        for ink, alpha in set(inks.values()):
            colours = [c for c, found in inks.items() if found == (ink, alpha)]
            same = (own[:, None, :] == np.array(colours, dtype=np.uint8)).all(axis=2).any(axis=1)
            sheet.strokes(pieces[covered & same] + corner, ink, stroke, inside, alpha)


def _draw_lines(
    sheet: Sheet, pane: Pane, corner: NDArray[Any], theme: Mapping[str, Rgb], inside: Any
) -> None:
    camera, land = pane.camera, pane.land

    def moved(lines: list[Any]) -> list[Any]:
        return [line + corner for line in lines]

    sheet.strokes(moved(shapes.graticule(camera)), theme["graticule"], 0.75, inside, 0.45)
    sheet.strokes(moved(shapes.land_lines(camera, land, BORDER)), theme["border"], 0.8, inside)
    sheet.strokes(moved(shapes.land_lines(camera, land, COAST)), theme["coast"], 1.0, inside)
    if pane.selected:
        outlined = moved(shapes.country_lines(camera, land, pane.selected))
        sheet.strokes(outlined, theme["halo"], 4.0, inside, 0.85)
        sheet.strokes(outlined, theme["selection"], 1.8, inside)


def _draw_discs(
    sheet: Sheet, pane: Pane, corner: NDArray[Any], theme: Mapping[str, Rgb], inside: Any
) -> None:
    camera, units = pane.camera, pane.units
    size = np.log2(max(1.0, camera.pixels_per_degree))
    small = shapes.visible_territories(camera, pane)
    choropleth = units.kind == "countries"
    radius = 2.0
    if choropleth:
        radius = float(np.clip(1.6 + 0.6 * np.log2(1 + camera.pixels_per_degree), 2.2, 4.5))
    x, y = camera.to_screen(*pane.land.labels[small].T)
    rim = theme["rim" if choropleth else "coast"]
    sheet.discs(x + corner[0], y + corner[1], radius, pane.ground[small], rim, inside)
    if units.kind != "sites":
        return
    x, y = camera.to_screen(units.lon, units.lat)
    reach = 12.0
    with np.errstate(invalid="ignore"):
        seen = (
            (x > -reach) & (y > -reach) & (x < camera.width + reach) & (y < camera.height + reach)
        )
    radius = float(np.clip(1.6 + 0.55 * size, 2.2, 6.0))
    x, y = x[seen] + corner[0], y[seen] + corner[1]
    colours, marks = units.colours[seen], units.marks[seen]
    sheet.discs(x, y, radius, colours, theme["rim"], inside)
    for mark in np.unique(marks[marks > 0]).tolist():
        own = marks == mark
        inks = np.array([ink_of(c)[0] for c in colours[own]])
        sheet.discs(x[own], y[own], radius * 0.4, inks, theme["rim"], inside, _OUTLINED[mark])
