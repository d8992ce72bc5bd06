"""Surveys as tidy tables, and what is wrong with them by row and column."""

from pathlib import Path

import numpy as np
import pytest

from dashboard.surveys.checks import ROWS_NAMED, SurveyError
from tests.surveys_maker import COLUMNS, FILES, STRATUM, errors, long, recipe, survey, warnings

GOOD = "id,lon,lat,Cu\na,11,1,5\nb,13,1,<2\n"


def strata(analytes: str, **keys: str) -> str:
    lines = "".join(f"{k} = {v}\n" for k, v in keys.items())
    return f'[[strata]]\nmedium = "topsoil"\n{lines}[strata.analytes]\n{analytes}\n'


def test_tables_have_the_documented_columns_and_types(tmp_path: Path) -> None:
    """Samples and results, as docs promise them to the other rooms."""
    made = survey(tmp_path, recipe(), samples=GOOD)
    assert made.samples.columns.tolist() == [
        "stratum",
        "sample",
        "lon",
        "lat",
        "country",
        "date",
        "routine",
        "role",
        "duplicate_of",
        "state",
        "status",
        "laboratory_date",
        "reported_date",
        "row",
    ]
    assert made.samples["country"].tolist() == ["FIN", "NOR"]
    assert made.samples["date"].dtype == "datetime64[s]"
    assert made.samples["row"].tolist() == [2, 3]
    results = made.results["tiny"]
    assert (results.value.dtype, results.state.dtype) == (np.float64, np.uint8)
    assert results.value.shape == results.state.shape == (1, 2)
    assert long(made)["value"].tolist() == [5, 2]
    assert long(made)["state"].tolist() == [0, 1]
    assert made.problems == ()


def test_values_are_in_the_unit_and_form_of_the_catalogue(tmp_path: Path) -> None:
    """1 wt% CaO is 0.7147 wt% Ca (weights 40.078 and 15.999); 0.005 % Cu is 50 mg/kg."""
    text = recipe(
        strata=strata(
            'Ca = { column = "CaO", form = "CaO", unit = "wt%" }\n'
            'Cu = { unit = "%", limit = 0.001 }\nAu = { unit = "ppb" }'
        )
    )
    made = survey(tmp_path, text, samples="id,lon,lat,CaO,Cu,Au\na,11,1,1,0.005,<3\n")
    values = long(made).set_index("analyte")
    ca = values.loc["Ca", "value"]
    assert ca == pytest.approx(40.078 / 56.077)
    assert values.loc["Cu", ["value", "limit"]].tolist() == pytest.approx([50, 10])
    # Gold is kept in µg/kg, which is ppb.
    assert values.loc["Au", ["value", "state"]].tolist() == [3, 1]


def test_pattern_reads_form_method_unit_and_limit_from_column_names(tmp_path: Path) -> None:
    """The way of NGSA: 'As ICP-MS mg/kg 0.4', negative for below; two spaces count as one."""
    text = recipe(
        more='[censoring]\nnegative = "limit"\n',
        strata='[[strata]]\nmedium = "topsoil"\ncolumns = "{form} {method} {unit} {limit}"\n',
    )
    header = "id,lon,lat,As ICP-MS mg/kg 0.4,FeT  XRF mg/kg 35,Junk XRF mg/kg 1\n"
    made = survey(tmp_path, text, samples=header + "a,11,1,-0.4,31396,1\n")
    as_, fe = sorted(made.columns["tiny"], key=lambda c: c.analyte)
    assert (as_.analyte, as_.method, as_.unit, as_.limit) == ("As", "icp-ms", "mg/kg", 0.4)
    assert (fe.analyte, fe.form, fe.method) == ("Fe", "FeT", "xrf")
    assert long(made)["state"].tolist() == [0, 1]


def test_names_in_capitals_are_read_where_all_are(tmp_path: Path) -> None:
    """dBase has no small letters: CO is cobalt there, and carbon where Cu is written Cu."""
    text = recipe(strata='[[strata]]\nmedium = "topsoil"\ncolumns = "{form}_AR"\nunit = "mg/kg"\n')
    made = survey(
        tmp_path, text, samples="id,lon,lat,CO_AR,SIO2_AR,K_AR,DATE_AR\na,11,1,12,600,5,1\n"
    )
    assert [(c.analyte, c.form, c.column) for c in made.columns["tiny"]] == [
        ("Si", "SiO2", "SIO2_AR"),
        ("K", "K", "K_AR"),
        ("Co", "Co", "CO_AR"),
    ]
    made = survey(tmp_path, text, samples="id,lon,lat,CO_AR,Cu_AR,K_AR\na,11,1,12,600,5\n")
    assert [c.analyte for c in made.columns["tiny"]] == ["C", "K", "Cu"]


