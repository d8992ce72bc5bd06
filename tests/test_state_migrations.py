"""Old links: keys and values that have changed, and links that must mean the same for ever."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_fields import BY_KEY, FIELDS
from dashboard.state_migrations import CHANGES, Change, migrated

CORPUS = tomllib.loads((Path(__file__).parent / "data" / "old-links.toml").read_text("utf-8"))
LINKS = CORPUS["link"]
PATHS = [path for one in CORPUS["address"] for path in one["paths"]]

RAMP = Change(dt.date(2027, 1, 31), "colours", "ramp", {"blue-red": "traditional"})
AGAIN = Change(dt.date(2028, 1, 31), "ramp", "palette", {"traditional": "classic"})


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link["query"] or "start")
def test_old_links_mean_what_they_meant(link):
    """The same state, without a notice; what is written now is read alike."""
    state = {k: tuple(v) if isinstance(v, list) else v for k, v in link["state"].items()}
    assert from_query(link["query"]) == (ViewState(**state), ())
    assert from_query(to_query(ViewState(**state))) == (ViewState(**state), ())


def test_every_key_is_in_an_old_link():
    """Whoever adds a key adds a link that has it."""
    written = {part.split("=")[0] for one in LINKS for part in one["query"].strip("?").split("&")}
    now = {key for key, _value in migrated([(key, "") for key in written if key])}
    assert now == {field.key for field in FIELDS}


@pytest.fixture(scope="module")
def client(built_releases):
    """A client of a server of the shipped surveys."""
    app = create_app(settings.read({}), ReleaseStore(built_releases))
    return app.server.test_client()


@pytest.mark.parametrize("path", PATHS)
def test_old_addresses_go_on_answering(client, built_releases, path):
    """Pages and parts of the interface that others have built upon."""
    release = ReleaseStore(built_releases).current()
    defaults = release.index["defaults"]
    address = path.format(release=release.id, **defaults)
    assert client.get(f"/{address}").status_code == 200


def test_keys_and_values_are_renamed_in_their_order():
    """Items of lists are looked up one by one; the rest stays."""
    change = Change(dt.date(2027, 1, 31), "c", "c", {"ROM": "ROU"})
    assert migrated([("el", "Ni"), ("c", "FIN~ROM"), ("x", "ROM")], [change]) == [
        ("el", "Ni"),
        ("c", "FIN~ROU"),
        ("x", "ROM"),
    ]


def test_a_link_of_any_time_passes_through_the_later_changes():
    """Two renames of one key follow each other."""
    assert migrated([("colours", "blue-red")], [RAMP, AGAIN]) == [("palette", "classic")]
    assert migrated([("ramp", "traditional")], [RAMP, AGAIN]) == [("palette", "classic")]


def test_the_new_key_beats_the_old_one():
    """An address with both was written by somebody who knew the new one."""
    pairs = [("colours", "blue-red"), ("ramp", "viridis")]
    assert migrated(pairs, [RAMP]) == [("ramp", "viridis")]


def test_changes_are_in_order_and_lead_somewhere():
    """The oldest first; every one ends at a key of today, and no key of today was another's."""
    assert list(CHANGES) == sorted(CHANGES, key=lambda one: one.until)
    for change in CHANGES:
        ((key, _value),) = migrated([(change.key, "x")])
        assert key in BY_KEY
        assert change.key == change.to or change.key not in BY_KEY


def test_pages_lead_old_keys_to_the_new_ones(client, monkeypatch):
    """So that the browser only meets keys of today; an address without any is not touched."""
    monkeypatch.setattr(migrated, "__defaults__", ((RAMP,),))
    answer = client.get("/map?el=Ni&colours=blue-red&c=FIN~NOR")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/map?el=Ni&ramp=traditional&c=FIN~NOR")
    assert client.get("/map?el=Ni&c=FIN%7ENOR&x=").status_code == 200


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=9)), max_size=6))
def test_addresses_of_today_are_left_as_they_are(pairs):
    """What no change names comes out as it went in; twice is as once."""
    kept = [one for one in pairs if one[0] not in {"colours", "ramp"}]
    assert migrated(kept, [RAMP, AGAIN]) == kept
    once = migrated(pairs, [RAMP])
    assert migrated(once, [RAMP]) == once
