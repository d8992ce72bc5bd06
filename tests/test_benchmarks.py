"""The benchmarks measure what they say: same cells, honest counts, and the order of magnitude."""

import json
import os
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

pytest.importorskip("playwright", reason="the benchmarks drive Chromium through Playwright")

from benchmarks import cells as made
from benchmarks import common, first_map, memory, paint, site, switch, together, traffic
from dashboard import grid
from dashboard.planes import unpack

FEW = {"warm": 1, "repeats": 3, "variables": made.VARIABLES}


def test_spread_of_times_is_median_and_range():
    """Median, least and most of an even number of times, by hand."""
    spread = common.Spread.of([4.0, 1.0, 2.0, 3.0])
    assert spread.as_json() == {"median": 2.5, "min": 1.0, "max": 4.0, "n": 4}
    assert str(spread) == "2.5 (1.0–4.0)"


def test_table_aligns_and_is_markdown():
    """Numbers stand right, words left, and what is missing is a dash."""
    rows = [{"what": "paint", "ms": 1234.5}, {"what": "x", "ms": None}]
    assert common.table(rows).splitlines() == [
        "| what  |      ms |",
        "| ----- | ------: |",
        "| paint | 1,234.5 |",
        "| x     |       – |",
    ]


def test_report_writes_what_it_prints(tmp_path, capsys):
    """The file has the rows of the table and the machine."""
    file = tmp_path / "report.json"
    common.report("Title", [("Part", [{"ms": common.Spread.of([2.0])}])], file)
    assert "2.0 (2.0–2.0)" in capsys.readouterr().out
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["parts"][0]["rows"][0]["ms"]["median"] == 2.0
    assert content["machine"]["cores"] == os.cpu_count()


def test_a_row_that_takes_too_long_ends(monkeypatch):
    """With no time left, of five addresses only the first is asked; with time, all are."""
    asked = []
    monkeypatch.setattr(together, "asked", lambda address: asked.append(address) or 1.0)
    with ThreadPoolExecutor(2) as pool:
        assert together.measured(pool, "abcde", 0) == [1.0]
        assert asked == ["a"]
        assert together.measured(pool, "abcde", 60) == [1.0] * 5
    assert sorted(asked[1:]) == list("abcde")


def test_land_cells_take_the_coarsest_level_that_has_enough():
    """98 of 100 pass as 100; 400 need level 1; the children of the first parents come first."""
    parents, country = np.arange(200, 298), np.arange(98, dtype=np.uint16)
    coarse = made.land_cells(parents, country, 100)
    assert (coarse.level, len(coarse)) == (0, 98)
    finer = made.land_cells(parents, country, 390)
    assert (finer.level, len(finer)) == (1, 390)
    assert finer.numbers[:5].tolist() == [800, 801, 802, 803, 804]
    assert finer.country[:5].tolist() == [0, 0, 0, 0, 1]
    with pytest.raises(ValueError, match="no 200000 land cells"):
        made.land_cells(parents, country, 200_000)


def test_globe_cells_are_whole_blocks_in_ascending_order():
    """All cells of a level, or blocks of all children spread from the first to the last."""
    assert len(made.globe_cells(1)) == grid.cell_count(1)
    some = made.globe_cells(2, 16_000)
    assert len(some) == 16_000
    assert np.all(np.diff(some.numbers.astype(np.int64)) > 0)
    assert some.numbers[-1] == grid.cell_count(2) - 1