def test_analytes_refine_what_the_pattern_finds(tmp_path: Path) -> None:
    """A limit for one, another unit for the next, one column left out."""
    text = recipe(
        strata='[[strata]]\nmedium = "topsoil"\ncolumns = "{form}"\nunit = "mg/kg"\n'
        'exclude = ["Ni"]\n[strata.analytes]\nCu = { limit = 4 }\nLOI = { unit = "wt%" }\n'
    )
    made = survey(tmp_path, text, samples="id,lon,lat,Cu,Zn,Ni,LOI\na,11,1,5,6,7,8\n")
    assert [(c.analyte, c.unit) for c in made.columns["tiny"]] == [
        ("Cu", "mg/kg"),
        ("Zn", "mg/kg"),
        ("LOI", "wt%"),
    ]
    assert long(made)["limit"].fillna(-1).tolist() == [4, -1, -1]


def test_units_and_limits_of_their_rows_are_used(tmp_path: Path) -> None:
    """The way of FOREGS: unit row, limit row, half the limit for below."""
    text = recipe(
        files=FILES + "unit_row = 2\nlimit_row = 3\n",
        more='[censoring]\nhalf_limit = "censored"\n',
        strata='[[strata]]\nmedium = "subsoil"\ncolumns = "{form}"\n',
    )
    body = "id,lon,lat,As,Fe2O3\n,,,mg/kg,%\n,,,<5,0.01\na,11,1,2.5,3\nb,11,1,7,0.005\n"
    made = survey(tmp_path, text, samples=body)
    assert long(made)["state"].tolist() == [0, 1, 1, 0]
    assert long(made)["value"].tolist()[2:] == [5, 7]
    assert any("stands 1 times" in w for w in warnings(made))


def test_strata_take_their_rows_from_one_file(tmp_path: Path) -> None:
    """Top and bottom samples of a site are two strata with the same numbers."""
    one = 'name = "{0}"\nrows = {{ code = "{0}" }}\n'
    both = "".join(
        STRATUM.replace("medium", one.format(n) + "medium", 1) for n in ("top", "bottom")
    )
    body = "id,lon,lat,code,Cu\na,11,1,top,5\na,11,1,bottom,6\nb,11,1,top,7\n"
    made = survey(tmp_path, recipe(strata=both), samples=body)
    assert made.samples["stratum"].value_counts().to_dict() == {"tiny.top": 2, "tiny.bottom": 1}
    assert long(made).loc[long(made)["stratum"] == "tiny.bottom", "value"].tolist() == [6]


def test_duplicates_are_kept_apart_from_routine_samples(tmp_path: Path) -> None:
    """A sample that is a duplicate of another is not routine."""
    text = recipe(columns=COLUMNS + 'duplicate_of = "dup"\n')
    made = survey(tmp_path, text, samples="id,lon,lat,dup,Cu\na,11,1,,5\nb,11,1,a,6\n")
    assert made.samples["routine"].tolist() == [True, False]


def test_status_column_makes_states_and_only_reported_samples_have_results(
    tmp_path: Path,
) -> None:
    """Planned and awaited samples are there, without results."""
    codes = '[columns.status_codes]\ndone = "reported"\nlab = "awaiting"\nplan = "planned"\n'
    text = recipe(columns=COLUMNS + 'status = "st"\n' + codes)
    body = "id,lon,lat,st,Cu\na,11,1,done,5\nb,11,1,lab,\nc,11,1,plan,\n"
    made = survey(tmp_path, text, samples=body)
    assert made.samples["state"].tolist() == [0, 4, 5]
    assert long(made)["sample"].tolist() == ["a"]
    found = errors(tmp_path, text, samples=body.replace("plan", "what"))
    assert found == [(4, "st", "“what”")]


