"""Journeys over the pages of elements, which the server sends whole."""

import re

import pytest

from tests.browser.journey import settle, wait_for_text
from tests.browser.test_country_page import OVERFLOW

pytestmark = pytest.mark.browser


def opened(visit, path, **options):
    """Open a page of an element; it is there at once."""
    page = visit(path=path, wait=False, **options)
    page.wait_for_selector(".place-footer")
    return page


def test_an_element_is_read_and_leads_to_its_maps(visit):
    """From copper's thresholds to another stratum, and to the map around the highest cell."""
    page = opened(visit, "element/copper")
    assert page.url.endswith("/element/Cu")
    assert page.inner_text("h1") == "Copper (Cu)"
    assert page.title().startswith("Copper (Cu) – ")
    page.click(".element-chooser a:has-text('Igneous')")
    page.wait_for_url("**/element/Cu?s=igneous-rocks#stratum")
    wait_for_text(page, "#stratum-title", "gneous rocks")
    assert "not ranked" in page.inner_text("#countries")
    page.go_back()
    cell = page.inner_text("#cells tbody th >> nth=0")
    page.click("#cells tbody a >> nth=0")
    settle(page)
    assert page.evaluate("window.gridmap.view().cell") == cell


def test_a_page_of_an_element_is_read_without_scripts(visit):
    """Drawings are in the page itself and as wide as it; texts are not scaled."""
    page = opened(visit, "element/Ni", java_script_enabled=False)
    for selector in (".element-box", ".element-curve", ".element-interval"):
        assert page.locator(selector).first.bounding_box()["width"] > 60
    assert page.locator("script[src*='dash']").count() == 0


@pytest.mark.parametrize("path", ["element/Cu", "element/Au", "element/pH", "element/Rh"])
def test_pages_of_elements_fit_a_phone(visit, path):
    """Nothing is wider than the screen; tables scroll in their own boxes."""
    page = opened(visit, path, width=360, height=740)
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("path", ["element/Cu", "element/Fe", "element/Rh"])
def test_an_element_prints_on_two_sheets(visit, path):
    """With name, figures, drawings and the address it was printed from."""
    page = opened(visit, path)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert 1 <= len(sheets) <= 2


def test_pages_of_elements_work_under_a_prefix(visit, prefixed):
    """Requests outside the prefix fail this journey."""
    page = opened(visit, "element/Cu", address=prefixed)
    page.click("#countries a:has-text('Finland')")
    page.wait_for_url(f"{prefixed}country/FIN")
    page.wait_for_selector("#medians")
    page.click("#medians th a:text-is('Cu')")
    page.wait_for_url(f"{prefixed}element/Cu?s=*")
    assert page.inner_text("h1") == "Copper (Cu)"
