"""Stories on the screen: by keys, in the frame, by themselves, in two windows, on a phone."""

import base64
import json
import re
from pathlib import Path

import pytest

from tests.browser.barriers import RULES, barriers
from tests.browser.journey import wait_for_text, wait_for_view

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]

# The scene's number, its page is in front, and nothing of it is on its way.
SHOWN = """(number) => {
  const frame = document.querySelector('.stage-frame-front');
  const page = frame?.contentDocument;
  return new URLSearchParams(location.hash.slice(1)).get('n') === String(number)
    && document.querySelectorAll('.stage-frame').length <= 2
    && page?.body?.matches('.embed') && !page.querySelector('[aria-busy]')
    && document.querySelector('.stage-count').textContent.startsWith(`${number} `);
}"""


def shown(page, number):
    """Wait until a scene is shown."""
    page.wait_for_function(SHOWN, arg=number)


def inside(page, expression):
    """Evaluate an expression of the `frame`'s window."""
    return page.evaluate(
        "() => { const frame = document.querySelector('.stage-frame-front').contentWindow;"
        f" return {expression}; }}"
    )


@pytest.fixture
def present(visit):
    """Open a story at its first scene."""

    def opened(story, fragment="", **options):
        page = visit("", path=f"present/{story}{fragment}", wait=False, **options)
        shown(page, int((re.search(r"n=(\d+)", fragment) or [0, 1])[1]))
        return page

    return opened


