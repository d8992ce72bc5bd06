"""What a reader does on the page of comparison: maps that move as one, and what they say."""

import csv
import io

import pytest

from tests.browser.barriers import RULES, barriers
from tests.browser.journey import (
    PAINTED,
    open_menu,
    settle,
    view,
    wait_for_query,
    wait_for_text,
    wait_for_view,
)

pytestmark = pytest.mark.browser

KOLA = "kola-c-horizon.aqua-regia"

# Sum over the pixels of each coloured layer.
CHECKSUMS = """() => [...document.querySelectorAll('.gridmap-base')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (const word of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + word) | 0;
  return sum;
})"""

# Which maps have other pixels after each frame while all of them change.
FRAMES = """(change) => new Promise((done) => {
  const sums = %s;
  let before = sums();
  const frames = [];
  const step = () => {
    const now = sums();
    frames.push(now.map((sum, k) => sum !== before[k]));
    before = now;
    if (frames.length < 4) requestAnimationFrame(() => setTimeout(step));
    else done(frames);
  };
  window.gridmap.choose(change);
  requestAnimationFrame(() => setTimeout(step));
})""".replace("%s", CHECKSUMS)


# How often each layer of the maps is drawn from now on: colours, lines, what is over them.
COUNT_DRAWINGS = """() => {
  const { prototype } = CanvasRenderingContext2D;
  window.drawings = {};
  const layer = ({ canvas }) => /gridmap-(base|lines|overlay)/.exec(canvas.className)?.[1];
  const drawn = [['putImageData', 'base'], ['clearRect', 'lines'], ['clearRect', 'overlay']];
  for (const [name, on] of drawn) {
    const draw = prototype[name];
    prototype[name] = function (...values) {
      if (layer(this) === on) window.drawings[on] = (window.drawings[on] ?? 0) + 1;
      return draw.apply(this, values);
    };
  }
}"""

# Entries of lists that were made anew: those of the maps' heads have hundreds.
COUNT_OPTIONS = """() => {
  const { replaceChildren } = HTMLSelectElement.prototype;
  window.listed = 0;
  HTMLSelectElement.prototype.replaceChildren = function (...children) {
    window.listed += children.length;
    return replaceChildren.apply(this, children);
  };
}"""


def drawings(page, change: dict) -> dict[str, int]:
    """Change the view; return how often each layer of all maps was drawn for that."""
    page.evaluate("window.drawings = {}")
    page.evaluate("(change) => window.gridmap.choose(change)", change)
    settle(page)
    page.wait_for_load_state("networkidle")
    page.evaluate(PAINTED)
    return page.evaluate("window.drawings")


def cards(page) -> list[str]:
    """Return the texts of the cards that are shown."""
    return page.locator(".map-card:not([hidden])").all_inner_texts()


def rows(page) -> list[list[str]]:
    """Return the rows of the table twin's page."""
    return page.evaluate(
        """() => [...document.querySelectorAll('#map-table tbody tr')].map((row) =>
          [...row.cells].map((cell) => cell.textContent))"""
    )


@pytest.mark.frames
def test_maps_move_together_and_ring_the_same_cell(visit):
    """Panning one moves all in one frame; hovering one tells the cell's value in each."""
    page = visit(f"?s={KOLA}&el=Cu&p2=el.Ni&p3=stat.max&p4=el.As&lvl=2", path="compare")
    assert page.locator(".pane-frame .gridmap-surface").count() == 4
    moved = page.evaluate(FRAMES, {"viewport": [30, 68.5, 5.5]})
    assert moved[0] == [True] * 4
    assert moved[-1] == [False] * 4
    third = page.locator(".pane-frame").nth(2)
    x, y = page.evaluate("() => window.gridmap.screen(29.5, 68.6)")
    third.hover(position={"x": x, "y": y})
    told = cards(page)
    assert len(told) == 4
    assert len({one.splitlines()[0] for one in told}) == 1
    assert [one.splitlines()[1].split()[0] for one in told] == ["Cu", "Ni", "Cu", "As"]
    third.click(position={"x": x, "y": y})
    assert view(page)["cell"].startswith("N4")
    page.keyboard.press("ArrowRight")
    heard = page.text_content("#map-live")
    assert all(f"Map {number}:" in heard for number in (1, 2, 3, 4))


@pytest.mark.frames
def test_another_element_is_on_all_maps_at_once(visit):
    """Once its vectors are there, a choice for all maps is on screen within two frames."""
    page = visit(f"?s={KOLA}&el=Cu&p2=stat.max&p3=stat.min&lvl=2", path="compare")
    others = {"pane2": ["stat.max"], "pane3": ["stat.min"]}
    for element in ("Ni", "Cu"):  # twice, so that all vectors are here
        page.evaluate("(patch) => window.gridmap.choose(patch)", {"analyte": element, **others})
        wait_for_view(page, analyte=element, **others)
    frames = page.evaluate(FRAMES, {"analyte": "Ni"})
    changed = [i for i, frame in enumerate(frames) if any(frame)]
    assert len(changed) == 1
    assert changed[0] <= 1
    assert frames[changed[0]] == [True] * 3


