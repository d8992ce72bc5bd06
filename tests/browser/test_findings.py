"""The findings of docs/findings.md in the browser: their links, and what follows what on them."""

import pytest

from tests.browser.journey import place_of, title, wait_for_query, wait_for_text, wait_for_view
from tests.browser.test_elements_page import RESTS, reach
from tests.conftest import serving
from tests.findings import findings

pytestmark = pytest.mark.browser

TOLD = findings()
LINKS = [
    pytest.param(link, id=f"{name}-{k}")
    for name, finding in TOLD.items()
    for k, link in enumerate(finding.links)
]

# Whether so many points of a chart are chosen.
CHOSEN = """([name, count]) => document.querySelector(`#${name}-chart .js-plotly-plot`).data
  .filter(({ meta }) => meta === 'cells')
  .reduce((sum, { selectedpoints }) => sum + (selectedpoints?.length ?? 0), 0) === count"""

# The ratios x / y of the points of the pair that are chosen.
RATIOS = """() => document.querySelector('#pair-chart .js-plotly-plot')._fullData
  .filter(({ meta }) => meta === 'cells')
  .flatMap(({ x, y, selectedpoints }) => (selectedpoints ?? []).map((i) => x[i] / y[i]))"""

# Sum over the pixels of all layers of the map.
PICTURE = """() => [...document.querySelectorAll('#map canvas')].reduce((sum, canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (const word of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + word) | 0;
  return sum;
}, 0)"""

# The first column of a table of figures: whether these and only these are compared.
COMPARED = """(names) => {
  const heads = [...document.querySelectorAll('#compare-statistics-body tbody th')];
  const found = heads.slice(0, -1).map((head) => head.textContent);
  return found.join() === names.join();
}"""

RINGED = """(name) => {
  const ring = document.querySelector(`#${name}-frame .point-ring`);
  return Boolean(ring) && !ring.hidden;
}"""


@pytest.fixture(scope="module")
def public_server(original_releases):
    """Address of a server over the public surveys, where their files are beside the project."""
    with serving(original_releases) as address:
        yield address


def opened(visit, request, link):
    """Open a link of a finding on the server that has its survey."""
    shipped = any(one in link for one in ("s=kola", "s=igneous"))
    more = {} if shipped else {"address": request.getfixturevalue("public_server")}
    path, _, query = link[1:].partition("?")
    return visit(f"?{query}", path=path, **more)


def shown(page, part):
    """Go to a part of the page of comparison and wait until its figures are there."""
    page.locator(f"#compare-{part}").scroll_into_view_if_needed()
    page.wait_for_function(
        "(part) => document.querySelector(`#compare-${part} table`)?.rows.length > 1", arg=part
    )


@pytest.mark.parametrize("link", LINKS)
def test_a_link_shows_what_it_says(visit, request, link):
    """Nothing is left out of the view without notice, and there is none."""
    page = opened(visit, request, link)
    assert page.inner_text("#map-notice") == ""
    assert len(title(page)) > 10
    for key, value in (part.split("=") for part in link.partition("?")[2].split("&")):
        wait_for_query(page, **{key: value})


def test_choosing_countries_changes_figures_and_pairs_and_back_undoes_it(visit, request):
    """Strontium: Russia's outliers leave box plots, table and pairs with Russia."""
    page = opened(visit, request, TOLD["Strontium"].links[0])
    shown(page, "boxes")
    wait_for_text(page, "#compare-boxes-words", "Highest median: Russia")
    shown(page, "statistics")
    page.wait_for_function(COMPARED, arg=["Russia", "Norway", "Finland"])
    for typed, chosen in (("norw", "NOR"), ("finl", "NOR~FIN")):
        page.fill("#country-search-input", typed)
        page.wait_for_selector("#country-search [role=option]")
        page.keyboard.press("Enter")
        wait_for_query(page, c=chosen)
    page.wait_for_function(COMPARED, arg=["Norway", "Finland"])
    wait_for_text(page, "#compare-boxes-words", "Highest median: Norway")
    shown(page, "pairs")
    page.wait_for_function(
        "() => document.querySelectorAll('.compare-pairs-table tbody tr').length === 1"
    )
    page.go_back()
    wait_for_query(page, c="NOR")
    page.go_back()
    wait_for_query(page, c=None)
    page.wait_for_function(COMPARED, arg=["Russia", "Norway", "Finland"])
    wait_for_text(page, "#compare-boxes-words", "Highest median: Russia")


