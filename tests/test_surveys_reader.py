"""Files to text tables with row numbers, stacked and joined."""

import datetime as dt
import gzip
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard.surveys.checks import Checks, OriginalsMissing, SurveyError
from dashboard.surveys.formats import RawTable, cell_text, read_table
from dashboard.surveys.reader import Table, find_files, read_files
from dashboard.surveys.recipe import FilePart
from dashboard.surveys.recipe_file import parse_recipe
from tests.surveys_maker import FILES, recipe


def read(path: Path, **keys: object) -> tuple[RawTable | None, Checks]:
    checks = Checks()
    part = FilePart.model_validate({"path": path.name, **keys})
    return read_table(path, path.name, part, checks), checks


def written(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def tables(folder: Path, text: str) -> tuple[Table, Checks]:
    checks = Checks()
    return read_files(parse_recipe(text), folder, None, checks)[0], checks


def test_row_numbers_are_those_of_a_spreadsheet(tmp_path: Path) -> None:
    """Prose, header, units, limits and blank lines do not shift the numbers."""
    text = "some prose\n\nid,Cu\n,mg/kg\n,0.5\na, 1 \n,\nb,2\n"
    table, checks = read(written(tmp_path, text), header_row=3, unit_row=4, limit_row=5)
    assert table is not None
    assert not checks.problems
    assert table.rows.tolist() == [6, 8]
    assert table.cells["Cu"].tolist() == ["1", "2"]
    assert (table.units["Cu"], table.limits["Cu"]) == ("mg/kg", "0.5")


def test_first_row_skips_what_stands_between(tmp_path: Path) -> None:
    """Data may begin anywhere below the header."""
    table, _ = read(written(tmp_path, "a\nnote\n1\n"), first_row=3)
    assert table is not None
    assert table.cells["a"].tolist() == ["1"]


def test_decimal_commas_become_points_in_numbers_only(tmp_path: Path) -> None:
    """1,5 and < 0,2 are numbers; a name with a comma is not."""
    text = "a;b\n1,5;Smith, J\n< 0,2;1,2,3\n-3,25E-2;,5\n"
    table, _ = read(written(tmp_path, text), separator=";", decimal=",")
    assert table is not None
    assert table.cells["a"].tolist() == ["1.5", "< 0.2", "-3.25E-2"]
    assert table.cells["b"].tolist() == ["Smith, J", "1,2,3", ".5"]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("≤0,5", "≤0.5"),
        ("<= 0,5", "<= 0.5"),
        ("10,5N", "10.5N"),
        ("N(0,5)", "N(0.5)"),
        ("0,05*", "0.05*"),
        ("0,5 <", "0.5 <"),
        ("A-1,2", "A-1,2"),
        ("km 5,2", "km 5.2"),
        ("Stein 5,2", "Stein 5,2"),
    ],
)
def test_decimal_commas_become_points_beside_letters_and_signs(
    tmp_path: Path, text: str, read_as: str
) -> None:
    """A letter for below detection, brackets and a footnote may stand around the number."""
    table, _ = read(written(tmp_path, f"a;b\n{text};1\n"), separator=";", decimal=",")
    assert table is not None
    assert table.cells["a"].tolist() == [read_as]


@pytest.mark.parametrize(
    ("thousands", "decimal", "text", "read_as"),
    [
        (" ", ",", "1 234,5", "1234.5"),
        (" ", ",", "<1\u00a0234\u202f567", "<1234567"),
        (" ", ".", "12 34", "12 34"),
        (".", ",", "1.234.567,25", "1234567.25"),
        (".", ",", "31.12.2019", "31.12.2019"),
        (".", ",", "0,125", "0.125"),
        (",", ".", "12,345.6", "12345.6"),
        (",", ".", "1,2", "1,2"),
        ("'", ".", "1'234’567", "1234567"),
    ],
)
def test_signs_between_groups_of_three_digits_are_left_out(
    tmp_path: Path, thousands: str, decimal: str, text: str, read_as: str
) -> None:
    """Only where the groups have three digits, and only the sign that the recipe names."""
    path = written(tmp_path, f"a;b\n{text};x\n")
    table, _ = read(path, separator=";", decimal=decimal, thousands=thousands)
    assert table is not None
    assert table.cells["a"].tolist() == [read_as]


