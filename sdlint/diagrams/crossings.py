"""How calm a layout is: how often its arrows cross one another, how far round they go."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from sdlint.diagrams.positions import Layout, Point, Route

_STEPS = 6
"""Straight pieces for each curve: enough to tell whether two arrows cross."""

_NEEDED, _BEND = 1.25, 60.0
"""What an arrow may be longer than the way as the crow flies, as a factor and in points."""

Segment = tuple[Point, Point]

_WEIGHTS = tuple(
    ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
    for t in (step / _STEPS for step in range(1, _STEPS + 1))
)
"""What each of a cubic curve's four points weighs at the ends of its pieces (Bernstein)."""


def crossings(layout: Layout) -> int:
    """How many pairs of pieces of different arrows cross: a sweep from left to right over all pieces."""
    pieces = []
    for number, route in enumerate(layout.edges):
        for one in flattened(route):
            (ax, ay), (bx, by) = one
            pieces.append((min(ax, bx), max(ax, bx), min(ay, by), max(ay, by), number, one))
    pieces.sort(key=lambda piece: piece[0])
    count = 0
    open_: list[tuple[float, float, float, int, Segment]] = []
    for left, right, top, bottom, number, one in pieces:
        # What ends to the left of this one, and so of all that come, meets nothing more.
        open_ = [other for other in open_ if other[0] >= left]
        count += sum(
            _cross(one, other)
            for _, above, below, of, other in open_
            if of != number and above <= bottom and top <= below
        )
        open_.append((right, top, bottom, number, one))
    return count


def detours(layout: Layout) -> float:
    """How much longer arrows are than they need be, in points, beyond a bend that nobody minds."""
    return sum(max(0.0, _length(route) - _NEEDED * _straight(route) - _BEND) for route in layout.edges)


def overshoots(layout: Layout) -> float:
    """How far arrows go to and fro, in points, in the way in which the layout is read: a hairpin, a loop."""
    at = 1 if layout.direction == "TB" else 0
    return sum(
        sum(abs(end[at] - start[at]) for start, end in flattened(route))
        - abs(route.points[-1][at] - route.points[0][at])
        for route in layout.edges
    )


def against(layout: Layout) -> int:
    """How many arrows go against the way in which the layout is read."""
    return len(going_back(layout))


def going_back(layout: Layout) -> list[int]:
    """Which arrows do."""
    at = 1 if layout.direction == "TB" else 0
    return [route.index for route in layout.edges if route.tip[at] < route.points[0][at]]


def _length(route: Route) -> float:
    return sum(hypot(end[0] - start[0], end[1] - start[1]) for start, end in flattened(route))


def _straight(route: Route) -> float:
    return hypot(route.tip[0] - route.points[0][0], route.tip[1] - route.points[0][1])


def flattened(route: Route) -> list[Segment]:
    """The way of an arrow as short straight pieces, its head's the last."""
    points = route.points
    flat = [points[0]]
    for index in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[index : index + 4]
        flat += [
            (a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy) for a, b, c, d in _WEIGHTS
        ]
    return list(pairwise(flat))


def _cross(one: Segment, other: Segment) -> bool:
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, point: Point) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
