"""Which releases are kept, and what a link says whose release is gone."""

import datetime as dt
import errno
import json
from pathlib import Path

import pytest

from dashboard import settings
from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, GOOD
from dashboard.release import retention
from dashboard.release.manifest import MANIFEST
from dashboard.release.release import INDEX
from dashboard.release.retention import RetentionError, pin, pins, prune, standings, unpin
from dashboard.release.store import ReleaseStore, switch
from dashboard.server import create_app
from tests.small_survey import BOUNDARIES, write_survey

IDS = [f"{n:012x}" for n in range(6)]
GONE = "00000000dead"


def write(folder, identity, day, simulated=False, year=2026):
    """Write what tells one release from another."""
    path = folder / identity
    path.mkdir(parents=True)
    about = {
        "format": 1, "release": identity, "files": {},
        "made": f"{year}-01-{day:02}T00:00:00Z", "audience": "public",
    }  # fmt: skip
    (path / MANIFEST).write_text(json.dumps(about))
    index = {"simulated": simulated, "surveys": [], "strata": []}
    (path / INDEX).write_text(json.dumps(index))


@pytest.fixture
def folder(tmp_path):
    """Six releases, the later the newer; the third is served, the second a campaign."""
    for i, identity in enumerate(IDS):
        write(tmp_path, identity, i + 1, simulated=i == 1)
    switch(tmp_path, IDS[2])
    switch(tmp_path, IDS[1], "simulated")
    return tmp_path


def left(folder):
    """Return the ids of the releases that are there."""
    return sorted(path.parent.name for path in folder.glob(f"*/{MANIFEST}"))


def test_the_newest_those_in_use_and_the_pinned_are_kept(folder):
    """Of six, the two newest, the one served, the campaign and a pinned one stay."""
    pin(folder, IDS[0], "Smith 2027,\nfigure 3", dt.date(2026, 11, 22))
    assert prune(folder, 2) == (IDS[3],)
    assert left(folder) == [IDS[0], IDS[1], IDS[2], IDS[4], IDS[5]]
    assert pins(folder)[IDS[0]] == retention.Pin("2026-11-22", "Smith 2027, figure 3")
    assert prune(folder, 2) == ()


def test_simulated_releases_do_not_push_real_ones_out(folder):
    """Each sort has its own newest."""
    for i, identity in enumerate(("aaaaaaaaaaaa", "bbbbbbbbbbbb"), start=10):
        write(folder, identity, i, simulated=True)
    kept = {one.release.id: one.newest for one in standings(folder, 1)}
    assert kept["bbbbbbbbbbbb"]
    assert kept[IDS[5]]
    assert not kept["aaaaaaaaaaaa"]


def test_an_unpinned_release_goes_with_the_others(folder):
    """Nothing is deleted by letting go, and what is not pinned cannot be let go."""
    pin(folder, IDS[0])
    unpin(folder, IDS[0])
    assert IDS[0] in left(folder)
    assert IDS[0] in prune(folder, 2)
    with pytest.raises(RetentionError, match="not pinned"):
        unpin(folder, IDS[0])
    with pytest.raises(RetentionError, match="no release"):
        pin(folder, IDS[0])


def test_what_is_no_release_is_left_alone(folder):
    """Work of a build, other files, and a release that cannot be read."""
    (folder / ".parts").mkdir()
    (folder / "notes.txt").write_text("x")
    (folder / IDS[0] / MANIFEST).write_text("{")
    assert IDS[0] not in prune(folder, 1)
    assert (folder / IDS[0]).is_dir()
    assert (folder / ".parts").is_dir()
    assert (folder / "notes.txt").is_file()


def test_a_release_that_is_switched_in_meanwhile_stays(folder, monkeypatch):
    """Pointers and pins are looked up again before each deletion."""
    found = standings(folder, 1)
    monkeypatch.setattr(retention, "standings", lambda *_args: found)
    switch(folder, IDS[0])
    pin(folder, IDS[3])
    # The third was served when the list was made.
    assert prune(folder, 1) == (IDS[4],)


