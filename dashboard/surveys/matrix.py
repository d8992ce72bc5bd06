"""The results of a stratum as arrays of samples by analytes, each row with its file and row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.surveys.columns import ResultColumn
from dashboard.surveys.reader import Place, Table
from dashboard.surveys.results import Results
from dashboard.surveys.samples import Reading

Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Matrix:
    """Results of one stratum.

    Attributes
    ----------
    id : str
        The stratum's full id.
    columns : tuple of ResultColumn, length m
        Its analytes.
    samples : DataFrame, n rows
        Its reported samples, duplicates included, as `Survey.samples` has them.
    files : ndarray of str objects, shape (n,)
        File of each sample.
    value : ndarray of float64, shape (n, m)
        Values in the catalogue's unit and element form.
    state : ndarray of uint8, shape (n, m)
        `State` codes 0 to 3.
    stated : tuple of m ndarrays of float64, shape () or (n,)
        Detection limits as `Results` has them.
    places : dict of str to (files, rows)
        Where the results of a column stand, if not in the rows of the samples.
    """

    id: str
    columns: tuple[ResultColumn, ...]
    samples: pd.DataFrame
    files: NDArray[np.object_]
    value: Floats
    state: NDArray[np.uint8]
    stated: tuple[Floats, ...]
    places: dict[str, Place] = field(default_factory=dict)

    def limit(self, i: int) -> Floats:
        """Return the detection limit that applies to each result of an analyte; shape (n,)."""
        return Results(self.value.T, self.state.T, self.stated).limit(i)

    def place(self, i: int) -> Place:
        """Return file and row of each result of an analyte, by its position."""
        return self.places.get(self.columns[i].column, (self.files, self.rows))

    @property
    def rows(self) -> NDArray[np.int64]:
        """Row of each sample in its file, as a spreadsheet shows it."""
        return self.samples["row"].to_numpy(dtype=np.int64)

    @property
    def routine(self) -> NDArray[np.bool_]:
        """Which samples are neither field duplicates nor laboratory replicates."""
        return self.samples["routine"].to_numpy(dtype=bool)

    def measured(self, i: int) -> NDArray[np.bool_]:
        """Return which results of an analyte are numbers within the limits, above zero."""
        inside: NDArray[np.bool_] = (self.state[:, i] == State.MEASURED) & (self.value[:, i] > 0)
        return inside


def matrices(reading: Reading) -> Iterator[Matrix]:
    """Yield the strata of a survey as arrays, one after the other.

    Parameters
    ----------
    reading : Reading
        The survey as far as it could be read.

    Yields
    ------
    Matrix
        In the order of the recipe; a stratum whose analytes could not be
        understood has none.
    """
    survey = reading.survey
    for id_, columns in survey.columns.items():
        stratum = (survey.samples["stratum"] == id_).to_numpy()
        here = stratum & (survey.samples["state"].to_numpy() == State.MEASURED)
        results, reported = survey.results[id_], here[stratum]
        samples = survey.samples[here].reset_index(drop=True)
        yield Matrix(
            id=id_,
            columns=columns,
            samples=samples,
            files=reading.files[here],
            value=_some(results.value, reported).T,
            state=_some(results.state, reported).T,
            stated=tuple(s[reported] if s.ndim else s for s in results.stated),
            places=_places(reading.table, columns, reading.files[here], samples["row"]),
        )


def _some(matrix: NDArray[Number], kept: NDArray[np.bool_]) -> NDArray[Number]:
    """Return some columns of a matrix; the matrix itself, which may be large, for all."""
    return matrix if kept.all() else matrix[:, kept]


def _places(
    table: Table, columns: tuple[ResultColumn, ...], files: NDArray[np.object_], rows: pd.Series
) -> dict[str, Place]:
    """Return where results stand that have rows of their own, for the samples of a stratum."""
    if not table.places:
        return {}
    records = pd.MultiIndex.from_arrays([table.files, table.rows])
    at = records.get_indexer(pd.MultiIndex.from_arrays([files, rows]))
    wanted = [c.column for c in columns if c.column in table.places]
    return {name: (table.places[name][0][at], table.places[name][1][at]) for name in wanted}
