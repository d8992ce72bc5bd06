"""The HTML around Dash."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components import shell
from dashboard.components.shell import NavLink, Page, critical_addresses, json_script, render
from dashboard.state import ViewState
from dashboard.state_resolve import resolve
from tests.fake_release import sample_index

API = "/api/v1/releases/3f9a/"


def make_page(**changes) -> Page:
    """Return a map page, changed where named."""
    values = {
        "language": "en",
        "theme": "auto",
        "title": "Copper (Cu) – Kola – Chemical Earth dashboard",
        "description": "About",
        "home": "/",
        "links": [NavLink("Map", "/map", current=True), NavLink("About", "/about", current=False)],
        "icon": "/style/1/icon.svg",
        "style": "/style/1/style.css",
        "modules": ["/gridmap/1/loader.mjs", "/gridmap/1/boot.mjs"],
        "entries": ["/gridmap/1/boot.mjs"],
        "preloads": [f"{API}grid.bin"],
        "config": {"prefix": "/"},
        "dash_config": {"ui": False},
        "kind": "map",
        "download": "/api/v1/view.csv?el=Cu",
    }
    return Page(**{**values, **changes})


class Outline(HTMLParser):
    """Collects ids, links and open elements of a page."""

    VOID = frozenset({"meta", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[dict] = []
        self.path: list[str] = []
        self.faults: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "link":
            self.links.append(found)
        if tag not in self.VOID:
            self.path.append(tag)

    def handle_endtag(self, tag):
        """Note an element that closes another than the last one."""
        if self.path.pop() != tag:
            self.faults.append(tag)


def test_page_has_the_elements_the_map_fills():
    """The map's section comes before Dash's root, outside of it, and all elements close."""
    outline = Outline(render(make_page()))
    assert outline.faults == []
    assert outline.path == []
    wanted = ["map-shell", "map-title", "map-notice", "map", "legend", "map-table", "map-live"]
    assert [one for one in outline.ids if one in wanted] == wanted
    assert outline.ids.index("map-live") < outline.ids.index("react-entry-point")
    assert len(set(outline.ids)) == len(outline.ids)


def test_page_without_a_map_has_none_of_its_elements():
    """Other pages carry no empty map."""
    outline = Outline(render(make_page(kind="")))
    assert "map" not in outline.ids
    assert "react-entry-point" in outline.ids


def test_preloads_match_how_the_map_fetches():
    """Data are preloaded for fetch(), modules as modules, and nothing from another host."""
    links = Outline(render(make_page())).links
    data = [link for link in links if link["rel"] == "preload"]
    assert [(link["as"], link["crossorigin"]) for link in data] == [("fetch", None)]
    assert sum(link["rel"] == "modulepreload" for link in links) == 2
    assert all(link["href"].startswith("/") for link in links)


def test_modules_wait_until_the_whole_page_is_there():
    """With `async`, those that a browser has kept would run before the elements that they fill."""
    scripts = re.findall(r"<script [^>]*src=[^>]*>", render(make_page()))
    assert scripts == ['<script type="module" src="/gridmap/1/boot.mjs">']


def test_present_page_is_marked_in_the_header():
    """The header says which page is open."""
    html = render(make_page())
    assert '<a href="/map" aria-current="page">Map</a>' in html
    assert '<a href="/about">About</a>' in html


@pytest.mark.parametrize(
    ("theme", "bootstrap"),
    [("auto", "light"), ("light", "light"), ("dark", "dark"), ("contrast", "dark")],
)
def test_theme_holds_before_any_script(theme, bootstrap):
    """The chosen theme is on the page as it arrives."""
    html = render(make_page(theme=theme))
    assert f'<html lang="en" data-theme="{theme}" data-bs-theme="{bootstrap}">' in html


@given(st.text(max_size=60))
def test_no_text_breaks_out_of_the_page(text):
    """Whatever a title, a link or the configuration say, the page keeps its elements."""
    plain = Outline(render(make_page()))
    odd = Outline(
        render(
            make_page(
                title=text,
                description=text,
                links=[NavLink(text, f"/{text}", True), NavLink("About", "/about", False)],
                download=text,
                config={"text": text},
            )
        )
    )
    assert (odd.ids, odd.path, odd.faults) == (plain.ids, [], [])


@given(st.recursive(st.text(max_size=20), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_data_come_through_the_page_unchanged(content):
    """JSON in the page is what was put in, and never holds the end of its element."""
    element = json_script("x", {"value": content, "end": "</script><!--<script>"})
    body = re.fullmatch(
        r'<script type="application/json" id="x">(.*)</script>', element, re.DOTALL
    )
    assert "<" not in body[1]
    assert json.loads(body[1])["value"] == content


def test_not_a_number_is_refused():
    """NaN is no JSON: a page that no browser could read is not made."""
    with pytest.raises(ValueError, match="JSON"):
        json_script("x", float("nan"))


@pytest.mark.parametrize(
    ("asked", "addresses"),
    [
        ({}, ["level-0.bin", "Cu/level-0.bin"]),
        ({"level": "2"}, ["level-2.bin", "Cu/level-2.bin"]),
        ({"level": "sites", "statistic": "max"}, ["sites.bin", "Cu/sites.bin"]),
        ({"by": "countries", "statistic": "max"}, ["Cu/countries.bin?stat=max"]),
        ({"level": "sites", "date": "1995-08-01"}, ["sites.bin", "Cu/sites.bin"]),
        (
            {"statistic": "n", "date": "1995-08-01"},
            ["level-0.bin", "Cu/level-0.bin?stat=n&date=1995-08-01"],
        ),
    ],
)
def test_data_of_the_first_map_are_asked_for_by_the_page(asked, addresses):
    """The preloads are the addresses that the map's own store makes."""
    state, _notices = resolve(ViewState(**asked), sample_index())
    base = f"{API}strata/kola.aqua-regia/"
    assert critical_addresses(state, sample_index(), API) == (
        f"{API}grid.bin",
        f"{API}boundaries/world-110m.bin",
        *(base + one for one in addresses),
    )


def test_a_level_in_chunks_is_not_asked_for_whole():
    """Which chunks are in view is not known before the page is laid out: the coarsest comes."""
    index = sample_index()
    index["strata"][0]["chunked"] = [2]
    state, _notices = resolve(ViewState(level="2"), index)
    found = critical_addresses(state, index, API)
    assert [one.rsplit("/", 1)[1] for one in found[2:]] == ["level-0.bin", "level-0.bin"]


def test_empty_release_asks_for_the_world_only():
    """Without any stratum there is no vector to ask for."""
    found = critical_addresses(ViewState(), sample_index(strata=[]), API)
    assert len(found) == 2


def test_plain_page_stands_alone():
    """An error page needs no style sheet and no script, but can have one, and escapes its text."""
    html = shell.plain_page("Gone", ["a < b"], "python -m dashboard build")
    outline = Outline(html)
    assert (outline.faults, outline.path, outline.links) == ([], [], [])
    assert "a &lt; b" in html
    assert "<code>python -m dashboard build</code>" in html
    looks = shell.looks("/i.svg", "/s.css?a&b")
    assert "/s.css?a&amp;b" in looks
    assert looks in shell.plain_page("Gone", [], head=looks)
    led = shell.plain_page("Gone", [], link=("Go <on>", "https://example.org/?a=1&b=2"))
    assert (Outline(led).faults, Outline(led).path) == ([], [])
    assert '<a href="https://example.org/?a=1&amp;b=2">Go &lt;on&gt;</a>' in led
