"""Pages of countries and regions: they can be made for every place, and say what is true of it."""

import json
from dataclasses import replace

import dash
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard import settings
from dashboard.callbacks.details import country_children
from dashboard.catalog.elements import elements
from dashboard.catalog.printing import figure_text
from dashboard.catalog.states import State
from dashboard.components.country_elements import bar_span, median_tables, of_whole, ratio_text
from dashboard.components.country_page import country_page
from dashboard.components.place_links import PlaceLinks
from dashboard.components.place_names import known_places, nearest
from dashboard.components.place_summary import place_summary, summary_section
from dashboard.components.region_page import region_page
from dashboard.pages.places import place_layout
from dashboard.progress.figures import figures_by_country
from dashboard.progress.place import country_place, neighbours_of, region_place
from dashboard.progress.profile import Comparison, Middle, Share, comparisons
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state import ViewState

ADDRESS = "https://example.org/country/FIN"


@pytest.fixture(scope="module")
def release(built_releases):
    """The release of the two shipped surveys."""
    return ReleaseStore(built_releases).current()


@pytest.fixture(scope="module")
def made(built_releases):
    """A client of the application over the two shipped surveys, and the application."""
    app = create_app(settings.read({"RELEASES": str(built_releases)}))
    return app.server.test_client(), app


def text_of(page) -> str:
    """All text of a component tree, in reading order."""
    if page is None:
        return ""
    if isinstance(page, list | tuple):
        return " ".join(filter(None, map(text_of, page)))
    if not hasattr(page, "to_plotly_json"):
        return str(page)
    return text_of(getattr(page, "children", None))


def links_of(page) -> list[str]:
    """All addresses of a component tree."""
    found = json.loads(json.dumps(page, cls=PlotlyJSONEncoder))
    addresses = []

    def walk(part):
        if isinstance(part, dict):
            if isinstance(part.get("href"), str):
                addresses.append(part["href"])
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                walk(one)

    walk(found)
    return addresses


def page_of(release, iso3, **state):
    """The page of a country."""
    links = PlaceLinks(countries=(iso3,))
    return country_page(release, ViewState(**state), iso3, links, ADDRESS)


@pytest.mark.parametrize("store", ["built", "small"])
def test_every_country_and_region_has_a_page_and_a_summary(store, request):
    """None of the places of a release is without a page, whatever was sampled there."""
    if store == "built":
        release = request.getfixturevalue("release")
    else:
        release = request.getfixturevalue("small_releases").current()
    assert len(release.countries) > 240
    for iso3 in release.countries:
        name, sentences = place_summary(release, ViewState(countries=(iso3,)))
        assert sentences
        assert all(one.endswith(".") and "{" not in one for one in sentences), sentences
        assert name in text_of(page_of(release, iso3))
    for code, name in known_places(release.index, "region").items():
        links = PlaceLinks(chosen_region=code)
        page = region_page(release, ViewState(), code, links, ADDRESS)
        assert name in text_of(page)
        assert place_summary(release, ViewState(region=code))[1]


def test_every_place_is_answered_as_a_page(made):
    """Addresses of countries and regions answer 200 with the summary in the HTML itself."""
    client, app = made
    release = app.store.current()
    paths = [f"/country/{iso3}" for iso3 in release.countries]
    paths += [f"/region/{code}" for code in known_places(release.index, "region")]
    assert [path for path in paths if client.get(path).status_code != 200] == []
    html = client.get("/country/LAO").text
    assert '<h1 id="page-title">Laos</h1>' in html
    assert "No survey of Laos is in this release." in html


def test_a_sampled_country_shows_figures_elements_medians_and_how_to_cite(release):
    """Finland of the Kola project: 188 samples, and the survey's own citation."""
    text = text_of(page_of(release, "FIN"))
    kola = release.surveys["kola-c-horizon"]
    assert kola["citation"] in text
    assert "188 samples" in text
    figures = figures_by_country(release, country_place(release, ViewState(), "FIN").choice)
    assert of_whole("covered", figures["FIN"]) in text
    assert "published analyses, not a survey" in text
    for symbol in elements():
        assert f" {symbol} " in f" {text} "


