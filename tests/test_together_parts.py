"""Components, correlations, pairs, anomalies and maps of elements together."""

import numpy as np
import pandas as pd
import pytest

from dashboard.catalog.states import State
from dashboard.release.store import ReleaseStore, open_current
from dashboard.release.vectors import cell_rows
from dashboard.state import from_query
from dashboard.statistics.robust import robust_pca
from dashboard.statistics.thresholds import THRESHOLDS, thresholds
from dashboard.together import anomalies as anomalies_module
from dashboard.together.anomalies import anomalies, marks
from dashboard.together.choice import Choice, Unusable, choice_of
from dashboard.together.components import components, estimate
from dashboard.together.composite import colour_of, composite
from dashboard.together.correlation import correlation
from dashboard.together.heat import heat
from dashboard.together.maps import KINDS, cell_map
from dashboard.together.pair import pair
from dashboard.together.scores import u_scores
from dashboard.together.table import CellTable, cell_table, level_table

M, B, A, U = State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED
KOLA, OXIDES = "kola-c-horizon.aqua-regia", "kola-c-horizon.xrf"


@pytest.fixture(scope="module")
def release(built_releases):
    """The shipped surveys."""
    return open_current(built_releases)


def chosen(release, query: str) -> Choice:
    """Return what a query chooses."""
    return choice_of(release, from_query(query)[0])


def test_components_are_those_of_the_stratum_whatever_is_chosen(release):
    """Places mark cells and change no number; Kola's oxides have the known first component."""
    everything = components(release, chosen(release, f"s={OXIDES}"))
    finland = components(release, chosen(release, f"s={OXIDES}&c=FIN"))
    np.testing.assert_array_equal(everything.scores, finland.scores)
    assert everything.chosen.all()
    assert np.array_equal(finland.chosen, finland.countries == "FIN")
    loading = dict(zip(everything.elements, everything.loadings[:, 0], strict=True))
    mafic = [loading[one] for one in ("Fe", "Mg", "Mn", "Ti")]
    felsic = [loading[one] for one in ("K", "Na", "Si", "Al")]
    assert everything.robust
    assert max(mafic) < min(felsic) or min(mafic) > max(felsic)
    assert everything.explained[0] == pytest.approx(0.55, abs=0.03)
    np.testing.assert_allclose(everything.loadings.sum(axis=0), 0, atol=1e-5)


def test_components_are_of_cells_and_of_elements_that_were_measured(release):
    """As `robust_pca` of the medians; what is below detection too often is left out, told."""
    choice = chosen(release, f"s={KOLA}&els=Cu~Ni~Co~B~Cr")
    found = components(release, choice)
    table = cell_table(release, choice)
    expected = robust_pca(table.values[:, [0, 1, 2, 4]])  # noqa: PD011
    np.testing.assert_allclose(found.scores, expected.scores, rtol=1e-4, atol=1e-5)
    assert found.elements == ("Cu", "Ni", "Co", "Cr")
    assert found.left_out == {"B": "Below detection in 97.3 % of the cells, more than 30 %."}
    assert found.scores.shape == (150, 3)
    assert found.replaced == 0
    assert found.words[0].startswith("150 cells in which all 4 elements")


def test_too_few_cells_for_robust_components_are_said(release):
    """150 cells for 32 elements: fewer than five a dimension."""
    found = components(release, chosen(release, f"s={KOLA}"))
    assert not found.robust
    assert any(one.startswith("Not robust") for one in found.words)
    assert 0 < found.replaced < 0.02


def test_components_need_two_elements(release):
    """One element alone is a whole, not a part of one."""
    with pytest.raises(Unusable, match="at least two elements"):
        components(release, chosen(release, f"s={KOLA}&els=Cu"))
    with pytest.raises(Unusable, match="three elements"):
        correlation(release, chosen(release, f"s={KOLA}&els=Cu~Ni"))


def test_components_are_estimated_once_for_all_who_ask(release):
    """Another place or threshold takes the kept estimate."""
    first = estimate(release, chosen(release, f"s={OXIDES}"))
    again = estimate(release, chosen(release, f"s={OXIDES}&c=RUS&thr=fence&pc=2"))
    assert again.scores is first.scores


def test_correlations_are_in_the_order_of_the_clustering_or_the_table(release):
    """The same numbers in both orders; symmetric, with ones on the diagonal."""
    plain = correlation(release, chosen(release, f"s={OXIDES}&order=periodic"))
    moved = correlation(release, chosen(release, f"s={OXIDES}"))
    at = [plain.elements.index(one) for one in moved.elements]
    np.testing.assert_array_equal(plain.value[np.ix_(at, at)], moved.value)
    np.testing.assert_allclose(plain.value, plain.value.T, atol=1e-6)
    np.testing.assert_allclose(np.diag(plain.value), 1)
    np.testing.assert_allclose(np.diag(plain.variation), 0)
    mafic = plain.value[plain.elements.index("Fe"), plain.elements.index("Mg")]
    opposed = plain.value[plain.elements.index("Fe"), plain.elements.index("K")]
    assert mafic > 0 > opposed


