"""Thresholds that a release holds: those of its samples, and only of samples that are shared."""

import io
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dashboard.catalog.states import State
from dashboard.release.build import build
from dashboard.release.element import detail_of
from dashboard.release.release import Release, SamplesWithheld
from dashboard.release.results import results
from dashboard.release.thresholds import sample_thresholds
from dashboard.state import ViewState
from dashboard.statistics.describe import STATISTICS, describe
from dashboard.statistics.thresholds import THRESHOLDS, thresholds
from dashboard.together.anomalies import anomalies
from dashboard.together.choice import choice_of
from tests.small_survey import BOUNDARIES, write_survey

KOLA = "kola-c-horizon.aqua-regia"


@pytest.fixture(scope="module")
def release(built_releases):
    """The release of the shipped surveys."""
    return Release(built_releases / (built_releases / "current").read_text().strip())


@pytest.fixture(scope="module")
def made_before(tmp_path_factory):
    """A release of a small survey, and the same without its thresholds."""
    folder = tmp_path_factory.mktemp("made")
    write_survey(folder / "surveys", "small", seed=1, count=80)
    console = Console(file=io.StringIO())
    identity = build(folder / "surveys", BOUNDARIES, folder / "releases", None, [], console)
    shutil.copytree(folder / "releases" / identity, folder / "before" / identity)
    new, old = (Release(folder / place / identity) for place in ("releases", "before"))
    for stratum in old.strata.values():
        (stratum.folder / "thresholds.arrow").unlink()
    return new, old


def test_what_is_held_is_what_the_samples_give(release):
    """Every analyte of every stratum, by every threshold, as computed from the file of samples."""
    for stratum in release.strata.values():
        table = pq.read_table(stratum.folder / "samples.parquet").filter(
            pq.read_table(stratum.folder / "samples.parquet", columns=["routine"])["routine"]
        )
        held = stratum.thresholds.to_pylist()
        assert [row["analyte"] for row in held] == [
            one for one in stratum.analytes for _threshold in THRESHOLDS
        ]
        for analyte in list(stratum.analytes)[:4]:
            state = table[f"{analyte}.state"].to_numpy()
            known = state <= State.ABOVE
            expected = thresholds(table[analyte].to_numpy()[known], state[known])
            found = sample_thresholds(stratum, analyte)
            assert tuple(found) == THRESHOLDS
            for name, one in expected.items():
                assert found[name].state == one.state
                assert found[name].exceeding == one.exceeding
                np.testing.assert_equal(found[name].value, one.value)


def test_element_page_and_anomalies_have_the_same_limit(release):
    """Copper of Kola: the 98th percentile of the list of cells is that of the table."""
    page = detail_of(release, KOLA, "Cu").thresholds["p98"]
    view = ViewState(stratum=KOLA, elements=("Cu", "Ni"), threshold="p98")
    found = anomalies(release, choice_of(release, view))
    assert found.limits["Cu"].value == page.value
    values = results(release, KOLA, "Cu").values
    assert page.value == pytest.approx(np.quantile(values, 0.98), rel=1e-12)


def test_releases_made_before_compute_them(made_before):
    """Without the file, the same thresholds come from the samples."""
    new, old = made_before
    for identity, stratum in new.strata.items():
        assert old.strata[identity].thresholds is None
        for analyte in stratum.analytes:
            held, computed = (
                sample_thresholds(one.strata[identity], analyte) for one in made_before
            )
            np.testing.assert_equal(dict(held), dict(computed))


def test_of_withheld_samples_there_are_none(tmp_path):
    """A survey whose owner shares cells has no table; one beside it has."""
    surveys = tmp_path / "surveys"
    for name, text in (("one", "[survey]\n"), ("all", '[survey]\nsharing = "cells"\n')):
        write_survey(surveys, name, seed=2, count=60)
        recipe = surveys / name / "survey.toml"
        recipe.write_text(recipe.read_text().replace("[survey]\n", text, 1))
    identity = build(
        surveys, BOUNDARIES, tmp_path / "releases", None, [], Console(file=io.StringIO())
    )
    release = Release(tmp_path / "releases" / identity)
    for stratum in release.strata.values():
        shared = stratum.record["survey"] == "one"
        assert (stratum.thresholds is not None) == shared
        if not shared:
            with pytest.raises(SamplesWithheld):
                sample_thresholds(stratum, next(iter(stratum.analytes)))


def test_without_moments_the_other_statistics_are_the_same():
    """What is left out are those of Kaplan–Meier; the rest does not change."""
    values = np.random.default_rng(4).lognormal(1, 1, 300)
    state = (values < 1).astype(np.uint8)
    whole = describe(np.maximum(values, 1), state).group(0)
    part = describe(np.maximum(values, 1), state, moments=False).group(0)
    assert set(STATISTICS) - set(part) == {
        *("mean", "sd", "skewness", "kurtosis", "cv"),
        *("gmean", "gsd", "log_skewness"),
    }
    np.testing.assert_equal(part, {name: whole[name] for name in part})
