"""What axe finds on the states of the page, by theme and by width."""

import pytest

from tests.browser.barriers import RULES, examined
from tests.browser.journey import wait_for_text

pytestmark = pytest.mark.browser

FULL = "?s=kola-c-horizon.aqua-regia&el=As&lvl=1&c=FIN~NOR&cell=N46E08.2&table=1&mute=2&colour=red"


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_a_full_page_has_no_known_barrier(visit, theme, width):
    """With cell, countries, table, a muted class and a notice on the page."""
    page = visit(f"{FULL}&theme={theme}", width=width, height=800)
    wait_for_text(page, "#cell-details", "N46E08.2")
    page.wait_for_selector("#country-details table")
    found = examined(page, rules=RULES)
    assert [(one["id"], one["nodes"][0]["html"][:150]) for one in found["violations"]] == []
    assert len(found["passes"]) > 30
