"""Where a survey means to sample."""

from collections.abc import Mapping
from pathlib import Path

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from dashboard.surveys.recipe import ExtentPart


def planned_extent(
    extent: ExtentPart, folder: Path, countries: Mapping[str, BaseGeometry]
) -> BaseGeometry | None:
    """Return the area that a survey means to cover.

    Parameters
    ----------
    extent : ExtentPart
        The recipe's words: a file of polygons goes before countries, which
        ``bounds`` may cut.
    folder : Path
        The recipe's folder, which holds the file of polygons.
    countries : mapping of str to shapely geometry
        Land by ISO 3166-1 alpha-3 code, in degrees.

    Returns
    -------
    shapely geometry or None
        Polygons in WGS84 degrees; None where the recipe states no extent.
    """
    if extent.polygons:
        frame = geopandas.read_file(folder / extent.polygons).to_crs(4326)
        return shapely.make_valid(shapely.union_all(frame.geometry.to_numpy()))
    parts = [
        part
        for code in extent.countries
        if code in countries
        for part in shapely.get_parts(countries[code])
    ]
    if extent.bounds is not None:
        cut = (shapely.clip_by_rect(part, *extent.bounds) for part in parts)
        parts = [
            piece
            for clipped in cut
            for piece in shapely.get_parts(clipped)
            if shapely.get_type_id(piece) == shapely.GeometryType.POLYGON and not piece.is_empty
        ]
    return shapely.MultiPolygon(parts) if parts else None
