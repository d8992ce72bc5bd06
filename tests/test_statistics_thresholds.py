"""Thresholds against R on GEMAS, and ratios to the crust by hand."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.catalog.units import convert
from dashboard.statistics.enrichment import (
    crust,
    double_ratio,
    geoaccumulation,
    geoaccumulation_class,
    ratio,
)
from dashboard.statistics.thresholds import THRESHOLDS, threshold_name, thresholds

MEASURED, BELOW, ABOVE = State.MEASURED, State.BELOW, State.ABOVE
UNDETERMINED, TOO_FEW = State.UNDETERMINED, State.TOO_FEW


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("Cr", (319.95, 348.86, 145.0256, 240.976899033, 171.5, 376.92647330513)),
        ("Zn", (148, 157.58, 130.1822, 190.044249615, 154, 273.4956377561)),
        ("Zr", (598.325, 610.3, 476.4422, 618.898011591, 577, 837.0249505996)),
    ],
)
def test_thresholds_of_gemas_are_those_of_r(originals, element, expected):
    """R 4.2.2: quantile, median, mad and their counterparts on log10, of 2,108 samples."""
    with (originals / "gemas" / "gemas_ap_xrf.csv").open(encoding="utf-8") as file:
        values = np.array([float(row[element]) for row in csv.DictReader(file)])
    found = thresholds(values, np.zeros(values.size, dtype=int))
    assert tuple(found) == THRESHOLDS
    for (name, threshold), value in zip(found.items(), (*expected, None), strict=True):
        assert threshold.state == MEASURED
        assert threshold.exceeding == (values > threshold.value).sum()
        if name != "fractal":
            assert threshold.value == pytest.approx(value, rel=1e-10)
    assert values.min() < found["fractal"].value < values.max()


def test_thresholds_that_hang_on_values_below_detection_are_not_given():
    """Sixty of a hundred below 5: percentiles only."""
    values = np.concatenate([np.full(60, 5.0), np.linspace(6, 20, 40)])
    found = thresholds(values, np.arange(100) < 60)
    assert {name for name, t in found.items() if t.state == MEASURED} == {"p97_5", "p98"}
    assert found["fence"].exceeding == 0
    assert np.isnan(found["fence"].value)


def test_a_few_values_below_detection_change_no_threshold():
    """Five of two hundred below 1, wherever they lie."""
    values = np.random.default_rng(3).lognormal(3, 0.5, 200)
    below = np.arange(200) < 5
    limited = thresholds(np.where(below, 1.0, values), below)
    shuffled = np.random.default_rng(4).uniform(0.01, 1, 200)
    real = thresholds(np.where(below, shuffled, values), np.zeros(200, dtype=int))
    for name in set(THRESHOLDS) - {"fractal"}:
        assert limited[name].value == pytest.approx(real[name].value)


def test_an_upper_limit_counts_as_exceeding():
    """Two of sixty above 100: beyond the fence for certain, 98th percentile unknown."""
    values = np.append(np.linspace(10, 20, 58), [100, 100])
    found = thresholds(values, np.where(values == 100, ABOVE, MEASURED))
    assert found["fence"].exceeding == 2
    assert found["p98"].state == ABOVE
    assert found["p98"].exceeding == 0
    assert found["fractal"].state == TOO_FEW


def test_no_results_have_no_thresholds():
    """None at all, and seven."""
    assert {t.state for t in thresholds([], []).values()} == {UNDETERMINED}
    assert {t.state for t in thresholds(np.arange(1.0, 8), [0] * 7).values()} == {TOO_FEW}


def test_thresholds_have_names():
    """Every id has words of its own."""
    assert len({threshold_name(name) for name in THRESHOLDS}) == len(THRESHOLDS)


def test_crust_is_that_of_rudnick_and_gao():
    """Printed as elements and as oxides; none for carbon, tellurium and rhodium, nor for pH."""
    assert crust("Cu") == 28
    in_wt = convert(3.59, "wt%", elements()["Ca"].unit, "CaO", "Ca")
    assert crust("Ca") == pytest.approx(float(in_wt))
    assert {s for s in elements() if np.isnan(crust(s))} == {"C", "Te", "Rh"}
    assert np.isnan(crust("pH"))


def test_ratio_and_double_ratio_by_hand():
    """56 mg/kg Cu is twice the crust; where Al is half the crust's, fourfold beside it."""
    assert ratio(56, crust("Cu")) == 2
    assert np.isnan(ratio([1, 2], [np.nan, 0])).all()
    found, state = double_ratio([56.0], [0], [crust("Al") / 2], [0], crust("Cu"), crust("Al"))
    assert found[0] == pytest.approx(4)
    assert state.tolist() == [MEASURED]


@pytest.mark.parametrize(
    ("state", "reference", "expected"),
    [
        (MEASURED, MEASURED, MEASURED),
        (BELOW, MEASURED, BELOW),
        (ABOVE, MEASURED, ABOVE),
        (MEASURED, BELOW, ABOVE),
        (MEASURED, ABOVE, BELOW),
        (BELOW, ABOVE, BELOW),
        (ABOVE, BELOW, ABOVE),
        (BELOW, BELOW, UNDETERMINED),
        (ABOVE, ABOVE, UNDETERMINED),
        (UNDETERMINED, MEASURED, UNDETERMINED),
        (MEASURED, State.AWAITING, UNDETERMINED),
    ],
)
def test_a_double_ratio_says_on_which_side_it_lies(state, reference, expected):
    """< a over > b is less; < a over < b can be anything."""
    found, codes = double_ratio([4.0], [state], [2.0], [reference], 1.0, 1.0)
    assert codes.tolist() == [expected]
    assert np.isnan(found[0]) == (expected == UNDETERMINED)


def test_a_double_ratio_of_unequal_lengths_is_refused():
    """Samples must be the same."""
    with pytest.raises(ValueError, match="differ"):
        double_ratio([1.0, 2.0], [0, 0], [1.0], [0], 1.0, 1.0)


def test_geoaccumulation_index_by_hand():
    """1.5 times the background is 0, each doubling one more; Müller's classes 0 to 6."""
    found = geoaccumulation([1.5, 3, 12, 0, np.nan, 96], 1.0)
    np.testing.assert_allclose(found, [0, 1, 3, np.nan, np.nan, 6])
    assert geoaccumulation_class(found).tolist() == [0, 1, 3, -1, -1, 6]
    assert geoaccumulation_class([-2, 0, 0.01, 1, 5, 5.01]).tolist() == [0, 0, 1, 1, 5, 6]


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(
    hnp.arrays(np.float64, 5, elements=st.floats(0.01, 1e5)),
    st.floats(0.01, 1e4),
    st.sampled_from([0.001, 1e4]),
)
def test_ratios_do_not_hang_on_the_unit(values, background, factor):
    """Contents and background in another unit: the same ratio and index."""
    np.testing.assert_allclose(ratio(values * factor, background * factor), values / background)
    np.testing.assert_allclose(
        geoaccumulation(values * factor, background * factor),
        geoaccumulation(values, background),
        atol=1e-9,
    )