def test_all_contenders_get_the_same_cells_and_values():
    """GeoJSON, Bokeh's columns and the container agree with the grid and with each other."""
    cells = made.Cells(1, np.array([4, 2_001], np.uint32), np.array([1, 65535], np.uint16))
    box = grid.bounds(cells.numbers, 1)
    features = json.loads(made.geojson(cells))["features"]
    assert [feature["id"] for feature in features] == [0, 1]
    ring = np.array(features[1]["geometry"]["coordinates"][0])
    assert ring[:, 0].min() == pytest.approx(box.west[1], abs=1e-6)
    assert ring[:, 1].max() == pytest.approx(box.north[1], abs=1e-6)
    doubled_area = np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1])
    assert doubled_area < 0, "d3-geo fills the inside of a clockwise ring"
    values, state = made.results(1000, 2)
    planes = unpack(made.vector(1000, 2)).planes
    assert np.array_equal(planes["value"], values)
    assert np.array_equal(planes["state"], state)
    assert (state == made.BELOW).mean() == pytest.approx(0.05, abs=0.002)


def test_results_fill_all_classes():
    """The bounds are the percentiles they are named after, so that every colour is drawn."""
    values, _state = made.results(50_000, 0)
    shares = np.array([(values < bound).mean() for bound in made.BREAKS])
    assert shares == pytest.approx([0.02, 0.05, 0.25, 0.5, 0.75, 0.95, 0.98], abs=0.05)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/style/ab/style.css", "style"),
        ("/style/ab/icon.svg", "icon"),
        ("/gridmap/ab/joined.mjs", "modules"),
        ("/api/v1/releases/ab/grid.bin", "geometry"),
        ("/api/v1/releases/ab/boundaries/world-50m.bin", "geometry"),
        ("/api/v1/releases/ab/strata/s/level-0.bin", "geometry"),
        ("/api/v1/releases/ab/strata/s/sites.bin", "geometry"),
        ("/api/v1/releases/ab/strata/s/Cu/level-0.bin?stat=mean", "vector"),
        ("/api/v1/releases/ab/strata/s/Cu/sites.bin", "vector"),
        ("/api/v1/releases/ab/strata/s/Cu/countries.bin", "vector"),
        ("/_dash-component-suites/dash/deps/react@18.js", "Dash"),
        ("/_dash-component-suites/plotly/package_data/plotly.min.js", "charts"),
        ("/_dash-update-component", "callbacks"),
        ("/assets/dash_view.js?m=1", "Dash"),
        ("/elsewhere", "else"),
    ],
)
def test_requests_are_told_apart_by_their_address(path, kind):
    """Values change with the element, geometry does not; charts are no part of Dash's start."""
    assert traffic.kind_of(path) == kind


def test_bytes_until_a_moment_count_what_had_come():
    """Of a request under way only its pieces count; one sent later does not."""
    done = traffic.Transfer("/a", "page", 0.0, done=1.0, size=100, received=[(0.5, 100)])
    running = traffic.Transfer(
        "/b", "style", 0.5, done=3.0, size=50, received=[(1.0, 20), (2.5, 30)]
    )
    later = traffic.Transfer("/c", "vector", 2.2, done=2.4, size=9)
    everything = [done, running, later]
    assert traffic.by_kind(everything, 2.0) == {"page": [1, 100], "style": [1, 20]}
    assert traffic.by_kind(everything) == {"page": [1, 100], "style": [1, 50], "vector": [1, 9]}


def visit_of(*switches):
    """A visit that loaded one geometry, with the transfers of each switch."""
    first = traffic.Transfer("/g", "geometry", 0.0, done=1.0, size=10)
    return first_map.Visit(1.0, 1.0, [first], [("Cu", list(more)) for more in switches])


def test_a_switch_with_anything_but_one_vector_is_found():
    """A second request or geometry again is told; what the browser's cache gives is not."""
    vector = traffic.Transfer("/v", "vector", 2.0, done=3.0, size=5)
    icon = traffic.Transfer("/i", "icon", 2.0, done=2.0, cached=True)
    again = traffic.Transfer("/g", "geometry", 2.0, done=3.0, size=10)
    assert first_map.switches_are_single(visit_of([vector], [vector, icon]))
    assert not first_map.switches_are_single(visit_of([vector], [vector, again]))
    assert not first_map.switches_are_single(visit_of([vector], []))
    assert first_map.geometry_again(visit_of([vector])) == 0
    assert first_map.geometry_again(visit_of([vector, again])) == 1


