"""Stories shared over HTTP: links, words and citations; the dialog on their pages."""

import base64
import json
import zlib
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from dashboard import settings
from dashboard.catalog.stories import read_stories
from dashboard.catalog.story_links import LONGEST_TEXT
from dashboard.server import create_app
from tests.fake_release import RELEASE_ID, FakeRelease, FakeStore, sample_index
from tests.public_server import HOST, ROOT, get

KOLA = "s=kola-c-horizon.aqua-regia&el=Ni"
GONE = "aaaaaaaaaaaa"


def held(*views, title="Mine"):
    """Return the query of a story that its link holds."""
    story = {"title": title, "scenes": [{"view": one} for one in views]}
    packed = base64.urlsafe_b64encode(zlib.compress(json.dumps(story).encode()))
    return urlencode({"story": "own", "s": packed.decode().rstrip("=")})


def cited(public, query):
    """Return the ids of the surveys that the citation of a story names."""
    items = get(public, f"cite.json?{query}").json
    return {one["id"] for one in items if one["type"] == "dataset"}


def test_a_story_is_shared_live_and_frozen_in_its_own_words(public, built_release):
    """Links lead to its page; nothing of it can be put into a frame."""
    story = read_stories(settings.read({}).stories)[0]["kola"]
    told = get(public, "share.json?story=kola").json
    assert told["title"] == story.title
    assert told["description"] == story.description
    assert told["embeds"] is None
    assert told["links"] == {
        "live": f"{ROOT}present/kola",
        "frozen": f"{ROOT}present/kola?release={built_release.id}",
    }


def test_a_story_is_cited_with_the_surveys_of_all_its_scenes(public, built_release):
    """Each once, after the story with its release and frozen link."""
    views = (f"/map?{KOLA}", f"/map?{KOLA}&c=FIN", "/map?s=igneous-rocks&el=Cu", "/about")
    assert cited(public, held(*views)) == {"kola-c-horizon", "igneous-rocks"}
    text = get(public, f"cite.txt?{held(*views)}").text
    assert text.startswith("Mine. ")
    assert f"{ROOT}present/own?release={built_release.id} (accessed" in text
    assert text.count("Äyräs") == 1


def test_scenes_of_a_release_that_is_gone_are_cited_as_they_are_shown(public):
    """On the newest."""
    assert cited(public, held(f"/map?{KOLA}&release={GONE}")) == {"kola-c-horizon"}


def test_scenes_of_releases_that_are_gone_are_named(public, built_release):
    """By release, numbered from one; those of kept releases and live ones are not."""
    views = (
        "/map?el=Cu",
        f"/map?release={GONE}",
        f"/map?release={built_release.id}",
        f"/?release={GONE}",
    )
    assert get(public, f"share.json?{held(*views)}").json["gone"] == {GONE: [2, 4]}
    assert get(public, "share.json?story=kola").json["gone"] == {}


def test_the_addresses_of_citations_answer(public):
    """Those that the dialog is told, of a story of the server and of one in a link."""
    for query in ("story=kola&lang=en", held(f"/map?{KOLA}")):
        for address in get(public, f"share.json?{query}").json["cite"].values():
            answer = public.get(address.removeprefix(HOST))
            assert answer.status_code == 200
            assert "Äyräs" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("share.json?story=nothing", 404),
        ("cite.txt?story=", 404),
        ("share.json?story=own", 400),
        ("share.json?story=own&s=e30", 400),
        ("cite.bib?story=own&s=%FF", 400),
        (f"cite.txt?story=own&s={'x' * (LONGEST_TEXT + 1)}", 413),
        (f"share.json?story=kola&release={GONE}", 404),
    ],
)
def test_what_cannot_be_shared_says_why(public, address, status):
    """Each refusal is JSON with one sentence."""
    answer = get(public, address)
    assert answer.status_code == status
    assert answer.json["error"].endswith(".")


@pytest.mark.parametrize("name", ["kola", "own"])
def test_the_stage_has_the_dialog_and_the_speaker_has_not(public, name):
    """One script comes with it; the speaker's view has none."""
    stage = public.get(f"/geo/present/{name}").text
    assert '<dialog id="share-dialog"' in stage
    assert 'name="share-of" value="view"' in stage
    assert f'data-page="present" data-code="{name}"' in stage
    config = stage.partition('id="gridmap-config">')[2].partition("</script>")[0]
    (script,) = json.loads(config)["scripts"]
    assert "dash_share" in script
    assert public.get(script, buffered=True).status_code == 200
    speaker = public.get(f"/geo/present/{name}/speaker").text
    assert "share-dialog" not in speaker
    assert "loader.mjs" not in speaker


def test_stories_of_made_up_data_say_so_wherever_they_are_shared():
    """In description, post and citation."""
    store = FakeStore(FakeRelease(RELEASE_ID, sample_index(simulated=True)))
    made_up = create_app(settings.read({}), store).server.test_client()
    told = made_up.get("/api/v1/share.json?story=kola").json
    assert told["simulated"] is True
    for part in ("description", "sentence"):
        assert told[part].startswith("Simulated data, measured nowhere.")
    assert "measured nowhere" in made_up.get("/api/v1/cite.txt?story=kola").text


@examples(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    endpoint=st.sampled_from(("share.json", "cite.txt", "cite.bib", "cite.ris", "cite.json")),
    views=st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ("/", "/map?c=FIN", "/country/XXX", "/region/150", "/element/%FF", "/compare?p2=x",
                 "/elements?els=Ni~Cr", f"/map?release={GONE}", "/map?release=simulated")
            ),
        ),
        max_size=4,
    ),
    title=st.text(max_size=20),
    language=st.text(max_size=4),
)  # fmt: skip
def test_no_story_is_a_fault_of_the_server(public, endpoint, views, title, language):
    """Whatever a link holds is answered or refused."""
    query = f"{held(*views, title=title)}&lang={quote(language, safe='')}"
    assert get(public, f"{endpoint}?{query}").status_code < 500
