"""The page of an element: there for every analyte, within strata only, with states and sources."""

import datetime as dt
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.callbacks.details import cell_children
from dashboard.catalog.elements import elements, parameters
from dashboard.catalog.states import State
from dashboard.charts.element_axis import axis
from dashboard.charts.element_boxes import box, extent, interval
from dashboard.charts.element_curves import curve_drawing, histogram_drawing
from dashboard.components.element_page import (
    element_page,
    element_title,
    find_analyte,
    samples_of,
    summary,
    unknown_element,
)
from dashboard.components.element_page_references import references
from dashboard.components.element_page_tables import country_tables, statistic_table
from dashboard.components.element_parts import interval_text, place_text, with_unit
from dashboard.components.place_links import PlaceLinks
from dashboard.release.element import (
    FEWEST_RANKED,
    UNKNOWN,
    CountryResults,
    StratumResults,
    analyte_names,
    default_stratum,
    detail_of,
    histogram,
    results_of,
)
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.statistics.ecdf import ecdf
from dashboard.statistics.summary import Figure
from tests.test_country_page import links_of, text_of

KOLA = "kola-c-horizon.aqua-regia"


@pytest.fixture(scope="module")
def release(built_releases):
    """The release of the two shipped surveys."""
    return ReleaseStore(built_releases).current()


@pytest.fixture(scope="module")
def client(built_releases):
    """A client of the application over the two shipped surveys, under a prefix."""
    values = {"RELEASES": str(built_releases), "PREFIX": "/geo/"}
    return create_app(settings.read(values)).server.test_client()


def measured(value: float) -> Figure:
    """A figure that is known."""
    return Figure(value, State.MEASURED)


def results(countries, **survey) -> StratumResults:
    """Results of copper in a stratum with some countries."""
    found = {one.iso3: one for one in countries}
    record = {"id": "a", "survey": "a", "title": "A", "medium": "soil", "depth": "top"}
    survey = {"id": "a", "kind": "survey", "short": "A", "title": "A", "simulated": False} | survey
    analyte = {"id": "Cu", "name": "Copper", "unit": "mg/kg"}
    n = sum(one.n for one in countries)
    return StratumResults(record, survey, analyte, n, 0, {}, found, True)


def country(iso3: str, n: int, median: Figure) -> CountryResults:
    """Results of a country without an interval."""
    return CountryResults(iso3, n, 0, median, UNKNOWN, UNKNOWN)


def test_every_analyte_has_a_page(client, release):
    """All 76 elements, all parameters and whatever else a release has; each names itself."""
    names = analyte_names(release)
    assert len(elements()) == 76
    assert set(names) >= {*elements(), *parameters()}
    for analyte in names:
        answer = client.get(f"/geo/element/{analyte}")
        assert answer.status_code == 200, analyte
        assert f"<h1>{element_title(release, analyte)}</h1>" in answer.text
        assert "react-entry-point" not in answer.text


def test_every_stratum_of_an_element_can_be_shown(client, release):
    """Each with its countries and cells; the address at the foot names the release."""
    for one in results_of(release, "Cu"):
        stratum = one.stratum["id"]
        page = client.get(f"/geo/element/Cu?s={stratum}").text
        assert re.search(rf'<a [^>]*s={stratum}#stratum"[^>]*aria-current="true"', page)
        assert f"element/Cu?release={release.id}&amp;s={stratum}" in page


def test_small_releases_have_pages_too(small_releases):
    """Made-up data say so, and no analyte fails."""
    client = create_app(settings.read({}), small_releases).server.test_client()
    release = small_releases.current()
    for analyte in analyte_names(release):
        for stratum in (None, *release.strata, "nonsense"):
            query = f"?s={stratum}" if stratum else ""
            assert client.get(f"/element/{analyte}{query}").status_code == 200
    assert "Simulated data" in client.get("/element/Cu").text


def test_names_and_other_spellings_lead_to_the_symbol(client, release):
    """The rest of the address stays."""
    for typed in ("cu", "copper", "COPPER"):
        answer = client.get(f"/geo/element/{typed}?lang=en&s={KOLA}")
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith(f"/geo/element/Cu?lang=en&s={KOLA}")
    assert find_analyte(release, "ph") == "pH"
    assert find_analyte(release, "") is None


def test_unknown_symbols_are_answered_404_with_suggestions(client, release):
    """Likely names are linked; the path can hold anything."""
    for typed in ("Xx", "Cuu", "%3Cscript%3E", "a" * 3000, "..%2f.."):
        assert client.get(f"/geo/element/{typed}").status_code == 404
    page = unknown_element(release, "Coper", PlaceLinks(release="r"))
    assert links_of(page)[0] == "/element/Cu?release=r"
    assert "no element or parameter “Coper”" in text_of(page)


