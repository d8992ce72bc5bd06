"""Elements: the 76, their weights, places, oxide factors and crustal references."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.elements import (
    Element,
    analyte,
    element_name,
    element_of,
    elements,
    oxide_factor,
    parameters,
)
from dashboard.catalog.tables import NotInCatalogError, source, sources


def words(text):
    """Split a list written as prose."""
    return text.split()


PROGRAMME = words("""
Ag Al As Au B Ba Be Bi Br C Ca Cd Ce Cl Co Cr Cs Cu Dy Er Eu F Fe Ga Gd Ge Hf Hg
Ho I In Ir K La Li Lu Mg Mn Mo N Na Nb Nd Ni Os P Pb Pd Pr Pt Rb Re Rh Ru S Sb Sc Se Si Sm Sn Sr
Ta Tb Te Th Ti Tl Tm U V W Y Yb Zn Zr""")

# Standard chemistry, four decimals.
FACTORS = {
    "SiO2": ("Si", 0.4674),
    "Al2O3": ("Al", 0.5293),
    "Fe2O3": ("Fe", 0.6994),
    "FeO": ("Fe", 0.7773),
    "MgO": ("Mg", 0.6030),
    "CaO": ("Ca", 0.7147),
    "Na2O": ("Na", 0.7419),
    "K2O": ("K", 0.8302),
    "TiO2": ("Ti", 0.5993),
    "MnO": ("Mn", 0.7745),
    "P2O5": ("P", 0.4364),
    "Cr2O3": ("Cr", 0.6842),
    "SO3": ("S", 0.4005),
    "BaO": ("Ba", 0.8957),
    "CO2": ("C", 0.2729),
}

# Upper continental crust, Rudnick & Gao (2003, S 2014), as printed in their Table 3.
CRUST_PERCENT = {
    "SiO2": 66.6,
    "TiO2": 0.64,
    "Al2O3": 15.4,
    "FeO": 5.04,
    "MnO": 0.10,
    "MgO": 2.48,
    "CaO": 3.59,
    "Na2O": 3.27,
    "K2O": 2.80,
    "P2O5": 0.15,
}
CRUST_PPM = words("""
Li 24 Be 2.1 B 17 N 83 F 557 S 621 Cl 370 Sc 14 V 97 Cr 92 Co 17.3 Ni 47 Cu 28 Zn 67
Ga 17.5 Ge 1.4 As 4.8 Se 0.09 Br 1.6 Rb 84 Sr 320 Y 21 Zr 193 Nb 12 Mo 1.1 Cd 0.09 In 0.056 Sn 2.1
Sb 0.4 I 1.4 Cs 4.9 Ba 628 La 31 Ce 63 Pr 7.1 Nd 27 Sm 4.7 Eu 1.0 Gd 4.0 Tb 0.7 Dy 3.9 Ho 0.83
Er 2.3 Tm 0.30 Yb 1.96 Lu 0.31 Hf 5.3 Ta 0.9 W 1.9 Hg 0.05 Tl 0.9 Pb 17 Bi 0.16 Th 10.5
U 2.7""")
CRUST_PPB = words("Ru 0.34 Pd 0.52 Ag 53 Re 0.198 Os 0.031 Ir 0.022 Pt 0.5 Au 1.5")

PER_MG_KG = {"wt%": 1e-4, "mg/kg": 1.0, "µg/kg": 1e3}


def _pairs(words):
    return [(words[i], float(words[i + 1])) for i in range(0, len(words), 2)]


def test_the_catalogue_holds_the_76_elements_of_the_programme():
    """No element is missing, none is added, and they come by atomic number."""
    assert sorted(elements()) == sorted(PROGRAMME)
    assert len(elements()) == 76
    numbers = [element.number for element in elements().values()]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("symbol", "number", "weight", "period", "group", "row", "column"),
    [
        ("Li", 3, 6.94, 2, 1, 2, 1),
        ("Al", 13, 26.982, 3, 13, 3, 13),
        ("Fe", 26, 55.845, 4, 8, 4, 8),
        ("Br", 35, 79.904, 4, 17, 4, 17),
        ("Y", 39, 88.906, 5, 3, 5, 3),
        ("La", 57, 138.91, 6, None, 8, 3),
        ("Lu", 71, 174.97, 6, None, 8, 17),
        ("Hf", 72, 178.49, 6, 4, 6, 4),
        ("Bi", 83, 208.98, 6, 15, 6, 15),
        ("Th", 90, 232.04, 7, None, 9, 4),
        ("U", 92, 238.03, 7, None, 9, 6),
    ],
)
def test_elements_have_their_place_in_the_table(
    symbol, number, weight, period, group, row, column
):
    """Number, weight (IUPAC 2021) and place are those of the printed periodic table."""
    found = elements()[symbol]
    assert (found.number, found.weight, found.period) == (number, weight, period)
    assert (found.group, found.row, found.column) == (group, row, column)


def test_no_two_elements_share_a_place():
    """The picker can lay the elements out in 9 rows and 18 columns."""
    places = {(e.row, e.column) for e in elements().values()}
    assert len(places) == 76
    assert all(1 <= row <= 9 and 1 <= column <= 18 for row, column in places)


def test_reporting_units_follow_the_customs_of_the_field():
    """Majors in wt%, noble metals in µg/kg, all else in mg/kg."""
    by_unit = {unit: set() for unit in ("wt%", "µg/kg", "mg/kg")}
    for element in elements().values():
        by_unit[element.unit].add(element.id)
    assert by_unit["wt%"] == set(words("Si Al Fe Mg Ca Na K Ti C"))
    assert by_unit["µg/kg"] == set(words("Au Pt Pd Ru Rh Os Ir Re"))


@pytest.mark.parametrize(("form", "expected"), FACTORS.items())
def test_oxide_factors_are_those_of_the_handbooks(form, expected):
    """Factors derived from weights agree with the printed ones to four decimals."""
    symbol, factor = expected
    assert element_of(form) == symbol
    assert oxide_factor(form) == pytest.approx(factor, abs=5.1e-5)


def test_every_customary_oxide_is_a_form_of_its_element():
    """The catalogue's oxides parse to the element they stand beside."""
    oxides = [e for e in elements().values() if e.oxide]
    assert len(oxides) >= 15
    for element in oxides:
        assert element_of(element.oxide) == element.id
        assert element.oxide_factor == oxide_factor(element.oxide)


