"""Shared arcs and the cut at the antimeridian, in integer steps."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.catalog.topology import ArcKind, build, cut_antimeridian, densify

H = 180
"""Half a turn: one step is one degree here."""


def ring(*points):
    return np.array(points, dtype=np.int64)


def rings_of(topology):
    """Return the points of each ring with its country."""
    out = []
    for country, members in topology.rings:
        points = []
        for i in members:
            arc = topology.arcs[i] if i >= 0 else topology.arcs[~i][::-1]
            points += arc if not points else arc[1:]
        out.append((country, points))
    return out


def area_of(topology, country):
    """Return the even-odd area of a country."""
    area = shapely.Polygon()
    for owner, points in rings_of(topology):
        if owner == country:
            area = area.symmetric_difference(shapely.Polygon(points))
    return area


WEST = ring((0, 0), (10, 0), (10, 10), (0, 10))
EAST = ring((10, 0), (20, 0), (20, 10), (10, 10))


def test_neighbours_share_the_arc_of_their_border():
    """Two squares have one border and two coasts, and the border is stored once."""
    made = build([[WEST], [EAST]], H)
    kinds = dict(zip(made.arcs, made.kinds, strict=True))
    assert kinds[((10, 0), (10, 10))] == ArcKind.BORDER
    assert sorted(made.kinds) == [ArcKind.COAST, ArcKind.COAST, ArcKind.BORDER]
    border = made.arcs.index(((10, 0), (10, 10)))
    used = sorted(i for _c, arcs in made.rings for i in arcs if i in (border, ~border))
    assert used == sorted([border, ~border])


def test_parts_of_one_country_are_joined():
    """The border between two parts of one country is in no arc."""
    made = build([[WEST, EAST]], H)
    assert len(made.rings) == 1
    assert area_of(made, 0).equals(shapely.box(0, 0, 20, 10))
    assert made.kinds == (ArcKind.COAST,)


def test_land_of_no_country_has_a_border_and_no_ring():
    """A neighbour's edge to unattributed land is a border, not a coast."""
    made = build([[WEST], [EAST]], H, nowhere=1)
    assert [country for country, _arcs in made.rings] == [0]
    assert sorted(made.kinds) == [ArcKind.COAST, ArcKind.BORDER]


def test_enclaves_are_holes_of_one_and_rings_of_the_other():
    """An enclave's outline is one closed arc used by both countries."""
    outer = ring((0, 0), (9, 0), (9, 9), (0, 9))
    inner = ring((3, 3), (3, 6), (6, 6), (6, 3))
    made = build([[outer, inner], [inner[::-1]]], H)
    assert area_of(made, 0).area == 72
    assert area_of(made, 1).area == 9
    assert sorted(made.kinds) == [ArcKind.COAST, ArcKind.BORDER]


def test_rings_without_an_area_vanish():
    """Spikes and islands that rounding has flattened leave no trace."""
    spike = ring((0, 0), (10, 0), (10, 5), (15, 5), (10, 5), (10, 10), (0, 10))
    made = build([[spike, ring((40, 4), (41, 4)), ring((50, 5), (50, 5), (50, 5))]], H)
    assert len(made.rings) == 1
    assert (15, 5) not in {point for arc in made.arcs for point in arc}


def test_a_ring_that_touches_itself_becomes_two():
    """A figure of eight in one point is stored as two valid rings."""
    eight = ring((0, 0), (5, 5), (10, 0), (10, 10), (5, 5), (0, 10))
    made = build([[eight]], H)
    assert len(made.rings) == 2
    assert all(shapely.Polygon(points).is_valid for _c, points in rings_of(made))


def test_three_countries_meet_in_a_node():
    """At a tripoint every arc ends, and each pair of neighbours has its own border."""
    north = ring((0, 10), (10, 10), (20, 10), (20, 20), (0, 20))
    made = build([[WEST], [EAST], [north]], H)
    borders = [arc for arc, kind in zip(made.arcs, made.kinds, strict=True) if kind]
    assert len(borders) == 3
    assert all((10, 10) in (arc[0], arc[-1]) for arc in borders)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)),
        min_size=1,
        max_size=20,
        unique_by=lambda cell: cell[:2],
    )
)
def test_areas_survive_whatever_the_layout(cells):
    """Countries made of unit squares keep their area, and no edge is stored twice."""
    squares = [[], [], []]
    for x, y, owner in cells:
        squares[owner].append(ring((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)))
    made = build(squares, H)
    for owner in range(3):
        assert area_of(made, owner).area == pytest.approx(len(squares[owner]))
    edges = [tuple(sorted(pair)) for arc in made.arcs for pair in pairwise(arc)]
    assert len(edges) == len(set(edges))
    for _country, points in rings_of(made):
        assert points[0] == points[-1]
        assert shapely.Polygon(points).is_valid


