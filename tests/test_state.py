"""The view state and its query string."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import state as state_module
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_fields import BY_KEY, BY_NAME, FIELDS
from dashboard.state_kinds import Field, expected
from dashboard.state_resolve import resolve, stratum_name
from tests.fake_release import sample_index

ROOT = Path(__file__).resolve().parent.parent


def _valid(field: Field) -> st.SearchStrategy:
    finite = st.floats(allow_nan=False, allow_infinity=False).map(lambda x: x + 0.0)
    by_kind = {
        "text": lambda: st.none() | st.from_regex(field.pattern, fullmatch=True, alphabet=ASCII),
        "choice": lambda: st.sampled_from(field.values),
        "flag": st.booleans,
        "texts": lambda: st.lists(
            st.from_regex(field.pattern, fullmatch=True, alphabet=ASCII), unique=True, max_size=5
        ).map(tuple),
        "numbers": lambda: st.lists(finite, unique=True, max_size=12).map(
            lambda values: tuple(sorted(values))
        ),
        "viewport": lambda: (
            st.none()
            | st.tuples(
                *(
                    st.integers(low * 100, high * 100).map(lambda x: x / 100)
                    for low, high in field.limits
                )
            )
        ),
        "date": lambda: st.none() | st.dates().map(str),
    }
    return by_kind[field.kind]()


ASCII = st.characters(max_codepoint=127)
STATES = st.fixed_dictionaries({field.name: _valid(field) for field in FIELDS}).map(
    lambda values: ViewState(**values)
)
KEYS = st.sampled_from([*BY_KEY, "x", "S", "utm_source", ""])
NEAR_QUERIES = st.lists(st.tuples(KEYS, st.text(max_size=20)), max_size=6).map(
    lambda pairs: "&".join(f"{key}={value}" for key, value in pairs)
)


@given(STATES)
def test_query_brings_back_the_state(state):
    """from_query(to_query(s)) equals s, without notice, for every state."""
    assert from_query(to_query(state)) == (state, ())


@given(STATES)
def test_query_needs_no_escaping(state):
    """A link consists of unreserved characters only (RFC 3986)."""
    assert re.fullmatch(r"[A-Za-z0-9._~&=-]*", to_query(state))


@given(st.text(max_size=200) | NEAR_QUERIES)
def test_any_text_is_read_without_error(query):
    """No query raises, and what was read can be written and read again."""
    state, _notices = from_query(query)
    assert from_query(to_query(state)) == (state, ())


@given(st.text(max_size=200) | NEAR_QUERIES)
def test_any_text_fits_a_release(query):
    """Whatever was asked, a resolved state shows a stratum and an analyte of the release."""
    index = sample_index()
    state, _notices = resolve(from_query(query)[0], index)
    stratum = {one["id"]: one for one in index["strata"]}[state.stratum]
    assert state.analyte in {analyte["id"] for analyte in stratum["analytes"]}
    assert resolve(state, index) == (state, ())


def test_default_state_has_an_empty_query():
    """The default view is the bare address."""
    assert to_query(ViewState()) == ""


def test_full_query_is_read():
    """A hand-written address gives the state it says."""
    state, notices = from_query(
        "?s=kola.aqua-regia&el=Cu&stat=p95&by=countries&lvl=2&c=FIN~NOR&r=154&date=1995-08-01"
        "&cls=own&br=0.5~10~1e3&rescale=1&ramp=batlow&mute=0~below&proj=globe&v=25.5~-68.25~3.1"
        "&cell=N24E15.23&sv=kola~rocks.xrf&m=area&sort=-samples&cols=covered~elements"
        "&table=1&theme=dark"
    )
    assert notices == ()
    assert state == ViewState(
        stratum="kola.aqua-regia",
        analyte="Cu",
        statistic="p95",
        by="countries",
        level="2",
        countries=("FIN", "NOR"),
        region="154",
        date="1995-08-01",
        classes="own",
        breaks=(0.5, 10.0, 1000.0),
        rescale=True,
        ramp="batlow",
        muted=("0", "below"),
        projection="globe",
        viewport=(25.5, -68.25, 3.1),
        cell="N24E15.23",
        surveys=("kola", "rocks.xrf"),
        metric="area",
        sort="-samples",
        columns=("covered", "elements"),
        table=True,
        theme="dark",
    )


@pytest.mark.parametrize(
    "query",
    [
        "stat=mode",
        "lvl=6",
        "c=fin",
        "c=FIN~",
        "br=3~2",
        "br=1~1",
        "br=nan",
        "br=1e999",
        "br=1_0",
        "br=٣",
        "br=" + "~".join(map(str, range(13))),
        "v=0~0",
        "v=181~0~1",
        "v=0~91~1",
        "v=0~0~99",
        "v=0~0~inf",
        "date=2009-02-30",
        "date=20090201",
        "rescale=yes",
        "mute=13",
        "s=Kola",
        "el=Cu%0A",
        "release=..%2Fetc",
        "m=medal",
        "sort=--samples",
        "cols=Cells",
        "sv=Kola",
    ],
)
def test_unreadable_value_gives_default_and_notice(query):
    """A value that cannot be used falls back to the default and is named in a notice."""
    state, notices = from_query(query)
    assert state == ViewState()
    key, _, _ = query.partition("=")
    assert [notice.key for notice in notices] == [key]
    assert expected(BY_KEY[key]) in notices[0].message


def test_unknown_and_repeated_keys_give_notices():
    """An unknown key is left out; of a repeated key the first counts."""
    state, notices = from_query("el=Cu&colour=red&el=Zn")
    assert state == ViewState(analyte="Cu")
    assert [(notice.key, notice.value) for notice in notices] == [("colour", "red"), ("el", "Zn")]


def test_a_notice_repeats_no_more_than_its_reader_needs():
    """Of thousands of letters the first are enough to find them in the address."""
    _state, notices = from_query(f"s={'é' * 2000}&{'k' * 2000}=1")
    assert [notice.value for notice in notices] == ["é" * 2000, "1"]
    assert [len(notice.message) < 250 for notice in notices] == [True, True]
    assert "“" + "é" * 79 + "…”" in notices[0].message


def test_overlong_query_is_refused_with_a_notice():
    """A query of tens of kilobytes is not parsed, and the page says so."""
    state, notices = from_query("c=" + "FIN~" * 5000)
    assert state == ViewState()
    assert len(notices) == 1


def test_empty_value_is_as_if_absent():
    """An empty value, as forms send it, asks for nothing."""
    assert from_query("c=&el=") == (ViewState(), ())


def test_repeated_country_counts_once():
    """A country named twice is chosen once."""
    assert from_query("c=FIN~NOR~FIN")[0].countries == ("FIN", "NOR")


@pytest.mark.parametrize(
    "values",
    [
        {"level": 0},
        {"breaks": [1.0]},
        {"breaks": (float("nan"),)},
        {"countries": ("FIN", "FIN")},
        {"viewport": (0.001, 0.0, 0.0)},
        {"theme": None},
        {"rescale": 0},
        {"muted": (0,)},
    ],
)
def test_state_that_no_address_could_say_is_refused(values):
    """A state that would not come back from its own link cannot be made."""
    with pytest.raises(ValueError, match=next(iter(values))):
        ViewState(**values)


def test_fields_and_record_agree():
    """The table has one entry for each attribute, with the same default, in the same order."""
    record = ViewState()
    assert [field.name for field in FIELDS] == list(ViewState.__dataclass_fields__)
    assert all(getattr(record, field.name) == field.default for field in FIELDS)
    assert len(BY_KEY) == len(BY_NAME) == len(FIELDS)


def test_fields_survive_json():
    """The page's copy of the table says the same as the table."""
    table = json.loads(json.dumps(state_module.fields_json()))
    assert [entry["key"] for entry in table] == [field.key for field in FIELDS]
    assert {entry["kind"] for entry in table} == {field.kind for field in FIELDS}
    assert next(e for e in table if e["name"] == "countries")["default"] == []


