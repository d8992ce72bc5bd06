"""Drafting a recipe from a file: what is guessed, and that the draft loads."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD
from dashboard.surveys.checks import SurveyError
from dashboard.surveys.draft import Draft, _line, new
from dashboard.surveys.layout import layout
from dashboard.surveys.names import meaning
from dashboard.surveys.recipe_file import CONFIRM
from dashboard.surveys.samples import Survey, load
from tests.surveys_files import write_ods
from tests.surveys_maker import LAND, long

ROOT = Path(__file__).parents[1]
ORIGINALS = ROOT.parent / "shared/data"
KOLA = ROOT / "data/surveys/kola-c-horizon/samples.csv"

# Rows, analytes by stratum, keys guessed of [columns] and [[files]].
REAL = {
    "gemas/gemas_ap_xrf.csv": (
        2108,
        {"real": 22},
        {"longitude": "longitude", "latitude": "latitude", "country": "COUNTRY"},
        {},
    ),
    "ds801/Appendix_2a_Top5_18Sept2013.xls": (
        4857,
        {"real": 44},
        {"id": "SiteID", "longitude": "Longitude", "latitude": "Latitude", "date": "CollDate"},
        {"header_row": 13, "unit_row": 14},
    ),
    "ngsa/ngsa_total.csv": (
        5259,
        {"real.icp-ms": 43, "real.xrf": 12, "real.fa": 3, "real.ise": 1, "real.calc": 1},
        {"id": "SAMPLEID", "longitude": "LONGITUDE", "date": "DATE SAMPLED"},
        {},
    ),
    "foregs/C_XRF_data_2v6_8Feb06.xls": (
        788,
        {"real": 19},
        {"id": "GTN", "longitude": "LONG", "latitude": "LAT", "country": "COUNTRY"},
        {"unit_row": 2, "limit_row": 3},
    ),
}


def drafted(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Draft:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return new(folder / "my-survey", file, borders=LAND)


def keys(draft: Draft) -> dict[str, Any]:
    return tomllib.loads(draft.text)


@pytest.mark.parametrize("name", list(REAL))
def test_drafts_of_real_files_load(tmp_path: Path, name: str) -> None:
    """GEMAS, Data Series 801, NGSA and FOREGS load as drafted, with nothing told."""
    if not (ORIGINALS / name).is_file():
        pytest.skip(f"the original file {name} is not in ../shared/data")
    count, analytes, columns, rows = REAL[name]
    draft = new(tmp_path / "real", ORIGINALS / name)
    made: Survey = load(tmp_path / "real")
    assert {k: len(v) for k, v in made.columns.items()} == analytes
    assert len(made.samples) == count * len(analytes)
    found = keys(draft)
    assert columns.items() <= found["columns"].items()
    assert rows.items() <= found["files"][0].items()
    (marks,) = [p for p in made.problems if CONFIRM in p.found]
    assert marks.found == f"{draft.guesses} guesses are marked {CONFIRM}"


def test_draft_of_kola_finds_projection_and_methods(tmp_path: Path) -> None:
    """UTM zone 35 is the one that puts the points into the countries stated."""
    found = keys(new(tmp_path / "kola", KOLA))
    assert found["columns"]["crs"] == "EPSG:32635"
    assert found["extent"]["countries"] == ["FIN", "NOR", "RUS"]
    made = load(tmp_path / "kola")
    assert {k: len(v) for k, v in made.columns.items()} == {
        "kola.main": 38,
        "kola.oxides": 10,
        "kola.inaa": 33,
    }
    units = {c.analyte: c.unit for c in made.columns["kola.oxides"]}
    assert set(units.values()) == {"wt%"}
    assert next(s for s in found["strata"] if s["name"] == "inaa")["method"] == "inaa"


def test_draft_of_foregs_reads_its_own_country_codes(tmp_path: Path) -> None:
    """SL and UK are no codes of ISO 3166: the points say what they mean."""
    name = "foregs/C_XRF_data_2v6_8Feb06.xls"
    if not (ORIGINALS / name).is_file():
        pytest.skip(f"the original file {name} is not in ../shared/data")
    codes = keys(new(tmp_path / "f", ORIGINALS / name))["columns"]["country_codes"]
    assert (codes["SL"], codes["UK"], codes["CH"]) == ("SVN", "GBR", "CHE")


def test_every_guess_is_marked(tmp_path: Path) -> None:
    """Only the notation, the id and the file's path are no guess."""
    draft = drafted(tmp_path, "id,lon,lat,Cu\na,11,1,5\nb,13,1,<2\n")
    certain = {
        line.split(" = ")[0]
        for line in draft.text.splitlines()
        if " = " in line and CONFIRM not in line
    }
    assert certain == {"format", "id", "path"}
    assert keys(draft)["survey"]["id"] == "my-survey"


