"""Files of a release over HTTP: whole, in parts, and none but those of the manifest."""

import gzip
import hashlib
import io
from functools import partial

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api.files import download_name
from dashboard.server import create_app
from dashboard.settings import read


@pytest.fixture(scope="module")
def release(small_releases):
    """The release of the small survey."""
    return small_releases.current()


@pytest.fixture(scope="module")
def ask(small_releases):
    """Asks a server under a prefix, and closes the files it sends."""
    client = create_app(read({"PREFIX": "/geo"}), small_releases).server.test_client()
    return partial(client.get, buffered=True)


def address(release, name):
    """Return the address of a file."""
    return f"/geo/api/v1/releases/{release.id}/files/{name}"


def test_every_file_of_the_manifest_is_served_with_its_hash(ask, release):
    """What a reader gets has the SHA-256 of the manifest, a name, and may be kept for ever."""
    assert len(release.manifest["files"]) > 5
    for name, digest in release.manifest["files"].items():
        answer = ask(address(release, name))
        assert answer.status_code == 200, name
        assert hashlib.sha256(answer.data).hexdigest() == digest
        assert "immutable" in answer.headers["Cache-Control"]
        if not name.endswith(".html"):
            assert download_name(release.id, name) in answer.headers["Content-Disposition"]


def test_manifest_is_a_file_too(ask, release):
    """It is what the other files are compared with."""
    answer = ask(address(release, "manifest.json"))
    assert answer.json["release"] == release.id


def test_downloads_open_in_pandas_and_arrow(ask, release):
    """The bytes are the Parquet file."""
    name = next(one for one in release.manifest["files"] if one.endswith("samples.parquet"))
    table = pq.read_table(io.BytesIO(ask(address(release, name)).data))
    assert table.num_rows == 240


@pytest.mark.parametrize("name", ["index.json", "grid.parquet", "grid.bin"])
def test_parts_of_files_are_sent_uncompressed(ask, release, name):
    """A download that broke off goes on where it stopped, whatever the client can unpack."""
    whole = (release.folder / name).read_bytes()
    answer = ask(
        address(release, name), headers={"Range": "bytes=600-2599", "Accept-Encoding": "gzip"}
    )
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes 600-2599/{len(whole)}"
    assert "Content-Encoding" not in answer.headers
    assert answer.data == whole[600:2600]
    beyond = ask(address(release, name), headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "items=1-2", "bytes=a-b", "bytes=5-1", "x"])
def test_what_asks_for_no_single_part_gets_the_whole_file(ask, release, asked):
    """Several parts, another unit, a slip (RFC 9110, section 14.2); the tag holds as ever."""
    whole = (release.folder / "grid.parquet").read_bytes()
    answer = ask(address(release, "grid.parquet"), headers={"Range": asked})
    assert answer.status_code == 200
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.data == whole
    tag = answer.headers["ETag"]
    kept = ask(address(release, "grid.parquet"), headers={"Range": asked, "If-None-Match": tag})
    assert kept.status_code == 304


def test_a_part_of_a_text_that_is_kept_compressed_is_a_part(ask, release):
    """What was sent whole to another reader does not stand in for it."""
    packed = {"Accept-Encoding": "gzip"}
    assert ask(address(release, "index.json"), headers=packed).status_code == 200
    answer = ask(address(release, "index.json"), headers={**packed, "Range": "bytes=0-9"})
    assert answer.status_code == 206
    assert answer.data == (release.folder / "index.json").read_bytes()[:10]


def test_whole_texts_are_compressed_and_revalidated(ask, release):
    """JSON travels packed, and not at all where the reader has it."""
    answer = ask(address(release, "index.json"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == (release.folder / "index.json").read_bytes()
    parquet = ask(address(release, "grid.parquet"))
    again = ask(
        address(release, "grid.parquet"), headers={"If-None-Match": parquet.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "../current",
        "..%2Fcurrent",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "strata/../index.json",
        "strata",
        "strata/",
        "index.json/",
        "INDEX.JSON",
        "index.json%00",
        "C:\\windows",
        "nothing.txt",
    ],
)
def test_nothing_outside_the_manifest_is_served(ask, release, name):
    """A path that leads elsewhere, or to what is no file of the release, is not found."""
    assert ask(address(release, name)).status_code in {308, 404}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(alphabet="./\\%ab0-\x00é", max_size=30), part=st.text(max_size=20))
def test_any_path_and_range_is_answered_in_words(ask, release, name, part):
    """Nothing a client can ask makes the server fail."""
    try:
        header = f"bytes={part}".encode("latin-1").decode("latin-1")
    except UnicodeEncodeError:
        header = "bytes=x"
    header = "".join(one for one in header if one.isprintable())
    answer = ask(address(release, name or "index.json"), headers={"Range": header})
    assert answer.status_code in {200, 206, 304, 308, 404, 416}
    assert answer.status_code == 308 or b"Traceback" not in answer.data


def test_unknown_release_is_refused_in_words(ask):
    """A release that is not kept has no files."""
    answer = ask("/geo/api/v1/releases/000000000000/files/index.json")
    assert answer.status_code == 404
    assert "000000000000" in answer.json["error"]
