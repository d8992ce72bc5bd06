"""How far samples have come, which of them repeat others, and where more are planned."""

from pathlib import Path

import pytest
import shapely

from dashboard import grid
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.recipe_survey import ExtentPart
from tests.surveys_maker import COLUMNS, STRATUM, errors, long, recipe, survey, warnings

STATUS = """status = "st"
laboratory_date = "lab"
reported_date = "out"
date = "day"
"""
CODES = """[columns.status_codes]
"1" = "planned"
"2" = "collected"
"3" = "laboratory"
"4" = "reported"
"""
ROWS = (
    "id,lon,lat,day,lab,out,st,Cu\n"
    "a,11,1,,,,1,\n"
    "b,11,1,2010-05-01,,,2,\n"
    "c,11,1,2010-05-02,2010-06-01,,3,\n"
    "d,11,1,2010-05-03,2010-06-01,2011-01-01,4,5\n"
)


def test_each_status_has_its_state_and_dates(tmp_path: Path) -> None:
    """Collected and at the laboratory both await results; the dates of both steps are kept."""
    made = survey(tmp_path, recipe(columns=COLUMNS + STATUS + CODES), samples=ROWS).samples
    assert made["status"].tolist() == ["planned", "collected", "laboratory", "reported"]
    assert made["state"].tolist() == [5, 4, 4, 0]
    assert made["laboratory_date"].astype(str).tolist()[2:] == ["2010-06-01", "2010-06-01"]
    assert made["reported_date"].notna().tolist() == [False, False, False, True]


def test_dates_alone_tell_how_far_a_sample_has_come(tmp_path: Path) -> None:
    """Without a status column a record is as far as its last date."""
    columns = COLUMNS + STATUS.replace('status = "st"\n', "")
    made = survey(tmp_path, recipe(columns=columns), samples=ROWS)
    assert made.samples["status"].tolist() == ["planned", "collected", "laboratory", "reported"]
    assert long(made)["sample"].tolist() == ["d"]


def test_dates_out_of_order_are_warned_of(tmp_path: Path) -> None:
    """No sample comes to the laboratory before it is taken."""
    text = recipe(columns=COLUMNS + STATUS + CODES)
    made = survey(tmp_path, text, samples=ROWS.replace("2010-05-02,2010-06", "2010-05-02,2010-03"))
    (found,) = [p for p in made.problems if p.column == "lab"]
    assert (found.row, found.expected) == (4, "not before day")


def test_strata_may_have_their_own_dates(tmp_path: Path) -> None:
    """Top and bottom of a site, taken on different days, in one row."""
    strata = STRATUM.replace("medium", 'name = "top"\nmedium') + STRATUM.replace(
        "medium", 'name = "deep"\ndate = "deep day"\nmedium'
    )
    body = "id,lon,lat,day,deep day,Cu\na,11,1,2010-05-01,2011-07-02,5\n"
    made = survey(
        tmp_path, recipe(columns=COLUMNS + 'date = "day"\n', strata=strata), samples=body
    )
    assert made.samples["date"].astype(str).tolist() == ["2010-05-01", "2011-07-02"]


ROLES = """duplicate_of = "of"
role = "kind"
[columns.role_codes]
FD = "duplicate"
LR = "replicate"
first = "routine"
"""


def test_duplicates_and_replicates_name_their_routine_sample(tmp_path: Path) -> None:
    """Both members of a pair name each other; the recipe says which one is routine."""
    body = (
        "id,lon,lat,of,kind,Cu\n7,11,1,8.0,first,5\n8,11,1,7.0,FD,6\n9,11,1,7,LR,5\n4,11,1,,,5\n"
    )
    made = survey(tmp_path, recipe(columns=COLUMNS + ROLES), samples=body)
    assert made.samples["role"].tolist() == ["routine", "duplicate", "replicate", "routine"]
    assert made.samples["routine"].tolist() == [True, False, False, True]
    assert made.samples["duplicate_of"].tolist() == [None, "7", "7", None]
    assert made.problems == ()


