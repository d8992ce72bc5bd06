"""What pages tell networks and search engines: titles, pictures, canonical links, discovery."""

import json
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import settings as server_settings
from dashboard.catalog.stories import read_stories
from dashboard.export.words import told
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.state import from_query
from tests.public_server import HOST, ROOT

PATHS = (
    "", "map", "country/FIN", "region/150", "element/Ni", "element/pH", "data", "about",
    "about/methods", "elements", "compare?p2=s.igneous-rocks", "present",
)  # fmt: skip


TITLED = (
    *PATHS, "?by=countries&m=stage", "?sv=kola-c-horizon&date=1993-01-01", "map?el=Ni&stat=n",
    "map?el=pH&s=kola-c-horizon.parameters&lvl=sites", "map?el=Cu&c=FIN~NOR&date=1994-01-01",
    "compare?p2=el.Cu&p3=el.Ni&p4=el.Zn", "compare?c=FIN&p2=c.NOR&mode=difference",
    "compare?el=Ni&p2=el.Cu&mode=ratio", "compare?el=Ni&p2=el.Cu&p3=el.Zn&mode=swipe",
    "compare?p2=s.igneous-rocks_level.1&mode=difference", "elements?map=index&els=Ni~Cr~Co",
    "elements?map=anomalies&thr=fence", "elements?map=anomalies&list=eu-2024", "elements?pc=2",
    "elements?map=composite", "elements?map=composite&els=Ni~Cu", "elements?map=element&el=Zn",
    "elements?map=element&el=Zn&date=1993-08-01&stat=max", "elements?els=Ni~Cr~Co~Cu~Zn~V~As~Sr",
    "elements?s=kola-c-horizon.parameters",
)  # fmt: skip


# Of two elements there is no composite, of parameters no components.
NO_MAP = ("elements?map=composite&els=Ni~Cu", "elements?s=kola-c-horizon.parameters")


class Head(HTMLParser):
    """Titles, tags and data of a head, as a parser of previews reads them."""

    def __init__(self, html):
        super().__init__()
        self.meta, self.links, self.titles, self.data, self.open = {}, [], [], [], None
        self.dialogs = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta" and (name := found.get("property") or found.get("name")):
            assert name not in self.meta, f"{name} twice"
            self.meta[name] = found["content"]
        if tag == "link":
            self.links.append(found)
        self.dialogs += tag == "dialog" and found.get("id") == "share-dialog"
        self.open = tag if tag == "title" else found.get("type")

    def handle_data(self, text):
        if self.open == "title":
            self.titles.append(text)
        if self.open == "application/ld+json":
            self.data.append(text)

    def handle_endtag(self, _tag):
        self.open = None

    def address(self, rel, kind=None):
        """Return the address of the only link of a relation and type."""
        (found,) = [o for o in self.links if o.get("rel") == rel and o.get("type") == kind]
        return found["href"]


def page_of(address):
    """Return page and code of an address."""
    path = urlsplit(address).path
    page, _slash, code = path.partition("/")
    if path == "about/methods":
        return "methods", ""
    return page or "progress", code


def head(public, address):
    """Return the head of a page."""
    return Head(public.get(f"/geo/{address}").text)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_words_and_a_picture_of_its_own(public, path):
    """Title, description, picture with size and words, card, canonical address; one dialog."""
    found = head(public, path)
    assert found.titles[0]
    assert found.meta["og:title"] == found.meta["twitter:title"]
    assert found.meta["description"] == found.meta["og:description"]
    assert found.meta["og:description"].strip()
    assert found.meta["og:image"].startswith(f"{ROOT}api/v1/picture.png?page=")
    assert found.meta["og:image"].endswith("im_type=og")
    assert (found.meta["og:image:width"], found.meta["og:image:height"]) == ("1200", "630")
    assert found.meta["og:image:alt"]
    assert found.meta["twitter:card"] == "summary_large_image"
    assert found.address("canonical") == found.meta["og:url"] == f"{ROOT}{path}"
    assert found.dialogs == 1


@pytest.mark.parametrize("address", TITLED)
def test_the_title_of_the_window_begins_with_that_of_the_preview(public, built_release, address):
    """One source of words: window, networks, heading of the map, oEmbed, citation and link."""
    answer = public.get(f"/geo/{address}").text
    found = Head(answer)
    title = found.meta["og:title"]
    # After it comes what it is of, or the page, or the site.
    window = "".join(found.titles)
    assert window.startswith((f"{title} · ", f"{title} – "))
    page, code = page_of(address)
    query = urlsplit(address).query
    if page in {"map", "compare", "elements"}:
        assert f'<h1 id="map-title">{escape(title)}</h1>' in answer
    shared = public.get(f"/geo/api/v1/share.json?page={page}&code={code}&{query}")
    if page not in {"about", "methods", "present"}:
        assert shared.json["title"] == title
        assert shared.json["description"] == found.meta["og:description"]
    if page in {"map", "compare", "elements", "progress"}:
        scene = scene_of(built_release, page, code, from_query(query)[0], Size(1200, 630))
        assert scene.title == title if scene else address in NO_MAP


