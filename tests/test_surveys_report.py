"""The check report: figures, verdict, text, JSON and page, on small surveys and on real ones."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import shapely
from rich.console import Console

from dashboard.__main__ import main
from dashboard.commands.console import BAD_COMMAND, BAD_DATA, GOOD
from dashboard.surveys.checks import Problem
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.report import check
from dashboard.surveys.report_facts import Report, in_brief
from dashboard.surveys.report_html import page
from dashboard.surveys.report_map import site_map
from dashboard.surveys.report_text import render
from tests.conftest import ORIGINALS, ROOT
from tests.surveys_maker import recipe

LAND = {"FIN": shapely.box(10, 0, 12, 2), "NOR": shapely.box(12, 0, 14, 2)}
EXTENT = '[extent]\ncountries = ["FIN", "NOR"]\ndesign_density = 1600\n'
STRATA = """
[[strata]]
medium = "topsoil"
digestion = "total"
unit = "mg/kg"
[strata.analytes]
Cu = {}
Zn = {}
"""


def made(folder: Path, rows: str, *, strata: str = STRATA, more: str = EXTENT):
    """Write a survey with samples.csv and check it."""
    (folder / "survey.toml").write_text(recipe(strata=strata, more=more), encoding="utf-8")
    (folder / "samples.csv").write_text(rows, encoding="utf-8")
    return check(folder, None, Overlay(LAND), LAND)


GOOD_ROWS = "id,lon,lat,Cu,Zn,note\na,10.5,0.5,10,<5,x\nb,10.6,0.5,20,60,\nc,13,1,30,70,\n"


def test_counts_coverage_and_limits_are_those_of_the_rows(tmp_path: Path) -> None:
    """Three samples in two countries; one of three zinc results lies below 5 mg/kg."""
    report, _ = made(tmp_path, GOOD_ROWS)
    (stratum,) = report.strata
    assert (stratum.samples, stratum.duplicates, stratum.planned) == (3, 0, 0)
    assert [(c.country, c.samples, c.cells) for c in stratum.countries] == [
        ("FIN", 2, 1),
        ("NOR", 1, 1),
    ]
    copper, zinc = stratum.analytes
    assert (copper.median, copper.below, copper.limits) == (20, 0, None)
    assert (zinc.below, zinc.determined, zinc.limits, zinc.median) == (1, 3, (5, 5), 60)
    assert zinc.report_rate == pytest.approx(200 / 3)
    assert report.can_be_built
    assert [u.column for u in report.unused] == ["note"]


def test_extent_has_its_true_area(tmp_path: Path) -> None:
    """4° by 2° on the equator: 4 × 111.320 km by 2 × 110.574 km, less by cos of up to 2°."""
    report, _ = made(tmp_path, GOOD_ROWS)
    assert report.extent_km2 == pytest.approx(4 * 111.320 * 2 * 110.575, rel=1e-3)
    assert report.strata[0].km2_per_sample == pytest.approx(report.extent_km2 / 3)
    # 1.5° rows from the equator, columns of 1.44°: three columns by two rows, or more.
    assert 6 <= report.extent_cells <= 12


def test_error_keeps_the_figures_and_the_verdict_says_no(tmp_path: Path) -> None:
    """What can be read is reported beside what cannot."""
    report, reading = made(tmp_path, GOOD_ROWS.replace(",20,", ",abc,"))
    assert not report.can_be_built
    assert reading is not None
    assert report.strata[0].analytes[0].determined == 2
    assert [(p.file, p.row, p.column) for p in report.problems if p.severity == "error"] == [
        ("samples.csv", 3, "Cu")
    ]


def test_unreadable_recipe_is_a_report_too(tmp_path: Path) -> None:
    """No traceback, no strata, one error in survey.toml."""
    (tmp_path / "survey.toml").write_text("format = ", encoding="utf-8")
    report, reading = check(tmp_path, None, Overlay(LAND), LAND)
    assert (report.errors, report.strata, reading) == (1, (), None)


def test_missing_originals_name_file_and_publisher(tmp_path: Path) -> None:
    """A file that does not ship is an error that says where to get it."""
    (tmp_path / "survey.toml").write_text(recipe(), encoding="utf-8")
    report, _ = check(tmp_path, None, Overlay(LAND), LAND)
    assert [(p.file, p.found) for p in report.problems] == [("samples.csv", "no such file")]


def test_brief_has_one_line_a_column_and_no_values() -> None:
    """Rows are counted; findings without a row stay as they are."""
    rows = [Problem("a.csv", i, "Cu", f"{i} mg/kg", "less", "warning") for i in range(2, 7)]
    lone = Problem("a.csv", None, "Zn", "no result", "results", "warning")
    brief = in_brief((*rows, lone))
    assert [(p.column, p.row, p.found) for p in brief] == [
        ("Cu", None, "rows: 5"),
        ("Zn", None, "no result"),
    ]
    more = Problem("a.csv", None, "Cu", "the same in 80 more rows", "less", "warning")
    many = [Problem("a.csv", i, "Cu", "x", "less", "warning") for i in range(20)]
    assert [p.found for p in in_brief((*many, more))] == ["more than 20 rows"]


def test_json_is_plain_and_complete(tmp_path: Path) -> None:
    """NaN is null, and the verdict stands first."""
    report, _ = made(tmp_path, GOOD_ROWS, more="")
    text = json.dumps(report.as_json(), allow_nan=False)
    assert text.startswith('{"can_be_built": true')
    read = json.loads(text)
    assert read["extent_km2"] is None
    assert read["strata"][0]["analytes"][1]["limits"] == [5, 5]


def test_text_has_every_section_and_shows_markup_as_it_is(tmp_path: Path, capsys) -> None:
    """A column called [bold] is printed, not obeyed."""
    report, _ = made(tmp_path, GOOD_ROWS.replace("note", "[bold]"))
    console = Console(width=160, no_color=True)
    for part in render(report):
        console.print(part)
    shown = capsys.readouterr().out
    for word in ("Tiny survey (tiny)", "km² per sample", "[bold]", "can be built"):
        assert word in shown
    assert "5 mg/kg" in shown


class Tags(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_page_is_whole_needs_nothing_else_and_escapes_texts(tmp_path: Path) -> None:
    """Tags are balanced, nothing is loaded, a column name is text."""
    report, reading = made(tmp_path, GOOD_ROWS.replace("note", "<script>x"))
    html = page(report, reading, LAND)
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    names = {tag for tag, _ in tags.seen}
    assert {"svg", "table", "caption", "style", "main", "h1"} <= names
    assert not names & {"script", "link", "img", "iframe", "object"}
    assert not [a for _, a in tags.seen if {"src", "href", "style", "onload"} & set(a)]
    assert "url(" not in html
    assert "&lt;script&gt;x" in html
    assert html.count("<h1>") == 1
    assert all("scope" in a for tag, a in tags.seen if tag == "th")


def test_map_rings_the_sites_with_a_problem_and_scales_true(tmp_path: Path) -> None:
    """One of two sites is marked; 1° east is as long as 1° north at the equator."""
    svg = site_map(
        np.array([10.0, 14.0, np.nan]),
        np.array([0.0, 2.0, 1.0]),
        np.array([True, False, True]),
        {},
    )
    sites = re.search(r'class="sites" d="([^"]*)"', svg)
    marked = re.search(r'class="marked" d="([^"]*)"', svg)
    assert sites is not None
    assert marked is not None
    (x1, y1), (x2, y2) = (map(float, p) for p in re.findall(r"M([\d.]+) ([\d.]+)h0", sites[1]))
    assert (x2 - x1) / (y1 - y2) == pytest.approx(2, abs=0.01)
    assert len(re.findall("M", marked[1])) == 1
    assert site_map(np.array([np.nan]), np.array([0.0]), np.array([False]), {}) == ""


def test_map_of_very_many_sites_stays_small() -> None:
    """200,000 sites all over a country are drawn as whole pixels, each once."""
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(22, 30, 200_000), rng.uniform(61, 67, 200_000)
    svg = site_map(lon, lat, np.zeros(200_000, dtype=bool), {})
    dots = re.findall(r"M(\S+) (\S+)h0", svg)
    assert len(set(dots)) == len(dots) > 50_000
    assert all("." not in x + y for x, y in dots[:1000])
    assert "Map of 200,000 sites" in svg


def run(folder: Path, *more: str) -> int:
    return main(["check", str(folder), *more])


def test_command_tells_good_bad_and_unusable_apart(tmp_path: Path, capsys) -> None:
    """0 can be built, 1 cannot, 2 the command cannot be used."""
    made(tmp_path, GOOD_ROWS.replace(",20,", ",abc,"))
    assert run(tmp_path) == BAD_DATA
    assert "cannot be built" in capsys.readouterr().out
    assert run(tmp_path / "nothing") == BAD_COMMAND
    assert run(tmp_path, "--html", str(tmp_path / "no" / "x.html")) == BAD_COMMAND


def test_command_reports_on_a_shipped_survey_as_json_and_page(tmp_path: Path, capsys) -> None:
    """Kola: 606 samples in each of four strata, as built."""
    target = tmp_path / "kola.html"
    kola = ROOT / "data" / "surveys" / "kola-c-horizon"
    assert run(kola, "--json", "--brief", "--html", str(target)) == GOOD
    read = json.loads(capsys.readouterr().out)
    assert [s["samples"] for s in read["strata"]] == [606] * 4
    assert read["errors"] == 0
    assert "Kola Ecogeochemistry" in target.read_text(encoding="utf-8")


@pytest.mark.skipif(
    not (ORIGINALS / "gemas/gemas_ap_xrf.csv").is_file(),
    reason="the original file of GEMAS is not in ../shared/data",
)
def test_gemas_is_reported_with_its_known_figures(capsys) -> None:
    """2,108 samples, 33 countries, 4 zinc results below 3 mg/kg; 2 misplaced points."""
    gemas = ROOT / "data" / "surveys" / "gemas"
    assert run(gemas, "--originals", str(ORIGINALS), "--json") == GOOD
    read = json.loads(capsys.readouterr().out)
    (stratum,) = read["strata"]
    assert (stratum["samples"], len(stratum["countries"])) == (2108, 33)
    zinc = next(a for a in stratum["analytes"] if a["analyte"] == "Zn")
    assert (zinc["below"], zinc["limits"], zinc["median"]) == (4, [3, 3], 60.5)
    rows = {(p["row"], p["column"]) for p in read["problems"]}
    assert {(295, "COUNTRY"), (1808, "COUNTRY")} <= rows


def test_reports_without_problems_or_strata_are_still_pages() -> None:
    """The verdict alone makes a page."""
    empty = Report("x", "X", (), float("nan"), 0, None, (), (), ())
    assert "can be built" in page(empty, None, {})


def test_example_in_the_docs_is_what_check_prints(capsys) -> None:
    """docs/examples/kola-c-horizon.txt, made with --brief."""
    kola = ROOT / "data" / "surveys" / "kola-c-horizon"
    assert run(kola, "--brief") == GOOD
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    example = (ROOT / "docs" / "examples" / "kola-c-horizon.txt").read_text(encoding="utf-8")
    assert printed == example.splitlines()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_has_no_barriers(chromium, tmp_path: Path, scheme: str) -> None:
    """Axe finds nothing against WCAG or its best practices, on light and on dark ground."""
    from tests.browser.barriers import barriers

    report, reading = made(tmp_path, GOOD_ROWS.replace(",20,", ",abc,"))
    (tmp_path / "report.html").write_text(page(report, reading, LAND), encoding="utf-8")
    shown = chromium.new_page(color_scheme=scheme)
    shown.goto((tmp_path / "report.html").as_uri())
    found = barriers(shown)
    shown.close()
    assert found == []
