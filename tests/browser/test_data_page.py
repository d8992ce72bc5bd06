"""The page of a release's data in a browser: with scripts and without, on phones and paper."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_page_fits_its_screen(visit, width):
    """Tables scroll in their own boxes, the page does not scroll sideways."""
    page = visit(path="data", width=width, wait=False)
    assert page.locator("h1").inner_text() == "Data of this release"
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_page_is_read_without_scripts(visit):
    """Surveys, limits, files and the interface are there; what needs a script is not offered."""
    page = visit(path="data", wait=False, java_script_enabled=False)
    assert page.locator(".data-survey").count() == 2
    assert page.locator(".survey-map svg").first.is_visible()
    page.locator(".data-survey summary").first.click()
    assert page.locator(".data-survey table.limits").first.is_visible()
    assert not page.locator(".data-page .button").first.is_visible()


def test_citation_and_code_are_copied(visit, live_server):
    """A click copies the text beside the button, and says so."""
    page = visit(path="data", wait=False, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copies^='citation-']").first.click()
    page.locator("#toast:has-text('The citation is copied.')").wait_for()
    citation = page.locator(".citation").first.inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == citation
    page.locator(".example summary").first.click()
    page.locator("[data-copies='code-index-curl']").click()
    page.locator("#toast:has-text('The code is copied.')").wait_for()
    assert live_server in page.evaluate("navigator.clipboard.readText()")


def test_check_report_opens_under_its_own_policy(visit):
    """The report is readable, with its style, and nothing in it is refused."""
    page = visit(path="data", wait=False)
    page.locator("a:has-text('Check report')").first.click()
    page.locator("h1:has-text('Check of')").wait_for()
    assert page.locator("svg path.sites").count() == 1
    size = page.locator("h1").evaluate("one => getComputedStyle(one).fontSize")
    assert size == "25.6px"


def test_links_lead_to_the_map_of_the_same_release(visit):
    """From an analyte to its map, frozen where the page is."""
    page = visit(path="data", wait=False)
    release = page.locator("tr.this a").inner_text()
    page.locator("tr.this a").click()
    page.wait_for_url(f"**/data?release={release}")
    page.locator(".data-survey summary").first.click()
    page.locator("table.limits th a").first.click()
    page.wait_for_url(f"**/map?*release={release}*")


def test_paper_has_the_tables_and_no_buttons(visit):
    """What is folded is left out, tables are whole."""
    page = visit(path="data", wait=False)
    page.emulate_media(media="print")
    assert not page.locator(".data-page .button").first.is_visible()
    assert not page.locator(".contents").is_visible()
    assert page.locator(".survey-map svg").first.is_visible()
    overflow = page.locator(".data-page .scroll").first.evaluate(
        "one => getComputedStyle(one).overflowX"
    )
    assert overflow == "visible"