def test_states_of_medians_print_as_states(release):
    """B was determined in Kola soils, with a median below a limit that is not known."""
    rows = comparisons(release.strata["kola-c-horizon.aqua-regia"], "FIN")
    boron = next(row for row in rows if row.analyte["id"] == "B")
    assert boron.country.state == State.BELOW
    printed = figure_text(boron.country.value, boron.country.state)
    assert printed.startswith("< ")
    assert printed in text_of(page_of(release, "FIN"))


def test_links_keep_the_release_and_lead_to_the_map_of_the_country(release):
    """A frozen page links to frozen pages."""
    links = PlaceLinks(release=release.id, countries=("FIN",))
    page = country_page(release, ViewState(release=release.id), "FIN", links, ADDRESS)
    inner = [one for one in links_of(page) if one.startswith("/") and "#" not in one]
    assert len(inner) > 60
    assert all(f"release={release.id}" in one for one in inner)
    assert any(one.startswith("/map?") and "el=Cu" in one and "c=FIN" in one for one in inner)


def test_all_links_of_a_page_lead_somewhere(made):
    """Pages, maps and downloads that a country's page names are there."""
    client, app = made
    release = app.store.current()
    links = {one.split("#")[0] for one in links_of(page_of(release, "FIN"))}
    inner = sorted(one for one in links if one.startswith("/"))
    assert any(one.startswith("/api/v1/progress.csv") for one in inner)
    assert any(one.startswith("/api/v1/view.csv") for one in inner)
    # One map stands for the many.
    maps = [one for one in inner if one.startswith("/map")]
    for address in [one for one in inner if not one.startswith("/map")] + maps[:3]:
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_what_leads_to_definitions_is_told_apart_by_ear(release):
    """Each *i* names its metric, and heads of columns are called by their metric alone."""

    def parts(page, wanted):
        found = json.loads(json.dumps(page, cls=PlotlyJSONEncoder))
        stack, own = [found], []
        while stack:
            one = stack.pop()
            if isinstance(one, list):
                stack += one
            elif isinstance(one, dict):
                own += [one] if wanted(one) else []
                stack += one.values()
        return own

    page = page_of(release, "FIN")
    leading = parts(page, lambda one: one.get("className") == "info")
    names = [one["aria-label"] for one in leading]
    assert "How this is counted: Cells covered" in names
    assert len(set(names)) == len(names) == len({one["href"] for one in leading})
    heads = parts(page, lambda one: one.get("scope") == "col" and "aria-label" in one)
    assert sorted(one["aria-label"] for one in heads) == [
        "Area covered",
        "Cells analysed",
        "Cells complete",
        "Cells covered",
    ]


def test_neighbours_stand_beside_the_country_within_one_stratum(release):
    """Norway and Russia were sampled by Kola, Sweden was not, and says so."""
    assert neighbours_of(release, "FIN") == ("NOR", "RUS", "SWE")
    text = text_of(page_of(release, "FIN"))
    assert "no samples in this stratum" in text
    assert "shares no land border" in text_of(page_of(release, "ISL"))


def test_unknown_places_answer_404_and_suggest(made):
    """What was typed is taken for a code, a short code or a name."""
    client, app = made
    assert client.get("/country/XXX").status_code == 404
    assert client.get("/region/999").status_code == 404
    places = known_places(app.store.current().index, "country")
    assert nearest("la", places)[0] == "LAO"
    assert nearest("Finlnd", places)[0] == "FIN"
    assert "FIN" in nearest("FIM", places)
    assert nearest("united", places)[:3] == ("ARE", "GBR", "USA")
    assert nearest("", places) == ()
    with app.server.test_request_context("/country/FIM"):
        page = place_layout("country", "FIM", {}, country_page)
    assert "There is no country or territory “FIM”" in text_of(page)
    assert "/country/FIN" in links_of(page)


def test_the_path_beats_the_query(made):
    """A query that names another country, or nonsense, does not change the page."""
    _client, app = made
    # Registered only where there is an application.
    country_layout = dash.page_registry["dashboard.pages.country"]["layout"]
    with app.server.test_request_context("/country/FIN"):
        page = country_layout("FIN", iso3="USA", c="USA", nonsense=["1", "2"])
    assert text_of(page).startswith("World Europe Northern Europe Finland")


