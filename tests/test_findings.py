"""What docs/findings.md tells of the surveys: by the links it gives, and by pandas alone.

Every figure is asked of the interface with the query of the finding's link, made once more from
the survey's file without any code of the application, and looked for in the words.
"""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer
from scipy import stats

from dashboard import grid, settings
from dashboard.components.about_examples import examples_section
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from tests.findings import findings

ROOT = Path(__file__).parents[1]
SURVEYS = ROOT / "data" / "surveys"

# Centres of the Khibiny and Lovozero massifs, of the towns with a smelter; degrees east, north.
MASSIFS = ((33.7, 67.7), (34.7, 67.8))
NIKEL, MONCHEGORSK = (30.23, 69.41), (32.87, 67.94)


def interval(values) -> tuple[float, float]:
    """Return the 95 % interval of the median from order statistics (Conover 1999)."""
    ordered = np.sort(np.asarray(values, dtype=float))
    rank = int(stats.binom.ppf(0.025, len(ordered), 0.5))
    return ordered[rank - 1], ordered[len(ordered) - rank]


def delta(a, b) -> float:
    """Return Cliff's delta of two samples."""
    return 2 * stats.mannwhitneyu(a, b).statistic / len(a) / len(b) - 1


class Asked:
    """The interface of a release."""

    def __init__(self, folder: Path) -> None:
        self.client = create_app(settings.read({}), ReleaseStore(folder)).server.test_client()

    def numbers(self, path: str, query: str):
        """Return an answer of numbers."""
        answer = self.client.get(f"/api/v1/{path}.json?{query}")
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def rows(self, stratum: str, analyte: str, level: str) -> pd.DataFrame:
        """Return the rows of a map with results; those below detection lie under all others."""
        answer = self.client.get(f"/api/v1/view.csv?s={stratum}&el={analyte}&lvl={level}")
        rows = pd.read_csv(io.StringIO(answer.text), comment="#")
        rows["low"] = rows.state.str.startswith("below")
        rows = rows[rows.low | (rows.state == "measured")].copy()
        rows["ranked"] = rows.value.where(~rows.low, -1)
        return rows

    def countries(self, query: str):
        """Return the figures of a comparison by country, and its pairs."""
        answer = self.numbers("compare", query)
        return {one["id"]: one for one in answer["groups"]}, answer["pairs"]


@pytest.fixture(scope="module")
def shipped(built_releases) -> Asked:
    """The surveys that ship."""
    return Asked(built_releases)


@pytest.fixture(scope="module")
def public(original_releases) -> Asked:
    """The public surveys, where their files are beside the project."""
    return Asked(original_releases)


@pytest.fixture(scope="module")
def told():
    """The findings as they are told."""
    return findings()


@pytest.fixture(scope="module")
def kola() -> pd.DataFrame:
    """The file of the Kola survey."""
    return pd.read_csv(SURVEYS / "kola-c-horizon" / "samples.csv")


@pytest.fixture(scope="module")
def gemas(originals) -> pd.DataFrame:
    """The publisher's file of GEMAS."""
    return pd.read_csv(originals / "gemas" / "gemas_ap_xrf.csv")


def kilometres(lon, lat, places) -> np.ndarray:
    """Return the distance to the nearest of some places on the ellipsoid."""
    geod = Geod(ellps="WGS84")
    full = [
        geod.inv(np.full(len(lon), x), np.full(len(lon), y), np.array(lon), np.array(lat))[2]
        for x, y in places
    ]
    return np.min(full, axis=0) / 1000


def kilometres_on_the_map(kola: pd.DataFrame, places) -> np.ndarray:
    """Return the same from the coordinates of the file, in its own projection."""
    there = Transformer.from_crs(4326, 32635, always_xy=True)
    full = [np.hypot(kola.x - x, kola.y - y) for x, y in (there.transform(*one) for one in places)]
    return np.min(full, axis=0) / 1000


def test_every_link_is_shown_as_it_is_asked_for(told, shipped, built_releases, request):
    """No link names a survey, element, country or parameter that the release lacks."""
    assert len(told) >= 5
    for finding in told.values():
        for link in finding.links:
            ours = "kola" in link or "igneous" in link
            asked = shipped if ours else request.getfixturevalue("public")
            answer = asked.client.get(link)
            assert answer.status_code == 200
            assert '"notices":[]' in answer.text.replace(" ", ""), link


def test_the_page_about_the_map_gives_the_links_of_what_ships(told, built_releases):
    """The same links as in the words; none of surveys that the release lacks."""
    index = ReleaseStore(built_releases).current().index
    heading, listed = examples_section(index, lambda path: f"/geo{path}?lang=en")
    assert heading.children == "Examples"
    links = [item.children.href.replace("?lang=en&", "?") for item in listed.children]
    assert links == [f"/geo{told[one].links[0]}" for one in ("Strontium", "Nickel", "Niobium")]
    assert examples_section({"strata": []}, str) == examples_section(None, str) == []


