"""Layout of the pages: what is on them, and that every part can be named and reached."""

import json
import re

import pytest
from dash.development.base_component import Component

from dashboard.catalog.elements import elements
from dashboard.catalog.states import State, state_label
from dashboard.components import choices
from dashboard.components.about_page import about_page, mark_label
from dashboard.components.bar import bar, texts
from dashboard.components.details_panel import cell_panel, country_panel
from dashboard.components.element_picker import element_picker
from dashboard.components.map_page import QUERIES, map_page
from dashboard.components.survey_facts import limit_text, outside_link, survey_facts, years
from dashboard.state import ViewState
from dashboard.state_fields import BY_NAME, FIELDS
from dashboard.state_resolve import resolve
from tests.fake_release import sample_index


def parts(component):
    """Return a component and all within it."""
    if isinstance(component, list | tuple):
        return [part for one in component for part in parts(one)]
    if not isinstance(component, Component):
        return []
    return [component, *parts(getattr(component, "children", None))]


def text_of(component):
    """Return all text of a component."""
    if isinstance(component, list | tuple):
        return " ".join(text_of(one) for one in component)
    if isinstance(component, Component):
        return text_of(getattr(component, "children", None))
    return "" if component is None else str(component)


def by_id(component, identity):
    """Return the part with an id."""
    return next(part for part in parts(component) if getattr(part, "id", None) == identity)


@pytest.fixture
def index():
    return sample_index()


def test_the_page_shows_the_view_of_its_address(index):
    """Controls start with what the address says."""
    page = map_page(index, "stat=max&by=countries&el=pH&theme=dark&r=154")
    values = {name: by_id(page, name).value for name in ("statistic", "by", "theme", "region")}
    assert values == {"statistic": "max", "by": "countries", "theme": "dark", "region": "154"}
    assert by_id(page, "element-symbol").children == "pH"
    assert by_id(page, "view").data["statistic"] == "max"


@pytest.mark.parametrize(
    "query",
    ["", "s=nowhere&el=Xx&stat=%00", "c=~~&br=a~b&date=9999-99-99", "r=abc&cls=own", "=&&&",
     "é" * 9000],
)  # fmt: skip
def test_any_address_gives_a_page_of_something_that_exists(index, query):
    """Nonsense in the address falls back to the release's own default."""
    page = map_page(index, query)
    assert by_id(page, "view").data["stratum"] == "kola.aqua-regia"
    assert by_id(page, "element-symbol").children == "Cu"


@pytest.mark.parametrize("index", [None, sample_index(strata=[])])
def test_without_data_the_page_says_so(index):
    """No release, or an empty one, gives a sentence and no controls."""
    page = map_page(index, "")
    assert "no data" in text_of(page)
    assert not [part for part in parts(page) if getattr(part, "id", None) == "bar"]


def test_ids_are_unique_and_no_style_attributes_are_used(index):
    """Each id names one part; looks are in style sheets."""
    found = parts(map_page(index, ""))
    ids = [part.id for part in found if getattr(part, "id", None)]
    assert len(ids) == len(set(ids))
    assert set(QUERIES) <= set(ids)
    assert not [part for part in found if getattr(part, "style", None)]


def test_every_field_has_a_label_of_its_own(index):
    """Each select and input of the bar has a label that names it."""
    page = map_page(index, "")
    labelled = {part.htmlFor for part in parts(page) if part._type == "Label"}
    fields = {
        part.id
        for part in parts(page)
        if part._type in {"Select", "Input"} and getattr(part, "id", None)
    }
    assert fields
    assert fields <= labelled


def test_surveys_are_groups_and_compilations_are_marked(index):
    """A compilation of published analyses cannot be taken for a survey."""
    select = by_id(bar(index, resolve(ViewState(), index)[0]), "stratum")
    assert [group.label for group in select.children] == [
        "Kola Project",
        "Rock analyses: published analyses, not a survey",
    ]
    chosen = [option.value for group in select.children for option in group.children
              if option.selected]  # fmt: skip
    assert chosen == ["kola.aqua-regia"]


def test_the_time_slider_is_there_only_with_dates(index):
    """A stratum without sampling dates has no slider."""
    assert by_id(map_page(index, ""), "time").hidden is False
    assert by_id(map_page(index, "s=rocks"), "time").hidden is True


def test_all_elements_stand_in_their_places(index):
    """76 buttons, no two in one place, known ones where printed tables have them."""
    cells = {
        part.to_plotly_json()["props"]["data-analyte"]: part.className
        for part in parts(element_picker(index))
        if part._type == "Button" and "analyte " in f"{part.className} "
    }
    places = {symbol: cells[symbol] for symbol in elements()}
    assert len(places) == len(set(places.values())) == 76
    assert places["Li"] == "analyte r2 g1"
    assert places["Cu"] == "analyte r4 g11"
    assert places["La"].startswith("analyte r8 ")
    assert places["U"].startswith("analyte r9 ")
    assert cells["pH"] == "analyte"


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (choices.statistics, "statistic"),
        (choices.class_schemes, "classes"),
        (choices.ramps, "ramp"),
        (choices.levels, "level"),
        (choices.projections, "projection"),
        (choices.units, "by"),
        (choices.themes, "theme"),
    ],
)
def test_every_value_an_address_may_have_has_words(make, field):
    """Controls offer exactly what the field table allows, each under words of its own."""
    made = make()
    assert tuple(choice.value for choice in made) == BY_NAME[field].values
    assert len({choice.label for choice in made}) == len(made)


