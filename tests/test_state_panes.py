"""The panes of the page of comparison: their address, and how they fit a release."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.state import ViewState, fields_json, from_query, to_query
from dashboard.state_panes import panes, refusal, resolve_panes, with_panes
from tests import fake_release
from tests.test_state_twins import some_queries

ROOT = Path(__file__).parents[1]

KOLA, ROCKS = "kola.aqua-regia", "rocks"


def sample_index():
    """Two strata: Cu, Au and pH (in its unit) in one, Cu and Au in the other."""
    index = fake_release.sample_index()
    kola, rocks = index["strata"]
    gold = rocks["analytes"][0] | {"unit": "mg/kg"}
    kola["analytes"] = [kola["analytes"][0], gold, kola["analytes"][1] | {"unit": "pH"}]
    rocks["analytes"] = [kola["analytes"][0], gold]
    return index


OWN_PLACES = st.lists(st.sampled_from(["FIN", "NOR", "USA"]), unique=True, max_size=3).map(tuple)
VIEWS = st.builds(
    ViewState,
    stratum=st.sampled_from([KOLA, ROCKS]),
    analyte=st.sampled_from(["Cu", "Au", "pH"]),
    statistic=st.sampled_from(["median", "max", "n"]),
    date=st.sampled_from([None, "1995-07-01", "2024-02-29", "0001-01-01"]),
    countries=OWN_PLACES,
)
REST = st.builds(
    ViewState,
    mode=st.sampled_from(["panes", "swipe", "ratio"]),
    levelled=st.booleans(),
    ramp=st.sampled_from(["viridis", "batlow"]),
)


@given(REST, st.lists(VIEWS, min_size=1, max_size=4), st.none() | st.just("150"))
def test_address_brings_back_the_panes(rest, views, region):
    """panes(from_query(to_query(with_panes(s, views)))) equals the views, up to four."""
    views[0] = replace(views[0], region=region)
    views = [
        replace(view, mode=rest.mode, levelled=rest.levelled, ramp=rest.ramp) for view in views
    ]
    state, notices = from_query(to_query(with_panes(rest, views)))
    assert notices == ()
    assert panes(state) == tuple(views)


@given(VIEWS)
def test_pane_like_the_first_is_one_letter(view):
    """A copy of the first pane takes no more than `a` in the address."""
    assert with_panes(view, [view, view]).pane2 == ("a",)


def test_pane_takes_from_the_first_what_it_does_not_say():
    """Date and countries of the page hold for a pane that only names another element."""
    state, _ = from_query("?s=rocks&el=Cu&date=2001-02-03&r=150&p2=el.Au&p3=date.all~c.FIN-NOR")
    _, second, third = panes(state)
    assert (second.analyte, second.date, second.region) == ("Au", "2001-02-03", "150")
    assert (third.analyte, third.date) == ("Cu", None)
    assert (third.countries, third.region) == (("FIN", "NOR"), None)


def test_day_that_does_not_exist_is_left_out_and_first_item_counts():
    """30 February is none, and of two elements the first is shown."""
    state, notices = from_query("?el=Cu&p2=date.2001-02-30~el.Au~el.pH")
    assert notices == ()
    assert panes(state)[1] == replace(panes(state)[0], analyte="Au")


def test_no_panes_or_five_are_refused():
    """A page has one to four panes."""
    for count in (0, 5):
        with pytest.raises(ValueError, match="panes"):
            with_panes(ViewState(), [ViewState()] * count)


def alike_index():
    """The sample index, its strata alike: of one definition, with samples in one country."""
    index = sample_index()
    for stratum, other in zip(index["strata"], (ROCKS, KOLA), strict=True):
        stratum["alike"] = [other]
    return index


def parts_index():
    """Two strata of one survey: Cu, Au and pH in one, pH alone in the other."""
    index = sample_index()
    kola, rocks = index["strata"]
    rocks |= {"survey": kola["survey"], "analytes": kola["analytes"][2:]}
    return index


def second_pane(query, index):
    """Return stratum and analyte of the pane that nobody asked for."""
    shown, notices = resolve_panes(from_query(query)[0], index)
    assert notices == ()
    (second,) = panes(shown)[1:]
    return second.stratum, second.analyte


def test_page_without_panes_compares_the_next_element_of_the_stratum():
    """A survey is not set beside a compilation; after the last element comes the first."""
    index = sample_index()
    assert second_pane(f"?s={KOLA}&el=Cu", index) == (KOLA, "Au")
    assert second_pane(f"?s={KOLA}&el=pH", index) == (KOLA, "Cu")
    assert second_pane(f"?s={ROCKS}", index) == (ROCKS, "Au")


def test_page_without_panes_prefers_a_survey_there_that_is_defined_alike():
    """It has the same element; what it lacks is set beside the stratum's own next one."""
    index = alike_index()
    assert second_pane(f"?s={KOLA}&el=Cu", index) == (ROCKS, "Cu")
    assert second_pane(f"?s={KOLA}&el=pH", index) == (KOLA, "Cu")


