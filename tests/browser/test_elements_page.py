"""Journeys over the page of elements together: figures and map choose the same cells."""

import pytest

from tests.browser.barriers import barriers
from tests.browser.journey import settle, wait_for_query, wait_for_view
from tests.browser.test_country_page import OVERFLOW

pytestmark = pytest.mark.browser

KOLA = "?s=kola-c-horizon.aqua-regia&lvl=1"

RESTS = """(name) => {
  const plot = document.querySelector(`#${name}-chart .js-plotly-plot`);
  return plot?.querySelector('.scatterlayer .point') && plot.dataset.alive;
}"""


def opened(visit, query=KOLA, **options):
    """Open the page and wait for its map and controls."""
    return visit(query, path="elements", **options)


def reach(page, part):
    """Go to a part, which is asked for when it comes near, and wait for its words."""
    page.locator(f"#together-{part}").scroll_into_view_if_needed()
    page.wait_for_function(
        "(part) => document.querySelector(`#${part}-words`).textContent.length > 20", arg=part
    )
    page.locator(f"#together-{part}").scroll_into_view_if_needed()


def test_points_chosen_in_the_biplot_are_cells_of_the_map_and_back(visit):
    """A rectangle in the biplot, one on the map, the back button: always the same cells."""
    page = opened(visit)
    reach(page, "biplot")
    page.wait_for_function(RESTS, arg="biplot")
    box = page.locator("#biplot-chart .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 5, steps=4)
    page.mouse.up()
    page.wait_for_function("() => window.gridmap.view().cells.length > 1")
    cells = page.evaluate("window.gridmap.view().cells")
    wait_for_query(page, cells="~".join(cells))
    assert f"{len(cells)} cells" in page.inner_text("#cells-line")
    page.wait_for_function(
        """(n) => document.querySelector('#biplot-chart .js-plotly-plot').data
          .filter(({ meta }) => meta === 'cells')
          .reduce((sum, { selectedpoints }) => sum + (selectedpoints?.length ?? 0), 0) === n""",
        arg=len(cells),
    )
    # On the map: first one cell, then one more, with the keyboard.
    page.locator("#map").scroll_into_view_if_needed()
    page.focus("#map [role=application]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("(n) => window.gridmap.view().cells.length !== n", arg=len(cells))
    page.go_back()
    wait_for_view(page, cells=cells)
    page.click("[data-does=clear-cells]")
    wait_for_view(page, cells=[])
    assert page.locator("#cells-line").is_hidden()


def test_an_address_shows_its_cells_and_anomalies_lead_to_theirs(visit):
    """The threshold in the address; a row of the list chooses its cell and moves the map there."""
    page = opened(visit, f"{KOLA}&map=anomalies&thr=fence")
    assert "inner fence" in page.inner_text("#map-title")
    reach(page, "anomalies")
    button = page.locator("#anomalies-table [data-cell]").first
    cell = button.inner_text()
    button.click()
    wait_for_view(page, cells=[cell])
    assert page.evaluate("window.gridmap.view().viewport")


def test_a_list_of_minerals_says_what_is_missing_and_a_number_opens_its_pair(visit):
    """Elements by a list, then the pair of a correlation, both in the address."""
    page = opened(visit)
    page.click("#members-button")
    page.click("[data-set='eu-2024']")
    page.click("#members-dialog [data-does=close-dialog]")
    wait_for_view(page, preset="eu-2024")
    assert "Missing: " in page.inner_text("#preset-words")
    assert "Left out: " in page.inner_text("#map-words")
    reach(page, "correlation")
    number = page.locator("#correlation-body td button").first
    x, y = number.get_attribute("data-x"), number.get_attribute("data-y")
    number.click()
    wait_for_view(page, analyte=x, pair=y)
    wait_for_query(page, list="eu-2024", el=x, y=y)


def test_too_few_elements_for_a_map_are_no_failure(visit):
    """The page says how many it takes; nothing fails, and more elements give the map."""
    page = opened(visit, f"{KOLA}&els=Cu")
    assert "at least two elements" in page.inner_text("#map-notice")
    assert page.locator("#map-words details").is_hidden()
    page.evaluate("window.gridmap.choose({ elements: ['Cu', 'Ni', 'Co'] })")
    page.wait_for_selector("#map-words details:not([hidden])")
    assert "of the variance" in page.inner_text("#map-words")
    assert "at least two elements" not in page.inner_text("#map-notice")


@pytest.mark.parametrize("width", [360, 768])
def test_narrow_screens_hold_the_page(visit, width):
    """Tables scroll in their frames, the page does not; nothing is in the way of a reader."""
    page = opened(visit, width=width)
    for part in ("heat", "spider", "correlation", "anomalies"):
        reach(page, part)
    settle(page)
    assert page.evaluate(OVERFLOW) == []
    assert barriers(page) == []
