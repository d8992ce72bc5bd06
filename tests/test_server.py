"""Pages, caching, compression, errors and health of the web server."""

import gzip
import json
import re
import socket

import brotli
import flask
import pyarrow
import pytest
from gunicorn.http.errors import InvalidChunkSize

from dashboard import settings
from dashboard.server import BUILD_COMMAND, create_app
from dashboard.web import headers, lines
from dashboard.web.site import find_page, nav_links
from dashboard.web.warming import WORKER_ASKS, warm_worker
from tests.fake_release import RELEASE_ID, FakeRelease, FakeStore, sample_index


def config_of(html: str) -> dict:
    """Return what the map's modules read from a page."""
    found = re.search(r'id="gridmap-config">(.*?)</script>', html)
    return json.loads(found[1])


@pytest.fixture(scope="module")
def client():
    """A client of an application that the tests of this module only read."""
    app = create_app(settings.read({}), FakeStore())
    return app.server.test_client()


@pytest.fixture(scope="module")
def prefixed():
    """A client of an application under /geo/ on https."""
    chosen = settings.read({"PREFIX": "geo", "PUBLIC_URL": "https://maps.example.org"})
    app = create_app(chosen, FakeStore())
    return app.server.test_client()


@pytest.fixture(scope="module")
def small(small_releases):
    """A client of an application under /geo/ with a release whose files can be opened."""
    return create_app(settings.read({"PREFIX": "geo"}), small_releases).server.test_client()


def test_start_page_is_progress_and_carries_what_its_map_reads(client):
    """The start page has the map's section, its own kind and an index without analytes."""
    html = client.get("/?m=area&lvl=2&by=countries").text
    config = config_of(html)
    assert config["page"] == "progress"
    assert config["view"]["metric"] == "area"
    assert config["view"]["level"] == "2"
    assert all("analytes" not in stratum for stratum in config["index"]["strata"])
    assert html.index('id="headlines"') < html.index('id="map"')
    assert f"/api/v1/releases/{RELEASE_ID}/progress/countries-2.bin" in html


def test_map_page_carries_what_its_modules_read(client):
    """The page's configuration has index, fields, view, addresses and Dash's bundles."""
    config = config_of(client.get("/map?el=pH&cls=tukey").text)
    assert config["api"] == f"/api/v1/releases/{RELEASE_ID}/"
    assert config["view"]["analyte"] == "pH"
    assert config["view"]["classes"] == "tukey"
    assert {field["key"] for field in config["fields"]} >= {"s", "el", "v"}
    assert config["index"]["strata"][0]["id"] == "kola.aqua-regia"
    assert config["notices"] == []


def test_what_the_address_asks_in_vain_is_in_the_notices(client):
    """Unknown parts of the address and of the release reach the page as notices."""
    config = config_of(client.get("/map?el=Au&colour=red&release=000000000000").text)
    assert [notice["key"] for notice in config["notices"]] == ["colour", "release", "el"]
    assert config["view"]["release"] is None


def test_frozen_link_shows_its_own_release():
    """A link that names an older release gets that release's index and addresses."""
    older = FakeRelease("0a0a0a0a0a0a", sample_index(release="0a0a0a0a0a0a"))
    app = create_app(settings.read({}), FakeStore(older={older.id: older}))
    config = config_of(app.server.test_client().get(f"/map?release={older.id}").text)
    assert config["api"].endswith("/0a0a0a0a0a0a/")
    assert config["notices"] == []


def test_page_has_no_inline_script_and_no_tag_of_dash(client):
    """Every script comes from a file; Dash's bundles wait for the map's loader."""
    html = client.get("/map").text
    tags = re.findall(r"<script([^>]*)>", html)
    assert all('type="application/json"' in tag or "src=" in tag for tag in tags)
    assert "_dash-component-suites" not in re.sub(
        r"<script.*?</script>", "", html, flags=re.DOTALL
    )
    scripts = config_of(html)["scripts"]
    assert any("dash_renderer" in address for address in scripts)
    assert not any("plotly" in address for address in scripts)


def test_last_script_starts_the_renderer(client):
    """The last of Dash's scripts holds its inline parts and starts it."""
    scripts = config_of(client.get("/map").text)["scripts"]
    assert all(client.get(one, buffered=True).status_code == 200 for one in scripts)
    text = client.get(scripts[-1]).text
    assert text.rstrip().endswith("new DashRenderer();")
    # The server's titles say more than those that Dash would write over them.
    assert "document.title" not in text


