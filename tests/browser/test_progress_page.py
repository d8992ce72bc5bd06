"""Journeys over the start page: headlines, controls, links, and the simulated campaign."""

import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from rich.console import Console

from dashboard.release.build import build
from tests.browser.barriers import RULES, barriers
from tests.browser.journey import (
    open_menu,
    settle,
    view,
    wait_for_query,
    wait_for_text,
    wait_for_view,
)
from tests.conftest import serving
from tests.small_survey import BOUNDARIES, write_survey

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def with_campaign(built_releases, tmp_path_factory):
    """Address of a server of real data with a simulated campaign beside them."""
    folder = tmp_path_factory.mktemp("campaign")
    releases = folder / "releases"
    shutil.copytree(built_releases, releases)
    write_survey(folder / "surveys", "campaign")
    with (folder / "build.log").open("w", encoding="utf-8") as log:
        console = Console(file=log)
        build(folder / "surveys", BOUNDARIES, releases, None, [], console, pointer="simulated")
    with serving(releases) as address:
        yield address


def headlines(page):
    """Return the sentences on the page."""
    return page.locator(".headline-list li > span").all_inner_texts()


def test_headlines_are_read_without_any_script(visit):
    """Figures, their definitions and the table are there for a reader without JavaScript."""
    page = visit(path="", java_script_enabled=False, wait=False)
    assert page.inner_text("h1") == "How far the mapping has come"
    first = headlines(page)[0]
    assert "land cells of 160" in first
    assert "as of 31 December 1995" in first
    assert page.get_attribute(".headline-about >> nth=0", "href") == "/about/methods#covered"
    table = page.get_attribute("#map-shell noscript a, noscript a", "href")
    assert table.startswith("/api/v1/progress.csv")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_choice_changes_address_and_headlines_and_back_undoes_it(visit):
    """Scale and place go into the address; the headlines follow them both ways."""
    page = visit(path="")
    before = headlines(page)
    page.select_option("#level", "2")
    wait_for_query(page, lvl="2")
    wait_for_text(page, "#headline-list", "cells of 40\N{NO-BREAK SPACE}km")
    wait_for_text(page, "#headlines-scope", "cells of 40 km")
    page.fill("#country-search-input", "finl")
    page.keyboard.press("Enter")
    wait_for_query(page, lvl="2", c="FIN")
    wait_for_text(page, "#headline-list", "Finland:")
    page.get_by_role("button", name="Remove Finland").click()
    wait_for_query(page, lvl="2", c=None)
    for earlier in ({"lvl": "2", "c": "FIN"}, {"lvl": "2", "c": None}, {"lvl": None, "c": None}):
        page.go_back()
        wait_for_query(page, **earlier)
    wait_for_view(page, level="auto", countries=[])
    assert page.input_value("#level") == "0"
    wait_for_text(page, "#headlines-scope", "cells of 160 km")
    assert headlines(page) == before


def test_metric_region_and_unit_reach_the_map(visit):
    """What the bar says is what the map shows."""
    page = visit(path="")
    page.locator("#progress-bar").get_by_role("radio", name="Countries").check()
    page.select_option("#metric", "area")
    page.select_option("#region", "154")
    wait_for_query(page, by="countries", m="area", r="154")
    settle(page)
    assert view(page)["metric"] == "area"
    wait_for_text(page, "#map-title", "Area covered")


def test_surveys_are_chosen_and_the_last_one_cannot_be_left_out(visit):
    """Compilations are named as not counted; with nothing chosen all surveys count."""
    page = visit(path="")
    page.click("#surveys-button")
    panel = page.locator(".field-surveys .menu-panel")
    assert "Never counted" in panel.inner_text()
    boxes = panel.get_by_role("checkbox")
    boxes.first.uncheck()
    wait_for_query(
        page, sv="~".join(f"kola-c-horizon.{one}" for one in ("inaa", "xrf", "parameters"))
    )
    wait_for_text(page, "#surveys-chosen", "3 of 4")
    boxes.nth(1).uncheck()
    boxes.nth(2).uncheck()
    wait_for_query(page, sv="kola-c-horizon.parameters")
    boxes.nth(3).click()
    wait_for_query(page, sv=None)
    wait_for_text(page, "#surveys-chosen", "All surveys")
    page.wait_for_function(
        "() => document.querySelectorAll('#surveys input:checked').length === 4"
    )


def test_bad_addresses_are_answered_in_words(visit):
    """What the address asks for in vain is said; the page shows the rest."""
    page = visit("?lvl=sites&c=XXX&sv=igneous-rocks&colour=red", path="")
    text = page.inner_text("#map-notice")
    assert "XXX" in text
    assert "colour" in text


def test_the_simulated_campaign_is_marked_and_links_stay_in_it(visit, with_campaign):
    """From the real data to the campaign, through its pages, and back."""
    page = visit(address=with_campaign, path="")
    assert not page.locator(".simulated-line").count()
    page.click(".trial a")
    settle(page)
    assert urlsplit(page.url).query == "release=simulated"
    assert "measured nowhere" in page.inner_text(".simulated-line")
    open_menu(page, "Download")
    table = page.get_attribute("#download-csv", "href")
    named = parse_qs(urlsplit(table).query)["release"][0]
    assert len(named) == 12
    csv = page.request.get(with_campaign.rstrip("/") + table)
    assert csv.ok
    assert "SIMULATED" in csv.text()
    page.get_by_role("link", name="Map", exact=True).click()
    settle(page)
    assert "release=simulated" in page.url
    assert page.evaluate("window.dashWidgets.page.shareAddress('live')").count("simulated") == 1
    assert "measured nowhere" in page.inner_text(".simulated-line")
    page.click(".simulated-line a")
    settle(page)
    assert urlsplit(page.url).query == ""


def test_a_phone_shows_the_page_without_scrolling_sideways(visit):
    """At 360 px the controls unfold from the bar at the thumb."""
    page = visit(path="", width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert not page.is_visible("#level")
    page.get_by_role("button", name="Options").click()
    page.select_option("#level", "1")
    wait_for_query(page, lvl="1")
    page.get_by_role("button", name="Close").click()
    assert not page.is_visible("#level")


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_start_page_has_no_known_barrier(visit, theme, width):
    """With a country, a date and a changed scale."""
    page = visit(f"?theme={theme}&c=FIN&date=1995-12-31&lvl=1", path="", width=width, height=800)
    assert barriers(page, rules=RULES) == []
