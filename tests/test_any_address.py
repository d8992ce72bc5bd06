"""Addresses that share, cite, picture, print and save a view: whatever they say is answered."""

import base64
import json
import random
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

import dashboard.api.pictures
import dashboard.documents.figure
import dashboard.documents.slides
from dashboard import settings
from dashboard.pictures.drawing import draw
from dashboard.pictures.scene import Scene
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state import from_query
from dashboard.state_fields import FIELDS

HOST = "https://maps.example.org"
CITATIONS = ("txt", "bib", "ris", "json")
REFUSED = {400, 404, 413, 429, 501}

# What addresses say that somebody has in earnest, beside what each key can take of itself.
STRATA = ("kola-c-horizon.aqua-regia", "kola-c-horizon.xrf", "kola-c-horizon.parameters",
          "igneous-rocks", "no-such.stratum")  # fmt: skip
ELEMENTS = ("Ni", "Cu", "SiO2", "Si", "pH", "Au", "Xx")
CELLS = ("N46E11", "N46E11.2", "N46E12", "S01W01", "N60E200")
EARNEST = {
    "release": ("simulated", "0123456789ab"),
    "s": STRATA,
    "el": ELEMENTS,
    "y": ELEMENTS,
    "c": ("FIN", "FIN~NOR", "RUS~FIN~NOR~USA~JPN", "LUX", "XKX", "QQQ", "FIN~FIN"),
    "r": ("150", "154", "002", "999"),
    "date": ("1993-07-01", "1850-01-01", "9999-12-31", "2020-02-30"),
    "br": ("1~10~100", "0", "-1e300~1e300", "5~1", "1e-300", "nan"),
    "mute": ("0~below", "12", "planned~outside~too_few~undetermined~0~1~2~3~4~5~6~7"),
    "v": ("26~68~4", "180~90~0", "-180~-90~8", "0~0~22", "nan~0~1"),
    "cell": CELLS,
    "cells": ("~".join(CELLS[:3]), *CELLS),
    "sv": ("kola-c-horizon", "igneous-rocks", "kola-c-horizon.xrf", "none"),
    "sort": ("-samples", "name", "nothing"),
    "cols": ("samples~complete", "nothing"),
    "p2": ("el.Cu", "s.igneous-rocks", "c.NOR", "stat.n_s.igneous-rocks", "date.1993-07-01", "a",
           "c.all", "el.Xx"),
    "els": ("Ni~Cr~Co", "Ni", "Ni~Xx~pH", "K~Th~U~Cu", "Si~Al"),
    "list": ("eu-2024", "us-2025", "no-list"),
    "page": ("map", "progress", "compare", "elements", "country", "region", "element", "data",
             "about", "methods", "nowhere"),
    "code": ("FIN", "LUX", "XKX", "150", "154", "Ni", "pH", "Xx", "fin", "../x", "%00"),
    "link": ("live", "frozen", "x"),
    "format": ("json", "xml", "x"),
    "maxwidth": ("1", "320", "-4", "1e9", "x"),
    "im_width": ("200", "1200", "9999", "-1", "x"),
    "im_scale": ("1", "2", "0.1", "nan"),
    "im_type": ("og", "twitter", "square", "thumbnail", "slide", "a4", "x"),
    "story": ("copper", "nobody"),
}  # fmt: skip
EARNEST |= dict.fromkeys(("p3", "p4"), EARNEST["p2"])
EARNEST |= {one.key: one.values for one in FIELDS if one.values}
ODD = ("", "~", "~~", "0", "-1", "1e999", "nan", "\x00", "'\"><script>", "٣٠٠", "%", "a" * 400)

pairs = st.lists(
    st.sampled_from(sorted(EARNEST)).flatmap(
        lambda key: st.tuples(
            st.just(key),
            st.sampled_from(EARNEST[key])
            | st.sampled_from(EARNEST[key])
            | st.sampled_from(ODD)
            | st.text(max_size=12),
        )
    ),
    max_size=8,
)
# Of a page that there is, most of the time.
of_pages = st.sampled_from(
    ("map", "progress", "compare", "elements", "country&code=FIN", "region&code=150",
     "element&code=Ni", "data", "about")
).map(lambda page: f"page={page}")  # fmt: skip
views = st.builds(lambda page, more: f"{page}&{urlencode(more)}", of_pages, pairs) | pairs.map(
    urlencode
)
PATHS = ("", "map", "compare", "elements", "country/FIN", "region/150", "element/Ni", "about", "x")
links = st.builds(lambda path, more: f"{path}?{urlencode(more)}", st.sampled_from(PATHS), pairs)

