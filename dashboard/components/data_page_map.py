"""A small map of where a survey has samples, as SVG that needs no script."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from markupsafe import Markup

from dashboard import grid
from dashboard.catalog import boundaries
from dashboard.catalog.states import State
from dashboard.i18n import _, ngettext
from dashboard.release.release import Release, Stratum
from dashboard.surveys.report_map import site_map

WIDTH = 400
MOST_SITES = 20_000
"""More than so many dots touch each other on a map of this size: cells say as much."""
MOST_CELLS = 4_000

_OUTLINES = "world-110m"


@lru_cache(maxsize=64)
def survey_map(release: Release, survey: str) -> tuple[Markup, str]:
    """Return the map of a survey's sites, and what a dot is.

    Cells stand for sites that are too many, or that the owner does not share.

    Parameters
    ----------
    release : Release
    survey : str
        Its id.

    Returns
    -------
    svg : Markup
        Empty without any site and cell.
    words : str
        For the caption.
    """
    strata = [one for one in release.strata.values() if one.record["survey"] == survey]
    if not strata:
        return Markup(""), ""
    land = boundaries.read(release.folder / "boundaries" / f"{_OUTLINES}.bin").polygons()
    places = _sites(strata)
    if places is None:
        places, level = _cells(strata)
        side = grid.LEVEL_KM[level]
        words = _("Each dot is a cell of {side} km with samples.").format(side=f"{side:g}")
        title = ngettext(
            "Map of {count} cell with samples, from {west} to {east} longitude and {south} to "
            "{north} latitude",
            "Map of {count} cells with samples, from {west} to {east} longitude and {south} to "
            "{north} latitude",
            len(places),
        )
    else:
        words, title = _("Each dot is a sampling site."), ""
    drawn = site_map(
        places["lon"].to_numpy(dtype=np.float64),
        places["lat"].to_numpy(dtype=np.float64),
        np.zeros(len(places), dtype=bool),
        land,
        name=f"map-of-{survey}",
        width=WIDTH,
        title=title,
    )
    # Made by the program, its texts escaped.
    return Markup(drawn), words


def _sites(strata: list[Stratum]) -> pd.DataFrame | None:
    """Return the sites of strata; None where any does not tell them, or they are too many."""
    parts = []
    for stratum in strata:
        path = stratum.folder / "samples.parquet"
        if not path.is_file() or stratum.record["samples"] > MOST_SITES:
            return None
        table = pq.read_table(path, columns=["lon", "lat", "routine", "state"]).to_pandas()
        taken = table["routine"] & (table["state"] != State.PLANNED)
        parts.append(table.loc[taken, ["lon", "lat"]])
    together: pd.DataFrame = pd.concat(parts).drop_duplicates()
    return together


def _cells(strata: list[Stratum]) -> tuple[pd.DataFrame, int]:
    """Return the centres of the covered cells, and the finest level that is not too many."""
    found, level = np.empty(0, dtype=np.int64), 0
    for finer in range(min(max(one.levels) for one in strata) + 1):
        numbers = [
            table["cell"].to_numpy()[table["state"].to_numpy() != State.PLANNED]
            for table in (one.cells(finer) for one in strata)
        ]
        cells = np.unique(np.concatenate(numbers).astype(np.int64))
        if finer and len(cells) > MOST_CELLS:
            break
        found, level = cells, finer
    lon, lat = grid.centre(found, level)
    return pd.DataFrame({"lon": lon, "lat": lat}), level