def test_a_pair_has_the_ratio_of_its_cells(release):
    """Median, variation and marginals of Ni over Cu, by hand from the cells."""
    choice = chosen(release, f"s={KOLA}&el=Ni&y=Cu&els=Ni~Cu~Co&c=FIN")
    found = pair(release, choice)
    assert (found.x["id"], found.y["id"]) == ("Ni", "Cu")
    ratio = found.x_values / found.y_values
    assert found.ratio["median"].value == pytest.approx(np.median(ratio))
    assert found.ratio["median_low"].value < np.median(ratio) < found.ratio["median_high"].value
    assert found.variation == pytest.approx(np.log(ratio).var(ddof=1))
    assert found.x_marginal.measured.sum() == found.cells.size == 150
    assert np.array_equal(found.chosen, found.countries == "FIN")
    whole = correlation(release, choice)
    assert found.correlation == whole.value[whole.elements.index("Ni"), whole.elements.index("Cu")]


def test_a_pair_with_limits_bounds_its_ratio(release):
    """B is below detection nearly everywhere: B / Cu lies below, and has no correlation."""
    found = pair(release, chosen(release, f"s={KOLA}&el=B&y=Cu&els=Ni~Cu~Co"))
    assert found.ratio["median"].state == B
    assert found.censored == (found.x_state == B).sum() > 100
    assert np.isnan(found.correlation)
    assert found.words == ("No correlation: B is not among the elements taken together.",)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_limits_are_the_thresholds_of_the_samples(release, threshold):
    """As the page of the element has them."""
    choice = chosen(release, f"s={KOLA}&els=Ni~Ca~Cu&thr={threshold}")
    found = anomalies(release, choice)
    stratum = release.strata[KOLA]
    table = stratum.samples("routine", "cell", "Ca", "Ca.state").to_pandas()
    table = table[table["routine"] & (table["cell"] >= 0)]
    expected = thresholds(table["Ca"], table["Ca.state"])[threshold]
    assert found.samples
    if expected.state == M:
        assert found.limits["Ca"].value == pytest.approx(1e4 * expected.value, rel=1e-12)
    else:
        assert "Ca" in found.left_out


def test_anomalous_cells_are_above_and_listed_by_number_and_ratio(release):
    """Every cell above, none else; the values are those of the cells."""
    choice = chosen(release, f"s={KOLA}&els=Ni~Cu~Co&c=RUS")
    found = anomalies(release, choice)
    table = cell_table(release, choice)
    limits = np.array([found.limits[one].value for one in table.elements])
    above = table.values > limits  # noqa: PD011
    assert {row.cell for row in found.rows} == set(table.cells[above.any(axis=1)].tolist())
    assert found.exceeding == dict(zip(table.elements, above.sum(axis=0).tolist(), strict=True))
    counts = [len(row.above) for row in found.rows]
    assert counts == sorted(counts, reverse=True)
    first = found.rows[0]
    assert first.above[0].ratio == max(one.ratio for one in first.above) > 1
    assert {row.chosen for row in found.rows if row.country != "RUS"} <= {False}


def made_table(values, state, elements=("Cu", "Ni")):
    """Return a table of cells of made-up results."""
    values = np.array(values, dtype=float)
    n = len(values)
    return CellTable(
        np.arange(n, dtype=np.uint32),
        np.full(n, "FIN"),
        elements,
        values,
        np.array(state, dtype=np.uint8),
        np.ones(values.shape, dtype=np.uint32),
        np.ones(n, dtype=bool),
    )


