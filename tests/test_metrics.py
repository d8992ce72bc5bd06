"""Metrics of progress: shares, denominators and definitions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.metrics import METRICS, metric_definition, value
from dashboard.catalog.quantities import QUANTITIES, figure

COUNTS = st.integers(0, 10**9)
KEYS = tuple(key for key in QUANTITIES if key != "programme_elements")

COUNTRY = dict.fromkeys(QUANTITIES, None) | {
    "land_cells": 8,
    "planned_cells": 10,
    "covered_cells": 6,
    "planned_covered_cells": 6,
    "elements": 57,
    "element_cells": 304,
    "area_km2": 236800.0,
    "covered_km2": 177600.0,
    "samples": 146,
    "results": 200,
    "censored": 10,
}


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("covered", 75.0),
        ("of_plan", 60.0),
        ("area", 75.0),
        ("samples", 146),
        ("elements", 75.0),
        ("element_cells", 50.0),
        ("censored", 5.0),
    ],
)
def test_shares_are_per_cent_of_their_denominator(id: str, expected: float) -> None:
    """57 of 76 elements are 75 %, 304 of 8 × 76 element-cells 50 %."""
    assert value(METRICS[id], COUNTRY) == expected


def test_what_is_unknown_or_reported_has_no_value() -> None:
    """A missing part is not zero, and a stage is never computed."""
    assert value(METRICS["precision"], COUNTRY) is None
    assert value(METRICS["complete"], COUNTRY) is None
    assert value(METRICS["stage"], COUNTRY) is None
    assert value(METRICS["element_cells"], COUNTRY | {"land_cells": None}) is None


def test_a_share_of_nothing_is_undefined_and_of_something_may_be_zero() -> None:
    """A country without cells has no share; one without samples has 0 %."""
    assert value(METRICS["covered"], COUNTRY | {"land_cells": 0, "covered_cells": 0}) is None
    assert value(METRICS["covered"], COUNTRY | {"covered_cells": 0}) == 0


@given(st.fixed_dictionaries(dict.fromkeys(KEYS, COUNTS)))
def test_every_share_times_its_denominator_is_its_numerator(figures: dict[str, int]) -> None:
    """Whatever the counts, value, numerator and denominator agree."""
    for metric in METRICS.values():
        if metric.numerator is None or metric.denominator is None:
            continue
        share = value(metric, figures)
        whole = figure(metric.denominator, figures)
        part = figure(metric.numerator, figures)
        assert part is not None
        if share is None:
            assert whole == 0
        else:
            assert whole is not None
            assert math.isclose(share * whole / 100, part, rel_tol=1e-12)


def test_every_metric_says_what_it_is_and_names_figures_that_exist() -> None:
    """Parts are defined figures; shares are in per cent; definitions are sentences."""
    for metric in METRICS.values():
        assert metric.is_share <= (metric.unit == "%")
        for key in (metric.numerator, metric.denominator):
            assert key is None or key in QUANTITIES
        assert metric_definition(metric).endswith(".")
    for quantity in QUANTITIES.values():
        assert quantity.definition.endswith(".")
