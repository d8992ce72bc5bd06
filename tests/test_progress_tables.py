"""Ranking, matrix, table, reported and training: what they say of given figures."""

import base64
import json

import numpy as np
import plotly.io
import pyarrow as pa
import pytest
from dash import no_update
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.callbacks.progress_charts import (
    burn_up_figure,
    burn_up_words,
    growth_figure,
    growth_texts,
)
from dashboard.callbacks.progress_tables import (
    matrix_numbers,
    ranking_numbers,
    read,
    reported_children,
    table_numbers,
    training_children,
)
from dashboard.catalog.elements import elements
from dashboard.catalog.metrics import METRICS
from dashboard.components.progress_compared import Measured, compare, differing, unmeasured
from dashboard.components.progress_matrix import NONE, matrix_data, percents
from dashboard.components.progress_ranking import ranking_data, target_line
from dashboard.components.progress_reported import reported
from dashboard.components.progress_table import spark, table_data
from dashboard.components.progress_training import training
from dashboard.progress.columns import COLUMNS, shown
from dashboard.progress.element_cells import NO_STRATUM, element_cells
from dashboard.progress.figures import figures_by_country

FIGURES = {
    "land_cells": 20, "planned_cells": 0, "planned_covered_cells": 0,
    "covered_cells": 5, "complete_cells": 1,
    "analysed_cells": 5, "samples": 606, "reported_samples": 600, "area_km2": 500_000.0,
    "covered_km2": 125_000.0, "elements": 62, "element_cells": 300, "results": 40_000,
    "censored": 4_000, "pairs": 0, "precision": None,
}  # fmt: skip
TARGET = {
    "id": "land", "metric": "area", "value": 25, "unit": "%", "denominator": "land surface",
    "until": 2021, "source": "CGS", "divides": True,
}  # fmt: skip
NAMES = {"FIN": "Finland", "LAO": "Laos", "CUB": "Cuba"}


def text_of(content):
    """All text of Dash components, in order."""
    if isinstance(content, list):
        return " ".join(text_of(one) for one in content)
    children = getattr(content, "children", content)
    if children is content:
        return "" if content is None else str(content)
    return text_of(children)


def statement(**parts):
    usual = {
        "id": "s", "country": "LAO", "area": "", "project": "", "scale": "national",
        "metric": "area", "value": 220_000.0, "unit": "km²", "denominator": "", "words": "",
        "as_of": "2018", "precision": "year", "source": "Laos report",
        "address": "https://example.org/laos", "note": "",
    }  # fmt: skip
    return usual | parts


def programme(**parts):
    usual = {"stages": [], "statements": [], "training": [], "targets": [], "participants": [],
             "status": []}  # fmt: skip
    return usual | parts


def measured(narrowed=False, **figures):
    return Measured(figures, "all surveys, cells of 160 km", narrowed, NAMES, "/about/methods")


def test_a_bar_has_its_numerator_and_denominator():
    """5 of 20 cells are 25 %."""
    data = ranking_data(METRICS["covered"], [("FIN", "Finland", 1, FIGURES)], [], [])
    assert data["rows"] == [["FIN", "Finland", 25.0, 5, 20, 1]]
    assert data["most"] == 100


def test_bars_of_counts_are_measured_by_the_largest():
    """Counts have no denominator."""
    data = ranking_data(METRICS["samples"], [("FIN", "Finland", 1, FIGURES)], [], [TARGET])
    assert data["rows"] == [["FIN", "Finland", 606, 606, None, 1]]
    assert (data["most"], data["target"]) == (606, None)


def test_countries_that_are_not_compared_stand_by_their_reason():
    """The rarest reason comes first, names in order of the alphabet."""
    rest = [("NOR", "Norway", "no survey"), ("DNK", "Denmark", "no survey"), ("MLT", "Malta", "x")]
    data = ranking_data(METRICS["covered"], [], rest, [])
    assert data["rest"] == [
        {"reason": "x", "countries": [("MLT", "Malta")]},
        {"reason": "no survey", "countries": [("DNK", "Denmark"), ("NOR", "Norway")]},
    ]