SPREADSHEET = (
    "Umweltamt, Böden 2011;;;;;;\n;;;;;;\n"
    "Probe;Longitude;Latitude;Datum;Cu (ppm);Fe2O3;Hg [µg/kg]\n"
    "p1;11,5;1,5;31.05.2011;12,5;3,1;< 20\n"
    "p2;13,5;1,5;01.06.2011;n.d.;4,2;35\n"
    "p3;13,5;0,5;02.06.2011;7,5;2,9;-9999\n"
)


def test_central_european_tables_are_understood(tmp_path: Path) -> None:
    """Semicolons, decimal commas, another encoding, prose above, units in names."""
    draft = drafted(tmp_path, SPREADSHEET, encoding="cp1252")
    found = keys(draft)
    assert found["files"] == [
        {
            "path": "t.csv",
            "encoding": "cp1252",
            "separator": ";",
            "decimal": ",",
            "header_row": 3,
        }
    ]
    assert found["columns"]["date_format"] == "%d.%m.%Y"
    assert found["survey"]["years"] == [2011, 2011]
    assert found["missing"]["texts"] == ["-9999", "n.d."]
    made = load(tmp_path / "my-survey", borders=LAND)
    assert made.samples["country"].tolist() == ["FIN", "NOR", "NOR"]
    assert [(c.analyte, c.form, c.unit) for c in made.columns["my-survey"]] == [
        ("Fe", "Fe2O3", "wt%"),
        ("Cu", "Cu", "mg/kg"),
        ("Hg", "Hg", "µg/kg"),
    ]


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("gb18030", "样品编号,经度,纬度,Cu,备注"),
        ("cp1251", "Проба №,Долгота,Широта,Cu,Примечание"),
        ("cp1252", "Probe,Länge,Breite,Cu,Größe der Fläche"),
        ("utf-16", "Probe,Länge,Breite,Cu,Größe"),
    ],
)
def test_encodings_are_told_apart_and_shown(tmp_path: Path, encoding: str, header: str) -> None:
    """Spreadsheet programs write that of their country; the first text shows whether it fits."""
    draft = drafted(tmp_path, f"{header}\na,11,1,5,\nb,13,1,6,\n", encoding=encoding)
    assert keys(draft)["files"][0]["encoding"] == encoding
    first = next(word for word in header.split(",") if not word.isascii())
    assert f'encoding = "{encoding}" # {CONFIRM}: as in “{first}”' in draft.text
    assert keys(draft)["columns"]["latitude"] == header.split(",")[2]


def test_dates_of_mixed_kinds_get_a_format_for_each(tmp_path: Path) -> None:
    """Day, month and year in one column; only the formats that are there are named."""
    text = "id,lon,lat,Datum,Cu\na,11,1,31.12.2011,5\nb,11,1.5,06/2012,6\nc,13,1,2012,7\n"
    draft = drafted(tmp_path, text)
    columns = keys(draft)["columns"]
    assert columns["date"] == "Datum"
    assert columns["date_format"] == ["%d.%m.%Y", "%m/%Y"]
    assert columns["date_precision"] == "year"
    assert keys(draft)["survey"]["years"] == [2011, 2012]
    made = load(tmp_path / "my-survey", borders=LAND)
    assert [str(day)[:10] for day in made.samples["date"]] == [
        "2011-12-31",
        "2012-06-01",
        "2012-01-01",
    ]


