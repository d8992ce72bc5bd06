"""Spreadsheets of all kinds, geographic features, Parquet and R data give the same survey."""

import hashlib
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.surveys.formats import column_text, titles_of
from tests.surveys_files import write_ods, write_rda, write_xlsb
from tests.surveys_maker import COLUMNS, errors, long, recipe, survey

ROWS = [["id", "lon", "lat", "Cu"], ["a", 11.0, 1.5, 5.25], ["b", 13.0, 1.0, "<2"]]
FRAME = pd.DataFrame(
    {"id": ["a", "b"], "Cu": [5.25, -2.0], "n": pd.array([3, None], dtype="Int64")}
)
POINTS = geopandas.GeoDataFrame(
    FRAME.astype({"n": "float64"}), geometry=shapely.points([[11, 1.5], [13, 1]]), crs=4326
)
ID = '[columns]\nid = "id"\n'
NEGATIVE = '[censoring]\nnegative = "limit"\n'


def files(name: str, more: str = "") -> str:
    return f'[[files]]\npath = "{name}"\n{more}'


@pytest.mark.parametrize(("write", "suffix"), [(write_ods, "ods"), (write_xlsb, "xlsb")])
def test_spreadsheets_of_other_programs_are_read(tmp_path: Path, write, suffix: str) -> None:
    """OpenDocument and binary workbooks, by sheet, with the rows of a spreadsheet."""
    write(tmp_path / f"t.{suffix}", ROWS)
    made = survey(tmp_path, recipe(files=files(f"t.{suffix}", 'sheet = "Data"\n')))
    assert made.samples[["lon", "lat"]].to_numpy().tolist() == [[11, 1.5], [13, 1]]
    assert made.samples["row"].tolist() == [2, 3]
    assert long(made)["value"].tolist() == [5.25, 2]
    assert long(made)["state"].tolist() == [0, 1]


def check_points(folder: Path, name: str, more: str = "") -> None:
    text = recipe(files=files(name, more), columns=ID, more=NEGATIVE)
    made = survey(folder, text)
    assert made.samples["sample"].tolist() == ["a", "b"]
    np.testing.assert_allclose(made.samples[["lon", "lat"]], [[11, 1.5], [13, 1]], atol=1e-7)
    assert made.samples["country"].tolist() == ["FIN", "NOR"]
    assert made.samples["row"].tolist() == [1, 2]
    assert long(made)["state"].tolist() == [0, 1]


@pytest.mark.parametrize("name", ["t.gpkg", "t.geojson", "t.shp"])
def test_points_of_features_are_the_coordinates(tmp_path: Path, name: str) -> None:
    """Where the recipe names none; the records count from 1."""
    POINTS.to_file(tmp_path / name)
    check_points(tmp_path, name)


@pytest.mark.parametrize("name", ["t.gpkg", "t.shp", "t.parquet"])
def test_features_have_their_own_reference_system(tmp_path: Path, name: str) -> None:
    """UTM metres in the file; the recipe's crs is of named columns only."""
    metric = POINTS.to_crs(32632)
    if name.endswith("parquet"):
        metric.to_parquet(tmp_path / name)
    else:
        metric.to_file(tmp_path / name)
    check_points(tmp_path, name)


def test_layers_of_a_geopackage_are_chosen_by_name(tmp_path: Path) -> None:
    """As sheets of a workbook; a slip is answered with the right name."""
    POINTS.iloc[:0].to_file(tmp_path / "t.gpkg", layer="draft")
    POINTS.to_file(tmp_path / "t.gpkg", layer="final")
    check_points(tmp_path, "t.gpkg", 'sheet = "final"\n')
    text = recipe(files=files("t.gpkg", 'sheet = "finale"\n'), columns=ID)
    assert [e[2] for e in errors(tmp_path, text)] == ["no layer “finale”"]


