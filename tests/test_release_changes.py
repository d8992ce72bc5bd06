"""Which releases are kept, and what changed from one to the next."""

import csv
import datetime as dt
import json
import shutil

import numpy as np
import pytest
from rich.console import Console

from dashboard.release.build import build
from dashboard.release.changes import changes
from dashboard.release.kept import before, kept_releases
from dashboard.release.store import ReleaseStore
from tests.small_survey import BOUNDARIES, write_survey


def built(folder, releases):
    """Build and open a release; each is an hour older than the next."""
    with (folder / "build.log").open("a", encoding="utf-8") as log:
        identity = build(folder / "surveys", BOUNDARIES, releases, None, [], Console(file=log))
    return ReleaseStore(releases).get(identity)


def made_at(release, hour):
    """Say that a release was made at an hour; its time is no part of its id."""
    path = release.folder / "manifest.json"
    about = json.loads(path.read_text("utf-8"))
    about["made"] = dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC).isoformat()
    path.write_text(json.dumps(about), encoding="utf-8")


def rows_of(path):
    """Return head and rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return head, rows


def write_rows(path, head, rows):
    """Write a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two releases: nickel of Finland doubles, ten samples go, a second survey comes."""
    folder = tmp_path_factory.mktemp("changes")
    survey = write_survey(folder / "surveys")
    first = built(folder, folder / "releases")
    made_at(first, 1)
    head, rows = rows_of(survey / "samples.csv")
    place = head.index("Ni")
    for row in rows:
        if row[3] == "FIN" and row[place]:
            row[place] = f"{2 * float(row[place]):.2f}"
    write_rows(survey / "samples.csv", head, rows[10:])
    write_survey(folder / "surveys", "second-survey", seed=5, count=60)
    second = built(folder, folder / "releases")
    made_at(second, 2)
    return first, second


def test_samples_surveys_and_strata_that_came_and_went_are_named(two):
    """What is new is new in one direction and gone in the other."""
    found = changes(*two)
    assert found.changed
    assert found.surveys.gained == ("second-survey",)
    assert found.surveys.lost == ()
    kinds = {one.id: one.kind for one in found.strata}
    assert kinds == {"test-survey.ar": "changed", "second-survey.ar": "new"}
    old = next(one for one in found.strata if one.kind == "changed")
    assert (old.before, old.after) == (240, 230)
    assert old.samples.lost == tuple(f"s{i:03d}" for i in range(10))
    assert old.samples.gained == ()
    back = changes(two[1], two[0])
    assert {one.id: one.kind for one in back.strata}["second-survey.ar"] == "removed"


def test_medians_that_moved_have_the_figures_of_the_samples(two):
    """The medians named are those of the samples themselves, by plain NumPy."""
    stratum = next(one for one in changes(*two).strata if one.kind == "changed")
    moved = {(one.country, one.analyte): one for one in stratum.medians}
    figures = []
    for release in two:
        table = release.strata["test-survey.ar"].samples("country", "routine", "Ni").to_pandas()
        here = table[table["routine"] & (table["country"] == "FIN")]
        figures.append(float(np.nanmedian(here["Ni"])))
    nickel = moved["FIN", "Ni"]
    assert [nickel.before, nickel.after] == pytest.approx(figures, rel=1e-6)
    assert nickel.change == pytest.approx(100 * (figures[1] / figures[0] - 1), rel=1e-5)
    assert nickel.change > 80
    assert ("NOR", "Ni") not in moved


def test_release_and_itself_do_not_differ(two):
    """Nothing has changed where nothing has."""
    same = changes(two[1], two[1])
    assert not same.changed
    assert same.same == ("second-survey.ar", "test-survey.ar")


def test_cells_that_lost_their_samples_are_lost(two):
    """Cells gained and lost are those of the tables of level 0."""
    found = next(one for one in changes(*two).strata if one.kind == "changed")
    ids = [set(one.strata[found.id].cells(0)["id"].to_pylist()) for one in two]
    states = [one.strata[found.id].cells(0)["state"].to_pylist() for one in two]
    covered = [
        {cell for cell, state in zip(release.strata[found.id].cells(0)["id"].to_pylist(), state,
                                     strict=True) if state != 5}
        for release, state in zip(two, states, strict=True)
    ]  # fmt: skip
    assert set(found.cells.lost) == covered[0] - covered[1]
    assert set(found.cells.gained) == covered[1] - covered[0]
    assert ids[0]


def test_kept_releases_are_listed_from_the_newest(two, tmp_path):
    """Folders that are no release, or hold another one, are not in the list."""
    folder = two[0].folder.parent
    kept = kept_releases(folder)
    assert [one.id for one in kept] == [two[1].id, two[0].id]
    assert (kept[0].surveys, kept[0].samples) == (2, 290)
    assert before(two[1].id, kept).id == two[0].id
    assert before(two[0].id, kept) is None
    assert before("000000000000", kept) is None
    shutil.copytree(two[0].folder, tmp_path / "000000000000")
    (tmp_path / "111111111111").mkdir()
    (tmp_path / "111111111111" / "manifest.json").write_text("{", encoding="utf-8")
    (tmp_path / "current").write_text("000000000000", encoding="ascii")
    assert kept_releases(tmp_path) == ()
    assert kept_releases(tmp_path / "nowhere") == ()