def test_a_target_line_stands_only_on_the_metric_it_was_set_for():
    """25 % of land is a target of area, with its source and year in words."""
    line = target_line(METRICS["area"], [TARGET])
    assert line["value"] == 25
    assert "25 % of land surface by 2021 (CGS)" in line["label"]
    assert target_line(METRICS["complete"], [TARGET]) is None


def test_a_target_of_76_elements_is_all_of_them():
    """76 of 76 is 100 %."""
    elements_target = TARGET | {"metric": "elements", "value": 76, "unit": "", "denominator": ""}
    assert target_line(METRICS["elements"], [elements_target])["value"] == 100


def test_nothing_is_divided_by_a_target_without_a_definition():
    """About 20,000 grid cells have no sourced meaning."""
    assert target_line(METRICS["area"], [TARGET | {"divides": False}]) is None


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_shares_in_whole_per_cent_keep_none_some_and_all_apart(part, whole):
    """0 is none, 100 is all, and only nothing to share is NONE."""
    part = min(part, whole)
    percent = int(percents(part, whole))
    assert (percent == NONE) == (whole == 0)
    if whole:
        assert (percent == 0) == (part == 0)
        assert (percent == 100) == (part == whole)
        assert abs(percent - 100 * part / whole) <= 1


def test_the_matrix_has_a_column_for_each_of_the_76_elements():
    """One country with Cu in 1 of 4 cells; the world counts its own land."""
    cells = np.zeros((1, 76), dtype=np.int64)
    copper = list(elements()).index("Cu")
    cells[0, copper] = 1
    best = np.full((1, 76), NONE, dtype=np.uint8)
    best[0, copper] = 0
    world = (cells[0], 10, best[0])
    data = matrix_data([("FIN", "Finland")], cells, np.array([4]), best, world, ["kola.xrf"])
    shares = np.frombuffer(base64.b64decode(data["shares"]), dtype=np.uint8)
    assert shares.size == len(data["elements"]) == 76
    assert (shares[copper], shares.sum()) == (25, 25)
    assert data["world"][copper] == 10
    assert "1 of 76 elements" in data["words"]["periodicNote"]


def test_a_matrix_without_countries_says_so():
    """Nothing to encode is an empty text, not a fault."""
    none = np.zeros((0, 76), dtype=np.int64)
    no_stratum = np.full(76, NONE, dtype=np.uint8)
    world = (np.zeros(76, dtype=np.int64), 10, no_stratum)
    data = matrix_data([], none, np.zeros(0, dtype=np.int64), none.astype(np.uint8), world, [])
    assert (data["shares"], data["countries"]) == ("", [])
    json.dumps(data, allow_nan=False)


def test_a_row_of_the_table_has_every_figure_that_is_defined():
    """No plan, no precision: no figure, rather than a zero."""
    data = table_data([("FIN", "Finland", "Europe")], {"FIN": FIGURES}, {"FIN": "maps"}, {}, "q")
    cells = data["rows"][0]["cells"]
    assert (cells["covered"], cells["covered_cells"], cells["samples"]) == (25, 5, 606)
    assert (cells["stage"], cells["region"]) == ("maps", "Europe")
    assert {"of_plan", "precision"}.isdisjoint(cells)


def test_a_country_without_figures_has_only_its_names():
    """Not surveyed is not zero per cent."""
    data = table_data([("LAO", "Laos", "Asia")], {}, {}, {}, "")
    assert data["rows"][0]["cells"] == {"name": "Laos", "region": "Asia", "stage": ""}


def test_every_column_has_a_name_and_every_number_a_definition():
    """The i of a number needs somewhere to lead."""
    for column in COLUMNS.values():
        assert column.name
        assert (column.metric in METRICS) == (column.kind != "text")


def test_columns_are_those_asked_for_in_the_order_of_the_table():
    """Unknown ones are left out; where nothing is left, the usual ones stand."""
    assert [one.id for one in shown(["samples", "covered", "gone"])] == [
        "name", "covered", "samples",
    ]  # fmt: skip
    assert [one.id for one in shown(["gone"])] == [one.id for one in shown([])]


@settings(deadline=None)  # a first call on a busy machine takes its time
@given(st.lists(st.integers(0, 1000), max_size=200).map(sorted))
def test_a_line_of_growth_rises_to_100(counts):
    """At most 24 points that never fall, the last one 100."""
    points = spark(np.array(counts, dtype=np.int64))
    assert len(points) <= 24
    assert points == sorted(points)
    assert not points or points[-1] == 100