def test_pointing_at_khibiny_tells_both_strata(visit, request):
    """One cell, on each map by its own element and method."""
    page = opened(visit, request, TOLD["Strontium"].links[0])
    x, y = page.evaluate("() => window.gridmap.screen(33.55, 67.78)")
    page.locator(".pane-map").nth(1).hover(position={"x": x, "y": y})
    cards = page.locator(".map-card:not([hidden])").all_inner_texts()
    assert len(cards) == 2
    cells = {card.splitlines()[0] for card in cards}
    assert len(cells) == 1
    assert [card.splitlines()[1].split()[0] for card in cards] == ["Sr", "La"]


def test_cells_of_vanuatu_on_the_map_lie_low_in_niobium_in_the_pair(visit, request):
    """A rectangle on the map chooses points; both sides ring the other; back, and a link of it."""
    link = TOLD["Niobium"].links[0]
    page = opened(visit, request, link)
    reach(page, "pair")
    page.wait_for_function(RESTS, arg="pair")
    page.locator("#map").scroll_into_view_if_needed()
    before = page.evaluate(PICTURE)
    (left, top), (right, bottom) = place_of(page, 165.5, -12), place_of(page, 171, -21.5)
    page.keyboard.down("Shift")
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_function("() => window.gridmap.view().cells.length > 3")
    cells = page.evaluate("window.gridmap.view().cells")
    wait_for_query(page, cells="~".join(cells))
    page.wait_for_function(CHOSEN, arg=["pair", len(cells)])
    assert max(page.evaluate(RATIOS)) < 0.4  # of Iceland, Ethiopia and Kenya half are above 1.16
    page.mouse.move(0, 0)
    assert page.evaluate(PICTURE) != before  # they stand out

    page.mouse.move(*place_of(page, 167.5, -15.5))
    page.wait_for_function(RINGED, arg="pair")
    page.go_back()
    wait_for_view(page, cells=[])
    page.wait_for_function(CHOSEN, arg=["pair", 0])
    page.mouse.move(0, 0)
    page.wait_for_function(f"(before) => ({PICTURE})() === before", arg=before)


def test_mafic_cells_chosen_in_the_biplot_are_lit_on_the_map_and_a_link_keeps_them(visit, request):
    """Nickel: the half of the biplot towards magnesium; a second reader sees the same cells."""
    link = TOLD["Nickel"].links[0]
    page = opened(visit, request, link)
    before = page.evaluate(PICTURE)
    reach(page, "biplot")
    page.wait_for_function(RESTS, arg="biplot")
    box = page.locator("#biplot-chart .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 20, box["y"] + box["height"] - 4, steps=4)
    page.mouse.up()
    page.wait_for_function("() => window.gridmap.view().cells.length > 5")
    cells = page.evaluate("window.gridmap.view().cells")
    wait_for_query(page, cells="~".join(cells))
    page.wait_for_function(CHOSEN, arg=["biplot", len(cells)])
    assert page.evaluate(PICTURE) != before

    other = opened(visit, request, f"{link}&cells={'~'.join(cells)}")
    assert other.evaluate("window.gridmap.view().cells") == cells
    reach(other, "biplot")
    other.wait_for_function(RESTS, arg="biplot")
    other.wait_for_function(CHOSEN, arg=["biplot", len(cells)])