def test_points_between_thousands_are_refused_in_workbooks(tmp_path: Path) -> None:
    """A number of the workbook's own, 1.234, would else become 1234."""
    path = tmp_path / "a.xlsx"
    pd.DataFrame({"a": [1.234]}).to_excel(path, index=False)
    table, checks = read(path, thousands=".", decimal=",")
    assert table is None
    (problem,) = checks.problems
    assert (problem.column, problem.found) == ("thousands", "“.”")
    table, _ = read(path, thousands=" ", decimal=",")
    assert table is not None
    assert table.cells["a"].tolist() == ["1.234"]


def test_other_encodings_are_read_and_wrong_ones_reported(tmp_path: Path) -> None:
    """Latin-1 reads as Latin-1; as UTF-8 it is an error with a place."""
    path = written(tmp_path, "Gemeinde\nKöln\n", encoding="latin-1")
    table, _ = read(path, encoding="latin-1")
    assert table is not None
    assert table.cells["Gemeinde"].tolist() == ["Köln"]
    nothing, checks = read(path)
    assert nothing is None
    assert "0xf6" in checks.problems[0].found
    assert read(path, encoding="klingon")[1].problems[0].expected == "no such encoding"


def test_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    """Spreadsheet programs write one before the header."""
    table, _ = read(written(tmp_path, "id,Cu\n1,2\n", encoding="utf-8-sig"))
    assert table is not None
    assert list(table.cells) == ["id", "Cu"]


def test_compressed_tables_are_read(tmp_path: Path) -> None:
    """A .csv.gz reads like the .csv inside."""
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a\n1\n"))
    table, _ = read(path)
    assert table is not None
    assert table.cells["a"].tolist() == ["1"]


def test_rows_with_too_many_fields_are_named(tmp_path: Path) -> None:
    """A stray separator is reported by row; empty fields beyond the header are not."""
    _, checks = read(written(tmp_path, "a,b\n1,2\n1,2,3\n1,2,,\n1\n"))
    assert [(p.row, p.found) for p in checks.problems] == [(3, "3 fields")]


def test_columns_that_stand_twice_are_numbered(tmp_path: Path) -> None:
    """The bare name means neither, so that a recipe must say which."""
    table, checks = read(written(tmp_path, "a,b,a\n1,2,3\n"))
    assert table is not None
    assert {k: v.tolist() for k, v in table.cells.items()} == {
        "a (1)": ["1"],
        "b": ["2"],
        "a (2)": ["3"],
    }
    assert not checks.problems


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\n,\n"])
def test_tables_without_records_are_errors(tmp_path: Path, text: str) -> None:
    """An empty file, or a header only."""
    table, checks = read(written(tmp_path, text))
    assert table is None
    assert checks.failed


def test_unknown_formats_name_the_known_ones(tmp_path: Path) -> None:
    """A PDF is not read."""
    _, checks = read(written(tmp_path, "x", "t.pdf"))
    assert ".csv" in checks.problems[0].expected


def test_workbook_cells_read_as_one_would_type_them(tmp_path: Path) -> None:
    """Whole numbers without a point, dates as ISO, the sheet by name."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Data")
    sheet.append(["id", "Cu", "when", "note"])
    sheet.append([96, 0.79, dt.datetime(2009, 2, 18), " <5 "])
    path = tmp_path / "t.xlsx"
    book.save(path)
    table, _ = read(path, sheet="Data")
    assert table is not None
    assert {k: v.tolist() for k, v in table.cells.items()} == {
        "id": ["96"],
        "Cu": ["0.79"],
        "when": ["2009-02-18"],
        "note": ["<5"],
    }
    assert table.rows.tolist() == [2]


def test_numbers_typed_as_text_in_workbooks_may_have_commas(tmp_path: Path) -> None:
    """A workbook of a country with decimal commas, some cells numbers, some texts."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Data", 0)
    sheet.append(["id", "Cu"])
    for value in (1.5, "2,25", "<0,5"):
        sheet.append(["a", value])
    book.save(tmp_path / "t.xlsx")
    table, _ = read(tmp_path / "t.xlsx", sheet="Data", decimal=",")
    assert table is not None
    assert table.cells["Cu"].tolist() == ["1.5", "2.25", "<0.5"]


def test_wrong_sheet_names_the_nearest(tmp_path: Path) -> None:
    """A slip in the sheet's name is answered with the right one."""
    book = openpyxl.Workbook()
    book.create_sheet("Top5")
    book.save(tmp_path / "t.xlsx")
    _, checks = read(tmp_path / "t.xlsx", sheet="Top 5")
    assert "“Top5”" in checks.problems[0].expected