many = checks(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
some = checks(many, max_examples=50)
few = checks(many, max_examples=12)


@pytest.fixture(scope="module")
def store(built_releases):
    """The shipped surveys."""
    return ReleaseStore(built_releases)


@pytest.fixture(scope="module")
def client(store):
    """A client of a server with the shipped stories and a public name, below a prefix."""
    app = create_app(settings.read({"PREFIX": "/geo/", "PUBLIC_URL": HOST}), store)
    return app.server.test_client()


@pytest.fixture(scope="module")
def drawings(store):
    """One drawing in each form."""
    scene = scene_of(store.current(), "map", "", from_query("lvl=0")[0], Size(400, 300))
    return {kind: draw(scene, kind, HOST) for kind in ("png", "svg", "pdf")}


@pytest.fixture
def quick(drawings, monkeypatch):
    """Let pictures be composed from their view as always, and one drawing stand for them all."""

    def instead(scene, kind, link):
        assert isinstance(scene, Scene)
        assert link.startswith(HOST)
        return drawings[kind]

    for place in (dashboard.api.pictures, dashboard.documents.figure, dashboard.documents.slides):
        monkeypatch.setattr(place, "draw", instead)


def answered(client, address):
    """Assert that an address is answered, or refused in words; return the answer."""
    answer = client.get(f"/geo/api/v1/{address}", buffered=True)
    assert answer.status_code in {200, *REFUSED}, (answer.status_code, address)
    if answer.status_code != 200:
        error = answer.json["error"]
        assert len(error["message"] if isinstance(error, dict) else error) > 10, address
    return answer


@many
@given(
    name=st.sampled_from(
        ("share.json", "cite.txt", "cite.bib", "cite.ris", "cite.json", "qr.svg")
    ),
    query=views,
)
def test_views_are_shared_and_cited(client, name, query):
    """Words, links, citations and codes of any view."""
    answer = answered(client, f"{name}?{query}")
    if answer.status_code == 200 and name == "share.json":
        assert all(answer.json[part] for part in ("title", "description", "sentence"))


@many
@given(link=links, query=pairs)
def test_links_are_embedded_and_coded(client, link, query):
    """What is asked of an address of this site, and the code of it."""
    asked = urlencode([("url", f"{HOST}/geo/{link}"), *query])
    answered(client, f"oembed?{asked}")
    answered(client, f"qr.svg?{asked}")


@some
@given(kind=st.sampled_from(("png", "svg", "pdf")), query=views)
def test_pictures_are_composed_of_any_view(client, quick, kind, query):
    """All but the drawing itself."""
    answered(client, f"picture.{kind}?{query}")


@some
@given(name=st.sampled_from(("report.pdf", "slides.pptx")), query=views)
def test_documents_are_made_of_any_view(client, quick, name, query):
    """Pages as reports, views and stories as slides; all but the drawing itself."""
    answered(client, f"{name}?{query}")


def story_text(scenes):
    """Return a story as the browser puts it into an address."""
    body = json.dumps({"title": "A story", "scenes": scenes}).encode()
    return base64.urlsafe_b64encode(body).decode().strip("=")


@few
@given(views=st.lists(links | st.text(max_size=20), min_size=1, max_size=2), query=pairs)
def test_stories_of_any_views_are_saved(client, quick, views, query):
    """Whatever is in a story of an address, and beside it."""
    asked = [("s", story_text([{"view": f"/{one}", "title": one[:20]} for one in views]))]
    answered(client, f"offline.html?{urlencode([*asked, *query])}")


@some
@given(text=st.text(max_size=40), query=pairs)
def test_what_is_no_story_is_refused(client, text, query):
    """Any text in the place of a story."""
    answered(client, f"offline.html?{urlencode([('s', text), *query])}")
    answered(client, f"offline.html?{urlencode([('story', text)])}")


@pytest.mark.parametrize(
    "address",
    ["picture.png?page={page}", "picture.svg?page={page}", "picture.pdf?page={page}",
     "slides.pptx?page={page}"],
)  # fmt: skip
def test_random_views_are_drawn(client, address):
    """Whole pictures and slides of some views of each page that has a map."""
    chance = random.Random(address)
    for page in ("map", "progress", "compare", "elements", "country&code=NOR"):
        told = chance.sample(["stat", "by", "proj", "cls", "theme", "m", "map", "mode", "p2"], 4)
        more = urlencode({key: chance.choice(EARNEST[key]) for key in told})
        asked = f"{address.format(page=page)}&s={chance.choice(STRATA[:4])}&{more}"
        answer = answered(client, f"{asked}&im_width=400&im_height=300")
        assert answer.status_code == 200 or "elements" in page, asked
