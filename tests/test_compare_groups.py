"""Groups compared, their statistics by cells, and pairs: figures, intervals, states."""

import threading

import numpy as np
import pytest

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
from dashboard.release.results import results
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query
from dashboard.state_panes import resolve_panes

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


def test_a_country_without_a_region_is_compared_only_where_it_is_chosen(release):
    """Antarctica, with 139 results of igneous rocks, is in no region of UN M49."""
    query = "s=igneous-rocks&el=Cu&c=UGA~EGY"
    assert {one.id for one in groups(release, choice(release, query)).groups} == {"UGA", "EGY"}
    both = groups(release, choice(release, f"{query}~ATA")).groups
    assert {one.id for one in both} == {"UGA", "EGY", "ATA"}


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
    assert told == "The middle half of the results spans 0.4 in each country."


def test_what_rests_on_few_results_says_so(release):
    """Igneous rocks: copper in two samples of Zimbabwe and one of the Philippines."""
    few = choice(release, "s=igneous-rocks&el=Cu&c=PHL~ZWE")
    told = boxes_words(release, few)
    assert told == (
        "Highest median: Zimbabwe, 269.5 mg/kg (2 results). "
        "Lowest: Philippines, 83 mg/kg (1 result). That is a factor of 3.25."
    )
    named = "most figures: Zimbabwe (2) and Philippines (1)."
    assert any(one.endswith(named) for one in warnings(groups(release, few)))
    assert pairs_words(release, few)[0].endswith("No pair has enough results for a test.")
    # Of one and two results any difference is large: what is named has been tested.
    more = pairs_words(release, choice(release, "s=igneous-rocks&el=Cu&c=UGA~EGY~PHL~ZWE"))
    assert any(one.startswith("Largest difference: Uganda over Egypt, ") for one in more)


def test_medians_whose_intervals_overlap_are_not_told_apart(release):
    """Kola nickel: Finland 17.7 to 24.3, Norway 14.5 to 20.5; copper of rocks lies apart."""
    near = boxes_words(release, choice(release, f"{NICKEL}&c=FIN~NOR"))
    assert near.endswith("That is a factor of 1.38. Their intervals overlap.")
    far = boxes_words(release, choice(release, "s=igneous-rocks&el=Cu&c=UGA~EGY"))
    assert far.endswith("That is a factor of 3.99.")


def test_samples_up_to_a_day_are_fewer():
    """What is asked of a day depends on it, so that it is kept apart."""
    assert Choice("s", "Cu", "1995-07-01") != Choice("s", "Cu")


def test_results_are_ascending_with_limits_before_values(release):
    """Silver of Kola has a result below a limit that is not known, which comes first."""
    found = results(release, "kola-c-horizon.aqua-regia", "Ag", None)
    assert found.state[0] == State.BELOW
    assert np.isnan(found.values[0])
    assert (np.diff(found.values[1:]) >= 0).all()


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
