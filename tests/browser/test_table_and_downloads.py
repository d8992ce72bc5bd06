"""Journeys to the numbers: the table twin, the downloads and the picture."""

import base64
import json
from pathlib import Path

import pytest

from tests.browser.journey import (
    csv_rows,
    open_menu,
    settle,
    table_rows,
    view,
    wait_for_query,
    wait_for_text,
    wait_for_view,
)

pytestmark = pytest.mark.browser

KOLA = "?s=kola-c-horizon.aqua-regia&el=Hg"

# Width, height and number of colours of a picture.
PICTURE = """async (data) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
  return [image.width, image.height, new Set(new Uint32Array(pixels.buffer)).size];
}"""


def download(page, selector):
    """Press a download and return the file."""
    with page.expect_download() as waiting:
        page.click(selector)
    return Path(waiting.value.path()), waiting.value.suggested_filename


def downloaded_rows(page):
    """Return the rows of the view as CSV."""
    open_menu(page, "Download")
    path, name = download(page, "#download-csv")
    page.keyboard.press("Escape")
    assert name.endswith(".csv")
    return csv_rows(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "choice", ["&lvl=1", "&lvl=1&c=FIN&stat=max", "&by=countries", "&lvl=sites"]
)
def test_the_table_twin_has_the_rows_of_the_download(visit, choice):
    """Names, countries, printed values and states, of limits and gaps too."""
    page = visit(f"{KOLA}{choice}&table=1")
    name = {"&by=countries": None, "&lvl=sites": "sample"}.get(choice, "cell")
    columns = [*([name] if name else []), "country_name", "text", "state"]
    wanted = [[row[column] for column in columns] for row in downloaded_rows(page)]
    shown = [row[: len(columns)] for row in table_rows(page)]
    assert len(wanted) > 2
    assert sorted(shown) == sorted(wanted)


def test_the_table_sorts_and_pages(visit):
    """A heading sorts, again the other way; pages follow one another; a row leads to its cell."""
    page = visit(f"{KOLA}&lvl=3&table=1")
    rows = downloaded_rows(page)
    head = page.locator("#map-table thead th")
    assert head.nth(2).get_attribute("aria-sort") == "descending"
    highest = max(
        (row for row in rows if row["state"] == "measured"), key=lambda r: float(r["value"])
    )
    first = page.locator("#map-table tbody th button").first
    assert first.inner_text() == highest["cell"]
    head.nth(0).get_by_role("button").click()
    assert head.nth(0).get_attribute("aria-sort") == "ascending"
    names = [row[0] for row in table_rows(page)]
    assert names == [row["cell"] for row in rows]
    status = page.inner_text("#map-table [role=status]")
    assert status.endswith(f"to {len(rows)} of {len(rows)}")
    chosen = page.locator("#map-table tbody th button").first.inner_text()
    page.locator("#map-table tbody th button").first.click()
    wait_for_query(page, cell=chosen)


def test_downloads_have_the_cells_on_screen_also_where_zoom_chose_them(visit):
    """With automatic cell size, table, CSV and GeoJSON are of one level."""
    page = visit(f"{KOLA}&table=1")
    assert view(page)["level"] == "auto"
    level = page.evaluate("window.gridmap.units()")
    assert level > 0
    names = sorted(row[0] for row in table_rows(page))
    rows = downloaded_rows(page)
    assert {row["level"] for row in rows} == {str(level)}
    assert sorted(row["cell"] for row in rows) == names
    open_menu(page, "Download")
    path, name = download(page, "#download-geojson")
    assert name.endswith(".geojson")
    collection = json.loads(path.read_text(encoding="utf-8"))
    cells = [feature["properties"]["cell"] for feature in collection["features"]]
    assert sorted(cells) == names
    assert collection["metadata"]["release"]
    assert collection["metadata"]["unit"] in page.inner_text("#map-title")


def test_the_picture_is_the_map_with_its_legend(visit):
    """A PNG larger than the map at twice its pixels, and not blank."""
    page = visit(KOLA)
    open_menu(page, "Download")
    path, name = download(page, "[data-does=download-png]")
    assert name.startswith("geochemistry-kola-c-horizon.aqua-regia-hg-median-")
    width, height, colours = page.evaluate(
        PICTURE, base64.b64encode(path.read_bytes()).decode("ascii")
    )
    size = page.locator("#map").bounding_box()
    assert width >= 2 * size["width"]
    assert height > 2 * size["height"] + 100
    assert colours > 50


def test_everything_and_the_code_that_loads_it(visit):
    """The choice in the panel changes what is taken and what the code says; neither leaves it."""
    page = visit(f"{KOLA}&lvl=1&c=FIN")
    open_menu(page, "Download")
    page.get_by_label("Everything: all elements").check()
    path, name = download(page, "#download-csv")
    assert "EVERYTHING" in name
    rows = csv_rows(path.read_text(encoding="utf-8"))
    assert {"FIN", "NOR", "RUS"} <= {row["country"] for row in rows}
    assert rows[0]["Hg.state"]
    page.get_by_text("Code that loads exactly this").click()
    wait_for_text(page, "#download-code", "scope=all")
    page.get_by_label("R", exact=True).check()
    wait_for_text(page, "#download-code", "read.csv(")
    assert page.locator("#download-panel").is_visible()
    wide = page.locator(".menu-panel:has(#download-panel)").evaluate(
        "(panel) => panel.scrollWidth - panel.clientWidth"
    )
    assert wide == 0


def test_opening_and_closing_the_table_is_part_of_the_view(visit):
    """The button tells its state and the address keeps it."""
    page = visit(KOLA)
    toggle = page.locator(".map-table-toggle")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.click()
    wait_for_query(page, table="1")
    settle(page)
    assert toggle.get_attribute("aria-expanded") == "true"
    assert page.locator("#map-table tbody tr").count() > 10
    toggle.click()
    wait_for_view(page, table=False)
    assert page.locator("#map-table tbody tr").count() == 0
