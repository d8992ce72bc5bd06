"""Pictures of levelled maps: the values, counts and words of their table."""

import pytest

from dashboard.export.panes import levellings, panes_table
from dashboard.pictures.scenes import scene_of
from dashboard.release.store import open_current
from dashboard.state import from_query
from dashboard.state_panes import resolve_panes

KOLA = "s=kola-c-horizon.aqua-regia&el=La&p2=s.kola-c-horizon.inaa&lev=1&lvl=2"


@pytest.mark.parametrize("mode", ["difference", "ratio"])
def test_a_contrast_of_levelled_strata_is_one_map_with_the_counts_of_its_table(
    built_releases, mode
):
    """As many values as the table has, and the factor in words below."""
    release = open_current(built_releases)
    state, _notices = from_query(f"{KOLA}&mode={mode}")
    fitted, notices = resolve_panes(state, release.index)
    assert not notices
    scene = scene_of(release, "compare", "", state)
    table = panes_table(release, fitted, "https://example.org/compare")
    (rows,) = table.batches()
    measured = rows[f"{mode}_state"].to_pylist().count("measured")
    classes = [one.count for one in scene.panes[0].entries if one.group == "class"]
    assert len(scene.panes) == 1
    assert sum(classes) == measured > 100
    own = levellings(release, fitted)[1]
    assert own.note in scene.credits[0]


def test_classes_of_a_levelled_map_count_its_multiplied_values(built_releases):
    """Side by side, map 2 is classed at the level of map 1."""
    release = open_current(built_releases)
    state, _notices = from_query(KOLA)
    fitted, _more = resolve_panes(state, release.index)
    (rows,) = panes_table(release, fitted, "https://example.org/compare").batches()
    second = scene_of(release, "compare", "", state).panes[1]
    breaks = release.strata[fitted.stratum].analytes["La"]["breaks"]["percentile"]
    low = sum(one is not None and one < breaks[0] for one in rows["value_2"].to_pylist())
    lowest = next(one for one in second.entries if one.key == "0")
    assert lowest.count == low
