"""Journeys from element to element: by keyboard, by search, and what each costs."""

import re

import pytest

from tests.browser.journey import (
    CHECKSUM,
    bounds,
    settle,
    title,
    wait_for_query,
    wait_for_text,
    wait_for_view,
)

pytestmark = pytest.mark.browser

KOLA = "?s=kola-c-horizon.aqua-regia&el=Cu"


def test_an_element_is_picked_by_keyboard_and_by_search_and_back_restores(visit):
    """Address, title, legend and map follow every step, forward and back."""
    page = visit(KOLA)
    seen = [(title(page), bounds(page), page.evaluate(CHECKSUM))]

    page.focus("#element-button")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # from copper to zinc
    page.keyboard.press("Enter")
    wait_for_view(page, analyte="Zn")
    wait_for_query(page, el="Zn")
    wait_for_text(page, "#map-title", "Zinc (Zn)")
    seen.append((title(page), bounds(page), page.evaluate(CHECKSUM)))

    page.keyboard.press("Enter")  # the focus is back on the button
    page.keyboard.type("nick")
    page.wait_for_selector("#element-search [role=option]")
    page.keyboard.press("Enter")
    wait_for_view(page, analyte="Ni")
    wait_for_text(page, "#map-title", "Nickel (Ni)")
    seen.append((title(page), bounds(page), page.evaluate(CHECKSUM)))
    for part in range(3):
        assert len({str(one[part]) for one in seen}) == 3
    assert page.title().startswith("Nickel (Ni)")

    for move, expected in (("back", 1), ("back", 0), ("forward", 1), ("forward", 2)):
        getattr(page, f"go_{move}")()
        wait_for_text(page, "#map-title", seen[expected][0])
        settle(page)
        assert (title(page), bounds(page), page.evaluate(CHECKSUM)) == seen[expected]
    wait_for_text(page, "#element-button", "Nickel")


def test_the_next_five_elements_cost_one_vector_each(visit):
    """No geometry, no coverage, no callback, nothing of Dash is fetched again."""
    page = visit(KOLA)
    # The last question that a page asks by itself, half a second after those before it.
    page.wait_for_function("() => document.querySelector('#date-label').textContent")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for element in ("Ni", "Zn", "Pb", "Co", "As"):
        page.evaluate("(analyte) => window.gridmap.choose({analyte})", element)
        wait_for_text(page, "#map-title", f"({element})")
        page.wait_for_load_state("networkidle")
    # The browser looks at its cached icon whenever the address changes.
    asked = [url for url in asked if not url.endswith("icon.svg")]
    parts = [re.sub(r".*/releases/\w+/strata/", "", url) for url in asked]
    assert parts == [
        f"kola-c-horizon.aqua-regia/{element}/level-3.bin"
        for element in ("Ni", "Zn", "Pb", "Co", "As")
    ]


def test_an_element_seen_before_costs_nothing(visit):
    """Going back to an element transfers no byte."""
    page = visit(KOLA)
    page.evaluate("window.gridmap.choose({analyte: 'Ni'})")
    wait_for_text(page, "#map-title", "(Ni)")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("window.gridmap.choose({analyte: 'Cu'})")
    wait_for_text(page, "#map-title", "(Cu)")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/api/" in url] == []


# Cells of the periodic table whose parts lie over one another or stick out.
CROWDED = """() => [...document.querySelectorAll('.periodic .analyte')].filter((cell) => {
  const range = document.createRange();
  const frame = cell.getBoundingClientRect();
  const boxes = [...cell.children].filter((part) => part.textContent).map((part) => {
    range.selectNodeContents(part);
    return range.getBoundingClientRect();
  });
  const apart = (a, b) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5
    || a.bottom <= b.top + 2 || b.bottom <= a.top + 2;
  return boxes.some((box, i) => box.right > frame.right + 0.5
    || boxes.slice(i + 1).some((other) => !apart(box, other)));
}).map((cell) => cell.textContent)"""


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_the_periodic_table_is_legible_at_every_width(visit, width):
    """Number, count and symbol of a cell have room beside each other."""
    page = visit(KOLA, width=width)
    page.click("#element-button")
    page.wait_for_selector("#element-dialog[open]")
    assert page.evaluate(CROWDED) == []


def test_the_map_is_painted_and_works_while_dash_is_kept_away(visit):
    """Map, legend and keyboard need none of Dash's bundles."""
    blocked = []

    def block(page):
        page.route(
            re.compile(r"_dash-|/assets/|/start/"),
            lambda route: (blocked.append(route.request.url), route.abort()),
        )

    page = visit(KOLA, wait=False, before=block, allowed="ERR_FAILED")
    page.wait_for_function("() => window.gridmap?.ready.then(() => true)")
    wait_for_text(page, "#legend", "Classes fixed to the stratum")
    assert title(page) == "Copper (Cu), median, mg/kg"
    before = page.evaluate(CHECKSUM)
    page.focus(".gridmap-surface")
    page.keyboard.press("+")
    page.wait_for_function("(sum) => (" + CHECKSUM + ")() !== sum", arg=before)
    assert blocked
    assert page.locator("#statistic").count() == 0
