"""What a picture shows, as data: units with colours and marks, legend, view and words.

Nothing here knows how it is drawn. Colours are final: muted classes and what a selection lets
step back have theirs already, by the rules of assets/gridmap/paint.mjs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard.pictures.camera import Camera
from dashboard.pictures.colours import Colours, Rgb, mix_words
from dashboard.pictures.land import Land
from dashboard.pictures.sizes import Size
from dashboard.release.release import Release

NO_COUNTRY = 65535
"""Stands for none where countries are numbered in 16 bits."""

STEP_BACK, LAND_BACK, SITE_BACK = 196, 98, 170
"""Shares of 256 by which what steps back is mixed into the background."""

# Marks over a colour, so that no state is told by its colour alone (states.mjs).
NONE, DOTS, TICKS, HATCH, CROSS, RINGS, DASHES, RAIN = range(8)


@dataclass(frozen=True)
class Entry:
    """One line of a legend.

    Attributes
    ----------
    key : str
        As the address mutes it: number of a class, or name of a state.
    group : str
        `class` or `state`.
    label : str
    count : int or None
        Of what is shown; None where it is not counted.
    colour : tuple of int
    mark : int
    muted : bool
    """

    key: str
    group: str
    label: str
    count: int | None
    colour: Rgb
    mark: int = NONE
    muted: bool = False


@dataclass(frozen=True, eq=False)
class Units:
    """What is coloured.

    Attributes
    ----------
    kind : str
        `cells`, `countries` or `sites`.
    level : int
        Of the cells; 0 for the others.
    keys : ndarray of int64, shape (n,)
        Numbers of cells, ascending; positions of countries in the release; rows of samples.
    country : ndarray of int64, shape (n,)
        Position in the release, `NO_COUNTRY` for none.
    entry : ndarray of int64, shape (n,)
        The unit's entry in the legend; −1 where the legend has none.
    colours : ndarray of uint8, shape (n, 3)
    marks : ndarray of uint8, shape (n,)
    lon, lat : ndarray of float64, shape (n,)
        Of samples; empty for the others.
    """

    kind: str
    level: int
    keys: NDArray[np.int64]
    country: NDArray[np.int64]
    entry: NDArray[np.int64]
    colours: Colours
    marks: NDArray[np.uint8]
    lon: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    lat: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, eq=False)
class Histogram:
    """Values in bins of equal width on a linear or logarithmic axis.

    Attributes
    ----------
    counts : ndarray of int64, shape (bins,)
    classes : ndarray of int64, shape (bins,)
        Class of the middle of each bin.
    ticks : ndarray of float64
        Where the bounds of the classes are, 0 to 1.
    """

    counts: NDArray[np.int64]
    classes: NDArray[np.int64]
    ticks: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pane:
    """One map.

    Attributes
    ----------
    camera : Camera
        Of its frame, in design pixels.
    land : Land
        The boundaries drawn.
    names : tuple of str
        Of the countries.
    units : Units
    ground : ndarray of uint8, shape (countries, 3)
        Colour of each country's land.
    ground_marks : ndarray of uint8, shape (countries,)
    selected : tuple of int
        Countries that are outlined.
    cell : tuple of int or None
        Number and level of the chosen cell.
    entries : tuple of Entry
        Of its legend, classes from the lowest up, then states.
    histogram : Histogram or None
    note : str
        What the legend counts.
    title : str
        Over it, where a picture has several.
    corners : tuple of str
        Elements that are red, green and blue in a map of three; empty in others.
    """

    camera: Camera
    land: Land
    names: tuple[str, ...]
    units: Units
    ground: Colours
    ground_marks: NDArray[np.uint8]
    selected: tuple[int, ...]
    cell: tuple[int, int] | None
    entries: tuple[Entry, ...]
    histogram: Histogram | None
    note: str
    title: str = ""
    corners: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """A whole picture.

    Attributes
    ----------
    size : Size
    theme : str
        `light`, `dark` or `contrast`.
    title, subtitle : str
    warnings : tuple of str
        What must not be missing.
    simulated : bool
        Whether it is marked across.
    panes : tuple of Pane
    credits : tuple of str
        Sources, licences, what the owner restricts.
    release : str
    made : datetime.date
        Day the release was made.
    """

    size: Size
    theme: str
    title: str
    subtitle: str
    warnings: tuple[str, ...]
    simulated: bool
    panes: tuple[Pane, ...]
    credits: tuple[str, ...]
    release: str
    made: dt.date


def stepped_back(
    colours: Colours, country: NDArray[np.int64], chosen: Collection[int], fade: Rgb, share: int
) -> Colours:
    """Return colours in which what lies outside the chosen countries steps back; none is all."""
    if not chosen:
        return colours
    away = ~np.isin(country, list(chosen))
    return np.where(away[:, None], mix_words(colours, fade, share), colours).astype(np.uint8)


def chosen_positions(
    release: Release, countries: Sequence[str], region: str | None
) -> tuple[int, ...]:
    """Return the positions of the countries that a state selects, those of its region too."""
    own = {release.country_index[one] for one in countries if one in release.country_index}
    if region is not None:
        for i, one in enumerate(release.index["countries"]):
            if region in (one["region"], one["subregion"]):
                own.add(i)
    return tuple(sorted(own))


def made_on(release: Release) -> dt.date:
    """Return the day a release was made."""
    return dt.datetime.fromisoformat(release.index["made"]).date()
