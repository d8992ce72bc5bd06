"""Builds are incremental by survey, and go on where they were killed."""

import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from dashboard.release import manifest
from dashboard.release.build import build
from dashboard.release.parts import PARTS, Parts, part_key
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.surveys.checks import SurveyError
from tests.small_survey import BOUNDARIES, write_survey

ROOT = Path(__file__).parent.parent
SURVEYS = ("first", "second", "third")
SAID = re.compile(r"(\d+) of (\d+) parts were there already")

# Counts the calls that change the file system or decide a step, and kills its own process at
# one of them: before it, or after it.
KILLED = """
import os, pathlib, shutil, signal, sys
from dashboard.release import build, manifest, parts

stop, after, seen = int(sys.argv[1]), sys.argv[2] == "after", 0

def watched(owner, name):
    real = getattr(owner, name)
    def call(*arguments, **named):
        global seen
        seen += 1
        mine = seen  # calls within this one count on
        if mine == stop and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        value = real(*arguments, **named)
        if mine == stop and after:
            os.kill(os.getpid(), signal.SIGKILL)
        return value
    setattr(owner, name, call)

for owner, name in ((pathlib.Path, "rename"), (pathlib.Path, "replace"), (os, "link"),
                    (pathlib.Path, "write_bytes"), (build, "write_stratum"),
                    (build, "write_world"), (build, "examine"), (manifest, "write"),
                    (shutil, "rmtree")):
    watched(owner, name)

from dashboard.__main__ import main
status = main(sys.argv[3:])
print("steps", seen)
sys.exit(status)
"""


@pytest.fixture(scope="module")
def surveys(tmp_path_factory):
    """A folder with three small surveys."""
    folder = tmp_path_factory.mktemp("surveys")
    for seed, name in enumerate(SURVEYS):
        write_survey(folder, name, seed=seed, count=60)
    return folder


@pytest.fixture(scope="module")
def scratch(surveys, tmp_path_factory):
    """The release of the three surveys, built from nothing."""
    folder = tmp_path_factory.mktemp("scratch")
    identity, _new = made(surveys, folder)
    return Release(folder / identity)


@pytest.fixture(scope="module")
def total(scratch):
    """The number of its parts: those of each survey, and one of the world."""
    return len(parts_of(scratch.folder.parent))


@pytest.fixture(scope="module")
def each(total):
    """The number of parts of each survey, which are alike."""
    assert (total - 1) % len(SURVEYS) == 0
    return (total - 1) // len(SURVEYS)


def made(surveys, releases, **more):
    """Build, and return the id and how many parts were made."""
    output = io.StringIO()
    # What is reported of the programme goes into a release of the command line, too.
    more = {"programme": ROOT / "data" / "programme"} | more
    identity = build(
        surveys, BOUNDARIES, releases, None, [], Console(file=output, width=200), **more
    )
    kept, of = SAID.search(output.getvalue()).groups()
    return identity, int(of) - int(kept)


def arguments(surveys, releases):
    """Return the command line of a build."""
    return ["build", "--surveys", str(surveys), "--releases", str(releases)]


def parts_of(releases):
    """Return the names of the finished parts of a folder."""
    return {p.name for p in (releases / PARTS).iterdir() if re.fullmatch("[0-9a-f]{32}", p.name)}


def without_time(folder):
    """Return a manifest without the time of making, as bytes."""
    content = orjson.loads((folder / "manifest.json").read_bytes())
    del content["made"]
    return orjson.dumps(content)


def test_unchanged_surveys_are_linked_and_the_release_is_that_of_a_build_from_nothing(
    surveys, scratch, total, each, tmp_path
):
    """One survey of three is changed, built, changed back, built: the same bytes as at first."""
    own = tmp_path / "surveys"
    shutil.copytree(surveys, own)
    releases = tmp_path / "releases"
    assert made(own, releases) == (scratch.id, total)
    changed = own / "second" / "samples.csv"
    text = changed.read_bytes()
    changed.write_bytes(text.replace(b"NOR", b"SWE", 1))
    other, new = made(own, releases)
    assert other != scratch.id
    assert new == each
    name = "strata/third.ar/cells-0.arrow"
    assert (releases / scratch.id / name).samefile(releases / other / name)
    changed.write_bytes(text)
    assert made(own, releases) == (scratch.id, 0)
    shutil.rmtree(releases)
    assert made(own, releases) == (scratch.id, total)
    assert without_time(releases / scratch.id) == without_time(scratch.folder)
    assert made(own, releases) == (scratch.id, 0)


