"""Definitions in a real browser: a link from a number leads to its words."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("anchor", ["element_cells", "stage-handover", "cell-planned"])
def test_a_link_with_an_anchor_ends_at_the_definition(live_server, page, anchor):
    """Dash makes the page after the browser has looked for the anchor; it is found later."""
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{live_server}/about/methods#{anchor}")
    page.wait_for_function(f"() => document.activeElement.id === '{anchor}'")
    top = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 <= top < 350


def test_the_page_fits_a_phone(live_server, page):
    """Nothing is wider than 360 px; wide tables scroll by themselves."""
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{live_server}/about/methods")
    page.wait_for_selector("#targets")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
