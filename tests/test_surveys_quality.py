"""Quality figures from duplicates."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.states import State
from dashboard.surveys.matrix import Matrix, matrices
from dashboard.surveys.quality import (
    average_variation,
    pairs,
    quality,
    relative_difference,
    robust_precision,
)
from dashboard.surveys.samples import examine
from tests.surveys_maker import LAND, recipe

CONTENT = st.floats(1e-3, 1e6)


def test_figures_of_pairs_agree_with_hand_calculation() -> None:
    """90 and 110: difference 20 %; CV of the pair 20 / √2 = 14.142 %."""
    first, second = np.array([90.0, 110.0, 9.0]), np.array([110.0, 90.0, 11.0])
    assert relative_difference(first, second).tolist() == pytest.approx([20, 20, 20])
    assert robust_precision(first, second) == pytest.approx(20 * 1.048358, rel=1e-6)
    assert average_variation(first, second) == pytest.approx(20 / np.sqrt(2))


def test_figures_recover_the_spread_that_pairs_were_made_with() -> None:
    """20,000 pairs with 5 % relative standard deviation give 5 % by both figures."""
    rng = np.random.default_rng(1)
    truth = rng.lognormal(3, 1, 20_000)
    first = truth * (1 + 0.05 * rng.standard_normal(20_000))
    second = truth * (1 + 0.05 * rng.standard_normal(20_000))
    assert robust_precision(first, second) == pytest.approx(5, rel=0.03)
    assert average_variation(first, second) == pytest.approx(5, rel=0.03)


def test_one_wild_pair_moves_the_average_but_not_the_robust_figure() -> None:
    """Ten pairs 2 % apart and one mix-up."""
    first, second = np.full(11, 100.0), np.full(11, 102.0)
    calm = robust_precision(first, second)
    second[3] = 5000.0
    assert robust_precision(first, second) == calm
    assert average_variation(first, second) > 20


@given(st.lists(st.tuples(CONTENT, CONTENT), min_size=1, max_size=30), st.floats(1e-3, 1e3))
def test_figures_do_not_depend_on_unit_or_order(
    values: list[tuple[float, float]], factor: float
) -> None:
    """Multiplying all results, or exchanging sample and duplicate, changes nothing."""
    first, second = np.array(values).T
    for figure in (robust_precision, average_variation):
        expected = figure(first, second)
        assert figure(second * factor, first * factor) == pytest.approx(expected, abs=1e-9)


def test_no_pairs_have_no_figures() -> None:
    """NaN, not zero: nothing was repeated."""
    none = np.empty(0)
    assert np.isnan([robust_precision(none, none), average_variation(none, none)]).all()


def test_duplicates_are_paired_by_the_number_they_name() -> None:
    """A number that no routine sample has, or that stands twice, pairs nothing."""
    samples = pd.DataFrame(
        {
            "sample": ["a", "b", "b", "d1", "d2", "d3"],
            "routine": [True, True, True, False, False, False],
            "duplicate_of": [None, None, None, "a", "b", "zz"],
        }
    )
    routine, duplicate = pairs(samples)
    assert (routine.tolist(), duplicate.tolist()) == ([0], [3])
    assert len(pairs(samples.drop(columns="duplicate_of"))[0]) == 0


def stratum(folder: Path) -> Matrix:
    rows = [f"s{i},11,1,{10 + i},,1" for i in range(6)]
    rows += [f"d{i},11,1,{12 + i},s{i},1" for i in range(6)]
    rows += ["x,11,1,<2,,1"]
    (folder / "samples.csv").write_text("id,lon,lat,Cu,of,Zn\n" + "\n".join(rows) + "\n")
    columns = '[columns]\nid = "id"\nlongitude = "lon"\nlatitude = "lat"\nduplicate_of = "of"\n'
    strata = '[[strata]]\nmedium = "topsoil"\nunit = "mg/kg"\nanalytes = { Cu = {}, Zn = {} }\n'
    (folder / "survey.toml").write_text(recipe(columns=columns, strata=strata))
    (made,) = matrices(examine(folder, borders=LAND))
    originals = [None] * 6 + [f"s{i}" for i in range(6)] + [None]
    plain = made.samples.drop(columns="role").assign(duplicate_of=originals)
    return replace(made, samples=plain)


def test_stratum_has_report_rate_of_routine_samples_and_precision_of_pairs(
    tmp_path: Path,
) -> None:
    """Six of seven routine copper results are above detection; six pairs 2 mg/kg apart."""
    copper, zinc = quality(stratum(tmp_path))
    assert (copper.analyte, copper.determined, copper.pairs) == ("Cu", 7, 6)
    assert copper.report_rate == pytest.approx(600 / 7)
    # Means 11 … 16: the median relative difference lies between 2/13 and 2/14.
    assert copper.difference == pytest.approx(100 * (2 / 13 + 2 / 14) / 2)
    assert (zinc.difference, zinc.precision, zinc.variation) == (0, 0, 0)


def test_replicates_are_kept_apart_from_field_duplicates(tmp_path: Path) -> None:
    """The same six pairs, marked as the laboratory's own."""
    made = stratum(tmp_path)
    roles = made.samples["routine"].map({True: "routine", False: "replicate"})
    copper = quality(replace(made, samples=made.samples.assign(role=roles)))[0]
    duplicates = made.samples["routine"].map({True: "routine", False: "duplicate"})
    other = quality(replace(made, samples=made.samples.assign(role=duplicates)))[0]
    assert (copper.pairs, copper.replicates) == (0, 6)
    assert (other.pairs, other.replicates) == (6, 0)
    assert np.isnan(copper.precision)
    assert copper.replicate_precision == other.precision > 0


def test_few_pairs_give_no_figure(tmp_path: Path) -> None:
    """Four pairs are counted, and no precision is claimed from them."""
    made = stratum(tmp_path)
    state = made.state.copy()
    state[8:10, 0] = State.BELOW
    copper = quality(replace(made, state=state))[0]
    assert copper.pairs == 4
    assert np.isnan([copper.difference, copper.precision, copper.variation]).all()
