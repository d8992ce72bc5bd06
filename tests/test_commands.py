"""The command line."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD, problem_table
from dashboard.release.store import ReleaseStore
from dashboard.surveys.checks import Problem
from tests.small_survey import write_survey

ROOT = Path(__file__).resolve().parent.parent


def test_problems_are_a_table_of_place_found_and_expected(capsys):
    """Each fault of a survey is one row, with the text of the file as it is."""
    found = Problem("a.csv", 12, "Cu", "[bold]x", "a number")
    Console(width=100, no_color=True).print(problem_table([found]))
    (row,) = [line for line in capsys.readouterr().out.splitlines() if "a.csv" in line]
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "a.csv",
        "12",
        "Cu",
        "[bold]x",
        "a number",
    ]


def test_survey_with_faults_is_not_built(tmp_path, capsys):
    """A recipe that cannot be read gives status 1 and leaves no release."""
    recipe = tmp_path / "surveys" / "broken" / "survey.toml"
    recipe.parent.mkdir(parents=True)
    recipe.write_text("format = 1\n", "utf-8")
    releases = tmp_path / "releases"
    status = main(["build", "--surveys", str(recipe.parents[1]), "--releases", str(releases)])
    assert status == BAD_DATA
    assert "survey.toml" in capsys.readouterr().out
    assert not (releases / "current").exists()


def test_unknown_survey_is_named(tmp_path, capsys):
    """--only with a survey that does not exist says which there are."""
    status = main(["build", "--only", "atlantis", "--releases", str(tmp_path)])
    assert status == BAD_DATA
    output = capsys.readouterr().out
    assert "atlantis" in output
    assert "kola" in output


def test_simulated_and_real_surveys_never_share_a_release(tmp_path, capsys):
    """A release with both is refused, and so is a real survey in the campaign's place."""
    surveys, releases = tmp_path / "surveys", tmp_path / "releases"
    real = write_survey(surveys, "real", count=40) / "survey.toml"
    real.write_text(real.read_text("utf-8").replace("simulated = true", ""), "utf-8")
    write_survey(surveys, "made-up", count=40)
    build = ["build", "--surveys", str(surveys), "--releases", str(releases)]
    assert main(build) == BAD_DATA
    assert main([*build, "--only", "real", "--as", "simulated"]) == BAD_DATA
    assert "a real survey" in capsys.readouterr().out
    assert not list(releases.glob("*"))
    assert main([*build, "--only", "real"]) == GOOD
    assert main([*build, "--only", "made-up", "--as", "simulated"]) == GOOD
    served, campaign = (ReleaseStore(releases).current(), ReleaseStore(releases).get("simulated"))
    assert [served.index["simulated"], campaign.index["simulated"]] == [False, True]


def test_a_build_without_any_data_leaves_the_served_release(tmp_path, capsys):
    """Surveys whose originals are not here make no empty release."""
    assert main(["build", "--only", "gemas", "--releases", str(tmp_path)]) == BAD_DATA
    output = capsys.readouterr().out
    assert "Left out" in output
    assert "ORIGINALS" in output
    assert not (tmp_path / "current").exists()


@pytest.mark.parametrize("option", ["--releases", "--boundaries"])
def test_a_folder_that_cannot_be_used_is_named(tmp_path, capsys, option):
    """A file in a folder's place is a fault of the command, said in a line."""
    odd = tmp_path / "odd"
    odd.write_text("")
    status = main(["build", "--releases", str(tmp_path / "releases"), option, str(odd)])
    assert status == BAD_COMMAND
    assert str(odd) in capsys.readouterr().out.replace("\n", "")


def test_a_full_disk_leaves_what_is_served_and_says_so(tmp_path, monkeypatch, capsys):
    """The system's message does not name the folder; nothing there has changed."""
    releases = tmp_path / "releases"
    releases.mkdir()
    (releases / "current").write_text("0123456789ab\n")

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("dashboard.release.build.build", full)
    assert main(["build", "--releases", str(releases)]) == BAD_COMMAND
    said = capsys.readouterr().out.replace("\n", "")
    assert "No space left on device" in said
    assert f"No release was made in {releases}" in said
    assert (releases / "current").read_text() == "0123456789ab\n"


def test_leftovers_of_killed_builds_are_swept_away(tmp_path):
    """A folder of an unfinished build goes after a day; one of now may be at work."""
    old, new = (tmp_path / f".building-{name}" for name in ("1", "2"))
    for folder in (old, new):
        folder.mkdir()
        (folder / "index.json").write_text("{}")
    os.utime(old, (0, 0))
    status = main(["build", "--only", "kola-c-horizon", "--releases", str(tmp_path)])
    assert status == GOOD
    assert not old.exists()
    assert new.exists()


def test_missing_originals_folder_is_a_fault_of_the_command(tmp_path):
    """A folder that is not there is not taken for one without files."""
    missing = str(tmp_path / "nothing")
    assert main(["build", "--originals", missing, "--releases", str(tmp_path)]) == BAD_COMMAND


def test_built_release_is_whole_and_a_changed_file_is_found(built_releases, tmp_path, capsys):
    """verify passes what build made, and names a file that was changed since."""
    import shutil

    copy = tmp_path / "releases"
    shutil.copytree(built_releases, copy)
    assert main(["verify", "--releases", str(copy)]) == GOOD
    name = (copy / "current").read_text().strip()
    changed = copy / name / "index.json"
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes() + b" ")
    capsys.readouterr()
    assert main(["verify", name, "--releases", str(copy)]) == BAD_DATA
    assert "index.json" in capsys.readouterr().out


def test_verify_without_a_release_says_so(tmp_path):
    """An empty folder has nothing to verify."""
    assert main(["verify", "--releases", str(tmp_path)]) == BAD_DATA


def test_unusable_setting_is_a_fault_of_the_command(monkeypatch, capsys):
    """A setting that cannot be used stops every command, by name."""
    monkeypatch.setenv("PORT", "none")
    assert main(["verify"]) == BAD_COMMAND
    assert "PORT" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nothing"]])
def test_unknown_command_has_status_two(arguments):
    """The shell sees that the command was not understood."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == BAD_COMMAND


def test_faults_of_a_story_have_their_line_and_place(tmp_path, capsys):
    """A story is no table: what is wrong is told by line, not by row and column."""
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "broken.toml").write_text('title = "A"\n\n[[scene]]\nview = "map"\n', "utf-8")
    (folder / "short.toml").write_text(
        'title = "B"\n[[scene]]\nview = "/about"\ntitle = "C"\n', "utf-8"
    )
    status = main(["stories", str(folder), "--releases", str(tmp_path / "releases")])
    printed = capsys.readouterr().out
    assert status == BAD_DATA
    assert "(1 scene, " in printed
    head = next(line for line in printed.splitlines() if "file" in line and "found" in line)
    assert [cell.strip() for cell in head.strip("┃").split("┃")] == [
        "file", "line", "place", "found", "expected",
    ]  # fmt: skip
    row = next(line for line in printed.splitlines() if "“map”" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")][1:3] == ["4", "scene 1: view"]