def test_strange_queries_are_answered(client):
    """What an address names and is not there is said, and never an error."""
    unknown = client.get("/geo/element/Cu?s=nowhere&release=zzz&c=FIN&x=1&x=2")
    assert unknown.status_code == 200
    assert "no stratum “nowhere”" in unknown.text
    assert "Release zzz, which the link was made from, is no longer kept" in unknown.text
    other = client.get("/geo/element/Cu?s=kola-c-horizon.parameters")
    assert "has no results of Copper (Cu)" in other.text


def test_an_element_without_results_says_what_the_programme_aims_at(client):
    """Rhodium is one of the 76, and neither shipped survey has it."""
    page = client.get("/geo/element/Rh").text
    assert "No survey of this release has results of Rhodium (Rh)" in page
    assert "one of the 76 elements" in page
    assert "US List of Critical Minerals 2022" in page


def test_the_summary_counts_samples_once_and_stays_within_strata(release):
    """Kola: 606 samples of copper in three countries; ranges are those of one stratum."""
    first, span, published = summary(release, "Cu")
    assert first.startswith("Copper (Cu) was determined in 606 samples from 3 countries")
    assert "none of the 606 results" in first
    assert "aqua regia" in span
    assert "Finland" in span
    assert "compilation" in published.lower()
    # Arsenic by two methods on the same samples.
    both = [one for one in results_of(release, "As") if one.is_survey]
    assert len(both) == 2
    assert samples_of(both) == 606


def test_figures_are_those_of_the_map(release):
    """Medians, counts and states agree with the release's own tables of countries."""
    for one in results_of(release, "Cu"):
        table = release.strata[one.stratum["id"]].countries
        names = table["country"].to_pylist()
        for iso3, found in one.countries.items():
            row = names.index(iso3)
            assert found.n == table["Cu.n"][row].as_py()
            if found.median.state == State.MEASURED:
                assert found.median.value == pytest.approx(table["Cu.median"][row].as_py(), 1e-6)


def test_the_kola_medians_are_those_of_the_samples(release):
    """Finland first; the interval of Russia from ranks 129 and 162 of 290 (binomial)."""
    kola = next(one for one in results_of(release, "Cu") if one.stratum["id"] == KOLA)
    assert [one.iso3 for one in kola.ranked] == ["FIN", "NOR", "RUS"]
    samples = release.strata[KOLA].samples("country", "routine", "Cu")
    own = samples.to_pandas()
    values = np.sort(own[(own["country"] == "RUS") & own["routine"]]["Cu"].to_numpy())
    russia = kola.countries["RUS"]
    assert (russia.low.value, russia.high.value) == (values[128], values[161])


def test_nothing_is_said_above_seventy_per_cent_below_detection(release):
    """Gold by neutron activation: 439 of 606 below a limit that is not known."""
    gold = next(one for one in results_of(release, "Au") if one.is_survey)
    assert (gold.n, gold.censored) == (606, 439)
    text = text_of(statistic_table([gold], release.index, "µg/kg"))
    assert "< DL" in text
    assert gold.figure("mean").state == State.TOO_FEW
    assert gold.ranked == ()


def test_countries_with_few_results_or_without_a_median_are_not_ranked():
    """They are named with the reason; published analyses rank nobody."""
    few = country("NOR", FEWEST_RANKED - 1, measured(9.0))
    below = country("SWE", 50, Figure(0.5, State.BELOW))
    high = country("FIN", FEWEST_RANKED, measured(7.0))
    low = country("RUS", 50, measured(3.0))
    names = {"NOR": "Norway", "SWE": "Sweden", "FIN": "Finland", "RUS": "Russia"}
    one = results([few, below, low, high])
    assert [each.iso3 for each in one.ranked] == ["FIN", "RUS"]
    text = text_of(country_tables(one, names, PlaceLinks()))
    assert "fewer than 10 results" in text
    assert "Norway (9 results, median 9); Sweden (50 results, median < 0.5)" in text
    published = results([low, high], kind="compilation")
    assert "not ranked" in text_of(country_tables(published, names, PlaceLinks()))


def test_the_default_stratum_can_rank_most_countries():
    """A survey of many countries is shown before a larger one of a single country."""
    wide = results([country("FIN", 20, measured(1.0)), country("NOR", 20, measured(2.0))])
    large = results([country("USA", 5000, measured(1.0))])
    large.stratum["id"] = "b"
    assert default_stratum((large, wide)) == "a"
    assert default_stratum(()) is None


