"""Critical lists, controlled terms, countries and regions."""

import pytest

from dashboard.catalog.countries import (
    countries,
    countries_of,
    country_name,
    region_name,
    regions,
)
from dashboard.catalog.critical import critical_lists, lists_of
from dashboard.catalog.elements import elements
from dashboard.catalog.tables import NotInCatalogError, sources
from dashboard.catalog.terms import term_label, terms


def words(text):
    """Split a list written as prose."""
    return text.split()


# 87 FR 10381 (2022).
US_2022 = set(
    words("""
    Al Sb As Ba Be Bi Ce Cs Cr Co Dy Er Eu F Gd Ga Ge C Hf Ho In Ir La Li Lu Mg Mn Nd Ni Nb
    Pd Pt Pr Rh Rb Ru Sm Sc Ta Te Tb Tm Sn Ti W V Yb Y Zn Zr""")
)


def test_lists_have_the_published_sizes():
    """50, 60 and 34 entries; each list has a name with its year and a known source."""
    found = {listed.id: listed for listed in critical_lists()}
    assert {id: len(listed.entries) for id, listed in found.items()} == {
        "us-2022": 50,
        "us-2025": 60,
        "eu-2024": 34,
    }
    for listed in found.values():
        assert str(listed.year) in listed.name
        assert listed.source in sources()
        assert set(listed.symbols) <= set(elements())


def test_us_lists_hold_the_published_elements():
    """2025 is 2022 with ten more, of which coal is no element."""
    us_2022, us_2025, _eu = critical_lists()
    assert set(us_2022.symbols) == US_2022
    assert set(us_2025.symbols) - US_2022 == set(words("B Cu Pb P K Re Si Ag U"))
    assert set(us_2025.symbols) > US_2022
    assert [e.name for e in us_2025.entries if not e.symbols] == ["Metallurgical coal"]


def test_eu_groups_are_expanded_to_their_members():
    """Ten heavy and five light rare earths, five platinum metals; three entries are no element."""
    eu = critical_lists()[2]
    groups = {e.group: set(e.symbols) for e in eu.entries if e.group}
    assert groups == {
        "HREE": set(words("Dy Er Eu Gd Ho Lu Tb Tm Yb Y")),
        "LREE": set(words("Ce La Nd Pr Sm")),
        "PGM": set(words("Ir Pd Pt Rh Ru")),
    }
    assert {e.name for e in eu.entries if not e.symbols} == {"Coking coal", "Feldspar", "Helium"}
    assert [e.name for e in eu.entries if e.symbols == ("Ba",)] == ["Baryte"]


def test_lists_of_an_element():
    """Copper entered in 2024 and 2025, tin is on US lists only, gold on none."""
    assert [listed.id for listed in lists_of("Cu")] == ["us-2025", "eu-2024"]
    assert [listed.id for listed in lists_of("Sn")] == ["us-2022", "us-2025"]
    assert lists_of("Au") == ()
    with pytest.raises(NotInCatalogError):
        lists_of("Xx")


def test_terms_cover_the_surveys_and_cite_their_sources():
    """Every kind has the terms that recipes need; each cites a known source."""
    known = terms()
    assert {
        "topsoil",
        "subsoil",
        "soil-a",
        "soil-c",
        "soil-agricultural",
        "soil-grazing",
        "humus",
        "stream-sediment",
        "overbank-sediment",
        "floodplain-sediment",
        "catchment-outlet-sediment",
        "stream-water",
        "rock",
    } <= set(known.media)
    assert {"aqua-regia", "four-acid", "total", "mmi", "hf"} <= set(known.digestions)
    assert {"icp-ms", "icp-aes", "xrf", "inaa", "gf-aas", "hydride-aas"} <= set(known.methods)
    assert {"lt-2mm", "lt-75um"} <= set(known.fractions)
    for vocabulary in (
        known.media,
        known.depths,
        known.fractions,
        known.digestions,
        known.methods,
    ):
        for id, term in vocabulary.items():
            assert term.id == id
            assert term_label(term)
            assert term.description.endswith(".")
            assert term.source in sources()


def test_unknown_terms_name_the_nearest():
    """A slip in a recipe is answered with what is valid."""
    with pytest.raises(NotInCatalogError, match=r"medium 'top-soil' .* nearest: topsoil"):
        terms().media["top-soil"]
    with pytest.raises(KeyError, match="size fraction '<2mm'"):
        terms().fractions["<2mm"]
    assert "xrf" in terms().methods
    assert terms().methods.get("no such") is None


def test_countries_are_those_of_iso_3166_and_kosovo():
    """249 entries of ISO 3166-1 and one user-assigned; codes are unique and well formed."""
    found = countries()
    assert len(found) == 250
    assert [c.iso3 for c in found.values() if c.numeric is None] == ["XKX"]
    assert len({c.iso2 for c in found.values()}) == 250
    assert list(found) == sorted(found)
    assert found["FIN"].iso2 == "FI"
    assert found["FIN"].numeric == "246"


@pytest.mark.parametrize(
    ("iso3", "region", "subregion"),
    [
        ("FIN", "150", "154"),
        ("LAO", "142", "035"),
        ("MDG", "002", "014"),
        ("PER", "019", "005"),
        ("CYP", "142", "145"),
        ("SDN", "002", "015"),
        ("NRU", "009", "057"),
        ("GUF", "019", "005"),
        ("XKX", "150", "039"),
        ("ATA", None, None),
    ],
)
def test_regions_are_those_of_m49(iso3, region, subregion):
    """UN M49 assigns the region; Antarctica has none."""
    country = countries()[iso3]
    assert (country.region, country.subregion) == (region, subregion)


def test_regions_form_one_tree_that_holds_every_country_once():
    """The five regions and the subregions each divide all countries but Antarctica."""
    for code, region in regions().items():
        assert region.parent in regions() or (code, region.parent) == ("001", None)
    everywhere = [
        iso3 for code in ("002", "009", "019", "142", "150") for iso3 in countries_of(code)
    ]
    assert sorted(everywhere) == [c for c in countries() if c != "ATA"]
    for country in countries().values():
        if country.subregion:
            assert country.iso3 in countries_of(country.subregion)
            assert country.iso3 in countries_of(country.region)
    assert set(countries_of("011")) < set(countries_of("202")) < set(countries_of("002"))
    # M49 counts 14 areas in South America besides two Antarctic islands.
    assert len(countries_of("005")) == 16
    assert "ATA" in countries_of("001")


def test_names_come_in_the_language_asked_for():
    """Names are CLDR's, with English where a language is unknown."""
    assert country_name("DEU", "fr") == "Allemagne"
    assert country_name("XKX") == "Kosovo"
    assert country_name("FIN", "zh-Hant") == "芬蘭"
    assert country_name("FIN", "tlh") == "Finland"
    assert region_name("150", "es") == "Europa"
    assert region_name("001") == "World"
    assert all(country_name(iso3) for iso3 in countries())
    assert all(region.name == region_name(code) for code, region in regions().items())


@pytest.mark.parametrize("call", [country_name, region_name, countries_of])
def test_unknown_codes_are_refused(call):
    """Codes outside the catalogue are an error that says so."""
    with pytest.raises(NotInCatalogError, match="'CYN' is not in the catalogue"):
        call("CYN")
