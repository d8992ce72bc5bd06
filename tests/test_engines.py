"""Spark and DuckDB compute the same figures from the same expressions."""

import re
import subprocess

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard import grid
from dashboard.__main__ import main
from dashboard.catalog import boundaries
from dashboard.catalog.states import State
from dashboard.commands.console import BAD_COMMAND, GOOD
from dashboard.gridding import engine as engines
from dashboard.gridding import stratum as gridding
from dashboard.gridding.engine import EngineError, duckdb, engine, missing
from dashboard.gridding.expressions import (
    COUNTS,
    at_level,
    group_statistics,
    long_table,
)
from dashboard.gridding.groups import cell_list, cell_tables, country_table
from dashboard.gridding.land import land_cells
from dashboard.gridding.stratum import StratumSamples
from dashboard.settings import ROOT
from dashboard.simulation.plan import Plan
from dashboard.simulation.writing import simulate
from dashboard.statistics.censored import QUANTILES
from dashboard.surveys.borders import world
from dashboard.surveys.samples import load
from tests.small_survey import BOUNDARIES, write_survey

FINEST = BOUNDARIES / "world-50m.bin"
LACKING = missing("spark")
with_spark = [
    pytest.mark.skipif(LACKING is not None, reason=str(LACKING)),
    # Pyspark leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def spark_test(test):
    """Run a test where Spark can be started, elsewhere skip it with the reason."""
    for mark in with_spark:
        test = mark(test)
    return test


@pytest.fixture(scope="module")
def spark():
    """Spark on two cores of this machine."""
    with engine("local[2]") as opened:
        yield opened


@pytest.fixture(scope="module")
def land():
    """Polygons of all countries, and land cells."""
    polygons = boundaries.read(FINEST).polygons()
    return polygons, land_cells(polygons)


def first_stratum(folder):
    """Return the first stratum of a survey, as gridding takes it."""
    survey = load(folder, None, borders=world(FINEST))
    identity = next(iter(survey.columns))
    samples = survey.samples[survey.samples["stratum"] == identity].reset_index(drop=True)
    results = survey.results[identity]
    analytes = [column.analyte for column in survey.columns[identity]]
    return StratumSamples(samples, results.value, results.state, analytes)


@pytest.fixture(scope="module", params=["kola", "simulated"])
def stratum(request, tmp_path_factory):
    """A survey that comes with the project, and a simulated one."""
    if request.param == "kola":
        return first_stratum(ROOT / "data" / "surveys" / "kola-c-horizon")
    folder = tmp_path_factory.mktemp("simulated") / "campaign"
    simulate(
        folder,
        Plan(countries=6, samples=300, elements=12, strata=1),
        FINEST,
        "parquet",
    )
    return first_stratum(folder)


@spark_test
def test_cells_of_all_levels_and_countries_are_equal_bit_by_bit(stratum, spark, land, monkeypatch):
    """Every statistic of every cell of levels 0 to 5, and of every country, as it is stored."""
    # So little that the world is divided.
    monkeypatch.setattr(gridding, "BATCH_RESULTS", 20_000)
    polygons, cells_of_land = land
    cells = [
        cell_list(stratum, level, cells_of_land, polygons)
        for level in range(grid.FINEST_LEVEL + 1)
    ]
    tables = [
        [pa.concat_tables(parts) for parts in zip(*cell_tables(stratum, cells, one), strict=True)]
        + [country_table(stratum, one)]
        for one in (duckdb, spark)
    ]
    for here, there in zip(*tables, strict=True):
        assert here.schema == there.schema
        assert here.num_rows > 1
        for name in here.column_names:
            own, other = here[name].to_numpy(), there[name].to_numpy()
            assert own.dtype == other.dtype
            np.testing.assert_array_equal(own, other, name)
    assert tables[0][-1][f"{stratum.analytes[0]}.n"].to_numpy().sum() > 0


@spark_test
@pytest.mark.parametrize("levels_up", [0, 2])
def test_quantiles_differ_by_one_in_the_last_place_at_most(spark, levels_up):
    """Before rounding: counts, limits and extremes equal, what is interpolated within 1 ulp."""
    rng = np.random.default_rng(5)
    count = 20_000
    state = rng.choice([0, 0, 0, 1, 2, 3], count)
    value = np.round(rng.lognormal(1, 1, count), 2)
    value[(state == State.BELOW) & (rng.uniform(size=count) < 0.3)] = np.nan
    cell = rng.integers(0, 40, count) ** 3
    results = long_table(value, state, analyte=rng.integers(0, 3, count), cell=cell)

    def grouped(open_engine):
        with open_engine(results) as (table, run):
            keys = ["analyte", "cell"]
            found = run(group_statistics(at_level(table, levels_up), keys))
        return found.sort_by([(key, "ascending") for key in keys])

    here, there = grouped(duckdb), grouped(spark)
    exact = ["analyte", "cell", *COUNTS, "limit", "min", "max"]
    assert here.num_rows > 50
    for name in exact:
        own, other = (table[name].to_numpy() for table in (here, there))
        np.testing.assert_array_equal(own, other, name)
    for name in QUANTILES:
        own, other = (table[name].to_numpy() for table in (here, there))
        np.testing.assert_array_max_ulp(own, other, 1)
        np.testing.assert_array_equal(own.astype(np.float32), other.astype(np.float32), name)


@spark_test
def test_results_do_not_outlive_their_use(spark, tmp_path):
    """Neither the Parquet file nor the view of a table is left, and failures say why."""
    part = long_table([1.0, 2.0], [0, 0], analyte=[0, 0], cell=[1, 1])
    with spark(part) as (table, run):
        (file,) = spark._exchange.glob("results_*.parquet")
        expression = group_statistics(table, ["analyte", "cell"])
        assert run(expression)["median"].to_pylist() == [1.5]
    assert not file.exists()
    with pytest.raises(EngineError, match="TABLE_OR_VIEW_NOT_FOUND"), spark(part):
        run(expression)


def built(tmp_path, name):
    """Build the small survey on an engine and return the release's id."""
    releases = tmp_path / name
    folders = ["--surveys", str(tmp_path / "surveys"), "--releases", str(releases)]
    assert main(["build", *folders, "--as", "simulated", "--engine", name]) == GOOD
    return (releases / "simulated").read_text("ascii").strip()


@spark_test
def test_the_same_release_is_built_on_both(tmp_path):
    """All files of the two are the same, so their ids are."""
    write_survey(tmp_path / "surveys")
    assert built(tmp_path, "duckdb") == built(tmp_path, "local[2]")


@spark_test
def test_snippet_groups_what_lies_on_the_storage_of_a_cluster(spark, tmp_path):
    """The page's snippet, on a file of results: cells of level 3 as DuckDB gives them."""
    text = (ROOT / "docs" / "engines.md").read_text("utf-8")
    rng = np.random.default_rng(8)
    cell = rng.integers(0, 16 * 20, 500)
    results = long_table(
        rng.integers(1, 90, 500), np.zeros(500), analyte=np.zeros(500, dtype=np.int16), cell=cell
    )
    pq.write_table(results, tmp_path / "results.parquet")
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL).group(1), {"folder": tmp_path})
    made = pq.read_table(tmp_path / "cells-3.parquet").sort_by("cell")
    assert made["cell"].to_pylist() == list(range(20))
    with duckdb(results) as (table, run):
        own = run(group_statistics(at_level(table, 2), ["analyte", "cell"])).sort_by("cell")
    np.testing.assert_array_equal(made["median"].to_numpy(), own["median"].to_numpy())


