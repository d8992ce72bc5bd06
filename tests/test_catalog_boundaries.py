"""The boundary set: validity, areas, countries of places, and an operator's own set."""

from pathlib import Path

import brotli
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalog import boundaries
from dashboard.catalog.countries import countries
from dashboard.catalog.tables import NotInCatalogError
from dashboard.catalog.topology import ArcKind

FOLDER = Path(__file__).parent.parent / "data" / "boundaries"
DETAILS = list(boundaries.DETAILS)


@pytest.fixture(scope="module", params=DETAILS)
def detail(request):
    """Each detail of the shipped set."""
    return boundaries.read(FOLDER / f"{request.param}.bin")


@pytest.fixture(scope="module")
def fine():
    """Return the finest detail of the shipped set."""
    return boundaries.read(FOLDER / "world-50m.bin")


def test_both_details_hold_the_same_countries_labels_and_areas():
    """A country keeps its index, label point and area when the detail changes."""
    coarse, fine = (boundaries.read(FOLDER / f"{name}.bin") for name in DETAILS)
    assert coarse.countries == fine.countries
    assert len(fine.countries) == 247
    assert list(fine.countries) == sorted(set(fine.countries))
    np.testing.assert_array_equal(coarse.labels, fine.labels)
    np.testing.assert_array_equal(coarse.areas_km2, fine.areas_km2)
    assert [c for c in fine.countries if c not in fine.polygons()] == ["CCK", "TKL", "VAT"]


def test_codes_follow_the_policy(detail):
    """Every code is in the catalogue; merged ones are gone, separate ISO entries are there."""
    listed = set(detail.countries)
    assert listed <= set(countries())
    assert not listed & {"CYN", "SOL", "KAS", "IOA", "ATC"}
    assert {"XKX", "GUF", "SJM", "REU", "PSE", "ESH", "TWN", "HKG"} <= listed
    assert "ISO 3166-1" in detail.header["policy"]
    assert "Natural Earth" in detail.header["source"]


def test_every_ring_is_valid_within_the_world(detail):
    """No ring crosses itself or leaves −180…180°, −90…90°, as the source's Russia does."""
    for name, ring in detail.rings():
        assert np.array_equal(ring[0], ring[-1])
        assert shapely.Polygon(ring).is_valid, name
    points = np.concatenate([ring for _name, ring in detail.rings()])
    assert np.abs(points).max(axis=0).tolist() == [180, 90]


