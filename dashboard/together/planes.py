"""The map of elements together as planes (docs/interfaces.md, sections 2 and 12)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.planes import pack
from dashboard.release.release import Release
from dashboard.together.answer import about_map
from dashboard.together.choice import Choice, Unusable
from dashboard.together.maps import cell_map, empty_map


def map_planes(release: Release, choice: Choice, kind: str) -> bytes:
    """Return a vector aligned with the ``cell`` plane of the choice's level.

    Parameters
    ----------
    release : Release
        An opened release.
    choice : Choice
        What is taken together.
    kind : str
        One of :data:`dashboard.together.maps.KINDS`.

    Returns
    -------
    bytes
        Of a map that cannot be given of these elements, without values, and with the reason as
        `refused` in the header: pages ask for what readers choose, which is no fault.
    """
    refused = {}
    try:
        found = cell_map(release, choice, kind)
    except Unusable as error:
        refused = {"refused": str(error)}
        found = empty_map(release, choice, kind)
    planes: dict[str, NDArray[Any]] = {
        "value": found.value,
        "state": found.state,
        "n": found.n,
        "censored": found.censored,
    }
    if found.composite is not None:
        for i, name in enumerate(("red", "green", "blue")):
            planes[name] = np.ascontiguousarray(found.composite.rgb[:, i])
    about = about_map(found) | refused
    return pack(planes, analyte=about.pop("id"), stat=kind, level=choice.level, map=kind, **about)
