"""What a reader does and sees on the map page, in the words of the tests."""

import csv
import io
from typing import Any

# Map, controls and legend are there, and nothing is on its way.
SETTLED = """() => window.gridmap?.view?.() && document.querySelector('#country-search-input')
  && document.querySelector('.legend-title') && !document.querySelector('#map[aria-busy]')"""

# Two frames and the work queued behind them: what a change paints is on screen.
PAINTED = """() => new Promise((done) => requestAnimationFrame(() =>
  requestAnimationFrame(() => setTimeout(done))))"""

# Sum over the pixels of the coloured layer; another picture has another sum.
CHECKSUM = """() => {
  const canvas = document.querySelector('.gridmap-base');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (const word of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + word) | 0;
  return sum;
}"""


def settle(page: Any) -> None:
    """Wait until map, controls and legend show the view."""
    page.wait_for_function(SETTLED)
    page.evaluate(PAINTED)


def view(page: Any) -> dict[str, Any]:
    """Return the view state as the map holds it."""
    return page.evaluate("window.gridmap.view()")


def wait_for_view(page: Any, **fields: Any) -> None:
    """Wait until the view and what shows it have taken the values given."""
    page.wait_for_function(
        """(wanted) => Object.entries(wanted).every(([name, value]) =>
          JSON.stringify(window.gridmap.view()[name]) === JSON.stringify(value))""",
        arg=fields,
    )
    settle(page)


def wait_for_query(page: Any, **fields: str | None) -> None:
    """Wait until the address has the values given; None for a key that is not there."""
    page.wait_for_function(
        """(wanted) => {
          const found = new URLSearchParams(location.search);
          return Object.entries(wanted).every(([key, value]) => found.get(key) === value);
        }""",
        arg=fields,
    )


def title(page: Any) -> str:
    """Return the heading over the map."""
    return page.inner_text("#map-title")


def legend(page: Any) -> list[tuple[str, str]]:
    """Return label and count of every entry of the legend, classes first."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.legend-entry')].map((entry) =>
          ['label', 'count'].map((part) => entry.querySelector(`.legend-${part}`).textContent))"""
    )


def bounds(page: Any) -> list[str]:
    """Return the labels of the classes."""
    return page.locator(".legend-classes .legend-label").all_inner_texts()


def table_rows(page: Any) -> list[list[str]]:
    """Return all rows of the table twin, page after page."""
    rows = []
    while True:
        rows += page.evaluate(
            """() => [...document.querySelectorAll('#map-table tbody tr')].map((row) =>
              [...row.cells].map((cell) => cell.textContent))"""
        )
        following = page.locator("#map-table button[data-focus=next]")
        if following.is_disabled():
            return rows
        following.click()


def csv_rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a downloaded view without its lines of metadata."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def place_of(page: Any, lon: float, lat: float) -> tuple[float, float]:
    """Return where a place is on the page, in CSS pixels."""
    x, y = page.evaluate("([lon, lat]) => window.gridmap.screen(lon, lat)", [lon, lat])
    box = page.locator("#map").bounding_box()
    return box["x"] + x, box["y"] + y


def hit(page: Any, lon: float, lat: float) -> dict[str, Any]:
    """Return what the map finds at a place."""
    return page.evaluate(
        "([lon, lat]) => window.gridmap.hitTest(...window.gridmap.screen(lon, lat))", [lon, lat]
    )


def wait_for_text(page: Any, selector: str, text: str) -> None:
    """Wait until an element says a text; a number may be tied to its unit."""
    page.wait_for_function(
        "([selector, text]) => document.querySelector(selector)?.textContent"
        ".replaceAll('\\u00a0', ' ').includes(text)",
        arg=[selector, text.replace("\N{NO-BREAK SPACE}", " ")],
    )


def open_menu(page: Any, name: str) -> None:
    """Open a menu of the bar."""
    page.locator("details.menu > summary", has_text=name).click()
