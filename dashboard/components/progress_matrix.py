"""Which elements have values where: the matrix of countries and elements, and the world."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.catalog.elements import elements
from dashboard.i18n import _

NONE = 255
"""Per cent of a country that owns no cell, and stratum of an element that has none."""


def percents(part: ArrayLike, whole: ArrayLike) -> NDArray[np.uint8]:
    """Return shares in whole per cent that keep none, some and all apart.

    Parameters
    ----------
    part, whole : array_like of int
        Numerators and denominators; they are broadcast.

    Returns
    -------
    ndarray of uint8
        0 only for none and 100 only for all: more than none is at least 1, less than all
        at most 99. `NONE` where the denominator is 0.
    """
    top, bottom = np.broadcast_arrays(np.asarray(part, float), np.asarray(whole, float))
    share = np.divide(100 * top, bottom, out=np.zeros(top.shape), where=bottom > 0)
    found = np.rint(share)
    found = np.where((top > 0) & (found < 1), 1, found)
    found = np.where((top < bottom) & (found > 99), 99, found)
    return np.where(bottom > 0, found, NONE).astype(np.uint8)


def matrix_data(
    countries: Sequence[tuple[str, str]],
    cells: NDArray[np.integer[Any]],
    land: NDArray[np.integer[Any]],
    best: NDArray[np.uint8],
    world: tuple[NDArray[np.integer[Any]], int, NDArray[np.uint8]],
    strata: Sequence[str],
) -> dict[str, Any]:
    """Return what assets/dash_progress_parts.js draws matrix and periodic table from.

    Parameters
    ----------
    countries : sequence of (code, name)
        Countries with any value, in the order of rows.
    cells : ndarray of int, shape (c, 76)
        Cells of each country with a value of each element, in order of atomic number.
    land : ndarray of int, shape (c,)
        Land cells that each country owns.
    best : ndarray of uint8, shape (c, 76)
        Position in `strata` of the one with most cells of an element there.
    world : tuple of ndarray, int and ndarray
        Cells of the whole choice with a value of each element, its land cells, and the
        best stratum of each element.
    strata : sequence of str
        Ids.
    """
    in_world, all_land, world_best = world
    with_value = int((in_world > 0).sum())
    return {
        "elements": [
            [one.symbol, _(one.name), one.row, one.column, one.number]
            for one in elements().values()
        ],
        "countries": [list(country) for country in countries],
        "shares": _encoded(percents(cells, land[:, np.newaxis]) if len(countries) else cells),
        "best": _encoded(best),
        "world": [round(100 * int(n) / all_land, 2) if all_land else None for n in in_world],
        "worldBest": _encoded(world_best),
        "strata": list(strata),
        "words": {
            "periodic": _("Periodic table, coloured by the share of land cells with a value"),
            "periodicNote": _(
                "{n} of {all} elements have values. Shade and figure: share of all land cells "
                "with a value, in %. An element leads to its map."
            ).format(n=with_value, all=len(elements())),
            "world": _("{element}: {percent} % of the land cells have a value"),
            "worldNone": _("{element}: no land cells to compare with"),
            "title": _("Elements by country"),
            "caption": _("Share of a country's cells with a value, by element, in %"),
            "matrixNote": _(
                "Share of a country's land cells with a value of each element, in %, for the "
                "countries that have any. A figure leads to the map of that element there; "
                "the arrow keys move between figures. 0 and 100 are exact."
            ),
            "corner": _("Country"),
            "cell": _("{element}, {country}: {percent} % of the land cells have a value"),
            "cellNone": _("{element}, {country}: the country owns no cell of this size"),
            "empty": _("No country has values in the chosen surveys by this day."),
            "key": [
                _("none"),
                _("up to 20 %"),
                _("to 40 %"),
                _("to 60 %"),
                _("to 80 %"),
                _("to 100 %"),
            ],
        },
    }


def _encoded(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=np.uint8).tobytes()).decode()
