"""Addresses of the interface that name a release that is gone lead on to the newest."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from dashboard import settings
from dashboard.release.store import SIMULATED, ReleaseStore
from dashboard.server import create_app

GONE = "0123456789ab"
HOST = "https://maps.example.org"
STRATUM = "kola-c-horizon.aqua-regia"

# What fills the parts of a route; the queries that make it answer, if it names its release there.
PARTS = {
    "analyte": "Cu", "kind": "png", "level": "0", "name": "csv", "part": "heat",
    "stratum": STRATUM, "unit": "countries",
}  # fmt: skip
OWN = {
    "api.part": {"name": "world-110m"},
    "api.file": {"name": "grid.parquet"},
    "api.vector": {"name": "sites"},
    "api.cite": {"kind": "txt"},
    "api.compare_file": {"kind": "xlsx"},
}
QUERIES = {
    "api.cell": "cell=N46E11&el=Ni",
    "api.country_file": "code=FIN",
    "api.element_file": "code=Cu",
    "api.region_file": "code=150",
    "api.report_pdf": "page=country&code=FIN",
    "saving.saved": "story=copper",
}
# Its parts are checked before its release; a chunk is of a large level, which is not shipped.
NO_CHUNKS = {"api.chunk_cells", "api.chunk_vector"}
# The first answers of views that an address in `url` names, as their pages do: with the newest;
# the second of addresses that mean nothing.
FOLLOWS = {"api.oembed", "api.nothing"}


def server(releases, **environment):
    """Return the application over a folder of releases."""
    return create_app(settings.read(environment), ReleaseStore(releases))


@pytest.fixture(scope="module")
def client(built_releases):
    """A client of a server with a public name below a prefix."""
    return server(built_releases, PREFIX="/geo/", PUBLIC_URL=HOST).server.test_client()


@pytest.fixture(scope="module")
def newest(built_releases):
    """The id of the release that is served."""
    return (built_releases / "current").read_text("ascii").strip()


def addresses(releases):
    """Return path and query of every route of the interface that takes a release, by its name."""
    found = {}
    for rule in server(releases).server.url_map.iter_rules():
        name = rule.endpoint
        if not str(rule).startswith("/api/v1/") or name in FOLLOWS:
            continue
        told = PARTS | OWN.get(name, {}) | (rule.defaults or {})
        parts = {key: told[key] for key in rule.arguments if key in told}
        parts["identity"] = "{release}"
        path = str(rule)
        for key, text in parts.items():
            path = path.replace(f"<{key}>", text).replace(f"<path:{key}>", text)
        assert "<" not in path, path
        query = QUERIES.get(name, "")
        if "{release}" not in path:
            query = "&".join(filter(None, ("release={release}", query)))
        found[f"{name} {rule}"] = (name, path.lstrip("/"), query)
    return found


def asked(path, query, release):
    """Return an address with a release."""
    return f"{path}?{query}".rstrip("?").replace("{release}", release)


def test_every_route_leads_on_to_the_newest(client, built_releases, newest):
    """404 with the newest release, the same address with it, and a link; and that answers."""
    found = addresses(built_releases)
    assert len(found) > 35
    for name, path, query in found.values():
        answer = client.get(f"/geo/{asked(path, query, GONE)}")
        assert answer.status_code == 404, (name, answer.status_code)
        told = answer.json
        assert GONE in told["error"], name
        expected = f"{HOST}/geo/{asked(path, query, newest)}"
        assert told["latest"] == {"release": newest, "address": expected}
        assert answer.headers["Link"] == f'<{expected}>; rel="latest-version"'
        assert answer.headers["Cache-Control"] == "no-store"
        with client.head(expected.removeprefix(HOST)) as followed:
            assert followed.status_code == (404 if name in NO_CHUNKS else 200), expected
            assert "Link" not in followed.headers


def test_the_rest_of_the_address_stays_as_it_was(client, newest):
    """Repeated releases become one; other parameters keep order and spelling."""
    answer = client.get(f"/geo/api/v1/view.csv?el=Ni&release={GONE}&c=FIN~NOR&release=x&lvl=")
    assert answer.json["latest"]["address"] == (
        f"{HOST}/geo/api/v1/view.csv?release={newest}&el=Ni&c=FIN~NOR&lvl="
    )


def test_browsers_get_a_page_with_the_link(client, newest):
    """Who opens a link to a file sees where to go, not JSON."""
    query = f"s={STRATUM}&el=Ni"
    answer = client.get(
        f"/geo/api/v1/view.csv?release={GONE}&{query}", headers={"Accept": "text/html,*/*"}
    )
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    address = f"{HOST}/geo/api/v1/view.csv?release={newest}&{query}"
    assert f'href="{address.replace("&", "&amp;")}"' in answer.text
    assert answer.headers["Link"].startswith(f"<{address}>")


def test_without_a_release_there_is_none_to_name(tmp_path):
    """What is gone is gone; nothing stands in its place."""
    answer = server(tmp_path).server.test_client().get(f"/api/v1/view.csv?release={GONE}")
    assert answer.status_code == 404
    assert answer.json == {"error": f"The release {GONE} is not kept here any more."}
    assert "Link" not in answer.headers
    campaign = server(tmp_path).server.test_client().get(f"/api/v1/view.csv?release={SIMULATED}")
    assert campaign.json == {"error": "There is no simulated campaign on this server."}


def test_the_name_of_the_campaign_is_no_address_for_ever(tmp_path, built_releases, newest):
    """Parts under it would be kept by browsers when there is another campaign."""
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / newest).symlink_to(built_releases / newest)
    for pointer in ("current", SIMULATED):
        (folder / pointer).write_text(f"{newest}\n", encoding="ascii")
    client = server(folder).server.test_client()
    answer = client.get(f"/api/v1/releases/{SIMULATED}/index.json")
    assert answer.status_code == 404
    assert answer.json["error"] == (
        "Parts of a release are found under its id; “simulated” stands for whichever campaign is "
        "the newest."
    )
    assert answer.json["latest"]["address"].endswith(f"/releases/{newest}/index.json")
    assert client.get(f"/api/v1/progress.json?release={SIMULATED}").status_code == 200


@rules(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(release=st.text(max_size=12), more=st.text(max_size=20))
def test_whatever_is_named_is_answered_with_a_link_that_can_be_written(client, release, more):
    """No text in an address breaks the header or the server."""
    for path, query in (
        ("view.csv", {"release": release, "c": more}),
        (
            f"releases/{quote(release or 'x', safe='')}/files/{quote(more or 'x', safe='')}",
            {"release": more},
        ),
    ):
        answer = client.get(f"/geo/api/v1/{path}", query_string=query)
        assert answer.status_code < 500
        if answer.status_code == 404 and answer.is_json and "latest" in answer.json:
            address = json.loads(answer.data)["latest"]["address"]
            assert answer.headers["Link"] == f'<{address}>; rel="latest-version"'
            assert address.isascii()
            assert not set('<>" \r\n') & set(address)
