"""The page of a release's data: complete, true, readable without scripts, and tried."""

import ast
import json
import re
import subprocess
import sys
import threading
from html.parser import HTMLParser
from urllib.parse import urlsplit

import numpy as np
import pytest
from dash import dcc, html
from markupsafe import Markup
from werkzeug.serving import make_server

from dashboard.components.data_page_changes import changes_part
from dashboard.components.data_page_files import holds, size_text
from dashboard.components.place_links import PlaceLinks
from dashboard.export.examples import examples, excerpt, snippets
from dashboard.planes import pack
from dashboard.release.changes import Changes
from dashboard.release.diff import Lists
from dashboard.release.kept import Kept
from dashboard.server import create_app
from dashboard.settings import read
from dashboard.web.markup import to_html

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "path", "wbr"}


class Outline(HTMLParser):
    """Texts, ids and links of a page, and elements that are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.open, self.faults = [], [], [], []
        self.texts, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        found = dict(attrs)
        self.attributes += [(tag, name) for name in found]
        self.ids += [found["id"]] if "id" in found else []
        # The dialog for sharing gives its link an address when it opens.
        self.links += [found["href"]] if tag == "a" and "href" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Note an end."""
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        """Note a text."""
        self.texts.append(data)

    @property
    def text(self):
        """All texts, with single spaces."""
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def release(small_releases):
    """The release of the small survey."""
    return small_releases.current()


@pytest.fixture(scope="module")
def client(small_releases):
    """A client of a server under a prefix."""
    return create_app(read({"PREFIX": "/geo"}), small_releases).server.test_client()


@pytest.fixture(scope="module")
def page(client):
    """The page as a browser without scripts gets it."""
    answer = client.get("/geo/data")
    assert answer.status_code == 200
    return Outline(answer.text)


def test_page_is_whole_without_scripts(page):
    """Every element is closed, no id stands twice, and Dash's root is not waited for."""
    assert page.faults == []
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert "react-entry-point" not in page.ids
    assert "Loading…" not in page.text
    assert not [one for one in page.attributes if one[1] == "style" or one[1].startswith("on")]


def test_links_within_the_page_have_their_anchors(page):
    """The contents lead somewhere."""
    inner = [one[1:] for one in page.links if one.startswith("#")]
    assert {"surveys", "files", "changes", "releases", "interface"} <= set(inner)
    assert set(inner) <= set(page.ids)


def test_every_link_of_the_page_is_answered(page, client):
    """No link, download or table leads nowhere."""
    own = sorted({one for one in page.links if one.startswith("/")})
    assert len(own) > 20
    for address in own:
        assert address.startswith("/geo/"), address
        assert client.get(address, buffered=True).status_code == 200, address


def test_survey_is_told_with_source_licence_limits_and_citation(page, release):
    """What the index knows of a survey stands on the page."""
    (survey,) = release.index["surveys"]
    for key in ("title", "owner", "licence", "citation"):
        assert survey[key] in page.text
    assert "simulated data" in page.text
    (stratum,) = release.index["strata"]
    copper = next(one for one in stratum["analytes"] if one["id"] == "Cu")
    rate = 100 * (1 - copper["censored"] / copper["n"])
    assert f"Cu mg/kg 2 {copper['n']} {rate:.1f}".rstrip("0").rstrip(".") in page.text


def test_map_of_sites_has_a_dot_a_site(client, release):
    """The map is part of the page, with its title and the sites of the survey."""
    text = client.get("/geo/data").text
    assert "Map of 240 sites" in text
    dots = re.search(r'class="sites" d="([^"]*)"', text)
    assert dots is not None
    # Sites on the same half pixel are one dot.
    assert 200 < dots[1].count("M") <= 240


def test_files_stand_with_size_and_hash(page, release):
    """Every file of the manifest is linked, with its whole SHA-256."""
    for name, digest in release.manifest["files"].items():
        assert f"/geo/api/v1/releases/{release.id}/files/{name}" in page.links
        assert digest in page.text
        assert holds(name), name


def test_links_keep_the_release_and_the_language(client, release):
    """A frozen page leads to frozen pages, a live one to live ones."""
    frozen = Outline(client.get(f"/geo/data?release={release.id}").text)
    maps = [one for one in frozen.links if urlsplit(one).path == "/geo/map"]
    assert maps
    assert all(f"release={release.id}" in one for one in maps)
    live = Outline(client.get("/geo/data").text)
    assert all("release=" not in one for one in live.links if urlsplit(one).path == "/geo/map")


def test_release_that_is_not_kept_is_said(client):
    """A link to a release that is gone shows the current one and says so."""
    answer = client.get("/geo/data?release=0123456789ab")
    assert answer.status_code == 200
    assert "0123456789ab, which the link was made from, is no longer kept" in answer.text


@pytest.mark.parametrize(
    "query", ["?release=<script>x", "?release=a&release=b", "?%00=%ff", "?lang=xx&theme=1", "?=&&"]
)
def test_any_query_gives_the_page(client, query):
    """Nothing in an address breaks the page, or gets into it unescaped."""
    answer = client.get(f"/geo/data{query}")
    assert answer.status_code == 200
    assert "<script>x" not in answer.text


def test_only_release_has_none_before_it(page):
    """Where there is nothing to compare with, the page says so."""
    assert "No release before this one is kept here" in page.text