def test_countries_are_valid_and_do_not_overlap(detail):
    """The polygons form a coverage: valid each, borders shared, no overlap, no gap."""
    shapes = np.array(list(detail.polygons().values()), dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_antimeridian_countries_are_cut_and_whole(fine):
    """Russia, Fiji and Antarctica reach ±180° and are no band round the world."""
    at_the_line = {n for n, ring in fine.rings() if (np.abs(ring[:, 0]) == 180).any()}
    assert at_the_line == {"RUS", "FJI", "ATA"}
    russia, fiji, antarctica = (fine.polygons()[c] for c in ("RUS", "FJI", "ATA"))
    assert russia.contains(shapely.Point(179, 67))
    assert russia.contains(shapely.Point(-175, 67))
    assert not russia.contains(shapely.Point(0, 67))
    assert fiji.contains(shapely.Point(178, -17.8))
    assert not fiji.contains(shapely.Point(0, -17))
    for lon in (-180, -90, 0, 90, 180):
        assert antarctica.intersects(shapely.Point(lon, -89.9))


def test_cut_edges_and_only_they_are_marked(detail):
    """Kind 2 lies on ±180° or −90°; no other arc has an edge there."""
    quantum = detail.header["quantum"]
    ends = np.cumsum(detail.planes["arc_length"].astype(int))
    starts = ends - detail.planes["arc_length"]
    deltas = detail.planes["arc_delta"].reshape(-1, 2)
    offset = 0
    for first, start, end, kind in zip(
        detail.planes["arc_start"].reshape(-1, 2),
        starts,
        ends,
        detail.planes["arc_kind"],
        strict=True,
    ):
        steps = deltas[offset : offset + end - start - 1]
        offset += len(steps)
        arc = np.vstack([first, first + np.cumsum(steps, axis=0)]) * quantum
        meridian = (np.abs(arc[:-1, 0]) == 180) & (arc[:-1, 0] == arc[1:, 0])
        pole = (np.abs(arc[:-1, 1]) == 90) & (arc[:-1, 1] == arc[1:, 1])
        assert (meridian | pole).all() == (kind == ArcKind.CUT)
        assert (meridian | pole).any() == (kind == ArcKind.CUT)
    assert offset == len(deltas)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "iso3"),
    [
        ("Helsinki", 24.94, 60.19, "FIN"),
        ("Vientiane", 102.61, 17.98, "LAO"),
        ("Kinshasa", 15.32, -4.36, "COD"),
        ("Brazzaville", 15.24, -4.24, "COG"),
        ("Denver", -104.99, 39.74, "USA"),
        ("Ushuaia hinterland", -67.8, -54.5, "ARG"),
        ("Maseru hinterland", 28.2, -29.5, "LSO"),
        ("Alice Springs", 133.88, -23.70, "AUS"),
        ("Antananarivo", 47.52, -18.91, "MDG"),
        ("Anadyr hinterland", 175.0, 65.0, "RUS"),
        ("Uelen hinterland", -172.0, 66.5, "RUS"),
        ("Suva hinterland", 178.2, -17.9, "FJI"),
        ("Reykjavik hinterland", -20.0, 64.5, "ISL"),
        ("Kyrenia district", 33.3, 35.3, "CYP"),
        ("Nicosia district south", 33.2, 35.0, "CYP"),
        ("Hargeisa", 44.06, 9.56, "SOM"),
        ("Pristina", 21.17, 42.67, "XKX"),
        ("Cayenne hinterland", -53.0, 4.0, "GUF"),
        ("Longyearbyen hinterland", 16.0, 78.0, "SJM"),
        ("Laayoune", -13.2, 27.1, "ESH"),
    ],
)
def test_places_lie_in_their_country_and_no_other(fine, place, lon, lat, iso3):
    """Known places, both sides of 180° and the special cases of the policy."""
    point = shapely.Point(lon, lat)
    assert [c for c, shape in fine.polygons().items() if shape.contains(point)] == [iso3], place


def test_land_without_a_country_is_bordered_by_its_neighbours(fine):
    """The Siachen Glacier is nobody's, and its edge is drawn as a border."""
    point = shapely.Point(77.18, 35.29)
    assert not [c for c, shape in fine.polygons().items() if shape.contains(point)]


@pytest.mark.parametrize(
    ("iso3", "thousand_km2"),
    [
        # Surface area, UN Demographic Yearbook, Table 3, in thousand km² (rounded).
        ("ARG", 2_780),
        ("AUS", 7_692),
        ("BRA", 8_516),
        ("CAN", 9_985),
        ("DEU", 358),
        ("ESP", 506),
        ("KAZ", 2_725),
        ("KHM", 181),
        ("MDG", 587),
        ("MEX", 1_964),
        ("MNG", 1_564),
        ("NOR", 324),
        ("PER", 1_285),
        ("POL", 313),
        ("RUS", 17_098),
        ("TUR", 784),
        ("ZAF", 1_221),
    ],
)
def test_areas_agree_with_published_ones(fine, iso3, thousand_km2):
    """Geodesic areas of the outlines lie within 1.5 % of the official surface areas."""
    assert fine.areas_km2[fine.countries.index(iso3)] == pytest.approx(
        thousand_km2 * 1e3, rel=0.015
    )