def test_strangers_among_duplicates_and_roles_are_named(tmp_path: Path) -> None:
    """An unknown original is warned of, an unknown role is an error."""
    body = "id,lon,lat,of,kind,Cu\na,11,1,,,5\nb,11,1,zz,FD,6\n"
    made = survey(tmp_path, recipe(columns=COLUMNS + ROLES), samples=body)
    assert warnings(made) == ["“zz”"]
    found = errors(tmp_path, recipe(columns=COLUMNS + ROLES), samples=body.replace("FD", "??"))
    assert found == [(3, "kind", "“??”")]


def test_planned_sites_without_a_sample_are_planned(tmp_path: Path) -> None:
    """Site b has a sample already; site c is planned, with its country, in every stratum."""
    (tmp_path / "plan.csv").write_text("id,longitude,latitude\nb,13,1\nc,13.5,1.5\n")
    text = recipe(more='[extent]\nsites = "plan.csv"\n')
    made = survey(tmp_path, text, samples="id,lon,lat,Cu\na,11,1,5\nb,13,1,6\n")
    assert made.samples["sample"].tolist() == ["a", "b", "c"]
    assert made.samples["state"].tolist() == [0, 0, 5]
    assert made.samples["country"].tolist() == ["FIN", "NOR", "NOR"]
    assert made.samples["row"].tolist() == [2, 3, 3]
    assert made.samples["date"].dtype == "datetime64[s]"
    assert made.samples["state"].dtype == "int8"


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        ("id,longitude,latitude\nx,200,1\n", (2, None)),
        ("id,longitude,latitude\nx,1,one\n", (2, None)),
        ("id,longitude,latitude\nx,1,1\nx,2,2\n", (3, "id")),
        ("id,lon,latitude\nx,1,1\n", (1, "longitude")),
    ],
)
def test_planned_sites_that_cannot_be_used_are_named(
    tmp_path: Path, plan: str, place: tuple[int, str | None]
) -> None:
    """Off the Earth, no number, twice, without the column."""
    (tmp_path / "plan.csv").write_text(plan)
    text = recipe(more='[extent]\nsites = "plan.csv"\n')
    found = errors(tmp_path, text, samples="id,lon,lat,Cu\na,11,1,5\n")
    assert [e[:2] for e in found] == [place]


@pytest.mark.parametrize("cells", [["N24E15"], ["N24E15.2", "N24E15.31"], ["S20E89", "N10E123"]])
def test_planned_cells_are_the_extent_and_nothing_beside_them(
    tmp_path: Path, cells: list[str]
) -> None:
    """The extent holds their area in degrees and touches no neighbour; 180° is no border."""
    (tmp_path / "cells.csv").write_text("cell\n" + "\n".join(cells) + "\n")
    area = planned_extent(ExtentPart(cells="cells.csv"), tmp_path, {})
    assert isinstance(area, shapely.Geometry)
    assert area.bounds[0] >= -180
    assert area.bounds[2] <= 180
    size = 0.0
    for cell in cells:
        number, level = grid.parse_id(cell)
        west, south, east, north = (float(side) for side in grid.bounds(number, level))
        size += (east - west) * (north - south)
        for x, y in ((west - 1e-7, (south + north) / 2), ((west + east) / 2, north)):
            assert not area.intersects(shapely.Point(x, y))
    assert area.area == pytest.approx(size, rel=1e-4)


def test_cells_that_are_not_of_the_grid_are_named(tmp_path: Path) -> None:
    """N24E15C1 is a site, not a cell."""
    (tmp_path / "cells.csv").write_text("cell\nN24E15\nN24E15C1\n")
    text = recipe(more='[extent]\ncells = "cells.csv"\n')
    found = errors(tmp_path, text, samples="id,lon,lat,Cu\na,11,1,5\n")
    assert [e[:2] for e in found] == [(3, "cell")]


def test_cells_go_before_countries(tmp_path: Path) -> None:
    """A survey of one cell is not one of its whole country."""
    (tmp_path / "cells.csv").write_text("cell\nN01E07\n")
    part = ExtentPart(cells="cells.csv", countries=("FIN",))
    area = planned_extent(part, tmp_path, {"FIN": shapely.box(10, 0, 12, 2)})
    assert isinstance(area, shapely.Geometry)
    assert area.bounds == pytest.approx((8.64, 0, 10.08, 1.5), abs=1e-5)
