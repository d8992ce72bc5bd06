"""Groups compared, their statistics by cells, and pairs: figures, intervals, states."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.catalog.states import State
from dashboard.charts.compare_axes import value_title
from dashboard.charts.compare_boxes import box_chart
from dashboard.compare.choice import Choice, choice_of
from dashboard.compare.distributions import (
    MOST_OUTLIERS,
    MOST_POINTS,
    against_world,
    boxes,
    curves,
    densities,
)
from dashboard.compare.groups import Group, groups, groups_of, levelling_note
from dashboard.compare.pairs import pairs
from dashboard.compare.resampled import declustered_mean, percentile_interval, resampled_medians
from dashboard.compare.results import results
from dashboard.compare.table import described, figure_of, medians_of, statistics
from dashboard.compare.words import (
    boxes_words,
    curves_words,
    p_text,
    pairs_words,
    quantiles_words,
    ridges_words,
    warnings,
)
from dashboard.kept import kept
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query
from dashboard.state_panes import resolve_panes
from dashboard.statistics.bootstrap import bootstrap_quantiles
from dashboard.statistics.moments import kaplan_meier

NICKEL = "s=kola-c-horizon.aqua-regia&el=Ni"


@pytest.fixture(scope="module")
def release(built_releases):
    """The shipped surveys."""
    return ReleaseStore(built_releases).current()


def choice(release, query: str) -> Choice:
    """Return the choice of an address."""
    state, _notices = resolve_panes(from_query(query)[0], release.index)
    found = choice_of(release, state)
    assert found is not None
    return found


def test_all_countries_are_compared_the_highest_median_first(release):
    """Kola, nickel: 188 Finnish, 290 Russian and 128 Norwegian samples, medians by hand."""
    found = groups(release, choice(release, NICKEL))
    assert [(one.id, one.n) for one in found.groups] == [("FIN", 188), ("RUS", 290), ("NOR", 128)]
    medians = [float(np.median(one.values)) for one in found.groups]
    assert medians == pytest.approx([21.7, 18.05, 15.7])
    assert found.world.n == 606
    assert sum(one.n for one in found.groups) == found.world.n


def test_a_single_country_is_compared_with_all_others(release):
    """Norway's 128 samples against the other 478 of the stratum."""
    found = groups(release, choice(release, f"{NICKEL}&c=NOR"))
    assert {one.id: one.n for one in found.groups} == {"NOR": 128, "rest": 478}
    assert "Norway" in pairs_words(release, found.choice)[1]


def test_all_results_are_described_once_whichever_countries_are_chosen(release):
    """The world's figures rest on no country: those of one choice serve the next."""
    whole = [described(release, choice(release, f"{NICKEL}{c}"))[-1] for c in ("", "&c=NOR~FIN")]
    assert whole[0] is whole[1]
    rows = [statistics(release, choice(release, f"{NICKEL}{c}"))[-1] for c in ("", "&c=NOR~FIN")]
    assert rows[0] is rows[1]


def test_chosen_countries_without_results_are_named(release):
    """Nobody sampled in Kenya."""
    found = groups(release, choice(release, f"{NICKEL}&c=NOR~FIN~KEN"))
    assert [one.id for one in found.groups] == ["FIN", "NOR"]
    assert "Kenya" in " ".join(warnings(found))


def test_a_region_chooses_its_countries(release):
    """Northern Europe: Finland and Norway, and not Russia."""
    found = groups(release, choice(release, f"{NICKEL}&r=154"))
    assert {one.id for one in found.groups} == {"FIN", "NOR"}


def test_at_most_forty_countries_are_compared(release):
    """The igneous rocks come from more countries than can be read."""
    found = groups(release, choice(release, "s=igneous-rocks&el=Cu"))
    assert len(found.groups) == 40
    assert found.beyond > 0
    told = " ".join(warnings(found))
    assert "40 countries" in told
    assert "Published analyses" in told


def test_figures_of_another_pane_are_its_own(release):
    """The second pane shows copper; `of=2` asks for its figures."""
    query = f"{NICKEL}&p2=el.Cu&of=2"
    assert choice(release, query).analyte == "Cu"
    state, _notices = resolve_panes(from_query(query)[0], release.index)
    shown = groups_of(release, state, 1)
    assert shown is not None
    assert shown.analyte["id"] == "Ni"
    assert choice(release, f"{NICKEL}&of=4").analyte == "Ni"