def test_area_of_a_round_the_pole_ring_agrees_with_an_equal_area_projection(fine):
    """Antarctica's geodesic area equals that on Lambert's cylindrical equal-area projection."""
    shape = shapely.segmentize(fine.polygons()["ATA"], 0.1)
    # Authalic radius of WGS84, 6371.0072 km (Moritz 2000); the sphere errs by less than 1 %.
    flat = shapely.transform(
        shape, lambda p: np.column_stack([np.radians(p[:, 0]), np.sin(np.radians(p[:, 1]))])
    )
    area = fine.areas_km2[fine.countries.index("ATA")]
    assert area == pytest.approx(flat.area * 6371.0072**2, rel=0.01)


def test_one_square_degree_at_the_equator_has_its_textbook_area():
    """1° × 1° at the equator is 12,308.8 km² (Karney's GeographicLib; sphere: 12,364)."""
    area = boundaries.geodesic_area_km2(shapely.box(0, 0, 1, 1))
    assert area == pytest.approx(12_308.8, abs=0.1)
    ring = shapely.box(0, 0, 1, 1).difference(shapely.box(0.25, 0.25, 0.75, 0.75))
    assert boundaries.geodesic_area_km2(ring) == pytest.approx(area * 0.75, rel=1e-4)


def test_label_points_lie_in_their_country(fine):
    """Every country with a ring has its label inside, the others have one all the same."""
    for name, point in zip(fine.countries, fine.labels, strict=True):
        assert np.isfinite(point).all(), name
        if name in fine.polygons():
            assert fine.polygons()[name].contains(shapely.Point(point)), name
    lon, lat = fine.labels[fine.countries.index("FRA")]
    assert 0 < lon < 5
    assert 45 < lat < 49


@pytest.mark.parametrize(("name", "kilobytes"), [("world-110m", 45), ("world-50m", 230)])
def test_files_are_small_enough_for_the_first_map(name, kilobytes):
    """Compressed as the server sends them, the geometries fit the page's budget."""
    assert len(brotli.compress((FOLDER / f"{name}.bin").read_bytes())) <= kilobytes * 1000


def test_reading_and_writing_changes_nothing(detail, tmp_path):
    """A file read and written again is the same file."""
    path = tmp_path / "again.bin"
    boundaries.write(path, detail)
    assert path.read_bytes() == (FOLDER / f"{detail.header['name']}.bin").read_bytes()


def test_other_containers_are_refused(tmp_path):
    """A planes container that holds no boundaries is named as such."""
    path = tmp_path / "other.bin"
    boundaries.write(path, boundaries.Boundaries({}, {"label": np.zeros(2, "f4")}))
    with pytest.raises(ValueError, match="is no boundary container: it lacks arc_delta"):
        boundaries.read(path)


def _encoded(rings, quantum=0.01, **more):
    about = {"name": "test", "source": "test", "policy": "test"}
    return boundaries.encode(rings, quantum=quantum, **about, **more)


def test_encode_refuses_unknown_codes_and_quanta():
    """A set cannot hold codes that nothing else knows, nor miss ±180° with its steps."""
    square = [np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)]
    with pytest.raises(NotInCatalogError, match="country 'CYN'"):
        _encoded({"CYN": square})
    with pytest.raises(ValueError, match="does not divide"):
        _encoded({"FIN": square}, quantum=0.007)


def test_a_country_without_rings_has_no_area_and_no_label():
    """Missing is NaN and zero until the set's maker says better."""
    square = [np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)]
    made = _encoded({"FIN": square}, countries=["FIN", "VAT"])
    assert made.countries == ("FIN", "VAT")
    assert made.areas_km2[1] == 0
    assert np.isnan(made.labels[1]).all()
    assert set(made.polygons()) == {"FIN"}


def test_rings_that_cross_themselves_are_repaired_when_read():
    """A bow tie, as rounding can make of a narrow spit, keeps its two triangles."""
    made = _encoded({"FIN": [np.array([[0, 0], [2, 2], [2, 0], [0, 2]], float)]})
    shape = made.polygons()["FIN"]
    assert shape.is_valid
    assert shape.area == pytest.approx(2)