def test_strontium_and_lanthanum_mark_the_alkaline_massifs(told, shipped, kola):
    """Within 40 km of Khibiny and Lovozero: both elements, by two methods of analysis."""
    file_near = kilometres_on_the_map(kola, MASSIFS) < 40
    for stratum, element, column in (("aqua-regia", "Sr", "Sr"), ("inaa", "La", "La_INAA")):
        rows = shipped.rows(f"kola-c-horizon.{stratum}", element, "sites")
        away = kilometres(rows.lon, rows.lat, MASSIFS)
        near, far = rows.value[away < 40], rows.value[away >= 40]
        assert near.median() == pytest.approx(kola[column][file_near].median(), rel=1e-6)
        assert far.median() == pytest.approx(kola[column][~file_near].median(), rel=1e-6)
        low, high = interval(near)
        assert low > interval(far)[1]
        told["Strontium"].tells(
            f"{near.median():g}", f"{far.median():g}", f"{low:g} to {high:g}", f"{len(near)} sites"
        )
        highest = away[np.argsort(-rows.value.to_numpy())[:10]]
        within = {"Sr": 10, "La": 9}[element]
        assert (highest < 40).sum() == within
        file_highest = kilometres_on_the_map(kola, MASSIFS)[np.argsort(-kola[column])[:10]]
        assert (file_highest < 40).sum() == within


def test_component_one_of_kola_is_mafic_rock_and_nickel_follows_it(told, shipped, kola):
    """Fe, Mg, Mn, Ti against K, Na, Si, Al; nickel of another digestion goes with the former."""
    finding = told["Nickel"]
    answer = shipped.numbers("together/components", finding.query())
    loading = dict(zip(answer["elements"], np.array(answer["loadings"])[:, 0], strict=True))
    mafic = -1 if loading["Mg"] < 0 else 1
    assert min(mafic * loading[one] for one in ("Fe", "Mg", "Mn", "Ti")) > 0
    assert max(mafic * loading[one] for one in ("K", "Na", "Si", "Al")) < 0
    finding.tells(f"{answer['explained'][0] * 100:.0f} %", f"{len(answer['cells'])} cells")

    nickel = shipped.rows("kola-c-horizon.aqua-regia", "Ni", "2").set_index("cell").value
    cells = grid.cell_id(np.array(answer["cells"], dtype=np.uint32), answer["level"])
    score = mafic * np.array(answer["scores"])[:, 0]
    together = stats.spearmanr(score, nickel.loc[list(cells)]).statistic
    finding.tells(f"ρ = {together:.2f}")

    # From the file, sample by sample: the balance of the same eight oxides.
    logs = np.log(kola[["Fe2O3", "MgO", "MnO", "TiO2", "K2O", "Na2O", "SiO2", "Al2O3"]])
    balance = logs.iloc[:, :4].mean(axis=1) - logs.iloc[:, 4:].mean(axis=1)
    assert stats.spearmanr(balance, kola.Ni).statistic > 0.4


def test_nickel_below_the_soil_is_not_of_the_smelters(told, shipped, kola):
    """Round Nikel the C horizon is as elsewhere; round Monchegorsk it lies over ore."""
    rows = shipped.rows("kola-c-horizon.aqua-regia", "Ni", "sites")
    everywhere = rows.value.median()
    told["Nickel"].tells(f"{everywhere:g}")
    assert everywhere == pytest.approx(kola.Ni.median())
    for place, sign in ((NIKEL, 0), (MONCHEGORSK, 1)):
        near = rows.value[kilometres(rows.lon, rows.lat, [place]) < 25]
        assert near.median() == pytest.approx(
            kola.Ni[kilometres_on_the_map(kola, [place]) < 25].median(), rel=1e-6
        )
        low, high = interval(near)
        assert (low < everywhere < high) if sign == 0 else (low > everywhere)
        told["Nickel"].tells(f"{len(near)} sites", f"{near.median():g}", f"{low:g} to {high:g}")