def test_long_edges_get_the_same_points_from_either_side():
    """Neighbours keep sharing a border that got points added."""
    one = densify(ring((0, 0), (7, 31), (0, 31)), 10)
    other = densify(ring((7, 31), (0, 0), (7, 0)), 10)
    assert np.abs(np.diff(one, axis=0)).max() <= 10
    edge = one[: one.tolist().index([7, 31]) + 1].tolist()
    assert len(edge) == 5
    assert other[:5].tolist() == edge[::-1]


def test_a_ring_clear_of_the_antimeridian_is_left_alone():
    """Most rings pass through unchanged."""
    (same,) = cut_antimeridian(WEST, H)
    assert same.tolist() == WEST.tolist()


def _areas(parts):
    return sorted(shapely.Polygon(part).area for part in parts)


def test_a_ring_across_the_antimeridian_is_cut_in_two():
    """An island from 170° E to 170° W has one part on either side."""
    parts = cut_antimeridian(ring((170, 0), (-170, 0), (-170, 10), (170, 10)), H)
    assert _areas(parts) == [100, 100]
    assert sorted((p[:, 0].min(), p[:, 0].max()) for p in parts) == [(-180, -170), (170, 180)]


def test_a_ring_across_twice_is_cut_in_four_ends():
    """A bay at the antimeridian leaves three parts, each valid."""
    island = ring(
        (170, 0), (-170, 0), (-170, 10), (175, 10), (175, 20), (-170, 20), (-170, 30), (170, 30)
    )
    parts = cut_antimeridian(island, H)
    assert _areas(parts) == [100, 100, 250]
    assert all(shapely.Polygon(p).is_valid for p in parts)


def test_points_on_the_antimeridian_take_their_neighbours_side():
    """180 written where −180 is meant, as in Fiji's outline, does not wrap round."""
    parts = cut_antimeridian(ring((180, 0), (-178, 0), (-178, 2), (-180, 2)), H)
    assert _areas(parts) == [4]
    assert parts[0][:, 0].min() == -180
    assert parts[0][:, 0].max() == -178


def test_a_ring_that_only_touches_the_antimeridian_stays_one():
    """A cape at exactly 180° is no crossing."""
    (part,) = cut_antimeridian(ring((170, 0), (180, 5), (170, 10)), H)
    assert shapely.Polygon(part).area == 50


def test_longitudes_beyond_half_a_turn_come_back():
    """An operator's outline from 170 to 190 is the same island."""
    parts = cut_antimeridian(ring((170, 0), (190, 0), (190, 10), (170, 10)), H)
    assert _areas(parts) == [100, 100]


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_ring_round_a_pole_is_closed_along_it(sign):
    """Antarctica, and the same at the other pole."""
    cap = ring(*[(x, sign * 80) for x in range(-170, 180, 20)])
    (part,) = cut_antimeridian(cap, H)
    assert shapely.Polygon(part).is_valid
    assert shapely.Polygon(part).area == 3600
    assert sign * part[:, 1].max() == (80 if sign < 0 else 90)


def test_cut_edges_are_marked():
    """Edges along ±180° and the pole are cuts, all others are coast."""
    (part,) = cut_antimeridian(ring(*[(x, -80) for x in range(-170, 180, 20)]), H)
    made = build([[densify(part, 20)]], H)
    for arc, kind in zip(made.arcs, made.kinds, strict=True):
        artificial = all(abs(x) == 180 or y == -90 for x, y in arc)
        assert (kind == ArcKind.CUT) == artificial
    assert ArcKind.CUT in made.kinds


@given(
    st.integers(-179, 180),
    st.lists(st.tuples(st.integers(0, 60), st.integers(-60, 60)), min_size=3, max_size=12),
)
def test_cutting_keeps_the_area_wherever_the_ring_lies(shift, points):
    """A valid ring has the same area at the antimeridian as anywhere else."""
    hull = shapely.convex_hull(shapely.multipoints(points))
    if hull.geom_type != "Polygon":
        return
    outline = np.array(hull.exterior.coords)[:-1].astype(np.int64)
    moved = outline + np.array([shift, 0])
    # 1,000 steps a degree keep the rounded crossing from showing.
    parts = cut_antimeridian(moved * 1000, H * 1000)
    total = sum(shapely.Polygon(part).area for part in parts) / 1e6
    assert total == pytest.approx(hull.area, abs=0.1)
    assert all(np.abs(part[:, 0]).max() <= 180_000 for part in parts)


def test_a_ring_along_the_antimeridian_vanishes():
    """What lies wholly on the meridian has no area."""
    assert cut_antimeridian(ring((180, 0), (-180, 10), (180, 20)), H) == []