def test_a_date_counts_only_what_was_there(release):
    """Before the survey nothing is covered."""
    early = country_place(release, ViewState(date="1990-01-01"), "FIN")
    assert early.levels[0]["covered_cells"] == 0
    assert country_place(release, ViewState(), "FIN").levels[0]["covered_cells"] > 0


def test_a_region_is_the_sum_of_its_countries(release):
    """Cells, samples and area add up."""
    place = region_place(release, ViewState(), "154")
    each = figures_by_country(release, place.choice)
    for key in ("land_cells", "covered_cells", "samples"):
        assert place.levels[0][key] == sum(each[one][key] for one in place.countries)
    assert place.countries == tuple(
        one["id"] for one in release.index["countries"] if one["subregion"] == "154"
    )


def test_releases_made_before_progress_was_measured_have_pages(release):
    """What cannot be known is a dash, and no error."""
    place = country_place(release, ViewState(), "FIN")
    nothing = dict.fromkeys(place.levels[0])
    old = replace(place, levels={0: nothing})
    assert of_whole("covered", old.levels[0]) == "–"
    assert of_whole("covered", {**nothing, "land_cells": 0}) == "no cell of its own"
    assert of_whole("complete", {**nothing, "land_cells": 5}) == "–"


def test_ratios_print_and_draw():
    """Two digits; the bar starts in the middle and ends at four times, or a quarter."""
    assert [ratio_text(one) for one in (None, 1.0, 0.5123, 12.34)] == [
        "–",
        "× 1",
        "× 0.51",
        "× 12",
    ]
    assert bar_span(1.0) == (50, 0)
    assert bar_span(4.0) == bar_span(100.0) == (50, 50)
    assert bar_span(0.25) == bar_span(0.001) == (0, 50)
    assert bar_span(2.0) == (50, 25)


def test_names_cannot_break_out_of_the_page():
    """What stands in the data is text, never markup."""
    html = summary_section("<b>", ["<script>"])
    assert "<script>" not in html
    assert "<b>" not in html


def test_the_details_of_the_map_lead_to_the_pages_of_countries(built_releases):
    """Under the prefix; the newest release stays unnamed, so that the link follows it."""
    store = ReleaseStore(built_releases)
    query = f"release={store.current().id}&s=kola-c-horizon.aqua-regia&el=Cu&c=FIN~NOR"
    links = links_of(country_children(store, query, "/geo/"))
    assert links == ["/geo/country/FIN", "/geo/country/NOR"]


def test_a_country_alone_in_a_stratum_is_compared_with_the_crust_only():
    """A ratio of a median to itself would say nothing."""
    one, other = Middle(2.0, State.MEASURED, 9), Middle(3.0, State.MEASURED, 40)
    record = {"id": "Cu", "unit": "mg/kg"}
    stratum = {"id": "a", "survey": "a", "title": "A", "samples": 40}
    share = Share(stratum, {"kind": "survey", "simulated": False}, 9)
    index = {"surveys": []}
    for everywhere, said in ((one, False), (other, True)):
        rows = (Comparison(record, one, everywhere, 28.0),)
        page = median_tables([(share, rows)], index, "Chad", PlaceLinks())
        assert ("All samples" in text_of(page)) is said
        assert "× 0.071" in text_of(page)


def test_a_simulated_campaign_has_nothing_real_beside_it(small_releases):
    """Neither that something is reported of Laos nor that nothing is."""
    release = small_releases.current()
    assert release.index["simulated"]
    _name, said = place_summary(release, ViewState(countries=("LAO",)))
    assert not any("eported" in one for one in said)
    text = text_of(page_of(release, "LAO"))
    assert "not shown beside simulated data" in text
    assert "Simulated data." in text
    assert "Training" not in text


@pytest.mark.parametrize(("code", "columns"), [("154", 0), ("035", 1)])
def test_a_region_has_a_column_of_stages_only_where_one_is_reported(release, code, columns):
    """Nobody reported a stage of Northern Europe; Laos, in South-eastern Asia, has some."""
    page = region_page(release, ViewState(), code, PlaceLinks(chosen_region=code), ADDRESS)
    assert text_of(page).count("Stage reported") == columns
    rows = [part for part in page._traverse() if getattr(part, "_type", "") == "Tr"]
    of_table = [row for row in rows if len(row.children) > 5]
    assert len({len(row.children) for row in of_table}) == 1, "every row has all the columns"
