"""What a release knows of one country: samples by stratum, elements, medians."""

import numpy as np
import pytest

from dashboard.catalog.elements import elements
from dashboard.catalog.states import State
from dashboard.progress.profile import (
    BELOW,
    DATA,
    NONE,
    Comparison,
    ElementResults,
    Middle,
    comparisons,
    counts,
    element_results,
    medians,
    shares,
)
from dashboard.release.store import ReleaseStore

KOLA = "kola-c-horizon.aqua-regia"


@pytest.fixture(scope="module")
def release(built_releases):
    """The release of the two shipped surveys."""
    return ReleaseStore(built_releases).current()


def test_surveys_come_before_compilations_and_samples_are_the_publishers(release):
    """Kola has 188 samples in Finland, the same for each method they were analysed by."""
    found = shares(release, ["FIN"])
    kola = [one.sites for one in found if one.survey["id"] == "kola-c-horizon"]
    assert kola
    assert set(kola) == {188}
    kinds = [counts(one.survey) for one in found]
    assert kinds == sorted(kinds, reverse=True)
    assert not kinds[-1]


def test_a_country_without_samples_has_no_share(release):
    """Nothing is made up where nothing was sampled."""
    assert not [one for one in shares(release, ["ATA"]) if counts(one.survey)]
    assert shares(release, []) == ()


def test_shares_of_countries_add_up(release):
    """Finland and Norway together have what each of them has."""

    def by_stratum(countries):
        return {one.stratum["id"]: one.sites for one in shares(release, countries)}

    both, fin, nor = by_stratum(["FIN", "NOR"]), by_stratum(["FIN"]), by_stratum(["NOR"])
    assert both == {key: fin.get(key, 0) + nor.get(key, 0) for key in fin | nor}


def test_all_elements_are_listed_and_counted_from_the_samples(release):
    """Counts equal those of the samples themselves; strata that do not count are left out."""
    found = element_results(release, ["FIN"], [KOLA])
    assert tuple(found) == tuple(elements())
    samples = (
        release.strata[KOLA].samples("country", "routine", "Cu.state", "Ag.state").to_pandas()
    )
    own = samples[samples["routine"] & (samples["country"] == "FIN")]
    for symbol in ("Cu", "Ag"):
        state = own[f"{symbol}.state"]
        assert found[symbol].n == (state <= State.ABOVE).sum()
        assert found[symbol].censored == (state == State.BELOW).sum()
        assert found[symbol].stratum == KOLA
    assert found["Os"].n == 0
    assert found["Os"].stratum is None
    assert all(one.n == 0 for one in element_results(release, ["FIN"], []).values())


def test_the_stratum_with_most_results_above_detection_is_the_one_to_see(release):
    """Of two methods the one that found more is linked to."""
    both = [KOLA, "kola-c-horizon.inaa"]
    found = element_results(release, ["FIN"], both)["As"]
    each = {s: element_results(release, ["FIN"], [s])["As"] for s in both}
    assert found.n == sum(one.n for one in each.values())
    assert found.stratum == max(each, key=lambda s: each[s].n - each[s].censored)


def test_status_of_an_element():
    """Below detection is a result, but no data above detection."""
    copper = elements()["Cu"]
    assert ElementResults(copper, 5, 4, "x").status == DATA
    assert ElementResults(copper, 5, 5, "x").status == BELOW
    assert ElementResults(copper, 0, 0, None).status == NONE


def test_medians_of_a_country_stand_beside_those_of_all_samples(release):
    """The medians are those of the samples, and the ratio is theirs."""
    stratum = release.strata[KOLA]
    found = {one.analyte["id"]: one for one in comparisons(stratum, "FIN")}
    samples = stratum.samples("country", "routine", "Cu").to_pandas()
    samples = samples[samples["routine"]]
    fin, everything = samples[samples["country"] == "FIN"]["Cu"], samples["Cu"]
    copper = found["Cu"]
    assert copper.country.value == pytest.approx(np.median(fin))
    assert copper.everywhere.value == pytest.approx(np.median(everything))
    assert copper.to_everywhere == pytest.approx(np.median(fin) / np.median(everything))
    # Rudnick & Gao 2003: 28 mg/kg.
    assert copper.to_crust == pytest.approx(np.median(fin) / 28)
    assert "pH" not in found
    assert medians(stratum, "Cu", ["FIN", "LAO"]) == {"FIN": copper.country}


def test_a_country_outside_the_stratum_has_no_comparison(release):
    """No row is shown for a country that the stratum has no samples of."""
    assert comparisons(release.strata[KOLA], "LAO") == ()


def test_no_ratio_of_what_is_not_measured():
    """A median below detection, or a reference that is missing, gives no ratio."""
    measured, below = Middle(2.0, State.MEASURED, 9), Middle(1.0, State.BELOW, 9)
    assert Comparison({}, measured, measured, 4.0).to_crust == 0.5
    assert Comparison({}, below, measured, 4.0).to_everywhere is None
    assert Comparison({}, below, measured, 4.0).to_crust is None
    assert Comparison({}, measured, below, None).to_everywhere is None
    assert Comparison({}, measured, below, None).to_crust is None
