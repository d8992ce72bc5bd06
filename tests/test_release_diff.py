"""What publishing would change: a changed copy of the shipped Kola survey against its release."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD
from dashboard.release.diff import difference
from dashboard.release.diff_text import lines
from dashboard.release.store import open_current
from dashboard.surveys.samples import load
from tests.conftest import ROOT

KOLA = ROOT / "data" / "surveys" / "kola-c-horizon"
AQUA_REGIA = "kola-c-horizon.aqua-regia"


@pytest.fixture(scope="module")
def release(built_releases):
    """The release of the shipped surveys."""
    return open_current(built_releases)


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Path:
    """Kola with one site less, one more, one moved, copper in Finland half as high again."""
    folder = tmp_path_factory.mktemp("changed") / "kola-c-horizon"
    shutil.copytree(KOLA, folder)
    table = pd.read_csv(folder / "samples.csv", dtype=str)
    finnish = table["country"] == "FIN"
    copper = pd.to_numeric(table["Cu"]) * 1.5
    table.loc[finnish, "Cu"] = copper[finnish].map("{:.6g}".format)
    new = table.iloc[[5]].assign(id="new")
    # 10 km to the north in UTM zone 35.
    table.loc[7, "y"] = str(float(table.loc[7, "y"]) + 10_000)
    table = pd.concat([table.drop(index=3), new])
    table.to_csv(folder / "samples.csv", index=False)
    recipe = (folder / "survey.toml").read_text(encoding="utf-8")
    recipe = recipe.replace('exclude = [\n    "SiO2"', 'exclude = [\n    "Zn", "SiO2"')
    (folder / "survey.toml").write_text(recipe.replace("Kola C-horizon", "Kola"), "utf-8")
    return folder


def test_the_same_survey_changes_nothing(release) -> None:
    """What was built is what is read again, to the last result."""
    found = difference(load(KOLA), release)
    assert not found.changes
    assert {s.kind for s in found.strata} == {"same"}
    assert list(lines(found))[-1] == "Publishing this survey would change nothing."


def test_samples_cells_elements_and_medians_that_change_are_named(changed, release) -> None:
    """Each change that was made is found, and no other."""
    before = pd.read_csv(KOLA / "samples.csv", dtype=str)
    found = difference(load(changed), release, share=20)
    stratum = next(s for s in found.strata if s.id == AQUA_REGIA)
    assert stratum.kind == "changed"
    assert (stratum.before, stratum.after) == (606, 606)
    assert stratum.samples.gained == ("new",)
    assert stratum.samples.lost == (before.loc[3, "id"],)
    (moved,) = stratum.moved
    assert moved.sample == before.loc[7, "id"]
    assert moved.km == pytest.approx(10, rel=0.001)
    assert stratum.analytes.lost == ("Zn",)
    assert stratum.countries.gained == stratum.countries.lost == ()
    median = next(m for m in stratum.medians if (m.country, m.analyte) == ("FIN", "Cu"))
    assert median.change == pytest.approx(50, abs=2)
    assert median.unit == "mg/kg"
    assert not [m for m in stratum.medians if m.country == "NOR"]
    # Every Finnish sample that stayed has other copper.
    finnish = int((before["country"] == "FIN").sum())
    assert stratum.revised == finnish - int(before.loc[3, "country"] == "FIN")
    assert found.facts == {"short": ("Kola C-horizon", "Kola")}


def test_other_strata_only_change_where_their_samples_do(changed, release) -> None:
    """Copper is not in the XRF stratum: samples move there, medians do not."""
    found = difference(load(changed), release, share=20)
    xrf = next(s for s in found.strata if s.id.endswith(".xrf"))
    assert (xrf.kind, xrf.revised, xrf.medians) == ("changed", 0, ())


def test_small_moves_of_medians_are_left_out(changed, release) -> None:
    """Above 60 %, copper in Finland is not listed."""
    found = difference(load(changed), release, share=60)
    assert not [m for s in found.strata for m in s.medians]


def test_lines_say_what_changes(changed, release) -> None:
    """Counts, names and the median with its percentage."""
    text = "\n".join(lines(difference(load(changed), release)))
    for words in (
        "kola-c-horizon.aqua-regia: 606 samples become 606",
        "samples added: 1 (new)",
        "elements lost: 1 (Zn)",
        "median of Cu in FIN",
        "short: “Kola C-horizon” becomes “Kola”",
    ):
        assert words in text


def test_without_a_release_everything_is_new() -> None:
    """The first survey of all."""
    found = difference(load(KOLA), None)
    assert {s.kind for s in found.strata} == {"new"}
    stratum = next(s for s in found.strata if s.id == AQUA_REGIA)
    assert (stratum.before, stratum.after) == (0, 606)
    assert stratum.countries.gained == ("FIN", "NOR", "RUS")
    assert stratum.states["measured"][0] == 0
    assert next(lines(found)) == "There is no release yet: everything is new."


def test_stratum_that_is_gone_is_removed(tmp_path, release) -> None:
    """A recipe without the stratum of parameters takes it from the release."""
    folder = tmp_path / "kola"
    shutil.copytree(KOLA, folder)
    text = (folder / "survey.toml").read_text(encoding="utf-8")
    start = text.index('[[strata]]\nname = "parameters"')
    (folder / "survey.toml").write_text(text[:start], encoding="utf-8")
    found = difference(load(folder), release)
    gone = [s for s in found.strata if s.kind == "removed"]
    assert [(s.id, s.before, s.after) for s in gone] == [("kola-c-horizon.parameters", 606, 0)]
    assert "no longer there, 606 samples less" in "\n".join(lines(found))


def test_command_prints_text_or_json(changed, built_releases, capsys) -> None:
    """Status 0 where the survey could be published."""
    arguments = ["diff", str(changed), "--releases", str(built_releases)]
    assert main(arguments) == GOOD
    assert "samples moved: 1" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == GOOD
    read = json.loads(capsys.readouterr().out)
    assert read["changes"] is True
    assert len(read["strata"]) == 4


def test_command_refuses_what_cannot_be_published(tmp_path, built_releases, capsys) -> None:
    """1 for a survey with errors or without its files, 2 for a folder that is not there."""
    where = ["--releases", str(built_releases)]
    (tmp_path / "survey.toml").write_text("format = 1\n", "utf-8")
    assert main(["diff", str(tmp_path), *where]) == BAD_DATA
    assert "survey.toml" in capsys.readouterr().out
    assert main(["diff", str(ROOT / "data/surveys/ds801"), *where]) == BAD_DATA
    assert "original files not found" in capsys.readouterr().out
    assert main(["diff", str(tmp_path / "nothing"), *where]) == BAD_COMMAND