def test_a_reported_area_without_a_survey_is_said_plainly():
    """Laos reports 220,000 km²; the release has no survey there."""
    assert compare(statement(), measured()) == ("none", "Not in the data.")
    assert unmeasured("LAO", measured()) == "No survey of Laos is in this release."
    assert unmeasured("LAO", measured(narrowed=True)) == (
        "The chosen surveys have no sample from Laos."
    )
    assert unmeasured("LAO", measured(LAO=FIGURES)) == ""


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (606, "Both agree."),
        (610, "Both agree."),
        (500, "More is measured than is reported."),
        (1212, "They disagree: 50 % of what is reported is in this release."),
    ],
)
def test_reported_and_measured_are_compared_in_a_word(said, word):
    """606 samples are measured; figures within 1 % say the same."""
    one = statement(metric="samples", value=float(said), unit="")
    assert compare(one, measured(LAO=FIGURES)) == ("606", word)


def test_a_stage_has_no_measured_twin():
    """Nothing of a handover can be counted in the data."""
    one = statement(metric="handover", value=None, unit="")
    assert compare(one, measured(LAO=FIGURES)) == ("–", "")


def test_figures_that_cannot_both_be_right_are_both_named():
    """Of the same year, without a date, or later and smaller: sources do not agree."""
    first = statement(metric="samples", unit="", value=1731.0, as_of="2018")
    other_scale = statement(metric="samples", unit="", value=146.0, scale="global")
    for as_of, value, day in (
        ("2018", 2079.0, "2018"),
        ("2018-05-03", 2079.0, "3 May 2018"),
        ("", 2079.0, "undated"),
        ("2022", 1200.0, "2022"),
    ):
        second = statement(metric="samples", unit="", value=value, as_of=as_of)
        for rows in ([first, second, other_scale], [second, other_scale, first]):
            sentences = differing(rows)
            assert len(sentences) == 1
            assert "1,731 (2018)" in sentences[0]
            assert f"{value:,.0f} ({day})" in sentences[0]


def test_growth_between_two_dates_is_no_disagreement():
    """2,079 samples in 2022 are 348 more than in 2018, not another opinion."""
    rows = [
        statement(metric="samples", unit="", value=1731.0, as_of="2018"),
        statement(metric="samples", unit="", value=2079.0, as_of="2022"),
    ]
    assert differing(rows) == []
    assert differing([*rows, *rows]) == []


def test_a_participant_without_a_figure_is_shown_as_exactly_that():
    """Cuba takes part, and no number was found."""
    joined = {"country": "CUB", "since": "2023", "as": "presenter", "source": "Workshop",
              "address": "https://example.org"}  # fmt: skip
    text = text_of(reported(programme(participants=[joined]), ["CUB"], measured()))
    assert "Cuba takes part (presenter 2023). No figure was found." in text


def test_a_country_of_which_nothing_is_reported_says_so():
    """No source is no zero."""
    text = text_of(reported(programme(), ["FIN"], measured(FIN=FIGURES)))
    assert "Nothing is reported of Finland" in text


def test_a_source_that_is_no_page_is_no_link():
    """A script in an address is printed as a name and never followed."""
    rows = [statement(address="javascript:alert(1)")]
    shown_part = reported(programme(statements=rows), ["LAO"], measured())
    assert "javascript" not in plotly.io.json.to_json_plotly(shown_part)


def test_training_is_listed_by_year_and_not_summed():
    """64 and 27 trainees are two rows and no 91."""
    courses = [
        {"year": year, "country": "", "courses": 1, "trainees": trainees, "nations": None,
         "place": "Langfang", "words": "", "source": "ICGG", "address": "https://example.org"}
        for year, trainees in ((2017, 64), (2018, 27))
    ]  # fmt: skip
    text = text_of(training(programme(training=courses), [], NAMES))
    assert text.index("2018") < text.index("2017")
    assert "91" not in text


def test_totals_of_training_stand_as_reported_with_their_differences():
    """856 and 1,000 trainees of two sources are both shown."""
    totals = [
        statement(country="", metric="trainees", value=856.0, unit="", scale="programme"),
        statement(country="", metric="trainees", value=1000.0, unit="", scale="programme"),
    ]  # fmt: skip
    text = text_of(training(programme(statements=totals), [], NAMES))
    assert "856" in text
    assert "Sources do not agree" in text


