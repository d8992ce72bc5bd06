"""From a view to its picture's scene: a function for each kind of page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dashboard.pictures.compare import compare_scene
from dashboard.pictures.elements import elements_scene
from dashboard.pictures.progress import progress_scene
from dashboard.pictures.results import results_scene
from dashboard.pictures.scene import Scene
from dashboard.pictures.sizes import Size
from dashboard.release.release import Release
from dashboard.state import ViewState

_Maker = Callable[[Release, str, ViewState, Size], Scene | None]

KINDS: Mapping[str, _Maker] = MappingProxyType(
    {
        "map": results_scene,
        "compare": compare_scene,
        "elements": elements_scene,
        "progress": progress_scene,
        "country": progress_scene,
        "region": progress_scene,
    }
)
"""What makes the scene of each page with a map (`config.page` of docs/interfaces.md)."""


def scene_of(
    release: Release, page: str, code: str, state: ViewState, size: Size | None = None
) -> Scene | None:
    """Return what a picture of a view shows.

    Parameters
    ----------
    release : Release
        The release shown.
    page : str
        A key of `KINDS`.
    code : str
        Country or region of the path; empty where it has none.
    state : ViewState
        As read from the address; it is fitted to the release here.
    size : Size, optional
        Of the picture: cells of the automatic level are as large as the browser has them on a
        map of that size. 1200 × 630 unless given.

    Returns
    -------
    Scene or None
        None where there is nothing to show: no such page, no survey, no such country or region.

    Raises
    ------
    FileNotFoundError
        If the release has no boundaries.
    """
    make = KINDS.get(page)
    if make is None or not _is_place(release, page, code):
        return None
    return make(release, code, state, size or Size(1200, 630))


def _is_place(release: Release, page: str, code: str) -> bool:
    if page == "country":
        return code in release.country_index
    if page == "region":
        places = release.index["countries"]
        return any(code in (one["region"], one["subregion"]) for one in places)
    return not code
