"""Levels with very many cells in parts: chunks that together are the level, and exact counts."""

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import grid, settings
from dashboard.catalog.states import State
from dashboard.planes import unpack
from dashboard.release import chunks, vectors
from dashboard.release.chunks import divide
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.statistics.classes import classify

STRATUM = "test-survey.ar"


@pytest.fixture(scope="module")
def few():
    """Levels of few cells are chunked too, in chunks of about ten."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNKED_FROM", 20)
        patch.setattr(chunks, "CHUNK_CELLS", 10)
        yield


@pytest.fixture(scope="module")
def store(few, small_releases):
    return ReleaseStore(small_releases.folder)


@pytest.fixture(scope="module")
def release(store):
    return store.current()


@pytest.fixture(scope="module")
def stratum(release):
    return release.strata[STRATUM]


@pytest.fixture(scope="module")
def level(stratum):
    assert stratum.record["chunked"], "the survey has no level of more than 20 cells"
    return stratum.record["chunked"][-1]


@pytest.fixture(scope="module")
def client(store):
    return create_app(settings.read({}), store).server.test_client()


@pytest.fixture(scope="module")
def base(release):
    return f"/api/v1/releases/{release.id}/strata/{STRATUM}"


def asked(client, address):
    """Unpack an answer that must be there and be kept for ever."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert "immutable" in answer.headers["Cache-Control"]
    return unpack(answer.data)


@given(
    st.integers(1, 5),
    st.lists(st.integers(0, grid.cell_count() * 4 - 1), unique=True, max_size=200),
    st.integers(1, 50),
)
def test_chunks_divide_every_cell_and_the_globe(level, numbers, most):
    """Rows and cells of level 0 each belong to one chunk; only a single cell makes it larger."""
    cells = np.array(sorted(numbers), dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNKED_FROM", 0)
        patch.setattr(chunks, "CHUNK_CELLS", most)
        found = divide(cells, level)
    if not cells.size:
        assert found == ()
        return
    assert [found[0].first, found[-1].last] == [0, grid.cell_count() - 1]
    assert [found[0].start, found[-1].stop] == [0, cells.size]
    for before, after in itertools.pairwise(found):
        assert after.first == before.last + 1
        assert after.start == before.stop
    for one in found:
        parents = grid.parent(cells[one.start : one.stop], level)
        assert ((parents >= one.first) & (parents <= one.last)).all()
        assert one.stop - one.start <= most or np.unique(parents).size == 1


def test_small_levels_are_not_chunked(small_releases):
    """What travels well in one answer still does: the index says so."""
    record = small_releases.current().index["strata"][0]
    assert record["chunked"] == []


@pytest.mark.parametrize("date", [None, dt.date(2003, 6, 30)])
def test_chunks_together_are_the_level(client, base, stratum, level, date):
    """Cells and vectors of the chunks, one after the other, are those of the whole level."""
    query = f"?stat=max&date={date}" if date else "?stat=max"
    names = [one.name for one in stratum.chunks(level)]
    assert len(names) > 1
    for whole, part in (
        (f"{base}/level-{level}.bin", f"{base}/level-{level}/chunks/{{}}.bin"),
        (f"{base}/Cu/level-{level}.bin{query}", f"{base}/Cu/level-{level}/chunks/{{}}.bin{query}"),
    ):
        expected = asked(client, whole).planes
        parts = [asked(client, part.format(name)).planes for name in names]
        for plane, values in expected.items():
            np.testing.assert_array_equal(np.concatenate([p[plane] for p in parts]), values)


def test_the_table_of_chunks_says_where_cells_are(client, base, stratum, level):
    """Chunks as the addresses name them, and every pair of level-0 cell and country once."""
    table = asked(client, f"{base}/level-{level}/chunks.bin")
    planes = table.planes
    names = [f"{a}-{b}" for a, b in zip(planes["first"], planes["last"], strict=True)]
    assert names == [one.name for one in stratum.chunks(level)]
    cells = asked(client, f"{base}/level-{level}.bin").planes
    parent = grid.parent(cells["cell"], level)
    pairs = set(zip(parent.tolist(), cells["country"].tolist(), strict=True))
    told = list(zip(planes["parent"].tolist(), planes["country"].tolist(), strict=True))
    assert len(told) == len(pairs)
    assert set(told) == pairs
    sampled = set(parent[cells["sites"] > 0].tolist())
    assert set(planes["parent"][planes["sampled"] == 1].tolist()) == sampled
    assert table.header["cells"] == cells["cell"].size


@pytest.mark.parametrize("countries", [[], ["FIN"], ["FIN", "SWE"]])
def test_counts_are_those_of_all_cells(client, base, release, stratum, level, countries):
    """Classes and states of the whole selection, counted from the whole vector."""
    breaks = stratum.analytes["Cu"]["breaks"]["percentile"]
    query = "~".join(str(b) for b in breaks) + ("&c=" + "~".join(countries) if countries else "")
    found = asked(client, f"{base}/Cu/level-{level}/summary.bin?br={query}").planes
    rows = vectors.cell_rows(stratum, "Cu", level, "median")
    own = np.isin(rows.country, countries) if countries else np.ones(rows.state.size, dtype=bool)
    measured = own & (rows.state == State.MEASURED)
    value = rows.value[measured]
    np.testing.assert_array_equal(
        found["classes"], np.bincount(classify(value, breaks), minlength=len(breaks) + 1)
    )
    states = np.bincount(rows.state[own], minlength=len(State))
    np.testing.assert_array_equal(found["states"], states)
    assert measured.any() == (found["curve"].size == 1001)
    if measured.any():
        np.testing.assert_allclose(
            found["curve"][[0, 20, 125, 500, 1000]],
            np.quantile(value, [0, 0.02, 0.125, 0.5, 1]),
            rtol=1e-6,
        )
        highest = found["value"][0]
        assert highest == np.float32(value.max())
        assert rows.value[np.flatnonzero(rows.keys == found["cell"][0])[0]] == value.max()


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("level-{l}/chunks/0-1.bin", 404),
        ("level-{l}/chunks/x.bin", 404),
        ("level-0/chunks/0-19837.bin", 404),
        ("level-9/chunks.bin", 404),
        ("Cu/level-{l}/chunks/0-1.bin", 404),
        ("Xx/level-{l}/summary.bin", 404),
        ("Cu/level-{l}/summary.bin?br=3~2", 400),
        ("Cu/level-{l}/summary.bin?br=1~nan", 400),
        ("Cu/level-{l}/summary.bin?br=" + "~".join(map(str, range(40))), 400),
        ("Cu/level-{l}/summary.bin?c=Finland", 400),
        ("Cu/level-{l}/summary.bin?stat=mode", 400),
    ],
)
def test_what_is_no_part_is_said_in_words(client, base, level, part, status):
    """A wrong address gets its status and a sentence."""
    answer = client.get(f"{base}/{part.format(l=level)}")
    assert answer.status_code == status
    assert answer.get_json()["error"]
