"""NGSA and FOREGS on their original files, against figures by pandas alone.

The files are not shipped; the tests need them in ``../shared/data`` and skip without.
"""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.surveys.samples import Survey, load
from tests.surveys_maker import long

SURVEYS = Path(__file__).parents[1] / "data/surveys"
ORIGINALS = Path(__file__).parents[2] / "shared/data"
NGSA = ORIGINALS / "ngsa/ngsa_total.csv"
FOREGS = ORIGINALS / "foregs/C_XRF_data_2v6_8Feb06.xls"

needs_ngsa = pytest.mark.skipif(
    not NGSA.is_file(), reason="the original file of NGSA is not in ../shared/data"
)
needs_foregs = pytest.mark.skipif(
    not FOREGS.is_file(), reason="the original file of FOREGS is not in ../shared/data"
)


@lru_cache(maxsize=2)
def loaded(name: str) -> Survey:
    return load(SURVEYS / name, ORIGINALS)


@lru_cache(maxsize=1)
def ngsa() -> pd.DataFrame:
    return pd.read_csv(NGSA)


@lru_cache(maxsize=1)
def foregs() -> pd.DataFrame:
    return pd.read_excel(FOREGS, engine="calamine", dtype=object)


@needs_ngsa
def test_ngsa_has_four_strata_with_duplicates_apart() -> None:
    """1,315 sites, 123 of them field duplicates; one bottom fine sample is missing."""
    samples = loaded("ngsa").samples
    count = samples.groupby("stratum")["routine"].agg(["size", "sum"])
    assert count["size"].to_dict() == {
        "ngsa.tc": 1315,
        "ngsa.tf": 1315,
        "ngsa.bc": 1315,
        "ngsa.bf": 1314,
    }
    assert (count["size"] - count["sum"]).tolist() == [123, 123, 123, 123]


@needs_ngsa
def test_ngsa_duplicates_are_those_of_the_file() -> None:
    """Each second member of a pair names the first, whose number the file writes as a float."""
    table = ngsa()
    plain = table[(table["CODE"] == "Tc") & (table["DUPLICATE CODE"] == "Duplicate 2")]
    wanted = dict(
        zip(
            plain["SITEID"].astype(str),
            plain["DUPLICATE SITEID"].astype(int).astype(str),
            strict=True,
        )
    )
    samples = loaded("ngsa").samples
    mine = samples[(samples["stratum"] == "ngsa.tc") & ~samples["routine"]]
    assert dict(zip(mine["sample"], mine["duplicate_of"], strict=True)) == wanted
    assert set(mine["role"]) == {"duplicate"}
    routine = set(samples.loc[samples["routine"] & (samples["stratum"] == "ngsa.tc"), "sample"])
    assert set(mine["duplicate_of"]) <= routine


@needs_ngsa
def test_ngsa_agrees_with_a_plain_reading_in_every_column() -> None:
    """Counts of negatives, limits in names and sums of what was measured, by stratum."""
    made = loaded("ngsa")
    results = long(made)
    table = ngsa()
    for code in ("Tc", "Tf", "Bc", "Bf"):
        stratum = f"ngsa.{code.lower()}"
        plain = table[table["CODE"] == code]
        mine = results[results["stratum"] == stratum]
        columns = made.columns[stratum]
        assert len(columns) == 60
        for column in columns:
            values = plain[column.column]
            frame = mine[mine["analyte"] == column.analyte]
            state = frame["state"]
            assert (state == State.BELOW).sum() == (values < 0).sum(), column.column
            assert (state == State.UNDETERMINED).sum() == values.isna().sum(), column.column
            measured = frame.loc[state == State.MEASURED, "value"].sum()
            total = values[values >= 0].sum() * column.factor
            assert measured == pytest.approx(total), column.column
            if column.analyte != "LOI":
                assert column.limit == float(column.column.split()[-1])


@needs_ngsa
def test_ngsa_reads_units_methods_and_dates() -> None:
    """FeT is iron, Au stays comparable in µg/kg; all 5,259 samples are dated and Australian."""
    made = loaded("ngsa")
    by_analyte = {c.analyte: c for c in made.columns["ngsa.tc"]}
    assert by_analyte["Fe"].column == "FeT XRF mg/kg 35"
    assert (by_analyte["Cu"].method, by_analyte["Si"].method) == ("icp-ms", "xrf")
    assert by_analyte["Au"].factor == pytest.approx(1000)
    assert set(made.samples["country"]) == {"AUS"}
    assert made.samples["date"].min() == pd.Timestamp("2007-07-02")
    assert made.samples["date"].max() == pd.Timestamp("2009-11-11")
    assert made.problems == ()


@needs_foregs
def test_foregs_finds_its_half_limits() -> None:
    """Values at exactly half the limit row, and the −1 of one sample, are below detection."""
    made = loaded("foregs-subsoil")
    results = long(made)
    table = foregs()
    below = {}
    for column in made.columns["foregs-subsoil.xrf"]:
        limit = float(table[column.column].iloc[1])
        value = pd.to_numeric(table[column.column].iloc[2:])
        assert column.limit == limit
        frame = results[results["analyte"] == column.analyte]
        count = int((frame["state"] == State.BELOW).sum())
        assert count == ((value == limit / 2) | (value < 0)).sum(), column.column
        # Substitution is complete: one K2O alone is measured and below the limit.
        assert (value < limit).sum() - count == (column.analyte == "K"), column.column
        if count:
            below[column.analyte] = count
    assert below == {"Mg": 1, "Cr": 1, "Zn": 38, "Y": 6, "Zr": 1, "Sn": 312, "W": 764}


@needs_foregs
def test_foregs_oxides_become_elements() -> None:
    """Median of SiO2 by pandas times the published factor 0.46744."""
    silicon = pd.to_numeric(foregs()["SIO2_SI"].iloc[2:]).median()
    made = long(loaded("foregs-subsoil"))
    mine = made.loc[made["analyte"] == "Si", "value"].median()
    assert mine == pytest.approx(silicon * 0.46744, rel=1e-4)


@needs_foregs
def test_foregs_sites_lie_in_26_countries_and_mostly_in_their_cell() -> None:
    """Two-letter codes of its own; the grid rule gives 735 of 788 cells of the site numbers."""
    samples = loaded("foregs-subsoil").samples
    assert len(samples) == 788
    plain = foregs()["COUNTRY"].iloc[2:].value_counts()
    own = samples["country"].value_counts()
    assert len(own) == 26
    assert (own["GBR"], own["SVN"], own["GRC"]) == (plain["UK"], plain["SL"], plain["GR"])
    cells = grid.cell_id(grid.cell_at(samples["lon"], samples["lat"]))
    stated = samples["sample"].str.split("C").str[0]
    assert sum(a == b for a, b in zip(cells, stated, strict=True)) == 735
