"""Journeys on a phone and on paper."""

import pytest

from tests.browser.journey import (
    hit,
    place_of,
    settle,
    view,
    wait_for_query,
    wait_for_text,
)

pytestmark = pytest.mark.browser

KOLA = "?s=kola-c-horizon.aqua-regia&el=Cu&lvl=0"
PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
CELL, LON, LAT = "N46E08", 26.47, 68.25

# What sticks out sideways of the screen, by id or class.
OVERFLOW = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll('body *')].filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1).map((e) => e.id || e.className)
  : []"""


def test_a_phone_shows_the_map_first_and_the_rest_on_demand(visit):
    """Map above all controls, options in a sheet, tap and pinch, nothing too wide."""
    page = visit(KOLA, **PHONE)
    box = page.locator("#map").bounding_box()
    assert box["x"] == 0
    assert box["width"] == 360
    assert box["y"] < 150
    assert box["y"] + box["height"] < 740
    assert not page.is_visible("#statistic")
    assert page.is_visible("#element-button")
    page.tap(".bar-more")
    page.wait_for_selector("#statistic", state="visible")
    assert page.get_attribute(".bar-more", "aria-expanded") == "true"
    assert page.evaluate(OVERFLOW) == []
    page.select_option("#statistic", "max")
    wait_for_query(page, stat="max")
    page.tap(".bar-more")
    page.wait_for_selector("#statistic", state="hidden")

    page.touchscreen.tap(*place_of(page, LON, LAT))
    wait_for_text(page, ".map-card", CELL)
    wait_for_query(page, cell=CELL)
    wait_for_text(page, "#cell-details", CELL)
    assert page.evaluate(OVERFLOW) == []
    # Figures stand in one or two lines, not letter under letter.
    heights = page.evaluate(
        "[...document.querySelectorAll('#cell-details dd')].map((part) => part.clientHeight)"
    )
    assert max(heights) < 60
    page.tap("#element-button")
    page.wait_for_selector("#element-dialog[open]")
    assert page.evaluate(OVERFLOW) == []
    page.tap("[data-analyte=Ni]")
    wait_for_text(page, "#map-title", "Nickel (Ni)")


def test_two_fingers_zoom_about_their_middle(visit):
    """A pinch apart brings what lies between the fingers nearer."""
    page = visit(KOLA, **PHONE)
    x, y = place_of(page, LON, LAT)
    apart = "Math.abs(window.gridmap.screen(30, 68)[0] - window.gridmap.screen(26, 68)[0])"
    before = page.evaluate(apart)
    fingers = page.context.new_cdp_session(page)

    def touch(kind, reach):
        points = [{"x": x - reach, "y": y, "id": 0}, {"x": x + reach, "y": y, "id": 1}]
        fingers.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": points if kind != "touchEnd" else []},
        )

    touch("touchStart", 30)
    for reach in (40, 50, 60):
        touch("touchMove", reach)
    touch("touchEnd", 60)
    page.wait_for_function(f"(before) => {apart} > 1.7 * before", arg=before)
    page.wait_for_function("() => window.gridmap.view().viewport")
    now = place_of(page, LON, LAT)
    assert now[0] == pytest.approx(x, abs=4)
    assert now[1] == pytest.approx(y, abs=4)
    assert hit(page, LON, LAT)["kind"] == "cell"


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_nothing_is_wider_than_the_screen(visit, width):
    """With countries, table, cell and a notice on the page."""
    page = visit(f"{KOLA}&c=FIN~NOR~RUS~SWE&table=1&cell={CELL}&colour=red", width=width)
    wait_for_text(page, "#cell-details", CELL)
    page.wait_for_selector("#country-details table")
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize(("width", "theme"), [(768, "contrast"), (1200, "light")])
def test_menus_of_the_bar_stay_together(visit, width, theme):
    """Where the bar needs a second row, no menu is left alone on it."""
    page = visit(f"{KOLA}&theme={theme}", width=width, height=900)
    tops = page.eval_on_selector_all(
        ".bar-menus > *", "(all) => all.map((one) => one.getBoundingClientRect().top)"
    )
    assert len(tops) == 4
    assert len(set(tops)) == 1


def test_paper_names_the_source_that_a_phone_folds_away(visit):
    """A closed part of the legend is open on paper."""
    page = visit(KOLA, width=700)
    assert not page.locator(".legend-notes").is_visible()
    page.emulate_media(media="print")
    settle(page)
    page.wait_for_function("() => document.querySelector('.legend-notes').checkVisibility()")


def test_paper_has_the_map_and_no_controls(visit):
    """Title, map, legend and details are printed; what can only be pressed is not."""
    page = visit(f"{KOLA}&cell={CELL}")
    wait_for_text(page, "#cell-details", CELL)
    page.emulate_media(media="print")
    settle(page)
    for part in (".bar", ".gridmap-buttons", ".map-table-toggle", "header nav"):
        assert [part, page.locator(part).first.is_visible()] == [part, False]
    for part in ("#map-title", ".map-on-paper", "#legend", "#cell-details", ".map-disclaimer"):
        assert [part, page.locator(part).first.is_visible()] == [part, True]
    assert view(page)["cell"] == CELL
    # The map is a frame of its own and covers nothing of the rest.
    frame, picture, title, legend = (
        page.locator(part).first.bounding_box()
        for part in ("#map", ".map-on-paper", "#map-title", "#legend")
    )
    assert picture == frame
    assert title["y"] + title["height"] <= frame["y"] + 1
    assert legend["y"] >= frame["y"] + frame["height"] - 1
    fit = "getComputedStyle(document.querySelector('.map-on-paper')).objectFit"
    assert page.evaluate(fit) == "contain"


# Different colours among some of the picture's pixels.
COLOURS = """async () => {
  const image = document.querySelector('.map-on-paper');
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const words = new Uint32Array(data.buffer);
  return new Set(words.filter((_, i) => i % 97 === 0)).size;
}"""


def test_paper_gets_a_picture_of_the_map(visit):
    """A canvas drawn while a page is printed comes out blank: the printed page holds an image."""
    page = visit(KOLA)
    page.emulate_media(media="print")
    settle(page)
    assert page.evaluate(COLOURS) > 20
    page.emulate_media(media="screen")
    # What is there at the moment of printing, after all others have prepared for it.
    page.evaluate(
        "addEventListener('beforeprint', () => {"
        " window.printed = document.querySelector('.map-on-paper').src.length })"
    )
    page.pdf()
    assert page.evaluate("window.printed") > 20_000
    assert page.locator(".map-on-paper").is_hidden()


# Mean brightness of the coloured layer, from 0 (black) to 255.
BRIGHTNESS = """() => {
  const canvas = document.querySelector('.gridmap-base');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += (data[i] + data[i + 1] + data[i + 2]) / 3;
  return sum / (data.length / 4);
}"""


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_paper_is_white_whatever_the_theme_of_the_screen(visit, theme):
    """Map and page are printed in light colours and are as before on the screen after."""
    page = visit(f"{KOLA}&theme={theme}")
    dark = page.evaluate(BRIGHTNESS)
    background = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(media="print")
    settle(page)
    assert page.evaluate(BRIGHTNESS) > 128 > dark
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    settle(page)
    assert page.evaluate(BRIGHTNESS) < 128
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert view(page)["theme"] == theme