def test_pins_that_cannot_be_read_stop_everything(folder):
    """Nothing is deleted while nobody knows what is pinned."""
    (folder / "pinned").mkdir()
    with pytest.raises(OSError, match="pinned"):
        prune(folder, 1)
    assert left(folder) == IDS


def test_a_disk_that_is_full_keeps_the_pins_as_they_were(folder, monkeypatch):
    """Nothing is left beside them of what could not be written."""
    pin(folder, IDS[3])
    before = sorted(folder.iterdir())

    def full(path, *_arguments):
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        pin(folder, IDS[4])
    assert list(pins(folder)) == [IDS[3]]
    assert sorted(folder.iterdir()) == before


def test_commands_list_pin_and_prune(folder, capsys):
    """Without --yes nothing is deleted."""
    at = ["--releases", str(folder)]
    assert main(["pin", IDS[0], "--note", "[a] paper", *at]) == GOOD
    assert main(["prune", "--keep", "1", *at]) == GOOD
    said = capsys.readouterr().out
    assert "2 releases are kept by nothing" in said
    assert "[a] paper" in said
    assert left(folder) == IDS
    assert main(["prune", "--keep", "1", "--yes", *at]) == GOOD
    assert left(folder) == [IDS[0], IDS[1], IDS[2], IDS[5]]
    assert main(["releases", *at]) == GOOD
    assert main(["unpin", IDS[0], *at]) == GOOD
    assert main(["pin", GONE, *at]) == BAD_COMMAND
    assert GONE in capsys.readouterr().out


@pytest.fixture(scope="module")
def client(built_releases):
    """A client of a server whose folder has lost a release."""
    return create_app(settings.read({}), ReleaseStore(built_releases)).server.test_client()


@pytest.mark.parametrize(
    "path",
    ["", "map", "country/FIN", "region/150", "element/Ni", "data", "about", "about/methods",
     "embed/map", "embed/country/FIN", "embed/element/Ni"],
)  # fmt: skip
def test_pages_say_that_the_release_of_their_link_is_gone(client, built_releases, path):
    """Every page, also in a frame, shows the newest release and says so."""
    answer = client.get(f"/{path}?release={GONE}")
    assert answer.status_code == 200
    assert f"Release {GONE}, which the link was made from, is no longer kept" in answer.text
    newest = (built_releases / "current").read_text("ascii").strip()
    assert f"release {newest} is shown" in answer.text


@pytest.mark.parametrize(
    "address",
    ["view.csv?", "progress.json?", "share.json?", "cite.txt?", "qr.svg?",
     "cell.json?cell=N24E15&", "countries.json?c=FIN&", f"releases/{GONE}/index.json?",
     f"releases/{GONE}/grid.bin?"],
)  # fmt: skip
def test_the_interface_says_that_a_release_is_gone(client, address):
    """Figures of another release are never answered in its place."""
    answer = client.get(f"/api/v1/{address}release={GONE}")
    assert answer.status_code == 404
    assert GONE in answer.json["error"]


def test_a_running_server_notices_a_deleted_release(tmp_path):
    """What it has open is answered no more once it is deleted."""
    from rich.console import Console

    from dashboard.release.build import build

    write_survey(tmp_path / "surveys")
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        made = build(
            tmp_path / "surveys", BOUNDARIES, tmp_path / "releases", None, [], Console(file=log)
        )
    store = ReleaseStore(tmp_path / "releases")
    client = create_app(settings.read({}), store).server.test_client()
    address = f"/api/v1/releases/{made}/index.json"
    assert client.get(address).status_code == 200
    # The small survey is made up, so another campaign is what is newer.
    write(tmp_path / "releases", IDS[0], 1, simulated=True, year=2999)
    (tmp_path / "releases" / "current").unlink()
    assert prune(tmp_path / "releases", 1) == (made,)
    assert client.get(address).status_code == 404
