"""The project's recipes on real files, against published or independent figures.

The files of GEMAS and Data Series 801 are not shipped; their tests need them in
``../shared/data`` and skip without.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.catalog.states import State
from dashboard.surveys.borders import world
from dashboard.surveys.samples import Survey, load
from tests.surveys_maker import long

SURVEYS = Path(__file__).parents[1] / "data/surveys"
ORIGINALS = Path(__file__).parents[2] / "shared/data"

needs_gemas = pytest.mark.skipif(
    not (ORIGINALS / "gemas/gemas_ap_xrf.csv").is_file(),
    reason="the original file of GEMAS is not in ../shared/data",
)
needs_ds801 = pytest.mark.skipif(
    not (ORIGINALS / "ds801/Appendix_2a_Top5_18Sept2013.xls").is_file(),
    reason="the original file of Data Series 801 is not in ../shared/data",
)


@lru_cache(maxsize=4)
def loaded(name: str) -> Survey:
    return load(SURVEYS / name, ORIGINALS)


def results(name: str, analyte: str, stratum: str = "") -> pd.DataFrame:
    made = long(loaded(name))
    wanted = f"{name}.{stratum}" if stratum else name
    return made[(made["stratum"] == wanted) & (made["analyte"] == analyte)]


def below(frame: pd.DataFrame) -> int:
    return int((frame["state"] == State.BELOW).sum())


def test_kola_has_its_606_sites_in_three_countries() -> None:
    """Sites, countries and strata; no site lies 10 km outside the country it states."""
    made = loaded("kola-c-horizon")
    sites = made.samples.drop_duplicates("sample")
    assert len(sites) == 606
    assert sites["country"].value_counts().to_dict() == {"RUS": 290, "FIN": 188, "NOR": 128}
    assert made.samples["stratum"].unique().tolist() == [
        f"kola-c-horizon.{name}" for name in ("aqua-regia", "inaa", "xrf", "parameters")
    ]
    assert not [p for p in made.problems if "point lies" in p.found]


def test_kola_keeps_every_value_below_detection_and_guesses_no_limit() -> None:
    """The table's 9,472 empty cells and two columns of half-limits (426 As, 605 Sn).

    The object has 10,078 missing values, of which the 606 of the column Br_IC are
    left out with it.
    """
    made = long(loaded("kola-c-horizon"))
    assert 10_078 - 606 == 9_472
    assert below(made) == 9_472 + 426 + 605
    assert below(results("kola-c-horizon", "As", "inaa")) == 426
    unknown = made["limit"].isna() & (made["state"] == State.BELOW)
    assert unknown.sum() == 9_472
    assert made.loc[unknown, "value"].isna().all()


def test_kola_agrees_with_a_plain_reading_of_its_table() -> None:
    """Medians by pandas alone, oxides by their printed factors."""
    table = pd.read_csv(SURVEYS / "kola-c-horizon/samples.csv")
    copper = results("kola-c-horizon", "Cu", "aqua-regia")["value"]
    assert copper.median() == table["Cu"].median()
    assert len(copper) == 606
    silicon = results("kola-c-horizon", "Si", "xrf")["value"]
    assert silicon.median() == pytest.approx(table["SiO2"].median() * 0.46744, rel=1e-4)
    potassium = results("kola-c-horizon", "K", "xrf")["value"]
    assert potassium.median() == pytest.approx(table["K2O"].median() * 0.83015, rel=1e-4)


def test_igneous_rocks_are_a_compilation_of_22640_analyses() -> None:
    """Zero and missing are not determined; the sea floor has no country."""
    made = loaded("igneous-rocks")
    assert made.recipe.survey.kind == "compilation"
    assert len(made.samples) == 22_640
    table = pd.read_csv(SURVEYS / "igneous-rocks/samples.csv.gz")
    assert (table.drop(columns=["latitude"]) == 0).sum().sum() == 0
    nickel = results("igneous-rocks", "Ni")
    assert (nickel["state"] == State.MEASURED).sum() == table["Ni"].notna().sum()
    assert nickel["value"].median() == table["Ni"].median()
    iron = results("igneous-rocks", "Fe")["value"]
    assert iron.median() == pytest.approx(table["FeOT"].median() * 0.77731, rel=1e-4)


def test_igneous_rocks_lie_in_102_countries_and_in_four_more_within_5_km() -> None:
    """The overlay alone gives the known 102; the coasts of 1 : 50 million four more."""
    made = loaded("igneous-rocks").samples
    assert made["country"].nunique() == 106
    inside = world().locate(made["lon"].to_numpy(), made["lat"].to_numpy(), 0.0)
    assert pd.Series(inside).nunique() == 102


# Published with the data set: N = 2,108, type-7 quantiles, SD with n − 1, MAD × 1.4826.
GEMAS = {
    "Cr": (2, 10, 14, 34, 62, 89, 212.65, 348.86, 6133, 85.80, 194.73, 55.92, 41.51),
    "Zn": (1.5, 14, 19, 39, 60.5, 85, 129, 157.58, 1413, 67.11, 55.39, 56.05, 34.84),
    "Zr": (4, 70, 104, 192, 258.5, 346, 546.65, 610.30, 963, 280.90, 130.86, 249.64, 108.97),
}


@needs_gemas
@pytest.mark.parametrize("element", list(GEMAS))
def test_gemas_reproduces_the_known_figures(element: str) -> None:
    """Figures of the raw file: half the limit stands again for results below it."""
    frame = results("gemas", element, "xrf")
    value = np.where(frame["state"] == State.BELOW, frame["value"] / 2, frame["value"])
    assert len(value) == 2108
    quantiles = np.percentile(value, [0, 2, 5, 25, 50, 75, 95, 98, 100])
    mad = 1.4826 * np.median(np.abs(value - np.median(value)))
    mean = np.exp(np.log(value).mean())
    found = (*quantiles, value.mean(), value.std(ddof=1), mean, mad)
    assert found == pytest.approx(GEMAS[element], abs=0.005)


@needs_gemas
def test_gemas_reports_and_censors_its_silent_half_limits() -> None:
    """Zn 1.5 (4 samples), V 2.5 (3), Cr 2 (1) are below 3, 5 and 4 mg/kg."""
    for element, count, limit in (("Zn", 4, 3.0), ("V", 3, 5.0), ("Cr", 1, 4.0)):
        frame = results("gemas", element, "xrf")
        assert below(frame) == count
        assert frame.loc[frame["state"] == State.BELOW, "value"].unique().tolist() == [limit]
    reported = [p.column for p in loaded("gemas").problems if "half a detection" in p.found]
    assert sorted(str(c) for c in reported) == ["Cr", "V", "Zn"]


@needs_gemas
def test_gemas_half_limits_are_found_without_being_told(tmp_path: Path) -> None:
    """Without the recipe's limits the tied minima of V and Zn are suspected."""
    text = (SURVEYS / "gemas/survey.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(("Cr =", "V =", "Zn ="))]
    plain = "\n".join(kept).replace('half_limit = "censored"', 'half_limit = "report"')
    (tmp_path / "survey.toml").write_text(plain, encoding="utf-8")
    made = load(tmp_path, ORIGINALS)
    found = {str(p.column) for p in made.problems if "half a detection" in p.found}
    assert {"V", "Zn"} <= found
    assert below(long(made)) == 0


@needs_gemas
def test_gemas_finds_33_countries_and_the_misplaced_points() -> None:
    """Own codes are mapped; the two known slips that leave their country are warned of."""
    made = loaded("gemas")
    assert made.samples["country"].nunique() == 33
    away = {(p.row, p.found[:3]) for p in made.problems if "point lies" in p.found}
    assert {(295, "SRB"), (1808, "GRC")} <= away


@needs_ds801
def test_ds801_silver_is_below_1_mg_per_kg_nearly_everywhere() -> None:
    """4,857 sites, 16 without a sample, 4,828 of the others below 1 mg/kg Ag."""
    made = loaded("ds801")
    assert len(made.samples) == 4857
    assert (made.samples["state"] == State.PLANNED).sum() == 16
    silver = results("ds801", "Ag")
    assert len(silver) == 4857 - 16
    assert below(silver) == 4828
    assert silver.loc[silver["state"] == State.BELOW, "limit"].unique().tolist() == [1.0]


@needs_ds801
def test_ds801_is_dated_and_lies_in_one_country() -> None:
    """Collection dates from June 2007; six fall after the years that the survey states."""
    made = loaded("ds801")
    assert made.samples["country"].unique().tolist() == ["USA"]
    assert made.samples["date"].min() == pd.Timestamp("2007-06-01")
    (late,) = made.problems
    assert late.found.startswith("6 dates outside")


@needs_ds801
def test_ds801_agrees_with_a_plain_reading_of_the_workbook() -> None:
    """Units from the unit row: Al stays wt%, Pb mg/kg; counts of < by pandas alone."""
    sheet = pd.read_excel(
        ORIGINALS / "ds801/Appendix_2a_Top5_18Sept2013.xls",
        engine="calamine",
        header=None,
        dtype=object,
    )
    table = sheet.iloc[14:].set_axis(sheet.iloc[12], axis=1)
    made = loaded("ds801")
    assert len(made.columns["ds801"]) == 44
    for column in made.columns["ds801"]:
        text = table[column.column].astype(str)
        frame = results("ds801", column.analyte)
        assert below(frame) == text.str.startswith("<").sum(), column.analyte
        plain = pd.to_numeric(text, errors="coerce").dropna()
        measured = frame.loc[frame["state"] == State.MEASURED, "value"]
        assert measured.sum() == pytest.approx(plain.sum() * column.factor), column.analyte


@pytest.mark.parametrize("name", ["kola-c-horizon", "igneous-rocks"])
def test_shipped_tables_are_those_of_their_provenance(name: str) -> None:
    """The table's SHA-256 stands in PROVENANCE.md."""
    text = (SURVEYS / name / "PROVENANCE.md").read_text(encoding="utf-8")
    (source,) = loaded(name).sources
    assert f"`{source.sha256}`" in text
