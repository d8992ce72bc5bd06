"""Bundles under their hash, and the store of compressed answers."""

import os
from pathlib import Path

import pytest
from flask import Flask, Response, request
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.server import create_app
from dashboard.web.bundles import Bundle, BundleSource, imported, read_folder
from dashboard.web.compression import CompressedAnswers, Stored, choose_encoding, install
from dashboard.web.sources import BOOT, JOINED
from tests.fake_release import FakeStore

FILES = st.dictionaries(st.text("ab.", min_size=1, max_size=3), st.binary(max_size=4), max_size=4)


@given(FILES, FILES)
def test_address_changes_exactly_when_a_file_does(one, other):
    """Two bundles share an address if and only if they hold the same files."""
    same = Bundle.of("x", one).digest == Bundle.of("x", other).digest
    assert same == (one == other)


def test_changed_file_makes_a_new_bundle_in_development(tmp_path: Path):
    """With files to watch, a change gives a new address; without, the bundle stays."""
    file = tmp_path / "a.mjs"
    file.write_text("1")

    def make() -> Bundle:
        return Bundle.of("x", read_folder(tmp_path, ".mjs"))

    watched = BundleSource(make, lambda: [file])
    fixed = BundleSource(make)
    before = watched.get().digest
    assert watched.get() is watched.get()
    assert fixed.get().digest == before
    file.write_text("2")
    os.utime(file, ns=(1, 1))
    assert watched.get().digest != before
    assert fixed.get().digest == before


def test_only_static_imports_are_needed_at_once():
    """What is imported on demand, or only named in a text, is not loaded ahead."""
    files = {
        "a.mjs": b"import {\n  x,\n} from './b.mjs';\nexport { y } from './c.mjs';\n"
        b"const later = () => import('./d.mjs');\nconst s = \"from './e.mjs'\";\n",
        "b.mjs": b"import './c.mjs';\nimport z from 'elsewhere';\n",
        "c.mjs": b"import { a } from './a.mjs';\n",
        "d.mjs": b"",
        "e.mjs": b"",
    }
    assert imported(files, ["a.mjs", "missing.mjs"]) == ["a.mjs", "b.mjs", "c.mjs"]


def test_modules_are_joined_for_readers_and_single_for_developers():
    """A served page runs one file; a page under development runs the modules themselves."""
    served = create_app(settings.read({}), FakeStore()).server.test_client().get("/map").text
    assert f"/{JOINED[BOOT]}" in served
    assert f"/{BOOT}" not in served
    chosen = settings.read({"DEVELOPMENT": "1"})
    developed = create_app(chosen, FakeStore()).server.test_client().get("/map").text
    assert f"/{BOOT}" in developed
    assert f"/{JOINED[BOOT]}" not in developed


def test_modules_that_cannot_be_joined_are_served_one_by_one(monkeypatch, caplog):
    """A form of import that joining does not know slows the page, and does not stop it."""
    from dashboard.web import modules

    def refuse(_files, _entry):
        message = "boot.mjs: cannot join"
        raise modules.ModuleError(message)

    monkeypatch.setattr(modules, "join", refuse)
    page = create_app(settings.read({}), FakeStore()).server.test_client().get("/map").text
    assert f"/{BOOT}" in page
    assert "cannot join" in caplog.text


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60)), max_size=40),
    st.integers(0, 100),
)
def test_memory_of_compressed_answers_is_bounded(puts, capacity):
    """However many answers come, what is held fits the capacity and is the latest."""
    held = CompressedAnswers(capacity)
    for address, size in puts:
        held.put(address, "br", Stored(bytes(size), ()))
        assert held.size <= capacity
        found = held.get(address, "br")
        assert (found is None) == (size > capacity)
        assert found is None or len(found.body) == size
    assert held.size == sum(len(one.body) for a in "abcdef" if (one := held.get(a, "br")))


def test_least_recently_used_answer_is_dropped():
    """An answer that is asked for stays before one that is not."""
    held = CompressedAnswers(20)
    held.put("a", "br", Stored(bytes(10), ()))
    held.put("b", "br", Stored(bytes(10), ()))
    held.get("a", "br")
    held.put("c", "br", Stored(bytes(10), ()))
    assert held.get("a", "br")
    assert held.get("b", "br") is None


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("zstd", None),
        ("identity", None),
        ("*", None),
        ("", None),
    ],
)
def test_encoding_is_the_best_the_client_takes(accepted, chosen):
    """Of equals the smaller one; never one that the client refuses or does not name."""
    with Flask("x").test_request_context("/", headers={"Accept-Encoding": accepted}):
        assert choose_encoding(request) == chosen


def test_head_says_nothing_of_a_body_that_nobody_made():
    """Clients that ask for the length first would take 0 for it, and the tag of nothing."""
    server = Flask("test")
    install(server, 1000)

    @server.get("/")
    def made():
        return Response(b"" if request.method == "HEAD" else b"a,b", mimetype="text/csv")

    @server.get("/quick")
    def same():
        return Response(b"a,b", mimetype="text/csv")

    client = server.test_client()
    assert not {"Content-Length", "ETag"} & set(client.head("/").headers.keys())
    assert client.get("/").headers["Content-Length"] == "3"
    head, whole = client.head("/quick").headers, client.get("/quick").headers
    assert (head["Content-Length"], head["ETag"]) == ("3", whole["ETag"])