def test_page_does_not_tell_the_versions_of_the_server(client):
    """Neither Python's nor Dash's version is published."""
    found = re.search(r'id="_dash-config">(.*?)</script>', client.get("/map").text)
    assert not {"python_version", "dash_version", "end_id"} & json.loads(found[1]).keys()


@pytest.mark.parametrize("path", ["/nope", "/map/deeper", "/not-found-404", "/assets/nope.css"])
def test_unknown_address_is_404(client, path):
    """What does not exist is answered with the status that says so."""
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 404


def test_unknown_page_has_the_shell_without_the_map(client):
    """A reader on a wrong address gets the site around the message, and no map."""
    html = client.get("/nope").text
    assert "<header>" in html
    assert 'id="map"' not in html


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/map"),
        ("DELETE", "/map"),
        ("GET", "/_dash-update-component"),
        ("PUT", "/healthz"),
    ],
)
def test_wrong_method_is_405(client, method, path):
    """A method that an address does not take is refused, naming those it takes."""
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"]


def test_body_beyond_the_limit_is_413(client):
    """A body larger than the setting allows is not read."""
    answer = client.post(
        "/_dash-update-component", data=b"x" * 1_000_001, content_type="application/json"
    )
    assert answer.status_code == 413


def test_security_headers_are_on_every_answer(client):
    """Pages, data and errors carry the policy; no script may be inline."""
    for path in ("/map", "/healthz", "/nope", "/_dash-dependencies"):
        answer = client.get(path)
        assert {name: answer.headers[name] for name in headers.HEADERS} == headers.HEADERS
        assert "Strict-Transport-Security" not in answer.headers
    policy = headers.HEADERS["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy


def test_https_adds_transport_security(prefixed):
    """A server whose public address is https says that it stays so."""
    assert "max-age=" in prefixed.get("/geo/map").headers["Strict-Transport-Security"]


def test_prefix_holds_for_every_address(small):
    """Under a prefix, all addresses of a page begin with it, and the root is not ours."""
    html = small.get("/geo/map").text
    addresses = re.findall(r'(?:href|src)="(/[^"]*)"', html) + config_of(html)["scripts"]
    assert addresses
    assert all(address.startswith("/geo/") for address in addresses)
    for address in addresses:
        if "/api/" not in address:
            answer = small.get(address, follow_redirects=True, buffered=True)
            assert answer.status_code == 200, address
    assert small.get("/map").status_code == 404
    assert small.get("/geo/healthz").status_code == 200
    assert config_of(small.get("/geo/").text)["page"] == "progress"


def test_module_is_served_for_ever_under_its_hash_only(client):
    """Modules may be kept for a year; another hash gives 404, never another version."""
    address = re.search(r'href="(/gridmap/[^"]*joined.mjs)"', client.get("/map").text)[1]
    answer = client.get(address)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(re.sub(r"/gridmap/\w+/", "/gridmap/0000/", address)).status_code == 404


@pytest.mark.parametrize(
    ("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_immutable_answer_is_compressed_once(client, encoding, decode):
    """A kept answer is the same body, compressed, with its own validator."""
    address = re.search(r'href="(/style/[^"]*style.css)"', client.get("/map").text)[1]
    plain = client.get(address)
    first, second = (client.get(address, headers={"Accept-Encoding": encoding}) for _ in "ab")
    assert first.headers["Content-Encoding"] == encoding
    assert decode(first.data) == decode(second.data) == plain.data
    assert first.headers["ETag"] == second.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in first.headers["Vary"]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
def test_pages_are_compressed(client, encoding):
    """What changes is compressed at each request, in what the client takes."""
    answer = client.get("/map", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding


@pytest.mark.parametrize("encoding", ["identity", "br"])
@pytest.mark.parametrize("path", ["/map", "/_dash-dependencies", "/map?el=Cu"])
def test_unchanged_answer_is_304(client, path, encoding):
    """A client that has the present answer is told so without a body."""
    asked = {"Accept-Encoding": encoding}
    tag = client.get(path, headers=asked).headers["ETag"]
    answer = client.get(path, headers={**asked, "If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_bundles_of_dash_are_kept(client):
    """Dash's fingerprinted bundles, and its stamped assets, are immutable."""
    for address in config_of(client.get("/map").text)["scripts"]:
        answer = client.get(address, buffered=True)
        assert "immutable" in answer.headers["Cache-Control"], address


def test_health_names_the_release(client):
    """/healthz answers with the release that is served."""
    assert client.get("/healthz").json == {"status": "ok", "release": RELEASE_ID}


def test_without_a_release_every_page_names_the_command():
    """A server without data says 503 and how to build them; health says so too."""
    app = create_app(settings.read({}), FakeStore(release=None))
    client = app.server.test_client()
    for path in ("/map", "/map?el=Cu", "/nope"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert BUILD_COMMAND in answer.text
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("prefix", ["/", "/geo/"])
def test_answers_of_a_few_words_look_like_the_other_pages(prefix):
    """Errors, and a server without a release, in a frame too: style sheet and icon are there."""
    client = create_app(settings.read({"PREFIX": prefix}), FakeStore(release=None)).server
    client = client.test_client()
    browser = {"Accept": "text/html"}
    asked = ["", "embed/map", "style/old/style.css", "api/v1/view.csv?release=0123456789ab"]
    for path, status in zip(asked, [503, 503, 404, 404], strict=True):
        answer = client.get(f"{prefix}{path}", headers=browser)
        assert answer.status_code == status, path
        named = re.findall(r'<link rel="(icon|stylesheet)"[^>]* href="([^"]+)"', answer.text)
        assert [rel for rel, _address in named] == ["icon", "stylesheet"], path
        for _rel, address in named:
            assert address.startswith(f"{prefix}style/")
            assert client.get(address).status_code == 200


def test_release_built_later_is_served_without_restart(store):
    """A server that started without a release serves the first one built."""
    release, store.release = store.release, None
    client = create_app(settings.read({}), store).server.test_client()
    assert client.get("/map").status_code == 503
    store.release = release
    assert client.get("/map").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/nothing/x.js",
        "/_dash-component-suites/dash/../../etc/passwd",
        "/_dash-component-suites/dash/nothing.js",
    ],
)
def test_unknown_file_of_dash_is_404(client, path):
    """Bundles that do not exist are a client's fault and no server error."""
    assert client.get(path).status_code == 404


def test_errors_take_the_form_the_client_reads(client):
    """A browser gets a page, a program gets JSON."""
    assert "<h1>" in client.get("/assets/x.png", headers={"Accept": "text/html"}).text
    assert client.get("/assets/x.png").json["error"]["status"] == 404


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/element/Cu/?lang=en", "/element/Cu?lang=en"),
        ("/element/Cu//", "/element/Cu"),
        ("/map/", "/map"),
        ("/data/", "/data"),
        ("/embed/map/", "/embed/map"),
    ],
)
def test_a_slash_too_many_leads_to_the_page(client, typed, meant):
    """Layouts read the path, and search engines know one address of a page."""
    answer = client.get(typed)
    assert answer.status_code == 302
    assert answer.headers["Location"] == meant
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize("path", ["/", "/embed/", "/embed"])
def test_the_first_page_is_where_its_slash_is(client, path):
    """The root of the server and of its frames leads nowhere else."""
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/", "/nothing", "/view.csv/", "/releases/x/boundaries/.bin", "/countries.json/x"]
)
def test_addresses_that_the_interface_has_not_are_json(client, path):
    """One sentence that leads to the list; also where the method is the fault."""
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert answer.json["error"].endswith("/data lists them.")
    assert client.head(f"/api/v1{path}").status_code == 404
    refused = client.post("/api/v1/share.json")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert isinstance(refused.json["error"], str)


def test_a_path_writes_one_line_into_the_log(client, caplog):
    """Neither a line of its own nor what a terminal obeys, in words that are still readable."""
    caplog.set_level("INFO", "dashboard")
    client.get("/Länder%0AINFO%20dashboard:%20all%20is%20well%1B[2J%00")
    (record,) = caplog.records
    assert record.getMessage() == (r"404 GET: /Länder\nINFO dashboard: all is well\x1b[2J\x00")


def test_fault_of_the_server_is_logged_and_not_shown(app, caplog):
    """An exception gives 500 without its words, and its traceback in the log."""

    def broken():
        message = "a secret of the server"
        raise RuntimeError(message)

    app.server.view_functions["healthz"] = broken
    answer = app.server.test_client().get("/healthz")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret of the server" in caplog.text


@pytest.mark.parametrize("fault", [OSError("corrupt?"), pyarrow.ArrowInvalid("no magic bytes")])
def test_what_cannot_be_read_of_a_release_is_said_to_be_unavailable(app, caplog, fault):
    """A file damaged while it is served: 503 with the command that finds it, never 500."""

    def broken():
        raise fault

    app.server.view_functions["healthz"] = broken
    answer = app.server.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "python -m dashboard verify" in answer.json["error"]["message"]
    assert str(fault) not in answer.text
    assert str(fault) in caplog.text


def test_a_body_in_pieces_of_no_length_is_the_fault_of_its_sender(app):
    """What gunicorn raises as the body is read is answered 400."""

    def read():
        raise InvalidChunkSize("zz")

    app.server.view_functions["healthz"] = read
    assert app.server.test_client().get("/healthz").status_code == 400


def test_lines_on_which_nothing_comes_are_let_go(monkeypatch):
    """An accepted line has the bounds of its listener, with which gunicorn starts."""
    monkeypatch.setattr(lines, "MOST_WAITED", {socket.SO_RCVTIMEO: 0.05, socket.SO_SNDTIMEO: 60.0})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lines.let_go_of_dead_lines(listener)
        with socket.create_connection(listener.getsockname()) as reader:
            line, _address = listener.accept()
            with line:
                reader.sendall(b"GET / HTTP/1.1")
                assert line.recv(100) == b"GET / HTTP/1.1"
                with pytest.raises(BlockingIOError):
                    line.recv(100)


def test_placeholder_stands_for_one_part_of_the_path():
    """A path template does not swallow deeper paths, as Dash's own search would."""
    page = {"module": "pages.country", "path": "/country/none"}
    page["path_template"] = "/country/<iso3>"
    assert find_page("/country/LAO", [page]) is page
    assert find_page("/country/LAO/extra", [page]) is None
    assert find_page("/country/", [page]) is None


def test_header_links_to_pages_that_need_no_further_word():
    """The header lists plain pages, marks the present one, and leaves out the error page."""
    pages = [
        {"module": "pages.map", "path": "/map", "name": "Map"},
        {"module": "pages.country", "path": "/c", "name": "C", "path_template": "/c/<iso3>"},
        {"module": "pages.not_found_404", "path": "/not-found-404", "name": "No"},
    ]
    (link,) = nav_links(pages, pages[0], "/geo/")
    assert (link.address, link.text, link.current) == ("/geo/map", "Map", True)


def test_set_up_is_complete_before_the_first_request():
    """The first of several visitors at once gets the same callbacks as the last."""
    app = create_app(settings.read({}), FakeStore())
    assert any("_pages_content" in output for output in app.callback_map)
    client = app.server.test_client()
    first, second = (client.get("/_dash-dependencies").json for _ in "ab")
    assert first == second
    assert len(first) == len(app.callback_map)


@pytest.mark.parametrize(
    ("page", "own"),
    [
        ("", {"progress"}),
        ("map", set()),
        ("compare", {"compare"}),
        ("elements", {"elements", "progress"}),
        ("about", set()),
    ],
)
def test_pages_load_the_scripts_of_their_own_parts_alone(small, page, own):
    """The bar of one page is no weight on another; what all use is on all."""
    scripts = config_of(small.get(f"/geo/{page}").text)["scripts"]
    named = {
        name for name in ("progress", "compare", "elements") if f"/dash_{name}" in str(scripts)
    }
    assert named == own
    assert "/dash_common.js" in str(scripts)
    assert "/dash_share.js" in str(scripts)


def test_a_worker_computes_figures_before_its_first_request(small_releases):
    """The address answers, and is what a worker asks for."""
    server = create_app(settings.read({}), small_releases).server
    asked = []
    with flask.request_started.connected_to(
        lambda _server, **_more: asked.append(flask.request.full_path), server
    ):
        warm_worker(server)
    assert asked == server.config[WORKER_ASKS]
    assert server.test_client().get(asked[0]).status_code == 200


def test_a_worker_without_a_release_asks_for_nothing():
    """A server whose release is yet to be built starts all the same."""
    server = create_app(settings.read({}), FakeStore(None)).server
    warm_worker(server)
    assert WORKER_ASKS not in server.config