def test_all_files_of_a_shapefile_are_sources(tmp_path: Path) -> None:
    """The values lie in the .dbf: a change there must show in the hashes."""
    POINTS.to_file(tmp_path / "t.shp")
    made = survey(tmp_path, recipe(files=files("t.shp"), columns=ID, more=NEGATIVE))
    hashes = {source.path: source.sha256 for source in made.sources}
    assert set(hashes) == {"t.shp", "t.dbf", "t.shx", "t.prj", "t.cpg"}
    assert hashes["t.dbf"] == hashlib.sha256((tmp_path / "t.dbf").read_bytes()).hexdigest()


def test_plain_parquet_needs_coordinate_columns(tmp_path: Path) -> None:
    """Whole numbers stay whole beside missing ones; without columns there is no place."""
    FRAME.assign(lon=[11.0, 13.0], lat=np.float32([1.5, 1.0])).to_parquet(tmp_path / "t.parquet")
    text = recipe(files=files("t.parquet"), columns=COLUMNS, more=NEGATIVE)
    made = survey(tmp_path, text)
    assert made.samples["lat"].tolist() == [1.5, 1.0]
    assert long(made)["value"].tolist() == [5.25, 2]
    bare = recipe(files=files("t.parquet"), columns=ID, more=NEGATIVE)
    assert errors(tmp_path, bare) == [(None, "columns", "no coordinates")]


def test_r_data_files_are_read(tmp_path: Path) -> None:
    """Text with NA, factors, whole numbers and dates of R; the only data frame is the table."""
    frame = {
        "id": ("text", ["a", "b"]),
        "lon": ("int", [11, 13]),
        "lat": ("real", [1.5, 1]),
        "day": ("Date", [15000, None]),
        "land": ("factor", ["FIN", None]),
        "Cu": ("text", ["<2", None]),
    }
    write_rda(tmp_path / "t.RData", {"soil": frame})
    columns = COLUMNS + 'date = "day"\ncountry = "land"\n'
    made = survey(tmp_path, recipe(files=files("t.RData"), columns=columns))
    assert made.samples["date"].isna().tolist() == [False, True]
    assert made.samples["date"][0] == pd.Timestamp("2011-01-26")
    assert made.samples["country"].tolist() == ["FIN", "NOR"]
    assert long(made)["state"].tolist() == [1, 3]


def test_several_data_frames_need_a_name(tmp_path: Path) -> None:
    """Both are named; one of them is then chosen as sheet."""
    one = {"id": ("text", ["a"]), "lon": ("int", [11]), "lat": ("int", [1]), "Cu": ("int", [5])}
    write_rda(tmp_path / "t.rda", {"soil": one, "moss": one})
    with_name = recipe(files=files("t.rda", 'sheet = "moss"\n'))
    assert long(survey(tmp_path, with_name))["value"].tolist() == [5]
    assert [e[2] for e in errors(tmp_path, recipe(files=files("t.rda")))] == ["2 data frames"]
    slip = recipe(files=files("t.rda", 'sheet = "mos"\n'))
    assert [e[2] for e in errors(tmp_path, slip)] == ["no data frame “mos”"]


@pytest.mark.parametrize("name", ["t.gpkg", "t.geojson", "t.shp", "t.parquet", "t.rda", "t.rds"])
def test_damaged_files_are_problems(tmp_path: Path, name: str) -> None:
    """Whatever the reading library raises, the survey names the file, and not its folder."""
    (tmp_path / name).write_bytes(b"nothing of the kind")
    found = errors(tmp_path, recipe(files=files(name), columns=ID))
    assert len(found) == 1
    assert found[0][0] is None
    assert found[0][2]
    assert tmp_path.name not in found[0][2]