def test_results_of_another_stratum_are_levelled_on_request_only(release):
    """Total copper brought to the level of aqua regia names method and factor."""
    query = "s=kola-c-horizon.aqua-regia&el=Co&p2=s.kola-c-horizon.inaa&of=2"
    plain = groups(release, choice(release, query))
    found = groups(release, choice(release, f"{query}&lev=1"))
    assert plain.levelling is None
    assert value_title(plain)["text"] == "Cobalt, mg/kg"
    assert found.levelling is not None
    factor = f"× {found.levelling.factor:.3g}"
    marked = f"Cobalt, mg/kg, levelled by the median ratio ({factor})"
    assert value_title(found)["text"] == marked
    assert levelling_note(found) in warnings(found)
    if np.isfinite(found.levelling.factor):
        ratio = found.world.values / plain.world.values
        assert np.nanmax(np.abs(ratio - found.levelling.factor)) < 1e-9


def test_where_nothing_lies_above_detection_that_is_said(release):
    """All results of silver by neutron activation: no chart with an invented axis, no delta."""
    asked = choice(release, "s=kola-c-horizon.inaa&el=Ag")
    none = "No result lies above detection"
    assert curves_words(release, asked) == f"{none}."
    assert quantiles_words(release, asked) == f"{none}."
    assert pairs_words(release, asked) == [f"{none}, so nothing can be told of differences."]
    chart = box_chart(groups(release, asked), boxes(release, asked))
    assert chart.figure["data"] == []


def test_values_on_a_linear_axis_are_told_in_words_too(release):
    """pH of Kola: every median is 5.8; of quartiles the difference is told, no factor."""
    asked = choice(release, "s=kola-c-horizon.parameters&el=pH")
    assert boxes_words(release, asked) == "The medians of 3 countries are all 5.8."
    told = ridges_words(release, asked)
    assert told == "The middle half of the results spans 0.4 in Russia and 0.4 in Finland."


def test_samples_up_to_a_day_are_fewer():
    """What is asked of a day depends on it, so that it is kept apart."""
    assert Choice("s", "Cu", "1995-07-01") != Choice("s", "Cu")


def test_results_are_ascending_with_limits_before_values(release):
    """Silver of Kola has a result below a limit that is not known, which comes first."""
    found = results(release, "kola-c-horizon.aqua-regia", "Ag", None)
    assert found.state[0] == State.BELOW
    assert np.isnan(found.values[0])
    assert (np.diff(found.values[1:]) >= 0).all()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.1, 1000), min_size=8, max_size=60),
    st.integers(8, 20),
    st.integers(0, 5),
)
def test_medians_are_the_usual_ones_where_cells_count_by_their_samples(values, cells, stream):
    """The plain median is numpy's; limits hold it; a stream gives the same again."""
    held = np.sort(values)
    number = np.arange(held.size) % cells
    found = resampled_medians(held, number, stream)
    assert found.plain.estimate == pytest.approx(np.median(held))
    assert found.cells == min(cells, held.size)
    low, high = found.plain.limits()
    assert held[0] <= low <= high <= held[-1]
    again = resampled_medians(held, number, stream)
    np.testing.assert_array_equal(found.declustered.found, again.declustered.found)


def test_the_interval_is_that_of_the_cluster_bootstrap_of_one_group():
    """Against `bootstrap_quantiles`: 5,000 samples in 60 cells, to a twentieth of its width."""
    rng = np.random.default_rng(4)
    values = np.sort(rng.lognormal(size=5000))
    cells = rng.integers(0, 60, 5000)
    low, high = resampled_medians(values, cells).plain.limits()
    other = bootstrap_quantiles(values, cells, [0.5])
    width = float(other.high[0] - other.low[0])
    assert abs(low - other.low[0]) < width / 20
    assert abs(high - other.high[0]) < width / 20


def test_of_many_cells_shares_are_drawn_instead_of_cells():
    """Against `bootstrap_quantiles`: 9,000 samples in 1,500 cells, to a tenth of its width."""
    rng = np.random.default_rng(9)
    cells = rng.integers(0, 1500, 9000)
    values = np.exp(rng.normal(size=1500)[cells] + rng.normal(size=9000) / 2)
    order = np.argsort(values)
    values, cells = values[order], cells[order]
    found = resampled_medians(values, cells).plain
    other = bootstrap_quantiles(values, cells, [0.5])
    width = float(other.high[0] - other.low[0])
    assert found.estimate == pytest.approx(np.median(values))
    assert found.limits() == pytest.approx((other.low[0], other.high[0]), abs=width / 10)
    # Samples of one cell are alike: as if they were independent, it would be much narrower.
    alone = resampled_medians(values, np.arange(9000)).plain.limits()
    assert alone[1] - alone[0] < 0.6 * width


