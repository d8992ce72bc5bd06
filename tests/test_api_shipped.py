"""Details and places of the two shipped surveys, whose kinds and sizes differ."""

import pytest

from dashboard.details.places import cell_details
from dashboard.planes import unpack
from dashboard.release.store import open_current
from dashboard.release.vectors import level_planes, sites_planes
from dashboard.state import ViewState
from dashboard.state_resolve import resolve

EMPTY = "N20E05"  # in the Sahara: no Kola sample, and no published analysis


@pytest.mark.parametrize(
    ("stratum", "words"),
    [
        ("kola-c-horizon.aqua-regia", "outside the survey"),
        ("igneous-rocks", "no published analyses"),
    ],
)
def test_an_empty_cell_is_outside_a_survey_but_not_of_a_compilation(
    built_releases, stratum, words
):
    """A compilation has no area that a place could be outside of."""
    release = open_current(built_releases)
    state, notices = resolve(ViewState(stratum=stratum, analyte="Ni", cell=EMPTY), release.index)
    assert notices == ()
    details = cell_details(release, state)
    assert details["sites"] == 0
    assert details["state"] == words


def test_every_level_says_where_a_small_survey_is(built_releases):
    """Bounds around its samples are those of its finest cells: larger ones reach far beyond."""
    release = open_current(built_releases)
    stratum = release.strata["kola-c-horizon.aqua-regia"]
    headers = [unpack(level_planes(release, stratum, level)).header for level in stratum.levels]
    west, south, east, north = headers[0]["extent"]
    assert all(one["extent"] == [west, south, east, north] for one in headers)
    samples = unpack(sites_planes(release, stratum)).planes
    # A cell of 20 km is 0.2° high and here at most 0.5° wide, one of 160 km 1.5° and 4°.
    for low, high, place, side in ((west, east, "lon", 0.55), (south, north, "lat", 0.2)):
        assert low <= samples[place].min() <= low + side
        assert high - side <= samples[place].max() <= high


def test_bounds_of_a_compilation_of_all_the_world_are_the_world(built_releases):
    """A box almost around the globe is all of it, with Greenwich in its middle."""
    extent = open_current(built_releases).strata["igneous-rocks"].extent
    assert (extent[0], extent[2]) == (-180, 180)
