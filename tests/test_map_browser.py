"""The map as its readers use it, on a real release in a real browser."""

import re

import pytest

pytestmark = pytest.mark.browser

STRATUM = "kola-c-horizon.aqua-regia"
READY = "() => window.gridmap && window.gridmap.ready.then(() => true)"
# Functions, not expressions: the content policy lets nothing be evaluated from text.
TITLE = "(name) => document.getElementById('map-title').textContent.startsWith(name)"
ADDRESS = "(pattern) => new RegExp(pattern).test(location.search)"
CONTAINS = "([where, text]) => document.querySelector(where).textContent.includes(text)"


class Map:
    """A page with the map, and what a reader does with it."""

    def __init__(self, page, server):
        self.page = page
        self.server = server
        self.asked = []
        page.on("request", self._note)

    def _note(self, request):
        part = re.search(r"/releases/[^/]+/(.*)", request.url)
        if part:
            self.asked.append(part[1])

    def open(self, query=""):
        self.page.goto(f"{self.server}/map?s={STRATUM}&el=Ni{query}")
        self.page.wait_for_function(READY)
        self.shows("Nickel")

    def choose(self, patch):
        self.page.evaluate("(patch) => window.gridmap.choose(patch)", patch)

    def shows(self, name):
        self.page.wait_for_function(TITLE, arg=name)

    def address(self, pattern):
        self.page.wait_for_function(ADDRESS, arg=pattern)

    def legend(self):
        return self.page.locator(".legend-classes .legend-label").all_inner_texts()


@pytest.fixture
def shown(page, live_server):
    """The map on a page, Dash kept away so that nothing else moves."""
    page.remove_listener("console", page.faults_listener)
    page.route(re.compile(r"_dash-component-suites|/assets/|/start/"), lambda route: route.abort())
    return Map(page, live_server)


def test_the_next_elements_transfer_one_vector_each(shown):
    """Neither geometry nor a vector seen before is sent again."""
    shown.open("&lvl=0")
    shown.page.wait_for_load_state("networkidle")
    assert len(shown.asked) == len(set(shown.asked))
    shown.asked.clear()
    for element, name in (("Cu", "Copper"), ("Zn", "Zinc"), ("Ni", "Nickel"), ("Cu", "Copper")):
        shown.choose({"analyte": element})
        shown.shows(name)
    assert shown.asked == [f"strata/{STRATUM}/{element}/level-0.bin" for element in ("Cu", "Zn")]


def test_back_and_forward_show_what_was_there(shown):
    """An element is a step of the history, a theme is not."""
    shown.open()
    shown.choose({"analyte": "Cu"})
    shown.shows("Copper")
    shown.choose({"theme": "dark"})
    shown.address("theme=dark")
    shown.page.go_back()
    shown.shows("Nickel")
    shown.page.go_forward()
    shown.shows("Copper")
    assert "theme=dark" in shown.page.url


def test_a_click_chooses_a_cell_and_control_click_its_country(shown):
    """Both are in the address, and bounds do not move with the selection."""
    shown.open("&lvl=0&v=30~69~4")
    before = shown.legend()
    box = shown.page.locator("#map").bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    shown.page.locator(".gridmap-surface").click(position=middle)
    shown.address(r"cell=N4[0-9]E\d\d")
    shown.page.locator(".gridmap-surface").click(position=middle, modifiers=["Control"])
    shown.address(r"c=(FIN|NOR|RUS)(&|$)")
    shown.page.wait_for_function(CONTAINS, arg=[".legend-note", "selection"])
    assert shown.legend() == before


def test_the_keyboard_walks_cells_and_hears_them(shown):
    """Each step is announced with cell and state; Enter chooses it."""
    shown.open("&lvl=0&v=30~69~4")
    shown.page.locator(".gridmap-surface").focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_function(CONTAINS, arg=["#map-live", "Ni"])
    heard = shown.page.locator("#map-live").inner_text()
    assert re.match(r"N4\dE\d\d · \w+, Ni ", heard)
    shown.page.keyboard.press("Enter")
    shown.address("cell=" + heard.split(" ")[0])


def test_a_class_is_muted_and_comes_back(shown):
    """A press of the legend's button is in the address and undone by another."""
    shown.open()
    button = shown.page.locator(".legend-classes button").nth(2)
    button.focus()
    shown.page.keyboard.press("Enter")
    shown.address("mute=2")
    assert button.get_attribute("aria-pressed") == "false"
    shown.page.keyboard.press("Enter")
    shown.address("^(?!.*mute)")
    assert button.get_attribute("aria-pressed") == "true"


def test_the_table_shows_the_rows_of_the_map(shown):
    """It opens by its button, sorts, and its rows choose cells."""
    shown.open("&lvl=0")
    shown.page.get_by_role("button", name="Show as table").click()
    shown.address("table=1")
    values = shown.page.locator("#map-table tbody td:nth-child(3)")
    numbers = [float(text.replace(",", "")) for text in values.all_inner_texts()[:5]]
    assert numbers == sorted(numbers, reverse=True)
    shown.page.get_by_role("button", name=re.compile("^Ni median")).click()
    assert values.first.inner_text() != str(numbers[0])
    first = shown.page.locator("#map-table tbody th button").first
    identity = first.inner_text()
    first.click()
    shown.address("cell=" + identity)


def test_a_lost_connection_is_said_and_can_be_tried_again(shown):
    """The last map stays until the next one comes."""
    shown.open()
    shown.page.route("**/Cu/*.bin", lambda route: route.abort())
    shown.choose({"analyte": "Cu"})
    shown.page.locator("#map-notice [role=alert]").wait_for()
    assert shown.page.get_by_role("alert").count() == 1
    assert shown.page.locator("#map-title").inner_text().startswith("Nickel")
    shown.page.unroute("**/Cu/*.bin")
    shown.page.get_by_role("button", name="Try again").click()
    shown.shows("Copper")
    assert shown.page.get_by_role("alert").count() == 0


def test_an_element_that_the_survey_lacks_is_explained_with_links(shown):
    """The notice says what is shown instead and where the element is."""
    shown.open()
    shown.page.goto(f"{shown.server}/map?s={STRATUM}&el=Au")
    shown.page.wait_for_function(READY)
    notice = shown.page.locator("#map-notice")
    assert "has no “Au”" in notice.inner_text()
    assert "s=kola-c-horizon.inaa" in notice.locator("a").first.get_attribute("href")


def test_the_picture_is_saved_at_twice_the_size(shown):
    """Named after what it shows, with room for title, legend and source."""
    shown.open()
    with shown.page.expect_download() as waiting:
        shown.page.evaluate("() => window.gridmap.download('png')")
    assert waiting.value.suggested_filename.startswith(f"geochemistry-{STRATUM}-ni-median-")
    head = waiting.value.path().read_bytes()[:24]
    width, height = (int.from_bytes(head[at : at + 4], "big") for at in (16, 20))
    box = shown.page.locator("#map").bounding_box()
    assert width > 2 * box["width"]
    assert height > 2 * box["height"] + 200
