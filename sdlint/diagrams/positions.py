"""Where everything lies, as the engine's answer says it: points, y downward."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sdlint.diagrams.graph import INSET, numbered, on_its_way
from sdlint.diagrams.measure import Card
from sdlint.diagrams.picture import Cluster, Picture

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rect:
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


@dataclass(frozen=True, slots=True)
class PlacedCluster:
    """A cluster, where it lies, and how many clusters it lies in."""

    cluster: Cluster
    rect: Rect
    depth: int


@dataclass(frozen=True, slots=True)
class Route:
    """An edge's way, from its source's border to the foot of its arrowhead, and the head's tip."""

    index: int
    """Which of the picture's edges."""
    points: tuple[Point, ...]
    """A start, then three points for each cubic Bézier curve."""
    tip: Point
    label: Point | None
    """The middle of the label."""


@dataclass(frozen=True, slots=True)
class Layout:
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
        if word.startswith("e,"):
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
    return Route(index, tuple(points), tip or points[-1], label)


def _through(before: Route, after: Route, label: Point) -> Route:
    """One way of the two that meet at a label: straight through its middle, so that none can doubt whose
    label it is, from whichever side the two come.
    """
    start, end = before.points[-1], after.points[0]
    bridge = (*_straight(start, label), *_straight(label, end))
    return Route(after.index, (*before.points, *bridge, *after.points[1:]), after.tip, label)


def _straight(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """A line as a curve: what follows its start."""
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    return ((start[0] + third[0], start[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end)


def _numbers(text: str | None, count: int) -> list[float]:
    """That many finite numbers, or Unplaced."""
    try:
        numbers = [float(word) for word in (text or "").split(",")]
    except ValueError as error:
        raise Unplaced(f"`{text}` is no position") from error
    if len(numbers) != count or not all(isfinite(number) for number in numbers):
        raise Unplaced(f"`{text}` is no position")
    return numbers
