"""A release from recipe to answer: built, verified, switched, opened, read, refused."""

import datetime as dt
import io
import itertools
import shutil

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.planes import unpack
from dashboard.release import manifest, vectors
from dashboard.release.build import build
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore, switch
from tests.small_survey import BOUNDARIES, write_survey

STRATUM = "test-survey.ar"


def made(folder, **survey):
    """Build a release of one small survey in a folder."""
    write_survey(folder / "surveys", **survey)
    console = Console(file=io.StringIO())
    return build(folder / "surveys", BOUNDARIES, folder / "releases", None, [], console)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def release(folder):
    identity = made(folder)
    return Release(folder / "releases" / identity)


@pytest.fixture(scope="module")
def samples(folder, release):
    frame = pd.read_csv(folder / "surveys" / "test-survey" / "samples.csv")
    frame["below"] = frame["Cu"] == "<2"
    frame["cu"] = frame["Cu"].where(~frame["below"], "2").astype(float)
    frame["cell"] = grid.cell_at(frame["lon"], frame["lat"])
    return frame


def test_release_is_verified_and_named_by_its_content(folder, release):
    """All hashes fit, and the id is that of the content."""
    assert manifest.verify(release.folder) == []
    assert manifest.release_id(release.manifest["files"]) == release.id == release.folder.name
    assert {"grid.bin", "grid.parquet", "countries.parquet", "index.json", "progress.parquet",
            f"strata/{STRATUM}/samples.parquet", f"strata/{STRATUM}/cells-0.arrow"} <= set(
        release.manifest["files"]
    )  # fmt: skip


def test_the_same_data_give_the_same_release(tmp_path, release):
    """Building again from the same files gives the same id."""
    assert made(tmp_path) == release.id


def test_other_data_give_another_release_and_the_old_one_stays(tmp_path):
    """The new one is served, links to the old one still open."""
    first = made(tmp_path)
    store = ReleaseStore(tmp_path / "releases")
    assert store.current().id == first
    shutil.rmtree(tmp_path / "surveys")
    second = made(tmp_path, seed=4)
    assert second != first
    assert store.current().id == second
    assert store.get(first).id == first


def test_a_failed_build_leaves_the_last_release_serving(tmp_path, monkeypatch):
    """What is interrupted while writing is never seen, and leaves nothing behind."""
    first = made(tmp_path)
    shutil.rmtree(tmp_path / "surveys")

    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("dashboard.release.gridded_files.country_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, seed=5)
    assert ReleaseStore(tmp_path / "releases").current().id == first
    left = {p.name for p in (tmp_path / "releases").iterdir()}
    assert left == {first, "current", ".parts"}


def test_a_changed_file_is_refused(tmp_path, caplog):
    """The store does not open a release whose hashes do not fit, and says which file it is."""
    identity = made(tmp_path)
    path = tmp_path / "releases" / identity / "index.json"
    path.write_bytes(path.read_bytes() + b" ")
    assert "index.json has changed" in manifest.verify(path.parent)[0]
    assert ReleaseStore(tmp_path / "releases").current() is None
    assert "index.json" in caplog.text


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "missing"), ("[]", "no manifest"), ("{}", "no manifest"),
     ('{"format": 99, "release": "x", "made": "", "files": {}}', "format 99")],
)  # fmt: skip
def test_what_is_no_release_is_refused_in_words(tmp_path, content, words):
    """Missing, broken and future manifests each have their sentence."""
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    assert words in manifest.verify(tmp_path)[0]


@pytest.mark.parametrize("files", ["[]", "null", '"x"', "7"])
def test_a_manifest_of_odd_types_is_no_manifest(tmp_path, files):
    """A list where a table of files should be is refused in words too."""
    content = f'{{"format": 1, "release": "x", "made": "", "files": {files}}}'
    (tmp_path / "manifest.json").write_text(content)
    assert "no manifest" in manifest.verify(tmp_path)[0]


def test_a_release_named_before_it_is_there_is_served_once_it_is(tmp_path):
    """`current` may arrive before the folder it names; until then the last release serves."""
    first = made(tmp_path)
    store = ReleaseStore(tmp_path / "releases")
    assert store.current().id == first
    shutil.rmtree(tmp_path / "surveys")
    second = made(tmp_path, seed=4)
    folder, away = tmp_path / "releases" / second, tmp_path / "away"
    folder.rename(away)
    assert store.current().id == first
    away.rename(folder)
    assert store.current().id == second


