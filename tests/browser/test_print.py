"""What a printed page says and shows."""

import pytest

from tests.browser.journey import settle
from tests.browser.test_progress_parts import DRAWN

pytestmark = pytest.mark.browser

STRATUM = "kola-c-horizon.aqua-regia"

# The text of A4 with margins of 12 mm, in CSS pixels.
SHEET = 703

# What sticks out of the sheet sideways, by id or class.
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.id || one.className || one.tagName)"""


def put_on_paper(page):
    if page.viewport_size["width"] != SHEET:
        page.set_viewport_size({"width": SHEET, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_function("() => document.documentElement.dataset.paper")


@pytest.mark.parametrize(
    ("path", "query", "asked"),
    [("data", "", ""), ("about/methods", "", ""), ("element/Cu", f"?s={STRATUM}", f"s={STRATUM}")],
)
def test_the_foot_says_where_the_page_lies(visit, live_server, path, query, asked):
    """With the frozen link, whatever else the address asks for, and no controls."""
    page = visit(query, path=path, wait=False)
    assert page.locator("#paper-foot").is_hidden()
    put_on_paper(page)
    link = page.locator("#paper-foot a")
    release = page.locator("#paper-foot").get_attribute("data-release")
    address = link.inner_text()
    assert address.startswith(f"{live_server}/{path}?")
    assert f"release={release}" in address
    assert asked in address
    assert link.get_attribute("href") == address
    assert page.locator("header nav").is_hidden()
    assert page.locator(".button:visible").count() == 0
    assert page.evaluate(TOO_WIDE) == []


def test_the_foot_follows_the_view(visit):
    """The link is of what is printed, not of what was opened."""
    page = visit(f"?s={STRATUM}&el=Cu")
    page.evaluate("window.gridmap.choose({ analyte: 'Ni' })")
    settle(page)
    put_on_paper(page)
    page.wait_for_function("() => document.querySelector('#paper-foot a').href.includes('el=Ni')")
    assert "release=" in page.locator("#paper-foot a").inner_text()
    # The first rows of the table twin, though it is closed on the screen.
    assert page.locator("#map-table tbody tr").count() > 5
    page.emulate_media(media="screen")
    page.wait_for_function("() => !document.querySelector('#map-table tbody tr')")


def test_what_is_fetched_late_is_fetched_before_printing(visit):
    """Ctrl+P waits for the charts, which are no wider than the sheet."""
    page = visit(path="", wait=False)
    page.wait_for_function(DRAWN)
    assert page.locator("#growth-charts .main-svg").count() == 0
    # A function that returns nothing: one that is returned would be called.
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed")
    put_on_paper(page)
    chart = page.locator("#growth-charts .main-svg").first
    assert chart.is_visible()
    assert chart.bounding_box()["height"] > 100
    assert page.locator(".paper-line", has_text="Not loaded").count() == 0
    assert page.evaluate(TOO_WIDE) == []


def test_long_tables_are_cut_and_say_so(visit):
    """Rows that are left out are counted; nothing is left out on the screen."""
    page = visit(path="", wait=False, width=SHEET)
    page.wait_for_function(DRAWN)
    rows = "#progress-table-body tbody tr"
    everything = page.locator(rows).count()
    most = int(page.locator("#paper-foot").get_attribute("data-rows"))
    assert everything > most
    put_on_paper(page)
    assert page.locator(f"{rows}:visible").count() == most
    assert f"rows 1 to {most} of {everything}" in page.inner_text(
        ".table-scroll + .paper-line, .table-scroll .paper-line"
    )
    page.emulate_media(media="screen")
    page.wait_for_function("() => !document.documentElement.dataset.paper")
    assert page.locator(f"{rows}:visible").count() == everything
    assert page.locator(".paper-line").count() == 0
