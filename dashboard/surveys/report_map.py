"""A small map of a survey's sites as SVG, without anything from elsewhere."""

from collections.abc import Mapping
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard.i18n import ngettext

Floats = NDArray[np.float64]

WIDTH = 720
MOST_HEIGHT = 640
# Of the mapped span, on each side.
MARGIN = 0.06
# Coordinates are rounded to these steps, in pixels: sites that fall together are
# drawn once, so that a map of 100,000 sites stays small.
STEP = 0.5
# More dots than this touch each other anyway: whole pixels do.
MANY = 20_000


def site_map(
    lon: Floats,
    lat: Floats,
    marked: NDArray[np.bool_],
    land: Mapping[str, BaseGeometry],
    *,
    name: str = "map-title",
    width: int = WIDTH,
    title: str = "",
) -> str:
    """Return an SVG map of sites with country outlines.

    Plate carrée, true to scale along the middle parallel.

    Parameters
    ----------
    lon, lat : ndarray of float64, shape (n,)
        WGS84 degrees; NaN is left out.
    marked : ndarray of bool, shape (n,)
        Sites to be ringed.
    land : mapping of str to shapely geometry
        Countries in degrees.
    name : str
        Id of its title, where a page has several maps.
    width : int
        Most pixels from west to east; the height is at most 8/9 of it.
    title : str
        Its title, with places for ``count``, ``west``, ``east``, ``south``, ``north``; that
        of sites if empty.

    Returns
    -------
    str
        An ``svg`` element with a title; empty without any site.
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return ""
    lon, lat, marked = lon[known], lat[known], marked[known]
    west, south, east, north = _frame(lon, lat)
    squeeze = float(np.cos(np.radians((south + north) / 2)))
    most_height = width * MOST_HEIGHT / WIDTH
    scale = min(width / ((east - west) * squeeze), most_height / (north - south))
    across, height = (east - west) * squeeze * scale, (north - south) * scale

    def project(points: Floats) -> Floats:
        x = (points[:, 0] - west) * squeeze * scale
        y = (north - points[:, 1]) * scale
        return np.round(np.stack([x, y], axis=1) / STEP) * STEP

    window = shapely.box(west, south, east, north)
    outlines = []
    for area in land.values():
        seen = shapely.clip_by_rect(area, *window.bounds)
        simple = shapely.simplify(seen, 0.8 / scale)
        for part in shapely.get_parts(simple):
            if isinstance(part, shapely.Polygon) and not part.is_empty:
                outlines += [
                    _ring(project(shapely.get_coordinates(r)))
                    for r in (part.exterior, *part.interiors)
                ]
    sites = np.unique(project(np.stack([lon, lat], axis=1)), axis=0)
    if len(sites) > MANY * (width / WIDTH) ** 2:
        sites = np.unique(np.round(sites), axis=0)
    rings = np.unique(project(np.stack([lon, lat], axis=1)[marked]), axis=0)
    title = title or ngettext(
        "Map of {count} site, from {west} to {east} longitude and {south} to {north} latitude",
        "Map of {count} sites, from {west} to {east} longitude and {south} to {north} latitude",
        len(lon),
    )
    title = title.format(
        count=f"{len(lon):,}",
        west=f"{lon.min():.1f}°",
        east=f"{lon.max():.1f}°",
        south=f"{lat.min():.1f}°",
        north=f"{lat.max():.1f}°",
    )
    return (
        f'<svg viewBox="0 0 {across:.0f} {height:.0f}" role="img" aria-labelledby="{name}">'
        f'<title id="{name}">{escape(title)}</title>'
        f'<path class="land" d="{"".join(outlines)}"/>'
        f'<path class="sites" d="{_dots(sites)}"/>'
        f'<path class="marked" d="{_dots(rings)}"/></svg>'
    )


def _frame(lon: Floats, lat: Floats) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the map, at least 2° wide and high."""
    wide = max((lon.max() - lon.min()) * MARGIN, 1.0)
    high = max((lat.max() - lat.min()) * MARGIN, 1.0)
    return (
        max(float(lon.min() - wide), -180.0),
        max(float(lat.min() - high), -90.0),
        min(float(lon.max() + wide), 180.0),
        min(float(lat.max() + high), 90.0),
    )


def _ring(points: Floats) -> str:
    """Return a closed path, without points that fall on the one before."""
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    points = points[moved]
    # Islands of less than two pixels are specks.
    if len(points) < 4 or np.ptp(points, axis=0).max() < 2:
        return ""
    steps = np.diff(points[:-1], axis=0)
    # Steps are shorter to write than places; a minus sign parts numbers as well as a space.
    written = " ".join(f"{x:g} {y:g}" for x, y in steps).replace(" -", "-")
    return f"M{points[0, 0]:g} {points[0, 1]:g}l{written}Z"


def _dots(points: Floats) -> str:
    """Return dots: lines without length, drawn by their round caps."""
    return "".join(f"M{x:g} {y:g}h0" for x, y in points)
