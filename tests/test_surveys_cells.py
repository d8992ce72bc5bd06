"""Columns of text with each distinct text once, and files of separated fields in blocks."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.surveys import delimited
from dashboard.surveys.cells import Cells, Column
from dashboard.surveys.checks import Checks
from dashboard.surveys.delimited import Sheet, read_delimited
from dashboard.surveys.formats import column_text
from dashboard.surveys.recipe import FilePart

CELLS = st.lists(st.sampled_from(["", "a", "b ", " <1", "2"]), max_size=9)


@settings(deadline=None)
@given(CELLS)
def test_a_column_gives_its_texts_back_stripped(texts: list[str]) -> None:
    """Each distinct text is kept once, and none that is empty."""
    column = Column.of(texts)
    stripped = [text.strip() for text in texts]
    assert column.texts().tolist() == stripped
    assert sorted(column.words.to_pylist()) == sorted({text for text in stripped if text})
    assert column.filled() == sum(map(bool, stripped))
    assert column.is_in(["a", ""]).tolist() == [text in ("a", "") for text in stripped]


@settings(deadline=None)
@given(CELLS, CELLS, st.randoms(use_true_random=False))
def test_columns_join_and_give_some_of_their_cells(first, second, random) -> None:
    """As lists of texts would; the place −1 is an empty cell."""
    joined = Column.joined([Column.of(first), Column.of(second)])
    texts = [text.strip() for text in first + second]
    assert joined.texts().tolist() == texts
    assert len(set(joined.words.to_pylist())) == len(joined.words)
    index = [random.randrange(-1, len(texts)) for _cell in range(5)] if texts else [-1]
    wanted = [texts[i] if i >= 0 else "" for i in index]
    assert joined.take(np.array(index)).texts().tolist() == wanted
    some = np.array([i for i in index if i >= 0], dtype=np.intp)
    assert joined.at(some).tolist() == [texts[i] for i in some]
    kept = np.array([random.random() < 0.5 for _cell in texts], dtype=bool)
    assert joined.take(kept).texts().tolist() == np.array(texts, dtype=object)[kept].tolist()


@settings(deadline=None)
@given(st.lists(st.floats() | st.floats(0.001, 1e6) | st.integers(-9, 9).map(float), min_size=1))
def test_numbers_of_typed_files_read_as_one_would_type_them(values: list[float]) -> None:
    """Columns of Arrow give the texts that columns of pandas give."""
    column = Column.encoded(pa.array(values, pa.float64()).dictionary_encode())
    assert column.texts().tolist() == column_text(pd.Series(values)).tolist()


def test_numbers_and_texts_may_stand_below_each_other() -> None:
    """Of stacked files one may be typed; whole numbers are written without a point."""
    parts = [
        Column.encoded(pa.array([1.5, None, 20.0]).dictionary_encode()),
        Column.encoded(pa.array([7, 20]).dictionary_encode()),
        Column.of(["<2", "1.5"]),
    ]
    assert Column.joined(parts).texts().tolist() == ["1.5", "", "20", "7", "20", "<2", "1.5"]


def test_rows_of_a_table_are_chosen_again_and_again() -> None:
    """A choice of a choice; columns keep their order."""
    cells = Cells.of({"b": ["1", "2", "3", "4"], "a": ["x", "", "y", "z"]})
    some = cells.only(np.array([True, False, True, True])).only(np.array([False, True, True]))
    assert {name: some[name].tolist() for name in some} == {"b": ["3", "4"], "a": ["y", "z"]}
    assert list(some.named(["a"])) == ["a"]


def read(path: Path, **keys: object) -> tuple[Sheet, Checks]:
    checks = Checks()
    sheet = read_delimited(path, "t", FilePart.model_validate({"path": "t.csv", **keys}), checks)
    assert sheet is not None
    return sheet, checks


FIELD = st.text(alphabet='a1,.; "\x0b\x85\n\r', max_size=4)
PLAIN = st.text(alphabet="a1.; \x0b\x85", max_size=4)
LINES = st.lists(st.lists(FIELD, max_size=4) | st.lists(PLAIN, min_size=3, max_size=3)) | (
    st.lists(st.lists(PLAIN, min_size=3, max_size=3))
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("delimited") / "t.csv"


@settings(deadline=None)
@given(lines=LINES, end=st.sampled_from(["\n", "\r\n", "\r"]), block=st.integers(1, 40))
def test_blocks_of_any_size_read_as_the_whole_file(
    path: Path, lines: list[list[str]], end: str, block: int
) -> None:
    """Records, row numbers and too many fields are those that Python's reader finds."""
    text = end.join(["x,y,z", *map(",".join, lines)])
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BLOCK", block)
        sheet, checks = read(path)
    records = list(csv.reader(io.StringIO(text, newline="")))[1:]
    padded = [[f.strip() for f in [*r, "", "", ""][:3]] for r in records]
    wanted = [(n, r) for n, r in enumerate(padded, start=2) if any(r)]
    columns = [column.texts().tolist() for column in sheet.body]
    assert list(zip(sheet.rows.tolist(), map(list, zip(*columns, strict=True)), strict=True)) == (
        wanted
    )
    many = [n for n, r in enumerate(records, start=2) if any(f.strip() for f in r[3:])]
    assert [problem.row for problem in checks.problems] == many


def test_a_byte_that_cannot_be_read_is_named_by_its_place_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by its place in a block."""
    monkeypatch.setattr(delimited, "BLOCK", 16)
    (tmp_path / "t.csv").write_bytes(b"x,y\n" + b"1,2\n" * 50_000 + b"\xf6,2\n")
    checks = Checks()
    part = FilePart.model_validate({"path": "t.csv", "encoding": "utf-8"})
    assert read_delimited(tmp_path / "t.csv", "t", part, checks) is None
    assert "position 200004" in checks.problems[0].found
