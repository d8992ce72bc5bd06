"""Figures and tables whose request gets no answer."""

import pytest
from playwright.sync_api import expect

from tests.conftest import PATIENCE

pytestmark = pytest.mark.browser

CALLBACKS = "**/_dash-update-component"


def test_figures_without_an_answer_wait_and_come_when_asked_again(visit):
    """A message stays at the top until they have come, by its button."""
    page = visit(
        "?s=kola-c-horizon.aqua-regia&el=Cu",
        path="compare",
        allowed=r"502",
        before=lambda page: page.route(CALLBACKS, lambda route: route.fulfill(status=502)),
        wait=False,
    )
    message = page.locator("#unanswered")
    expect(message).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#compare-about")).to_have_count(0)
    page.unroute(CALLBACKS)
    message.get_by_role("button", name="Try again").click()
    expect(message).to_be_hidden(timeout=PATIENCE)
    expect(page.locator("#compare-about")).to_contain_text("Copper, mg/kg", timeout=PATIENCE)