def test_where_samples_are_withheld_the_releases_tables_are_told(built_releases):
    """The same medians without intervals, thresholds, drawings of samples or their download."""
    release = ReleaseStore(built_releases).current()
    stratum = release.strata[KOLA]
    whole = next(one for one in results_of(release, "Cu") if one.stratum["id"] == KOLA)
    stratum.analytes["Cr"]["sharing"] = "cells"
    told = next(one for one in results_of(release, "Cr") if one.stratum["id"] == KOLA)
    assert not told.samples
    assert (told.n, len(told.ranked)) == (whole.n, len(whole.ranked))
    assert told.figure("median").state == State.MEASURED
    assert told.figure("p98") == UNKNOWN
    assert told.countries["FIN"].low == UNKNOWN
    detail = detail_of(release, KOLA, "Cr")
    assert (detail.histogram, detail.curve, dict(detail.thresholds)) == (None, None, {})
    assert detail.cells
    page = element_page(release, "Cr", KOLA, PlaceLinks(), "x", dt.date(2026, 1, 1))
    assert "shares results of cells and countries only" in text_of(page)
    samples = [one for one in links_of(page) if "lvl=sites" in one and KOLA in one]
    assert samples == []


def test_highest_cells_are_in_order_and_lead_to_the_map(release, client):
    """With coordinates of the centre; the map opens at that cell."""
    cells = detail_of(release, KOLA, "Cu").cells
    values = [one.median.value for one in cells]
    assert values == sorted(values, reverse=True)
    assert all(one.n > 0 and one.country for one in cells)
    page = client.get(f"/geo/element/Cu?s={KOLA}").text
    found = re.search(rf'href="(/geo/map\?[^"]*cell={cells[0].id}[^"]*)"', page)
    assert found
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_the_map_of_the_stratum_is_a_picture_that_leads_to_it(client):
    """For narrow and wide screens and each theme; all of them are pictures."""
    page = client.get(f"/geo/element/Cu?s={KOLA}").text
    figure = re.search(r'<details[^>]+"element-map"[^>]*>.*?</details>', page, re.DOTALL)
    assert figure
    assert " open" in figure[0].split(">")[0]
    assert f'<figure><a href="/geo/map?s={KOLA}&amp;el=Cu' in figure[0]
    unasked = re.search(r'<details[^>]+"element-map"[^>]*>', client.get("/geo/element/Cu").text)
    assert unasked
    assert " open" not in unasked[0]
    addresses = re.findall(r'src(?:set)?="([^"]+)"', figure[0])
    assert len(set(addresses)) == 6
    assert re.search(r'alt="Map of the medians of Copper in cells, Kola[^"]+"', figure[0])
    answer = client.get(addresses[0].replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.content_type == "image/png"


def test_medians_over_the_crust_are_ratios_with_their_states(release):
    """Copper: 16.2 mg/kg over 28 is 0.579, log₂ of it over 1.5 is −1.37; B is below a limit."""
    found = results_of(release, "Cu")
    text = text_of(references("Cu", found, release.index))
    assert text.split("aqua regia")[1].split()[:3] == ["16.2", "0.579", "−1.37"]
    assert math.log2(16.2 / 28 / 1.5) == pytest.approx(-1.37, abs=0.005)
    boron = text_of(references("B", results_of(release, "B"), release.index))
    # What a ratio lies below is not known where the detection limit is not.
    assert "< DL – –" in boron
    assert "Geoaccumulation" not in text_of(references("pH", (), release.index))
    assert "pollut" not in text


def test_thresholds_are_explained_where_there_are_any(client):
    """All 606 results of iridium lie below detection, those of copper do not."""
    assert "None of them is a limit of harm." in client.get("/geo/element/Cu").text
    assert "None of them is a limit of harm." not in client.get("/geo/element/Ir").text


def test_all_links_of_a_page_lead_somewhere(client):
    """Maps, downloads, countries and neighbours in the periodic table."""
    page = client.get("/geo/element/Ni").text
    inner = {
        one.replace("&amp;", "&").split("#")[0] for one in re.findall(r'href="(/[^"]+)"', page)
    }
    assert all(one.startswith("/geo/") for one in inner)
    kinds = ("element/Cu", "element/Co", "map?", "api/v1/view.csv", "country/FIN")
    for kind in kinds:
        found = [one for one in inner if one.startswith(f"/geo/{kind}")]
        assert found, kind
        assert client.get(found[0]).status_code == 200, found[0]


def test_pages_of_an_older_release_stay_in_it(client, release):
    """Every link of a frozen page names the release."""
    page = client.get(f"/geo/element/Cu?release={release.id}").text
    main = page[page.index("element-page") :]
    inner = re.findall(r'href="(/[^"]+)"', main)
    assert inner
    assert all(f"release={release.id}" in one for one in inner)


def test_the_details_of_a_cell_lead_to_the_elements_page(built_releases):
    """With the stratum of the map."""
    store = ReleaseStore(built_releases)
    query = f"release={store.current().id}&s={KOLA}&el=Cu&cell=N46E08"
    assert links_of(cell_children(store, query, "/geo/"))[-1] == f"/geo/element/Cu?s={KOLA}"


@given(
    st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=30),
    st.booleans(),
)
def test_an_axis_holds_all_values_in_order(values, logarithmic):
    """Places are within the drawing, ascending, and named values are few and on the axis."""
    scale = axis(values, logarithmic)
    places = [scale.at(one) for one in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= one <= 100 for one in places)
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 8
    assert all(0 <= scale.at(one) <= 100 for one in ticks)