def test_titles_tell_pages_apart(public):
    """No two addresses have the same title and description."""
    words = {
        (h.meta["og:title"], h.meta["og:description"]) for h in (head(public, p) for p in PATHS)
    }
    assert len(words) == len(PATHS)


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("map?s=kola-c-horizon.aqua-regia", "map"),
        ("map?el=Ni&stat=median&theme=dark&table=1", "map?el=Ni"),
        ("map?el=Ni&junk=1&proj=flat&c=XXX~FIN", "map?el=Ni&c=FIN"),
        ("map?el=Xx&release=000000000000", "map"),
        ("map?s=igneous-rocks&el=Ni&lvl=1", "map?s=igneous-rocks&el=Ni&lvl=1"),
        ("country/FIN?c=NOR&m=samples", "country/FIN?m=samples"),
        ("?sv=igneous-rocks&lvl=sites", ""),
    ],
)
def test_one_content_has_one_address(public, asked, canonical):
    """Defaults, looks, what cannot be read and what the path says are left out."""
    assert head(public, asked).address("canonical") == f"{ROOT}{canonical}"


def test_frozen_links_stay_frozen(public, built_release):
    """Canonical address and picture name the release only where the address does."""
    found = head(public, f"map?el=Ni&release={built_release.id}")
    assert f"release={built_release.id}" in found.address("canonical")
    assert f"release={built_release.id}" in found.meta["og:image"]
    assert "release" not in head(public, "map?el=Ni").meta["og:image"]


@pytest.mark.parametrize("path", ["", "map?el=Ni&c=FIN~NOR", "country/FIN", "element/Ni"])
def test_oembed_is_discovered_and_answers(public, path):
    """The address that the head names answers with the same title, as JSON and as XML."""
    found = head(public, path)
    for kind in ("json", "xml"):
        address = found.address(
            "alternate", f"{'application' if kind == 'json' else 'text'}/{kind}+oembed"
        )
        answer = public.get(address.removeprefix(HOST))
        assert answer.status_code == 200
        if kind == "json":
            assert answer.json["title"] == found.meta["og:title"]


def test_pictures_of_elements_are_their_maps(public):
    """That page has no map of its own; one of a stratum with results stands for it."""
    query = parse_qs(urlsplit(head(public, "element/Ni").meta["og:image"]).query)
    assert query["page"] == ["map"]
    assert query["el"] == ["Ni"]


@pytest.mark.parametrize("name", ["kola", "copper", "programme"])
def test_a_link_to_a_story_has_its_words_and_the_picture_of_its_first_scene(
    public, built_release, name
):
    """Who is sent a story sees its own title, description and first map, drawn by the server."""
    story = read_stories(server_settings.read({}).stories)[0][name]
    found = head(public, f"present/{name}?lang=en")
    assert found.meta["og:title"] == story.title
    assert found.meta["og:description"] == found.meta["description"] == story.description
    assert found.address("canonical") == f"{ROOT}present/{name}"
    picture = found.meta["og:image"].removeprefix(HOST)
    path, _mark, query = story.scenes[0].view.partition("?")
    page, code = page_of(path.removeprefix("/"))
    asked = urlsplit(picture).query
    assert parse_qs(asked)["page"] == [page]
    pictured = parse_qs(asked, keep_blank_values=True)
    first = "&".join(f"{k}={v[0]}" for k, v in pictured.items() if k not in {"page", "im_type"})
    assert told(built_release, page, code, from_query(first)[0]) == told(
        built_release, page, code, from_query(query)[0]
    )
    assert public.get(picture).mimetype == "image/png"


def test_frozen_stories_are_pictured_by_their_release(public, built_release):
    """Address and picture of a story on one release name it."""
    found = head(public, f"present/kola?release={built_release.id}")
    assert found.address("canonical") == f"{ROOT}present/kola?release={built_release.id}"
    assert f"release={built_release.id}" in found.meta["og:image"]


def test_stories_in_links_have_a_preview_too(public):
    """The server is not sent the fragment: it says what the page is, and shows progress."""
    found = head(public, "present/own")
    assert found.meta["og:description"]
    assert "page=progress" in found.meta["og:image"]


def test_the_data_are_described_for_searches(public, built_release):
    """A catalogue with each survey, its licence and citation."""
    (text,) = head(public, "data").data
    found = json.loads(text)
    assert found["@type"] == "DataCatalog"
    assert found["version"] == built_release.id
    assert {one["name"] for one in found["dataset"]} == {
        one["title"] for one in built_release.index["surveys"]
    }
    assert all(len(one["description"]) >= 50 for one in found["dataset"])


def test_pages_that_are_not_there_tell_nothing(public):
    """Neither tags nor dialog: there is nothing to share."""
    for path in ("nowhere", "country/XXX", "element/Xx"):
        found = head(public, path)
        assert "og:title" not in found.meta
        assert found.dialogs == 0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from(PATHS),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                ("el", "s", "c", "r", "date", "cls", "br", "v", "lvl", "x", "release")
            ),
            st.one_of(
                st.sampled_from(("Ni", "FIN~NOR", "150", "1", '"><script>')), st.text(max_size=8)
            ),
        ),
        max_size=5,
    ),
)
def test_canonical_addresses_are_read_without_a_notice(public, path, pairs):
    """Whatever was asked, the canonical address is clean, and its own canonical address."""
    query = "&".join(f"{key}={quote(value, safe='~')}" for key, value in pairs)
    answer = public.get(f"/geo/{path}{'&' if '?' in path else '?'}{query}")
    assert answer.status_code == 200
    address = Head(answer.text).address("canonical")
    state, notices = from_query(urlsplit(address).query)
    assert notices == ()
    again = Head(public.get(address.removeprefix(HOST)).text)
    assert again.address("canonical") == address, state