def test_no_training_is_said_of_the_countries_chosen():
    """Silence would look like a fault."""
    assert "No training in Laos is reported." in text_of(training(programme(), ["LAO"], NAMES))


def stratum_tables(owners, **days):
    """Tables of a stratum with cells 0, 1, … of the owners, and the days of elements there."""
    cells = list(range(len(owners)))
    progress = pa.table({"cell": cells, "country": owners, "owner": [True] * len(owners)})
    return progress, pa.table({"cell": cells} | days)


def test_a_cell_with_a_value_in_two_strata_counts_once():
    """Cu in cells 0 and 1 of one stratum and in 1 and 2 of another are three cells."""
    never = 65535
    a = stratum_tables(["FIN", "FIN", "NOR"], Cu=[1, 1, never], Zn=[1, never, never])
    b = stratum_tables(["FIN", "FIN", "NOR"], Cu=[never, 1, 1])
    found = element_cells([a, b], 10, ["FIN", "NOR", "SWE"])
    copper, zinc = list(elements()).index("Cu"), list(elements()).index("Zn")
    assert found.countries == ("FIN", "NOR")
    assert found.cells[:, copper].tolist() == [2, 1]
    assert found.world[[copper, zinc]].tolist() == [3, 1]
    assert found.best[:, copper].tolist() == [0, 1]
    assert found.best[:, zinc].tolist() == [0, NO_STRATUM]


def test_a_value_counts_from_its_day_and_for_the_countries_at_hand():
    """On day 4 the result of day 5 has not come; cells of nobody are nobody's."""
    a = stratum_tables(["FIN", "", "NOR"], Cu=[5, 1, 4])
    assert element_cells([a], 4, ["FIN", "NOR"]).countries == ("NOR",)
    assert element_cells([a], 5, ["FIN"]).world.sum() == 1


def test_no_strata_have_no_values():
    """A choice without surveys is empty and no fault."""
    found = element_cells([], 10, ["FIN"])
    assert (found.countries, found.world.sum()) == ((), 0)
    assert (found.world_best == NO_STRATUM).all()


@pytest.mark.parametrize(
    "query",
    [
        None, 7, "", "c=FIN~NOR~LAO", "c=ZZZ", "r=150&m=stage", "m=precision&lvl=5", "lvl=sites",
        "date=1800-01-01", "date=1995-06-30&c=CUB", "date=9999-12-31&m=samples", "sv=gone",
        "cols=gone&sort=-gone", "release=simulated", "m=of_plan&r=999",
    ],
)  # fmt: skip
def test_every_part_answers_whatever_is_asked(small_releases, query):
    """A query is anybody's; the answer is a figure, a word or nothing new, all as JSON."""
    answers = [
        ranking_numbers(small_releases, query),
        table_numbers(small_releases, query),
        matrix_numbers(small_releases, query),
        reported_children(small_releases, query, "/about/methods"),
        training_children(small_releases, query),
        burn_up_figure(small_releases, query),
        burn_up_words(small_releases, query),
        *(growth_figure(small_releases, query, "covered_cells", by) for by in ("regions", 3)),
        growth_texts(small_releases, query, [], "countries"),
    ]
    for answer in answers:
        plotly.io.json.to_json_plotly(None if answer is no_update else answer)


def test_parts_of_the_small_survey_agree_with_its_figures(small_releases):
    """Finland is in ranking or rest, in the table with its samples, and in the matrix."""
    table = table_numbers(small_releases, "lang=en")
    finland = next(row for row in table["rows"] if row["id"] == "FIN")
    figures = figures_by_country(small_releases.current(), read(small_releases, "").choice)["FIN"]
    assert finland["cells"]["samples"] == figures["samples"] > 0
    ranking = ranking_numbers(small_releases, "")
    listed = [row[0] for row in ranking["rows"]]
    rest = [one[0] for group in ranking["rest"] for one in group["countries"]]
    assert sorted(listed + rest) == sorted(small_releases.current().countries)
    assert "FIN" in [one[0] for one in matrix_numbers(small_releases, "")["countries"]]
