"""Arrow files written as their rows come."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.release.arrow_file import ArrowFile

TABLE = pa.table(
    {
        "cell": np.arange(60, dtype=np.uint32),
        "id": pa.array([f"N{i}" for i in range(60)], pa.string()),
        "median": np.where(np.arange(60) % 7, np.arange(60) / 3, np.nan).astype(np.float32),
    }
)
ROWS = st.lists(st.integers(0, 60), max_size=6).map(sorted)


@given(ends=ROWS.map(lambda rows: sorted({*rows, 60} - {0})), cuts=ROWS)
def test_the_file_does_not_depend_on_its_parts(tmp_path_factory, ends, cuts):
    """However rows are handed over, record batches are those asked for and rows in order."""
    path = tmp_path_factory.mktemp("arrow") / "table.arrow"
    with ArrowFile(path, ends) as file:
        for start, stop in zip([0, *cuts], [*cuts, 60], strict=True):
            file.add(TABLE.slice(start, stop - start))
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        batches = [reader.get_batch(i) for i in range(reader.num_record_batches)]
        assert [batch.num_rows for batch in batches] == np.diff([0, *ends]).tolist()
        pd.testing.assert_frame_equal(reader.read_all().to_pandas(), TABLE.to_pandas())


def test_a_table_without_rows_has_its_columns(tmp_path):
    """A stratum without cells is a file that opens."""
    path = tmp_path / "table.arrow"
    with ArrowFile(path, [0]) as file:
        file.add(TABLE.slice(0, 0))
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
    assert table.num_rows == 0
    assert table.schema.equals(TABLE.schema)


def test_rows_that_do_not_come_are_an_error(tmp_path):
    """A file that lacks rows is never taken for whole."""
    file = ArrowFile(tmp_path / "table.arrow", [60])
    with pytest.raises(ValueError, match="60"), file:
        file.add(TABLE.slice(0, 59))
