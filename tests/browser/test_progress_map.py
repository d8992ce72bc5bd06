"""The map of the progress page: cells and countries on any day, and time that plays."""

import json
import re
from urllib.request import urlopen

import pytest

from tests.browser.barriers import RULES, examined
from tests.browser.journey import (
    CHECKSUM,
    PAINTED,
    hit,
    legend,
    place_of,
    table_rows,
    title,
    view,
    wait_for_query,
    wait_for_text,
)

pytestmark = pytest.mark.browser

# The map is there and nothing is on its way; Dash may still be coming.
SHOWN = """() => window.gridmap?.view?.() && document.querySelector('.legend-title')
  && document.querySelector('.playback-slider') && !document.querySelector('#map[aria-busy]')"""

# Days that the page was told of, with whether time played.
LISTEN = """document.addEventListener('gridmap:day', ({ detail }) =>
  (window.days ??= []).push([detail.day, detail.date, detail.playing]));"""


@pytest.fixture
def progress(visit, campaign):
    """Open the progress page of the campaign; `progress(query, …)` returns the page."""

    def opened(query="", **options):
        page = visit(query, address=campaign, path="", wait=False, **options)
        page.wait_for_function(SHOWN)
        page.evaluate(PAINTED)
        return page

    return opened


def figures(campaign, query=""):
    """Return the total and the countries' figures that the server computes."""
    with urlopen(f"{campaign}api/v1/progress.json?{query}") as answer:
        found = json.load(answer)
    return found["total"], {one["id"]: one["figures"] for one in found["countries"]}


def number(text):
    """Return a number as the page writes it."""
    return float(text.replace(",", "").replace("%", ""))


def steps(page):
    """Return how many steps of time there are after the first."""
    return int(page.get_attribute(".playback-slider", "max"))


@pytest.mark.parametrize("query", ["", "date=2019-09-15", "lvl=2", "lvl=1&date=2020-02-01"])
def test_the_legend_counts_what_the_server_counts(progress, campaign, query):
    """Cells by state add up to the covered, analysed and land cells of progress.json."""
    counts = {label: number(count) for label, count in legend(progress(f"?{query}"))}
    total, _countries = figures(campaign, query)
    analysed = sum(count for label, count in counts.items() if "analysed" in label)
    not_covered = {"planned, not sampled", "outside any survey"}
    covered = sum(count for label, count in counts.items() if label not in not_covered)
    assert analysed == total["analysed_cells"] > 0
    assert covered == total["covered_cells"]
    assert sum(counts.values()) == total["land_cells"]


def test_countries_have_the_values_that_the_server_computes(progress, campaign):
    """The table twin shows numerator and denominator of progress.json."""
    page = progress("?by=countries&table=1")
    rows = {row[0]: row for row in table_rows(page)}
    _total, countries = figures(campaign)
    for name, code in (("Finland", "FIN"), ("Norway", "NOR")):
        found = countries[code]
        assert number(rows[name][2]) == found["covered_cells"]
        assert number(rows[name][3]) == found["land_cells"]
        share = 100 * found["covered_cells"] / found["land_cells"]
        assert number(rows[name][1]) == pytest.approx(share, rel=5e-3)
    assert rows["Peru"][1] == "–"


def test_title_names_surveys_and_day(progress):
    """What is shown, of what and when stands above the map and in the tab."""
    page = progress("?date=2019-12-31")
    assert title(page) == "Cells covered, all surveys, as of 31 December 2019"
    assert page.title().startswith(title(page))
    assert "Simulated data" in page.inner_text("#legend")


@pytest.mark.frames
def test_time_plays_without_asking_the_server_and_rests_in_the_address(progress):
    """Playing draws other days, tells the page of each, and writes the day when it stops."""
    page = progress("?date=2019-06-30", before=lambda page: page.add_init_script(LISTEN))
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    before, picture = title(page), page.evaluate(CHECKSUM)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => (window.days ?? []).length >= 3")
    # Dash's own answers are not the map's business.
    assert [url for url in asked if re.search(r"/progress/|/strata/|\.bin", url)] == []
    page.get_by_role("button", name="Pause").click()
    days = page.evaluate("window.days")
    assert [day for day, _date, _playing in days] == sorted(day for day, _d, _p in days)
    assert days[0][2] is True
    assert days[-1][2] is False
    wait_for_query(page, date=days[-1][1])
    assert view(page)["date"] == days[-1][1]
    assert title(page) != before
    assert page.evaluate(CHECKSUM) != picture


def test_the_last_day_is_now_and_needs_no_date(progress):
    """Playing to the end stops by itself, and the link follows new releases."""
    page = progress("?date=2019-12-31")
    slider = page.locator(".playback-slider")
    slider.focus()
    page.keyboard.press("End")
    wait_for_query(page, date=None)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => new URLSearchParams(location.search).has('date')")
    page.select_option(".playback-speed", "4")
    slider.focus()
    page.keyboard.press("Space")
    page.wait_for_function(
        "() => document.querySelector('.playback-slider').value"
        " === document.querySelector('.playback-slider').max"
    )
    wait_for_query(page, date=None)
    assert page.get_by_role("button", name="Play", exact=True).is_visible()


