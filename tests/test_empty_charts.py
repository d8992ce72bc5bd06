"""Charts with nothing to draw take no room, and words stand in their place."""

import pytest

from dashboard.callbacks import compare, progress_charts, together
from dashboard.release.store import ReleaseStore

KOLA = "s=kola-c-horizon.aqua-regia"
HIDDEN = {"display": "none"}


@pytest.fixture(scope="module")
def releases(built_releases):
    """The shipped surveys."""
    return ReleaseStore(built_releases)


@pytest.mark.parametrize("name", compare.PARTS)
def test_comparison_without_a_country_has_words_in_place_of_charts(releases, name):
    """Nobody sampled in Kenya; with all countries there is a chart."""
    assert compare.figure(releases, name, f"{KOLA}&el=Ni&c=KEN", 3)[1] == HIDDEN
    assert compare.told(releases, name, f"{KOLA}&el=Ni&c=KEN")[0] == "There is nothing to draw."
    style = compare.figure(releases, name, f"{KOLA}&el=Ni", 3)[1]
    assert int(style["height"].removesuffix("px")) > 100


def test_growth_before_the_first_sample_takes_no_room(releases):
    """Kola was sampled in the 1990s."""
    early = progress_charts.growth_figure(releases, "date=1900-01-01", "samples", "countries")
    assert progress_charts.with_room(early)[1] == HIDDEN
    late = progress_charts.growth_figure(releases, "", "samples", "countries")
    assert progress_charts.with_room(late) == (late, {})


def test_what_elements_cannot_be_drawn_together_takes_no_room(releases):
    """One element has no components; all of them have."""
    draw = together._drawn(releases, "biplot")
    assert draw(f"{KOLA}&els=Cu", "biplot-chart") == (together.EMPTY, HIDDEN)
    figure, style = draw(KOLA, "biplot-chart")
    assert figure["data"]
    assert style == {}
