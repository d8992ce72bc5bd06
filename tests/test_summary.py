"""The sentences at the head of pages of countries and regions."""

import datetime as dt

import pytest

from dashboard.catalog.elements import elements
from dashboard.progress.profile import ElementResults, Share
from dashboard.progress.summary import (
    Facts,
    programme_sentences,
    samples_taken,
    statuses,
    summary,
)

FIGURES = {
    "land_cells": 22,
    "covered_cells": 20,
    "area_km2": 338000.4,
    "covered_km2": 300000.2,
}
SCALES = {"global": "Global scale", "national": "National scale", "programme": "Programme"}


def share(survey="kola", sites=188, kind="survey", **stratum):
    """A stratum with samples."""
    return Share(
        {"id": f"{survey}.x", "medium": "Soil", "depth": "C", **stratum},
        {"id": survey, "short": survey.title(), "title": "", "kind": kind, "years": [1995, 1995]},
        sites,
    )


def results(data=0, below=0):
    """All elements, the first of them with results."""
    found = {}
    for i, (symbol, element) in enumerate(elements().items()):
        n = 5 if i < data + below else 0
        found[symbol] = ElementResults(element, n, 0 if i < data else n, None)
    return found


def facts(**changes):
    """A country with one survey."""
    given = {
        "name": "Finland",
        "shares": [share()],
        "levels": {0: FIGURES},
        "as_of": dt.date(2009, 12, 31),
        "elements": results(54, 1),
    }
    return Facts(**{**given, **changes})


def test_a_sampled_country_says_what_how_much_and_which_elements():
    """Numerator, denominator, scale and day are in the sentence."""
    assert summary(facts()) == (
        "Finland has 188 samples in this release, from Kola (188 in 1995).",
        "As of 31 December 2009, 20 of its 22 land cells of 160 km (90.9 %) have at least one "
        "sampled site; these hold 300,000 of its 338,000 km² (88.8 %).",
        "Of the programme's 76 elements, 54 have results above detection, 1 only below it, "
        "and 21 none.",
    )


def test_one_of_one_is_said_in_the_singular():
    """Small countries have one cell, and one sample."""
    figures = {**FIGURES, "land_cells": 1, "covered_cells": 1}
    said = " ".join(summary(facts(shares=[share(sites=1)], levels={0: figures})))
    assert "Finland has 1 sample in" in said
    assert "1 of its 1 land cell of 160 km (100 %) has at least" in said


def test_a_territory_without_a_cell_of_its_own_goes_by_its_area():
    """No percentage of nothing is printed."""
    figures = {**FIGURES, "land_cells": 0, "covered_cells": 0}
    said = summary(facts(levels={0: figures}))[1]
    assert said.startswith("It owns no grid cell of 160 km")
    assert "cells with a sampled site hold 300,000 of its 338,000 km² (88.8 %)" in said


def test_the_finest_scale_is_said_beside_the_coarsest():
    """A country may be done at one scale and hardly begun at the next."""
    fine = {**FIGURES, "land_cells": 1400, "covered_cells": 14}
    said = summary(facts(levels={0: FIGURES, 1: FIGURES, 3: fine}))[2]
    assert said == "At the finer scale of 20 km cells it is 14 of 1,400 (1 %)."


def test_all_elements_with_results_and_none_at_all():
    """Nothing is said of classes that are empty."""
    assert summary(facts(elements=results(76)))[-1] == (
        "Of the programme's 76 elements, 76 have results above detection."
    )
    assert summary(facts(elements=results()))[-1] == (
        "None of the programme's 76 elements has a result yet."
    )
    assert statuses(results(3, 2)) == {"data": 3, "below": 2, "none": 71}


def test_a_country_without_a_survey_says_so_plainly():
    """What is there instead: plans, neighbours; no share of anything."""
    said = summary(facts(name="Laos", shares=[], planned=["Atlas"], near=["China", "Viet Nam"]))
    assert said == (
        "No survey of Laos is in this release.",
        "It lies in the area that Atlas sets out to cover.",
        "Of its neighbours, China and Viet Nam have samples.",
    )


def test_published_analyses_are_not_called_a_survey():
    """A compilation has samples, but is no progress."""
    said = summary(facts(shares=[share("rocks", 672, kind="compilation")]))
    assert said[0].startswith("No survey of Finland is in this release. It has published analyses")
    assert "672 samples (Rocks)" in said[0]


@pytest.mark.parametrize(
    ("shares", "taken"),
    [
        ([share(sites=188), share(sites=180, depth="C")], {"kola": 188}),
        ([share(sites=188), share(sites=150, depth="O")], {"kola": 338}),
        ([share(sites=188), share("gemas", 148)], {"kola": 188, "gemas": 148}),
        ([share(sites=188), share("rocks", 9, kind="compilation")], {"kola": 188}),
        ([], {}),
    ],
)
def test_a_sample_counts_once_however_many_ways_it_was_analysed(shares, taken):
    """Methods and size fractions of a sample are strata; two depths are two samples."""
    assert samples_taken(shares) == taken


def programme(**parts):
    """What is reported."""
    stages = [{"id": "handover", "name": "Handover"}]
    empty = {"statements": [], "participants": [], "status": []}
    return {"stages": stages, **empty, **parts}


def statement(**changes):
    """A statement on Laos."""
    given = {"country": "LAO", "area": "", "scale": "programme", "metric": "area"}
    return {**given, "value": 220000.0, "unit": "km²", "as_of": "2018", **changes}


def test_nothing_found_reported_is_not_nothing_done():
    """No figure, or a participant without one, is said as exactly that."""
    (said,) = programme_sentences(programme(), "LAO", "Laos", SCALES)
    assert said == "No figure reported for Laos was found."
    joined = programme(participants=[{"country": "CUB"}])
    (said,) = programme_sentences(joined, "CUB", "Cuba", SCALES)
    assert said == "Cuba takes part in the programme, but no figure of it was found."


def test_contradicting_figures_are_both_reported():
    """Samples of 2018 and of 2022 stand beside each other, with scale and day."""
    given = programme(
        statements=[
            statement(),
            statement(metric="samples", value=1731.0, unit="samples", scale="national"),
            statement(metric="samples", value=2079.0, unit="samples", as_of="2022"),
        ],
        status=[
            {"country": "LAO", "scale": "global", "stage": "handover", "as_of": "", "area": ""}
        ],
    )
    (said,) = programme_sentences(given, "LAO", "Laos", SCALES)
    assert said == (
        "Reported by the programme or its partners, not measured here – global scale: handover; "
        "220,000 km² (2018), 1,731 samples (national scale, 2018) and 2,079 samples (2022)."
    )


def test_statements_without_stage_or_figure_are_counted():
    """The page lists them."""
    given = programme(statements=[statement(metric="agreement", value=None, unit="")])
    (said,) = programme_sentences(given, "LAO", "Laos", SCALES)
    assert said.endswith("not measured here: 1 statement, below.")
