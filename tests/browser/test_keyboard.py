"""A journey without a pointer: the map alone, from focus to leaving it."""

import pytest

from tests.browser.journey import settle, view, wait_for_query, wait_for_text

pytestmark = pytest.mark.browser

FINLAND = "window.gridmap.screen(26, 65)"


def spoken(page):
    """Return what the live region says."""
    return page.inner_text("#map-live")


def test_the_map_is_walked_by_keyboard_alone(visit):
    """Arrows walk cells and speak, Enter opens, + − zoom, Home resets, Escape leaves."""
    page = visit("?s=kola-c-horizon.aqua-regia&el=Cu&lvl=0")
    while page.evaluate("document.activeElement.className") != "gridmap-surface":
        page.keyboard.press("Tab")
    home = page.evaluate(FINLAND)

    page.keyboard.press("ArrowRight")
    first = spoken(page)
    page.keyboard.press("ArrowRight")
    second = spoken(page)
    page.keyboard.press("ArrowLeft")
    assert spoken(page) == first
    assert first != second
    cell = first.split(" · ")[0]
    assert cell.startswith("N4")
    assert "Cu " in first
    assert "results" in first

    page.keyboard.press("Enter")
    wait_for_query(page, cell=cell)
    wait_for_text(page, "#cell-details", cell)
    assert page.evaluate("document.activeElement.className") == "gridmap-surface"

    page.keyboard.press("+")
    page.wait_for_function(f"(x) => Math.abs({FINLAND}[0] - x) > 20", arg=home[0])
    settle(page)
    near = view(page)["viewport"][2]
    page.keyboard.press("-")
    page.keyboard.press("-")
    page.wait_for_function("(zoom) => window.gridmap.view().viewport[2] < zoom - 1", arg=near)
    page.keyboard.press("Home")
    page.wait_for_function(f"(x) => Math.abs({FINLAND}[0] - x) < 1", arg=home[0])
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(f"(x) => Math.abs({FINLAND}[0] - x) > 50", arg=home[0])

    page.keyboard.press("Escape")
    assert spoken(page) == ""
    assert page.evaluate("document.activeElement.className") == "gridmap-surface"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_countries_are_walked_by_keyboard_too(visit):
    """Where countries are coloured, arrows walk them and Enter chooses."""
    page = visit("?s=kola-c-horizon.aqua-regia&el=Cu&by=countries&v=26~65~3")
    page.focus(".gridmap-surface")
    page.keyboard.press("ArrowUp")
    assert spoken(page).startswith("Finland")
    page.keyboard.press("ArrowDown")
    assert spoken(page).startswith("Estonia")
    page.keyboard.press("Enter")
    wait_for_query(page, c="EST")


# What a pointer would meet in the middle of the element that has the focus.
COVERED = """() => {
  const one = document.activeElement;
  const { x, y, width, height } = one.getBoundingClientRect();
  const met = document.elementFromPoint(x + width / 2, y + height / 2);
  return one.contains(met) ? null : met?.className ?? 'nothing';
}"""


def test_the_map_that_stays_covers_no_focus(visit):
    """With long details beside it the map stays on the screen, below the table it goes under."""
    page = visit("?s=kola-c-horizon.aqua-regia&el=Cu&cell=N46E08&c=FIN~NOR&table=1")
    wait_for_text(page, "#cell-details", "N46E08")
    page.wait_for_selector("#country-details table")
    page.focus(".map-table-toggle")
    assert page.evaluate("scrollY") > 500
    assert page.evaluate(COVERED) is None
    page.keyboard.press("Tab")
    assert page.evaluate(COVERED) is None
