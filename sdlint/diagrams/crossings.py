"""How calm a layout is: how often its arrows cross one another."""

from __future__ import annotations

from itertools import pairwise

from sdlint.diagrams.positions import Layout, Point, Route

_STEPS = 6
"""Straight pieces for each curve: enough to tell whether two arrows cross."""

Segment = tuple[Point, Point]
Frame = tuple[float, float, float, float]


def crossings(layout: Layout) -> int:
    """How many pairs of pieces of different arrows cross."""
    ways = [_flat(route) for route in layout.edges]
    frames = [_frame([point for segment in way for point in segment]) for way in ways]
    count = 0
    for index, way in enumerate(ways):
        for other in range(index + 1, len(ways)):
            if _meet(frames[index], frames[other]):
                near = [segment for segment in ways[other] if _meet(_frame(segment), frames[index])]
                count += sum(_cross(one, two) for one in way for two in near)
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


def _frame(points: list[Point] | Segment) -> Frame:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: Frame, other: Frame) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _cross(one: Segment, other: Segment) -> bool:
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, point: Point) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