def test_a_changed_recipe_makes_its_survey_anew(surveys, scratch, each, tmp_path):
    """Its bytes are part of the key; where nothing else comes of it, the release is the same."""
    own = tmp_path / "surveys"
    shutil.copytree(surveys, own)
    made(own, tmp_path / "releases")
    recipe = own / "first" / "survey.toml"
    recipe.write_text(recipe.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    assert made(own, tmp_path / "releases") == (scratch.id, each)


def test_other_code_makes_other_parts(monkeypatch):
    """A key names the code and the libraries, too."""
    before = part_key("a")
    assert part_key("a") == before != part_key("b")
    monkeypatch.setattr("dashboard.release.parts.code_hash", lambda: "other")
    assert part_key("a") != before


def test_a_build_killed_at_any_step_is_taken_up_by_the_next(surveys, scratch, each, tmp_path):
    """Killed before and after every step in turn, the next gives the same release in the end.

    The release served before stays served until the new one is; no finished part is made twice.
    """
    old = tmp_path / "old"
    shutil.copytree(surveys / "first", old / "first")
    template = tmp_path / "template"
    served, _new = made(old, template)
    whole = run(tmp_path / "count", template, surveys, 0, "before")
    steps = int(re.search(r"steps (\d+)", whole.stdout).group(1))
    assert steps > 30
    # Links are many and alike: some of these, and every step of the end.
    chosen = sorted({*range(1, steps, max(1, steps // 6)), *range(steps - 1, steps + 1)})
    new_counts = set()
    for stop in chosen:
        releases = tmp_path / f"killed-{stop}"
        when = "after" if stop % 2 else "before"
        done = run(releases, template, surveys, stop, when)
        assert done.returncode == -signal.SIGKILL
        store = ReleaseStore(releases)
        assert store.current().id in {served, scratch.id}
        finished = parts_of(releases)
        identity, new = made(surveys, releases)
        assert (identity, new) == (scratch.id, len(wanted(releases) - finished))
        new_counts.add(new)
        assert without_time(releases / identity) == without_time(scratch.folder)
        assert manifest.verify(releases / identity) == []
        assert store.current().id == identity
        shutil.rmtree(releases)
    # From all but those of the release before down to none.
    assert min(new_counts) == 0
    assert max(new_counts) == 2 * each


def wanted(releases):
    """Return the parts that the last build is made of."""
    return set(json.loads((releases / PARTS / "current.json").read_bytes()))


def run(releases, template, surveys, stop, when):
    """Build in a process of its own that is killed at a step; 0 is none."""
    shutil.copytree(template, releases)
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(stop), when, *arguments(surveys, releases)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_build_killed_at_random_moments_is_taken_up_by_the_next(surveys, scratch, tmp_path):
    """Again and again in one folder, by the clock: what is finished stays finished."""
    releases = tmp_path / "releases"
    chance = random.Random(5)
    finished: set[str] = set()
    command = [sys.executable, "-m", "dashboard", *arguments(surveys, releases)]
    for _round in range(6):
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.3, 6))
        process.kill()
        process.wait()
        if (releases / PARTS).is_dir():
            now = parts_of(releases)
            assert finished <= now
            finished = now
        current = ReleaseStore(releases).current()
        assert current is None or current.id == scratch.id
    assert made(surveys, releases) == (scratch.id, len(wanted(releases) - finished))


def test_a_damaged_or_half_written_part_never_counts(surveys, scratch, total, tmp_path):
    """Changed, missing, strange files and unreadable lists are all made anew."""
    releases = tmp_path / "releases"
    made(surveys, releases)
    # The files of the release are the same; here the parts alone are damaged.
    shutil.rmtree(releases / scratch.id)
    for number, name in enumerate(sorted(parts_of(releases))):
        folder = releases / PARTS / name
        written = next(p for p in folder.rglob("*.*") if p.name != "part.json")
        match number % 4:
            case 0:
                written.write_bytes(b"x")
            case 1:
                written.unlink()
            case 2:
                (folder / "files" / "strange").write_text("x")
            case 3:
                (folder / "part.json").write_bytes(b'{"record":')
    identity, new = made(surveys, releases)
    assert (identity, new) == (scratch.id, total)
    assert without_time(releases / identity) == without_time(scratch.folder)


def test_parts_are_copied_where_the_file_system_cannot_link(
    surveys, scratch, tmp_path, monkeypatch
):
    """The release is the same, of files of its own."""

    def refused(*_arguments):
        raise OSError

    monkeypatch.setattr(os, "link", refused)
    identity, _new = made(surveys, tmp_path)
    assert without_time(tmp_path / identity) == without_time(scratch.folder)
    assert (tmp_path / identity / "grid.bin").stat().st_nlink == 1
    assert made(surveys, tmp_path) == (scratch.id, 0)


def test_parts_that_nothing_is_made_of_are_swept(surveys, total, each, tmp_path):
    """Those of kept releases and of the last build stay, of each of the two places."""
    first = write_survey(tmp_path / "own", "only", seed=1, count=40).parent
    before, _new = made(first, tmp_path / "releases")
    campaign, _new = made(surveys, tmp_path / "releases", pointer="simulated")
    (first / "only" / "survey.toml").write_text(
        (first / "only" / "survey.toml").read_text(encoding="utf-8").replace("1600", "900"),
        encoding="utf-8",
    )
    after, _new = made(first, tmp_path / "releases")
    assert len({before, after, campaign}) == 3
    # Those of the campaign with the world, and of each release of the survey.
    assert len(parts_of(tmp_path / "releases")) == total + 2 * each
    shutil.rmtree(tmp_path / "releases" / before)
    made(first, tmp_path / "releases")
    assert len(parts_of(tmp_path / "releases")) == total + each


def test_builds_at_the_same_time_do_not_hurt_each_other(surveys, scratch, tmp_path):
    """Three at once give the release, whole; while one is at work nothing is swept."""
    command = [sys.executable, "-m", "dashboard", *arguments(surveys, tmp_path)]
    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _i in range(3)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0, 0]
    assert ReleaseStore(tmp_path).current().id == scratch.id
    assert not list(tmp_path.glob(".building-*"))
    left = tmp_path / PARTS / ("0" * 32)
    left.mkdir()
    with Parts(tmp_path):
        made(surveys, tmp_path)
        assert left.exists()
    made(surveys, tmp_path)
    assert not left.exists()


def test_problems_of_all_surveys_are_told_and_good_ones_are_not_made_twice(
    surveys, scratch, each, tmp_path
):
    """Nothing is switched in; each problem names its survey's folder."""
    own = tmp_path / "surveys"
    shutil.copytree(surveys, own)
    texts = {}
    for name in ("first", "third"):
        path = own / name / "samples.csv"
        texts[path] = path.read_bytes()
        path.write_bytes(texts[path].replace(b",NOR,", b",XXX,", 1))
    with pytest.raises(SurveyError) as error:
        made(own, tmp_path / "releases")
    files = {p.file for p in error.value.problems if p.severity == "error"}
    assert files == {"first/samples.csv", "third/samples.csv"}
    assert ReleaseStore(tmp_path / "releases").current() is None
    for path, text in texts.items():
        path.write_bytes(text)
    assert made(own, tmp_path / "releases") == (scratch.id, 2 * each)


def test_surveys_of_several_owners_are_one_release(surveys, scratch, tmp_path):
    """Given apart they give the release they give together; an id twice names both files."""
    for name in SURVEYS:
        shutil.copytree(surveys / name, tmp_path / name / name)
    roots = [tmp_path / name for name in SURVEYS]
    assert made(roots, tmp_path / "releases")[0] == scratch.id
    shutil.copytree(surveys / "first", tmp_path / "second" / "copy")
    with pytest.raises(SurveyError) as error:
        made(roots, tmp_path / "releases")
    places = {str(tmp_path / "first/first/survey.toml"), str(tmp_path / "second/copy/survey.toml")}
    assert {p.file for p in error.value.problems} == places
    for problem in error.value.problems:
        (other,) = places - {problem.file}
        assert other in problem.expected
