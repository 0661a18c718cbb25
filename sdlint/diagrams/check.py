"""What must be so of every picture and of every layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sdlint.diagrams.graph import inside
from sdlint.diagrams.measure import Card
from sdlint.diagrams.picture import Cluster, Picture
from sdlint.diagrams.positions import Layout, Point, Rect

_NEAR = 2.0
"""How far from a border an edge may end, and how much boxes may touch, in points: Graphviz rounds."""


def validate(picture: Picture) -> None:
    """Raises ValueError when a picture contradicts itself: it is the composer's mistake, not a user's."""
    names = [box.name for box in picture.boxes]
    known = set(names)
    if len(known) < len(names):
        raise ValueError("two boxes have one name")
    held = [name for cluster in picture.clusters for name in inside(cluster)]
    if len(set(held)) < len(held):
        raise ValueError("a box is in two clusters that don't hold each other")
    ids = [cluster.id for cluster in _all(picture.clusters)]
    if len(set(ids)) < len(ids):
        raise ValueError("two clusters have one id")
    ends = [end for edge in picture.edges for end in (edge.source, edge.target)]
    for name in (*held, *ends):
        if name not in known:
            raise ValueError(f"there is no box `{name}`")


def faults(picture: Picture, cards: Mapping[str, Card], layout: Layout) -> list[str]:
    """What is wrong with a layout, in words; nothing is when it is fit to be drawn."""
    found: list[str] = []
    if set(layout.boxes) != set(cards) or len(layout.edges) != len(picture.edges):
        found.append("not everything was placed")
    found.extend(_overlaps(layout))
    found.extend(_strays(layout))
    for route in layout.edges:
        edge = picture.edges[route.index]
        for name, point in ((edge.source, route.points[0]), (edge.target, route.tip)):
            if name in layout.boxes and not _on_border(layout.boxes[name], point):
                found.append(f"an edge doesn't end at the border of `{name}`")
    return found


def _all(clusters: tuple[Cluster, ...]) -> Iterator[Cluster]:
    for cluster in clusters:
        yield cluster
        yield from _all(cluster.clusters)


def _overlaps(layout: Layout) -> Iterator[str]:
    """Boxes on boxes: a sweep from left to right."""
    ordered = sorted(layout.boxes.items(), key=lambda item: (item[1].x, item[0]))
    active: list[tuple[str, Rect]] = []
    for name, rect in ordered:
        active = [(other, there) for other, there in active if there.right - _NEAR > rect.x]
        for other, there in active:
            if there.y < rect.bottom - _NEAR and rect.y < there.bottom - _NEAR:
                yield f"`{other}` and `{name}` overlap"
        active.append((name, rect))


def _strays(layout: Layout) -> Iterator[str]:
    """Boxes out of their clusters, or in others."""
    for placed in layout.clusters:
        own = set(inside(placed.cluster))
        frame = placed.rect
        for name, rect in layout.boxes.items():
            if name in own:
                if not (
                    frame.x - _NEAR <= rect.x
                    and frame.y - _NEAR <= rect.y
                    and rect.right <= frame.right + _NEAR
                    and rect.bottom <= frame.bottom + _NEAR
                ):
                    yield f"`{name}` is out of its cluster"
            elif (
                rect.x < frame.right - _NEAR
                and frame.x < rect.right - _NEAR
                and rect.y < frame.bottom - _NEAR
                and frame.y < rect.bottom - _NEAR
            ):
                yield f"`{name}` is in a cluster that isn't its own"


def _on_border(rect: Rect, point: Point) -> bool:
    x, y = point
    if not (rect.x - _NEAR <= x <= rect.right + _NEAR and rect.y - _NEAR <= y <= rect.bottom + _NEAR):
        return False
    return (
        min(abs(x - rect.x), abs(x - rect.right)) <= _NEAR
        or min(abs(y - rect.y), abs(y - rect.bottom)) <= _NEAR
    )