def test_documentation_is_the_table():
    """docs/state.md carries the table made from the fields."""
    assert state_module.documentation() in (ROOT / "docs" / "state.md").read_text("utf-8")


def test_ramps_are_those_of_the_map():
    """Every ramp an address can name is drawn by the map's module."""
    module = (ROOT / "assets" / "gridmap" / "ramps.mjs").read_text("utf-8")
    assert [name for name in BY_NAME["ramp"].values if f"{name}:" not in module] == []


def test_defaults_are_filled_in_by_the_release():
    """Without a word in the address, the release's stratum and analyte are shown."""
    state, notices = resolve(ViewState(), sample_index())
    assert (state.stratum, state.analyte, notices) == ("kola.aqua-regia", "Cu", ())


@pytest.mark.parametrize(("query", "shown"), [("s=kola", "Cu"), ("s=kola&el=pH", "pH")])
def test_a_survey_alone_stands_for_its_stratum_with_the_element(query, shown):
    """Which of its strata is shown is said, and it is not the release's default by accident."""
    index = sample_index()
    index["defaults"]["stratum"] = "rocks"
    state, notices = resolve(from_query(query)[0], index)
    own = {one["id"]: one for one in index["strata"] if one["survey"] == "kola"}
    having = [one for one in own.values() if any(a["id"] == shown for a in one["analytes"])]
    assert state.stratum == (having or list(own.values()))[0]["id"]
    assert "is a survey" in notices[0].message


