"""The parts below the map of the progress page, as a reader uses them."""

import csv
import io
from urllib.request import urlopen

import pytest

from tests.browser.barriers import RULES, barriers
from tests.browser.journey import view, wait_for_query

pytestmark = pytest.mark.browser

# Ranking, matrix and table are drawn, whatever of them there is to draw.
DRAWN = """() => window.gridmap?.view?.() && ['ranking', 'matrix', 'table'].every((part) =>
  document.querySelector(`#progress-${part}-body`)?.childElementCount)
  && document.querySelector('#reported-body')?.childElementCount"""

PLOTTED = """() => [...document.querySelectorAll('#growth-charts .js-plotly-plot')]
  .filter((plot) => plot._fullData?.length).length === 2"""


@pytest.fixture
def progress(visit, campaign):
    """Open the progress page of the campaign; `progress(query, …)` returns the page."""

    def opened(query="", **options):
        page = visit(query, address=campaign, path="", wait=False, **options)
        page.wait_for_function(DRAWN)
        return page

    return opened


def rows(page):
    return page.locator("#progress-table-body tbody tr")


def test_a_country_chosen_in_the_table_is_chosen_everywhere(progress):
    """Row, ranking or list of the others, address and view follow, and again when let go."""
    page = progress()
    button = page.locator("#progress-table-body [data-toggle-country=FIN]")
    button.focus()
    page.keyboard.press("Enter")
    wait_for_query(page, c="FIN")
    assert view(page)["countries"] == ["FIN"]
    page.wait_for_selector("#progress-table-body tr.chosen")
    pressed = page.locator("[data-toggle-country=FIN][aria-pressed=true]")
    assert pressed.count() >= 2
    page.wait_for_function(
        "() => document.querySelector('#reported-body').innerText.includes('Finland')"
    )
    # The keyboard stays where it was.
    assert page.evaluate("document.activeElement.dataset.toggleCountry") == "FIN"
    page.keyboard.press("Enter")
    wait_for_query(page, c=None)


def test_a_bar_is_as_good_as_the_name_beside_it(progress):
    """A click on a bar of the ranking chooses its country."""
    page = progress("?m=samples")
    track = page.locator("#progress-ranking-body .rank-track").first
    country = track.get_attribute("data-toggle-country")
    track.click()
    wait_for_query(page, c=country)
    page.wait_for_selector("#progress-ranking-body li.chosen .rank-bar")


def test_rows_of_reports_and_training_are_cards_on_a_phone(visit):
    """At 360 pixels nothing scrolls sideways, and each value has its heading beside it."""
    page = visit("?c=LAO", path="", wait=False, width=360, height=740)
    page.wait_for_selector("#reported-body .stacked tbody tr")
    page.wait_for_selector("#training-body .stacked tbody tr")
    for part in ("reported", "training"):
        beyond = page.evaluate(
            "(part) => [...document.querySelectorAll(`#${part}-body .scroll`)]"
            ".map((one) => one.scrollWidth - one.clientWidth)",
            part,
        )
        assert beyond
        assert max(beyond) <= 0
    heading = page.locator("#reported-body td[data-label]:not(.blank)").first
    assert heading.evaluate("(cell) => getComputedStyle(cell, '::before').content") != "none"


def test_a_pressed_head_sorts_the_table_and_is_part_of_the_address(progress):
    """The largest first; pressed again, the smallest; countries without a figure stay last."""
    page = progress()
    page.click("#progress-table-body [data-sort=samples]")
    wait_for_query(page, sort="-samples")
    page.wait_for_selector("#progress-table-body th[aria-sort=descending] [data-sort=samples]")
    page.click("#progress-table-body [data-sort=name]")
    wait_for_query(page, sort="name")
    page.wait_for_selector("#progress-table-body th[aria-sort=ascending] [data-sort=name]")
    assert rows(page).first.inner_text().startswith("Afghanistan")


def test_the_download_is_the_table_on_screen(progress):
    """Filter, columns and order of the page are those of the file."""
    page = progress("?cols=samples~land_cells&sort=-land_cells")
    page.fill("#progress-filter", "northern europe")
    page.wait_for_function(
        "() => document.querySelectorAll('#progress-table-body tbody tr').length < 60"
    )
    shown = [row.split("\n")[0].split("\t")[0].strip() for row in rows(page).all_inner_texts()]
    with urlopen(page.get_attribute("[data-download=csv]", "href").replace(
        "/", page.url.split("?")[0], 1
    )) as answer:  # fmt: skip
        lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
    table = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert list(table[0]) == ["iso3", "name", "land_cells", "samples"]
    assert [row["name"] for row in table] == [name.removesuffix("→").strip() for name in shown]


def test_columns_are_chosen_and_kept_in_the_address(progress):
    """A column taken away goes from table and address."""
    page = progress("?cols=samples~land_cells")
    page.click(".columns-menu > summary")
    page.uncheck("[data-column=samples]")
    wait_for_query(page, cols="land_cells")
    page.wait_for_function(
        "() => !document.querySelector('#progress-table-body [data-sort=samples]')"
    )


def test_plotly_comes_when_the_charts_come_near(progress):
    """Nobody who reads only the headlines pays for it."""
    asked = []
    page = progress(before=lambda page: page.on("request", lambda one: asked.append(one.url)))
    assert not [one for one in asked if "plotly" in one]
    page.locator("#progress-growth").scroll_into_view_if_needed()
    page.wait_for_function(PLOTTED)
    assert [one for one in asked if "plotly" in one]


def test_the_cursor_of_time_follows_the_days_that_are_played(progress):
    """It stands within the chart on a day of the series, and nowhere without one."""
    page = progress()
    page.locator("#progress-growth").scroll_into_view_if_needed()
    page.wait_for_function(PLOTTED)
    day = page.evaluate("""() => {
      const plot = document.querySelector('#growth-chart .js-plotly-plot');
      const [low, high] = plot._fullLayout.xaxis.range;
      return new Date((Date.parse(low) + Date.parse(high)) / 2).toISOString().slice(0, 10);
    }""")
    tell = """(date) => document.dispatchEvent(
      new CustomEvent('gridmap:day', { detail: { day: 1, date, playing: true } }))"""
    page.evaluate(tell, day)
    assert page.locator("#growth-charts .time-cursor").first.is_visible()
    page.evaluate(tell, None)
    assert page.locator("#growth-charts .time-cursor").first.is_hidden()


def test_an_element_leads_to_its_map(progress):
    """From the periodic table to the map of the element, of the same release."""
    page = progress()
    link = page.locator("#progress-matrix-body .periodic .analyte:not([data-step='0'])").first
    symbol = link.locator(".symbol").inner_text()
    link.click()
    page.wait_for_url("**/map?*")
    assert f"el={symbol}" in page.url


def test_arrow_keys_move_in_the_matrix(progress):
    """One stop of the tab key, and arrows to every figure."""
    page = progress()
    page.locator(".matrix thead a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    place = page.evaluate("""() => {
      const cell = document.activeElement.closest('td, th');
      return [cell.parentElement.rowIndex, cell.cellIndex];
    }""")
    assert place == [1, 2]
    assert page.locator(".matrix [tabindex='0']").count() == 1


@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_below_the_map_is_wider_than_the_page(progress, width):
    """Tables scroll in their own boxes."""
    page = progress(width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_parts_have_no_barriers(progress, theme):
    """The rules of WCAG 2.2 A and AA that a machine can check."""
    page = progress(f"?theme={theme}")
    assert barriers(page, ".progress-parts", RULES) == []