def test_a_dense_cell_counts_once_declustered():
    """Nine samples of 100 in one cell, one of 1, 2 … 8 in eight others: 100 wins, then not."""
    values = np.array([*range(1, 9), *[100] * 9], dtype=float)
    cells = np.array([*range(8), *[8] * 9])
    found = resampled_medians(values, cells)
    assert found.plain.estimate == 100
    assert found.declustered.estimate == 5


def test_few_cells_have_no_interval():
    """Seven cells are too few to resample."""
    found = resampled_medians(np.arange(1, 15.0), np.arange(14) % 7)
    assert found.plain.estimate == 7.5
    assert np.isnan(found.plain.limits()).all()
    assert np.isnan(resampled_medians([], []).plain.estimate)
    with pytest.raises(ValueError, match="cells"):
        resampled_medians([1.0], [1, 2])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 100), st.booleans()), min_size=20, max_size=60))
def test_the_declustered_mean_is_kaplan_meier_where_every_cell_has_one_sample(pairs_of):
    """Weights that are alike change nothing; beyond 70 % censored there is no mean."""
    values = np.array([one for one, _below in pairs_of])
    below = np.array([two for _one, two in pairs_of])
    order = np.lexsort((~below, values))
    values, below = values[order], below[order]
    found = declustered_mean(values, below, np.arange(values.size))
    expected = kaplan_meier(values, below).mean
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_the_declustered_mean_without_limits_is_the_mean_of_cell_means():
    """Four cells of 1, 2, 3 and 4 to 10 samples: by hand."""
    values = np.array([1.0] * 10 + [3.0] * 5 + [5.0] * 4 + [11.0])
    cells = np.repeat([0, 1, 2, 3], [10, 5, 4, 1])
    none = np.zeros(20, dtype=bool)
    assert declustered_mean(values, none, cells) == pytest.approx((1 + 3 + 5 + 11) / 4)
    assert np.isnan(declustered_mean(values[:19], none[:19], cells[:19]))


def test_a_figure_at_the_limit_is_below_it():
    """States of values of a distribution with limits on both sides."""
    made = Group(
        "A", "A", np.array([2.0, 3.0, 9.0]),
        np.array([State.BELOW, State.MEASURED, State.ABOVE], dtype=np.uint8),
        np.arange(3, dtype=np.uint32),
    )  # fmt: skip
    assert figure_of(made, 2.0) == (2.0, State.BELOW)
    assert figure_of(made, 3.0) == (3.0, State.MEASURED)
    assert figure_of(made, 9.0) == (9.0, State.ABOVE)
    assert figure_of(made, np.nan).state == State.TOO_FEW
    assert medians_of(made).plain.estimate == 3.0


def test_a_result_below_an_unknown_limit_hides_nothing_above_it():
    """The lowest of three is below an unknown limit: the median is measured, the least not."""
    codes = np.array([State.BELOW, State.MEASURED, State.MEASURED], dtype=np.uint8)
    made = Group("A", "A", np.array([np.nan, 3.0, 9.0]), codes, np.arange(3, dtype=np.uint32))
    assert medians_of(made).plain.estimate == 3.0
    assert figure_of(made, 3.0) == (3.0, State.MEASURED)
    assert figure_of(made, -np.inf).state == State.BELOW


def test_statistics_are_those_of_the_other_pages(release):
    """Finland's median interval is the element page's; the world is the last row."""
    from dashboard.release.element import results_of

    rows = {row.id: row for row in statistics(release, choice(release, NICKEL))}
    own = next(
        one for one in results_of(release, "Ni") if one.stratum["id"].endswith("aqua-regia")
    )
    finland = own.countries["FIN"]
    assert rows["FIN"].figures["median"] == finland.median
    assert rows["FIN"].figures["median_low"] == finland.low
    assert list(rows)[-1] == "world"
    assert rows["world"].figures["p98"] == own.figures["p98"]
    assert rows["FIN"].figures["cell_median_low"].value < rows["FIN"].figures["cell_median"].value


def test_pairs_are_the_tests_of_the_statistics(release):
    """Kola nickel: R's effect size of Norway against Finland, −0.0954953457447 with both signs."""
    found = pairs(release, choice(release, NICKEL))
    i, j = found.ids.index("NOR"), found.ids.index("FIN")
    assert found.tests.delta[i, j] == pytest.approx(-found.tests.delta[j, i])
    assert found.ratio.estimate[i, j] == pytest.approx(15.7 / 21.7)
    assert found.difference.estimate[i, j] == pytest.approx(15.7 - 21.7)
    assert found.ratio.low[i, j] == pytest.approx(1 / found.ratio.high[j, i])
    assert found.difference.low[i, j] <= found.difference.estimate[i, j]
    assert not found.ratio.low_open.any()
    assert np.isnan(found.ratio.low[i, i])


