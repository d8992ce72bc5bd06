"""Journeys with a pointer: what the map says of a place, and what a choice changes."""

import pytest

from dashboard.catalog.printing import unbroken
from tests.browser.journey import (
    CHECKSUM,
    PAINTED,
    bounds,
    hit,
    legend,
    place_of,
    settle,
    wait_for_query,
    wait_for_text,
    wait_for_view,
)

pytestmark = pytest.mark.browser

KOLA = "?s=kola-c-horizon.aqua-regia&el=Cu&lvl=0"
# Centre of N46E08 (67.5–69° N, its eighth column of 102 eastwards), in Finland.
CELL, LON, LAT = "N46E08", 26.47, 68.25


def api(page, path):
    """Return an answer of the HTTP interface for the address of the page."""
    query = page.evaluate("location.search")
    answer = page.request.get(page.url.split("/map")[0] + f"/api/v1/{path}{query}")
    assert answer.status == 200
    return answer.json()


def test_hovering_and_clicking_a_cell_tell_what_the_server_tells(visit):
    """The card and the details hold the numbers of cell.json."""
    page = visit(KOLA)
    assert page.locator(".map-card").is_hidden()
    x, y = place_of(page, LON, LAT)
    page.mouse.move(x, y)
    card = page.inner_text(".map-card")
    assert f"{CELL} · Finland" in card
    page.mouse.click(x, y)
    wait_for_query(page, cell=CELL)
    wait_for_text(page, "#cell-details", CELL)
    cell = api(page, "cell.json")
    stats = {entry["label"]: entry["text"] for entry in cell["stats"]}
    assert unbroken(f"Cu {stats['Median']}") in card
    assert f"{stats['Results']} results" in card
    assert f"P{cell['percentile']:.0f} of" in card
    terms = page.locator("#cell-details dt").all_inner_texts()
    values = page.locator("#cell-details dd").all_inner_texts()
    # The page keeps numbers in one line with their unit.
    shown = {label: unbroken(text) for label, text in stats.items()}
    assert dict(zip(terms, values, strict=True)) == shown
    samples = page.locator("#cell-details tbody th").all_inner_texts()
    assert samples == [sample["id"] for sample in cell["samples"]]
    assert len(samples) == cell["sites"] > 50
    page.mouse.move(x, page.locator("#map").bounding_box()["y"] - 5)
    page.wait_for_selector(".map-card", state="hidden")
    page.mouse.click(x, y)
    wait_for_query(page, cell=None)
    wait_for_text(page, "#cell-details", "Choose a cell")


def test_countries_are_chosen_on_the_map_by_search_and_by_region(visit):
    """Statistics stand side by side as countries.json has them; the breaks do not move."""
    page = visit(f"{KOLA}&by=countries")
    fixed = bounds(page)
    page.mouse.click(*place_of(page, LON, 66.5))
    wait_for_query(page, c="FIN")
    page.fill("#country-search-input", "norw")
    page.wait_for_selector("#country-search [role=option]")
    page.keyboard.press("Enter")
    wait_for_query(page, c="FIN~NOR")
    page.wait_for_function(
        "() => document.querySelectorAll('#country-details thead th').length === 3"
    )
    rows = page.evaluate(
        """() => [...document.querySelectorAll('#country-details table tr')].map((row) =>
          [...row.cells].map((cell) => cell.textContent))"""
    )
    countries = api(page, "countries.json")
    names = ("n", "censored", "min", "p5", "q1", "median", "q3", "p95", "max", "mean")
    assert rows[0][1:] == [one["name"] for one in countries] == ["Finland", "Norway"]
    told = [[unbroken(one[n]) for one in countries] for n in names]
    assert [row[1:] for row in rows[1:]] == told
    # The map went where the countries are.
    page.evaluate(PAINTED)
    size = page.locator("#map").bounding_box()
    x, y = page.evaluate("window.gridmap.screen(18, 64.5)")
    assert abs(x - size["width"] / 2) < 60
    assert abs(y - size["height"] / 2) < 60

    page.click("#country-chips button:has-text('Norway')")
    wait_for_query(page, c="FIN")
    page.mouse.click(*place_of(page, LON, 66.5))
    wait_for_query(page, c=None)
    page.evaluate("window.gridmap.choose({region: '154'})")
    wait_for_view(page, region="154")
    assert bounds(page) == fixed
    assert sum(int(count) for _, count in legend(page)[: len(fixed)]) == 2  # Finland and Norway


def test_flying_to_a_country_shows_it(visit):
    """A country of the other side of the world comes into the middle."""
    page = visit(KOLA)
    page.evaluate("window.gridmap.flyTo('NZL')")
    page.wait_for_function("() => window.gridmap.view().viewport?.[0] > 160")
    size = page.locator("#map").bounding_box()
    x, y = page.evaluate("window.gridmap.screen(172.5, -41)")
    assert 0.3 < x / size["width"] < 0.7
    assert 0.3 < y / size["height"] < 0.7
    assert hit(page, 175.5, -39)["kind"] in {"country", "cell"}


def test_the_legend_highlights_mutes_and_counts(visit):
    """Pointing lights up a class, pressing mutes it; counts are those of the rows."""
    page = visit("?s=igneous-rocks&el=Cu&lvl=0&table=1")
    plain = page.evaluate(CHECKSUM)
    assert page.locator(".legend-histogram rect, .legend-histogram path").count() > 5
    counts = {label: int(count.replace(",", "")) for label, count in legend(page)}
    total = page.inner_text("#map-table .map-table-pager [role=status]")
    covered = sum(count for label, count in counts.items() if label != "no published analyses")
    assert total == f"Rows 1 to 100 of {covered}"
    assert counts["not determined"] > 100
    assert counts["no published analyses"] > 5000

    entry = page.locator(".legend-entry[data-key='4']")
    entry.hover()
    page.evaluate(PAINTED)
    lit = page.evaluate(CHECKSUM)
    assert lit != plain
    page.mouse.move(5, 5)
    page.evaluate(PAINTED)
    assert page.evaluate(CHECKSUM) == plain
    entry.click()
    wait_for_query(page, mute="4")
    page.mouse.move(5, 5)
    settle(page)
    assert entry.get_attribute("aria-pressed") == "false"
    muted = page.evaluate(CHECKSUM)
    assert muted not in {plain, lit}
    entry.focus()
    page.keyboard.press("Enter")
    wait_for_query(page, mute=None)
    assert entry.get_attribute("aria-pressed") == "true"
    page.evaluate("document.activeElement.blur()")
    page.evaluate(PAINTED)
    assert page.evaluate(CHECKSUM) == plain
