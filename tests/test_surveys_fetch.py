"""Originals from a publisher: a local server that breaks off, resumes, changes and is missing."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD
from dashboard.surveys import fetch as fetching
from dashboard.surveys.download import PART, DownloadError, Resuming
from dashboard.surveys.fetch import (
    Original,
    OriginalFile,
    Outcome,
    UnknownOriginal,
    fetch,
    registry,
)
from tests.conftest import ORIGINALS, ROOT, free_port

CONTENT = bytes(range(256)) * 1000
PATH = "tiny/samples.csv"


@dataclass
class Publisher:
    """A server with one file, and what it does wrong."""

    address: str = ""
    content: bytes = CONTENT
    tag: str = '"1"'
    ranges: bool = True
    status: int = 200
    breaks: list[int] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A publisher on this machine."""
    state = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            state.asked.append(asked)
            if state.status != 200:
                self.send_error(state.status)
                return
            start = 0
            fits = self.headers.get("If-Range") == state.tag
            if asked and state.ranges and fits:
                start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(state.content):
                self.send_error(416)
                return
            body = state.content[start:]
            self.send_response(206 if start else 200)
            if start:
                last = len(state.content) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{len(state.content)}")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", state.tag)
            self.end_headers()
            if state.breaks:
                body = body[: state.breaks.pop(0)]
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}/samples.csv"
    yield state
    server.shutdown()
    server.server_close()


def known(url: str | None, content: bytes = CONTENT) -> dict[str, Original]:
    """A registry of one survey with one file."""
    file = OriginalFile(PATH, hashlib.sha256(content).hexdigest(), len(content), url)
    return {"tiny": Original("tiny", "Tiny", "https://publisher.example/tiny", (file,))}


def get(folder: Path, address: str | None, **keys) -> Outcome:
    (outcome,) = fetch("tiny", folder, known=known(address), pause=0, **keys)
    return outcome


def left_over(folder: Path) -> list[str]:
    """Names of what lies in the survey's folder of originals."""
    return sorted(p.name for p in (folder / "tiny").iterdir())


def test_file_is_fetched_with_progress_and_nothing_else_stays(tmp_path, publisher) -> None:
    """The last block that is told of completes the file."""
    told: list[tuple[int, int | None]] = []
    outcome = get(tmp_path, publisher.address, progress=lambda _f: lambda *n: told.append(n))
    assert outcome.good
    assert (tmp_path / PATH).read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert left_over(tmp_path) == ["samples.csv"]


def test_file_that_is_there_and_whole_is_not_asked_for_again(tmp_path, publisher) -> None:
    """A second call needs no network."""
    get(tmp_path, publisher.address)
    publisher.asked.clear()
    assert get(tmp_path, publisher.address).good
    assert publisher.asked == []


def test_broken_connection_is_taken_up_where_it_broke(tmp_path, publisher) -> None:
    """Two breaks within one call: three requests, each for the rest only."""
    publisher.breaks = [100_000, 50_000]
    assert get(tmp_path, publisher.address).good
    assert publisher.asked == [None, "bytes=100000-", "bytes=150000-"]
    assert (tmp_path / PATH).read_bytes() == CONTENT


def test_interrupted_fetch_says_so_and_the_next_goes_on(tmp_path, publisher) -> None:
    """After the last try the part stays, and the message says how to go on."""
    publisher.breaks = [1000, 1000, 1000]
    outcome = get(tmp_path, publisher.address)
    assert not outcome.good
    assert "broke off after 3,000 of 256,000 bytes" in outcome.message
    assert "run the command again to go on" in outcome.message
    assert not (tmp_path / PATH).exists()
    publisher.asked.clear()
    assert get(tmp_path, publisher.address).good
    assert publisher.asked == ["bytes=3000-"]


def test_part_of_an_older_version_is_not_joined_with_a_newer(tmp_path, publisher) -> None:
    """The file changed between two calls: the whole of it is sent."""
    old, publisher.content = publisher.content, b"old " * 64_000
    publisher.breaks = [1000, 1000, 1000]
    get(tmp_path, publisher.address)
    publisher.content, publisher.tag = old, '"2"'
    assert get(tmp_path, publisher.address).good
    assert (tmp_path / PATH).read_bytes() == CONTENT


def test_server_without_ranges_sends_the_whole_again(tmp_path, publisher) -> None:
    """The part is written over, not appended to."""
    publisher.ranges = False
    publisher.breaks = [1000]
    assert get(tmp_path, publisher.address).good
    assert (tmp_path / PATH).read_bytes() == CONTENT


def test_part_as_long_as_the_file_is_begun_anew(tmp_path, publisher) -> None:
    """416: nothing is left to send, so the part is thrown away."""
    part = tmp_path / "tiny" / ("samples.csv" + PART)
    part.parent.mkdir()
    part.write_bytes(b"x" * len(CONTENT))
    part.with_name(part.name + ".validator").write_text(publisher.tag)
    assert get(tmp_path, publisher.address).good
    assert (tmp_path / PATH).read_bytes() == CONTENT