def test_a_limit_that_is_not_known_has_no_place_on_the_axis():
    """Silver of Kola is below a limit nobody tells: the axis stays logarithmic."""
    figures = {"min": Figure(math.nan, State.BELOW), "median": measured(0.008)}
    assert extent(figures) == [0.008]


def test_round_values_of_axes():
    """Decades where there are many, 1–2–5 where few, even steps below a decade."""
    assert axis([1, 1e5], True).ticks() == [1, 10, 100, 1000, 1e4, 1e5]
    assert axis([2, 100], True).ticks() == [2, 5, 10, 20, 50, 100]
    assert axis([5, 8], False).ticks() == axis([5, 8], True).ticks() == [5, 6, 7, 8]
    assert axis([], True) is None
    assert axis([-1.0, math.nan], True) is None


def test_a_histogram_counts_every_result_once():
    """Measured and below a limit apart; what has no place is counted beside it."""
    values = np.array([1.0, 2.0, 4.0, 8.0, 0.5, np.nan, np.nan])
    state = np.array([0, 0, 0, 2, 1, 1, 3], dtype=np.uint8)
    found = histogram(values, state, "Cu")
    assert (found.measured.sum(), found.below.sum(), found.unknown) == (4, 1, 1)
    assert found.edges[0] == pytest.approx(0.5)
    assert found.edges[-1] == pytest.approx(8)
    assert histogram(values[5:], state[5:], "Cu") is None


def test_drawings_hold_any_states():
    """Nothing below detection is drawn as measured, and no number is missing in the SVG."""
    scale = axis([1.0, 100.0], True)
    below = Figure(2.0, State.BELOW)
    figures = {"min": below, "q1": below, "median": measured(5.0), "q3": measured(9.0)}
    drawn = [
        box(figures, scale, "A <b>", 0.4, 7.0),
        box({}, scale, "nothing"),
        box({"median": Figure(math.nan, State.BELOW)}, scale, "below", 1.0),
        interval(below, measured(5.0), measured(9.0), scale),
        interval(UNKNOWN, UNKNOWN, UNKNOWN, scale),
    ]
    values = np.array([1.0, 5.0, 20.0, 100.0, 2.0])
    state = np.array([0, 0, 0, 2, 1], dtype=np.uint8)
    drawn.append(histogram_drawing(histogram(values, state, "Cu"), scale, [(1, 5.0), (2, 5.1)]))
    drawn.append(curve_drawing(ecdf(values, state), scale, [(1, 5.0)]))
    for one in drawn:
        assert "nan" not in one
        assert "<b>" not in one
        assert " style=" not in one
    assert 'class="censored"' in drawn[0]
    assert 'class="median"' not in drawn[2]


def test_texts_of_parts():
    """Intervals keep their states, coordinates their hemispheres, pH its name."""
    assert interval_text(measured(8.6), measured(10.12)) == "8.6–10.12"
    assert interval_text(Figure(0.5, State.BELOW), measured(0.7)) == "< 0.5–0.7"
    assert interval_text(UNKNOWN, measured(0.7)) == "–"
    assert place_text(-67.5, 30.25) == "30.25° N, 67.50° W"
    assert place_text(26.0, -8.0) == "8.00° S, 26.00° E"
    assert (with_unit("Median", "mg/kg"), with_unit("pH", "pH")) == ("Median, mg/kg", "pH")
