"""Documents over HTTP: what is answered, refused, kept, and how many at once."""

import io
import threading
import zipfile

import pypdf
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

import dashboard.documents.reports
import dashboard.documents.slides
from dashboard import settings
from dashboard.server import create_app


@pytest.fixture(scope="module")
def app(small_releases, tmp_path_factory):
    """The application with a story of its own, under a prefix."""
    folder = tmp_path_factory.mktemp("stories")
    scene = '[[scene]]\nview = "/map?el=Cu&lvl=0"\ntitle = "Copper"\n'
    (folder / "tale.toml").write_text(f'title = "A tale"\n{scene}', "utf-8")
    (folder / "long.toml").write_text(f'title = "Long"\n{scene * 40}', "utf-8")
    read = settings.read({"STORIES": str(folder), "PREFIX": "/geo/"})
    return create_app(read, small_releases)


@pytest.fixture(scope="module")
def client(app):
    """A client of that application."""
    return app.server.test_client()


def test_a_report_is_a_file_of_its_name(client):
    """A PDF to be saved, with an address that is whole and under the prefix."""
    answer = client.get("/geo/api/v1/report.pdf?page=country&code=FIN")
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    assert 'attachment; filename="country-FIN-' in answer.headers["Content-Disposition"]
    first = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert "http://localhost/geo/country/FIN?release=" in first
    tag = answer.headers["ETag"]
    again = client.get(
        "/geo/api/v1/report.pdf?page=country&code=FIN", headers={"If-None-Match": tag}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["story=tale", "page=country&code=FIN&by=countries", "el=Ni"])
def test_slides_are_a_presentation(client, query):
    """A story, a page, and the map where no page is named."""
    answer = client.get(f"/geo/api/v1/slides.pptx?{query}")
    assert answer.status_code == 200
    assert "presentationml" in answer.content_type
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert "ppt/slides/slide2.xml" in names
    assert any(one.endswith(".png") for one in names)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("report.pdf", 404),
        ("report.pdf?page=map", 404),
        ("report.pdf?page=country&code=XXX", 404),
        ("report.pdf?page=element&code=%00", 404),
        ("report.pdf?page=country&code=FIN&release=000000000000", 404),
        ("slides.pptx?story=nothing", 404),
        ("slides.pptx?story=", 404),
        ("slides.pptx?story=long", 413),
        ("slides.pptx?page=data", 404),
        ("slides.pptx?page=region&code=1", 404),
    ],
)
def test_what_there_is_not_is_said_in_words(client, address, status):
    """A status and one sentence."""
    answer = client.get(f"/geo/api/v1/{address}")
    assert answer.status_code == status
    assert answer.json["error"].endswith(".")


@pytest.fixture
def quick(monkeypatch):
    """Documents that are made at once, to see how they are asked for."""
    seen = []

    def report(_release, page, code, _state, _root, _day):
        seen.append((page, code))
        return b"%PDF " + code.encode()

    monkeypatch.setattr(dashboard.documents.reports, "report", report)
    monkeypatch.setattr(
        dashboard.documents.slides, "view_slides", lambda view, *_rest: view.page.encode()
    )
    return seen


def test_documents_are_kept_by_their_address(client, quick):
    """The same address is made once; another state of the view anew."""
    for query in ("code=SWE", "code=SWE", "code=SWE&lvl=0"):
        assert client.get(f"/geo/api/v1/report.pdf?page=country&{query}").status_code == 200
    assert len(quick) == 2


@checks(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["report.pdf", "slides.pptx"]),
    st.dictionaries(
        st.sampled_from(["page", "code", "story", "el", "s", "c", "date", "release", "x"]),
        st.text(max_size=12) | st.sampled_from(["country", "FIN", "element", "Cu", "tale"]),
        max_size=4,
    ),
)
def test_no_address_is_a_fault(client, quick, name, asked):
    """Whatever is asked is answered or refused."""
    if asked.get("story") == "tale":
        asked.pop("story")
    answer = client.get(f"/geo/api/v1/{name}", query_string=asked)
    assert answer.status_code in {200, 404}


def test_only_few_documents_are_made_at_once(app, monkeypatch):
    """While one is made and one waits, the third is told when to come back."""
    free, refused = threading.Event(), threading.Event()
    answers = []

    def slow(*_asked):
        assert free.wait(30)
        return b"%PDF"

    def ask(code):
        answer = app.server.test_client().get(f"/geo/api/v1/report.pdf?page=country&code={code}")
        answers.append(answer)
        refused.set()

    monkeypatch.setattr(dashboard.documents.reports, "report", slow)
    threads = [threading.Thread(target=ask, args=[one]) for one in ("DNK", "ISL", "EST")]
    for one in threads:
        one.start()
    assert refused.wait(30)
    assert [one.status_code for one in answers] == [429]
    assert int(answers[0].headers["Retry-After"]) > 0
    free.set()
    for one in threads:
        one.join(30)
    assert sorted(one.status_code for one in answers) == [200, 200, 429]