def test_another_file_than_recorded_is_not_kept(tmp_path, publisher) -> None:
    """A wrong hash leaves nothing behind and names the page."""
    publisher.content = b"something else"
    outcome = get(tmp_path, publisher.address)
    assert not outcome.good
    assert "gives another file than the recipe was written for" in outcome.message
    assert "https://publisher.example/tiny" in outcome.message
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (503, "503")])
def test_refusal_of_the_server_is_told(tmp_path, publisher, status, words) -> None:
    """The publisher may have moved the file: the page is named."""
    publisher.status = status
    outcome = get(tmp_path, publisher.address)
    assert not outcome.good
    assert words in outcome.message
    assert "see https://publisher.example/tiny" in outcome.message


def test_no_network_is_told_with_the_host(tmp_path) -> None:
    """Nobody listens on the port."""
    outcome = get(tmp_path, f"http://127.0.0.1:{free_port()}/x")
    assert not outcome.good
    assert "127.0.0.1" in outcome.message
    assert "cannot be reached" in outcome.message


def test_other_addresses_than_http_are_refused(tmp_path) -> None:
    """No file:// and no ftp://."""
    with pytest.raises(DownloadError, match="no address"):
        Resuming(tmp_path / "x")("file:///etc/hostname", str(tmp_path / "y"), None)


def test_without_an_address_the_page_and_the_place_are_named(tmp_path) -> None:
    """What the user places there is checked."""
    outcome = get(tmp_path, None)
    assert not outcome.good
    assert "https://publisher.example/tiny" in outcome.message
    assert str(tmp_path / PATH) in outcome.message
    (tmp_path / "tiny").mkdir()
    (tmp_path / PATH).write_bytes(b"wrong")
    wrong = get(tmp_path, None)
    assert not wrong.good
    assert "5 bytes, not 256,000" in wrong.message
    (tmp_path / PATH).write_bytes(CONTENT)
    assert get(tmp_path, None).good


def test_file_of_the_user_is_not_written_over(tmp_path, publisher) -> None:
    """A file with another hash may be a newer version: it stays."""
    (tmp_path / "tiny").mkdir()
    (tmp_path / PATH).write_bytes(b"mine")
    outcome = get(tmp_path, publisher.address)
    assert not outcome.good
    assert "not overwritten" in outcome.message
    assert (tmp_path / PATH).read_bytes() == b"mine"


def test_folder_that_cannot_be_written_is_not_blamed_on_the_network(tmp_path, publisher) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "tiny").write_text("a file")
    outcome = get(tmp_path, publisher.address)
    assert not outcome.good
    assert "cannot be written" in outcome.message


def test_address_can_be_given_for_a_file_that_has_none(tmp_path, publisher) -> None:
    """The hash still decides."""
    assert get(tmp_path, None, url=publisher.address).good


def test_unknown_survey_names_the_nearest(tmp_path) -> None:
    """A slip is answered with the right name."""
    with pytest.raises(UnknownOriginal, match="“tiny”"):
        list(fetch("tny", tmp_path, known=known(None)))


def test_registry_names_every_file_that_recipes_need_and_that_is_not_shipped() -> None:
    """Recipes and registry agree on the paths."""
    import tomllib

    needed = {}
    for path in (ROOT / "data" / "surveys").glob("*/survey.toml"):
        files = tomllib.loads(path.read_text(encoding="utf-8"))["files"]
        absent = {f["path"] for f in files if not (path.parent / f["path"]).is_file()}
        if absent:
            needed[path.parent.name] = absent
    for name, paths in needed.items():
        assert {f.path for f in registry()[name].files} == paths


@pytest.mark.parametrize("name", list(registry()))
def test_recorded_hashes_are_those_of_the_originals(name: str) -> None:
    """The files beside the project are the ones the registry records."""
    if not all((ORIGINALS / f.path).is_file() for f in registry()[name].files):
        pytest.skip(f"the original files of {name} are not in ../shared/data")
    assert all(outcome.good for outcome in fetch(name, ORIGINALS))


@pytest.mark.parametrize(
    ("path", "sha256", "words"), [("a", "12", "64 hexadecimal"), ("../a", "0" * 64, "leads out")]
)
def test_registry_refuses_entries_that_cannot_be_checked(tmp_path, path, sha256, words) -> None:
    """A short hash, and a path out of the folder."""
    file = tmp_path / "originals.toml"
    entry = f'[[x.files]]\npath = "{path}"\nsha256 = "{sha256}"\n'
    file.write_text(f'[x]\ntitle = "X"\npage = "https://x.example"\n{entry}')
    with pytest.raises(ValueError, match=re.escape(words)):
        registry(file)


def test_command_tells_fetched_missing_and_unknown_apart(
    tmp_path, publisher, monkeypatch, capsys
) -> None:
    """0 all files are there, 1 one is not, 2 there is no such survey."""
    monkeypatch.setattr(fetching, "registry", lambda: known(None))
    arguments = ["fetch", "tiny", "--originals", str(tmp_path)]
    assert main(arguments) == BAD_DATA
    assert "publisher.example" in capsys.readouterr().out
    assert main([*arguments, "--url", publisher.address]) == GOOD
    assert main(arguments) == GOOD
    assert "there and whole" in capsys.readouterr().out
    assert main(["fetch", "nothing", "--originals", str(tmp_path)]) == BAD_COMMAND
