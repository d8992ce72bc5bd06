"""A sheet to draw on in design pixels, over matplotlib's objects and without its global state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.pictures.colours import hex_text
from dashboard.pictures.sizes import Frame, Size

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.path import Path

Floats = NDArray[np.float64]

DPI = 96.0
"""CSS pixels of an inch."""
_POINTS = 0.75
FONT = "DejaVu Sans"
_LOOSE = " ,:;·–<("
"""Signs that no text is cut behind."""


class Sheet:
    """A figure whose coordinates are design pixels from its upper left corner.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        What is saved.
    """

    def __init__(self, size: Size, paper: ArrayLike) -> None:
        # Servers that draw nothing need not wait for it.
        from matplotlib.figure import Figure

        wide, high = size.pixels
        dpi = DPI * size.scale
        # A thousandth of a pixel more: what is drawn on is cut to whole ones.
        self.figure: Figure = Figure(
            figsize=((wide + 1e-3) / dpi, (high + 1e-3) / dpi), dpi=dpi, facecolor=hex_text(paper)
        )
        self._unit = size.unit
        self.width, self.height = size.design
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)
        self._axes.set_autoscale_on(False)

    def points(self, pixels: float) -> float:
        """Return design pixels as points, in which matplotlib has type and strokes."""
        return pixels * self._unit * _POINTS

    def clip(self, polygon: Floats) -> tuple[Path, Any]:
        """Return what `inside` of the other methods takes: a closed polygon, shape (n, 2)."""
        from matplotlib.path import Path

        return Path(polygon, closed=True), self._axes.transData

    def rectangle(
        self, frame: Frame, fill: ArrayLike | None, line: ArrayLike | None = None, width: float = 1
    ) -> None:
        """Draw a rectangle."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(
            Rectangle(
                (frame.x, frame.y),
                frame.width,
                frame.height,
                facecolor="none" if fill is None else hex_text(fill),
                edgecolor="none" if line is None else hex_text(line),
                linewidth=self.points(width),
            )
        )

    def polygons(
        self,
        shapes: Sequence[Sequence[Floats]],
        fills: ArrayLike,
        inside: Any = None,
        seam: float = 0.0,
    ) -> None:
        """Draw areas of one or several rings each, in their colours; none lies over another.

        Parameters
        ----------
        shapes : sequence of sequences of ndarray, shape (n, 2)
        fills : array_like, shape (shapes, 3)
        inside : object, optional
            From `clip`.
        seam : float
            Width of a stroke in the same colour, so that no gap is seen between neighbours.
        """
        from matplotlib.collections import PathCollection

        # Areas of a colour are one path: a tenth of the bytes and of the time of one each.
        kinds, kind = np.unique(np.asarray(fills), axis=0, return_inverse=True)
        own: list[list[Floats]] = [[] for _kind in kinds]
        for rings, k in zip(shapes, kind.tolist(), strict=True):
            own[k] += rings
        colours = kinds / 255
        collection = PathCollection(
            [compound(rings) for rings in own],
            facecolors=colours,
            edgecolors=colours if seam else "none",
            linewidths=self.points(seam),
            transform=self._axes.transData,
        )
        self._add(collection, inside)

    def strokes(
        self,
        lines: Sequence[Floats] | Floats,
        colour: ArrayLike,
        width: float,
        inside: Any = None,
        alpha: float = 1.0,
    ) -> None:
        """Draw lines; an array of segments, shape (n, 2, 2), is drawn to the last."""
        from matplotlib.collections import PathCollection

        if not len(lines):
            return
        path = joined_lines(lines)
        # Points that mark a state are shorter than what is left out of a coast.
        path.should_simplify = not isinstance(lines, np.ndarray)
        collection = PathCollection(
            [path],
            facecolors="none",
            edgecolors=hex_text(colour),
            linewidths=self.points(width),
            capstyle="round",
            joinstyle="round",
            alpha=alpha,
            transform=self._axes.transData,
        )
        self._add(collection, inside)

    def discs(
        self,
        x: Floats,
        y: Floats,
        radius: float,
        fills: ArrayLike,
        rim: ArrayLike,
        inside: Any = None,
        marker: str = "o",
    ) -> None:
        """Draw discs, or other signs, all of one size."""
        if not x.size:
            return
        outlined = marker != "o"
        self._axes.scatter(
            x,
            y,
            s=self.points(2 * radius) ** 2,
            c=np.asarray(fills, dtype=np.float64) / 255,
            edgecolors=None if outlined else hex_text(rim),
            linewidths=self.points(1.2 if outlined else 0.8),
            marker=marker,
        )
        self._add(self._axes.collections[-1], inside, there=True)

    def image(self, pixels: NDArray[np.uint8], frame: Frame, inside: Any = None) -> None:
        """Draw pixels into a frame, as they are."""
        from matplotlib.image import AxesImage

        image = AxesImage(
            self._axes,
            extent=(frame.x, frame.x + frame.width, frame.y + frame.height, frame.y),
            interpolation="nearest",
            origin="upper",
        )
        image.set_data(pixels)
        self._axes.add_image(image)
        if inside is not None:
            image.set_clip_path(*inside)
        # Images are drawn below all else unless they say otherwise.
        image.set_zorder(self._next())

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        colour: ArrayLike,
        *,
        bold: bool = False,
        align: str = "left",
        anchor: str = "baseline",
        halo: ArrayLike | None = None,
        inside: Any = None,
        turn: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Write one line."""
        from matplotlib.patheffects import withStroke

        text = self._axes.text(
            x,
            y,
            words,
            fontsize=self.points(size),
            color=hex_text(colour),
            fontweight="bold" if bold else "normal",
            horizontalalignment=align,
            verticalalignment=anchor,
            rotation=turn,
            alpha=alpha,
            parse_math=False,
            zorder=self._next(),
        )
        if halo is not None:
            stroke = withStroke(linewidth=self.points(2.6), foreground=hex_text(halo))
            text.set_path_effects([stroke])
        if inside is not None:
            text.set_clip_path(*inside)

    def _add(self, artist: Any, inside: Any, there: bool = False) -> None:
        if not there:
            self._axes.add_collection(artist, autolim=False)
        artist.set_zorder(self._next())
        if inside is not None:
            artist.set_clip_path(*inside)

    def _next(self) -> float:
        """Return an order above all that is there: things are drawn in the order of the calls."""
        self._order = getattr(self, "_order", 2.0) + 0.001
        return self._order


def compound(rings: Sequence[Floats]) -> Path:
    """Return closed rings as one path."""
    from matplotlib.path import Path

    codes = []
    for ring in rings:
        own = np.full(len(ring), Path.LINETO, dtype=np.uint8)
        own[0], own[-1] = Path.MOVETO, Path.CLOSEPOLY
        codes.append(own)
    return Path(np.concatenate(rings), np.concatenate(codes))


def joined_lines(lines: Sequence[Floats] | Floats) -> Path:
    """Return open lines as one path."""
    from matplotlib.path import Path

    codes = []
    for line in lines:
        own = np.full(len(line), Path.LINETO, dtype=np.uint8)
        own[0] = Path.MOVETO
        codes.append(own)
    return Path(np.concatenate(list(lines)), np.concatenate(codes))


@lru_cache(maxsize=8192)
def text_width(words: str, size: float, bold: bool = False) -> float:
    """Return the width of a text in units of its size."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(words, font, ismath=False)[0])


