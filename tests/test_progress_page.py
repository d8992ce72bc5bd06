"""The start page: layout, view, the simulated campaign beside real data, unknown places."""

import json
import re
from html import unescape

import pytest

from dashboard import settings
from dashboard.components.progress_bar import chosen_strata, survey_words, texts
from dashboard.components.progress_page import progress_page
from dashboard.release.store import ReleaseStore, switch
from dashboard.server import create_app
from dashboard.state import ViewState, from_query
from dashboard.state_progress import resolve_progress
from dashboard.web import site
from tests.fake_release import FakeRelease, FakeStore, sample_index
from tests.test_pages import by_id, parts, text_of

CAMPAIGN = FakeRelease("0a0a0a0a0a0a", sample_index(release="0a0a0a0a0a0a", simulated=True))


@pytest.fixture
def beside():
    """A client of a server with real data and a simulated campaign."""
    store = FakeStore(older={"simulated": CAMPAIGN, CAMPAIGN.id: CAMPAIGN})
    return create_app(settings.read({}), store).server.test_client()


def config_of(html):
    """Return what the map's modules read from a page."""
    return json.loads(re.search(r'id="gridmap-config">(.*?)</script>', html)[1])


def test_the_page_shows_the_view_of_its_address():
    """Controls start with what the address says."""
    page = progress_page(sample_index(), "m=area&lvl=2&by=countries&r=154&theme=dark")
    names = ("metric", "level", "by", "region", "theme")
    assert [by_id(page, name).value for name in names] == [
        "area", "2", "countries", "154", "dark",
    ]  # fmt: skip
    assert by_id(page, "surveys").value == ["kola.aqua-regia"]


def test_compilations_are_named_as_not_counted():
    """A compilation is no choice among the surveys that count."""
    page = progress_page(sample_index(), "")
    options = [option["value"] for option in by_id(page, "surveys").options]
    assert options == ["kola.aqua-regia"]
    assert "Never counted, as it compiles published analyses: Rock analyses" in text_of(page)


def test_words_for_the_scripts_and_ids_are_on_the_page():
    """Ids name one part each; the scripts find their words."""
    found = parts(progress_page(sample_index(), ""))
    ids = [part.id for part in found if getattr(part, "id", None)]
    assert len(ids) == len(set(ids))
    hidden = next(part for part in found if getattr(part, "id", None) == "view-texts")
    assert json.loads(hidden.to_plotly_json()["props"]["data-texts"]) == texts()


def test_a_view_of_progress_keeps_what_counts_and_says_what_does_not():
    """Unknown surveys, compilations, places, and samples as size of cells lead to notices."""
    state, _ = from_query("sv=kola~rocks~nowhere&c=FIN~XXX&r=999&lvl=sites&cell=N61E01")
    fitted, notices = resolve_progress(state, sample_index())
    assert (fitted.surveys, fitted.countries, fitted.region) == (("kola",), ("FIN",), None)
    assert (fitted.level, fitted.cell) == ("auto", None)
    assert [notice.key for notice in notices] == ["sv", "sv", "c", "r", "lvl", "cell"]
    assert notices[0].message == "This release has no survey “nowhere”."
    assert notices[1].message.startswith("“rocks” is a compilation of")
    fine, none = resolve_progress(ViewState(level="5", date="1950-01-01"), sample_index())
    assert (fine.level, fine.date, none) == ("5", "1950-01-01", ())


def test_several_things_that_do_not_count_are_named_in_the_plural():
    """Two surveys, compilations or places share one sentence, which lists them."""
    index = sample_index()
    index["surveys"].append({**index["surveys"][1], "id": "lavas"})
    state = ViewState(surveys=("here", "there", "rocks", "lavas"), countries=("AAA", "BBB", "CCC"))
    said = [notice.message for notice in resolve_progress(state, index)[1]]
    assert said == [
        "This release does not have the surveys “here” and “there”.",
        "“rocks” and “lavas” are compilations of published analyses, which are not counted.",
        "Unknown countries: AAA, BBB and CCC.",
    ]


