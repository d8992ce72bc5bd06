"""Samples and results of one stratum, as gridding takes them and as a release keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard import grid
from dashboard.gridding.expressions import long_table

NO_COUNTRY = ""
BATCH_RESULTS = 1_000_000
"""Results grouped at a time (at least those of one analyte): some 200 MB while quantiles are
taken."""


@dataclass(frozen=True, eq=False)
class StratumSamples:
    """Samples and results of one stratum, ready for gridding.

    Attributes
    ----------
    samples : pandas.DataFrame
        One row a sample: `sample`, `lon`, `lat`, `country` (ISO 3166-1 alpha-3 or
        empty), `date`, `routine`, `role`, `duplicate_of`, `state`.
    value : ndarray of float64, shape (analytes, samples)
        Values in the order of `samples`; the limit where below or above; NaN where
        unknown or not determined.
    state : ndarray of uint8, shape (analytes, samples)
        State codes; 3 (not determined) where a sample has no result, so for all
        that are planned or awaiting.
    analytes : sequence of str
        In the order of the catalogue.
    extent : shapely.Geometry or None
        Land where the survey means to sample, WGS 84; None where nobody said.
    density : float or None
        Design density, km² per site.

    Raises
    ------
    ValueError
        If the matrices are not of the shape of analytes and samples.
    """

    samples: pd.DataFrame
    value: NDArray[np.float64]
    state: NDArray[np.uint8]
    analytes: Sequence[str]
    extent: shapely.Geometry | None = None
    density: float | None = None

    def __post_init__(self) -> None:
        shape = (len(self.analytes), len(self.samples))
        if self.value.shape != shape or self.state.shape != shape:
            msg = f"values {self.value.shape} and states {self.state.shape} are not {shape}"
            raise ValueError(msg)

    @cached_property
    def cell(self) -> NDArray[np.int64]:
        """Cell of each sample at the finest level of the grid."""
        return grid.cell_at(self.samples["lon"], self.samples["lat"], grid.FINEST_LEVEL)

    @cached_property
    def routine(self) -> NDArray[np.bool_]:
        """Which samples count: routine ones on the globe, not duplicates or replicates."""
        return self.samples["routine"].to_numpy(dtype=bool) & (self.cell >= 0)

    @cached_property
    def countries(self) -> tuple[NDArray[np.str_], NDArray[np.int32]]:
        """All countries of samples and ``"*"``, ascending, and the position of each sample's."""
        names, code = np.unique(
            np.append(self.samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=np.str_), "*"),
            return_inverse=True,
        )
        return names, code[:-1].astype(np.int32)

    def analyte_states(self, position: int) -> NDArray[np.uint8]:
        """Return the state of one analyte in each sample, in the order of `samples`.

        A sample without a result of it is in state *not determined*.
        """
        states: NDArray[np.uint8] = self.state[position]
        return states

    def parts(
        self, counted: NDArray[np.int64], **keys: NDArray[np.integer[Any]]
    ) -> Iterator[pa.Table]:
        """Yield the results of some samples in parts, each with all of some analytes.

        No group is divided, and no more than a part is ever held beside the matrices.

        Parameters
        ----------
        counted : ndarray of int64, shape (n,)
            Positions of the samples.
        **keys : ndarray of int, shape (n,)
            Keys to group by, such as `cell`.

        Yields
        ------
        pyarrow.Table
            As of :func:`~dashboard.gridding.expressions.long_table`, with `analyte`
            (position in `analytes`) and the keys; analyte by analyte, in the order of
            `counted`.
        """
        at_once = max(1, BATCH_RESULTS // max(1, counted.size))
        for first in range(0, len(self.analytes), at_once):
            some = slice(first, first + at_once)
            value = self.value[some, counted]
            number = np.arange(first, first + len(value), dtype=np.int16)
            yield long_table(
                value.ravel(),
                self.state[some, counted].ravel(),
                analyte=number.repeat(counted.size),
                **{name: np.tile(key, len(value)) for name, key in keys.items()},
            )

    @cached_property
    def finest(self) -> int:
        """Finest level whose cells are not smaller than one site's share of the survey's area.

        The share is the design density where the recipe states it, else the area
        of the covered cells of level 0 by the number of sites.
        """
        sites = self.cell[self.routine]
        if not sites.size:
            return 0
        share = self.density
        if share is None:
            top = np.unique(sites >> (2 * grid.FINEST_LEVEL))
            share = float(grid.area_km2(top).sum() / np.unique(sites).size)
        # By nominal sides: 1,600 km² a site is meant to be a cell of 40 km.
        fitting = [level for level, km in enumerate(grid.LEVEL_KM) if km**2 >= share]
        return max(fitting, default=0)


def sample_table(stratum: StratumSamples) -> pa.Table:
    """Return the samples with one column of values and one of states for each analyte."""
    samples = stratum.samples
    columns: dict[str, object] = {
        "sample": samples["sample"].astype(str).to_numpy(dtype=object),
        "lon": samples["lon"].to_numpy(dtype=np.float64),
        "lat": samples["lat"].to_numpy(dtype=np.float64),
        "country": samples["country"].fillna(NO_COUNTRY).to_numpy(dtype=object),
        "date": pa.array(samples["date"].to_numpy().astype("datetime64[D]"), type=pa.date32()),
        "routine": samples["routine"].to_numpy(dtype=bool),
        "role": _texts(samples["role"]),
        "duplicate_of": _texts(samples["duplicate_of"]),
        "state": samples["state"].to_numpy(dtype=np.uint8),
        "cell": stratum.cell.astype(np.int64),
    }
    for i, analyte in enumerate(stratum.analytes):
        columns[analyte] = stratum.value[i]
        columns[f"{analyte}.state"] = stratum.analyte_states(i)
    return pa.table(columns)


def _texts(column: pd.Series[str]) -> pa.Array:
    return pa.array(column.astype(object).where(column.notna(), None), type=pa.string())