@pytest.mark.frames
def test_time_starts_again_from_its_end(progress):
    """Play on the last day begins with the first."""
    page = progress(before=lambda page: page.add_init_script(LISTEN))
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => (window.days ?? []).length >= 1")
    first = page.evaluate("window.days[0]")
    page.get_by_role("button", name="Pause").click()
    assert first[1] < "2019-12-31"


def test_days_are_stepped_through_by_keyboard(progress):
    """Arrows step, on the slider and on the buttons; the slider says its day."""
    page = progress("?date=2019-12-31")
    slider = page.locator(".playback-slider")
    assert slider.get_attribute("aria-valuetext") == "31 December 2019"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "30 November 2019"
    page.get_by_role("button", name="Step forward").focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "31 December 2019"
    page.keyboard.press("End")
    # The button under the keyboard's place is disabled now: the place moves on to its neighbour.
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Play"
    assert slider.get_attribute("aria-valuetext") == slider.evaluate(
        "(element) => document.querySelector('.playback-date').textContent"
    )
    assert int(slider.input_value()) == steps(page)


@pytest.mark.frames
def test_a_change_while_time_plays_keeps_the_day_on_screen(progress):
    """Whatever is chosen stops time where it is, so that no day is lost or shown twice."""
    page = progress("?date=2019-06-30", before=lambda page: page.add_init_script(LISTEN))
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => (window.days ?? []).length >= 2")
    page.evaluate("window.gridmap.choose({ by: 'countries' })")
    last = page.evaluate("window.days.at(-1)")
    assert last[2] is False
    wait_for_query(page, by="countries", date=last[1])


def test_a_country_is_chosen_by_a_click_and_flown_to(progress):
    """A click chooses, another lets go; map and address follow."""
    page = progress("?by=countries")
    page.mouse.click(*place_of(page, 26, 64))
    wait_for_query(page, c="FIN")
    page.wait_for_function(
        "() => Math.abs(window.gridmap.screen(26, 64.5)[0] -"
        " document.querySelector('#map').clientWidth / 2) < 120"
    )
    page.mouse.click(*place_of(page, 26, 64))
    wait_for_query(page, c=None)


def test_the_card_tells_state_sites_and_days_of_a_cell(progress):
    """Hovering over a sampled cell says what is known of it."""
    page = progress("?v=26~64~4")
    assert hit(page, 26, 64)["kind"] == "cell"
    page.mouse.move(*place_of(page, 26, 64))
    card = page.inner_text(".map-card")
    assert "Finland" in card
    assert "analysed" in card
    assert re.search(r"\d+ sites", card)
    assert re.search(r"first sampled \w+ 20(19|20)", card)
    assert "as of" in card


def test_cells_and_countries_can_be_walked_by_keyboard(progress):
    """Arrows on the map move between places, each of which is said."""
    page = progress("?by=countries&v=26~64~3")
    page.locator(".gridmap-surface").focus()
    page.keyboard.press("ArrowRight")
    wait_for_text(page, "#map-live", "Cells covered")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.gridmap.view().countries.length === 1")


def test_a_failure_can_be_tried_again(progress):
    """Without the server the notice says so, and its button asks once more."""
    page = progress(allowed="Failed to load resource")
    page.route("**/progress/level-1.bin*", lambda route: route.abort())
    page.evaluate("window.gridmap.choose({ level: '1' })")
    wait_for_text(page, ".map-notice-failure", "could not be fetched")
    page.unroute("**/progress/level-1.bin*")
    page.get_by_role("button", name="Try again").click()
    wait_for_text(page, "#map-title", "Cells of 80 km covered")
    assert page.locator(".map-notice-failure").count() == 0


def test_what_cannot_be_shown_is_said(progress):
    """Unknown surveys and places and levels without progress fall back, with a word."""
    page = progress("?sv=gone&lvl=sites&c=QQQ&cell=N99E01")
    said = page.inner_text("#map-notice")
    for word in ("gone", "160\N{NO-BREAK SPACE}km", "QQQ", "N99E01"):
        assert word in said
    assert title(page).startswith("Cells covered, all surveys")


def test_stages_of_simulated_data_are_none(progress):
    """What is reported of real programmes is not shown on made-up data; no time to play."""
    page = progress("?by=countries&m=stage")
    assert "real programme only" in page.inner_text("#map-notice")
    assert page.locator(".playback").is_hidden()
    assert "no days to play" in page.inner_text("#map-time")


def test_the_picture_is_named_after_what_it_shows(progress):
    """Map, legend, sources and the mark of made-up data go into one picture."""
    page = progress("?date=2019-12-31")
    with page.expect_download() as download:
        page.evaluate("window.gridmap.download('png')")
    name = download.value.suggested_filename
    assert re.fullmatch(r"simulated-progress-cells-160km-2019-12-31-[0-9a-f]{8}\.png", name)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_screen(progress, width):
    """The playback and the legend fit a phone."""
    page = progress(width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".playback").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("query", ["c=FIN~NOR&mute=2", "by=countries&theme=dark&m=samples"])
def test_the_map_section_has_no_known_barrier(progress, query, width):
    """What axe finds in map, playback, legend and table."""
    page = progress(f"?{query}&table=1", width=width, height=800)
    found = examined(page, "#map-shell", RULES)
    assert [(one["id"], one["nodes"][0]["html"][:150]) for one in found["violations"]] == []
    assert len(found["passes"]) > 15
