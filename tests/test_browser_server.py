"""The running server in a real browser: first map, content policy, Dash's arrival."""

import re

import pytest

pytestmark = pytest.mark.browser

PAINTED = """() => new Promise((done) => {
  const wait = () => {
    if (window.gridmap) window.gridmap.ready.then(() => done(true));
    else setTimeout(wait, 20);
  };
  wait();
})"""

# How many colours the map's canvas has.
COLOURS = """() => {
  const canvas = document.querySelector('#map canvas');
  const { width, height } = canvas;
  const copy = new OffscreenCanvas(width, height).getContext('2d');
  copy.drawImage(canvas, 0, 0);
  const pixels = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
  return new Set(pixels).size;
}"""

MOST_CRITICAL_BYTES = 250_000
MOST_PAGE_BYTES = 700_000


def transferred(page, without: str = "nothing at all") -> int:
    """Return the bytes that came over the wire, the page itself included."""
    entries = page.evaluate(
        """() => ['resource', 'navigation'].flatMap((kind) => performance.getEntriesByType(kind))
            .map((entry) => [entry.name, entry.transferSize])"""
    )
    return sum(size for name, size in entries if without not in name)


def test_first_map_needs_nothing_of_dash(live_server, page):
    """With Dash's bundles blocked the map is painted, from less than 250 kB."""
    asked = []
    page.route(re.compile(r"_dash-component-suites|/assets/|/start/"), lambda route: route.abort())
    page.on("request", lambda request: asked.append(request.url))
    # Blocking is what this test does: its messages are no fault of the page.
    page.remove_listener("console", page.faults_listener)
    page.goto(f"{live_server}/map")
    assert page.evaluate(PAINTED)
    # The first map has few large cells; finer ones, in all colours, follow by themselves.
    assert page.evaluate(COLOURS) > 4
    page.wait_for_function(f"() => ({COLOURS})() > 8")
    # The finer coast is asked for once the coarse one is on screen and zoomed in on.
    assert transferred(page, without="world-50m") < MOST_CRITICAL_BYTES
    assert [url for url in asked if not url.startswith((live_server, "blob:", "data:"))] == []


def test_dash_follows_under_the_content_policy(live_server, page):
    """Dash starts after the map, without a script the policy forbids, and stays small."""
    page.goto(f"{live_server}/map?el=Ni")
    page.wait_for_selector("#react-entry-point select")
    assert (
        page.evaluate(
            "() => performance.getEntriesByType('resource').some((e) => e.name.includes('plotly'))"
        )
        is False
    )
    assert transferred(page) < MOST_PAGE_BYTES
    assert "Nickel" in page.title()


def test_page_without_a_map_starts_dash_at_once(live_server, page):
    """Other pages are pages of Dash in the same shell."""
    page.goto(f"{live_server}/about")
    page.wait_for_selector("#react-entry-point h1")
    assert page.locator("#map").count() == 0


def test_unknown_page_says_so_and_leads_back(live_server, page):
    """A wrong address shows the message and a way to the map."""
    page.remove_listener("console", page.faults_listener)
    answer = page.goto(f"{live_server}/nope")
    assert answer.status == 404
    page.wait_for_selector("#react-entry-point a[href='/map']")