@pytest.mark.parametrize(
    "form", ["TFe2O3", "Fe2O3T", "Fe2O3(t)", "Fe2O3*", "Fe2O3 total", "Fe2O3tot"]
)
def test_marks_of_total_iron_are_understood(form):
    """Total iron printed as an oxide converts as that oxide."""
    assert oxide_factor(form) == oxide_factor("Fe2O3")


@pytest.mark.parametrize("symbol", ["Ti", "Th", "Tb", "Pt", "Os", "No2O3"])
def test_marks_of_total_iron_do_not_eat_symbols(symbol):
    """Symbols with T, t, O or o stay what they are, and unknown ones stay unknown."""
    if symbol == "No2O3":
        with pytest.raises(NotInCatalogError):
            element_of(symbol)
    else:
        assert element_of(symbol) == symbol
        assert oxide_factor(symbol) == 1.0


@pytest.mark.parametrize("form", ["", "O2", "H2O", "FeS2", "Fe3", "OFe", "fe2o3", "Fe2O3x", "Pm"])
def test_other_formulas_are_refused(form):
    """Only elements of the catalogue and their compounds with oxygen are forms."""
    with pytest.raises(NotInCatalogError, match="is not in the catalogue"):
        oxide_factor(form)


@given(st.sampled_from(PROGRAMME), st.integers(1, 9), st.integers(1, 9))
def test_every_oxide_holds_less_than_all_of_its_element(symbol, atoms, oxygens):
    """The share lies between 0 and 1 and follows from the two masses."""
    share = oxide_factor(f"{symbol}{atoms}O{oxygens}")
    metal = atoms * elements()[symbol].weight
    assert share == pytest.approx(metal / (metal + oxygens * 15.999), rel=1e-12)


@pytest.mark.parametrize(("form", "percent"), CRUST_PERCENT.items())
def test_crust_majors_agree_with_the_published_oxides(form, percent):
    """Majors published as oxides are kept as elements in the reporting unit."""
    element = elements()[element_of(form)]
    expected = percent * 1e4 * oxide_factor(form) * PER_MG_KG[element.unit]
    assert element.crust.value == pytest.approx(expected, rel=1e-12)
    assert form in element.crust.printed


@pytest.mark.parametrize(("symbol", "ppm"), _pairs(CRUST_PPM))
def test_crust_traces_agree_with_the_published_ppm(symbol, ppm):
    """Traces published in µg/g keep their figures."""
    element = elements()[symbol]
    assert element.crust.value == pytest.approx(ppm * PER_MG_KG[element.unit], rel=1e-12)


@pytest.mark.parametrize(("symbol", "ppb"), _pairs(CRUST_PPB))
def test_crust_noble_metals_agree_with_the_published_ppb(symbol, ppb):
    """Values published in ng/g are neither a thousand times too high nor too low."""
    element = elements()[symbol]
    assert element.crust.value == pytest.approx(ppb / 1e3 * PER_MG_KG[element.unit], rel=1e-12)


def test_crust_uncertainties_are_two_sigma_in_the_reporting_unit():
    """Published 2 sigma: SiO2 2.36 %, Cu 8 ppm, Au 0.8 ppb; none for N."""
    si, cu, au = (elements()[s].crust for s in ("Si", "Cu", "Au"))
    assert si.two_sigma == pytest.approx(2.36 * oxide_factor("SiO2"))
    assert cu.two_sigma == 8
    assert au.two_sigma == pytest.approx(0.8)
    assert elements()["N"].crust.two_sigma is None


def test_only_three_elements_lack_a_crustal_reference():
    """C, Te and Rh have no value in the source; S comes from its second edition."""
    assert {e.id for e in elements().values() if e.crust is None} == {"C", "Te", "Rh"}
    cited = {e.id: e.crust.source for e in elements().values() if e.crust}
    assert {s for s, key in cited.items() if key == "rg2014"} == {"S"}
    assert "10.1016/B0-08-043751-6/03016-4" in source("rg2003").url
    assert all(math.isfinite(e.crust.value) for e in elements().values() if e.crust)


def test_parameters_have_units_and_sources():
    """Parameters do not collide with elements and cite known sources."""
    assert {"pH", "TOC", "LOI", "EC", "CEC", "clay"} <= set(parameters())
    assert not set(parameters()) & set(elements())
    assert all(p.source in sources() and p.unit for p in parameters().values())


def test_analyte_finds_both_kinds_and_names_the_nearest():
    """One look-up serves elements and parameters; a slip gets a hint."""
    assert isinstance(analyte("Cu"), Element)
    assert analyte("LOI").unit == "wt%"
    with pytest.raises(KeyError, match="analyte 'Cuu' is not in the catalogue; nearest: Cu"):
        analyte("Cuu")
    with pytest.raises(NotInCatalogError, match="source 'rg2004'"):
        source("rg2004")


def test_names_fall_back_to_english():
    """A language without a catalogue shows the English name."""
    assert element_name("W") == "Tungsten"
    assert element_name("LOI", "tlh") == "Loss on ignition"
