"""Where everything lies, as the engine's answer says it: points, y downward."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import hypot, isfinite
from typing import Any

from sdlint.diagrams.graph import INSET, numbered, on_its_way
from sdlint.diagrams.measure import Card
from sdlint.diagrams.picture import Cluster, Picture
from sdlint.record import Equal, changed

Point = tuple[float, float]

_REACH = 0.4
"""How far the handles of a curve reach, as a share of the distance between its ends."""
_SHARP = 0.5
"""The cosine of the turn at a label from which it is bent in a wide curve: 60 degrees."""
_STEPS = 12
"""So many steps of a curve are looked at to tell how sharply it turns."""
_FOLDED = 0.8
"""A way that turns more within a few points of length is folded: 0 to 2."""
_BEND = 40.0
"""So many points of the way before the label and behind it are given up for that curve."""


class Rect(Equal):
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side's x."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The bottom's y."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2


class PlacedCluster(Equal):
    """A cluster, where it lies, and how many clusters it lies in."""

    cluster: Cluster
    rect: Rect
    depth: int


class Route(Equal):
    """An edge's way, from its source's border to the foot of its arrowhead, and the head's tip."""

    index: int
    """Which of the picture's edges."""
    points: tuple[Point, ...]
    """A start, then three points for each cubic Bézier curve."""
    tip: Point
    label: Point | None
    """The middle of the label."""


class Layout(Equal):
    """Where everything lies. Boxes by name; clusters outer before inner; edges in the picture's order."""

    width: float
    height: float
    boxes: dict[str, Rect]
    clusters: tuple[PlacedCluster, ...]
    edges: tuple[Route, ...]
    direction: str


class Unplaced(Exception):
    """The engine's answer doesn't place everything. The message says what is missing."""


def read(picture: Picture, cards: Mapping[str, Card], answer: str, direction: str) -> Layout:
    """Positions from Graphviz' `json0`."""
    try:
        graph: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise Unplaced("the engine's answer isn't JSON") from error
    left, low, right, top = _numbers(graph.get("bb"), 4)
    objects = {entry.get("name"): entry for entry in graph.get("objects", ())}
    routes = {entry.get("id"): entry for entry in graph.get("edges", ())}
    boxes: dict[str, Rect] = {}
    for index, box in enumerate(picture.boxes):
        x, y = _numbers(objects.get(f"n{index}", {}).get("pos"), 2)
        wide, high = cards[box.name].width, cards[box.name].height
        boxes[box.name] = Rect(x - left - wide / 2, top - y - high / 2, wide, high)
    depths = dict(_depths(picture.clusters, 0))
    clusters: list[PlacedCluster] = []
    for index, cluster in enumerate(numbered(picture.clusters)):
        x, y, x2, y2 = _numbers(objects.get(f"cluster_{index}", {}).get("bb"), 4)
        clusters.append(
            PlacedCluster(cluster, _inset(x - left, top - y2, x2 - x, y2 - y), depths[cluster.id])
        )
    edges: list[Route] = []
    for index, edge in enumerate(picture.edges):
        route = _route(index, routes.get(f"e{index}"), left, top)
        if on_its_way(edge):
            before = _route(index, routes.get(f"a{index}"), left, top)
            if _is_told_backward(routes[f"e{index}"]):
                before = changed(before, points=before.points[::-1])
            x, y = _numbers(objects.get(f"l{index}", {}).get("pos"), 2)
            route = _through(before, route, (x - left, top - y))
        edges.append(route)
    return Layout(right - left, top - low, boxes, tuple(clusters), tuple(edges), direction)


def _inset(x: float, y: float, wide: float, high: float) -> Rect:
    return Rect(x + INSET, y + INSET, wide - 2 * INSET, high - 2 * INSET)


def _depths(clusters: tuple[Cluster, ...], depth: int) -> Iterator[tuple[str, int]]:
    for cluster in clusters:
        yield cluster.id, depth
        yield from _depths(cluster.clusters, depth + 1)


def _route(index: int, entry: Mapping[str, str] | None, left: float, top: float) -> Route:
    if entry is None:
        raise Unplaced("an edge is missing")
    tip: Point | None = None
    points: list[Point] = []
    for word in entry.get("pos", "").partition(";")[0].split():
        if word.startswith(("e,", "s,")):
            x, y = _numbers(word[2:], 2)
            tip = (x - left, top - y)
        else:
            x, y = _numbers(word, 2)
            points.append((x - left, top - y))
    if len(points) < 4 or len(points) % 3 != 1:
        raise Unplaced("an edge has no way")
    label: Point | None = None
    if "lp" in entry:
        x, y = _numbers(entry["lp"], 2)
        label = (x - left, top - y)
    if _is_told_backward(entry):
        points.reverse()
    return Route(index, tuple(points), tip or points[-1], label)


def _is_told_backward(entry: Mapping[str, str]) -> bool:
    """Whether an edge's head is where Graphviz was told that it starts."""
    return entry.get("pos", "").startswith("s,")