@pytest.mark.parametrize(
    ("geometry", "crs", "word"),
    [
        (shapely.box(10, 0, 11, 1), 4326, "Polygon"),
        (shapely.MultiPoint([[11, 1], [12, 1]]), 4326, "MULTIPOINT"),
        (shapely.Point(11, 1), None, "no reference system"),
    ],
)
def test_geometry_that_is_no_place_is_an_error(
    tmp_path: Path, geometry: shapely.Geometry, crs: int | None, word: str
) -> None:
    """Polygons, several points for a sample, coordinates of unknown meaning."""
    frame = geopandas.GeoDataFrame({"id": ["a"], "Cu": [5.0]}, geometry=[geometry], crs=crs)
    frame.to_parquet(tmp_path / "t.parquet")
    found = errors(tmp_path, recipe(files=files("t.parquet"), columns=ID))
    assert any(word in e[2] for e in found)


def test_samples_without_a_point_are_named(tmp_path: Path) -> None:
    """An empty geometry is a missing coordinate of that record."""
    frame = POINTS.copy()
    frame.loc[1, "geometry"] = None
    frame.to_parquet(tmp_path / "t.parquet")
    text = recipe(files=files("t.parquet"), columns=ID, more=NEGATIVE)
    assert (2, "geometry longitude") in [e[:2] for e in errors(tmp_path, text)]


def test_rows_of_text_tables_are_refused_for_typed_files(tmp_path: Path) -> None:
    """A GeoPackage has no unit row."""
    POINTS.to_file(tmp_path / "t.gpkg")
    text = recipe(files=files("t.gpkg", "unit_row = 2\n"), columns=ID)
    assert [e[1] for e in errors(tmp_path, text)] == ["unit_row"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pd.Series([0.1, 3.0, np.nan, 1e-7], dtype="float32"), ["0.1", "3", "", "1e-07"]),
        (pd.Series([0.1, 1234567.0, -2.5]), ["0.1", "1234567", "-2.5"]),
        (pd.Series([1, None], dtype="Int64"), ["1", ""]),
        (pd.Series(pd.to_datetime(["2009-07-31", None])), ["2009-07-31", ""]),
        (pd.Series(["x ", None], dtype="category"), ["x", ""]),
        (pd.Series([True, False]), ["True", "False"]),
    ],
)
def test_typed_columns_read_as_one_would_type_them(values: pd.Series, text: list[str]) -> None:
    """The fewest digits that give the number back, nothing where missing."""
    assert column_text(values).tolist() == text


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ([["id", "Cu"]], ["id", "Cu"]),
        # Merged across two columns, and down two rows.
        (
            [["id", "Cu", "", "day"], ["", "ppm", "Q", ""]],
            ["id", "Cu ppm", "Cu Q", "day"],
        ),
        # No text above, and none to the left that reaches over it.
        ([["id", "", "Cu"], ["", "lon", "ppm"]], ["id", "lon", "Cu ppm"]),
        (
            [["", "Lab A", "", "", ""], ["id", "Cu", "", "Zn", ""], ["", "ppm", "Q", "ppm", "Q"]],
            ["id", "Lab A Cu ppm", "Lab A Cu Q", "Lab A Zn ppm", "Lab A Zn Q"],
        ),
    ],
)
def test_names_in_several_rows_are_joined(rows: list[list[str]], titles: list[str]) -> None:
    """A merged cell holds its text in the first of its columns alone."""
    assert titles_of(rows) == titles


def test_last_columns_of_a_group_are_read(tmp_path: Path) -> None:
    """The row of groups ends before the row of names does."""
    text = recipe(
        files=files("t.csv", "header_row = [1, 2]\n"),
        columns='[columns]\nid = "id"\nlongitude = "at x"\nlatitude = "at y"\n',
        strata='[[strata]]\nmedium = "soil"\nunit = "ppm"\ncolumns = "lab {form}"\n',
    )
    (tmp_path / "t.csv").write_text("id,at,,lab\n,x,y,Cu,Zn\na,11,1,5,6\n")
    assert long(survey(tmp_path, text))["value"].tolist() == [5, 6]
