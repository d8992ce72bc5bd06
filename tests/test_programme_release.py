"""Reported progress in a release and on the command line."""

import io
import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD
from dashboard.release.build import build
from dashboard.release.programme_file import PROGRAMME, read_programme
from dashboard.release.store import ReleaseStore
from dashboard.surveys.checks import SurveyError
from tests.small_survey import BOUNDARIES, write_survey

FOLDER = Path(__file__).parent.parent / "data" / "programme"


@pytest.fixture
def faulty(tmp_path):
    """A copy of the tables with an unknown country and a percentage without denominator."""
    folder = Path(shutil.copytree(FOLDER, tmp_path / "programme"))
    path = folder / "statements.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("turkey-pilot,TUR", "turkey-pilot,TRK").replace("the area of Laos", ""),
        encoding="utf-8",
    )
    return folder


def test_a_release_holds_what_is_reported(built_releases):
    """The tables are served as the release was built with them."""
    release = ReleaseStore(built_releases).current()
    assert release is not None
    assert PROGRAMME in release.manifest["files"]
    stages = {(one["country"], one["scale"]): one["stage"] for one in release.programme["status"]}
    assert stages["LAO", "global"] == "handover"
    assert {one["id"] for one in release.programme["targets"]} >= {"land-25", "cells-20000"}


def test_a_release_without_the_file_reports_nothing(tmp_path):
    """Releases made before there were reports open as before."""
    content = read_programme(tmp_path)
    assert content["statements"] == content["targets"] == []
    assert content["stages"]


def test_a_release_of_simulated_samples_has_targets_and_no_reports(tmp_path):
    """The small survey is simulated: no country's real progress stands beside it."""
    write_survey(tmp_path / "surveys")
    releases = tmp_path / "releases"
    console = Console(file=io.StringIO())
    build(tmp_path / "surveys", BOUNDARIES, releases, None, [], console, FOLDER)
    release = ReleaseStore(releases).current()
    assert release is not None
    assert release.index["simulated"]
    assert release.programme["statements"] == []
    assert release.programme["targets"]


def test_build_refuses_faulty_tables_before_it_reads_surveys(tmp_path, faulty):
    """All problems are named, and no release is made."""
    with pytest.raises(SurveyError) as caught:
        build(tmp_path / "none", BOUNDARIES, tmp_path / "releases", None, [], Console(), faulty)
    assert [one.column for one in caught.value.problems] == [
        "country",
        "denominator",
        "denominator",
    ]
    assert not (tmp_path / "releases").exists()


def test_check_names_every_fault_and_fails(faulty, capsys):
    """File, row, column, found, expected; exit status 1."""
    assert main(["check", str(faulty), "--json"]) == BAD_DATA
    content = json.loads(capsys.readouterr().out)
    found = [(one["file"], one["column"], one["found"]) for one in content["problems"]]
    assert ("statements.csv", "country", "“TRK”") in found
    assert found.count(("statements.csv", "denominator", "empty")) == 2
    assert main(["check", str(faulty)]) == BAD_DATA
    assert "“TRK”" in capsys.readouterr().out


def test_check_of_the_shipped_tables_is_good(capsys):
    """Counts of rows, and no problem."""
    assert main(["check", str(FOLDER)]) == GOOD
    out = capsys.readouterr().out
    assert "No problem found." in out
    assert main(["check", str(FOLDER), "--html", "page.html"]) == BAD_COMMAND
