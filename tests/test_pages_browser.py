"""The page in a real browser: controls and map follow one another, and everybody can use them."""

import json

import pytest

from tests.browser.barriers import barriers

pytestmark = pytest.mark.browser

READY = "() => window.gridmap?.view?.() && document.querySelector('#country-search-input')"


def opened(page, address):
    """Open a map page and wait for map and controls."""
    page.goto(address)
    page.wait_for_function(READY)


def query(page):
    """Return the query of the address as a dictionary."""
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")


def waits_for_query(page, **expected):
    """Wait until the address says what is expected."""
    page.wait_for_function(
        """(wanted) => {
          const found = new URLSearchParams(location.search);
          return Object.entries(wanted).every(([key, value]) => found.get(key) === value);
        }""",
        arg=expected,
    )


def test_controls_change_the_map_and_follow_the_back_button(live_server, page):
    """Element by search, statistic, country; then back, and the controls are as before."""
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Cu")
    page.click("#element-button")
    page.keyboard.type("nickel")
    page.keyboard.press("Enter")
    waits_for_query(page, el="Ni")
    assert page.evaluate("document.activeElement.id") == "element-button"
    page.select_option("#statistic", "max")
    waits_for_query(page, stat="max")
    page.fill("#country-search-input", "finl")
    page.keyboard.press("Enter")
    waits_for_query(page, c="FIN")
    page.wait_for_selector("#country-details table")
    page.click("#country-chips button")
    page.wait_for_function("() => !location.search.includes('c=')")
    page.go_back()
    waits_for_query(page, c="FIN")
    page.go_back()
    page.go_back()
    waits_for_query(page, el="Ni")
    page.wait_for_function("() => document.querySelector('#statistic').value === 'median'")
    assert page.inner_text("#element-button").split() == ["Ni", "Nickel"]


def test_an_element_switch_transfers_one_vector_and_nothing_else(live_server, page):
    """Geometry, grid and Dash's server are not asked again."""
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Cu")
    # The last question that a page asks by itself, half a second after those before it.
    page.wait_for_function("() => document.querySelector('#date-label').textContent")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for symbol in ("Ni", "Zn", "Co"):
        page.click("#element-button")
        page.click(f"[data-analyte={symbol}]")
        waits_for_query(page, el=symbol)
        page.wait_for_load_state("networkidle")
    data = [url.split("/strata/")[-1] for url in asked if not url.endswith("icon.svg")]
    assert [part.split("/")[:2] for part in data] == [
        ["kola-c-horizon.aqua-regia", symbol] for symbol in ("Ni", "Zn", "Co")
    ]


def test_the_periodic_table_works_from_the_keyboard(live_server, page):
    """Arrows walk the table, a missing element names where it is, Escape leads back."""
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Cu")
    page.focus("#element-button")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.analyte") == "Cu"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.analyte") == "Pd"
    page.click("[data-analyte=U]")
    page.wait_for_selector("#element-elsewhere button")
    assert "neutron activation" in page.inner_text("#element-elsewhere")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "element-button"
    assert query(page)["el"] == "Cu"


def test_own_bounds_are_checked_as_they_are_typed(live_server, page):
    """Wrong bounds are refused in words and leave the map as it is."""
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Cu")
    page.click("summary:has-text('Classes')")
    page.fill("#breaks", "10 5")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#breaks-message').textContent")
    assert "br" not in query(page)
    page.fill("#breaks", "5 10 20")
    page.keyboard.press("Enter")
    waits_for_query(page, cls="own", br="5~10~20")
    page.keyboard.press("Escape")
    assert page.query_selector("details.menu[open]") is None


def test_downloads_and_links_name_what_is_on_screen(live_server, page):
    """The CSV has the view's query and release; a frozen link names the release."""
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Ni&stat=max")
    release = page.evaluate(
        "JSON.parse(document.getElementById('gridmap-config').textContent).index.release"
    )
    page.click("summary:has-text('Download')")
    address = page.get_attribute("#download-csv", "href")
    assert f"release={release}" in address
    answer = page.request.get(live_server + address)
    assert answer.status == 200
    assert "Nickel, max" in answer.text().splitlines()[0]
    frozen = page.evaluate("dash_clientside.view.shareAddress('frozen')")
    assert f"release={release}" in frozen


def test_plotly_is_fetched_with_the_first_chart_only(live_server, page):
    """A page with chosen countries has no Plotly before its distribution is opened."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Ni&c=FIN~NOR~RUS")
    page.wait_for_selector("#country-details table")
    assert not [url for url in asked if "plotly" in url]
    page.click("#distribution-open")
    page.wait_for_selector("#distribution-chart svg .boxlayer path")
    assert [url for url in asked if "plotly" in url]
    assert not [url for url in asked if not url.startswith((live_server, "blob:", "data:"))]


@pytest.mark.parametrize("width", [360, 768, 1200, 1440])
def test_the_map_stands_still_when_dash_arrives(live_server, page, width):
    """The bar's room is kept free; nothing is wider than the screen."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Ni&c=FIN")
    page.wait_for_function("() => window.gridmap?.view?.()")
    top = "document.querySelector('#map').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.wait_for_function(READY)
    page.wait_for_selector("#country-chips button", state="attached")
    assert page.evaluate(top) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_page_has_no_known_barrier(live_server, page, theme):
    """Axe finds nothing on the map page, its dialogs and its menus, in any theme."""
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Ni&c=FIN~NOR&theme={theme}")
    page.wait_for_selector("#country-details table")
    assert barriers(page) == []
    page.click("#element-button")
    page.keyboard.type("le")
    page.wait_for_selector("[role=option]")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.click("#survey-open")
    page.wait_for_selector("#survey-citation")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    for menu in ("Classes", "View", "Share", "Download"):
        page.click(f"summary:has-text('{menu}')")
        assert (menu, barriers(page)) == (menu, [])


@pytest.mark.parametrize("path", ["/about", "/nowhere"])
def test_other_pages_have_no_known_barrier(live_server, page, path):
    """Axe finds nothing on the methods page and the page for wrong addresses."""
    page.remove_listener("console", page.faults_listener)
    page.goto(live_server + path)
    page.wait_for_selector(".prose h1")
    assert barriers(page) == []


def test_on_a_phone_the_bar_is_a_sheet(live_server, page):
    """The map comes first; the sheet opens, holds every control and shuts again."""
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, f"{live_server}/map?s=kola-c-horizon.aqua-regia&el=Ni")
    assert not page.is_visible("#statistic")
    page.click(".bar-more")
    assert page.is_visible("#statistic")
    assert json.loads(page.get_attribute(".bar-more", "aria-expanded")) is True
    assert barriers(page) == []
    page.click(".bar-more")
    assert not page.is_visible("#statistic")