def test_heads_choose_for_one_map(visit):
    """Survey, element, statistic and countries of one map; one more map, one fewer."""
    page = visit(f"?s={KOLA}&el=Cu", path="compare")
    page.select_option("#pane2-stratum", KOLA)
    page.click("#pane2-element")
    page.click("#element-dialog [data-analyte=Ni]")
    page.select_option("#pane2-statistic", "max")
    page.select_option("#pane2-countries", "FIN")
    wait_for_query(page, s=KOLA, el="Cu", p2="el.Ni~stat.max~c.FIN")
    page.click(".pane-add:visible")
    wait_for_query(page, p3="el.Ni~stat.max~c.FIN")
    page.locator(".pane-remove").nth(0).click()
    wait_for_query(page, el="Ni", stat="max", c="FIN", p2="a", p3=None)
    page.go_back()
    wait_for_query(page, el="Cu", p3="el.Ni~stat.max~c.FIN")


def test_difference_ratio_swipe_and_refusals(visit):
    """What can be subtracted is, with words for which minus which; what cannot stays apart."""
    page = visit(f"?s={KOLA}&el=Cu&p2=el.Ni&lvl=2", path="compare")
    page.select_option("#mode", "difference")
    wait_for_text(page, "#map-notice", "differ in kind")
    assert view(page)["mode"] == "panes"
    page.select_option("#mode", "ratio")
    wait_for_text(page, "#map-title", "Map 2 divided by map 1")
    settle(page)
    assert page.locator(".gridmap-surface").count() == 1
    wait_for_text(page, "#legend", "Ni exceeds Cu")
    page.select_option("#mode", "swipe")
    divider = page.locator(".swipe-divider")
    divider.focus()
    page.keyboard.press("PageDown")
    assert divider.get_attribute("aria-valuenow") == "40"
    page.wait_for_function("() => document.querySelectorAll('.gridmap-surface').length === 2")
    assert "40%" in page.locator(".pane-map").nth(1).get_attribute("style")


def test_four_maps_draw_once_what_a_step_changes(visit):
    """Another element draws colours only, another place every layer, and asks for no figures."""
    page = visit(f"?s={KOLA}&el=Cu&p2=stat.max&p3=stat.min&p4=stat.n&lvl=2", path="compare")
    panes = {name: view(page)[name] for name in ("pane2", "pane3", "pane4")}
    page.wait_for_load_state("networkidle")
    page.evaluate(COUNT_DRAWINGS)
    page.evaluate(COUNT_OPTIONS)
    assert drawings(page, {"analyte": "Ni", **panes}) == {"base": 4}
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    moved = drawings(page, {"viewport": [30, 68, 5]})
    assert moved == {"base": 4, "lines": 4, "overlay": 4}
    assert [url for url in asked if "_dash-update-component" in url] == []
    assert drawings(page, {"cell": "N46E08.2"}) == {"base": 4, "overlay": 4}
    assert page.evaluate("window.listed") == 0


def test_table_twin_equals_the_download(visit):
    """Rows and values of the table are those of the CSV file, difference included."""
    page = visit(f"?s={KOLA}&el=Cu&p2=stat.max&mode=difference&lvl=0&table=1", path="compare")
    page.locator("details.menu > summary", has_text="Download").click()
    address = page.get_attribute("#download-csv", "href")
    text = page.evaluate("async (address) => (await fetch(address)).text()", address)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    told = {row["cell"]: row for row in csv.DictReader(io.StringIO("\n".join(lines)))}
    found = {row[0]: row for row in rows(page)}
    assert found.keys() == told.keys()
    for cell, row in found.items():
        if told[cell]["difference_state"] != "measured":
            assert row[2] == told[cell]["difference_state"]
            continue
        shown = float(row[2].replace("+ ", "").replace("− ", "-").replace(",", ""))
        assert shown == pytest.approx(float(told[cell]["difference"]), rel=6e-3)
        assert float(row[3].replace(",", "")) == pytest.approx(
            float(told[cell]["value_1"]), rel=6e-4
        )


def test_map_leads_to_the_comparison_of_its_view(visit):
    """The map's view is the first of the maps compared."""
    page = visit(f"?s={KOLA}&el=Ni&stat=max&c=FIN")
    open_menu(page, "View")
    page.click("#compare-link")
    page.wait_for_url("**/compare?**")
    settle(page)
    shown = view(page)
    assert (shown["analyte"], shown["statistic"], shown["countries"]) == ("Ni", "max", ["FIN"])
    assert page.locator(".gridmap-surface").count() == 2


def test_names_of_columns_stay_over_their_figures(visit):
    """Of forty countries most columns are out of view; their names do not lie on others."""
    page = visit("?s=igneous-rocks&el=Cu", path="compare")
    # Each part comes as the reader nears it, and what comes above it moves it away.
    page.wait_for_function(
        """() => document.querySelector('.compare-matrix td')
          ?? void document.querySelector('#compare-pairs')?.scrollIntoView()"""
    )
    apart = page.evaluate(
        """() => [...document.querySelectorAll('.compare-matrix th.turned')].map((head, i) => {
          const row = document.querySelector('.compare-matrix tbody tr');
          const left = (element) => element.getBoundingClientRect().left;
          return Math.abs(left(head) - left(row.cells[i + 1]));
        })"""
    )
    assert len(apart) == 40
    assert max(apart) < 1


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark"), (768, "contrast")])
def test_maps_have_no_known_barrier_and_fit(visit, width, theme):
    """Axe finds nothing with table, cell and notice; nothing is wider than the screen."""
    query = f"?s={KOLA}&el=Cu&p2=el.Ni&p3=s.nowhere&cell=N46E08.2&table=1&theme={theme}"
    page = visit(query, path="compare", width=width, height=800)
    page.evaluate(PAINTED)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, rules=RULES) == []
