"""Which surveys a picture of progress is drawn from: those whose samples are in its frame.

A map of one country shows its neighbours too, which another survey may have sampled; a survey of
another part of the world has no part in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dashboard import grid
from dashboard.pictures.camera import Camera
from dashboard.pictures.land import land_of
from dashboard.pictures.metric_values import Known
from dashboard.progress.profile import samples_by_country
from dashboard.release.release import Stratum


def drawn_surveys(known: Known, camera: Camera) -> tuple[str, ...]:
    """Return the ids of the surveys whose samples colour what is in sight, in their order.

    Parameters
    ----------
    known : Known
        What the view is made from.
    camera : Camera
        Of the map.
    """
    release, choice = known.release, known.choice
    strata = [release.strata[one] for one in choice.strata]
    if known.state.by == "countries":
        seen = _countries_in_sight(known, camera)
        drawn = [one for one in strata if seen & samples_by_country(one).keys()]
    else:
        gridded = [one for one in strata if choice.level in one.levels]
        drawn = [one for one in gridded if _cells_in_sight(one, known, camera)]
    return tuple(dict.fromkeys(one.record["survey"] for one in drawn))


def _cells_in_sight(stratum: Stratum, known: Known, camera: Camera) -> bool:
    """Return whether a cell that was sampled by the day shown reaches into the frame."""
    level = known.choice.level
    table = stratum.progress(level)
    owned = table["owner"].to_numpy() & (table["first"].to_numpy() <= known.day)
    cells: NDArray[np.int64] = table["cell"].to_numpy()[owned].astype(np.int64)
    x, y = camera.to_screen(*grid.centre(cells, level))
    reach = camera.cell_pixels(level) / 2
    inside = (x > -reach) & (x < camera.width + reach)
    return bool((inside & (y > -reach) & (y < camera.height + reach)).any())


def _countries_in_sight(known: Known, camera: Camera) -> set[str]:
    land = land_of(known.release, camera.is_fine)
    rings = camera.window.touches(land.ring_box)
    return {known.release.countries[one] for one in np.unique(land.ring_country[rings]).tolist()}
