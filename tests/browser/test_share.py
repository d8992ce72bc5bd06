"""Sharing a view: the dialog on pages with and without Dash."""

import base64
import html
import json
import re
import urllib.request
from urllib.parse import urlsplit

import pytest

from tests.browser.barriers import barriers
from tests.browser.journey import open_menu
from tests.browser.test_present import shown

DIALOG = "#share-dialog"


def part(page, name):
    """Show a part of the dialog."""
    page.locator(f"[name=share-part][value={name}]").check(force=True)


def filled(page, field):
    """Return the text of a field as soon as it has one."""
    page.wait_for_function("(id) => document.getElementById(id).value", arg=field)
    return page.input_value(f"#{field}")


def test_a_map_is_shared_live_and_frozen(visit):
    """Links, post, code, frame and citation follow the kind of link and the words."""
    page = visit("?s=kola-c-horizon.aqua-regia&el=Ni&c=FIN~NOR")
    open_menu(page, "Share")
    page.click("details[open] [data-share=open]")
    live = filled(page, "share-link-address")
    assert urlsplit(live).query == "s=kola-c-horizon.aqua-regia&el=Ni&c=FIN~NOR"
    assert not page.locator("details.menu[open]").count()

    page.check("[name=share-kind][value=frozen]")
    frozen = page.input_value("#share-link-address")
    assert urlsplit(frozen).query.startswith("release=")
    part(page, "post")
    assert page.input_value("#share-name") == page.inner_text("#map-title")
    page.fill("#share-name", "Nickel & <friends>")
    assert page.input_value("#share-text").startswith("Nickel & <friends>. ")
    assert page.input_value("#share-text").endswith(frozen)
    assert "of 280" in page.inner_text("#share-count")
    part(page, "embed")
    assert 'title="Nickel &amp; &lt;friends&gt;"' in page.input_value("#share-frame")
    part(page, "qr")
    page.wait_for_function("() => document.getElementById('share-code').naturalWidth > 0")
    part(page, "cite")
    assert "Äyräs" in filled(page, "share-citation")
    page.select_option("#share-format", "bib")
    page.wait_for_function(
        "() => document.getElementById('share-citation').value.startsWith('@online')"
    )
    page.keyboard.press("Escape")
    assert not page.locator(f"{DIALOG}[open]").count()


def test_a_page_that_is_sent_whole_is_shared_by_keyboard_without_a_clipboard(visit):
    """Focus stays in the dialog and comes back; what cannot be copied is marked."""
    page = visit(
        "", path="element/Ni", width=360, height=740, wait=False,
        before=lambda page: page.add_init_script("delete Navigator.prototype.clipboard"),
    )  # fmt: skip
    page.wait_for_function("() => window.dashWidgets && window.dashWidgets.share")
    page.focus(".share-open")
    page.keyboard.press("Enter")
    filled(page, "share-link-address")
    for _step in range(12):
        page.keyboard.press("Tab")
        inside = "() => document.activeElement === document.body || "
        assert page.evaluate(f"{inside}!!document.activeElement.closest('{DIALOG}')")
    page.click("#share-link [data-share=copy]")
    assert "copy it with" in page.inner_text("#share-said")
    assert page.evaluate("() => String(getSelection())") == page.input_value("#share-link-address")
    spare = f"(d => d.clientWidth - d.scrollWidth)(document.querySelector('{DIALOG}'))"
    assert page.evaluate(spare) == 0
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.className").endswith("share-open")


