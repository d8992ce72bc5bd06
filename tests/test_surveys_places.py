"""Where and when samples were taken."""

from pathlib import Path

import pandas as pd
import pytest

from tests.surveys_maker import COLUMNS, errors, recipe, survey, warnings

GOOD = "id,lon,lat,Cu\na,11,1,5\nb,13,1,<2\n"


def test_projected_coordinates_become_degrees(tmp_path: Path) -> None:
    """500,000 m east in UTM zone 35 is its central meridian, 27° E."""
    columns = '[columns]\nid = "id"\nx = "x"\ny = "y"\ncrs = "EPSG:32635"\n'
    made = survey(tmp_path, recipe(columns=columns), samples="id,x,y,Cu\na,500000,0,5\n")
    assert made.samples["lon"].tolist() == pytest.approx([27])
    assert made.samples["lat"].tolist() == pytest.approx([0], abs=1e-9)


def test_longitudes_to_360_are_turned(tmp_path: Path) -> None:
    """190° E is 170° W."""
    made = survey(tmp_path, recipe(), samples="id,lon,lat,Cu\na,190,1,5\n")
    assert made.samples["lon"].tolist() == [-170]
    assert made.samples["country"].tolist() == [None]


@pytest.mark.parametrize(
    ("lon", "lat", "column"),
    [
        ("x", "1", "lon"),
        ("", "1", "lon"),
        ("11", "95", "lat"),
        ("400", "1", "lon"),
        ("0", "0", "lon"),
        ("11", "1°E", "lat"),
    ],
)
def test_wrong_coordinates_are_errors(tmp_path: Path, lon: str, lat: str, column: str) -> None:
    """Unreadable, empty, off the Earth, 0° 0°: each with row and column."""
    body = f"id,lon,lat,Cu\na,11,1,5\nb,{lon},{lat},5\n"
    (found,) = errors(tmp_path, recipe(), samples=body)
    assert found[:2] == (3, column)


def test_unknown_reference_system_is_an_error_of_the_recipe(tmp_path: Path) -> None:
    """EPSG:999999 does not exist."""
    text = recipe(columns=COLUMNS + 'crs = "EPSG:999999"\n')
    assert errors(tmp_path, text, samples=GOOD)[0][1] == "columns.crs"


ZONES = """[columns]
id = "id"
x = "x"
y = "y"
crs_column = "zone"
crs_codes = { 32N = "EPSG:32632", 33N = "EPSG:32633" }
"""


def test_each_row_may_have_a_reference_system_of_its_own(tmp_path: Path) -> None:
    """The same easting is 9° E in zone 32 and 15° E in zone 33, their central meridians."""
    body = "id,x,y,zone,Cu\na,500000,0,32N,5\nb,500000,0,33N,5\n"
    made = survey(tmp_path, recipe(columns=ZONES), samples=body)
    assert made.samples["lon"].tolist() == pytest.approx([9, 15])


def test_rows_of_an_unknown_zone_are_errors(tmp_path: Path) -> None:
    """No other zone is guessed for them, also where none is written."""
    body = "id,x,y,zone,Cu\na,500000,0,32N,5\nb,500000,0,34N,5\nc,500000,0,,5\n"
    found = errors(tmp_path, recipe(columns=ZONES), samples=body)
    assert found == [(3, "zone", "“34N”"), (4, "zone", "empty")]


def test_rows_without_a_zone_have_the_system_of_the_recipe(tmp_path: Path) -> None:
    """Where it states one."""
    body = "id,x,y,zone,Cu\na,500000,0,32N,5\nb,500000,0,,5\n"
    made = survey(tmp_path, recipe(columns=ZONES + 'crs = "EPSG:32635"\n'), samples=body)
    assert made.samples["lon"].tolist() == pytest.approx([9, 27])


def test_unknown_system_of_a_zone_is_an_error_of_the_recipe(tmp_path: Path) -> None:
    """It is named by its key."""
    text = recipe(columns=ZONES.replace("32633", "1"))
    body = "id,x,y,zone,Cu\na,500000,0,32N,5\nb,500000,0,33N,5\n"
    assert errors(tmp_path, text, samples=body)[0][1] == "columns.crs_codes.33N"


COUNTRY = COLUMNS + 'country = "land"\n[columns.country_codes]\nSUO = "FIN"\n'


def test_countries_come_from_their_column_else_by_overlay(tmp_path: Path) -> None:
    """Own codes are mapped, empty cells are found on the map."""
    body = "id,lon,lat,land,Cu\na,11,1,SUO,5\nb,13,1,NOR,5\nc,13,1,,5\n"
    made = survey(tmp_path, recipe(columns=COUNTRY), samples=body)
    assert made.samples["country"].tolist() == ["FIN", "NOR", "NOR"]


