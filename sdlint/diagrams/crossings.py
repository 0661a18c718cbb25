"""How calm a layout is: how often its arrows cross one another."""

from __future__ import annotations

from itertools import pairwise

from sdlint.diagrams.positions import Layout, Point, Route

_STEPS = 6
"""Straight pieces for each curve: enough to tell whether two arrows cross."""

Segment = tuple[Point, Point]


def crossings(layout: Layout) -> int:
    """How many pairs of pieces of different arrows cross: a sweep from left to right over all pieces."""
    pieces = []
    for number, route in enumerate(layout.edges):
        for one in _flat(route):
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


def _flat(route: Route) -> list[Segment]:
    points = route.points
    flat = [points[0]]
    for index in range(0, len(points) - 1, 3):
        a, b, c, d = points[index : index + 4]
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            u = 1 - t
            weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
            flat.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return list(pairwise(flat))


def _cross(one: Segment, other: Segment) -> bool:
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, point: Point) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
