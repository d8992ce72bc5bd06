"""Countries of points and distances from them."""

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.surveys.borders import world
from dashboard.surveys.extent import planned_extent
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.recipe_survey import ExtentPart
from tests.surveys_maker import LAND


def located(lon: float, lat: float, within: float = 0.0, land: Overlay = LAND) -> object:
    return land.locate(np.array([lon]), np.array([lat]), within)[0]


def test_points_lie_in_their_country_or_nowhere() -> None:
    """Inside, outside, on the common border (the first wins), unknown."""
    assert located(11, 1) == "FIN"
    assert located(13, 1) == "NOR"
    assert located(12, 1) == "FIN"
    assert located(20, 1) is None
    assert located(float("nan"), 1) is None


def test_points_at_sea_belong_to_the_nearest_country_within_the_distance() -> None:
    """0.1° of longitude at the equator is 11.1 km."""
    assert located(14.1, 1, 11.2) == "NOR"
    assert located(14.1, 1, 11.0) is None
    assert located(9.9, 1, 20) == "FIN"


def test_the_nearest_country_may_lie_across_the_antimeridian() -> None:
    """A point at 179.9° W is 11 km (10.6 at 17° S) from land that ends at 180°."""
    assert located(-179.9, -17, 12) == "FJI"
    assert located(-179.9, -17, 10) is None


def test_distance_agrees_with_the_geodesic() -> None:
    """Against pyproj's ellipsoid, within 1 %."""
    _, _, metres = pyproj.Geod(ellps="WGS84").inv(14, 1, 15.5, 1)
    assert LAND.distance_km(15.5, 1, "NOR") == pytest.approx(metres / 1000, rel=0.01)
    assert LAND.distance_km(-179.5, -17, "FJI") == pytest.approx(53.2, rel=0.01)
    assert LAND.distance_km(0, 0, "XXX") == float("inf")


@given(st.floats(9, 15), st.floats(-1, 3), st.floats(1, 60))
def test_nearest_country_agrees_with_the_distances(lon: float, lat: float, within: float) -> None:
    """The country found at sea is no farther than any other and within reach."""
    found = located(lon, lat, within)
    if located(lon, lat) is not None:
        assert found == located(lon, lat)
        return
    distances = {code: LAND.distance_km(lon, lat, code) for code in ("FIN", "NOR")}
    if found is None:
        assert min(distances.values()) > within - 1e-9
    else:
        assert distances[str(found)] == pytest.approx(min(distances.values()))


def test_overlay_of_some_countries_knows_no_others() -> None:
    """Restricted to one country, its neighbour's land is sea."""
    assert located(13, 1, land=LAND.only({"FIN"})) is None
    assert located(12.05, 1, 10, LAND.only({"FIN"})) == "FIN"


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [(24.94, 60.17, "FIN"), (33.07, 68.97, "RUS"), (177.5, 64.7, "RUS"), (-170, 66, "RUS")],
)
def test_cities_lie_in_their_countries(lon: float, lat: float, country: str) -> None:
    """Helsinki, Murmansk, Anadyr and Chukotka beyond 180° with the project's boundaries."""
    assert located(lon, lat, 20, world()) == country


def test_extent_is_the_countries_cut_by_bounds(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Bounds keep a part; without countries there is no extent."""
    land = {"FIN": shapely.box(10, 0, 12, 2), "NOR": shapely.box(12, 0, 14, 2)}
    part = ExtentPart(countries=("FIN", "NOR"), bounds=(11, 1, 13, 5))
    assert planned_extent(part, tmp_path, land).area == pytest.approx(2)  # type: ignore[union-attr]
    whole = planned_extent(ExtentPart(countries=("NOR",)), tmp_path, land)
    assert whole is not None
    assert whole.equals(land["NOR"])
    away = ExtentPart(countries=("FIN",), bounds=(50, 50, 60, 60))
    assert planned_extent(away, tmp_path, land) is None
    assert planned_extent(ExtentPart(), tmp_path, land) is None


def test_extent_polygons_go_before_countries_in_any_reference_system(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A file in UTM metres comes back in degrees."""
    square = geopandas.GeoSeries([shapely.box(26, 68, 27, 69)], crs=4326).to_crs(32635)
    square.to_file(tmp_path / "extent.gpkg")
    part = ExtentPart(countries=("FIN",), polygons="extent.gpkg")
    found = planned_extent(part, tmp_path, {"FIN": shapely.box(0, 0, 1, 1)})
    assert found is not None
    assert found.bounds == pytest.approx((26, 68, 27, 69), abs=1e-6)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(9, 15), st.floats(-1, 3), st.sampled_from(["FIN", "NOR", "FJI"]))
    ),
    st.sampled_from([0.0, 5.0, 100.0]),
)
def test_points_lie_in_their_countries_together_as_one_by_one(points, within: float) -> None:
    """Each of its own countries; none lies in a country without an area here."""
    lon, lat = (np.array([p[i] for p in points], dtype=np.float64) for i in (0, 1))
    wanted = np.array([*(frozenset({p[2], "ATA"}) for p in points), None], dtype=object)[:-1]
    found = LAND.lie_in(lon, lat, wanted, within).tolist()
    alone = [
        LAND.only([p[2]]).locate(np.array([p[0]]), np.array([p[1]]), within)[0] for p in points
    ]
    assert found == [code is not None for code in alone]
    nowhere = np.full(len(points), frozenset({"ATA"}), dtype=object)
    assert not LAND.lie_in(lon, lat, nowhere, within).any()