@pytest.mark.parametrize(
    ("east", "north"),
    [
        ("Länge", "Breite"),
        ("Longitud", "Latitud"),
        ("ДОЛГОТА", "Широта"),
        ("LONGITUDE", "latitude"),
    ],
)
def test_coordinates_are_found_under_the_names_of_other_languages(
    tmp_path: Path, east: str, north: str
) -> None:
    """In degrees, minutes and seconds too."""
    draft = drafted(tmp_path, f"id,{east},{north},Cu\na,11°30'00\"E,1 15 0 N,5\nb,13,1,7\n")
    found = keys(draft)["columns"]
    assert (found["longitude"], found["latitude"]) == (east, north)
    made = load(tmp_path / "my-survey", borders=LAND)
    assert made.samples["lon"].tolist() == [11.5, 13]


def test_projected_coordinates_without_a_known_system_lead_to_both_keys(tmp_path: Path) -> None:
    """One system for all rows, or one by row."""
    draft = drafted(tmp_path, "id,Rechtswert,Hochwert,zone,Cu\na,500000,90000,32N,5\n")
    assert keys(draft)["columns"]["crs"] == "EPSG:?"
    assert "crs_column" in draft.text


def test_qualifier_columns_and_negative_values_are_found(tmp_path: Path) -> None:
    """A code beside each result; −2 for below 2."""
    text = "id,lon,lat,Cu,Cu_q,Zn,Zn_q\n" + "".join(
        f"s{i},11,1,{5 + i},{'<' if i % 2 else ''},{9 + i},{'N' if i % 3 else '='}\n"
        for i in range(6)
    )
    found = keys(drafted(tmp_path, text))
    assert found["censoring"]["qualifier"]["column"] == "{column}_q"
    assert long(load(tmp_path / "my-survey", borders=LAND))["state"].tolist() == [
        *(0, 1, 0, 1, 0, 1),
        *(0, 1, 1, 0, 1, 1),
    ]
    plain = "id,lon,lat,Cu\n" + "".join(f"s{i},11,1,-2\n" for i in range(6)) + "t,11,1,5\n"
    (tmp_path / "b").mkdir()
    assert keys(drafted(tmp_path / "b", plain))["censoring"]["negative"] == "limit"


def test_other_columns_are_left_as_hints(tmp_path: Path) -> None:
    """Groups of rows and duplicates are pointed out, not acted on."""
    body = "id,lon,lat,horizon,dup of,Cu\n" + "".join(
        f"s{i},11,1,{'AC'[i % 2]},,{i + 5}\n" for i in range(10)
    )
    text = drafted(tmp_path, body).text
    assert "# Rows fall into groups by horizon: A, C" in text
    assert "# dup of may tell field duplicates" in text


def test_the_file_is_copied_beside_the_recipe_once(tmp_path: Path) -> None:
    """A file from elsewhere is copied; one in the folder is named by its place there."""
    draft = drafted(tmp_path, "id,lon,lat,Cu\na,11,1,5\n")
    assert (draft.path.parent / "t.csv").read_text() == "id,lon,lat,Cu\na,11,1,5\n"
    inner = tmp_path / "other" / "lab"
    inner.mkdir(parents=True)
    write_ods(inner / "t.ods", [["id", "lon", "lat", "Cu"], ["a", 11.0, 1.0, 5.0]])
    made = new(tmp_path / "other", inner / "t.ods", borders=LAND)
    assert keys(made)["files"][0]["path"] == "lab/t.ods"
    assert long(load(tmp_path / "other", borders=LAND))["value"].tolist() == [5]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("t.csv", "id,lon,lat,colour\na,11,1,red\n", "no columns of results"),
        ("t.csv", "id,lon,lat,What,Value\na,11,1,Cu,5\na,11,1,Zn,6\n", "no columns of results"),
        ("t.csv", "", "0 rows"),
        ("t.xlsx", "no workbook", ""),
        ("t.gpkg", "no database", ""),
        ("t.pdf", "%PDF", ".pdf"),
        ("t.tif", "II*", ".tif"),
    ],
)
def test_files_without_results_are_problems(
    tmp_path: Path, name: str, text: str, found: str
) -> None:
    """Nothing is written, and the reason names the file."""
    with pytest.raises(SurveyError) as caught:
        drafted(tmp_path, text, name)
    (problem,) = caught.value.problems
    assert problem.file == name
    assert found in problem.found
    assert not (tmp_path / "my-survey").exists()


