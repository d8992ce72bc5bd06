"""Details on the two shipped surveys, whose kinds differ."""

import pytest

from dashboard.details.places import cell_details
from dashboard.release.store import open_current
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