def test_a_renamed_release_is_refused(tmp_path, caplog):
    """A folder that holds another release than its name says would break every address."""
    identity = made(tmp_path)
    (tmp_path / "releases" / identity).rename(tmp_path / "releases" / ("0" * 12))
    switch(tmp_path / "releases", "0" * 12)
    assert ReleaseStore(tmp_path / "releases").current() is None
    assert identity in caplog.text


def test_a_release_that_is_removed_is_not_kept_any_more(tmp_path):
    """What an operator deletes is gone for servers that had it open; put back, it serves again."""
    identity = made(tmp_path)
    folder, away = tmp_path / "releases" / identity, tmp_path / "away"
    store = ReleaseStore(tmp_path / "releases")
    assert store.current().id == identity
    folder.rename(away)
    assert store.get(identity) is None
    assert store.current() is None
    away.rename(folder)
    assert store.current().id == identity
    assert store.get(identity).id == identity


def test_a_current_that_cannot_be_read_stops_nothing(tmp_path):
    """Where `current` is a folder, the release served before goes on."""
    identity = made(tmp_path)
    store = ReleaseStore(tmp_path / "releases")
    assert store.current().id == identity
    (tmp_path / "releases" / "current").unlink()
    (tmp_path / "releases" / "current").mkdir()
    assert store.current().id == identity
    assert ReleaseStore(tmp_path / "releases").current() is None


def test_store_without_release(tmp_path):
    """An empty folder, a missing one, and nonsense ids give none."""
    store = ReleaseStore(tmp_path / "nowhere")
    assert store.current() is None
    assert store.get("../../etc") is None
    switch(tmp_path, "0" * 12)
    assert ReleaseStore(tmp_path).current() is None


def test_cells_agree_with_pandas(release, samples):
    """Medians and counts of cells are those of the file, states follow the limits."""
    stratum = release.strata[STRATUM]
    rows = vectors.cell_rows(stratum, "Cu", 0, "median")
    groups = samples.groupby("cell")
    place = np.searchsorted(rows.keys, list(groups.groups))
    assert (rows.n[place] == groups.size()).all()
    assert rows.n.sum() == len(samples)
    assert (rows.censored[place] == groups["below"].sum()).all()
    median = groups["cu"].median().to_numpy()
    np.testing.assert_allclose(rows.value[place], median, rtol=1e-6)
    below = (median <= 2) & (groups["below"].sum() > 0).to_numpy()
    assert ((rows.state[place] == State.BELOW) == below).all()


def test_vectors_are_aligned_with_their_level(release):
    """Every plane has one entry for each cell of the level's planes; values match the rows."""
    stratum = release.strata[STRATUM]
    for level in stratum.levels:
        cells = unpack(vectors.level_planes(release, stratum, level)).planes
        answer = unpack(vectors.cells_planes(stratum, "Cu", level, "median", None))
        assert {len(p) for p in answer.planes.values()} == {len(cells["cell"])}
        assert (np.diff(cells["cell"].astype(int)) > 0).all()
        assert answer.header["breaks"]["percentile"]
        planned = cells["state"] == State.PLANNED
        assert (answer.planes["state"][planned] == State.PLANNED).all()
        assert np.isnan(answer.planes["value"][planned]).all()


def test_as_of_date_counts_only_what_was_sampled_by_then(release, samples):
    """Counts at a date are those of the samples up to it; the last date gives everything."""
    stratum = release.strata[STRATUM]
    day = dt.date(2019, 5, 20)
    early = pd.to_datetime(samples["date"]) <= pd.Timestamp(day)
    rows = vectors.cell_rows(stratum, "Cu", 0, "median", day)
    assert rows.n.sum() == early.sum()
    countries = vectors.country_rows(stratum, "Cu", "n", day)
    counts = dict(zip(countries.keys, countries.n.tolist(), strict=True))
    assert counts["NOR"] == (early & (samples["country"] == "NOR")).sum()
    whole = vectors.cell_rows(stratum, "Cu", 0, "median")
    last = vectors.cell_rows(stratum, "Cu", 0, "median", dt.date(2030, 1, 1))
    np.testing.assert_array_equal(whole.n, last.n)
    np.testing.assert_allclose(whole.value, last.value, rtol=1e-6)
    np.testing.assert_array_equal(whole.state, last.state)


@pytest.mark.parametrize("statistic", vectors.STATISTICS)
def test_before_the_first_sample_nothing_was_sampled(release, statistic):
    """A day before the survey gives cells and countries that are planned, without a value."""
    stratum = release.strata[STRATUM]
    day = dt.date(1, 1, 1)
    for rows in (
        vectors.cell_rows(stratum, "Cu", 0, statistic, day),
        vectors.country_rows(stratum, "Cu", statistic, day),
    ):
        assert rows.n.size
        assert not rows.n.any()
        assert not rows.sites.any()
        assert (rows.state == State.PLANNED).all()
        assert np.isnan(rows.value).all()


