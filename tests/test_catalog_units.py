"""Units: spellings met in files, and conversion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.elements import elements, parameters
from dashboard.catalog.tables import NotInCatalogError
from dashboard.catalog.units import UNITS, UnitError, convert, factor, parse_unit

MASS = ["wt%", "g/kg", "mg/kg", "µg/kg", "ng/kg"]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mg/kg", "mg/kg"),
        ("ppm", "mg/kg"),
        ("PPM", "mg/kg"),
        ("ug/g", "mg/kg"),
        ("\u00b5g/g", "mg/kg"),
        ("\u03bcg/g", "mg/kg"),
        ("mg kg⁻¹", "mg/kg"),
        ("mg·kg^-1", "mg/kg"),
        ("[mg/kg]", "mg/kg"),
        (" mg / kg ", "mg/kg"),
        ("g/t", "mg/kg"),
        ("wt. %", "wt%"),
        ("wt%", "wt%"),
        ("wt-%", "wt%"),
        ("wt.-%", "wt%"),
        ("Weight percent", "wt%"),
        ("(%)", "wt%"),
        ("Gew.-%", "wt%"),
        ("Masse-%", "wt%"),
        ("% m/m", "wt%"),
        ("wt pct", "wt%"),
        ("mg.kg-1", "mg/kg"),
        ("mg/kg dw", "mg/kg"),
        ("мг/кг", "mg/kg"),
        ("г/т", "mg/kg"),
        ("мкг/кг", "µg/kg"),
        ("×10⁻⁶", "mg/kg"),
        ("10^-9", "µg/kg"),
        ("mg/dm³", "mg/L"),
        ("%", "wt%"),
        ("ppb", "µg/kg"),
        ("ug/kg", "µg/kg"),
        ("ng/g", "µg/kg"),
        ("g/kg", "g/kg"),
        ("mg/l", "mg/L"),
        ("uS/cm", "µS/cm"),
        ("mS/m", "mS/m"),
        ("dS/m", "mS/cm"),
        ("meq/100g", "cmol(+)/kg"),
        ("cmol+/kg", "cmol(+)/kg"),
        ("pH units", "pH"),
        ("unitless", "1"),
        ("", "1"),
    ],
)
def test_spellings_met_in_files_are_understood(text, unit):
    """Case, spaces, brackets, micro signs and exponents do not matter."""
    assert parse_unit(text).id == unit


def test_every_unit_is_a_spelling_of_itself():
    """What the catalogue prints it also reads."""
    for id, unit in UNITS.items():
        assert parse_unit(id) is unit
    assert all(parse_unit(a.unit) for a in [*elements().values(), *parameters().values()])


@pytest.mark.parametrize("text", ["ppt", "mg", "kg", "mg/kgg", "%%", "oz/t"])
def test_unknown_units_are_refused_in_words(text):
    """The message names what was found and what is known; "ppt" means two things."""
    with pytest.raises(UnitError, match=r"is not known; known are wt%, g/kg, mg/kg") as raised:
        parse_unit(text)
    assert f"'{text}'" in str(raised.value)


@pytest.mark.parametrize(
    ("value", "unit", "to", "form", "analyte", "expected"),
    [
        (66.6, "%", "wt%", "SiO2", "Si", 31.13),
        (0.15, "%", "mg/kg", "P2O5", "P", 654.6),
        (0.10, "wt. %", "mg/kg", "MnO", "Mn", 774.5),
        (5.0, "ppb", "µg/kg", "Au", "Au", 5.0),
        (53, "ppb", "mg/kg", "Ag", "Ag", 0.053),
        (0.005, "ppm", "µg/kg", "Au", "Au", 5.0),
        (12000, "mg/kg", "wt%", "Fe", "Fe", 1.2),
        (6.4, "pH", "pH", "pH", "pH", 6.4),
        (35, "g/kg", "wt%", "TOC", "TOC", 3.5),
        (0.2, "dS/m", "mS/m", "EC", "EC", 20),
        (12, "mmol(+)/kg", "cmol(+)/kg", "CEC", "CEC", 1.2),
        (30, "mg/L", "mg/L", "SO4", "SO4", 30),
        (3.0, "%", "mg/kg", "SO4", "S", 10014),
    ],
)
def test_hand_checked_conversions(value, unit, to, form, analyte, expected):
    """Majors, traces, parameters, and sulfate both as itself and as sulfur."""
    assert convert(value, unit, to, form, analyte) == pytest.approx(expected, rel=2e-4)


def test_missing_values_stay_missing_and_shape_is_kept():
    """NaN is carried through; nothing becomes zero."""
    found = convert([[1, np.nan]], "%", "mg/kg", "K2O", "K")
    assert found.shape == (1, 2)
    assert found[0, 0] == pytest.approx(8301.5, rel=1e-4)
    assert np.isnan(found[0, 1])


@given(
    st.sampled_from(sorted(elements())),
    st.sampled_from(MASS),
    st.sampled_from(MASS),
    st.floats(1e-3, 1e6),
)
def test_conversion_there_and_back_is_no_change(symbol, one, other, value):
    """Units of mass fraction convert without loss."""
    there = convert(value, one, other, symbol, symbol)
    assert convert(there, other, one, symbol, symbol) == pytest.approx(value, rel=1e-12)
    assert factor(symbol, one, other) * factor(symbol, other, one) == pytest.approx(1)


def test_units_of_different_things_do_not_convert():
    """A concentration in water is no mass fraction, and pH is neither."""
    with pytest.raises(UnitError, match=r"Cu: 'mg/L' \(concentration\) cannot become 'mg/kg'"):
        factor("Cu", "mg/L", "mg/kg")
    with pytest.raises(UnitError, match="accepted are wt%, g/kg"):
        convert(1, "pH", "wt%", "pH", "pH")


def test_forms_must_report_the_analyte():
    """Iron oxide never becomes aluminium, nor an element a parameter."""
    with pytest.raises(UnitError, match="form 'Fe2O3' reports Fe, not Al"):
        convert(1, "%", "wt%", "Fe2O3", "Al")
    with pytest.raises(UnitError, match="reports LOI, not TOC"):
        convert(1, "%", "wt%", "LOI", "TOC")
    with pytest.raises(NotInCatalogError, match="form 'Fe2S3'"):
        convert(1, "%", "wt%", "Fe2S3", "Fe")
