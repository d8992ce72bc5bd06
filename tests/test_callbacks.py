"""Callback functions called directly, with views and with nonsense, over a built release."""

import datetime as dt
import json

import numpy as np
import pytest
from dash import no_update
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import grid
from dashboard.callbacks import details, distribution
from dashboard.callbacks.reading import read
from dashboard.catalog.printing import day_text
from dashboard.charts.distributions import CONFIG, box_summary, distributions, ecdf
from dashboard.release.store import ReleaseStore
from tests.test_pages import text_of


@pytest.fixture(scope="module")
def releases(small_releases):
    return small_releases


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return ReleaseStore(tmp_path_factory.mktemp("none"))


FILLS = (
    details.cell_children,
    details.country_children,
    details.facts_children,
    details.date_label,
    distribution.figure,
    distribution.note,
)


@pytest.mark.parametrize("fill", FILLS)
@settings(max_examples=40, deadline=None)
@given(
    query=st.one_of(
        st.none(), st.integers(), st.lists(st.text(), max_size=3), st.text(),
        st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
        st.tuples(
            st.sampled_from(["s", "el", "c", "cell", "date", "release", "lvl", "stat"]),
            st.text(max_size=12),
        ).map("=".join),
        st.tuples(
            st.sampled_from(["N46E12", "S60W01", "N01E01.3210", "N60W13.0", "N99E99"]),
            st.sampled_from(["2019-06-01", "0001-01-01", "9999-12-31", "x"]),
            st.sampled_from(["FIN", "FIN~NOR", "USA", "ZZZ"]),
        ).map(lambda t: f"cell={t[0]}&date={t[1]}&c={t[2]}"),
    )
)  # fmt: skip
def test_nothing_a_browser_sends_raises(releases, fill, query):
    """Whatever arrives, the answer is something that Dash can send."""
    answer = fill(releases, query)
    assert answer is not None


@pytest.mark.parametrize("fill", FILLS[:3])
def test_without_a_release_panels_say_so(empty, fill):
    """An empty server explains itself."""
    assert "no data" in text_of(fill(empty, "cell=N46E12&c=FIN"))


@pytest.mark.parametrize("fill", FILLS[:3])
def test_no_other_release_answers_for_one_that_is_gone(releases, fill):
    """A page made from a release that was removed gets no figures of another beside its map."""
    kept = releases.current().id
    assert "reload the page" in text_of(fill(releases, "release=000000000000&cell=N46E12&c=FIN"))
    assert "anew" not in text_of(fill(releases, f"release={kept}&cell=N46E12&c=FIN"))


def test_panels_say_how_to_fill_them(releases):
    """With nothing chosen each panel says what to do."""
    assert "Choose a cell" in text_of(details.cell_children(releases, ""))
    assert "Add countries" in text_of(details.country_children(releases, ""))


def test_a_cell_without_data_says_that_it_is_outside(releases):
    """A cell in the Sahara is outside a Finnish survey."""
    assert "outside the survey" in text_of(details.cell_children(releases, "cell=N15E03"))


def test_a_chosen_cell_lists_its_samples(releases):
    """The cell of the first sample shows that sample."""
    stratum = releases.current().strata["test-survey.ar"]
    first = stratum.samples("sample", "cell").to_pylist()[0]
    (identity,) = grid.cell_id([first["cell"] >> (2 * grid.FINEST_LEVEL)], 0)
    shown = text_of(details.cell_children(releases, f"cell={identity}"))
    assert first["sample"] in shown
    assert identity in shown


def test_chosen_countries_stand_side_by_side(releases):
    """Finland and Norway have results, Kenya says that it has none."""
    shown = text_of(details.country_children(releases, "c=FIN~NOR~KEN")).replace(" :", ":")
    for expected in ("Finland", "Norway", "Median", "Below detection", "Kenya: no samples"):
        assert expected in shown
    # A reason instead of a column of gaps.
    assert "not determined" not in shown


def test_countries_without_results_are_told_in_a_sentence(releases):
    """Kenya and Laos have nothing here, and had nothing in 1901 either: no table of gaps."""
    shown = text_of(details.country_children(releases, "c=KEN~LAO")).replace(" :", ":")
    said = "no samples in this stratum"
    assert " ".join(shown.split()) == f"Kenya: {said} Laos: {said}"
    early = text_of(details.country_children(releases, "c=FIN&date=1901-01-01"))
    assert early.replace(" :", ":") == f"Finland: {said} up to 1 January 1901"


