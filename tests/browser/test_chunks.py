"""Journeys through a level that comes in chunks: it looks and counts as if it came whole."""

from collections.abc import Iterator

import pytest

from tests.browser.journey import CHECKSUM, PAINTED, legend, settle, title, wait_for_view
from tests.conftest import serving

pytestmark = pytest.mark.browser

# Cells of 20 km around the Kola peninsula, near enough that some of them are out of sight.
NEAR = "?s=kola-c-horizon.aqua-regia&el=Cu&lvl=3&v=30~68~6.5"
FURTHER = [22, 66.5, 6.5]


@pytest.fixture(scope="module")
def in_chunks(built_releases) -> Iterator[str]:
    """Address of a server that hands out levels of more than thirty cells in chunks of twelve."""
    application = "tests.few_cells_a_chunk:server"
    few = {"CHUNKED_FROM": "30", "CHUNK_CELLS": "12"}
    with serving(built_releases, "/", application, **few) as address:
        yield address


def counted(page) -> None:
    """Wait until the legend counts all cells and not only those in view."""
    settle(page)
    page.wait_for_function(
        """() => document.querySelector('#legend').textContent.includes('cells of')
          && !document.querySelector('#legend').textContent.includes('around the view')"""
    )
    page.evaluate(PAINTED)


def listened(page) -> list[str]:
    """Return the list that addresses of the stratum asked for from now on go into."""
    asked: list[str] = []

    def hear(request) -> None:
        if "/strata/" in request.url:
            asked.append(request.url.split("/strata/")[1].split("/", 1)[1])

    page.on("request", hear)
    return asked


def test_a_level_in_chunks_looks_as_it_does_whole(visit, in_chunks):
    """Picture, title and every count are the same, and the level was not fetched whole."""
    asked: list[str] = []
    whole = visit(NEAR)
    page = visit(NEAR, address=in_chunks, before=lambda page: asked.append(listened(page)))
    counted(page)
    assert page.evaluate("window.gridmap.units()") == 3
    assert title(page) == title(whole)
    assert legend(page) == legend(whole)
    assert page.evaluate(CHECKSUM) == whole.evaluate(CHECKSUM)
    (parts,) = asked
    assert not [one for one in parts if one.endswith("level-3.bin")]
    assert [one for one in parts if one.startswith("level-3/chunks/")]


def test_moving_on_asks_for_what_is_new_and_an_element_for_its_values(visit, in_chunks):
    """No chunk of cells is asked for twice, and going back asks for nothing."""
    page = visit(NEAR, address=in_chunks)
    counted(page)
    asked = listened(page)
    page.evaluate("(v) => window.gridmap.choose({viewport: v})", FURTHER)
    wait_for_view(page, viewport=FURTHER)
    cells = [one for one in asked if one.startswith("level-3/chunks/")]
    assert cells
    assert sorted(f"Cu/{one}" for one in cells) == sorted(set(asked) - set(cells))
    there = page.evaluate(CHECKSUM)
    asked.clear()
    page.evaluate("window.gridmap.choose({analyte: 'Ni'})")
    wait_for_view(page, analyte="Ni")
    counted(page)
    assert asked
    assert all(one.startswith("Ni/level-3/") for one in asked)
    asked.clear()
    page.evaluate("window.gridmap.choose({analyte: 'Cu'})")
    wait_for_view(page, analyte="Cu")
    counted(page)
    assert asked == []
    assert page.evaluate(CHECKSUM) == there


def test_counts_of_a_selection_are_those_of_all_its_cells(visit, in_chunks):
    """A country's cells count wherever the view is, also in classes made for them."""
    query = f"{NEAR}&c=FIN&rescale=1"
    whole, page = visit(query), visit(query, address=in_chunks)
    counted(page)
    assert legend(page) == legend(whole)


def test_the_table_says_that_it_lists_what_is_in_view(visit, in_chunks):
    """Fewer rows than counted, and the words that say so."""
    page = visit(f"{NEAR}&table=1", address=in_chunks)
    counted(page)
    said = page.inner_text("#map-table caption")
    assert "The table lists the cells in and around the view; the CSV file has all." in said
    listed = int(page.inner_text("#map-table [role=status]").split()[-1])
    whole = visit(f"{NEAR}&table=1")
    assert 0 < listed < int(whole.inner_text("#map-table [role=status]").split()[-1])


def test_a_larger_window_fetches_the_finer_cells_it_has_room_for(visit, in_chunks):
    """The size of the cells follows the size of the map, without any movement of it."""
    query = "?s=kola-c-horizon.aqua-regia&el=Cu&v=30~68~4"
    page = visit(query, address=in_chunks, width=400, height=700)
    wide = visit(query, address=in_chunks)
    finer = wide.evaluate("window.gridmap.units()")
    assert page.evaluate("window.gridmap.units()") < finer
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function("(wanted) => window.gridmap.units() === wanted", arg=finer)
    counted(page)
    assert legend(page) == legend(wide)
