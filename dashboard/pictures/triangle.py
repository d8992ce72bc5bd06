"""The legend of a map of three elements: a triangle with one of them at each corner.

Twin of assets/gridmap/elements-triangle.mjs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.pictures.colours import Rgb
from dashboard.pictures.sheet import Sheet
from dashboard.pictures.sizes import Frame
from dashboard.together.composite import colour_of

_STEPS = 24
_LETTERS = 13.0
_LEAST_HEIGHT, _MOST_HEIGHT = 60.0, 150.0
_SLOPE = np.sqrt(3) / 2
"""Height of an equilateral triangle with sides of 1."""


def tiles(steps: int = _STEPS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the small triangles that a triangle is made of.

    Parameters
    ----------
    steps : int
        Small triangles along a side.

    Returns
    -------
    corners : ndarray of float64, shape (steps², 3, 3)
        Shares of the three parts (top, left, right) at the corners of each.
    shares : ndarray of float64, shape (steps², 3)
        At its middle.
    """
    upright = np.eye(3)
    found = [
        np.array([top, left, total - top - left]) + kind
        # Those that stand on their sides, and between them those on their tips.
        for total, kind in ((steps - 1, upright), (steps - 2, 1 - upright))
        for top in range(total + 1)
        for left in range(total + 1 - top)
    ]
    corners = np.array(found, dtype=np.float64) / steps
    return corners, corners.mean(axis=1)


def draw_triangle(
    sheet: Sheet, elements: Sequence[str], frame: Frame, theme: Mapping[str, Rgb]
) -> Frame:
    """Draw the triangle at the top of a frame, or at the left of a low one.

    Parameters
    ----------
    sheet : Sheet
    elements : sequence of str
        Red (top), green (left), blue (right).
    frame : Frame
    theme : mapping of str to tuple of int

    Returns
    -------
    Frame
        What is left of the frame; all of it where a triangle does not fit.
    """
    room = 2 * (_LETTERS + 5)
    if frame.height < room + _LEAST_HEIGHT:
        # Too small to be read, as in thumbnails.
        return frame
    low = frame.height < 2 * _MOST_HEIGHT
    high = min(_MOST_HEIGHT, frame.height - room, (frame.width - 8) * _SLOPE)
    side = high / _SLOPE
    x = frame.x if low else frame.x + (frame.width - side) / 2
    y = frame.y + _LETTERS + 5

    def place(shares: NDArray[np.float64]) -> NDArray[Any]:
        return np.stack(
            [x + side * (shares[..., 2] + shares[..., 0] / 2), y + high * (1 - shares[..., 0])],
            axis=-1,
        )

    corners, middle = tiles()
    rings = place(corners[:, [0, 1, 2, 0]])
    sheet.polygons([[one] for one in rings], colour_of(middle), seam=0.4)
    ends = place(np.eye(3))
    base = ends[1, 1] + _LETTERS + 3
    for words, at, height, align in (
        (elements[0], ends[0, 0], y - 5, "center"),
        (elements[1], ends[1, 0], base, "left"),
        (elements[2], ends[2, 0], base, "right"),
    ):
        sheet.text(float(at), float(height), words, _LETTERS, theme["ink"], bold=True, align=align)
    used = high + room + 6
    if low:
        return Frame(frame.x + side + 24, frame.y, frame.width - side - 24, frame.height)
    return Frame(frame.x, frame.y + used, frame.width, frame.height - used)