def test_choices_that_miss_a_value_are_refused():
    """A value added to the field table without words stops the page from being built."""
    with pytest.raises(ValueError, match="by"):
        choices._in_order("by", choices.Choice("cells", "Cells"))


def test_words_for_the_scripts_reach_the_page(index):
    """The hidden element carries what the scripts read, placeholders included."""
    carried = json.loads(
        by_id(map_page(index, ""), "view-texts").to_plotly_json()["props"]["data-texts"]
    )
    assert carried == texts()
    assert {"{results}", "{samples}"} <= set(re.findall(r"\{\w+\}", carried["cellSome"]))
    assert "{n}" in carried["results"]


def test_survey_facts_hold_what_a_reader_needs_to_cite(index):
    """Licence, citation, limits and how it was done are all there."""
    shown = text_of(survey_facts(index, "rocks"))
    for expected in (
        "CC BY 4.0",
        "Rock analyses (1995)",
        "published analyses",
        "aqua-regia",
        "µg/kg",
    ):
        assert expected in shown
    assert "no such survey" in text_of(survey_facts(index, "nowhere"))


@pytest.mark.parametrize(
    ("limit", "expected"), [(None, "not known"), ([0.5, 0.5], "0.5"), ([0.5, 2], "0.5–2")]
)
def test_limits_print_as_one_a_range_or_unknown(limit, expected):
    """A limit is never guessed."""
    assert limit_text(limit) == expected


def test_years_print_as_one_or_a_span():
    """A campaign of one year is not printed as a span."""
    assert [years([1995, 1995]), years([2007, 2010]), years(None)] == ["1995", "2007–2010", ""]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", None])
def test_only_web_addresses_become_links(address):
    """An address of a recipe cannot run in the page."""
    assert outside_link("Licence", address) == "Licence"


CELL = {
    "id": "N46E12", "country_name": "Finland", "sites": 3, "state": "measured",
    "stats": [{"label": "Results", "text": "3"}, {"label": "Median", "text": "< 0.5 mg/kg"}],
    "percentile": None, "more": 1,
    "samples": [
        {"id": "S1", "lon": 25.0, "lat": 68.0, "date": "1995-07-01", "text": "< 0.5", "state": ""},
        {"id": "S2", "lon": 25.1, "lat": 68.1, "date": "", "text": "1.2", "state": ""},
    ],
}  # fmt: skip


def test_a_cell_shows_values_as_they_print_and_its_samples(index):
    """Limits stay limits; a list that is cut says so."""
    stratum = index["strata"][0]
    shown = text_of(cell_panel(CELL, "Kola: aqua regia", stratum["analytes"][0]))
    for expected in (
        "Kola: aqua regia",
        "Copper: < 0.5 mg/kg",
        "S1",
        "25.100, 68.100",
        "1995-07-01",
        "2 are listed",
    ):
        assert expected in shown


def test_a_percentile_is_that_of_the_stratum(index):
    """The percentile is never of anything but the stratum."""
    stratum = index["strata"][0]
    shown = text_of(cell_panel({**CELL, "percentile": 86.7}, "Kola", stratum["analytes"][0]))
    assert "P87 of the stratum" in shown


def test_a_cell_without_samples_says_why(index):
    """An empty cell gives its state and no empty tables."""
    stratum = index["strata"][0]
    empty = {**CELL, "sites": 0, "samples": [], "stats": [], "state": "outside the survey"}
    panel = cell_panel(empty, "Kola", stratum["analytes"][0])
    assert "outside the survey" in text_of(panel)
    assert "Table" not in {part._type for part in parts(panel)}


def test_countries_keep_the_readers_order(index):
    """Countries stand side by side as chosen: the table is no ranking."""
    statistics = ("n", "censored", "min", "p5", "q1", "median", "q3", "p95", "max", "mean")
    rows = [
        {"name": name, "note": note, **dict.fromkeys(statistics, value)}
        for name, value, note in (("Norway", "9", ""), ("Laos", "", "none"), ("Finland", "1", ""))
    ]
    panel = country_panel(rows, index["strata"][0]["analytes"][0])
    heads = [text_of(part) for part in parts(panel) if part._type == "Th" and part.scope == "col"]
    assert heads == ["Statistic", "Norway", "Finland"]
    assert "Laos : none" in text_of(panel)


def test_methods_are_written_from_the_catalogue(index):
    """States, statistics, schemes, elements, fields and licences are all on the page."""
    shown = text_of(about_page(index))
    expected = [
        *(state_label(state) for state in State),
        *(mark_label(state) for state in State),
        *(choice.label for choice in (*choices.statistics(), *choices.class_schemes())),
        *(element.name for element in elements().values()),
        *(field.doc for field in FIELDS),
        "19,838 over the whole globe",
        "Kola Project (1995)",
        "do not imply",
        index["release"],
    ]
    assert [words for words in expected if words not in shown] == []


def test_methods_are_there_without_a_release():
    """The methods do not depend on data."""
    assert "Surveys and licences" not in text_of(about_page(None))
    assert len({mark_label(state) for state in State}) == len(State)
