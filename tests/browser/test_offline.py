"""Without a network: stories saved as files, and pages that were opened before."""

import re

import pytest

from tests.browser.journey import settle
from tests.browser.test_present import SHOWN, inside
from tests.conftest import PATIENCE

pytestmark = pytest.mark.browser


@pytest.fixture
def saved(visit, tmp_path):
    """Save a story with its button; returns the file."""

    def made(story):
        page = visit("", path=f"present/{story}", wait=False, accept_downloads=True)
        page.wait_for_function(SHOWN, arg=1)
        with page.expect_download() as waiting:
            page.keyboard.press("o")
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        page.wait_for_function(
            "() => document.querySelector('.stage-notice').textContent.startsWith('Saved')"
        )
        return file

    return made


@pytest.fixture
def opened(chromium):
    """Open a file without a network; any request but for the file is a fault."""
    contexts, faults = [], []

    def from_disk(file, **options):
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.set_offline(True)
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        known = (file.as_uri(), "data:", "blob:", "about:")
        page.on(
            "request", lambda one: None if one.url.startswith(known) else faults.append(one.url)
        )
        page.goto(file.as_uri())
        return page

    yield from_disk
    for context in contexts:
        context.close()
    assert faults == []


def shown(page, number):
    """Wait until a scene is shown."""
    page.wait_for_function(SHOWN, arg=number)


def card_at(page, lon, lat):
    """Point at a place of the map in front; returns what its card says."""
    x, y = inside(page, f"frame.gridmap.screen({lon}, {lat})")
    frame = page.locator(".stage-frame-front").bounding_box()
    inner = inside(page, "frame.document.getElementById('map').getBoundingClientRect().toJSON()")
    page.mouse.move(frame["x"] + inner["x"] + x, frame["y"] + inner["y"] + y)
    page.wait_for_function(
        "() => document.querySelector('.stage-frame-front').contentDocument"
        ".querySelector('.map-card:not([hidden])')"
    )
    return inside(page, "frame.document.querySelector('.map-card').textContent")


def test_a_saved_story_is_presented_from_disk(saved, opened):
    """All scenes by keys, a value under the pointer, the legend, colours, code and words."""
    file = saved("kola")
    assert file.stat().st_size < 3_000_000
    page = opened(file)
    shown(page, 1)
    assert "160\N{NO-BREAK SPACE}km" in inside(
        page, "frame.document.getElementById('legend').textContent"
    )
    assert re.search("\\d\N{NO-BREAK SPACE}mg/kg", card_at(page, 30, 68.5))
    for number in range(2, 10):
        page.keyboard.press("PageDown")
        shown(page, number)
        assert inside(page, "frame.document.querySelector('h1').textContent")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.stage-frame-front').contentWindow.gridmap.units() === 2"
    )
    page.keyboard.press("c")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'contrast'")
    page.keyboard.press("q")
    page.wait_for_function("() => document.querySelector('.stage-code').naturalWidth > 0")
    assert "/map?s=kola" in page.inner_text(".stage-qr figcaption")
    page.keyboard.press("?")
    assert "Saved on" in page.inner_text(".stage-help")
    page.keyboard.press("Escape")
    with page.expect_popup() as waiting:
        page.keyboard.press("s")
    desk = waiting.value
    # In step both ways, with the notes and pictures of this scene and the next.
    desk.wait_for_selector(".speaker-scene h2:has-text('2. ')")
    assert "Class breaks" in desk.inner_text(".speaker-notes")
    desk.wait_for_selector(".speaker-next .stage-frame-front")
    desk.keyboard.press("PageDown")
    shown(page, 3)
    page.keyboard.press("PageDown")
    desk.wait_for_selector(".speaker-scene h2:has-text('4. ')")
    page.reload()
    shown(page, 4)
    desk.keyboard.press("PageUp")
    shown(page, 3)


def test_a_saved_page_opens_in_the_colours_of_the_reader(saved, opened):
    """Also a page without a map of its own."""
    page = opened(saved("copper"), color_scheme="dark")
    shown(page, 1)
    page.keyboard.press("End")
    shown(page, 7)
    dark = inside(page, "frame.getComputedStyle(frame.document.body).backgroundColor")
    assert max(int(one) for one in re.findall(r"\d+", dark)[:3]) < 60


def test_pages_that_were_opened_open_again_without_a_network(visit, prefixed):
    """Map and story under a prefix; what is not kept says so; and the way back."""
    page = visit(
        "?s=kola-c-horizon.aqua-regia&el=Ni&lvl=0",
        address=prefixed,
        service_workers="allow",
        allowed=r"503|ERR_|Callback error",
    )
    page.wait_for_selector("html[data-offline=ready]", state="attached")
    # Now with the worker: it also keeps what Dash is answered.
    page.reload()
    settle(page)
    page.goto(f"{prefixed}present/kola")
    shown(page, 1)
    page.wait_for_selector("html[data-offline=ready]", state="attached")

    page.context.set_offline(True)
    page.reload()
    # Also a scene that was never shown.
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.stage-frame-front')?.contentDocument"
        ".querySelector('h1')?.textContent.startsWith('Chromium')"
    )
    line = page.locator(".offline-line")
    assert re.search(r"showing release [0-9a-f]{12} as of \d{4}-", line.inner_text())

    page.goto(f"{prefixed}map?s=kola-c-horizon.aqua-regia&el=Ni&lvl=0")
    settle(page)
    assert page.locator(".legend-classes .legend-entry").count() > 2
    assert "Offline" in line.inner_text()
    assert "This view was not opened" not in line.inner_text()

    page.goto(f"{prefixed}map?s=kola-c-horizon.aqua-regia&el=Pb&lvl=0")
    line.wait_for()
    assert "This view was not opened" in line.inner_text()

    page.goto(f"{prefixed}country/FIN")
    assert page.inner_text("h1") == "Offline"
    assert page.locator(".offline-page a").count() >= 2

    page.goto(f"{prefixed}map?s=kola-c-horizon.aqua-regia&el=Ni&lvl=0")
    line.wait_for()
    page.context.set_offline(False)
    page.get_by_role("link", name="Reload the page").click()
    settle(page)
    assert page.locator(".offline-line:visible").count() == 0
