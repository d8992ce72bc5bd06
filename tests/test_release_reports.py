"""Check reports that releases carry: what the check says, and nothing that is withheld."""

import json
import re

import pytest
from rich.console import Console

from dashboard.release.build import build
from dashboard.release.report_files import write_report
from dashboard.release.reports import CHECK, PAGE, read_report, report_name
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app
from dashboard.settings import read
from dashboard.surveys.borders import world
from dashboard.surveys.samples import examine
from tests.small_survey import BOUNDARIES, write_survey

SURVEY = "test-survey"


def released(folder, audience="internal"):
    """Build and open a release of the surveys of a folder."""
    releases = folder / audience
    build(
        folder / "surveys", BOUNDARIES, releases, None, [], Console(quiet=True), audience=audience
    )
    return ReleaseStore(releases).current()


def test_release_carries_the_report_of_each_survey(small_releases):
    """Figures of the report are those of the index."""
    release = small_releases.current()
    found = read_report(release.folder, SURVEY)
    assert found["can_be_built"]
    (stratum,), (known,) = found["strata"], release.index["strata"]
    assert stratum["samples"] == known["samples"] == 240
    counts = {one["analyte"]: (one["determined"], one["below"]) for one in stratum["analytes"]}
    assert counts == {one["id"]: (one["n"], one["censored"]) for one in known["analytes"]}
    for name in (CHECK, PAGE):
        assert report_name(SURVEY, name) in release.manifest["files"]


def test_release_without_a_report_has_none(tmp_path):
    """Older releases, and damaged ones, have no report, which is no fault."""
    assert read_report(tmp_path, SURVEY) is None
    path = tmp_path / report_name(SURVEY, CHECK)
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    assert read_report(tmp_path, SURVEY) is None


def test_page_of_a_report_is_served_where_nothing_can_run(small_releases):
    """The report is read in the browser, under a policy of its own."""
    release = small_releases.current()
    client = create_app(read({}), small_releases).server.test_client()
    address = f"/api/v1/releases/{release.id}/files/{report_name(SURVEY, PAGE)}"
    answer = client.get(address, buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "Content-Disposition" not in answer.headers or (
        "attachment" not in answer.headers["Content-Disposition"]
    )
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert not re.search(r"<script|<link|<img|url\(|\son\w+=", answer.text)
    assert address in client.get("/data").text


@pytest.fixture(scope="module")
def withheld(tmp_path_factory):
    """A folder with a survey that withholds nickel and shares copper in cells only."""
    folder = tmp_path_factory.mktemp("withheld")
    own = write_survey(folder / "surveys")
    recipe = own / "survey.toml"
    text = recipe.read_text(encoding="utf-8").replace(
        "Cu = { limit = 2.0 }, Ni = {}",
        'Cu = { limit = 2.0, sharing = "cells" }, Ni = { sharing = "none" }',
    )
    assert "sharing" in text
    recipe.write_text(text, encoding="utf-8")
    return folder


def test_public_report_tells_nothing_of_what_is_withheld(withheld):
    """Neither the analyte, nor a column, file, country, site, day or result."""
    release = released(withheld, "public")
    found = read_report(release.folder, SURVEY)
    (stratum,) = found["strata"]
    assert [one["analyte"] for one in stratum["analytes"]] == ["Cu"]
    assert stratum["analytes"][0]["median"] is None
    assert (stratum["countries"], stratum["dates"]) == ([], None)
    assert (found["problems"], found["unused"], found["files"]) == ([], [], [])
    page = (release.folder / report_name(SURVEY, PAGE)).read_text(encoding="utf-8")
    assert "Ni" not in re.findall(r"\w+", page)
    assert "<svg" not in page
    assert "samples.csv" not in page + json.dumps(found)


def test_data_page_of_a_public_release_says_what_is_withheld(withheld):
    """Cells stand for sites, no link leads to samples, and the page says why."""
    release = released(withheld, "public")
    store = ReleaseStore(release.folder.parent)
    client = create_app(read({}), store).server.test_client()
    text = client.get("/data").text
    assert "what owners share with the public" in text
    assert "cells and countries only" in text
    assert "What is not shared is not in this release" in text
    assert "Each dot is a cell of" in text
    assert "lvl=sites" not in text
    links = set(re.findall(r'href="(/[^"]+)"', text))
    for address in links:
        assert client.get(address.replace("&amp;", "&"), buffered=True).status_code == 200, address


def test_owners_release_has_everything(withheld):
    """For the owners nothing is withheld."""
    release = released(withheld, "internal")
    (stratum,) = read_report(release.folder, SURVEY)["strata"]
    assert {one["analyte"] for one in stratum["analytes"]} == {"Cu", "Ni"}
    assert "<svg" in (release.folder / report_name(SURVEY, PAGE)).read_text(encoding="utf-8")


def test_survey_of_very_many_results_has_no_report(tmp_path, monkeypatch):
    """Building such a survey stays within its memory."""
    reading = examine(write_survey(tmp_path / "surveys"), borders=world())
    monkeypatch.setattr("dashboard.release.report_files.MOST_RESULTS", 100)
    assert not write_report(reading, "internal", world(), {}, tmp_path / "out")
    assert not (tmp_path / "out").exists()
