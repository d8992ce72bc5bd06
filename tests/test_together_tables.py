"""Elements together: choices, cells, medians, ratios and scores, against figures by hand."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import grid
from dashboard.catalog.critical import critical_lists
from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.components.elements_words import (
    biplot_words,
    correlation_words,
    heat_words,
    spider_words,
)
from dashboard.release.store import open_current
from dashboard.release.vectors import cell_rows
from dashboard.state import ViewState, from_query
from dashboard.state_together import MOST_CELLS_CHOSEN, resolve_together
from dashboard.statistics.summary import summarise
from dashboard.together.choice import Choice, Unusable, choice_of
from dashboard.together.components import components
from dashboard.together.correlation import correlation
from dashboard.together.heat import crust_of, heat
from dashboard.together.medians import group_medians, over
from dashboard.together.scores import u_scores
from dashboard.together.spider import spider
from dashboard.together.table import cell_table, level_table
from tests.fake_release import sample_index

M, B, A, U, W = (
    State.MEASURED,
    State.BELOW,
    State.ABOVE,
    State.UNDETERMINED,
    State.WITHHELD,
)
KOLA = "kola-c-horizon.aqua-regia"


@pytest.fixture(scope="module")
def release(built_releases):
    """The shipped surveys."""
    return open_current(built_releases)


def chosen(release, query: str) -> Choice:
    """Return what a query chooses."""
    return choice_of(release, from_query(query)[0])


def test_the_level_is_the_coarsest_with_a_hundred_cells(release):
    """Kola has 15, 47, 150 and 419 sampled cells: 40 km; the rocks fill enough at 160 km."""
    assert release.strata[KOLA].together_level == 2
    assert release.strata["igneous-rocks"].together_level == 0
    assert chosen(release, f"s={KOLA}").level == 2
    assert chosen(release, f"s={KOLA}&lvl=3").level == 3


def test_elements_are_those_chosen_or_a_list_or_all_common_ones(release):
    """Chosen ones beat the list; what cannot be in is named with its reason."""
    everything = chosen(release, f"s={KOLA}")
    assert len(everything.elements) == 36
    assert not everything.named
    assert everything.pair[0] == "Cu"
    named = chosen(release, f"s={KOLA}&els=Zn~Ni~U~pH&list=us-2022")
    assert named.elements == ("Zn", "Ni")
    assert named.preset is None
    assert list(named.left_out) == ["U", "pH"]
    assert named.left_out["U"] == "This stratum does not have it."
    assert named.left_out["pH"] == "It is no element."
    listed = chosen(release, f"s={KOLA}&list=us-2022")
    own = next(one for one in critical_lists() if one.id == "us-2022").symbols
    assert listed.preset == "us-2022"
    assert set(listed.elements) | set(listed.left_out) == set(own)
    assert "Ni" in listed.elements
    assert "Ge" in listed.left_out


def test_a_stratum_without_elements_has_nothing_together(release):
    """pH alone: no element, no pair, and a sentence instead of a figure."""
    alone = chosen(release, "s=kola-c-horizon.parameters")
    assert (alone.elements, alone.pair) == ((), ())
    with pytest.raises(Unusable, match="no results of these elements"):
        heat(release, alone)


@pytest.mark.parametrize(
    ("query", "pair"),
    [
        ("", ("Cu", "Li")),
        ("&el=Ni", ("Ni", "Li")),
        ("&el=Ni&y=Ni", ("Ni", "Li")),
        ("&el=Ni&y=Cr", ("Ni", "Cr")),
        ("&els=Zn~Cr", ("Zn", "Cr")),
        ("&els=Zn~Cr&el=Cu", ("Cu", "Zn")),
    ],
)
def test_a_pair_never_has_the_same_element_twice(release, query, pair):
    """Without a second element the first other one is taken."""
    assert chosen(release, f"s={KOLA}{query}").pair == pair


def test_cells_chosen_at_finer_levels_are_those_that_hold_them(release):
    """40 km inside 160 km; a cell of a coarser level than the map's is none of it."""
    first = chosen(release, "s=igneous-rocks&lvl=0&cells=N24E15.23~N24E15.2~N24E16")
    assert len(first.cells) == 2
    assert chosen(release, "s=igneous-rocks&lvl=1&cells=N24E15").cells == ()