def test_damaged_workbooks_are_problems(tmp_path: Path) -> None:
    """A file that is no workbook is reported, not raised."""
    _, checks = read(written(tmp_path, "no workbook", "t.xlsx"))
    assert checks.failed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.1, "0.1"),
        (1e20, "1e+20"),
        (True, "True"),
        (dt.date(2009, 1, 2), "2009-01-02"),
        (dt.datetime(2009, 1, 2, 3, 4), "2009-01-02T03:04:00"),
    ],
)
def test_cell_text(value: object, text: str) -> None:
    """Typed cells give the shortest text."""
    assert cell_text(value) == text


def test_files_that_fit_a_pattern_are_stacked_in_order(tmp_path: Path) -> None:
    """Each record keeps its file and row; a column that a file lacks is empty."""
    written(tmp_path, "id,Cu\nb,2\n", "part-2.csv")
    written(tmp_path, "id,Zn\na,1\n", "part-1.csv")
    table, _ = tables(tmp_path, recipe(files='[[files]]\npath = "part-*.csv"\n'))
    assert table.files.tolist() == ["part-1.csv", "part-2.csv"]
    assert table.cells["Cu"].tolist() == ["", "2"]
    assert table.cells["id"].tolist() == ["a", "b"]


def test_stacked_files_with_other_units_are_errors(tmp_path: Path) -> None:
    """A unit row speaks for its own file only."""
    written(tmp_path, "id,Cu\n,mg/kg\na,1\n", "part-1.csv")
    written(tmp_path, "id,Cu\n,%\nb,2\n", "part-2.csv")
    files = '[[files]]\npath = "part-*.csv"\nunit_row = 2\n'
    with pytest.raises(SurveyError) as caught:
        tables(tmp_path, recipe(files=files))
    (found,) = caught.value.problems
    assert (found.file, found.row, found.column, found.found) == ("part-2.csv", 2, "Cu", "“%”")


JOINED = FILES + '[[files]]\npath = "lab.csv"\njoin = "no"\nunit_row = 2\n'


def test_files_are_joined_by_sample_number(tmp_path: Path) -> None:
    """Order does not matter; samples without a result stay, strangers are warned of."""
    written(tmp_path, "id,lon\na,1\nb,2\n", "samples.csv")
    written(tmp_path, "no,Cu\n,mg/kg\nb,20\nzz,1\n", "lab.csv")
    table, checks = tables(tmp_path, recipe(files=JOINED))
    assert table.cells["Cu"].tolist() == ["", "20"]
    assert table.units["Cu"] == ("lab.csv", 2, "mg/kg")
    assert [(p.file, p.row, p.severity) for p in checks.problems] == [("lab.csv", 4, "warning")]


@pytest.mark.parametrize(
    ("lab", "column"),
    [("no,Cu\n,\na,1\na,2\n", "no"), ("nr,Cu\n,\na,1\n", "no"), ("no,lon\n,\na,1\n", "lon")],
)
def test_joins_that_are_not_clear_are_errors(tmp_path: Path, lab: str, column: str) -> None:
    """A number twice, no such column, a column that is there already."""
    written(tmp_path, "id,lon\na,1\n", "samples.csv")
    written(tmp_path, lab, "lab.csv")
    with pytest.raises(SurveyError) as caught:
        tables(tmp_path, recipe(files=JOINED))
    assert [(p.file, p.column) for p in caught.value.problems] == [("lab.csv", column)]


def test_originals_are_looked_up_by_the_same_path(tmp_path: Path) -> None:
    """The recipe's folder goes first, then the folder of originals."""
    folder, originals = tmp_path / "recipe", tmp_path / "originals"
    folder.mkdir()
    (originals / "sub").mkdir(parents=True)
    written(originals / "sub", "id\n1\n", "x.csv")
    made = parse_recipe(recipe(files='[[files]]\npath = "sub/x.csv"\n'))
    assert find_files(made, folder, originals)[0][2] == originals / "sub/x.csv"
    with pytest.raises(OriginalsMissing, match="sub/x"):
        find_files(made, folder, None)


def test_sources_carry_the_hash_of_the_file(tmp_path: Path) -> None:
    """The SHA-256 is that of the bytes read."""
    written(tmp_path, "abc", "samples.csv")
    with pytest.raises(SurveyError):
        read_files(parse_recipe(recipe()), tmp_path, None, Checks())
    written(tmp_path, "id\n1\n", "samples.csv")
    _, sources = read_files(parse_recipe(recipe()), tmp_path, None, Checks())
    # printf 'id\n1\n' | sha256sum
    assert sources[0].sha256 == "7cde7fb64fd82bd152710cf238e017b9ab46c0592483edc067ba4f6c75fac108"