def test_scenes_follow_by_the_keys_of_clickers(present):
    """Next, before, last, first, and by number; the address names the scene."""
    page = present("kola")
    title = page.inner_text(".stage-title")
    page.evaluate(
        """() => {
          window.heard = [];
          const told = document.querySelector('#stage > [role=status]');
          new MutationObserver(() => window.heard.push(told.textContent))
            .observe(told, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.keyboard.press("PageDown")
    shown(page, 2)
    assert page.inner_text(".stage-title") != title
    # Once for screen readers: number, title and words.
    page.keyboard.press("r")
    shown(page, 2)
    (heard,) = page.evaluate("window.heard")
    assert heard.startswith(f"2 of 9. {page.inner_text('.stage-title')}. 150 cells")
    page.keyboard.press("End")
    shown(page, 9)
    page.keyboard.press("PageDown")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    shown(page, 4)
    page.keyboard.press("ArrowLeft")
    shown(page, 3)
    page.keyboard.press("Home")
    shown(page, 1)
    page.reload()
    shown(page, 1)


def test_scenes_of_one_page_move_within_its_frame(present):
    """The next scene of the same survey is the same document with another view."""
    page = present("kola")
    inside(page, "(frame.kept = true)")
    page.keyboard.press("ArrowRight")
    shown(page, 2)
    page.wait_for_function(
        "() => document.querySelector('.stage-frame-front').contentWindow.gridmap.units() === 2"
    )
    assert inside(page, "frame.kept") is True
    assert inside(page, "frame.gridmap.view().level") == "2"


def test_the_map_can_be_asked_and_r_returns_to_the_script(present):
    """Keys of the map work after a click on it, those of the clicker still turn the page."""
    page = present("kola")
    frame = page.frame_locator(".stage-frame-front")
    frame.locator(".gridmap-surface").click(position={"x": 300, "y": 200})
    assert page.locator(".stage-back").is_visible()
    for _ in range(2):
        page.keyboard.press("+")
    page.wait_for_function(
        "() => document.querySelector('.stage-frame-front').contentWindow.gridmap.view().viewport"
    )
    page.keyboard.press("r")
    page.wait_for_function(
        "() => !document.querySelector('.stage-frame-front').contentWindow.gridmap.view().viewport"
    )
    assert not page.locator(".stage-back").is_visible()
    frame.locator(".gridmap-surface").click(position={"x": 300, "y": 200})
    page.keyboard.press("PageDown")
    shown(page, 2)


def test_black_screen_contrast_help_and_code(present):
    """One key each, and the same key back; Escape closes what is open."""
    page = present("copper")
    page.keyboard.press("b")
    assert page.locator(".stage-blank").is_visible()
    page.keyboard.press("b")
    assert not page.locator(".stage-blank").is_visible()
    page.keyboard.press("c")
    assert page.evaluate("document.documentElement.dataset.theme") == "contrast"
    page.wait_for_function(
        "() => document.querySelector('.stage-frame-front').contentDocument"
        ".documentElement.dataset.theme === 'contrast'"
    )
    page.keyboard.press("q")
    page.wait_for_function("() => document.querySelector('.stage-code').naturalWidth > 0")
    address = page.inner_text(".stage-qr figcaption")
    assert "/map?" in address
    assert "theme" not in address
    page.keyboard.press("?")
    assert page.locator(".stage-help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".stage-help").is_visible()


def test_a_kiosk_plays_by_itself_for_ever(present):
    """Scenes follow after their time, and the first after the last."""
    page = present("copper", "?auto=1&loop=1#n=7")
    page.clock.install()
    page.reload()
    shown(page, 7)
    page.clock.run_for(30_000)
    shown(page, 1)


def test_the_speaker_is_kept_in_step_both_ways(present, live_server):
    """Either window turns the scenes of both; the speaker sees the notes."""
    page = present("kola")
    desk = page.context.new_page()
    desk.goto(f"{live_server}/present/kola/speaker")
    desk.wait_for_selector(".speaker-notes")
    page.keyboard.press("ArrowRight")
    shown(page, 2)
    desk.wait_for_function(
        "() => document.querySelector('.speaker-scene h2').textContent.startsWith('2.')"
    )
    assert "Class breaks" in desk.inner_text(".speaker-notes")
    desk.keyboard.press("PageDown")
    shown(page, 3)


def test_a_broken_scene_says_so_and_the_rest_goes_on(visit):
    """A story of a link with views of no page, of another host, and a good one."""
    story = (
        "eyJ0aXRsZSI6Ik93biIsInNjZW5lcyI6W3sidmlldyI6Ii9ub3doZXJlIiwidGl0bGUiOiJPbmUifSx7InZpZXci"
        "OiIvL2V2aWwuZXhhbXBsZS8iLCJ0aXRsZSI6IlR3byJ9LHsidmlldyI6Ii9tYXA_ZWw9TmkiLCJ0aXRsZSI6IlRo"
        "cmVlIn1dfQ"
    )
    page = visit("", path=f"present#s={story}", wait=False, allowed="404")
    page.wait_for_function("() => document.querySelector('.stage-notice')?.textContent")
    assert page.url.endswith("&n=1")
    assert "/nowhere" in page.inner_text(".stage-notice")
    page.keyboard.press("PageDown")
    page.wait_for_function(
        "() => document.querySelector('.stage-notice').textContent.includes('evil')"
    )
    page.keyboard.press("PageDown")
    shown(page, 3)
    assert page.inner_text(".stage-title") == "Three"


def test_views_are_collected_into_a_story_of_ones_own(visit, live_server):
    """Add two views, write a caption, change their order, present; a link holds it all."""
    page = visit("?el=Ni")
    for element in ("Ni", "Cu"):
        page.evaluate("(id) => window.gridmap.choose({ analyte: id })", element)
        wait_for_view(page, analyte=element)
        page.evaluate("document.querySelector('[data-share=open]').click()")
        page.wait_for_function(
            "() => document.querySelector('#share-link-address')?.value.includes('map')"
        )
        page.click("[data-story=add]")
        page.keyboard.press("Escape")
    wait_for_text(page, "#share-said", "2 views")
    page.goto(f"{live_server}/present")
    page.fill("#tray-title", "Two metals")
    page.fill("#tray-caption-1", "Copper & <nickel>")
    page.get_by_role("button", name="Up:").nth(1).click()
    page.locator("#tray").get_by_role("link", name="Present").click()
    shown(page, 1)
    assert page.inner_text(".stage-caption") == "Copper & <nickel>"
    assert inside(page, "frame.gridmap.view().analyte") == "Cu"
    page.keyboard.press("PageDown")
    shown(page, 2)
    assert page.title().endswith("Two metals")


def test_scenes_of_a_release_that_is_gone_are_named_and_shown_on_the_newest(visit):
    """Of the story that this browser keeps, which may be older than any release."""
    views = ("/map?el=Ni", "/map?el=Ni&release=aaaaaaaaaaaa")
    story = {"title": "Old", "scenes": [{"view": one, "title": one} for one in views]}
    text = json.dumps(json.dumps(story))
    page = visit(
        "", path="present", wait=False,
        before=lambda page: page.add_init_script(
            f"localStorage.getItem('story') ?? localStorage.setItem('story', {text})"
        ),
    )  # fmt: skip
    wait_for_text(
        page, "#tray .callout", "aaaaaaaaaaaa is no longer kept. Scenes made from it: 2."
    )
    page.get_by_role("button", name="Show them on the newest").click()
    assert not page.locator("#tray .callout").is_visible()
    kept = json.loads(page.evaluate("() => localStorage.getItem('story')"))
    live, frozen = (one["view"] for one in kept["scenes"])
    assert live == views[0]
    assert re.fullmatch(r"/map\?release=(?!aaaaaaaaaaaa)[0-9a-f]{12}&el=Ni", frozen)


def test_a_story_is_saved_as_a_file_and_opened_again(visit, tmp_path):
    """A file with mistakes changes nothing and says all of them; a saved one opens to the same."""
    page = visit("", path="present", wait=False, accept_downloads=True, allowed="422")
    kept = "() => localStorage.getItem('story')"

    def opened(file):
        with page.expect_file_chooser() as waiting:
            page.get_by_role("button", name="Open a story file").click()
        waiting.value.set_files(file)

    opened(ROOT / "data" / "stories" / "kola.toml")
    wait_for_text(page, "#tray [role=status]", "kola.toml is open")
    assert page.locator(".tray-scenes > li").count() == 9
    page.fill("#tray-title", "My Kola")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / "story (1).toml"
    waiting.value.save_as(saved)
    before = page.evaluate(kept)

    broken = tmp_path / "broken.toml"
    broken.write_text(saved.read_text("utf-8").replace("dwell", "dwel").replace("/map", "map"))
    opened(broken)
    wait_for_text(page, ".tray-problems", "Line 6, scene 1: view")
    assert page.locator(".tray-problems li").count() == 9
    assert "did you mean “dwell”?" in page.inner_text(".tray-problems")
    assert page.evaluate(kept) == before

    page.evaluate("localStorage.removeItem('story')")
    page.reload()
    opened(saved)
    wait_for_text(page, "#tray [role=status]", "is open")
    assert page.evaluate(kept) == before
    opened(saved)
    page.get_by_role("button", name="Add at the end").click()
    assert page.locator(".tray-scenes > li").count() == 18


def test_all_scenes_are_printed_a_sheet_each(visit):
    """Ctrl+P gets the pictures first; a page without a map is printed as far as a sheet goes."""
    scenes = [
        {"view": "/map?el=Ni&lvl=0", "title": "One", "caption": "First", "notes": "Say so"},
        {"view": "/element/Ni", "title": "Two"},
    ]
    story = base64.urlsafe_b64encode(json.dumps({"title": "Mine", "scenes": scenes}).encode())
    page = visit("", path=f"present/own#s={story.decode().rstrip('=')}", wait=False)
    page.evaluate("window.print = () => { window.printed = true; }")
    shown(page, 1)
    page.keyboard.press("Control+p")
    page.wait_for_function("() => window.printed")
    page.emulate_media(media="print")
    assert not page.locator(".stage-frames, .stage-bar").locator("visible=true").count()
    first, second = (page.locator(".sheet").nth(one) for one in (0, 1))
    assert first.locator("img").evaluate("(image) => image.naturalWidth") == 1200
    assert re.search(r"/map\?el=Ni&lvl=0&release=[0-9a-f]{12}", first.inner_text())
    assert not first.locator(".sheet-notes").is_visible()
    assert "Nickel (Ni)" in second.inner_text()
    page.evaluate("document.querySelector('.stage-option input').click()")
    assert first.locator(".sheet-notes").inner_text() == "Say so"


@pytest.mark.parametrize(("width", "height"), [(360, 740), (740, 360), (1440, 810)])
def test_everything_is_on_the_screen_at_any_size(present, width, height):
    """Words, view and buttons fit a phone in both directions and a projector."""
    page = present("programme", width=width, height=height)
    for part in (".stage-title", ".stage-frames", ".stage-bar"):
        box = page.locator(part).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width + 1
        assert box["y"] + box["height"] <= height + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".stage-frames").bounding_box()["height"] > height / 3
    sizes = page.locator(".stage-bar button").evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility()).map((one) =>"
        " [one.className, one.offsetWidth, one.offsetHeight])"
    )
    assert len(sizes) >= 13
    for name, wide, high in sizes:
        assert min(wide, high) >= (24 if name.startswith("stage-dot") else 44), name


@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("present", ".story-card"),
        ("present/kola?contrast=1", ".stage-frame-front"),
        ("present/kola/speaker", ".stage-frame-front"),
        ("embed/map?el=Ni", ".legend-entry"),
    ],
)
def test_no_known_barriers_and_no_sideways_scrolling_on_a_phone(visit, path, ready):
    """What axe finds on a narrow screen, frames included."""
    page = visit("", path=path, wait=False, width=360, height=740)
    page.wait_for_selector(ready)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert barriers(page, rules=RULES) == []


def test_without_scripts_a_story_is_a_list_of_links(visit):
    """Title, captions, and the page of each scene."""
    page = visit("", path="present/kola", wait=False, java_script_enabled=False)
    assert page.locator(".stage-outline li").count() == 9
    assert page.locator(".stage-outline a").first.get_attribute("href").startswith("/map?s=kola")


def test_a_frame_shows_all_of_its_country_once_its_legend_is_there(visit):
    """The map is fitted anew to the room that legend and playback leave, and to a new size."""
    page = visit(
        "", path="embed/country/LAO?lvl=2&by=countries", width=830, height=560, wait=False
    )
    # The northern and southern ends of Laos, in degrees.
    inside_map = """() => {
      const map = document.getElementById('map')?.getBoundingClientRect();
      const ends = [[102.1, 22.4], [105.9, 14]].map((end) => window.gridmap?.screen?.(...end));
      return document.querySelector('.legend-entry')
        && ends.every((end) => end && end[1] > 0 && end[1] < map.height);
    }"""
    page.wait_for_function(inside_map)
    # As wide as a hall's screen, where the page of the country has a plan of its own.
    for width, height in ((420, 420), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(inside_map)
    assert "v=" not in page.url
