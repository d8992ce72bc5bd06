"""From the rings of neighbouring countries to arcs that they share.

All coordinates here are integers: steps of a quantum of degrees, so that equal
points are equal and nothing is decided by rounding. A country is the even-odd
area of its rings; an edge that occurs twice in one country therefore bounds
nothing and is left out, which also dissolves the border between merged parts.
The model of shared, reversible arcs is TopoJSON's (M. Bostock and C. Metcalf,
The TopoJSON Format Specification, 2013).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Point = tuple[int, int]
Edge = tuple[Point, Point]


class ArcKind(IntEnum):
    """What an arc is (docs/interfaces.md §3)."""

    COAST = 0
    BORDER = 1
    CUT = 2


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs, and rings made of them.

    `arcs` are lists of points; `kinds` belong to them; each of `rings` is the
    index of its country and its arcs in order, ``~i`` for arc *i* reversed.
    """

    arcs: tuple[tuple[Point, ...], ...]
    kinds: tuple[ArcKind, ...]
    rings: tuple[tuple[int, tuple[int, ...]], ...]


def build(countries: Sequence[Sequence[Ints]], half_turn: int, nowhere: int = 0) -> Topology:
    """Return the shared arcs of countries.

    Parameters
    ----------
    countries : sequence of sequences of int arrays, shape (n, 2)
        The rings of each country, open or closed, in steps of the quantum, none
        of them across the antimeridian (see `cut_antimeridian`).
    half_turn : int
        180° in steps. Edges along x = ±`half_turn` or y = ±`half_turn` / 2 are cuts.
    nowhere : int
        So many of the last countries belong to no country of the set: they make
        their neighbours' edges borders and get no rings.

    Returns
    -------
    Topology
        Rings in the order of their countries. Rings without an area are missing.
    """
    edges = [_bounding_edges(rings) for rings in countries]
    users: dict[Edge, list[int]] = defaultdict(list)
    for country, own in enumerate(edges):
        for edge in own:
            users[edge].append(country)
    signatures = {edge: (tuple(used), _is_cut(edge, half_turn)) for edge, used in users.items()}
    incident: dict[Point, list[Edge]] = defaultdict(list)
    for edge in users:
        incident[edge[0]].append(edge)
        incident[edge[1]].append(edge)
    nodes = {
        point
        for point, meeting in incident.items()
        if len(meeting) != 2 or signatures[meeting[0]] != signatures[meeting[1]]
    }
    arcs: dict[tuple[Point, ...], int] = {}
    kinds: list[ArcKind] = []
    rings = []
    for country in range(len(countries) - nowhere):
        for loop in _loops(edges[country]):
            members = []
            for arc in _split(loop, nodes):
                forward = arc <= arc[::-1]
                key = arc if forward else arc[::-1]
                if key not in arcs:
                    arcs[key] = len(arcs)
                    used, cut = signatures[_edge(arc[0], arc[1])]
                    kinds.append(
                        ArcKind.CUT if cut else ArcKind(min(len(used) - 1, ArcKind.BORDER))
                    )
                members.append(arcs[key] if forward else ~arcs[key])
            rings.append((country, tuple(members)))
    return Topology(tuple(arcs), tuple(kinds), tuple(rings))


