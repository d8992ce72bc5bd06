"""A journey on a server that shares its host: everything stays under the prefix."""

from pathlib import Path

import pytest

from tests.browser.journey import csv_rows, open_menu, title, wait_for_text

pytestmark = pytest.mark.browser


def test_page_map_callbacks_and_downloads_work_under_a_prefix(visit, prefixed):
    """Requests outside the prefix fail this journey, as those to other hosts do."""
    page = visit("?s=kola-c-horizon.aqua-regia&el=Cu&lvl=1&cell=N46E08.2&c=FIN", address=prefixed)
    assert title(page) == "Copper (Cu), median, mg/kg"
    wait_for_text(page, "#cell-details", "N46E08.2")
    page.wait_for_selector("#country-details table")
    open_menu(page, "Download")
    with page.expect_download() as waiting:
        page.click("#download-csv")
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert f"{prefixed}map?" in text
    assert {row["country"] for row in csv_rows(text)} == {"FIN"}
    page.keyboard.press("Escape")
    page.click("header nav a:has-text('About')")
    page.wait_for_url(f"{prefixed}about")
    page.wait_for_selector("#react-entry-point h1")
    page.go_back()
    page.wait_for_selector("#map canvas")
    wait_for_text(page, "#map-title", "Copper (Cu)")