def test_fewer_samples_were_there_at_an_earlier_date(releases):
    """The as-of date counts samples collected by its end, none before the first."""
    asked = read(releases, "")
    dates = asked.record["dates"]
    counts = [details.samples_up_to(asked, dt.date.fromisoformat(day)) for day in dates]
    assert counts == sorted(counts)
    assert 0 < counts[0] < counts[-1] == details.samples_up_to(asked, None)
    assert details.samples_up_to(asked, dt.date(1900, 1, 1)) == 0
    first = f"{day_text(dt.date.fromisoformat(dates[0]))}: {counts[0]} samples"
    assert details.date_label(releases, f"date={dates[0]}") == first


def test_an_analyte_that_is_not_there_falls_back(releases):
    """Asked for gold, a stratum without it answers with one it has."""
    assert read(releases, "el=Au").analyte["id"] in {"Cu", "Ni"}


def test_the_chart_comes_once_and_its_button_goes():
    """A second click must not mount the chart anew."""
    content, hidden = distribution.chart(1)
    assert content[0].children.id == "distribution-chart"
    assert hidden is True
    assert distribution.chart(2) == (no_update, no_update)
    assert distribution.chart("x") == (no_update, no_update)


def test_the_chart_draws_one_group_a_country(releases):
    """Each chosen country has a curve under its name."""
    drawn = distribution.figure(releases, "c=FIN~NOR")
    assert [trace.name for trace in drawn.data if trace.type == "scatter"] == ["Finland", "Norway"]
    assert sum(values.size for values in distribution.groups(read(releases, "c=FIN~NOR")).values())


def test_more_countries_than_can_be_told_apart_are_not_drawn(releases):
    """The note says that the rest is left out."""
    many = "c=FIN~NOR~SWE~DNK~EST~LVA~LTU~POL"
    assert len(distribution.groups(read(releases, many))) == distribution.MOST_GROUPS
    assert "first 7" in distribution.note(releases, many)
    assert "first" not in distribution.note(releases, "c=FIN")


def test_the_cumulative_curve_is_that_of_the_data():
    """Ties rise at once and missing values do not count: 1, 2, 2, 4 by hand."""
    x, share = ecdf([4, 2, np.nan, 1, 2])
    assert x.tolist() == [1, 2, 4]
    assert share.tolist() == [25, 75, 100]


@given(st.lists(st.floats(0.01, 1e6), max_size=3000))
def test_the_cumulative_curve_rises_to_all(values):
    """The curve ascends, ends at the highest value with 100 % and stays short."""
    x, share = ecdf(values)
    assert x.size <= 1000
    assert np.all(np.diff(x) > 0)
    assert np.all(np.diff(share) > 0)
    if values:
        assert (x[-1], share[-1]) == (max(values), pytest.approx(100))


def test_the_box_is_tukeys_on_logarithms():
    """1 … 9 and 1000 by hand: type-7 quartiles 3.25, 5.5, 7.75; on logarithms 1000 is outside.

    The fence above is 7.75 × (7.75 / 3.25)^1.5 = 28.5, the one below 3.25 / 3.68 = 0.88.
    """
    summary = box_summary([*range(1, 10), 1000])
    assert summary == pytest.approx({"q1": 3.25, "median": 5.5, "q3": 7.75, "low": 1, "high": 9})


def test_few_results_have_no_box():
    """Seven results are drawn as points."""
    assert box_summary([1, 2, 3, 4, 5, 6, 7]) is None
    drawn = distributions({"Few": [1, 2, 3]}, "Cu", "mg/kg")
    assert {trace.type for trace in drawn.data} == {"scatter"}


def test_the_axis_is_linear_where_a_logarithm_is_not():
    """pH below zero or a zero must not vanish from a logarithmic axis."""
    assert distributions({"A": [1.0, 2.0]}, "Cu", "").layout.xaxis.type == "log"
    assert distributions({"A": [0.0, 2.0]}, "Cu", "").layout.xaxis.type == "linear"


def test_charts_send_nothing_elsewhere_and_read_no_markup():
    """No cloud button; a name cannot become markup."""
    assert CONFIG["showSendToCloud"] is False
    drawn = distributions({"<b>x</b>": [1, 2]}, "<i>", "u")
    assert "<i>" not in json.dumps(drawn.layout.xaxis2.title.to_plotly_json())