def test_sites_without_a_sample_are_planned(tmp_path: Path) -> None:
    """N.S. for every analyte: no sample was taken; for one only: not determined."""
    text = recipe(
        more='[missing]\nno_sample = ["N.S."]\n', strata=strata("Cu = {}\nZn = {}", unit='"ppm"')
    )
    body = "id,lon,lat,Cu,Zn\na,11,1,N.S.,N.S.\nb,11,1,N.S.,5\n"
    made = survey(tmp_path, text, samples=body)
    assert made.samples["state"].tolist() == [5, 0]
    assert long(made)["state"].tolist() == [3, 0]


def test_row_numbers_name_samples_where_there_is_no_number(tmp_path: Path) -> None:
    """Without an id column the sample is called after its row."""
    made = survey(tmp_path, recipe(columns=COLUMNS.replace('id = "id"\n', "")), samples=GOOD)
    assert made.samples["sample"].tolist() == ["2", "3"]


def test_sample_numbers_that_stand_twice_are_named(tmp_path: Path) -> None:
    """Both rows."""
    body = "id,lon,lat,Cu\na,11,1,5\na,11,1,6\n"
    assert errors(tmp_path, recipe(), samples=body) == [(2, "id", "“a”"), (3, "id", "“a”")]


def test_empty_sample_numbers_are_named(tmp_path: Path) -> None:
    """Each sample needs its number."""
    body = "id,lon,lat,Cu\n,11,1,5\n,11,1,6\n"
    assert [e[:2] for e in errors(tmp_path, recipe(), samples=body)] == [(2, "id"), (3, "id")]


@pytest.mark.parametrize(
    ("text", "path", "advice"),
    [
        (recipe(columns=COLUMNS.replace('"lon"', '"lom"')), "columns.longitude", "lon"),
        (recipe(columns=COLUMNS.replace('"id"', '"ID"', 1)), "columns.id", "id"),
        (recipe(strata=strata('Cu = { column = "Cuu" }')), "strata[1].analytes.Cu", "Cu"),
        (recipe(strata=strata("Cuu = {}")), "strata[1].analytes.Cuu", "Cu"),
        (recipe(strata=STRATUM.replace("topsoil", "topsail")), "strata[1].medium", "topsoil"),
        (recipe(strata=strata("Cu = {}", method='"icpms"')), "strata[1].method", "icp-ms"),
    ],
)
def test_names_that_do_not_exist_are_answered_with_the_nearest(
    tmp_path: Path, text: str, path: str, advice: str
) -> None:
    """Columns of the file, analytes and terms of the catalogue."""
    with pytest.raises(SurveyError) as caught:
        survey(tmp_path, text, samples=GOOD)
    found = next(p for p in caught.value.problems if p.column == path)
    assert f"“{advice}”" in found.expected


@pytest.mark.parametrize(
    ("analytes", "path"),
    [
        ('Cu = { unit = "bushel" }', "strata[1].analytes.Cu"),
        ('Cu = { unit = "mS/m" }', "strata[1].analytes.Cu"),
        ("Cu = {}", "strata[1].analytes.Cu.unit"),
        ('Cu = { unit = "ppm", form = "ZnO" }', "strata[1].analytes.Cu.form"),
    ],
)
def test_units_and_forms_that_do_not_fit_are_errors(
    tmp_path: Path, analytes: str, path: str
) -> None:
    """Unknown, of another dimension, not stated, of another element."""
    found = errors(tmp_path, recipe(strata=strata(analytes)), samples=GOOD)
    assert [e[1] for e in found] == [path]


def test_unknown_unit_of_the_unit_row_is_named_by_row_and_column(tmp_path: Path) -> None:
    """The place is the file's, not the recipe's."""
    text = recipe(
        files=FILES + "unit_row = 2\n",
        strata='[[strata]]\nmedium = "topsoil"\ncolumns = "{form}"\n',
    )
    found = errors(tmp_path, text, samples="id,lon,lat,Cu\n,,,furlong\na,11,1,5\n")
    assert found == [(2, "Cu", "“furlong”")]


def test_two_columns_for_one_analyte_are_an_error(tmp_path: Path) -> None:
    """Fe and Fe2O3 in one stratum: the recipe must choose."""
    text = recipe(strata='[[strata]]\nmedium = "topsoil"\ncolumns = "{form}"\nunit = "ppm"\n')
    found = errors(tmp_path, text, samples="id,lon,lat,Fe,Fe2O3\na,11,1,5,7\n")
    assert [e[2] for e in found] == ["Fe and Fe2O3 both give Fe"]


