"""Journeys over the pages of countries and regions."""

import re

import pytest

from tests.browser.journey import wait_for_text

pytestmark = pytest.mark.browser

# What sticks out sideways of the screen, by id or class.
OVERFLOW = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll('body *')].filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1).map((e) => e.id || e.className)
  : []"""


def opened(visit, path, **options):
    """Open a page of a country or region and wait until map and parts are there."""
    page = visit(path=path, wait=False, **options)
    page.wait_for_selector(".place-footer")
    page.wait_for_selector("#map canvas")
    page.wait_for_selector(".legend-title")
    return page


def test_a_country_is_shown_with_its_map_and_leads_to_its_neighbours_and_elements(visit):
    """From Finland to Norway, to the map of copper there, and to the region."""
    page = opened(visit, "country/FIN")
    assert page.inner_text("h1") == "Finland"
    assert page.evaluate("window.gridmap.view().countries") == ["FIN"]
    assert "188 in 1995" in page.inner_text(".place-summary")
    page.click("#neighbours a:has-text('Norway')")
    page.wait_for_url("**/country/NOR")
    wait_for_text(page, "#page-title", "Norway")
    page.wait_for_selector("#elements")
    page.click("#elements li[title^='Copper'] a")
    page.wait_for_url("**/map?*")
    page.wait_for_selector(".chip[data-remove-country=NOR]")
    wait_for_text(page, "#map-title", "Copper (Cu)")
    page.go_back()
    page.wait_for_selector(".crumbs")
    page.click(".crumbs a:has-text('Northern Europe')")
    page.wait_for_url("**/region/154")
    wait_for_text(page, "#page-title", "Northern Europe")
    page.wait_for_selector("#countries a:has-text('Finland')")
    assert page.evaluate("window.gridmap.view().region") == "154"


def test_a_citation_is_copied(visit):
    """The button copies what stands above it and says so."""
    page = opened(visit, "country/FIN", permissions=["clipboard-read", "clipboard-write"])
    citation = page.inner_text("#citation-kola-c-horizon")
    page.click("[data-copies=citation-kola-c-horizon]")
    wait_for_text(page, "#toast", "The citation is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == citation


def test_pages_fit_a_phone(visit):
    """Nothing is wider than the screen; tables scroll in their own boxes."""
    for path in ("country/FIN", "country/LAO", "region/150"):
        page = opened(visit, path, width=360, height=740)
        assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("path", ["country/FIN", "country/LAO", "country/CHN", "country/SGP"])
def test_a_country_prints_on_two_sheets(visit, path):
    """With name, summary and the address it was printed from."""
    page = opened(visit, path)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert 1 <= len(sheets) <= 2


def test_pages_of_places_work_under_a_prefix(visit, prefixed):
    """Requests outside the prefix fail this journey."""
    page = opened(visit, "country/FIN", address=prefixed)
    page.click(".crumbs a:has-text('Europe')")
    page.wait_for_url(f"{prefixed}region/150")
    page.wait_for_selector("#countries")


def test_an_unknown_country_is_answered_by_its_likely_names(visit):
    """The page says what is wrong and leads on."""
    page = visit(path="country/FIM", wait=False, allowed="404")
    page.wait_for_selector("#react-entry-point h1")
    assert page.inner_text("#react-entry-point h1") == "Page not found"
    page.click("a:has-text('Finland (FIN)')")
    page.wait_for_url("**/country/FIN")
    wait_for_text(page, "#page-title", "Finland")