def test_niobium_is_low_in_arcs(told, shipped):
    """Nb/La of cells in three arcs and three intraplate countries; of analyses on islands."""
    finding = told["Niobium"]
    answer = shipped.numbers("together/pair", finding.query())
    frame = pd.DataFrame(
        {
            "country": answer["countries"],
            "ratio": np.array(answer["x_values"]) / np.array(answer["y_values"]),
        }
    )[np.array(answer["chosen"])]
    arc = frame.ratio[frame.country.isin(["VUT", "IDN", "JPN"])]
    plume = frame.ratio[frame.country.isin(["ISL", "ETH", "KEN"])]
    assert len(arc) + len(plume) == len(frame)
    for one in (arc, plume):
        low, high = interval(one)
        finding.tells(f"{one.median():.2f}", f"{low:.2f} to {high:.2f}", f"{len(one)} cells")
    finding.tells(f"delta {delta(plume, arc):.2f}")

    rocks = pd.read_csv(SURVEYS / "igneous-rocks" / "samples.csv.gz")
    for west, east, south, north in ((166, 171, -21, -13), (-25, -13, 63, 67)):
        inside = rocks.longitude.between(west, east) & rocks.latitude.between(south, north)
        ratio = (rocks.Nb / rocks.La)[inside].dropna()
        finding.tells(f"{ratio.median():.2f} ({len(ratio)})")


def compared(public, gemas, finding, element, codes, per=1.0):
    """Return the pairs of a comparison after its medians were found in file and words."""
    groups, pairs = public.countries(finding.query())
    for code, own in codes.items():
        values = gemas.groupby("COUNTRY")[element].get_group(own) / per
        figures = groups[code]["statistics"]
        assert groups[code]["n"] == len(values)
        assert figures["median"]["value"] == pytest.approx(values.median(), rel=1e-4)
        if len(values) > 10:
            low, high = interval(values)
            assert figures["median_low"]["value"] == pytest.approx(low, rel=1e-4)
            assert figures["median_high"]["value"] == pytest.approx(high, rel=1e-4)
            digits = ".0f" if per == 1 else ".2f"
            finding.tells(f"{low:{digits}} to {high:{digits}}")
        finding.tells(f"n = {len(values)}")
    return pairs


def effect(pairs, finding, a, b, gemas, element, codes):
    """Find Cliff's delta of two countries with its interval in the words, and by scipy."""
    i, j = (pairs["ids"].index(one) for one in (a, b))
    values = gemas.groupby("COUNTRY")[element]
    by_hand = delta(*(values.get_group(codes[one]) for one in (a, b)))
    assert pairs["delta"][i][j] == pytest.approx(by_hand, abs=1e-6)
    low, high = pairs["delta_low"][i][j], pairs["delta_high"][i][j]
    finding.tells(f"delta {by_hand:.2f} ({low:.2f} to {high:.2f})")


def ratio(pairs, finding, a, b, digits=1):
    """Find the ratio of two medians with its interval by cells in the words."""
    i, j = (pairs["ids"].index(one) for one in (a, b))
    estimate, low, high = (pairs["ratio"][one][i][j] for one in ("estimate", "low", "high"))
    finding.tells(f"{estimate:.{digits}f} times ({low:.{digits}f} to {high:.{digits}f})")


def test_chromium_of_ophiolites_and_of_glacial_sand(told, public, gemas):
    """Greece and Bosnia far above Poland and the Baltic states."""
    codes = {"GRC": "HEL", "BIH": "BOS", "SRB": "SRB", "LTU": "LIT", "LVA": "LAV", "POL": "POL"}
    finding = told["Chromium"]
    pairs = compared(public, gemas, finding, "Cr", codes)
    effect(pairs, finding, "GRC", "POL", gemas, "Cr", codes)
    ratio(pairs, finding, "GRC", "POL")
    effect(pairs, finding, "LTU", "LVA", gemas, "Cr", codes)


def test_sodium_of_the_shield(told, public, gemas):
    """Finland, Norway and Sweden above Italy, France, Spain and Portugal."""
    codes = {
        "FIN": "FIN",
        "NOR": "NOR",
        "SWE": "SWE",
        "ITA": "ITA",
        "PRT": "PTG",
        "FRA": "FRA",
        "ESP": "SPA",
    }
    finding = told["Sodium"]
    pairs = compared(public, gemas, finding, "Na", codes, per=10_000)
    effect(pairs, finding, "NOR", "ESP", gemas, "Na", codes)
    ratio(pairs, finding, "FIN", "FRA")
    # The whole of the north against all others, which the page does not show, from the file.
    north = gemas.COUNTRY.isin(["FIN", "NOR", "SWE"])
    contrast = {
        one: abs(delta(gemas[one][north].dropna(), gemas[one][~north].dropna()))
        for one in gemas.columns[11:30]
    }
    assert max(contrast, key=contrast.get) == "Na"
    finding.tells(f"{contrast['Na']:.2f}")


def test_calcium_of_limestone_and_of_granite(told, public, gemas):
    """Italy far above Poland, Spain above its neighbour Portugal."""
    codes = {"CYP": "CYP", "ITA": "ITA", "GRC": "HEL", "ESP": "SPA", "POL": "POL", "PRT": "PTG"}
    finding = told["Calcium"]
    pairs = compared(public, gemas, finding, "Ca", codes, per=10_000)
    effect(pairs, finding, "ESP", "PRT", gemas, "Ca", codes)
    ratio(pairs, finding, "ITA", "POL")