def test_a_cell_that_was_not_determined_is_not_called_normal(release, monkeypatch):
    """With limits of 10: < 5 is not above, < 20 and not determined leave it open, > 15 is."""
    table = made_table(
        [[11, 1], [1, 1], [5, 1], [20, 1], [np.nan, 1], [15, 1], [np.nan, 11], [np.nan, 1]],
        [[M, M], [M, M], [B, M], [B, M], [U, M], [A, M], [U, M], [B, M]],
    )
    monkeypatch.setattr(anomalies_module, "level_table", lambda _release, _choice: table)
    monkeypatch.setattr(anomalies_module, "_limit", lambda _r, _c, _symbol: (10.0, ""))
    choice = Choice(KOLA, 2, ("Cu", "Ni"))
    found = marks(release, choice)
    assert found.above.sum(axis=1).tolist() == [1, 0, 0, 0, 0, 1, 1, 0]
    assert found.decided.sum(axis=1).tolist() == [2, 2, 2, 1, 1, 2, 1, 2]
    shown = cell_map(release, choice, "anomalies")
    np.testing.assert_array_equal(shown.value, [1, 0, 0, np.nan, np.nan, 1, 1, 0])
    assert shown.state.tolist() == [M, M, M, U, U, M, M, M]
    assert shown.n.tolist() == [2, 2, 2, 1, 1, 2, 1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_every_map_is_aligned_with_the_cells_of_its_level(release, kind):
    """One number a cell of the plane; states, counts and percentiles fit it."""
    choice = chosen(release, f"s={KOLA}&els=Ni~Cu~Co&el=Ni")
    found = cell_map(release, choice, kind)
    cells = release.strata[KOLA].cells(2)["cell"].to_numpy()
    assert np.array_equal(found.cells, cells)
    assert np.array_equal(np.isfinite(found.value), found.state == M)
    assert len(found.percentiles) == 101
    assert set(found.parts) <= {"Ni", "Cu", "Co"}
    assert set(found.breaks) >= {"percentile", "tukey", "log", "quantile", "fractal"}
    for bounds in found.breaks.values():
        assert bounds == sorted(set(bounds))


def test_the_map_of_a_component_has_its_scores_and_says_its_ends(release):
    """The second component of the biplot; classes about zero as well as percentiles."""
    choice = chosen(release, f"s={OXIDES}&pc=2")
    found = cell_map(release, choice, "component")
    biplot = components(release, choice)
    known = found.state == M
    assert np.array_equal(found.cells[known], biplot.cells)
    np.testing.assert_array_equal(found.value[known], biplot.scores[:, 1])
    symmetric = found.breaks["symmetric"]
    np.testing.assert_allclose(symmetric, -np.array(symmetric[::-1]))
    highest = biplot.elements[int(np.argmax(biplot.loadings[:, 1]))]
    assert f"more {highest}" in found.words[0]
    with pytest.raises(Unusable, match="fewer components"):
        cell_map(release, chosen(release, f"s={OXIDES}&els=Fe~Mg&pc=2"), "component")


def test_the_index_is_the_mean_of_the_scores_of_its_elements(release):
    """Of Ni, Cu and B, which is nearly always below detection; elements missing are named."""
    choice = chosen(release, f"s={KOLA}&els=Ni~Cu~B~Ge")
    found = cell_map(release, choice, "index")
    table = level_table(release, choice)
    expected = sum(u_scores(*table.column(one)) for one in ("Ni", "Cu", "B")) / 3
    np.testing.assert_allclose(found.value, expected, rtol=1e-6)
    assert found.parts == ("Ni", "Cu", "B")
    assert found.missing == {"Ge": "This stratum does not have it."}
    assert found.censored.max() == 1
    assert -1 <= np.nanmin(found.value) < 0 < np.nanmax(found.value) <= 1


def test_an_index_of_one_element_ranks_as_the_element(release):
    """Nothing but its order: Spearman's correlation is 1."""
    choice = chosen(release, f"s={KOLA}&els=Ni")
    index = pd.Series(cell_map(release, choice, "index").value)
    nickel = pd.Series(cell_rows(release.strata[KOLA], "Ni", 2, "median").value)
    assert index.corr(nickel, method="spearman") == pytest.approx(1)


def test_a_composite_has_its_centre_in_grey_and_ratios_on_its_edges():
    """Parts 1 : 2 : 4 in the middle; on an edge the ratio at the middle is that of means."""
    rng = np.random.default_rng(1)
    logs = rng.normal(0, 0.5, (40, 3))
    logs -= logs.mean(axis=0)
    values = np.exp(logs) * [1, 2, 4]
    values = np.vstack([values, [1, 2, 4]])
    table = made_table(values, np.full(values.shape, M), ("Cu", "Ni", "Zn"))
    found = composite(table, Choice("s", 0, table.elements, named=True))
    np.testing.assert_allclose(found.shares[-1], 1 / 3)
    assert found.rgb[-1].tolist() == [147, 147, 147]
    assert found.distance[-1] == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(found.centre, [1, 2, 4])
    assert found.edges[0]["of"] == ["Cu", "Ni"]
    low, middle, high = found.edges[0]["ratios"]
    assert middle == pytest.approx(0.5)
    assert low * high == pytest.approx(0.25)
    assert colour_of(np.array([[1.0, 0, 0], [np.nan] * 3])).tolist() == [[255, 0, 0], [0, 0, 0]]


def test_a_composite_takes_usual_elements_unless_some_are_chosen(release):
    """Ca, Fe and K of aqua regia, which has no U; two that are chosen are too few."""
    assert cell_map(release, chosen(release, f"s={KOLA}"), "composite").parts == ("Ca", "Fe", "K")
    named = cell_map(release, chosen(release, f"s={KOLA}&els=B~Zn~Cu~Ni~Co"), "composite")
    assert named.parts == ("Zn", "Cu", "Ni")
    assert list(named.missing) == ["B"]
    with pytest.raises(Unusable, match="three elements"):
        cell_map(release, chosen(release, f"s={KOLA}&els=Cu~Ni"), "composite")


# --- surveys whose owners share cells only, and the publishers' files


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A release in which a survey shares results of cells only."""
    from rich.console import Console

    from dashboard.release.build import build
    from tests.sharing_surveys import CELLS, write
    from tests.small_survey import BOUNDARIES

    folder = tmp_path_factory.mktemp("shared")
    write(folder / "surveys", CELLS, 5, sharing='sharing = "cells"')
    with (folder / "build.log").open("w", encoding="utf-8") as log:
        build(folder / "surveys", BOUNDARIES, folder / "out", None, [], Console(file=log))
    return ReleaseStore(folder / "out").current()


def test_withheld_cells_stay_withheld_in_every_part(shared):
    """Cells of one or two results have no median, no score and no mark; limits are of cells."""
    choice = chosen(shared, "lvl=0&els=Cu~Ni~U&thr=p98")
    table = level_table(shared, choice)
    few = (table.n > 0) & (table.n < 3)
    assert few.any()
    assert (table.state[few] == State.WITHHELD).all()
    assert np.isnan(table.values[few]).all()  # noqa: PD011
    for kind in ("index", "component", "composite"):
        found = cell_map(shared, choice, kind)
        assert (found.state[few.any(axis=1)] == State.WITHHELD).all()
        assert np.isnan(found.value[few.any(axis=1)]).all()
    countries = heat(shared, choice)
    assert countries.unsampled == ("Russia", "Sweden")
    sampled = ~np.isin(table.countries, ["RUS", "SWE"])
    own = (table.state <= A) & sampled[:, np.newaxis]
    assert np.array_equal(countries.n.sum(axis=0), own.sum(axis=0))


@pytest.fixture(scope="module")
def national(originals, tmp_path_factory):
    """NGSA and GEMAS from their publishers' files."""
    from rich.console import Console

    from dashboard.release.build import build
    from tests.conftest import ROOT

    folder = tmp_path_factory.mktemp("national")
    with (folder / "build.log").open("w", encoding="utf-8") as log:
        build(
            ROOT / "data" / "surveys",
            ROOT / "data" / "boundaries",
            folder,
            originals,
            ["ngsa", "gemas"],
            Console(file=log),
        )
    return open_current(folder)


def test_neighbours_of_australia_are_those_that_geochemists_know(national):
    """Zr beside Hf, the heavy rare earths side by side with Y, in cells as in samples."""
    found = correlation(national, chosen(national, "s=ngsa.tc"))
    at = {symbol: i for i, symbol in enumerate(found.elements)}
    assert abs(at["Zr"] - at["Hf"]) == 1
    heavy = sorted(at[one] for one in ("Dy", "Ho", "Er", "Yb", "Lu", "Y"))
    assert heavy[-1] - heavy[0] <= 8
    assert found.value[at["Zr"], at["Hf"]] > 0.9
    assert found.value[at["Ce"], at["Pr"]] > 0.9


def test_carbonate_is_set_against_heavy_minerals_in_australia(national):
    """Ca, Sr and Mg at one end of the first component; Zr, Hf and Th at the other."""
    found = components(national, chosen(national, "s=ngsa.tc"))
    loading = dict(zip(found.elements, found.loadings[:, 0], strict=True))
    carbonate = [loading[one] for one in ("Ca", "Sr", "Mg")]
    heavy = [loading[one] for one in ("Zr", "Hf", "Th")]
    assert max(carbonate) < 0 < min(heavy) or max(heavy) < 0 < min(carbonate)


def test_heat_map_of_europe_against_pandas(national):
    """Calcium of GEMAS: Mediterranean countries above the European median, Poland below."""
    choice = chosen(national, "s=gemas.xrf&order=periodic")
    found = heat(national, choice)
    cells = national.strata["gemas.xrf"].cells(0).to_pandas()
    cells = cells[cells["Cr.n"] > 0]
    ratio = cells.groupby("country")["Cr.median"].median() / cells["Cr.median"].median()
    chromium = found.elements.index("Cr")
    expected = np.log2(ratio.loc[list(found.countries)])
    np.testing.assert_allclose(found.value[:, chromium], expected, rtol=2e-5, atol=1e-6)
    calcium = dict(zip(found.countries, found.value[:, found.elements.index("Ca")], strict=True))
    assert calcium["GRC"] > 1
    assert calcium["ESP"] > 1
    assert calcium["POL"] < 0