def test_what_a_release_does_not_have_is_told():
    """Notices name key and value; what another stratum has stays in the address."""
    index = sample_index()
    many = [f"N{row:02d}E{column:02d}" for row in range(1, 20) for column in range(1, 20)]
    index["strata"][0]["chunked"] = [2]
    state = ViewState(
        level="2", elements=("Au", "Xx", "Cu"), preset="zz", pair="Au",
        cells=("N61E01", *many[:320]),
    )  # fmt: skip
    fitted, notices = resolve_together(state, index)
    assert [one.key for one in notices] == ["lvl", "els", "list", "y", "cells", "cells"]
    assert fitted.elements == ("Au", "Cu")
    assert (fitted.level, fitted.preset, fitted.pair) == ("auto", None, None)
    assert len(fitted.cells) == MOST_CELLS_CHOSEN
    assert resolve_together(fitted, index) == (fitted, ())
    sites, said = resolve_together(ViewState(level="sites"), index)
    assert (sites.level, said[0].key) == ("auto", "lvl")


def test_the_first_element_chosen_is_the_one_of_map_and_pair(release):
    """Where the address names none: the stratum's default may be none of those chosen."""
    assert chosen(release, f"s={KOLA}&els=Ni~Cu~Zn").pair == ("Ni", "Cu")
    assert chosen(release, f"s={KOLA}&els=Zz~Zn~Cu").pair == ("Zn", "Cu")
    assert chosen(release, f"s={KOLA}&els=Ni~Zn&el=Cu").pair == ("Cu", "Ni")
    unlike, _notices = resolve_together(ViewState(stratum=KOLA, elements=("Fo",)), release.index)
    assert unlike.analyte == resolve_together(ViewState(stratum=KOLA), release.index)[0].analyte


def test_one_thing_unknown_is_told_in_the_singular_and_several_in_the_plural():
    """Elements and cells; the sentence lists them."""
    index = sample_index()
    cells = ("N61E01", "N62E01", "N63E01")

    def said(count: int) -> list[str]:
        state = ViewState(elements=("Xx", "Yy")[:count], cells=cells[:count])
        return [notice.message for notice in resolve_together(state, index)[1]]

    assert said(1) == ["Unknown element: Xx.", "There is no cell “N61E01”."]
    assert said(2) == ["Unknown elements: Xx and Yy.", "There are no cells “N61E01” and “N62E01”."]


def test_cells_are_medians_in_mg_per_kg_with_states(release):
    """Ca of Kola is kept in wt%: 10,000 times that; states are those of the map's vector."""
    choice = chosen(release, f"s={KOLA}&els=Ca~B")
    table = level_table(release, choice)
    stratum = release.strata[KOLA]
    for symbol, factor in (("Ca", 1e4), ("B", 1.0)):
        rows = cell_rows(stratum, symbol, 2, "median")
        values, state = table.column(symbol)
        assert np.array_equal(table.cells, rows.keys)
        assert np.array_equal(state, rows.state)
        np.testing.assert_allclose(values, rows.value * factor)
    assert (table.state[:, 1] == B).sum() > 100


def test_places_and_days_choose_cells_and_leave_none_out(small_releases):
    """All cells stay in the table; only those of Norway sampled by a day are chosen."""
    release = small_releases.current()
    everything = cell_table(release, chosen(release, ""))
    early = chosen(release, "c=NOR&date=2020-02-28")
    table = cell_table(release, early)
    assert early.date == dt.date(2020, 2, 28)
    assert np.array_equal(everything.cells, table.cells)
    assert everything.chosen.all()
    frame = release.strata["test-survey.ar"].samples("cell", "date", "routine").to_pandas()
    frame = frame[frame["routine"] & (frame["cell"] >= 0)]
    own = frame["cell"].to_numpy() >> (2 * (grid.FINEST_LEVEL - early.level))
    by_then = set(own[[day <= dt.date(2020, 2, 28) for day in frame["date"]]].tolist())
    norway = set(table.cells[table.countries == "NOR"].tolist())
    assert set(table.cells[table.chosen].tolist()) == by_then & norway
    assert 0 < table.chosen.sum() < len(norway)