def test_examples_answer_and_show_what_they_answer(client, release, page):
    """Each address of the documentation is tried, and its excerpt is of its answer."""
    found = examples(release)
    assert {one.kind for one in found} == {"json", "csv", "geojson", "planes", "parquet"}
    for example in found:
        answer = client.get(f"/geo/{example.address}", buffered=True)
        assert answer.status_code == 200, example.address
        assert f"/geo/{example.address}" in page.links
        shown = excerpt(example.kind, [answer.data])
        if example.kind == "csv":
            # The day of access is in it, which may have been yesterday.
            shown = shown.splitlines()[0]
        assert " ".join(shown.split()) in page.text, example.id
    kinds = {one.id: one for one in found}
    assert f"release={release.id}" in kinds["cells"].address
    json.loads(client.get(f"/geo/{kinds['cell'].address}").data)


@pytest.fixture(scope="module")
def root(small_releases):
    """Address of a server that listens."""
    app = create_app(read({"PREFIX": "/geo"}), small_releases).server
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/geo/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("kind", ["json", "csv", "geojson", "planes", "parquet"])
def test_python_of_the_documentation_runs(release, root, kind):
    """What a reader copies gives the data, in a program of its own."""
    example = next(one for one in examples(release) if one.kind == kind)
    code = snippets(example, root)["Python"]
    ast.parse(code)
    size = {
        "json": "len(found)",
        "csv": "len(table)",
        "geojson": "len(frame)",
        "planes": "len(planes['value'])",
        "parquet": "len(table)",
    }[kind]
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint({size})"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[-1]) >= 2


def test_code_of_the_documentation_names_the_whole_address(release):
    """curl and R ask for the same address as the link."""
    for example in examples(release):
        for code in snippets(example, "https://example.org/geo/").values():
            assert f"https://example.org/geo/{example.address}" in code


def test_excerpts_are_cut_where_they_say_so():
    """Long lists, records, lines and files end in an ellipsis."""
    long = json.dumps({"a": list(range(9)), "b": [{"c": 1}, {"c": 2}]}).encode()
    shown = excerpt("json", [long])
    assert (
        shown
        == '{\n "a": [\n  0,\n  1,\n  2,\n  …\n ],\n "b": [\n  {\n   "c": 1\n  },\n  …\n ]\n}'
    )
    assert excerpt("csv", [b"a,b\n" * 30]).splitlines()[-1] == "…"
    assert excerpt("csv", [b"x" * 500]).endswith("x…")
    body = pack({"value": np.arange(9, dtype=np.float32)}, unit="mg/kg")
    assert excerpt("planes", [body]).endswith("value: 0, 1, 2, 3, 4, 5, …")


def test_of_a_long_table_only_the_first_lines_are_made():
    """Samples of a large survey are gigabytes, of which the page shows a few lines."""
    parts = iter([b"a,b\n1,", "°\n".encode(), *[b"3,4\n" * 10] * 100])
    assert excerpt("csv", parts).splitlines()[:3] == ["a,b", "1,°", "3,4"]
    assert len(list(parts)) > 90


def test_components_become_the_html_that_they_stand_for():
    """Names, escapes and void elements are those of HTML."""
    made = html.Div(
        [html.Br(), "a < b & c", 3, None, html.Label("x", htmlFor="y"), Markup("<svg/>")],
        className='q"',
        tabIndex=0,
        hidden=True,
        **{"aria-label": "é"},
    )
    assert to_html(made) == (
        '<div class="q&quot;" hidden tabindex="0" aria-label="é"><br>a &lt; b &amp; c3'
        '<label for="y">x</label><svg/></div>'
    )
    for wrong in (dcc.Graph(), html.P(style={"color": "red"}), {"a": 1}):
        with pytest.raises(TypeError):
            to_html(wrong)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (2_340_000, "2.3 MB"), (12_000_000_000, "12 GB")],
)
def test_sizes_are_in_decimal_units(size, text):
    """Two digits, as files are listed elsewhere."""
    assert size_text(size) == text


def test_changes_are_told_in_words():
    """Names that came and went, and that nothing changed, are sentences."""
    before = Kept("0123456789ab", "2026-01-01T10:00:00Z", False, "", 1, 2)
    links = PlaceLinks("/geo/")
    nothing = Changes("0123456789ab", "b", Lists((), ()), (), (), ("x",))
    assert "Nothing changed" in Outline(to_html(changes_part(nothing, before, links))).text
    facts = (("kola", "licence", "A", "B"), ("kola", "years", [1995, 1995], [1995, 1996]))
    changed = Changes("0123456789ab", "b", Lists(("new",), ()), facts, (), ())
    text = Outline(to_html(changes_part(changed, before, links))).text
    assert "kola, licence: “A” became “B”" in text
    assert "Surveys added, 1: new" in text
    assert "cannot be opened" in Outline(to_html(changes_part(None, before, links))).text


def test_header_leads_to_the_page_before_the_page_about_it(client):
    """Data stand in the header of every page."""
    header = client.get("/geo/about").text.split("<header>")[1].split("</header>")[0]
    assert header.index("/geo/data") < header.index("/geo/about")


def test_page_without_a_release_says_how_to_build_one(tmp_path):
    """A server without data answers 503 in words."""
    app = create_app(read({"RELEASES": str(tmp_path)})).server
    assert app.test_client().get("/data").status_code == 503