def test_nothing_to_compare_is_said(release):
    """No results in the one country chosen."""
    found = pairs(release, choice(release, f"{NICKEL}&c=KEN"))
    assert found.ids == ()
    told = pairs_words(release, choice(release, f"{NICKEL}&c=KEN"))
    assert told == ["There are no two groups to compare."]


def test_boxes_keep_extremes_and_thin_the_rest(release):
    """The highest value of all results is drawn, and not more than some on a side."""
    asked = choice(release, "s=igneous-rocks&el=Cu")
    found = groups(release, asked)
    for group, box in zip(found.all, boxes(release, asked), strict=True):
        assert box.outliers.size <= max(2 * MOST_OUTLIERS, 7)
        if box.high.state == State.MEASURED and group.values[-1] > box.high.value:
            assert box.outliers[-1] == np.float32(group.values[-1])
        if box.q1.state == box.q3.state == State.MEASURED:
            assert box.q1.value <= box.median.value <= box.q3.value


def test_curves_rise_to_the_whole_in_few_points(release):
    """At most 512 points; they begin above what is below detection."""
    asked = choice(release, "s=kola-c-horizon.aqua-regia&el=Ag")
    for group, one in zip(groups(release, asked).all, curves(release, asked), strict=True):
        assert one.x.size <= MOST_POINTS
        assert (np.diff(one.y) > 0).all()
        assert one.y[-1] == pytest.approx(100)
        assert one.below == pytest.approx(100 * group.censored / group.n, abs=1e-6)


def test_the_area_of_a_density_is_the_share_that_was_measured(release):
    """Copper of Kola: all measured, so 100 % but for what lies beyond the axis."""
    found = densities(release, choice(release, "s=kola-c-horizon.aqua-regia&el=Cu"))
    for one in found.y:
        assert one is not None
        area = np.trapezoid(one, np.log10(found.x))
        assert 97 < area < 100.5


def test_quantiles_of_all_against_all_are_equal(release):
    """A stratum of one country lies on the line: North America's only survey is not shipped."""
    asked = choice(release, NICKEL)
    world = groups(release, asked).world
    for own in against_world(release, asked):
        assert (np.diff(own.own) >= 0).all()
        assert set(own.world.tolist()) <= set(world.values.astype(np.float32).tolist())


def test_what_several_ask_for_at_once_is_made_once():
    """Four threads, one call; the oldest result goes."""
    made, gate = [], threading.Barrier(4)

    @kept(2)
    def slow(key: int) -> int:
        made.append(key)
        return key * 10

    def ask() -> None:
        gate.wait()
        assert slow(1) == 10

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert made == [1]
    assert [slow(2), slow(3), slow(1)] == [20, 30, 10]
    assert made == [1, 2, 3, 1]


def test_what_fails_is_not_kept():
    """An error is raised to each who asks."""
    calls = []

    @kept(2)
    def fails(_key: int) -> int:
        calls.append(1)
        msg = "no"
        raise KeyError(msg)

    for _attempt in range(2):
        with pytest.raises(KeyError):
            fails(1)
    assert len(calls) == 2


def test_a_view_without_a_stratum_compares_nothing(release):
    """A state that was never resolved has nothing to compare."""
    assert choice_of(release, ViewState()) is None
    assert groups_of(release, ViewState(stratum="gone", analyte="Cu")) is None


@pytest.mark.parametrize(
    ("p", "text"), [(np.nan, "–"), (0.0, "p < 0.001"), (0.0123, "p = 0.012"), (1.0, "p = 1")]
)
def test_p_values_are_printed_with_two_digits(p, text):
    """And never as zero."""
    assert p_text(p) == text


@given(
    hnp.arrays(np.float64, (3, 41), elements=st.floats(-1e6, 1e6)),
    st.sampled_from([0.5, 0.9, 0.95]),
)
def test_percentile_intervals_are_quantiles_of_type_seven(resamples, level):
    """The same as numpy's, for every row."""
    low, high = percentile_interval(resamples, level)
    wanted = np.quantile(resamples, [(1 - level) / 2, (1 + level) / 2], axis=1)
    assert np.allclose([low, high], wanted, rtol=1e-12, atol=1e-6)


def test_an_interval_that_ends_below_an_unknown_limit_says_so():
    """Where the lower end lies between minus infinity and a number it is minus infinity."""
    low, high = percentile_interval(np.r_[[-np.inf] * 2, np.arange(39.0)])
    assert low == -np.inf
    assert high == 37.0