def _through(before: Route, after: Route, label: Point) -> Route:
    """One way of the two that meet at a label: through its middle, so that none can doubt whose label it is,
    and without a corner, from whichever sides the two come.
    """
    first, then = before.points, after.points
    coming, going = _direction(first[::-1], -1.0), _direction(then, 1.0)
    short = _shorter(first, _BEND), _shorter(then[::-1], _BEND)[::-1]
    earlier, later = _direction(short[0][::-1], -1.0), _direction(short[1], 1.0)
    if min(_along(earlier, coming), _along(coming, going), _along(going, later)) >= _SHARP:
        bridge = _bridge(first, then, label, _unit((coming[0] + going[0], coming[1] + going[1])))
        return Route(after.index, (*first, *bridge, *then[1:]), after.tip, label)
    # It curls around the label or turns back: more of both ways is given up for a bend that an eye can
    # follow, and still more where that isn't enough.
    ways: list[tuple[float, tuple[Point, ...]]] = []
    for wide in (1, 2, 3):
        first, then = _shorter(before.points, wide * _BEND), _shorter(after.points[::-1], wide * _BEND)[::-1]
        sharp, bridge = _widest(first, then, label)
        ways.append((sharp, (*first, *bridge, *then[1:])))
        if sharp <= _FOLDED:
            break
    return Route(after.index, min(ways, key=lambda way: way[0])[1], after.tip, label)


def _widest(first: Sequence[Point], then: Sequence[Point], label: Point) -> tuple[float, tuple[Point, ...]]:
    """The widest bend through a label from one way to the other, after how sharply it turns."""
    coming, going = _direction(first[::-1], -1.0), _direction(then, 1.0)
    directions = [_unit((coming[0] + going[0], coming[1] + going[1]))]
    if _along(coming, going) < _SHARP:
        start, end = first[-1], then[0]
        aside = _unit((label[1] - start[1], start[0] - label[0]))
        directions += [_unit((end[0] - start[0], end[1] - start[1])), aside, (-aside[0], -aside[1])]
    bridges = [_bridge(first, then, label, direction) for direction in directions]
    return min(((_sharpest((first[-1], *bridge)), bridge) for bridge in bridges), key=lambda one: one[0])


def _bridge(first: Sequence[Point], then: Sequence[Point], label: Point, middle: Point) -> tuple[Point, ...]:
    """Two curves that join two ways, with that direction at the label."""
    coming, going = _direction(first[::-1], -1.0), _direction(then, 1.0)
    return (*_bend(first[-1], coming, label, middle), *_bend(label, middle, then[0], going))


def _shorter(points: tuple[Point, ...], bend: float) -> tuple[Point, ...]:
    """A way of curves without so many of its last points of length, or without its last half."""
    lengths = [_length(points[at : at + 4]) for at in range(0, len(points) - 1, 3)]
    left = sum(lengths) - min(bend, sum(lengths) / 2)
    kept: list[Point] = [points[0]]
    for number, length in enumerate(lengths):
        curve = points[3 * number : 3 * number + 4]
        if left < length:
            # Of a curve whose speed varies little; where exactly it ends matters to nobody.
            kept.extend(_part(curve, left / length)[1:])
            break
        kept.extend(curve[1:])
        left -= length
    return tuple(kept)


def _length(curve: Sequence[Point]) -> float:
    """About how long a cubic curve is: between the straight line and the way by its handles."""
    straight = hypot(curve[3][0] - curve[0][0], curve[3][1] - curve[0][1])
    handles = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(curve))
    return (straight + handles) / 2


def _part(curve: Sequence[Point], share: float) -> tuple[Point, Point, Point, Point]:
    """The first part of a cubic curve (de Casteljau)."""

    def between(a: Point, b: Point) -> Point:
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

    a, b, c = between(curve[0], curve[1]), between(curve[1], curve[2]), between(curve[2], curve[3])
    ab, bc = between(a, b), between(b, c)
    return curve[0], a, ab, between(ab, bc)


def _direction(points: Sequence[Point], sign: float) -> Point:
    """Where a way goes at its first point, as a unit vector; by a sign of -1 the other way."""
    here = points[0]
    for there in points[1:]:
        away = (there[0] - here[0], there[1] - here[1])
        if hypot(*away) > 0.01:
            x, y = _unit(away)
            return sign * x, sign * y
    return 1.0, 0.0


def _sharpest(points: Sequence[Point]) -> float:
    """How far a way of curves turns where it turns the most within a few points of length: 0 to 2."""
    places = [
        _part(points[at : at + 4], step / _STEPS)[3]
        for at in range(0, len(points) - 1, 3)
        for step in range(1, _STEPS + 1)
    ]
    ways = [_unit((b[0] - a[0], b[1] - a[1])) for a, b in pairwise([points[0], *places])]
    return max((1.0 - _along(one, other) for one, other in zip(ways, ways[2:], strict=False)), default=0.0)


def _along(one: Point, other: Point) -> float:
    """The cosine of the angle between two unit vectors."""
    return one[0] * other[0] + one[1] * other[1]


def _unit(vector: Point) -> Point:
    length = hypot(*vector) or 1.0
    return vector[0] / length, vector[1] / length


def _bend(start: Point, leaving: Point, end: Point, arriving: Point) -> tuple[Point, Point, Point]:
    """A curve with these directions at its ends: what follows its start."""
    reach = hypot(end[0] - start[0], end[1] - start[1]) * _REACH
    return (
        (start[0] + leaving[0] * reach, start[1] + leaving[1] * reach),
        (end[0] - arriving[0] * reach, end[1] - arriving[1] * reach),
        end,
    )


def _numbers(text: str | None, count: int) -> list[float]:
    """That many finite numbers, or Unplaced."""
    try:
        numbers = [float(word) for word in (text or "").split(",")]
    except ValueError as error:
        raise Unplaced(f"`{text}` is no position") from error
    if len(numbers) != count or not all(isfinite(number) for number in numbers):
        raise Unplaced(f"`{text}` is no position")
    return numbers