def test_memory_of_a_process_is_what_it_alone_has_at_least():
    """Proportional lies between what only this process has and what it has in all."""
    mine = memory.memory_of(os.getpid())
    assert 0 < mine.uss <= mine.pss
    assert os.getpid() in memory.family(os.getpid())


def test_site_serves_its_folders_and_nothing_beside_them():
    """A path that climbs out of a folder, or names none, is not found."""
    with site.serve({"/data/x.bin": b"12"}, site.folders("gridmap")) as served:

        def status(path):
            request = urllib.request.Request(served.address + path)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                error.close()
                return error.code

        assert status("/data/x.bin") == 200
        assert status("/gridmap/map.mjs") == 200
        assert status("/gridmap/../../app.py") == 404
        assert status("/secret/app.py") == 404


@pytest.mark.browser
@pytest.mark.frames
def test_an_element_switch_is_several_times_faster_than_plotly(chromium, built_releases):
    """At 7,375 cells the goal is 8 times; under any load it must be clearly more than 3."""
    found = switch.run(chromium, built_releases, [7_500], FEW, contenders=["map", "plotly"])[7_500]
    ours, plotly = found
    assert ours.cells == plotly.cells == 7_375
    assert plotly.drawn.least > 3 * ours.drawn.least
    assert [row["contender"] for row in switch.rows({7_500: found})] == [
        "this map",
        "Plotly Choropleth",
        "nothing",
    ]
    assert switch.targets({7_500: found})[0]["wanted"] == "8 ×"


@pytest.mark.browser
@pytest.mark.frames
def test_an_element_switch_is_faster_than_bokeh_with_webgl(chromium, built_releases):
    """Bokeh draws through WebGL (its page fails without), paints once a switch, and is slower."""
    pytest.importorskip("bokeh", reason="pip install -r requirements-bench.txt")
    ours, bokeh = switch.run(chromium, built_releases, [7_500], FEW, contenders=["map", "bokeh"])[
        7_500
    ]
    assert bokeh.about == {"cells": 7_375, "webgl": True, "paints": 1}
    assert bokeh.drawn.least > ours.drawn.least


@pytest.mark.browser
@pytest.mark.frames
def test_painting_depends_on_the_pixels_and_hardly_on_the_cells(chromium, built_releases):
    """Sixteen times the cells take less than five times as long to paint and to move."""
    few, many = paint.run(
        chromium,
        built_releases,
        [(0, None), (2, None)],
        ["equal-earth"],
        {"warm": 2, "repeats": 4},
    )
    assert many.cells == 16 * few.cells == 317_408
    assert many.paint.least < 5 * few.paint.least
    assert many.raster["pan"].least < 5 * few.raster["pan"].least


@pytest.mark.browser
def test_first_map_fits_its_budget_and_a_switch_is_one_vector(chromium, live_server):
    """Bytes and requests of the page, of the first map and of five element switches."""
    one = first_map.visit(chromium, f"{live_server}/map", None, first_map.SWITCHES)
    faults = [(t.path, t.status) for t in one.transfers if t.status != 200]
    assert faults == []
    assert len(one.switches) == first_map.SWITCHES
    assert first_map.switches_are_single(one), first_map.switch_rows(one)
    assert first_map.geometry_again(one) == 0
    assert 0 < first_map.critical_bytes(one) <= first_map.CRITICAL_BYTES
    assert sum(transfer.size for transfer in one.transfers) < first_map.PAGE_BYTES
    assert "charts" not in {transfer.kind for transfer in one.transfers}


@pytest.mark.browser
def test_map_is_painted_while_dash_cannot_be_had(chromium, live_server):
    """The first map does not wait for Dash's bundles."""
    assert first_map.painted_without_dash(chromium, f"{live_server}/map")