@pytest.mark.parametrize(
    ("value", "unit"), [("1200000", "mg/kg"), ("103", "wt%"), ("0", "mg/kg"), ("-1", "mg/kg")]
)
def test_impossible_concentrations_are_errors(tmp_path: Path, value: str, unit: str) -> None:
    """More than everything, nothing at all, less than nothing."""
    text = recipe(strata=STRATUM.replace("mg/kg", unit))
    found = errors(tmp_path, text, samples=f"id,lon,lat,Cu\na,11,1,{value}\n")
    assert found == [(2, "Cu", f"“{value}”")]


def test_parameters_may_be_zero_or_negative_but_ph_has_bounds(tmp_path: Path) -> None:
    """A loss on ignition of 0 is a value; a pH of 15 is not."""
    text = recipe(strata=strata('LOI = { unit = "%" }\npH = {}'))
    made = survey(tmp_path, text, samples="id,lon,lat,LOI,pH\na,11,1,0,0\nb,11,1,-0.2,7\n")
    assert long(made)["value"].tolist() == [0, 7, 0, -0.2]
    found = errors(tmp_path, text, samples="id,lon,lat,LOI,pH\na,11,1,0,15\n")
    assert found == [(2, "pH", "“15”")]


def test_all_problems_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    """Coordinates, dates, results and numbers in one report, nothing is published."""
    body = "id,lon,lat,d,Cu\na,11,99,2011-01-01,5\na,x,1,2011-13-01,0\nc,11,1,,abc\n"
    found = errors(tmp_path, recipe(columns=COLUMNS + 'date = "d"\n'), samples=body)
    assert sorted((row, column) for row, column, _ in found) == [
        (2, "id"),
        (2, "lat"),
        (3, "Cu"),
        (3, "d"),
        (3, "id"),
        (3, "lon"),
        (4, "Cu"),
    ]


def test_a_fault_in_every_row_is_summed_up(tmp_path: Path) -> None:
    """The first rows are named, the others counted."""
    count = ROWS_NAMED + 30
    body = "id,lon,lat,Cu\n" + "".join(f"{i},11,1,bad\n" for i in range(count))
    found = errors(tmp_path, recipe(), samples=body)
    assert len(found) == ROWS_NAMED + 1
    assert found[-1][2] == f"the same in 30 more rows, down to row {count + 1}"


def test_row_filters_that_fit_nothing_are_errors(tmp_path: Path) -> None:
    """No record, no stratum."""
    text = recipe(strata=STRATUM.replace("unit", 'rows = { id = "zz" }\nunit', 1))
    assert errors(tmp_path, text, samples=GOOD)[0][1] == "strata[1].rows.id"


def test_pattern_that_fits_no_column_is_an_error(tmp_path: Path) -> None:
    """The columns there are, are listed."""
    text = recipe(strata='[[strata]]\nmedium = "topsoil"\ncolumns = "{form}_XRF"\n')
    assert errors(tmp_path, text, samples=GOOD)[0][1] == "strata[1].columns"


def test_qualifiers_stand_in_their_own_column(tmp_path: Path) -> None:
    """The way of GTK: a check mark beside each value."""
    text = recipe(more='[censoring.qualifier]\ncolumn = "{column}_C"\n')
    body = "id,lon,lat,Cu,Cu_C\na,11,1,5,<\nb,11,1,6,\n"
    assert long(survey(tmp_path, text, samples=body))["state"].tolist() == [1, 0]
    assert errors(tmp_path, text, samples=GOOD)[0][2] == "no column “Cu_C”"


def test_missing_extent_file_is_an_error_of_the_recipe(tmp_path: Path) -> None:
    """The polygons are looked up before anything is built."""
    text = recipe(more='[extent]\npolygons = "planned.geojson"\n')
    assert [e[1] for e in errors(tmp_path, text, samples=GOOD)] == ["extent.polygons"]


def test_problems_read_as_sentences(tmp_path: Path) -> None:
    """File, row, column: found; expected."""
    with pytest.raises(SurveyError) as caught:
        survey(tmp_path, recipe(), samples="id,lon,lat,Cu\na,11,91,5\n")
    assert str(caught.value) == ("samples.csv, row 2, lat: “91”; a latitude between −90 and 90")