def test_unknown_engines_are_named(tmp_path, capsys):
    """An engine that does not exist is answered with those that do, before anything is read."""
    command = ["build", "--engine", "sparkle", "--releases", str(tmp_path / "releases")]
    assert main(command) == BAD_COMMAND
    said = capsys.readouterr().out
    assert "sparkle" in said
    assert "local[2]" in said
    assert not (tmp_path / "releases").exists()


def test_what_spark_lacks_is_named(monkeypatch, tmp_path):
    """Without pyspark, without Java, with an old one, and without a folder a cluster can read."""
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert "requirements-spark.txt" in missing("spark")
    monkeypatch.setattr(engines, "find_spec", lambda name: name)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "JAVA_HOME" in missing("spark")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("""#!/bin/sh\necho 'openjdk version "11.0.20" 2023-07-18' >&2\n""", "utf-8")
    java.chmod(0o755)
    assert "Java 11" in missing("spark")
    java.write_text("""#!/bin/sh\necho 'openjdk version "21" 2023-09-19' >&2\n""", "utf-8")
    assert missing("spark") is None
    assert missing("spark", tmp_path / "none") is not None
    assert "--exchange" in missing("spark://host:7077")
    assert missing("spark://host:7077", tmp_path) is None


def test_duckdb_needs_nothing(monkeypatch):
    """The default works without Java and pyspark."""
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    monkeypatch.setattr(subprocess, "run", None)
    assert missing("duckdb") is None
    with engine() as opened:
        assert opened is duckdb
