"""Reported progress: the shipped tables, what is checked in them, and what follows from them."""

import csv
import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.metrics import METRICS
from dashboard.catalog.programme import TABLES, is_programme, read
from dashboard.catalog.programme_records import Statement, precision, status
from dashboard.catalog.programme_terms import REPORTED, SCALES, STAGES, WORDS_ONLY

FOLDER = Path(__file__).parent.parent / "data" / "programme"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def programme():
    """The shipped programme."""
    return read(FOLDER, TODAY)[0]


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped tables, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "programme"))


def spoil(folder, name, row, **cells):
    """Change cells of a row (2 is the first below the heads)."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row - 2] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def row_of(folder, name, **cells):
    """Return the number of the first row with these cells."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if cells.items() <= row.items():
                return number
    raise LookupError(cells)


def places(problems):
    """Return file, row and column of problems."""
    return [(one.file, one.row, one.column) for one in problems]


def test_the_shipped_tables_have_no_problem():
    """`check data/programme` says that all is well."""
    assert read(FOLDER, TODAY)[1] == []


def test_contradicting_figures_of_laos_both_stay(programme):
    """1,731 and 2,079 samples, 69 and 71 elements, each with a source of its own."""
    laos = [s for s in programme.statements if s.country == "LAO" and s.scale == "national"]
    samples = {s.value: s.source for s in laos if s.metric == "samples"}
    elements = {s.value: s.source for s in laos if s.metric == "elements"}
    assert samples == {1731: "icgg-29", 2079: "minerals-2022"}
    assert elements == {69: "minerals-2022", 71: "icgg-76"}


def test_the_published_31_per_cent_stand_beside_their_area_and_a_note(programme):
    """31.5 million km² is published as 31 % of land; the note says that it is about 21 %."""
    area, share = (s for s in programme.statements if s.id in {"geo-area", "geo-share"})
    assert (area.value, area.unit) == (31.5e6, "km²")
    assert (share.value, share.denominator) == (31, "the world land area")
    assert "about 21 %" in share.note


def test_status_is_the_furthest_stage_of_each_scale(programme):
    """Laos: handed over at global scale, followed up at national scale; Turkey: a pilot."""
    found = {(s.country, s.scale): (s.stage, s.area) for s in programme.status}
    assert found["LAO", "global"] == ("handover", "")
    assert found["LAO", "national"] == ("follow_up", "Houaphan")
    assert found["TUR", "national"] == ("pilot", "")
    assert found["IRN", "global"] == ("agreement", "")
    assert found["IDN", "national"] == ("handover", "Sumatra")
    assert not {country for country, _scale in found} & {"ERI", "PER", "CUB"}


def test_nothing_is_divided_by_the_undefined_20000_cells(programme):
    """Only what a source defines is a denominator."""
    divides = {target.id: target.divides for target in programme.targets}
    assert divides["land-25"]
    assert not divides["cells-20000"]
    assert not divides["cells-18000"]


def test_countries_that_only_take_part_have_a_source_and_no_figure(programme):
    """Cuba, Myanmar and Namibia are named by sources, without any figure."""
    reported = {statement.country for statement in programme.statements}
    for country in ("CUB", "MMR", "NAM", "NGA", "SDN", "THA", "SRB", "PAK", "PER", "ARG"):
        assert any(one.country == country for one in programme.participants)
        assert country not in reported


def test_trainees_of_a_year_are_counted_once(programme):
    """The workshop for Peru is one of the two of 2017 and brings no trainees of its own."""
    trained = {}
    for one in programme.training:
        trained[one.year] = trained.get(one.year, 0) + (one.trainees or 0)
    assert trained == {2017: 64, 2018: 27, 2019: 18, 2023: 20}


def test_json_has_what_the_interface_names(programme):
    """Every statement carries the title and the full address of its source."""
    content = json.loads(json.dumps(programme.as_json()))
    assert set(content) == {
        "stages",
        "statements",
        "training",
        "targets",
        "participants",
        "status",
    }
    assert [stage["id"] for stage in content["stages"]] == list(STAGES)
    for part in ("statements", "training", "targets", "participants"):
        for record in content[part]:
            assert record["source"]
            assert record["address"].startswith(("https://", "http://"))
    dated = {record["as_of"]: record["precision"] for record in content["statements"]}
    assert dated["2018"] == "year"
    assert dated["2016-05"] == "month"
    assert dated["2016-12-23"] == "day"
    assert dated[""] is None
    assert content["participants"][0].keys() == {"country", "since", "as", "source", "address"}
    assert content["targets"][0]["from"] == 2016


