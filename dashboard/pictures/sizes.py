"""Sizes of pictures, and how a picture of a size is laid out.

A picture is laid out in *design pixels*: text of a slide on a wall is as large a part of it as
that of a preview in a message, so a picture of twice the size is the same picture twice as
large. `Size.unit` says how many CSS pixels a design pixel is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from types import MappingProxyType

from dashboard.i18n import _

LEAST, MOST = 200, 4000
"""Bounds of width and height, CSS pixels."""
LEAST_SCALE, MOST_SCALE = 0.5, 4.0
"""Bounds of the scale: device pixels for each CSS pixel."""
MOST_PIXELS = 8_500_000
"""Device pixels of a picture, which takes about 350 MB while it is drawn. A 1920 × 1080 slide at
twice the size has 8.3 million."""

TYPES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "og": (1200, 630),
        "twitter": (1200, 600),
        "square": (1080, 1080),
        "thumbnail": (400, 300),
        "slide": (1920, 1080),
        "a4": (1123, 794),
    }
)
"""Usual sizes, CSS pixels; `a4` is 297 × 210 mm at 96 dots an inch, landscape."""

_DEFAULT = "og"
_ROOMY = (1200, 630)
_LEAST_UNIT = 0.5
_SIDE_FROM = 1.2
_PLAIN_BELOW = (860, 440)


class TooLargeError(ValueError):
    """A picture larger than any that is drawn."""


@dataclass(frozen=True)
class Size:
    """Size of a picture.

    Attributes
    ----------
    width, height : int
        CSS pixels.
    scale : float
        Device pixels for each; vectors have none.
    """

    width: int
    height: int
    scale: float = 1.0

    @property
    def unit(self) -> float:
        """CSS pixels of a design pixel."""
        return max(_LEAST_UNIT, min(self.width / _ROOMY[0], self.height / _ROOMY[1]))

    @property
    def design(self) -> tuple[float, float]:
        """Width and height in design pixels."""
        return self.width / self.unit, self.height / self.unit

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return round(self.width * self.scale), round(self.height * self.scale)


def asked_size(asked: Mapping[str, str], kind: str) -> Size:
    """Return the size that a query asks for.

    Parameters
    ----------
    asked : mapping of str to str
        `im_type`, `im_width`, `im_height`, `im_scale` of the query; others are left aside.
    kind : str
        `png`, `svg` or `pdf`: a PDF without a size is a sheet of A4. Vectors have no scale.

    Raises
    ------
    ValueError
        With one sentence for the reader where a value cannot be used.
    TooLargeError
        The same where it asks for more than is drawn.
    """
    name = asked.get("im_type") or ("a4" if kind == "pdf" else _DEFAULT)
    if name not in TYPES:
        raise ValueError(_("im_type is one of {names}.").format(names=", ".join(TYPES)))
    wide, high = TYPES[name]
    width, height = _pixels(asked, "im_width"), _pixels(asked, "im_height")
    # One side alone keeps the proportions.
    size = Size(
        width or (round(height * wide / high) if height else wide),
        height or (round(width * high / wide) if width else high),
        1.0 if kind != "png" else _number(asked, "im_scale", LEAST_SCALE, MOST_SCALE, 1.0),
    )
    if not (LEAST <= size.width <= MOST and LEAST <= size.height <= MOST):
        wrong = TooLargeError if max(size.width, size.height) > MOST else ValueError
        raise wrong(_bounds("im_width, im_height", LEAST, MOST))
    across, down = size.pixels
    if across * down > MOST_PIXELS:
        message = _("A picture has at most {most} million pixels; this one would have {asked}.")
        raise TooLargeError(
            message.format(most=MOST_PIXELS / 1e6, asked=round(across * down / 1e6, 1))
        )
    return size


def _pixels(asked: Mapping[str, str], key: str) -> int | None:
    return int(_number(asked, key, LEAST, MOST, 0.0)) or None


def _number(
    asked: Mapping[str, str], key: str, least: float, most: float, default: float
) -> float:
    text = asked.get(key)
    if not text:
        return default
    try:
        found = float(text)
    except ValueError:
        found = nan
    if not least <= found <= most:
        raise (TooLargeError if found > most else ValueError)(_bounds(key, least, most))
    return found


def _bounds(key: str, least: float, most: float) -> str:
    text = _("{key} is a number from {least} to {most}.")
    return text.format(key=key, least=f"{least:g}", most=f"{most:g}")


@dataclass(frozen=True)
class Frame:
    """A rectangle in design pixels from the upper left corner of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Where the parts of a picture are.

    Attributes
    ----------
    kind : str
        `side` (legend to the right), `below`, or `plain`: title, map and a strip of colours,
        for pictures too small for more words.
    head, foot : Frame
        Of title and credits; `foot` has no height in a plain picture.
    maps, legends : tuple of Frame
        Of each pane.
    """

    kind: str
    head: Frame
    foot: Frame
    maps: tuple[Frame, ...]
    legends: tuple[Frame, ...]


def layout_of(size: Size, panes: int = 1, warned: bool = False) -> Layout:
    """Return where the parts of a picture are.

    Parameters
    ----------
    size : Size
    panes : int
        Maps in the picture, 1 to 4.
    warned : bool
        Whether a line of warnings stands under the title.
    """
    width, height = size.design
    plain = width < _PLAIN_BELOW[0] or height < _PLAIN_BELOW[1]
    margin = 18.0 if plain else 26.0
    inner = width - 2 * margin
    line = 26.0 if warned else 0.0
    head = Frame(margin, margin, inner, (70.0 if plain else 64.0) + line)
    foot_height = 0.0 if plain else 74.0
    bottom = height - margin - foot_height + (0.0 if plain else 10.0)
    foot = Frame(margin, bottom, inner, foot_height)
    top, gap = head.y + head.height + 8, 14.0
    room = bottom - top - (0.0 if plain else gap)
    if plain:
        strip = 64.0
        body, key = Frame(margin, top, inner, room - strip - 8), strip
        legend = Frame(margin, top + body.height + 8, inner, key)
        kind = "plain"
    elif width / height >= _SIDE_FROM:
        column = 292.0
        body = Frame(margin, top, inner - column - gap, room)
        legend = Frame(margin + body.width + gap, top, column, room)
        kind = "side"
    else:
        key = 190.0
        body = Frame(margin, top, inner, room - key - gap)
        legend = Frame(margin, top + body.height + gap, inner, key)
        kind = "below"
    return Layout(kind, head, foot, _split(body, panes), _split_legend(legend, panes, kind))


def _split(frame: Frame, panes: int) -> tuple[Frame, ...]:
    """Return a grid of frames: two beside or below one another, four in two rows."""
    columns = 1 if panes == 1 else 2 if panes > 2 or frame.width > frame.height else 1
    rows = -(-panes // columns)
    gap = 12.0
    wide = (frame.width - gap * (columns - 1)) / columns
    high = (frame.height - gap * (rows - 1)) / rows
    return tuple(
        Frame(
            frame.x + (wide + gap) * (i % columns),
            frame.y + (high + gap) * (i // columns),
            wide,
            high,
        )
        for i in range(panes)
    )


def _split_legend(frame: Frame, panes: int, kind: str) -> tuple[Frame, ...]:
    if kind == "side":
        high = frame.height / panes
        return tuple(Frame(frame.x, frame.y + i * high, frame.width, high) for i in range(panes))
    gap = 22.0
    wide = (frame.width - gap * (panes - 1)) / panes
    return tuple(
        Frame(frame.x + i * (wide + gap), frame.y, wide, frame.height) for i in range(panes)
    )
