"""Reports from the pages: busy until they are saved."""

import pypdf
import pytest

from tests.browser.barriers import RULES, barriers

pytestmark = pytest.mark.browser


def test_a_report_is_saved_from_the_page(visit):
    """The link is busy, then the file of what the page shows is there and its name is said."""
    page = visit("?s=kola-c-horizon.aqua-regia", path="element/Cu", wait=False)
    link = page.get_by_role("link", name="Report (PDF)")
    with page.expect_download() as download:
        link.click()
        assert link.get_attribute("aria-busy") == "true"
        assert page.locator(".document-state progress").is_visible()
        assert barriers(page, rules=RULES) == []
    name = download.value.suggested_filename
    assert name.startswith("element-Cu-")
    page.get_by_text(f"Saved as {name}.").wait_for()
    assert link.get_attribute("aria-busy") is None
    text = pypdf.PdfReader(download.value.path()).pages[0].extract_text()
    assert "s=kola-c-horizon.aqua-regia" in text
