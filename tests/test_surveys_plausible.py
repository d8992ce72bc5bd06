"""What looks wrong in a survey, and what only looks so: no false alarms on sound data."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.surveys.borders import world
from dashboard.surveys.checks import ROWS_NAMED, Problem
from dashboard.surveys.contents import log_centre, oxide_sums
from dashboard.surveys.matrix import matrices
from dashboard.surveys.plausible import plausible, unused
from dashboard.surveys.report import check
from dashboard.surveys.report_html import page
from dashboard.surveys.report_text import render
from dashboard.surveys.samples import examine
from tests.conftest import ORIGINALS, ROOT
from tests.mistakes.base import COUNT, CU, EXTENT, strata, table
from tests.surveys_maker import COLUMNS, LAND, recipe

SURVEYS = ROOT / "data" / "surveys"


def said(folder: Path, text: str, rows: str) -> list[Problem]:
    """Write a survey and return what looks wrong."""
    (folder / "survey.toml").write_text(text, encoding="utf-8")
    (folder / "samples.csv").write_text(rows, encoding="utf-8")
    return list(plausible(examine(folder, borders=LAND), LAND))


def needs(path: str):
    return pytest.mark.skipif(
        not (ORIGINALS / path).is_file(), reason=f"{path} is not in ../shared/data"
    )


def test_kola_has_nothing_to_look_at() -> None:
    """Aqua regia leaves most Si and Na, half the columns are censored: no alarm."""
    assert plausible(examine(SURVEYS / "kola-c-horizon"), world()) == ()


@needs("gemas/gemas_ap_xrf.csv")
def test_gemas_has_four_low_oxide_sums_and_five_columns_unused() -> None:
    """No unit slips; four samples of organic or gypsum-rich soil add up to less than 90 %."""
    reading = examine(SURVEYS / "gemas", ORIGINALS)
    found = plausible(reading, world())
    assert [p.row for p in found] == [917, 1449, 1560, 1614]
    assert {p.found[:4] for p in found} == {"sum "}
    names = [u.column for u in unused(reading)]
    assert names == ["Xcoord", "Ycoord", "MeanTemp", "AnnPrec", "soilclass"]


@needs("gemas/gemas_ap_xrf.csv")
def test_oxide_sums_of_gemas_agree_with_plain_arithmetic() -> None:
    """Elements in mg/kg by printed oxide factors, and the loss on ignition, with pandas alone."""
    import pandas as pd

    (matrix,) = matrices(examine(SURVEYS / "gemas", ORIGINALS))
    sums, with_loss = oxide_sums(matrix)
    raw = pd.read_csv(ORIGINALS / "gemas/gemas_ap_xrf.csv")
    factors = {"Si": 2.1393, "Ti": 1.6681, "Al": 1.8895, "Fe": 1.4297, "Mn": 1.2912,
               "Mg": 1.6582, "Ca": 1.3992, "Na": 1.3480, "K": 1.2046, "P": 2.2916}  # fmt: skip
    plain = sum(raw[k] * f / 1e4 for k, f in factors.items()) + raw["LOI"]
    assert with_loss
    assert sums == pytest.approx(plain.to_numpy(), abs=0.02)


@needs("ds801/Appendix_2a_Top5_18Sept2013.xls")
def test_ds801_has_one_sample_far_out_in_six_elements() -> None:
    """Row 2938: Cd, W, Hg, Pb and Bi together are an ore, not a slip; all are shown."""
    found = plausible(examine(SURVEYS / "ds801", ORIGINALS), world())
    ore = {str(p.column) for p in found if p.row == 2938}
    assert {"Top5_Cd", "Top5_W", "Top5_Hg", "Top5_Pb", "Top5_Bi"} <= ore
    late = [p for p in found if p.column == "CollDate"]
    assert len(late) == 6
    assert len(found) < 40


def test_igneous_rocks_show_rare_earths_a_thousand_times_too_high() -> None:
    """Nd 27,800 mg/kg and its like stand among medians of 21: µg/kg taken for mg/kg."""
    found = plausible(examine(SURVEYS / "igneous-rocks"), world())
    slips = [p for p in found if p.column in {"Nd", "Sm", "Er"} and "1,000 times above" in p.found]
    assert len(slips) >= 3


def test_wide_but_honest_spread_is_no_slip(tmp_path: Path) -> None:
    """Log-normal results over five orders of magnitude stay silent."""
    rng = np.random.default_rng(5)
    wide = [f"{v:.4g}" for v in 10 ** rng.normal(1.4, 1.1, COUNT)]
    rows = table({(i + 2, "Cu"): v for i, v in enumerate(wide)})
    assert said(tmp_path, recipe(more=EXTENT), rows) == []


def test_mostly_censored_columns_are_not_compared_with_the_crust(tmp_path: Path) -> None:
    """Three of 24 silver results above 1 mg/kg say nothing of the median."""
    cells = ["<1"] * 21 + ["2", "3", "9"]
    text = recipe(strata=strata("Ag = {}", unit='"mg/kg"', digestion='"total"'))
    assert said(tmp_path, text, table(extra={"Ag": cells}).replace("Cu", "note")) == []


def test_moss_and_humus_are_not_rocks(tmp_path: Path) -> None:
    """Titanium of moss is a hundredth of the crust's."""
    low = [f"{10 + i / 7:.3f}" for i in range(COUNT)]
    text = recipe(strata=strata("Ti = {}", unit='"mg/kg"', digestion='"total"'))
    rows = table(extra={"Ti": low}).replace("Cu", "note")
    assert [p.column for p in said(tmp_path, text, rows)] == ["Ti"]
    assert said(tmp_path, text.replace("topsoil", "moss"), rows) == []