def test_soils_of_the_humid_south_east_are_leached(told, public, originals):
    """Component 1 and Ca, Na, Sr: south-east of 90° W, 35° N against west of 105° W."""
    finding = told["Leaching"]
    answer = public.numbers("together/components", finding.query())
    loading = dict(zip(answer["elements"], np.array(answer["loadings"])[:, 0], strict=True))
    mobile = 1 if loading["Ca"] > 0 else -1
    ordered = sorted(loading, key=lambda one: -mobile * loading[one])
    assert set(ordered[:5]) == {"Ca", "Sr", "Na", "Mg", "Ba"}
    finding.tells(f"{answer['explained'][0] * 100:.0f} %", f"{len(answer['cells'])} cells")
    lon, lat = grid.centre(np.array(answer["cells"], dtype=np.uint32), answer["level"])
    score = mobile * np.array(answer["scores"])[:, 0]
    for inside, sign in (((lon > -90) & (lat < 35), -1), (lon < -105, 1)):
        right = int((np.sign(score[inside]) == sign).sum())
        finding.tells(f"{right} of {inside.sum()}")

    file = pd.read_excel(
        originals / "ds801" / "Appendix_2a_Top5_18Sept2013.xls", header=12, engine="calamine"
    ).iloc[1:]
    east, north = file.Longitude.astype(float), file.Latitude.astype(float)
    for element in ("Ca", "Na", "Sr"):
        written = file[f"Top5_{element}"].astype(str).str.strip()
        values = pd.to_numeric(written.str.lstrip("<"), errors="coerce")
        ranked = values.where(~written.str.startswith("<"), -1)
        rows = public.rows("ds801", element, "sites")
        for there, here in (
            ((east > -90) & (north < 35), (rows.lon > -90) & (rows.lat < 35)),
            (east < -105, rows.lon < -105),
        ):
            found = rows.ranked[here]
            assert len(found) == ranked[there].notna().sum()
            assert found.median() == pytest.approx(ranked[there].median(), rel=1e-5)
            low, high = interval(found)
            bottom = f"{low:g}" if low > 0 else f"< {rows.value[rows.low].max():g}"
            finding.tells(f"{found.median():g} ({bottom} to {high:g})", f"n = {len(found):,}")


def test_the_fine_fraction_is_richer_in_zirconium(told, public, originals):
    """Levelled by shared cells; site by site from the file; and hafnium beside zirconium."""
    finding = told["Zirconium"]
    levelling = public.numbers("panes", finding.query())["panes"][1]["levelling"]
    finding.tells(
        f"{levelling['factor']:.2f} ({levelling['low']:.2f} to {levelling['high']:.2f})",
        f"{levelling['cells']} shared cells",
    )
    assert not levelling["proportional"]
    file = pd.read_csv(originals / "ngsa" / "ngsa_total.csv")
    file = file[file["DUPLICATE CODE"] != "Duplicate 2"]
    zirconium, hafnium = "Zr ICP-MS mg/kg 0.2", "Hf ICP-MS mg/kg 0.04"
    sites = file.pivot_table(index="SITEID", columns="CODE", values=zirconium)
    sites = sites[["Tc", "Tf"]].dropna()
    quotient = sites.Tc / sites.Tf
    low, high = interval(quotient)
    finding.tells(f"{quotient.median():.2f} ({low:.2f} to {high:.2f})", f"{len(sites):,} sites")
    finding.tells(f"{(quotient < 1).mean() * 100:.0f} %")

    pair = public.numbers("together/pair", finding.query(1))
    figures = {name: one["value"] for name, one in pair["ratio"].items()}
    finding.tells(
        f"{figures['median']:.1f} ({figures['median_low']:.1f} to {figures['median_high']:.1f})"
    )
    top = file[file.CODE == "Tc"].dropna(subset=[zirconium, hafnium])
    assert (top[zirconium] / top[hafnium]).median() == pytest.approx(figures["median"], rel=0.01)
    finding.tells(f"{pair['correlation']:.3f}")
    assert stats.spearmanr(top[zirconium], top[hafnium]).statistic > 0.99


def test_a_country_alone_is_not_compared_with_itself(public):
    """The survey of Australia: no sentence sets the country beside all results, its own."""
    words = public.numbers("compare", "s=ngsa.tc&el=Zr")["words"]
    assert words["quantiles"] == ""
    # numpy.percentile of the file, without second samples of duplicates: 304.35 and 585.51.
    curve = (
        "Half of the results of Australia lie at or below 304.4 mg/kg, 95 % at or below {most}."
    )
    assert words["ecdf"] == curve.format(most="585.5 mg/kg")
    assert words["boxes"].startswith("Highest median: Australia")