@given(st.integers(0, 2**16))
@settings(deadline=None)
def test_group_medians_are_those_of_each_group_alone(seed):
    """As `summarise` says of one group and element, in value and state."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.lognormal(1, 1, (40, 3)), 1)
    state = rng.choice([M, M, B, A, U], (40, 3))
    values[rng.uniform(size=values.shape) < 0.05] = np.nan
    state = np.where(np.isnan(values), rng.choice([B, U], values.shape), state)
    values = np.where(state == U, np.nan, values)
    group = rng.integers(-1, 4, 40)
    found = group_medians(values, state.astype(np.uint8), group, 4)
    for g in range(4):
        for e in range(3):
            one = summarise(values[group == g, e], state[group == g, e])
            assert found.n[g, e] == one.n
            if one.n:
                assert found.state[g, e] == one.figures["median"].state
                np.testing.assert_allclose(found.value[g, e], one.figures["median"].value)


def test_a_group_without_results_says_why():
    """Withheld before not determined before awaiting before planned."""
    state = np.array([[U], [W], [State.AWAITING], [State.PLANNED], [U]], dtype=np.uint8)
    found = group_medians(np.full((5, 1), np.nan), state, np.array([0, 0, 1, 1, 2]), 4)
    assert found.state[:, 0].tolist() == [W, State.AWAITING, U, State.PLANNED]
    assert np.isnan(found.value).all()


@pytest.mark.parametrize(
    ("value", "state", "below", "below_state", "expected"),
    [
        (6.0, M, 3.0, M, (2.0, M)),
        (6.0, B, 3.0, M, (2.0, B)),
        (6.0, A, 3.0, M, (2.0, A)),
        (6.0, M, 3.0, B, (2.0, A)),
        (6.0, M, 3.0, A, (2.0, B)),
        (6.0, A, 3.0, B, (2.0, A)),
        (6.0, B, 3.0, B, (np.nan, U)),
        (6.0, M, np.nan, U, (np.nan, U)),
        (np.nan, B, 3.0, M, (np.nan, B)),
        (np.nan, W, 3.0, M, (np.nan, W)),
    ],
)
def test_a_ratio_is_bounded_by_what_is_not_measured(value, state, below, below_state, expected):
    """Below detection the reference makes the ratio lie above; both leave it open."""
    codes = (np.array([one], dtype=np.uint8) for one in (state, below_state))
    own, other = codes
    ratio, found = over(np.array([value]), own, np.array([below]), other)
    np.testing.assert_equal((ratio[0], found[0]), expected)


def test_u_scores_count_what_is_surely_lower_less_what_is_surely_higher():
    """By hand: < 1, < 3, 2, 5 and > 5: of < 3 it is not known how it stands to < 1 and 2."""
    scores = u_scores([1, 3, 2, 5, 5], [B, B, M, M, A])
    np.testing.assert_allclose(scores, [-3 / 4, -2 / 4, -1 / 4, 2 / 4, 4 / 4])
    np.testing.assert_allclose(u_scores([1, 1, np.nan], [B, M, U]), [-1, 1, np.nan])
    assert u_scores([], []).size == 0


@given(st.integers(0, 2**16), st.integers(1, 25))
@settings(deadline=None)
def test_u_scores_agree_with_all_pairs_one_by_one(seed, n):
    """A pair counts where the intervals of both values do not touch."""
    rng = np.random.default_rng(seed)
    values = rng.integers(1, 8, n).astype(float)
    state = rng.choice([M, M, B, A], n)

    def surely_lower(i: int, j: int) -> bool:
        if state[i] == A or state[j] == B:
            return False
        if values[i] == values[j]:
            return (state[i], state[j]) in {(B, M), (M, A), (B, A)}
        return bool(values[i] < values[j])

    expected = [
        sum(surely_lower(k, i) - surely_lower(i, k) for k in range(n) if k != i) / max(n - 1, 1)
        for i in range(n)
    ]
    np.testing.assert_allclose(u_scores(values, state), expected)


def test_heat_is_the_binary_logarithm_of_median_over_reference(release):
    """Against pandas: medians of cells by country over that of all cells."""
    choice = chosen(release, f"s={KOLA}&els=Ni~Cu~Zn&order=periodic")
    found = heat(release, choice)
    table = cell_table(release, choice)
    frame = table_frame(table)
    assert found.elements == ("Ni", "Cu", "Zn")
    assert found.names == tuple(sorted(found.names))
    own = frame[frame["country"] != "SWE"].groupby("country").median()
    expected = np.log2(own / frame.drop(columns="country").median())
    np.testing.assert_allclose(found.value, expected.loc[list(found.countries)], rtol=1e-5)
    assert found.n[found.countries.index("RUS"), 0] == (frame["country"] == "RUS").sum()


def test_a_country_without_samples_of_its_own_is_not_told_of(release):
    """Two cells of Kola have their centre in Sweden, and samples of Norway and Finland."""
    query = f"s={KOLA}&els=Ni~Cu&order=periodic"
    table = cell_table(release, chosen(release, query))
    assert (table.countries == "SWE").sum() == 2
    found = heat(release, chosen(release, query))
    assert found.countries == ("FIN", "NOR", "RUS")
    assert found.unsampled == ("Sweden",)
    assert heat_words(found).more.endswith("have the centre there: Sweden.")
    lines = spider(release, chosen(release, f"{query}&c=SWE~NOR")).lines
    assert [line.id for line in lines] == [KOLA, "NOR"]
    with pytest.raises(Unusable, match="chosen countries"):
        heat(release, chosen(release, f"{query}&c=SWE"))


def table_frame(table):
    """Return a table of cells as a data frame; it must be free of censored medians."""
    import pandas as pd

    assert (table.state == M).all()
    frame = pd.DataFrame(table.values, columns=table.elements)
    return frame.assign(country=table.countries)


def test_heat_over_the_crust_and_of_what_is_below_detection(release):
    """28 mg/kg Cu and 1.5 µg/kg Au in the crust; medians of B lie below detection."""
    found = heat(release, chosen(release, f"s={KOLA}&els=Cu~B&ref=crust&order=periodic"))
    assert found.references.tolist() == [crust_of("B"), crust_of("Cu")]
    assert crust_of("Cu") == 28
    assert crust_of("Au") == pytest.approx(0.0015)
    assert (found.state[:, 0] == B).all()
    assert found.left_out == {}
    more = heat(release, chosen(release, f"s={KOLA}&els=Cu~B~pH&ref=crust&order=periodic"))
    assert more.left_out == {"pH": "It is no element."}
    only = heat(release, chosen(release, f"s={KOLA}&els=Cu~B&c=FIN"))
    assert only.countries == ("FIN",)


def test_a_clustered_heat_map_has_the_same_numbers_in_another_order(release):
    """Rows and columns are moved, and nothing else."""
    plain = heat(release, chosen(release, f"s={KOLA}&order=periodic"))
    moved = heat(release, chosen(release, f"s={KOLA}"))
    rows = [plain.countries.index(one) for one in moved.countries]
    columns = [plain.elements.index(one) for one in moved.elements]
    np.testing.assert_array_equal(plain.value[np.ix_(rows, columns)], moved.value)
    number = list(elements())
    assert list(plain.elements) == sorted(plain.elements, key=number.index)
    assert moved.elements != plain.elements


def test_spider_lines_are_contents_over_the_upper_crust(release):
    """The stratum first, then a country and a cell; Te has no content of the crust."""
    base = chosen(release, f"s={KOLA}&els=Cu~Te~Ni")
    table = cell_table(release, base)
    ids = "N46E09.11~N46E08.31"
    found = spider(release, chosen(release, f"s={KOLA}&els=Cu~Te~Ni&c=NOR&cells={ids}"))
    assert found.elements == ("Ni", "Cu")
    assert list(found.left_out) == ["Te"]
    assert [line.kind for line in found.lines[:2]] == ["stratum", "country"]
    cu, _state = table.column("Cu")
    assert found.lines[0].ratio[1] == pytest.approx(np.median(cu) / 28, rel=1e-6)
    norway = np.median(cu[table.countries == "NOR"])
    assert found.lines[1].ratio[1] == pytest.approx(norway / 28, rel=1e-6)
    assert found.lines[1].n[1] == (table.countries == "NOR").sum()


def test_words_of_three_elements_say_nothing_of_both_ends(release):
    """Ni, Cu and Zn of Kola: what goes together is positive, what is high is above."""
    choice = chosen(release, f"s={KOLA}&els=Ni~Cu~Zn&order=periodic")
    assert correlation_words(correlation(release, choice)).text == (
        "Go together most: Ni–Cu 0.12; Cu–Zn 0.02. Go against each other most: Ni–Zn −0.14."
    )
    told = heat_words(heat(release, choice)).text
    assert told.endswith(
        "Highest: Zn in Norway × 1.4; Cu in Finland × 1.2; Ni in Finland × 1.1. "
        "Lowest: Ni in Norway × 0.8; Cu in Russia × 0.94."
    )
    for sentence in biplot_words(components(release, choice)).text.split(". "):
        high, low = sentence.split(": ")[1].rstrip(".").split(" against ")
        assert sorted(high.split(", ") + low.split(", ")) == ["Cu", "Ni", "Zn"]
    line = spider(release, chosen(release, f"s={KOLA}&els=Ni~Cu~Zn&c=NOR"))
    assert "Norway, beside the crust: highest " in spider_words(line).text


def test_medians_close_to_their_reference_are_neither_high_nor_low(release):
    """A country that has all cells of the stratum, or nearly all, over its own medians."""
    found = heat(release, chosen(release, f"s={KOLA}&els=Ni~Cu&order=periodic"))
    alone = replace(found, value=np.full(found.value.shape, np.log2(1.04), dtype=np.float32))
    assert heat_words(alone).text.endswith(
        "All lie within 5 % of it. Divided by the upper continental crust they tell more."
    )