def test_a_story_of_a_link_and_what_its_scene_shows_are_shared_from_the_stage(visit):
    """The story goes with the link; keys of the stage wait; a kiosk and paper have no dialog."""
    view = "/map?s=kola-c-horizon.aqua-regia&el=Ni"
    # The second scene's release is gone: what is shared is what is shown in its place.
    second = f"{view}&release=aaaaaaaaaaaa&c=FIN"
    scenes = [{"view": view, "title": "One"}, {"view": second, "title": "Two"}]
    story = json.dumps({"title": "Mine", "description": "Two scenes.", "scenes": scenes})
    held = base64.urlsafe_b64encode(story.encode()).decode().rstrip("=")
    page = visit("", path=f"present/own#s={held}&n=2", wait=False)
    shown(page, 2)
    page.keyboard.press("l")
    assert filled(page, "share-link-address").endswith(f"/present/own#s={held}")
    page.keyboard.press("PageDown")
    assert page.inner_text(".stage-count").startswith("2 ")

    page.check("[name=share-of][value=scene]")
    address = "document.getElementById('share-link-address').value"
    page.wait_for_function(f"() => {address}.endsWith('&n=2')")
    part(page, "post")
    assert page.input_value("#share-name") == "Two – Mine"
    part(page, "embed")
    assert page.locator("#share-unframed").is_visible()
    assert not page.locator("#share-frame").is_visible()
    part(page, "cite")
    assert f"#s={held}&n=2 (accessed" in filled(page, "share-citation")
    assert barriers(page, DIALOG) == []

    page.check("[name=share-of][value=view]")
    page.wait_for_function(f"() => {address}.includes('/map?')")
    part(page, "embed")
    assert "/embed/map?s=kola-c-horizon.aqua-regia&amp;el=Ni&amp;c=FIN" in page.input_value(
        "#share-frame"
    )
    assert "aaaaaaaaaaaa" not in page.evaluate(address)
    page.emulate_media(media="print")
    assert not page.locator(DIALOG).is_visible()
    page.emulate_media(media="screen")
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    shown(page, 1)

    page.goto(page.url.replace("/own#", "/own?auto=1&loop=1#"))
    shown(page, 1)
    page.keyboard.press("l")
    assert not page.locator(f"{DIALOG}[open]").count()
    assert not page.get_by_role("button", name="Share").count()
    page.keyboard.press("a")
    page.get_by_role("button", name="Share").click()
    assert filled(page, "share-link-address").endswith(f"#s={held}")


def test_without_an_answer_there_is_the_address_and_it_is_said(visit):
    """What the server makes is missing, not the link."""
    page = visit("", path="about", wait=False, allowed="ERR_FAILED")
    page.wait_for_function("() => window.dashWidgets && window.dashWidgets.share")
    page.route("**/share.json*", lambda route: route.abort())
    page.click(".share-open")
    page.wait_for_function("() => document.getElementById('share-said').textContent")
    assert page.inner_text("#share-said").startswith("The server does not answer")
    assert page.input_value("#share-link-address") == page.url
    page.check("[name=share-kind][value=frozen]")
    assert "release=" in page.input_value("#share-link-address")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_dialog_has_no_barrier(visit, theme):
    """What axe finds in each part."""
    page = visit(f"?theme={theme}", path="about", width=360, height=740, wait=False)
    page.wait_for_function("() => window.dashWidgets && window.dashWidgets.share")
    page.click(".share-open")
    filled(page, "share-link-address")
    for name in ("link", "post", "qr", "cite"):
        part(page, name)
        assert (name, barriers(page, DIALOG)) == (name, [])


@pytest.mark.parametrize(
    "address",
    ["?sv=kola-c-horizon", "map?el=Ni&by=countries", "map?el=pH&s=kola-c-horizon.parameters&lvl=0",
     "compare?c=FIN&p2=c.NOR&mode=difference&lvl=0",
     "elements?map=component&pc=2", "elements?map=anomalies&els=Ni~Cr~Co", "country/FIN",
     "about"],
)  # fmt: skip
def test_a_page_is_called_what_its_preview_says(visit, live_server, address):
    """Scripts write the title that the server sent, and the heading of a map as in previews."""
    with urllib.request.urlopen(f"{live_server}/{address}") as answer:
        sent = re.search(r"<title>(.*?)</title>", answer.read().decode())[1]
    path, _mark, query = address.partition("?")
    page = visit(f"?{query}", path=path, wait=path in {"", "map", "compare", "elements"})
    page.wait_for_load_state("networkidle")
    assert page.title() == html.unescape(sent)
    preview = page.get_attribute('meta[property="og:title"]', "content")
    assert page.title().startswith(preview)
    if path in {"", "map", "compare", "elements"}:
        assert page.inner_text("#map-title") == preview
