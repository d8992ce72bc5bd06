"""Thresholds of the samples of each analyte, written when a release is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.kept import kept
from dashboard.release.arrow_file import ArrowFile
from dashboard.release.release import THRESHOLDS, Stratum
from dashboard.statistics.thresholds import Threshold, thresholds

_ABOUT_SAMPLES = ("routine", "cell", "state")


def write_thresholds(folder: Path, analytes: Sequence[str]) -> None:
    """Write the thresholds of a stratum whose samples were written.

    They are read from the file of samples, so that they are those of what readers have. An
    analyte whose samples are withheld has none there: its highest percentiles would be, or
    bracket, single results.

    Parameters
    ----------
    folder : Path
        Folder of the stratum, with its ``samples.parquet``.
    analytes : sequence of str
        Those whose samples are told, in the order of the release index; nothing is written
        without one.
    """
    if not analytes:
        return
    file = pq.ParquetFile(folder / "samples.parquet")
    counted = _counted(file.read(list(_ABOUT_SAMPLES)))
    found = []
    for analyte in analytes:
        # One analyte at a time: of large strata all of them do not fit into memory.
        table = file.read([analyte, f"{analyte}.state"])
        state = table[f"{analyte}.state"].to_numpy()
        rows = counted & (state <= State.ABOVE)
        found += [
            (analyte, name, *one)
            for name, one in thresholds(table[analyte].to_numpy()[rows], state[rows]).items()
        ]
    names, identities, values, states, exceeding = zip(*found, strict=True)
    table = pa.table(
        {
            "analyte": pa.array(names, pa.string()),
            "threshold": pa.array(identities, pa.string()),
            "value": pa.array(values, pa.float64()),
            "state": pa.array([int(one) for one in states], pa.uint8()),
            "exceeding": pa.array(exceeding, pa.uint32()),
        }
    )
    with ArrowFile(folder / f"{THRESHOLDS}.arrow", [table.num_rows]) as target:
        target.add(table)


def sample_thresholds(stratum: Stratum, analyte: str) -> Mapping[str, Threshold]:
    """Return the thresholds of an analyte's routine samples, in the stratum's unit.

    They are read where the release has them, and otherwise (in releases made before) computed
    from the samples once.

    Raises
    ------
    SamplesWithheld
        If the owner shares no samples of the analyte.
    """
    stored = _stored(stratum).get(analyte)
    return _computed(stratum, analyte) if stored is None else stored


def _counted(table: pa.Table) -> NDArray[np.bool_]:
    """Return which samples count: routine ones, taken, and on the grid."""
    routine = table["routine"].to_numpy(zero_copy_only=False)
    placed = table["cell"].to_numpy() >= 0
    return np.asarray(routine & placed & (table["state"].to_numpy() != State.PLANNED))


@kept(64)
def _stored(stratum: Stratum) -> Mapping[str, Mapping[str, Threshold]]:
    """Return the thresholds that the release holds, by analyte."""
    table = stratum.thresholds
    found: dict[str, dict[str, Threshold]] = {}
    for row in [] if table is None else table.to_pylist():
        one = Threshold(row["value"], State(row["state"]), row["exceeding"])
        found.setdefault(row["analyte"], {})[row["threshold"]] = one
    return found


@kept(1024)
def _computed(stratum: Stratum, analyte: str) -> Mapping[str, Threshold]:
    table = stratum.samples(*_ABOUT_SAMPLES, analyte, f"{analyte}.state")
    state = table[f"{analyte}.state"].to_numpy()
    rows = _counted(table) & (state <= State.ABOVE)
    return thresholds(table[analyte].to_numpy()[rows], state[rows])
