"""A release opened for reading: memory-mapped tables and the index that pages are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.planes import unpack
from dashboard.release import manifest
from dashboard.release.alike import alike
from dashboard.release.chunks import Chunk, divide
from dashboard.release.manifest import ReleaseError
from dashboard.release.programme_file import read_programme

INDEX = "index.json"

THRESHOLDS = "thresholds"
"""Name of a stratum's table of thresholds, which releases made before do not have."""

ENOUGH_TOGETHER = 100
"""Cells with results from which elements are taken together: fewer say little of how they vary."""


class SamplesWithheld(LookupError):
    """Samples are asked for that the release does not hold; the message is for readers."""


class Stratum:
    """One stratum of a release. Tables are opened when first asked for and stay mapped."""

    def __init__(self, folder: Path, record: dict[str, Any]) -> None:
        self.folder = folder
        self.record = record
        self.analytes: dict[str, dict[str, Any]] = {a["id"]: a for a in record["analytes"]}
        self.levels: tuple[int, ...] = tuple(record["levels"])
        # Of a million samples a column takes eight megabytes.
        most = min(64, max(6, 6_000_000 // max(1, record["samples"])))
        self._columns = lru_cache(maxsize=most)(self._read_columns)
        self._measured = lru_cache(maxsize=None)(self._map)
        self.chunks = lru_cache(maxsize=None)(self._divide)

    def cells(self, level: int) -> pa.Table:
        """Return the memory-mapped table of a level's cells."""
        return self._tables[f"cells-{level}"]

    def _divide(self, level: int) -> tuple[Chunk, ...]:
        """Return the chunks of a level; none where it travels in one answer."""
        with pa.memory_map(str(self.folder / f"cells-{level}.arrow")) as source:
            only_cells = pa.ipc.IpcReadOptions(included_fields=[0])
            cells = pa.ipc.open_file(source, options=only_cells).read_all()
            return divide(cells["cell"].to_numpy(), level)

    @cached_property
    def together_level(self) -> int:
        """The level at which elements are taken together where none is asked for.

        The coarsest with at least :data:`ENOUGH_TOGETHER` sampled cells whose results are
        there, else the finest; never one of so many cells that it comes in chunks.
        """
        whole = self._whole_levels
        for level in whole:
            if np.count_nonzero(self.cells(level)["state"].to_numpy() == 0) >= ENOUGH_TOGETHER:
                return level
        return whole[-1]

    @cached_property
    def extent(self) -> grid.Box | None:
        """Bounds of the sampled cells, of the finest level in one answer; of all without samples.

        Larger cells reach far beyond a small survey. None for a stratum without a cell.
        """
        level = self._whole_levels[-1]
        table = self.cells(level)
        cells, state = table["cell"].to_numpy(), table["state"].to_numpy()
        sampled = state != State.PLANNED
        kept = cells[sampled] if sampled.any() else cells
        return grid.joined(np.column_stack(grid.bounds(kept, level)))

    @property
    def _whole_levels(self) -> list[int]:
        """Levels of so few cells that each comes in one answer; the coarsest is taken for one."""
        return [level for level in self.levels if not self.chunks(level)] or [*self.levels[:1]]

    @property
    def countries(self) -> pa.Table:
        """The memory-mapped table of countries; the row ``"*"`` is the whole stratum."""
        return self._tables["countries"]

    @property
    def country_ids(self) -> frozenset[str]:
        """Codes of the countries with samples."""
        return frozenset(self.countries["country"].to_pylist()) - {"*", ""}

    @cached_property
    def _tables(self) -> dict[str, pa.Table]:
        names = [f"cells-{level}" for level in self.levels] + ["countries"]
        return {name: self._map(name) for name in names}

    def _map(self, name: str) -> pa.Table:
        with pa.memory_map(str(self.folder / f"{name}.arrow")) as source:
            return pa.ipc.open_file(source).read_all()

    @cached_property
    def is_measured(self) -> bool:
        """Whether it has progress: compilations have none, nor have releases made before."""
        return (self.folder / "counts.arrow").is_file()

    def progress(self, level: int) -> pa.Table:
        """Return when the cells of a level were covered, complete and analysed, memory-mapped."""
        return self._measured(f"progress-{level}")

    def elements(self, level: int) -> pa.Table:
        """Return when each element's first result came in the cells of a level."""
        return self._measured(f"elements-{level}")

    @property
    def counts(self) -> pa.Table:
        """Samples and results by country and day."""
        return self._measured("counts")

    @property
    def country_elements(self) -> pa.Table:
        """When each element's first result came from the samples of each country."""
        return self._measured("country-elements")

    @property
    def duplicates(self) -> pa.Table:
        """How far field duplicates differ from their samples, by country and day."""
        return self._measured("duplicates")

    @property
    def thresholds(self) -> pa.Table | None:
        """Thresholds of the samples of each analyte; None in releases made before."""
        written = (self.folder / f"{THRESHOLDS}.arrow").is_file()
        return self._measured(THRESHOLDS) if written else None

    def tells_samples(self, analyte: str) -> bool:
        """Return whether the release holds an analyte's results of samples."""
        # Releases made before owners could withhold them hold all.
        record = self.analytes.get(analyte, {})
        return bool(self.record.get("sites", True)) and record.get("sharing") != "cells"

    def samples(self, *columns: str) -> pa.Table:
        """Return columns of the samples, all rows (routine ones and others).

        Raises
        ------
        SamplesWithheld
            If the owner shares results of cells and countries only: of an analyte asked
            for, or of all.
        """
        self._refuse_withheld(columns)
        return self._columns(columns)

    def sample_batches(self, rows: int, *columns: str) -> Iterator[pa.RecordBatch]:
        """Yield columns of the samples, at most so many rows at a time, and keep none.

        Raises
        ------
        SamplesWithheld
            As :meth:`samples`, at the call.
        """
        self._refuse_withheld(columns)
        # Without reading ahead, which would hold whole row groups of every column.
        file = pq.ParquetFile(self.folder / "samples.parquet", pre_buffer=False)
        batches: Iterator[pa.RecordBatch] = file.iter_batches(
            batch_size=rows, columns=list(columns), use_threads=False
        )
        return batches

    def _refuse_withheld(self, columns: Sequence[str]) -> None:
        withheld = [name for name in columns if name in self.analytes]
        withheld = [name for name in withheld if not self.tells_samples(name)]
        if withheld or not self.record.get("sites", True):
            words = _("The owner shares results of cells and countries only, none of samples.")
            raise SamplesWithheld(words)

    def _read_columns(self, columns: tuple[str, ...]) -> pa.Table:
        # What is where in the file, of hundreds of columns, is read once.
        path = self.folder / "samples.parquet"
        with pq.ParquetFile(path, metadata=self._layout) as file:
            return file.read(list(columns))

    @cached_property
    def _layout(self) -> pq.FileMetaData:
        return pq.read_metadata(self.folder / "samples.parquet")


class Release:
    """An immutable release.

    Attributes
    ----------
    folder : Path
        Where it lies.
    id : str
        Hash of its content.
    index : dict
        The release index of docs/interfaces.md.
    strata : mapping of str to Stratum
        Its strata by id.
    """

    def __init__(self, folder: Path) -> None:
        problems = manifest.verify(folder)
        if problems:
            msg = f"{folder.name} cannot be served: " + "; ".join(problems[:5])
            raise ReleaseError(msg)
        self.folder = folder
        self.manifest = manifest.read(folder)
        self.id: str = self.manifest["release"]
        index = orjson.loads((folder / INDEX).read_bytes())
        index["release"] = self.id
        index["made"] = self.manifest["made"]
        self.index: dict[str, Any] = index
        self.strata: Mapping[str, Stratum] = {
            record["id"]: Stratum(folder / "strata" / record["id"], record)
            for record in index["strata"]
        }
        # Not part of the file: how cells are handed out, and what a page shows where its address
        # does not say, are no matters of the data.
        for stratum in self.strata.values():
            stratum.record["chunked"] = [one for one in stratum.levels if stratum.chunks(one)]
        for name, others in alike(index, lambda name: self.strata[name].country_ids).items():
            self.strata[name].record["alike"] = others
        self.surveys: Mapping[str, dict[str, Any]] = {s["id"]: s for s in index["surveys"]}
        self.countries: tuple[str, ...] = tuple(c["id"] for c in index["countries"])
        self.country_names: Mapping[str, str] = {c["id"]: c["name"] for c in index["countries"]}

    @cached_property
    def country_index(self) -> Mapping[str, int]:
        """Position of each country in the index."""
        return {name: i for i, name in enumerate(self.countries)}

    def country_numbers(self, countries: pa.ChunkedArray) -> NDArray[np.uint16]:
        """Return positions of countries in the index; 65535 for none."""
        encoded = countries.dictionary_encode().combine_chunks()
        positions = np.array(
            [self.country_index.get(name, 65535) for name in encoded.dictionary.to_pylist()],
            dtype=np.uint16,
        )
        return np.asarray(positions[encoded.indices.to_numpy()], dtype=np.uint16)

    @cached_property
    def _land(self) -> Mapping[str, NDArray[Any]]:
        return unpack((self.folder / "grid.bin").read_bytes()).planes

    def country_of_land(self, number: int) -> str:
        """Return the country of a land cell of level 0; empty for the sea."""
        cells = self._land["cell"]
        position = int(np.searchsorted(cells, number))
        if position >= cells.size or cells[position] != number:
            return ""
        country = int(self._land["country"][position])
        return self.countries[country] if country < len(self.countries) else ""

    def blob(self, name: str) -> bytes | None:
        """Return a ready-made binary part such as ``grid.bin``; None if it has none."""
        if name not in self.manifest["files"] or not name.endswith(".bin"):
            return None
        return (self.folder / name).read_bytes()

    @cached_property
    def programme(self) -> dict[str, Any]:
        """What is reported of progress (docs/interfaces.md, section 9)."""
        return read_programme(self.folder)

    @cached_property
    def slim_index(self) -> dict[str, Any]:
        """The index without class breaks and percentiles, which vectors carry in their headers."""
        strata = [
            record
            | {
                "analytes": [
                    {k: v for k, v in a.items() if k not in {"breaks", "percentiles"}}
                    for a in record["analytes"]
                ]
            }
            for record in self.index["strata"]
        ]
        return self.index | {"strata": strata}