def test_unknown_country_codes_are_errors(tmp_path: Path) -> None:
    """A code that is neither ISO nor explained."""
    body = "id,lon,lat,land,Cu\na,11,1,QQQ,5\n"
    assert errors(tmp_path, recipe(columns=COUNTRY), samples=body) == [(2, "land", "“QQQ”")]


def test_points_away_from_their_country_are_warned_of_with_the_distance(tmp_path: Path) -> None:
    """1° east of the border at the equator is 111 km; 5 km are let pass."""
    body = "id,lon,lat,land,Cu\na,13,1,FIN,5\nb,12.045,1,FIN,5\n"
    made = survey(tmp_path, recipe(columns=COUNTRY), samples=body)
    (found,) = warnings(made)
    assert found.startswith("FIN, but the point lies 111 km away, in NOR")
    assert made.samples["country"].tolist() == ["FIN", "FIN"]


def test_many_points_away_from_their_country_are_counted(tmp_path: Path) -> None:
    """As all faults of rows: the first are named, the others counted."""
    rows = "".join(f"s{i},{13 + i / 100},1,FIN,5\n" for i in range(25)) + "a,11,1,FIN,5\n"
    made = survey(tmp_path, recipe(columns=COUNTRY), samples="id,lon,lat,land,Cu\n" + rows)
    found = [text for text in warnings(made) if "Cu" not in text]
    # A degree of longitude at the equator has 111.2 km.
    away = [round((1 + i / 100) * 111.19) for i in range(20)]
    assert found[:20] == [f"FIN, but the point lies {km} km away, in NOR" for km in away]
    assert found[20] == "the same in 5 more rows, down to row 26"


def test_overlay_prefers_the_countries_of_the_extent(tmp_path: Path) -> None:
    """A site just across the drawn border belongs to the country that sampled it."""
    body = "id,lon,lat,Cu\na,12.05,1,5\nb,13,1,5\n"
    text = recipe(more='[extent]\ncountries = ["FIN"]\n')
    assert survey(tmp_path, text, samples=body).samples["country"].tolist() == ["FIN", "NOR"]


DATED = COLUMNS + 'date = "d"\n'


def dated(day: str) -> str:
    return f"id,lon,lat,d,Cu\na,11,1,{day},5\n"


@pytest.mark.parametrize(
    ("day", "form"), [("2011-07-31", None), ("31.07.2011", "%d.%m.%Y"), ("2011-07-31", "%d/%m/%y")]
)
def test_dates_are_read_as_iso_or_as_the_recipe_says(
    tmp_path: Path, day: str, form: str | None
) -> None:
    """ISO is always understood: spreadsheets' own dates are written so."""
    columns = DATED + (f'date_format = "{form}"\n' if form else "")
    made = survey(tmp_path, recipe(columns=columns), samples=dated(day))
    assert made.samples["date"].tolist() == [pd.Timestamp("2011-07-31")]


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("31.07.2011", "2011-07-31"),
        ("07/2011", "2011-07-01"),
        ("Jul 2011", "2011-07-01"),
        ("2011-07", "2011-07-01"),
        ("2011", "2011-01-01"),
    ],
)
def test_dates_written_in_several_ways_are_read(tmp_path: Path, day: str, read: str) -> None:
    """Of a month or a year the first day."""
    columns = DATED + 'date_format = ["%d.%m.%Y", "%m/%Y", "%b %Y"]\n'
    made = survey(tmp_path, recipe(columns=columns), samples=dated(day))
    assert made.samples["date"].tolist() == [pd.Timestamp(read)]


@pytest.mark.parametrize("day", ["2011-02-30", "yesterday", "2999-01-01", "1011-01-01"])
def test_impossible_dates_are_errors(tmp_path: Path, day: str) -> None:
    """No such day, no date, the future, the Middle Ages."""
    found = errors(tmp_path, recipe(columns=DATED), samples=dated(day))
    assert found == [(2, "d", f"“{day}”")]


def test_dates_outside_the_years_of_the_survey_are_warned_of(tmp_path: Path) -> None:
    """The survey says 2010 to 2012."""
    made = survey(tmp_path, recipe(columns=DATED), samples=dated("2013-01-01"))
    assert "1 date outside" in warnings(made)[0]


def test_missing_dates_are_not_a_time(tmp_path: Path) -> None:
    """An empty date stays unknown."""
    made = survey(tmp_path, recipe(columns=DATED), samples=dated(""))
    assert made.samples["date"].isna().all()


def test_a_row_with_too_many_fields_hides_no_other_fault(tmp_path: Path) -> None:
    """All problems come at once, also those of rows below it."""
    body = "id,lon,lat,Cu\na,11,1,1,200\nb,13,1,x\n"
    found = errors(tmp_path, recipe(), samples=body)
    assert found == [(2, None, "5 fields"), (3, "Cu", "“x”")]