def test_names_that_no_catalogue_holds_are_shown_how_to_be_written(tmp_path: Path) -> None:
    """An element's name in another language is for the author of the recipe to tell."""
    with pytest.raises(SurveyError) as caught:
        drafted(tmp_path, "Проба,Долгота,Широта,Медь\na,11,1,5\n")
    (problem,) = caught.value.problems
    assert 'Cu = { column = "Медь" }' in problem.expected


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    """The system's message has the whole path, which tells nothing of the data."""
    with pytest.raises(SurveyError) as caught:
        new(tmp_path / "my-survey", tmp_path / "gone.csv", borders=LAND)
    (problem,) = caught.value.problems
    assert "'gone.csv'" in problem.found


def test_tables_with_one_row_a_result_are_pointed_to_their_chapter(tmp_path: Path) -> None:
    """The column that names the elements is found."""
    with pytest.raises(SurveyError) as caught:
        drafted(tmp_path, "id,lon,lat,What,Value\na,11,1,Cu,5\na,11,1,Zn,6\n")
    (problem,) = caught.value.problems
    assert problem.column == "What"
    assert "One row a result" in problem.expected


@given(st.dictionaries(st.text(min_size=1), st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_is_quoted_as_toml(texts: dict[str, str]) -> None:
    """Names of columns with quotes, backslashes and control characters come back."""
    usable = {k: v for k, v in texts.items() if k.isprintable()}
    assert tomllib.loads(_line("x", usable, "why"))["x"] == usable


@pytest.mark.parametrize(
    ("title", "analyte", "form", "unit", "limit"),
    [
        ("Cu", "Cu", "Cu", None, None),
        ("Cu_ppm", "Cu", "Cu", "ppm", None),
        ("As ICP-MS mg/kg 0.4", "As", "As", "mg/kg", 0.4),
        ("FeT  XRF mg/kg 35", "Fe", "FeT", "mg/kg", 35),
        ("SIO2_SI", "Si", "SiO2", None, None),
        ("Fe2O3 (wt%)", "Fe", "Fe2O3", "wt%", None),
        ("Copper [mg/kg]", "Cu", "Cu", "mg/kg", None),
        ("pH", "pH", "pH", None, None),
        ("Cu-ppm", "Cu", "Cu", "ppm", None),
        ("Cu.ppm", "Cu", "Cu", "ppm", None),
        ("ICP_Cu_mg_kg", "Cu", "Cu", "mg/kg", None),
        ("XRF_SiO2_wt", "Si", "SiO2", "wt%", None),
        ("Fe2O3 wt. %", "Fe", "Fe2O3", "wt%", None),
        ("AS_COPPER", "Cu", "Cu", None, None),
        ("Zn (%) XRF", "Zn", "Zn", "%", None),
    ],
)
def test_names_of_columns_are_understood(
    title: str, analyte: str, form: str, unit: str | None, limit: float | None
) -> None:
    """Form, unit and limit, in any order and with any brackets."""
    found = meaning(title)
    assert found is not None
    assert (found.analyte, found.form, found.unit, found.limit) == (analyte, form, unit, limit)


@pytest.mark.parametrize("title", ["COUNTRY", "sampled in May", "Site no", "Depth (cm)", "Q"])
def test_words_are_no_elements(title: str) -> None:
    """In, No, As and the like inside a title."""
    assert meaning(title) is None


def test_method_rows_below_the_header_are_passed_over(tmp_path: Path) -> None:
    """Header, units, methods, data: the first row of data is the fourth."""
    path = tmp_path / "t.csv"
    path.write_text("id,lon,lat,Cu,Zn\n,,,ppm,ppm\n,,,ICP,ICP\na,11,1,5,6\n")
    assert layout(path, "t.csv") == {"path": "t.csv", "unit_row": 2, "first_row": 4}


def test_command_drafts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how many guesses there are, and never overwrites a recipe."""
    (tmp_path / "t.csv").write_text("id,longitude,latitude,Cu\na,25,62,5\n")
    words = ["new", str(tmp_path / "mine"), str(tmp_path / "t.csv")]
    assert main(words) == GOOD
    count = (tmp_path / "mine/survey.toml").read_text(encoding="utf-8").count(f"# {CONFIRM}")
    assert re.search(rf"\b{count} guesses", capsys.readouterr().out)
    assert main(words) == BAD_COMMAND
    assert main(["new", str(tmp_path / "x"), str(tmp_path / "missing.csv")]) == BAD_DATA