def test_strata_of_different_files_keep_their_own_units_and_columns(tmp_path: Path) -> None:
    """Topsoil in ppm, moss in %: stacked, with unit rows of their own, never mixed."""
    (tmp_path / "moss.csv").write_text("id,lon,lat,Cu,Zn\n,,,%,%\na,11,1,0.0005,0.001\n")
    both = '[[files]]\npath = "*.csv"\nunit_row = 2\n'
    one = '[[strata]]\nname = "{0}"\nfiles = ["{0}*.csv"]\nmedium = "{1}"\ncolumns = "{{form}}"\n'
    text = recipe(files=both, strata=one.format("samples", "topsoil") + one.format("moss", "moss"))
    made = survey(tmp_path, text, samples="id,lon,lat,Cu\n,,,ppm\na,11,1,5\n")
    assert made.samples["stratum"].tolist() == ["tiny.samples", "tiny.moss"]
    assert [c.analyte for c in made.columns["tiny.samples"]] == ["Cu"]
    assert [c.analyte for c in made.columns["tiny.moss"]] == ["Cu", "Zn"]
    assert long(made)["value"].tolist() == pytest.approx([5, 5, 10])


def test_files_of_a_stratum_that_fit_nothing_are_an_error(tmp_path: Path) -> None:
    """A slip in the pattern leaves the stratum empty."""
    text = recipe(strata=STRATUM.replace("unit", 'files = ["sampels.csv"]\nunit', 1))
    assert "strata[1].files" in [e[1] for e in errors(tmp_path, text, samples=GOOD)]


def test_units_and_limits_stand_in_columns(tmp_path: Path) -> None:
    """One unit for all rows, a limit for each; an empty limit is the recipe's."""
    text = recipe(
        more='[censoring]\nnegative = "below"\n',
        strata='[[strata]]\nmedium = "topsoil"\nunit_column = "{column} unit"\n'
        'limit_column = "{column} LOD"\n[strata.analytes]\nCu = { limit = 0.5 }\n',
    )
    body = "id,lon,lat,Cu,Cu unit,Cu LOD\na,11,1,-9,ppb,<20\nb,11,1,7,ppb,10\nc,11,1,-9,,\n"
    made = survey(tmp_path, text, samples=body)
    assert long(made)["state"].tolist() == [1, 0, 1]
    assert long(made)["value"].tolist() == pytest.approx([0.02, 0.007, 0.0005])
    assert long(made)["limit"].tolist() == pytest.approx([0.02, 0.01, 0.0005])
    mixed = errors(tmp_path, text, samples=body.replace("7,ppb", "7,ppm"))
    assert mixed == [(None, "Cu unit", "“ppb”, “ppm”")]
    wrong = errors(tmp_path, text, samples=body.replace("<20", "none"))
    assert wrong == [(2, "Cu LOD", "“none”")]


BLANKS = "id,lon,lat,kind,Cu\na,11,1,S,5\nblank,,,B,0\nstandard,,,R,99\n"


def test_skipped_rows_are_no_samples(tmp_path: Path) -> None:
    """Blanks and reference materials have no place and need none."""
    made = survey(tmp_path, recipe(more='[skip]\nkind = ["B", "R"]\n'), samples=BLANKS)
    assert made.samples["sample"].tolist() == ["a"]
    assert made.problems == ()


def test_rows_in_no_stratum_are_warned_of_and_not_checked(tmp_path: Path) -> None:
    """They need no coordinates, but nobody forgets them unseen."""
    text = recipe(strata=STRATUM.replace("unit", 'rows = { kind = "S" }\nunit', 1))
    made = survey(tmp_path, text, samples=BLANKS)
    assert made.samples["sample"].tolist() == ["a"]
    (found,) = made.problems
    assert (found.row, found.found) == (3, "2 records, the first in row 3, are in no stratum")


@pytest.mark.parametrize(
    ("skip", "found"),
    [('kimd = "B"', "no column “kimd”"), ('kind = ["S", "B", "R"]', "every record")],
)
def test_skips_that_cannot_be_meant_are_errors(tmp_path: Path, skip: str, found: str) -> None:
    """A column that is not there; nothing left."""
    text = recipe(more=f"[skip]\n{skip}\n")
    assert (None, "skip", found) in errors(tmp_path, text, samples=BLANKS)