def densify(ring: Ints, longest: int) -> Ints:
    """Return a closed ring with points added so that no edge is longer than `longest`.

    An edge between two points gets the same points from either side, so that
    neighbours keep sharing it.

    Parameters
    ----------
    ring : int array, shape (n, 2)
        Closed or open ring.
    longest : int
        Greatest difference in x and in y along an edge, in steps.
    """
    points = [(int(x), int(y)) for x, y in ring]
    if points[0] != points[-1]:
        points.append(points[0])
    dense = [points[0]]
    for a, b in pairwise(points):
        low, high = sorted((a, b))
        parts = -(-max(abs(b[0] - a[0]), abs(b[1] - a[1])) // longest)
        between = [
            (
                low[0] + (high[0] - low[0]) * i // parts,
                low[1] + (high[1] - low[1]) * i // parts,
            )
            for i in range(1, parts)
        ]
        dense += between if a == low else between[::-1]
        dense.append(b)
    return np.array(dense, dtype=np.int64)


def cut_antimeridian(ring: Ints, half_turn: int) -> list[Ints]:
    """Return the parts of a ring within −180…180°, closed along ±180° and a pole.

    An edge whose ends are more than half a turn apart is taken the short way
    round, across the antimeridian. A ring that crosses it an odd number of times
    runs round a pole and is closed along that pole's parallel.

    Parameters
    ----------
    ring : int array, shape (n, 2)
        Closed or open ring, in steps of the quantum. Longitudes beyond ±180° are
        brought back.
    half_turn : int
        180° in steps.

    Returns
    -------
    list of int arrays, shape (m, 2)
        Open rings; none where the whole ring lies along the antimeridian.
    """
    points = _within(ring, half_turn)
    pieces = _pieces(points, half_turn)
    if pieces is None:
        return [np.array(points, dtype=np.int64)]
    sides: dict[int, list[tuple[int, int, int]]] = {half_turn: [], -half_turn: []}
    for number, piece in enumerate(pieces):
        sides[piece[0][0]].append((piece[0][1], number, 0))
        sides[piece[-1][0]].append((piece[-1][1], number, 1))
    if len(sides[half_turn]) % 2:
        latitudes = [y for piece in pieces for _x, y in piece]
        pole = half_turn // 2 if sum(latitudes) > 0 else -(half_turn // 2)
        steps = np.linspace(half_turn, -half_turn, 37).round().astype(int)
        pieces.append([(int(x), pole) for x in steps])
        sides[half_turn].append((pole, len(pieces) - 1, 0))
        sides[-half_turn].append((pole, len(pieces) - 1, 1))
    partner: dict[tuple[int, int], tuple[int, int]] = {}
    for ends in sides.values():
        ends.sort()
        for a, b in zip(ends[::2], ends[1::2], strict=True):
            partner[a[1:]], partner[b[1:]] = b[1:], a[1:]
    return [np.array(loop, dtype=np.int64) for loop in _joined(pieces, partner)]


def _within(ring: Ints, half_turn: int) -> list[Point]:
    points: list[Point] = []
    for x, y in ring:
        wrapped = int(x)
        if abs(wrapped) > half_turn:
            wrapped = (wrapped + half_turn) % (2 * half_turn) - half_turn
        point = (wrapped, int(y))
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def _pieces(points: list[Point], half_turn: int) -> list[list[Point]] | None:
    """Return what runs from meridian to meridian, or None where a ring stays clear of it."""
    pieces: list[list[Point]] = [[]]
    for a, b in zip(points, [*points[1:], points[0]], strict=True):
        if abs(a[0]) == half_turn:
            pieces[-1].append(a)
            pieces.append([a])
        else:
            pieces[-1].append(a)
        crosses = abs(b[0] - a[0]) > half_turn
        if crosses and abs(a[0]) != half_turn and abs(b[0]) != half_turn:
            east = half_turn if a[0] > 0 else -half_turn
            share = (east - a[0]) / (b[0] + 2 * east - a[0])
            y = round(a[1] + share * (b[1] - a[1]))
            pieces[-1].append((east, y))
            pieces.append([(-east, y)])
    if len(pieces) == 1:
        return None
    pieces[0] = pieces.pop() + pieces[0]
    # What runs along the meridian is dropped: closing the pieces makes it anew.
    return [_sided(piece, half_turn) for piece in pieces if len(piece) > 2]


def _sided(piece: list[Point], half_turn: int) -> list[Point]:
    """Return a piece whose ends lie on the side of ±180° that its next points are on."""
    first = half_turn if piece[1][0] > 0 else -half_turn
    last = half_turn if piece[-2][0] > 0 else -half_turn
    return [(first, piece[0][1]), *piece[1:-1], (last, piece[-1][1])]


def _joined(
    pieces: list[list[Point]], partner: Mapping[tuple[int, int], tuple[int, int]]
) -> Iterable[list[Point]]:
    left = set(range(len(pieces)))
    while left:
        number, end = min(left), 0
        loop: list[Point] = []
        while number in left:
            left.remove(number)
            loop += pieces[number] if end == 0 else pieces[number][::-1]
            number, end = partner[number, 1 - end]
        yield loop


def _edge(a: Point, b: Point) -> Edge:
    return (a, b) if a <= b else (b, a)


def _is_cut(edge: Edge, half_turn: int) -> bool:
    (ax, ay), (bx, by) = edge
    return (ax == bx and abs(ax) == half_turn) or (ay == by and 2 * abs(ay) == half_turn)


def _bounding_edges(rings: Iterable[Ints]) -> list[Edge]:
    """Return the edges that occur an odd number of times, in the order of the rings."""
    odd: dict[Edge, None] = {}
    for ring in rings:
        points = [(int(x), int(y)) for x, y in ring]
        for a, b in zip(points, [*points[1:], points[0]], strict=True):
            edge = _edge(a, b)
            if edge in odd:
                del odd[edge]
            elif a != b:
                odd[edge] = None
    return list(odd)


def _loops(edges: list[Edge]) -> Iterable[list[Point]]:
    """Return closed walks that use every edge once and no point twice; the first point ends them.

    Every point has an even number of edges, so a walk can always go on.
    """
    ways: dict[Point, dict[Point, None]] = defaultdict(dict)
    for a, b in edges:
        ways[a][b] = None
        ways[b][a] = None
    for start, _end in edges:
        walk: list[Point] = [start]
        place = {start: 0}
        while ways[walk[-1]] or len(walk) > 1:
            here = walk[-1]
            there = next(iter(ways[here]))
            del ways[here][there], ways[there][here]
            if there in place:
                loop = walk[place[there] :]
                for point in loop[1:]:
                    del place[point]
                del walk[place[there] + 1 :]
                yield [*loop, there]
            else:
                place[there] = len(walk)
                walk.append(there)


def _split(loop: list[Point], nodes: set[Point]) -> Iterable[tuple[Point, ...]]:
    """Return the arcs of a closed loop between nodes, or one arc from its least point."""
    at = [i for i, point in enumerate(loop[:-1]) if point in nodes]
    start = at[0] if at else min(range(len(loop) - 1), key=loop.__getitem__)
    turned = [*loop[start:-1], *loop[: start + 1]]
    arc = [turned[0]]
    for point in turned[1:]:
        arc.append(point)
        if point in nodes:
            yield tuple(arc)
            arc = [point]
    if len(arc) > 1:
        yield tuple(arc)
