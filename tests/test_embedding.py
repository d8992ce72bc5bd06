"""Pages in frames of other sites."""

import json
import re

import pytest

from dashboard import settings
from dashboard.server import create_app
from dashboard.web import embedding, sources
from dashboard.web.headers import POLICY
from tests.fake_release import RELEASE_ID, FakeRelease, FakeStore, sample_index


@pytest.fixture(scope="module")
def client():
    """A client of an application under /geo/ that the tests of this module only read."""
    chosen = settings.read({"PREFIX": "geo", "PUBLIC_URL": "https://maps.example.org"})
    return create_app(chosen, FakeStore()).server.test_client()


def test_only_embedded_pages_may_be_framed_by_other_sites(client):
    """The policy differs in one word, and search engines are kept out."""
    inside, outside = client.get("/geo/embed/map?el=Cu"), client.get("/geo/map?el=Cu")
    assert inside.headers["Content-Security-Policy"] == POLICY.replace(
        "frame-ancestors 'self'", "frame-ancestors *"
    )
    assert inside.headers["X-Robots-Tag"] == "noindex"
    assert outside.headers["Content-Security-Policy"] == POLICY
    assert "X-Robots-Tag" not in outside.headers


@pytest.mark.parametrize("path", ["map", "", "country/FIN", "region/150", "element/Cu"])
def test_a_frame_has_the_page_without_header_and_dash(small_releases, path):
    """Title, contents, source and the link to the page; neither navigation nor Dash's scripts."""
    chosen = settings.read({"PREFIX": "geo", "PUBLIC_URL": "https://maps.example.org"})
    client = create_app(chosen, small_releases).server.test_client()
    html = client.get(f"/geo/embed/{path}?lang=en").text
    assert "<header>" not in html
    assert "_dash-config" not in html
    assert "loader.mjs" not in html
    config = json.loads(re.search(r'id="gridmap-config">(.*?)</script>', html)[1])
    assert config["scripts"] == []
    assert config["prefix"] == "/geo/embed/"
    assert html.count("<h1") == 1
    full = f"https://maps.example.org/geo/{path}?lang=en"
    assert f'<link rel="canonical" href="{full}">' in html
    assert f'<a id="embed-full" href="{full}" target="_blank" rel="noopener">' in html
    assert f"release {small_releases.current().id}" in html


def test_addresses_are_escaped(client):
    """What stands in the address of a frame cannot become markup."""
    html = client.get("/geo/embed/map?el=%22%3E%3Cb%3E&x=<b>\"'").text
    assert "<b>" not in html


def test_reported_stages_name_no_survey_as_their_source(client):
    """A map of what partners report is not measured from samples."""
    html = client.get("/geo/embed/?m=stage&by=countries").text
    assert "Source: statements of the programme and its partners" in html
    assert "Source: Kola Project (CC BY 4.0)" in client.get("/geo/embed/?m=area").text


def test_a_country_in_small_letters_stays_in_the_frame(client):
    """Redirects lead to the frame's address of the page."""
    answer = client.get("/geo/embed/country/fin?lvl=1")
    assert answer.headers["Location"] == "/geo/embed/country/FIN?lvl=1"


@pytest.mark.parametrize(
    "path", ["nowhere", "about", "country/XXX", "element/Unobtainium", "data"]
)
def test_what_cannot_be_framed_says_so_in_the_frame(client, path):
    """No page, or none with a map or of an element: 404, in words, with a link to the page."""
    answer = client.get(f"/geo/embed/{path}")
    assert answer.status_code == 404
    assert "There is no such page to show." in answer.text
    assert 'class="embed embed-missing"' in answer.text
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")


def test_simulated_data_are_marked_in_the_frame():
    """The line that says so is there, without its link that would lead out of the frame."""
    index = sample_index()
    index["simulated"] = True
    store = FakeStore(FakeRelease(RELEASE_ID, index))
    html = create_app(settings.read({}), store).server.test_client().get("/embed/map").text
    assert '<p class="simulated-line" role="note">Simulated data' in html


def test_without_a_release_the_frame_says_so():
    """A frame of a server without data is answered 503, and can be shown."""
    answer = create_app(settings.read({}), FakeStore(None)).server.test_client().get("/embed/map")
    assert answer.status_code == 503
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")


def test_shared_modules_become_neighbours(tmp_path):
    """Modules of two folders are one bundle, with what they import in turn; none hides another."""
    (tmp_path / "a.mjs").write_text("import { b } from './b.mjs';\nexport const a = b;\n")
    (tmp_path / "b.mjs").write_text("export const b = 1;\n")
    own = {"x.mjs": b"import { a } from '../gridmap/a.mjs';\n"}
    made = sources.with_shared(own, tmp_path)
    assert set(made) == {"x.mjs", "a.mjs", "b.mjs"}
    assert made["x.mjs"] == b"import { a } from './a.mjs';\n"
    with pytest.raises(ValueError, match=r"a\.mjs"):
        sources.with_shared({**own, "a.mjs": b""}, tmp_path)


def test_paths_of_frames_are_told_from_others():
    """Only the whole first part of a path counts."""
    assert embedding.split("/embed/map") == ("/map", True)
    assert embedding.split("/embedded") == ("/embedded", False)
