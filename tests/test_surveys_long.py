"""Tables with one row a result."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.surveys.cells import Cells
from dashboard.surveys.checks import Checks
from dashboard.surveys.long import widen
from dashboard.surveys.reader import Head, Table
from dashboard.surveys.recipe import ResultsPart
from dashboard.surveys.recipe_file import parse_recipe
from tests.surveys_maker import COLUMNS, errors, long, recipe, survey

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
    assert long(made)["state"].tolist() == [0, 1, 3, 0, 3, 3]
    # Ca in CaO: 40.078 / 56.077.
    assert long(made)["value"].tolist()[:4] == pytest.approx(
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
    assert long(survey(tmp_path, text, samples=body))["value"].tolist() == [5, 4]


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
    assert long(made)["value"].tolist() == [5, 4]


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


@settings(deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(1, 999).map(str) | st.just("")] * 3), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_widening_undoes_melting(rows: list[tuple[str, ...]], random: Random) -> None:
    """Any wide table, written one row a result in any order, comes back."""
    names = ["Cu", "Zn", "Pb"]
    wide = {f"s{i}": dict(zip(names, row, strict=True)) for i, row in enumerate(rows)}
    melted = [(s, n, v) for s, row in wide.items() for n, v in row.items()]
    random.shuffle(melted)
    columns = [np.array(c, dtype=object) for c in zip(*melted, strict=True)]
    cells = Cells.of(dict(zip(["id", "What", "Value"], columns, strict=True)))
    lines = np.arange(2, 2 + len(melted))
    head = Head("t.csv", frozenset(cells), {}, {})
    files = np.full(len(melted), "t.csv", dtype=object)
    table = Table("t.csv", files, lines, cells, (head,))
    part = ResultsPart(name="What", value="Value")
    checks = Checks()
    made = widen(parse_recipe(TEXT), part, table, checks)
    assert checks.problems == []
    samples = made.cells["id"].tolist()
    assert sorted(samples) == sorted(wide)
    for name in names:
        assert made.cells[name].tolist() == [wide[s][name] for s in samples]
        stood = made.place(name)[1] - 2
        assert [melted[i][:2] for i in stood] == [(s, name) for s in samples]