@settings(max_examples=50)
@given(
    st.floats(-179, 170),
    st.floats(-80, 70),
    st.floats(0.5, 9),
    st.floats(0.5, 9),
    st.sampled_from([0.0025, 0.01]),
)
def test_encoding_keeps_shapes_to_the_quantum(lon, lat, width, height, quantum):
    """A box and its neighbour come back within half a step, and share their border."""
    box = shapely.box(lon, lat, lon + width / 2, lat + height)
    beside = shapely.box(lon + width / 2, lat, lon + width, lat + height)
    made = _encoded(
        {
            "FIN": [shapely.get_coordinates(box)],
            "SWE": [shapely.get_coordinates(beside)],
        },
        quantum=quantum,
    )
    shapes = made.polygons()
    assert shapely.hausdorff_distance(shapes["FIN"], box) <= quantum
    assert np.count_nonzero(made.planes["arc_kind"] == ArcKind.BORDER) == 1
    assert shapely.coverage_is_valid(np.array(list(shapes.values()), dtype=object))
    assert np.abs(made.planes["arc_delta"]).max() <= 2 / quantum


@pytest.fixture
def own_file(tmp_path):
    """Return a GeoPackage with two neighbours, an enclave and an island across 180°."""
    import geopandas

    enclave = shapely.box(2, 2, 4, 4)
    frame = geopandas.GeoDataFrame(
        {
            "iso3": ["ZAF", "LSO", "NAM", "FJI", "NAM"],
            "name": ["South Africa", "Lesotho", "Namibia", "Fiji", "Namibia"],
        },
        geometry=[
            shapely.box(0, 0, 6, 6).difference(enclave),
            enclave,
            shapely.Polygon([(6, 0), (9, 0), (9, 6), (6, 6)]),
            shapely.box(179, -18, 181, -16),
            shapely.Polygon([(9, 0), (12, 0), (12, 6), (9, 6)]),
        ],
        crs=4326,
    )
    path = tmp_path / "own.gpkg"
    frame.to_file(path)
    return path


def test_an_operator_can_replace_the_set(own_file, tmp_path, capsys):
    """One command writes both details; parts join, enclaves are holes, 180° is cut."""
    out = tmp_path / "set"
    assert boundaries.main([str(own_file), str(out)]) == 0
    assert len(capsys.readouterr().out.split()) == 2
    coarse, fine = (boundaries.read(out / f"{name}.bin") for name in DETAILS)
    assert coarse.countries == fine.countries == ("FJI", "LSO", "NAM", "ZAF")
    shapes = fine.polygons()
    assert shapes["ZAF"].area == pytest.approx(32)
    assert shapes["NAM"].equals(shapely.box(6, 0, 12, 6))
    assert shapely.get_coordinates(shapes["FJI"])[:, 0].min() == -180
    assert shapes["FJI"].area == pytest.approx(4)
    np.testing.assert_array_equal(coarse.labels, fine.labels)
    kinds = np.bincount(fine.planes["arc_kind"])
    assert kinds[ArcKind.BORDER] == 2


def test_an_operators_file_is_checked(own_file, tmp_path, capsys):
    """Missing fields, unknown codes and lines are refused in words, with exit status 1."""
    import geopandas

    frame = geopandas.read_file(own_file)
    slips = {
        "no field 'iso3'": frame.rename(columns={"iso3": "code"}),
        "country 'ZZZ' is not in the catalogue": frame.assign(iso3="ZZZ"),
        "are no polygons": frame.set_geometry(frame.boundary),
    }
    for number, (message, wrong) in enumerate(slips.items()):
        path = tmp_path / f"{number}.geojson"
        wrong.to_crs(4326).to_file(path)
        assert boundaries.main([str(path), str(tmp_path / "out")]) == 1
        assert message in capsys.readouterr().err


def test_the_disclaimer_takes_no_position():
    """The sentence of the written policy is the one on the maps."""
    text = boundaries.disclaimer()
    policy = (FOLDER.parent.parent / "docs" / "boundaries.md").read_text(encoding="utf-8")
    assert text in " ".join(policy.replace("\n>", " ").split())