def test_stratum_without_the_default_analyte_shows_its_first():
    """A stratum that lacks the release's default analyte shows its own first."""
    state, notices = resolve(ViewState(stratum="rocks"), sample_index())
    assert (state.analyte, notices) == ("Au", ())


def test_unknown_stratum_names_what_was_asked_and_what_is_shown():
    """The notice on an unknown stratum carries both names."""
    state, (notice,) = resolve(ViewState(stratum="gemas"), sample_index())
    assert state.stratum == "kola.aqua-regia"
    assert "gemas" in notice.message
    assert "Kola C horizon" in notice.message


def test_missing_analyte_names_the_surveys_that_have_it():
    """The notice on an analyte that the stratum lacks says where it was determined."""
    state, (notice,) = resolve(ViewState(analyte="Au"), sample_index())
    assert state.analyte == "Cu"
    assert notice.strata == ("rocks",)
    assert "Igneous rocks" in notice.message


def test_analyte_that_no_survey_has_is_said_so():
    """Where nobody determined the analyte, the notice says that."""
    _state, (notice,) = resolve(ViewState(analyte="Rh"), sample_index())
    assert notice.strata == ()
    assert "No survey" in notice.message


@pytest.mark.parametrize(
    ("asked", "name", "shown"),
    [
        ("c=FIN~XXX", "countries", ("FIN",)),
        ("r=999", "region", None),
        ("lvl=5", "level", "auto"),
        ("cls=own", "classes", "percentile"),
        ("cell=N99E15", "cell", None),
        ("cell=N60E99", "cell", None),
        ("s=rocks&date=2000-01-01", "date", None),
    ],
)
def test_what_the_release_lacks_gives_a_notice(asked, name, shown):
    """Parts of the address that do not fit the release fall back, each with a notice."""
    state, notices = resolve(from_query(asked)[0], sample_index())
    assert getattr(state, name) == shown
    assert [notice.key for notice in notices] == [BY_NAME[name].key]


@pytest.mark.parametrize(
    ("date", "dates", "says"),
    [
        ("1995-06-30", ["1995-07-01", "1995-08-01"], "No sample of Kola Project: Kola C horizon"),
        ("1995-07-01", ["1995-07-01", "1995-08-01"], ""),
        ("1995-08-01", ["1995-07-01", "1995-08-01"], ""),
        ("1995-08-02", ["1995-07-01", "1995-08-01"], "by 1 August 1995; 2 August 1995 shows"),
        # Listed by months: the first sample may be of any day of June.
        ("2007-06-01", ["2007-06-30", "2007-07-31"], ""),
        ("2007-05-31", ["2007-06-30", "2007-07-31"], "the first were by 30 June 2007"),
    ],
)
def test_a_day_outside_the_time_of_sampling_is_kept_and_explained(date, dates, says):
    """Before the first sample and after the last, the map says why it shows nothing or all."""
    index = sample_index()
    index["strata"][0]["dates"] = dates
    state, notices = resolve(ViewState(date=date), index)
    assert state.date == date
    assert [notice.key for notice in notices] == (["date"] if says else [])
    assert all(says in notice.message for notice in notices)


def test_a_stratum_is_called_by_its_survey_once():
    """Where a stratum stands alone, its survey is named too, and never twice."""
    index = sample_index()
    kola, rocks = index["strata"]
    assert stratum_name(rocks, index) == "Rock analyses: Igneous rocks"
    kola["title"] = "Kola Project, C horizon"
    assert stratum_name(kola, index) == "Kola Project, C horizon"


def test_release_without_strata_shows_the_default_view():
    """An empty release does not stop the page."""
    state, notices = resolve(ViewState(analyte="Cu", theme="dark"), sample_index(strata=[]))
    assert (state, notices) == (ViewState(theme="dark"), ())
