"""The contenders of the benchmark of large surveys compute the same figures."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from benchmarks.scale import BOUNDARIES, LEVELS, cell_polygons, simulated, straightforward
from dashboard.catalog import boundaries
from dashboard.catalog.states import State
from dashboard.gridding.land import land_cells
from dashboard.release.gridded_files import write_gridded
from dashboard.statistics.censored import QUANTILES

ANALYTES = ("Cu", "Ni", "Zn")
COUNT = 200


@pytest.fixture(scope="module")
def gridded(tmp_path_factory):
    """Simulated samples, and the folder of their tables."""
    polygons = boundaries.read(BOUNDARIES).polygons()
    land = land_cells(polygons)
    stratum = simulated(COUNT, ANALYTES, land)
    folder = tmp_path_factory.mktemp("gridded")
    write_gridded(stratum, land, polygons, folder)
    return stratum, folder


def test_simulated_samples_are_as_dense_as_the_finest_cells(gridded):
    """All levels are gridded; some results are below detection, and some are missing."""
    stratum, folder = gridded
    assert stratum.routine.all()
    assert stratum.finest == LEVELS - 1
    assert {path.stem for path in folder.glob("cells-*")} == {f"cells-{n}" for n in range(LEVELS)}
    assert set(np.unique(stratum.state)) == {State.MEASURED, State.BELOW, State.UNDETERMINED}


@pytest.mark.parametrize("tuned", [False, True])
def test_pandas_and_geopandas_give_the_same_cells(gridded, tmp_path, tuned):
    """At every level the same cells, counts, limits, quantiles and means."""
    stratum, folder = gridded
    straightforward(stratum, cell_polygons(stratum), tmp_path, tuned)
    for level in range(LEVELS):
        with pa.memory_map(str(folder / f"cells-{level}.arrow")) as source:
            here = pa.ipc.open_file(source).read_all().to_pandas().set_index("cell")
        there = pd.read_parquet(tmp_path / f"cells-{level}.parquet")
        # A cell where nothing was determined is in one of them only.
        assert set(there.index) <= set(here.index)
        here = here.loc[there.index]
        for analyte in ANALYTES:
            for name in ("n", "censored"):
                counts = there[name, analyte].fillna(0).to_numpy()
                np.testing.assert_array_equal(here[f"{analyte}.{name}"], counts)
            for name in ("limit", "mean", *QUANTILES):
                np.testing.assert_allclose(
                    here[f"{analyte}.{name}"], there[name, analyte], rtol=1e-6, err_msg=name
                )