@pytest.mark.parametrize("statistic", vectors.STATISTICS)
def test_every_statistic_has_a_vector(release, statistic):
    """Cells and countries answer each statistic, with states for what cannot be given."""
    stratum = release.strata[STRATUM]
    cells = unpack(vectors.cells_planes(stratum, "Ni", 0, statistic, None))
    countries = unpack(vectors.countries_planes(release, stratum, "Ni", statistic, None))
    for planes in (cells.planes, countries.planes):
        given = planes["state"] <= State.ABOVE
        assert given.any()
        assert np.isnan(planes["value"][~given]).all()


def test_samples_vectors(release, samples):
    """Sites and their values are aligned and those of the file."""
    stratum = release.strata[STRATUM]
    sites = unpack(vectors.sites_planes(release, stratum))
    values = unpack(vectors.site_values_planes(stratum, "Cu"))
    assert sites.header["ids"] == samples["id"].tolist()
    np.testing.assert_allclose(values.planes["value"], samples["cu"], rtol=1e-6)
    assert (values.planes["state"] == samples["below"]).all()


def test_open_formats_open(release):
    """The grid and the countries are GeoParquet; progress adds up to the samples."""
    cells = geopandas.read_parquet(release.folder / "grid.parquet")
    assert len(cells) == 19_838
    assert cells.crs is not None
    assert (cells["land_share"] > 0).sum() == 7_375
    countries = geopandas.read_parquet(release.folder / "countries.parquet")
    assert tuple(countries["iso3"]) == release.countries
    assert countries["land_cells"].sum() == 7_375
    progress = pq.read_table(release.folder / "progress.parquet").to_pandas()
    coarse = progress[progress["level"] == 0]
    assert coarse["samples"].sum() == 240
    assert (coarse["complete_cells"] <= coarse["covered_cells"]).all()
    finland, norway = (coarse.set_index("country").loc[name] for name in ("FIN", "NOR"))
    assert finland["covered_cells"] <= finland["planned_cells"]
    assert (norway["planned_cells"], norway["samples"]) == (0, 60)
    assert finland["planned_cells"] == finland["land_cells"]


def test_index_says_what_there_is(release):
    """Counts, limits and dates of the index are those of the file."""
    record = release.index["strata"][0]
    assert (record["id"], record["samples"], record["finest"]) == (STRATUM, 240, 2)
    cu = release.strata[STRATUM].analytes["Cu"]
    assert (cu["n"], cu["unit"]) == (240, "mg/kg")
    assert cu["limit"] == [2, 2]
    assert len(cu["percentiles"]) == 101
    assert record["dates"] == sorted(record["dates"])
    assert release.index["simulated"] is True
    slim = release.slim_index["strata"][0]["analytes"][0]
    assert "breaks" not in slim
    assert "percentiles" not in slim


def test_large_levels_are_written_in_parts_that_end_with_a_cell_of_level_0(tmp_path, monkeypatch):
    """Batches hold whole cells of level 0, in order, and together all rows."""
    monkeypatch.setattr("dashboard.release.gridded_files._ROWS_IN_BATCH", 20)
    identity = made(tmp_path)
    path = tmp_path / "releases" / identity / "strata" / STRATUM / "cells-1.arrow"
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source)
        parts = [reader.get_batch(i)["cell"].to_numpy() for i in range(reader.num_record_batches)]
    assert len(parts) > 2
    parents = [set((part // 4).tolist()) for part in parts]
    for one, other in itertools.pairwise(parents):
        assert max(one) < min(other)
    opened = Release(tmp_path / "releases" / identity).strata[STRATUM]
    assert np.concatenate(parts).tolist() == opened.cells(1)["cell"].to_pylist()
    rows = vectors.cell_rows(opened, "Cu", 1, "median")
    assert rows.n.sum() == 240


def test_old_releases_are_let_go_before_a_server_grows(tmp_path, monkeypatch):
    """At most so many stay open; the served one always, and a closed one opens again."""
    monkeypatch.setattr("dashboard.release.store.MOST_OPEN", 2)
    names = []
    for seed in (1, 2, 3):
        shutil.rmtree(tmp_path / "surveys", ignore_errors=True)
        names.append(made(tmp_path, seed=seed, count=40))
    store = ReleaseStore(tmp_path / "releases")
    served = store.current()
    first = store.get(names[0])
    assert store.get(names[1]).id == names[1]
    assert store.current() is served
    again = store.get(names[0])
    assert again is not first
    assert again.id == names[0]
