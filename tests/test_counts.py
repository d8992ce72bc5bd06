"""Counts in words: one is singular."""

import pytest

from dashboard.catalog import counts
from dashboard.compare.choice import choice_of
from dashboard.compare.words import pairs_words
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query
from dashboard.state_panes import resolve_panes


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        (counts.samples_text, "1 sample", "1,731 samples"),
        (counts.results_text, "1 result", "1,731 results"),
        (counts.cells_text, "1 cell", "1,731 cells"),
        (counts.countries_text, "1 country", "1,731 countries"),
        (counts.elements_text, "1 element", "1,731 elements"),
        (counts.strata_text, "1 stratum", "1,731 strata"),
    ],
)
def test_one_is_singular_and_none_is_not(text, one, many):
    """English: one is singular, none and many are not."""
    assert text(1) == one
    assert text(1731) == many
    assert text(0) == many.replace("1,731", "0")


@pytest.mark.parametrize(
    ("countries", "freedom", "differing"),
    [
        ("NOR~FIN", "1 degree of freedom,", "he pair"),
        ("NOR~FIN~RUS", "2 degrees", "3 tested pairs"),
    ],
)
def test_a_test_of_two_groups_has_one_degree_of_freedom(
    built_releases, countries, freedom, differing
):
    """Kruskal and Wallis: one less than there are groups."""
    release = ReleaseStore(built_releases).current()
    query = f"s=kola-c-horizon.aqua-regia&el=Ni&c={countries}"
    choice = choice_of(release, resolve_panes(from_query(query)[0], release.index)[0])
    first, second, *_rest = pairs_words(release, choice)
    assert freedom in first
    assert differing in second