def test_single_analyte_of_a_stratum_is_set_beside_another_stratum_of_its_survey():
    """pH of the Kola samples stands beside their results; alone in a release it is shown twice."""
    index = parts_index()
    assert second_pane(f"?s={ROCKS}", index) == (KOLA, "pH")
    index["strata"][0]["analytes"] = index["strata"][0]["analytes"][:2]
    assert second_pane(f"?s={ROCKS}", index) == (KOLA, "Cu")
    del index["strata"][0]
    assert second_pane(f"?s={ROCKS}", index) == (ROCKS, "pH")


def test_pane_that_the_release_lacks_is_told_by_its_key():
    """A notice names the pane, and the address is written as what is shown."""
    shown, notices = resolve_panes(from_query("?p2=s.nowhere")[0], sample_index())
    assert [notice.key for notice in notices] == ["p2"]
    assert panes(shown)[1].stratum in {one["id"] for one in sample_index()["strata"]}


def test_difference_across_strata_is_refused_with_what_to_do():
    """Results of two methods stay side by side unless they are asked for levelled."""
    index = sample_index()
    asked = replace(ViewState(), mode="difference", pane2=(f"s.{ROCKS}",))
    shown, notices = resolve_panes(asked, index)
    assert shown.mode == "panes"
    assert [notice.key for notice in notices] == ["mode"]
    assert "levelled" in notices[0].message
    assert resolve_panes(replace(asked, levelled=True), index)[0].mode == "difference"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("mode=difference&p2=el.Au", "differ in kind"),
        ("mode=ratio&p2=stat.n", "counts"),
        ("mode=ratio&el=pH&p2=stat.max", "logarithm"),
        ("mode=ratio&p2=el.Au", ""),
        ("mode=difference&p2=stat.max", ""),
        ("mode=difference&el=pH&p2=stat.max", ""),
        ("mode=difference&stat=n&p2=el.Au", ""),
    ],
)
def test_what_can_be_subtracted_or_divided(query, said):
    """Differences are of one quantity; pH has no ratio; counts are no amounts."""
    index = sample_index()
    state, notices = from_query(f"?s={KOLA}&{query}")
    assert notices == ()
    found = refusal(replace(state, analyte=state.analyte or "Cu"), index)
    assert said in found if said else found == ""


def test_classes_of_different_units_are_not_shared():
    """Shared classes of mg/kg and counts fall back, with a notice."""
    shown, notices = resolve_panes(from_query("?common=shared&p2=stat.n")[0], sample_index())
    assert shown.common == "auto"
    assert [notice.key for notice in notices] == ["common"]


SCRIPT = """
import { readFileSync } from 'node:fs';
import { fromQuery, toQuery } from './assets/gridmap/state.mjs';
import { catalogue } from './assets/gridmap/config.mjs';
import { panesOf, resolvePanes, withPanes } from './assets/gridmap/panes-state.mjs';
import { fill } from './assets/gridmap/texts.mjs';
const { fields, queries, index } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(queries.map((query) => {
  const { state } = fromQuery(query, fields, fill);
  const { view, notices } = resolvePanes(state, catalogue(index), fill);
  return {
    panes: panesOf(state), again: toQuery(withPanes(state, panesOf(state)), fields),
    view, said: notices.map(({ key, message }) => [key, message]),
  };
})));
"""


@pytest.mark.parametrize("make", [sample_index, alike_index, parts_index])
def test_both_languages_read_the_same_panes(make):
    """Panes, their address and what is said of them agree in Python and in the browser."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    tails = [
        "p2=a", "p2=el.Au", "p2=s.rocks", "p2=s.nowhere~el.Xx", "p2=date.1995-07-02", "p2=c.all",
        "p2=c.FIN-NOR-FIN", "p2=date.2001-02-30&p4=el.pH~stat.max", "mode=ratio&p2=el.Au",
        "mode=difference&p2=stat.max", "mode=difference&lev=1", "common=shared&p3=stat.n", "of=4",
        "p2=c.XYZ", "", "c=FIN", "date=1995-07-02",
    ]  # fmt: skip
    heads = some_queries(400)
    queries = [
        "&".join(filter(None, (head, tails[i % len(tails)]))) for i, head in enumerate(heads)
    ]
    index = make()
    given = json.dumps({"fields": fields_json(), "queries": queries, "index": index})
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT],
        input=given, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    for query, found in zip(queries, json.loads(done.stdout), strict=True):
        state = from_query(query)[0]
        assert found["panes"] == [view.as_json() for view in panes(state)], query
        assert from_query(found["again"])[0] == with_panes(state, panes(state)), query
        shown, notices = resolve_panes(state, index)
        assert found["view"] == shown.as_json(), query
        said = [[one.key, one.message.split(" It was determined in")[0]] for one in notices]
        heard = [[key, text.split(" It was determined in")[0]] for key, text in found["said"]]
        assert heard == said, query