def wrapped(words: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than given; what has no space is broken at / & and =."""
    found: list[str] = []
    line = ""
    for part in _parts(words):
        if line and text_width((line + part).rstrip(), size, bold) > width:
            found.append(line.rstrip())
            line = part
        else:
            line += part
        while text_width(line.rstrip(), size, bold) > width and len(line) > 1:
            cut = max(1, int(len(line) * width / text_width(line, size, bold)) - 1)
            # Letters differ in width: the first ones may be the widest.
            while cut > 1 and text_width(line[:cut], size, bold) > width:
                cut -= 1
            found.append(line[:cut])
            line = line[cut:]
    return [*found, line.rstrip()] if line.strip() else found


def shortened(words: str, size: float, width: float, bold: bool = False) -> str:
    """Return a text, cut with an ellipsis where it is wider than given."""
    if text_width(words, size, bold) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(words[:middle].rstrip() + "…", size, bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return words[:low].rstrip() + "…"


def heading(
    words: str, width: float, most: int, sizes: tuple[float, float]
) -> tuple[float, list[str]]:
    """Return the size of a head's bold letters, and its lines, no wider than given.

    What does not fit into so many lines in the smallest letters ends at a word, with an ellipsis.

    Parameters
    ----------
    words : str
    width : float
        Design pixels.
    most : int
        Lines at most.
    sizes : tuple of float
        The largest letters and the smallest, design pixels.
    """
    size, least = sizes
    while len(lines := wrapped(words, size, width, bold=True)) > most and size > least:
        size -= 0.5
    if len(lines) > most:
        kept = lines[most - 1].rstrip(_LOOSE)
        while text_width(f"{kept} …", size, True) > width and " " in kept:
            kept = kept.rpartition(" ")[0].rstrip(_LOOSE)
        lines = [*lines[: most - 1], shortened(f"{kept} …", size, width, True)]
    return size, lines


def _parts(words: str) -> Iterable[str]:
    part = ""
    for letter in words:
        part += letter
        if letter in " /&":
            yield part
            part = ""
    if part:
        yield part