def test_a_simulated_campaign_has_targets_and_no_reports(programme):
    """Real statements are never shown beside made-up samples."""
    content = programme.without_reports().as_json()
    assert content["statements"] == content["participants"] == content["training"] == []
    assert content["status"] == []
    assert len(content["targets"]) == len(programme.targets)


@pytest.mark.parametrize(
    ("name", "row", "cells", "column", "expected"),
    [
        ("statements.csv", 2, {"country": "LAS"}, "country", "ISO 3166-1"),
        ("statements.csv", 2, {"scale": "continental"}, "scale", "“national”"),
        ("statements.csv", 2, {"metric": "plattform"}, "metric", "platform"),
        ("statements.csv", 2, {"value": "1,731"}, "value", "decimal point"),
        ("statements.csv", 2, {"value": "nan"}, "value", "decimal point"),
        ("statements.csv", 2, {"value": "-5"}, "value", "not negative"),
        ("statements.csv", 2, {"value": "", "unit": ""}, "value", "a number"),
        ("statements.csv", 2, {"unit": ""}, "unit", "a unit"),
        ("statements.csv", 2, {"unit": "%"}, "denominator", "a share of"),
        ("statements.csv", 2, {"as_of": "2016-02-30"}, "as_of", "2018-05-03"),
        ("statements.csv", 2, {"as_of": "2016-13"}, "as_of", "2018-05-03"),
        ("statements.csv", 2, {"as_of": "May 2016"}, "as_of", "2018-05-03"),
        ("statements.csv", 2, {"as_of": "2027"}, "as_of", "to today"),
        ("statements.csv", 2, {"as_of": "1066"}, "as_of", "from 1900"),
        ("statements.csv", 2, {"source": ""}, "source", "without a source"),
        ("statements.csv", 2, {"source": "icgg-77"}, "source", "did you mean"),
        ("statements.csv", 2, {"area": "Houaphan"}, "country", "part of"),
        ("statements.csv", 3, {"id": "platform-records"}, "id", "row 2"),
        ("training.csv", 2, {"trainees": "many"}, "trainees", "whole number"),
        ("training.csv", 2, {"year": "2071"}, "year", "1900 to 2026"),
        ("targets.csv", 2, {"divides": "perhaps"}, "divides", "yes or no"),
        ("targets.csv", 2, {"denominator": ""}, "denominator", "a share of"),
        ("targets.csv", 2, {"value": "250"}, "value", "0 to 100"),
        ("targets.csv", 2, {"until": "2015"}, "until", "2016"),
        ("targets.csv", 2, {"metric": "coverd"}, "metric", "covered"),
        ("participants.csv", 2, {"country": ""}, "country", "ISO 3166-1"),
        ("sources.csv", 2, {"address": "globalgeochemistry.com"}, "address", "https://"),
    ],
)
def test_a_fault_is_found_with_its_row_and_column(folder, name, row, cells, column, expected):
    """Each rule names the place, what was found there, and what belongs there."""
    spoil(folder, name, row, **cells)
    _programme, problems = read(folder, TODAY)
    found = [one for one in problems if (one.file, one.row, one.column) == (name, row, column)]
    assert len(found) == 1
    assert expected in found[0].expected
    assert found[0].severity == "error"


def test_one_fault_in_a_source_is_one_problem(folder):
    """The statements that cite it are not faulty, nor are others that are read beside it."""
    row = row_of(folder, "sources.csv", id="icgg-29")
    spoil(folder, "sources.csv", row, address="nowhere")
    assert places(read(folder, TODAY)[1]) == [("sources.csv", row, "address")]
    spoil(folder, "sources.csv", row, address="https://example.org/")
    only = row_of(folder, "statements.csv", source="eritrea-2013")
    spoil(folder, "statements.csv", only, as_of="2013-10-32")
    assert places(read(folder, TODAY)[1]) == [("statements.csv", only, "as_of")]


