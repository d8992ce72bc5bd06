"""Tables written as their rows come, in the form that servers map into memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa


class ArrowFile:
    """An uncompressed Arrow IPC file, so that readers map it and share the memory.

    Its record batches are those asked for, whatever the parts its rows come in.

    Parameters
    ----------
    path : Path
        Where to write.
    ends : sequence of int
        The row after each record batch, ascending; the last is the number of rows.

    Raises
    ------
    ValueError
        On leaving the context, if rows are missing.
    """

    def __init__(self, path: Path, ends: Sequence[int]) -> None:
        self._path = path
        self._ends = deque(ends)
        self._written = 0
        self._waiting: list[pa.Table] = []
        self._sink: pa.OSFile | None = None
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    def __enter__(self) -> Self:
        self._sink = pa.OSFile(str(self._path), "wb")
        return self

    def add(self, table: pa.Table) -> None:
        """Take the next rows, and write every record batch that is complete."""
        if self._writer is None:
            self._writer = pa.ipc.new_file(self._sink, table.schema)
        self._waiting.append(table)
        held = sum(part.num_rows for part in self._waiting)
        if not self._ends or self._written + held < self._ends[0]:
            return
        rest = pa.concat_tables(self._waiting).combine_chunks()
        while self._ends and self._written + rest.num_rows >= self._ends[0]:
            count = self._ends.popleft() - self._written
            self._writer.write_table(rest.slice(0, count), max_chunksize=max(count, 1))
            rest = rest.slice(count)
            self._written += count
        self._waiting = [rest]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._sink is not None:
            self._sink.close()
        if error is None and self._ends:
            msg = f"{self._path.name} has {self._written} of {self._ends[-1]} rows"
            raise ValueError(msg)