def test_two_strata_of_the_same_rows_give_one_warning(tmp_path: Path) -> None:
    """A place is wrong once, however many strata share the row."""
    both = strata("Cu = {}", unit='"mg/kg"', name='"a"') + strata(
        "Zn = {}", unit='"mg/kg"', name='"b"'
    )
    zinc = {"Zn": [f"{60 + i}" for i in range(COUNT)]}
    rows = table({(5, "lat"): "-1.2"}, zinc)
    found = said(tmp_path, recipe(strata=both, more=EXTENT), rows)
    assert [(p.row, p.column) for p in found] == [(5, "lon, lat")]


def test_a_fault_of_a_whole_column_is_summed_up(tmp_path: Path) -> None:
    """All signs wrong: twenty rows by name, the others as a count."""
    rows = table().splitlines()
    turned = [",".join([a, f"-{b}", *c]) for a, b, *c in (line.split(",") for line in rows[1:])]
    found = said(tmp_path, recipe(more=EXTENT), "\n".join([rows[0], *turned]) + "\n")
    assert len(found) == ROWS_NAMED + 1
    assert found[-1].found == f"the same in {COUNT - ROWS_NAMED} more rows, down to row 25"


def test_duplicates_may_share_place_and_results(tmp_path: Path) -> None:
    """A field duplicate lies where its sample lies."""
    columns = COLUMNS + 'duplicate_of = "of"\n'
    marked = [""] * COUNT
    marked[1] = "s1"
    cells = {(3, "lon"): "10.100", (3, "lat"): "0.300", (3, "Cu"): CU[0]}
    rows = table(cells, {"of": marked})
    assert said(tmp_path, recipe(columns=columns, more=EXTENT), rows) == []


def test_excluded_columns_count_as_understood(tmp_path: Path) -> None:
    """The recipe says that it leaves them out."""
    text = recipe(strata=strata("", unit='"mg/kg"', columns='"{form}"', exclude='["Zn"]'))
    rows = table(extra={"Zn": ["60"] * COUNT, "note": ["x"] * COUNT})
    assert said(tmp_path, text, rows) == []
    assert [u.column for u in unused(examine(tmp_path, borders=LAND))] == ["note"]


