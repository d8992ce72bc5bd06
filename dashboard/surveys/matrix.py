"""The results of a stratum as arrays of samples by analytes, each row with its file and row."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.surveys.columns import ResultColumn
from dashboard.surveys.reader import Place, Table
from dashboard.surveys.samples import Reading

Floats = NDArray[np.float64]


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
    value, limit : ndarray of float64, shape (n, m)
        Values and limits in the catalogue's unit and element form.
    state : ndarray of int8, shape (n, m)
        `State` codes 0 to 3.
    places : dict of str to (files, rows)
        Where the results of a column stand, if not in the rows of the samples.
    """

    id: str
    columns: tuple[ResultColumn, ...]
    samples: pd.DataFrame
    files: NDArray[np.object_]
    value: Floats
    limit: Floats
    state: NDArray[np.int8]
    places: dict[str, Place] = field(default_factory=dict)

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

    @cached_property
    def measured(self) -> NDArray[np.bool_]:
        """Which results are numbers within the limits, above zero; shape (n, m)."""
        inside: NDArray[np.bool_] = (self.state == State.MEASURED) & (self.value > 0)
        return inside


def matrices(reading: Reading) -> tuple[Matrix, ...]:
    """Return the strata of a survey as arrays.

    Parameters
    ----------
    reading : Reading
        The survey as far as it could be read.

    Returns
    -------
    tuple of Matrix
        In the order of the recipe; a stratum whose analytes could not be
        understood has none.
    """
    survey = reading.survey
    made = []
    for id_, columns in survey.columns.items():
        stratum = (survey.samples["stratum"] == id_).to_numpy()
        here = stratum & (survey.samples["state"].to_numpy() == State.MEASURED)
        # Results lie analyte by analyte, in the order of the samples.
        shape = (len(columns), int(here.sum()))
        results = survey.results
        if columns:
            results = results[(results["stratum"] == id_).to_numpy()]
        else:
            results = pd.DataFrame({"value": [], "limit": [], "state": []})
        samples = survey.samples[here].reset_index(drop=True)
        made.append(
            Matrix(
                id=id_,
                columns=columns,
                samples=samples,
                files=reading.files[here],
                value=results["value"].to_numpy(dtype=np.float64).reshape(shape).T,
                limit=results["limit"].to_numpy(dtype=np.float64).reshape(shape).T,
                state=results["state"].to_numpy(dtype=np.int8).reshape(shape).T,
                places=_places(reading.table, columns, reading.files[here], samples["row"]),
            )
        )
    return tuple(made)


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
