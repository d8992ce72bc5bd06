"""Reference materials say how true results are, and are never samples."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dashboard.surveys.references import bias_percent, median_bias, repeatability_percent
from dashboard.surveys.report import check
from dashboard.surveys.report_html import page
from dashboard.surveys.report_text import render
from tests.surveys_maker import COLUMNS, FILES, LAND, errors, recipe, survey, warnings

ROLE = COLUMNS + 'role = "kind"\nrole_codes = { "CRM" = "reference", "S" = "routine" }\n'
MATERIALS = """
[references]
material = "id"
[references.certified.GSS-1]
Cu = { value = 20 }
Zn = { value = 0.01, unit = "wt%", form = "ZnO" }
"""
STRATUM = '[[strata]]\nmedium = "topsoil"\nunit = "mg/kg"\nanalytes = { Cu = {}, Zn = {} }\n'
TABLE = """id,lon,lat,kind,Cu,Zn
a,11,1,S,30,70
GSS-1,,,CRM,21,80
b,13,1,S,40,90
GSS-1,,,CRM,23,<90
GSS-1,,,CRM,22,88
IN-2,,,CRM,10,
"""


def text(more: str = MATERIALS) -> str:
    """Return the recipe of the table above."""
    return recipe(columns=ROLE + more, strata=STRATUM)


def test_bias_and_repeatability_by_hand(tmp_path: Path) -> None:
    """Cu 21, 23, 22 against 20: mean 22, +10 %; s = 1, 1/22 = 4.545 %."""
    made = survey(tmp_path, text(), samples=TABLE)
    assert made.samples["sample"].tolist() == ["a", "b"]
    zn, cu = sorted(
        (r for r in made.references["tiny"] if r.material == "GSS-1"), key=lambda r: r.n
    )
    assert (cu.analyte, cu.n, cu.below, cu.certified, cu.found) == ("Cu", 3, 0, 20, 22)
    assert cu.bias == pytest.approx(10)
    assert cu.repeatability == pytest.approx(100 / 22)
    # 0.01 wt% ZnO are 100 mg/kg, of which zinc is 65.38 / 81.379 (IUPAC atomic masses).
    assert zn.certified == pytest.approx(100 * 65.38 / 81.379, rel=1e-4)


def test_material_partly_below_detection_has_no_bias(tmp_path: Path) -> None:
    """The mean of the other results would be too high."""
    made = survey(tmp_path, text(), samples=TABLE)
    (zn,) = (r for r in made.references["tiny"] if r.analyte == "Zn")
    assert (zn.n, zn.below) == (2, 1)
    assert math.isnan(zn.bias)
    assert math.isnan(zn.found)


def test_project_material_without_certified_content_has_repeatability_only(tmp_path: Path) -> None:
    """And one result none."""
    made = survey(
        tmp_path, text(), samples=TABLE.replace("IN-2,,,CRM,10,", "IN-2,,,CRM,10,\nIN-2,,,CRM,12,")
    )
    (own,) = (r for r in made.references["tiny"] if r.material == "IN-2")
    assert math.isnan(own.bias)
    # Mean 11, s = √2.
    assert own.repeatability == pytest.approx(100 * math.sqrt(2) / 11)
    assert median_bias(made.references["tiny"], "Cu") == pytest.approx(10)
    assert math.isnan(median_bias(made.references["tiny"], "Zn"))


def test_files_may_hold_reference_materials_only(tmp_path: Path) -> None:
    """Without places; they count for strata of other files too."""
    files = FILES + '[[files]]\npath = "crm.csv"\n'
    part = '[references]\nmaterial = "name"\nfiles = ["crm.csv"]\n'
    part += "certified.X.Cu = { value = 50 }\n"
    stratum = STRATUM.replace("unit", 'files = ["samples.csv"]\nunit').replace(", Zn = {}", "")
    made = survey(
        tmp_path,
        recipe(files=files, columns=COLUMNS + part, strata=stratum),
        samples="id,lon,lat,Cu\na,11,1,30\n",
        crm="name,Cu\nX,45\nX,45\n",
    )
    assert made.samples["sample"].tolist() == ["a"]
    (found,) = made.references["tiny"]
    assert (found.bias, found.repeatability) == (pytest.approx(-10), 0.0)


def test_rows_marked_as_references_are_no_samples_without_a_section(tmp_path: Path) -> None:
    """Nor do they give figures."""
    made = survey(tmp_path, text(""), samples=TABLE)
    assert made.samples["sample"].tolist() == ["a", "b"]
    assert made.references == {"tiny": ()}


def test_certified_contents_that_fit_nothing_are_named(tmp_path: Path) -> None:
    """By material and analyte; a result that cannot be read by its row."""
    wrong = MATERIALS + 'Xx = { value = 1 }\nPb = { value = 1, unit = "mg/L" }\n'
    wrong += 'Cr = { value = 1, form = "FeO" }\n'
    assert errors(tmp_path, text(wrong), samples=TABLE.replace("21,80", "much,80")) == [
        (None, "references.certified.GSS-1.Xx", "“Xx”"),
        (None, "references.certified.GSS-1.Pb", "“mg/L”"),
        (None, "references.certified.GSS-1.Cr", "“FeO”"),
        (3, "Cu", "“much”"),
    ]
    made = survey(tmp_path, text(MATERIALS.replace("GSS-1", "GSS-7")), samples=TABLE)
    assert warnings(made) == ["“GSS-7”"]
    none = TABLE.replace("CRM", "S").replace(",,,", ",11.5,1,").replace("GSS-1,11.5", "g,11.5", 1)
    none = (
        "\n".join(line for line in none.splitlines() if not line.startswith(("GSS", "IN"))) + "\n"
    )
    assert (None, "references", "no record of a reference material") in errors(
        tmp_path, text(), samples=none
    )


def test_check_tells_of_reference_materials(tmp_path: Path) -> None:
    """In the terminal, as JSON and as a page."""
    (tmp_path / "survey.toml").write_text(text(), encoding="utf-8")
    (tmp_path / "samples.csv").write_text(TABLE, encoding="utf-8")
    report, reading = check(tmp_path, None, LAND, {})
    console = Console(width=200, record=True, file=None, quiet=True)
    for part in render(report):
        console.print(part)
    html = page(report, reading, {})
    data = json.loads(json.dumps(report.as_json()))
    first = next(r for r in data["strata"][0]["references"] if r["analyte"] == "Cu")
    assert first["bias"] == pytest.approx(10)
    assert "Reference materials of tiny" in html
    assert "<td>GSS-1</td>" in html
    assert '<td class="number">10 %</td>' in html
    assert [s.samples for s in report.strata] == [2]
    assert {a["analyte"]: a["bias"] for a in data["strata"][0]["analytes"]} == {
        "Cu": pytest.approx(10),
        "Zn": None,
    }


@given(
    st.lists(st.floats(0.01, 1e5), min_size=2, max_size=30),
    st.floats(0.01, 1e5),
    st.floats(0.001, 1000),
)
def test_figures_do_not_depend_on_the_unit(
    results: list[float], certified: float, scale: float
) -> None:
    """mg/kg or µg/kg; the bias of the certified content itself is none."""
    array = np.array(results)
    assert bias_percent(certified, certified) == 0
    assert bias_percent(array.mean() * scale, certified * scale) == pytest.approx(
        bias_percent(array.mean(), certified), abs=1e-6
    )
    assert repeatability_percent(array * scale) == pytest.approx(
        repeatability_percent(array), rel=1e-6, abs=1e-9
    )