def test_geometry_of_the_files_is_checked_like_columns(tmp_path: Path) -> None:
    """A point of a GeoJSON file on the wrong side of the equator."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [10.2 + i / 10, 1 - 2 * (i == 3)]},
            "properties": {"id": f"s{i}", "Cu": 20 + i},
        }
        for i in range(12)
    ]
    content = {"type": "FeatureCollection", "features": features}
    (tmp_path / "samples.geojson").write_text(json.dumps(content), encoding="utf-8")
    files, columns = '[[files]]\npath = "samples.geojson"\n', '[columns]\nid = "id"\n'
    text = recipe(files=files, columns=columns, more=EXTENT)
    (tmp_path / "survey.toml").write_text(text, encoding="utf-8")
    reading = examine(tmp_path, borders=LAND)
    (found,) = plausible(reading, LAND)
    assert "sign of the latitude" in found.expected
    assert found.column == "geometry longitude, geometry latitude"
    assert unused(reading) == ()


def test_tables_with_one_row_a_result_are_named_by_the_row_of_the_result(tmp_path: Path) -> None:
    """Copper of the third sample stands in row 7; the columns beside it are understood."""
    lines = ["id,lon,lat,What,Value,Unit"]
    for i in range(12):
        where = f"s{i},{10.2 + i / 10:.1f},1"
        lines += [f"{where},Zn,{60 + i},ppm", f"{where},Cu,{20 + i if i != 2 else 22000},ppm"]
    results = '[results]\nname = "What"\nvalue = "Value"\nbeside = ["Unit"]\n'
    text = recipe(
        strata=strata("", columns='"{form}"', unit_column='"{column} Unit"'),
        more=EXTENT + results,
    )
    (found,) = said(tmp_path, text, "\n".join(lines) + "\n")
    assert (found.row, found.column) == (7, "Cu")
    assert "above the median" in found.found
    assert unused(examine(tmp_path, borders=LAND)) == ()


def test_planned_sites_are_not_taken_for_samples(tmp_path: Path) -> None:
    """Sites of the plan that nobody has visited yet have no results to compare."""
    (tmp_path / "plan.csv").write_text("id,longitude,latitude\np1,13.9,1.9\np2,11.9,1.9\n")
    text = recipe(more=EXTENT + 'sites = "plan.csv"\n')
    assert said(tmp_path, text, table()) == []


EMPTY = ("", " ", "\t", "\x00", '"', "NaN", "<DL", "<", ">", "-")
ODD = ("<0", "-1", "0", "½", "١٢", "12/31/2011", "FIN", "[b]", "-999")
HUGE = ("inf", "1e400", "1e300", "1e-300", "999999999999999999999")
JUNK = st.sampled_from((*EMPTY, *ODD, *HUGE))


@given(
    st.dictionaries(
        st.tuples(
            st.integers(2, COUNT + 1),
            st.sampled_from(["id", "lon", "lat", "Cu", "Zn", "day", "country", "of"]),
        ),
        JUNK,
        max_size=12,
    )
)
@settings(max_examples=40, deadline=None)
def test_whatever_stands_in_the_cells_there_is_a_report(cells: dict[tuple[int, str], str]) -> None:
    """No text in any cell raises; there is a verdict, and text, JSON and page can be made."""
    extra = {
        "Zn": [f"{60 + i}" for i in range(COUNT)],
        "day": ["2011-07-05"] * COUNT,
        "country": ["FIN"] * 13 + ["NOR"] * 11,
        "of": [""] * COUNT,
    }
    columns = COLUMNS + 'date = "day"\ncountry = "country"\nduplicate_of = "of"\n'
    two = strata("Cu = {}\nZn = { limit = 5 }", unit='"mg/kg"')
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = recipe(columns=columns, strata=two, more=EXTENT)
        (folder / "survey.toml").write_text(text, encoding="utf-8")
        (folder / "samples.csv").write_text(table(cells, extra), encoding="utf-8")
        report, reading = check(folder, None, LAND, {})
    assert report.can_be_built == (report.errors == 0)
    json.dumps(report.as_json(), allow_nan=False)
    assert "</html>" in page(report, reading, {})
    assert len(list(render(report))) > 1


@given(
    st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=40),
    st.floats(1e-3, 1e3),
)
def test_centre_moves_with_the_unit_and_spread_does_not(
    values: list[float], factor: float
) -> None:
    """Another unit is a shift of the logarithms."""
    centre, spread = log_centre(np.array(values))
    moved, same = log_centre(np.array(values) * factor)
    assert moved == pytest.approx(centre + np.log10(factor), abs=1e-9)
    assert same == pytest.approx(spread, abs=1e-9)
