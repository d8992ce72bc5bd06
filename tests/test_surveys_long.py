"""Tables with one row a result."""

from pathlib import Path

import pytest

from tests.surveys_maker import COLUMNS, errors, recipe, survey

RESULTS = '[results]\nname = "What"\nvalue = "Value"\nbeside = ["Unit", "Flag"]\n'
STRATA = """[[strata]]
medium = "topsoil"
columns = "{form}"
unit_column = "{column} Unit"
[strata.censoring.qualifier]
column = "{column} Flag"
"""
ROWS = (
    "id,lon,lat,What,Value,Unit,Flag\n"
    "a,11,1,Cu,5,ppm,\n"
    "a,11,1,CaO,3,%,\n"
    "b,13,1,CaO,0.1,%,<\n"
    "a,11,1,Mood,9,good,\n"
    "c,13,1,,,,\n"
)
TEXT = recipe(strata=STRATA, more=RESULTS)


def test_rows_of_results_become_samples(tmp_path: Path) -> None:
    """Order and gaps do not matter; what no analyte names is left; c has no result yet."""
    made = survey(tmp_path, TEXT, samples=ROWS)
    assert made.samples[["sample", "row"]].to_numpy().tolist() == [["a", 2], ["b", 4], ["c", 6]]
    assert [(c.form, c.unit) for c in made.columns["tiny"]] == [("CaO", "wt%"), ("Cu", "mg/kg")]
    assert made.results["state"].tolist() == [0, 1, 3, 0, 3, 3]
    # Ca in CaO: 40.078 / 56.077.
    assert made.results["value"].tolist()[:4] == pytest.approx(
        [2.1441, 0.07147, float("nan"), 5], rel=1e-4, nan_ok=True
    )


def test_faults_are_named_by_the_row_of_the_result(tmp_path: Path) -> None:
    """Not by the first row of its sample."""
    found = errors(tmp_path, TEXT, samples=ROWS.replace("CaO,3,%", "CaO,zzz,%"))
    assert found == [(3, "CaO", "“zzz”")]


def test_names_may_be_of_several_columns(tmp_path: Path) -> None:
    """Element and method: one element by two methods gives two strata."""
    body = "id,lon,lat,El,By,Value\na,11,1,Cu,XRF,5\na,11,1,Cu,ICP,4\n"
    one = '[[strata]]\nname = "{0}"\nmedium = "topsoil"\nunit = "ppm"\ncolumns = "{{form}} {1}"\n'
    text = recipe(
        more='[results]\nname = ["El", "By"]\nvalue = "Value"\n',
        strata=one.format("x", "XRF") + one.format("i", "ICP"),
    )
    assert survey(tmp_path, text, samples=body).results["value"].tolist() == [5, 4]


def test_columns_that_tell_strata_apart_tell_samples_apart(tmp_path: Path) -> None:
    """Top and bottom of a site with one number are two samples."""
    body = "id,lon,lat,Layer,What,Value\na,11,1,top,Cu,5\na,11,1,deep,Cu,4\n"
    one = (
        '[[strata]]\nname = "{0}"\nmedium = "topsoil"\nunit = "ppm"\n'
        'rows = {{ Layer = "{0}" }}\n[strata.analytes]\nCu = {{}}\n'
    )
    text = recipe(
        more='[results]\nname = "What"\nvalue = "Value"\n',
        strata=one.format("top") + one.format("deep"),
    )
    made = survey(tmp_path, text, samples=body)
    assert made.results["value"].tolist() == [5, 4]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("a,11,1,CaO", "a,11,1,Cu", (3, "What")),
        ("a,11,1,CaO", "a,11.5,1,CaO", (3, "lon")),
        ("Mood", "lat", (None, "What")),
        ("What,", "Wat,", (None, "results")),
    ],
)
def test_tables_that_are_not_clear_are_errors(
    tmp_path: Path, old: str, new: str, place: tuple[int | None, str]
) -> None:
    """Two results of a name, two places of a sample, a name of another column, no column."""
    found = errors(tmp_path, TEXT, samples=ROWS.replace(old, new, 1))
    assert place in [e[:2] for e in found]


def test_results_need_a_sample_number(tmp_path: Path) -> None:
    """Rows of a sample are known by it."""
    text = recipe(columns=COLUMNS.replace('id = "id"\n', ""), strata=STRATA, more=RESULTS)
    assert len(errors(tmp_path, text, samples=ROWS)) == 1
