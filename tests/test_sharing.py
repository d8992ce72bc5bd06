"""What owners do not share is nowhere in a public release, and pages say so in words."""

import io
import struct

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dashboard import settings
from dashboard.__main__ import main
from dashboard.catalog.states import State
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD
from dashboard.gridding.withheld import FEWEST_SHARED, withhold
from dashboard.planes import unpack
from dashboard.release import vectors
from dashboard.release.build import build
from dashboard.release.manifest import ReleaseError
from dashboard.release.release import Release, SamplesWithheld
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.surveys.checks import SurveyError
from dashboard.surveys.recipe_file import parse_recipe
from dashboard.surveys.sharing import shares, sharing_of, withholds
from tests.sharing_surveys import CELLS, COUNT, MIXED, OPEN, RECIPE, SECRET, write
from tests.small_survey import BOUNDARIES


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A folder with four surveys that share differently, and what is in them."""
    folder = tmp_path_factory.mktemp("sharing") / "surveys"
    held = {
        MIXED: write(folder, MIXED, 1, ni='sharing = "cells"', u='sharing = "none"'),
        CELLS: write(folder, CELLS, 2, 'sharing = "cells"', u='sharing = "none"'),
        SECRET: write(folder, SECRET, 3, 'sharing = "none"'),
        OPEN: write(folder, OPEN, 4),
    }
    return folder, held


def made(folder, releases, **more):
    """Build and open a release."""
    console = Console(file=io.StringIO())
    identity = build(folder, BOUNDARIES, releases, None, [], console, **more)
    return Release(releases / identity)


@pytest.fixture(scope="module")
def public(given, tmp_path_factory):
    """The public release."""
    return made(given[0], tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="module")
def internal(given, tmp_path_factory):
    """The release for those inside."""
    return made(given[0], tmp_path_factory.mktemp("internal"), audience="internal")


@pytest.fixture(scope="module")
def client(public):
    """A client of a server of the public release."""
    return create_app(settings.read({}), ReleaseStore(public.folder.parent)).server.test_client()


def numbers(folder):
    """Return every number of every table of a release, as float64 and as float32."""
    found = []
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
        elif path.suffix == ".arrow":
            table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            # Whatever lies between the columns, too: the bytes are read as numbers.
            found.append(np.frombuffer(path.read_bytes()[: path.stat().st_size // 4 * 4], "<f4"))
        else:
            continue
        for column in table.columns:
            if pa.types.is_floating(column.type):
                found.append(np.asarray(column.to_numpy(), dtype=np.float64))
    with np.errstate(invalid="ignore"):
        every = np.concatenate([np.asarray(one, dtype=np.float64) for one in found])
    return set(every.tolist()), set(every.astype(np.float32).tolist())


def traces(folder, values, texts=(), places=()):
    """Return which values, texts and coordinates stand anywhere in a release."""
    doubles, singles = numbers(folder)
    hits = {v for v in values if v in doubles or float(np.float32(v)) in singles}
    # Of those of cells and outlines some are alike as float32.
    hits |= {v for v in places if v in doubles}
    raw = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for value in (*values, *places):
        forms = (repr(value).encode(), struct.pack("<d", value))
        if any(form in content for content in raw for form in forms):
            hits.add(value)
    hits |= {text for text in texts if any(text.encode() in content for content in raw)}
    return hits


def unlikely(values):
    """Return the values that no rounding makes by chance: those with six decimals."""
    return [v for v in values.tolist() if not f"{v:.6f}".endswith("0")]


def test_the_search_finds_what_is_shared(internal, public, given):
    """It would find withheld values: it finds those of the release for inside."""
    held = given[1]
    for name in (MIXED, SECRET):
        values = unlikely(held[name]["U"])
        assert traces(internal.folder, values) == set(values)
    values = unlikely(held[OPEN]["Ni"])
    assert traces(public.folder, values) == set(values)


def test_what_is_not_shared_is_nowhere_in_the_release(public, given):
    """Neither values nor ids, names, counts, files or their hashes, in any form."""
    held = given[1]
    for name in (MIXED, CELLS):
        assert traces(public.folder, unlikely(held[name]["U"])) == set()
    secret = held[SECRET]
    values = [v for a in ("Cu", "Ni", "U") for v in unlikely(secret[a])]
    places = [*secret["lon"].tolist(), *secret["lat"].tolist()]
    assert traces(public.folder, values, [*secret["ids"], SECRET], places) == set()
    assert traces(public.folder, [], [f"table-of-{MIXED}", f"table-of-{CELLS}"]) == set()
    assert set(public.surveys) == {MIXED, CELLS, OPEN}
    for stratum in ("mixed.ar", "cells-only.ar"):
        assert set(public.strata[stratum].analytes) == {"Ni", "Cu"}
    sources = {s["survey"]: s for s in public.manifest["sources"]}
    assert [sources[n]["files"] for n in (MIXED, CELLS)] == [[], []]
    assert len(sources[OPEN]["files"]) == 1
    assert (public.manifest["audience"], public.index["audience"]) == ("public", "public")


def test_of_cells_no_sample_is_told(public, given):
    """No places, ids or dates; of values only medians of enough, which are values by nature."""
    held = given[1]
    cells = held[CELLS]
    places = [*cells["lon"].tolist(), *cells["lat"].tolist()]
    assert traces(public.folder, [], cells["ids"], places) == set()
    assert not (public.folder / "strata" / "cells-only.ar" / "samples.parquet").exists()
    names = pq.read_schema(public.folder / "strata" / "mixed.ar" / "samples.parquet").names
    assert {"Cu", "Cu.state"} <= set(names)
    assert not {"Ni", "Ni.state", "U", "U.state"} & set(names)
    assert set(public.strata["mixed.ar"].thresholds["analyte"].to_pylist()) == {"Cu"}
    assert public.strata["cells-only.ar"].thresholds is None
    for name, analyte in ((MIXED, "Ni"), (CELLS, "Cu"), (CELLS, "Ni")):
        values = held[name][analyte]
        told = traces(public.folder, unlikely(values[:COUNT]))
        medians = medians_of(public.strata[f"{name}.ar"], analyte)
        assert {float(np.float32(v)) for v in told} <= medians
        # Duplicates are single samples, too.
        assert traces(public.folder, unlikely(values[COUNT:])) == set()


def medians_of(stratum, analyte):
    """Return the medians, quartiles and means of groups that a stratum tells."""
    tables = [*(stratum.cells(level) for level in stratum.levels), stratum.countries]
    found = set()
    for table in tables:
        n = table[f"{analyte}.n"].to_numpy()
        for name, least in (("median", 3), ("q1", 8), ("q3", 8), ("p5", 20), ("p95", 20)):
            figures = table[f"{analyte}.{name}"].to_numpy()
            assert np.isnan(figures[n < least]).all()
            found |= set(figures[n >= least].tolist())
        for name in ("min", "max"):
            assert np.isnan(table[f"{analyte}.{name}"].to_numpy()).all()
        few = (n > 0) & (n < FEWEST_SHARED)
        assert (table[f"{analyte}.withheld"].to_numpy(zero_copy_only=False) == few).all()
        for name in ("censored", "unknown", "above"):
            assert not table[f"{analyte}.{name}"].to_numpy()[few].any()
    return found


def test_shared_results_are_those_of_the_release_for_inside(public, internal):
    """What is told is told unchanged; the release for inside has everything of everybody."""
    for stratum, analyte in (("mixed.ar", "Ni"), ("cells-only.ar", "Cu"), ("open.ar", "U")):
        for level in public.strata[stratum].levels:
            ours = vectors.cell_rows(public.strata[stratum], analyte, level, "median")
            theirs = vectors.cell_rows(internal.strata[stratum], analyte, level, "median")
            assert (ours.keys == theirs.keys).all()
            assert (ours.n == theirs.n).all()
            told = ours.state != State.WITHHELD
            np.testing.assert_array_equal(ours.value[told], theirs.value[told])
            np.testing.assert_array_equal(ours.state[told], theirs.state[told])
            if stratum == "open.ar":
                assert told.all()
            else:
                assert (told == ((theirs.n == 0) | (theirs.n >= FEWEST_SHARED))).all()
    assert set(internal.surveys) == {MIXED, CELLS, SECRET, OPEN}
    assert internal.index["audience"] == "internal"
    assert set(internal.strata["secret.ar"].analytes) == {"Cu", "Ni", "U"}


def test_surveys_of_one_definition_and_country_know_each_other(public, internal):
    """All four are alike; the one that shares nothing is named to those inside only."""
    assert sorted(public.strata["mixed.ar"].record["alike"]) == ["cells-only.ar", "open.ar"]
    assert "secret.ar" in internal.strata["mixed.ar"].record["alike"]


@pytest.mark.parametrize("statistic", vectors.STATISTICS)
def test_every_statistic_of_cells_has_its_words(public, statistic):
    """Least and greatest results are withheld, numbers of results are told."""
    rows = vectors.cell_rows(public.strata["mixed.ar"], "Ni", 0, statistic)
    sampled = rows.n > 0
    if statistic in {"min", "max"}:
        assert (rows.state[sampled] == State.WITHHELD).all()
    if statistic == "n":
        assert (rows.state[sampled] == State.MEASURED).all()
    assert np.isnan(rows.value[rows.state == State.WITHHELD]).all()


def test_the_index_tells_of_cells_by_their_medians(public):
    """Percentiles of samples in 101 parts would be the samples."""
    stratum = public.strata["cells-only.ar"]
    record = stratum.analytes["Cu"]
    assert (record["sharing"], record["n"], stratum.record["sites"]) == ("cells", COUNT, False)
    assert stratum.record["dates"] == []
    cells = stratum.cells(0)
    medians = cells["Cu.median"].to_numpy()
    medians = medians[np.isfinite(medians)]
    assert record["min"] == pytest.approx(float(medians.min()), rel=1e-6)
    assert record["max"] == pytest.approx(float(medians.max()), rel=1e-6)
    assert len(record["percentiles"]) == 101
    assert public.strata["open.ar"].analytes["Cu"]["sharing"] == "samples"


ADDRESSES = [
    "api/v1/view.csv?s={s}&el={el}",
    "api/v1/view.csv?s={s}&el={el}&lvl=sites",
    "api/v1/view.csv?s={s}&el={el}&date=2019-05-01",
    "api/v1/view.geojson?s={s}&el={el}&by=countries&date=2019-05-01",
    "api/v1/cell.json?s={s}&el={el}&cell=N42E10",
    "api/v1/cell.json?s={s}&el={el}&cell=N42E10.2",
    "api/v1/countries.json?s={s}&el={el}&c=FIN~NOR",
    "map?s={s}&el={el}&lvl=sites&date=2019-05-01&cell=N42E10&c=FIN",
    "country/FIN",
    "",
]
PARTS = [
    "sites.bin",
    "{el}/sites.bin",
    "{el}/level-0.bin",
    "{el}/level-0.bin?date=2019-05-01",
    "{el}/countries.bin?date=2019-05-01",
]


@pytest.mark.parametrize(("stratum", "analyte"), [("mixed.ar", "Ni"), ("cells-only.ar", "Cu")])
@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_without_samples_never_fail(client, address, stratum, analyte):
    """Views are answered as far as they are shared."""
    answer = client.get("/" + address.format(s=stratum, el=analyte))
    assert answer.status_code == 200
    if "lvl=sites" in address and "csv" in address:
        assert b"-0001" not in answer.data
    if "cell.json" in address:
        assert answer.json["samples"] == []
        assert "owner shares" in answer.json["note"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("stratum", "analyte"), [("mixed.ar", "Ni"), ("cells-only.ar", "Cu")])
def test_parts_of_samples_are_refused_in_words(client, public, part, stratum, analyte):
    """The vectors that need samples are not there, and the answer says why."""
    start = f"/api/v1/releases/{public.id}/strata/{stratum}/"
    answer = client.get(start + part.format(el=analyte))
    expected = (
        200
        if part.endswith("level-0.bin")
        or (stratum, part)
        == (
            "mixed.ar",
            "sites.bin",
        )
        else 404
    )
    assert answer.status_code == expected
    if expected == 404:
        assert "cells and countries only" in answer.json["error"]


def test_vectors_carry_the_state(client, public):
    """The map draws withheld values by their own mark."""
    start = f"/api/v1/releases/{public.id}/strata/cells-only.ar/"
    planes = unpack(client.get(start + "Cu/level-2.bin").data).planes
    assert (planes["state"] == State.WITHHELD).any()
    with pytest.raises(SamplesWithheld):
        public.strata["cells-only.ar"].samples("lon")
    with pytest.raises(SamplesWithheld):
        public.strata["mixed.ar"].samples("lon", "Ni")
    assert public.strata["mixed.ar"].samples("lon", "Cu").num_rows == COUNT + 20


def test_the_nearest_statement_counts():
    """Analyte before stratum before survey; a misspelled one is an error."""
    text = RECIPE.format(
        id="x", file="x", sharing='sharing = "none"', ni='sharing = "cells"', u=""
    )
    recipe = parse_recipe(text)
    assert [sharing_of(recipe, 0, a) for a in ("Cu", "Ni", "U")] == ["none", "cells", "none"]
    assert withholds(recipe)
    assert shares(recipe, "public")
    open_one = parse_recipe(RECIPE.format(id="x", file="x", sharing="", ni="", u=""))
    assert not withholds(open_one)
    closed = parse_recipe(RECIPE.format(id="x", file="x", sharing='sharing = "none"', ni="", u=""))
    assert not shares(closed, "public")
    assert shares(closed, "internal")
    with pytest.raises(SurveyError, match="'cells'"):
        parse_recipe(RECIPE.format(id="x", file="x", sharing="", ni='sharing = "cell"', u=""))


def test_groups_of_one_and_two_are_withheld_and_of_three_not():
    """By hand: n 0, 1, 2, 3, 8, 20."""
    n = np.array([0, 1, 2, 3, 8, 20], dtype=np.uint32)
    columns = {"cell": np.arange(6), "Cu.n": n}
    columns |= {f"Cu.{c}": np.minimum(n, 1) for c in ("censored", "unknown", "above")}
    figures = ("limit", "min", "p5", "q1", "median", "q3", "p95", "max", "mean")
    columns |= {f"Cu.{f}": np.ones(6, dtype=np.float32) for f in figures}
    columns |= {"Ni.n": n, "Ni.median": np.ones(6, dtype=np.float32)}
    table = withhold(pa.table(columns), {"Cu"})
    given = {f: np.isfinite(table[f"Cu.{f}"].to_numpy()).tolist() for f in figures}
    assert given["median"] == given["limit"] == [False] * 3 + [True] * 3
    assert given["q1"] == given["q3"] == [False] * 4 + [True] * 2
    assert given["p5"] == given["p95"] == given["mean"] == [False] * 5 + [True]
    assert given["min"] == given["max"] == [False] * 6
    assert table["Cu.censored"].to_pylist() == [0, 0, 0, 1, 1, 1]
    assert table["Cu.withheld"].to_pylist() == [False, True, True, False, False, False]
    assert table["Ni.median"].to_pylist() == [1.0] * 6
    assert "Ni.withheld" not in table.column_names


def test_audiences_do_not_share_a_folder(given, public, tmp_path, capsys):
    """A server answers for all releases of its folder; the command says to name another."""
    folder = given[0]
    with pytest.raises(ReleaseError, match="name another folder"):
        made(folder, public.folder.parent, audience="internal")
    build_inside = ["build", "--surveys", str(folder), "--releases", str(tmp_path)]
    assert main([*build_inside, "--audience", "internal"]) == GOOD
    assert main(build_inside) == BAD_COMMAND
    assert "holds internal releases" in capsys.readouterr().out.replace("\n", " ").replace(
        "  ", " "
    )


def test_a_public_release_of_nothing_is_not_made(given, tmp_path, capsys):
    """Where no owner shares anything, the release served before stays."""
    command = ["build", "--surveys", str(given[0]), "--releases", str(tmp_path), "--only", SECRET]
    assert main(command) == BAD_DATA
    assert "shares nothing" in capsys.readouterr().out
    assert not (tmp_path / "current").exists()
