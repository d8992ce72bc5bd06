"""The page of definitions: nothing that is counted, drawn or reported lacks one."""

import re
from pathlib import Path

import pytest

from dashboard.catalog.metrics import METRICS
from dashboard.catalog.programme import read
from dashboard.catalog.programme_terms import REPORTED, SCALES, STAGES
from dashboard.catalog.quantities import QUANTITIES
from dashboard.catalog.states import State
from dashboard.components.methods_page import methods_page, rules
from dashboard.components.progress_symbols import cell_symbols, country_symbols
from dashboard.gridding.progress import SITES_IN_COASTAL_CELL, SITES_IN_COMPLETE_CELL
from dashboard.progress.ranking import FEWEST_CELLS
from dashboard.state_fields import BY_NAME
from tests.test_pages import parts, text_of

ROOT = Path(__file__).parent.parent
SHOWN = ROOT / "assets" / "gridmap" / "progress-shown.mjs"


@pytest.fixture(scope="module")
def page():
    """The page with the shipped targets."""
    programme = read(ROOT / "data" / "programme")[0]
    return methods_page(programme.as_json()["targets"], "/geo/about")


@pytest.fixture(scope="module")
def anchors(page):
    """The parts of the page that an address can name."""
    return {part.id: part for part in parts(page) if getattr(part, "id", None)}


def after(page, anchor):
    """Return the text of the part that follows an anchor."""
    listed = parts(page)
    place = next(i for i, part in enumerate(listed) if getattr(part, "id", None) == anchor)
    return text_of(listed[place + 1])


def test_every_metric_of_the_address_is_defined_at_its_anchor(page, anchors):
    """`m=` of an address and the *i* of a number lead to the same definition."""
    values = BY_NAME["metric"].values
    assert set(values or ()) == set(METRICS)
    for id, metric in METRICS.items():
        assert text_of(anchors[id]) == metric.name
        assert after(page, id) == metric.definition
        assert metric.anchor == f"about/methods#{id}"


def test_every_denominator_is_named_beside_its_metric_and_defined(page, anchors):
    """A share says of what, and leads to what that is."""
    links = {part.href for part in parts(page) if getattr(part, "href", None)}
    for metric in METRICS.values():
        for key in (metric.numerator, metric.denominator):
            if key is not None:
                assert f"#figure-{key}" in links
                assert f"figure-{key}" in anchors
    for key, quantity in QUANTITIES.items():
        assert after(page, f"figure-{key}") == quantity.definition


def test_every_stage_scale_and_reported_figure_is_defined(page):
    """What the tables may say, the page explains."""
    for prefix, terms in (("stage", STAGES), ("scale", SCALES)):
        for id, term in terms.items():
            assert after(page, f"{prefix}-{id}") == term.definition
    for id, term in REPORTED.items():
        anchor = f"stage-{id}" if id in STAGES else f"reported-{id}"
        assert after(page, anchor) == term.definition


def test_every_state_of_a_value_is_defined(anchors):
    """All eight states of docs/interfaces.md."""
    assert {f"state-{state.name.lower()}" for state in State} <= set(anchors)


def test_every_symbol_that_the_map_draws_is_defined(anchors):
    """States of cells and reasons of countries are those of the map's own module."""
    module = SHOWN.read_text(encoding="utf-8")
    cells = re.search(r"CELL = Object\.freeze\(\{([^}]*)\}", module)
    reasons = re.search(r"WITHOUT = Object\.freeze\(\[([^\]]*)\]", module)
    assert cells is not None
    assert reasons is not None
    drawn = re.findall(r"(\w+):", cells[1])
    assert drawn == list(cell_symbols())
    assert re.findall(r"'(\w+)'", reasons[1]) == list(country_symbols())
    assert {f"cell-{id}" for id in drawn} <= set(anchors)
    assert {f"country-{id}" for id in country_symbols()} <= set(anchors)


def test_anchors_are_unique_and_links_within_the_page_lead_somewhere(page, anchors):
    """An address with an anchor means one place."""
    named = [part.id for part in parts(page) if getattr(part, "id", None)]
    assert len(named) == len(set(named))
    for part in parts(page):
        address = getattr(part, "href", None) or ""
        if address.startswith("#"):
            assert address[1:] in anchors


def test_targets_say_whether_figures_are_held_against_them(page, anchors):
    """The 20,000 cells that no source defines are shown as reported and no more."""
    assert text_of(anchors["target-land-25"]) == "25 % of the land surface of the Earth"
    assert "held against it." in after(page, "target-land-25")
    assert text_of(anchors["target-cells-20000"]) == "20,000 cells"
    assert "Shown as reported" in after(page, "target-cells-20000")


def test_words_name_the_numbers_that_the_computation_uses():
    """Sites of a complete cell and cells of a ranked country are those of the code."""
    words = QUANTITIES["complete_cells"].definition
    assert (SITES_IN_COMPLETE_CELL, SITES_IN_COASTAL_CELL) == (5, 3)
    assert "five" in words
    assert "three" in words
    ranking = next(words for anchor, _name, words in rules() if anchor == "rule-ranking")
    assert f"fewer than {FEWEST_CELLS} cells" in ranking


def test_rules_are_sentences():
    """Names are short, words end."""
    for anchor, name, words in rules():
        assert anchor.startswith("rule-")
        assert name
        assert words.endswith(".")


def test_without_a_release_the_page_has_all_but_targets():
    """Definitions do not depend on data."""
    page = methods_page([], "/about")
    named = {part.id for part in parts(page) if getattr(part, "id", None)}
    assert "covered" in named
    assert "targets" not in named
