"""Colours of maps: ramps, themes and mixing, as the browser has them.

Twin of assets/gridmap/ramps.mjs, rgba.mjs and theme.mjs; the themes are the custom properties
of assets/css/map.css and progress-map.css, which a test compares. A colour is three numbers of
0 to 255, many are an array of shape (n, 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rgb = tuple[int, int, int]
Colours = NDArray[np.uint8]

# Anchors at equal distances; sources in assets/gridmap/ramps.mjs.
_ANCHORS: Mapping[str, str] = MappingProxyType(
    {
        "viridis": "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
        "cividis": "00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838",
        "batlow": "011959 0d325e 124561 185562 26635f 3c6d56 577647 737e38 "
        "91862d b38e2f d29343 ed9a62 fba689 fdb2af fcbfd3 faccfa",
        "lajolla": "fffecb fced9c f6d66d f0bd57 eba853 e79452 e38050 de6b4f "
        "d0554c b34947 8f403d 6e362d 512d1e 3a2513 281f09 191900",
        "traditional": "0000ff 0080ff 00d5ff 00ff00 ffd500 ff8000 ff0000",
    }
)

_LIGHT = {
    "paper": "fdfcf9", "ink": "1c2830", "space": "fdfcf9", "sea": "eef3f6", "outside": "dcd9d1",
    "muted": "e7e4dc", "coast": "7d8a93", "border": "9aa0a3", "graticule": "d7e0e6",
    "label": "39454d", "halo": "fdfcf9", "selection": "101820", "outline": "b4bec5",
    "rim": "40474c", "fade": "f2f0ea", "undetermined": "c3c2bd", "awaiting": "c9bfd8",
    "planned": "e9e6da", "too-few": "cfc9b8",
    "progress-planned": "efe3c2", "progress-covered": "bcdccb", "progress-complete": "79bcb3",
    "progress-analysed": "4795a6", "progress-done": "1d5c7e", "progress-zero": "e6b39c",
    "progress-low": "d3e6da", "progress-middle": "62aeb0", "progress-high": "174c6b",
}  # fmt: skip
_DARK = {
    "paper": "12181c", "ink": "e8ecee", "space": "12181c", "sea": "1a242b", "outside": "39434a",
    "muted": "2b343a", "coast": "8796a0", "border": "6d7b84", "graticule": "26323a",
    "label": "dde4e8", "halo": "12181c", "selection": "ffffff", "outline": "33414a",
    "rim": "c9d2d7", "fade": "222b31", "undetermined": "59636a", "awaiting": "5d5470",
    "planned": "48505a", "too-few": "635d4c",
    "progress-planned": "575139", "progress-covered": "2c6662", "progress-complete": "3c938b",
    "progress-analysed": "5fbabb", "progress-done": "b9eeee", "progress-zero": "84503f",
    "progress-low": "295456", "progress-middle": "4aa0a1", "progress-high": "c6f3ee",
}  # fmt: skip
_CONTRAST = {
    "paper": "000000", "ink": "ffffff", "space": "000000", "sea": "000000", "outside": "4d4d4d",
    "muted": "333333", "coast": "ffffff", "border": "d0d0d0", "graticule": "2a2a2a",
    "label": "ffffff", "halo": "000000", "selection": "ffe14d", "outline": "808080",
    "rim": "ffffff", "fade": "262626", "undetermined": "777777", "awaiting": "6a5a8c",
    "planned": "5f6b77", "too-few": "7a6f4a",
    "progress-planned": "6e6430", "progress-covered": "2c7a75", "progress-complete": "44b0a7",
    "progress-analysed": "86dfda", "progress-done": "f2ffff", "progress-zero": "b9623d",
    "progress-low": "2c6c6e", "progress-middle": "5cbfbb", "progress-high": "f2ffff",
}  # fmt: skip


def parsed(text: str) -> Rgb:
    """Return the colour of six hexadecimal digits."""
    number = int(text, 16)
    return number >> 16, (number >> 8) & 255, number & 255


def hex_text(colour: ArrayLike) -> str:
    """Return ``#rrggbb``."""
    return "#" + "".join(f"{int(v):02x}" for v in np.asarray(colour))


THEMES: Mapping[str, Mapping[str, Rgb]] = MappingProxyType(
    {
        name: MappingProxyType({key: parsed(text) for key, text in own.items()})
        for name, own in (("light", _LIGHT), ("dark", _DARK), ("contrast", _CONTRAST))
    }
)


def theme_of(name: str) -> Mapping[str, Rgb]:
    """Return the colours of a theme of the state; `auto` is light, as paper is."""
    return THEMES.get(name, THEMES["light"])


def mix_words(colours: ArrayLike, other: Rgb, share: int) -> Colours:
    """Mix a share (of 256) of another colour into colours, as the map's pixels are mixed."""
    base = np.asarray(colours, dtype=np.int64)
    mixed = (base * (256 - share) + np.array(other, dtype=np.int64) * share) >> 8
    return mixed.astype(np.uint8)


def mix(start: Rgb, end: Rgb, share: float) -> Rgb:
    """Mix two colours in OKLab (B. Ottosson 2020); share 0 gives the first."""
    a, b = _oklab(start), _oklab(end)
    return _from_oklab(a + (b - a) * share)


def ramp_colours(name: str, count: int) -> list[Rgb]:
    """Return the colours of classes, lowest first.

    Parameters
    ----------
    name : str
        Id of a ramp; an unknown one gives viridis.
    count : int
        Number of classes, at least 1.
    """
    anchors = [parsed(one) for one in _ANCHORS.get(name, _ANCHORS["viridis"]).split()]
    colours = []
    for k in range(count):
        at = (0.5 if count == 1 else k / (count - 1)) * (len(anchors) - 1)
        i = min(int(at), len(anchors) - 2)
        colours.append(mix(anchors[i], anchors[i + 1], at - i))
    return colours


# Rows: OKLab's cone responses, and Lab of their cube roots; as the browser has them.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)
_ROOTS = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.291485548],
    ]
)
_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.707614701],
    ]
)


def _oklab(colour: Rgb) -> NDArray[np.float64]:
    v = np.array(colour, dtype=np.float64) / 255
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return np.asarray(_LAB @ np.cbrt(_CONES @ linear))


def _from_oklab(lab: NDArray[np.float64]) -> Rgb:
    linear = np.clip(_RGB @ (_ROOTS @ lab) ** 3, 0, 1)
    gamma = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    # Half up, as the browser rounds.
    r, g, b = np.floor(255 * gamma + 0.5).astype(int).tolist()
    return r, g, b


_DARK_BELOW = 120


def ink_of(colour: ArrayLike) -> tuple[Rgb, float]:
    """Return the colour and opacity in which marks are drawn over a colour.

    Light on what is dark by the weights of ITU-R BT.601, dark on what is light.
    """
    r, g, b = (float(v) for v in np.asarray(colour))
    if 0.299 * r + 0.587 * g + 0.114 * b < _DARK_BELOW:
        return (255, 255, 255), 190 / 256
    return (25, 25, 25), 150 / 256