def test_surveys_are_named_by_what_is_chosen():
    """All, one by its name, or how many."""
    index = sample_index()
    assert survey_words(index, ViewState()) == "All surveys"
    assert chosen_strata(index, ViewState(surveys=("kola",))) == ["kola.aqua-regia"]


def test_the_campaign_is_offered_beside_real_data_and_marked_on_every_page(beside):
    """Real data open first; the campaign's pages say what it is and lead back."""
    real = beside.get("/").text
    assert "simulated-line" not in real
    assert 'href="/?release=simulated"' in real
    for address in ("/?release=simulated", "/map?release=simulated", "/about?release=simulated",
                    f"/?release={CAMPAIGN.id}"):  # fmt: skip
        page = beside.get(address).text
        assert "measured nowhere" in page
        assert ">Back to the real data</a>" in page
        assert "Try with" not in page
    links = re.findall(r'<li><a href="([^"]*)"', beside.get("/map?release=simulated&lang=en").text)
    assert links
    assert all(link.endswith("?release=simulated") for link in links)


def test_live_links_of_the_campaign_stay_with_it(beside):
    """A page of the campaign knows the name that follows new campaigns; a real one has none."""
    assert config_of(beside.get(f"/map?release={CAMPAIGN.id}").text)["live"] == "simulated"
    assert config_of(beside.get("/map").text)["live"] is None
    shown = config_of(beside.get("/?release=simulated").text)
    assert (shown["view"]["release"], shown["notices"]) == ("simulated", [])
    assert shown["api"].endswith(f"/{CAMPAIGN.id}/")


def test_without_a_campaign_its_link_says_so():
    """The real data are shown with a notice, and nothing is offered."""
    client = create_app(settings.read({}), FakeStore()).server.test_client()
    html = client.get("/?release=simulated").text
    (notice,) = config_of(html)["notices"]
    assert "no simulated campaign" in notice["message"]
    assert "Try with" not in html


def test_store_follows_the_pointer_of_the_campaign(small_releases, tmp_path):
    """The campaign is named by a file of its own; the release that is served is not changed."""
    release = small_releases.current()
    (tmp_path / release.id).symlink_to(release.folder)
    store = ReleaseStore(tmp_path)
    assert store.get("simulated") is None
    switch(tmp_path, release.id, "simulated")
    assert store.get("simulated").id == release.id
    assert store.current() is None


@pytest.mark.parametrize(
    ("path", "status"),
    [("/country/FIN", 200), ("/country/fin", 302), ("/country/XXX", 404), ("/region/154", 200),
     ("/region/9", 404), ("/country/FIN/more", 404), ("/country/%C3%9F%C3%9F", 404)],
)  # fmt: skip
def test_pages_of_places_exist_for_places_of_the_release(path, status):
    """Known places answer 200, small letters lead to capitals, unknown ones are 404."""
    index = sample_index()
    pages = [
        {"module": "p.country", "path": "/c", "path_template": "/country/<code>"},
        {"module": "p.region", "path": "/r", "path_template": "/region/<code>"},
    ]
    page = site.find_page(path, pages)
    if page is None:
        assert status == 404
        return
    (code,) = site.path_variables(path, page).values()
    if status == 302:
        assert site.place(site.COUNTRY, code.upper(), ViewState(), index)
        return
    placed = site.place(site.kind_of(page), code, ViewState(countries=("NOR",)), index)
    assert (placed is not None) == (status == 200)
    if placed:
        assert placed.countries == (("FIN",) if "country" in path else ())


def test_a_release_that_covers_a_speck_says_where_and_leads_there(small_releases):
    """Samples in a few cells of the Earth are named by country, with a link to their place."""
    client = create_app(settings.read({}), small_releases).server.test_client()
    box = client.get("/").text.partition('class="invitation"')[2].partition("</section>")[0]
    assert "this release has samples from" in box
    address = unescape(box.partition('href="')[2].partition('"')[0])
    lon, lat, zoom = (float(one) for one in address.partition("v=")[2].split("~"))
    shown = config_of(client.get(address).text)
    assert shown["view"]["viewport"] == [lon, lat, zoom]
    assert zoom > 1
    assert "this release has samples from" not in client.get(address).text
