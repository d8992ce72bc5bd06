"""The maps of a comparison as a table, and their levelling, over the shipped Kola survey."""

import csv
import io

import numpy as np
import pytest

from dashboard import settings
from dashboard.catalog.states import State
from dashboard.export.panes import contrast
from dashboard.release.store import ReleaseStore
from dashboard.server import create_app

AQUA, INAA = "kola-c-horizon.aqua-regia", "kola-c-horizon.inaa"


@pytest.fixture(scope="module")
def asking(built_releases):
    """Ask the interface of the shipped surveys."""
    app = create_app(
        settings.read({"RELEASES": str(built_releases)}), ReleaseStore(built_releases)
    )
    client = app.server.test_client()
    return lambda query: client.get(f"/api/v1/{query}")


def rows_of(response) -> list[dict[str, str]]:
    """Return the rows of a table without its lines of metadata."""
    lines = [one for one in response.text.splitlines() if not one.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_contrast_by_hand():
    """Second minus and over first; limits, gaps and zeros have a state and no number."""
    a = ([2.0, 2.0, 0.5, 9.0, 3.0, np.nan, 0.0], [0, 0, 1, 2, 0, 5, 0])
    b = ([5.0, 1.0, 4.0, 1.0, np.nan, np.nan, 4.0], [0, 0, 0, 0, 3, 6, 0])
    states = [0, 0, State.BELOW, State.ABOVE, State.UNDETERMINED, State.PLANNED]
    value, state = contrast("difference", a, b)
    assert value[[0, 1, 6]].tolist() == [3.0, -1.0, 4.0]
    assert np.isnan(value[2:6]).all()
    assert state.tolist() == [*states, 0]
    value, state = contrast("ratio", a, b)
    assert value[:2].tolist() == [2.5, 0.5]
    assert state.tolist() == [*states, State.TOO_FEW]


def test_table_has_the_values_of_the_maps_side_by_side(asking):
    """Each map's column is what the map of that view alone has."""
    both = rows_of(asking(f"panes.csv?s={AQUA}&el=Cu&p2=el.Ni&lvl=1"))
    for number, element in enumerate(("Cu", "Ni"), start=1):
        alone = rows_of(asking(f"view.csv?s={AQUA}&el={element}&lvl=1"))
        told = {row["cell"]: (row["value"], row["text"], row["n"]) for row in alone}
        found = {
            row["cell"]: tuple(row[f"{name}_{number}"] for name in ("value", "text", "n"))
            for row in both
        }
        assert found == told


def test_difference_of_a_view_with_itself_is_zero(asking):
    """Where both maps show the same, nothing differs and every ratio is one."""
    for mode, same in (("difference", "0"), ("ratio", "1")):
        rows = rows_of(asking(f"panes.csv?s={AQUA}&el=Cu&p2=a&mode={mode}&lvl=2"))
        found = {row[mode] for row in rows if row[f"{mode}_state"] == "measured"}
        assert found == {same}


def test_rows_are_those_that_a_map_chooses(asking):
    """Norwegian cells of one map and Finnish cells of the other, and no Russian ones."""
    rows = rows_of(asking(f"panes.csv?s={AQUA}&el=Cu&c=NOR&p2=c.FIN&lvl=2"))
    assert {row["country"] for row in rows} == {"NOR", "FIN"}
    rows = rows_of(asking(f"panes.csv?s={AQUA}&el=Cu&c=NOR&p2=c.FIN&by=countries"))
    assert {row["country"] for row in rows} == {"NOR", "FIN"}


def test_levelled_results_are_multiplied_by_the_factor_that_is_told(asking):
    """Chromium by neutron activation is brought to the level of aqua regia by one factor."""
    query = f"s={AQUA}&el=Cr&p2=s.{INAA}&lvl=0"
    told = asking(f"panes.json?{query}&lev=1").get_json()["panes"]
    assert told[0]["levelling"] is None
    levelling = told[1]["levelling"]
    assert levelling["cells"] >= 10
    assert levelling["low"] <= levelling["factor"] <= levelling["high"]
    raw, brought = (rows_of(asking(f"panes.csv?{query}{more}")) for more in ("", "&lev=1"))
    values = [
        (float(one["value_2"]), float(other["value_2"]))
        for one, other in zip(raw, brought, strict=True)
        if one["state_2"] == "measured"
    ]
    assert values
    for one, other in values:
        assert other == pytest.approx(one * levelling["factor"], rel=1e-5)
    assert levelling["note"] in asking(f"panes.csv?{query}&lev=1").text


def test_nothing_is_compared_where_no_factor_can_be_told(asking):
    """With too few shared cells the levelled difference has no number, and says why."""
    query = f"panes.csv?s={AQUA}&el=Ni&p2=s.{INAA}&lev=1&mode=difference&lvl=1"
    answer = asking(query)
    assert {row["difference"] for row in rows_of(answer)} == {""}
    assert "Not levelled" in answer.text


def test_links_name_the_page_of_comparison(asking):
    """The table leads back to the maps, with what was filled in for the reader."""
    text = asking("panes.csv").text
    assert "/compare?" in text
    assert "p2=" in text


@pytest.mark.parametrize(
    "query", ["", "p2=s.nowhere", "mode=ratio&p2=date.2001-02-30", "lev=1&p3=a"]
)
def test_any_address_is_answered(asking, query):
    """Odd addresses get a table and JSON, never an error."""
    assert asking(f"panes.csv?{query}").status_code == 200
    assert asking(f"panes.json?{query}").status_code == 200