def test_a_percentage_out_of_range_is_found(folder):
    """A share is from 0 to 100 %."""
    row = row_of(folder, "statements.csv", id="geo-share")
    spoil(folder, "statements.csv", row, value="131")
    assert places(read(folder, TODAY)[1]) == [("statements.csv", row, "value")]


def test_all_faults_are_found_at_once(folder):
    """Five faults in three tables give five problems, not the first of them."""
    spoil(folder, "statements.csv", 2, country="XXX", as_of="2016-02-30")
    spoil(folder, "statements.csv", 4, metric="extent")
    spoil(folder, "training.csv", 3, source="nobody")
    spoil(folder, "targets.csv", 2, divides="maybe")
    assert places(read(folder, TODAY)[1]) == [
        ("statements.csv", 2, "country"),
        ("statements.csv", 2, "as_of"),
        ("statements.csv", 4, "metric"),
        ("training.csv", 3, "source"),
        ("targets.csv", 2, "divides"),
    ]


def test_the_same_statement_twice_is_found(folder):
    """A row that differs in its id alone is the same statement."""
    path = folder / "statements.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    again = "again," + lines[1].split(",", 1)[1]
    path.write_text("\n".join([*lines, again, ""]), encoding="utf-8")
    problems = read(folder, TODAY)[1]
    assert places(problems) == [("statements.csv", len(lines) + 1, None)]
    assert problems[0].found == "the same as row 2"


def test_a_source_that_nothing_cites_is_found(folder):
    """The list of sources stays the list of what is used."""
    path = folder / "sources.csv"
    path.write_text(path.read_text() + "spare,Spare,https://example.org/\n", encoding="utf-8")
    assert [one.column for one in read(folder, TODAY)[1]] == ["id"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_a_missing_table_or_column_is_found(folder, table):
    """A file without a column says which; a missing file names its columns."""
    path = folder / table.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",source" if ",source" in text else ",title", ",sauce", 1))
    columns = {one.column for one in read(folder, TODAY)[1] if one.file == table.file}
    assert "sauce" in columns
    path.unlink()
    missing = next(one for one in read(folder, TODAY)[1] if one.file == table.file)
    assert missing.row is None
    assert next(iter(table.columns)) in missing.expected


def test_a_short_row_is_found(folder):
    """A row with fewer cells than columns is not guessed at."""
    path = folder / "participants.csv"
    path.write_text(path.read_text(encoding="utf-8") + "FIN,2020\n", encoding="utf-8")
    problems = read(folder, TODAY)[1]
    assert [one.found for one in problems] == ["2 cells"]


def test_a_folder_of_a_survey_is_not_one_of_the_programme(tmp_path):
    """`check` tells the two apart."""
    assert is_programme(FOLDER)
    assert not is_programme(tmp_path)


def test_terms_are_defined_once_and_in_sentences():
    """Every stage, scale and reported figure has a definition; ids do not clash with metrics."""
    for terms in (STAGES, SCALES, REPORTED):
        for id, term in terms.items():
            assert term.id == id
            assert term.definition.endswith(".")
    assert list(REPORTED)[: len(STAGES)] == list(STAGES)
    assert set(REPORTED) >= WORDS_ONLY
    assert "stage" in METRICS


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["LAO", "KHM", ""]),
            st.sampled_from(list(SCALES)),
            st.sampled_from(list(REPORTED)),
            st.sampled_from(["", "2016", "2018-05", "2018-05-03"]),
            st.sampled_from(["", "North"]),
        )
    )
)
def test_no_statement_is_ahead_of_the_status(rows):
    """Whatever is reported, the status of a country and scale is its furthest stage."""
    statements = [
        Statement(
            str(i), country, area, "", scale, metric, None, "", "", "said", as_of, "source", ""
        )
        for i, (country, scale, metric, as_of, area) in enumerate(rows)
    ]
    order = list(STAGES)
    found = {(one.country, one.scale): order.index(one.stage) for one in status(statements)}
    expected: dict[tuple[str, str], int] = {}
    for one in statements:
        if one.country and one.scale != "programme" and one.metric in STAGES:
            key = (one.country, one.scale)
            expected[key] = max(expected.get(key, -1), order.index(one.metric))
    assert found == expected


def test_precision_follows_from_the_date():
    """A year is not a day."""
    assert [precision(day) for day in ("", "2018", "2018-05", "2018-05-03")] == [
        None,
        "year",
        "month",
        "day",
    ]
