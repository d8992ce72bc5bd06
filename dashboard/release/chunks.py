"""Levels with very many cells, in parts: a screen shows only some thousands.

The cells of such a level are handed out in *chunks*, ranges of cells of level 0 in grid
order with some thousands of cells each. A chunk is named by the first and the last cell of
level 0 that it stands for, so that what an address answers hangs on the release alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard import grid

CHUNKED_FROM = 20_000
"""A level with more cells is handed out in chunks; others travel faster in one answer."""
CHUNK_CELLS = 8_192
"""Cells of a chunk, about: two record batches of the file, some 30 kB a vector on the line."""


class Chunk(NamedTuple):
    """Rows `start` to `stop` of a level: all below the cells `first` to `last` of level 0."""

    first: int
    last: int
    start: int
    stop: int

    @property
    def name(self) -> str:
        """Its name in addresses, such as ``1203-1317``."""
        return f"{self.first}-{self.last}"


def divide(cells: NDArray[Any], level: int) -> tuple[Chunk, ...]:
    """Divide the cells of a level into chunks that together stand for the whole globe.

    Parameters
    ----------
    cells : ndarray of uint, shape (n,)
        Cell numbers, ascending.
    level : int
        Their level.

    Returns
    -------
    tuple of Chunk
        Each of :data:`CHUNK_CELLS` cells at most, but where one cell of level 0 has more;
        none where the level is not chunked.
    """
    if not level or cells.size <= CHUNKED_FROM:
        return ()
    parent = grid.parent(cells, level)
    ends = np.append(np.flatnonzero(np.diff(parent)) + 1, cells.size)
    stops: list[int] = []
    begun = 0
    for end, following in zip(ends.tolist(), [*ends[1:].tolist(), None], strict=True):
        if following is None or following - begun > CHUNK_CELLS:
            stops.append(end)
            begun = end
    starts = [0, *stops[:-1]]
    firsts = [0, *(int(parent[start]) for start in starts[1:])]
    lasts = [first - 1 for first in firsts[1:]] + [grid.cell_count() - 1]
    return tuple(Chunk(*one) for one in zip(firsts, lasts, starts, stops, strict=True))


def sliced(table: pa.Table, chunk: Chunk | None) -> pa.Table:
    """Return the rows of a chunk; all without one."""
    return table if chunk is None else table.slice(chunk.start, chunk.stop - chunk.start)
